"""Whether a claim is known already, has another source beside it, or says otherwise than one that is known."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from harmattan.observe.adding.ground import Ground
from harmattan.observe.gazetteer import fold
from harmattan.world.report import Report

__all__ = ["Known", "Standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a claim stands to those that are known.

    Args:
        kind: `new`; `known` (the same claim of the same source); `other_source` (the same event or number from somewhere else);
            `differs` (the same thing, another number).
        of: ids of the claims meant, or `row 3` for rows of the same sheet.
    """

    kind: str = "new"
    of: tuple[str, ...] = ()


@dataclass(slots=True)
class Known:
    """The claims that are known, those just read among them.

    Args:
        ground: what is known of the map.
    """

    ground: Ground
    _claims: dict[tuple[object, ...], list[tuple[str, Report]]] = field(default_factory=dict)

    @classmethod
    def of(cls, ground: Ground, reports: Iterable[Report]) -> Known:
        """Begin with the claims of a case.

        Args:
            ground: what is known of the map.
            reports: the claims.

        Returns:
            What is known.
        """
        out = cls(ground)
        for report in reports:
            out.add_claim(report.id, report)
        return out

    def add_claim(self, name: str, report: Report) -> None:
        """Add a claim.

        Args:
            name: its id, or the row that it stands in.
            report: the claim.
        """
        self._claims.setdefault((report.file, report.metric), []).append((name, report))

    def standing(self, report: Report) -> Standing:
        """Say how a claim stands to those that are known.

        Args:
            report: the claim.

        Returns:
            Its standing.
        """
        event = report.file.endswith("incidents.csv")
        alike = [
            (name, other)
            for name, other in self._claims.get((report.file, report.metric), ())
            if other.internal == report.internal
            and _meet(report, other)
            and self._same_place(report, other, event=event)
        ]
        same = [name for name, other in alike if _same_claim(report, other)]
        if same:
            return Standing("known", tuple(same[:1]))
        beside = [(name, other) for name, other in alike if (_meet if event else _same_days)(report, other)]
        apart = tuple(name for name, other in beside if _source(other) != _source(report))
        if event or any(_same_number(report, other) for name, other in beside if name in apart):
            return Standing("other_source", apart[:3]) if apart else _differs(beside, event=event)
        return _differs(beside, event=False)

    def _same_place(self, one: Report, other: Report, *, event: bool) -> bool:
        if event and one.corridor and one.corridor == other.corridor and not (one.place and other.place):
            return not self._apart(one, other)
        named = (one.place, one.corridor if not event else ""), (other.place, other.corridor if not event else "")
        if any(named[0]) or any(named[1]):
            return named[0] == named[1]
        if one.area != other.area:
            return False
        words = fold(one.place_text), fold(other.place_text)
        return words[0] == words[1] or (self.ground.whole(words[0]) and self.ground.whole(words[1]))

    def _apart(self, one: Report, other: Report) -> bool:
        """Tell whether two events name two villages that no map has."""
        names = [fold(report.place_text) for report in (one, other)]
        off_map = [not report.place and not self.ground.resolves(report.place_text) for report in (one, other)]
        return all(off_map) and all(names) and names[0] != names[1]


def _differs(beside: list[tuple[str, Report]], *, event: bool) -> Standing:
    """Of one source: two events of a kind on one day at one place may be two; two numbers of one thing differ."""
    return Standing("differs", tuple(name for name, _ in beside)[:3]) if beside and not event else Standing()


def _same_claim(one: Report, other: Report) -> bool:
    counts = _alike(one.count_destroyed, other.count_destroyed) and _alike(one.fatalities, other.fatalities)
    return counts and _same_days(one, other) and _same_number(one, other) and _source(one) == _source(other)


def _same_days(one: Report, other: Report) -> bool:
    return (one.first_day, one.last_day) == (other.first_day, other.last_day)


def _meet(one: Report, other: Report) -> bool:
    if one.first_day is None or one.last_day is None or other.first_day is None or other.last_day is None:
        return one.first_day is other.first_day
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _same_number(one: Report, other: Report) -> bool:
    if "none" in (one.relation, other.relation):
        return fold(one.value) == fold(other.value)
    return (one.low, one.best, one.high) == (other.low, other.best, other.high)


def _alike(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def _source(report: Report) -> str:
    return _plain_source(report.source_url)


@lru_cache(maxsize=4096)
def _plain_source(address: str) -> str:
    text = address.casefold().strip()
    if re.match(r"https?://", text):
        return re.sub(r"^https?://(?:www\.)?|#.*$", "", text).rstrip("/")
    return fold(text)
