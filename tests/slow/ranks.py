"""Print the calibration tables of docs/calibration.md: `../.venv/bin/python -m slow.ranks` in the folder of the tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare, kstest

from slow.planted_whole import ASKED as WHOLE_ASKED
from slow.test_calibration import ASKED, inside, ranks
from slow.test_whole_calibration import whole_ranks

WORLDS, STEP = 200, 10


def rows(found: NDArray[np.float64], asked: Sequence[str]) -> list[str]:
    """Lay out ranks: bins, p values, coverage."""
    out = []
    for column, name in enumerate(asked):
        histogram = np.histogram(found[:, column], bins=10, range=(0.0, 1.0))[0]
        tests = kstest(found[:, column], "uniform").pvalue, chisquare(histogram).pvalue
        shares = [float(inside(found, share)[column]) for share in (0.9, 0.5)]
        words = [name, " ".join(map(str, histogram)), *(f"{p:.2g}" for p in tests), *(f"{s:.0%}" for s in shares)]
        out.append("| " + " | ".join(words) + " |")
    return out


def main() -> None:
    """Rank the truths of planted worlds on two processes: fuel alone, and every mechanism."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS
    parts = [range(start, min(worlds, start + STEP)) for start in range(0, worlds, STEP)]
    of_each: tuple[tuple[Callable[[range], NDArray[np.float64]], Sequence[str]], ...] = (
        (ranks, ASKED),
        (whole_ranks, WHOLE_ASKED),
    )
    with ProcessPoolExecutor(2) as pool:
        for work, asked in of_each:
            found = np.concatenate(list(pool.map(work, parts)))
            sys.stdout.write("\n".join([f"{worlds} worlds", *rows(found, asked), ""]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
