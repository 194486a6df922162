"""The baseline of the economy: income goes on at the rate of the first day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["beyond_first_rate"]


def beyond_first_rate(income: NDArray[np.floating], rate: NDArray[np.floating]) -> NDArray[np.float64]:
    """Compare income with what the rate of the first day would have brought.

    Args:
        income: (draw, day) income of armed groups, USD/day.
        rate: (draw,) `income_trend` at the start, USD/day.

    Returns:
        (draw,) USD over all days beyond the constant rate; below 0 where less came in.

    Examples:
        >>> beyond_first_rate(np.array([[10.0, 30.0], [5.0, 5.0]]), np.array([10.0, 10.0])).tolist()
        [20.0, -10.0]
    """
    return np.asarray(income.sum(axis=1, dtype=np.float64) - income.shape[1] * rate.astype(np.float64))
