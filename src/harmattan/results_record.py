"""What the words about the record show: an issue as it was frozen, an override as it was kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from harmattan.record.issues import Issue
from harmattan.record.ledger import Entry
from harmattan.world.outlook import Override

__all__ = ["issued", "overridden"]

Result = dict[str, Any]

_SHOWN = (
    "case",
    "as_of",
    "audience",
    "scenario",
    "course",
    "horizon_days",
    "draws",
    "belief_draws",
    "seed",
    "version",
    "code",
)
_FIGURE = ("figure", "low", "median", "high", "mean")


def issued(issue: Issue, entry: Entry, *, new: bool) -> Result:
    """Lay out an issued outlook.

    Args:
        issue: the frozen outlook.
        entry: its row of the ledger.
        new: whether it was added just now.

    Returns:
        What was issued, where it stands, what it was made from, and its key figures.
    """
    content = issue.content
    return {
        **{name: content[name] for name in _SHOWN},
        "issue": issue.id,
        "state": "issued" if new else "issued before; nothing was added",
        "issued_on": entry.day.isoformat(),
        "folder": str(issue.folder),
        "hash": entry.hash,
        "key_figures": [dict.fromkeys(_FIGURE) | row for row in content["key_figures"]],
        "evidence": content["evidence"],
        "warnings": content["warnings"],
    }


def overridden(override: Override, entry: Entry, *, new: bool) -> Result:
    """Lay out an override.

    Args:
        override: the belief.
        entry: its row of the ledger.
        new: whether it was added just now.

    Returns:
        What is kept, and under which name.
    """
    return {
        "audience": "partner",
        "override": entry.id,
        "state": "kept" if new else "kept before; nothing was added",
        **asdict(override),
        "hash": entry.hash,
    }
