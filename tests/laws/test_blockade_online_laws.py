"""Laws of the filter for reports: chances add up, evidence speaks one way, and nothing is known before it is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.models.blockade import Sightings, standing, watch
from models.blockade_worlds import sighted

RATES = st.floats(1e-4, 2.0)
SHARES = st.floats(1e-3, 1.5)
DAYS = 30
LAST = DAYS - 1


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, np.ndarray]:
    return {
        "corridor_hazard": np.array([draw(st.tuples(*[RATES] * 4))]),
        "corridor_flow_share": np.array([draw(st.tuples(*[SHARES] * 4))]),
        "corridor_flow_spread": np.array([draw(st.floats(0.01, 2.0))]),
        "corridor_change_rate": np.array([draw(st.floats(0.0, 0.5))]),
    }


@st.composite
def reports(draw: st.DrawFn) -> Sightings:
    counts = st.lists(st.one_of(st.just(np.nan), st.floats(0.0, 150.0)), min_size=DAYS, max_size=DAYS)
    struck = draw(st.lists(st.tuples(st.integers(0, LAST), st.integers(0, 15)), max_size=6))
    seen = sighted(
        draw(counts),
        attacks=[(day, day + late) for day, late in struck],
        exposed=draw(counts),
        declared=draw(st.lists(st.integers(0, LAST), max_size=3)),
        lifted=draw(st.lists(st.integers(0, LAST), max_size=3)),
        normal=draw(st.floats(0.1, 100.0)),
    )
    late = draw(st.lists(st.integers(0, 12), min_size=DAYS, max_size=DAYS))
    return replace(seen, counted=np.arange(DAYS) + np.array(late))


@settings(max_examples=60, deadline=None)
@given(reports(), parameters())
def test_chances_add_up_to_one(seen, given_parameters):
    chances = watch(seen, parameters=given_parameters)
    assert (chances >= 0.0).all()
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, rtol=1e-12)
    told = standing(seen, LAST, parameters=given_parameters)
    assert told.since[0] <= told.since[1] <= told.since[2] <= LAST


@settings(max_examples=60, deadline=None)
@given(reports(), parameters(), st.floats(0.0, 400.0))
def test_more_ambushes_at_the_same_exposure_never_speak_for_open(seen, given_parameters, exposed):
    seen.exposed[LAST], seen.counted[LAST] = exposed, LAST
    free = []
    for count in (0, 1, 2, 5):
        more = np.full(count, LAST)
        struck = replace(seen, attacks=np.append(seen.attacks, more), attacks_known=np.append(seen.attacks_known, more))
        free.append(standing(struck, LAST, parameters=given_parameters).chances[0])
    assert (np.diff(free) <= 1e-12).all()


@settings(max_examples=100, deadline=None)
@given(reports(), parameters(), st.floats(0.0, 300.0))
def test_less_flow_never_speaks_against_a_blockade(seen, given_parameters, arrived):
    chances = []
    for share in (1.0, 0.7, 0.2, 0.0):
        counted, known = seen.arrived.copy(), seen.counted.copy()
        counted[LAST], known[LAST] = share * arrived, LAST
        told = standing(replace(seen, arrived=counted, counted=known), LAST, parameters=given_parameters)
        chances.append(told.chance)
    assert (np.diff(chances) >= -1e-12).all()


@settings(max_examples=60, deadline=None)
@given(reports(), parameters(), st.integers(0, LAST))
def test_no_day_reads_what_was_told_later(seen, given_parameters, on):
    # Everything that is told after the day is changed; what was known on it stays.
    later = seen.counted > on
    other = Sightings(
        seen.attacks[seen.attacks_known <= on], seen.attacks_known[seen.attacks_known <= on],
        np.where(later, 77.0, seen.exposed), np.where(later, 0.0, seen.arrived), seen.counted,
        seen.declared[seen.declared <= on], np.append(seen.lifted[seen.lifted <= on], np.arange(on + 1, DAYS)), seen.normal,
    )  # fmt: skip
    known = slice(0, on + 1)
    one, two = (watch(each, parameters=given_parameters)[known] for each in (seen, other))
    assert one.tobytes() == two.tobytes()
    one, two = (standing(each, on, parameters=given_parameters) for each in (seen, other))
    assert one == two


@settings(max_examples=60, deadline=None)
@given(reports(), parameters())
def test_a_declaration_never_speaks_against_a_blockade_nor_its_lifting_for_one(seen, given_parameters):
    # A corridor that changes its state more often than not would turn this round, and no prior says so.
    change = {**given_parameters, "corridor_change_rate": np.array([0.05])}
    plain = standing(seen, LAST, parameters=change).chance
    declared = replace(seen, declared=np.append(seen.declared, LAST))
    lifted = replace(seen, lifted=np.append(seen.lifted, LAST))
    assert standing(declared, LAST, parameters=change).chance >= plain - 1e-12
    assert standing(lifted, LAST, parameters=change).chance <= plain + 1e-12
