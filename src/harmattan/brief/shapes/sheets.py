"""What the spreadsheet holds: sheets of plain rows with their HXL tags, P-codes wherever one is known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.danger import danger_class
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.supply import import_rows
from harmattan.brief.known import known_corridors, known_places, serves_sites, values_for
from harmattan.brief.own.sheet import own_sheet
from harmattan.brief.shapes.comparison_csv import COLUMNS, beat_rows, break_even_rows, comparison_rows
from harmattan.brief.shapes.sheets_cities import city_sheet
from harmattan.brief.shapes.sheets_planning import access_sheet, camp_sheet, displacement_sheet
from harmattan.brief.sheet import Row, Sheet, Value, codes_of, heads, laid_out, number, three, triples
from harmattan.brief.tables.belief import entity_name
from harmattan.brief.tables.supply import most_a_day, open_months
from harmattan.brief.wording import Wording
from harmattan.map.bands import weekly_sums
from harmattan.map.marks import HOLDERS, STATES
from harmattan.map.tips import named
from harmattan.world.vocabulary import variables

__all__ = ["sheets"]

_COMPARED = COLUMNS.index("rests_on_judgement") + 1

_WEEKLY = (
    "tankers_arrived",
    "tankers_lost",
    "ambushes",
    "days_of_fuel",
    "displaced_in_area",
    "capacity_shortfall",
    "left",
    "violent_deaths",
    "pressure",
    "armed_group_income",
    "state_revenue_lost",
)


def sheets(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Sheet, ...]:
    """Lay out all sheets.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language of the headings.

    Returns:
        Situation by place, cities, corridors, outlook by week, comparison, course against course, break-even, who comes where,
        camps, access by week, sources; at the internal level own stocks and fleet.
    """
    return (
        _situation(inputs, audience, words),
        city_sheet(inputs, audience, words),
        _corridors(inputs, audience, words),
        _weekly(inputs, audience, words),
        _comparison(inputs, audience, words),
        _beats(inputs, audience, words),
        _break_evens(inputs, audience, words),
        displacement_sheet(inputs, audience, words),
        camp_sheet(inputs, audience, words),
        access_sheet(inputs, audience, words),
        _sources(inputs, audience, words),
        *((own_sheet(inputs, words),) if audience.internal else ()),
    )


def _situation(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    atlas = inputs.case.atlas
    columns = heads(
        words,
        ("area", "#adm1+name"),
        ("area_code", "#adm1+code"),
        ("place", "#loc+name"),
        ("place_code", "#loc+code"),
        ("kind", "#loc+type"),
        ("country", "#country+code"),
        ("lat", "#geo+lat"),
        ("lon", "#geo+lon"),
        ("residents", "#population"),
    )
    regions = {region.id: region for region in atlas.regions}
    columns += heads(words, ("region", "#region+name"), ("region_code", "#region+code")) if regions else []
    columns += triples(words, "days", "#indicator+fuel_days") if not audience.public else []
    columns += heads(
        words,
        ("days_class", "#indicator+fuel_class"),
        ("siege", "#indicator+siege+class" if audience.public else "#indicator+siege+prob"),
        ("holder", "#indicator+control+class"),
    )
    if not audience.public:
        columns += [(words.say(f"holder.{name}"), f"#indicator+control+{name}+prob") for name in HOLDERS]
    columns += triples(words, "displaced", "#affected+displaced")
    columns += heads(words, ("capacity", "#capacity+num"))
    columns += triples(words, "shortfall", "#affected+displaced+above_capacity")
    rows: list[Row] = []
    for mark in known_places(inputs, audience):
        place, area = mark.place, atlas.areas[atlas.area_index[mark.place.area]]
        head = (
            named(area.name, area.name_fr, words),
            area.pcode,
            named(place.name, place.name_fr, words),
            place.pcode or None,
        )
        kind = words.say(f"cell.{mark.days_class}") if mark.days_class else ""
        fuel = () if audience.public else three(mark.days)
        where: Row = (words.say(f"kind.{place.kind}"), place.country, place.lat, place.lon, place.population or None)
        if regions:
            region = regions.get(place.region)
            where += (named(region.name, region.name_fr, words), region.pcode or None) if region else (None, None)
        tail = (*three(mark.displaced), number(place.capacity), *three(mark.shortfall))
        siege: Value = number(mark.siege)
        if audience.public:
            siege = words.say(f"cell.siege_{mark.siege_word}") if mark.siege_word else None
        control: Row = (words.say(f"holder.{mark.holder}") if mark.holder else None,)
        if not audience.public:
            control += tuple(map(number, mark.holding)) or (None,) * len(HOLDERS)
        rows.append((*head, *where, *fuel, kind, siege, *control, *tail))
    return laid_out(words, "situation", columns, rows)


def _corridors(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    atlas = inputs.case.atlas
    columns = heads(
        words,
        ("corridor", "#loc+corridor+name"),
        ("loads_at", "#loc+from+name"),
        ("loads_code", "#loc+from+code"),
        ("unloads_at", "#loc+to+name"),
        ("unloads_code", "#loc+to+code"),
        ("flow_kind", "#loc+type"),
        ("state_now", "#status+class"),
        ("blockaded", "#status+blockaded+prob"),
        ("since", "#date+blockaded+start"),
    )
    columns += [(words.say(f"state.{name}"), f"#status+{name}+prob") for name in STATES]
    columns += heads(words, ("way", "#access+mode"), ("limit", "#capacity+tankers_day"), ("months", "#date+months"))
    columns += [] if audience.public else heads(words, ("danger", "#status+danger+class"))
    fields = [("share", "share"), ("past", "tankers_week"), ("lost", "tankers_lost_week")]
    fields += [] if audience.public else [
        ("waiting", "tankers_waiting"), ("ahead", "tankers_week_ahead"), ("ambushes", "attacks_week_ahead"),
    ]  # fmt: skip
    for key, tag in fields:
        columns += triples(words, key, f"#indicator+{tag}")
    rows: list[Row] = []
    for mark in known_corridors(inputs, audience):
        bands = (mark.share, mark.past, mark.lost, mark.waiting, mark.ahead, mark.ambushes)[: len(fields)]
        name = named(mark.corridor.name, mark.corridor.name_fr, words)
        state = words.say(f"state.{mark.state}") if mark.state else None
        chances = tuple(map(number, mark.states)) or (None,) * len(STATES)
        ends = [
            value
            for end in (mark.corridor.head, mark.corridor.end)
            for value in (entity_name(atlas, end, words), codes_of(atlas, end)[0])
        ]
        where = (name, *ends, words.say(f"kind.{mark.corridor.kind}"), state, number(mark.blockaded))
        since = words.month_and_year(mark.since) if mark.since else None
        danger = danger_class(mark.danger)
        way: Row = (
            words.say(f"mode.{mark.corridor.mode}"), number(most_a_day(mark.corridor)), open_months(mark.corridor, words),
            *(() if audience.public else (words.say(f"danger.{danger}") if danger else None,)),
        )  # fmt: skip
        rows.append((*where, since, *chances, *way, *(v for b in bands for v in three(b))))
    return laid_out(words, "corridors", columns, rows)


def _weekly(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    columns = heads(
        words,
        ("scenario", "#meta+scenario"),
        ("course", "#meta+course"),
        ("week_from", "#date+start"),
        ("week_to", "#date+end"),
        ("variable", "#indicator+name"),
        ("entity", "#loc+name"),
        ("place_code", "#loc+code"),
        ("area_code", "#adm1+code"),
        ("unit", "#indicator+unit"),
        ("low", "#indicator+q05+num"),
        ("median", "#indicator+q50+num"),
        ("high", "#indicator+q95+num"),
    )
    return laid_out(words, "weekly", columns, list(_weeks(inputs, audience, words)))


def _weeks(inputs: BriefInput, audience: Audience, words: Wording) -> Iterator[Row]:
    """List bands per whole week: flows as sums, stocks on the last day; a series of nothing but zeros is left out."""
    first = inputs.reference.calendar.first_day
    for (scenario, course), outlook in inputs.outlooks.items():
        if course != inputs.reference_key[1] and not audience.shows_course(inputs.course(course)):
            continue
        for variable, entity, label, columns in _chosen(inputs, audience, words):
            if variable not in outlook.values:
                continue
            known = variables()[variable]
            values = values_for(audience, outlook, variable)[:, :, columns].sum(axis=2, dtype=np.float64)
            flow = known.unit.endswith("/day")
            weeks = weekly_sums(values, from_end=False) if flow else values[:, 6::7]
            unit = (known.unit.removesuffix("/day") + "/week") if flow else known.unit
            if not weeks.any():
                continue
            for week, levels in enumerate(np.quantile(weeks, (0.05, 0.5, 0.95), axis=0).T):
                start = first + timedelta(days=7 * week)
                codes = codes_of(inputs.case.atlas, entity)
                head = (scenario, course, start, start + timedelta(days=6), variable, label, *codes, unit)
                yield (*head, *(float(f"{value:.4g}") for value in levels))


def _chosen(inputs: BriefInput, audience: Audience, words: Wording) -> list[tuple[str, str, str, list[int]]]:
    """Choose what the sheet holds: the country's inflow, then single entities that this audience may see."""
    atlas = inputs.case.atlas
    country = inputs.case.settings.country
    out = [("tankers_arrived", country, words.country(country), import_rows(inputs))]
    withheld = (*SITES, "crossing") if audience.public else SITES
    for variable in _WEEKLY:
        axis = variables()[variable].dims[1]
        if not audience.shows(variable, axis):
            continue
        labels = atlas.labels(axis)
        wanted: tuple[str, ...] = labels
        if variable == "days_of_fuel":
            wanted = inputs.focus
        elif variable == "capacity_shortfall":
            wanted = tuple(p.id for p in atlas.places if math.isfinite(p.capacity) and p.kind not in withheld)
        elif variable == "left":
            wanted = tuple(u.place for u in atlas.fuel if atlas.places[atlas.place_index[u.place]].kind not in withheld)
        elif axis == "country":
            wanted = (country,)
        elif axis == "corridor":
            wanted = tuple(c.id for c in atlas.corridors if not serves_sites(atlas, c))
        name_of = words.country if axis == "country" else partial(entity_name, atlas, words=words)
        out += [(variable, name, name_of(name), [labels.index(name)]) for name in wanted]
    return out


def _comparison(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    columns = heads(
        words,
        ("scenario", "#meta+scenario"),
        ("course", "#meta+course"),
        ("level", "#meta+kind"),
        ("reference", "#meta+reference"),
        ("outcome_name", "#indicator+name"),
        ("unit", "#indicator+unit"),
        ("low", "#indicator+q05+num"),
        ("median", "#indicator+q50+num"),
        ("high", "#indicator+q95+num"),
        ("mean", "#indicator+mean+num"),
        ("better", "#indicator+prob"),
        ("preferred", "#meta+preferred"),
        ("judgement_only", "#meta+judgement"),
    )
    rows: list[Row] = []
    for row in comparison_rows(inputs, audience):
        scenario, course, kind, reference, outcome, *rest = row[:_COMPARED]
        judged = words.say(f"cell.{rest[-1]}") if rest[-1] else ""
        names = (scenario, course, words.say(f"cell.{kind}"), reference, words.outcome(str(outcome)))
        rows.append((*names, *rest[:-1], judged))
    return laid_out(words, "comparison", columns, rows)


def _beats(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    columns = heads(
        words,
        ("scenario", "#meta+scenario"),
        ("course", "#meta+course"),
        ("against", "#meta+reference"),
        ("outcome_name", "#indicator+name"),
        ("share_better", "#indicator+prob"),
    )
    at = [COLUMNS.index(name) for name in ("scenario", "course", "reference", "outcome", "share_of_draws_better")]
    rows: list[Row] = [tuple(row[k] for k in at) for row in beat_rows(inputs, audience)]
    return laid_out(words, "beats", columns, rows)


def _break_evens(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    columns = heads(
        words,
        ("scenario", "#meta+scenario"),
        ("course", "#meta+course"),
        ("lever", "#meta+lever"),
        ("outcome_name", "#indicator+name"),
        ("multiplier", "#indicator+num"),
        ("side", "#meta+side"),
        ("verdict", "#meta+verdict"),
    )
    at = [COLUMNS.index(name) for name in ("scenario", "course", "lever", "outcome", "median", "side", "verdict")]
    rows: list[Row] = [tuple(row[k] for k in at) for row in break_even_rows(inputs, audience)]
    return laid_out(words, "break_evens", columns, rows)


def _sources(inputs: BriefInput, audience: Audience, words: Wording) -> Sheet:
    columns = heads(
        words,
        ("report", "#meta+id"),
        ("file", "#meta+file"),
        ("date", "#date+start"),
        ("week_to", "#date+end"),
        ("place", "#loc+name"),
        ("place_code", "#loc+code"),
        ("area_code", "#adm1+code"),
        ("metric", "#indicator+name"),
        ("value", "#indicator+text"),
        ("unit", "#indicator+unit"),
        ("low", "#indicator+min+num"),
        ("median", "#indicator+best+num"),
        ("high", "#indicator+max+num"),
        ("confidence", "#meta+confidence"),
        ("known_from", "#date+known"),
        ("source_type", "#meta+source+type"),
        ("link", "#meta+url"),
        ("published", "#date+published"),
    )
    used = set(inputs.situation.reports_used)
    rows: list[Row] = []
    for r in inputs.reports:
        if r.id in used and audience.keeps(r, inputs.case.atlas):
            numbers = (number(r.low), number(r.best), number(r.high))
            kind = r.source_type.replace(" ", "-")
            source = words.say(f"source_type.{kind}") if words.has(f"source_type.{kind}") else r.source_type
            codes = codes_of(inputs.case.atlas, r.place or r.area)
            head = (r.id, r.file, r.first_day, r.last_day, r.place_text, *codes, r.metric, r.value, r.unit)
            tail = (words.say(f"confidence.{r.confidence}"), r.known_from, source, r.source_url, r.source_date)
            rows.append((*head, *numbers, *tail))
    return laid_out(words, "sources", columns, rows)
