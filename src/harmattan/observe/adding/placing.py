"""Where a row tells of: a place, corridor or area of the map, or the whole country; never a guess between two."""

from __future__ import annotations

from harmattan.observe.adding.draft import AS_WRITTEN, Draft
from harmattan.observe.adding.ground import WHOLE, Choice, Ground, Question
from harmattan.observe.adding.words import Measure
from harmattan.observe.gazetteer import fold

__all__ = ["find_corridor", "find_event_place", "find_number_place", "find_people_place"]

_WHOLE = Choice(WHOLE, "add.whole_country")


def find_number_place(draft: Draft, measure: Measure) -> Question | None:
    """Find where a number of the table of fuel belongs, into the cell `place`.

    A number at a place that is not on the map would count for the whole country; so it is asked about instead.

    Args:
        draft: the row.
        measure: what it measures.

    Returns:
        A question; None where the place was found.
    """
    given = list(dict.fromkeys(text for name in ("where", "corridor", "area") if (text := draft.text(name))))
    ground = draft.ground
    single = measure.where in ("place", "own")
    whole = () if single else (_WHOLE,)
    if "where" in draft.answers:
        given = [draft.answers["where"]]
    if not given:
        return Question("where_missing", "where", "", whole)
    if len(given) > 1 and not single:
        within = draft.text("area") if len(given) == 2 and draft.text("where") else ""
        if not within:
            return Question("two_places", "where", " / ".join(given), tuple(Choice(text, text) for text in given))
        given = given[:1]  # the area only says where the place lies
    text = given[0]
    if ground.whole(text) and not single:
        draft.cells["place"] = WHOLE
        return None
    if measure.where == "whole":
        return Question("only_whole", "where", text, whole)
    if ground.names.places.find(text) or (not single and ground.resolves(text)):
        draft.cells["place"] = text
        return None
    near = ground.near(text, areas=not single, corridors=not single)
    return Question("where", "where", text, (*map(_named, near), *whole), remember=f"where:{fold(text)}")


def find_people_place(draft: Draft, measure: Measure) -> Question | None:
    """Find where people were counted, into the cells `place` and `country_of_asylum_or_location`.

    Args:
        draft: the row.
        measure: what was counted.

    Returns:
        A question; None where the place was found.
    """
    ground = draft.ground
    text = draft.text("where") or draft.text("area")
    whole = () if measure.where == "place" else (_WHOLE,)
    if not text:
        return Question("where_missing", "where", "", whole)
    code = ground.country if ground.whole(text) else ground.code(text)
    place, area = ground.names.places.find(text), ground.names.areas.find(text)
    if code and not place and measure.where != "place":
        draft.cells |= {"place": "all", "country_of_asylum_or_location": ground.country_name(code)}
        return None
    if place:
        country = next(entry.country for entry in ground.atlas.places if entry.id == place)
    elif area and measure.where != "place":
        country = next(entry.country for entry in ground.atlas.areas if entry.id == area)
    else:
        near = ground.near(text, areas=measure.where != "place", corridors=False)
        return Question("where", "where", text, (*map(_named, near), *whole), remember=f"where:{fold(text)}")
    draft.cells |= {"place": text, "country_of_asylum_or_location": ground.country_name(country)}
    return None


def find_event_place(draft: Draft) -> Question | None:
    """Find where an event happened, into the cells `place`, `admin1` and `country`.

    A village that is on no map keeps its name; where the name looks like one that is on the map, somebody is asked.

    Args:
        draft: the row.

    Returns:
        A question; None where the place was found or kept as written.
    """
    ground = draft.ground
    original = draft.entry.cells.get("where", "")
    area = draft.text("area")
    text = draft.text("where")
    if text == AS_WRITTEN:
        text = original
    text = text or draft.text("corridor") or area
    if not text:
        return Question("where_missing", "where", "")
    known = ground.resolves(text) or ground.whole(text)
    if not known and draft.answers.get("where") != AS_WRITTEN:
        near = ground.near(text)
        if near or not ground.names.areas.find(area):
            choices = (*map(_named, near), Choice(AS_WRITTEN, "add.as_written"))
            return Question("where", "where", text, choices, remember=f"where:{fold(text)}")
    place = next((entry for entry in ground.atlas.places if entry.id == ground.names.places.find(text)), None)
    found = ground.names.areas.find(area) or (place.area if place else ground.names.areas.find(text))
    inside = next((entry for entry in ground.atlas.areas if entry.id == found), None)
    draft.cells["place"] = text
    draft.cells["admin1"] = area or (inside.name if inside else "")
    country = place.country if place else (inside.country if inside else "")
    draft.cells["country"] = ground.country_name(country) if country else ""
    return None


def find_corridor(draft: Draft, metric: str) -> Question | None:
    """Find the corridor of an event, into the cell `corridor`.

    An attack on a convoy counts for a corridor only where one is named; so the corridors that pass the place are offered.

    Args:
        draft: the row; its place is known.
        metric: kind of event.

    Returns:
        A question; None where it was found, or there is none.
    """
    ground = draft.ground
    text = draft.text("corridor")
    where = draft.cells["place"]
    if text == AS_WRITTEN:
        text = draft.entry.cells.get("corridor", "")
    elif text and not ground.names.corridors.find(text):
        near = tuple(name for name in ground.near(text, areas=False) if ground.names.corridors.find(name))
        choices = (*map(_named, near), Choice(AS_WRITTEN, "add.as_written"))
        return Question("corridor_unknown", "corridor", text, choices, remember=f"corridor:{fold(text)}")
    if not text and ground.names.corridors.find(where):
        text = where
    passing = _passing(ground, where) if metric == "convoy_attack" and not text else ()
    if passing and "corridor" not in draft.answers:
        return Question("corridor", "corridor", where, (*passing, Choice("", "add.no_corridor")), otherwise="")
    draft.cells["corridor"] = text
    return None


def _passing(ground: Ground, where: str) -> tuple[Choice, ...]:
    place = ground.names.places.find(where)
    return tuple(_named(corridor.name) for corridor in ground.atlas.corridors if place and place in corridor.via)


def _named(name: str) -> Choice:
    return Choice(name, name)
