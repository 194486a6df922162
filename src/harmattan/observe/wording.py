"""Read numbers and days out of the words of a report, as far as the words allow and no further."""

from __future__ import annotations

import calendar
import math
import re
from datetime import date, timedelta
from typing import NamedTuple

__all__ = ["UNDATED", "Amount", "parse_period", "parse_value"]

UNDATED = frozenset({"", "undated", "compiled", "unknown", "n/a"})
"""Words of a date cell that honestly name no day."""

_SCALES = {
    "": 1.0,
    "k": 1e3,
    "thousand": 1e3,
    "mille": 1e3,
    "m": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "milliard": 1e9,
    "milliards": 1e9,
}
_BOUNDS = {
    "at least": r">=|≥|>|at least|more than|over|above|(?:no|not) (?:less|fewer) than|a minimum of|au moins|plus de"
    r"|pas moins de|au minimum",
    "at most": r"<=|≤|<|at most|up to|less than|fewer than|under|below|(?:no|not) more than|a maximum of|au plus|moins de"
    r"|jusqu'[àa]|pas plus de|au maximum",
    "about": r"~|≈|about|around|approximately|approx\.?|circa|nearly|almost|some|roughly|close to|environ|près de|presque"
    r"|quelques?|à peu près|approximativement|autour de",
}
_NUMBER = (
    r"[0-9]{1,3}(?:[ ,\u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+|,[0-9]{1,2}(?![0-9]))?"
)
_SCALE = r"\s?(?:millions?|milliards?|billion|thousand|mille|bn|[kKM])(?!\w)"
_CURRENCY = r"(?:(?:USD|EUR|FCFA|XOF|GNF|[$€])\s*)?"
_VALUE = re.compile(
    rf"(?P<bound>{'|'.join(_BOUNDS.values())}|between|entre)?\s*{_CURRENCY}"
    rf"(?P<sign>-)?(?P<first>{_NUMBER})(?P<first_scale>{_SCALE})?"
    rf"(?:(?P<to>\s?-\s?|\s+(?:to|à|and|et)\s+)(?P<second>{_NUMBER})(?P<second_scale>{_SCALE})?)?"
    rf"(?P<plus>\+)?(?:\s?%)?(?:\s+(?:out of|of|sur)\s+(?:{_NUMBER})(?:{_SCALE})?)?(?:[\s(][^0-9]*)?",
    re.IGNORECASE,
)
_DASHES = dict.fromkeys(map(ord, "\u2012\u2013\u2014\u2212"), "-")
_DATE_LIKE = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?(?![0-9])")


class Amount(NamedTuple):
    """A number as words give it: `low`, `best` and `high` are nan when `relation` is `none`; `high` may be inf."""

    low: float
    best: float
    high: float
    relation: str


_NONE = Amount(math.nan, math.nan, math.nan, "none")


def parse_value(text: str) -> Amount:
    """Read the number out of a value as reported.

    `27 of 58` is 27. A range has its middle as the best number; a change written from high to low, such as `19 to 6`, is a
    range whose best number is the last one, since that is the state reported. "At least" has no upper end; "at most" starts
    at 0. Thousands are separated by a comma or by any blank; `12,5` is twelve and a half. Words may follow a number
    (`0 reported`), but a second number that stands in no known relation to the first leaves the value without a number, and
    so do dates.

    Args:
        text: the value as written.

    Returns:
        The amount; its relation is `exact`, `about`, `at least`, `at most`, `range` or `none`.

    Examples:
        >>> parse_value("12 000")
        Amount(low=12000.0, best=12000.0, high=12000.0, relation='exact')
        >>> parse_value(">=52"), parse_value("<14")
        (Amount(low=52.0, best=52.0, high=inf, relation='at least'), Amount(low=0.0, best=14.0, high=14.0, relation='at most'))
        >>> parse_value("19 to 6")
        Amount(low=6.0, best=6.0, high=19.0, relation='range')
        >>> parse_value("hundreds").relation, parse_value("1000000 vs 240000").relation
        ('none', 'none')
    """
    words = text.strip().translate(_DASHES)
    match = _VALUE.fullmatch(words) if len(words) <= 200 and not _DATE_LIKE.match(words) else None
    if match is None:
        return _NONE
    relation = _relation(match["bound"], plus=bool(match["plus"]))
    between = (match["bound"] or "").casefold() in ("between", "entre")
    first = _number(match["first"], match["first_scale"] or match["second_scale"])
    if match["sign"]:
        first = -first
    if match["second"] is None:
        return _single(first, relation) if not between else _NONE
    joined_by_and = match["to"].strip().casefold() in ("and", "et")
    second = _number(match["second"], match["second_scale"])
    if joined_by_and != between or relation not in ("exact", "about") or not math.isfinite(first + second):
        return _NONE
    best = (first + second) / 2 if first <= second else second
    return Amount(min(first, second), best, max(first, second), "range")


def _relation(bound: str | None, *, plus: bool) -> str:
    if plus:
        return "at least"
    for relation, pattern in _BOUNDS.items():
        if bound and re.fullmatch(pattern, bound, re.IGNORECASE):
            return relation
    return "exact"


def _single(value: float, relation: str) -> Amount:
    if not math.isfinite(value):
        return _NONE
    low = min(0.0, value) if relation == "at most" else value
    return Amount(low, value, math.inf if relation == "at least" else value, relation)


def _number(digits: str, scale: str | None) -> float:
    plain = re.sub(r"[ ,\u00a0\u2009\u202f](?=[0-9]{3})", "", digits).replace(",", ".")
    return float(plain) * _SCALES[(scale or "").strip().casefold()]


def parse_period(text: str) -> tuple[date, date] | None:
    """Read the days that a claim is about.

    Understood: a day, month, year or quarter (`2025-Q1`); years as `2019-2022`; two of these joined by `/`, where the second
    may leave out what it shares with the first (`2026-01-12/18`, `2026-01-26/02-01`, `2025-10/12`). An open period is given
    one year: `before 2025-09` is the year that ends on 2025-08-31, `after 2025-11` the year that starts on 2025-12-01.

    Args:
        text: the date as reported.

    Returns:
        First and last day, or None for `undated`, `compiled` and the like.

    Raises:
        ValueError: the words are not understood, name a day that does not exist, or end before they start.

    Examples:
        >>> [day.isoformat() for day in parse_period("2026-01-26/02-01")]
        ['2026-01-26', '2026-02-01']
        >>> [day.isoformat() for day in parse_period("before 2025-09")]
        ['2024-09-01', '2025-08-31']
        >>> parse_period("undated") is None
        True
    """
    words = text.strip().translate(_DASHES).casefold()
    if words in UNDATED:
        return None
    for word, side in (("before ", -1), ("avant ", -1), ("after ", 1), ("après ", 1)):
        if words.startswith(word):
            return _year_beside(*_span(words.removeprefix(word).strip()), side)
    start, slash, end = re.sub(r"\s+to\s+|\s*/\s*", "/", words).partition("/")
    if not slash:
        return _span(start)
    first, last = _span(start)[0], _span(_spelled_out(start, end))[1]
    if last < first:
        raise ValueError(f"the period {text!r} ends before it starts")
    return first, last


def _span(words: str) -> tuple[date, date]:
    if match := re.fullmatch(r"((?:1[89]|2[01])[0-9]{2})-([0-9]{2})-([0-9]{2})", words):
        day = date(*map(int, match.groups()))
        return day, day
    if match := re.fullmatch(r"((?:1[89]|2[01])[0-9]{2})-([0-9]{2})", words):
        year, month = map(int, match.groups())
        return date(year, month, 1), _month_end(year, month)
    if match := re.fullmatch(r"((?:1[89]|2[01])[0-9]{2})-?q([1-4])", words):
        year, quarter = map(int, match.groups())
        return date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter)
    match = re.fullmatch(r"((?:1[89]|2[01])[0-9]{2})(?:-((?:1[89]|2[01])[0-9]{2}))?", words)
    if not match:
        raise ValueError(f"the date {words!r} is not understood")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise ValueError(f"the period {words!r} ends before it starts")
    return date(first, 1, 1), date(last, 12, 31)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 1)


def _spelled_out(start: str, end: str) -> str:
    """Give the second half of a period what it shares with the first."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", start):
        if re.fullmatch(r"[0-9]{2}", end):
            return f"{start[:7]}-{end}"
        if re.fullmatch(r"[0-9]{2}-[0-9]{2}", end):
            return f"{start[:4]}-{end}"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", start) and re.fullmatch(r"[0-9]{2}", end):
        return f"{start[:4]}-{end}"
    return end


def _year_beside(first: date, last: date, side: int) -> tuple[date, date]:
    if side < 0:
        return _moved(first, -1), first - timedelta(days=1)
    start = last + timedelta(days=1)
    return start, _moved(start, 1) - timedelta(days=1)


def _moved(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)
