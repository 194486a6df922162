"""What no row may bring in: formulas, and ways to reach a person."""

from __future__ import annotations

import re

__all__ = ["bulletless", "is_formula", "masked", "reaches_a_person"]

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w/.])(?:\+|00)[0-9]{2,3}[ .()-]?(?:[0-9][ .()-]?){6,}[0-9]"
    r"|(?<![\w/.-])[0-9]{2}(?:[ .-][0-9]{2}){3,4}(?![\w-])"
    r"|(?:\bt[eé]l(?:[eé]phone)?\b|\bphone\b|\bwhatsapp\b|\bmobile\b|\bportable\b)[\s.:]*(?:no|n°)?\s*\+?[0-9][0-9 .()-]{4,}[0-9]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would work out a text instead of showing it.

    Args:
        text: a cell.

    Returns:
        True for what begins like a formula and is no number.

    Examples:
        >>> [is_formula(text) for text in ("=1+1", "@SUM(A1)", "+cmd|x", "-5", "+ 40", "Old Mill")]
        [True, True, True, False, False, False]
    """
    return text[:1] in ("=", "@") or (text[:1] in ("+", "-") and not re.match(r"[+-]\s*[0-9]", text))


def bulletless(text: str) -> str:
    """Leave out the sign with which a line of a list begins.

    Args:
        text: a cell.

    Returns:
        The words.

    Examples:
        >>> bulletless("- three lorries burnt")
        'three lorries burnt'
    """
    return re.sub(r"^[-+*\u2022\u2013]\s+(?=\D)", "", text)


def reaches_a_person(text: str) -> bool:
    """Tell whether a text holds an e-mail address or a telephone number.

    Args:
        text: a cell; addresses of web pages in it do not count.

    Returns:
        True where it does.

    Examples:
        >>> reaches_a_person("ask mill@example.org"), reaches_a_person("call 76 12 34 56"), reaches_a_person("12 000 000 litres")
        (True, True, False)
    """
    words = _ADDRESS.sub(" ", text)
    return bool(_MAIL.search(words) or _PHONE.search(words))


def masked(text: str) -> str:
    """Leave out e-mail addresses and telephone numbers.

    Args:
        text: a cell.

    Returns:
        The text with three dots in their place.

    Examples:
        >>> masked("ask mill@example.org")
        'ask …'
    """
    return _PHONE.sub("…", _MAIL.sub("…", text))
