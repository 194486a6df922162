"""Where a brief is put together: an earlier date beside it, and how past outlooks fared, on the island."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import ISLAND
from harmattan import recipes_brief
from harmattan.brief.earlier import Earlier
from harmattan.brief.inputs import BriefInput
from harmattan.brief.shapes.statements_json import statements_json
from harmattan.brief.since.standings import earlier_of
from harmattan.errors import InputFaults
from harmattan.recipes import Plan, make_plan, make_scorecard
from harmattan.recipes_brief import find_since, make_brief, replay
from harmattan.recipes_record import make_issue

THEN = date(2030, 2, 10)
SMALL = {"draws": 40, "horizon_days": 60, "workers": 1}


def planned(case: Path = ISLAND, **more: object) -> Plan:
    return make_plan(str(case), **{**SMALL, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made() -> BriefInput:
    return make_brief(planned(), since=THEN)


def cut(folder: Path, day: date) -> None:
    """Delete every row that became known after a day."""
    deleted = 0
    for path in sorted((folder / "evidence").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = [row for row in rows if row["known_from"] and date.fromisoformat(row["known_from"]) <= day]
        kept += [row for row in rows if row["background"] == "yes" and row not in kept]
        deleted += len(rows) - len(kept)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
    assert deleted


# A past date


def test_a_past_date_is_replayed_with_what_was_known_then(made: BriefInput) -> None:
    earlier = made.earlier
    assert isinstance(earlier, Earlier)
    assert (earlier.as_of, earlier.how, earlier.level, earlier.horizon) == (THEN, "replay", "partner", 60)
    assert "F1" in earlier.reports
    assert not {"F2", "F4", "D2"} & earlier.reports
    assert {"fuel_now", "inflow", "people"} <= set(earlier.statements)
    assert set(earlier.expected) == {"fuel_now", "power_now"}


def test_later_rows_change_nothing_in_a_replay(island_copy: Path) -> None:
    whole = replay(planned(), THEN).inputs
    cut(island_copy, THEN)
    without = replay(planned(island_copy), THEN).inputs
    assert {report.id for report in whole.case.reports} == {report.id for report in without.case.reports}
    one, other = (statements_json(inputs) for inputs in (whole, without))
    assert one == other
    assert "F2" not in json.loads(one)["known_reports"]


def test_a_replay_is_the_brief_of_that_day(made: BriefInput) -> None:
    that_day = make_brief(planned(as_of=THEN))
    assert made.earlier is not None
    then = earlier_of(that_day, "partner")
    assert made.earlier.standings == then.standings
    assert made.earlier.statements["inflow"] == then.statements["inflow"]


def test_the_replayed_outlook_is_scored_by_what_was_reported_since(made: BriefInput) -> None:
    card = make_scorecard(planned(), [THEN])
    assert made.scorecard is not None
    assert "F2" in {score.report for score in card.scores}
    assert [score.report for score in made.scorecard.scores] == [score.report for score in card.scores]
    # As text, because a baseline that does not exist is nan.
    assert repr(made.scorecard.scores) == repr(card.scores)


def test_a_replay_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[date] = []
    weigh = recipes_brief.recipes.make_situation

    def counted(plan: Plan, progress: object = None) -> object:
        days.append(plan.as_of)
        return weigh(plan)

    monkeypatch.setattr("harmattan.recipes.make_situation", counted)
    make_brief(planned(), since=THEN)
    assert days == [date(2030, 3, 31), THEN]


def test_the_earlier_brief_has_the_level_of_this_one() -> None:
    for level in ("internal", "public"):
        made = make_brief(planned(level=level, draws=10, horizon_days=10), since=THEN)
        assert made.earlier is not None
        assert made.earlier.level == level


def test_without_since_nothing_stands_beside_it() -> None:
    made = make_brief(planned(draws=10, horizon_days=10))
    assert (made.earlier, made.scorecard) == (None, None)
    assert len(made.outlooks) == 4


# The record


def test_issued_outlooks_are_scored_beside_the_replay(tmp_path: Path, made: BriefInput) -> None:
    root, day = tmp_path / "record", date(2030, 2, 1)
    make_issue(planned(as_of=date(2030, 1, 31)), ISLAND, root, issued_on=day, today=day)
    kept = make_brief(planned(), record=root).scorecard
    assert kept is not None
    assert {score.issue for score in kept.scores} != {""}
    both = make_brief(planned(), since=THEN, record=root).scorecard
    assert both is not None
    assert made.scorecard is not None
    assert repr(both.scores) == repr((*made.scorecard.scores, *kept.scores))
    assert both.standings == kept.standings
    assert both.origins == (THEN, date(2030, 1, 31))


def test_a_record_that_is_not_there_is_told_before_anything_long_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harmattan.recipes.make_situation", never)
    with pytest.raises(InputFaults, match="has frozen an outlook"):
        make_brief(planned(), record=tmp_path / "none")


def never(*_: object, **__: object) -> None:
    raise AssertionError


# What is found


def kept_brief(folder: Path, day: date, **fields: object) -> Path:
    """Write what a brief of a day would say, changed where asked."""
    folder.mkdir(parents=True)
    inputs = replay(planned(as_of=day, draws=10, horizon_days=10), date(2030, 1, 31)).inputs
    whole = json.loads(statements_json(replace(inputs)))
    whole |= {"as_of": day.isoformat()} | fields
    level = str(fields.get("audience", "partner"))
    path = folder / ("statements.json" if level == "partner" else f"statements.{level}.json")
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_last_finds_the_newest_earlier_brief_of_the_same_case_and_level(tmp_path: Path) -> None:
    out = tmp_path / "out"
    days = [date(2030, 2, 14), date(2030, 3, 15), date(2030, 3, 31)]
    for day in days:
        kept_brief(out / f"island-{day}", day)
    kept_brief(out / "other-case", date(2030, 3, 20), case="isle")
    kept_brief(out / "to-post", date(2030, 3, 22), audience="public")
    (out / "broken").mkdir()
    (out / "broken" / "statements.json").write_text("[1", encoding="utf-8")
    (out / "list").mkdir()
    (out / "list" / "statements.json").write_text("[1]", encoding="utf-8")
    found = find_since(planned(), "last", beside=out / "island-2030-03-31")
    assert isinstance(found, Earlier)
    assert (found.as_of, found.level) == (date(2030, 3, 15), "partner")
    found = find_since(planned(level="public"), "last", beside=out / "anything")
    assert isinstance(found, Earlier)
    assert (found.as_of, found.level) == (date(2030, 3, 22), "public")


def test_a_folder_or_a_file_is_read(tmp_path: Path) -> None:
    path = kept_brief(tmp_path / "before", date(2030, 2, 14))
    for since in (path, path.parent, str(path), str(path.parent)):
        found = find_since(planned(), since)
        assert isinstance(found, Earlier)
        assert (found.as_of, found.how) == (date(2030, 2, 14), "file")


def test_a_file_is_set_beside_the_brief(tmp_path: Path) -> None:
    path = kept_brief(tmp_path / "before", date(2030, 2, 14))
    made = make_brief(planned(draws=10, horizon_days=10), since=path)
    assert made.earlier is not None
    assert made.earlier.how == "file"
    assert made.scorecard is None


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("2030-03-31", "a day from 2030-01-01, the first of the case, and before 2030-03-31"),
        ("2029-12-31", "a day from 2030-01-01"),
        ("lats", "did you mean 'last'"),
        ("31/03/2030", "a date such as"),
        ("last", "0 briefs there, 0 of this case and level, none of an earlier day"),
        ("a" * 5000, "such a file that may be read"),
    ],
)
def test_what_cannot_be_set_beside_is_told_before_anything_long_begins(
    since: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harmattan.recipes.make_situation", never)
    with pytest.raises(InputFaults) as raised:
        make_brief(planned(), since=since, beside=tmp_path / "out" / "new")
    assert told in str(raised.value)


def test_a_folder_that_may_not_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, plan = kept_brief(tmp_path / "before", date(2030, 2, 14)), planned()

    def refused(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refused)
    with pytest.raises(InputFaults, match="such a file that may be read"):
        find_since(plan, path.parent)


def test_last_says_what_was_found_and_does_not_fit(tmp_path: Path) -> None:
    kept_brief(tmp_path / "a", date(2030, 3, 31))
    kept_brief(tmp_path / "b", date(2030, 2, 14), case="isle")
    with pytest.raises(InputFaults, match="2 briefs there, 1 of this case and level, none of an earlier day"):
        find_since(planned(), "last", beside=tmp_path / "new")


def test_a_brief_of_another_case_level_or_later_day_is_refused(tmp_path: Path) -> None:
    path = kept_brief(tmp_path / "before", date(2030, 4, 14), case="isle")
    with pytest.raises(InputFaults) as raised:
        find_since(planned(level="public"), path)
    assert {fault.column for fault in raised.value.faults} == {"case", "audience", "as_of"}
