"""Turn pip's report of what it would install into exact pins: names and versions, no addresses, no hashes."""

from __future__ import annotations

import json
import re
import sys

HEAD = "# Constraints, written by `make lock`. Exact versions, no addresses, no hashes: see CONTRIBUTING.md."


def pins(report: str) -> list[str]:
    """Read the pins out of a report of `pip install --dry-run --report`.

    Args:
        report: the report as JSON.

    Returns:
        One `name==version` for each distribution but Harmattan itself, sorted by normalised name.

    Examples:
        >>> pins('{"install": [{"metadata": {"name": "Et_Xmlfile", "version": "2.0.0"}}]}')
        ['et-xmlfile==2.0.0']
    """
    found = [entry["metadata"] for entry in json.loads(report)["install"]]
    names = {re.sub(r"[-_.]+", "-", entry["name"]).lower(): entry["version"] for entry in found}
    return [f"{name}=={version}" for name, version in sorted(names.items()) if name != "harmattan"]


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 11):
        sys.exit(
            "Locks are made with Python 3.11, the oldest one supported: make clean, then make PYTHON=python3.11 lock"
        )
    sys.stdout.write("\n".join([HEAD, *pins(sys.stdin.read())]) + "\n")
