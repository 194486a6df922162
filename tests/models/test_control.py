from __future__ import annotations

import math
import pickle
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product

import numpy as np
import pytest
from benchmarks.control import area_under_curve, average_precision

from harmattan.errors import InputFaults
from harmattan.models.contract import Chance, State, step
from harmattan.models.control import UNKNOWN, Control, control, known_levels, weight_heard
from harmattan.models.control.evidence import TELLS
from harmattan.models.days import neutral_drivers
from harmattan.models.past import read_past
from harmattan.world.atlas import Atlas
from harmattan.world.case import EvidenceSettings
from harmattan.world.report import Report, Reports
from harmattan.world.situation import check_values
from harmattan.world.vocabulary import variables
from worlds import calm_parameters, two_towns

FIRST = date(2030, 1, 1)
BORDER, CAPITAL, TOWN = 1, 2, 3
GOVERNMENT, PACT, CONTESTED, ARMED = range(4)
RATES = ("contest", "secure", "fall", "retake", "pact", "pact_break")


def still(draws: int = 1) -> State:
    """Parameters under which nothing changes by chance and reports count fully."""
    out = calm_parameters(two_towns(), draws)
    out |= {f"control_{name}_rate": np.zeros(draws) for name in RATES}
    return out | {"control_evidence_weight": np.ones(draws), "control_origin_lost": np.zeros((draws, 5))}


def start(parameters: State, *, past: bool) -> tuple[Control, State]:
    model = control(two_towns(), {}, country="XI")
    draws = len(parameters["control_contest_rate"])
    nothing = {name: np.zeros((draws, 5)) for name in ("attacks_near", "pact_signed", "city_taken")}
    drivers = neutral_drivers(model.atlas, draws)
    drivers = {name: np.array(array) for name, array in drivers.items() if name in model.needs}
    drivers["past_day"][:] = float(past)
    return model, {**parameters, **drivers, **nothing, **model.begin(parameters)}


def passed(model: Control, state: State, days: int = 1, *, first: int = 0) -> State:
    ids = np.arange(len(state["control"]), dtype=np.uint32)
    for day in range(first, first + days):
        state = {**state, **step(model, state, Chance(1, ids, FIRST.toordinal() + day))}
    return state


def report(metric: str, place: str = "town", **changed: object) -> Report:
    nan = math.nan
    given = {
        "id": "I1", "file": "evidence/incidents.csv", "row": 2, "metric": metric, "value": "", "unit": "", "low": nan,
        "best": nan, "high": nan, "relation": "none", "first_day": FIRST, "last_day": FIRST, "place_text": place,
        "place": place, "corridor": "", "area": "north", "note": "", "source_url": "https://a.example",
        "source_date": "2030", "confidence": "high", "known_from": FIRST, "source_type": "", "background": False,
    }  # fmt: skip
    return Report(**{**given, **changed})  # type: ignore[arg-type]


def test_which_places_move_and_what_joins_them() -> None:
    roads = control(two_towns(), {}, country="XI").roads
    assert roads.moves.tolist() == [False, True, True, True, False]
    assert roads.seat.tolist() == roads.city.tolist() == [False, False, True, False, False]
    near = [roads.neighbours[a:b].tolist() for a, b in pairwise(roads.first)]
    assert near == [[], [CAPITAL], [BORDER, TOWN], [CAPITAL], []]
    assert control(two_towns(), {}, country="XX").roads.moves.sum() == 0


def test_the_first_day_is_the_prior() -> None:
    parameters = still()
    parameters["control_origin_lost"][:] = 0.2
    parameters["control_origin_split"][:] = [0.0, 1.0, 2.0, 1.0]
    belief = start(parameters, past=True)[1]["control_belief"][0]
    assert belief[TOWN].tolist() == pytest.approx([0.8, 0.05, 0.1, 0.05])
    assert belief[CAPITAL].tolist() == pytest.approx([0.8, 0.0, 0.2, 0.0]), "no armed group holds the city by chance"
    assert belief[0].tolist() == [1.0, 0.0, 0.0, 0.0]


def test_a_split_without_weights_is_contested() -> None:
    parameters = still()
    parameters["control_origin_lost"][:] = 1.0
    parameters["control_origin_split"][:] = 0.0
    belief = start(parameters, past=True)[1]["control_belief"][0]
    assert belief[TOWN].tolist() == [0.0, 0.0, 1.0, 0.0]


def test_a_past_day_of_chance_by_hand() -> None:
    parameters = still()
    for name, odds in zip(RATES, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6), strict=True):
        parameters[f"control_{name}_rate"][:] = odds / (1.0 + odds)
    model, state = start(parameters, past=True)
    state["control_belief"][0, TOWN] = [0.25, 0.25, 0.25, 0.25]
    belief = passed(model, state)["control_belief"][0, TOWN]
    left = 0.25 * 0.1 / 1.1, 0.25 * 0.6 / 1.6, 0.25 * 0.4 / 1.4
    assert belief.tolist() == pytest.approx(
        [
            0.25 / 1.1 + 0.25 * 0.2 / 2.0,
            0.25 / 1.6 + 0.25 * 0.5 / 2.0,
            0.25 * 1.0 / 2.0 + sum(left),
            0.25 / 1.4 + 0.25 * 0.3 / 2.0,
        ]
    )


def test_attacks_and_lost_neighbours_multiply_the_odds() -> None:
    parameters = still()
    parameters["control_contest_rate"][:] = 0.1 / 1.1
    parameters["control_road_pull"][:] = math.log(4.0)
    parameters["control_attack_push"][:] = math.log(3.0)
    model, state = start(parameters, past=True)
    state["control_belief"][0, BORDER] = [0.0, 0.0, 1.0, 0.0]
    state["attacks_near"][0, TOWN] = 2.0
    belief = passed(model, state)["control_belief"][0]
    # Half of the capital's neighbours are lost: a factor of 2. Two attacks on the town: a factor of 9.
    assert belief[CAPITAL, CONTESTED] == pytest.approx(0.2 / 1.2)
    assert belief[TOWN, CONTESTED] == pytest.approx(0.9 / 1.9)


def test_reports_weigh_the_belief_by_hand() -> None:
    parameters = still()
    parameters["control_origin_lost"][:] = 0.2
    parameters["control_origin_split"][:] = [0.0, 0.0, 1.0, 0.0]
    model, state = start(parameters, past=True)
    state["control_evidence"][0, TOWN] = np.log([0.25, 0.2, 1.0, 0.1])
    after = passed(model, state)
    assert after["control_belief"][0, TOWN].tolist() == pytest.approx([0.5, 0.0, 0.5, 0.0])
    assert after["control_log_evidence"][0].tolist() == [0.0, 0.0, 0.0, pytest.approx(math.log(0.4)), 0.0]
    parameters["control_evidence_weight"][:] = 0.0
    model, state = start(parameters, past=True)
    state["control_evidence"][0, TOWN] = np.log([0.25, 0.2, 1.0, 0.1])
    assert passed(model, state)["control_belief"][0, TOWN].tolist() == pytest.approx([0.8, 0.0, 0.2, 0.0])


def test_control_is_read_off_the_belief_and_stays_where_the_belief_does() -> None:
    parameters = still(4000)
    parameters["control_origin_lost"][:] = 0.5
    parameters["control_origin_split"][:] = [0.0, 1.0, 2.0, 1.0]
    model, state = start(parameters, past=True)
    first = passed(model, state)
    shares = np.bincount(first["control"][:, TOWN].astype(int), minlength=4) / 4000
    assert shares.tolist() == pytest.approx([0.5, 0.125, 0.25, 0.125], abs=0.03)
    assert (passed(model, first, 5, first=1)["control"] == first["control"]).all()
    assert first["place_taken"].sum() == 0.0, "what was lost before the first day is not taken on it"


def test_a_place_is_taken_on_the_day_it_passes_to_an_armed_group() -> None:
    model, state = start(still(2000), past=True)
    state["control_evidence"][:, TOWN] = np.log([0.01, 0.01, 0.01, 1.0])
    state["control_belief"][:, TOWN] = [0.9, 0.0, 0.0, 0.1]
    day = passed(model, state)
    held = day["control"][:, TOWN] == ARMED
    assert held.mean() == pytest.approx(0.1 / (0.1 + 0.009), abs=0.03)
    # A tenth held it before.
    assert day["place_taken"][:, TOWN].mean() == pytest.approx(held.mean() - 0.1, abs=0.03)
    state = {**day, "control_evidence": np.zeros_like(day["control_evidence"])}
    assert passed(model, state)["place_taken"].sum() == 0.0


@pytest.mark.parametrize("past", [True, False])
def test_a_pact_and_a_taken_city_are_certain(past: bool) -> None:
    model, state = start(still(3), past=past)
    state["pact_signed"][:, BORDER] = 1.0
    state["pact_signed"][:, TOWN] = state["city_taken"][:, TOWN] = 1.0
    state["city_taken"][:, 0] = 1.0
    state["control_evidence"][:, TOWN] = -1.0
    day = passed(model, state)
    assert day["control"].tolist() == [[0.0, PACT, GOVERNMENT, ARMED, 0.0]] * 3
    assert (day["control_belief"][:, TOWN] == [0.0, 0.0, 0.0, 1.0]).all()
    assert day["place_taken"].tolist() == [[0.0, 0.0, 0.0, 1.0, 0.0]] * 3
    assert day["control_log_evidence"].sum() == 0.0, "what is certain is not weighed"


def test_days_ahead_are_a_chain_that_starts_from_what_is_held() -> None:
    parameters = still(5000)
    parameters["control_fall_rate"][:] = 0.1
    parameters["control_secure_rate"][:] = 0.05
    model, state = start(parameters, past=False)
    state["control_belief"][:, TOWN] = [0.0, 0.5, 0.5, 0.0]
    state["control"][:, TOWN] = CONTESTED
    state["control"][:, BORDER] = ARMED
    day = passed(model, state)
    out = 1.0 + 0.1 / 0.9 * math.exp(0.0) + 0.05 / 0.95
    shares = np.bincount(day["control"][:, TOWN].astype(int), minlength=4) / 5000
    assert shares.tolist() == pytest.approx([0.05 / 0.95 / out, 0.0, 1.0 / out, 0.1 / 0.9 / out], abs=0.02)
    assert (day["control_belief"].argmax(axis=2) == day["control"])[:, [BORDER, TOWN]].all()
    assert (day["place_taken"][:, TOWN] == (day["control"][:, TOWN] == ARMED)).all()
    assert day["place_taken"][:, BORDER].sum() == 0.0
    again = passed(model, day, first=1)
    assert again["place_taken"][day["control"] == ARMED].sum() == 0.0


def test_no_chance_takes_the_seat_of_government() -> None:
    parameters = still(500)
    for name in ("contest", "fall", "pact"):
        parameters[f"control_{name}_rate"][:] = 0.5
    for past in (True, False):
        model, state = start(parameters, past=past)
        day = passed(model, state, 30)
        assert set(np.unique(day["control"][:, CAPITAL])) <= {GOVERNMENT, CONTESTED}
        assert ARMED in day["control"][:, TOWN]
    state["city_taken"][:, CAPITAL] = 1.0
    assert (passed(model, state)["control"][:, CAPITAL] == ARMED).all()


def test_draws_of_past_and_future_days_may_stand_in_one_block() -> None:
    parameters = still(2)
    parameters["control_contest_rate"][:] = 0.5
    model, state = start(parameters, past=True)
    state["past_day"][1] = 0.0
    belief = passed(model, state)["control_belief"][:, TOWN]
    assert belief[0].tolist() == [0.5, 0.0, 0.5, 0.0]
    assert sorted(belief[1].tolist()) == [0.0, 0.0, 0.0, 1.0]


def test_the_extremes_stay_within_bounds() -> None:
    parameters = still(50)
    for name in RATES:
        parameters[f"control_{name}_rate"][:] = 1.0
    parameters["control_origin_lost"][:] = 1.0
    parameters["control_evidence_weight"][:] = 5.0
    for past in (True, False):
        model, state = start(parameters, past=past)
        state["attacks_near"][:] = 1e6
        state["control_evidence"][:] = [-1e6, -2e6, -1e6, -3e6]
        after = passed(model, state, 20)
        assert check_values({name: after[name] for name in model.gives}, model.atlas, 50) == []
        assert after["control_belief"].sum(axis=2) == pytest.approx(1.0, abs=1e-12)


def test_reports_that_no_level_allows_make_the_draw_impossible_and_leave_the_belief() -> None:
    parameters = still()
    parameters["control_origin_lost"][:] = 0.2
    model, state = start(parameters, past=True)
    state["control_evidence"][0, TOWN] = -np.inf
    after = passed(model, state)
    assert after["control_log_evidence"][0, TOWN] == -np.inf
    assert (after["control_belief"] == state["control_belief"]).all()


@pytest.mark.parametrize("kind", TELLS)
def test_every_kind_of_the_table_can_be_reported_and_is_heard(kind: str) -> None:
    model = control(two_towns(), {}, country="XI")
    [heard] = model.hears(report(kind), 1.0)
    assert (heard.driver, heard.entity) == ("control_evidence", TOWN)
    assert heard.value == pytest.approx([math.log(share) for share in TELLS[kind]])
    assert max(TELLS[kind]) == 1.0
    assert min(TELLS[kind]) > 0.0
    [doubted] = model.hears(report(kind), 0.5)
    assert doubted.value == pytest.approx([math.log(0.5 * share + 0.5) for share in TELLS[kind]])
    assert "control_evidence" in variables()


@pytest.mark.parametrize(
    "deaf",
    [
        report("travel_advisory"),
        report("tankers_per_week"),
        report("base_attack", "port"),
        report("base_attack", "camp"),
        report("base_attack", ""),
        report("base_attack", "elsewhere"),
        report("blockade_declared", corridor="west"),
        report("agreement", corridor="west"),
        report("agreement", "capital"),
    ],
    ids=lambda row: f"{row.metric} at {row.place or 'nowhere'} {row.corridor}",
)
def test_what_tells_of_no_place_is_not_heard(deaf: Report) -> None:
    assert control(two_towns(), {}, country="XI").hears(deaf, 0.9) == ()


def test_a_blockade_of_a_town_is_heard_and_so_is_an_attack_on_an_import_road_at_a_town() -> None:
    model = control(two_towns(), {}, country="XI")
    assert model.hears(report("blockade_declared", corridor="east"), 0.9)
    assert model.hears(report("base_attack", corridor="west"), 0.9)


def test_reports_reach_the_driver_of_their_last_day() -> None:
    model = control(two_towns(), {}, country="XI")
    settings = EvidenceSettings(0.1, 0.2, 0.5, 0.1, 0.1, 0.9, 0.8, 0.5, 0.4, 0.9, 5.0, "judgement")
    rows = (
        report("checkpoint", last_day=FIRST + timedelta(3)),
        report("ied", id="I2", first_day=FIRST + timedelta(3), last_day=FIRST + timedelta(30), confidence="low"),
        report("ied", id="I3", first_day=FIRST - timedelta(9), last_day=FIRST - timedelta(2)),
    )
    past = read_past(Reports(rows), model.atlas, settings, [model], first_day=FIRST, as_of=FIRST + timedelta(5), seed=1)
    draws = 3
    of_day = past.drivers(np.zeros((draws, 6), dtype=np.uint32), np.ones(draws), np.zeros(draws))
    days = [of_day(day, neutral_drivers(model.atlas, draws))["control_evidence"] for day in range(6)]
    expected = model.evidence([(rows[0], 0.9), (rows[1], 0.5), (rows[2], 0.9)], first_day=FIRST, days=6)
    assert np.flatnonzero(expected.any(axis=(1, 2))).tolist() == [0, 3, 5]
    [(_, alone)] = [(one.entity, one.value) for one in model.hears(rows[2], 0.9)]
    assert expected[0].min() == pytest.approx(min(alone) * 0.5 ** (2 / 180)), (
        "what is older than the first day has faded"
    )
    for told, held in zip(days, expected, strict=True):
        assert (told == held).all()


def believed(rows: list[Report], days: int) -> tuple[np.ndarray, np.ndarray]:
    """(place, level) belief after so many days with these reports, and (place,) what they weigh."""
    parameters = still()
    parameters["control_origin_lost"][:] = 0.1
    parameters["control_origin_split"][:] = [0.0, 0.0, 1.0, 0.0]
    parameters["control_contest_rate"][:] = 0.0005
    parameters["control_secure_rate"][:] = 0.0045
    model, state = start(parameters, past=True)
    evidence = model.evidence([(row, 0.95) for row in rows], first_day=FIRST, days=days)
    for day in range(days):
        state = passed(model, {**state, "control_evidence": evidence[None, day]}, first=day)
    return state["control_belief"][0], weight_heard(evidence)


def on(day: int, metric: str, place: str = "town") -> Report:
    return report(metric, place, id=f"{metric}{place}{day}", last_day=FIRST + timedelta(day))


def test_a_place_long_without_reports_is_unknown_and_one_with_three_that_agree_is_not() -> None:
    rows = [on(0, "convoy_arrival", "border"), *(on(day, "blockade_declared") for day in (380, 386, 392))]
    chances, weight = believed(rows, 400)
    assert not weight[[0, CAPITAL, 4]].any()
    assert weight[BORDER, GOVERNMENT] == pytest.approx(-math.log(0.145) * 2.0 ** (-399 / 180))
    assert (chances[[BORDER, CAPITAL], GOVERNMENT] > 0.8).all(), "sharp as the prior is"
    assert known_levels(chances, weight).tolist() == [UNKNOWN, UNKNOWN, UNKNOWN, CONTESTED, UNKNOWN]


def test_one_report_is_enough_only_while_it_is_fresh_and_points_where_the_belief_does() -> None:
    assert known_levels(*believed([on(9, "convoy_arrival")], 10))[TOWN] == GOVERNMENT
    assert known_levels(*believed([on(9, "convoy_arrival")], 400))[TOWN] == UNKNOWN
    chances, weight = believed([on(9, "blockade_declared")], 10)
    assert chances[TOWN, GOVERNMENT] > 0.6, "one siege does not outweigh nine chances in ten"
    assert weight[TOWN, CONTESTED] > 1.0
    assert known_levels(chances, weight)[TOWN] == UNKNOWN, "and does not speak for the government either"


def test_reports_that_contradict_each_other_cancel() -> None:
    one = np.zeros((2, 1, 4))
    one[0] = [-2.0, 0.0, 0.0, 0.0]
    assert weight_heard(one)[0].tolist() == pytest.approx([0.0, 2.0, 2.0, 2.0], abs=0.01)
    one[1] = [0.0, -2.0, -2.0, -2.0]
    assert weight_heard(one).max() < 0.01


def test_a_torn_belief_is_unknown_and_a_level_is_named_at_the_mark() -> None:
    chances = np.array([[0.6, 0.0, 0.4, 0.0], [0.59, 0.0, 0.41, 0.0], [0.1, 0.0, 0.2, 0.7]])
    assert known_levels(chances, np.ones((3, 4))).tolist() == [GOVERNMENT, UNKNOWN, ARMED]
    assert known_levels(chances, np.full((3, 4), 0.99)).tolist() == [UNKNOWN] * 3
    assert known_levels(np.stack([chances, chances]), np.ones((3, 4))).tolist() == [[0, -1, 3]] * 2


def test_the_smoother_is_the_sum_over_all_paths() -> None:
    parameters = still(2)
    for number, name in enumerate(RATES):
        parameters[f"control_{name}_rate"] = np.array([0.05, 0.1]) + 0.02 * number
    parameters["control_origin_lost"][:] = 0.3
    parameters["control_road_pull"][:] = 0.0
    model = control(two_towns(), {}, country="XI")
    rng, days = np.random.default_rng(3), 4
    evidence = np.log(rng.uniform(0.1, 1.0, (days, 5, 4)))
    evidence[1] = 0.0
    held = model.who_held(parameters, evidence, np.zeros((days, 5)))
    by_hand = np.zeros((days, 4))
    for draw in range(2):
        rate = {name: parameters[f"control_{name}_rate"][draw] for name in RATES}
        odds = {name: chance / (1.0 - chance) for name, chance in rate.items()}
        move = np.eye(4)
        move[0, 2], move[3, 2], move[1, 2] = odds["contest"], odds["retake"], odds["pact_break"]
        move[2, [0, 1, 3]] = odds["secure"], odds["pact"], odds["fall"]
        move /= move.sum(axis=1, keepdims=True)
        origin = model.begin(parameters)["control_belief"][draw, TOWN]
        paths = np.zeros((days, 4))
        for path in product(range(4), repeat=days):
            chance = sum(origin[was] * move[was, path[0]] for was in range(4))
            chance *= np.prod([move[a, b] for a, b in pairwise(path)])
            chance *= np.exp(sum(evidence[day, TOWN, level] for day, level in enumerate(path)))
            for day, level in enumerate(path):
                paths[day, level] += chance
        by_hand += paths / paths.sum(axis=1, keepdims=True) / 2.0
    np.testing.assert_allclose(held[:, TOWN], by_hand, rtol=1e-12)
    assert (held[:, 0] == [1.0, 0.0, 0.0, 0.0]).all()


def test_a_later_report_speaks_of_earlier_days_to_the_smoother() -> None:
    parameters = still()
    parameters["control_contest_rate"][:] = 0.001
    parameters["control_secure_rate"][:] = 0.004
    parameters["control_origin_lost"][:] = 0.1
    model = control(two_towns(), {}, country="XI")
    evidence = model.evidence(
        [(report("blockade_declared", last_day=FIRST + timedelta(50)), 0.9)], first_day=FIRST, days=60
    )
    told, silent = (
        model.who_held(parameters, e, np.zeros((60, 5)))[:, TOWN, CONTESTED] for e in (evidence, 0.0 * evidence)
    )
    rise = told - silent
    assert (rise > 0.0).all()
    assert rise[:51].argmax() == 50
    assert (np.diff(rise[:51]) > 0.0).all()
    model, state = start(parameters, past=True)
    for day in range(60):
        state = passed(model, {**state, "control_evidence": evidence[None, day]}, first=day)
    assert told[-1] == pytest.approx(state["control_belief"][0, TOWN, CONTESTED], abs=1e-12), (
        "the last day is the filter's"
    )


def test_a_past_of_another_shape_is_told() -> None:
    model = control(two_towns(), {}, country="XI")
    with pytest.raises(ValueError, match=r"\(day, 5, 4\)"):
        model.who_held(still(), np.zeros((3, 4, 4)), np.zeros((3, 4)))
    with pytest.raises(ValueError, match="are needed"):
        model.who_held(still(), np.zeros((3, 5, 4)), np.zeros((2, 5)))


def test_it_has_no_settings() -> None:
    with pytest.raises(InputFaults) as raised:
        control(two_towns(), {"memory": 3.0, "reach": 1.0}, country="XI")
    assert [fault.column for fault in raised.value.faults] == ["model.control.memory", "model.control.reach"]


def test_it_can_be_sent_to_another_process_and_expects_no_number() -> None:
    model, state = start(still(3), past=False)
    copy = pickle.loads(pickle.dumps(model))  # noqa: S301
    one, other = passed(model, state, 5), passed(copy, state, 5)
    assert all(one[name].tobytes() == other[name].tobytes() for name in model.gives)
    assert model.expect(report("tankers_per_week"), None) is None  # type: ignore[arg-type]
    assert model.normal({}) == {}
    assert model.observes == frozenset()


def test_an_atlas_of_one_place_without_roads_works() -> None:
    atlas = two_towns()
    alone = Atlas((atlas.places[TOWN],), areas=atlas.areas)
    model = control(alone, {}, country="XI")
    assert model.roads.neighbours.size == 0
    assert not model.roads.city.any()


def test_the_scores_of_the_benchmark_by_hand() -> None:
    positive, score = np.array([True, False, True, False]), np.array([3.0, 2.0, 2.0, 1.0])
    # Thresholds 3, 2, 1 find 1 of 1, 2 of 3 and 2 of 4; of the four pairs three are in order and one is a tie.
    assert average_precision(positive, score) == pytest.approx(0.5 * 1.0 + 0.5 * 2.0 / 3.0)
    assert area_under_curve(positive, score) == pytest.approx(3.5 / 4.0)


def test_reports_can_say_that_a_city_was_lost_but_not_the_seat_of_government() -> None:
    near = two_towns()
    cities = tuple(replace(place, kind="city") if place.id == "town" else place for place in near.places)
    atlas = Atlas(cities, near.routes, near.corridors, near.areas, near.fuel)
    model = control(atlas, {}, country="XI")
    held = {}
    for place in ("capital", "town"):
        rows = [
            report(kind, id=f"R{day}", place=place, first_day=FIRST + timedelta(day), last_day=FIRST + timedelta(day))
            for day in range(20)
            for kind in (("checkpoint", "airstrike")[day % 2],)
        ]
        evidence = model.evidence([(row, 0.95) for row in rows], first_day=FIRST, days=20)
        parameters = calm_parameters(atlas, 1) | {"control_origin_lost": np.full((1, 5), 0.3)}
        parameters |= {"control_contest_rate": np.array([0.01]), "control_fall_rate": np.array([0.05])}
        belief = model.who_held(parameters, evidence, np.zeros((20, 5)))
        held[place] = float(belief[-1, atlas.place_index[place], 3])
    assert held["capital"] == 0.0
    assert held["town"] > 0.3
