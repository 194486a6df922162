"""A judgement as a reader sees it: a number in large, its interval, the sentence, and what weighs in it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import latest
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.course import chosen_change, headline
from harmattan.brief.judge.judging import title_of
from harmattan.brief.judge.polity import fall_range
from harmattan.brief.numerals import LEAST
from harmattan.brief.wording import Wording
from harmattan.world.statement import Statement

__all__ = ["Judgement", "judgement_of", "sources_of"]

_SOURCES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """A statement as the page shows it.

    Args:
        id: id of the statement.
        figure: the number in large, empty where there is none.
        unit: its unit in words.
        between: its 90 % interval.
        text: the sentences.
        first: those of the statement whose number stands in large.
        lead: its first sentence, and `rest` all that follows it.
        caveat: what would mislead without it.
        weight: how many reports weigh in it, in words.
        sources: ids of the first few.
        more: words that link to the list of all, empty where all stand here.
        all_sources: ids of all.
    """

    id: str
    figure: str
    unit: str
    between: str
    text: str
    first: str
    lead: str
    rest: str
    caveat: str
    weight: str
    sources: tuple[str, ...]
    more: str
    all_sources: tuple[str, ...]


def judgement_of(inputs: BriefInput, audience: Audience, group: Sequence[Statement], words: Wording) -> Judgement:
    """Set statements that belong together as one, under the number of the first.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        group: one to three statements, as `together` gathers them.
        words: language.

    Returns:
        The judgement.
    """
    statement = group[0]
    figure, unit, between = _figure(inputs, audience, statement, words)
    sources, text = sources_of(group), " ".join(one.text[words.language] for one in group)
    lead = _first_sentence(text)
    return Judgement(
        id=statement.id,
        figure=figure,
        unit=unit,
        between=between,
        text=text,
        first=statement.text[words.language],
        lead=lead,
        rest=text[len(lead) :].strip(),
        caveat=" ".join(filter(None, (one.caveat[words.language] for one in group))),
        weight=_weight(inputs, statement.id, _counted(group), sources, words),
        sources=sources[:_SOURCES_SHOWN],
        more=words.say("number.more", n=len(sources)) if len(sources) > _SOURCES_SHOWN else "",
        all_sources=sources,
    )


def sources_of(group: Sequence[Statement]) -> tuple[str, ...]:
    """Collect the reports that a group of statements names.

    Args:
        group: statements.

    Returns:
        Ids, each once, in their order.
    """
    return tuple(dict.fromkeys(name for one in group for name in one.sources))


def _counted(group: Sequence[Statement]) -> int:
    """Count the reports of a group once each, those withheld included."""
    named = {name for one in group for name in one.sources}
    return len(named) + max(one.count - len(one.sources) for one in group)


def _figure(inputs: BriefInput, audience: Audience, statement: Statement, words: Wording) -> tuple[str, str, str]:
    """Write the number in large, its unit, and what stands below: its interval, or the range over scenarios of a chance."""
    if not math.isfinite(statement.median):
        return "", "", ""
    if statement.id == "government":
        spread = fall_range(inputs) or (statement.low, statement.high)
        low, high = (words.chance(chance) for chance in spread)
        below = words.say("number.scenarios", low=low, high=high) if low != high else ""
        return words.chance(statement.probability), words.say("number.chance_fall"), below
    rare = False
    change = chosen_change(inputs, audience) if statement.id == "course_change" else None
    if change is not None:
        figure, between, rare = headline(change, words)
    else:
        least = LEAST.get(statement.unit, 0.01)
        figure, between = words.pair(statement.median, statement.low, statement.high, least=least)
    # The unit agrees with the number as printed: 1.97 is printed as 2.
    unit = words.unit(statement.unit, {"0": 0.0, "1": 1.0}.get(figure, 2.0))
    if words.has(f"counts.{statement.id}.many"):
        unit = _counted_thing(inputs, statement, figure, words)
    unit = words.unit_behind(figure, unit)
    if rare:
        unit = words.say("number.mean", unit=unit)
    if statement.id == "fuel_dry":
        between = words.say("number.days_below", between=between)
        figure, unit = words.chance(statement.probability), words.say("number.chance")
    return figure, unit, words.say("number.interval", between=between)


def _counted_thing(inputs: BriefInput, statement: Statement, figure: str, words: Wording) -> str:
    """Say what a number in large counts, so that it can be read alone."""
    single = figure in (("1",) if words.language == "en" else ("0", "1"))
    atlas = inputs.case.atlas
    city = title_of(atlas.places[atlas.place_index[inputs.focus[0]]], words)
    return words.say(f"counts.{statement.id}.{'one' if single else 'many'}", city=city)


def _first_sentence(text: str) -> str:
    """Cut a text after its first full stop that a space and a capital follow."""
    found = re.search(r"[.](?= [^\W\d_a-zà-ÿ])", text)
    return text[: found.end()] if found else text


def _weight(inputs: BriefInput, name: str, count: int, sources: Sequence[str], words: Wording) -> str:
    """Say how many reports weigh and how old the newest is; precedents and effects of courses have no such day."""
    if not count:
        return words.say("number.no_report")
    known = inputs.reports.by_id()
    day = latest(known[one] for one in sources) if name not in ("course_change", "government") else None
    key = "number.one_report" if count == 1 else "number.reports"
    if day is None:
        return words.say(f"{key}_undated", n=count)
    return words.say(key, n=count, day=words.day(day))
