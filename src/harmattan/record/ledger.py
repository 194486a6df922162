"""The ledger: one row for each thing entered, each holding the hash of the row before, so that none can be changed unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from harmattan.errors import OutputError

__all__ = [
    "HEADING",
    "LEDGER",
    "Entry",
    "add_line",
    "alone",
    "digest",
    "head_of",
    "read_ledger",
    "row_after",
    "writing",
]

LEDGER = "ledger.csv"
HEADING = "number,day,kind,id,hash,before"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row.

    Args:
        number: 1 for the first row.
        day: day that the row names.
        kind: `issue` or `override`.
        id: what was entered.
        hash: SHA-256 of issue.json, or of the override's row.
        before: SHA-256 of the row before; of the heading for the first.
        entered: the latest day that this row or any before it names: what is dated back gains nothing.
    """

    number: int
    day: date
    kind: str
    id: str
    hash: str
    before: str
    entered: date

    @property
    def line(self) -> str:
        """The row as it is written."""
        return f"{self.number},{self.day},{self.kind},{self.id},{self.hash},{self.before}"


def digest(data: bytes | str) -> str:
    """Hash bytes or a text.

    Args:
        data: what to hash.

    Returns:
        SHA-256, 64 hexadecimal digits.

    Examples:
        >>> digest("")[:12]
        'e3b0c44298fc'
    """
    return sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def head_of(entries: tuple[Entry, ...]) -> str:
    """Hash the last row: who keeps this number elsewhere can tell later whether any row before it was changed.

    Args:
        entries: rows of a ledger.

    Returns:
        SHA-256 of the last row, of the heading where there is none.
    """
    return digest(entries[-1].line if entries else HEADING)


def row_after(entries: tuple[Entry, ...], day: date, kind: str, name: str, hashed: str) -> Entry:
    """Make the row that follows.

    Args:
        entries: the rows so far.
        day: day that it names.
        kind: `issue` or `override`.
        name: id of what is entered.
        hashed: SHA-256 of what is entered.

    Returns:
        The row.
    """
    entered = max([day, *(entry.entered for entry in entries[-1:])])
    return Entry(len(entries) + 1, day, kind, name, hashed, head_of(entries), entered)


def read_ledger(root: Path) -> tuple[tuple[Entry, ...], list[str]]:
    """Read the ledger of a record as far as its rows follow from each other.

    Args:
        root: folder of the record.

    Returns:
        The rows, and what is wrong with the first row that does not follow.
    """
    path = root / LEDGER
    if not path.is_file():
        return (), []
    text = path.read_bytes().decode("utf-8", errors="replace")
    heading, *lines = text.split("\n")
    if heading != HEADING:
        return (), [f"{LEDGER}, row 1: the heading was changed"]
    if not lines or lines.pop() != "":
        return (), [f"{LEDGER}: the last row was cut"]
    entries: tuple[Entry, ...] = ()
    for number, line in enumerate(lines, start=2):
        entry = _entry(line, entries)
        if entry is None:
            told = "it does not follow from the row before: a row was changed, removed, added or moved"
            return entries, [f"{LEDGER}, row {number}: {told}"]
        entries = (*entries, entry)
    return entries, []


def _entry(line: str, entries: tuple[Entry, ...]) -> Entry | None:
    cells = line.split(",")
    try:
        entry = row_after(entries, date.fromisoformat(cells[1]), cells[2], cells[3], cells[4])
    except (IndexError, ValueError):
        return None
    return entry if entry.line == line else None


def add_line(path: Path, heading: str, line: str) -> None:
    """Append one row to a table, with its heading where there is no table yet.

    Args:
        path: the table.
        heading: its heading.
        line: the row.
    """
    new = not path.exists()
    with path.open("ab") as file:
        file.write(f"{heading}\n{line}\n".encode() if new else f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Turn what the system refuses into one of Harmattan's own errors.

    Args:
        root: folder of the record.

    Yields:
        Nothing.

    Raises:
        OutputError: the folder cannot be read or written.
    """
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise OutputError(f"{root} could not be written: {reason}. Choose another folder with --record.") from problem


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Let no two commands write to a record at once, so that no two rows follow the same one.

    Args:
        root: folder of the record; made where it is not there.

    Yields:
        Nothing.

    Raises:
        OutputError: another command writes to it, or the folder cannot be written.
    """
    lock = root / ".lock"
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError as problem:
            told = f"Another command is writing to {root}. Wait for it; if none runs, remove {lock} and try again."
            raise OutputError(told) from problem
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)
