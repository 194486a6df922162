"""The one form in which every benchmark reports: figures beside a peer, on which data, on which machine."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harmattan import __version__
from harmattan.errors import Fault, InputFaults

__all__ = ["ROOT", "Figure", "Report", "commit", "digest", "machine", "options", "publish"]

ROOT = Path(__file__).resolve().parents[1]
_TARGET = re.compile(r"(<=|>=|<|>)\s*([-+.\de]+)(?:\s*\*\s*(peer_value))?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that was measured, beside its peer. A number that was not measured has no figure.

    Args:
        name: what was measured, such as `error_rescaled`.
        case: on what, such as the name of a planted world.
        value: the number.
        unit: its unit; `1` for a pure number.
        peer: program or rule it is compared with; empty when there is none.
        peer_value: what the peer reached; None when it was not measured here, for instance not installed.
        target: `<= 0.6 * peer_value` or `>= 100`; empty when the number is shown without a mark.

    Raises:
        InputFaults: a number that is not finite, or a target that cannot be read.

    Examples:
        >>> Figure("error", "two towns", 0.1, "1", "gravity model", 0.2, "<= 0.6 * peer_value").met
        True
        >>> Figure("error", "two towns", 0.1, "1", "gravity model", None, "<= 0.6 * peer_value").met is None
        True
    """

    name: str
    case: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    target: str = ""

    def __post_init__(self) -> None:
        where = f"benchmark figure {self.name}"
        faults = [
            Fault(where, 0, column, str(number), "a finite number, or no figure at all")
            for column, number in (("value", self.value), ("peer_value", self.peer_value))
            if number is not None and not math.isfinite(number)
        ]
        if self.target and not _TARGET.fullmatch(self.target):
            faults.append(Fault(where, 0, "target", self.target, "'<= NUMBER' or '<= NUMBER * peer_value'"))
        if faults:
            raise InputFaults(faults)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a target, or when it rests on a peer that was not measured."""
        read = _TARGET.fullmatch(self.target)
        if read is None:
            return None
        sign, number, peer = read.groups()
        bound = float(number)
        if peer:
            if self.peer_value is None:
                return None
            bound *= self.peer_value
        holds = {"<=": self.value <= bound, ">=": self.value >= bound, "<": self.value < bound, ">": self.value > bound}
        return bool(holds[sign])

    def plain(self) -> dict[str, Any]:
        """Lay the figure out for JSON.

        Returns:
            Plain values by name, `met` included.
        """
        return {
            "name": self.name,
            "case": self.case,
            "value": self.value,
            "unit": self.unit,
            "peer": self.peer or None,
            "peer_value": self.peer_value,
            "target": self.target or None,
            "met": self.met,
        }


def commit() -> str:
    """Name the state of the code.

    Returns:
        Hash of the commit, with `+changes` when files differ from it; `unknown` outside a repository.
    """

    def ask(*words: str) -> str:
        answer = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return answer.stdout.strip() if answer.returncode == 0 else ""

    try:
        name = ask("rev-parse", "HEAD")
        return (name + ("+changes" if ask("status", "--porcelain") else "")) if name else "unknown"
    except FileNotFoundError:
        return "unknown"


def machine() -> dict[str, int]:
    """Describe the machine by what a figure depends on, and by nothing that names it.

    Returns:
        `cores` that this process may use, and `memory_gib`.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return {"cores": cores}
    return {"cores": cores, "memory_gib": round(memory / 2**30)}


def digest(path: Path) -> str:
    """Fingerprint the data behind a figure.

    Args:
        path: a file, or a folder with everything below it.

    Returns:
        `sha256 ` and the digest: of the bytes of a file; of the relative names and digests of a folder's files, in order.

    Raises:
        InputFaults: nothing is there.
    """
    if path.is_file():
        return f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
    if not path.is_dir():
        raise InputFaults([Fault(path.name, 0, "", "nothing there", "a file or folder with the data")])
    whole = hashlib.sha256()
    for file in sorted(entry for entry in path.rglob("*") if entry.is_file() and "__pycache__" not in entry.parts):
        part = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.relative_to(path).as_posix()}\n{part}\n".encode())
    return f"sha256 {whole.hexdigest()}"


@dataclass(frozen=True, slots=True)
class Report:
    """What one benchmark measured.

    Args:
        benchmark: name of the module.
        figures: what was measured; empty when the data it needs is absent.
        data: fingerprint of each data set by name.
        version: version of Harmattan.
        commit: state of the code.
        machine: what the figures depend on.
    """

    benchmark: str
    figures: tuple[Figure, ...]
    data: Mapping[str, str] = field(default_factory=dict)
    version: str = __version__
    commit: str = field(default_factory=commit)
    machine: Mapping[str, int] = field(default_factory=machine)

    def plain(self) -> dict[str, Any]:
        """Lay the report out for JSON.

        Returns:
            Plain values by name.
        """
        return {
            "benchmark": self.benchmark,
            "version": self.version,
            "commit": self.commit,
            "data": dict(self.data),
            "machine": dict(self.machine),
            "figures": [figure.plain() for figure in self.figures],
        }

    def table(self) -> str:
        """Lay the figures out for a reader.

        Returns:
            One line for each figure, under a head; a sentence when there is none.
        """
        if not self.figures:
            return f"{self.benchmark}: no figure was measured."
        head = ("figure", "case", "value", "unit", "peer", "peer's value", "target", "met")
        rows = [head, *(cells(figure.plain()) for figure in self.figures)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )


def cells(figure: Mapping[str, Any]) -> tuple[str, ...]:
    """Write one figure as words.

    Args:
        figure: a figure laid out for JSON.

    Returns:
        Name, case, value, unit, peer, the peer's value, target, and `met`, `missed` or nothing.
    """
    peer_value = figure["peer_value"]
    beside = f"{peer_value:.4g}" if peer_value is not None else "not measured" if figure["peer"] else ""
    mark = {True: "met", False: "missed", None: ""}[figure["met"]]
    value = f"{figure['value']:.4g}"
    return (
        figure["name"],
        figure["case"],
        value,
        figure["unit"],
        figure["peer"] or "",
        beside,
        figure["target"] or "",
        mark,
    )


def options(name: str, description: str, words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the options that every benchmark takes.

    Args:
        name: name of the benchmark.
        description: one sentence for `--help`.
        words: the words of the command line; those of the process when None.

    Returns:
        `json` (whether to print JSON), `data` and `cases` (folders, None when not given).
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, metavar="DIR", help="folder of third-party data")
    where.add_argument("--cases", type=Path, metavar="DIR", help="folder of cases")
    return parser.parse_args(words)


def publish(report: Report, *, as_json: bool) -> None:
    """Print a report.

    Args:
        report: what was measured.
        as_json: one JSON object instead of a table.
    """
    text = json.dumps(report.plain(), ensure_ascii=False, allow_nan=False) if as_json else report.table()
    sys.stdout.write(text + "\n")
