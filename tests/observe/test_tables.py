"""Each table is read strictly: every fault of a cell, a row, a heading or a file is named with its place."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.errors import Fault
from harmattan.observe import files, tables
from harmattan.observe.casefolder import check_case
from harmattan.observe.tables import Table, read_table
from observe.breaking import append, set_cell

CELLS = [
    # file, row, column, value, found, nearest
    ("atlas/places.csv", 3, "id", "Reed Depot", "Reed Depot", "reed-depot"),
    ("atlas/places.csv", 3, "id", "x" * 65, "x" * 59 + "…", ""),
    ("atlas/places.csv", 4, "name", "", "nothing", ""),
    ("atlas/places.csv", 4, "lat", "north", "north", ""),
    ("atlas/places.csv", 4, "lat", "5,2", "5,2", ""),
    ("atlas/places.csv", 4, "lat", "91", "91", ""),
    ("atlas/places.csv", 4, "lon", "nan", "nan", ""),
    ("atlas/places.csv", 4, "lon", "1e999", "1e999", ""),
    ("atlas/places.csv", 4, "lon", "1_0", "1_0", ""),
    ("atlas/places.csv", 5, "population", "many", "many", ""),
    ("atlas/places.csv", 5, "population", "12.5", "12.5", ""),
    ("atlas/places.csv", 5, "population", "-1", "-1", ""),
    ("atlas/places.csv", 5, "population", "9" * 5000, "9" * 59 + "…", ""),
    ("atlas/places.csv", 7, "displaced", "-8000", "-8000", ""),
    ("atlas/places.csv", 7, "kind", "kamp", "kamp", "camp"),
    ("atlas/routes.csv", 2, "km", "-20", "-20", ""),
    ("atlas/routes.csv", 2, "km", "", "nothing", ""),
    ("atlas/routes.csv", 2, "class", "trunc", "trunc", "trunk"),
    ("atlas/corridors.csv", 2, "normal_share", "1.5", "1.5", ""),
    ("atlas/corridors.csv", 2, "kind", "imports", "imports", "import"),
    ("atlas/fuel.csv", 2, "storage_days", "-1", "-1", ""),
    ("atlas/outline.csv", 3, "lat", "100", "100", ""),
    ("priors.csv", 2, "low", "about 4", "about 4", ""),
    ("priors.csv", 2, "distribution", "log-normal", "log-normal", "lognormal"),
]


@pytest.mark.parametrize(("file", "row", "column", "value", "found", "hint"), CELLS)
def test_a_bad_cell_is_named(island: Path, file: str, row: int, column: str, value: str, found: str, hint: str) -> None:
    set_cell(island, file, row, column, value)
    table = read_table(island, file)
    assert [(f.file, f.row, f.column, f.found, f.nearest) for f in table.all_faults()] == [
        (file, row, column, found, hint)
    ]
    assert set(table.all_faults()) <= set(check_case(island))


def only_fault(table: Table) -> Fault:
    (fault,) = table.all_faults()
    return fault


def write(island: Path, file: str, data: bytes) -> Fault:
    (island / file).write_bytes(data)
    return only_fault(read_table(island, file))


def places(island: Path) -> str:
    return (island / "atlas/places.csv").read_text(encoding="utf-8")


def test_double_ids_name_both_rows(island: Path) -> None:
    set_cell(island, "atlas/routes.csv", 5, "id", "saltport-fordgate")
    fault = only_fault(read_table(island, "atlas/routes.csv"))
    assert (fault.row, fault.column, fault.found) == (5, "id", "saltport-fordgate")
    assert "row 2" in fault.allowed


def test_headings(island: Path) -> None:
    text = places(island)
    (island / "atlas/places.csv").write_text(text.replace("lat,lon", "latt,lon,lon", 1), encoding="utf-8")
    faults = read_table(island, "atlas/places.csv").faults
    assert {(f.row, f.column, f.found, f.nearest) for f in faults} == {
        (1, "lat", "no such column", ""),
        (1, "latt", "latt", "lat"),
        (1, "lon", "2 columns of this name", ""),
    }


def test_a_column_that_need_not_be_filled_may_be_left_out(island: Path) -> None:
    rows = [line.rpartition(",")[0] for line in places(island).splitlines()]
    (island / "atlas/places.csv").write_text("\n".join(rows), encoding="utf-8")
    assert read_table(island, "atlas/places.csv").all_faults() == []


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_one_fault(island: Path, mark: str, name: str) -> None:
    fault = write(island, "atlas/fuel.csv", (island / "atlas/fuel.csv").read_bytes().replace(b",", mark.encode()))
    assert (fault.row, name in fault.found) == (1, True)


def test_rows_longer_and_shorter_than_the_header(island: Path) -> None:
    append(island, "atlas/fuel.csv", "lantern,0,0\nlantern,0,0,1,a,b\n")
    faults = read_table(island, "atlas/fuel.csv").all_faults()
    assert [(f.row, f.found) for f in faults] == [(4, "3 cells"), (5, "6 cells")]


def test_blank_rows_are_passed_over_and_counted_as_lines(island: Path) -> None:
    append(island, "atlas/fuel.csv", "\n,,,,\nnowhere,x,0,1,invented\n")
    table = read_table(island, "atlas/fuel.csv")
    assert [row.line for row in table.rows] == [2, 3, 6]
    assert only_fault(table).row == 6


def test_a_wrong_encoding_names_the_byte_and_the_line(island: Path) -> None:
    data = places(island).encode("utf-8").replace("Dépôt".encode(), "Dépôt".encode("latin-1"))
    fault = write(island, "atlas/places.csv", data)
    assert (fault.row, fault.found) == (3, "byte 0xe9")
    assert f"byte {data.index(0xE9)} of the file" in fault.allowed
    marked = write(island, "atlas/places.csv", b"\xef\xbb\xbf" + data)
    assert f"byte {data.index(0xE9) + 3} of the file" in marked.allowed


def test_spreadsheet_text_in_utf_16_is_a_fault(island: Path) -> None:
    assert write(island, "atlas/places.csv", places(island).encode("utf-16")).found == "byte 0xff"


def test_a_byte_order_mark_and_other_line_ends_are_accepted(island: Path) -> None:
    plain, text = read_table(island, "atlas/places.csv").rows, places(island)
    for end in ("\r\n", "\r"):
        data = b"\xef\xbb\xbf" + text.replace("\n", end).encode()
        (island / "atlas/places.csv").write_bytes(data)
        assert read_table(island, "atlas/places.csv").rows == plain


def test_nul_bytes(island: Path) -> None:
    fault = write(
        island, "atlas/fuel.csv", (island / "atlas/fuel.csv").read_bytes().replace(b"millbrook", b"mill\0brook")
    )
    assert (fault.row, fault.found) == (3, "a NUL byte")


def test_an_empty_file_has_no_headings(island: Path) -> None:
    for data in (b"", b"\n", b",,,\n"):
        assert write(island, "atlas/fuel.csv", data).row == 1


def test_a_quote_left_open(island: Path) -> None:
    append(island, "atlas/fuel.csv", 'lantern,0,0,1,"never closed\nmore\n')
    fault = only_fault(read_table(island, "atlas/fuel.csv"))
    assert (fault.row, "quote" in fault.allowed) == (4, True)


def test_a_missing_file_names_the_nearest_one(island: Path) -> None:
    (island / "evidence/fuel.csv").rename(island / "evidence/feul.csv")
    assert only_fault(read_table(island, "evidence/fuel.csv")).nearest == "evidence/feul.csv"
    assert {f.found for f in check_case(island)} == {"no such file", "a table that Harmattan does not know"}


def test_a_folder_in_the_place_of_a_file(island: Path) -> None:
    (island / "atlas/fuel.csv").unlink()
    (island / "atlas/fuel.csv").mkdir()
    assert only_fault(read_table(island, "atlas/fuel.csv")).allowed == "a file"


def test_a_file_above_the_size_cap(island: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    assert only_fault(read_table(island, "atlas/places.csv")).found.startswith("more than")


def test_a_table_above_the_row_cap(island: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert only_fault(read_table(island, "atlas/places.csv")).found == "more than 3 rows"


def test_reading_stops_after_a_thousand_faults(island: Path) -> None:
    append(island, "atlas/fuel.csv", "lantern,x,0,1,invented\n" * 5000)
    faults = read_table(island, "atlas/fuel.csv").all_faults()
    assert len(faults) == files.MOST_FAULTS + 1
    assert [f.found for f in check_case(island) if f.row == 0] == ["1 more faults"]


def test_cells_that_a_spreadsheet_would_run_are_plain_text(island: Path) -> None:
    for sign in "=+-@":
        set_cell(island, "atlas/places.csv", 2, "note", f"{sign}1+1")
        assert read_table(island, "atlas/places.csv").rows[0].text("note") == f"{sign}1+1"
    assert check_case(island) == ()


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_give_a_table(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "priors.csv").write_bytes(b"variable,entity,distribution,low,high,source,note\n" + data)
    table = read_table(folder, "priors.csv")
    for row in table.sound:
        assert isinstance(row.number("low") + row.number("high"), float)
