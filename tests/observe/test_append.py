"""Rows are added to all tables or to none, and not a byte of what stood there is changed."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmattan.errors import InputFaults, OutputError
from harmattan.observe.adding import append
from harmattan.observe.adding.append import append_claims, new_columns, take_snapshot
from harmattan.observe.adding.claim import Claim
from harmattan.observe.adding.columns import Entry
from harmattan.observe.adding.ground import Defaults, Ground
from harmattan.observe.adding.setaside import questions_file, write_set_aside
from harmattan.observe.adding.sheet import load_sheet
from harmattan.observe.adding.understand import understand
from harmattan.observe.casefolder import check_case, read_case

FUEL, EVENTS, PEOPLE = (f"evidence/{name}.csv" for name in ("fuel", "incidents", "displacement"))


def claims(folder: Path, *rows: dict[str, str]) -> list[Claim]:
    ground = Ground.of(read_case(folder), Defaults(date(2030, 3, 31), source="Radio, Lantern"), {})
    out = []
    for number, cells in enumerate(rows, 2):
        read = understand(Entry(number, {"when": "2030-03-12", "where": "Lantern", **cells}), ground, {"corridor": ""})
        assert isinstance(read, Claim), read
        out.append(read)
    return out


TANKERS = {"what": "tankers received", "number": "40", "note": 'a "quoted" note, with a comma'}
AMBUSH = {"what": "ambush", "where": "Fordgate"}
CAMP = {"what": "camp population", "where": "Heron Camp", "number": "9 000"}
OWN = {"what": "our stock", "number": "9000 litres"}


def following(folder: Path, file: str, step: int = 1) -> str:
    """The id after the last one of a table of the island, whose ids are a letter and a number."""
    names = [line.split(",")[0] for line in (folder / file).read_text(encoding="utf-8-sig").splitlines()[1:]]
    return f"{names[0][0]}{max(int(name[1:]) for name in names) + step}"


def tables(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_rows_are_added_behind_what_stands_there(island: Path) -> None:
    before = tables(island)
    wanted = tuple(following(island, file, step) for file, step in ((FUEL, 1), (EVENTS, 1), (PEOPLE, 1), (FUEL, 2)))
    ids = append_claims(take_snapshot(island), claims(island, TANKERS, AMBUSH, CAMP, {**TANKERS, "number": "41"}))
    assert ids == wanted
    after = tables(island)
    assert {file for file in after if after[file] != before.get(file)} == {FUEL, EVENTS, PEOPLE}
    for file in (FUEL, EVENTS, PEOPLE):
        assert after[file].startswith(before[file])
    lines = after[FUEL][len(before[FUEL]) :].decode()
    shared = 'tankers,2030-03-12,Lantern,"a ""quoted"" note, with a comma","Radio, Lantern",undated,medium,'
    ends = "2030-03-31,press or institution"
    assert [line.rstrip(",") for line in lines.splitlines()] == [
        f"{ids[0]},tankers_received,40,{shared}{ends}",
        f"{ids[3]},tankers_received,41,{shared}{ends}",
    ]
    assert check_case(island) == ()
    assert set(ids) <= set(read_case(island).reports.by_id())
    assert not [path for path in island.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("closed", [True, False])
def test_line_ends_mark_and_last_line_are_kept(island: Path, end: str, bom: bytes, closed: bool) -> None:
    text = (island / FUEL).read_text(encoding="utf-8").replace("\n", end)
    before = bom + (text if closed else text.rstrip("\r\n")).encode()
    (island / FUEL).write_bytes(before)
    (name,) = append_claims(take_snapshot(island), claims(island, TANKERS))
    after = (island / FUEL).read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(end.encode()) == before.count(b"\n") + (1 if closed else 2)
    assert after.count(b"\xef\xbb\xbf") == (1 if bom else 0)
    assert read_case(island).reports.by_id()[name].best == 40


def test_ids_follow_the_pattern_of_the_file_and_are_free(island: Path) -> None:
    text = (island / FUEL).read_text(encoding="utf-8")
    (island / FUEL).write_text(text.replace("F4,", "F0099,").replace("F3,", "odd-name,"), encoding="utf-8")
    (island / PEOPLE).write_text(
        (island / PEOPLE).read_text(encoding="utf-8").replace("D2,", "F0100,"), encoding="utf-8"
    )
    assert append_claims(take_snapshot(island), claims(island, TANKERS)) == ("F0101",)


def test_an_empty_table_gets_usual_ids(island: Path) -> None:
    header = (island / FUEL).read_text(encoding="utf-8").splitlines()[0]
    (island / FUEL).write_text(header + "\n", encoding="utf-8")
    assert append_claims(take_snapshot(island), claims(island, TANKERS)) == ("F001",)


def test_internal_rows_have_ids_of_their_own_and_a_column_is_added_for_them(island: Path) -> None:
    before = (island / FUEL).read_text(encoding="utf-8").splitlines()
    snapshot, made = take_snapshot(island), claims(island, OWN, TANKERS, {**OWN, "number": "8000 l"})
    assert new_columns(snapshot, made) == {FUEL: ("audience",)}
    next_one, next_two = following(island, FUEL), following(island, FUEL, 2)
    assert append_claims(snapshot, made) == ("OWN001", next_one, "OWN002")
    after = (island / FUEL).read_text(encoding="utf-8").splitlines()
    assert after[0] == before[0] + ",audience"
    assert after[1 : len(before)] == [line + "," for line in before[1:]]
    case = read_case(island)
    assert case.reports.by_id()["OWN001"].internal
    assert case.reports.rejected == ()
    more = claims(island, {**OWN, "number": "7000 l"}, {**TANKERS, "number": "42"})
    assert append_claims(take_snapshot(island), more) == ("OWN003", next_two)


def test_a_column_is_added_to_records_and_not_to_lines(island: Path) -> None:
    text = (island / FUEL).read_text(encoding="utf-8").replace("Normal inflow", '"Normal\ninflow, told"')
    (island / FUEL).write_text(text, encoding="utf-8")
    append_claims(take_snapshot(island), claims(island, OWN))
    case = read_case(island)
    assert case.reports.rejected == ()
    assert "told" in case.reports.by_id()["F1"].note


def test_nothing_to_add_touches_nothing(island: Path) -> None:
    before = tables(island)
    assert append_claims(take_snapshot(island), []) == ()
    assert tables(island) == before


def test_a_table_that_changed_meanwhile_stops_it(island: Path) -> None:
    snapshot, made = take_snapshot(island), claims(island, TANKERS, AMBUSH)
    with (island / EVENTS).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    before = tables(island)
    with pytest.raises(OutputError, match=r"incidents\.csv changed since it was read"):
        append_claims(snapshot, made)
    assert tables(island) == before


def test_a_row_that_the_case_would_reject_stops_it(island: Path) -> None:
    snapshot, (good, bad) = take_snapshot(island), claims(island, AMBUSH, TANKERS)
    before = tables(island)
    broken = Claim(bad.row, bad.file, {**bad.cells, "confidence": "sure"}, bad.report)
    with pytest.raises(InputFaults, match="confidence: found 'sure'"):
        append_claims(snapshot, [good, broken])
    assert tables(island) == before


def test_a_fault_that_the_case_would_have_stops_it(island: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, made = take_snapshot(island), claims(island, TANKERS)
    before = tables(island)
    monkeypatch.setattr(append, "_extended", lambda *_: b"nonsense\n")
    with pytest.raises(InputFaults, match="found 'nonsense'"):
        append_claims(snapshot, made)
    assert tables(island) == before


@pytest.mark.parametrize("failing", [1, 2, 3])
@pytest.mark.parametrize("how", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_all_tables_or_none(island: Path, monkeypatch: pytest.MonkeyPatch, failing: int, how: BaseException) -> None:
    snapshot, made = take_snapshot(island), claims(island, TANKERS, AMBUSH, CAMP)
    before = tables(island)
    replace, count = Path.replace, [0]

    def breaking(self: Path, target: Path) -> Path:
        count[0] += 1
        if count[0] == failing:
            raise how
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", breaking)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        append_claims(snapshot, made)
    assert tables(island) == before
    assert not [path for path in island.parent.iterdir() if path.name.startswith(".")]


def test_a_table_that_was_moved_when_somebody_stopped_it_is_put_back(
    island: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, made = take_snapshot(island), claims(island, TANKERS, AMBUSH, CAMP)
    before = tables(island)
    replace, count = Path.replace, [0]

    def stopping(self: Path, target: Path) -> Path:
        count[0] += 1
        moved = replace(self, target)
        if count[0] == 2:
            raise KeyboardInterrupt
        return moved

    monkeypatch.setattr(Path, "replace", stopping)
    with pytest.raises(KeyboardInterrupt):
        append_claims(snapshot, made)
    assert tables(island) == before


def test_a_folder_that_cannot_be_written_to_is_left_alone(island: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, made = take_snapshot(island), claims(island, TANKERS)
    before = tables(island)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(append, "_write", full)
    with pytest.raises(OutputError, match="No space left"):
        append_claims(snapshot, made)
    monkeypatch.setattr(append.shutil, "copyfile", full)
    with pytest.raises(OutputError, match="No space left"):
        append_claims(snapshot, made)
    assert tables(island) == before


def test_links_and_modes_are_kept(island: Path) -> None:
    (island / "elsewhere.csv").write_bytes((island / FUEL).read_bytes())
    (island / FUEL).unlink()
    (island / FUEL).symlink_to(island / "elsewhere.csv")
    (island / "elsewhere.csv").chmod(0o640)
    (name,) = append_claims(take_snapshot(island), claims(island, TANKERS))
    assert (island / FUEL).is_symlink()
    assert stat.S_IMODE((island / "elsewhere.csv").stat().st_mode) == 0o640
    assert name in read_case(island).reports.by_id()


def test_a_case_with_faults_is_not_added_to(island: Path) -> None:
    (island / EVENTS).unlink()
    with pytest.raises(InputFaults, match="no such file"):
        take_snapshot(island)


def test_rows_set_aside_can_be_mended_and_read_again(tmp_path: Path) -> None:
    path = questions_file(tmp_path / "week.xlsx")
    assert path.name == "week.questions.csv"
    write_set_aside(path, ("Quoi", "Note", "Raison"), [("=1+1", "tél. 20 22 23 24", "une raison; deux")], mark=";")
    assert questions_file(tmp_path / "week.xlsx").name == "week.questions-2.csv"
    assert questions_file(path).name == "week.questions-2.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    again = load_sheet(path)
    assert again.lines[0].cells == ("=1+1", "…", "une raison; deux")
    assert "'=1+1" in path.read_text(encoding="utf-8-sig")
    with pytest.raises(OutputError, match="could not be written"):
        write_set_aside(tmp_path / "nowhere" / "week.questions.csv", ("Quoi",), [])


NOTES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(notes=st.lists(NOTES, min_size=1, max_size=3))
def test_whatever_the_note_it_is_read_back(island: Path, notes: list[str]) -> None:
    snapshot = take_snapshot(island)
    base = claims(island, TANKERS)[0]
    made = [Claim(k, base.file, {**base.cells, "note": note.strip()}, base.report) for k, note in enumerate(notes)]
    ids = append_claims(snapshot, made)
    reports = read_case(island).reports.by_id()
    assert [reports[name].note for name in ids] == [" ".join(note.strip().split("\x00")) for note in notes]
