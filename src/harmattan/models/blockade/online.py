"""Is a corridor blockaded on a day as known on that day, and since when: the filter for reports, which come late and in gaps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults
from harmattan.models.blockade.detect import BLOCKADED
from harmattan.models.blockade.kernel import MEMORY_DAYS
from harmattan.models.blockade.online_kernel import MOST_CHANGE, Assumed, Known, begin, follow, pass_known
from harmattan.world.atlas import LEVELS

__all__ = ["PARAMETERS", "Sightings", "Standing", "standing", "watch"]

Array = NDArray[np.float64]
Days = NDArray[np.int64]

PARAMETERS = (
    "corridor_hazard",
    "corridor_flow_share",
    "corridor_flow_spread",
    "corridor_change_rate",
)
"""Parameters that the filter reads."""

WINDOW_DAYS = 20
"""Days that `watch` goes over again on every day; what is reported later counts on the oldest of them."""

FOLLOWED = math.log(2.0)
"""Changes to expect after a declaration: on words alone, it is as likely followed as not."""

FADE_DAYS = 4.0
"""A declaration is followed soon or not: its weight falls to a third in these days. Chosen on corridors that no figure uses."""

LAG_DAYS = 5.0
"""Mean days to the report of an attack where the case says nothing else."""

_INTERVAL = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class Sightings:
    """What was reported of one corridor, each thing with the day on which it was known. Days are counted from 0.

    Args:
        attacks: (attack,) days of attacks on tankers.
        attacks_known: (attack,) days on which they were known.
        exposed: (day,) tankers under way; nan where nobody counted.
        arrived: (day,) tankers unloaded; nan where nobody counted.
        counted: (day,) day on which the counts of that day were known.
        declared: (declaration,) days on which it was known that a blockade was declared.
        lifted: (declaration,) days on which it was known that one was declared lifted.
        normal: tankers per day in normal times.

    Raises:
        InputFaults: series of different length, negative numbers, or something known before it happened.

    Examples:
        >>> none = np.empty(0, dtype=np.int64)
        >>> days = np.arange(3)
        >>> seen = Sightings(np.array([1]), np.array([2]), np.full(3, np.nan), np.full(3, 8.0), days + 1, none, none, 8.0)
        >>> seen.reports_known(1), seen.reports_known(2)
        (1, 3)
    """

    attacks: Days
    attacks_known: Days
    exposed: Array
    arrived: Array
    counted: Days
    declared: Days
    lifted: Days
    normal: float

    def __post_init__(self) -> None:
        faults = _faults(self)
        if faults:
            raise InputFaults(faults)

    def reports_known(self, on: int) -> int:
        """Count the attacks and the counts of traffic that are known on a day: what can tell of a state, words apart.

        Args:
            on: the day.

        Returns:
            How many.
        """
        counts = (self.counted <= on) & ~np.isnan(self.arrived)
        return int((self.attacks_known <= on).sum() + counts.sum())


@dataclass(frozen=True, slots=True)
class Standing:
    """How one corridor stands on a day, as known on it.

    Args:
        chance: that it is blockaded; one half where nothing is known.
        chances: (level,) of each state.
        reports: attacks and counts of traffic that this rests on; where there is none the chance rests on words, or on nothing.
        since: first day of the blockade that stands, if one does: early end, middle and late end of a 90 % interval. Day 0
            stands for day 0 or any before.
    """

    chance: float
    chances: tuple[float, ...]
    reports: int
    since: tuple[int, int, int]

    @property
    def known(self) -> bool:
        """Whether any attack or count of traffic stands behind the chance."""
        return self.reports > 0


def watch(
    seen: Sightings, *, parameters: Mapping[str, Array], reported_share: float = 1.0, lag_days: float = LAG_DAYS
) -> Array:
    """Run the filter over reports, day by day, each day with what was known by then.

    Args:
        seen: the reports.
        parameters: one draw of `PARAMETERS` by name, (1,) or (1, level).
        reported_share: share of attacks that is ever reported.
        lag_days: mean days to the report of an attack.

    Returns:
        (day, level) chance of each state on that day, as known on that day.

    Raises:
        InputFaults: a reported share outside 0 to 1, or a lag that is not above 0.

    Examples:
        >>> medians = {"corridor_hazard": np.array([[0.004, 0.1, 0.1, 0.2]]), "corridor_flow_spread": np.array([0.4]),
        ...            "corridor_flow_share": np.array([[1.0, 0.7, 0.35, 0.03]]), "corridor_change_rate": np.array([0.02])}
        >>> none, days = np.empty(0, dtype=np.int64), np.arange(60)
        >>> arrived = np.where(days < 50, 20.0, 0.0)
        >>> seen = Sightings(none, none, np.full(60, np.nan), arrived, days + 3, none, none, 20.0)
        >>> blockaded = watch(seen, parameters=medians)[:, 2:].sum(axis=1)
        >>> bool(blockaded[52] < 0.2), bool(blockaded[55] > 0.8)  # counts are known three days late
        (True, True)
    """
    assumed = _assumed(seen, parameters, reported_share, lag_days)
    reports = (seen.attacks, seen.attacks_known, seen.declared, seen.lifted)
    return follow(WINDOW_DAYS, FADE_DAYS, FOLLOWED, reports, _blank(seen), assumed)


def standing(
    seen: Sightings,
    on: int,
    *,
    parameters: Mapping[str, Array],
    reported_share: float = 1.0,
    lag_days: float = LAG_DAYS,
) -> Standing:
    """Say how a corridor stands on a day, as known on that day, and since when.

    Args:
        seen: the reports; none known after the day is read.
        on: the day.
        parameters: one draw of `PARAMETERS` by name, (1,) or (1, level).
        reported_share: share of attacks that is ever reported.
        lag_days: mean days to the report of an attack.

    Returns:
        The chance of a blockade, and the interval of its first day.

    Raises:
        InputFaults: a day outside the series, a reported share outside 0 to 1, or a lag that is not above 0.

    Examples:
        >>> medians = {"corridor_hazard": np.array([[0.004, 0.1, 0.1, 0.2]]), "corridor_flow_spread": np.array([0.4]),
        ...            "corridor_flow_share": np.array([[1.0, 0.7, 0.35, 0.03]]), "corridor_change_rate": np.array([0.02])}
        >>> none, days = np.empty(0, dtype=np.int64), np.arange(60)
        >>> arrived = np.where(days < 50, 20.0, 0.0)
        >>> seen = Sightings(none, none, np.full(60, np.nan), arrived, days, none, none, 20.0)
        >>> told = standing(seen, 59, parameters=medians)
        >>> round(told.chance, 2), told.since[1]
        (1.0, 50)
    """
    assumed = _assumed(seen, parameters, reported_share, lag_days)
    days = len(seen.arrived)
    if not 0 <= on < days:
        raise InputFaults([Fault("sightings", 0, "on", str(on), f"a day from 0 to {days - 1}")])
    known = _blank(seen)
    np.add.at(known.ambushes, seen.attacks[seen.attacks_known <= on], 1.0)
    for told, adds in ((seen.declared, known.barring), (seen.lifted, known.freeing)):
        for day in told[told <= on]:
            adds[day:] += FOLLOWED / FADE_DAYS * np.exp(-np.arange(days - day) / FADE_DAYS)
    passed = np.empty((days, 2, LEVELS))
    pass_known(0, on, on, known, assumed, begin(assumed.lumpiness), passed)
    spells = _spells(passed[: on + 1], assumed.change, known.freeing)
    chances = tuple(float(chance) for chance in passed[on, 1])
    since = np.searchsorted(np.cumsum(spells) / spells.sum(), _INTERVAL)
    early, middle, late = (min(on, int(day)) for day in since)
    return Standing(sum(chances[BLOCKADED:]), chances, seen.reports_known(on), (early, middle, late))


def _spells(passed: Array, change: float, freeing: Array) -> Array:
    """Chance, by its first day, of each spell of blockade that still stands on the last day."""
    spells = np.zeros((len(passed), LEVELS - BLOCKADED))
    for day, (before, after) in enumerate(passed):
        apart = change / 3.0
        stays = 1.0 - apart - 2.0 * min(MOST_CHANGE, apart + 0.5 * freeing[day])
        spells[:day] = stays * spells[:day] + apart * spells[:day, ::-1]
        spells[day] = np.maximum(0.0, before[BLOCKADED:] - spells[:day].sum(axis=0))
        spells *= np.divide(after, before, out=np.zeros(LEVELS), where=before > 0.0)[BLOCKADED:]
    return np.asarray(spells.sum(axis=1))


def _blank(seen: Sightings) -> Known:
    days = len(seen.arrived)
    blank = (np.zeros(days) for _ in range(3))
    ambushes, barring, freeing = blank
    exposed, arrived = seen.exposed.astype(np.float64), seen.arrived.astype(np.float64)
    return Known(ambushes, exposed, arrived, seen.counted.astype(np.int64), barring, freeing)


def _assumed(seen: Sightings, parameters: Mapping[str, Array], reported_share: float, lag_days: float) -> Assumed:
    faults = []
    if not 0.0 < reported_share <= 1.0:
        faults.append(Fault("sightings", 0, "reported_share", str(reported_share), "a share above 0 and up to 1"))
    if not (np.isfinite(lag_days) and lag_days > 0.0):
        faults.append(Fault("sightings", 0, "lag_days", str(lag_days), "a number of days above 0"))
    if faults:
        raise InputFaults(faults)
    hazard = np.maximum(1e-9, parameters["corridor_hazard"][0])
    share = np.maximum(1e-6, np.minimum.accumulate(parameters["corridor_flow_share"][0]))
    spread = float(parameters["corridor_flow_spread"][0])
    lumpiness = max(0.01, MEMORY_DAYS * math.expm1(spread * spread))
    change = min(0.75, float(parameters["corridor_change_rate"][0]))
    hazard = np.maximum(hazard[0], hazard)
    return Assumed(float(seen.normal), hazard, share, lumpiness, change, float(reported_share), float(lag_days))


def _faults(seen: Sightings) -> list[Fault]:
    where, faults, days = "sightings", [], len(seen.arrived)
    if not len(seen.exposed) == len(seen.counted) == days:
        lengths = f"{len(seen.exposed)}, {days}, {len(seen.counted)}"
        faults.append(Fault(where, 0, "exposed, arrived, counted", lengths, "as many days in each"))
    elif days and bool((seen.counted < np.arange(days)).any()):
        early = int(np.flatnonzero(seen.counted < np.arange(days))[0])
        faults.append(
            Fault(where, 0, "counted", f"day {early} known on {seen.counted[early]}", "known on the day or later")
        )
    if len(seen.attacks) != len(seen.attacks_known):
        faults.append(
            Fault(where, 0, "attacks_known", str(len(seen.attacks_known)), f"{len(seen.attacks)} days, one each")
        )
    elif bool((seen.attacks_known < seen.attacks).any()):
        faults.append(
            Fault(where, 0, "attacks_known", "an attack known before it happened", "known on the day or later")
        )
    for name in ("attacks", "declared", "lifted"):
        wrong = [day for day in getattr(seen, name) if not 0 <= day < days]
        if wrong:
            faults.append(Fault(where, 0, name, str(wrong[0]), f"days from 0 to {days - 1}"))
    for name in ("exposed", "arrived"):
        series = getattr(seen, name)
        wrong = series[~((series >= 0.0) & np.isfinite(series) | np.isnan(series))]
        if len(wrong):
            faults.append(Fault(where, 0, name, str(wrong[0]), "numbers of at least 0, or nan"))
    if not (np.isfinite(seen.normal) and seen.normal >= 0.0):
        faults.append(Fault(where, 0, "normal", str(seen.normal), "a number of at least 0"))
    return faults
