from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.planted import island_atlas, planted
from harmattan.brief.evidence import contradictions, inflow_points
from harmattan.errors import InputFaults
from harmattan.map.axes import months, ticks
from harmattan.map.bands import daily, normal_tankers, weekly, weekly_sums
from harmattan.map.labels import Label, place_labels
from harmattan.map.projection import coarse_line, fit
from harmattan.world.atlas import great_circle_km


def test_sections_of_a_road_are_never_shorter_than_20_km():
    atlas = island_atlas()
    south = atlas.corridors[0]
    line = coarse_line(atlas, south)
    assert len(line) == len(south.via) - 1
    assert all(great_circle_km(*a, *b) >= 20 for a, b in pairwise(line))


def test_frame_keeps_points_inside_and_shape_honest():
    frame = fit([(-38.0, -20.0), (-33.0, -11.0)], 700)
    for point in ((-38.0, -20.0), (-33.0, -11.0)):
        x, y = frame.at(*point)
        assert 0 < x < frame.width
        assert 0 < y < frame.height
    (x1, y1), (x2, y2) = frame.at(-35.5, -15.0), frame.at(-35.5, -14.0)
    assert frame.pixels(great_circle_km(-35.5, -15.0, -35.5, -14.0)) == pytest.approx(x2 - x1, rel=0.01)
    assert y1 == y2
    with pytest.raises(InputFaults):
        fit([], 700)


@given(st.lists(st.tuples(st.floats(5, 395), st.floats(5, 295)), min_size=1, max_size=25))
def test_names_never_touch(points):
    labels = [Label(f"n{k}", x, y, 4.0, ("Somewhere",), 11.0, k) for k, (x, y) in enumerate(points)]
    placed = place_labels(labels, [], (0.0, 0.0, 400.0, 300.0))
    for k, one in enumerate(placed):
        for two in placed[k + 1 :]:
            a, b = one.box, two.box
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_weeks_count_back_from_the_cut_off_and_on_from_it():
    values = np.arange(15.0)[None, :]
    assert weekly_sums(values, from_end=True).tolist() == [[28.0, 77.0]]
    assert weekly_sums(values, from_end=False).tolist() == [[21.0, 70.0]]
    assert weekly(values, date(2031, 1, 1), from_end=True).days[-1] == date(2031, 1, 15)
    assert weekly(values[:, :5], date(2031, 1, 1), from_end=False).days == ()
    assert daily(np.ones((3, 400)), date(2031, 1, 1), most=50).days[-1] == date(2032, 2, 4)


def test_ticks_and_months():
    assert ticks(5200) == (0, 2000, 4000, 6000)
    assert months(date(2031, 1, 15), date(2031, 3, 1)) == (date(2031, 2, 1), date(2031, 3, 1))


def test_normal_flow_counts_what_a_depot_passes_on():
    inputs = planted(draws=5, days=28)
    need, load = (inputs.situation.values[n] for n in ("national_fuel_need", "litres_per_tanker"))
    assert np.allclose(normal_tankers(inputs.situation, "south-road"), 0.6 * need / load)
    assert np.allclose(normal_tankers(inputs.situation, "east-road"), 0.15 * need / load)


def test_reports_become_points_per_week():
    points = {p.report: p for p in inflow_points(planted(draws=5, days=28).reports)}
    assert set(points) == {"F001", "F002", "F003", "F004"}
    assert points["F001"].best == 310
    assert (points["F003"].low, points["F003"].high) == (150, 220)


def test_contradictions_are_found_once():
    pairs = contradictions(planted(draws=5, days=28).reports)
    assert [(p.one.id, p.other.id) for p in pairs] == [("F001", "F004")]
