"""Samplers that use exactly one uniform number each and never fall when their parameter rises.

Each is the inverse of a distribution function. Counts are exact while their variance is at most 25. Above, they follow the
Cornish-Fisher expansion to third order (Cornish and Fisher 1938) with Sheppard's correction for rounding, whose total variation
distance from the exact distribution is below 4e-4; they may step back by one across the switch. Tests hold all of it.
"""

from __future__ import annotations

import math

import numpy as np

from harmattan.inference.compiled import compiled

__all__ = ["binomial", "normal", "poisson", "prepare", "prepared_binomial", "round_at_random"]

SWITCH = 25.0
"""Variance above which counts are sampled by the expansion."""

NEGLIGIBLE = 1e-17
"""Probability that no longer moves a sum near 1: past the mean, the search for a count ends there."""

INVERSE = 1.0 / np.arange(1.0, 1025.0)
"""Reciprocals of whole numbers; below `SWITCH` no count comes near the end of the table."""

_NEXT_TO_ONE = 0.9999999999999999


@compiled
def _tail(r: float) -> float:
    if r <= 5.0:
        r -= 1.6
        top = (
            (
                (
                    (
                        ((7.7454501427834140764e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
                        + 1.27045825245236838258
                    )
                    * r
                    + 3.64784832476320460504
                )
                * r
                + 5.76949722146069140550
            )
            * r
            + 4.63033784615654529590
        ) * r + 1.42343711074968357734
        low = (
            (
                (
                    (
                        ((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2)
                        * r
                        + 1.48103976427480074590e-1
                    )
                    * r
                    + 6.89767334985100004550e-1
                )
                * r
                + 1.67638483018380384940
            )
            * r
            + 2.05319162663775882187
        ) * r + 1.0
        return top / low
    r -= 5.0
    top = (
        (
            (
                (
                    ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
                    + 2.65321895265761230930e-2
                )
                * r
                + 2.96560571828504891230e-1
            )
            * r
            + 1.78482653991729133580
        )
        * r
        + 5.46378491116411436990
    ) * r + 6.65790464350110377720
    low = (
        (
            (
                (
                    ((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
                    + 7.86869131145613259100e-4
                )
                * r
                + 1.48753612908506148525e-2
            )
            * r
            + 1.36929880922735805310e-1
        )
        * r
        + 5.99832206555887937690e-1
    ) * r + 1.0
    return top / low


@compiled
def normal(u: float) -> float:
    """Turn a uniform number into a standard normal one (Wichura 1988, algorithm AS 241, about 1e-16).

    Args:
        u: uniform number strictly between 0 and 1.

    Returns:
        The standard normal quantile of `u`.

    Examples:
        >>> round(normal(0.95), 6)
        1.644854
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            (
                (
                    (
                        ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                        + 45921.953931549871457
                    )
                    * r
                    + 13731.693765509461125
                )
                * r
                + 1971.5909503065514427
            )
            * r
            + 133.14166789178437745
        ) * r + 3.387132872796366608
        low = (
            (
                (
                    (
                        ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                        + 21213.794301586595867
                    )
                    * r
                    + 5394.1960214247511077
                )
                * r
                + 687.1870074920579083
            )
            * r
            + 42.313330701600911252
        ) * r + 1.0
        return q * top / low
    if q < 0.0:
        return -_tail(math.sqrt(-math.log(u)))
    return _tail(math.sqrt(-math.log(1.0 - u)))


@compiled
def _expanded(u: float, mean: float, variance: float, skewness: float, excess: float) -> int:
    """Round the third-order Cornish-Fisher quantile; a twelfth of the variance is what rounding adds."""
    z = normal(u)
    z2 = z * z
    bent = (
        z
        + skewness * (z2 - 1.0) / 6.0
        + z * (excess * (z2 - 3.0) / 24.0 - skewness * skewness * (2.0 * z2 - 5.0) / 36.0)
    )
    return max(0, math.floor(mean + math.sqrt(variance - 1.0 / 12.0) * bent + 0.5))


@compiled
def poisson(u: float, rate: float) -> int:
    """Turn a uniform number into a Poisson count.

    Args:
        u: uniform number strictly between 0 and 1.
        rate: mean, at least 0.

    Returns:
        The count; it never falls when `rate` rises.

    Examples:
        >>> poisson(0.5, 0.0), poisson(0.5, 3.0)
        (0, 3)
    """
    if rate <= 0.0:
        return 0
    if rate > SWITCH:
        return _expanded(u, rate, rate, 1.0 / math.sqrt(rate), 1.0 / rate)
    if u <= 1.0 - rate:
        return 0  # exp(-rate) lies above 1 - rate: most rare events end here without an exponential
    chance = math.exp(-rate)
    below = chance
    count = 0
    while u > below and (count < rate or chance > NEGLIGIBLE):
        chance *= rate * INVERSE[count]
        count += 1
        below += chance
    return count


@compiled
def _binomial_low(u: float, n: int, p: float, log_q: float, odds: float) -> int:
    q = 1.0 - p
    if n == 1:
        return 1 if u > q else 0
    mean = n * p
    variance = mean * q
    if variance > SWITCH:
        return min(n, _expanded(u, mean, variance, (q - p) / math.sqrt(variance), (1.0 - 6.0 * p * q) / variance))
    chance = math.exp(n * log_q)
    below = chance
    count = 0
    while u > below and count < n and (count < mean or chance > NEGLIGIBLE):
        chance *= odds * (n - count) * INVERSE[count]
        count += 1
        below += chance
    return count


@compiled
def prepare(p: float) -> tuple[float, float]:
    """Work out what `prepared_binomial` needs of a chance that is used many times.

    Args:
        p: chance of each trial, from 0 to 1.

    Returns:
        The logarithm of the chance of the likelier outcome, and the odds of the other against it.

    Examples:
        >>> prepare(0.5) == prepare(1.0 - 0.5)
        True
    """
    low = 1.0 - p if p > 0.5 else p
    return math.log1p(-low), low / (1.0 - low)


@compiled
def prepared_binomial(u: float, n: int, p: float, log_q: float, odds: float) -> int:
    """Turn a uniform number into a binomial count, to the last bit as `binomial` does.

    Args:
        u: uniform number strictly between 0 and 1.
        n: trials, at least 0.
        p: chance of each.
        log_q: first number of `prepare(p)`.
        odds: second number of `prepare(p)`.

    Returns:
        The count, from 0 to `n`.

    Examples:
        >>> prepared_binomial(0.5, 10, 0.3, *prepare(0.3)) == binomial(0.5, 10, 0.3)
        True
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - _binomial_low(min(1.0 - u, _NEXT_TO_ONE), n, 1.0 - p, log_q, odds)
    return _binomial_low(u, n, p, log_q, odds)


@compiled
def binomial(u: float, n: int, p: float) -> int:
    """Turn a uniform number into a binomial count.

    Args:
        u: uniform number strictly between 0 and 1.
        n: trials, at least 0.
        p: chance of each.

    Returns:
        The count, from 0 to `n`; it never falls when `p` or `n` rises.

    Examples:
        >>> binomial(0.5, 10, 0.3), binomial(0.5, 10, 1.0), binomial(0.5, 0, 0.3)
        (3, 10, 0)
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    log_q, odds = prepare(p)
    return prepared_binomial(u, n, p, log_q, odds)


@compiled
def round_at_random(u: float, amount: float) -> int:
    """Round an amount up or down so that its mean is kept.

    Args:
        u: uniform number strictly between 0 and 1.
        amount: a number of at least 0.

    Returns:
        A whole number next to `amount`, `amount` itself when it is whole; it never falls when `amount` rises.

    Examples:
        >>> round_at_random(0.2, 2.7), round_at_random(0.9, 2.7)
        (2, 3)
    """
    whole = math.floor(amount)
    return whole + 1 if u >= 1.0 - (amount - whole) else whole
