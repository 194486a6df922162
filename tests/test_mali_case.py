"""The shipped Mali case: every number is a row with a source, and the fuel adds up."""

import csv
import re
import tomllib
import unicodedata
from datetime import date
from itertools import chain, pairwise
from pathlib import Path

import pytest

from harmattan.world.atlas import Area, Atlas, Corridor, FuelUse, Place, Route, great_circle_km
from harmattan.world.prior import Prior, PriorTable
from harmattan.world.vocabulary import variables

REPO = Path(__file__).parents[1]
CASE = REPO / "src" / "harmattan" / "cases" / "mali"
MENDED = {
    ("F040", "date"), ("F040", "note"), ("F002", "source_type"), ("F002", "note"), ("F051", "place"),
    *((name, column) for name in ("F031", "F032") for column in ("metric", "place", "note", "confidence")),
}  # fmt: skip
"""Where the case departs from the facts: the period of a low point, given as a month; litres worked out of tankers; convoys of all
roads through one town; exports by country of origin, named by what they measure, on a base that is not told."""

AUTHOR = re.compile(r" \([A-Z]\. [A-Z][a-z]+\)")
"""Names of authors are left out."""

FACTS = REPO.parent / "shared" / "facts"
EVIDENCE = ("incidents", "fuel", "displacement", "actors", "responses", "precedents")
TABLES = ("places", "routes", "corridors", "areas", "regions", "fuel", "outline")

Rows = list[dict[str, str]]


def rows(path: Path) -> Rows:
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def atlas_rows(table: str) -> Rows:
    return rows(CASE / "atlas" / f"{table}.csv")


def names(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def choices() -> dict[str, dict[str, object]]:
    files = chain(CASE.glob("scenarios/*.toml"), CASE.glob("courses/*.toml"))
    return {f"{path.parent.name}/{path.stem}": tomllib.loads(path.read_text("utf-8")) for path in files}


def tables_of(kind: str, word: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name, content in choices().items():
        if name.startswith(kind):
            listed = content.get(word, [])
            assert isinstance(listed, list)
            found += listed
    return found


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas(
        places=tuple(
            Place(
                r["id"],
                r["name"],
                r["area"],
                r["country"],
                float(r["lat"]),
                float(r["lon"]),
                r["kind"],
                int(r["population"] or 0),
                float(r["capacity"] or "nan"),
                int(r["displaced"] or 0),
            )
            for r in atlas_rows("places")
        ),
        routes=tuple(
            Route(r["id"], r["from"], r["to"], float(r["km"]), r["class"], r["surface"], float(r["free_flow_days"]))
            for r in atlas_rows("routes")
        ),
        corridors=tuple(
            Corridor(
                r["id"],
                r["name"],
                r["kind"],
                names(r["via"]),
                float(r["normal_share"]),
                float(r["transit_days"]),
                float(r["dispatch_limit"]),
            )
            for r in atlas_rows("corridors")
        ),
        areas=tuple(
            Area(r["id"], r["name"], r["country"], float(r["lat"]), float(r["lon"]), names(r["neighbours"]))
            for r in atlas_rows("areas")
        ),
        fuel=tuple(
            FuelUse(r["place"], float(r["need_share"]), float(r["priority_share"]), float(r["storage_days"]))
            for r in atlas_rows("fuel")
        ),
    )


def priors() -> list[Prior]:
    return [
        Prior(
            r["variable"],
            r["entity"],
            r["distribution"],
            float(r["low"]),
            float(r["high"]),
            r["source"],
            known_from=date.fromisoformat(r["known_from"]) if r["known_from"] else None,
        )
        for r in rows(CASE / "priors.csv")
    ]


@pytest.mark.shared
@pytest.mark.parametrize("table", EVIDENCE)
def test_every_row_of_the_facts_is_carried(table: str) -> None:
    source = FACTS / f"{table}.csv"
    if not source.exists():
        pytest.skip(f"{source.name} of the facts folder is not here")
    carried = {row["id"]: row for row in rows(CASE / "evidence" / source.name)}
    for row in rows(source):
        for column, found in row.items():
            if (row["id"], column) not in MENDED:
                assert carried[row["id"]][column] == AUTHOR.sub("", found), (row["id"], column)
    own = set(carried) - {row["id"] for row in rows(source)}
    assert all("judged from words of" in carried[name]["note"].casefold() for name in own)


def test_ids_are_unique() -> None:
    for table in EVIDENCE:
        ids = [r["id"] for r in rows(CASE / "evidence" / f"{table}.csv")]
        assert len(ids) == len(set(ids)), table
    levers = [lever["id"] for lever in tables_of("courses", "lever")]
    assert len(levers) == len(set(levers))
    given = [(p.variable, p.entity, p.known_from) for p in priors()]
    assert len(given) == len(set(given))


def test_names_of_the_tables_resolve(atlas: Atlas) -> None:
    assert atlas.faults() == []
    area_of = {area.id: area for area in atlas.areas}
    for area in atlas.areas:
        assert area.id not in area.neighbours
        assert all(area.id in area_of[other].neighbours for other in area.neighbours), area.id
    assert all(place.country == area_of[place.area].country for place in atlas.places)
    settings = tomllib.loads((CASE / "case.toml").read_text("utf-8"))
    assert set(settings["focus"]) <= set(atlas.place_index)
    listed = {f"{kind}/{name}" for kind in ("scenarios", "courses") for name in settings[kind]}
    assert listed == set(choices())


@pytest.mark.parametrize("table", ["places", "corridors", "regions"])
def test_a_spelling_belongs_to_one_entry(table: str) -> None:
    owners: dict[str, set[str]] = {}
    for row in atlas_rows(table):
        for text in (row["id"], row["name"], row["name_fr"], *names(row["aliases"])):
            if text:
                owners.setdefault(fold(text), set()).add(row["id"])
    assert {word: who for word, who in owners.items() if len(who) > 1} == {}


def test_every_attack_since_the_ban_finds_its_corridor() -> None:
    known = {
        fold(text)
        for row in atlas_rows("corridors")
        for text in (row["name"], row["name_fr"], *names(row["aliases"]))
        if text
    }
    attacks = [r for r in rows(CASE / "evidence" / "incidents.csv") if r["event_type"] == "convoy_attack"]
    lost = [r["id"] for r in attacks if r["date"] >= "2025-09-03" and fold(r["corridor"]) not in known]
    assert lost == []


def test_no_road_is_shorter_than_the_great_circle(atlas: Atlas) -> None:
    at = {place.id: (place.lat, place.lon) for place in atlas.places}
    short = [r.id for r in atlas.routes if r.km < great_circle_km(*at[r.origin], *at[r.destination])]
    assert short == []


def test_every_place_can_be_reached(atlas: Atlas) -> None:
    reached, waiting = {"bamako"}, ["bamako"]
    while waiting:
        here = waiting.pop()
        for route in atlas.routes:
            for a, b in ((route.origin, route.destination), (route.destination, route.origin)):
                if a == here and b not in reached:
                    reached.add(b)
                    waiting.append(b)
    assert set(atlas.place_index) - reached == set()


def _through(atlas: Atlas, place: str) -> float:
    own = sum(use.need_share for use in atlas.fuel if use.place == place)
    onward = (c for c in atlas.corridors if c.kind == "distribution" and c.head == place)
    return own + sum(c.normal_share * _through(atlas, c.end) for c in onward)


def test_shares_of_import_and_of_need_add_up(atlas: Atlas) -> None:
    assert sum(c.normal_share for c in atlas.corridors if c.kind == "import") == pytest.approx(1, abs=0.01)
    assert sum(use.need_share for use in atlas.fuel) == pytest.approx(1, abs=0.01)
    abidjan = sum(c.normal_share for c in atlas.corridors if c.head == "abidjan")
    dakar = sum(c.normal_share for c in atlas.corridors if c.head == "dakar")
    published = {
        r["id"]: float(r["value"]) / 100 for r in rows(CASE / "evidence" / "fuel.csv") if r["id"] in ("F027", "F028")
    }
    assert (abidjan, dakar) == pytest.approx((published["F027"], published["F028"]), abs=0.01)


def test_what_comes_in_covers_use_and_what_goes_on(atlas: Atlas) -> None:
    for use in atlas.fuel:
        into = [c for c in atlas.corridors if c.end == use.place]
        need = _through(atlas, use.place)
        come = sum(c.normal_share * (1 if c.kind == "import" else need) for c in into)
        assert come == pytest.approx(need, rel=0.05), use.place
    users = {use.place for use in atlas.fuel}
    assert all(c.end in users for c in atlas.corridors)


def test_corridors_can_load_their_normal_share_at_the_highest_published_need(atlas: Atlas) -> None:
    by_name = {p.variable: p for p in priors() if not p.entity}
    tankers = by_name["national_fuel_need"].high / by_name["litres_per_tanker"].low
    days = {frozenset((r.origin, r.destination)): r.free_flow_days for r in atlas.routes}
    for corridor in atlas.corridors:
        part = 1.0 if corridor.kind == "import" else _through(atlas, corridor.end)
        assert corridor.dispatch_limit >= corridor.normal_share * part * tankers, corridor.id
        assert corridor.transit_days >= sum(days[frozenset(leg)] for leg in pairwise(corridor.via)), corridor.id


def test_every_parameter_has_a_prior_that_names_what_exists(atlas: Atlas) -> None:
    parameters = [name for name, variable in variables().items() if variable.role == "parameter"]
    assert {p.variable for p in priors()} == set(parameters)
    for prior in priors():
        dims = variables()[prior.variable].dims
        assert not prior.entity or prior.entity in atlas.labels(dims[1]), prior
    assert PriorTable.lay_out(priors(), atlas, parameters).size > len(parameters)


def test_scenarios_and_levers_touch_drivers_and_things_that_exist(atlas: Atlas) -> None:
    for part in tables_of("scenarios", "path") + tables_of("courses", "lever"):
        variable, at = variables()[str(part["variable"])], part["at"]
        assert variable.role == "driver"
        assert isinstance(at, list)
        assert set(at) <= set(atlas.labels(variable.dims[1]))
    for lever in tables_of("courses", "lever"):
        effect = lever["effect"]
        assert isinstance(effect, dict)
        assert effect["low"] < effect["high"]
        assert effect["source"]
        assert effect["dispute"]
    for content in choices().values():
        assert all(content[key] for key in ("title", "title_fr", "description", "description_fr"))


def test_every_number_opens_to_a_row_that_exists() -> None:
    known = {r["id"] for table in EVIDENCE for r in rows(CASE / "evidence" / f"{table}.csv")}
    texts = [(CASE / "case.toml").read_text("utf-8")]
    texts += [path.read_text("utf-8") for path in chain(CASE.glob("scenarios/*.toml"), CASE.glob("courses/*.toml"))]
    for row in chain(rows(CASE / "priors.csv"), *map(atlas_rows, TABLES)):
        assert row["source"], row
        texts += [row["source"], row.get("note", "")]
    cited = set(re.findall(r"\b[IFDARP]\d{3}\b", " ".join(texts)))
    assert cited - known == set()
    assert len(cited) > 80


def test_a_prior_leans_on_nothing_that_became_known_after_its_day() -> None:
    first_day = str(tomllib.loads((CASE / "case.toml").read_text("utf-8"))["first_day"])
    evidence = chain.from_iterable(rows(CASE / "evidence" / f"{table}.csv") for table in EVIDENCE)
    known = {r["id"]: r["known_from"] or "9" for r in evidence if r["background"] != "yes"}
    for row in rows(CASE / "priors.csv"):
        cited = set(re.findall(r"\b[IFDARP]\d{3}\b", row["source"]))
        day = row["known_from"] or first_day
        assert all(known.get(name, "") <= day for name in cited) or "hindsight" in row["note"], row
