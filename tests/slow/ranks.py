"""Print the calibration tables of docs/calibration.md, in the folder of the tests.

`../.venv/bin/python -m slow.ranks [WORLDS] [--rate 5|20|60] [--processes N]`: every table, or that of one rate of reports.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare, kstest

from slow.planted_rates import RATED, RATES, effective, ranks_at
from slow.planted_whole import ASKED as WHOLE_ASKED
from slow.test_calibration import ASKED, inside, ranks
from slow.test_whole_calibration import whole_ranks

WORLDS, STEP = 200, 5


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
    """Rank the truths of planted worlds: fuel alone, every mechanism, and fuel at several rates of reports."""
    words = argparse.ArgumentParser(description=main.__doc__)
    words.add_argument("worlds", nargs="?", type=int, default=WORLDS)
    words.add_argument("--rate", type=int, choices=RATES, help="reports a month; only that table")
    words.add_argument("--processes", type=int, default=2)
    told = words.parse_args()
    parts = [range(start, min(told.worlds, start + STEP)) for start in range(0, told.worlds, STEP)]
    of_each: list[tuple[str, Callable[[range], NDArray[np.float64]], Sequence[str]]] = []
    if told.rate is None:
        of_each += [("fuel alone", ranks, ASKED), ("every mechanism", whole_ranks, WHOLE_ASKED)]
    for rate in RATES if told.rate is None else (told.rate,):
        of_each.append((f"{rate} reports a month", partial(ranks_at, rate), RATED))
    with ProcessPoolExecutor(told.processes) as pool:
        for title, work, asked in of_each:
            found = np.concatenate(list(pool.map(work, parts)))
            worth = found[:, len(asked) :]
            sizes = f"; effective sample size {effective(worth[:, 0])}" if worth.size else ""
            sys.stdout.write("\n".join([f"{title}: {told.worlds} worlds{sizes}", *rows(found, asked), ""]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
