"""The corridor filter for reports that come late and in gaps, compiled: what each day says, as far as it is known on another."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["CARRIED", "MOST_CHANGE", "Assumed", "Known", "begin", "follow", "pass_known", "weigh_flow"]

Array = NDArray[np.float64]
Days = NDArray[np.int64]

CARRIED = 11
"""Numbers carried from day to day: four chances; level, lumpiness and weight of flow; ambushes and exposure while open; usual
exposure and its weight."""

_LEVEL, _LUMPINESS, _WEIGHT, _STRUCK, _AT_RISK, _USUAL, _USUAL_WEIGHT = 4, 5, 6, 7, 8, 9, 10

FIRST_WEIGHT = 20.0
"""Counted days that the nominal level and the prior lumpiness are worth."""

MOST_WEIGHT = 250.0
"""Counted days that the level and the lumpiness go by at the most: about a year, when seven days of ten are counted."""

_EXPOSURE_DAYS = 30.0
_FARTHEST = 4.0
"""The most that one count can say: about one in fifty is taken to be wrong, and the logarithm of 50 is 4."""

_STEP_UP = 3.0
"""Where ambushes are common while open, three times that rate is the least that counts as harassed."""

MOST_CHANGE = 0.35
"""The highest chance per day of a change to one other state, so that no chance falls below nought."""

_YEAR = 365.0


class Known(NamedTuple):
    """What is known of one corridor, by day.

    `ambushes`; `exposed` and `arrived`, nan where nobody counted; `counted`, the day on which these counts were known; `barring`
    and `freeing`, what declarations add to the chance of a change into and out of a blockade.
    """

    ambushes: Array
    exposed: Array
    arrived: Array
    counted: Days
    barring: Array
    freeing: Array


class Assumed(NamedTuple):
    """What the filter takes for given.

    `nominal` tankers per day in normal times; `hazard` and `share` (level); `lumpiness` of convoys, the squared variation of a
    day beyond that of single tankers; `change`, its chance per day; `reported` share of ambushes; mean `lag` to their reports.
    """

    nominal: float
    hazard: Array
    share: Array
    lumpiness: float
    change: float
    reported: float
    lag: float


@compiled
def begin(lumpiness: float) -> Array:
    """Make what is carried into the first day: every state equally likely.

    Args:
        lumpiness: squared variation of a day's arrivals beyond that of single tankers, before any was counted.

    Returns:
        (11,) numbers, as in `CARRIED`.
    """
    carried = np.zeros(CARRIED)
    carried[:4] = 0.25
    carried[_LEVEL], carried[_LUMPINESS], carried[_WEIGHT] = 1.0, lumpiness, FIRST_WEIGHT
    return carried


@compiled
def _log_chance(count: float, mean: float, shape: float) -> float:
    """Logarithm of the gamma-Poisson chance of a count, without what depends on the count alone."""
    return (
        math.lgamma(count + shape)
        - math.lgamma(shape)
        + count * math.log(mean / (mean + shape))
        + shape * math.log(shape / (mean + shape))
    )


@compiled
def weigh_flow(count: float, normal: float, steady: float, lumpy: float, share: Array, out: Array) -> None:
    """Say for which states one count of arrivals speaks, against harassed.

    Open and harassed flow is as steady as it was seen to be on this corridor. Escorted flow, and what trickles through a closed
    one, is that or lumpy, which is taken to be equally likely on each day. A convoy may bring more than a usual day does, so from
    some count on more arrivals would speak for an escort: there the count is cut. So fewer arrivals never speak against a blockade.

    Args:
        count: tankers unloaded.
        normal: tankers per day that this corridor carries while open; above 0.
        steady: shape of a day's arrivals while open or harassed; no less than `lumpy`.
        lumpy: shape of a day's arrivals that come in convoys.
        share: (level,) share of normal traffic, above 0 and falling.
        out: (level,) logarithm of the odds; overwritten.
    """
    held = share[1] * normal
    base = _log_chance(count, held, steady)
    out[0] = min(_FARTHEST, max(-_FARTHEST, _log_chance(count, share[0] * normal, steady) - base))
    out[1] = 0.0
    for level in range(2, 4):
        mean = share[level] * normal
        # One tanker more multiplies the odds by (count + lumpy) / (count + steady) / ratio, which grows with the count.
        ratio = (held / (held + steady)) / (mean / (mean + lumpy))
        most = count
        if ratio < 1.0:
            most = min(count, max(0.0, (ratio * steady - lumpy) / (1.0 - ratio)))
        convoys = min(_FARTHEST, _log_chance(most, mean, lumpy) - _log_chance(most, held, steady))
        thinned = min(_FARTHEST, _log_chance(count, mean, steady) - base)
        out[level] = max(-_FARTHEST, math.log(0.5 * math.exp(convoys) + 0.5 * math.exp(thinned)))


@compiled
def _learn(carried: Array, count: float, nominal: float) -> None:
    """Learn the corridor's own level and lumpiness from a day, as far as it is taken to be open."""
    weight = carried[0]
    carried[_WEIGHT] = min(MOST_WEIGHT, carried[_WEIGHT] + weight)
    part = weight / carried[_WEIGHT]
    mean = carried[_LEVEL] * nominal
    strayed = min(9.0, ((count - mean) ** 2 - mean) / (mean * mean))
    carried[_LEVEL] = max(0.05, carried[_LEVEL] + part * (count / nominal - carried[_LEVEL]))
    carried[_LUMPINESS] = max(0.01, carried[_LUMPINESS] + part * (strayed - carried[_LUMPINESS]))


@compiled
def _change(belief: Array, change: float, barring: float, freeing: float) -> None:
    """Let the state change: to each other one alike, and faster into or out of a blockade where that was declared."""
    apart, up, down = change / 3.0, change / 3.0 + 0.5 * barring, change / 3.0 + 0.5 * freeing
    up, down = min(MOST_CHANGE, up), min(MOST_CHANGE, down)
    b0, b1, b2, b3 = belief[0], belief[1], belief[2], belief[3]
    free, barred = b0 + b1, b2 + b3
    belief[0] = b0 * (1.0 - apart - 2.0 * up) + apart * b1 + down * barred
    belief[1] = b1 * (1.0 - apart - 2.0 * up) + apart * b0 + down * barred
    belief[2] = b2 * (1.0 - apart - 2.0 * down) + apart * b3 + up * free
    belief[3] = b3 * (1.0 - apart - 2.0 * down) + apart * b2 + up * free


@compiled
def pass_known(first: int, last: int, on: int, known: Known, assumed: Assumed, carried: Array, out: Array) -> None:
    """Pass days with what is known of them on one day.

    Args:
        first: first day to pass.
        last: last day to pass.
        on: day of knowledge: no count known later is read, and ambushes that are not yet reported are allowed for.
        known: what is known; its ambushes and declarations must be those known on `on`.
        assumed: what is taken for given.
        carried: (11,) what is carried; overwritten.
        out: (day, 2, level) chances before and after what was seen of the day; those days are overwritten.
    """
    said, lumpy = np.zeros(4), 1.0 / assumed.lumpiness
    for day in range(first, last + 1):
        _change(carried[:4], assumed.change, known.barring[day], known.freeing[day])
        out[day, 0] = carried[:4]
        said[:] = 0.0
        arrived, exposed = math.nan, math.nan
        if known.counted[day] <= on:
            arrived, exposed = known.arrived[day], known.exposed[day]
        if assumed.nominal > 0.0 and not math.isnan(arrived):
            steady = 1.0 / min(assumed.lumpiness, carried[_LUMPINESS])
            weigh_flow(arrived, carried[_LEVEL] * assumed.nominal, steady, lumpy, assumed.share, said)
        told = assumed.reported * (1.0 - math.exp(-(on - day + 1.0) / assumed.lag))
        under_way = (carried[_USUAL] if math.isnan(exposed) else exposed) / 100.0
        struck = known.ambushes[day]
        own = (1.0 + carried[_STRUCK]) / (1.0 / assumed.hazard[0] + carried[_AT_RISK])
        for level in range(1, 4):
            here = max(assumed.hazard[level], _STEP_UP * own)
            said[level] += struck * math.log(here / own) - (here - own) * told * under_way
        top, total = said.max(), 0.0
        for level in range(4):
            carried[level] *= math.exp(said[level] - top)
            total += carried[level]
        carried[:4] /= total
        out[day, 1] = carried[:4]
        if assumed.nominal > 0.0 and not math.isnan(arrived):
            _learn(carried, arrived, assumed.nominal)
        if not math.isnan(exposed):
            carried[_USUAL_WEIGHT] = min(_EXPOSURE_DAYS, carried[_USUAL_WEIGHT] + 1.0)
            carried[_USUAL] += (exposed - carried[_USUAL]) / carried[_USUAL_WEIGHT]
        kept = 1.0 - 1.0 / _YEAR
        carried[_STRUCK] = kept * carried[_STRUCK] + carried[0] * struck
        carried[_AT_RISK] = kept * carried[_AT_RISK] + carried[0] * told * under_way


@compiled
def follow(
    window: int, fade: float, weight: float, reports: tuple[Days, Days, Days, Days], known: Known, assumed: Assumed
) -> Array:
    """Run the filter day by day, each time again over the last days with what is known by then.

    Args:
        window: days gone over again; what is reported of older days counts on the oldest of these.
        fade: days in which a declaration loses most of its weight.
        weight: expected changes that follow a declaration.
        reports: days of ambushes, days on which these were known, days on which a blockade was declared and lifted as known.
        known: counts of the days; its ambushes and declarations are overwritten.
        assumed: what is taken for given.

    Returns:
        (day, level) chances of each state on each day, as known on that day.
    """
    struck, struck_known, declared, lifted = reports
    days = len(known.arrived)
    out, passed = np.empty((days, 4)), np.empty((days, 2, 4))
    settled = begin(assumed.lumpiness)
    carried = settled.copy()
    for on in range(days):
        oldest = max(0, on - window)
        for row in range(len(struck)):
            if struck_known[row] == on:
                known.ambushes[max(oldest, struck[row])] += 1.0
        for told, adds in ((declared, known.barring), (lifted, known.freeing)):
            for row in range(len(told)):
                if told[row] == on:
                    for day in range(on, days):
                        adds[day] += weight / fade * math.exp(-(day - on) / fade)
        if on > window:
            pass_known(oldest - 1, oldest - 1, on, known, assumed, settled, passed)
        carried[:] = settled
        pass_known(oldest, on, on, known, assumed, carried, passed)
        out[on] = passed[on, 1]
    return out
