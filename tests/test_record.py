"""A record of the island: what is issued stays as it was, whoever edits it is found out, and later reports score it."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from conftest import ISLAND
from harmattan.compare import OUTCOMES
from harmattan.errors import InputFaults, OutputError, RecordChanged
from harmattan.inference.scores import crps
from harmattan.models.outcomes import CHANCES
from harmattan.recipes import Plan, make_outlooks, make_plan, make_scorecard, make_situation
from harmattan.recipes_record import check_override, make_issue, make_override, overrides_known, score_record
from harmattan.record import add_issue, add_override, read_record
from harmattan.record.issues import MOST_DRAWS, Draft, code_hash, draft_issue, thaw
from harmattan.record.ledger import alone, digest, row_after
from harmattan.record.overrides import line_of
from harmattan.results import assessed, verified
from harmattan.results_record import issued
from harmattan.verify.attacks import QUANTITY as ATTACKS
from harmattan.verify.overrides import POINTS, points
from harmattan.world.atlas import Atlas, Place
from harmattan.world.outlook import Override, Scorecard, Standing
from harmattan.world.vocabulary import variables

ISSUED = date(2030, 2, 1)
TODAY = date(2030, 5, 5)
BELIEF = Override(
    case="island",
    metric="tankers_per_week",
    place="lantern",
    corridor="",
    area="",
    first_day=date(2030, 2, 1),
    last_day=date(2030, 2, 28),
    low=30.0,
    median=50.0,
    high=80.0,
    unit="tankers/week",
    reason='drivers fear the ford, and "say so"',
    signed="fuel desk",
    dated=ISSUED,
)


def plan_on(day: date, case: str = str(ISLAND)) -> Plan:
    return make_plan(case, as_of=day, draws=40, workers=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two issues, a month apart, and two overrides between them."""
    root = tmp_path_factory.mktemp("made") / "record"
    make_issue(plan_on(date(2030, 1, 31)), ISLAND, root, issued_on=ISSUED, today=TODAY)
    make_override(plan_on(ISSUED), root, BELIEF, today=TODAY)
    make_override(
        plan_on(ISSUED),
        root,
        replace(BELIEF, metric="convoy_attack", place="", corridor="salt-road", low=0.0),
        today=TODAY,
    )
    make_issue(plan_on(date(2030, 2, 28)), ISLAND, root, course="escorts", issued_on=date(2030, 3, 1), today=TODAY)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "record"))


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def rows(root: Path, name: str = "ledger.csv") -> list[str]:
    return (root / name).read_text(encoding="utf-8").splitlines()


def issue_of(root: Path, number: int = 0) -> Path:
    return root / read_record(root).issues[number].id


# What is frozen


def test_an_issue_holds_what_it_was_made_from(made: Path) -> None:
    issue = read_record(made).issues[0]
    told = dict(issue.content)
    assert told["id"] == issue.id == issue.folder.name
    assert issue.id.startswith("island-2030-01-31-")
    assert (told["case"], told["as_of"], told["scenario"], told["course"]) == (
        "island",
        "2030-01-31",
        "persists",
        "nothing-new",
    )
    assert (told["horizon_days"], told["seed"], told["draws"], told["draws_kept"]) == (60, 1, 40, 40)
    assert told["models"] == list(plan_on(ISSUED).case.settings.models)
    assert told["code"] == code_hash()
    assert {row["file"] for row in told["evidence"]} == {
        f"evidence/{path.name}" for path in (ISLAND / "evidence").iterdir()
    }
    fuel = next(row for row in told["evidence"] if row["file"] == "evidence/fuel.csv")
    assert fuel == {
        "file": "evidence/fuel.csv",
        "sha256": sha256((ISLAND / "evidence/fuel.csv").read_bytes()).hexdigest(),
        "rows": 5,
        "known": 1,
    }
    assert {
        "case.toml",
        "priors.csv",
        "atlas/places.csv",
        "scenarios/persists.toml",
        "courses/nothing-new.toml",
    } <= set(told["inputs"])
    assert told["draws_sha256"] == sha256((issue.folder / "draws.npz").read_bytes()).hexdigest()
    figures = {row["figure"]: row for row in told["key_figures"]}
    assert figures["tankers_lost"]["low"] <= figures["tankers_lost"]["median"] <= figures["tankers_lost"]["high"]
    for row in told["key_figures"]:
        assert set(row) == (
            {"figure", "mean"} if row["figure"] in CHANCES else {"figure", "low", "median", "high", "mean"}
        )
    assert CHANCES & set(figures)
    assert told["evidence_settings"]["error_about"] == 0.1
    assert told["audience"] == "partner"
    assert told["draws_audience"] == "internal"


def test_chances_are_those_that_are_compared_as_chances() -> None:
    assert {name for name, outcome in OUTCOMES.items() if outcome.chance} == CHANCES


def test_figures_count_the_draws_of_the_outlook_not_of_the_belief(made: Path) -> None:
    plan = plan_on(date(2030, 1, 31))
    situation = make_situation(plan)
    few = replace(situation, values={name: array[:20] for name, array in situation.values.items()})
    [outlook] = make_outlooks(plan, few, scenarios=["persists"], courses=["nothing-new"]).values()
    outlook = replace(outlook, values={name: array[:20] for name, array in outlook.values.items()})
    told = json.loads(draft_issue(plan.case, ISLAND, plan.reports, plan.models, few, outlook).content)
    assert (told["draws"], told["belief_draws"], told["draws_kept"]) == (40, 20, 20)
    shown = issued(*make_issue(plan, ISLAND, made, issued_on=ISSUED, today=TODAY)[:2], new=False)
    chance = next(row for row in shown["key_figures"] if row["figure"] == "government_falls")
    assert (list(chance), chance["low"]) == (["figure", "low", "median", "high", "mean"], None)


def test_the_id_is_the_hash_of_what_is_said(made: Path) -> None:
    for issue in read_record(made).issues:
        told = json.loads((issue.folder / "issue.json").read_bytes())
        name = told.pop("id")
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        assert name.endswith(digest(text)[:12])


def test_frozen_draws_are_those_of_the_outlook_and_few(made: Path) -> None:
    issue = read_record(made).issues[0]
    arrays, later, gone = thaw(issue, plan_on(ISSUED).case.atlas)
    assert (later, gone) == (frozenset(), ())
    assert len(arrays["draw"]) == 40 <= MOST_DRAWS
    assert arrays["tankers_arrived"].shape == (40, 60, 3)
    assert arrays["litres_per_tanker"].shape == (40,)
    assert all(array.dtype == np.float32 for name, array in arrays.items() if name != "draw")
    under_way = {name for name in arrays if name in variables() and {"route", "age"} & set(variables()[name].dims)}
    assert not under_way | ({"tankers_exposed", "tankers_waiting"} & set(arrays)), (
        "what is under way never leaves a run"
    )


def test_no_hour_stands_in_a_frozen_file(made: Path) -> None:
    with zipfile.ZipFile(issue_of(made) / "draws.npz") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert ISSUED.isoformat() not in (issue_of(made) / "issue.json").read_text(encoding="utf-8")


def test_the_same_inputs_give_the_same_bytes_on_any_day(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    plan = replace(plan_on(date(2030, 1, 31)), workers=2)
    issue, entry, new = make_issue(plan, ISLAND, again, issued_on=date(2030, 5, 5), today=TODAY)
    assert new
    assert contents(issue.folder) == contents(made / issue.id)
    assert entry.hash == read_record(made).entries[0].hash
    assert rows(again)[1] != rows(made)[1]


def test_issuing_the_same_again_adds_nothing(root: Path) -> None:
    before = contents(root)
    plan = plan_on(date(2030, 1, 31))
    issue, entry, new = make_issue(plan, ISLAND, root, issued_on=date(2030, 5, 5), today=TODAY)
    assert not new
    assert entry.day == ISSUED
    assert contents(root) == before
    assert make_override(plan, root, BELIEF, today=TODAY)[1] is False
    assert contents(root) == before
    assert issue.id == entry.id


def test_other_inputs_make_another_issue(root: Path) -> None:
    plan = plan_on(date(2030, 1, 31))
    for changed in (replace(plan, seed=2), replace(plan, horizon_days=30)):
        assert make_issue(changed, ISLAND, root, issued_on=date(2030, 5, 5), today=TODAY)[2]
    assert make_issue(plan, ISLAND, root, scenario="eases", issued_on=date(2030, 5, 5), today=TODAY)[2]
    assert len({issue.id for issue in read_record(root).issues}) == 5


def test_a_row_added_to_the_evidence_is_another_issue(island_copy: Path, root: Path) -> None:
    with (island_copy / "evidence/fuel.csv").open("a", encoding="utf-8") as file:
        file.write(
            "F9,tankers_per_week,70,tankers/week,2030-03-11/17,Lantern,,https://example.org/z,2030-03-19,high,2030-03-19,press,\n"
        )
    issue, _, new = make_issue(
        plan_on(date(2030, 1, 31), str(island_copy)), island_copy, root, issued_on=date(2030, 5, 5), today=TODAY
    )
    assert new
    first = read_record(root).issues[0]
    assert issue.content["draws_sha256"] == first.content["draws_sha256"], "what was not known changes no draw"
    assert issue.content["evidence"] != first.content["evidence"]


def test_each_row_holds_the_hash_of_the_one_before(made: Path) -> None:
    heading, *lines = rows(made)
    assert [line.split(",")[2] for line in lines] == ["issue", "override", "override", "issue"]
    for before, line in zip([heading, *lines], lines, strict=False):
        assert line.split(",")[5] == sha256(before.encode()).hexdigest()
    assert read_record(made).head == sha256(lines[-1].encode()).hexdigest()


def test_an_issue_is_not_dated_before_its_evidence_ends(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="--issued-on"):
        make_issue(plan_on(date(2030, 1, 31)), ISLAND, tmp_path / "record", issued_on=date(2030, 1, 30), today=TODAY)
    with pytest.raises(InputFaults, match="did you mean 'escorts'"):
        make_issue(
            plan_on(date(2030, 1, 31)), ISLAND, tmp_path / "record", course="escort", issued_on=ISSUED, today=TODAY
        )
    assert not (tmp_path / "record").exists()


def test_a_day_to_come_never_enters_the_ledger(tmp_path: Path) -> None:
    # One row of 2999 would make every later one count as entered in 2999, and no row can be taken out again.
    root, typo, today = tmp_path / "record", date(2999, 1, 1), date(2030, 4, 2)
    plan = plan_on(date(2030, 1, 31))
    for day in (typo, date(2030, 4, 3)):
        with pytest.raises(InputFaults, match="not after 2030-04-02"):
            make_issue(plan, ISLAND, root, issued_on=day, today=today)
        with pytest.raises(InputFaults, match="--dated"):
            make_override(plan, root, replace(BELIEF, dated=day), today=today)
    with pytest.raises(InputFaults, match="--as-of"):
        make_issue(plan_on(date(2030, 4, 3)), ISLAND, root, issued_on=date(2030, 4, 3), today=today)
    assert not root.exists()
    assert make_override(plan, root, replace(BELIEF, dated=today), today=today)[1]
    early = date(2026, 1, 1)
    assert plan.case.settings.as_of == date(2030, 3, 31)
    for day, right in ((date(2030, 3, 31), True), (date(2030, 4, 1), False)):
        faults = check_override(plan.case, plan.models, replace(BELIEF, dated=day), today=early)
        assert bool(faults) is not right, "an invented case may be cut off in years to come"


# Who edits it is found out


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(change(data))


def lines(change: Callable[[list[str]], list[str]], name: str = "ledger.csv") -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        (root / name).write_text("".join(f"{line}\n" for line in change(rows(root, name))), encoding="utf-8")

    return edit


def cut(root: Path) -> None:
    rewrite(root / "ledger.csv", lambda data: data[:-10])


def forge(root: Path) -> None:
    """Rewrite the last row with a true hash of the row before: an issue that was never made."""
    entries = read_record(root).entries
    row = row_after(entries, date(2030, 4, 1), "issue", "island-2030-03-31-000000000000", "0" * 64)
    with (root / "ledger.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row.line}\n")


def stray(root: Path) -> None:
    shutil.copytree(issue_of(root), root / "island-2030-01-31-ffffffffffff")


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


EDITS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a byte of the draws": (lambda root: rewrite(issue_of(root) / "draws.npz", flip), "/draws.npz: changed"),
    "a figure": (
        lambda root: rewrite(issue_of(root) / "issue.json", lambda d: d.replace(b'"low": 0.0', b'"low": 0.1', 1)),
        "/issue.json: changed",
    ),
    "a space": (lambda root: rewrite(issue_of(root) / "issue.json", lambda d: d + b" "), "/issue.json: changed"),
    "the draws are gone": (lambda root: (issue_of(root) / "draws.npz").unlink(), "/draws.npz: removed"),
    "an issue is gone": (lambda root: shutil.rmtree(issue_of(root)), "/issue.json: removed"),
    "an issue was slipped in": (stray, "island-2030-01-31-ffffffffffff: not in the ledger"),
    "the first row is gone": (lines(lambda all_: [all_[0], *all_[2:]]), "ledger.csv, row 2:"),
    "a middle row is gone": (lines(lambda all_: [*all_[:3], *all_[4:]]), "ledger.csv, row 4:"),
    "the last row is gone": (lines(lambda all_: all_[:-1]), ": not in the ledger"),
    "rows are in another order": (lines(lambda all_: [*all_[:2], all_[3], all_[2], all_[4]]), "ledger.csv, row 3:"),
    "a day was changed": (
        lines(lambda all_: [line.replace("2030-02-01", "2030-01-31") for line in all_]),
        "ledger.csv, row 3:",
    ),
    "a row is there twice": (lines(lambda all_: [*all_, all_[-1]]), "ledger.csv, row 6:"),
    "an empty row": (lines(lambda all_: [*all_, ""]), "ledger.csv, row 6:"),
    "the heading": (lines(lambda all_: [all_[0].upper(), *all_[1:]]), "row 1: the heading was changed"),
    "the end is cut off": (cut, "ledger.csv: the last row was cut"),
    "a row was forged": (forge, "island-2030-03-31-000000000000/issue.json: removed"),
    "the ledger is gone": (lambda root: (root / "ledger.csv").unlink(), ": not in the ledger"),
    "an override": (
        lines(lambda all_: [line.replace("30.0", "31.0") for line in all_], "overrides.csv"),
        "overrides.csv, row 2: not what was entered as override-",
    ),
    "an override is gone": (lines(lambda all_: all_[:-1], "overrides.csv"), "1 of 2 rows were removed"),
    "an override more": (lines(lambda all_: [*all_, all_[-1]], "overrides.csv"), "overrides.csv, row 4: not in the ledger"),
    "overrides are gone": (lambda root: (root / "overrides.csv").unlink(), "overrides.csv: removed"),
}  # fmt: skip


@pytest.mark.parametrize("what", EDITS)
def test_whoever_edits_the_record_is_found_out(what: str, root: Path) -> None:
    edit, told = EDITS[what]
    plan = plan_on(date(2030, 3, 31))
    edit(root)
    after = contents(root)
    for act in (
        lambda: score_record(plan, root),
        lambda: make_issue(plan, ISLAND, root, issued_on=date(2030, 4, 1), today=TODAY),
        lambda: make_override(plan, root, replace(BELIEF, low=1.0), today=TODAY),
        lambda: overrides_known(plan, root),
    ):
        with pytest.raises(RecordChanged) as raised:
            act()
        assert any(told in change for change in raised.value.changes), raised.value.changes
        assert "never edited" in str(raised.value)
    assert raised.value.exit_code == 5
    assert contents(root) == after, "a record that was changed is left as it is found"


def test_all_changes_are_told_at_once(root: Path) -> None:
    for number in (0, 1):
        rewrite(issue_of_quietly(root, number) / "draws.npz", flip)
    (root / "overrides.csv").unlink()
    with pytest.raises(RecordChanged) as raised:
        read_record(root)
    assert len(raised.value.changes) == 3


def issue_of_quietly(root: Path, number: int) -> Path:
    return sorted(path.parent for path in root.glob("*/issue.json"))[number]


def test_frozen_files_are_read_only_and_an_edit_after_chmod_is_refused(root: Path) -> None:
    path = issue_of(root) / "issue.json"
    for file in path.parent.iterdir():
        assert not file.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if os.name == "posix" and os.geteuid() != 0:
        with pytest.raises(PermissionError):
            path.write_text("{}", encoding="utf-8")
    path.chmod(0o644)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(RecordChanged, match=f"{path.parent.name}/issue.json: changed"):
        read_record(root)
    path.chmod(0o644)
    path.write_text(text, encoding="utf-8")
    assert len(read_record(root).issues) == 2, "an unchanged copy put back is what was issued"


# Writing is safe


def test_a_command_that_was_stopped_before_the_ledger_can_be_run_again(tmp_path: Path) -> None:
    root, draft = (
        tmp_path / "record",
        Draft("island-2030-01-31-abc", b'{"draws_sha256": "%s"}' % digest(b"x").encode(), b"x"),
    )
    add_issue(root, draft, ISSUED)
    (root / "ledger.csv").unlink()
    with pytest.raises(RecordChanged):
        read_record(root)
    with pytest.raises(RecordChanged, match="not what is issued under that name"):
        add_issue(root, replace(draft, draws=b"y"), ISSUED)
    assert add_issue(root, draft, ISSUED)[1]
    assert len(read_record(root).issues) == 1
    (root / "overrides.csv").write_text(
        f"{','.join(BELIEF.__dataclass_fields__)}\n{line_of(BELIEF)}\n", encoding="utf-8"
    )
    with pytest.raises(RecordChanged):
        add_override(root, replace(BELIEF, low=1.0))
    assert add_override(root, BELIEF)[1]
    assert len(read_record(root).overrides) == 1
    assert not [path for path in root.iterdir() if path.name.startswith(".")]


def test_no_two_commands_write_at_once(root: Path) -> None:
    with alone(root), pytest.raises(OutputError, match="Another command is writing"):
        add_override(root, replace(BELIEF, low=1.0))
    assert add_override(root, replace(BELIEF, low=1.0))[1]


def test_a_file_in_the_place_of_the_record_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="--record"):
        add_override(tmp_path / "record", BELIEF)
    assert (tmp_path / "record").read_text(encoding="utf-8") == "mine"


# Scored when reports arrive


def standing(card: Scorecard, number: int = 0) -> Standing:
    return card.standings[number]


def test_an_issue_is_scored_when_reports_arrive_and_nothing_is_written(root: Path) -> None:
    before = contents(root)
    first = score_record(plan_on(date(2030, 1, 31)), root)
    assert not standing(first).due
    assert standing(first).why.startswith("not due")
    waiting = score_record(plan_on(date(2030, 2, 18)), root)
    assert (standing(waiting).due, standing(waiting).scored, standing(waiting).not_scorable) == (True, 0, 0)
    assert standing(waiting).why == "no report on its days has come in"
    arrived = score_record(plan_on(date(2030, 2, 19)), root)
    assert [(score.report, score.quantity, score.issue) for score in arrived.scores] == [
        ("F2", "tankers_per_week", standing(arrived).issue)
    ]
    assert arrived.ledger == read_record(root).head
    month = score_record(plan_on(date(2030, 2, 28)), root)
    assert sum(score.quantity == ATTACKS for score in month.scores) == 3, "three corridors, one window each"
    assert contents(root) == before


def test_an_issue_scores_as_a_replay_of_its_day_does(root: Path) -> None:
    plan = plan_on(date(2030, 3, 31))
    issued = [score for score in score_record(plan, root).scores if score.issue.startswith("island-2030-01-31")]
    replayed = make_scorecard(replace(plan, horizon_days=60), [date(2030, 1, 31)]).scores
    assert [score.report for score in issued] == [score.report for score in replayed]
    for then, now in zip(issued, replayed, strict=True):
        assert (then.low, then.median, then.high, then.crps) == pytest.approx((now.low, now.median, now.high, now.crps))


def test_denominators_add_up(root: Path) -> None:
    for day in (date(2030, 1, 31), date(2030, 2, 19), date(2030, 3, 31)):
        plan = plan_on(day)
        card = score_record(plan, root)
        told = verified(plan, card)
        assert told["issued"] == len(card.standings) == 2
        assert (
            told["due"]
            == told["issues_scored"] + told["issues_not_scorable"]
            == sum(s.as_of < day for s in card.standings)
        )
        assert sum(row.scored for row in card.standings) == len(card.scores) == told["scored"]
        named = [row for row in card.unscored if row[0].startswith("island-")]
        assert sum(row.not_scorable for row in card.standings) == len(named)
        assert sum(row["count"] for row in told["summary"]) == len(card.scores)
        assert all(row.why for row in card.standings if not row.scored)


def test_what_was_known_before_an_outlook_was_entered_is_told_apart(tmp_path: Path) -> None:
    root = tmp_path / "record"
    make_issue(plan_on(date(2030, 1, 31)), ISLAND, root, issued_on=date(2030, 3, 10), today=TODAY)
    plan = plan_on(date(2030, 3, 31))
    card = score_record(plan, root)
    assert {score.report: score.ahead for score in card.scores}["F2"] is False
    assert not any(score.ahead for score in card.scores if score.quantity == ATTACKS)
    assert {row["foretold"] for row in verified(plan, card)["summary"]} == {False}


def test_dating_back_gains_nothing(tmp_path: Path) -> None:
    root = tmp_path / "record"
    add_override(root, replace(BELIEF, dated=date(2030, 3, 10)))
    make_issue(plan_on(date(2030, 1, 31)), ISLAND, root, issued_on=ISSUED, today=TODAY)
    card = score_record(plan_on(date(2030, 3, 31)), root)
    assert standing(card).entered == date(2030, 3, 10)
    assert {score.report: score.ahead for score in card.scores}["F2"] is False


def test_a_record_of_another_case_is_left_alone(root: Path) -> None:
    plan = plan_on(date(2030, 3, 31))
    other = replace(plan, case=replace(plan.case, id="elsewhere"))
    card = score_record(other, root)
    assert (card.standings, card.scores, card.overrides) == ((), (), ())
    assert overrides_known(other, root) == ()


def test_no_record_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="--record"):
        score_record(plan_on(date(2030, 3, 31)), tmp_path / "nowhere")


def with_places(plan: Plan, places: tuple[Place, ...]) -> Plan:
    atlas = plan.case.atlas
    changed = Atlas(places, atlas.routes, atlas.corridors, atlas.areas, atlas.fuel, atlas.products)
    return replace(plan, case=replace(plan.case, atlas=changed))


def test_a_place_that_came_later_moves_no_score(root: Path) -> None:
    plan = plan_on(date(2030, 3, 31))
    places = plan.case.atlas.places
    new = replace(places[-1], id="new-camp", name="New Camp", aliases=())
    issue = read_record(root).issues[0]
    then, _, _ = thaw(issue, plan.case.atlas)
    now, later, gone = thaw(issue, with_places(plan, (new, *places)).case.atlas)
    assert (later, gone) == (frozenset({"new-camp"}), ())
    assert (now["arrived"][:, :, 1:] == then["arrived"]).all()
    assert not now["arrived"][:, :, 0].any()
    assert now["origin_stock_days"].shape == (40, len(places) + 1)


def test_an_outlook_about_a_place_that_is_gone_cannot_be_scored(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_on(date(2030, 3, 31))
    issue = read_record(root).issues[0]
    atlas = plan.case.atlas
    renamed = tuple(replace(place, id="old-camp") if place.id == "heron-camp" else place for place in atlas.places)
    routes = tuple(replace(r, destination="old-camp") if r.destination == "heron-camp" else r for r in atlas.routes)
    changed = Atlas(renamed, routes, atlas.corridors, atlas.areas, atlas.fuel, atlas.products)
    assert thaw(issue, changed)[2] == ("heron-camp",)
    monkeypatch.setattr("harmattan.recipes_record.thaw", lambda one, _: thaw(one, changed))
    card = score_record(plan, root)
    assert [(row.due, row.scored) for row in card.standings] == [(True, 0), (True, 0)]
    assert standing(card).why == "the case no longer has heron-camp, which the outlook is about"


# Overrides


def test_three_quantiles_make_a_distribution() -> None:
    for low, median, high in ((30.0, 50.0, 80.0), (0.0, 2.0, 5.0), (7.0, 7.0, 7.0), (0.0, 0.0, 3.0)):
        values = points(low, median, high)
        assert len(values) == POINTS
        assert (np.diff(values) >= 0.0).all()
        assert values[0] >= 0.0
        assert (values[19], values[199], values[379]) == pytest.approx((low, median, high))


def test_an_override_is_scored_beside_the_model_by_the_same_report(root: Path) -> None:
    plan = plan_on(date(2030, 3, 31))
    card = score_record(plan, root)
    mine = next(score for score in card.overrides if score.report == "F2")
    model = next(score for score in card.scores if score.report == "F2")
    assert (mine.low, mine.median, mine.high, mine.signed) == (30.0, 50.0, 80.0, "fuel desk")
    assert mine.reported == model.reported == 55.0
    assert mine.crps == pytest.approx(float(crps(points(30.0, 50.0, 80.0), 55.0)))
    assert mine.covered
    assert mine.ahead
    assert (mine.issue, mine.crps_model) == (model.issue, model.crps)
    assert (mine.model_low, mine.model_median, mine.model_high) == (model.low, model.median, model.high)
    told = verified(plan, card)
    row = next(entry for entry in told["overrides_summary"] if entry["quantity"] == "tankers_per_week")
    assert (row["count"], row["count_with_model"]) == (1, 1)
    assert row["crps"] == mine.crps
    assert row["crps_model"] == model.crps
    assert row["verdict"] == "too few to score (1 of 10 needed)"


def test_an_override_of_attacks_is_scored_once_its_days_are_past(root: Path) -> None:
    waiting = score_record(plan_on(date(2030, 2, 27)), root)
    assert [reason for what, reason in waiting.unscored if what.startswith("override-")] == [
        "not due: its days have not all passed"
    ]
    card = score_record(plan_on(date(2030, 3, 31)), root)
    [mine] = [score for score in card.overrides if score.quantity == ATTACKS]
    model = next(score for score in card.scores if score.report == mine.report)
    assert mine.report == "salt-road 2030-02-01 to 2030-02-28"
    assert mine.reported == 0.0
    assert mine.crps_model == model.crps


def scored(root: Path, day: date = date(2030, 3, 31)) -> Scorecard:
    return score_record(plan_on(day), root)


def test_only_reports_on_its_days_that_came_later_score_an_override(tmp_path: Path) -> None:
    root = tmp_path / "record"
    for changed in (
        replace(BELIEF, last_day=date(2030, 2, 16), reason="ends too early"),
        replace(BELIEF, dated=date(2030, 2, 19), reason="the report was known"),
        replace(BELIEF, place="", reason="of the whole country"),
    ):
        add_override(root, changed)
    card = scored(root)
    assert card.overrides == ()
    assert {reason for _, reason in card.unscored} == {"no report on it has become known since it was signed"}
    add_override(root, BELIEF)
    [mine] = scored(root).overrides
    assert mine.issue == ""
    assert math.isnan(mine.crps_model), "no outlook was issued"
    assert mine.ahead is False, "dated back behind an entry of 19 February"


def test_the_latest_outlook_of_its_day_stands_beside_an_override(root: Path) -> None:
    late = replace(BELIEF, metric="convoy_attack", place="", corridor="salt-road", low=0.0, median=1.0)
    late = replace(late, first_day=date(2030, 3, 2), last_day=date(2030, 3, 29), dated=date(2030, 3, 1))
    add_override(root, late)
    mine = scored(root).overrides[-1]
    assert mine.issue.startswith("island-2030-02-28")


def test_a_signed_belief_stands_beside_what_we_believe(root: Path) -> None:
    plan = plan_on(date(2030, 2, 28))
    situation = make_situation(plan)
    overrides = overrides_known(plan, root)
    assert len(overrides) == 2
    told = assessed(plan, situation, overrides)["overrides"]
    assert told[0]["where"] == "lantern"
    assert (told[0]["low"], told[0]["median"], told[0]["high"], told[0]["signed"]) == (30.0, 50.0, 80.0, "fuel desk")
    arrived = situation.history["tankers_arrived"][:, 31:59, :2].sum(axis=(1, 2), dtype=np.float64) / 4.0
    assert told[0]["model_median"] == pytest.approx(float(np.median(arrived)))
    assert math.isnan(told[1]["model_median"]), "attacks ahead are a matter of outlooks"
    assert overrides_known(plan_on(date(2030, 1, 31)), root) == ()
    assert assessed(plan, situation)["overrides"] == []


WRONG = {
    "a metric": ({"metric": "tanker_per_week"}, "--metric", "did you mean 'tankers_per_week'"),
    "attacks nowhere": ({"metric": "convoy_attack"}, "--metric", "mechanism"),
    "a place": ({"place": "lantrn"}, "--place", "did you mean 'lantern'"),
    "a corridor": ({"place": "", "corridor": "salt"}, "--corridor", "the id of a corridor"),
    "two wheres": ({"corridor": "salt-road"}, "--place", "one of --place, --corridor and --area"),
    "a day to come": ({"dated": date(2999, 1, 1)}, "--dated", "a day not after 2030-05-05"),
    "days": ({"last_day": date(2030, 1, 1)}, "--to", "a day from 2030-02-01 on"),
    "order": ({"low": 60.0}, "--low", "in this order"),
    "below": ({"low": -1.0}, "--low", "none below 0"),
    "nan": ({"high": math.nan}, "--low", "in this order"),
    "endless": ({"high": math.inf}, "--low", "in this order"),
    "no reason": ({"reason": " "}, "--reason", "one line"),
    "two lines": ({"reason": "a\nb"}, "--reason", "one line"),
    "a formula": ({"reason": "=1+1"}, "--reason", "formula"),
    "too long": ({"signed": "x" * 61}, "--signed", "at most 60"),
    "nobody": ({"signed": ""}, "--signed", "one line"),
    "a unit": ({"unit": "\t"}, "--unit", "one line"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_override_is_refused(what: str, tmp_path: Path) -> None:
    changed, option, told = WRONG[what]
    plan = plan_on(ISSUED)
    faults = check_override(plan.case, plan.models, replace(BELIEF, **changed), today=TODAY)  # type: ignore[arg-type]
    assert [fault.column for fault in faults] == [option]
    assert told in str(faults[0])
    with pytest.raises(InputFaults):
        make_override(plan, tmp_path / "record", replace(BELIEF, **changed), today=TODAY)  # type: ignore[arg-type]
    assert not (tmp_path / "record").exists()


def test_an_override_is_read_back_as_it_was_written(root: Path) -> None:
    assert next(row for _, row in read_record(root).overrides) == BELIEF
    text = (root / "overrides.csv").read_text(encoding="utf-8")
    assert next(csv.DictReader(io.StringIO(text)))["reason"] == BELIEF.reason
