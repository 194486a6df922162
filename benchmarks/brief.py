"""How long the brief of the shipped case takes from end to end, set-up and compilation done, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import Figure, Report, digest, options, publish
from harmattan.recipes import find_case

__all__ = ["main"]


def _seconds(*words: str) -> float:
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from harmattan.cli import run; run()", *words], check=True, capture_output=True
    )
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    asked = options("brief", __doc__ or "")
    folder = find_case("")
    with tempfile.TemporaryDirectory() as out:
        _seconds("--help")
        start_up = _seconds("--help")
        whole = _seconds("brief", "--out", str(Path(out) / "brief"))
        size = (Path(out) / "brief" / "brief.html").stat().st_size / 2**20
    figures = (
        Figure("wall", folder.name, whole, "s", target="<= 60"),
        Figure("page_size", folder.name, size, "MiB", target="<= 5"),
        Figure("start_up", "harmattan --help", start_up, "s", target="<= 0.5"),
    )
    publish(Report("brief", figures, {folder.name: digest(folder)}), as_json=asked.json)


if __name__ == "__main__":
    main()
