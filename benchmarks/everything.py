"""Run every benchmark and write docs/benchmarks.md from what each one printed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, cells, options

__all__ = ["main", "names", "page"]

PAGE = ROOT / "docs" / "benchmarks.md"
_HEAD = """# Benchmarks

Written by `make bench` from what each benchmark printed with `--json`; do not edit. A number that was not measured is
absent. A peer that was not installed is named without a number.
"""


def names(folder: Path) -> list[str]:
    """List the benchmarks.

    Args:
        folder: where they stand, one file each.

    Returns:
        Names of the modules, sorted.
    """
    return sorted(
        path.stem
        for path in folder.glob("*.py")
        if path.stem not in {"common", "everything", "planted"} and not path.stem.startswith("_")
    )


def _run(name: str, further: Sequence[str]) -> tuple[dict[str, Any] | None, str]:
    words = [sys.executable, "-m", f"benchmarks.{name}", "--json", *further]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stderr.strip().splitlines()
    if done.returncode:
        return None, said[-1] if said else f"ended with exit code {done.returncode}"
    try:
        return dict(json.loads(done.stdout)), ""
    except ValueError:
        return None, "printed something that is not one JSON object"


def _section(report: Mapping[str, Any]) -> str:
    machine = report["machine"]
    on = f"{machine['cores']} cores" + (f", {machine['memory_gib']} GiB" if "memory_gib" in machine else "")
    lines = [
        f"## {report['benchmark']}\n",
        (
            f"Harmattan {report['version']}, commit `{report['commit'][:12]}`"
            f"{' with changes' if report['commit'].endswith('+changes') else ''}, on {on}.\n"
        ),
    ]
    lines += [f"- {name}: `{mark[:23]}…`" for name, mark in sorted(report["data"].items())]
    lines += [""] if report["data"] else []
    if not report["figures"]:
        return "\n".join([*lines, "No figure was measured: the data it needs was absent.\n"])
    lines += [
        "| figure | case | value | unit | peer | peer's value | target | met |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += ["| " + " | ".join(cells(figure)) + " |" for figure in report["figures"]]
    return "\n".join(lines) + "\n"


def page(reports: Sequence[Mapping[str, Any]], failed: Mapping[str, str]) -> str:
    """Write the page of all figures.

    Args:
        reports: the JSON objects that the benchmarks printed.
        failed: the benchmarks that did not finish, with the last line they said.

    Returns:
        The page in Markdown.
    """
    parts = [_HEAD, *(_section(report) for report in reports)]
    parts += [f"## {name}\n\nDid not finish: {reason}\n" for name, reason in failed.items()]
    return "\n".join(parts)


def main(words: Sequence[str] | None = None) -> int:
    """Run every benchmark and write the page.

    Args:
        words: the words of the command line; those of the process when None.

    Returns:
        Exit code: 1 when a benchmark did not finish.
    """
    chosen = options("everything", "Run every benchmark and write docs/benchmarks.md.", words)
    further = [
        text for name in ("data", "cases") if getattr(chosen, name) for text in (f"--{name}", getattr(chosen, name))
    ]
    reports, failed = [], {}
    for name in names(ROOT / "benchmarks"):
        sys.stderr.write(f"{name} ...\n")
        report, reason = _run(name, [str(word) for word in further])
        if report is None:
            failed[name] = reason
            sys.stderr.write(f"{name} did not finish: {reason}\n")
        else:
            reports.append(report)
    PAGE.write_text(page(reports, failed), encoding="utf-8", newline="\n")
    if chosen.json:
        sys.stdout.write(json.dumps(reports, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
