"""Judgements on fuel and roads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import NOTHING, judged, title_of
from harmattan.brief.known import serves_sites
from harmattan.brief.wording import Wording
from harmattan.map.bands import band, now, recent
from harmattan.map.marks import WINDOW_DAYS, stock_class
from harmattan.world.atlas import Corridor
from harmattan.world.report import Report
from harmattan.world.statement import Statement

__all__ = ["corridor_at_risk", "fuel_dry", "fuel_now", "import_rows", "inflow", "most_attacked"]

LOW_STOCK_DAYS = 3.0
NEAR_DAYS = 30

_STOCKS = ("stock_days", "days_of_fuel_at_place", "stock_litres")
"""Metrics that count the stock of a place itself."""


def _of_city(inputs: BriefInput, city: str) -> tuple[str, ...]:
    """Name the reports that weigh in the stock of a city: those on it, and those on the whole country."""
    ends = {corridor.id for corridor in inputs.case.atlas.corridors if corridor.end == city}

    def here(report: Report) -> bool:
        return report.place in ("", city) and (not report.corridor or report.corridor in ends)

    return weighing(inputs, "stock", here)


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
    full = next((use.storage_days for use in atlas.fuel if use.place == city.id), float("inf"))
    spans = days.low <= 0.2 * full and days.high >= 0.8 * full

    def text(w: Wording) -> str:
        if audience.public:
            tail = " " + w.say("judgement.class_spans") if spans else ""
            kind = stock_class(days, full)
            held = w.say(f"map.stock.{kind}")
            if kind == "unknown":
                return w.say("judgement.fuel_unknown", city=title_of(city, w))
            return w.say("judgement.fuel_class", city=title_of(city, w), **{"class": held}) + tail
        tail = " " + w.say("judgement.fuel_spans") if spans else ""
        held = w.estimate(days, w.unit("day"), least=0.1)
        return w.say("judgement.fuel_now", city=title_of(city, w), days=held) + tail

    def caveat(w: Wording) -> str:
        if audience.public:
            return w.say("caveat.fuel_class")
        stored = w.say("caveat.fuel_full", days=w.amount(full)) if full < float("inf") else ""
        inferred = "" if counted else w.say("caveat.fuel_now")
        return f"{inferred} {stored}".strip()

    number, weighed = NOTHING if audience.public else days, _of_city(inputs, city.id)
    known = inputs.reports.by_id()
    counted = any(known[name].metric in _STOCKS and known[name].place == city.id for name in weighed)
    return judged(inputs, audience, "fuel_now", text, caveat, number, "day", weighed=weighed)


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
    other = inputs.other_scenario

    def text(w: Wording) -> str:
        near_said, ever_said = w.chance(soon), w.chance(ever)
        first = w.say(
            # The same chance is not said twice.
            "judgement.fuel_dry_soon" if near_said == ever_said else "judgement.fuel_dry",
            city=title_of(city, w),
            word30=w.likelihood(soon),
            p30=near_said,
            near=near,
            word=w.likelihood(ever),
            p=ever_said,
            date=w.day(inputs.last_day),
        )
        if days.high < 1:
            return first
        always = days.high >= inputs.horizon
        worst = w.amount(days.high, step=10.0 if days.high >= 20 else 1.0)
        key = "judgement.fuel_dry_always" if always else "judgement.fuel_dry_worst"
        return f"{first} {w.say(key, days=worst, horizon=inputs.horizon)}"

    def caveat(w: Wording) -> str:
        scenario = inputs.scenario(inputs.reference_key[0])
        first = w.say("caveat.fuel_dry", scenario=w.title(scenario.title, scenario.title_fr))
        if other is None or "days_of_fuel" not in other.values:
            return first
        then = float((other.of("days_of_fuel", city.id) < LOW_STOCK_DAYS).any(axis=1).mean())
        else_title = inputs.scenario(other.scenario)
        title = w.title(else_title.title, else_title.title_fr)
        return f"{first} {w.say('caveat.fuel_dry_else', scenario=title, p=w.chance(then))}"

    return judged(
        inputs, audience, "fuel_dry", text, caveat, days, "day", weighed=_of_city(inputs, city.id), probability=ever
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
        days = min(WINDOW_DAYS, inputs.horizon)
        fields: dict[str, object] = {"ahead": w.estimate(number, w.unit("tanker/week")), "days": days}
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
        weighed=weighing(inputs, "inflow"),
    )


def _per_week(arrived: NDArray[np.float32], rows: list[int]) -> NDArray[np.float64]:
    country = arrived[:, :WINDOW_DAYS, :][:, :, rows].sum(axis=2, dtype=np.float64)
    return np.asarray(country.mean(axis=1) * 7, dtype=np.float64)


def corridor_at_risk(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State which corridor is most exposed to attacks; never a day or a spot.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where attacks are not held, fewer days lie ahead than the sentence counts, or the audience does
        not see it.
    """
    short = inputs.horizon < WINDOW_DAYS
    if audience.public or short or "ambushes" not in inputs.reference.values:
        return None
    counts, order = most_attacked(inputs)
    if not counts[:, order].any():
        return None
    corridors = [inputs.case.atlas.corridors[row] for row in order[:2]]
    most = [_chance_of_most(counts, row) for row in order[:2]]
    number = band(counts[:, order[0]])

    def text(w: Wording) -> str:
        first = w.say(
            "judgement.corridor",
            name=title_of(corridors[0], w),
            attacks=w.estimate(number, w.unit("attack", number.median), least=1.0),
            p=w.chance(most[0]),
        )
        if len(corridors) < 2:
            return first
        return f"{first} {w.say('judgement.corridor_next', name=title_of(corridors[1], w), p=w.chance(most[1]))}"

    return judged(
        inputs,
        audience,
        "corridor_at_risk",
        text,
        lambda w: w.say("caveat.corridor"),
        number,
        "attack",
        weighed=weighing(inputs, "attacks", lambda report: _is_on(report, corridors[0])),
        probability=most[0],
    )


def most_attacked(inputs: BriefInput) -> tuple[NDArray[np.float64], list[int]]:
    """Count the attacks ahead on each corridor, and order the corridors by them.

    Args:
        inputs: what the brief is made from; attacks are held.

    Returns:
        (draw, corridor) attacks over four weeks, 0 on corridors that serve a mine or a base alone; rows of the others, the most
        attacked first.
    """
    atlas = inputs.case.atlas
    counts = inputs.reference.values["ambushes"][:, :WINDOW_DAYS, :].sum(axis=1, dtype=np.float64)
    hidden = [row for row, corridor in enumerate(atlas.corridors) if serves_sites(atlas, corridor)]
    counts[:, hidden] = 0.0
    order = np.argsort(-counts.mean(axis=0), kind="stable")
    return counts, [row for row in order.tolist() if row not in hidden]


def _chance_of_most(counts: NDArray[np.float64], row: int) -> float:
    """Share of the draws in which a corridor meets most attacks; corridors that tie share the draw."""
    top = counts.max(axis=1)
    ties = (counts == top[:, None]).sum(axis=1)
    return float(np.mean(((counts[:, row] == top) & (top > 0)) / ties))


def _is_on(report: Report, corridor: Corridor) -> bool:
    return report.corridor == corridor.id or (not report.corridor and report.place in corridor.via)
