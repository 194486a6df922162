"""Judgements on people who leave and camps that fill."""

from __future__ import annotations

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import untaught, weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import judged, title_of
from harmattan.brief.known import known_places
from harmattan.brief.wording import Wording
from harmattan.map.bands import band
from harmattan.world.atlas import Place
from harmattan.world.report import Report
from harmattan.world.statement import Statement

__all__ = ["camps", "people"]


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
    rates = ("leave_rate_siege", "leave_rate_shortage", "leave_share_attack", "leave_share_taken", "leave_rate_fallen")
    unknown = untaught(inputs, *rates)
    crossed = band(totals["crossed_border"]) if "crossed_border" in totals else None

    def text(w: Wording) -> str:
        leaving, date = w.estimate(left, w.unit("person"), least=1.0), w.day(inputs.last_day)
        if crossed is None:
            return w.say(f"judgement.people_left{inputs.flight}", left=leaving, date=date)
        return w.say(
            f"judgement.people{inputs.flight}", left=leaving, date=date, crossed=w.estimate(crossed, least=1.0)
        )

    return judged(
        inputs,
        audience,
        "people",
        text,
        lambda w: _with_judgement(w.say(f"caveat.people{inputs.flight}"), unknown, w, "caveat.rates_judged"),
        left,
        "person",
        weighed=weighing(inputs, "leaving"),
    )


def _with_judgement(caveat: str, judged_alone: bool, words: Wording, key: str) -> str:
    return f"{caveat} {words.say(key)}" if judged_alone else caveat


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
        for mark in known_places(inputs, audience)
        if mark.shortfall is not None and mark.shortfall_then is not None
    ]
    short = [entry for entry in short if max(entry[1].high, entry[2].high) >= 1]
    if not short:
        return None
    camp, current, then = max(short, key=lambda entry: (entry[2].median, entry[1].median, entry[0].id))

    def text(w: Wording) -> str:
        return w.say(
            f"judgement.camp{inputs.flight}",
            camp=title_of(camp, w),
            now=w.estimate(current, w.unit("person"), least=1.0),
            then=w.estimate(then, least=1.0),
            date=w.day(inputs.last_day),
        )

    def caveat(w: Wording) -> str:
        first = w.day(inputs.case.settings.first_day)
        return w.say(f"caveat.camp{inputs.flight}", day=first, people=w.amount(camp.displaced))

    return judged(
        inputs,
        audience,
        "camps",
        text,
        caveat,
        then,
        "person",
        weighed=weighing(inputs, "camp", lambda report: _comes_to(report, camp)),
    )


def _comes_to(report: Report, camp: Place) -> bool:
    return report.place == camp.id or (not report.place and report.area == camp.area)
