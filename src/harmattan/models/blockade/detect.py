"""Whether a corridor is blockaded and since when, from simulated states or from an observed series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults
from harmattan.models.blockade.kernel import observe, prepare
from harmattan.world.atlas import LEVELS

__all__ = ["BLOCKADED", "blockaded", "blockaded_since", "detect"]

BLOCKADED = 2
"""The mildest state that counts as blockaded: goods pass under escort only."""

Array = NDArray[np.float64]


def blockaded(state: NDArray[np.floating]) -> Array:
    """Say how likely corridors are blockaded: escorted only or closed.

    Args:
        state: (draw, ...) states of corridors.

    Returns:
        (...) share of the draws.

    Examples:
        >>> blockaded(np.array([[0.0, 2.0], [1.0, 3.0], [2.0, 1.0], [0.0, 3.0]])).tolist()
        [0.25, 0.75]
    """
    return np.asarray((state >= BLOCKADED).mean(axis=0, dtype=np.float64))


def blockaded_since(state: NDArray[np.floating]) -> int | None:
    """Find the first day since which a corridor has been blockaded in half of the draws or more.

    Args:
        state: (draw, day) states of one corridor.

    Returns:
        Index of the day; None when it is not blockaded on the last one.

    Examples:
        >>> blockaded_since(np.array([[2.0, 0.0, 2.0, 3.0], [3.0, 1.0, 2.0, 2.0], [0.0, 0.0, 3.0, 2.0]]))
        2
        >>> blockaded_since(np.array([[2.0, 2.0, 0.0]])) is None
        True
    """
    free = np.flatnonzero(np.median(state, axis=0) < BLOCKADED)
    since = int(free[-1]) + 1 if len(free) else 0
    return since if since < state.shape[1] else None


def detect(
    ambushes: Array,
    exposed: Array,
    arrived: Array,
    *,
    normal: float,
    parameters: Mapping[str, Array],
    reported_share: float = 1.0,
) -> Array:
    """Run the filter of the mechanism over what was reported of one corridor, one day after the other.

    Args:
        ambushes: (day,) ambushes reported.
        exposed: (day,) tankers under way; nan where nobody counted, then attacks say nothing that day.
        arrived: (day,) tankers unloaded; nan where nobody counted, then flow says nothing that day.
        normal: tankers per day in normal times.
        parameters: one draw of the parameters of the mechanism by name, (1,) or (1, level), such as
            `PriorTable.values(np.zeros((1, size)))`: the medians of their priors.
        reported_share: share of ambushes that is reported.

    Returns:
        (day, level) chance of each state, given the days up to that one.

    Raises:
        InputFaults: series of different length, negative numbers, or a reported share outside 0 to 1.

    Examples:
        >>> medians = {"corridor_hazard": np.array([[0.004, 0.1, 0.1, 0.2]]), "corridor_flow_spread": np.array([0.4]),
        ...            "corridor_flow_share": np.array([[1.0, 0.7, 0.35, 0.03]]), "corridor_change_rate": np.array([0.02])}
        >>> quiet, full, none = np.zeros(60), np.full(60, 50.0), np.full(60, np.nan)
        >>> bool(detect(quiet, full, full, normal=50.0, parameters=medians)[-1, 0] > 0.9)
        True
        >>> detect(quiet, none, none, normal=50.0, parameters=medians)[-1].round(2).tolist()  # nothing seen, nothing known
        [0.25, 0.25, 0.25, 0.25]
    """
    _check(ambushes, exposed, arrived, normal, reported_share)
    one = np.ones(1)
    hazard, share = (
        parameters["corridor_hazard"][:1] * reported_share,
        np.ascontiguousarray(parameters["corridor_flow_share"][:1]),
    )
    tables = prepare(
        one, np.array([normal]), one, hazard, share, np.ascontiguousarray(parameters["corridor_flow_spread"][:1])
    )
    change = float(parameters["corridor_change_rate"][0])
    belief, total, out = np.full((1, LEVELS), 1.0 / LEVELS), np.empty(1), np.empty((len(ambushes), LEVELS))
    counted = np.where(np.isnan(arrived), 0.0, normal)
    told, under_way, unloaded = ambushes.astype(np.float64), np.nan_to_num(exposed), np.nan_to_num(arrived)
    for day in range(len(ambushes)):
        now = slice(day, day + 1)
        observe(
            change, float(tables.shape[0]), tables.speaks[0], tables.thinner[0],
            counted[now], unloaded[now], told[now], under_way[now], belief, total,
        )  # fmt: skip
        out[day] = belief[0]
    return out


def _check(ambushes: Array, exposed: Array, arrived: Array, normal: float, reported_share: float) -> None:
    where, faults = "observed series", []
    if not len(ambushes) == len(exposed) == len(arrived):
        lengths = f"{len(ambushes)}, {len(exposed)}, {len(arrived)}"
        faults.append(Fault(where, 0, "ambushes, exposed, arrived", lengths, "as many days in each"))
    for name, series, gaps in (("ambushes", ambushes, False), ("exposed", exposed, True), ("arrived", arrived, True)):
        wrong = series[~((series >= 0.0) & np.isfinite(series) | (gaps & np.isnan(series)))]
        if len(wrong):
            faults.append(Fault(where, 0, name, str(wrong[0]), "numbers of at least 0" + ", or nan" * gaps))
    if not (np.isfinite(normal) and normal >= 0.0):
        faults.append(Fault(where, 0, "normal", str(normal), "a number of at least 0"))
    if not 0.0 < reported_share <= 1.0:
        faults.append(Fault(where, 0, "reported_share", str(reported_share), "a share above 0 and up to 1"))
    if faults:
        raise InputFaults(faults)
