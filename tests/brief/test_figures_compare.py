"""Pictures of courses: where dots, whiskers, ticks and cuts stand, what is open, hatched or withheld, and what is said."""

import re
from dataclasses import replace

import pytest

from brief.drawn import box, marks, paid_for, priced, said
from brief.planted import planted
from harmattan.brief.audience import Audience
from harmattan.brief.figures.break_evens import break_even_figures
from harmattan.brief.figures.compare import change_figures, comparison_context, scenario_figures
from harmattan.brief.figures.payers import bills
from harmattan.brief.figures.summary import course_summary
from harmattan.brief.page import page
from harmattan.brief.wording import Wording
from harmattan.map.break_evens import Believed, BreakEvenChart, draw_break_evens
from harmattan.map.effects import Change, ChangeChart, draw_changes
from harmattan.map.ink import PAPER

EN, FR, PARTNER, PUBLIC = Wording("en"), Wording("fr"), Audience("partner"), Audience("public")
ENGLISH = (
    "the",
    "and",
    "with",
    "from",
    "better",
    "worse",
    "alone",
    "change",
    "nobody",
    "below",
    "above",
    "mean",
    "believed",
)


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=60)


@pytest.fixture(scope="module")
def paid(inputs):
    return paid_for(inputs)


def ends(path):
    """Left and right end of a line `Mx yHx`."""
    left, right = re.fullmatch(r"M(\S+) \S+H(\S+)", path.get("d")).groups()
    return float(left), float(right)


def changes(*rows, span=(-100.0, 300.0)):
    # The plot reaches from 6 to 250 pixels: 0.61 pixels a unit, zero at 67.
    chart = ChangeChart("c", "Title", "people; less is better", rows, ("better", "worse"), span)
    return draw_changes(chart, EN)


def test_dots_and_whiskers_stand_where_their_values_are():
    svg = changes(
        Change("First", -50.0, 100.0, 200.0, "+100", "-50 to +200", False),
        Change("Second", 100.0, 200.0, 300.0, "+200", "100 to 300", False),
    )
    assert [float(dot.get("cx")) for dot in marks(svg, "circle")] == [128.0, 189.0]
    (holding,) = marks(svg, "path", **{"class": "holds-zero"})
    (clear,) = marks(svg, "path", **{"class": "clear"})
    assert ends(holding) == (36.5, 189.0)
    assert ends(clear) == (128.0, 250.0)
    zeros = [
        path for path in marks(svg, "path") if path.get("stroke-width") == "1.2" and path.get("d").startswith("M67 ")
    ]
    assert len(zeros) == 2, "each row has its line at zero"


def test_an_interval_that_holds_zero_looks_like_it():
    svg = changes(
        Change("Touching", -50.0, -20.0, 0.0, "a", "b", False), Change("Clear", -50.0, -20.0, -0.1, "a", "b", False)
    )
    (holding,) = marks(svg, "path", **{"class": "holds-zero"})
    (clear,) = marks(svg, "path", **{"class": "clear"})
    assert holding.get("stroke-dasharray")
    assert clear.get("stroke-dasharray") is None
    assert float(clear.get("stroke-width")) > 2 * float(holding.get("stroke-width"))
    assert holding.get("stroke") != clear.get("stroke")


def test_judgement_alone_is_open_and_says_so():
    svg = changes(
        Change("Judged", -50.0, 100.0, 200.0, "+100", "b", True, "judgement alone"),
        Change("Measured", -50.0, 100.0, 200.0, "+100", "b", False),
    )
    judged, measured = marks(svg, "circle")
    assert (judged.get("class"), judged.get("fill")) == ("judged", PAPER)
    assert measured.get("class") == "measured"
    assert measured.get("fill") == measured.get("stroke") != PAPER
    assert said(svg).count("judgement alone") == 1


def test_no_change_has_a_small_dot_at_zero_and_no_whisker():
    svg = changes(Change("Still", 0.0, 0.0, 0.0, "no change", "", False))
    (dot,) = marks(svg, "circle")
    assert float(dot.get("cx")) == 67.0
    assert float(dot.get("r")) < 4
    assert not marks(svg, "path", **{"class": "holds-zero"}) + marks(svg, "path", **{"class": "clear"})
    assert "no change" in said(svg)


def test_a_picture_tells_its_rows_to_those_who_do_not_see_it():
    svg = changes(Change("A <b>", -50.0, 100.0, 200.0, "+100", "-50 to +200", True, "judgement alone", "mean"))
    (desc,) = marks(svg, "desc")
    assert desc.text == "people; less is better. A <b> mean +100 (-50 to +200), judgement alone"
    assert marks(svg, "title")[0].text == "Title"
    assert "← better" in said(svg)
    assert "worse →" in said(svg)


def levers_drawn(verdict="within", side="below", at=1.0):
    # A logarithmic axis from 1/4 to 4 over 244 pixels: a half stands at 67, 1 at 128, 2 at 189.
    row = Believed("Lever", 0.5, 2.0, at, side, verdict, "below 1.0", "0.5 to 2.0", "It is said.")
    return draw_break_evens(BreakEvenChart("e", "Course", (row,), (0.25, 4.0)), EN)


@pytest.mark.parametrize(
    ("side", "better", "shaded"),
    [("below", (67.0, 61.0), (6.0, 122.0)), ("above", (128.0, 61.0), (128.0, 122.0))],
)
def test_a_break_even_cuts_what_is_believed(side, better, shaded):
    svg = levers_drawn(side=side)
    assert box(svg, "believed") == [(67.0, 122.0)]
    assert box(svg, "better") == [better]
    assert box(svg, "side") == [shaded]
    (tick,) = marks(svg, "path", **{"class": "tick"})
    assert tick.get("d").startswith("M128 ")


@pytest.mark.parametrize(
    ("verdict", "better", "ticks"), [("always", [(67.0, 122.0)], 0), ("never", [], 0), ("unclear", [], 0)]
)
def test_a_verdict_without_a_break_even_has_no_tick(verdict, better, ticks):
    svg = levers_drawn(verdict, "", float("nan") if verdict == "unclear" else 9.0)
    assert box(svg, "better") == better
    assert len(marks(svg, "path", **{"class": "tick"})) == ticks
    broken = marks(svg, "rect", **{"class": "believed"})[0].get("stroke-dasharray")
    assert bool(broken) is (verdict == "unclear")
    assert "It is said." in said(svg)


def test_a_break_even_beyond_what_is_believed_leaves_the_bar_open_or_dark():
    assert box(levers_drawn(at=0.3), "better") == []
    assert box(levers_drawn(at=3.0), "better") == [(67.0, 122.0)]


def test_one_panel_for_each_outcome_and_one_row_for_each_course(inputs):
    figures = change_figures(inputs, PARTNER, EN)
    assert [figure.title for figure in figures] == [
        "Person-days short of fuel", "Person-hours of power lost", "People who leave home", "Killed by armed groups",
        "Civilians killed by state forces", "Blockade lifted", "A city taken",
    ]  # fmt: skip
    for figure in figures:
        assert len(marks(figure.svg, "circle")) == 2, figure.title
        assert [dot.get("class") for dot in marks(figure.svg, "circle")] == ["judged", "measured"], figure.title
        assert said(figure.svg).count("judgement alone") == 1
        assert figure.note.startswith("Under “Nothing new”: ")


def differing(inputs, outcome="people_days_short", **changed):
    rows = tuple(replace(row, **changed) if row.outcome == outcome else row for row in inputs.comparison.differences)
    return replace(inputs, comparison=replace(inputs.comparison, differences=rows))


def test_a_dot_stands_at_the_mean_where_the_median_is_none(inputs):
    rare = differing(inputs, low=-9000.0, median=0.0, high=0.0, mean=-700.0)
    svg = change_figures(rare, PARTNER, EN)[0].svg
    # The axis reaches from -9720 to 720: 244 pixels for 10440.
    assert float(marks(svg, "circle")[0].get("cx")) == pytest.approx(6 + 244 * (9720 - 700) / 10440, abs=0.06)
    assert "mean \u2212700" in said(svg)
    assert marks(svg, "path", **{"class": "holds-zero"})


def test_chances_are_drawn_in_points(inputs):
    sure = differing(inputs, "blockade_lifted", low=0.01, median=0.03, high=0.05, mean=0.03)
    figure = next(one for one in change_figures(sure, PARTNER, EN) if one.title == "Blockade lifted")
    assert "percentage points of chance; more is better" in said(figure.svg)
    assert "+3 points" in said(figure.svg)
    assert figure.note.endswith("The interval is only that of counting draws.")
    # From -0.4 to 5.4: 3 stands at 3.4 of 5.8.
    assert float(marks(figure.svg, "circle")[0].get("cx")) == pytest.approx(6 + 244 * 3.4 / 5.8, abs=0.06)


def test_every_course_is_set_across_scenarios_on_one_scale(inputs):
    figures = scenario_figures(inputs, PARTNER, EN)
    assert [figure.title for figure in figures] == ["Escorts", "Cash aid"]
    for figure in figures:
        assert {"The blockade persists", "The blockade eases"} <= set(said(figure.svg))
    zeros = {re.search(r'd="M(\S+) \S+" stroke="[^"]+" stroke-width="1.2"', one.svg)[1] for one in figures}
    assert len(zeros) == 1
    assert figures[0].note == "The interval leaves zero out under 2 of 2 scenarios."
    assert figures[1].note == "No change under any of 2 scenarios."
    doubtful = differing(inputs, low=-5000.0, median=-10.0, high=2000.0, mean=-10.0)
    assert (
        scenario_figures(doubtful, PARTNER, EN)[0].note == "Under none of 2 scenarios does the interval leave zero out."
    )
    rows = list(doubtful.comparison.differences)
    for at, row in enumerate(rows):
        if row.outcome == "people_days_short" and row.course == "escorts":
            sign = 1.0 if row.scenario == "eases" else -1.0
            rows[at] = replace(row, low=sign * 500.0 - 100, median=sign * 500.0, high=sign * 500.0 + 100)
    apart = replace(doubtful, comparison=replace(doubtful.comparison, differences=tuple(rows)))
    assert scenario_figures(apart, PARTNER, EN)[0].note.endswith("but not on the same side.")
    lone = tuple(row for row in rows if row.scenario == "persists")
    assert scenario_figures(replace(apart, comparison=replace(apart.comparison, differences=lone)), PARTNER, EN) == ()


def test_a_course_that_comes_after_the_last_day_is_called_too_late(inputs):
    late = tuple(
        replace(c, levers=(priced("late", (1.0, 1.0), start=90),)) if c.id == "cash" else c for c in inputs.case.courses
    )
    slow = replace(inputs, case=replace(inputs.case, courses=late))
    assert "acts too late" in said(change_figures(slow, PARTNER, EN)[0].svg)
    assert "Too late to act by 29 June 2031: “Cash aid”." in course_summary(slow, PARTNER, EN)
    assert "acts too late" not in said(change_figures(inputs, PARTNER, EN)[0].svg)


def test_the_summary_states_a_preference_only_where_the_comparison_does(inputs):
    told = course_summary(inputs, PARTNER, EN)
    assert "for 1 of 2 courses" in told
    assert "for 1 of 2 the effect rests on judgement alone. No preference can be stated on this outcome." in told
    assert told.count("the draws prefer") == 1
    assert "On “People who leave home” the draws prefer “Cash aid”." in told
    stated = course_summary(differing(inputs, preferred="cash"), PARTNER, EN)
    assert "On this outcome the draws prefer “Cash aid”." in stated
    assert "No preference" not in stated
    silent = differing(inputs, "left_home", preferred="")
    assert "prefer “" not in course_summary(silent, PARTNER, EN)
    alone = course_summary(differing(inputs, judgement_only=True), PUBLIC, EN)
    assert "No preference can be stated: the effect rests on judgement alone." in alone


def test_break_even_panels_hold_every_lever_with_its_verdict(inputs):
    figures = break_even_figures(inputs, PARTNER, EN)
    assert [figure.title for figure in figures] == ["Escorts", "Cash aid"]
    assert "below 1.00" in said(figures[0].svg)
    assert "The draws do not tell its part from chance." in said(figures[1].svg)
    assert len(marks(figures[0].svg, "path", **{"class": "tick"})) == 1


def drawn(context):
    figures = [*context["course_changes"], *context["course_holds"], *context["course_evens"], *context["course_costs"]]
    return figures, " ".join((context["course_summary"], *(f"{f.title} {f.svg} {f.note}" for f in figures)))


def test_the_public_level_draws_no_course_on_roads(paid):
    figures, text = drawn(comparison_context(paid, PUBLIC, EN))
    assert figures
    assert "Escort" not in text
    assert "Cash aid" in text
    assert [bill.course.id for bill in bills(paid, PUBLIC)] == ["cash"]
    html = page(paid, language="en", level="public")
    assert "Courses that act on roads are withheld at this audience level." in html
    section = html[html.index('id="comparison"') :]
    assert "Escort" not in section[: section.index("</section>")]
    assert "Courses that act on roads" not in page(paid, language="en")


def test_french_pictures_hold_no_english(paid):
    context = comparison_context(paid, PARTNER, FR)
    figures, _ = drawn(context)
    words = " ".join(" ".join((*said(one.svg), one.title, one.note)) for one in figures) + context["course_summary"]
    words += " ".join((context["course_changes_title"], context["course_holds_title"], *context["course_payers"].head))
    assert [word for word in ENGLISH if re.search(rf"\b{word}\b", words.lower())] == []
    assert "seul jugement" in words
    assert "Sans payeur attendu" in words
    assert all('lang="fr"' in one.svg for one in figures)
    named = {one.text for figure in figures for one in marks(figure.svg, "text", lang="en")}
    assert named == {"Fund", "State"}, "payers have no French name, and are marked so"


def test_pictures_stay_light_and_have_ids_of_their_own(paid):
    figures, text = drawn(comparison_context(paid, PARTNER, EN))
    rows = sum(len(marks(one.svg, "g")) for one in figures)
    assert sum(len(one.svg.encode()) for one in figures) < 900 * rows + 900 * len(figures)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)) == 2 * len(figures)
    assert "nan" not in text.lower()
    assert "url(" not in text
