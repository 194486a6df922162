"""Documents without a clock: archives whose bytes depend on their content alone, and text that XML can hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

__all__ = ["in_property", "one_line", "printable", "still"]

_LONGEST = 255
"""Most signs of a property of an Office document."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def still(raw: bytes, day: date, *, change: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """Take every clock out of an Office document: times of its entries, of making and of saving, workbooks inside it included.

    Args:
        raw: the bytes of the archive.
        day: what stands as the day of making and of saving.
        change: gets the name and content of each entry and returns its content; none for no change.

    Returns:
        The bytes of the archive; the same content gives the same bytes.
    """
    stamp = day.isoformat().encode() + b"T00:00:00Z"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if change is not None:
                content = change(name, content)
            if name.endswith(".xlsx"):
                content = still(content, day)
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return out.getvalue()


def printable(text: str) -> str:
    r"""Drop what no document may hold: control signs, and halves of signs.

    Args:
        text: any text.

    Returns:
        The text; tabs and ends of lines stay.

    Examples:
        >>> printable("a\x00b")
        'ab'
    """
    return _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    r"""Set a text on one line; spaces that hold words together stay.

    Args:
        text: any text.

    Returns:
        The text without control signs and ends of lines.

    Examples:
        >>> one_line(" a\n b\t c ")
        'a b c'
    """
    return re.sub(r"[ \t\r\n\u2028\u2029\u0085]+", " ", printable(text)).strip()


def in_property(text: str) -> str:
    """Set a text as a property of an Office document, which has an end.

    Args:
        text: any text.

    Returns:
        One line of at most 255 signs.

    Examples:
        >>> len(in_property("long " * 100)), in_property("a title")
        (255, 'a title')
    """
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}\u2026"
