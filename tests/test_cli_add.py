"""`harmattan add` and `harmattan case new --from` through the command line: what they ask, show and write, and how they end."""

from __future__ import annotations

import csv
import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from harmattan import cli_add
from harmattan.cli import app
from harmattan.observe.casefolder import check_case, read_case
from harmattan.recipes import find_case

SHEET = """Quoi;Où;Quand;Combien;Unité;Source;Lien;Publié;Confiance;Remarque;Morts;Interne
Citernes reçues;Lanterne;semaine du 4 mars;au moins 40;;Radio X;https://example.org/new;14/03/2030;moyenne;;;
Embuscade;Fordgate;vendredi dernier;;;Radio Y;;2030-03-14;élevée;<script>alert(1)</script>;3;
Notre stock;Moulin;2030-03-12;12;m3;Nous;;2030-03-14;;;;oui
Carburant reçu;Lanterrn;2030-03-12;12 000;litres;Radio X;;2030-03-14;;;;
Électricité;Lanterne;3/4/2030;19h;;Radio X;;2030-03-14;;;;
bidule;Lanterne;hier;3;;Radio X;;2030-03-14;;;;
Citernes reçues;Lanterne;semaine du 4 mars;au moins 40;;Radio X;https://example.org/new;14/03/2030;moyenne;encore;;
Enlèvement;Fordgate;hier;;;Radio X;;2030-03-14;;appeler 76 12 34 56;;
"""


@pytest.fixture
def week(tmp_path: Path) -> Path:
    path = tmp_path / "week11.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def run(*words: object, code: int = 0, typed: Iterable[str] | None = None, data: bytes | None = None) -> Result:
    given = data if typed is None else "".join(f"{line}\n" for line in typed)
    result = CliRunner().invoke(app, [str(word) for word in words], input=given)
    told = f"{result.stdout}\n{result.stderr}"
    assert result.exception is None or isinstance(result.exception, SystemExit), told
    assert result.exit_code == code, told
    return result


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_add, "at_terminal", lambda: True)


def tables(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def flat(text: str) -> str:
    return " ".join(text.split())


# Where nobody can be asked


def test_what_is_understood_is_added_and_the_rest_set_aside_beside_the_input(island_copy: Path, week: Path) -> None:
    before = tables(island_copy)
    result = run("add", island_copy, week, "--lang", "fr", code=3)
    after = tables(island_copy)
    assert {file for file in after if after[file] != before[file]} == {"evidence/fuel.csv", "evidence/incidents.csv"}
    assert after["evidence/incidents.csv"].startswith(before["evidence/incidents.csv"])
    assert check_case(island_copy) == ()
    reports = read_case(island_copy).reports
    new = {name: report for name, report in reports.by_id().items() if report.known_from}
    assert new["OWN001"].best == 12000
    assert new["OWN001"].internal
    assert {"tankers_received", "convoy_attack"} <= {report.metric for report in new.values()}
    text = flat(result.stdout)
    for words in (
        "40 ou plus camions-citernes",
        "4\u201310 mars 2030",
        "approvisionnement",
        "à vous seuls",
        "tués : 3",
        "déjà connu",
    ):
        assert words in text, words
    for words in (
        "« Lanterrn » n\u2019est sur aucune carte",
        "quel est le jour et quel est le mois",
        "« bidule » n\u2019est pas connu",
    ):
        assert words in result.stdout.replace("\u00a0", " "), words
    assert "76 12 34 56" not in result.stdout
    aside = week.with_name("week11.questions.csv")
    assert aside.name in result.stdout
    with aside.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [row["Quoi"] for row in rows] == ["Carburant reçu", "Électricité", "bidule", "Enlèvement"]
    assert "Lantern" in rows[0]["Raison"]
    assert "76 12" not in aside.read_text(encoding="utf-8")


def test_the_same_sheet_again_adds_nothing_and_loses_nothing(island_copy: Path, week: Path) -> None:
    run("add", island_copy, week, "--yes", code=3)
    before = tables(island_copy)
    result = run("add", island_copy, week, "--yes", code=3)
    assert tables(island_copy) == before
    assert "already known: 4; set aside: 4" in result.stdout.replace("\u202f", "")
    assert week.with_name("week11.questions-2.csv").is_file()


def test_json_tells_every_row_and_writes_no_other_file(island_copy: Path, week: Path) -> None:
    told = json.loads(run("add", island_copy, week, "--json", code=3).stdout)
    assert told["case"] == "island"
    assert (told["rows"], told["written"]) == (8, True)
    assert len(told["added"]) + len(told["known"]) + len(told["set_aside"]) == told["rows"]
    first = told["added"][0]
    assert (first["metric"], first["low"], first["high"], first["weighs_in"]) == (
        "tankers_received",
        40,
        None,
        ["supply"],
    )
    assert (told["added"][2]["id"], told["added"][2]["internal"]) == ("OWN001", True)
    where = told["set_aside"][0]
    assert (where["kind"], where["nearest"][0], where["cells"]["Quoi"]) == ("where", "Lantern", "Carburant reçu")
    assert "76 12" not in json.dumps(told)
    assert not list(week.parent.glob("*.questions*"))


def test_a_dry_run_shows_all_and_writes_nothing(island_copy: Path, week: Path) -> None:
    before = tables(island_copy.parent)
    result = run("add", island_copy, week, "--dry-run", code=3)
    assert "to be added: 3" in result.stdout
    assert "nothing was written" in result.stdout
    assert tables(island_copy.parent) == before
    told = json.loads(run("add", island_copy, week, "--dry-run", "--json", code=3).stdout)
    assert told["written"] is False


def test_a_shipped_case_is_not_written_to_and_the_command_that_copies_it_works(
    tmp_path: Path, week: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("add", "mali", week, code=2)
    assert "`harmattan case new my-mali --from mali`" in result.stderr
    assert run("case", "new", "my-mali", "--from", "mali").stdout.strip() == "my-mali"
    assert tables(tmp_path / "my-mali") == tables(find_case("mali"))
    run("add", "mali", week, "--dry-run", code=3)
    assert tables(tmp_path / "my-mali") == tables(find_case("mali"))


def test_a_copy_is_whole_and_overwrites_nothing(island_copy: Path, tmp_path: Path) -> None:
    (island_copy / ".hidden").write_text("x", encoding="utf-8")
    (island_copy / "evidence" / "fuel.csv").chmod(0o400)
    run("case", "new", "again", "--from", island_copy, "--in", tmp_path)
    copied = tables(tmp_path / "again")
    assert copied == {file: data for file, data in tables(island_copy).items() if file != ".hidden"}
    assert os.access(tmp_path / "again" / "evidence" / "fuel.csv", os.W_OK)
    assert "a name that is free" in run("case", "new", "again", "--from", island_copy, "--in", tmp_path, code=2).stderr
    assert "outside the case" in run("case", "new", "b", "--from", island_copy, "--in", island_copy, code=2).stderr
    assert "CASE" in run("case", "new", "c", "--from", tmp_path / "nowhere", "--in", tmp_path, code=2).stderr
    assert {path.name for path in tmp_path.iterdir()} == {"island", "again"}


def test_a_workbook_and_piped_text_are_read(island_copy: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(("What", "Place", "Date", "Value", "Reported by"))
    page.append(("Tankers received", "Lantern", "2030-03-12", 40, "Radio"))
    book.create_sheet("Old").append(("a", "b"))
    book.save(tmp_path / "week.xlsx")
    result = run("add", island_copy, tmp_path / "week.xlsx")
    assert "not read: Old" in result.stderr
    assert "added: F" in result.stdout
    lines = ("What,Where,When,Number,Source", "tankers received,Lantern,2030-03-12,40,Radio")
    piped = "\n".join((*lines, "fuel received,Lantern,2030-03-12,1 m3,Radio"))
    told = json.loads(run("add", island_copy, "-", "--json", data=piped.encode()).stdout)
    assert (len(told["known"]), len(told["added"])) == (1, 1)


def test_options_say_what_rows_leave_open(island_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text("What,Where,When\nkidnapping,Fordgate,last Friday\n", encoding="utf-8")
    told = json.loads(run("add", island_copy, path, "--json", "--dry-run", code=3).stdout)
    assert told["set_aside"][0]["kind"] == "source"
    words = (
        "--known-from",
        "2030-03-14",
        "--source",
        "Field office",
        "--confidence",
        "HIGH",
        "--link",
        "https://example.org/f",
    )
    told = json.loads(run("add", island_copy, path, "--json", "--dry-run", *words).stdout)
    cells = told["added"][0]["cells"]
    assert (cells["date"], cells["known_from"], cells["confidence"]) == ("2030-03-08", "2030-03-14", "high")
    assert (cells["source_url"], cells["note"]) == ("https://example.org/f", "Source: Field office")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--confidence", "hihg"), "did you mean 'high'"),
        (("--known-from", "2199-01-01"), "a day not after"),
        (("--link", "javascript:alert(1)"), "https://"),
        (("--source", "mill@example.org"), "no way to reach a person"),
        (("--lang", "de"), "en or fr"),
        (("--sheet", "Week 11"), "text has one table only"),
    ],
)
def test_options_that_cannot_be_are_faults(island_copy: Path, week: Path, words: tuple[str, ...], told: str) -> None:
    before = tables(island_copy.parent)
    assert told in run("add", island_copy, week, *words, code=2).stderr
    assert tables(island_copy.parent) == before


def test_columns_that_nobody_can_place_are_all_told(island_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text("What,Where,Lieu,When,Weather\nkidnapping,a,b,2030-03-12,rain\n", encoding="utf-8")
    told = run("add", island_copy, path, code=2).stderr
    assert "2 faults" in told
    assert "column Weather" in told
    assert "column Lieu" in told


def test_without_a_file_or_a_terminal_there_is_nothing_to_read(island_copy: Path) -> None:
    assert "a terminal to type at" in run("add", island_copy, code=2).stderr
    assert "a terminal to type at" in run("add", island_copy, "--json", code=2).stderr
    assert "no such file" in run("add", island_copy, "nowhere.csv", code=2).stderr


def test_text_in_another_encoding_is_a_fault_that_shows_it(island_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_bytes("Quoi;Où;Quand\nembuscade;Fordgate;2030-03-12\n".encode("cp1252"))
    assert "as Windows-1252 it reads: Quoi;Où;Quand" in run("add", island_copy, path, code=2).stderr


def test_rows_of_an_evidence_table_are_added_as_they_are(island_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "actor,actor_type,attribute,value,country,date,source_url,source_date\n"
        "armed group,armed group,presence,rural roads,XI,2030-03,https://example.org/z,2030-03-14\n",
        encoding="utf-8",
    )
    result = run("add", island_copy, path)
    assert "added: A2" in result.stdout
    assert "no mechanism hears it" in flat(result.stdout)


# Where somebody is asked


def test_questions_are_answered_one_at_a_time(island_copy: Path, week: Path, asked: None) -> None:
    typed = ["1", "1", "2", "?", "s", "enlèvement près du gué", "y"]
    result = run("add", island_copy, week, typed=typed, code=3)
    text = result.stdout
    assert text.index("“Lanterrn” is on no map") < text.index("which is the day") < text.index("“bidule” is not known")
    assert "1  Lantern" in text
    assert "2  4 March 2030" in text
    assert "1  tankers received" in text, "? lists everything that is known"
    reports = [report for report in read_case(island_copy).reports if report.source_url == "Radio X"]
    assert {report.metric for report in reports} == {"volume_received", "power_hours", "kidnapping"}
    assert next(report for report in reports if report.metric == "power_hours").first_day.isoformat() == "2030-03-04"
    assert next(report for report in reports if report.metric == "kidnapping").note == "enlèvement près du gué"
    assert "set aside: 1" in text


def test_a_typed_session(island_copy: Path, asked: None) -> None:
    typed = [
        "environ 40 citernes reçues", "Lanterne", "semaine du 4 mars 2030", "", "Radio X", "", "moyenne", "deux convois",
        "embuscade", "fordgate", "vendredi dernier", "", "Radio Y", "", "", "", "1",
        "", "o",
    ]  # fmt: skip
    result = run("add", island_copy, "--lang", "fr", "--known-from", "2030-03-14", typed=typed)
    assert "Un rapport après l\u2019autre" in result.stdout
    assert "ajoutés" in result.stdout
    reports = {
        report.metric: report for report in read_case(island_copy).reports if report.source_url.startswith("Radio")
    }
    assert (reports["tankers_received"].best, reports["tankers_received"].relation) == (40, "about")
    assert reports["convoy_attack"].corridor == "salt-road"
    assert reports["convoy_attack"].known_from.isoformat() == "2030-03-14"


def test_rows_typed_and_set_aside_are_kept_in_a_file(
    island_copy: Path, asked: None, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    typed = ["zzz", "Lantern", "2030-03-12", "4", "Radio", "", "", "my note", "s", ""]
    result = run("add", island_copy, typed=typed, code=3)
    assert "Nothing to add" in result.stdout
    assert "my note" in (tmp_path / "reports.questions.csv").read_text(encoding="utf-8-sig")


def test_columns_and_encoding_are_asked_about(island_copy: Path, tmp_path: Path, asked: None) -> None:
    path = tmp_path / "w.csv"
    text = "Quoi;Lieu;Endroit;Météo;Quand;Source\nenlèvement;Fordgate;Île;pluie;2030-03-12;Radio\n"
    path.write_bytes(text.encode("cp1252"))
    result = run("add", island_copy, path, typed=["y", "région", "1", "y"])
    assert "As Windows-1252, row 1 reads: Quoi;Lieu;Endroit;Météo" in result.stdout
    assert "Column “Endroit” looks like “Where”" in result.stdout
    assert "Column left out: Météo" in result.stdout
    assert next(report for report in read_case(island_copy).reports if report.metric == "kidnapping").area == "isle"
    before = tables(island_copy)
    assert "Windows-1252" in run("add", island_copy, path, typed=["n"], code=2).stderr
    assert tables(island_copy) == before


@pytest.mark.parametrize("typed", [["q"], [], ["1"], ["1", "1", "day"], ["1", "1", "day", "s", "s", "n"]])
def test_whoever_stops_at_a_question_writes_nothing(
    island_copy: Path, week: Path, asked: None, typed: list[str]
) -> None:
    before = tables(island_copy.parent)
    result = run("add", island_copy, week, typed=typed, code=130)
    assert "othing was written" in result.stdout + result.stderr
    assert tables(island_copy.parent) == before


def test_an_interrupt_in_french_is_told_in_french(island_copy: Path, week: Path, asked: None, monkeypatch) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    before = tables(island_copy.parent)
    assert "rien n\u2019a été écrit" in run("add", island_copy, week, "--lang", "fr", code=130).stderr
    assert tables(island_copy.parent) == before


def test_somebody_else_who_writes_meanwhile_stops_it(island_copy: Path, week: Path, asked: None, monkeypatch) -> None:
    answers = iter(["s", "s", "s", "s", "a note", "y"])

    def meanwhile(_: str) -> str:
        with (island_copy / "evidence" / "actors.csv").open("a", encoding="utf-8") as stream:
            stream.write("\n")
        return next(answers)

    monkeypatch.setattr("builtins.input", meanwhile)
    fuel = (island_copy / "evidence" / "fuel.csv").read_bytes()
    assert "changed since it was read" in run("add", island_copy, week, code=4).stderr
    assert (island_copy / "evidence" / "fuel.csv").read_bytes() == fuel
    assert not list(week.parent.glob("*.questions*"))


def test_a_real_terminal_is_asked_and_a_pipe_is_not(island_copy: Path, week: Path) -> None:
    command = [sys.executable, "-c", "from harmattan.cli import run; run()", "add", str(island_copy), str(week)]
    child, screen = pty.fork()
    if child == 0:
        os.execv(sys.executable, command)  # noqa: S606 - our own program
    shown = b""
    while b"q to quit" not in shown and select.select([screen], [], [], 60)[0]:
        shown += os.read(screen, 4096)
    os.write(screen, b"q\n")
    while select.select([screen], [], [], 60)[0]:
        try:
            more = os.read(screen, 4096)
        except OSError:
            break
        if not more:
            break
        shown += more
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130
    assert b"Stopped; nothing was written." in shown
    nothing = subprocess.DEVNULL
    piped = subprocess.run([*command, "--dry-run"], capture_output=True, text=True, check=False, stdin=nothing)  # noqa: S603
    assert piped.returncode == 3
    assert "to be added: 3" in piped.stdout


def test_help_needs_nothing_heavy() -> None:
    program = "import sys\nfrom harmattan import cli\nassert not {'numpy', 'openpyxl', 'numba', 'jinja2'} & set(sys.modules), 1"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert "--known-from" in run("add", "--help").stdout


# The page


PAGE = (Path(__file__).parents[1] / "docs" / "guide" / "add.md").read_text(encoding="utf-8")


def test_the_worked_example_of_the_page_is_what_happens(tmp_path: Path) -> None:
    run("case", "new", "my-case", "--in", tmp_path)
    part = PAGE[PAGE.index("    Quoi;") : PAGE.index("`harmattan add my-case week.csv --yes`")]
    (tmp_path / "week.csv").write_text("\n".join(line.strip() for line in part.strip().splitlines()), encoding="utf-8")
    told = json.loads(run("add", tmp_path / "my-case", tmp_path / "week.csv", "--json", code=3).stdout)
    shown = PAGE[PAGE.index("| row | goes to |") : PAGE.index("Row 6 names a place")]
    lines = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in shown.strip().splitlines()[2:]]
    happened = [
        [
            str(row["row"]),
            row["file"],
            row["metric"],
            row["cells"].get("value", ""),
            f"{row['first_day']} to {row['last_day']}",
            row["place"] or row["corridor"],
            ", ".join(row["weighs_in"]) or "no mechanism",
        ]
        for row in told["added"]
    ]
    assert lines == happened
    assert [(row["row"], row["kind"]) for row in told["set_aside"]] == [(6, "where"), (7, "order")]
    assert told["set_aside"][0]["nearest"][0] == "Kelba"


def test_everything_that_can_be_said_is_on_the_page() -> None:
    from harmattan.observe.adding import sheet
    from harmattan.observe.adding.words import measures

    assert not [entry.metric for entry in measures() if f"`{entry.metric}`" not in PAGE]
    assert f"{sheet.MOST_ROWS:,} rows and {sheet.MOST_BYTES // 1_000_000} MB" in PAGE
