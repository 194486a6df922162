"""Each check of one table against another fires, and names file, row, column and what was found."""

from pathlib import Path

import pytest

from harmattan.observe.casefolder import check_case, read_case
from harmattan.observe.gazetteer import Gazetteers
from observe.breaking import append, replace_once, set_cell

BROKEN = [
    # what is broken: file, row, column, value; then the fault: file, row, column, found, nearest
    ("atlas/places.csv", 5, "area", "isel", "atlas/places.csv", 5, "area", "isel", "isle"),
    ("atlas/places.csv", 5, "country", "xi", "atlas/places.csv", 5, "country", "xi", ""),
    ("atlas/places.csv", 5, "country", "XJ", "atlas/places.csv", 5, "country", "XJ", ""),
    ("atlas/places.csv", 5, "aliases", "The Ford", "atlas/places.csv", 5, "aliases", "The Ford", ""),
    ("atlas/places.csv", 5, "aliases", "Saltport", "atlas/places.csv", 5, "aliases", "Saltport", ""),
    ("atlas/places.csv", 2, "aliases", "millbrook", "atlas/places.csv", 2, "aliases", "millbrook", ""),
    ("atlas/areas.csv", 2, "country", "Isle", "atlas/areas.csv", 2, "country", "Isle", ""),
    ("atlas/areas.csv", 2, "neighbours", "shore|shor", "atlas/areas.csv", 2, "neighbours", "shor", "shore"),
    ("atlas/areas.csv", 3, "neighbours", "", "atlas/areas.csv", 2, "neighbours", "shore", ""),
    ("atlas/areas.csv", 2, "neighbours", "shore|isle", "atlas/areas.csv", 2, "neighbours", "isle", ""),
    ("atlas/routes.csv", 2, "from", "saltprot", "atlas/routes.csv", 2, "from", "saltprot", "saltport"),
    ("atlas/routes.csv", 2, "to", "ford", "atlas/routes.csv", 2, "to", "ford", "fordgate"),
    ("atlas/routes.csv", 7, "to", "fordgate", "atlas/routes.csv", 7, "to", "fordgate", ""),
    ("atlas/routes.csv", 2, "km", "60", "atlas/routes.csv", 2, "km", "60", ""),
    (
        "atlas/corridors.csv",
        2,
        "via",
        "saltport|fordgat|lantern",
        "atlas/corridors.csv",
        2,
        "via",
        "fordgat",
        "fordgate",
    ),
    ("atlas/corridors.csv", 2, "via", "saltport|lantern", "atlas/corridors.csv", 2, "via", "saltport|lantern", ""),
    ("atlas/corridors.csv", 4, "via", "lantern", "atlas/corridors.csv", 4, "via", "lantern", ""),
    ("atlas/corridors.csv", 2, "via", "fordgate|lantern", "atlas/corridors.csv", 2, "via", "fordgate (crossing)", ""),
    ("atlas/corridors.csv", 2, "via", "fordgate|lantern", "atlas/corridors.csv", 2, "via", "fordgate (XI)", ""),
    ("atlas/corridors.csv", 4, "via", "fordgate|lantern|millbrook", "atlas/corridors.csv", 4, "via", "fordgate", ""),
    ("atlas/corridors.csv", 3, "via", "reed-depot|fordgate", "atlas/corridors.csv", 3, "via", "fordgate", ""),
    ("atlas/corridors.csv", 3, "normal_share", "0.5", "atlas/corridors.csv", 3, "normal_share", "1.1 together", ""),
    ("atlas/corridors.csv", 3, "aliases", "salt-road", "atlas/corridors.csv", 3, "aliases", "salt-road", ""),
    ("atlas/corridors.csv", 3, "source", "", "atlas/corridors.csv", 3, "source", "nothing", ""),
    ("atlas/corridors.csv", 2, "dispatch_limit", "-1", "atlas/corridors.csv", 2, "dispatch_limit", "-1", ""),
    ("atlas/fuel.csv", 3, "place", "milbrook", "atlas/fuel.csv", 3, "place", "milbrook", "millbrook"),
    ("atlas/fuel.csv", 3, "place", "lantern", "atlas/fuel.csv", 3, "place", "lantern", ""),
    ("atlas/fuel.csv", 3, "place", "heron-camp", "atlas/fuel.csv", 3, "place", "heron-camp", ""),
    ("atlas/fuel.csv", 3, "place", "heron-camp", "atlas/fuel.csv", 3, "place", "heron-camp (camp)", ""),
    ("atlas/fuel.csv", 3, "place", "heron-camp", "atlas/fuel.csv", 3, "place", "heron-camp (XJ)", ""),
    ("atlas/fuel.csv", 3, "place", "saltport", "atlas/fuel.csv", 3, "place", "saltport (XJ)", ""),
    ("atlas/fuel.csv", 3, "place", "fordgate", "atlas/fuel.csv", 3, "place", "fordgate (crossing)", ""),
    ("atlas/fuel.csv", 3, "need_share", "-0.2", "atlas/fuel.csv", 3, "need_share", "-0.2", ""),
    ("atlas/fuel.csv", 3, "need_share", "0.3", "atlas/fuel.csv", 3, "need_share", "1.1 together", ""),
    (
        "priors.csv",
        2,
        "variable",
        "national_fuel_ned",
        "priors.csv",
        2,
        "variable",
        "national_fuel_ned",
        "national_fuel_need",
    ),
    ("priors.csv", 2, "variable", "shortage", "priors.csv", 2, "variable", "shortage", "closure_shortage"),
    ("priors.csv", 2, "entity", "lantern", "priors.csv", 2, "entity", "lantern", ""),
    ("priors.csv", 7, "entity", "milbrook", "priors.csv", 7, "entity", "milbrook", "millbrook"),
    ("priors.csv", 7, "entity", "salt-road", "priors.csv", 7, "entity", "salt-road", ""),
    ("priors.csv", 7, "entity", "", "priors.csv", 7, "variable", "origin_stock_days", ""),
    ("priors.csv", 4, "entity", "petrl", "priors.csv", 4, "entity", "petrl", "petrol"),
    ("priors.csv", 2, "low", "900000", "priors.csv", 2, "low, high", "900000, 800000", ""),
    ("priors.csv", 2, "low", "0", "priors.csv", 2, "low, high", "0, 800000", ""),
    ("priors.csv", 4, "low", "0.3", "priors.csv", 4, "low, high", "0.3, 0.4", ""),
]


@pytest.mark.parametrize(("file", "row", "column", "value", "in_file", "at", "under", "found", "hint"), BROKEN)
def test_a_broken_link_is_named(
    island: Path, file: str, row: int, column: str, value: str, in_file: str, at: int, under: str, found: str, hint: str
) -> None:
    set_cell(island, file, row, column, value)
    faults = [f for f in check_case(island) if (f.file, f.row, f.column) == (in_file, at, under)]
    assert any(f.found.startswith(found) for f in faults), check_case(island)
    assert hint in {f.nearest for f in faults}


def test_the_island_is_sound(island: Path) -> None:
    assert check_case(island) == ()


def test_the_same_pair_twice_in_one_class(island: Path) -> None:
    append(island, "atlas/routes.csv", "back,lantern,fordgate,95,trunk,paved,0.5,invented,\n")
    (fault,) = check_case(island)
    assert (fault.row, fault.column, fault.found) == (8, "to", "fordgate")
    assert "row 3" in fault.allowed
    replace_once(island, "atlas/routes.csv", "back,lantern,fordgate,95,trunk", "back,lantern,fordgate,95,track")
    assert check_case(island) == ()


def test_a_town_that_no_route_reaches(island: Path) -> None:
    append(island, "atlas/places.csv", "far-town,Far Town,,,isle,XI,4.5,-24.7,500,town,,0,invented,\n")
    append(island, "atlas/places.csv", "far-base,Far Base,,,isle,XI,4.5,-24.8,0,base,,0,invented,\n")
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column, fault.found) == ("atlas/places.csv", 8, "id", "far-town")


def test_two_places_may_share_a_name_but_not_a_folded_id(island: Path) -> None:
    row = "mill-brook-2,Millbrook,,,isle,XI,4.7,-24.9,0,base,,0,invented,\n"
    append(island, "atlas/places.csv", row)
    assert check_case(island) == ()
    replace_once(island, "atlas/places.csv", "mill-brook-2", "heron_camp")
    (fault,) = check_case(island)
    assert (fault.row, fault.column, fault.found) == (8, "id", "heron_camp")


def test_distribution_shares_at_one_end(island: Path) -> None:
    row = "old-mill-road,Old Mill Road,,,distribution,lantern|millbrook,0.2,1,5,invented,\n"
    append(island, "atlas/corridors.csv", row)
    (fault,) = check_case(island)
    assert (fault.row, fault.column) == (5, "normal_share")
    assert "millbrook" in fault.allowed


def test_imports_that_bring_nothing(island: Path) -> None:
    set_cell(island, "atlas/corridors.csv", 2, "normal_share", "0")
    assert check_case(island) == ()
    set_cell(island, "atlas/corridors.csv", 3, "normal_share", "0")
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column) == ("atlas/corridors.csv", 2, "normal_share")
    assert fault.found == "0 for every import corridor"


def test_a_camp_abroad_may_store_fuel_and_use_none(island: Path) -> None:
    append(island, "atlas/corridors.csv", "camp-road,C,,,distribution,millbrook|heron-camp,0,1,1,invented,\n")
    append(island, "atlas/fuel.csv", "heron-camp,0,0,1,invented\n")
    assert check_case(island) == ()


def test_all_that_is_wrong_is_said_at_once(island: Path) -> None:
    """A corridor without a source, demand without a city and a rate that cannot be, in one go."""
    set_cell(island, "atlas/corridors.csv", 2, "via", "fordgate|lantern")
    append(island, "atlas/fuel.csv", "nowhere,0,0,1,invented\n")
    set_cell(island, "priors.csv", 8, "high", "400")
    assert {(f.file, f.row) for f in check_case(island)} == {
        ("atlas/corridors.csv", 2),
        ("atlas/fuel.csv", 4),
        ("priors.csv", 8),
    }


def test_a_ring_of_distribution_without_an_import_supplies_nobody(island: Path) -> None:
    set_cell(island, "atlas/corridors.csv", 4, "via", "millbrook|heron-camp")
    append(island, "atlas/corridors.csv", "back,Back,,,distribution,heron-camp|millbrook,1,1,5,invented,\n")
    append(island, "atlas/fuel.csv", "heron-camp,0,0,1,invented\n")
    found = {(f.file, f.row, f.found) for f in check_case(island)}
    assert found == {
        ("atlas/corridors.csv", 4, "millbrook"),
        ("atlas/corridors.csv", 5, "heron-camp"),
        ("atlas/fuel.csv", 3, "millbrook"),
        ("atlas/fuel.csv", 4, "heron-camp"),
    }


def test_a_table_that_cannot_be_read_is_not_held_against_the_others(island: Path) -> None:
    (island / "atlas/places.csv").write_bytes(b"\xff\xfe")
    (fault,) = check_case(island)
    assert (fault.file, fault.row) == ("atlas/places.csv", 1)


def test_a_place_with_a_bad_cell_still_exists(island: Path) -> None:
    set_cell(island, "atlas/places.csv", 5, "lat", "north")
    assert [(f.file, f.column) for f in check_case(island)] == [("atlas/places.csv", "lat")]


def test_an_atlas_without_places(island: Path) -> None:
    header = (island / "atlas/places.csv").read_text(encoding="utf-8").splitlines()[0]
    (island / "atlas/places.csv").write_text(header, encoding="utf-8")
    assert ("atlas/places.csv", 0, "no rows") in {(f.file, f.row, f.found) for f in check_case(island)}


def test_an_outline_may_be_absent(island: Path) -> None:
    (island / "atlas/outline.csv").unlink()
    assert check_case(island) == ()


REGIONS = """id,name,aliases,area,share_of_area,source
high-isle,High Isle,Upper Isle,isle,0.7,invented
low-isle,Low Isle,,isle,0.3,invented
strand,Strand,,shore,1,invented
"""


def with_regions(island: Path, regions: str = REGIONS, **of_places: str) -> None:
    (island / "atlas/regions.csv").write_text(regions, encoding="utf-8")
    places = (island / "atlas/places.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{places[0]},region", *(f"{row},{of_places.get(row.partition(',')[0], '')}" for row in places[1:])]
    (island / "atlas/places.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_regions_of_a_newer_frame_are_read_and_lead_reports_to_their_area(island: Path) -> None:
    with_regions(island, lantern="high-isle")
    atlas = read_case(island).atlas
    assert atlas.places[atlas.place_index["lantern"]].region == "high-isle"
    assert [(row.area, row.region, row.share_of_area) for row in atlas.crosswalk()] == [
        ("isle", "high-isle", 0.7),
        ("isle", "low-isle", 0.3),
        ("shore", "strand", 1.0),
    ]
    find = Gazetteers.of(atlas).areas.find
    assert [find(text) for text in ("Low Isle region", "UPPER ISLE", "high-isle", "Isle", "Strand", "Low Isle, Strand")] == [
        "isle", "isle", "isle", "isle", "shore", ""
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "file", "column", "found"),
    [
        ("Low Isle,,isle", "Low Isle,,isel", "atlas/regions.csv", "area", "isel"),
        ("low-isle", "high-isle", "atlas/regions.csv", "id", "high-isle"),
        ("Low Isle,,", "Low Isle,Upper Isle,", "atlas/regions.csv", "aliases", "Upper Isle"),
        ("0.3", "0.4", "atlas/regions.csv", "share_of_area", "1.1 together with the rows above"),
        ("high-isle", "hight-isle", "atlas/places.csv", "region", "high-isle"),
        ("Upper Isle,isle,0.7", "Upper Isle,shore,", "atlas/places.csv", "region", "high-isle"),
    ],
)
def test_a_broken_region_is_named(island: Path, old: str, new: str, file: str, column: str, found: str) -> None:
    with_regions(island, REGIONS.replace(old, new), lantern="high-isle")
    faults = check_case(island)
    assert (file, column, found) in {(f.file, f.column, f.found) for f in faults}, faults


def test_a_region_without_a_table_of_regions(island: Path) -> None:
    with_regions(island, lantern="high-isle")
    (island / "atlas/regions.csv").unlink()
    (fault,) = check_case(island)
    assert (fault.file, fault.column, fault.found) == ("atlas/places.csv", "region", "high-isle")


@pytest.mark.parametrize("driver", ["national_deal_assumed", "siege_declared", "past_day", "control_evidence"])
def test_a_lever_multiplies_and_sets_nothing(island: Path, driver: str) -> None:
    replace_once(island, "courses/escorts.toml", 'variable = "ambush_loss_factor"', f'variable = "{driver}"')
    assert {(f.file, f.found) for f in check_case(island)} >= {("courses/escorts.toml", driver)}


@pytest.mark.parametrize(
    ("driver", "allowed"), [("government_fall_assumed", True), ("past_day", False), ("control_evidence", False)]
)
def test_a_scenario_sets_what_may_happen_and_no_day_that_has_passed(island: Path, driver: str, allowed: bool) -> None:
    replace_once(island, "scenarios/eases.toml", 'variable = "ambush_rate_factor"', f'variable = "{driver}"')
    found = {f.found for f in check_case(island) if f.file == "scenarios/eases.toml" and "variable" in f.column}
    assert found == (set() if allowed else {driver})
