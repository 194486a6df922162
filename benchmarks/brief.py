"""How long the brief of the shipped case takes to be made, in a process of its own, and to open in a browser; how large it is."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks._screen import chromium, ready_seconds
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
        page = Path(out) / "brief" / "brief.html"
        size, light = (path.stat().st_size for path in (page, page.with_name("brief.light.html")))
        opens = min(ready_seconds(page) for _ in range(3)) if chromium() else None
    figures = [
        Figure("wall", folder.name, whole, "s", target="<= 60"),
        Figure("page_size", folder.name, size / 1e6, "MB", target="<= 5"),
        Figure("light_page_size", folder.name, light / 1e3, "kB", target="<= 500"),
        Figure("start_up", "harmattan --help", start_up, "s", target="<= 0.5"),
    ]
    if opens is not None:
        figures.append(Figure("opens", folder.name, opens, "s", target="<= 2"))
    publish(Report("brief", tuple(figures), {folder.name: digest(folder)}), as_json=asked.json)


if __name__ == "__main__":
    main()
