"""Judgements on people who leave and camps that fill."""

from __future__ import annotations

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judging import judged, title_of
from harmattan.brief.wording import Wording
from harmattan.map.bands import band
from harmattan.map.marks import place_marks
from harmattan.world.report import Report
from harmattan.world.statement import Statement

__all__ = ["camps", "people"]


def _on_people(report: Report) -> bool:
    return report.file.endswith("displacement.csv")


def people(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how many people leave home and cross a border.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where nobody counts those who leave.
    """
    totals = inputs.reference.totals
    if "left_home" not in totals:
        return None
    left = band(totals["left_home"])
    crossed = band(totals["crossed_border"]) if "crossed_border" in totals else None

    def text(w: Wording) -> str:
        leaving, date = w.estimate(left, w.unit("person"), least=1.0), w.day(inputs.last_day)
        if crossed is None:
            return w.say("judgement.people_left", left=leaving, date=date)
        return w.say("judgement.people", left=leaving, date=date, crossed=w.estimate(crossed, least=1.0))

    return judged(
        inputs,
        audience,
        "people",
        text,
        lambda w: w.say("caveat.people"),
        left,
        "person",
        weighed=weighing(inputs, _on_people),
    )


def camps(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State where the most people stay above the capacity of a camp, now and at the end.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where no camp with a known capacity is above it.
    """
    short = [
        (mark.place, mark.shortfall, mark.shortfall_then)
        for mark in audience.places(place_marks(inputs.situation, inputs.reference), inputs.reports)
        if mark.shortfall is not None and mark.shortfall_then is not None
    ]
    short = [entry for entry in short if max(entry[1].high, entry[2].high) >= 1]
    if not short:
        return None
    camp, current, then = max(short, key=lambda entry: (entry[2].median, entry[1].median, entry[0].id))

    def text(w: Wording) -> str:
        return w.say(
            "judgement.camp",
            camp=title_of(camp, w),
            now=w.estimate(current, w.unit("person"), least=1.0),
            then=w.estimate(then, least=1.0),
            date=w.day(inputs.last_day),
        )

    return judged(
        inputs,
        audience,
        "camps",
        text,
        lambda w: w.say("caveat.camp"),
        then,
        "person",
        weighed=weighing(inputs, _on_people),
    )
