"""The judgement on who holds the towns."""

from __future__ import annotations

from collections import Counter

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import judged
from harmattan.brief.known import known_places
from harmattan.brief.wording import Wording
from harmattan.map.bands import band, now
from harmattan.map.marks import HOLDERS, NOT_KNOWN
from harmattan.models.control.unknown import SURE
from harmattan.world.statement import Statement

__all__ = ["holders"]


def holders(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State in how many towns open reports allow to name who holds them, and how many the government is believed to hold.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; at the public level towns under pacts count as not known.

    Returns:
        The statement, or None where control is not held.
    """
    ids = {place.id for place in inputs.towns}
    marks = [mark for mark in known_places(inputs, audience) if mark.place.id in ids and mark.holder]
    if not marks:
        return None
    draws = [now(inputs.situation, "control", mark.place.id, ahead=inputs.reference) for mark in marks]
    held = np.stack([level == 0 for level in draws if level is not None], axis=1).sum(axis=1)
    number, count = band(held), Counter(mark.holder for mark in marks)
    known = len(marks) - count[NOT_KNOWN]

    def text(w: Wording) -> str:
        shown = [
            w.say("judgement.holders_count", who=w.say(f"holder.{name}"), n=count[name])
            for name in HOLDERS
            if count[name]
        ]
        return w.say(
            "judgement.holders",
            n=len(marks),
            held=w.estimate(number, least=1.0),
            known=known,
            counts=", ".join(shown) or w.say("judgement.holders_none"),
            unknown=count[NOT_KNOWN],
        )

    return judged(
        inputs,
        audience,
        "holders",
        text,
        lambda w: w.say("caveat.holders", sure=w.chance(SURE)),
        number,
        "town",
        weighed=weighing(inputs, "control", lambda report: report.place in ids),
    )
