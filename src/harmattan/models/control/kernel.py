"""One day of control for a block of draws, compiled: a filter on past days, a chain of sampled states on the days ahead."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.compiled import compiled
from harmattan.world.atlas import LEVELS

__all__ = [
    "ARMED",
    "CONTESTED",
    "GOVERNMENT",
    "PACT",
    "chain_day",
    "filter_day",
    "learn",
    "level_of",
    "predict",
    "worse",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint32]
Levels: TypeAlias = tuple[float, float, float, float]

GOVERNMENT, PACT, CONTESTED, ARMED = range(LEVELS)

MOST = 30.0
"""Largest exponent of danger: e^30 times any rate is certainty."""

# Columns of `odds`: contest, secure, fall, retake, pact, pact break; then pull of the roads, push of attacks, weight of evidence.


@compiled
def worse(lost: float, near: int, attacks: float, pull: float, push: float) -> float:
    """Multiply the odds that a place is contested or falls.

    Args:
        lost: neighbours along roads that the government does not hold, summed over their chances.
        near: neighbours along roads.
        attacks: attacks of the day on or near the place.
        pull: rise of the logarithm when all neighbours are lost.
        push: rise of the logarithm for each attack.

    Returns:
        The factor, at least 1.

    Examples:
        >>> worse(0.0, 2, 0.0, 1.0, 1.0)
        1.0
    """
    if lost == 0.0 and attacks == 0.0:
        return 1.0
    return math.exp(min(MOST, pull * lost / max(1, near) + push * attacks))


@compiled
def predict(belief: Levels, odds: Array, factor: float, seat: bool) -> Levels:
    """Move a belief by a day of chance. Each way out of a level competes by its odds against staying, which has odds 1.

    Args:
        belief: chance of each level at the end of the day before.
        odds: (9,) parameters of the draw, in the order above.
        factor: what `worse` says.
        seat: whether the place is the seat of government.

    Returns:
        Chance of each level before the day's reports.
    """
    g, p, c, a = belief
    contest, secure = odds[0] * factor, odds[1]
    fall = 0.0 if seat else odds[2] * factor
    pact = 0.0 if seat else odds[4]
    stays_g = 1.0 / (1.0 + contest)
    stays_p = 1.0 / (1.0 + odds[5])
    stays_c = 1.0 / (1.0 + secure + fall + pact)
    stays_a = 1.0 / (1.0 + odds[3])
    return (
        min(1.0, g * stays_g + c * secure * stays_c),
        min(1.0, p * stays_p + c * pact * stays_c),
        min(1.0, c * stays_c + g * contest * stays_g + p * odds[5] * stays_p + a * odds[3] * stays_a),
        min(1.0, a * stays_a + c * fall * stays_c),
    )


@compiled
def learn(belief: Levels, evidence: Levels, weight: float) -> tuple[Levels, float]:
    """Weigh a belief by the day's reports.

    Args:
        belief: chance of each level.
        evidence: log-likelihood of the reports under each level.
        weight: power of the likelihood.

    Returns:
        Chance of each level after the reports, and the log-likelihood of the reports before: 0 where nothing was reported,
        minus infinity where they are impossible (the belief then stays).
    """
    if evidence[0] == 0.0 and evidence[1] == 0.0 and evidence[2] == 0.0 and evidence[3] == 0.0:
        return belief, 0.0
    g, p, c, a = belief
    most = -math.inf
    for chance, told in zip(belief, evidence):  # noqa: B905 (compiled code knows no strict)
        if chance > 0.0:
            most = max(most, weight * told)
    if most == -math.inf:
        return belief, most
    # What has no chance has none after; its evidence may even be larger than any that counts.
    g *= math.exp(min(0.0, weight * evidence[0] - most))
    p *= math.exp(min(0.0, weight * evidence[1] - most))
    c *= math.exp(min(0.0, weight * evidence[2] - most))
    a *= math.exp(min(0.0, weight * evidence[3] - most))
    total = g + p + c + a
    return (g / total, p / total, c / total, a / total), most + math.log(total)


@compiled
def level_of(belief: Levels, u: float) -> int:
    """Read the level below which a share `u` of a belief lies.

    Args:
        belief: chance of each level.
        u: a number between 0 and 1.

    Returns:
        The level; it never falls when `u` rises, or when chance moves to higher levels.

    Examples:
        >>> level_of((0.5, 0.0, 0.25, 0.25), 0.6)
        2
    """
    g, p, c, a = belief
    if u < g:
        return GOVERNMENT
    if u < g + p:
        return PACT
    # Rounding must not send a place to a level that has no chance.
    return CONTESTED if u < g + p + c or a == 0.0 else ARMED


@compiled
def _one_hot(level: int) -> Levels:
    return (
        1.0 if level == GOVERNMENT else 0.0,
        1.0 if level == PACT else 0.0,
        1.0 if level == CONTESTED else 0.0,
        1.0 if level == ARMED else 0.0,
    )


@compiled
def filter_day(
    draws: Keys,
    seed: int,
    model: int,
    past: Flags,
    moves: Flags,
    seat: Flags,
    keys: Keys,
    first: Ints,
    neighbours: Ints,
    odds: Array,
    attacks: Array,
    evidence: Array,
    pact_signed: Array,
    city_taken: Array,
    mark: Array,
    belief: Array,
    control: Array,
    taken: Array,
    log_evidence: Array,
) -> None:
    """Pass a past day: move every belief, weigh it by the day's reports, and read control off it.

    Neighbours count with yesterday's chances (mean field). Control is read with one uniform number per draw and place, drawn
    on the first past day and kept, so that it changes only when the belief does.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        past: (draw,) whether the day is a past one; other draws are left alone.
        moves: (place,) whether control can change.
        seat: (place,) whether it is the seat of government.
        keys: (place,) keys of chance.
        first: (place + 1,) where neighbours begin.
        neighbours: neighbours, one place after the other.
        odds: (draw, 9) parameters.
        attacks: (draw, place) attacks of the day.
        evidence: (draw, place, level) log-likelihood of the day's reports.
        pact_signed: (draw, place) 1 where a local pact was signed.
        city_taken: (draw, place) 1 where an armed group took the place.
        mark: (draw, place) number by which control is read; drawn where it is below 0.
        belief: (draw, place, level) chances; overwritten.
        control: (draw, place) level; overwritten.
        taken: (draw, place) 1 where control passes to an armed group today; zero before, overwritten.
        log_evidence: (draw, place) log-likelihood of the reports; zero before, overwritten.
    """
    places = len(moves)
    gone = np.empty(places)
    for i in range(len(draws)):
        if not past[i]:
            continue
        mine = odds[i]
        for p in range(places):
            gone[p] = 1.0 - belief[i, p, GOVERNMENT]
        for p in range(places):
            if not moves[p]:
                continue
            now = (belief[i, p, 0], belief[i, p, 1], belief[i, p, 2], belief[i, p, 3])
            if mark[i, p] < 0.0:
                mark[i, p] = uniform(seed, model, draws[i], 0, keys[p], 0)
            u = mark[i, p]
            before = level_of(now, u)
            if city_taken[i, p] > 0.0 or pact_signed[i, p] > 0.0:
                now = _one_hot(ARMED if city_taken[i, p] > 0.0 else PACT)
            else:
                lost = 0.0
                for n in range(first[p], first[p + 1]):
                    lost += gone[neighbours[n]]
                factor = worse(lost, first[p + 1] - first[p], attacks[i, p], mine[6], mine[7])
                told = (evidence[i, p, 0], evidence[i, p, 1], evidence[i, p, 2], evidence[i, p, 3])
                now, log_evidence[i, p] = learn(predict(now, mine, factor, seat[p]), told, mine[8])
            belief[i, p, 0], belief[i, p, 1], belief[i, p, 2], belief[i, p, 3] = now
            after = level_of(now, u)
            control[i, p] = after
            taken[i, p] = 1.0 if after == ARMED and before != ARMED else 0.0


@compiled
def _next_level(level: int, u: float, odds: Array, factor: float, city: bool) -> int:
    """Where one uniform number sends a place: small ones to worse, large ones to better."""
    if level == GOVERNMENT:
        contest = odds[0] * factor
        return CONTESTED if u * (1.0 + contest) < contest else level
    if level == CONTESTED:
        fall = 0.0 if city else odds[2] * factor
        pact = 0.0 if city else odds[4]
        mark = u * (1.0 + odds[1] + fall + pact)
        if mark < fall:
            return ARMED
        if mark < fall + 1.0:
            return CONTESTED
        return PACT if mark < fall + 1.0 + pact else GOVERNMENT
    out = odds[3] if level == ARMED else odds[5]
    return CONTESTED if u * (1.0 + out) >= 1.0 else level


@compiled
def chain_day(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    past: Flags,
    moves: Flags,
    city: Flags,
    keys: Keys,
    first: Ints,
    neighbours: Ints,
    odds: Array,
    attacks: Array,
    pact_signed: Array,
    city_taken: Array,
    belief: Array,
    control: Array,
    taken: Array,
) -> None:
    """Pass a day ahead: every place takes one step of its chain, and the belief is the state it has.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        past: (draw,) whether the day is a past one; those draws are left alone.
        moves: (place,) whether control can change.
        city: (place,) whether it is a city.
        keys: (place,) keys of chance.
        first: (place + 1,) where neighbours begin.
        neighbours: neighbours, one place after the other.
        odds: (draw, 9) parameters.
        attacks: (draw, place) attacks of the day.
        pact_signed: (draw, place) 1 where a local pact was signed.
        city_taken: (draw, place) 1 where an armed group took the place.
        belief: (draw, place, level) chances; overwritten.
        control: (draw, place) level; overwritten.
        taken: (draw, place) 1 where control passes to an armed group today; zero before, overwritten.
    """
    places = len(moves)
    gone = np.empty(places)
    for i in range(len(draws)):
        if past[i]:
            continue
        mine = odds[i]
        for p in range(places):
            gone[p] = 1.0 if control[i, p] > 0.0 else 0.0
        for p in range(places):
            if not moves[p]:
                continue
            before = int(control[i, p])
            if city_taken[i, p] > 0.0:
                after = ARMED
            elif pact_signed[i, p] > 0.0:
                after = PACT
            else:
                lost = 0.0
                for n in range(first[p], first[p + 1]):
                    lost += gone[neighbours[n]]
                factor = worse(lost, first[p + 1] - first[p], attacks[i, p], mine[6], mine[7])
                u = uniform(seed, model, draws[i], ordinal, keys[p], 1)
                after = _next_level(before, u, mine, factor, city[p])
            if after != before or belief[i, p, after] != 1.0:
                belief[i, p, 0], belief[i, p, 1], belief[i, p, 2], belief[i, p, 3] = _one_hot(after)
                control[i, p] = after
                taken[i, p] = 1.0 if after == ARMED and before != ARMED else 0.0
