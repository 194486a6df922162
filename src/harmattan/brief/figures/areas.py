"""Attacks by area: the last four weeks beside the next four."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import DASH
from harmattan.brief.tables.cells import Cell, estimate_cell, word
from harmattan.brief.tables.strips import StripRow, StripTable
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band, band, recent
from harmattan.map.ink import BLUE, MUTED
from harmattan.map.intervals import Bar, draw_bars, draw_ruler, linear_ruler
from harmattan.map.marks import WINDOW_DAYS
from harmattan.map.tips import named
from harmattan.world.atlas import Area

__all__ = ["SURE_OF_CHANGE", "AreaPace", "area_paces", "attack_tables"]

SURE_OF_CHANGE = 0.95
"""Chance of more, or of less, from which a change is marked."""

_QUIET = 1.0
"""Attacks a week that an area abroad must reach at the 95 % quantile, past or ahead, to have a row of its own."""

_WEEKS = WINDOW_DAYS / 7


@dataclass(frozen=True, slots=True)
class AreaPace:
    """How often armed groups attack in one area.

    Args:
        area: the area.
        past: attacks a week over the last 28 days; None where they are not held.
        ahead: attacks a week over the next 28 days.
        more: chance that the days ahead bring more than the days past, ties counted half; 0.5 where the past is not held.
    """

    area: Area
    past: Band | None
    ahead: Band
    more: float

    @property
    def change(self) -> str:
        """`more` or `less` where that is as good as certain, else empty."""
        return "more" if self.more >= SURE_OF_CHANGE else "less" if self.more <= 1 - SURE_OF_CHANGE else ""


def area_paces(inputs: BriefInput) -> tuple[AreaPace, ...]:
    """Work out the attacks a week of each area, the highest median ahead first.

    Args:
        inputs: what the brief is made from.

    Returns:
        One for each area; none where attacks are not held.
    """
    held = inputs.reference.values.get("attacks")
    if held is None:
        return ()
    ahead = held[:, :WINDOW_DAYS].mean(axis=1, dtype=np.float64) * 7
    sums = recent(inputs.situation, "attacks", WINDOW_DAYS)
    past = None if sums is None else sums / _WEEKS
    found = []
    for column, area in enumerate(inputs.case.atlas.areas):
        before = None if past is None else past[:, column]
        more = 0.5 if before is None else _chance_of_more(before, ahead[:, column])
        found.append(AreaPace(area, None if before is None else band(before), band(ahead[:, column]), more))
    return tuple(sorted(found, key=lambda pace: (-pace.ahead.median, -pace.ahead.high, pace.area.id)))


def _chance_of_more(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Every draw of the one against every draw of the other, ties counted half."""
    gap = after[:, None] - before[None, :]
    return float((gap > 0).mean() + 0.5 * (gap == 0).mean())


def attack_tables(inputs: BriefInput, words: Wording) -> tuple[StripTable, ...]:
    """Set out attacks by area, the country apart from its neighbours.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        A table of the country and one of the neighbours, on one scale; quiet areas abroad are summed up in a note.
    """
    paces = area_paces(inputs)
    home = inputs.case.settings.country
    inside = [pace for pace in paces if pace.area.country == home]
    abroad = [pace for pace in paces if pace.area.country != home]
    loud = [pace for pace in abroad if max(pace.ahead.high, pace.past.high if pace.past else 0.0) >= _QUIET]
    quiet = len(abroad) - len(loud)
    top = max((max(p.ahead.high, p.past.high if p.past else 0.0) for p in (*inside, *loud)), default=1.0)
    out = []
    for name, chosen in (("attacks-home", inside), ("attacks-abroad", loud)):
        if chosen:
            note = (
                words.say("areas.quiet_one" if quiet == 1 else "areas.quiet", n=quiet)
                if name == "attacks-abroad" and quiet
                else ""
            )
            out.append(_table(name, chosen, top, words, note))
    return tuple(out)


def _table(name: str, paces: list[AreaPace], top: float, words: Wording, note: str) -> StripTable:
    ruler = linear_ruler(top)
    rows = []
    for pace in paces:
        bars = [] if pace.past is None else [_bar(pace.past, MUTED)]
        title = named(pace.area.name, pace.area.name_fr, words)
        past = "" if pace.past is None else words.estimate(pace.past, least=0.1)
        aloud = words.say("areas.aloud", name=title, past=past, ahead=words.estimate(pace.ahead, least=0.1))
        rows.append(
            StripRow(
                word(title, small=words.country(pace.area.country) if name == "attacks-abroad" else ""),
                draw_bars(aloud, [*bars, _bar(pace.ahead, BLUE)], ruler),
                (
                    estimate_cell(pace.past, words, least=0.1),
                    estimate_cell(pace.ahead, words, least=0.1),
                    _change(pace, words),
                ),
            )
        )
    keys = ("area", "pace", "past", "ahead", "change")
    head = tuple(words.say(f"areas.{key}") for key in keys)
    caption = words.say(f"areas.{name.removeprefix('attacks-')}")
    return StripTable(name, caption, head, draw_ruler(ruler, words, words.say("areas.pace")), tuple(rows), note)


def _bar(pace: Band, colour: str) -> Bar:
    return Bar(pace.low, pace.median, pace.high, colour)


def _change(pace: AreaPace, words: Wording) -> Cell:
    if not pace.change:
        return Cell(DASH, "number")
    sure = pace.more if pace.change == "more" else 1 - pace.more
    return Cell(words.say(f"areas.{pace.change}"), "number", small=words.chance(sure))
