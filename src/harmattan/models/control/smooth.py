"""Who held what when: the filter run back over a whole past, so that later reports speak of earlier days too."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled
from harmattan.models.control.kernel import GOVERNMENT, Levels, learn, predict, worse

__all__ = ["smooth"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def _levels(row: Array) -> Levels:
    return (row[0], row[1], row[2], row[3])


@compiled
def _recall(message: Levels, evidence: Levels, odds: Array, factor: float, seat: bool) -> Levels:
    """Carry a message back over a day's reports and its chance: what `learn` and `predict` do to beliefs, transposed."""
    most = odds[8] * max(evidence)
    g = message[0] * math.exp(odds[8] * evidence[0] - most)
    p = message[1] * math.exp(odds[8] * evidence[1] - most)
    c = message[2] * math.exp(odds[8] * evidence[2] - most)
    a = message[3] * math.exp(odds[8] * evidence[3] - most)
    contest, secure = odds[0] * factor, odds[1]
    fall = 0.0 if seat else odds[2] * factor
    pact = 0.0 if seat else odds[4]
    return (
        (g + contest * c) / (1.0 + contest),
        (p + odds[5] * c) / (1.0 + odds[5]),
        (c + secure * g + fall * a + pact * p) / (1.0 + secure + fall + pact),
        (a + odds[3] * c) / (1.0 + odds[3]),
    )


@compiled
def _forward(
    moves: Flags,
    seat: Flags,
    first: Ints,
    neighbours: Ints,
    odds: Array,
    origin: Array,
    attacks: Array,
    evidence: Array,
    filtered: Array,
    factor: Array,
) -> None:
    before = origin
    for t in range(len(attacks)):
        for p in range(len(moves)):
            filtered[t, p] = before[p]
            if not moves[p]:
                continue
            lost = 0.0
            for n in range(first[p], first[p + 1]):
                lost += 1.0 - before[neighbours[n], GOVERNMENT]
            factor[t, p] = worse(lost, first[p + 1] - first[p], attacks[t, p], odds[6], odds[7])
            moved = predict(_levels(before[p]), odds, factor[t, p], seat[p])
            now, _ = learn(moved, _levels(evidence[t, p]), odds[8])
            filtered[t, p, 0], filtered[t, p, 1], filtered[t, p, 2], filtered[t, p, 3] = now
        before = filtered[t]


@compiled
def smooth(
    moves: Flags,
    seat: Flags,
    first: Ints,
    neighbours: Ints,
    odds: Array,
    origin: Array,
    attacks: Array,
    evidence: Array,
) -> Array:
    """Find the chance of each level on each past day given the reports of all days.

    Forward and backward passes of a hidden Markov model (Rabiner 1989, Proceedings of the IEEE 77) for each place and draw.
    Neighbours count with their filtered chances of the day before, so what a later report says of a place is carried back in time
    but not over to its neighbours.

    Args:
        moves: (place,) whether control can change.
        seat: (place,) whether it is the seat of government.
        first: (place + 1,) where neighbours begin.
        neighbours: neighbours, one place after the other.
        odds: (draw, 9) parameters.
        origin: (draw, place, level) belief at the end of the day before the first.
        attacks: (day, place) attacks on or near each place.
        evidence: (day, place, level) log-likelihood of the day's reports.

    Returns:
        (day, place, level) chances, mean over draws.
    """
    out = np.zeros(evidence.shape)
    filtered = np.empty(evidence.shape)
    factor = np.ones(attacks.shape)
    for i in range(len(odds)):
        _forward(moves, seat, first, neighbours, odds[i], origin[i], attacks, evidence, filtered, factor)
        for p in range(len(moves)):
            message = (1.0, 1.0, 1.0, 1.0)
            for t in range(len(attacks) - 1, -1, -1):
                g, q, c, a = _levels(filtered[t, p])
                scale = g * message[0] + q * message[1] + c * message[2] + a * message[3]
                out[t, p, 0] += g * message[0] / scale
                out[t, p, 1] += q * message[1] / scale
                out[t, p, 2] += c * message[2] / scale
                out[t, p, 3] += a * message[3] / scale
                if moves[p]:
                    g, q, c, a = _recall(message, _levels(evidence[t, p]), odds[i], factor[t, p], seat[p])
                    most = max(g, q, c, a)
                    message = (g / most, q / most, c / most, a / most)
    return out / len(odds)
