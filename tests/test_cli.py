"""Every verb on the island through the command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from conftest import ISLAND
from harmattan import __version__
from harmattan.cli import app

CASE = str(ISLAND)
QUICK = ("--draws", "20", "--workers", "1")
AHEAD = (*QUICK, "--horizon", "14")
TABLES = {
    "observe": {"evidence", "claims"},
    "assess": {"places", "corridors", "parameters", "reports"},
    "foresee": {"totals", "tankers", "days_of_fuel"},
    "compare": {"outcomes", "differences"},
    "verify": {"summary", "scores", "not_scored"},
}
VERBS = {
    "observe": (),
    "assess": QUICK,
    "foresee": AHEAD,
    "compare": AHEAD,
    "verify": (*AHEAD, "--origins", "2030-01-30,2030-02-09"),
}
DATA = {"comparison.csv", "outlook.nc", "situation.geojson", "statements.json"}
FILES = {"brief.html", "brief.light.html", "tables.xlsx", *DATA}


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    told = f"{result.stdout}\n{result.stderr}"
    assert result.exception is None or isinstance(result.exception, SystemExit), told
    assert result.exit_code == code, told
    return result


def python(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 - our own


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


# What is printed and written


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_prints_one_json_object_and_nothing_else(verb: str) -> None:
    result = run(verb, CASE, *VERBS[verb], "--json")
    told = json.loads(result.stdout)
    assert told["case"] == "island"
    assert told["as_of"] == "2030-03-31"
    assert told["audience"] == "partner"
    assert told["files"] == []
    assert TABLES[verb] <= {name for name, value in told.items() if isinstance(value, list) and value}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_writes_its_tables(verb: str, tmp_path: Path) -> None:
    out = tmp_path / "below" / "out"
    told = json.loads(run(verb, CASE, *VERBS[verb], "--out", out, "--json").stdout)
    written = {path.name for path in out.iterdir()}
    assert {Path(path).name for path in told["files"]} == written
    also = {"outlook.nc"} if verb == "foresee" else set()
    assert written >= {f"{verb}.json", *(f"{verb}.{table}.csv" for table in TABLES[verb])} | also
    assert not hidden(out.parent)
    stored = json.loads((out / f"{verb}.json").read_text(encoding="utf-8"))
    assert stored == {name: value for name, value in told.items() if name != "files"}
    for table in TABLES[verb]:
        with (out / f"{verb}.{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(stored[table])
        assert list(rows[0]) == list(stored[table][0])


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_prints_tables_for_people(verb: str) -> None:
    text = run(verb, CASE, *VERBS[verb]).stdout
    assert "case: island" in text
    for table in TABLES[verb]:
        assert table.replace("_", " ") in text


def test_long_tables_are_cut_on_a_terminal_and_say_so() -> None:
    text = run("verify", CASE, *VERBS["verify"]).stdout
    assert "more: --json or --out gives all" not in text
    text = run("assess", CASE, *QUICK).stdout
    assert "more: --json or --out gives all" in text


def test_the_brief_prints_where_its_files_are(tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = run("brief", CASE, *AHEAD, "--out", out).stdout
    assert {Path(line).name for line in text.splitlines()} == FILES
    assert text.splitlines()[0].endswith("brief.html"), "the page comes first"
    assert {path.name for path in out.iterdir()} == FILES


def test_the_brief_takes_language_and_level(tmp_path: Path) -> None:
    told = json.loads(run("brief", CASE, *AHEAD, "--lang", "both", "--out", tmp_path, "--json").stdout)
    assert told["audience"] == "partner"
    assert {Path(path).name for path in told["files"]} == FILES | {
        "brief.fr.html",
        "brief.light.fr.html",
        "tables.fr.xlsx",
    }
    assert 'lang="fr"' in (tmp_path / "brief.fr.html").read_text(encoding="utf-8")
    told = json.loads(run("brief", CASE, *AHEAD, "--level", "public", "--out", tmp_path, "--json").stdout)
    assert told["audience"] == "public"
    assert "brief.public.html" in {Path(path).name for path in told["files"]}
    assert (tmp_path / "brief.html").exists(), "the partner files stay"


def test_the_brief_stands_in_out_when_no_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("brief", CASE, *AHEAD, "--as-of", "2030-02-28")
    assert {path.name for path in (tmp_path / "out" / "island-2030-02-28").iterdir()} == FILES


def test_the_monday_loop_sets_each_brief_beside_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("brief", CASE, *AHEAD, "--as-of", "2030-02-28")
    run("brief", CASE, *AHEAD, "--since", "last")
    whole = json.loads(Path("out/island-2030-03-31/statements.json").read_text(encoding="utf-8"))
    assert (whole["since"]["as_of"], whole["since"]["how"]) == ("2030-02-28", "file")
    assert "F4" in whole["since"]["new_reports"]
    assert {row["id"] for row in whole["changes"]} >= {"fuel_now", "inflow"}
    page = Path("out/island-2030-03-31/brief.html").read_text(encoding="utf-8")
    assert "What changed since 28 February 2030" in page
    assert "Nothing scored yet" in page


def test_a_past_date_is_replayed_and_scored(tmp_path: Path) -> None:
    run("brief", CASE, *AHEAD, "--since", "2030-02-10", "--out", tmp_path, "--format", "html")
    assert {path.name for path in tmp_path.iterdir()} == {"brief.html", "brief.light.html", *DATA}
    whole = json.loads((tmp_path / "statements.json").read_text(encoding="utf-8"))
    assert whole["since"]["how"] == "replay"
    page = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert "1 of 1 reports fell inside the 90" in page


def test_the_brief_is_written_in_the_shapes_asked_for(tmp_path: Path) -> None:
    run("brief", CASE, *AHEAD, "--format", "md, email", "--sender", "desk@example.org", "--out", tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"brief.md", "alert.txt", "alert.eml", "alert.cap.xml", *DATA}
    assert "desk@example.org" in (tmp_path / "alert.cap.xml").read_text(encoding="utf-8")


def test_an_internal_brief_carries_its_level_in_its_names(tmp_path: Path) -> None:
    told = json.loads(run("brief", CASE, *AHEAD, "--level", "internal", "--out", tmp_path, "--json").stdout)
    assert told["audience"] == "internal"
    assert "brief.internal.html" in {Path(path).name for path in told["files"]}


def test_without_a_case_the_shipped_one_is_taken() -> None:
    assert json.loads(run("observe", "--json").stdout)["case"] == "mali"
    assert json.loads(run("observe", "mali", "--json").stdout)["case"] == "mali"


def test_options_reach_the_run() -> None:
    told = json.loads(run("foresee", CASE, *AHEAD, "--scenario", "eases", "--course", "escorts", "--json").stdout)
    assert {(row["scenario"], row["course"]) for row in told["totals"]} == {("eases", "escorts")}
    assert told["horizon_days"] == 14
    told = json.loads(run("assess", CASE, *QUICK, "--as-of", "2030-02-28", "--json").stdout)
    assert (told["as_of"], told["draws"]) == ("2030-02-28", 20)
    one = run("assess", CASE, *QUICK, "--seed", "5", "--json").stdout
    assert one == run("assess", CASE, "--draws", "20", "--workers", "2", "--seed", "5", "--json").stdout
    assert one != run("assess", CASE, *QUICK, "--seed", "6", "--json").stdout


def test_foresee_takes_the_reference_when_nothing_is_chosen() -> None:
    told = json.loads(run("foresee", CASE, *AHEAD, "--json").stdout)
    assert {(row["scenario"], row["course"]) for row in told["totals"]} == {("persists", "nothing-new")}


def test_compare_takes_everything_when_nothing_is_chosen_and_only_what_is_chosen() -> None:
    told = json.loads(run("compare", CASE, *AHEAD, "--json").stdout)
    assert len({(row["scenario"], row["course"]) for row in told["outcomes"]}) == 4
    told = json.loads(run("compare", CASE, *AHEAD, "--scenario", "eases", "--json").stdout)
    assert {row["scenario"] for row in told["outcomes"]} == {"eases"}
    assert {row["reference"] for row in told["differences"]} == {"nothing-new"}


def test_verify_takes_quarters_that_the_case_holds_when_no_day_is_named() -> None:
    told = json.loads(run("verify", CASE, *AHEAD, "--json").stdout)
    assert told["origins"] == ["2030-01-30"]
    told = json.loads(run("verify", CASE, *AHEAD, "--as-of", "2030-01-20", "--json").stdout)
    assert told["origins"] == ["2030-01-01"]


def test_a_day_named_twice_is_scored_once() -> None:
    told = json.loads(run("verify", CASE, *AHEAD, "--origins", "2030-01-30, 2030-01-30", "--json").stdout)
    assert told["origins"] == ["2030-01-30"]
    assert told["scored"] == len({row["report"] for row in told["scores"]})


def test_version_and_help() -> None:
    assert run("--version").stdout == f"harmattan {__version__}\n"
    assert "observe" in run("--help").stdout
    for verb in (*VERBS, "brief", "issue"):
        assert "--as-of" in run(verb, "--help").stdout
    assert "--signed" in run("override", "--help").stdout


# The record

ISSUE = ("issue", CASE, *QUICK, "--horizon", "30", "--as-of", "2030-01-31", "--issued-on", "2030-02-01")
OVERRIDE = (
    "override", CASE, "--metric", "tankers_per_week", "--place", "lantern", "--from", "2030-02-01", "--to", "2030-02-28",
    "--low", "30", "--median", "50", "--high", "80", "--unit", "tankers/week", "--reason", "drivers fear the ford",
    "--signed", "fuel desk", "--dated", "2030-02-01",
)  # fmt: skip


def test_an_outlook_is_issued_once_and_scored_when_reports_arrive(tmp_path: Path) -> None:
    record = ("--record", tmp_path / "record")
    told = json.loads(run(*ISSUE, *record, "--json").stdout)
    assert told["state"] == "issued"
    assert (told["case"], told["as_of"], told["issued_on"], told["audience"]) == (
        "island",
        "2030-01-31",
        "2030-02-01",
        "partner",
    )
    assert Path(told["folder"], "draws.npz").is_file()
    assert "issued before; nothing was added" in run(*ISSUE, *record).stdout
    kept = json.loads(run(*OVERRIDE, *record, "--json").stdout)
    assert (kept["state"], kept["signed"], kept["first_day"]) == ("kept", "fuel desk", "2030-02-01")
    assert json.loads(run(*OVERRIDE, *record, "--json").stdout)["state"] == "kept before; nothing was added"
    before = snapshot(tmp_path)
    told = json.loads(run("verify", CASE, *record, "--as-of", "2030-02-19", "--json").stdout)
    assert (told["issued"], told["due"], told["issues_scored"], told["issues_not_scorable"]) == (1, 1, 1, 0)
    assert [row["report"] for row in told["scores"]] == ["F2"]
    assert [row["report"] for row in told["overrides"]] == ["F2"]
    assert "too few to score (1 of 10 needed)" in json.dumps(told)
    told = json.loads(run("assess", CASE, *QUICK, *record, "--as-of", "2030-02-19", "--json").stdout)
    assert [row["override"] for row in told["overrides"]] == [kept["override"]]
    assert snapshot(tmp_path) == before


def test_a_record_that_was_changed_ends_with_5(tmp_path: Path) -> None:
    record = ("--record", tmp_path / "record")
    run(*ISSUE, *record)
    [draws] = tmp_path.glob("record/*/draws.npz")
    draws.chmod(0o644)
    draws.write_bytes(draws.read_bytes()[:-1] + b"x")
    for words in (("verify", CASE), ("assess", CASE), ISSUE, OVERRIDE):
        result = run(*words, *record, code=5)
        assert "draws.npz: changed" in result.stderr
        assert result.stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("verify", CASE, "--record", "nowhere"), "a folder in which `harmattan issue` has frozen an outlook"),
        (("verify", CASE, "--record", "nowhere", "--origins", "2030-01-30"), "one of the two: a record or a replay"),
        ((*ISSUE, "--course", "escort"), "did you mean 'escorts'?"),
        ((*ISSUE, "--issued-on", "2030-01-01"), "a day from the cut-off date 2030-01-31 on"),
        ((*OVERRIDE, "--low", "90", "--place", "lantrn"), "2 faults in the input"),
        ((*OVERRIDE, "--low", "many"), "--low"),
    ],
    ids=lambda value: " ".join(value[-4:]) if isinstance(value, tuple) else "",
)
def test_wrong_words_about_the_record_end_with_2_and_write_nothing(
    words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words, code=2)
    assert told in " ".join(result.stderr.split())
    assert not list(tmp_path.iterdir()), "something was written"


# How it ends


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("assess", "nowhere"), "a shipped case (mali)"),
        (("assess", "mall"), "did you mean 'mali'?"),
        (("foresee", CASE, "--scenario", "eazes"), "did you mean 'eases'?"),
        (("compare", CASE, "--course", "escort"), "did you mean 'escorts'?"),
        (("assess", CASE, "--draws", "1"), "--draws: found '1'; allowed: 2 to 1000000 draws"),
        (("foresee", CASE, "--horizon", "0"), "--horizon: found '0'; allowed: 1 to 3660 days"),
        (("foresee", CASE, "--horizon", "9999"), "1 to 3660 days"),
        (("assess", CASE, "--seed", "-1"), "a whole number from 0"),
        (("assess", CASE, "--workers", "0"), "1 to 1024 threads"),
        (("assess", CASE, "--as-of", "9999-12-31"), "--as-of: found '9999-12-31'; allowed: a day to 2040-01-09"),
        (("assess", CASE, "--as-of", "31/03/2030"), "does not match the format"),
        (("assess", CASE, "--as-of", "2030-02-30"), "does not match the format"),
        (("assess", CASE, "--draws", "many"), "--draws"),
        (("verify", CASE, "--origins", "2030-02-30,soon"), "found 'soon'; allowed: dates such as"),
        (("brief", CASE, "--lang", "de"), "en or fr"),
        (("brief", CASE, "--level", "secret"), "internal, partner or public"),
        (("brief", CASE, "--format", "html,pfd"), "did you mean 'pdf'?"),
        (("brief", CASE, "--format", "html,"), "found ''; allowed: html, pdf"),
        (("brief", CASE, "--sender", "two words"), "two words"),
        (("brief", CASE, "--since", "lats"), "did you mean 'last'?"),
        (("brief", CASE, "--since", "last"), "0 briefs there"),
        (("brief", CASE, "--since", "2030-03-31"), "before 2030-03-31, the cut-off date"),
        (("brief", CASE, "--record", "nowhere"), "a folder in which `harmattan issue` has frozen an outlook"),
        (("forsee", CASE), "forsee"),
        (("assess", CASE, "--drawz", "3"), "--drawz"),
        (("case", "new", "Not A Name"), "did you mean 'not-a-name'?"),
        (("case", "check", "nowhere"), "nowhere"),
    ],
    ids=lambda value: " ".join(value).replace(CASE, "island") if isinstance(value, tuple) else "",
)
def test_a_wrong_word_ends_with_2_and_says_what_is_allowed(
    words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words, code=2)
    assert told in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert not list(tmp_path.iterdir()), "something was written"


def test_all_wrong_words_are_told_at_once() -> None:
    text = run("compare", CASE, "--scenario", "eazes", "--course", "escort", "--scenario", "x", code=2).stderr
    assert text.startswith("3 faults in the input; nothing was written.")
    text = run("foresee", CASE, "--draws", "1", "--horizon", "0", "--workers", "0", code=2).stderr
    assert text.startswith("3 faults")


def test_a_wrong_word_is_told_before_anything_long_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("harmattan.recipes.make_situation", never)
    for words in (
        ("compare", "--course", "escort"),
        ("brief", "--lang", "de"),
        ("brief", "--level", "secret"),
        ("brief", "--since", "lats"),
        ("brief", "--format", "pfd"),
        ("brief", "--sender", "a,b"),
        ("brief", "--record", "nowhere"),
    ):
        assert words[2] in run(words[0], CASE, *words[1:], code=2).stderr


def test_a_day_before_the_case_begins_ends_with_3() -> None:
    for words in (("assess", CASE, "--as-of", "2029-12-31"), ("verify", CASE, "--origins", "2029-06-30")):
        result = run(*words, *QUICK, code=3)
        assert "the case begins on 2030-01-01" in result.stderr
        assert result.stdout == ""


@pytest.mark.parametrize("verb", [*VERBS, "brief"])
def test_a_file_in_the_place_of_the_folder_ends_with_4_and_stays(verb: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("mine", encoding="utf-8")
    result = run(verb, CASE, *VERBS.get(verb, AHEAD), "--out", out, code=4)
    assert "Choose another folder with --out" in result.stderr
    assert out.read_text(encoding="utf-8") == "mine"
    assert not hidden(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="who may write everywhere cannot be refused")
def test_a_folder_that_may_not_be_written_ends_with_4(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    run("observe", CASE, "--out", tmp_path / "out", code=4)
    tmp_path.chmod(0o700)
    assert not list(tmp_path.iterdir())


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "where",
    [
        "harmattan.recipes.make_situation",
        "harmattan.recipes.make_outlooks",
        "harmattan.brief.write.tables_xlsx",
        "harmattan.brief.write.statements_json",
    ],
)
def test_an_interrupt_ends_with_130_and_leaves_nothing_half_written(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, interrupt)
    result = run("brief", CASE, *AHEAD, "--out", tmp_path / "out", code=130)
    assert "Interrupted" in result.stderr
    assert result.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("where", ["harmattan.results.plain", "harmattan.results.write_netcdf"])
def test_an_interrupt_leaves_what_stood_there(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("foresee", CASE, *AHEAD, "--out", tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    monkeypatch.setattr(where, interrupt)
    run("foresee", CASE, *AHEAD, "--seed", "2", "--out", tmp_path / "out", code=130)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert not hidden(tmp_path)


SIGNALLED = """
import signal, sys
from harmattan import recipes
from harmattan.cli import run

weigh = recipes.make_situation

def signalled(plan, progress=None):
    def told(share):
        signal.raise_signal(signal.SIGINT)
    return weigh(plan, told)

recipes.make_situation = signalled
sys.argv[0] = "harmattan"
run()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_control_c_in_the_middle_of_the_work_ends_with_130(tmp_path: Path) -> None:
    done = python(SIGNALLED, "brief", CASE, "--draws", "150", "--workers", "2", "--out", tmp_path / "out")
    assert done.returncode == 130, done.stderr
    assert "Interrupted; nothing was written." in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


# A case of one's own


def test_a_new_case_is_sound_and_runs(tmp_path: Path) -> None:
    folder = Path(run("case", "new", "my-case", "--in", tmp_path).stdout.strip())
    assert folder == tmp_path / "my-case"
    assert run("case", "check", folder).stdout == f"{folder}: no faults\n"
    assert json.loads(run("case", "check", folder, "--json").stdout) == []
    told = json.loads(run("brief", folder, *AHEAD, "--out", tmp_path / "out", "--json").stdout)
    assert told["case"] == "my-case"
    assert {Path(path).name for path in told["files"]} == FILES
    run("case", "new", "my-case", "--in", tmp_path, code=2)


def broken(folder: Path) -> Path:
    def edit(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    edit("case.toml", "horizon_days = 60", "horizon_days = -60")
    edit("atlas/routes.csv", "105,trunk", "-105,trunk")
    edit("atlas/fuel.csv", "millbrook,0.2", "milbrook,0.2")
    edit("courses/escorts.toml", 'variable = "ambush_loss_factor"', 'variable = "ambush_los_factor"')
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_check_names_every_fault_and_writes_nothing(island_copy: Path) -> None:
    before = snapshot(broken(island_copy))
    result = run("case", "check", island_copy, code=2)
    assert result.stdout == ""
    for told in ("horizon_days", "'-105'", "did you mean 'millbrook'?", "did you mean 'ambush_loss_factor'?"):
        assert told in result.stderr
    faults = json.loads(run("case", "check", island_copy, "--json", code=2).stdout)
    assert {fault["file"] for fault in faults} >= {
        "case.toml",
        "atlas/routes.csv",
        "atlas/fuel.csv",
        "courses/escorts.toml",
    }
    assert all(set(fault) == {"file", "row", "column", "found", "allowed", "nearest"} for fault in faults)
    assert snapshot(island_copy) == before


@pytest.mark.parametrize("verb", [*VERBS, "brief"])
def test_every_verb_stops_at_a_broken_case(verb: str, island_copy: Path, tmp_path: Path) -> None:
    result = run(verb, broken(island_copy), "--out", tmp_path / "out", code=2)
    assert "atlas/routes.csv, row 2, column km" in result.stderr
    assert not (tmp_path / "out").exists()


def test_check_knows_what_only_the_mechanisms_know(island_copy: Path) -> None:
    path = island_copy / "case.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"displacement"', '"displacment"'), encoding="utf-8")
    assert "did you mean 'displacement'?" in run("case", "check", island_copy, code=2).stderr


# Starting


def test_help_starts_without_anything_heavy() -> None:
    program = "import sys, harmattan.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = set(python(program).stdout.split())
    assert "typer" in loaded
    assert not loaded & {"numpy", "numba", "scipy", "xarray", "pandas", "h5py", "openpyxl", "jinja2", "pydantic"}


def in_turn(*faults: BaseException) -> Callable[..., Any]:
    waiting = list(faults)

    def fail(*_: object, **__: object) -> None:
        raise waiting.pop(0)

    return fail


def test_a_fault_of_the_program_itself_is_not_dressed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harmattan.recipes.make_situation", in_turn(ZeroDivisionError("ours")))
    result = CliRunner().invoke(app, ["assess", CASE, *QUICK])
    assert isinstance(result.exception, ZeroDivisionError)
