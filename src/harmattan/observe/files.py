"""Read one text file of a case folder, or say why it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from harmattan.errors import Fault, nearest

__all__ = ["MOST_BYTES", "MOST_FAULTS", "MOST_HINTS", "first_faults", "name_nearest", "read_text", "shorten"]

MOST_BYTES = 50_000_000
"""Largest file that is read; a larger one is a fault."""

MOST_FAULTS = 1_000
"""Most faults that are listed for one file; the next one says that more were left out."""

MOST_HINTS = 20
"""Most faults of one kind for which the nearest known name is looked up, since looking is slow in a long list."""

_BOM = b"\xef\xbb\xbf"


def shorten(value: object, length: int = 60) -> str:
    r"""Write what was found on one short line.

    Args:
        value: anything read from a file.
        length: most characters kept.

    Returns:
        The text without line breaks and control characters, cut with an ellipsis when it is longer.

    Examples:
        >>> shorten("two\nlines")
        'two lines'
        >>> shorten("x" * 100, 5)
        'xxxx…'
    """
    if isinstance(value, int) and value.bit_length() > 256:
        return f"a whole number of {value.bit_length()} bits"
    if isinstance(value, float):
        return f"{value:.12g}"
    text = " ".join(str(value)[: 4 * length].split())
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= length else text[: length - 1] + "…"


def first_faults(file: str, faults: Sequence[Fault]) -> list[Fault]:
    """Keep as many faults of a file as a person can read.

    Args:
        file: name of the file.
        faults: all faults found in it.

    Returns:
        The faults, or the first `MOST_FAULTS` and one that says how many more there are.
    """
    if len(faults) <= MOST_FAULTS:
        return list(faults)
    more = Fault(
        file, 0, "", f"{len(faults) - MOST_FAULTS} more faults", "mend those listed here first, then check again"
    )
    return [*faults[:MOST_FAULTS], more]


def name_nearest(faults: Sequence[Fault], known: Sequence[str]) -> list[Fault]:
    """Add the nearest known name to faults about a name that does not exist.

    Args:
        faults: faults whose `found` is an unknown name.
        known: the names that exist.

    Returns:
        The same faults; the first `MOST_HINTS` carry the nearest name.
    """
    hinted = [replace(fault, nearest=nearest(fault.found, known)) for fault in faults[:MOST_HINTS]]
    return [*hinted, *faults[MOST_HINTS:]]


def read_text(folder: Path, file: str) -> tuple[str, tuple[Fault, ...]]:
    """Read a UTF-8 file, with or without a byte order mark.

    Args:
        folder: the case folder.
        file: path below it, with forward slashes.

    Returns:
        The text, and no fault; or no text, and what is wrong with the file.
    """
    path = folder / file
    if not path.is_file():
        return "", (_absent(path, file),)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        return "", (Fault(file, 0, "", error.strerror or "an unreadable file", "a file that you may read"),)
    if len(data) > MOST_BYTES:
        allowed = f"at most {MOST_BYTES // 1_000_000} MB; split the case or leave rows out"
        return "", (Fault(file, 0, "", f"more than {MOST_BYTES // 1_000_000} MB", allowed),)
    return _decode(data, file)


def _absent(path: Path, file: str) -> Fault:
    if path.exists():
        return Fault(file, 0, "", "a folder or device", "a file")
    folder = path.parent
    others = sorted(p.name for p in folder.iterdir() if p.suffix == path.suffix) if folder.is_dir() else []
    prefix = file[: -len(path.name)]
    guess = nearest(path.name, others)
    return Fault(file, 0, "", "no such file", "this file, in this place", prefix + guess if guess else "")


def _decode(data: bytes, file: str) -> tuple[str, tuple[Fault, ...]]:
    skipped = len(_BOM) if data.startswith(_BOM) else 0
    try:
        text = data[skipped:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + skipped
        line = data.count(b"\n", 0, at) + 1
        what = f"UTF-8 text (wrong at byte {at} of the file); save it again as 'CSV UTF-8' or plain UTF-8 text"
        return "", (Fault(file, line, "", f"byte 0x{data[at]:02x}", what),)
    if "\0" in text:
        at = text.index("\0")
        what = f"text without NUL bytes (character {at} of the file); the file is damaged or is not a text file"
        return "", (Fault(file, text.count("\n", 0, at) + 1, "", "a NUL byte", what),)
    return text, ()
