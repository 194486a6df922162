"""Corridors on the live map: their state and their traffic, week by week."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_corridors, roads
from harmattan.brief.live.feature import NOTHING, Feature
from harmattan.brief.live.frames import Frame, in_week
from harmattan.brief.wording import Wording
from harmattan.map.bands import band
from harmattan.map.marks import NOT_KNOWN, STATES, CorridorMark
from harmattan.map.tips import named
from harmattan.models.blockade.detect import BLOCKADED
from harmattan.models.control.unknown import SURE

__all__ = ["road_features"]


def road_features(
    inputs: BriefInput, audience: Audience, words: Wording, weeks: Sequence[Frame], rows: dict[str, int]
) -> list[Feature]:
    """Lay out every road with traffic, week by week.

    A state is named where it has the share `SURE` of draws and days of the week, so that no single day of a road is told; on the
    cut-off day it is the state that the rest of the page gives. The public level gives no traffic by week and nothing ahead.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.
        weeks: the weeks.
        rows: row of each state among the classes.

    Returns:
        One feature for each such corridor, in the order of the atlas.
    """
    keeps = {report.id for report in inputs.reports if audience.keeps(report, inputs.case.atlas)}
    out = []
    for mark in roads(known_corridors(inputs, audience)):
        row = inputs.case.atlas.corridor_index[mark.corridor.id]
        reports = sorted(name for name in mark.reports if name in keeps)
        drawn, told = [], []
        for week in weeks:
            shares = _shares(inputs, audience, mark, row, week)
            top = max(range(len(STATES)), key=lambda level: shares[level]) if shares else 0
            state = (STATES[top] if shares[top] >= SURE else NOT_KNOWN) if shares else ""
            drawn.append(rows[state] if state else NOTHING)
            lines = [_state_line(state, shares, words)] if state else []
            lines += _traffic(inputs, audience, mark, row, week, words) if state else []
            told.append("\n".join(lines))
        fixed = {
            "id": mark.corridor.id,
            "name": named(mark.corridor.name, mark.corridor.name_fr, words),
            "line": [[round(lon, 3), round(lat, 3)] for lat, lon in mark.line],
            "reports": reports,
            "heard": int(bool(mark.reports)),
        }
        out.append(Feature(fixed, {"state": drawn}, told))
    return out


def _shares(inputs: BriefInput, audience: Audience, mark: CorridorMark, row: int, week: Frame) -> tuple[float, ...]:
    """Share of draws and days of a week in each state; empty where nothing is held or the audience does not see it."""
    if week.kind == "now" and mark.states:
        return mark.states
    if week.kind == "ahead" and not audience.shows("corridor_state", "corridor"):
        return ()
    days = in_week(inputs, week, "corridor_state")
    return () if days is None else tuple(float((days[:, :, row] == level).mean()) for level in range(len(STATES)))


def _state_line(state: str, shares: Sequence[float], words: Wording) -> str:
    return words.say("live.say.state", state=words.say(f"state.{state}"), chance=words.chance(sum(shares[BLOCKADED:])))


def _traffic(
    inputs: BriefInput, audience: Audience, mark: CorridorMark, row: int, week: Frame, words: Wording
) -> list[str]:
    """Say what passed in the week; at the public level only what passed in the last month."""
    if not audience.shows("tankers_arrived", "corridor"):
        if week.kind != "now" or mark.share is None or mark.past is None:
            return []
        share = words.estimate(mark.share, "%", scale=100.0, least=5.0)
        return [words.say("live.say.month", share=share, tankers=words.estimate(mark.past, least=0.1))]
    lines = []
    for key, variable in (("came", "tankers_arrived"), ("lost", "tankers_lost")):
        days = in_week(inputs, week, variable)
        if days is not None:
            count = band(np.asarray(days[:, :, row].sum(axis=1, dtype=np.float64)))
            if key == "came" or count.high >= 1:
                lines.append(words.say(f"live.say.{key}", tankers=words.estimate(count, least=1.0)))
    return lines
