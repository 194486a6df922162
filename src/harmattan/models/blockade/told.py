"""Claims about one corridor, or about several taken together, laid out for the filter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from harmattan.models.blockade.online import Sightings
from harmattan.world.report import Report

__all__ = ["METRICS", "sightings"]

METRICS = ("convoy_attack", "tankers_received", "tankers_per_week", "blockade_declared", "blockade_lifted")
"""Metrics that are read: attacks, counts of all that arrived, and words. The size of one convoy says nothing of the others."""

_WEEK = 7.0


def sightings(claims: Iterable[Report], *, first_day: date, days: int, normal: float) -> Sightings:
    """Lay out what was claimed of a corridor, each claim with the day on which it was known.

    An attack counts on the first day that its words allow; a count over several days is spread evenly over them; of two
    counts of one day the one known first is kept. A claim that is no number, of days outside the series, or known on no day,
    is left out.

    Args:
        claims: claims about the corridor; those of other metrics than `METRICS` are skipped.
        first_day: day 0.
        days: how many.
        normal: tankers per day in normal times.

    Returns:
        The reports. Nobody counts tankers under way in such claims, so `exposed` is nan and silence says nothing.

    Examples:
        >>> sightings((), first_day=date(2031, 1, 1), days=10, normal=5.0).reports_known(9)
        0
    """
    attacks: list[tuple[int, int]] = []
    words: dict[str, list[int]] = {"blockade_declared": [], "blockade_lifted": []}
    arrived, counted = np.full(days, np.nan), np.arange(days)
    for claim in sorted((one for one in claims if one.known_from is not None), key=_known):
        if claim.metric not in METRICS or claim.first_day is None or claim.last_day is None:
            continue
        first, last = ((day - first_day).days for day in (claim.first_day, claim.last_day))
        known = max(first, (_known(claim) - first_day).days)
        if claim.metric == "convoy_attack" and 0 <= first < days:
            attacks.append((first, known))
        elif claim.metric in words and 0 <= known < days:
            words[claim.metric].append(known)
        elif claim.metric.startswith("tankers_") and np.isfinite(claim.best) and claim.best >= 0.0:
            daily = claim.best / (_WEEK if claim.metric == "tankers_per_week" else last - first + 1.0)
            for day in range(max(0, first), min(last, days - 1) + 1):
                if np.isnan(arrived[day]):
                    arrived[day], counted[day] = daily, max(day, known)
    struck = np.array(attacks, dtype=np.int64).reshape(-1, 2)
    declared, lifted = (np.array(words[name], dtype=np.int64) for name in ("blockade_declared", "blockade_lifted"))
    return Sightings(
        attacks=np.ascontiguousarray(struck[:, 0]),
        attacks_known=np.ascontiguousarray(struck[:, 1]),
        exposed=np.full(days, np.nan),
        arrived=arrived,
        counted=counted.astype(np.int64),
        declared=declared,
        lifted=lifted,
        normal=normal,
    )


def _known(claim: Report) -> date:
    return claim.known_from or date.max
