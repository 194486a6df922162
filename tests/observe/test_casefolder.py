"""A case folder gives a case or all of its faults at once; never anything else, and soon."""

import csv
import math
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmattan.errors import InputFaults
from harmattan.observe import casefolder
from harmattan.observe.casefolder import check_case, read_case
from observe.breaking import append, replace_once, set_cell

ALL_FILES = [
    "case.toml",
    "atlas/areas.csv",
    "atlas/corridors.csv",
    "atlas/fuel.csv",
    "atlas/outline.csv",
    "atlas/places.csv",
    "atlas/routes.csv",
    "courses/escorts.toml",
    "evidence/displacement.csv",
    "evidence/fuel.csv",
    "evidence/incidents.csv",
    "evidence/precedents.csv",
    "priors.csv",
    "scenarios/eases.toml",
]


def test_the_case_holds_what_the_folder_says(island: Path) -> None:
    case = read_case(island)
    assert case.atlas.sizes == {
        "place": 6,
        "route": 12,
        "passage": 2,
        "corridor": 3,
        "area": 2,
        "country": 2,
        "product": 2,
        "level": 4,
    }
    camp = case.atlas.places[case.atlas.place_index["heron-camp"]]
    assert (camp.country, camp.capacity, camp.displaced, camp.aliases) == ("XJ", 20000, 8000, ("Heron",))
    assert math.isnan(case.atlas.places[0].capacity)
    assert case.atlas.corridors[0].via == ("saltport", "fordgate", "lantern")
    assert case.atlas.outline[0][1][0] == (4.3, -25.2)
    assert len(case.priors) == 129
    assert [len(part) for part in (case.reports, case.scenarios, case.courses)] == [13, 2, 2]


def test_ten_faults_in_ten_files_are_reported_together(island: Path) -> None:
    set_cell(island, "atlas/places.csv", 6, "lat", "north")
    set_cell(island, "atlas/routes.csv", 3, "km", "-95")
    set_cell(island, "atlas/corridors.csv", 4, "kind", "distribusion")
    set_cell(island, "atlas/areas.csv", 3, "neighbours", "isl")
    set_cell(island, "atlas/fuel.csv", 3, "place", "milbrook")
    set_cell(island, "priors.csv", 3, "variable", "litres_per_tank")
    replace_once(island, "case.toml", "horizon_days = 60", "horizon_days = -60")
    replace_once(island, "scenarios/eases.toml", "value = 0.5", "value = -1")
    replace_once(island, "courses/escorts.toml", "cost_high = 20000", "cost_high = 1")
    replace_once(island, "evidence/fuel.csv", "id,metric", "id,metrik")
    with pytest.raises(InputFaults) as caught:
        read_case(island)
    found = {(f.file, f.row, f.column, f.found) for f in caught.value.faults}
    assert found >= {
        ("atlas/places.csv", 6, "lat", "north"),
        ("atlas/routes.csv", 3, "km", "-95"),
        ("atlas/corridors.csv", 4, "kind", "distribusion"),
        ("atlas/areas.csv", 3, "neighbours", "isl"),
        ("atlas/fuel.csv", 3, "place", "milbrook"),
        ("priors.csv", 3, "variable", "litres_per_tank"),
        ("case.toml", 6, "horizon_days", "-60"),
        ("scenarios/eases.toml", 9, "path[1].value", "-1"),
        ("courses/escorts.toml", 16, "lever[1].cost_high", "1"),
        ("evidence/fuel.csv", 1, "metrik", "metrik"),
    }
    assert str(caught.value).startswith(f"{len(caught.value.faults)} faults in the input")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (fault,) = check_case(tmp_path / "nothing")
    assert (fault.file, fault.found) == ("nothing", "no such folder")


def test_an_empty_folder_names_every_file_it_lacks(tmp_path: Path) -> None:
    files = {f.file for f in check_case(tmp_path)}
    assert files == {f for f in ALL_FILES if "/" not in f or f.startswith(("atlas", "evidence"))} - {
        "atlas/outline.csv"
    } | {
        "evidence/actors.csv",
        "evidence/responses.csv",
    }


def test_a_table_nobody_would_read_is_a_fault(island: Path) -> None:
    (island / "evidence/incident.csv").write_text("id\n", encoding="utf-8")
    (fault,) = check_case(island)
    assert (fault.file, fault.nearest) == ("evidence/incident.csv", "evidence/incidents.csv")


def test_other_files_are_nobodys_business(island: Path) -> None:
    (island / "README.md").write_text("notes", encoding="utf-8")
    (island / "scenarios/draft.toml").write_text("not yet", encoding="utf-8")
    (island / "atlas/.~lock.places.csv#").write_text("", encoding="utf-8")
    assert check_case(island) == ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from(ALL_FILES),
    changes=st.lists(st.tuples(st.floats(0, 1), st.sampled_from("sdi"), st.binary(max_size=3)), min_size=1, max_size=4),
)
def test_random_bytes_give_a_case_or_faults(island: Path, file: str, changes: list[tuple[float, str, bytes]]) -> None:
    path = island / file
    whole = path.read_bytes()
    data = bytearray(whole)
    for where, kind, piece in changes:
        at = int(where * len(data))
        data[at : at + {"s": len(piece), "d": 1 + len(piece), "i": 0}[kind]] = b"" if kind == "d" else piece
    try:
        path.write_bytes(data)
        faults = check_case(island)
    finally:
        path.write_bytes(whole)
    assert all(fault.file and fault.allowed and "\n" not in fault.found for fault in faults)


def write_grid(folder: Path, *, side: int) -> None:
    """A square country of side x side towns, each joined to three neighbours."""

    def name(x: int, y: int) -> str:
        return f"t-{x}-{y}"

    with (folder / "atlas/places.csv").open("a", encoding="utf-8", newline="") as stream:
        for x in range(side):
            for y in range(side):
                row = [
                    name(x, y),
                    f"Town {x} {y}",
                    "",
                    f"T{x}/{y}",
                    "isle",
                    "XI",
                    5 + y / 100,
                    x / 100 - 24,
                    10,
                    "town",
                ]
                csv.writer(stream).writerow([*row, "", 0, "invented", ""])
    with (folder / "atlas/routes.csv").open("a", encoding="utf-8", newline="") as stream:
        for x in range(side):
            for y in range(side):
                for to in ((x + 1, y), (x, y + 1), (x + 1, y + 1)):
                    if max(to) < side:
                        row = [
                            f"r-{x}-{y}-{to[0]}-{to[1]}",
                            name(x, y),
                            name(*to),
                            2,
                            "track",
                            "unpaved",
                            0.1,
                            "invented",
                            "",
                        ]
                        csv.writer(stream).writerow(row)
    append(folder, "atlas/routes.csv", "bridge,fordgate,t-0-0,30,track,unpaved,1,invented,\n")


def test_ten_thousand_places_and_thirty_thousand_routes_are_read_in_seconds(island: Path) -> None:
    write_grid(island, side=100)
    start = time.perf_counter()
    case = read_case(island)
    assert time.perf_counter() - start < 15
    assert (len(case.atlas.places), len(case.atlas.routes)) == (10_006, 6 + 99 * 100 * 2 + 99 * 99 + 1)


def test_thousands_of_faults_are_cut_and_counted_in_seconds(island: Path) -> None:
    write_grid(island, side=100)
    text = (island / "atlas/routes.csv").read_text(encoding="utf-8")
    (island / "atlas/routes.csv").write_text(text.replace(",t-", ",u-"), encoding="utf-8")
    start = time.perf_counter()
    faults = [f for f in check_case(island) if f.file == "atlas/routes.csv"]
    assert time.perf_counter() - start < 30
    assert len(faults) == 1001
    assert "more faults" in faults[0].found


def test_a_case_is_the_same_wherever_its_rows_stand(island: Path) -> None:
    """The order of places is the order of the file; what is known about each does not depend on it."""
    before = read_case(island)
    path = island / "atlas/places.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]), encoding="utf-8")
    after = casefolder.read_case(island)
    assert repr(sorted(after.atlas.places, key=lambda p: p.id)) == repr(sorted(before.atlas.places, key=lambda p: p.id))
    assert repr(after.reports) == repr(before.reports)
