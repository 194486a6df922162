"""A replay whose samples are known, scored by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

import worlds
from harmattan.foresee import KEPT
from harmattan.inference.likelihood import expected_interval
from harmattan.inference.scores import central, crps
from harmattan.models.contract import Record
from harmattan.recipes import Plan, make_scorecard
from harmattan.results import verified
from harmattan.verify import CLOSURE, TOO_FEW, verify
from harmattan.verify.attacks import QUANTITY as ATTACKS
from harmattan.verify.attacks import attack_scores, reported_attacks
from harmattan.verify.error import as_reported
from harmattan.verify.said import Said, said_of
from harmattan.world.calendar import Calendar
from harmattan.world.case import Case, EvidenceSettings
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
NO_ERROR = EvidenceSettings(0.0, 0.0, 0.0, 0.0, 0.0, 0.9, 0.8, 0.5, 0.49999, 0.50001, 5.0, "invented")
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
    settings = replace(plan.case.settings, evidence=NO_ERROR)
    return replace(plan.case, id="planted", atlas=ATLAS, priors=priors, reports=Reports(reports), settings=settings)


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


def numbers(card: Scorecard) -> list[Score]:
    """The scores of reports with a number; attacks on corridors stand after them."""
    return [score for score in card.scores if score.quantity != ATTACKS]


def only(card: Scorecard) -> Score:
    [score] = numbers(card)
    return score


def test_a_score_by_hand(island_plan: Plan) -> None:
    # Draws say 7, 14 and 21; 10 came. Mean distance (3 + 4 + 11) / 3 = 6; mean over the nine pairs (4 x 7 + 2 x 14) / 9.
    score = only(card_of(island_plan, week("R1", 10.0, date(2030, 3, 4))))
    assert score.crps == pytest.approx(6.0 - 0.5 * 56.0 / 9.0)
    assert (score.low, score.median, score.high) == pytest.approx((7.7, 14.0, 20.3))
    assert score.covered
    assert score.ahead
    assert (score.origin, score.report, score.quantity, score.unit) == (ORIGIN, "R1", "tankers_per_week", "tanker/week")
    assert score.reported == 10.0
    assert score.crps_normal == pytest.approx(7 * NORMAL - 10.0)
    assert math.isnan(score.crps_persistence), "no figure of the kind was known"


@pytest.mark.parametrize(("best", "covered"), [(7.0, False), (7.7001, True), (20.2999, True), (21.0, False)])
def test_covered_is_inside_the_interval(best: float, covered: bool, island_plan: Plan) -> None:
    assert only(card_of(island_plan, week("R1", best, date(2030, 3, 4)))).covered is covered


def test_persistence_carries_the_last_known_figure_of_the_kind_on(island_plan: Plan) -> None:
    rows = (
        week("OLD", 500.0, date(2030, 1, 7)),
        report("LAST", "tankers_per_week", 350.0, date(2030, 2, 11), date(2030, 2, 17)),
        week("LATE", 1.0, date(2030, 2, 18), known_from=date(2030, 3, 20)),
        week("OTHER", 2.0, date(2030, 2, 18), metric="volume_received", unit="litres"),
        week("DERIVED", 5.0, date(2030, 2, 18), source_type="derived"),
        week("FLOOR", 3.0, date(2030, 2, 18), relation="at least"),
        week("ELSEWHERE", 4.0, date(2030, 2, 18), place="town"),
        week("R1", 10.0, date(2030, 3, 4)),
    )
    assert only(card_of(island_plan, *rows)).crps_persistence == pytest.approx(350.0 - 10.0)


def test_counts_are_told_by_the_week(island_plan: Plan) -> None:
    twice = report("R1", "tankers_received", 10.0, date(2030, 3, 4), date(2030, 3, 17))
    score = only(card_of(island_plan, week("LAST", 350.0, date(2030, 2, 11)), twice))
    assert score.reported == 5.0
    assert score.crps_persistence == pytest.approx(350.0 - 5.0)
    assert score.crps_normal == pytest.approx(7 * NORMAL - 5.0)
    assert score.median == pytest.approx(14.0)
    three = report("R1", "volume_received", 10.0, date(2030, 3, 4), date(2030, 3, 6), unit="litres")
    assert only(card_of(island_plan, three)).median == pytest.approx(2.0 * 10_000 * 7)


def test_what_is_told_per_week_is_left_as_it_is(island_plan: Plan) -> None:
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
    assert numbers(card) == []
    assert card.unscored == ((f"{ORIGIN} R1", reason),)


def test_the_first_and_the_last_day_ahead_are_scored(island_plan: Plan) -> None:
    rows = (
        week("FIRST", 10.0, ORIGIN + timedelta(days=1)),
        week("LAST", 10.0, ORIGIN + timedelta(days=24)),
        week("AFTER", 10.0, ORIGIN + timedelta(days=25)),
    )
    card = card_of(island_plan, *rows, horizon=30)
    assert [score.report for score in numbers(card)] == ["FIRST", "LAST"]


def test_what_no_mechanism_speaks_to_is_not_listed(island_plan: Plan) -> None:
    card = card_of(island_plan, week("R1", 10.0, date(2030, 3, 4), metric="price_of_tea"))
    assert (numbers(card), card.unscored) == ([], ())


def test_what_was_known_or_over_by_the_origin_is_no_forecast(island_plan: Plan) -> None:
    rows = (
        week("KNOWN", 10.0, date(2030, 3, 4), known_from=ORIGIN),
        week("OVER", 10.0, date(2030, 2, 4), known_from=date(2030, 3, 20)),
        week("NOT-YET", 10.0, date(2030, 3, 4), known_from=AS_OF + timedelta(days=1)),
    )
    card = card_of(island_plan, *rows)
    assert (numbers(card), card.unscored) == ([], ())


def test_an_origin_without_a_day_behind_it_is_not_due(island_plan: Plan) -> None:
    card = card_of(island_plan, week("R1", 10.0, date(2030, 3, 4)), origins=(ORIGIN, AS_OF, AS_OF + timedelta(days=3)))
    assert {score.origin for score in card.scores} == {ORIGIN}
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
    for score in numbers(card_of(island_plan, *rows)):
        assert score.crps == float(crps(np.array([7.0, 14.0, 21.0]), np.float64(score.reported)))


def test_too_few_scores_give_no_verdict(island_plan: Plan) -> None:
    rows = [week(f"R{day}", 10.0 if day % 2 else 99.0, date(2030, 3, day)) for day in range(2, 2 + TOO_FEW)]
    few, enough = card_of(island_plan, *rows[:-1]), card_of(island_plan, *rows)
    told = verified(island_plan, few)
    assert told["verdict"] == f"too few to score: no quantity has the {TOO_FEW} reports needed for a verdict"
    assert told["summary"][0]["enough_to_judge"] is False
    assert told["summary"][0]["verdict"] == f"too few to score ({TOO_FEW - 1} of {TOO_FEW} needed)"
    told = verified(island_plan, enough)
    assert told["verdict"] == f"1 of 2 quantities have the {TOO_FEW} reports needed for a verdict"
    assert told["summary"][0] == {
        "quantity": "tankers_per_week",
        "unit": "tanker/week",
        "verdict": "5 of 10 inside the 90 % interval",
        "count": 10,
        "reports": 10,
        "covered": 5,
        "crps": pytest.approx(np.mean([score.crps for score in numbers(enough)])),
        "crps_normal_times": pytest.approx(np.mean([s.crps_normal for s in numbers(enough)])),
        "count_with_persistence": 0,
        "crps_of_these": None,
        "crps_persistence": None,
        "enough_to_judge": True,
    }


def test_one_report_scored_from_many_origins_is_one_report(island_plan: Plan) -> None:
    origins = [ORIGIN - timedelta(days=back) for back in range(TOO_FEW)]
    told = verified(island_plan, card_of(island_plan, week("R1", 10.0, date(2030, 3, 4)), origins=origins))
    assert (told["summary"][0]["count"], told["summary"][0]["reports"]) == (TOO_FEW, 1)
    assert told["summary"][0]["enough_to_judge"] is False


def test_means_beside_persistence_are_of_the_same_scores(island_plan: Plan) -> None:
    rows = (
        week("LAST", 350.0, date(2030, 2, 11), corridor="west"),
        week("R1", 10.0, date(2030, 3, 4), corridor="west"),
        week("R2", 90.0, date(2030, 3, 4)),
    )
    summary = verified(island_plan, card_of(island_plan, *rows))["summary"][0]
    assert (summary["count"], summary["count_with_persistence"]) == (2, 1)
    assert summary["crps_persistence"] == pytest.approx(340.0)
    assert summary["crps_of_these"] == pytest.approx(6.0 - 0.5 * 56.0 / 9.0)


def test_a_bare_closure_is_listed_and_never_scored(island_plan: Plan) -> None:
    shut = week("R1", math.nan, date(2030, 3, 4), metric="school_closure", relation="none")
    card = card_of(island_plan, shut)
    assert numbers(card) == []
    assert card.unscored == ((f"{ORIGIN} R1", CLOSURE),)


# The error of a report

T95 = 2.131847  # 95 % quantile of Student's t with four degrees of freedom, from a printed table: 2.132


def errs(scale: float, value: float, *, draws: int = 20_000, row: Report | None = None) -> NDArray[np.float64]:
    one = replace(said(0.0, draws=draws), evidence=replace(NO_ERROR, error_high=scale))
    return as_reported(one, row or week("R1", 10.0, date(2030, 3, 4)), np.full(draws, value))


def test_without_error_a_report_says_what_happened() -> None:
    values = np.array([0.0, 1e-9, 1.0 / 3.0, 7.0, 1e9])
    assert (as_reported(said(0.0, draws=5), week("R1", 1.0, ORIGIN), values) == values).all()


def test_a_report_errs_as_it_is_weighed() -> None:
    # log(value + 1) errs by 0.3 t: around 99 the 90 % interval goes from 100 / e^(0.3 t95) - 1 to 100 e^(0.3 t95) - 1.
    samples = errs(0.3, 99.0)
    low, middle, high = np.quantile(samples, [0.05, 0.5, 0.95])
    wanted = expected_interval([99.0], 0.3)
    assert (low, high) == pytest.approx((float(wanted[0][0]), float(wanted[1][0])), rel=0.03)
    assert (low, high) == pytest.approx(
        (100.0 * math.exp(-0.3 * T95) - 1.0, 100.0 * math.exp(0.3 * T95) - 1.0), rel=0.03
    )
    assert middle == pytest.approx(99.0, rel=0.01)
    assert samples.max() == pytest.approx(100.0 * math.exp(0.3 * 4.604095) - 1.0), "cut at the 99.5 % quantile"
    assert errs(0.3, 0.0).min() == 0.0
    assert np.median(errs(0.3, 0.0)) == pytest.approx(0.0, abs=0.01)


def test_the_less_sure_a_report_the_wider_the_interval() -> None:
    row = week("R1", 10.0, date(2030, 3, 4))
    unsure = replace(said(0.0, draws=2000), evidence=EvidenceSettings(0.1, 0.25, 0.5, 0.1, 0.15, *[0.5] * 5, 5.0, ""))
    rows = (row, replace(row, relation="about"), replace(row, confidence="medium"), replace(row, confidence="low"))
    spreads = [np.log1p(as_reported(unsure, one, np.full(2000, 50.0))).std() for one in rows]
    assert spreads == sorted(spreads)
    scales = [math.hypot(0.1, 0.15), math.hypot(0.1, 0.1, 0.15), math.hypot(0.25, 0.15), math.hypot(0.5, 0.15)]
    assert np.array(spreads) / spreads[0] == pytest.approx(np.array(scales) / scales[0])


def test_each_report_and_each_draw_errs_on_its_own_and_always_the_same() -> None:
    row = week("R1", 10.0, date(2030, 3, 4))
    first, other = errs(0.3, 50.0, row=row), errs(0.3, 50.0, row=replace(row, id="R2"))
    assert (first == errs(0.3, 50.0, row=replace(row, best=999.0, known_from=None))).all(), "what it said moves nothing"
    assert (first[:10] == errs(0.3, 50.0, draws=10, row=row)).all()
    assert abs(np.corrcoef(np.log1p(first), np.log1p(other))[0, 1]) < 0.03


def test_no_report_says_more_than_there_is() -> None:
    row = week("R1", 10.0, date(2030, 3, 4))
    for metric, most in (("stations_closed", 100.0), ("power_hours", 24.0)):
        samples = errs(0.5, 0.9 * most, row=replace(row, metric=metric))
        assert samples.max() == most


def test_an_exactly_right_outlook_is_covered_nine_times_in_ten(island_plan: Plan) -> None:
    # Every draw foresees 14 in the week, which is what happens; the reports err as the case says they do.
    errors = replace(NO_ERROR, error_high=0.3)
    truth = replace(said(0.0, draws=300), evidence=errors, seed=2)
    nature = as_reported(replace(truth, seed=99), week("R", 14.0, date(2030, 3, 4)), np.full(300, 14.0))
    inside = []
    for number, best in enumerate(nature):
        samples = as_reported(truth, week(f"R{number}", float(best), date(2030, 3, 4)), np.full(300, 14.0))
        low, _, high = central(samples)
        inside.append(low <= best <= high)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.05)


def test_the_error_widens_the_score_and_leaves_the_baselines(island_plan: Plan) -> None:
    rows = (week("LAST", 350.0, date(2030, 2, 11)), week("R1", 10.0, date(2030, 3, 4)))
    case = case_of(island_plan, *rows)
    models = [model for model in mechanisms(ATLAS) if model.name == "supply"]
    unsure = replace(case, settings=replace(case.settings, evidence=replace(NO_ERROR, error_high=0.3)))
    sure, wide = (
        only(verify(one, models, replay, origins=[ORIGIN], as_of=AS_OF, horizon_days=30)) for one in (case, unsure)
    )
    assert (wide.crps_persistence, wide.crps_normal) == (sure.crps_persistence, sure.crps_normal)
    situation, outlook = replay(ORIGIN, Reports(()), 30)
    expected = as_reported(said_of(situation, outlook, unsure.settings.evidence), rows[1], np.array([7.0, 14.0, 21.0]))
    assert (wide.low, wide.median, wide.high) == pytest.approx(central(expected))
    assert wide.crps == pytest.approx(float(crps(expected, np.float64(10.0))))
    assert wide.crps != sure.crps


# Attacks on corridors


def attack(name: str, first: date, days: int = 1, **changed: object) -> Report:
    given = {"corridor": "west", "relation": "none", "best": math.nan, "known_from": first + timedelta(days=days)}
    row = report(name, "convoy_attack", 0.0, first, first + timedelta(days=days - 1))
    return replace(row, **{**given, **changed})  # type: ignore[arg-type]


def attacks(card: Scorecard, corridor: str = "west") -> list[Score]:
    return [score for score in card.scores if score.quantity == ATTACKS and score.report.startswith(corridor)]


def test_silence_is_a_count_of_zero_and_is_scored(island_plan: Plan) -> None:
    card = card_of(island_plan)
    [score] = attacks(card)
    assert score.report == "west 2030-03-01 to 2030-03-28"
    assert (score.reported, score.crps, score.covered, score.unit) == (0.0, 0.0, True, "attack/28 days")
    assert len(attacks(card, "east")) == 1
    assert numbers(card) == []


def test_attacks_count_in_the_window_of_their_middle_day(island_plan: Plan) -> None:
    rows = (
        attack("BEFORE", date(2030, 2, 15)),
        attack("TOO-OLD", date(2030, 1, 15)),
        attack("FIRST", date(2030, 3, 1)),
        attack("LAST", date(2030, 3, 28)),
        attack("WEEK", date(2030, 3, 25), days=7),
        attack("AFTER", date(2030, 3, 29)),
        attack("LATER-WEEK", date(2030, 3, 26), days=7),
        attack("LATE", date(2030, 3, 5), known_from=AS_OF + timedelta(days=1)),
        attack("ELSEWHERE", date(2030, 3, 5), corridor="east"),
        attack("NOWHERE", date(2030, 3, 5), corridor=""),
    )
    card = card_of(island_plan, *rows)
    [score] = attacks(card)
    assert score.reported == 3.0
    assert score.crps_persistence == 2.0, "one was known in the four weeks before"
    assert score.crps_normal == 3.0, "nobody attacks in normal times"
    assert attacks(card, "east")[0].reported == 1.0


def test_only_windows_that_are_past_count(island_plan: Plan) -> None:
    assert len(attacks(card_of(island_plan, horizon=46))) == 1
    early = card_of(island_plan, origins=(date(2030, 1, 31),), horizon=60)
    assert [score.report[5:15] for score in attacks(early)] == ["2030-02-01", "2030-03-01"]
    assert attacks(card_of(island_plan, horizon=27)) == []


def said(ambushes: float, *, days: int = 28, draws: int = 400) -> Said:
    values = {"ambushes": np.zeros((draws, days, 2), dtype=np.float32)}
    values["ambushes"][:, :, ATLAS.corridor_index["west"]] = ambushes
    record = Record(ORIGIN + timedelta(days=1), values, {})
    return Said(ORIGIN, ORIGIN, record, days, np.arange(draws, dtype=np.uint32), 1, NO_ERROR)


def test_of_the_ambushes_foreseen_a_share_is_reported_in_time(island_plan: Plan) -> None:
    case, first, last = case_of(island_plan), date(2030, 3, 1), date(2030, 3, 28)
    much_later = reported_attacks(case, said(2.0), "west", first, last, as_of=date(2031, 3, 28))
    assert much_later.mean() == pytest.approx(28.0, abs=0.6)
    assert much_later.std() == pytest.approx(math.sqrt(14.0), abs=0.5)
    at_once = reported_attacks(case, said(2.0), "west", first, last, as_of=last)
    come_in = sum(1.0 - 2.0 ** (-(age + 1.0) / 5.0) for age in range(28))
    assert at_once.mean() == pytest.approx(come_in, abs=0.6)
    assert (at_once <= much_later).all(), "the same chance: what has come in stays"
    nobody = reported_attacks(case, said(2.0), "east", first, last, as_of=last)
    assert not nobody.any()


def test_what_says_nothing_of_ambushes_is_not_scored_by_them(island_plan: Plan) -> None:
    silent = replace(said(1.0), record=Record(ORIGIN + timedelta(days=1), {}, {}))
    assert attack_scores(case_of(island_plan), silent, as_of=AS_OF) == ()
    assert (
        attack_scores(case_of(island_plan), replace(said(1.0), unknown=frozenset({"west", "east"})), as_of=AS_OF) == ()
    )


# The island


def test_the_island_is_replayed_under_its_first_scenario_and_course(island_plan: Plan) -> None:
    shares: list[float] = []
    origins = [date(2030, 1, 31), date(2030, 2, 9)]
    card = make_scorecard(island_plan, origins, shares.append)
    assert card.case == "island"
    assert card.origins == tuple(origins)
    assert {score.report for score in numbers(card)} >= {"F2"}
    assert {row[0].split()[-1] for row in card.unscored} | {score.report for score in numbers(card)} >= {"F2", "D2"}
    assert len([score for score in card.scores if score.quantity == ATTACKS]) == 2 * 3, "corridors, one window each"
    assert shares == sorted(shares)
    assert 0.0 < shares[0] <= shares[-1] <= 1.0


def test_draws_beyond_those_kept_are_left_out(island_plan: Plan) -> None:
    plan = replace(island_plan, draws=KEPT + 50)
    card = make_scorecard(plan, [date(2030, 2, 9)])
    assert next(score.quantity for score in numbers(card)) == "tankers_per_week"
