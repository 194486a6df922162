"""The columns of a fuel network with borders, seasons, cover and other ways than the road: what they mean, and what is refused."""

import csv
import math
from pathlib import Path

import pytest

from harmattan.errors import InputFaults
from harmattan.observe.casefolder import check_case
from harmattan.observe.cells import open_months
from harmattan.observe.stage import atlas_from, read_stage
from harmattan.world.atlas import MONTHS, Area, Atlas, Corridor, Place, Route


def fill(folder: Path, file: str, row: int, **cells: str) -> None:
    """Write cells into a row, with columns that the table did not have."""
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream))
    head = [*records[0], *(name for name in cells if name not in records[0])]
    records[row - 2].update(cells)
    with (folder / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, head, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def add(folder: Path, file: str, **cells: str) -> None:
    """Write a row at the end of a table."""
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream))
    count = len(records) + 2
    with (folder / file).open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, list(records[0]), restval="", lineterminator="\n").writerow({})
    fill(folder, file, count, **cells)


def atlas_of(folder: Path) -> Atlas:
    return atlas_from(read_stage(folder), ("fuel",))


def test_a_folder_without_the_new_columns_reads_as_before(island: Path) -> None:
    atlas = atlas_of(island)
    assert {(c.mode, c.customs_days, c.border_limit, c.months) for c in atlas.corridors} == {
        ("road", 0.0, math.inf, MONTHS)
    }
    assert {route.cover for route in atlas.routes} == {0.5}
    assert {(use.reserved_share, use.border_trade) for use in atlas.fuel} == {(0.0, 0.0)}


def test_blank_cells_mean_the_same_as_no_columns(island: Path) -> None:
    before = atlas_of(island)
    fill(island, "atlas/corridors.csv", 2, mode="", customs_days="", border_limit="", months="")
    fill(island, "atlas/routes.csv", 2, cover="")
    fill(island, "atlas/fuel.csv", 2, reserved_share="", border_trade="")
    assert check_case(island) == ()
    assert atlas_of(island) == before


def test_what_the_cells_say_is_read(island: Path) -> None:
    fill(island, "atlas/corridors.csv", 2, customs_days="1.5", border_limit="12", months="8-1")
    fill(island, "atlas/routes.csv", 3, cover="0")
    fill(island, "atlas/fuel.csv", 3, reserved_share="0.25", border_trade="1")
    assert check_case(island) == ()
    atlas = atlas_of(island)
    salt, reed = atlas.corridors[:2]
    assert (salt.customs_days, salt.border_limit, salt.months) == (1.5, 12.0, (1, 8, 9, 10, 11, 12))
    assert (reed.customs_days, reed.border_limit, reed.months) == (0.0, math.inf, MONTHS)
    assert [route.cover for route in atlas.routes[:3]] == [0.5, 0.0, 0.5]
    assert (atlas.fuel[1].reserved_share, atlas.fuel[1].border_trade) == (0.25, 1.0)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("8-1", (1, 8, 9, 10, 11, 12)),
        ("8 to 1", (1, 8, 9, 10, 11, 12)),
        ("8 - 1", (1, 8, 9, 10, 11, 12)),
        ("2-4", (2, 3, 4)),
        ("7", (7,)),
        ("7-7", (7,)),
        ("12-1", (1, 12)),
        ("1-12", MONTHS),
        ("3-2", MONTHS),
        ("", MONTHS),
    ],
)
def test_months_run_from_the_first_to_the_last_and_over_the_new_year(
    island: Path, text: str, months: tuple[int, ...]
) -> None:
    assert open_months(text) == months
    fill(island, "atlas/corridors.csv", 2, months=text)
    assert check_case(island) == ()


@pytest.mark.parametrize(
    "text",
    [
        "13",
        "0",
        "0-3",
        "8-13",
        "08-01",
        "8-",
        "-1",
        "8,1",
        "Aug-Jan",
        "01-Aug",
        "2026-08-01",
        "all",
        "8-1-3",
        "8_1",
        "٨",
    ],
)
def test_months_that_nobody_can_read_are_named(island: Path, text: str) -> None:
    fill(island, "atlas/corridors.csv", 3, months=text)
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column, fault.found) == ("atlas/corridors.csv", 3, "months", text)
    assert "8 to 1" in fault.allowed


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "found"),
    [
        ("atlas/corridors.csv", 2, "mode", "boat", "boat"),
        ("atlas/corridors.csv", 2, "mode", "River", "River"),
        ("atlas/corridors.csv", 2, "customs_days", "-1", "-1"),
        ("atlas/corridors.csv", 2, "customs_days", "3", "3"),
        ("atlas/corridors.csv", 2, "customs_days", "nan", "nan"),
        ("atlas/corridors.csv", 2, "border_limit", "0", "0"),
        ("atlas/corridors.csv", 2, "border_limit", "none", "none"),
        ("atlas/corridors.csv", 4, "customs_days", "0.5", "0.5"),
        ("atlas/corridors.csv", 4, "border_limit", "9", "9"),
        ("atlas/routes.csv", 2, "cover", "1.1", "1.1"),
        ("atlas/routes.csv", 2, "cover", "dense", "dense"),
        ("atlas/fuel.csv", 2, "reserved_share", "0.71", "0.3 and 0.71"),
        ("atlas/fuel.csv", 2, "border_trade", "2", "2"),
    ],
)
def test_a_number_that_cannot_be_is_named(
    island: Path, file: str, row: int, column: str, value: str, found: str
) -> None:
    fill(island, file, row, **{column: value})
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column, fault.found) == (file, row, column, found)


def test_an_air_corridor_needs_a_way_through_the_air(island: Path) -> None:
    flight = {"id": "flight", "name": "Flight", "kind": "distribution", "via": "lantern|millbrook", "mode": "air"}
    add(island, "atlas/corridors.csv", **flight, normal_share="0", transit_days="1", dispatch_limit="0.5", source="x")
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column) == ("atlas/corridors.csv", 5, "via")
    assert "by air" in fault.allowed
    way = {"id": "sky", "from": "lantern", "to": "millbrook", "class": "air", "surface": "air"}
    add(island, "atlas/routes.csv", **way, km="60", free_flow_days="0.1", source="x")
    assert check_case(island) == ()
    atlas = atlas_of(island)
    assert [leg.id for leg in atlas.legs(atlas.corridors[3])] == ["sky"]
    assert [leg.id for leg in atlas.legs(atlas.corridors[2])] == ["lantern-millbrook"]


def stage(*corridors: Corridor, ways: tuple[tuple[str, str, float], ...]) -> Atlas:
    """A port and a mill in two areas, and ways of some class and length between them."""
    places = (
        Place("port", "Port", "over", "XB", 0.0, 0.0, "port"),
        Place("mill", "Mill", "home", "XA", 0.0, 0.5, "town"),
    )
    routes = tuple(Route(name, "port", "mill", km, kind, "paved", 1.0) for name, kind, km in ways)
    return Atlas(
        places, routes, corridors, (Area("over", "Over", "XB", 0.0, 0.0), Area("home", "Home", "XA", 0.0, 1.0))
    )


def corridor(mode: str, months: tuple[int, ...] = MONTHS) -> Corridor:
    return Corridor("way", "Way", "import", ("port", "mill"), 0.0, 2.0, 10.0, mode=mode, months=months)


def test_a_corridor_takes_the_shortest_way_of_its_mode() -> None:
    ways = (("old", "track", 90.0), ("new", "trunk", 80.0), ("boat", "river", 70.0), ("line", "rail", 75.0))
    for mode, leg in (("road", "new"), ("river", "boat"), ("rail", "line")):
        atlas = stage(corridor(mode), ways=ways)
        assert [route.id for route in atlas.legs(atlas.corridors[0])] == [leg]


def test_a_road_corridor_may_run_over_another_way_where_there_is_no_road() -> None:
    atlas = stage(corridor("road"), ways=(("boat", "river", 70.0),))
    assert [route.id for route in atlas.legs(atlas.corridors[0])] == ["boat"]


def test_an_atlas_refuses_a_mode_or_months_that_do_not_exist() -> None:
    road = (("new", "trunk", 80.0),)
    for wrong in (
        corridor("canal"),
        corridor("road", ()),
        corridor("road", (0,)),
        corridor("road", (1, 13)),
        corridor("air"),
    ):
        with pytest.raises(InputFaults, match="of way"):
            stage(wrong, ways=road)


def test_nobody_walks_on_rails_or_through_the_air() -> None:
    assert [Route("r", "a", "b", 1.0, kind, "", 1.0).on_foot for kind in ("track", "river", "rail", "air")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert stage(ways=(("line", "rail", 75.0), ("sky", "air", 60.0))).passages == ()
    over = stage(ways=(("line", "rail", 75.0), ("boat", "river", 70.0)))
    assert over.passages == (("over", "home"), ("home", "over"))
