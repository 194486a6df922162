"""Days as people write them: dates in words or figures, weeks, and words that count from the day on which they were said."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.observe.adding.words import day_words
from harmattan.observe.gazetteer import fold
from harmattan.observe.wording import UNDATED, parse_period

__all__ = ["Days", "read_days", "write_days"]

_NUMERIC = re.compile(
    r"(?<![0-9])([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})|(?<=/[0-9])|(?<=/[0-9]{2}))(?![0-9])"
)
_TO = r"\s*(?:-|\bto\b|\bau\b|\ba\b|\bjusqu au\b|\buntil\b|\bthrough\b)\s*"
_MONTHS = "|".join(sorted(day_words("month"), key=len, reverse=True))
_WEEKDAYS = "|".join(sorted(day_words("weekday"), key=len, reverse=True))
_YEAR = r"(?:\s+((?:19|20)[0-9]{2}))?"
_DAY = re.compile(rf"(?:(?:{_WEEKDAYS})\s+)?([0-9]{{1,2}})\s+({_MONTHS}){_YEAR}")
_US_DAY = re.compile(rf"(?:(?:{_WEEKDAYS})\s+)?({_MONTHS})\s+([0-9]{{1,2}}){_YEAR}")
_SPAN = re.compile(rf"([0-9]{{1,2}}){_TO}([0-9]{{1,2}})\s+({_MONTHS}){_YEAR}")
_US_SPAN = re.compile(rf"({_MONTHS})\s+([0-9]{{1,2}}){_TO}([0-9]{{1,2}}){_YEAR}")
_MONTH = re.compile(rf"(?:(early|mid|late|debut|mi|fin|end)[\s-]+)?({_MONTHS}){_YEAR}")
_WEEK_NUMBER = re.compile(r"(?:week|semaine|w|s|sem)\s*([0-9]{1,2})(?:\s+((?:19|20)[0-9]{2}))?")
_WEEK_OF = re.compile(r"(?:week|semaine)\s+(?:starting |beginning |commencing |commencant |debutant )?(.+)|w c\s+(.+)")
_WEEK_TO = re.compile(r"(?:week|semaine)\s+(?:ending|ended|finissant|se terminant|terminee)\s+(.+)")
_AGO = re.compile(r"([0-9]{1,2}) (?:days|day) ago|il y a ([0-9]{1,2}) jours?")
_LAST_DAYS = re.compile(r"(?:last|past) ([0-9]{1,2}) days|(?:ces )?([0-9]{1,2}) derniers jours")
_WEEKDAY = re.compile(rf"(?:on |this |ce |last |past )?({_WEEKDAYS})(?: dernier| passe)?")
_OTHERWISE = (
    (re.compile(r"^([0-9]{4})/([0-9]{2})/([0-9]{2})$"), r"\1-\2-\3"),
    (re.compile(r"^([0-9]{4})[\s-]?[wW]([0-9]{1,2})$"), r"week \2 \1"),
)
"""Dates in an order that is put straight first."""

_ONE_MONTH = re.compile(
    r"^(?:du |from )?([0-9]{1,2})\s*(?:au|to|-)\s*([0-9]{1,2})/([0-9]{1,2}/[0-9]{2,4})$", re.IGNORECASE
)
"""Two days of one month, such as `du 4 au 10/03/2030`: the day comes first."""

_PART = {"early": 1, "debut": 1, "mid": 11, "mi": 11, "late": 21, "fin": 21, "end": 21}


@dataclass(frozen=True, slots=True)
class Days:
    """What a cell says of days.

    Args:
        first: first day; None where no day could be read, or where the words honestly name none.
        last: last day.
        problem: empty where it was understood; `order` (day and month may be either way round), `said_on` (the words count from
            a day that is not known), or `unclear`.
        choices: what it may mean, where the order is open.
    """

    first: date | None
    last: date | None
    problem: str = ""
    choices: tuple[tuple[date, date], ...] = ()


_UNCLEAR = Days(None, None, "unclear")
_SAID_ON = Days(None, None, "said_on")


def read_days(text: str, *, said_on: date | None = None, day_first: bool | None = None) -> Days:
    """Read the days that a cell is about.

    Everything that `parse_period` reads; dates in English or French words; weeks (`week of 12 October`, `semaine 42`); parts of a
    month; and words such as `last Friday` or `hier`, which count from the day on which they were said, as does a date without a
    year, which is the last one not after that day.

    Args:
        text: a cell.
        said_on: day of publication; None where it is not known.
        day_first: whether 3/4 is the third of April; None where nobody said.

    Returns:
        The days, or what stands in the way.

    Examples:
        >>> said = date(2030, 3, 14)  # a Thursday
        >>> read_days("semaine du 4 mars 2030").last.isoformat()
        '2030-03-10'
        >>> read_days("last Friday", said_on=said).first.isoformat(), read_days("last Friday").problem
        ('2030-03-08', 'said_on')
        >>> read_days("3/4/2030").problem, read_days("3/4/2030", day_first=True).first.isoformat()
        ('order', '2030-04-03')
        >>> read_days("28 Feb - 3 March 2030").first.isoformat()
        '2030-02-28'
    """
    plain = text.strip().translate(dict.fromkeys(map(ord, "\u2012\u2013\u2014\u2212"), "-"))
    for pattern, plainly in _OTHERWISE:
        plain = pattern.sub(plainly, plain)
    if _ONE_MONTH.match(plain):
        plain, day_first = _ONE_MONTH.sub(r"\1/\3 - \2/\3", plain), True
    if plain.casefold() in UNDATED - {""}:
        return Days(None, None)
    if not plain or len(plain) > 80:
        return _UNCLEAR
    try:
        period = parse_period(plain)
    except ValueError:
        period = None
    if period is not None:
        return Days(*period)
    try:
        return _spoken(plain, said_on, day_first)
    except (ValueError, OverflowError):
        return _UNCLEAR


def write_days(first: date | None, last: date | None) -> str:
    """Write a period so that it is read back as the same.

    Args:
        first: first day; None for no day.
        last: last day.

    Returns:
        A day, month or year, or two days joined by a stroke.

    Examples:
        >>> write_days(date(2030, 2, 1), date(2030, 2, 28)), write_days(date(2030, 2, 1), date(2030, 2, 2))
        ('2030-02', '2030-02-01/2030-02-02')
    """
    if first is None or last is None:
        return "undated"
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year):
        return str(first.year)
    if first.day == 1 and last == _month_end(first):
        return first.isoformat()[:7]
    return f"{first.isoformat()}/{last.isoformat()}"


def _spoken(plain: str, said_on: date | None, day_first: bool | None) -> Days:
    numeric = list(_NUMERIC.finditer(plain))
    if numeric and not re.search(r"[0-9]{4}-[0-9]{2}", plain):
        return _in_figures(plain, numeric, said_on, day_first)
    words = re.sub(r"\b([0-9]{1,2})(?:st|nd|rd|th|er)\b", r"\1", plain.casefold())
    words = " ".join(" - ".join(fold(part) for part in words.split("-")).split())
    words = re.sub(r"^(?:entre|between) (.+) (?:et|and) (.+)$", r"\1 to \2", words)
    words = re.sub(r"^(?:from|du) (.+) (?:to|au|until) (.+)$", r"\1 to \2", words)
    words = re.sub(r"\b(?:the|le|la|les|l|of|du|de|en|in)\b", " ", words)
    words = re.sub(r"\b(mi|mid) - ", r"\1 ", " ".join(words.split()))
    return _relative(words, said_on) or _weeks(words, said_on) or _dates(words, said_on)


def _in_figures(plain: str, found: list[re.Match[str]], said_on: date | None, day_first: bool | None) -> Days:
    """Read one or two dates in figures; if one of them can be read one way only, so is the other."""
    rest = _NUMERIC.sub("#", plain).casefold().strip(" .")
    week = bool(re.fullmatch(r"(?:the )?(?:week|semaine) (?:of|du|starting|beginning) #", rest))
    span = bool(
        re.fullmatch(r"(?:from |du |between |entre (?:le )?)?(?:le )?#\s*(?:-|/|to|au|and|et(?: le)?)\s*#", rest)
    )
    if not (week or (span and len(found) == 2) or re.fullmatch(r"(?:on |le )?#", rest)):
        return _UNCLEAR
    orders = [order for order in (True, False) if all(_figures(one, said_on, day_first=order) for one in found)]
    same = all(one[1] == one[3] for one in found)
    if any(one[4] is None for one in found) and said_on is None:
        return _SAID_ON
    if day_first is not None and day_first in orders:
        orders = [day_first]
    periods = []
    for order in orders:
        days = [day for one in found if (day := _figures(one, said_on, day_first=order)) is not None]
        first, last = days[0], days[-1] + timedelta(days=6 if week else 0)
        if first <= last and (first, last) not in periods:
            periods.append((first, last))
    if not periods:
        return _UNCLEAR
    if len(periods) > 1 and not same:
        return Days(None, None, "order", tuple(periods))
    return Days(*periods[0])


def _figures(found: re.Match[str], said_on: date | None, *, day_first: bool) -> date | None:
    day, month = (found[1], found[3]) if day_first else (found[3], found[1])
    year = found[4]
    if year is None and said_on is None:
        year = "2000"
    try:
        if year is None and said_on is not None:
            return _last_such(int(day), int(month), said_on)
        return date(int(f"20{year}" if len(str(year)) == 2 else str(year)), int(month), int(day))
    except ValueError:
        return None


def _relative(words: str, said_on: date | None) -> Days | None:
    """Words that count from the day on which they were said; None where the words are of another kind."""
    since = re.fullmatch(r"(?:since|depuis) (.+)", words)
    if since:
        start = _relative(since[1], said_on) or _dates(since[1], said_on)
        if start.problem or said_on is None or start.first is None:
            return _SAID_ON if not start.problem or start.problem == "said_on" else _UNCLEAR
        return Days(start.first, said_on)
    day = said_on or date(2000, 1, 1)
    monday = day - timedelta(days=day.weekday())
    month_start = day.replace(day=1)
    fixed = {
        ("today", "aujourd hui"): (day, day),
        ("yesterday", "hier"): (day - timedelta(days=1), day - timedelta(days=1)),
        ("last week", "past week", "semaine derniere", "semaine passee"): (
            monday - timedelta(days=7),
            monday - timedelta(days=1),
        ),
        ("this week", "cette semaine"): (monday, day),
        ("last month", "mois dernier", "mois passe"): (
            (month_start - timedelta(days=1)).replace(day=1),
            month_start - timedelta(days=1),
        ),
        ("this month", "ce mois", "ce mois ci"): (month_start, day),
    }
    found = next((days for spellings, days in fixed.items() if words in spellings), None)
    if found is None and (ago := _AGO.fullmatch(words)):
        found = (day - timedelta(days=int(ago[1] or ago[2])),) * 2
    elif found is None and (lately := _LAST_DAYS.fullmatch(words)):
        found = (day - timedelta(days=int(lately[1] or lately[2]) - 1), day)
    elif found is None and (named := _WEEKDAY.fullmatch(words)):
        back = (day.weekday() - day_words("weekday")[named[1]]) % 7
        earlier = re.match(r"last |past ", words) or words.endswith((" dernier", " passe"))
        found = (day - timedelta(days=7 if earlier and not back else back),) * 2
    if found is None:
        return None
    return _SAID_ON if said_on is None else Days(*found)


def _weeks(words: str, said_on: date | None) -> Days | None:
    if number := _WEEK_NUMBER.fullmatch(words):
        if number[2] is None and said_on is None:
            return _SAID_ON
        year = int(number[2] or (said_on or date.min).year)
        first = date.fromisocalendar(year, int(number[1]), 1)
        if number[2] is None and said_on is not None and first > said_on:
            first = date.fromisocalendar(year - 1, int(number[1]), 1)
        return Days(first, first + timedelta(days=6))
    for pattern, before, after in ((_WEEK_TO, 6, 0), (_WEEK_OF, 0, 6)):
        if found := pattern.fullmatch(words):
            day = _dates(next(filter(None, found.groups())), said_on)
            if day.problem or day.first is None or day.first != day.last:
                span = day.first is not None and day.last is not None and (day.last - day.first).days == 6
                return day if day.problem or span else _UNCLEAR
            return Days(day.first - timedelta(days=before), day.first + timedelta(days=after))
    return None


def _dates(words: str, said_on: date | None) -> Days:
    """Dates with the name of a month."""
    months = day_words("month")
    if found := _SPAN.fullmatch(words):
        return _span(found[1], found[2], months[found[3]], found[4], said_on)
    if found := _US_SPAN.fullmatch(words):
        return _span(found[2], found[3], months[found[1]], found[4], said_on)
    if found := _DAY.fullmatch(words):
        return _span(found[1], found[1], months[found[2]], found[3], said_on)
    if found := _US_DAY.fullmatch(words):
        return _span(found[2], found[2], months[found[1]], found[3], said_on)
    if found := _MONTH.fullmatch(words):
        return _part_of_month(found, months[found[2]], said_on)
    halves = re.split(_TO, words)
    if len(halves) != 2:
        return _UNCLEAR
    year = re.search(r"\b(?:19|20)[0-9]{2}$", halves[1])
    last = _one(halves[1], said_on)
    if year and not re.search(r"\b(?:19|20)[0-9]{2}$", halves[0]):
        first = _one(f"{halves[0]} {year[0]}", said_on)
        if first.first and last.last and first.first > last.last:  # from December to January
            first = _one(f"{halves[0]} {int(year[0]) - 1}", said_on)
    else:
        first = _one(halves[0], said_on)
    problem = first.problem or last.problem
    if problem or first.first is None or last.last is None or first.first > last.last:
        return Days(None, None, problem or "unclear")
    return Days(first.first, last.last)


def _one(words: str, said_on: date | None) -> Days:
    return _UNCLEAR if re.search(_TO, words) else _dates(words, said_on)


def _span(first: str, last: str, month: int, year: str | None, said_on: date | None) -> Days:
    if year is None and said_on is None:
        return _SAID_ON
    end = _last_such(int(last), month, said_on or date.min) if year is None else date(int(year), month, int(last))
    start = end.replace(day=int(first))
    return Days(start, end) if start <= end else _UNCLEAR


def _part_of_month(found: re.Match[str], month: int, said_on: date | None) -> Days:
    if found[3] is None and said_on is None:
        return _SAID_ON
    year = int(found[3] or (said_on or date.min).year)
    if found[3] is None and said_on is not None and date(year, month, 1) > said_on:
        year -= 1
    start = date(year, month, _PART.get(found[1] or "", 1))
    end = _month_end(start) if found[1] in (None, "late", "fin", "end") else start + timedelta(days=9)
    return Days(start, end)


def _last_such(day: int, month: int, said_on: date) -> date:
    """The last such day that is not after another one."""
    for year in (said_on.year, said_on.year - 1):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) <= said_on:
            return date(year, month, day)
    raise ValueError("no such day")


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
