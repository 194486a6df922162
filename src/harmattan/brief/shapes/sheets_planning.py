"""Sheets to plan with: who comes where, which camps fill, what is open in which week."""

from __future__ import annotations

import math

from harmattan.brief.access import access_rows
from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.planning import CampRow, Planned, asylum_rows, camp_rows, displacement_rows
from harmattan.brief.sheet import Row, Sheet, Value, codes_of, heads, laid_out, number
from harmattan.brief.tables.belief import entity_name
from harmattan.brief.wording import Wording

__all__ = ["access_sheet", "camp_sheet", "displacement_sheet"]

_QUANTILES = ("p50", "p80", "p95")


def displacement_sheet(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    """List the displaced people who come to stay, by destination and by country.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language of the headings.

    Returns:
        One row for each place, then one for each country.
    """
    columns = heads(
        words,
        ("place", "#loc+name"),
        ("place_code", "#loc+code"),
        ("area_code", "#adm1+code"),
        ("kind", "#loc+type"),
        ("country", "#country+code"),
        ("from_day", "#date+start"),
        ("to_day", "#date+end"),
    )
    columns += _quantiles(words, "come_people", "#affected+displaced+arriving")
    columns += heads(words, ("report", "#meta+id"))
    start = inputs.reference.calendar.first_day
    rows: list[Row] = []
    for row in (*displacement_rows(inputs, audience), *asylum_rows(inputs, audience)):
        whole = row.kind == "country"
        name = words.country(row.country) if whole else words.title(row.name, row.name_fr)
        codes = (None, None) if whole else codes_of(inputs.case.atlas, row.destination)
        kind = words.say("head.country") if whole else words.say(f"kind.{row.kind}")
        head = (name, *codes, kind, row.country, start, inputs.last_day)
        rows.append((*head, *_planned(row.people), " ".join(row.reports)))
    return laid_out(words, "displacement", columns, rows)


def camp_sheet(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    """List how full camps are, by when they are above their capacity, and by how much.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language of the headings.

    Returns:
        One row for each camp.
    """
    columns = heads(
        words,
        ("place", "#loc+name"),
        ("place_code", "#loc+code"),
        ("area_code", "#adm1+code"),
        ("country", "#country+code"),
        ("capacity", "#capacity+num"),
        ("people_low", "#affected+displaced+q05"),
        ("people_median", "#affected+displaced+q50"),
        ("people_high", "#affected+displaced+q95"),
    )
    columns += _quantiles(words, "people_then", "#affected+displaced+ahead")
    columns += heads(
        words,
        ("over_now", "#indicator+over_capacity+prob"),
        ("over", "#indicator+over_capacity+ahead+prob"),
        ("over_first", "#date+over_capacity+q05"),
        ("over_day", "#date+over_capacity+q50"),
        ("over_last", "#date+over_capacity+q95"),
    )
    columns += _quantiles(words, "above_then", "#affected+displaced+above_capacity+ahead")
    columns += heads(words, ("report", "#meta+id"))
    return laid_out(words, "camps", columns, [_camp(inputs, row, words) for row in camp_rows(inputs, audience)])


def _camp(inputs: BriefInput, row: CampRow, words: Wording) -> Row:
    return (
        words.title(row.name, row.name_fr),
        *codes_of(inputs.case.atlas, row.camp),
        row.country,
        number(row.capacity),
        *(_rounded(value) for value in row.now),
        *_planned(row.then),
        number(row.over_now),
        number(row.over),
        row.day_low,
        row.day,
        row.day_high,
        *_planned(row.shortfall),
        " ".join(row.reports),
    )


def access_sheet(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    """List how goods can pass each section, by week.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language of the headings.

    Returns:
        One row for each section and week; those of which nothing is held have no week.
    """
    columns = heads(
        words,
        ("mode", "#access+mode"),
        ("section", "#loc+section+name"),
        ("loads_at", "#loc+from+name"),
        ("loads_code", "#loc+from+code"),
        ("unloads_at", "#loc+to+name"),
        ("unloads_code", "#loc+to+code"),
        ("km", "#loc+length+km"),
        ("week_from", "#date+start"),
    )
    columns += [
        (words.say(f"state.{name}"), f"#access+{name}+prob") for name in ("open", "harassed", "escorted", "closed")
    ]
    columns += heads(words, ("report", "#meta+id"))
    atlas = inputs.case.atlas
    rows: list[Row] = []
    for row in access_rows(inputs, audience):
        ends: list[Value] = []
        for end in (*row.ends, "", "")[:2]:
            ends += [entity_name(atlas, end, words) or None, codes_of(atlas, end)[0]]
        chances = map(number, (row.open, row.harassed, row.escorted, row.closed))
        name = words.title(row.name, row.name_fr)
        head = (words.say(f"mode.{row.mode}"), name or None, *ends, number(row.km), row.week)
        rows.append((*head, *chances, " ".join(row.reports)))
    return laid_out(words, "access", columns, rows)


def _quantiles(words: Wording, key: str, tag: str) -> list[tuple[str, str]]:
    return [(f"{words.say(f'head.{key}')}, {name.upper()}", f"{tag}+{name}") for name in _QUANTILES]


def _planned(value: Planned) -> tuple[Value, Value, Value]:
    return _rounded(value.p50), _rounded(value.p80), _rounded(value.p95)


def _rounded(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None
