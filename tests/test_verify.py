"""A replay whose samples are known, scored by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

import worlds
from harmattan.inference.scores import crps
from harmattan.recipes import Plan, make_scorecard
from harmattan.results import verified
from harmattan.verify import TOO_FEW, verify
from harmattan.world.calendar import Calendar
from harmattan.world.case import Case
from harmattan.world.outlook import Outlook, Score, Scorecard
from harmattan.world.prior import Prior
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables
from laws.two_islands import mechanisms

ATLAS = worlds.two_towns()
ORIGIN = date(2030, 2, 28)
AS_OF = date(2030, 4, 15)
A_DAY = (1.0, 2.0, 3.0)  # tankers that each of three draws foresees on every day
NORMAL = 100.0  # tankers a day in normal times: a million litres in tankers of 10,000


def report(name: str, metric: str, best: float, first: date, last: date, **changed: object) -> Report:
    given: dict[str, object] = {
        "id": name,
        "file": "evidence/fuel.csv",
        "row": 2,
        "metric": metric,
        "value": str(best),
        "unit": "tankers",
        "low": best,
        "best": best,
        "high": best,
        "relation": "exact",
        "first_day": first,
        "last_day": last,
        "place_text": "the island",
        "place": "",
        "corridor": "",
        "area": "",
        "note": "",
        "source_url": "https://example.org",
        "source_date": "",
        "confidence": "high",
        "known_from": last + timedelta(days=1),
        "source_type": "press",
        "background": False,
        **changed,
    }
    return Report(**given)  # type: ignore[arg-type]


def week(name: str, best: float, first: date, **changed: object) -> Report:
    return replace(report(name, "tankers_received", best, first, first + timedelta(days=6)), **changed)  # type: ignore[arg-type]


def case_of(plan: Plan, *reports: Report) -> Case:
    """The two towns at peace, every parameter known."""
    priors = tuple(
        Prior(name, "", "fixed", float(array.flat[0]), float(array.flat[0]), "invented")
        for name, array in worlds.calm_parameters(ATLAS, 1).items()
    )
    return replace(plan.case, id="planted", atlas=ATLAS, priors=priors, reports=Reports(reports))


def replay(origin: date, known: Reports, horizon: int) -> tuple[Situation, Outlook]:
    draws = len(A_DAY)
    situation = Situation(origin, ATLAS, worlds.calm_parameters(ATLAS, draws), float(draws))
    arrived = np.zeros((draws, horizon, 2), dtype=np.float32)
    arrived[:, :, ATLAS.corridor_index["west"]] = np.array(A_DAY)[:, None]
    values = {
        name: np.zeros((draws, horizon, ATLAS.sizes[variables()[name].dims[1]]), dtype=np.float32)
        for model in mechanisms(ATLAS)
        for name in model.observes
    }
    values["tankers_arrived"] = arrived
    calendar = Calendar(origin + timedelta(days=1), horizon)
    return situation, Outlook(ATLAS, calendar, "persists", "nothing-new", 1, values, {})


def card_of(plan: Plan, *reports: Report, origins: Sequence[date] = (ORIGIN,), horizon: int = 30) -> Scorecard:
    models = [model for model in mechanisms(ATLAS) if model.name == "supply"]
    return verify(case_of(plan, *reports), models, replay, origins=origins, as_of=AS_OF, horizon_days=horizon)


def only(card: Scorecard) -> Score:
    [score] = card.scores
    return score


def test_a_score_by_hand(island_plan: Plan) -> None:
    # Draws say 7, 14 and 21; 10 came. Mean distance (3 + 4 + 11) / 3 = 6; mean over the nine pairs (4 x 7 + 2 x 14) / 9.
    score = only(card_of(island_plan, week("R1", 10.0, date(2030, 3, 4))))
    assert score.crps == pytest.approx(6.0 - 0.5 * 56.0 / 9.0)
    assert (score.low, score.median, score.high) == pytest.approx((7.7, 14.0, 20.3))
    assert score.covered
    assert (score.origin, score.report, score.quantity, score.unit) == (ORIGIN, "R1", "tankers_received", "tankers")
    assert score.reported == 10.0
    assert score.crps_normal == pytest.approx(7 * NORMAL - 10.0)
    assert math.isnan(score.crps_persistence), "no figure of the kind was known"


@pytest.mark.parametrize(("best", "covered"), [(7.0, False), (7.7001, True), (20.2999, True), (21.0, False)])
def test_covered_is_inside_the_interval(best: float, covered: bool, island_plan: Plan) -> None:
    assert only(card_of(island_plan, week("R1", best, date(2030, 3, 4)))).covered is covered


def test_persistence_carries_the_last_known_figure_of_the_kind_on(island_plan: Plan) -> None:
    rows = (
        week("OLD", 500.0, date(2030, 1, 7)),
        week("LAST", 350.0, date(2030, 2, 11)),
        week("LATE", 1.0, date(2030, 2, 18), known_from=date(2030, 3, 20)),
        report("OTHER", "tankers_per_week", 2.0, date(2030, 2, 18), date(2030, 2, 24)),
        week("FLOOR", 3.0, date(2030, 2, 18), relation="at least"),
        week("ELSEWHERE", 4.0, date(2030, 2, 18), place="town"),
        week("R1", 10.0, date(2030, 3, 4)),
    )
    assert only(card_of(island_plan, *rows)).crps_persistence == pytest.approx(350.0 - 10.0)


def test_persistence_is_stretched_to_the_days_of_the_report(island_plan: Plan) -> None:
    twice = report("R1", "tankers_received", 10.0, date(2030, 3, 4), date(2030, 3, 17))
    score = only(card_of(island_plan, week("LAST", 350.0, date(2030, 2, 11)), twice))
    assert score.crps_persistence == pytest.approx(700.0 - 10.0)
    assert score.crps_normal == pytest.approx(14 * NORMAL - 10.0)
    assert score.median == pytest.approx(28.0)


def test_persistence_does_not_stretch_what_is_told_per_week(island_plan: Plan) -> None:
    last = report("LAST", "tankers_per_week", 350.0, date(2030, 2, 1), date(2030, 2, 28), known_from=ORIGIN)
    score = only(
        card_of(island_plan, last, report("R1", "tankers_per_week", 10.0, date(2030, 3, 4), date(2030, 3, 10)))
    )
    assert score.crps_persistence == pytest.approx(340.0)
    assert score.crps_normal == pytest.approx(690.0)


NO_NUMBER = "the report gives no number, or it and the mechanism bind each other on one side only"
UNSCORED = {
    "at least": (week("R1", 10.0, date(2030, 3, 4), relation="at least", high=math.inf), NO_NUMBER),
    "at most": (week("R1", 10.0, date(2030, 3, 4), relation="at most"), NO_NUMBER),
    "a floor": (week("R1", 10.0, date(2030, 3, 4), metric="tankers_destroyed_verified"), NO_NUMBER),
    "begun": (week("R1", 10.0, ORIGIN - timedelta(days=2)), "its days begin before the origin"),
    "beginning": (week("R1", 10.0, ORIGIN), "its days begin before the origin"),
    "too far": (week("R1", 10.0, date(2030, 3, 25)), "its days end after the horizon"),
}


@pytest.mark.parametrize("kind", UNSCORED)
def test_what_cannot_be_scored_is_listed_with_the_reason(kind: str, island_plan: Plan) -> None:
    row, reason = UNSCORED[kind]
    card = card_of(island_plan, row)
    assert card.scores == ()
    assert card.unscored == ((f"{ORIGIN} R1", reason),)


def test_the_first_and_the_last_day_ahead_are_scored(island_plan: Plan) -> None:
    rows = (
        week("FIRST", 10.0, ORIGIN + timedelta(days=1)),
        week("LAST", 10.0, ORIGIN + timedelta(days=24)),
        week("AFTER", 10.0, ORIGIN + timedelta(days=25)),
    )
    card = card_of(island_plan, *rows, horizon=30)
    assert [score.report for score in card.scores] == ["FIRST", "LAST"]


def test_what_no_mechanism_speaks_to_is_not_listed(island_plan: Plan) -> None:
    card = card_of(island_plan, week("R1", 10.0, date(2030, 3, 4), metric="power_hours"))
    assert (card.scores, card.unscored) == ((), ())


def test_what_was_known_or_over_by_the_origin_is_no_forecast(island_plan: Plan) -> None:
    rows = (
        week("KNOWN", 10.0, date(2030, 3, 4), known_from=ORIGIN),
        week("OVER", 10.0, date(2030, 2, 4), known_from=date(2030, 3, 20)),
        week("NOT-YET", 10.0, date(2030, 3, 4), known_from=AS_OF + timedelta(days=1)),
    )
    card = card_of(island_plan, *rows)
    assert (card.scores, card.unscored) == ((), ())


def test_an_origin_without_a_day_behind_it_is_not_due(island_plan: Plan) -> None:
    card = card_of(island_plan, week("R1", 10.0, date(2030, 3, 4)), origins=(ORIGIN, AS_OF, AS_OF + timedelta(days=3)))
    assert [score.origin for score in card.scores] == [ORIGIN]
    assert [what for what, _ in card.unscored] == ["2030-04-15", "2030-04-18"]
    assert {reason.partition(":")[0] for _, reason in card.unscored} == {"not due"}
    assert card.origins == (ORIGIN, AS_OF, AS_OF + timedelta(days=3))


def test_the_horizon_ends_with_the_cut_off_date(island_plan: Plan) -> None:
    asked: list[int] = []

    def watching(origin: date, known: Reports, horizon: int) -> tuple[Situation, Outlook]:
        asked.append(horizon)
        return replay(origin, known, horizon)

    models = [model for model in mechanisms(ATLAS) if model.name == "supply"]
    origins = [ORIGIN, AS_OF - timedelta(days=5)]
    verify(case_of(island_plan), models, watching, origins=origins, as_of=AS_OF, horizon_days=30)
    assert asked == [30, 5]


def test_the_crps_is_that_of_the_samples(island_plan: Plan) -> None:
    rows = [week(f"R{day}", float(day), date(2030, 3, day)) for day in range(2, 12)]
    for score in card_of(island_plan, *rows).scores:
        assert score.crps == float(crps(np.array([7.0, 14.0, 21.0]), np.float64(score.reported)))


def test_too_few_scores_give_no_verdict(island_plan: Plan) -> None:
    rows = [week(f"R{day}", 10.0 if day % 2 else 99.0, date(2030, 3, day)) for day in range(2, 2 + TOO_FEW)]
    few, enough = card_of(island_plan, *rows[:-1]), card_of(island_plan, *rows)
    told = verified(island_plan, few)
    assert told["verdict"] == f"too few to score: {TOO_FEW - 1} of the {TOO_FEW} reports needed for a verdict"
    assert told["summary"][0]["enough_to_judge"] is False
    told = verified(island_plan, enough)
    assert told["verdict"] == "5 of 10 inside the 90 % interval"
    assert told["summary"][0] == {
        "quantity": "tankers_received",
        "count": 10,
        "enough_to_judge": True,
        "covered": 5,
        "crps": pytest.approx(np.mean([score.crps for score in enough.scores])),
        "crps_persistence": None,
        "crps_normal_times": pytest.approx(np.mean([s.crps_normal for s in enough.scores])),
    }


def test_the_island_is_replayed_under_its_first_scenario_and_course(island_plan: Plan) -> None:
    shares: list[float] = []
    origins = [date(2030, 1, 31), date(2030, 2, 9)]
    card = make_scorecard(island_plan, origins, shares.append)
    assert card.case == "island"
    assert card.origins == tuple(origins)
    assert {score.report for score in card.scores} == {"F2"}
    assert [row for row in card.unscored if "D2" in row[0]]
    assert shares == sorted(shares)
    assert 0.0 < shares[0] <= shares[-1] <= 1.0
