"""The record: outlooks frozen when they are issued, and analysts' overrides, in one ledger that nobody can edit unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from harmattan.errors import RecordChanged
from harmattan.record.issues import CONTENT, Draft, Issue, freeze, read_issue
from harmattan.record.ledger import (
    HEADING,
    LEDGER,
    Entry,
    add_line,
    alone,
    digest,
    head_of,
    read_ledger,
    row_after,
    writing,
)
from harmattan.record.overrides import COLUMNS, OVERRIDES, left_over, line_of, name_of, read_overrides
from harmattan.world.outlook import Override

__all__ = ["Kept", "add_issue", "add_override", "read_record"]

ISSUE, OVERRIDE = "issue", "override"


@dataclass(frozen=True)
class Kept:
    """A record that is what was entered.

    Args:
        root: its folder.
        entries: rows of the ledger.
        issues: the frozen outlooks, in order.
        overrides: the analysts' beliefs with their rows of the ledger, in order.
    """

    root: Path
    entries: tuple[Entry, ...]
    issues: tuple[Issue, ...]
    overrides: tuple[tuple[Entry, Override], ...]

    @property
    def head(self) -> str:
        """Hash of the last row of the ledger."""
        return head_of(self.entries)

    def entry(self, name: str) -> Entry | None:
        """Find a row of the ledger.

        Args:
            name: id of an issue or an override.

        Returns:
            The row; None where there is none.
        """
        return next((entry for entry in self.entries if entry.id == name), None)


def read_record(root: Path, *, pending: str = "") -> Kept:
    """Read a record and hold every file and row of it against the ledger.

    Args:
        root: its folder; one that is not there is an empty record.
        pending: folder of an issue, or row of an override, that a stopped command may have left before the ledger.

    Returns:
        What it holds.

    Raises:
        RecordChanged: a frozen file or a row was changed, added, moved or removed; names all that is found.
        OutputError: the folder cannot be read.
    """
    with writing(root):
        entries, changes = read_ledger(root)
        issues = []
        for entry in entries:
            if entry.kind == ISSUE:
                issue, wrong = read_issue(root, entry)
                issues += [] if issue is None else [issue]
                changes += wrong
        overrides, wrong = read_overrides(root, [entry for entry in entries if entry.kind == OVERRIDE], pending)
        changes += wrong
        known = {pending, *(entry.id for entry in entries)}
        stray = sorted(path.parent.name for path in root.glob(f"[!.]*/{CONTENT}"))
    changes += [f"{name}: not in the ledger" for name in stray if name not in known]
    if changes:
        raise RecordChanged(str(root), changes)
    return Kept(root, entries, tuple(issues), tuple(overrides))


def add_issue(root: Path, draft: Draft, day: date) -> tuple[Entry, bool]:
    """Freeze an outlook and enter it in the ledger.

    Args:
        root: folder of the record; made where it is not there.
        draft: the outlook.
        day: day on which it is issued.

    Returns:
        Its row of the ledger, and whether it is new: issuing the same thing again adds nothing.

    Raises:
        RecordChanged: the record is not what was entered.
        OutputError: the folder cannot be written, or another command is writing to it.
    """
    with alone(root):
        kept = read_record(root, pending=draft.id)
        found = kept.entry(draft.id)
        if found is not None:
            return found, False
        freeze(root, draft)
        entry = row_after(kept.entries, day, ISSUE, draft.id, digest(draft.content))
        add_line(root / LEDGER, HEADING, entry.line)
    return entry, True


def add_override(root: Path, override: Override) -> tuple[Entry, bool]:
    """Keep an analyst's belief beside the model's and enter it in the ledger.

    Args:
        root: folder of the record; made where it is not there.
        override: the belief.

    Returns:
        Its row of the ledger, and whether it is new: the same belief of the same day and hand is kept once.

    Raises:
        RecordChanged: the record is not what was entered.
        OutputError: the folder cannot be written, or another command is writing to it.
    """
    line, name = line_of(override), name_of(override)
    with alone(root):
        kept = read_record(root, pending=line)
        found = kept.entry(name)
        if found is not None:
            return found, False
        if not left_over(root, line):
            add_line(root / OVERRIDES, ",".join(COLUMNS), line)
        entry = row_after(kept.entries, override.dated, OVERRIDE, name, digest(line))
        add_line(root / LEDGER, HEADING, entry.line)
    return entry, True
