"""Who holds what, which roads are blockaded, who is killed, what could turn: numbers worked out by hand from the planted draws."""

import math
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from brief.planted import planted
from harmattan.brief.audience import Audience
from harmattan.brief.judge.polity import assumes, chance_of, fall_range
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.statements import statements, together
from harmattan.brief.tables.belief import control_table, corridor_table
from harmattan.brief.tables.turn import turn_table
from harmattan.brief.wording import Wording
from harmattan.map.bands import band
from harmattan.map.holders import HOLDER_INK, STATE_INK, holder_mark
from harmattan.map.marks import HOLDERS, NOT_KNOWN, STATES, CorridorMark
from harmattan.map.sheet import MapSheet
from harmattan.map.svg import draw_map
from harmattan.world.choice import Path, Scenario

EN = Wording("en")


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=100)


def by_id(inputs, level="partner"):
    return {s.id: s for s in statements(inputs, level=level)}


def marks(inputs, level="partner"):
    return {mark.place.id: mark for mark in known_places(inputs, Audience(level))}


def test_a_holder_is_named_only_where_reports_tell_of_it(inputs):
    seen = marks(inputs)
    assert {name: seen[name].holder for name in ("haute", "mara", "sablon", "roche", "halte", "passe")} == {
        "haute": "government",
        "mara": "contested",
        "sablon": "armed",
        "roche": "pact",
        "halte": NOT_KNOWN,
        "passe": NOT_KNOWN,
    }
    assert seen["passe"].holding[0] >= 0.6, "sharp, but no report told of it"
    assert seen["mara"].holder_reports == ("I006", "I005"), "the newest first"
    assert seen["brume"].holder == "", "abroad"


def test_without_reports_nobody_is_named(inputs):
    silent = replace(inputs, reports=replace(inputs.reports, rows=()))
    situation = replace(inputs.situation, reports_used=(), moved=())
    assert {m.holder for m in marks(replace(silent, situation=situation)).values()} <= {NOT_KNOWN, ""}


def test_the_count_of_towns_adds_up(inputs):
    told = by_id(inputs)["holders"]
    held = inputs.situation.values["control"][:, [0, 1, 2, 3, 5]] == 0
    assert told.median == np.median(held.sum(axis=1))
    assert "of 5 towns" in told.text["en"]
    assert "named in 4" in told.text["en"]
    assert "local pact 1" in told.text["en"]
    assert "pact" not in by_id(inputs, "public")["holders"].text["en"]
    assert "named in 3" in by_id(inputs, "public")["holders"].text["en"]


def test_a_blockade_is_dated_by_the_month(inputs):
    roads = {mark.corridor.id: mark for mark in known_corridors(inputs, Audience("partner"))}
    levels = inputs.situation.history["corridor_state"][:, -1, 0]
    assert roads["south-road"].blockaded == pytest.approx((levels >= 2).mean())
    assert sum(roads["south-road"].states) == pytest.approx(1.0)
    assert roads["south-road"].since is not None
    assert roads["north-road"].since is None
    told = by_id(inputs)["blockades"]
    assert re.search(r"South Road \(.*likely.*since December 2030\)", told.text["en"])
    assert "depuis décembre 2030" in told.text["fr"]
    assert "North Road" not in told.text["en"]


def test_no_corridor_more_likely_than_not_is_said_so(inputs):
    still = inputs.situation.history | {"corridor_state": np.zeros_like(inputs.situation.history["corridor_state"])}
    quiet = replace(inputs, situation=replace(inputs.situation, history=still))
    assert "None is more likely than not" in by_id(quiet)["blockades"].text["en"]


def test_a_state_is_named_only_where_it_is_likely_enough():
    road = CorridorMark(planted(draws=3, days=28).case.atlas.corridors[0], ())
    assert replace(road, states=(0.1, 0.2, 0.61, 0.09)).state == "escorted"
    assert replace(road, states=(0.1, 0.2, 0.59, 0.11)).state == NOT_KNOWN
    assert road.state == ""
    assert math.isnan(road.blockaded)


def test_chances_are_shares_of_the_draws_and_never_medians(inputs):
    told = by_id(inputs)["government"]
    falls = inputs.reference.totals["government_falls"].mean()
    assert told.probability == told.median == pytest.approx(falls)
    assert 0.0 <= told.low <= told.median <= told.high <= 1.0
    pacts = inputs.reference.totals["pacts_signed"]
    assert chance_of(inputs.reference, "pact_any") == pytest.approx((pacts > 0).mean())
    assert math.isnan(chance_of(replace(inputs.reference, totals={}, values={}), "talks_or_deal"))
    assert "base rates" in told.caveat["en"].lower()
    assert told.sources == ("P001",)


def test_what_a_scenario_assumes_is_no_finding(inputs):
    path = Path("government_fall_assumed", ("XA",), 1.0, None, None, "judgement", 30)
    fallen = Scenario("eases", "It falls", "Il tombe", "", "", (path,))
    changed = replace(inputs, case=replace(inputs.case, scenarios=(inputs.case.scenarios[0], fallen)))
    assert assumes(changed, "eases", "government_falls")
    assert not assumes(changed, "eases", "city_taken")
    assert fall_range(changed) is None
    table = turn_table(changed, EN)
    assert [row[1].words for row in table.rows] == [
        EN.chance(inputs.reference.totals["government_falls"].mean()),
        "assumed",
    ]
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("after", "start", "end", "told"),
    [
        (89, None, None, True),
        (90, None, None, False),
        (0, date(2031, 6, 29), None, True),
        (0, date(2031, 6, 30), None, False),
        (0, date(2031, 1, 1), date(2031, 3, 31), False),
        (0, date(2031, 1, 1), date(2031, 4, 1), True),
        (30, None, date(2031, 4, 30), False),
        (30, None, date(2031, 5, 1), True),
        (0, date(2031, 5, 2), date(2031, 5, 1), False),
    ],
)
def test_an_assumption_counts_only_if_it_holds_on_a_day_of_the_outlook(inputs, after, start, end, told):
    """The 90 days run from 1 April, day 0, to 29 June 2031, day 89; 1 May is day 30."""
    path = Path("government_fall_assumed", ("XA",), 1.0, start, end, "judgement", after)
    fallen = Scenario("eases", "It falls", "Il tombe", "", "", (path,))
    changed = replace(inputs, case=replace(inputs.case, scenarios=(inputs.case.scenarios[0], fallen)))
    assert assumes(changed, "eases", "government_falls") is told
    assert (turn_table(changed, EN).rows[1][1].words == "assumed") is told


def test_deaths_name_the_areas_and_the_neighbours(inputs):
    told = by_id(inputs)["deaths"]
    assert told.median == pytest.approx(band(inputs.reference.totals["violent_deaths"]).median)
    assert "East (over" in told.text["en"]
    assert "State forces and their partners kill" in told.text["en"]
    assert "across the border" in told.text["en"]


def test_the_page_groups_statements_into_eight_at_most(inputs):
    groups = together(statements(inputs))
    assert len(groups) == 8
    assert Counter(s.id for group in groups for s in group) == Counter(s.id for s in statements(inputs))


def test_tables_of_control_and_corridors(inputs):
    places = known_places(inputs, Audience("partner"))
    rows = {row[0].words: [cell.words for cell in row[1:]] for row in control_table(places, EN).rows}
    assert rows["Sablon"][0] == "armed group"
    assert rows["Halte"][0] == "not known"
    assert len(rows) == 6
    public = control_table(known_places(inputs, Audience("public")), EN)
    assert public.head == ("Place", "Held by", "Reports that tell of it")
    roads = corridor_table(inputs, known_corridors(inputs, Audience("public")), EN, coarse=True)
    assert roads.rows[0][1].words == "under escort only"
    assert "since" in roads.rows[0][2].small


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("level", ["partner", "public"])
def test_the_map_of_control_is_sound_and_keyed(inputs, language, level):
    audience, words = Audience(level), Wording(language)
    places, corridors = known_places(inputs, audience), known_corridors(inputs, audience)
    sheet = MapSheet(inputs.case.atlas, places, corridors, inputs.focus, audience.public, "control", "XA")
    drawn = draw_map(sheet, words)
    root = ET.fromstring(drawn)  # noqa: S314 - our own markup
    texts = " ".join(node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text"))
    for name in (*HOLDERS, NOT_KNOWN):
        assert (words.say(f"holder.{name}") in texts) is not (name == "pact" and level == "public")
    assert all(words.say(f"state.{name}") in texts for name in STATES)
    assert "nan" not in drawn


def test_every_holder_and_state_has_a_look_of_its_own():
    drawn = [re.sub(r'(fill|stroke)="#\w+"', "", holder_mark(0, 0, 6, name)) for name in (*HOLDERS, NOT_KNOWN)]
    assert len(set(drawn)) == len(drawn), "told apart without colour"
    assert len({(wide, dash) for _, wide, dash in STATE_INK.values()}) == len(STATE_INK)
    assert set(HOLDER_INK) == set(HOLDERS)
    assert set(STATE_INK) == {*STATES, NOT_KNOWN}


def test_all_of_it_may_be_absent(inputs):
    gone = {"control", "corridor_state", "violent_deaths", "government_fallen"}
    bare = replace(
        inputs.reference,
        values={name: array for name, array in inputs.reference.values.items() if name not in gone},
        totals={"left_home": inputs.reference.totals["left_home"]},
    )
    kept = {name: array for name, array in inputs.situation.history.items() if name not in gone}
    values = {name: array for name, array in inputs.situation.values.items() if name not in gone}
    situation = replace(inputs.situation, history=kept, values=values)
    few = replace(inputs, outlooks={inputs.reference_key: bare}, situation=situation)
    assert {"holders", "blockades", "deaths", "government"}.isdisjoint(by_id(few))
    assert turn_table(few, EN).rows == ()
    assert control_table(known_places(few, Audience("partner")), EN).rows == ()
