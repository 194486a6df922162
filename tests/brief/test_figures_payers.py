"""What courses cost and who might pay: the bill by hand, the cut of the bar, the hatched gap, the sources."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from brief.drawn import FIXED, box, marks, paid_for, payer, priced, said
from brief.planted import planted
from harmattan.brief.audience import Audience
from harmattan.brief.figures.payers import bill_of, cost_figures, payer_table, pieces
from harmattan.brief.page import page
from harmattan.brief.wording import Wording
from harmattan.foresee import costs
from harmattan.map.payers import CostChart, Part, draw_cost
from harmattan.world.calendar import Calendar
from harmattan.world.choice import Course
from harmattan.world.outlook import Outlook

EN, PARTNER = Wording("en"), Audience("partner")


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=60)


@pytest.fixture(scope="module")
def paid(inputs):
    return paid_for(inputs)


def test_a_cost_is_cut_by_payer_and_the_gap_is_hatched():
    parts = (
        Part("First", 0.5, "50 %", "5 (4 to 6)"),
        Part("Second", 0.25, "25 %", "2 (1 to 3)", language="en"),
        Part("Nobody", 0.25, "25 %", "2 (1 to 3)", gap=True),
    )
    chart = CostChart("k", "Course", "US dollars", 1e6, 1e7, 1e8, "10 million", "1 to 100 million", parts, (1e5, 1e9))
    svg = draw_cost(chart, EN)
    assert box(svg, "part") == [(0.0, 190.0), (190.0, 95.0)]
    bar, swatch = box(svg, "gap")
    assert bar == (285.0, 95.0)
    assert swatch[1] == 13.0
    assert len(marks(svg, "path", **{"class": "hatch"})) == 2
    (dot,) = marks(svg, "circle", **{"class": "cost"})
    assert float(dot.get("cx")) == 190.0, "the middle of four decades, each 81 pixels"
    (whisker,) = marks(svg, "path", **{"class": "whisker"})
    assert whisker.get("d").startswith("M109 27H271")
    assert {"First", "Second", "Nobody", "50 %", "10 million (1 to 100 million)"} <= set(said(svg))
    assert [one.text for one in marks(svg, "text", lang="en")] == ["Second"]


def outlook(inputs, course, *, days=10, draws=20, seed=5):
    numbers = np.arange(draws, dtype=np.uint32)
    calendar = Calendar(date(2031, 4, 1), days)
    return Outlook(inputs.case.atlas, calendar, "persists", course.id, seed, {}, costs(course, numbers, days, seed))


def test_what_each_payer_bears_by_hand(inputs):
    bill = bill_of(FIXED, outlook(inputs, FIXED))
    assert bill.cost == pytest.approx(1500.0)
    assert [name for name, _ in bill.paid] == ["Fund", "State"]
    assert dict(bill.paid)["Fund"] == pytest.approx(800.0)
    assert dict(bill.paid)["State"] == pytest.approx(200.0)
    assert bill.gap == pytest.approx(500.0)
    assert bill.share(bill.gap) == pytest.approx(1 / 3)


def test_payers_and_gap_make_the_cost_in_every_draw(inputs):
    doubtful = Course(
        "doubtful", "", "", "", "",
        (
            priced("a", (100.0, 900.0), payer("X", 0.5, 0.1, 1.0), payer("Y", 0.5, 0.3, 2.0)),
            priced("b", (10.0, 5000.0), payer("Y", 0.2, 0.2, 0.9), payer("X", 0.7, 0.4, 0.8)),
        ),
    )  # fmt: skip
    bill = bill_of(doubtful, outlook(inputs, doubtful, draws=200))
    assert sum(part for _, part in bill.paid) + bill.gap == pytest.approx(bill.cost)
    assert len({round(float(amount), 6) for amount in bill.cost}) == 200


def test_no_split_is_made_up_where_the_run_holds_other_totals(inputs):
    made = outlook(inputs, FIXED)
    other = replace(made, totals={**made.totals, "cost_usd": made.totals["cost_usd"] * 2})
    assert bill_of(FIXED, other).paid == ()
    assert bill_of(FIXED, replace(made, totals={})) is None
    free = Course("free", "", "", "", "", (priced("f", (0.0, 0.0)),))
    assert bill_of(free, outlook(inputs, free)) is None
    assert "Payers, not told apart by this run" in said(cost_figures(inputs, PARTNER, EN)[0].svg)


def test_the_picture_of_cost_names_the_payers_of_the_case(paid):
    figures = {figure.title: figure.svg for figure in cost_figures(paid, PARTNER, EN)}
    words = said(figures["Cash aid"])
    assert {"Fund", "State", "Nobody is expected to pay"} <= set(words)
    assert "Idle" not in words
    assert box(figures["Cash aid"], "part") == [(0.0, pytest.approx(202.7)), (202.7, pytest.approx(50.7))]


def test_the_table_of_payers_cites_its_reports(paid):
    table = payer_table(paid, PARTNER, EN)
    assert [(row[0].words, row[0].small) for row in table.rows] == [("Fund", "Cash aid"), ("State", "Cash aid")]
    fund = table.rows[0]
    assert fund[1].words == "60\u202f%; over 99\u202f%"
    assert fund[-1].reports == ("R001",)
    assert pieces("judgement on R001 (R999)", paid) == (("judgement on ", ""), ("R001", "R001"), (" (R999)", ""))
    html = page(paid, language="en")
    section = html[html.index('id="comparison"') :]
    assert 'judgement on <a href="#r-R001">R001</a>: planted' in section
    assert 'id="r-R001"' in section
