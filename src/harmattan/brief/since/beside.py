"""Two briefs beside each other: which earlier one, which reports came since, and what is only the noise of counting draws."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from harmattan.brief.audience import Audience
from harmattan.brief.earlier import Earlier
from harmattan.brief.inputs import BriefInput

__all__ = ["Spread", "chance_noise", "earlier_for", "median_noise", "moved_since"]

_SIGMAS = 2.0
"""Standard errors of counting draws within which a change is noise: of changes that are only noise, 95 in 100 lie within."""

_MEDIAN_ERROR = math.sqrt(math.pi / 2)
"""Standard error of a median against that of a mean, of a bell curve."""

_TO_END = 1.645
"""Standard deviations from the middle of a bell curve to its 5 % and 95 % quantiles."""


class Spread(Protocol):
    """Anything with a median and a 90 % interval."""

    @property
    def low(self) -> float:
        """5 % quantile."""

    @property
    def median(self) -> float:
        """Middle."""

    @property
    def high(self) -> float:
        """95 % quantile."""


def earlier_for(inputs: BriefInput, audience: Audience) -> Earlier | None:
    """Find what an earlier brief said to the same audience.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; what was said to another audience is never set beside it.

    Returns:
        What was said; None where nothing is held for this audience.
    """
    earlier = inputs.earlier
    return earlier if earlier is not None and earlier.level == audience.level else None


def moved_since(inputs: BriefInput, earlier: Earlier, sources: Iterable[str]) -> tuple[str, ...]:
    """Name the reports among those that weigh which have become known since an earlier brief, the largest gain first.

    Args:
        inputs: what the brief is made from.
        earlier: what was said then, and the reports known then.
        sources: ids of reports that weigh and that the audience may see.

    Returns:
        Their ids; those without a gain of their own come last.
    """
    gains = {moved.report: moved.gain for moved in inputs.situation.moved}
    new = [name for name in dict.fromkeys(sources) if name not in earlier.reports]
    return tuple(sorted(new, key=lambda name: (-gains.get(name, -math.inf), name)))


def chance_noise(before: float, after: float, draws: tuple[float, float]) -> float:
    """Say how far two chances may lie apart by counting draws alone.

    Args:
        before: one chance.
        after: the other.
        draws: effective draws behind the one and the other.

    Returns:
        Two standard errors of the difference; two draws of each kind are added, so that 0 and 1 have an error too (Agresti
        and Coull 1998).

    Examples:
        >>> round(chance_noise(0.5, 0.5, (96.0, 96.0)), 3)
        0.141
    """
    errors = []
    for chance, count in ((before, draws[0]), (after, draws[1])):
        share = (chance * count + 2.0) / (count + 4.0)
        errors.append(math.sqrt(share * (1.0 - share) / (count + 4.0)))
    return _SIGMAS * math.hypot(*errors)


def median_noise(before: Spread, after: Spread, draws: tuple[float, float]) -> float:
    """Say how far two medians may lie apart by counting draws alone.

    Args:
        before: one number with its interval.
        after: the other.
        draws: effective draws behind the one and the other.

    Returns:
        Two standard errors of the difference, each from the half of the interval that faces the other number, as of a bell curve;
        an interval without an end there adds none, because such a number was counted and not drawn.

    Examples:
        >>> from harmattan.brief.earlier import Expected
        >>> round(median_noise(Expected(0.0, 10.0, 20.0), Expected(0.0, 10.0, 20.0), (100.0, 100.0)), 1)
        2.2
    """
    errors = []
    for one, other, count in ((before, after, draws[0]), (after, before, draws[1])):
        end = one.high if other.median >= one.median else one.low
        half = abs(end - one.median) if math.isfinite(end) else 0.0
        errors.append(_MEDIAN_ERROR * half / _TO_END / math.sqrt(max(count, 1.0)))
    return _SIGMAS * math.hypot(*errors)
