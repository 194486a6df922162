"""On which side of each threshold things stand, and what a replayed past date says of itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.earlier import Earlier, Expected, Stand
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.course import chosen_change
from harmattan.brief.judge.polity import TURNS, assumes, chance_of
from harmattan.brief.judge.prices import prices_now
from harmattan.brief.judge.supply import import_rows, most_attacked
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.statements import statements
from harmattan.map.bands import band
from harmattan.map.marks import WINDOW_DAYS, PlaceMark
from harmattan.map.sheet import SETTLED

__all__ = ["EVEN", "FIFTH", "earlier_of", "effective_draws", "known_ids", "standings", "subjects"]

FIFTH, EVEN = 0.2, 0.5
"""Chances at which a turn crosses a threshold."""


def standings(inputs: BriefInput, audience: Audience) -> tuple[Stand, ...]:
    """Tell on which side of its threshold each thing stands on the cut-off date.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; at the public level fuel of single towns, pacts and every chance of a single town are left out.

    Returns:
        Turns of the country first, then places, then corridors, in the order of the atlas.
    """
    return (*_turns(inputs, audience), *_places(inputs, audience), *_corridors(inputs, audience))


def _turns(inputs: BriefInput, audience: Audience) -> Iterator[Stand]:
    for turn in TURNS:
        chance = chance_of(inputs.reference, turn)
        quiet = audience.public and turn == "pact_any"
        if math.isnan(chance) or quiet or assumes(inputs, inputs.reference_key[0], turn):
            continue
        yield Stand("turn", turn, "from50" if chance >= EVEN else "from20" if chance >= FIFTH else "under20", (chance,))


def _places(inputs: BriefInput, audience: Audience) -> Iterator[Stand]:
    for mark in known_places(inputs, audience):
        name = mark.place.id
        if mark.place.kind in SETTLED and math.isfinite(mark.siege):
            seen = mark.siege_word if mark.siege_reports else ""
            yield Stand("siege", name, seen or "none", () if audience.public else (mark.siege,))
        if mark.days is not None and mark.days_class and not audience.public:
            days = mark.days
            yield Stand("fuel", name, mark.days_class, (), days.low, days.median, days.high)
        if math.isfinite(mark.over):
            yield Stand("camp", name, "over" if mark.over >= EVEN else "within", (mark.over,))
        if mark.holder:
            yield Stand("holder", name, mark.holder, mark.holding)


def _corridors(inputs: BriefInput, audience: Audience) -> Iterator[Stand]:
    for mark in known_corridors(inputs, audience):
        if mark.state:
            yield Stand("corridor", mark.corridor.id, mark.state, mark.states)


def subjects(inputs: BriefInput, audience: Audience) -> dict[str, str]:
    """Name what statements are about, so that two briefs are only set beside each other where both speak of the same.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Id of a place, corridor or course by id of the statement; statements on the whole country are left out.
    """
    out = dict.fromkeys(("fuel_now", "fuel_dry", "power_now"), inputs.focus[0])
    if prices_now(inputs, audience) is not None:
        out["prices_now"] = inputs.focus[0]
    short = [mark for mark in known_places(inputs, audience) if _above(mark)]
    if short:
        out["camps"] = max(short, key=_furthest).place.id
    if "ambushes" in inputs.reference.values and inputs.case.atlas.corridors:
        _, order = most_attacked(inputs)
        if order:
            out["corridor_at_risk"] = inputs.case.atlas.corridors[order[0]].id
    change = chosen_change(inputs, audience)
    if change is not None:
        out["course_change"] = change.course
    return out


def _above(mark: PlaceMark) -> bool:
    bands = (mark.shortfall, mark.shortfall_then)
    return all(one is not None for one in bands) and max(one.high for one in bands if one is not None) >= 1


def _furthest(mark: PlaceMark) -> tuple[float, float, str]:
    current, then = mark.shortfall, mark.shortfall_then
    return then.median if then else 0.0, current.median if current else 0.0, mark.place.id


def effective_draws(inputs: BriefInput) -> float:
    """Say how many equally weighted draws the numbers of a brief are worth.

    Args:
        inputs: what the brief is made from.

    Returns:
        The effective sample size of the belief, at most the draws of the outlook.
    """
    return inputs.worth


def known_ids(inputs: BriefInput, audience: Audience) -> tuple[str, ...]:
    """List the reports known on the cut-off date that an audience may see.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Their ids, sorted.
    """
    return tuple(sorted(report.id for report in inputs.reports if audience.keeps(report, inputs.case.atlas)))


def earlier_of(inputs: BriefInput, level: str, *, on: date | None = None) -> Earlier:
    """Take what a replayed past date says of itself.

    Args:
        inputs: what was known on that date, and the outlook made with nothing else; the reference alone is enough.
        level: audience of the brief that it will be set beside.
        on: later date for which the numbers are also taken that its outlook expected; none are where it is left out.

    Returns:
        What it said.

    Raises:
        InputFaults: an unknown level.
    """
    audience = Audience(level)
    found = {statement.id: statement for statement in statements(inputs, level=level)}
    days = 0 if on is None else (on - inputs.as_of).days
    expected = {
        name: one for name, one in _expected(inputs, days) if name in found and math.isfinite(found[name].median)
    }
    return Earlier(
        as_of=inputs.as_of,
        statements=found,
        standings=standings(inputs, audience),
        reports=frozenset(known_ids(inputs, audience)),
        how="replay",
        case=inputs.case.id,
        level=level,
        horizon=inputs.horizon,
        draws=effective_draws(inputs),
        subjects=subjects(inputs, audience),
        expected=expected,
        unseen=standings(inputs, Audience("partner")) if audience.public else (),
    )


def _expected(inputs: BriefInput, days: int) -> Iterator[tuple[str, Expected]]:
    """Give what the outlook expects of some statements as they would be made a number of days later."""
    outlook = inputs.reference
    if 1 <= days <= inputs.horizon:
        for name, variable in (("fuel_now", "days_of_fuel"), ("power_now", "power_hours")):
            if variable in outlook.values:
                yield name, _middle(outlook.of(variable, inputs.focus[0])[:, days - 1])
    rows: Sequence[int] = import_rows(inputs)
    if 1 <= days <= inputs.horizon - WINDOW_DAYS and rows and "tankers_arrived" in outlook.values:
        weeks = outlook.values["tankers_arrived"][:, days : days + WINDOW_DAYS, :][:, :, rows]
        yield "inflow", _middle(weeks.sum(axis=2, dtype=np.float64).mean(axis=1) * 7)


def _middle(draws: NDArray[np.floating]) -> Expected:
    found = band(draws)
    return Expected(found.low, found.median, found.high)
