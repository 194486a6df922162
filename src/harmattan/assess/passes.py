"""The past days of all weighed draws of one mechanism, block by block."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from harmattan.assess.weighing import Weighing
from harmattan.models.contract import Record, State
from harmattan.models.days import in_blocks

__all__ = ["pass_all"]


def pass_all(
    weighing: Weighing, z: NDArray[np.float64], ids: NDArray[np.uint32], also: Iterable[str] = ()
) -> tuple[Record, State]:
    """Run the past days of all draws, block by block.

    Args:
        weighing: what the draws were weighed by.
        z: (draw, entry) standard normal numbers.
        ids: (draw, day + 1) numbers of chance, the last the draw of the earlier mechanisms.
        also: variables to record beside those that the likelihood reads.

    Returns:
        What is recorded of them, and what the mechanism gives at the end of the last day, its parameters included.
    """
    parts: dict[int, tuple[State, State]] = {}
    values = weighing.blank(len(z), also)

    def one_block(part: slice) -> None:
        record, state = weighing.pass_days(z[part], ids[part], {name: array[part] for name, array in values.items()})
        parts[part.start] = dict(record.parameters), state

    in_blocks(one_block, len(z), workers=weighing.workers)
    parameters, state = (
        {name: np.concatenate([parts[start][which][name] for start in sorted(parts)]) for name in parts[0][which]}
        for which in (0, 1)
    )
    return Record(weighing.run.first_day, values, parameters), state
