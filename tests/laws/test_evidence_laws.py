"""What was known later changes nothing; what contradicts stays beside what it contradicts; silence and numbers both count."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from harmattan.assess import assess, throughput
from harmattan.brief.inputs import BriefInput
from harmattan.brief.write import write_brief
from harmattan.recipes import Plan, make_comparison, make_outlooks, make_plan, make_situation
from harmattan.results import assessed, observed, plain
from harmattan.verify import verify
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation
from slow.planted_reports import FIRST_DAY, believed, plant, planted_case

VINTAGES = (date(2030, 1, 21), date(2030, 2, 15), date(2030, 3, 5))


def everything(folder: Path, day: date, out: Path) -> dict[str, bytes]:
    """The belief as JSON and every file of the brief."""
    plan = make_plan(str(folder), as_of=day, draws=100, horizon_days=14, workers=1)
    situation = make_situation(plan)
    outlooks = make_outlooks(plan, situation)
    inputs = BriefInput(plan.case, day, plan.reports, situation, outlooks, make_comparison(plan, outlooks), None)
    files = {path.name: path.read_bytes() for path in write_brief(inputs, out, language="both")}
    return {**files, "assess.json": json.dumps(plain(assessed(plan, situation))).encode()}


def delete_what_was_not_known(folder: Path, day: date) -> int:
    """Delete rows, not through the program: by its own reading of the columns."""
    deleted = 0
    for path in sorted((folder / "evidence").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        known = header.index("known_from")
        background = header.index("background")
        kept = [
            row for row in rows if row[background] == "yes" or (row[known] and date.fromisoformat(row[known]) <= day)
        ]
        deleted += len(rows) - len(kept)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *kept])
    return deleted


@pytest.mark.parametrize("day", VINTAGES, ids=str)
def test_a_cut_off_date_is_the_same_as_deleting_what_was_not_known(
    day: date, island_copy: Path, tmp_path: Path
) -> None:
    whole = everything(island_copy, day, tmp_path / "whole")
    assert delete_what_was_not_known(island_copy, day) > 0
    then = everything(island_copy, day, tmp_path / "then")
    assert [name for name in whole if whole[name] != then[name]] == []


class Enough(Exception):
    """Ends a replay once it has told what it was given."""


def test_a_replay_sees_what_was_known_then(island_plan: Plan) -> None:
    for origin in VINTAGES:
        seen: dict[str, Report] = {}

        def replay(_: date, known: Reports, horizon: int, seen: dict[str, Report] = seen) -> tuple[Situation, object]:
            seen.update(known.by_id())
            raise Enough

        with pytest.raises(Enough):
            verify(
                island_plan.case,
                island_plan.models,
                replay,  # type: ignore[arg-type]
                origins=[origin],
                as_of=island_plan.as_of,
                horizon_days=9,
            )
        assert seen
        assert all(row.background or (row.known_from and row.known_from <= origin) for row in seen.values())


def test_a_row_without_a_day_on_which_it_was_known_is_never_used(island_plan: Plan) -> None:
    hidden = [row.id for row in island_plan.case.reports if row.known_from is None and not row.background]
    assert hidden == ["I3"]
    far = island_plan.case.reports.known_on(date(2999, 1, 1))
    assert not set(hidden) & {row.id for row in far}


def like(plan: Plan, model: str, **changed: object) -> Report:
    return replace(plan.case.reports.by_id()[model], **changed)  # type: ignore[arg-type]


def weekly(plan: Plan, name: str, tankers: float, **changed: object) -> Report:
    """A claim of high confidence on the tankers of one quiet week in March."""
    return like(
        plan,
        "F2",
        **{
            "id": name,
            "value": str(tankers),
            "relation": "exact",
            "low": tankers,
            "best": tankers,
            "high": tankers,
            "first_day": date(2030, 3, 18),
            "last_day": date(2030, 3, 24),
            "known_from": date(2030, 3, 26),
            "source_url": f"https://{name.lower()}.example",
            **changed,
        },
    )


def belief(plan: Plan, *more: Report, rows: tuple[Report, ...] | None = None, day: date | None = None) -> Situation:
    day = day or plan.as_of
    reports = Reports((*(plan.case.reports.rows if rows is None else rows), *more)).known_on(day)
    return assess(plan.case, reports, plan.models, as_of=day, draws=200, seed=1, workers=2)


@pytest.mark.parametrize("name", ["F2", "D1", "I1"])
def test_a_report_of_a_far_day_changes_nothing(name: str, island_plan: Plan, island_belief: Situation) -> None:
    years = timedelta(days=20 * 365)
    old = island_plan.case.reports.by_id()[name]
    assert old.first_day
    assert old.last_day
    assert old.known_from
    late = replace(
        old,
        id="FAR",
        first_day=old.first_day + years,
        last_day=old.last_day + years,
        known_from=old.known_from + years,
    )
    case = replace(island_plan.case, reports=Reports((*island_plan.case.reports.rows, late)))
    known = case.reports.known_on(island_plan.as_of)
    assert "FAR" not in known.by_id()
    again = assess(case, known, island_plan.models, as_of=island_plan.as_of, draws=100, seed=1)
    assert all(array.tobytes() == island_belief.values[key].tobytes() for key, array in again.values.items())
    # A plan for a far day, published long ago, is known and still says nothing about the days before.
    foretold = assess(
        case,
        Reports((*known.rows, replace(late, known_from=old.known_from))),
        island_plan.models,
        as_of=island_plan.as_of,
        draws=100,
        seed=1,
    )
    assert all(array.tobytes() == island_belief.values[key].tobytes() for key, array in foretold.values.items())


def arrived_that_week(situation: Situation) -> NDArray[np.float64]:
    assert situation.history_first_day
    start = (date(2030, 3, 18) - situation.history_first_day).days
    imports = [row for row, corridor in enumerate(situation.atlas.corridors) if corridor.kind == "import"]
    days = situation.history["tankers_arrived"][:, start : start + 7][:, :, imports]
    return np.asarray(days.sum(axis=(1, 2), dtype=np.float64))


def test_contradicting_claims_are_both_kept_both_weighed_and_both_listed(island_plan: Plan) -> None:
    few, many = weekly(island_plan, "FEW", 20.0), weekly(island_plan, "MANY", 90.0)
    both = belief(island_plan, few, many)
    assert {"FEW", "MANY"} <= set(both.reports_used)
    moved = {row.report: row.reported for row in both.moved}
    assert (moved["FEW"], moved["MANY"]) == (20.0, 90.0)
    plan = replace(island_plan, reports=Reports((*island_plan.reports.rows, few, many)))
    claims = {row["id"]: row["value"] for row in observed(plan)["claims"]}
    assert (claims["FEW"], claims["MANY"]) == ("20.0", "90.0")
    middle = [np.median(arrived_that_week(one)) for one in (belief(island_plan, few), both, belief(island_plan, many))]
    assert middle[0] < middle[1] < middle[2]


def test_two_rows_of_one_file_that_contradict_each_other_are_both_read(island_copy: Path) -> None:
    path = island_copy / "evidence/fuel.csv"
    row = "{0},tankers_per_week,{1},tankers/week,2030-03-18/24,Lantern,,https://{0}.example,2030-03-26,high,2030-03-26,press,\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(row.format("F8", 20) + row.format("F9", 90))
    plan = make_plan(str(island_copy), draws=100)
    assert {row.id: row.best for row in plan.reports if row.id in ("F8", "F9")} == {"F8": 20.0, "F9": 90.0}
    assert {"F8", "F9"} <= {row.report for row in make_situation(plan).moved}


def test_a_sure_report_of_more_tankers_raises_the_tankers_and_the_need_that_is_believed(island_plan: Plan) -> None:
    arrived, need = [], []
    for tankers in (30.0, 60.0, 110.0):
        situation = belief(island_plan, weekly(island_plan, "SURE", tankers))
        arrived.append(float(np.median(arrived_that_week(situation))))
        need.append(float(np.exp(np.log(situation.values["national_fuel_need"]).mean())))
    assert arrived[0] < arrived[1] < arrived[2]
    assert need[0] < need[2]


def test_a_sure_report_of_more_stock_raises_the_days_of_fuel_of_its_day(island_plan: Plan) -> None:
    stock = []
    for days in (1.0, 9.0):
        told = weekly(island_plan, "STOCK", days, metric="stock_days_if_cut", unit="days", last_day=date(2030, 3, 18))
        stored = belief(island_plan, told).history["days_of_fuel"]
        at = (date(2030, 3, 18) - island_plan.case.settings.first_day).days
        stock.append(float(stored[:, at, island_plan.case.atlas.place_index["lantern"]].mean()))
    assert stock[0] < stock[1]


def rates_in_silence(plan: Plan, *news: Report) -> list[float]:
    """Ambush rate of the salt road on three days, after rows on normal life and the news, none of which tell of attacks."""
    road = plan.case.atlas.corridor_index["salt-road"]
    flows = tuple(row for row in plan.case.reports if row.metric == "tankers_per_week" and row.background)
    rates = []
    for day in (date(2030, 1, 5), date(2030, 2, 15), date(2030, 6, 15)):
        situation = belief(plan, rows=(*flows, *news), day=day)
        rates.append(float(np.exp(np.log(situation.values["ambush_rate_typical"][:, road]).mean())))
    return rates


def test_silence_about_attacks_lowers_the_ambush_rate_while_other_news_comes_in(island_plan: Plan) -> None:
    weeks = [date(2030, 1, 5) + timedelta(days=7 * week) for week in range(24)]
    news = [
        weekly(island_plan, f"N{day}", 1.0, metric="weather", first_day=day, last_day=day, known_from=day)
        for day in weeks
    ]
    rates = rates_in_silence(island_plan, *news)
    assert rates[0] > rates[1] > rates[2]


def test_no_news_at_all_is_no_evidence_of_calm(island_plan: Plan) -> None:
    early, late, latest = rates_in_silence(island_plan)
    assert late == pytest.approx(early, rel=0.15)
    assert latest == pytest.approx(early, rel=0.15)


def test_a_belief_widens_when_reports_stop() -> None:
    """Eight planted worlds, weekly counts, attacks and a stock: today's 90 % intervals, on average, as reports end earlier."""
    case = planted_case()
    capital, west = case.atlas.place_index["capital"], case.atlas.corridor_index["west"]
    ends = (60, 40, 20)
    stock, inflow = np.zeros(len(ends)), np.zeros(len(ends))
    for number in range(1, 9):
        told = plant(case, number).reports
        for row, end in enumerate(ends):
            last = FIRST_DAY + timedelta(days=end - 1)
            kept = Reports(tuple(one for one in told if one.last_day and one.last_day <= last))
            held = believed(case, kept, particles=200, seed=11)
            low, high = np.quantile(held.values["days_of_fuel"][:, capital], [0.05, 0.95])
            stock[row] += (high - low) / 8.0
            low, high = np.quantile(throughput(held)[:, west], [0.05, 0.95])
            inflow[row] += (high - low) / 8.0
    assert stock[1] > 1.1 * stock[0]
    assert stock[2] > 1.1 * stock[1]
    # Reports to day 60 leave so few effective draws that parameters are spread out again: day 40 may be a little narrower.
    assert inflow[1] > 0.85 * inflow[0]
    assert inflow[2] > 1.2 * inflow[0]


def test_reported_ambushes_raise_the_rate_of_their_road_alone(island_plan: Plan) -> None:
    atlas = island_plan.case.atlas
    struck = [
        like(
            island_plan,
            "I1",
            id=f"X{day}",
            first_day=date(2030, 3, day),
            last_day=date(2030, 3, day),
            known_from=date(2030, 3, day),
        )
        for day in range(2, 30, 3)
    ]
    before, after = belief(island_plan), belief(island_plan, *struck)
    rate = {
        name: [float(np.median(one.values["ambush_rate"][:, row])) for one in (before, after)]
        for name, row in atlas.corridor_index.items()
    }
    assert rate["salt-road"][1] > 2.0 * rate["salt-road"][0]
    assert rate["mill-road"][1] < 2.0 * rate["mill-road"][0]
    assert {report.id for report in struck} <= set(after.reports_used)


def test_a_siege_that_is_reported_is_believed_and_one_that_is_lifted_ends(island_plan: Plan) -> None:
    millbrook = island_plan.case.atlas.place_index["millbrook"]
    lifted = like(
        island_plan,
        "I2",
        id="LIFT",
        metric="blockade_lifted",
        first_day=date(2030, 3, 28),
        last_day=date(2030, 3, 28),
        known_from=date(2030, 3, 29),
        confidence="high",
    )
    none = tuple(row for row in island_plan.case.reports if row.id != "I2")
    chance = [
        float(one.values["siege"][:, millbrook].mean())
        for one in (belief(island_plan, rows=none), belief(island_plan), belief(island_plan, lifted))
    ]
    # Trusted at 0.85, and some seven weeks at a chance of lifting of 0.007 a day: about 0.6, give or take what few draws are worth.
    assert 0.4 < chance[1] < 0.75
    assert chance[0] < 0.2
    assert chance[2] < 0.25


def test_no_file_of_the_island_names_a_day_in_its_own_future() -> None:
    # Guards the law above: rows that are known before they happen would make a cut-off date mean nothing.
    folder = Path(__file__).parents[1] / "cases" / "island" / "evidence"
    for path in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
            told = re.match(r"\d{4}-\d{2}-\d{2}", row.get("date", ""))
            if told and row["known_from"]:
                assert told.group() <= row["known_from"], row["id"]
