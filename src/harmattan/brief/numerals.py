"""Honest numerals: how many digits an interval supports, and how each language writes them."""

from __future__ import annotations

import math

__all__ = ["DASH", "LEAST", "MINUS", "NARROW", "bound_signs", "honest_step", "own_step", "plain", "scale_of"]

NARROW = "\u202f"
"""Narrow no-break space: French thousands, and before the percent sign."""

DASH, MINUS = "\u2013", "\u2212"

_WHOLE = ("person", "person-day", "person-hour", "pact", "corridor", "town", "attack", "USD")

LEAST = dict.fromkeys(_WHOLE, 1.0) | {"day": 0.1, "tanker": 0.1, "tanker/week": 0.1}
"""Finest step of a unit: nobody is half a person. Other units go down to a hundredth."""


def honest_step(low: float, median: float, high: float) -> float:
    """Choose to what step three numbers are rounded, so that no digit is shown that the interval does not support.

    The finest step is a third of the interval, taken down to a power of ten, or a quarter where a third would print an end of it
    as 0 that is none; without an interval three significant digits are kept.

    Args:
        low: 5 % quantile.
        median: middle.
        high: 95 % quantile.

    Returns:
        A power of ten.

    Examples:
        >>> honest_step(97_200, 128_431, 171_900)
        10000.0
        >>> honest_step(2.1, 6.4, 11.4), honest_step(16.1, 17.5, 20.0)
        (1.0, 1.0)
        >>> honest_step(400, 1_100, 3_400)
        100.0
    """
    width = abs(high - low)
    largest = max(abs(low), abs(median), abs(high))
    if not largest > 0:
        return 1.0
    finest = 10.0 ** (math.floor(math.log10(largest)) - 2)
    if not width > 0 or not math.isfinite(width):
        return finest
    coarse, fine = (10.0 ** math.floor(math.log10(width / parts)) for parts in (3, 4))
    # The coarser of two steps may not turn an end of the interval into nothing.
    lost = any(fine / 2 <= abs(end) < coarse / 2 for end in (low, high))
    return max(fine if lost else coarse, finest)


def own_step(median: float, step: float, least: float) -> float:
    """Choose to what step a median is rounded: that of its interval, or finer where it is smaller than that.

    Args:
        median: middle.
        step: what its interval is rounded to.
        least: finest step.

    Returns:
        A power of ten, or `least`.

    Examples:
        >>> own_step(0.4, 1.0, 0.01), own_step(40.0, 10.0, 0.01)
        (0.1, 10.0)
    """
    own = 10.0 ** math.floor(math.log10(abs(median))) if median else step
    return max(least, min(step, max(own, honest_step(median, median, median))))


def scale_of(largest: float, step: float) -> tuple[float, str]:
    """Choose whether numbers are written in millions or billions.

    Args:
        largest: the largest of the numbers, without sign.
        step: what they are rounded to.

    Returns:
        The divisor and the name of the scale, empty below a million.

    Examples:
        >>> scale_of(2_400_000, 100_000)
        (1000000.0, 'million')
    """
    if largest < 999_500 or step < 1:
        return 1.0, ""
    return (1e9, "billion") if largest >= 999.5e6 else (1e6, "million")


def plain(value: float, step: float, language: str) -> str:
    """Write a number rounded to a step, never in exponents.

    Args:
        value: the number.
        step: what it is rounded to, above 0.
        language: `en` or `fr`.

    Returns:
        The number with the marks of the language.

    Examples:
        >>> plain(128431, 1000, "en"), plain(0.25, 0.01, "fr")
        ('128,000', '0,25')
    """
    rounded = round(value / step) * step
    places = min(9, max(0, -math.floor(math.log10(step) + 1e-9)))
    words = f"{abs(rounded):,.{places}f}" if rounded else "0"
    if language == "fr":
        words = words.translate({ord(","): NARROW, ord("."): ","})
    return (MINUS if rounded < 0 else "") + words


def bound_signs(words: str) -> str:
    """Bind signs to the words they belong to, as French typography and the percent sign ask.

    Args:
        words: a sentence.

    Returns:
        The sentence with no-break spaces.
    """
    for loose, bound in (
        ("« ", "«\u00a0"),
        (" »", "\u00a0»"),
        (" :", "\u00a0:"),
        (" ;", f"{NARROW};"),
        (" %", f"{NARROW}%"),
    ):
        words = words.replace(loose, bound)
    return words
