"""How soon a planted blockade is seen: the corridor filter beside an attack count and two CUSUMs, at one false alarm a year.

The generator knows nothing of the filter: attacks grow by a factor, traffic falls along a ramp and comes in convoys. What is
reported is late, thinned, and counted with error. Thresholds are set on corridors that are never blockaded; delays and false alarms
are then measured on corridors of other seeds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import Figure, Report, digest, options, publish
from harmattan.models.blockade import detect
from harmattan.models.blockade.detect import BLOCKADED
from harmattan.observe.casefolder import read_case
from harmattan.recipes import find_case
from harmattan.world.prior import PriorTable

__all__ = ["Series", "alarms", "cusum", "delay", "main", "plant", "threshold_for"]

Array = NDArray[np.float64]
Detector = Callable[[Sequence["Series"]], list[Array]]

CALIBRATION, UNSEEN = 1_000_000, 3_000_000
CORRIDORS, DAYS = 300, 425
FIRST_DAYS = 60
"""Days before the year that is judged, in which every detector gets used to its corridor."""

SILENT_DAYS = 30
"""Days for which an alarm is not repeated; one that still stands afterwards counts again."""

REPORTED_SHARE = 0.6
"""Share of attacks that the filter and the CUSUMs take to be reported; the planted ones run from 0.4 to 0.8."""

PACES = (("under 1", 0.0, 1.0), ("1 to 4", 1.0, 4.0), ("4 to 12", 4.0, np.inf))
"""Planted blockades by the attacks per month that they bring, from 0.3 to 12."""


@dataclass(frozen=True, slots=True)
class Series:
    """What was reported of one corridor, by the day on which it was known.

    Args:
        ambushes: (day,) ambushes reported.
        exposed: (day,) tankers under way; nan where nobody counted.
        arrived: (day,) tankers unloaded; nan where nobody counted.
        normal: tankers per day in normal times.
        start: day on which the planted blockade begins; the number of days where there is none.
        pace: attacks per month, reported or not, that the blockade brings.
    """

    ambushes: Array
    exposed: Array
    arrived: Array
    normal: float
    start: int
    pace: float


def plant(seed: int, *, blockaded: bool) -> Series:
    """Make one corridor, quiet or busy, and what is reported of it.

    Args:
        seed: seed of everything.
        blockaded: whether a blockade begins. Otherwise every second corridor is harassed for six weeks, which is no blockade.

    Returns:
        Fourteen months of reports: 20 to 60 % of the attacks go unreported, the others are known after 1 to 10 days; traffic is
        counted on seven days of ten, with an error of 20 %, as late as the latest attack.
    """
    rng = np.random.default_rng(seed)
    days = np.arange(DAYS)
    normal, pace, factor = np.exp(rng.uniform(np.log([2.0, 0.3, 5.0]), np.log([100.0, 12.0, 50.0])))
    start, left = (int(rng.integers(120, 300)), rng.uniform(0.05, 0.6)) if blockaded else (DAYS, 1.0)
    level = 1.0 - (1.0 - left) * np.clip((days - start) / rng.uniform(2.0, 21.0), 0.0, 1.0)
    danger = np.where(days >= start, 1.0, 1.0 / factor)
    first = int(rng.integers(FIRST_DAYS, DAYS - 42))
    if not blockaded and rng.random() < 0.5:
        level[first : first + 42] = rng.uniform(0.65, 0.9)
        danger[first : first + 42] *= rng.uniform(3.0, 10.0)
    wander = np.zeros(DAYS)
    for day in days[1:]:
        wander[day] = 0.95 * wander[day - 1] + 0.05 * rng.normal()
    mean = normal * level * np.exp(wander) * np.where(days % 7 == 6, 0.5, 13.0 / 12.0)
    arrived = rng.poisson(rng.gamma(4.0, mean / 4.0)).astype(np.float64)
    convoy = int(rng.integers(3, 9))
    for day in range(start, DAYS, convoy):
        part = arrived[day : day + convoy]
        part[-1], part[:-1] = part.sum(), 0.0
    usual = mean[start:].mean() if blockaded else mean.mean()
    late, reported = int(rng.integers(1, 11)), rng.uniform(0.4, 0.8)
    known = np.repeat(days, rng.poisson(pace / 30.0 * danger * mean / usual))
    known = known[rng.random(len(known)) < reported]
    known = known + rng.integers(1, late + 1, len(known))
    seen = np.bincount(known[known < DAYS], minlength=DAYS).astype(np.float64)
    exposed = mean * rng.uniform(1.0, 4.0)
    return Series(seen, _counted(exposed, late, rng), _counted(arrived, late, rng), float(normal), start, float(pace))


def _counted(series: Array, late: int, rng: np.random.Generator) -> Array:
    known = np.concatenate([np.full(late, np.nan), series[:-late]]) * rng.lognormal(0.0, 0.2, DAYS)
    return np.where(rng.random(DAYS) < 0.7, known, np.nan)


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


def threshold_for(statistics: Sequence[Array]) -> float:
    """Find the lowest threshold with at most one false alarm per corridor-year.

    Args:
        statistics: (day,) what is watched, of corridors that are never blockaded.

    Returns:
        The threshold, out of the values that occurred.
    """
    candidates = np.unique(np.concatenate(statistics))
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        count = sum(alarms(statistic, float(candidates[middle])) for statistic in statistics)
        low, high = (low, middle) if count <= len(statistics) else (middle + 1, high)
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


def cusum(gains: Array) -> Array:
    """Run Page's (1954) sum of log-likelihood ratios, reset at zero.

    Args:
        gains: (day,) log-likelihood of a blockade over that of none.

    Returns:
        (day,) the sum.
    """
    out, total = np.empty(len(gains)), 0.0
    for day, gain in enumerate(gains):
        total = max(0.0, total + gain)
        out[day] = total
    return out


def _medians() -> Mapping[str, Array]:
    """Medians of the priors of the shipped case."""
    case = read_case(find_case(""))
    names = ("corridor_hazard", "corridor_flow_share", "corridor_flow_spread", "corridor_change_rate")
    table = PriorTable.lay_out(case.priors, case.atlas, names)
    return table.values(np.zeros((1, table.size)))


def _detectors(medians: Mapping[str, Array]) -> dict[str, Detector]:
    hazard = medians["corridor_hazard"][0] * REPORTED_SHARE
    share = medians["corridor_flow_share"][0]

    def filtered(many: Sequence[Series]) -> list[Array]:
        return [
            detect(
                one.ambushes, one.exposed, one.arrived,
                normal=one.normal, parameters=medians, reported_share=REPORTED_SHARE,
            )[:, BLOCKADED:].sum(axis=1)
            for one in many
        ]  # fmt: skip

    def counted(many: Sequence[Series]) -> list[Array]:
        return [np.convolve(one.ambushes, np.ones(30))[:DAYS] for one in many]

    def attacks(one: Series) -> Array:
        exposed = np.nan_to_num(one.exposed)
        gain = one.ambushes * np.log(hazard[BLOCKADED] / hazard[0]) - (hazard[BLOCKADED] - hazard[0]) * exposed / 100.0
        return np.where(exposed > 0.0, gain, 0.0)

    def traffic(one: Series) -> Array:
        free, barred = share[0] * one.normal, share[BLOCKADED] * one.normal
        # Counts of single days, as lumpy as convoys make them: gamma-Poisson of shape 1.
        gain = one.arrived * np.log(barred / free) - (one.arrived + 1.0) * np.log((1.0 + barred) / (1.0 + free))
        return np.nan_to_num(gain)

    return {
        "filter": filtered,
        "30-day attack count": lambda many: [np.convolve(one.ambushes, np.ones(30))[:DAYS] for one in many],
        "CUSUM of attacks by exposure": lambda many: [cusum(attacks(one)) for one in many],
        "CUSUM of attacks and traffic": lambda many: [cusum(attacks(one) + traffic(one)) for one in many],
    }


def _figures(corridors: int) -> list[Figure]:
    calm, unseen, barred = (
        [plant(first + row, blockaded=blockaded) for row in range(corridors)]
        for first, blockaded in ((CALIBRATION, False), (UNSEEN, False), (UNSEEN + corridors, True))
    )
    delays: dict[str, Array] = {}
    false: dict[str, float] = {}
    began = time.perf_counter()
    for name, watch in _detectors(_medians()).items():
        threshold = threshold_for(watch(calm))
        delays[name] = np.array(
            [delay(seen, threshold, one.start) for seen, one in zip(watch(barred), barred, strict=True)]
        )
        false[name] = sum(alarms(seen, threshold) for seen in watch(unseen)) / corridors
    ours, *peers = delays
    pace = np.array([one.pace for one in barred])
    figures = []
    for peer in peers:
        case = f"{corridors} planted blockades, unseen seeds"
        figures.append(
            Figure(
                "median_delay", case, np.median(delays[ours]), "day", peer, np.median(delays[peer]), "<= 1 * peer_value"
            )
        )
        for word, low, high in PACES:
            rows = (pace >= low) & (pace < high)
            case = f"the {rows.sum()} of {word} attacks a month"
            mine, theirs = (float(np.median(delays[name][rows])) for name in (ours, peer))
            figures.append(Figure("median_delay", case, mine, "day", peer, theirs))
        within = [float((delays[name] <= 30.0).mean()) for name in (ours, peer)]
        figures.append(Figure("seen_within_30_days", f"{corridors} planted blockades", within[0], "1", peer, within[1]))
        case = f"{corridors} corridor-years without a blockade, unseen seeds"
        figures.append(Figure("false_alarms", case, false[ours], "1/year", peer, false[peer]))
    figures.append(Figure("wall", f"{3 * corridors} corridor-years", time.perf_counter() - began, "s"))
    return figures


def main() -> None:
    """Measure and print."""
    asked = options("blockade", __doc__ or "")
    data = {"priors": digest(find_case("") / "priors.csv")}
    publish(Report("blockade", tuple(_figures(CORRIDORS)), data), as_json=asked.json)


if __name__ == "__main__":
    main()
