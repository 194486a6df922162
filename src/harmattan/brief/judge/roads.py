"""The judgement on which import corridors are blockaded now."""

from __future__ import annotations

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import judged, title_of
from harmattan.brief.known import known_corridors
from harmattan.brief.wording import Wording
from harmattan.map.bands import band, now
from harmattan.map.marks import CorridorMark
from harmattan.models.blockade.detect import BLOCKADED
from harmattan.world.statement import Statement

__all__ = ["blockades", "since_when"]

_NAMED = 3


def blockades(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how many import corridors are blockaded now, which they are, and since when.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where the state of corridors is not held.
    """
    marks = [m for m in known_corridors(inputs, audience) if m.corridor.kind == "import" and m.states]
    if not marks:
        return None
    states = [now(inputs.situation, "corridor_state", m.corridor.id, ahead=inputs.reference) for m in marks]
    shut = np.stack([state >= BLOCKADED for state in states if state is not None], axis=1)
    shares = np.array([mark.corridor.normal_share for mark in marks])
    number, carried = band(shut.sum(axis=1)), band(shut @ shares / max(shares.sum(), 1e-9))
    marks.sort(key=lambda m: (m.blockaded < 0.5, -m.corridor.normal_share if m.blockaded >= 0.5 else -m.blockaded))
    likely = [mark for mark in marks if mark.blockaded >= 0.5]

    def text(w: Wording) -> str:
        named = [_named(mark, inputs, w) for mark in (likely or marks)[: _NAMED if likely else 1]]
        if len(likely) > _NAMED:
            named.append(w.say("judgement.blockade_rest", n=len(likely) - _NAMED))
        key = "judgement.blockade_most" if likely else "judgement.blockade_none"
        return w.say(
            "judgement.blockades",
            n=w.estimate(number, least=1.0),
            total=len(marks),
            share=w.estimate(carried, "%", scale=100.0, least=5.0),
            list=w.say(key, names=w.say("number.semicolon").join(named)),
        )

    ids = {mark.corridor.id for mark in marks}
    weighed = (
        *weighing(inputs, "attacks", lambda r: r.corridor in ids),
        *weighing(inputs, "inflow"),
        *weighing(inputs, "siege", lambda r: r.corridor in ids),
    )
    return judged(
        inputs,
        audience,
        "blockades",
        text,
        lambda w: w.say("caveat.blockades"),
        number,
        "corridor",
        weighed=tuple(dict.fromkeys(weighed)),
    )


def _named(mark: CorridorMark, inputs: BriefInput, w: Wording) -> str:
    since = since_when(mark, inputs, w)
    key = "judgement.blockade_since" if since else "judgement.blockade_one"
    chance = mark.blockaded
    return w.say(key, name=title_of(mark.corridor, w), word=w.likelihood(chance), p=w.chance(chance), since=since)


def since_when(mark: CorridorMark, inputs: BriefInput, words: Wording) -> str:
    """Say since which month a corridor has been blockaded, without a preposition.

    Args:
        mark: the corridor.
        inputs: what the brief is made from.
        words: language.

    Returns:
        Such as `December 2025`; empty where it is not blockaded or no past days are held.
    """
    if mark.since is not None:
        return words.month_and_year(mark.since)
    held = "corridor_state" in inputs.situation.history and inputs.situation.history_first_day is not None
    if mark.blockaded < 0.5 or not held:
        return ""
    return words.say("judgement.blockade_before", month=words.month_and_year(inputs.case.settings.first_day))
