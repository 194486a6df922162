"""How we did: failures first, baselines beside the model, and nothing said where reports are too few."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from brief.planted import planted, with_scores
from harmattan.brief.audience import Audience
from harmattan.brief.page import page
from harmattan.brief.tables.scored import missed_table, record_context, scores_table, seen_scores, summary_table
from harmattan.brief.wording import Wording
from harmattan.map.hits import Hit, HitRow, draw_hits, place_of
from harmattan.verify import TOO_FEW
from harmattan.world.outlook import Score, Scorecard, Standing

PARTNER, PUBLIC, EN, FR = Audience("partner"), Audience("public"), Wording("en"), Wording("fr")
DAY = date(2031, 1, 31)
ATTACKS = "south-road 2031-02-01 to 2031-02-28"
NAN = float("nan")


def score(report, quantity, unit, numbers, reported, crps, last=NAN, usual=NAN, **more):
    low, median, high = numbers
    return Score(
        DAY, report, quantity, unit, low, median, high, reported, crps, low <= reported <= high, last, usual, **more
    )


def many(count, *, crps, last):
    return [
        score(f"F{k:03}", "tankers_per_week", "tanker/week", (100.0, 200.0, 300.0), 150.0 + k, crps, last, 500.0)
        for k in range(count)
    ]


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=40)


def scored(inputs, *scores, **more):
    return replace(inputs, scorecard=Scorecard("islands", (DAY,), scores, **{"unscored": (), **more}))


def words_of(table):
    return [[cell.words for cell in row] for row in table.rows]


def test_below_ten_reports_nothing_is_said_of_how_good_it_was(inputs):
    few = summary_table(many(TOO_FEW - 1, crps=1.0, last=9.0), EN)
    assert words_of(few) == [["Tankers a week", "9", "9/9", "1", "9", "500", "too few to score (9 of 10)"]]
    assert (
        words_of(summary_table(many(TOO_FEW, crps=1.0, last=9.0), EN))[0][-1]
        == "better than the last report carried on"
    )
    worse = summary_table(many(TOO_FEW, crps=9.5, last=9.0), EN)
    assert words_of(worse)[0][-1] == "not better than the last report carried on"
    lone = summary_table(many(TOO_FEW, crps=9.5, last=NAN), EN)
    assert words_of(lone)[0][-3:] == ["–", "500", "no earlier report to compare with"]  # noqa: RUF001 - the dash of the page


def test_reports_told_twice_count_once_towards_a_verdict(inputs):
    twice = [*many(6, crps=1.0, last=9.0), *many(6, crps=1.0, last=9.0)]
    assert words_of(summary_table(twice, EN))[0][-1] == "too few to score (6 of 10)"


def test_misses_stand_first_the_furthest_first(inputs):
    numbers = (100.0, 200.0, 300.0)
    made = scored(
        inputs,
        score("F001", "tankers_per_week", "tanker/week", numbers, 150.0, 20.0),
        score("F002", "tankers_per_week", "tanker/week", numbers, 310.0, 60.0),
        score("F003", "tankers_per_week", "tanker/week", numbers, 10.0, 120.0),
    )
    table = scores_table(made, PARTNER, EN)
    assert [row[0].reports for row in table.rows] == [("F003",), ("F002",), ("F001",)]
    assert [row[4].words for row in table.rows] == ["no", "no", "yes"]
    context = record_context(made, PARTNER, EN)
    assert len(context["record_missed"].rows) == 2
    assert context["record_said"][0] == EN.say("record.inside", inside=1, n=3)


def test_counts_of_attacks_are_told_apart_from_reports(inputs):
    none = score(ATTACKS, "attacks_per_corridor", "attack/28 days", (0.0, 0.0, 1.0), 0.0, 0.01, 0.0, 0.0)
    some = score(ATTACKS.replace("south", "north"), "attacks_per_corridor", "attack/28 days", (0.0, 0.0, 1.0), 3.0, 2.5)
    made = scored(inputs, none, some)
    said = record_context(made, PARTNER, EN)["record_said"]
    assert said[0] == EN.say("record.inside_counts_only", inside=1, n=2, none=1)
    rows = words_of(scores_table(made, PARTNER, EN))
    assert [row[0] for row in rows] == ["North Road", "South Road"]
    assert rows[1][5] == "0.01"
    tiny = missed_table(made, [replace(none, crps=0.0004)], EN, "record.all")
    assert tiny.rows[0][5].words == "under 0.01"


def test_the_public_reads_no_score_of_what_is_withheld(inputs):
    made = scored(
        inputs,
        score("F001", "tankers_per_week", "tanker/week", (100.0, 200.0, 300.0), 150.0, 20.0),
        score("F005", "days_of_stock", "day", (2.0, 6.0, 9.0), 4.0, 1.0),
        score(ATTACKS, "attacks_per_corridor", "attack/28 days", (0.0, 0.0, 1.0), 0.0, 0.01),
        unscored=(("2031-01-31 F005", "no mechanism speaks to it"),),
    )
    seen = seen_scores(made, PUBLIC)
    assert [one.report for one in seen.scores] == ["F001"]
    assert seen.unscored == ()
    assert seen_scores(made, PARTNER) == made.scorecard
    html = page(made, language="en", level="public")
    assert "F005" not in html
    assert "1 of 1 reports fell inside" in html


def test_what_could_not_be_scored_is_counted_with_its_reason(inputs):
    reasons = (
        ("a", "its days begin before the origin"),
        ("b", "no mechanism speaks to it"),
        ("c", "its days begin before the origin"),
    )
    made = scored(inputs, *many(1, crps=1.0, last=1.0), unscored=reasons)
    assert record_context(made, PARTNER, EN)["record_unscored"] == (
        "2: its days begin before the outlook does",
        "1: no mechanism speaks to it",
    )
    assert "ses jours commencent avant la prévision" in record_context(made, PARTNER, FR)["record_unscored"][0]


def test_every_reason_of_the_scoring_has_words_in_both_languages(inputs):
    from harmattan import verify

    reasons = [verify.BOUND, verify.CLOSURE, "its days begin before the origin", "its days end after the horizon"]
    reasons += [
        "no mechanism speaks to it",
        "not due: no day lies between",
        "it names mara, which the outlook did not know",
    ]
    made = scored(inputs, *many(1, crps=1.0, last=1.0), unscored=tuple((str(k), why) for k, why in enumerate(reasons)))
    told = " ".join(record_context(made, PARTNER, FR)["record_unscored"])
    assert len(record_context(made, PARTNER, FR)["record_unscored"]) == len(reasons)
    assert not re.search(r"\b(the|its|report|outlook|days)\b", told)


def test_issued_outlooks_are_counted_and_late_ones_named(inputs):
    stands = (
        Standing("one", DAY, DAY, 90, True, 1, 0, ""),
        Standing("two", DAY, DAY, 90, True, 0, 2, "why"),
        Standing("three", DAY, DAY, 90, False, 0, 0, "not due"),
    )
    late = replace(many(1, crps=1.0, last=1.0)[0], issue="one", ahead=False)
    context = record_context(scored(inputs, late, standings=stands), PARTNER, EN)
    assert context["record_issues"] == (EN.say("record.issues", issued=3, due=2, scored=1, left=1),)
    assert EN.say("record.late", n=1) in context["record_said"]


def test_the_section_says_how_to_get_what_it_does_not_hold(inputs):
    html = page(inputs, language="en")
    body = html[html.index('<section id="record">') :]
    assert "harmattan brief --since 2031-03-01" in body
    assert "harmattan brief --record record" in body
    waiting = page(scored(inputs), language="en")
    assert "no report that has come in since speaks to a number it gave" in waiting


def test_the_section_holds_summary_chart_and_misses(inputs):
    html = page(with_scores(inputs), language="en")
    body = html[html.index('<section id="record">') :]
    order = [body.index(words) for words in ("1 of 2 reports", 'class="hits"', "Misses:", "Every score (2)")]
    assert order == sorted(order)


# The chart


@pytest.mark.parametrize(("reported", "place"), [(200.0, 0.0), (100.0, -1.0), (400.0, 1.0), (50.0, -1.5), (600.0, 2.0)])
def test_a_report_stands_where_it_fell_in_its_interval(reported, place):
    assert place_of(reported, 100.0, 200.0, 400.0) == place


def test_an_interval_without_width_has_everything_else_outside():
    assert place_of(1.0, 0.0, 0.0, 0.0) > 2
    assert place_of(0.0, 0.0, 0.0, 0.0) == 0


def test_marks_differ_by_shape_and_lie_inside_the_drawing():
    hits = (
        Hit(0.2, inside=True, words="a <b>"),
        Hit(0.2, inside=True, words="b"),
        Hit(-1.4, inside=False, words="c"),
        Hit(9.0, inside=False, words="d"),
    )
    root = ET.fromstring(draw_hits([HitRow("Tankers", hits)], EN))  # noqa: S314 - our own markup
    space = "{http://www.w3.org/2000/svg}"
    dots = root.findall(f"{space}circle")
    assert len(dots) == 2
    assert dots[0].get("cy") != dots[1].get("cy")
    assert len(root.findall(f"{space}path")) == 2
    assert {node.text for node in root.iter(f"{space}title")} >= {"a <b>", "b", "c", "d"}
    width = float(root.get("viewBox").split()[2])
    drawn = [
        float(number) for path in root.findall(f"{space}path") for number in re.findall(r"[ML](\S+) ", path.get("d"))
    ]
    assert all(0 < x < width for x in drawn)
    assert draw_hits([], EN) == ""
