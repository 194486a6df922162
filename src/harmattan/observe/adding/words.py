"""The lists of words beside this module, in English and French: headings, things measured, units, numbers, months."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from harmattan.observe.gazetteer import fold
from harmattan.world.own import own_metrics

__all__ = [
    "Measure",
    "Unit",
    "answer",
    "day_words",
    "headings",
    "measures",
    "number_words",
    "plain_unit",
    "stems",
    "units",
]

_SAYS_NOTHING = frozenset({
    "the", "a", "an", "of", "on", "in", "into", "at", "to", "for", "and", "that", "de", "du", "des", "d", "la", "le", "les", "l",
    "un", "une", "en", "au", "aux", "pour", "et", "sur", "dans", "near", "pres", "vers",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a row of a sheet may tell: where it goes, and how people say it.

    Args:
        file: evidence table that it goes to.
        metric: its name there.
        units: the unit as written there and its other spellings; empty for an event, and where any unit is taken as given.
        asks_unit: whether a row without a unit is asked for it.
        where: `country` (a place, corridor, area or the whole country), `whole` (the whole country only), `place` (one place of
            the map), `own` (the same, of the user's own), `any` (a place, area or country) or `event`.
        words: how people say it.
    """

    file: str
    metric: str
    units: tuple[str, ...]
    asks_unit: bool
    where: str
    words: tuple[str, ...]

    @property
    def event(self) -> bool:
        """Whether it is an event and not a number."""
        return self.where == "event"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it is counted in once read, and by what it is multiplied for that."""

    name: str
    base: str
    factor: float


def _rows(name: str) -> list[dict[str, str]]:
    text = files("harmattan.observe.adding").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Reduce words to what two writers of one thing share: no accents, no plural, no small words.

    Args:
        text: a few words, English or French.

    Returns:
        Beginnings of the words that say something.

    Examples:
        >>> stems("Arrivées de citernes") == stems("arrivée de la citerne")
        True
    """
    words = (word for word in fold(text).split() if word not in _SAYS_NOTHING)
    return frozenset(_stem(word) for word in words)


def _stem(word: str) -> str:
    short = word.rstrip("sx").rstrip("e")
    return short if len(short) > 1 else word


@cache
def headings() -> dict[str, str]:
    """Read what headings of a sheet mean.

    Returns:
        Role of the column by folded heading.

    Examples:
        >>> headings()["lieu"], headings()["how many"]
        ('where', 'number')
    """
    return {fold(word): row["role"] for row in _rows("headings.csv") for word in row["words"].split("|")}


@cache
def measures() -> tuple[Measure, ...]:
    """Read what a sheet may tell of.

    Returns:
        Everything that has words, in the order of the file; units of own stocks and fleet are those of own.csv.

    Examples:
        >>> [entry.metric for entry in measures() if "our stock" in entry.words]
        ['own_fuel_stock']
    """
    own = own_metrics()
    return tuple(
        Measure(
            f"evidence/{row['table']}.csv",
            row["metric"],
            own[row["metric"]].spellings if row["metric"] in own else tuple(filter(None, [row["unit"]])),
            row["asks_unit"] == "yes",
            row["where"],
            tuple(row["words"].split("|")),
        )
        for row in _rows("measures.csv")
    )


@cache
def units() -> dict[str, Unit]:
    """Read how units are written.

    Returns:
        Unit by its spelling as `plain_unit` leaves it.

    Examples:
        >>> units()["m3"].factor
        1000.0
    """
    return {
        plain_unit(word): Unit(row["unit"], row["base"], float(row["factor"]))
        for row in _rows("units.csv")
        for word in (row["unit"], *row["words"].split("|"))
    }


def plain_unit(text: str) -> str:
    """Reduce a unit to what its spellings share.

    Args:
        text: a unit as written.

    Returns:
        Words without accents, strokes and "per".

    Examples:
        >>> plain_unit("Litres par jour"), plain_unit("m³ / j"), plain_unit("%")
        ('litres jour', 'm3 j', 'percent')
    """
    words = fold(text.replace("%", " percent ").replace("³", "3")).split()
    return " ".join(word for word in words if word not in {"per", "par", "a", "de", "the", "of", "each"})


@cache
def number_words() -> dict[str, tuple[float, str]]:
    """Read numbers written as words.

    Returns:
        Value and kind (`number`, `times` or `about`) by folded word.

    Examples:
        >>> number_words()["quarantaine"]
        (40.0, 'about')
    """
    return {fold(row["word"]): (float(row["value"]), row["kind"]) for row in _rows("number_words.csv")}


@cache
def day_words(kind: str) -> dict[str, int]:
    """Read names of months or days of the week.

    Args:
        kind: `month` or `weekday`.

    Returns:
        Number of each by folded name: months from 1, days of the week from 0 for Monday.

    Examples:
        >>> day_words("month")["octobre"], day_words("weekday")["friday"]
        (10, 4)
    """
    rows: Iterable[dict[str, str]] = (row for row in _rows("day_words.csv") if row["kind"] == kind)
    return {fold(word): int(row["value"]) for row in rows for word in row["words"].split("|")}


def answer(kind: str, text: str) -> str:
    """Read a word that answers a closed question.

    Args:
        kind: `yes` or `confidence`.
        text: as written, in English or French.

    Returns:
        `yes` or `no`; `high`, `medium` or `low`; empty where the word is not known.

    Examples:
        >>> answer("yes", "Oui"), answer("confidence", "moyenne"), answer("confidence", "so so")
        ('yes', 'medium', '')
    """
    return _answers().get((kind, fold(text)), "")


@cache
def _answers() -> dict[tuple[str, str], str]:
    return {(row["kind"], fold(word)): row["value"] for row in _rows("answers.csv") for word in row["words"].split("|")}
