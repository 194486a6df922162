"""One tree of errors: what is wrong, where, why, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = [
    "Fault",
    "HarmattanError",
    "Incomplete",
    "InputFaults",
    "NothingKnown",
    "OutputError",
    "RecordChanged",
    "nearest",
]


def nearest(found: str, known: Sequence[str]) -> str:
    """Name the known word that looks most like the one found.

    Args:
        found: the word as it was written.
        known: the words that would have been accepted.

    Returns:
        The closest known word, or an empty text when none is close.

    Examples:
        >>> nearest("Harbuor", ["harbour", "mill"])
        'harbour'
        >>> nearest("xyz", ["harbour", "mill"])
        ''
    """
    folded = {word.casefold(): word for word in known}
    hits = get_close_matches(found.casefold(), folded, n=1, cutoff=0.6)
    return folded[hits[0]] if hits else ""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in an input: where it is, what was found, what is allowed, what to do.

    Args:
        file: name of the file, relative to the case folder.
        row: line number in the file as a spreadsheet shows it (the header is 1); 0 for the file as a whole.
        column: column or key; empty for the row as a whole.
        found: what was read.
        allowed: what would have been accepted, and why.
        nearest: the closest accepted value, when there is one.

    Examples:
        >>> print(Fault("atlas/routes.csv", 3, "km", "-20", "a number above 0"))
        atlas/routes.csv, row 3, column km: found '-20'; allowed: a number above 0
    """

    file: str
    row: int
    column: str
    found: str
    allowed: str
    nearest: str = ""

    def __str__(self) -> str:
        where = self.file + (f", row {self.row}" if self.row else "")
        where += f", column {self.column}" if self.column else ""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        return f"{where}: found '{self.found}'; allowed: {self.allowed}{hint}"


class HarmattanError(Exception):
    """Anything that Harmattan itself reports; never raised bare. Ends the command with exit code 1."""

    exit_code = 1


class InputFaults(HarmattanError):
    """A case, a file or an option is wrong; carries every fault found at once. Exit code 2; nothing is written."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Collect the faults.

        Args:
            faults: at least one fault.
        """
        self.faults = tuple(sorted(set(faults)))
        count = len(self.faults)
        head = f"{count} fault{'s' if count != 1 else ''} in the input; nothing was written."
        super().__init__("\n".join([head, *map(str, self.faults)]))


class Incomplete(HarmattanError):
    """Models need variables that nobody gives; all gaps are named before the first day. Exit code 2."""

    exit_code = 2


class NothingKnown(HarmattanError):
    """The question is sound but the evidence of that date cannot answer it. Exit code 3."""

    exit_code = 3


class OutputError(HarmattanError):
    """A result could not be written; what stood there before is untouched. Exit code 4."""

    exit_code = 4


class RecordChanged(HarmattanError):
    """A frozen outlook or a row of the ledger is not what was issued; names each. Exit code 5; nothing is scored or added."""

    exit_code = 5

    def __init__(self, folder: str, changes: Sequence[str]) -> None:
        """Collect what was changed.

        Args:
            folder: the record.
            changes: at least one file or row, and what is wrong with it.
        """
        self.changes = tuple(changes)
        advice = "What was issued is never edited: put back an unchanged copy, or begin another record."
        super().__init__("\n".join([f"The record {folder} is not what was issued.", *self.changes, advice]))
