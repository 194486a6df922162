"""What changed since an earlier brief, which reports since then speak to it, and which thresholds were crossed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harmattan.brief.audience import Audience
from harmattan.brief.earlier import Earlier, Expected
from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import LEAST
from harmattan.brief.since.beside import Spread, chance_noise, earlier_for, median_noise, moved_since
from harmattan.brief.since.crossed import Crossing, crossings
from harmattan.brief.since.standings import effective_draws, subjects
from harmattan.brief.since.words import chance_kind, figure_of, label_of, reports_said, subject_said
from harmattan.brief.statements import statements
from harmattan.brief.wording import Wording
from harmattan.world.statement import Statement

__all__ = ["VERDICTS", "Change", "Crossing", "changes", "crossings", "verdict_of"]

VERDICTS = ("clear", "new", "gone", "within", "unlike", "same")
"""What a change can be, in the order of a list: larger than the doubt; a statement that only one of the two briefs makes;
larger than the noise of counting draws but within the doubt; statements that are not about the same; about the same."""

_AHEAD = ("fuel_dry", "people", "camps", "deaths", "government", "course_change")
"""Statements on all the days ahead: of two briefs that look ahead over different days they cannot be compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """One statement beside what an earlier brief said of the same.

    Args:
        id: id of the statement.
        verdict: one of `VERDICTS`.
        before: what was said; None for a new statement.
        after: what is said; None for one that is gone.
        expected: what the earlier outlook expected of the same number for the cut-off date; None where it is not held.
        moved_by: reports known since then that weigh in it, the largest gain first; an attribution, no proof.
        said: before and after in words.
        why: which reports speak to it since then, or that none does.
    """

    id: str
    verdict: str
    before: Statement | None
    after: Statement | None
    expected: Expected | None
    moved_by: tuple[str, ...]
    said: str
    why: str

    @property
    def text(self) -> str:
        """The whole in words."""
        return f"{self.said} {self.why}".strip()


def changes(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Change, ...]:
    """Set each statement beside what an earlier brief said of the same.

    A number is compared by its median, a chance by itself. The answer is

    - `same`, about the same, where the change is no larger than two standard errors of counting draws (for a median those that
      a bell curve through its interval would have with the effective draws of both briefs) and the finest step that is printed;
    - `clear` where each median lies outside the 90 % interval of the other, or a chance moved by more than counting noise;
    - `within` otherwise: more than noise, but the doubt of both holds it.

    Statements without a number or chance at this level are left out.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The changes, clear ones first, each kind in the order of the page; empty without an earlier brief.

    Raises:
        InputFaults: an unknown level.
    """
    earlier = earlier_for(inputs, audience)
    if earlier is None:
        return ()
    after = {statement.id: statement for statement in statements(inputs, level=audience.level)}
    found = [
        _change(inputs, earlier, name, about, words)
        for name, about in _compared(inputs, audience, earlier, after)
        if _said(after.get(name)) or _said(earlier.statements.get(name))
    ]
    return tuple(sorted(found, key=lambda change: VERDICTS.index(change.verdict)))


def _compared(
    inputs: BriefInput, audience: Audience, earlier: Earlier, after: Mapping[str, Statement]
) -> Iterator[tuple[str, tuple[Statement | None, str]]]:
    """List ids with the statement as it is and its subject; a replay makes the reference alone, so it has no word on courses."""
    about = subjects(inputs, audience)
    for name in dict.fromkeys((*after, *earlier.statements)):
        if not (name == "course_change" and earlier.how == "replay"):
            yield name, (after.get(name), about.get(name, ""))


def _said(statement: Statement | None) -> Statement | None:
    """The statement, if it has a number or a chance."""
    held = statement is not None and (math.isfinite(statement.median) or math.isfinite(statement.probability))
    return statement if held else None


def _change(
    inputs: BriefInput, earlier: Earlier, name: str, now: tuple[Statement | None, str], words: Wording
) -> Change:
    # A statement without a number has nothing to set beside one that has.
    after, subject = _said(now[0]), now[1]
    before, old_subject = _said(earlier.statements.get(name)), earlier.subjects.get(name, "")
    moved = moved_since(inputs, earlier, now[0].sources if now[0] else ())
    expected = earlier.expected.get(name) if after is not None and before is not None else None
    days = (inputs.as_of - earlier.as_of).days
    label = label_of(inputs, name, subject or old_subject, words)

    def made(verdict: str, said: str, why: str, foreseen: Expected | None = None) -> Change:
        return Change(name, verdict, before, after, foreseen, moved, said, why)

    if before is None or after is None:
        verdict, only = ("new", after) if before is None else ("gone", before)
        figure = figure_of(name, only, words, unit=True) if only is not None else ""
        why = reports_said(moved, words) if moved else ""
        return made(verdict, words.say(f"since.{verdict}", what=label, figure=figure), why)
    if subject != old_subject:
        gap = {"now": subject_said(inputs, subject, words), "before": subject_said(inputs, old_subject, words)}
        return made("unlike", words.say("since.other_subject", what=words.say(f"since.which.{name}"), **gap), "")
    if name in _AHEAD and earlier.horizon != inputs.horizon:
        gaps = {"now": inputs.horizon, "before": earlier.horizon}
        return made("unlike", words.say("since.other_horizon", what=label, **gaps), "")
    draws = (earlier.draws, effective_draws(inputs))
    verdict = verdict_of(before, after, draws=draws)
    shown = [figure_of(name, one, words, unit=one is after) for one in (before, after)]
    said = words.say("since.change", what=label, before=shown[0], after=shown[1])
    tail = "clear_chance" if verdict == "clear" and chance_kind(name) else verdict
    as_expected = expected is not None and abs(after.median - expected.median) <= _slack(expected, after, draws)
    why = reports_said(moved, words, same=verdict == "same", foreseen=as_expected, days=days)
    if expected is not None and not (as_expected and verdict == "same"):
        median, between = words.pair(expected.median, expected.low, expected.high, least=LEAST.get(after.unit, 0.01))
        key = "since.as_expected" if as_expected else "since.expected"
        why = f"{why} {words.say(key, day=words.day(earlier.as_of), figure=f'{median} ({between})')}".strip()
    return made(verdict, f"{said} {words.say(f'since.verdict.{tail}')}", why, expected)


def verdict_of(before: Statement, after: Statement, *, draws: tuple[float, float]) -> str:
    """Judge a change by the rule of `changes`.

    Args:
        before: what was said.
        after: what is said of the same.
        draws: effective draws behind the one and the other.

    Returns:
        `clear`, `within` or `same`.

    Examples:
        >>> def days(low, median, high):
        ...     return Statement("fuel_now", {}, median, low, high, "day", math.nan, 0, (), {})
        >>> verdict_of(days(9, 14, 20), days(1, 3, 6), draws=(400.0, 400.0))
        'clear'
        >>> verdict_of(days(9, 14, 20), days(5, 9, 14), draws=(400.0, 400.0))
        'within'
        >>> verdict_of(days(9, 14, 20), days(9, 13.7, 20), draws=(400.0, 400.0))
        'same'
    """
    if chance_kind(after.id):
        noise = chance_noise(before.probability, after.probability, draws)
        return "clear" if abs(after.probability - before.probability) > noise else "same"
    if abs(after.median - before.median) <= _slack(before, after, draws):
        return "same"
    apart = not before.low <= after.median <= before.high and not after.low <= before.median <= after.high
    return "clear" if apart else "within"


def _slack(before: Spread, after: Statement, draws: tuple[float, float]) -> float:
    """How far two medians may lie apart and still read as the same: the noise of counting draws and the finest step printed."""
    return median_noise(before, after, draws) + LEAST.get(after.unit, 0.01)
