"""The data of the live map: corridors, towns, camps and movement through past weeks and weeks ahead, as the page reads them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from harmattan.brief.audience import Audience
from harmattan.brief.bundle import bundle
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.live.classes import COLOURS, classes, rows_of
from harmattan.brief.live.feature import Feature, written
from harmattan.brief.live.frames import Frame, frames
from harmattan.brief.live.land import borders_geojson, land_geojson, map_sheet
from harmattan.brief.live.movement import movement_features
from harmattan.brief.live.places import place_features
from harmattan.brief.live.roads import road_features
from harmattan.brief.phrases import phrase_file
from harmattan.brief.wording import Wording
from harmattan.map.extent import extent
from harmattan.map.ground import Edges
from harmattan.models.control.unknown import SURE

__all__ = ["live_context", "map_data", "map_data_json", "map_reports", "map_words"]

_ROOM = 0.55
"""How far land goes on beyond the whole picture on every side, as a share of it: a little more than the map can be moved."""

_CLOSE = 0.15
"""How far beyond the country and the camps the first view goes for roads, as a share of the longer side."""

_UNSAFE = {sign: f"\\u{ord(sign):04x}" for sign in ("<", ">", "&", "\u2028", "\u2029")}
"""Signs that could end or change the element of HTML in which the data stand, as JSON may also write them."""


def map_data(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, Any]:
    """Lay out everything that the live map shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        What `web/src/contract.ts` calls MapData: plain lists, texts and numbers.
    """
    weeks = frames(inputs)
    made = classes(audience, words)
    rows = {layer: rows_of(made, layer) for layer in made}
    corridors = road_features(inputs, audience, words, weeks, rows["state"])
    places = place_features(inputs, audience, words, weeks, rows)
    arrows = movement_features(inputs, audience, words, weeks, rows["arrow"])
    table = _texts([*corridors, *places, *arrows])
    reach = _reach(inputs, audience)
    around = _around(reach)
    return {
        "language": words.language,
        "words": map_words(words),
        "frames": [_frame(week, words) for week in weeks],
        "now": _now(weeks),
        "bounds": list(_first_view(inputs, audience)),
        "reach": list(reach),
        "land": land_geojson(inputs, around),
        "borders": borders_geojson(inputs, around),
        "colours": COLOURS,
        "texts": list(table),
        "classes": made,
        "corridors": written(corridors, table),
        "places": written(places, table),
        "arrows": written(arrows, table),
        "legend_note": _note(inputs, audience, words),
    }


def map_data_json(inputs: BriefInput, audience: Audience, words: Wording) -> str:
    """Write the data of the live map as JSON that may stand inside an element of HTML.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The text, without spaces; no sign in it can end the element.
    """
    text = json.dumps(map_data(inputs, audience, words), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, escaped in _UNSAFE.items():
        text = text.replace(sign, escaped)
    return text


def map_reports(inputs: BriefInput, audience: Audience) -> tuple[str, ...]:
    """List every report that the live map links to.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Ids in the order of the reports; only those that the audience may read.
    """
    cited: set[str] = set()
    for place in known_places(inputs, audience):
        cited.update(place.fuel_reports, place.siege_reports, place.siege_claims)
        cited.update(place.people_reports, place.holder_reports)
    for corridor in known_corridors(inputs, audience):
        cited.update(corridor.reports)
    return tuple(r.id for r in inputs.reports if r.id in cited and audience.keeps(r, inputs.case.atlas))


def map_words(words: Wording) -> dict[str, str]:
    """Give the words that the map in the page needs.

    Args:
        words: language.

    Returns:
        Every sentence that stands directly in the table `live`.
    """
    table = phrase_file()["live"]
    return {key: words.say(f"live.{key}") for key, entry in table.items() if "en" in entry}


def live_context(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Give the template `live` what it shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        `live_data` and `live_worker`: the data and the worker of the map, both fit to stand in an element as they are.

    Raises:
        OutputError: the map was not built.
    """
    data = Markup(map_data_json(inputs, audience, words))  # noqa: S704 - no sign that HTML knows is left in it
    return {"live_data": data, "live_worker": Markup(bundle().worker)}  # noqa: S704 - it is built to stand in an element


def _texts(features: list[Feature]) -> dict[str, int]:
    """Number every text once, in the order of its first use."""
    told = dict.fromkeys(text for feature in features for text in feature.told if text)
    return {text: row for row, text in enumerate(told)}


def _frame(week: Frame, words: Wording) -> dict[str, str]:
    label = words.say("live.say.week", day=words.day(week.day))
    return {"day": week.day.isoformat(), "label": label, "kind": week.kind}


def _now(weeks: tuple[Frame, ...]) -> int:
    return next(row for row, week in enumerate(weeks) if week.kind == "now")


def _points(inputs: BriefInput, audience: Audience, theme: str) -> list[tuple[float, float]]:
    """Give (latitude, longitude) of what a printed map must hold."""
    return extent(replace(map_sheet(inputs, audience), theme=theme))


def _reach(inputs: BriefInput, audience: Audience) -> Edges:
    """Hold what both printed maps hold: how far a reader may go."""
    return _edges([*_points(inputs, audience, "supply"), *_points(inputs, audience, "control")])


def _first_view(inputs: BriefInput, audience: Audience) -> Edges:
    """Hold the country under blockade, the camps, and of all else what lies close around them; far ports would make it small."""
    camps = [(place.lat, place.lon) for place in inputs.case.atlas.places if place.kind == "camp"]
    west, south, east, north = _edges([*_points(inputs, audience, "control"), *camps])
    room = _CLOSE * max(east - west, north - south)
    near = [
        (lat, lon)
        for lat, lon in _points(inputs, audience, "supply")
        if south - room <= lat <= north + room and west - room <= lon <= east + room
    ]
    return _edges([(south, west), (north, east), *near])


def _edges(points: list[tuple[float, float]]) -> Edges:
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return round(min(lons), 2), round(min(lats), 2), round(max(lons), 2), round(max(lats), 2)


def _around(reach: Edges) -> Edges:
    west, south, east, north = reach
    wide, high = (east - west) * _ROOM, (north - south) * _ROOM
    return west - wide, max(-85.0, south - high), east + wide, min(85.0, north + high)


def _note(inputs: BriefInput, audience: Audience, words: Wording) -> str:
    scenario, course = (inputs.scenario(inputs.reference_key[0]), inputs.course(inputs.reference_key[1]))
    note = words.say(
        "live.say.note",
        sure=words.chance(SURE),
        scenario=words.title(scenario.title, scenario.title_fr),
        course=words.title(course.title, course.title_fr),
    )
    if audience.public:
        note += " " + words.say("live.say.note_public", day=words.day(inputs.as_of))
    return note
