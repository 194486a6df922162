"""How soon a planted blockade is seen: the corridor filter beside attack counts and CUSUMs, at equal false alarms.

Thresholds are set on corridors that are never blockaded; delays and false alarms are then measured on corridors of other seeds.
Every choice, that of the tuned CUSUM included, was made on calibration seeds. Last come the declared and lifted blockades of the
shipped case, one by one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks._declared_blockades import declared_figures
from benchmarks._planted_blockades import DAYS, FIRST_DAYS, Planted, plant
from benchmarks.common import Figure, Report, digest, options, publish
from harmattan.inference.compiled import compiled
from harmattan.models.blockade.detect import BLOCKADED
from harmattan.models.blockade.online import PARAMETERS, Sightings, standing, watch
from harmattan.observe.casefolder import read_case
from harmattan.recipes import find_case
from harmattan.world.prior import PriorTable

__all__ = ["alarms", "cusum", "delay", "main", "record", "threshold_for"]

Array = NDArray[np.float64]
Days = NDArray[np.int64]
Detector = Callable[[Planted], Array]

CALIBRATION, UNSEEN = 1_000_000, 7_000_000
CORRIDORS = 600

RATES = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0)
"""False alarms per corridor-year at which delays are read."""

MARKED = 1.0

SILENT_DAYS = 30
"""Days for which an alarm is not repeated; one that still stands afterwards counts again."""

REPORTED_SHARE = 0.6
"""Share of attacks that the filter and the CUSUMs take to be reported; the planted ones run from 0.4 to 0.8."""

PACES = (("under 1", 0.0, 1.0), ("1 to 4", 1.0, 4.0), ("4 to 12", 4.0, np.inf))
"""Planted blockades by the attacks per month that they bring, from 0.3 to 12."""

WINDOW = 20
PLAIN, TUNED = (1.0, 1.0), (4.0, 8.0)
"""CUSUM of everything: shape of a day's arrivals, and gain of a declaration over `corridor_declared_weight`. `TUNED` is the best
of shapes 0.5 to 8 and gains 0 to 8 on 400 calibration blockades, at one false alarm a year."""


def alarms(statistic: Array, threshold: float) -> int:
    """Count alarms after `FIRST_DAYS`, each followed by `SILENT_DAYS` of silence.

    Args:
        statistic: (day,) what is watched.
        threshold: an alarm is raised from here on.

    Returns:
        How many.
    """
    count, next_day = 0, FIRST_DAYS
    for day in np.flatnonzero(statistic >= threshold):
        if day >= next_day:
            count, next_day = count + 1, int(day) + SILENT_DAYS
    return count


def threshold_for(statistics: Sequence[Array], rate: float = MARKED) -> float:
    """Find the lowest threshold with at most so many false alarms per corridor-year.

    Args:
        statistics: (day,) what is watched, of corridors that are never blockaded.
        rate: false alarms per corridor-year.

    Returns:
        The threshold, out of the values that occurred; infinite when even the highest raises too many.
    """
    candidates = np.append(np.unique(np.concatenate([statistic[FIRST_DAYS:] for statistic in statistics])), np.inf)
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        count = sum(alarms(statistic, float(candidates[middle])) for statistic in statistics)
        low, high = (low, middle) if count <= rate * len(statistics) else (middle + 1, high)
    return float(candidates[low])


def delay(statistic: Array, threshold: float, start: int) -> float:
    """Count the days from the beginning of a blockade to the first alarm.

    Args:
        statistic: (day,) what is watched.
        threshold: an alarm is raised from here on.
        start: day on which the blockade began.

    Returns:
        Days; to the end of the series where no alarm is raised.
    """
    raised = np.flatnonzero(statistic[start:] >= threshold)
    return float(raised[0]) if len(raised) else float(len(statistic) - start)


@compiled
def cusum(
    window: int, per_attack: float, gains: Array, counted: Days, words: Array, attacks: Days, attacks_known: Days
) -> Array:
    """Run Page's (1954) sum of log-likelihood ratios, reset at zero, each day again over the last days as they are known by then.

    Args:
        window: days gone over again; what is reported of older days counts on the oldest of these.
        per_attack: gain of an attack.
        gains: (day,) gain of what was counted of a day, exposure included.
        counted: (day,) day on which that was known.
        words: (day,) gain of what was declared, on the day on which it was known.
        attacks: days of attacks.
        attacks_known: days on which they were known.

    Returns:
        (day,) the sum.
    """
    days = len(gains)
    struck, out, settled = np.zeros(days), np.empty(days), 0.0
    for on in range(days):
        oldest = max(0, on - window)
        for row in range(len(attacks)):
            if attacks_known[row] == on:
                struck[max(oldest, attacks[row])] += per_attack
        if on > window:
            settled = max(0.0, settled + struck[oldest - 1] + words[oldest - 1] + gains[oldest - 1])
        total = settled
        for day in range(oldest, on + 1):
            total = max(0.0, total + struck[day] + words[day] + (gains[day] if counted[day] <= on else 0.0))
        out[on] = total
    return out


def monthly(seen: Sightings) -> Array:
    """Count the attacks that became known in the last 30 days.

    Args:
        seen: what is reported of a corridor.

    Returns:
        (day,) counts.
    """
    days = len(seen.arrived)
    known = np.bincount(seen.attacks_known[seen.attacks_known < days], minlength=days)
    return np.convolve(known.astype(np.float64), np.ones(30))[:days]


def record(counts: Array) -> Array:
    """Set each 30-day count beside the highest of the year before it began.

    Args:
        counts: (day,) 30-day counts.

    Returns:
        (day,) one more than the count, over one more than that highest: above 1 it is a one-year maximum.
    """
    before = [counts[max(0, day - 365) : max(1, day - 29)].max() for day in range(len(counts))]
    return np.asarray((counts + 1.0) / (np.array(before) + 1.0))


def _medians() -> Mapping[str, Array]:
    """Medians of the priors of the shipped case."""
    case = read_case(find_case(""))
    table = PriorTable.lay_out(case.priors, case.atlas, (*PARAMETERS, "corridor_declared_weight"))
    return table.values(np.zeros((1, table.size)))


def _detectors(medians: Mapping[str, Array]) -> dict[str, Detector]:
    hazard = medians["corridor_hazard"][0] * REPORTED_SHARE
    share = medians["corridor_flow_share"][0]
    declared = float(medians["corridor_declared_weight"][0])

    def filtered(one: Planted) -> Array:
        chances = watch(one.seen, parameters=medians, reported_share=REPORTED_SHARE)
        return np.asarray(np.log(chances[:, BLOCKADED:].sum(axis=1)) - np.log(chances[:, :BLOCKADED].sum(axis=1)))

    def summed(one: Planted, shape: float, word: float) -> Array:
        """A CUSUM of attacks by exposure, and of traffic and declarations where a shape is given."""
        seen = one.seen
        gains: Array = np.nan_to_num(-(hazard[BLOCKADED] - hazard[0]) * seen.exposed / 100.0)
        if shape > 0.0:
            free, barred = share[0] * seen.normal, share[BLOCKADED] * seen.normal
            flow = seen.arrived * np.log(barred / free)
            gains += np.nan_to_num(flow - (seen.arrived + shape) * np.log((shape + barred) / (shape + free)))
        words: Array = word * declared * np.bincount(seen.declared, minlength=DAYS).astype(np.float64)
        per_attack = float(np.log(hazard[BLOCKADED] / hazard[0]))
        return cusum(WINDOW, per_attack, gains, seen.counted, words, seen.attacks, seen.attacks_known)

    return {
        "filter": filtered,
        "30-day attack count": lambda one: monthly(one.seen),
        "30-day count at its one-year maximum": lambda one: record(monthly(one.seen)),
        "CUSUM of attacks by exposure": lambda one: summed(one, 0.0, 0.0),
        "CUSUM of attacks, traffic and declarations": lambda one: summed(one, *PLAIN),
        "the same CUSUM, tuned": lambda one: summed(one, *TUNED),
    }


@dataclass(frozen=True)
class _Measured:
    """Of one detector: delays (blockade,) and false alarms a year by rate, in the order of `RATES`."""

    delays: tuple[Array, ...]
    thinned: tuple[Array, ...]
    false: tuple[float, ...]


def _measure(watched: Detector, sets: Mapping[str, Sequence[Planted]]) -> _Measured:
    statistics = {name: [watched(one) for one in many] for name, many in sets.items()}
    thresholds = [threshold_for(statistics["calm"], rate) for rate in RATES]

    def delays(name: str, threshold: float) -> Array:
        pairs = zip(statistics[name], sets[name], strict=True)
        return np.array([delay(seen, threshold, one.start) for seen, one in pairs])

    false = [sum(alarms(seen, level) for seen in statistics["unseen"]) / len(sets["unseen"]) for level in thresholds]
    return _Measured(
        tuple(delays("barred", level) for level in thresholds),
        tuple(delays("thinned", level) for level in thresholds),
        tuple(false),
    )


def _sets(corridors: int) -> dict[str, list[Planted]]:
    rows = range(corridors)
    return {
        "calm": [plant(CALIBRATION + row, blockaded=False) for row in rows],
        "unseen": [plant(UNSEEN + row, blockaded=False) for row in rows],
        "barred": [plant(UNSEEN + corridors + row, blockaded=True) for row in rows],
        "thinned": [plant(UNSEEN + 2 * corridors + row, blockaded=True, convoys=False) for row in rows],
    }


def _figures(corridors: int) -> list[Figure]:
    medians, sets = _medians(), _sets(corridors)
    began = time.perf_counter()
    measured = {name: _measure(watched, sets) for name, watched in _detectors(medians).items()}
    wall = time.perf_counter() - began
    ours, *peers = measured
    mine = measured[ours]
    pace, at = np.array([one.pace for one in sets["barred"]]), RATES.index(MARKED)
    figures = []
    for row, rate in enumerate(RATES):
        for peer in peers:
            case = f"{rate:g} false alarms a year, {corridors} planted blockades of unseen seeds"
            both = [float(np.median(one.delays[row])) for one in (mine, measured[peer])]
            target = "<= 0.75 * peer_value" if rate == MARKED else ""
            figures.append(Figure("median_delay", case, both[0], "day", peer, both[1], target))
    shown: list[tuple[str, str, str, Callable[[_Measured], float]]] = [
        (
            "seen_within_30_days",
            f"{corridors} planted blockades",
            "1",
            lambda one: float((one.delays[at] <= 30.0).mean()),
        ),
        ("mean_delay", "60 days where it is longer", "day", lambda one: float(one.delays[at].clip(max=60.0).mean())),
        ("false_alarms", f"{corridors} corridor-years of unseen seeds", "1/year", lambda one: one.false[at]),
        ("median_delay", "traffic thins out, no convoys", "day", lambda one: float(np.median(one.thinned[at]))),
    ]
    for word, low, high in PACES:
        rows = (pace >= low) & (pace < high)

        def paced(one: _Measured, rows: NDArray[np.bool_] = rows) -> float:
            return float(np.median(one.delays[at][rows]))

        shown.append(("median_delay", f"the {rows.sum()} of {word} attacks a month", "day", paced))
    for name, case, unit, read in shown:
        for peer in peers:
            case_at = f"{MARKED:g} false alarm a year, {case}"
            figures.append(Figure(name, case_at, read(mine), unit, peer, read(measured[peer])))
    figures += [*_floor(sets["barred"]), *_since(sets["barred"][:200], medians)]
    figures.append(Figure("wall", f"{len(measured)} detectors, {4 * corridors} series of two years", wall, "s"))
    return figures


def _floor(barred: Sequence[Planted]) -> list[Figure]:
    first = float(np.median([one.first_sight - one.start for one in barred]))
    return [Figure("first_count_known", "days to the first count of traffic under a blockade, median", first, "day")]


def _since(barred: Sequence[Planted], medians: Mapping[str, Array]) -> list[Figure]:
    told = [standing(one.seen, one.start + 29, parameters=medians, reported_share=REPORTED_SHARE) for one in barred]
    pairs = list(zip(told, barred, strict=True))
    called = [(say, one) for say, one in pairs if say.chance >= 0.5]
    case = f"{len(barred)} planted blockades, on their 30th day"
    named = f"the {len(called)} of them so called"
    within = float(np.mean([say.since[0] <= one.start <= say.since[2] for say, one in called]))
    width = float(np.median([say.since[2] - say.since[0] for say, _ in called]))
    return [
        Figure("called_blockaded", case, len(called) / len(barred), "1"),
        Figure("since_in_interval_90", named, within, "1", "its nominal share", 0.9),
        Figure("since_interval_width", f"{named}, median", width, "day"),
        Figure(
            "since_error", f"{named}, median", float(np.median([abs(s.since[1] - o.start) for s, o in called])), "day"
        ),
    ]


def main() -> None:
    """Measure and print."""
    asked = options("blockade", __doc__ or "")
    case = find_case("")
    figures = (*_figures(CORRIDORS), *declared_figures(read_case(case), _medians()))
    publish(Report("blockade", figures, {"case": digest(case)}), as_json=asked.json)


if __name__ == "__main__":
    main()
