"""The live map of the page at 150 places and 200 corridors beside the same marks in a page of Plotly, in the same browser."""

from __future__ import annotations

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._screen import chromium, opened
from benchmarks.common import Figure, Report, options, publish
from harmattan.brief.audience import Audience
from harmattan.brief.bundle import bundle
from harmattan.brief.live.classes import COLOURS, classes
from harmattan.brief.live.data import map_words
from harmattan.brief.wording import Wording

__all__ = ["main"]

PLACES, CORRIDORS, WEEKS, NOW = 150, 200, 48, 34
SECONDS = 4
REPEATS = 3

_POLICY = "default-src 'none'; script-src {}; worker-src blob:; connect-src blob:; style-src 'unsafe-inline'"

_OURS = """async (seconds) => {
  const map = window.harmattanMap; await map.ready;
  let steps = 0; const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    map.setFrame(steps % map.frames); steps += 1;
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  return steps / ((performance.now() - start) / 1000);
}"""

_THEIRS = """async ([seconds, weeks]) => {
  const chart = document.querySelector(".plotly-graph-div");
  const at_once = {mode: "immediate", transition: {duration: 0}, frame: {duration: 0, redraw: false}};
  let steps = 0; const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    await Plotly.animate(chart, [String(steps % weeks)], at_once); steps += 1;
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  return steps / ((performance.now() - start) / 1000);
}"""

_DRAWN = """() => { const seen = setInterval(() => {
  const chart = document.querySelector(".plotly-graph-div .main-svg .scatterlayer .trace");
  if (chart) { window.drawnAt = performance.now() / 1000; clearInterval(seen); } }, 10); }"""


def _world() -> dict[str, Any]:
    """Make up places, corridors and what becomes of them week by week, always the same."""
    rng = np.random.Generator(np.random.Philox(7))
    at = np.column_stack([rng.uniform(-12, 4, PLACES), rng.uniform(10, 18, PLACES)]).round(3)
    ends = [rng.choice(PLACES, size=2, replace=False) for _ in range(CORRIDORS)]
    made = classes(Audience("partner"), Wording("en"))

    def weekly(layer: str) -> str:
        return "".join("0123456789"[row] for row in rng.integers(0, len(made[layer]), WEEKS))

    common: dict[str, Any] = {"text": [0], "reports": [], "heard": 1}
    corridors = [
        {"id": f"c{k}", "name": f"Corridor {k}", "line": at[pair].tolist(), "state": weekly("state"), **common}
        for k, pair in enumerate(ends)
    ]
    places = [
        {
            "id": f"p{k}", "name": f"Place {k}", "kind": "town", "at": at[k].tolist(), "rank": min(2, k // 12),
            "holder": weekly("holder"), "fuel": weekly("fuel"), "siege": weekly("siege"), "load": ".", **common,
        }
        for k in range(PLACES)
    ]  # fmt: skip
    first = date(2031, 1, 5)
    kinds = ["past"] * NOW + ["now"] + ["ahead"] * (WEEKS - NOW - 1)
    days = [(first + timedelta(days=7 * k)).isoformat() for k in range(WEEKS)]
    ring = [[-14, 8], [6, 8], [6, 20], [-14, 20], [-14, 8]]
    land = {"type": "Feature", "properties": {"home": 1}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return {
        "language": "en",
        "words": map_words(Wording("en")),
        "frames": [{"day": day, "label": day, "kind": kind} for day, kind in zip(days, kinds, strict=True)],
        "now": NOW,
        "bounds": [-13, 9, 5, 19],
        "reach": [-13, 9, 5, 19],
        "land": {"type": "FeatureCollection", "features": [land]},
        "borders": {"type": "FeatureCollection", "features": []},
        "colours": COLOURS,
        "texts": ["calm"],
        "classes": made,
        "corridors": corridors,
        "places": places,
        "arrows": [],
        "legend_note": "",
    }


def _our_page(world: dict[str, Any]) -> str:
    built = bundle()
    data = json.dumps(world, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>map</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(built.source)}">'
        f'<style>:root{{--paper:#fffdf8;--ink:#23201b}}{built.css}</style></head><body><section id="map">'
        f'<div id="live-map" hidden></div><script type="application/json" id="map-data">{data}</script>'
        f'<script type="text/plain" id="map-worker">{built.worker}</script></section>'
        f'<script type="module">{built.script}</script></body></html>'
    )


def _their_page(world: dict[str, Any]) -> str | None:
    """Lay out the same marks the way an analyst would with Plotly: one line per corridor, one trace of towns, a slider."""
    try:
        import plotly.graph_objects as plotly
    except ImportError:
        return None
    looks = world["classes"]

    def at(one: dict[str, Any], layer: str, key: str, week: int) -> Any:
        return looks[layer][int(one[layer][week])][key]

    def marks(week: int) -> list[Any]:
        roads = [
            plotly.Scatter(
                x=[x for x, _ in road["line"]], y=[y for _, y in road["line"]], mode="lines",
                line={"color": at(road, "state", "colour", week), "width": at(road, "state", "width", week)},
            )
            for road in world["corridors"]
        ]  # fmt: skip
        towns = plotly.Scatter(
            x=[town["at"][0] for town in world["places"]],
            y=[town["at"][1] for town in world["places"]],
            mode="markers",
            marker={
                "color": [at(town, "holder", "colour", week) for town in world["places"]],
                "size": [2 * at(town, "fuel", "radius", week) for town in world["places"]],
            },
            text=[town["name"] for town in world["places"]],
        )
        return [*roads, towns]

    frames = [plotly.Frame(data=marks(week), name=str(week)) for week in range(WEEKS)]
    steps = [{"args": [[str(week)]], "label": str(week), "method": "animate"} for week in range(WEEKS)]
    layout = {"sliders": [{"steps": steps}], "showlegend": False, "width": 1180, "height": 740}
    return str(plotly.Figure(data=marks(0), frames=frames, layout=layout).to_html(include_plotlyjs=True))


def _measured(path: Path, *, ours: bool) -> tuple[float, float]:
    """Open a page and let its slider run: seconds until its picture stands, and steps a second."""
    with opened(path, before="" if ours else f"({_DRAWN})()") as page:
        if ours:
            page.wait_for_function("() => window.harmattanMap !== undefined", timeout=60_000)
            stands = page.evaluate("async () => [await window.harmattanMap.ready, performance.now() / 1000][1]")
            return float(stands), float(page.evaluate(_OURS, SECONDS))
        page.wait_for_function("() => window.drawnAt !== undefined", timeout=60_000)
        return float(page.evaluate("() => window.drawnAt")), float(page.evaluate(_THEIRS, [SECONDS, WEEKS]))


def main() -> None:
    """Measure and print."""
    asked = options("page", __doc__ or "")
    world = _world()
    pages = {"ours": _our_page(world), "theirs": _their_page(world)}
    size = {name: len(text.encode()) / 2**20 for name, text in pages.items() if text}
    best: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(REPEATS if chromium() else 0):
            for name, text in pages.items():
                if text is None:
                    continue
                path = Path(folder) / f"{name}.html"
                path.write_text(text, encoding="utf-8")
                stands, steps = _measured(path, ours=name == "ours")
                before = best.get(name, (np.inf, 0.0))
                best[name] = (min(stands, before[0]), max(steps, before[1]))
    case, peer = f"{PLACES} places, {CORRIDORS} corridors, {WEEKS} weeks", "plotly"
    theirs = best.get("theirs", (None, None))
    figures = [Figure("size", case, size["ours"], "MiB", peer, size.get("theirs"))]
    if "ours" in best:
        figures += [
            Figure("opens", case, best["ours"][0], "s", peer, theirs[0], "<= 2"),
            Figure("slider", case, best["ours"][1], "1/s", peer, theirs[1], ">= 30"),
        ]
    publish(Report("page", tuple(figures), {}), as_json=asked.json)


if __name__ == "__main__":
    main()
