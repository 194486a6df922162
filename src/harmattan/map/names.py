"""Names on the map: towns beside their marks, countries where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from harmattan.map.ground import name_spots
from harmattan.map.ink import INK, PAPER, tag, text
from harmattan.map.labels import Box, Label, place_labels, text_width
from harmattan.map.marks import NOT_KNOWN, PlaceMark
from harmattan.map.projection import Frame
from harmattan.map.sheet import SETTLED, MapSheet
from harmattan.map.tips import named
from harmattan.map.voice import Voice

__all__ = ["draw_names", "reach_of"]


def reach_of(mark: PlaceMark, frame: Frame, *, theme: str = "supply") -> float:
    """Size the mark of a place.

    Args:
        mark: the place.
        frame: the frame it is drawn in.
        theme: `supply` or `control`; there marks are smaller, because every town has one.

    Returns:
        Radius or half width in pixels; grows with the root of the people in it.
    """
    small = 0.78 if frame.width < 600 else 1.0
    if mark.place.kind == "camp":
        people = mark.displaced.median if mark.displaced else mark.place.displaced
        return small * min(13.0, 5.0 + 8.0 * math.sqrt(max(people, 0) / 120_000))
    if mark.place.kind in SETTLED and not (mark.days_class or mark.holder or mark.siege >= 0.2):
        return small * 2.0
    if theme == "control" and mark.holder:
        return small * min(7.5, 3.2 + 4.0 * math.sqrt(max(mark.place.population, 0) / 2_000_000))
    if mark.place.kind in SETTLED:
        return small * min(13.0, 3.6 + 9.0 * math.sqrt(max(mark.place.population, 0) / 2_000_000))
    return small * 3.4


def draw_names(sheet: MapSheet, voice: Voice, frame: Frame) -> str:
    """Write the names of places and countries.

    Args:
        sheet: what the map shows.
        voice: language.
        frame: the frame.

    Returns:
        The markup.
    """
    size = 11.0 if frame.width < 600 else 12.0
    wanted, obstacles = [], []
    gates = {name for mark in sheet.corridors if mark.corridor.kind == "import" for name in mark.corridor.via}
    for mark in sheet.places:
        x, y = frame.at(mark.place.lat, mark.place.lon)
        besieged = mark.place.kind in SETTLED and mark.siege >= 0.2
        reach = reach_of(mark, frame, theme=sheet.theme) + (4.5 if besieged else 0.0)
        obstacles.append((x - reach, y - reach, x + reach, y + reach))
        first = mark.place.id in sheet.focus
        if not (first or besieged or _is_named(mark, sheet, gates)):
            continue
        lines = [named(mark.place.name, mark.place.name_fr, voice)]
        if sheet.theme == "supply" and first and mark.days is not None and mark.fuel_reports and not mark.open:
            lines.append(voice.estimate(mark.days, voice.say("map.label.days"), least=0.1))
        rank = sheet.focus.index(mark.place.id) if first else 100 + 20 * (not besieged) + _weight(mark)
        wanted.append(Label(mark.place.id, x, y, reach, tuple(lines), size if first else size - 1, rank, must=first))
    page: Box = (2.0, 2.0, frame.width - 2, frame.height - 2)
    obstacles.append((frame.width - 0.3 * frame.width, frame.height - 28, frame.width, frame.height))  # the scale bar
    placed = place_labels(wanted, obstacles, page, soft=_line_boxes(sheet, frame))
    out = []
    for entry in placed:
        left, top, right, _ = entry.box
        x = {"start": left, "end": right, "middle": (left + right) / 2}[entry.anchor]
        for row, words in enumerate(entry.label.lines):
            bold = 650 if entry.label.must and row == 0 else None
            y = top + entry.label.size * (0.92 + 1.18 * row)
            out.append(
                text(
                    words,
                    x,
                    y,
                    font_size=entry.label.size,
                    font_weight=bold,
                    text_anchor=None if entry.anchor == "start" else entry.anchor,
                )
            )
    halo = {"stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}
    names = tag("g", *out, fill=INK, **halo) if out else ""
    return _countries(sheet, voice, frame, [*obstacles, *(entry.box for entry in placed)]) + names


def _is_named(mark: PlaceMark, sheet: MapSheet, gates: set[str]) -> bool:
    """Whether a place gets its name where there is room: cities, and what the map is about."""
    kind = mark.place.kind
    if sheet.theme == "control" and mark.place.country != sheet.country:
        return kind == "crossing" and mark.place.id in gates
    if kind == "city" or (kind == "crossing" and mark.place.id in gates):
        return True
    if sheet.theme == "control":
        return mark.holder not in ("", "government", NOT_KNOWN)
    return kind in ("camp", "port") or mark.days is not None or bool(mark.days_class)


def _weight(mark: PlaceMark) -> float:
    kinds = {"city": 0.0, "camp": 10.0, "town": 20.0, "port": 5.0, "crossing": 40.0}
    return kinds.get(mark.place.kind, 50.0) - min(mark.place.population / 100_000, 9.0)


def _line_boxes(sheet: MapSheet, frame: Frame) -> list[Box]:
    """Cover roads with small boxes, so that names rather stand beside them."""
    out: list[Box] = []
    for mark in sheet.corridors:
        for one, two in pairwise(frame.at(*point) for point in mark.line):
            steps = max(1, int(math.dist(one, two) / 7))
            for k in range(1, steps):
                x, y = (one[i] + (two[i] - one[i]) * k / steps for i in (0, 1))
                out.append((x - 3, y - 3, x + 3, y + 3))
    return out


def _countries(sheet: MapSheet, voice: Voice, frame: Frame, obstacles: list[Box]) -> str:
    out = []
    lines = _line_boxes(sheet, frame)
    for code in sorted({mark.place.country for mark in sheet.places}):
        name = voice.country(code).upper()
        size = 10.5 if frame.width < 600 else 12.5
        half = text_width(name, size) * 0.68
        tries = _country_spots(sheet, frame, code, (2 * half, size))
        free = [
            (x, y)
            for avoided in ([*obstacles, *lines], obstacles)
            for x, y in tries
            if _is_free((x - half, y - size, x + half, y + 3), frame, avoided)
        ]
        if not free:
            continue
        x, y = free[0]
        obstacles.append((x - half, y - size, x + half, y + 3))
        out.append(text(name, x, y, font_size=size))
    return tag("g", *out, letter_spacing="0.18em", text_anchor="middle", fill="#8a7d62") if out else ""


def _country_spots(sheet: MapSheet, frame: Frame, code: str, size: tuple[float, float]) -> list[tuple[float, float]]:
    """Where the name of a country may stand: on its land, or close to the middle of its areas where no land is held."""
    if sheet.ground is not None:
        return name_spots(sheet.ground, code, frame, size)
    spots = [frame.at(area.lat, area.lon) for area in sheet.atlas.areas if area.country == code]
    middle = (sum(s[0] for s in spots) / len(spots), sum(s[1] for s in spots) / len(spots))
    spots.sort(key=lambda spot: math.dist(spot, middle))
    return [(x + dx, y + dy) for x, y in spots for dx in (0, -70, 70) for dy in (0, -16, 16, -34, 34)]


def _is_free(box: Box, frame: Frame, obstacles: Sequence[Box]) -> bool:
    inside = box[0] > 4 and box[1] > 4 and box[2] < frame.width - 4 and box[3] < frame.height - 4
    return inside and all(box[2] < o[0] or box[0] > o[2] or box[3] < o[1] or box[1] > o[3] for o in obstacles)
