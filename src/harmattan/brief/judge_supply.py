"""Judgements on fuel and roads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judging import NOTHING, judged, title_of
from harmattan.brief.wording import Wording
from harmattan.map.bands import band, now, recent
from harmattan.map.marks import WINDOW_DAYS, stock_class
from harmattan.world.report import Report
from harmattan.world.statement import Statement

__all__ = ["corridor_at_risk", "fuel_dry", "fuel_now", "import_rows", "inflow"]

LOW_STOCK_DAYS = 3.0
NEAR_DAYS = 30


def _on_fuel(report: Report) -> bool:
    return report.file.endswith("fuel.csv")


def import_rows(inputs: BriefInput) -> list[int]:
    """List the corridors that bring fuel into the country.

    Args:
        inputs: what the brief is made from.

    Returns:
        Their rows in the atlas.
    """
    return [row for row, corridor in enumerate(inputs.case.atlas.corridors) if corridor.kind == "import"]


def fuel_now(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how long the fuel of the first city lasts.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where days of fuel are not held.
    """
    atlas = inputs.case.atlas
    city = atlas.places[atlas.place_index[inputs.focus[0]]]
    draws = now(inputs.situation, "days_of_fuel", city.id, ahead=inputs.reference)
    if draws is None:
        return None
    days = band(draws)
    key = "fuel_class" if audience.public else "fuel_now"

    def text(w: Wording) -> str:
        if audience.public:
            return w.say(
                "judgement.fuel_class", city=title_of(city, w), **{"class": w.say(f"map.stock.{stock_class(days)}")}
            )
        return w.say("judgement.fuel_now", city=title_of(city, w), days=w.estimate(days, w.unit("day"), least=0.1))

    number = NOTHING if audience.public else days
    return judged(
        inputs,
        audience,
        "fuel_now",
        text,
        lambda w: w.say(f"caveat.{key}"),
        number,
        "day",
        weighed=weighing(inputs, _on_fuel),
    )


def fuel_dry(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how likely the first city is to fall under three days of fuel.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where it cannot be answered or the audience does not see it.
    """
    outlook = inputs.reference
    if audience.public or "days_of_fuel" not in outlook.values:
        return None
    atlas = inputs.case.atlas
    city = atlas.places[atlas.place_index[inputs.focus[0]]]
    low = outlook.of("days_of_fuel", city.id) < LOW_STOCK_DAYS
    near = min(NEAR_DAYS, low.shape[1])
    soon, ever = float(low[:, :near].any(axis=1).mean()), float(low.any(axis=1).mean())
    days = band(low.sum(axis=1))

    def text(w: Wording) -> str:
        return w.say(
            "judgement.fuel_dry",
            city=title_of(city, w),
            word30=w.likelihood(soon),
            p30=w.chance(soon),
            near=near,
            word=w.likelihood(ever),
            p=w.chance(ever),
            date=w.day(inputs.last_day),
            days=w.estimate(days, w.unit("day", days.median), least=1.0),
            horizon=inputs.horizon,
        )

    def caveat(w: Wording) -> str:
        scenario = inputs.scenario(inputs.reference_key[0])
        return w.say("caveat.fuel_dry", scenario=w.title(scenario.title, scenario.title_fr))

    return judged(
        inputs, audience, "fuel_dry", text, caveat, days, "day", weighed=weighing(inputs, _on_fuel), probability=ever
    )


def inflow(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how many tankers reach the country per week, ahead and so far.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where arrivals are not held.
    """
    rows = import_rows(inputs)
    if "tankers_arrived" not in inputs.reference.values or not rows:
        return None
    ahead = _per_week(inputs.reference.values["tankers_arrived"], rows)
    sums = recent(inputs.situation, "tankers_arrived", WINDOW_DAYS)
    past = None if sums is None else sums[:, rows].sum(axis=1) * 7 / WINDOW_DAYS
    fall = 0.5 if past is None else float(np.mean(ahead[:, None] < past[None, :]))
    number = band(ahead)

    def text(w: Wording) -> str:
        fields: dict[str, object] = {"ahead": w.estimate(number, w.unit("tanker/week"))}
        if past is None:
            return w.say("judgement.inflow_only", **fields)
        sure = max(fall, 1 - fall)
        fields |= {"past": w.estimate(band(past)), "word": w.likelihood(sure), "p": w.chance(sure)}
        return w.say(f"judgement.inflow_{'lower' if fall >= 0.5 else 'higher'}", **fields)

    return judged(
        inputs,
        audience,
        "inflow",
        text,
        lambda w: w.say("caveat.inflow"),
        number,
        "tanker/week",
        weighed=weighing(inputs, _on_fuel),
    )


def _per_week(arrived: NDArray[np.float32], rows: list[int]) -> NDArray[np.float64]:
    country = arrived[:, :WINDOW_DAYS, :][:, :, rows].sum(axis=2, dtype=np.float64)
    return np.asarray(country.mean(axis=1) * 7, dtype=np.float64)


def corridor_at_risk(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State on which corridor protection matters most; never a day or a spot.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where attacks are not held or the audience does not see it.
    """
    if audience.public or "ambushes" not in inputs.reference.values:
        return None
    weekly = inputs.reference.values["ambushes"][:, :WINDOW_DAYS, :].mean(axis=1, dtype=np.float64) * 7
    if weekly.shape[1] == 0 or not weekly.any():
        return None
    row = int(weekly.mean(axis=0).argmax())
    corridor = inputs.case.atlas.corridors[row]
    number = band(weekly[:, row])
    most = weekly[:, row] >= weekly.max(axis=1)
    first = float(np.mean(most & (weekly[:, row] > 0)))

    def text(w: Wording) -> str:
        return w.say(
            "judgement.corridor",
            name=title_of(corridor, w),
            ambushes=w.estimate(number),
            word=w.likelihood(first),
            p=w.chance(first),
        )

    def bears(report: Report) -> bool:
        return report.corridor == corridor.id or (
            report.file.endswith("incidents.csv") and report.place in corridor.via
        )

    return judged(
        inputs,
        audience,
        "corridor_at_risk",
        text,
        lambda w: w.say("caveat.corridor"),
        number,
        "1/week",
        weighed=weighing(inputs, bears),
        probability=first,
    )
