"""The map: what still flows, how long the fuel lasts, who is besieged, where people stay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import pairwise

from harmattan.map.extent import extent
from harmattan.map.ground import draw_ground
from harmattan.map.holders import STATE_INK, holder_mark
from harmattan.map.ink import FLOW, INK, LAND, MUTED, OCHRE, PAPER, RULE, SEA, STOCK, WATER, num, tag, text
from harmattan.map.legend import draw_legend, flow_line, ring, stock_circle, triangle
from harmattan.map.marks import NOT_KNOWN, CorridorMark, PlaceMark
from harmattan.map.names import draw_names, reach_of
from harmattan.map.projection import Frame, fit, nice
from harmattan.map.sheet import SETTLED, MapSheet
from harmattan.map.tips import corridor_words, place_words
from harmattan.map.voice import Voice
from harmattan.world.atlas import Atlas

__all__ = ["draw_map"]

SIEGE_DRAWN = 0.2
"""Chance from which a siege has a ring."""


def draw_map(sheet: MapSheet, voice: Voice, *, width: float = 760.0, name: str = "map") -> str:
    """Draw the map as one SVG element.

    Args:
        sheet: what to show.
        voice: language.
        width: pixels of the drawing; below 600 the key stands in one column and fewer names fit.
        name: prefix of the ids inside, unique on its page.

    Returns:
        The markup; every mark carries a `title` with its numbers.

    Raises:
        InputFaults: an atlas without places.
    """
    frame = fit(extent(sheet), width)
    shown = [m for m in sheet.places if sheet.theme == "supply" or m.place.kind != "camp"]
    seen = replace(sheet, places=tuple(m for m in shown if frame.holds(m.place.lat, m.place.lon)))
    legend = draw_legend(voice, frame.height, width, coarse=sheet.coarse, theme=sheet.theme)
    key = "map.control_{}" if sheet.theme == "control" else "map.{}"
    height = frame.height + legend.height
    body = [
        _patterns(name, frame),
        tag("title", voice.say(key.format("title")), id=f"{name}-t"),
        tag("desc", voice.say(key.format("desc")), id=f"{name}-d"),
        tag("rect", width=width, height=height, fill=PAPER),
        tag(
            "g",
            _ground(sheet, frame),
            clip_path=f"url(#{name}-clip)",
        ),
        tag("g", _corridors(sheet, voice, frame), clip_path=f"url(#{name}-clip)"),
        *(_mark(mark, sheet, voice, frame) for mark in _back_to_front(seen)),
        draw_names(seen, voice, frame),
        _scale_bar(voice, frame),
        tag("path", d=f"M0 {num(frame.height)}H{num(width)}", stroke=RULE, stroke_width=1),
        legend.markup,
    ]
    return tag(
        "svg",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {num(width)} {num(height)}",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        class_="map",
    )


def _patterns(name: str, frame: Frame) -> str:
    clip = tag("clipPath", tag("rect", width=frame.width, height=frame.height), id=f"{name}-clip")
    return tag("defs", clip)


def _ground(sheet: MapSheet, frame: Frame) -> str:
    if sheet.ground is None:
        return tag("rect", width=frame.width, height=frame.height, fill=SEA) + _outlines(sheet.atlas, frame)
    water = tag("rect", width=frame.width, height=frame.height, fill=WATER)
    return water + draw_ground(sheet.ground, sheet.country, frame)


def _outlines(atlas: Atlas, frame: Frame) -> str:
    out = []
    for _, line in atlas.outline:
        points = [frame.at(lat, lon) for lat, lon in line]
        path = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        gap = math.dist(points[0], points[-1])
        closed = gap < 0.12 * math.hypot(max(xs) - min(xs), max(ys) - min(ys))
        out.append(
            tag(
                "path",
                d=path + ("Z" if closed else ""),
                fill=LAND if closed else "none",
                stroke="#cbbf9f",
                stroke_width=1.2,
                stroke_linejoin="round",
            )
        )
    return "".join(out)


def _lanes(corridors: Sequence[CorridorMark]) -> dict[tuple[str, tuple[str, str]], float]:
    """Give corridors that share a road their own lane, pixels to the side."""
    users: dict[tuple[str, str], list[str]] = {}
    for mark in corridors:
        for a, b in pairwise(mark.corridor.via):
            users.setdefault((min(a, b), max(a, b)), []).append(mark.corridor.id)
    return {
        (name, leg): (k - (len(names) - 1) / 2) * 4.8
        for leg, names in users.items()
        for k, name in enumerate(sorted(set(names)))
    }


def _track(mark: CorridorMark, atlas: Atlas, frame: Frame, lanes: dict[tuple[str, tuple[str, str]], float]) -> str:
    points = []
    for a, b in pairwise(mark.corridor.via):
        leg = (min(a, b), max(a, b))
        one, two = (atlas.places[atlas.place_index[name]] for name in leg)
        (x1, y1), (x2, y2) = frame.at(one.lat, one.lon), frame.at(two.lat, two.lon)
        long = max(math.hypot(x2 - x1, y2 - y1), 1e-6)
        aside = lanes[mark.corridor.id, leg]
        dx, dy = -(y2 - y1) / long * aside, (x2 - x1) / long * aside
        ends = [(x1 + dx, y1 + dy), (x2 + dx, y2 + dy)]
        points += ends if (a, b) == leg else ends[::-1]
    return " ".join(f"{num(x)},{num(y)}" for x, y in points)


def _corridors(sheet: MapSheet, voice: Voice, frame: Frame) -> str:
    lanes = _lanes(sheet.corridors)
    out = []
    for mark in sorted(sheet.corridors, key=lambda m: -(m.share.median if m.share else 9.0)):
        points = _track(mark, sheet.atlas, frame, lanes)
        if sheet.theme == "control":
            line = flow_line(points, *STATE_INK[mark.state]) if mark.state else ""
        elif mark.share is None:
            line = tag("polyline", points=points, fill="none", stroke=MUTED, stroke_width=1.4, stroke_dasharray="1 4")
        else:
            share = mark.share.median
            _, colour, wide, dash = next(entry for entry in FLOW if share < entry[0])
            line = flow_line(points, colour, wide, dash)
        out.append(tag("g", tag("title", escape(corridor_words(mark, voice))), line))
    return "".join(out)


def _back_to_front(sheet: MapSheet) -> list[PlaceMark]:
    def depth(mark: PlaceMark) -> tuple[bool, bool, bool, int, str]:
        named = sheet.theme == "control" and mark.holder not in ("", NOT_KNOWN)
        kind = mark.place.kind
        return named, kind in SETTLED, kind == "camp", -mark.place.population, mark.place.id

    return sorted(sheet.places, key=depth)


def _mark(mark: PlaceMark, sheet: MapSheet, voice: Voice, frame: Frame) -> str:
    x, y = frame.at(mark.place.lat, mark.place.lon)
    reach = reach_of(mark, frame, theme=sheet.theme)
    if mark.place.kind == "camp":
        over = mark.over >= 0.5
        shape = triangle(x, y, reach, fill=OCHRE if over else LAND, stroke=INK, stroke_width=1.2)
        if over:
            shape += text(
                "!", x, y + reach * 0.62, font_size=reach * 1.25, font_weight=700, text_anchor="middle", fill=PAPER
            )
    elif sheet.theme == "control" and (mark.holder or mark.place.kind in SETTLED):
        shape = holder_mark(x, y, reach, mark.holder) if mark.holder else tag("circle", cx=x, cy=y, r=2.0, fill=MUTED)
        if mark.siege >= SIEGE_DRAWN:
            shape = ring(x, y, reach + 3.6, sure=mark.siege >= 0.5) + shape
    elif mark.place.kind in SETTLED and not (mark.days_class or mark.siege >= SIEGE_DRAWN):
        shape = tag("circle", cx=x, cy=y, r=2.0, fill=MUTED)
    elif mark.place.kind in SETTLED:
        shape = stock_circle(x, y, reach, _fill(mark, coarse=sheet.coarse), heard=bool(mark.fuel_reports))
        if mark.siege >= SIEGE_DRAWN:
            shape = ring(x, y, reach + 3.6, sure=mark.siege >= 0.5) + shape
    else:
        shape = tag("rect", x=x - reach, y=y - reach, width=2 * reach, height=2 * reach, fill=INK, stroke=PAPER)
    return tag("g", tag("title", escape(place_words(mark, voice, coarse=sheet.coarse))), shape)


def _fill(mark: PlaceMark, *, coarse: bool) -> str:
    """Colour of a town by its days of fuel; empty where nobody knows or nothing is held."""
    if mark.open:
        return ""
    if coarse or mark.days is None:
        order = {"under3": 0, "3to7": 1, "over7": 2}
        return STOCK[order[mark.days_class]][1] if mark.days_class in order else ""
    median = mark.days.median
    return next(fill for limit, fill in STOCK if median < limit)


def _scale_bar(voice: Voice, frame: Frame) -> str:
    km = nice(frame.width * 0.22 / frame.per_degree * 111.195)
    long = frame.pixels(km)
    x, y = frame.width - 16 - long, frame.height - 12
    bar = tag("path", d=f"M{num(x)} {num(y - 5)}v5h{num(long)}v-5", fill="none", stroke=INK, stroke_width=1.2)
    words = text(f"{voice.amount(km)} km", x + long / 2, y - 7, font_size=11, text_anchor="middle", fill=INK)
    return tag("g", bar, words)
