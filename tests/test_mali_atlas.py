"""The geography of the shipped Mali case: enough of it, in both administrative frames, and true to independent maps."""

import csv
import gzip
import heapq
import json
import math
import re
import sqlite3
import struct
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from harmattan.observe.casefolder import read_case
from harmattan.observe.gazetteer import Gazetteers, fold
from harmattan.world.atlas import Atlas, Place, great_circle_km
from harmattan.world.case import Case

REPO = Path(__file__).parents[1]
GEO = REPO.parent / "shared" / "data" / "geo"
NEAR_KM = 15.0
"""A place stands for a node of the road graph within this distance."""

CORRIDORS = {
    "Dakar-Diboli-Kayes-Bamako": ("dakar", "diboli", "kayes", "bamako"),
    "Abidjan-Zegoua-Sikasso-Bougouni-Bamako": ("abidjan", "zegoua", "sikasso", "bougouni", "bamako"),
    "Abidjan-Kadiana-Kolondieba": ("abidjan", "kadiana", "kolondieba"),
    "Conakry-Kouremale-Bamako": ("conakry", "kouremale", "bamako"),
    "Nouakchott-Gogui-Nioro": ("nouakchott", "gogui", "nioro"),
    "Niamey-Gao": ("niamey", "labbezanga", "gao"),
    "Niamey-Ouagadougou-Bamako": ("niamey", "ouagadougou", "koutiala"),
    "Niono-Lere-Fassala": ("niono", "lere"),
    "RN16": ("mopti", "douentza", "boni", "hombori", "gossi", "gao"),
}
"""Names that reports use, and places that the corridor passes in this order."""

NAMED_FOR_VILLAGES = {"I058", "I102"}
"""Incidents whose words name no place, road or area that one can be sure of: a road, and one of fifty villages of one name."""


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(REPO / "src" / "harmattan" / "cases" / "mali")


@pytest.fixture(scope="module")
def atlas(case: Case) -> Atlas:
    return case.atlas


def shared(name: str) -> Path:
    path = GEO / name
    if not path.exists():
        pytest.skip(f"{name} of the data folder is not here")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    packed = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def apart(place: Place, lat: float, lon: float) -> float:
    return great_circle_km(place.lat, place.lon, lat, lon)


def passes(via: tuple[str, ...], names: tuple[str, ...]) -> bool:
    left = iter(via)
    return all(name in left for name in names)


def test_the_stage_is_wide_enough(atlas: Atlas) -> None:
    kinds, countries = Counter(p.kind for p in atlas.places), Counter(p.country for p in atlas.places)
    assert len(atlas.places) >= 80
    assert len(atlas.routes) >= 110
    assert kinds["mine"] >= 10
    assert kinds["crossing"] >= 9
    assert {"port", "depot", "refinery", "camp", "base", "city", "town"} <= set(kinds)
    assert {"ML", "MR", "BF", "NE", "CI", "SN", "GN", "DZ", "TG", "GH", "BJ"} <= set(countries)


def test_corridors_have_the_names_that_reports_use(atlas: Atlas) -> None:
    gazetteer = Gazetteers.of(atlas).corridors
    for name, names in CORRIDORS.items():
        found = gazetteer.find(name)
        assert found, name
        assert passes(atlas.corridors[atlas.corridor_index[found]].via, names), name


def test_every_port_and_reception_town_is_joined_to_the_capital(atlas: Atlas) -> None:
    joined: dict[str, set[str]] = {}
    for route in atlas.routes:
        joined.setdefault(route.origin, set()).add(route.destination)
        joined.setdefault(route.destination, set()).add(route.origin)
    reached, waiting = {"bamako"}, ["bamako"]
    while waiting:
        for there in joined[waiting.pop()] - reached:
            reached.add(there)
            waiting.append(there)
    assert set(atlas.place_index) == reached


def test_every_town_at_home_has_people_and_no_more_than_the_country(case: Case) -> None:
    home = [p for p in case.atlas.places if p.country == case.settings.country]
    assert [p.id for p in home if p.kind in ("city", "town") and not p.population] == []
    assert [p.id for p in home if p.kind in ("mine", "base", "crossing") and p.population] == []
    assert 7e6 < sum(p.population for p in home) < 22.4e6


def test_refugees_in_niger_are_counted_once(case: Case) -> None:
    sites = [p for p in case.atlas.places if p.country == "NE"]
    assert sum(p.displaced for p in sites) == case.reports.by_id()["D021"].best == 55_000


def test_both_frames_are_known(atlas: Atlas) -> None:
    home = {a.id: a for a in atlas.areas if a.country == "ML"}
    crosswalk = atlas.crosswalk()
    assert len(atlas.regions) == len(crosswalk) == 20
    assert {row.area for row in crosswalk} == set(home)
    assert all(row.area_pcode == home[row.area].pcode for row in crosswalk)
    for area in home:
        assert sum(row.share_of_area for row in crosswalk if row.area == area) == pytest.approx(1, abs=1e-9)
    named = {p.region for p in atlas.places if p.region}
    assert named == {r.id for r in atlas.regions}
    assert [p.id for p in atlas.places if bool(p.region) != (p.country == "ML")] == []


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Koutiala", "sikasso"), ("région de Bougouni", "sikasso"), ("Bandiagara region", "mopti"), ("Dioïla", "koulikoro"),
        ("Nioro du Sahel", "kayes"), ("San", "segou"), ("DOUENTZA", "mopti"), ("Taoudénni", "taoudenit"), ("Ménaka", "menaka"),
        ("Tombouctou", "timbuktu"), ("ML04", "segou"), ("District de Bamako", "bamako"), ("Kita", "kayes"), ("Nara", "koulikoro"),
    ],
)  # fmt: skip
def test_an_area_is_found_by_the_names_of_both_frames(atlas: Atlas, text: str, area: str) -> None:
    assert Gazetteers.of(atlas).areas.find(text) == area


def test_what_happened_is_placed(case: Case) -> None:
    events = [r for r in case.reports.rows if r.file == "evidence/incidents.csv"]
    lost = {r.id for r in events if not (r.place or r.corridor or r.area)}
    assert lost == NAMED_FOR_VILLAGES
    assert sum(bool(r.place) for r in events) >= 120
    at_home = [r for r in events if r.area and case.atlas.areas[case.atlas.area_index[r.area]].country == "ML"]
    assert sum(bool(r.place) for r in at_home) >= 0.9 * len(at_home)


def test_each_corridor_goes_its_own_way(atlas: Atlas) -> None:
    assert {c.mode for c in atlas.corridors} == {"road", "rail", "river", "air"}
    for corridor in atlas.corridors:
        assert {leg.mode for leg in atlas.legs(corridor)} == {corridor.mode}, corridor.id


def test_an_alternative_says_what_it_could_carry_at_most_and_carries_next_to_nothing(atlas: Atlas) -> None:
    others = [c for c in atlas.corridors if c.mode != "road"]
    assert all(c.normal_share <= 0.1 for c in others)
    assert all(c.normal_share == 0 for c in others if c.mode in ("rail", "air"))
    for corridor in others:
        assert 0 < corridor.dispatch_limit <= 12, corridor.id
        assert re.search(r"dispatch limit: (judgement|most)", corridor.source), corridor.id
        assert (len(corridor.months) < 12) == (corridor.mode == "river"), corridor.id
    for by_water in (c for c in others if c.normal_share):
        (by_road,) = [c for c in atlas.corridors if c.end == by_water.end and c.mode == "road"]
        assert by_road.normal_share + by_water.normal_share == pytest.approx(1, abs=1e-9)


def test_no_border_is_narrower_than_normal_trade_at_the_highest_need(case: Case, atlas: Atlas) -> None:
    high = {p.variable: p for p in case.priors if not p.entity}
    tankers = high["national_fuel_need"].high / high["litres_per_tanker"].low
    for corridor in atlas.corridors:
        if corridor.kind == "import" and corridor.mode == "road":
            assert 0 < corridor.customs_days < corridor.transit_days
            assert math.isfinite(corridor.border_limit)
            assert corridor.border_limit >= max(corridor.normal_share * tankers, corridor.dispatch_limit), corridor.id


def test_cover_is_judged_for_every_leg_at_home_and_thins_out_to_the_north(atlas: Atlas) -> None:
    at = {place.id: place for place in atlas.places}
    judged = {row["id"] for row in rows(REPO / "src/harmattan/cases/mali/atlas/routes.csv") if row["cover"]}
    legs = {leg.id: leg for c in atlas.corridors if c.mode != "air" for leg in atlas.legs(c)}
    home = {name: leg for name, leg in legs.items() if "ML" in (at[leg.origin].country, at[leg.destination].country)}
    assert set(home) <= judged
    assert all("cover: judgement" in leg.source for leg in home.values())
    south = [leg.cover for leg in home.values() if max(at[leg.origin].lat, at[leg.destination].lat) < 12.3]
    north = [leg.cover for leg in home.values() if min(at[leg.origin].lat, at[leg.destination].lat) > 15.2]
    assert len(south) >= 9
    assert len(north) >= 8
    assert min(south) >= 0.6
    assert max(north) <= 0.3


def test_mines_use_what_their_town_used_to_use_for_them(atlas: Atlas) -> None:
    need = {use.place: use.need_share for use in atlas.fuel}
    mines = {name for name in need if atlas.places[atlas.place_index[name]].kind == "mine"}
    assert mines == {"sadiola", "loulo-gounkoto", "fekola", "syama"}
    assert sum(need[name] for name in ("kayes", "sadiola", "loulo-gounkoto", "fekola")) == pytest.approx(0.13)
    assert need["sikasso"] + need["syama"] == pytest.approx(0.07)


@pytest.mark.shared
def test_p_codes_name_the_same_settlements(atlas: Atlas) -> None:
    known = {row["pcode"]: row for row in rows(shared("mali_settlements_cod2015.csv.gz"))}
    coded = [p for p in atlas.places if p.pcode]
    assert len(coded) >= 80
    areas = {a.id: a for a in atlas.areas}
    for place in coded:
        row = known[place.pcode]
        theirs = {fold(name).replace(" ", "") for name in (row["featureNam"], *row["featureAlt"].split("|"))}
        ours = {fold(name).replace(" ", "") for name in (place.name, place.name_fr, *place.aliases) if name}
        assert theirs & ours, (place.id, theirs)
        assert apart(place, float(row["latitude"]), float(row["longitude"])) < 11, place.id
        assert areas[place.area].pcode in ("", row["admin1Pcod"]), place.id


@pytest.mark.shared
def test_p_codes_of_areas_are_those_of_the_frame(atlas: Atlas) -> None:
    with closing(
        sqlite3.connect(f"{shared('mali_admin_cod2015.gpkg').as_uri()}?mode=ro&immutable=1", uri=True)
    ) as file:
        theirs = dict(file.execute("select admin1Pcod, admin1Name from adm1"))
    ours = {a.pcode: a for a in atlas.areas if a.pcode}
    assert set(ours) == set(theirs)
    for code, name in theirs.items():
        words = {fold(text) for text in (ours[code].name, ours[code].name_fr)} | {
            fold(alias) for r in atlas.regions if r.area == ours[code].id for alias in r.aliases
        }
        assert fold(name) in words, code


@pytest.mark.shared
def test_shares_of_regions_are_those_of_the_census(atlas: Atlas) -> None:
    counted = {
        Gazetteers.of(atlas).areas.find(row["region"]) + "/" + fold(row["region"]): float(
            row["pop_ordinary_households_2022"]
        )
        for row in rows(shared("mali_census2022_region_ordinary_household_pop.csv"))
    }
    people: Counter[str] = Counter()
    for key, number in counted.items():
        people[key.partition("/")[0]] += int(number)
    for region in atlas.regions:
        names = {fold(text) for text in (region.name, region.name_fr, *region.aliases)}
        (number,) = [n for key, n in counted.items() if key.partition("/")[2] in names]
        assert region.share_of_area == pytest.approx(number / people[region.area], abs=0.0011), region.id


@pytest.mark.shared
def test_mines_and_crossings_lie_where_others_saw_them(atlas: Atlas) -> None:
    features = json.loads(shared("mines_icmm2025_westafrica.geojson").read_text("utf-8"))["features"]
    seen = {fold(f["properties"]["name"]): f["geometry"]["coordinates"] for f in features}
    mines = {p.id: fold(p.name.removesuffix(" mine")) for p in atlas.places if p.kind == "mine"}
    both = {name: seen[word] for name, word in mines.items() if word in seen}
    assert len(both) >= 9
    for name, (lon, lat) in both.items():
        assert apart(atlas.places[atlas.place_index[name]], lat, lon) < 25, name
    border = [(float(r["lat"]), float(r["lon"])) for r in rows(shared("mali_border_road_crossings_derived.csv"))]
    on_trunk = [p for p in atlas.places if p.kind == "crossing" and p.id != "kadiana"]
    assert len(on_trunk) >= 9
    for place in on_trunk:
        assert min(apart(place, *point) for point in border) < 10, place.id


class Roads:
    """The trunk road graph of OpenStreetMap: nodes with their positions, edges with their km."""

    def __init__(self, path: Path) -> None:
        self.edges: dict[int, list[tuple[int, float]]] = {}
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            # The last 16 bytes of a point in a GeoPackage are its x and y.
            self.at = {
                n: struct.unpack("<dd", blob[-16:])[::-1] for n, blob in file.execute("select node, geom from nodes")
            }
            for a, b, metres in file.execute('select "from", "to", dist_m from edges'):
                self.edges.setdefault(a, []).append((b, metres / 1000))
                self.edges.setdefault(b, []).append((a, metres / 1000))

    def node(self, place: Place) -> int | None:
        km, node = min((apart(place, *point), node) for node, point in self.at.items())
        return node if km < NEAR_KM else None

    def shortest(self, start: int, stop: int) -> float:
        best, queue = {start: 0.0}, [(0.0, start)]
        while queue:
            km, here = heapq.heappop(queue)
            if here == stop:
                return km
            for there, more in self.edges.get(here, []):
                if km + more < best.get(there, math.inf):
                    best[there] = km + more
                    heapq.heappush(queue, (km + more, there))
        return math.inf


@pytest.fixture(scope="module")
def roads() -> Roads:
    return Roads(shared("roads_trunk_osm_westafrica.gpkg"))


@pytest.fixture(scope="module")
def nodes(atlas: Atlas, roads: Roads) -> dict[str, int]:
    return {place.id: node for place in atlas.places if (node := roads.node(place)) is not None}


@pytest.mark.shared
def test_trunk_and_primary_roads_agree_with_an_independent_road_graph(
    atlas: Atlas, roads: Roads, nodes: dict[str, int]
) -> None:
    checked, off = set(), []
    for route in atlas.routes:
        ends = (nodes.get(route.origin), nodes.get(route.destination))
        if route.road_class in ("trunk", "primary") and None not in ends and ends[0] != ends[1]:
            km = roads.shortest(*(end for end in ends if end is not None))
            checked.add(route.id)
            off += (
                [] if route.km == pytest.approx(km, rel=0.15) else [f"{route.id}: {route.km:g} km, graph {km:.0f} km"]
            )
    assert off == []
    assert len(checked) >= 35
    assert {r.id for r in atlas.routes if "checked against the OpenStreetMap" in r.source} == checked


@pytest.mark.shared
def test_long_stretches_of_road_agree_with_the_road_graph(atlas: Atlas, roads: Roads, nodes: dict[str, int]) -> None:
    """Between places on the graph, a chain of trunk and primary routes over towns that are not on it is as long as the road."""
    km = {frozenset((r.origin, r.destination)): (r.km, r.road_class) for r in atlas.routes if r.mode == "road"}
    checked, off = 0, []
    for corridor in atlas.corridors:
        if corridor.mode != "road":
            continue
        start, so_far = corridor.via[0], 0.0
        for here, there in pairwise(corridor.via):
            length, kind = km[frozenset((here, there))]
            so_far += length if kind in ("trunk", "primary") else math.inf
            if there in nodes:
                if start in nodes and math.isfinite(so_far) and nodes[start] != nodes[there]:
                    graph = roads.shortest(nodes[start], nodes[there])
                    checked += 1
                    if so_far != pytest.approx(graph, rel=0.15):
                        off.append(f"{corridor.id} {start}-{there}: {so_far:g} km, graph {graph:.0f} km")
                start, so_far = there, 0.0
    assert off == []
    assert checked >= 30


def test_the_source_of_a_length_says_how_sure_it_is(atlas: Atlas) -> None:
    vague = [r.id for r in atlas.routes if not re.search(r"own estimate|published|judge|checked against", r.source)]
    assert vague == []
