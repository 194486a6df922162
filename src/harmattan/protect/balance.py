"""The fuel balance of a basin, month by month: a linear programme whose answer can be written down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Tank", "slopes", "step", "unserved"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tank:
    """What a basin holds and needs, draw by draw.

    In each month `stock + inflow + unserved - need` is what is left. At most `hold` is kept, and what is left is at least
    `reserve * (1 - unserved / general)`: places ration as soon as their tanks are low, so that the last days of stock never
    serve everyone.

    Args:
        start: (draw,) litres on the first day.
        need: (draw, month) litres needed in the month.
        general: (draw, month) the part of it that is rationed, above 0.
        reserve: (draw,) litres below which use is cut.
        hold: (draw,) litres that tanks hold.
    """

    start: Array
    need: Array
    general: Array
    reserve: Array
    hold: Array


def step(tank: Tank, month: int, available: Array) -> tuple[Array, Array]:
    """Pass one month.

    Serving at once is never worse than keeping: a litre unserved today saves at most a litre later.

    Args:
        tank: the basin.
        month: which month.
        available: (draw, ...) litres in stock and arriving.

    Returns:
        Litres not served, and litres left, of the same shape.

    Examples:
        >>> one = lambda x: np.array([x])
        >>> tank = Tank(one(0.0), np.array([[30.0]]), np.array([[20.0]]), one(5.0), one(100.0))
        >>> [float(x[0]) for x in step(tank, 0, one(25.0))]     # 25 in, 30 needed: 8 are missed and 3 kept, 5 x (1 - 8 / 20)
        [8.0, 3.0]
    """
    wide = (slice(None),) + (None,) * (available.ndim - 1)
    need, reserve = tank.need[:, month][wide], tank.reserve[wide]
    keep = 1.0 + reserve / tank.general[:, month][wide]
    missed = np.maximum(np.maximum(0.0, (reserve + need - available) / keep), need - available)
    left = np.minimum(available - need + missed, tank.hold[wide])
    return missed, left


def unserved(tank: Tank, inflow: Array) -> Array:
    """Pass all months.

    Args:
        tank: the basin.
        inflow: (draw, month) litres arriving.

    Returns:
        (draw, month) litres not served.
    """
    left, out = tank.start, np.empty_like(inflow)
    for month in range(inflow.shape[1]):
        out[:, month], left = step(tank, month, left + inflow[:, month])
    return out


def slopes(tank: Tank, inflow: Array) -> Array:
    """Say what one litre more would save in the end: the dual prices of the balance.

    Args:
        tank: the basin.
        inflow: (draw, month) litres arriving.

    Returns:
        (draw, month) change of all litres not served per litre more in that month, 0 or below.
    """
    months = inflow.shape[1]
    missing, kept = np.empty_like(inflow), np.empty_like(inflow)
    left = tank.start
    for month in range(months):
        available = left + inflow[:, month]
        keep = 1.0 + tank.reserve / tank.general[:, month]
        rationed = (tank.reserve + tank.need[:, month] - available) / keep
        bare = tank.need[:, month] - available
        missed, left = step(tank, month, available)
        dry = (bare > rationed) & (bare > 0.0)
        cut = ~dry & (rationed > 0.0)
        missing[:, month] = np.where(dry, -1.0, np.where(cut, -1.0 / keep, 0.0))
        over = available - tank.need[:, month] + missed >= tank.hold
        kept[:, month] = np.where(dry | over, 0.0, np.where(cut, 1.0 - 1.0 / keep, 1.0))
    out, later = np.empty_like(inflow), np.zeros(len(inflow))
    for month in reversed(range(months)):
        later = missing[:, month] + kept[:, month] * later
        out[:, month] = later
    return out
