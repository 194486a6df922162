"""What is known before a sheet is read: the map and its names, the claims of the case, and what was said of all rows at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from harmattan.observe.gazetteer import Gazetteers, fold
from harmattan.world.atlas import Atlas
from harmattan.world.case import Case
from harmattan.world.report import Report

__all__ = ["CONFIDENCE", "WHOLE", "Choice", "Defaults", "Ground", "Question"]

WHOLE = "national"
"""What a place cell says of the whole country."""

CONFIDENCE = ("high", "medium", "low")

_WHOLE_WORDS = frozenset(
    fold(word)
    for word in (
        WHOLE, "all", "country", "whole country", "the whole country", "nationwide", "nation", "pays", "tout le pays",
        "ensemble du pays", "niveau national", "national level", "le pays", "the country",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a question offers.

    Args:
        value: what the answer stands for.
        label: how it reads: a name, or the key of a sentence of the wording layer.
        days: the days that it stands for, where it is about days.
    """

    value: str
    label: str
    days: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something in a row that was not understood.

    Args:
        kind: what is asked, as the wording layer names it.
        cell: under which the answer is given back.
        found: what was read.
        choices: nearest known answers, the best first.
        gaps: words that fill the sentence.
        remember: under which the answer also holds for later rows; empty where it holds for this row only.
        otherwise: answer that is taken when nobody may be asked; None where the row is set aside.
    """

    kind: str
    cell: str
    found: str
    choices: tuple[Choice, ...] = ()
    gaps: Mapping[str, str] = field(default_factory=dict)
    remember: str = ""
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that do not say it themselves.

    Args:
        today: last day on which anything can have become known.
        known_from: first day on which the rows may be used; None for the day of publication, or today.
        source: name of the source.
        link: its address.
        confidence: `high`, `medium` or `low`.
    """

    today: date
    known_from: date | None = None
    source: str = ""
    link: str = ""
    confidence: str = "medium"


@dataclass(frozen=True)
class Ground:
    """What a row is understood against.

    Args:
        atlas: the map.
        names: spellings of its places, corridors and areas.
        country: two-letter code of the country under blockade.
        countries: names of countries by code, the first of them as it is written into a table.
        metrics: metrics that the case has, with their table and usual unit.
        defaults: what holds for rows that do not say it themselves.
        spellings: kind and printed name of what the map has, by folded spelling.
    """

    atlas: Atlas
    names: Gazetteers
    country: str
    countries: Mapping[str, tuple[str, ...]]
    metrics: Mapping[str, tuple[str, str]]
    defaults: Defaults
    spellings: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, case: Case, defaults: Defaults, countries: Mapping[str, tuple[str, ...]]) -> Ground:
        """Gather it from a case.

        Args:
            case: the case.
            defaults: what holds for rows that do not say it themselves.
            countries: names of countries by code.

        Returns:
            The ground.
        """
        return cls(
            case.atlas,
            Gazetteers.of(case.atlas),
            case.settings.country,
            countries,
            _metrics(case.reports),
            defaults,
            _spellings(case.atlas),
        )

    def code(self, text: str) -> str:
        """Find a country by its name or code.

        Args:
            text: as written.

        Returns:
            Its code; empty where it is none.
        """
        words = fold(text)
        known = {place.country for place in self.atlas.places} | {area.country for area in self.atlas.areas}
        return next((code for code in sorted(known) if words in map(fold, (code, *self.countries.get(code, ())))), "")

    def country_name(self, code: str) -> str:
        """Write a country as a table does.

        Args:
            code: two letters.

        Returns:
            Its name; the code where it has none.
        """
        return next(iter(self.countries.get(code, ())), code)

    def whole(self, text: str) -> bool:
        """Tell whether words mean the whole country under blockade.

        Args:
            text: a place as written.

        Returns:
            True for "national" and the like, and for the name of the country.
        """
        return fold(text) in _WHOLE_WORDS or self.code(text) == self.country

    def resolves(self, text: str) -> bool:
        """Tell whether words name a place, corridor or area of the map.

        Args:
            text: as written.

        Returns:
            True where one is found.
        """
        return any(names.find(text) for names in (self.names.places, self.names.corridors, self.names.areas))

    def near(self, text: str, *, areas: bool = True, corridors: bool = True) -> tuple[str, ...]:
        """Find names of the map that look like a text or stand in it.

        Args:
            text: as written.
            areas: whether areas count.
            corridors: whether corridors count.

        Returns:
            At most five names, the nearest first.
        """
        wanted = {"place"} | ({"area"} if areas else set()) | ({"corridor"} if corridors else set())
        known = {word: name for word, (kind, name) in self.spellings.items() if kind in wanted}
        words = fold(text)[:80]
        inside = [word for word in known if len(word) >= 4 and f" {word} " in f" {words} "]
        close = get_close_matches(words, known, n=6, cutoff=0.6)
        return tuple(dict.fromkeys(known[word] for word in (*inside, *close)))[:5]

    def misspelt(self, text: str) -> tuple[str, ...]:
        """Find names of the map of which a text looks like a slip.

        Args:
            text: as written.

        Returns:
            At most three names, the nearest first.
        """
        close = get_close_matches(fold(text)[:80], self.spellings, n=3, cutoff=0.8)
        return tuple(dict.fromkeys(self.spellings[word][1] for word in close))


def _spellings(atlas: Atlas) -> dict[str, tuple[str, str]]:
    """Places come first: an area is often named like its town."""
    out: dict[str, tuple[str, str]] = {}
    entries = [("place", p.name, (p.name, p.name_fr, *p.aliases)) for p in atlas.places]
    entries += [("corridor", c.name, (c.name, c.name_fr, *c.aliases)) for c in atlas.corridors]
    entries += [("area", a.name, (a.name, a.name_fr)) for a in atlas.areas]
    for kind, name, words in entries:
        for word in filter(None, words):
            out.setdefault(fold(word), (kind, name))
    return out


def _metrics(reports: Iterable[Report]) -> dict[str, tuple[str, str]]:
    """The metrics of a case that a free sheet may name, each with its most usual unit."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    for report in reports:
        if report.file in ("evidence/fuel.csv", "evidence/displacement.csv") and not report.internal:
            counted.setdefault((report.metric, report.file), Counter())[report.unit] += 1
    return {metric: (file, units.most_common(1)[0][0]) for (metric, file), units in counted.items()}
