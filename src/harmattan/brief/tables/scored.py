"""How we did: what was foreseen beside what was reported later, misses first, and where too few reports allow no verdict."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import title_of
from harmattan.brief.numerals import DASH, LEAST
from harmattan.brief.tables.cells import Cell, Table, estimate_cell, word
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.map.hits import Hit, HitRow, draw_hits, place_of
from harmattan.verify import TOO_FEW
from harmattan.verify.attacks import QUANTITY
from harmattan.world.outlook import Score, Scorecard

__all__ = ["missed_table", "record_context", "scores_table", "seen_scores", "summary_table"]

_DAYS_TOLD = re.compile(r"(\S+) \d{4}-\d{2}-\d{2} to \d{4}-\d{2}-\d{2}")
"""How a score of the attacks on a corridor names what was reported: the corridor and its days."""


def seen_scores(inputs: BriefInput, audience: Audience) -> Scorecard | None:
    """Keep the scores that an audience may see.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The scorecard; at the public level without scores of reports that are withheld, of fuel and power of single places and of
        single corridors, and without what analysts said beside the model. None where nothing was ever scored.
    """
    card = inputs.scorecard
    if card is None or not audience.public:
        return card
    known, atlas = inputs.reports.by_id(), inputs.case.atlas
    told = {name for name, report in known.items() if audience.keeps(report, atlas) and audience.foretells(report)}
    seen = tuple(one for one in card.scores if one.report in told)
    return replace(card, scores=seen, unscored=(), overrides=())


def record_context(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Gather what the section on the record shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        `record_said` (sentences), `record_summary`, `record_missed`, `scores` (tables), `record_chart` (markup),
        `record_unscored` (reasons with how often), `record_issues` (sentences on issued outlooks), `record_needed` (reports
        that a verdict needs), `record_example` (a date that could be replayed), `scorecard` (what the audience sees of it).
    """
    card = seen_scores(inputs, audience)
    scores = _worst_first(card.scores) if card is not None else []
    return {
        "record_said": _said(card, scores, words),
        "record_summary": summary_table(scores, words),
        "record_missed": missed_table(inputs, [one for one in scores if not one.covered], words, "record.missed"),
        "scores": scores_table(inputs, audience, words),
        "record_chart": Markup(draw_hits(_rows(inputs, scores, words), words)),  # noqa: S704 - tag() escapes every text
        "record_unscored": _unscored(card, words),
        "record_issues": _issues(card, words),
        "record_needed": TOO_FEW,
        "record_example": max(inputs.as_of - timedelta(days=30), inputs.case.settings.first_day).isoformat(),
        "scorecard": card,
    }


def scores_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """List every score that an audience may see, misses first.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table; no rows where nothing is scored.
    """
    card = seen_scores(inputs, audience)
    return missed_table(inputs, _worst_first(card.scores) if card is not None else [], words, "record.all")


def _place(score: Score) -> float:
    return place_of(score.reported, score.low, score.median, score.high)


def _worst_first(scores: Iterable[Score]) -> list[Score]:
    return sorted(scores, key=lambda one: (one.covered, -abs(_place(one)), one.quantity, one.report, one.issue))


def _said(card: Scorecard | None, scores: Sequence[Score], words: Wording) -> tuple[str, ...]:
    if card is None or not scores:
        return ()
    days, counts = sorted(set(card.origins)), [one for one in scores if one.quantity == QUANTITY]
    told = [one for one in scores if one.quantity != QUANTITY]
    first = [words.say("record.inside", inside=sum(one.covered for one in told), n=len(told))] if told else []
    if counts:
        none = sum(one.reported == 0 and one.median == 0 for one in counts)
        gaps = {"inside": sum(one.covered for one in counts), "n": len(counts), "none": none}
        first.append(words.say("record.inside_counts" if told else "record.inside_counts_only", **gaps))
    when = words.say("record.origins", days=", ".join(words.day(day) for day in days))
    late = sum(not one.ahead for one in scores)
    tail = (words.say("record.late", n=late),) if late else ()
    return (*first, when, *tail)


def _groups(scores: Sequence[Score]) -> dict[tuple[str, str], list[Score]]:
    out: dict[tuple[str, str], list[Score]] = {}
    for score in sorted(scores, key=lambda one: (one.quantity, one.unit)):
        out.setdefault((score.quantity, score.unit), []).append(score)
    return out


def _mean(values: Iterable[float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return sum(finite) / len(finite) if finite else math.nan


def _quantity(name: str, words: Wording) -> str:
    key = f"record.quantity.{name}"
    return words.say(key) if words.has(key) else words.variable(name)


def summary_table(scores: Sequence[Score], words: Wording) -> Table:
    """Sum up scores by quantity beside both baselines, or say that they are too few.

    Args:
        scores: what the audience sees.
        words: language.

    Returns:
        One row for each quantity: how many, how many inside the 90 % interval, the mean CRPS of the model, and of the same
        reports the mean error of carrying the last report on and of normal times.
    """
    rows = []
    for (name, unit), group in _groups(scores).items():
        reports = len({one.report for one in group})
        lasting = [one for one in group if math.isfinite(one.crps_persistence)]
        usual = [one for one in group if math.isfinite(one.crps_normal)]
        model, last = _mean(one.crps for one in lasting), _mean(one.crps_persistence for one in lasting)
        few = reports < TOO_FEW
        verdict = words.say("record.too_few", n=reports, needed=TOO_FEW) if few else _beats(model, last, words)
        cells = (_mean(one.crps for one in group), last, _mean(one.crps_normal for one in usual))
        rows.append(
            (
                word(_quantity(name, words), small=words.unit(unit)),
                Cell(words.amount(len(group)), "number"),
                Cell(f"{sum(one.covered for one in group)}/{len(group)}", "number"),
                *(Cell(_error(value, words), "number") for value in cells),
                word(verdict),
            )
        )
    keys = ("quantity", "scored", "inside", "crps_model", "crps_last", "crps_usual", "verdict")
    return Table(words.say("record.summary"), tuple(words.say(f"record.head.{key}") for key in keys), tuple(rows))


def _error(value: float, words: Wording) -> str:
    """Write a mean error; what is all but nothing is not spelled out."""
    if not math.isfinite(value):
        return DASH
    return (
        words.exact(value)
        if value >= 0.01 or value == 0
        else words.say("number.under", number=words.amount(0.01, step=0.01))
    )


def _least(score: Score) -> float:
    """Finest step of a quantity, by what is counted: nobody is half a person."""
    return LEAST.get(score.unit, LEAST.get(score.unit.partition("/")[0], 0.01))


def _beats(model: float, last: float, words: Wording) -> str:
    if not math.isfinite(last):
        return words.say("record.no_baseline")
    return words.say("record.better" if model < last else "record.not_better")


def missed_table(inputs: BriefInput, scores: Sequence[Score], words: Wording, caption: str) -> Table:
    """List scores one by one.

    Args:
        inputs: what the brief is made from.
        scores: what the audience sees, in the order of the rows.
        words: language.
        caption: key of the caption.

    Returns:
        The table: what was foreseen from which day, what was reported, and the error of the model and of both baselines.
    """
    rows = []
    for score in scores:
        band = Band(score.low, score.low, score.median, score.high, score.high)
        figures = (score.crps, score.crps_persistence, score.crps_normal)
        rows.append(
            (
                Cell(_about(inputs, score, words), small=_quantity(score.quantity, words), reports=(score.report,)),
                word(words.day(score.origin)),
                estimate_cell(band, words, words.unit(score.unit), least=_least(score)),
                Cell(words.exact(score.reported), "number"),
                Cell(words.say("cell.yes" if score.covered else "cell.no"), "" if score.covered else "mark"),
                *(Cell(_error(figure, words), "number") for figure in figures),
            )
        )
    keys = ("about", "origin", "forecast", "reported", "covered", "crps_model", "crps_last", "crps_usual")
    return Table(words.say(caption), tuple(words.say(f"record.head.{key}") for key in keys), tuple(rows))


def _about(inputs: BriefInput, score: Score, words: Wording) -> str:
    """Say where a score was made: the place of its report, or its corridor."""
    report = inputs.reports.by_id().get(score.report)
    if report is not None:
        return report.place_text or report.id
    told = _DAYS_TOLD.fullmatch(score.report)
    corridor = told[1] if told else ""
    named = [title_of(one, words) for one in inputs.case.atlas.corridors if one.id == corridor]
    return named[0] if named else score.report


def _rows(inputs: BriefInput, scores: Sequence[Score], words: Wording) -> tuple[HitRow, ...]:
    out = []
    for (name, _), group in _groups(scores).items():
        hits = []
        for one in group:
            between = words.pair(one.median, one.low, one.high, least=_least(one))[1]
            told = words.say(
                "record.tip",
                what=_about(inputs, one, words),
                day=words.day(one.origin),
                between=between,
                reported=words.exact(one.reported),
            )
            hits.append(Hit(_place(one), one.covered, told))
        out.append(HitRow(words.say("record.row", what=_quantity(name, words), n=len(group)), tuple(hits)))
    return tuple(out)


def _unscored(card: Scorecard | None, words: Wording) -> tuple[str, ...]:
    if card is None:
        return ()
    counts = Counter(_reason(why, words) for _, why in card.unscored)
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(words.say("record.reason", n=count, why=why) for why, count in ordered)


def _reason(why: str, words: Wording) -> str:
    """Say a reason in the language of the reader; one that the files of `words/` do not know stands as it was given."""
    starts = {"no_number": "the report gives no number", "closure": "it tells of a closure", "before": "its days begin",
              "after": "its days end", "silent": "no mechanism", "not_due": "not due", "strange": "it names"}  # fmt: skip
    key = next((name for name, start in starts.items() if why.startswith(start)), "")
    return words.say(f"record.why.{key}") if key else why


def _issues(card: Scorecard | None, words: Wording) -> tuple[str, ...]:
    if card is None or not card.standings:
        return ()
    due = [standing for standing in card.standings if standing.due]
    scored = sum(standing.scored > 0 for standing in due)
    return (
        words.say("record.issues", issued=len(card.standings), due=len(due), scored=scored, left=len(due) - scored),
    )
