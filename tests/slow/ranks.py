"""Print the calibration table of docs/models/assess.md: `.venv/bin/python -m slow.ranks` in the folder of the tests."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.stats import chisquare, kstest

from slow.test_calibration import ASKED, inside, ranks

WORLDS = 400


def main() -> None:
    """Rank the truths of 400 planted worlds on two processes."""
    parts = [range(start, start + 20) for start in range(0, WORLDS, 20)]
    with ProcessPoolExecutor(2) as pool:
        found = np.concatenate(list(pool.map(ranks, parts)))
    for column, name in enumerate(ASKED):
        histogram = np.histogram(found[:, column], bins=10, range=(0.0, 1.0))[0]
        tests = kstest(found[:, column], "uniform").pvalue, chisquare(histogram).pvalue
        shares = [float(inside(found, share)[column]) for share in (0.9, 0.5)]
        words = [name, " ".join(map(str, histogram)), *(f"{p:.2g}" for p in tests), *(f"{s:.0%}" for s in shares)]
        sys.stdout.write("| " + " | ".join(words) + " |\n")


if __name__ == "__main__":
    main()
