"""What every mechanism promises, asked of each one on the island, and what a case that does not fit together is told."""

from __future__ import annotations

import cProfile
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from harmattan.errors import Incomplete, InputFaults
from harmattan.foresee import DAY, in_order_of_day
from harmattan.mechanisms import MODELS, check_runnable
from harmattan.models.contract import Chance, Model, Record, State, expectation, missing_needs, step
from harmattan.models.days import defaults, neutral_drivers
from harmattan.observe.casefolder import check_case
from harmattan.recipes import Plan, make_plan
from harmattan.world.prior import PriorTable
from harmattan.world.situation import check_values
from harmattan.world.vocabulary import variables

DRAWS = 7
NAMES = tuple(MODELS)


def parameters(plan: Plan) -> State:
    wanted = [n for n, v in variables().items() if v.role == "parameter" and any(n in m.needs for m in plan.models)]
    table = PriorTable.lay_out(plan.case.priors, plan.case.atlas, wanted)
    return dict(table.values(np.random.default_rng(1).normal(size=(DRAWS, table.size))))


def whole_state(plan: Plan) -> State:
    state = parameters(plan)
    for model in plan.models:
        state |= model.begin(state)
    # What polity and violence would give, for those that run without them.
    return defaults(plan.models, plan.case.atlas, DRAWS) | state | neutral_drivers(plan.case.atlas, DRAWS)


def chance(plan: Plan) -> Chance:
    return Chance(1, np.arange(DRAWS, dtype=np.uint32), plan.as_of.toordinal())


@pytest.fixture
def model(island_plan: Plan, request: pytest.FixtureRequest) -> Model:
    found = {entry.name: entry for entry in island_plan.models}
    assert request.param in found, f"the island does not name the mechanism {request.param}: add it to its case.toml"
    return found[request.param]


each_model = pytest.mark.parametrize("model", NAMES, indirect=True)


@each_model
def test_everything_it_needs_and_gives_is_in_the_vocabulary(model: Model) -> None:
    known = variables()
    assert model.needs <= set(known)
    assert model.gives <= set(known)
    assert {known[name].role for name in model.gives} <= {"state", "flow"}
    assert not model.gives & {name for name, entry in known.items() if entry.role in ("parameter", "driver")}


@each_model
def test_what_it_observes_is_recorded(model: Model) -> None:
    assert model.observes <= model.gives
    assert all(variables()[name].recorded for name in model.observes)


@each_model
def test_its_name_has_a_place_in_the_day(model: Model) -> None:
    assert model.name in DAY


@each_model
def test_the_first_day_holds_everything_it_gives(model: Model, island_plan: Plan) -> None:
    begun = model.begin(parameters(island_plan))
    assert set(begun) == model.gives
    assert check_values(begun, island_plan.case.atlas, DRAWS) == []


@each_model
def test_after_a_day_everything_it_gives_is_within_axes_and_bounds(model: Model, island_plan: Plan) -> None:
    state = whole_state(island_plan)
    after = step(model, state, chance(island_plan))
    assert set(after) == model.gives
    assert check_values(after, island_plan.case.atlas, DRAWS) == []


@each_model
def test_a_day_overwrites_what_it_gives_and_nothing_else(model: Model, island_plan: Plan) -> None:
    state = whole_state(island_plan)
    for name in state:
        state[name] = np.ascontiguousarray(state[name])
        state[name].flags.writeable = name in model.gives
    before = {name: (array, array.tobytes()) for name, array in state.items()}
    model.advance(state, chance(island_plan))
    assert set(state) == set(before)
    for name, array in state.items():
        assert array is before[name][0], f"{name} is a new array: a day passes in place"
        if name not in model.gives:
            assert array.tobytes() == before[name][1], f"{model.name} changed {name}, which it does not give"


@each_model
def test_a_day_makes_every_flow_anew(model: Model, island_plan: Plan) -> None:
    state = whole_state(island_plan)
    plain = step(model, state, chance(island_plan))
    flows = sorted(name for name in model.gives if variables()[name].role == "flow")
    spoiled = {name: np.full_like(array, np.nan) if name in flows else array for name, array in state.items()}
    after = step(model, spoiled, chance(island_plan))
    for name in model.gives:
        made = np.isfinite(after[name])
        assert (after[name][made] == plain[name][made]).all(), f"{name} depends on a flow of yesterday"
        # What may stand is the nothing of a place through which nothing flows.
        assert (plain[name][~made] == 0.0).all(), f"{model.name} leaves yesterday's {name} standing"


@each_model
def test_it_reads_nothing_that_it_does_not_need(model: Model, island_plan: Plan) -> None:
    state = whole_state(island_plan)
    enough = {name: array for name, array in state.items() if name in model.needs | model.gives}
    one, other = step(model, state, chance(island_plan)), step(model, enough, chance(island_plan))
    assert all(one[name].tobytes() == other[name].tobytes() for name in model.gives)


@each_model
def test_normal_times_hold_everything_it_observes(model: Model, island_plan: Plan) -> None:
    normal = model.normal(parameters(island_plan))
    assert set(normal) == model.observes
    assert check_values(normal, island_plan.case.atlas, DRAWS) == []


@each_model
def test_what_it_expects_of_a_report_has_one_number_for_each_draw(model: Model, island_plan: Plan) -> None:
    normal = model.normal(parameters(island_plan))
    days = 100
    values = {name: np.repeat(array[:, None], days, axis=1).astype(np.float32) for name, array in normal.items()}
    record = Record(island_plan.case.settings.first_day, values, parameters(island_plan))
    answers = [model.expect(report, record) for report in island_plan.case.reports]
    spoken = [answer for answer in answers if answer is not None]
    assert bool(spoken) == bool(model.observes), (
        "it reads recorded variables and no report of the island is about them, or the reverse"
    )
    assert len(spoken) < len(answers), "it answers for every report, whatever that is about"
    for answer in spoken:
        assert answer.values.shape == (DRAWS,)
        assert np.isfinite(answer.values).all()
        assert (answer.values >= 0.0).all()
        assert not (answer.floor and answer.ceiling)


def test_the_mechanisms_of_the_island_share_no_report(island_plan: Plan) -> None:
    given = parameters(island_plan)
    values = {
        name: np.repeat(array[:, None], 100, axis=1).astype(np.float32)
        for model in island_plan.models
        for name, array in model.normal(given).items()
    }
    record = Record(island_plan.case.settings.first_day, values, given)
    for report in island_plan.case.reports:
        speak = [model.name for model in island_plan.models if model.expect(report, record) is not None]
        assert len(speak) <= 1, f"{report.id} would be weighed by {' and '.join(speak)}"


# Putting mechanisms together


@dataclass(frozen=True)
class Stub:
    """A mechanism that only promises."""

    name: str
    needs: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()
    observes: frozenset[str] = frozenset()

    def normal(self, parameters: State) -> State:
        return {}

    def begin(self, parameters: State) -> State:
        return {}

    def advance(self, state: State, chance: Chance) -> None:
        return None

    def expect(self, report: object, record: Record) -> None:
        return None


def test_every_gap_is_named_at_once() -> None:
    people = Stub("displacement", needs=frozenset({"siege", "shortage", "shortige", "camp_pull", "leave_rate_factor"}))
    gaps = missing_needs([people])
    assert len(gaps) == 3
    text = "\n".join(gaps)
    assert "displacement needs 'siege'" in text
    assert "displacement needs 'shortage'" in text
    assert variables()["siege"].meaning in text
    assert "'shortige' is not in variables.csv; did you mean 'shortage'?" in text
    assert "camp_pull" not in text, "a prior gives it"
    assert "leave_rate_factor" not in text, "scenario and course give it"


def test_a_gift_that_is_not_in_the_vocabulary_is_a_gap() -> None:
    [gap] = missing_needs([Stub("supply", gives=frozenset({"fuel_stok"}))])
    assert gap == "supply: 'fuel_stok' is not in variables.csv; did you mean 'fuel_stock'?"


def test_two_writers_of_one_variable_are_named() -> None:
    both = [Stub("supply", gives=frozenset({"siege"})), Stub("control", gives=frozenset({"siege"}))]
    [gap] = missing_needs(both)
    assert gap == "'siege' is given by supply and control; one model only may give it"


def test_nothing_is_missing_where_one_gives_what_the_other_needs() -> None:
    both = [
        Stub("supply", gives=frozenset({"siege", "shortage"})),
        Stub("displacement", needs=frozenset({"siege", "shortage"})),
    ]
    assert missing_needs(both) == []


def test_what_does_not_fit_together_stops_before_the_first_day() -> None:
    lonely = Stub("displacement", needs=frozenset({"siege", "shortage"}))
    with pytest.raises(Incomplete, match=re.compile("shortage.*siege.*case.toml", re.DOTALL)) as raised:
        in_order_of_day([lonely])
    assert raised.value.exit_code == 2


def test_mechanisms_stand_in_the_order_of_the_day_however_a_case_lists_them(island_copy: Path) -> None:
    replace_models(island_copy, '["displacement", "supply"]')
    assert [model.name for model in make_plan(str(island_copy)).models] == ["supply", "displacement"]


def test_the_first_mechanism_that_speaks_answers(island_plan: Plan) -> None:
    answers = [expectation([], report, Record(island_plan.as_of, {}, {})) for report in island_plan.reports]
    assert answers == [None] * len(answers)


def replace_models(folder: Path, names: str) -> None:
    path = folder / "case.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^models = .*$", f"models = {names}", text, flags=re.MULTILINE), encoding="utf-8")


def test_an_unknown_mechanism_is_named_with_the_nearest(island_copy: Path) -> None:
    replace_models(island_copy, '["suply", "displacment", "poetry"]')
    with pytest.raises(InputFaults) as raised:
        make_plan(str(island_copy))
    found = {fault.found: fault.nearest for fault in raised.value.faults}
    assert found == {"suply": "supply", "displacment": "displacement", "poetry": "polity"}
    assert {fault.column for fault in raised.value.faults} == {"models"}


def test_a_case_without_the_mechanism_that_feeds_another_is_told_so(island_copy: Path) -> None:
    replace_models(island_copy, '["displacement"]')
    with pytest.raises(Incomplete, match="displacement needs 'shortage'"):
        make_plan(str(island_copy))
    assert check_case(island_copy) == ()
    [fault] = check_runnable(island_copy)
    assert "displacement needs 'siege'" in fault.allowed


def test_a_setting_that_a_mechanism_does_not_know_is_a_fault(island_copy: Path) -> None:
    with (island_copy / "case.toml").open("a", encoding="utf-8") as file:
        file.write("\n[model.displacement]\nslowest_km = 3.0\n\n")
    [fault] = check_runnable(island_copy)
    assert fault.nearest == "slowest_km_per_day"


def test_a_parameter_without_a_prior_is_a_fault(island_copy: Path) -> None:
    path = island_copy / "priors.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("camp_pull")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert any("camp_pull" in str(fault) for fault in check_runnable(island_copy))


def test_no_mechanism_slows_the_kernels_of_another(island_plan: Plan) -> None:
    """Two classes of named tuples with the same fields send every call of a kernel through Python: a hundred times the calls."""
    state, calls = whole_state(island_plan), {}
    state = {name: np.array(array) for name, array in state.items()}
    for _ in range(2):
        for model in island_plan.models:
            profile = cProfile.Profile()
            profile.enable()
            model.advance(state, chance(island_plan))
            profile.disable()
            calls[model.name] = sum(entry.callcount for entry in profile.getstats())
    assert max(calls.values()) < 2000, calls
