"""The sheet of the workbook on cities: fuel, power, prices and closures, now and in four weeks."""

from __future__ import annotations

from harmattan.brief.audience import Audience
from harmattan.brief.cities import COLUMNS, CityRow, city_rows, coarse_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.sheet import Row, Sheet, codes_of, heads, laid_out, three, triples
from harmattan.brief.wording import Wording
from harmattan.map.tips import named

__all__ = ["city_sheet"]

_TAGS = {
    "days": "#indicator+fuel_days",
    "stock": "#indicator+fuel_litres",
    "inflow": "#indicator+fuel_arrived_week",
    "served": "#indicator+need_served",
    "power": "#indicator+power_hours",
    "street": "#indicator+street_price_ratio",
    "general": "#indicator+general_price_index",
    "stations": "#indicator+stations_closed",
    "schools": "#indicator+schools_closed",
    "business": "#indicator+business_closed",
}


def city_sheet(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    """List what is believed of each city that uses fuel; mines and bases are not among them.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has classes of the cut-off day.
        words: language of the headings.

    Returns:
        A row for each city now, and at the other levels one for the week that ends four weeks on; shares from 0 to 1.
    """
    rows = city_rows(inputs, audience)
    columns = heads(words, ("place", "#loc+name"), ("place_code", "#loc+code"), ("area_code", "#adm1+code"))
    columns += heads(words, ("when", "#date+end"))
    if audience.public:
        held = [name for name in COLUMNS if any(name in row.bands for row in rows)]
        columns += [(words.say(f"head.city_{name}"), f"{_TAGS[name]}+class") for name in held]
    else:
        held = list(COLUMNS)
        for name in held:
            columns += triples(words, f"city_{name}", _TAGS[name])
    return laid_out(words, "cities", columns, [_row(row, held, inputs, audience, words) for row in rows])


def _row(row: CityRow, held: list[str], inputs: BriefInput, audience: Audience, words: Wording) -> Row:
    place = row.mark.place
    head = (named(place.name, place.name_fr, words), *codes_of(inputs.case.atlas, place.id), row.day)
    if not audience.public:
        return (*head, *(value for name in held for value in three(row.bands.get(name))))
    return (*head, *(_class(row, name, words) for name in held))


def _class(row: CityRow, name: str, words: Wording) -> str | None:
    if name not in row.bands:
        return None
    kind = coarse_of(name, row.bands[name])
    group = name if name in ("street", "general") else "share"
    return words.say("cell.unknown") if kind < 0 else words.say(f"city.{group}_{kind}")
