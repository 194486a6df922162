"""The judgement on towns under siege."""

from __future__ import annotations

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import untaught
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import judged, title_of
from harmattan.brief.known import SIEGE_SEEN, known_places
from harmattan.brief.wording import Wording
from harmattan.map.bands import band
from harmattan.map.marks import PlaceMark
from harmattan.map.sheet import SETTLED
from harmattan.world.statement import Statement

__all__ = ["sieges"]


def sieges(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State which towns are besieged, as a chance, and how many people live there.

    That a town is besieged is public news, so the public level names it too, in a word of chance without its number.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where no report names a siege that may still hold.
    """
    values = inputs.situation.values
    marks = [m for m in known_places(inputs, audience) if m.place.kind in SETTLED and m.siege_reports]
    marks = sorted((m for m in marks if m.siege >= SIEGE_SEEN), key=lambda m: (-m.siege, m.place.id))
    if not marks or "siege" not in values or "residents" not in values:
        return None
    rows = [inputs.case.atlas.place_index[mark.place.id] for mark in marks]
    people = (values["siege"][:, rows] * values["residents"][:, rows]).sum(axis=1)
    number = band(np.asarray(people, dtype=np.float64))

    def town(mark: PlaceMark, w: Wording) -> str:
        name, word = title_of(mark.place, w), w.likelihood(mark.siege)
        return f"{name} ({word})" if audience.public else f"{name} ({word}, {w.chance(mark.siege)})"

    def text(w: Wording) -> str:
        held = w.estimate(number, w.unit("person", number.median), least=1.0)
        return w.say("judgement.sieges", towns=", ".join(town(mark, w) for mark in marks), people=held)

    def caveat(w: Wording) -> str:
        end = f" {w.say('caveat.siege_end')}" if untaught(inputs, "siege_lift_rate") else ""
        return w.say("caveat.sieges") + end

    weighed = tuple(name for mark in marks for name in mark.siege_reports)
    return judged(inputs, audience, "sieges", text, caveat, number, "person", weighed=weighed)
