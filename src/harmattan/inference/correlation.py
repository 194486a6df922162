"""Correlation of a cloud of draws, and its root, in plain ordered loops: no BLAS, so the same bytes on any number of threads."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["correlate", "decorrelate", "root_of_correlation"]

_LEAST_PIVOT = 0.01


@compiled
def _correlations(x: NDArray[np.float64], distinct: int) -> NDArray[np.float64]:
    draws, size = x.shape
    out = np.eye(size)
    for i in range(size):
        for j in range(i):
            total = 0.0
            for draw in range(draws):
                total += x[draw, i] * x[draw, j]
            r = total / draws
            # The error of a correlation of independent columns has variance 1 / distinct; four times that is taken away.
            out[i, j] = r * max(0.0, 1.0 - 4.0 / max(4.0, distinct * r * r))
    return out


@compiled
def _root(matrix: NDArray[np.float64], keep: float) -> tuple[NDArray[np.float64], float]:
    size = matrix.shape[0]
    root = np.zeros((size, size))
    least = 1.0
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i, j] if i == j else keep * matrix[i, j]
            for inner in range(j):
                rest -= root[i, inner] * root[j, inner]
            if i == j:
                least = min(least, rest)
                root[i, j] = math.sqrt(max(rest, 1e-12))
            else:
                root[i, j] = rest / root[j, j]
    return root, least


def root_of_correlation(x: NDArray[np.float64], distinct: int) -> NDArray[np.float64]:
    """Estimate the correlation of columns, each entry shrunk by its own noise, and take its Cholesky root.

    An entry r becomes r max(0, 1 - 4 / (distinct r^2)): what chance alone explains vanishes, what is strong stays (a positive-part
    James-Stein rule for each entry). Entries are then scaled towards 0 together until the matrix is safely positive definite.

    Args:
        x: (draw, entry) columns of mean 0 and variance 1.
        distinct: how many of the draws differ.

    Returns:
        (entry, entry) lower triangular root.

    Examples:
        >>> x = np.array([[-1.0, -1.0], [1.0, 1.0]])
        >>> root_of_correlation(np.tile(x, (50, 1)), 100).round(2).tolist()
        [[1.0, 0.0], [0.96, 0.28]]
    """
    matrix = _correlations(np.ascontiguousarray(x), distinct)
    keep = 1.0
    root, least = _root(matrix, keep)
    while least < _LEAST_PIVOT:
        keep *= 0.95
        root, least = _root(matrix, keep)
    return root


@compiled
def correlate(root: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give independent numbers the correlation of a root: each row times the transposed root.

    Args:
        root: (entry, entry) lower triangular.
        rows: (draw, entry).

    Returns:
        (draw, entry).
    """
    out = np.zeros(rows.shape)
    for draw in range(rows.shape[0]):
        for i in range(root.shape[0]):
            for j in range(i + 1):
                out[draw, i] += root[i, j] * rows[draw, j]
    return out


@compiled
def decorrelate(root: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the correlation of a root away; the inverse of `correlate`.

    Args:
        root: (entry, entry) lower triangular.
        rows: (draw, entry).

    Returns:
        (draw, entry).

    Examples:
        >>> root = np.array([[1.0, 0.0], [0.6, 0.8]])
        >>> decorrelate(root, correlate(root, np.array([[1.0, 2.0]]))).round(9).tolist()
        [[1.0, 2.0]]
    """
    out = np.empty(rows.shape)
    for draw in range(rows.shape[0]):
        for i in range(root.shape[0]):
            rest = rows[draw, i]
            for j in range(i):
                rest -= root[i, j] * out[draw, j]
            out[draw, i] = rest / root[i, i]
    return out
