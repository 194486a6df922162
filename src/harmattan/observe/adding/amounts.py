"""Numbers as people write them in a sheet: with words before, units after, or in words altogether."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from harmattan.observe.adding.words import number_words
from harmattan.observe.gazetteer import fold
from harmattan.observe.wording import Amount, parse_value

__all__ = ["Spoken", "leading_amount", "plain_number", "read_amount", "readings", "write_amount"]

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*", re.UNICODE)
_GLUED = re.compile(
    r"(?<=[0-9])(?=(?:h|hrs?|l|j|d|t|km|jours?|days?|heures?|hours?|litres?|citernes?|tankers?)\b)", re.IGNORECASE
)
_OR = re.compile(r"(?<=[0-9])\s+(?:ou|or)\s+(?=[0-9])", re.IGNORECASE)
_ARTICLE = frozenset({"un", "une", "a", "an", "some"})
_POINT = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2})\.([0-9]{3})(?![0-9.,])")
"""A point that may part thousands or decimals."""

_APART = 100.0
"""Ratio of the ends of a range from which "5 to 6 000" may mean 5 or 5,000."""

_TAIL = re.compile(
    r"[0-9](?:\s?(?:k|m|bn|millions?|milliards?|billion|thousand|mille)(?!\w))?\+?(?P<tail>\s*%|[\s(][^0-9]*)?$",
    re.IGNORECASE,
)


class Spoken(NamedTuple):
    """An amount, the words that stood after it, and whether it was written in words."""

    amount: Amount
    after: str
    in_words: bool


def read_amount(text: str) -> Spoken:
    """Read a number as people write it.

    Everything that `parse_value` reads, numbers in words (`six`, `deux cents`), round numbers such as `une quarantaine`, which
    are "about", and units after the number, with or without a blank.

    Args:
        text: a cell.

    Returns:
        The amount (its relation is `none` where no number could be read) and the words after it.

    Examples:
        >>> read_amount("une quarantaine de citernes")
        Spoken(amount=Amount(low=40.0, best=40.0, high=40.0, relation='about'), after='citernes', in_words=True)
        >>> read_amount("up to six convoys").amount, read_amount("19h").after
        (Amount(low=0.0, best=6.0, high=6.0, relation='at most'), 'h')
        >>> read_amount("dozens").amount.relation
        'none'
    """
    words = _tidy(text)
    amount = parse_value(words)
    spoken = False
    if amount.relation == "none":
        digits = _OR.sub("-", _in_digits(words))
        spoken, words, amount = digits != words, digits, parse_value(digits)
    if amount.relation == "none" and spoken:  # "at least a dozen" is at least 12
        words = words.replace("about ", "", 1)
        amount = parse_value(words)
    if amount.relation == "none":
        return Spoken(amount, "", in_words=False)
    tail = _TAIL.search(words)
    after = ((tail["tail"] if tail else "") or "").strip(" ().,;:")
    after = re.sub(r"^(?:de|d'|of|des)\s+", "", after, flags=re.IGNORECASE)
    return Spoken(amount, after, in_words=spoken)


def readings(text: str) -> tuple[tuple[str, str], ...]:
    """Say what a number may mean that can be read in two ways.

    Args:
        text: a cell.

    Returns:
        Each reading, as it is read back in one way only and as it is shown; empty where there is no doubt.

    Examples:
        >>> readings("about 1.200 tankers")
        (('about 1200 tankers', 'about 1200 tankers'), ('about 1.2 tankers', 'about 1.2 tankers'))
        >>> readings("5 à 6 000"), readings("40-50"), readings("1.25")
        ((('5000-6000', '5000-6000'), ('5-6000', '5-6000')), (), ())
    """
    if _POINT.search(text):
        # A digit more says that the point is a decimal one.
        shown = _POINT.sub(lambda found: plain_number(float(found[0])), text)
        plainly = _POINT.sub(
            lambda found: f"{found[0]}0" if found[2][-1] != "0" else plain_number(float(found[0])), text
        )
        whole = _POINT.sub(r"\1\2", text)
        return (whole, whole), (plainly, shown)
    low, _, high, relation = read_amount(text).amount
    if relation != "range" or not 0.0 < low * _APART <= high:
        return ()
    scale = next((by for by in (1e6, 1e3, 1e2) if high % by == 0.0 and low * by <= high), 1.0)
    ways = dict.fromkeys(f"{plain_number(low * by)}-{plain_number(high)}" for by in (scale, 1.0))
    return tuple((way, way) for way in ways)


def leading_amount(text: str) -> tuple[str, str]:
    """Part a number from what it counts, where both stand in one cell.

    Args:
        text: such as `at least 40 tankers arrived`.

    Returns:
        The number with its words, and the rest; an empty number where the text does not begin with one.

    Examples:
        >>> leading_amount("At least 40 tankers arrived"), leading_amount("Convoy attacked")
        (('At least 40', 'tankers arrived'), ('', 'Convoy attacked'))
    """
    words = _tidy(text)
    pieces = words.split(" ")
    for count in range(min(len(pieces) - 1, 7), 0, -1):
        head, rest = " ".join(pieces[:count]), " ".join(pieces[count:])
        said = read_amount(head)
        # "Un convoi attaqué" counts nothing: a bare article is no number.
        if said.amount.relation != "none" and not said.after and fold(head) not in _ARTICLE | {"one"}:
            return head, re.sub(r"^(?:de|d'|of|des)\s+", "", rest, flags=re.IGNORECASE)
    return "", text


def write_amount(amount: Amount) -> str:
    """Write an amount so that it is read back as the same.

    Args:
        amount: one with a number.

    Returns:
        Such as `>=40`, `~200` or `40-50`.

    Examples:
        >>> write_amount(parse_value("at least 40")), write_amount(parse_value("between 10 and 20"))
        ('>=40', '10-20')
        >>> write_amount(parse_value("19 to 6"))
        '19 to 6'
    """
    if amount.relation == "range":
        if amount.best == amount.low != amount.high:
            return f"{plain_number(amount.high)} to {plain_number(amount.low)}"
        return f"{plain_number(amount.low)}-{plain_number(amount.high)}"
    sign = {"at least": ">=", "at most": "<=", "about": "~"}.get(amount.relation, "")
    return sign + plain_number(amount.best)


def plain_number(value: float) -> str:
    """Write a number in digits, never with an exponent.

    Args:
        value: a finite number.

    Returns:
        Its digits, without a mark for thousands.

    Examples:
        >>> plain_number(12000.0), plain_number(12.5)
        ('12000', '12.5')
    """
    if value.is_integer():
        return str(int(value))
    return f"{value:.6f}".rstrip("0")


def _tidy(text: str) -> str:
    words = " ".join(text.replace("\u2019", "'").replace("³", "3").split())
    words = re.sub(r"\bd'\s*(?=\w)", "de ", words, flags=re.IGNORECASE)
    words = re.sub(r"(?<=[0-9])\s*m3\b", " cubic metres", words, flags=re.IGNORECASE)
    words = re.sub(r"^(?:de|from)\s+(?=[0-9].*(?:à|to|-))", "", words, flags=re.IGNORECASE)
    return _GLUED.sub(" ", _OR.sub("-", words))


def _in_digits(text: str) -> str:
    """Put digits in the place of numbers in words; a round number gets the sign of "about"."""
    known = number_words()
    out: list[str] = []
    run: list[str] = []

    def close() -> None:
        if run:
            out.append(_digits(run))
            run.clear()

    for piece in text.split(" "):
        parts = [fold(part) for part in piece.split("-")] if _WORD.fullmatch(piece) else [fold(piece)]
        joins = fold(piece) in ("et", "and") and run and known.get(run[-1], (0.0, ""))[0] >= 20
        digit = bool(re.fullmatch(r"[0-9]+", piece))
        if all(_known_number(part) or part in ("et", "and") for part in parts) and any(map(_known_number, parts)):
            run.extend(part for part in parts if part not in ("et", "and"))
        elif digit or joins or (fold(piece) in ("a", "an") and not run):
            close() if digit else None
            run.append(fold(piece)) if not joins else None
        else:
            close()
            out.append(piece)
    close()
    return " ".join(out)


def _known_number(word: str) -> bool:
    return word in number_words() or (word.endswith("s") and number_words().get(word[:-1], (0.0, ""))[1] == "about")


def _digits(run: list[str]) -> str:
    """Add up a run of number words; what cannot be added up stays as it was."""
    known = number_words()
    total = current = 0.0
    about = counted = False
    for word in run:
        if word in ("a", "an"):
            continue
        if word.isdigit():
            current, counted = current + float(word), True
            continue
        if word not in known:  # a plural such as "dizaines" is a number only behind another one
            if not counted:
                return " ".join(run)
            word = word[:-1]  # noqa: PLW2901
        value, kind = known[word]
        if kind == "number":
            current = 80.0 if value == 20.0 and current == 4.0 else current + value
        elif kind == "about":
            current, about = max(current, 1.0) * value, True
        elif value >= 1000.0:
            total, current = total + max(current, 1.0) * value, 0.0
        else:
            current = max(current, 1.0) * value
        counted = True
    number = total + current
    if not counted or not math.isfinite(number):
        return " ".join(run)
    return ("about " if about else "") + plain_number(number)
