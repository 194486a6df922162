"""What changed since an earlier brief: planted worlds before and after, the answers by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from brief.planted import AS_OF, planted
from harmattan.brief.audience import Audience
from harmattan.brief.earlier import ALARM, Earlier, Expected, Stand
from harmattan.brief.page import page
from harmattan.brief.shapes.statements_json import statements_json
from harmattan.brief.since.beside import chance_noise, median_noise
from harmattan.brief.since.changes import VERDICTS, changes, verdict_of
from harmattan.brief.since.crossed import crossings
from harmattan.brief.since.page import FIRST, known_since, since_context
from harmattan.brief.since.standings import earlier_of, standings, subjects
from harmattan.brief.since.words import label_of
from harmattan.brief.statements import statements
from harmattan.brief.wording import Wording
from harmattan.world.statement import Statement

PARTNER, PUBLIC, EN, FR = Audience("partner"), Audience("public"), Wording("en"), Wording("fr")
THEN = date(2031, 2, 28)
NAN = float("nan")


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=100)


def said(name, low, median, high, unit="day", chance=NAN, sources=()):
    words = {"en": "so", "fr": "ainsi"}
    return Statement(name, words, median, low, high, unit, chance, len(sources), sources, {"en": "", "fr": ""})


def told(inputs, level="partner", **more):
    """What the brief itself says, as if it had been said a month before."""
    return replace(earlier_of(inputs, level), as_of=THEN, **more)


def beside(inputs, level="partner", **more):
    return replace(inputs, earlier=told(inputs, level, **more))


def with_before(inputs, *statements, **more):
    earlier = told(inputs)
    old = {**earlier.statements, **{one.id: one for one in statements}}
    return replace(inputs, earlier=replace(earlier, statements=old, **more))


def by_id(found):
    return {change.id: change for change in found}


def known_before(inputs, *new):
    return frozenset(report.id for report in inputs.reports if report.id not in new)


# The rule


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((9, 14, 20), (1, 3, 6), "clear"),
        ((1, 3, 6), (9, 14, 20), "clear"),
        ((9, 14, 20), (5, 9, 14), "within"),
        ((9, 14, 20), (9, 14.2, 20), "same"),
        # One median outside, the other inside: the wide one still holds the narrow one.
        ((0, 10, 40), (24, 25, 26), "within"),
    ],
)
def test_a_change_of_a_number_is_clear_only_where_each_median_leaves_the_interval_of_the_other(before, after, verdict):
    assert verdict_of(said("fuel_now", *before), said("fuel_now", *after), draws=(400.0, 400.0)) == verdict


@pytest.mark.parametrize(
    ("before", "after", "draws", "verdict"),
    [
        (0.75, 0.55, 100.0, "clear"),
        (0.60, 0.55, 100.0, "same"),
        (0.60, 0.55, 10_000.0, "clear"),
        (0.0, 0.01, 100.0, "same"),
    ],
)
def test_a_chance_is_judged_by_the_noise_of_counting_draws(before, after, draws, verdict):
    pair = [said("fuel_dry", 0, 5, 9, chance=chance) for chance in (before, after)]
    assert verdict_of(*pair, draws=(draws, draws)) == verdict


def test_few_draws_make_a_change_noise():
    pair = said("inflow", 700, 900, 1100, "tanker/week"), said("inflow", 700, 940, 1100, "tanker/week")
    assert verdict_of(*pair, draws=(30.0, 30.0)) == "same"
    assert verdict_of(*pair, draws=(3000.0, 3000.0)) == "within"


def test_a_count_that_steps_by_one_is_not_a_change():
    pair = said("corridor_at_risk", 0, 0, 3, "attack"), said("corridor_at_risk", 0, 1, 3, "attack")
    assert verdict_of(*pair, draws=(1e6, 1e6)) == "same"


def test_the_noise_of_a_median_is_that_of_draws_of_a_bell_curve():
    import numpy as np

    rng = np.random.default_rng(5)
    medians = np.median(rng.normal(0.0, 1.0, (4000, 200)), axis=1)
    spread = Expected(-1.645, 0.0, 1.645)
    # Two standard errors of the difference of two medians.
    assert median_noise(spread, spread, (200.0, 200.0)) == pytest.approx(2 * np.sqrt(2) * medians.std(), rel=0.05)
    shares = rng.binomial(100, 0.3, 4000) / 100
    assert chance_noise(0.3, 0.3, (100.0, 100.0)) == pytest.approx(2 * np.sqrt(2) * shares.std(), rel=0.06)


# Statements


def test_a_brief_beside_itself_says_that_nothing_changed(inputs):
    both = beside(inputs)
    found = changes(both, PARTNER, EN)
    assert {change.verdict for change in found} == {"same"}
    assert {change.id for change in found} == {one.id for one in statements(inputs)} - {"course_change"}
    assert crossings(both, PARTNER, EN) == ()
    context = since_context(both, PARTNER, EN)
    assert context["since_same"] == EN.say("since.nothing")
    assert context["since_first"] == ()


def test_more_and_less_and_the_same_are_told_with_both_numbers(inputs):
    now = {one.id: one for one in statements(inputs)}
    fuel = now["fuel_now"]
    both = with_before(
        inputs,
        replace(fuel, low=fuel.high + 9, median=fuel.high + 14, high=fuel.high + 20),
        replace(now["deaths"], low=1.0, median=2.0, high=3.0),
    )
    found = by_id(changes(both, PARTNER, EN))
    assert [change.verdict for change in changes(both, PARTNER, EN)][:2] == ["clear", "clear"]
    assert found["fuel_now"].said.startswith("Fuel in High Town: ")
    assert "\u00a0days (" in found["fuel_now"].said
    assert re.search(r"was \d+ \(\d+ to \d+\)\. More than the doubt\.$", found["fuel_now"].said)
    assert found["deaths"].verdict == "clear"
    assert found["inflow"].verdict == "same"
    assert "within 90 days" in found["people"].said


def test_a_chance_is_set_beside_a_chance(inputs):
    now = {one.id: one for one in statements(inputs)}["fuel_dry"]
    change = by_id(changes(with_before(inputs, replace(now, probability=0.75)), PARTNER, EN))["fuel_dry"]
    assert change.verdict == "clear"
    assert f"{EN.chance(now.probability)}, was {EN.chance(0.75)}. More than simulation error." in change.said


def test_new_and_gone_statements_are_told_as_such(inputs):
    earlier = told(inputs)
    old = {name: one for name, one in earlier.statements.items() if name != "deaths"}
    old["drought"] = said("drought", 10, 20, 30)
    found = changes(replace(inputs, earlier=replace(earlier, statements=old)), PARTNER, EN)
    assert [(change.id, change.verdict) for change in found][:2] == [("deaths", "new"), ("drought", "gone")]
    assert "not said before" in found[0].text
    assert "no longer given; was 20\u00a0days (10 to 30)" in found[1].text
    assert (found[0].before, found[1].after) == (None, None)


def test_what_is_about_another_place_or_other_days_is_not_compared(inputs):
    earlier = told(inputs)
    other = beside(inputs, subjects={**earlier.subjects, "camps": "tamar"})
    change = by_id(changes(other, PARTNER, EN))["camps"]
    assert (change.verdict, change.said) == ("unlike", "Camp furthest above its capacity: Tentes, was Tamar.")
    shorter = beside(inputs, horizon=60)
    found = by_id(changes(shorter, PARTNER, EN))
    ahead = {name for name, change in found.items() if change.verdict == "unlike"}
    assert ahead == {"fuel_dry", "people", "camps", "deaths", "government"}
    assert "looked 60 days ahead and this one 90" in found["people"].said


def test_subjects_are_those_that_the_statements_name(inputs):
    about = subjects(inputs, PARTNER)
    names = {place.id: place.name for place in inputs.case.atlas.places}
    names |= {corridor.id: corridor.name for corridor in inputs.case.atlas.corridors}
    names |= {course.id: course.title for course in inputs.case.courses}
    texts = {one.id: one.text["en"] for one in statements(inputs)}
    assert set(about) == {"fuel_now", "fuel_dry", "power_now", "camps", "corridor_at_risk", "course_change"}
    # Electricity stands "there", behind the sentence on fuel.
    assert all(names[subject] in texts[name] for name, subject in about.items() if name != "power_now")


def test_a_replay_makes_no_course_and_so_has_nothing_to_say_of_one(inputs):
    assert "course_change" not in by_id(changes(beside(inputs), PARTNER, EN))
    assert "course_change" in by_id(changes(beside(inputs, how="file"), PARTNER, EN))


def test_what_is_our_own_is_named_place_by_place(inputs):
    label = [label_of(inputs, name, "", words) for name in ("own_fuel_haute", "own_tankers") for words in (EN, FR)]
    assert label == [
        "How long our own fuel lasts in High Town",
        "Durée de notre propre carburant à Haute-Ville",
        "Own tankers that could be stuck",
        "Nos citernes qui pourraient être bloquées",
    ]


# Which reports


def test_moved_by_names_new_reports_that_weigh_the_largest_gain_first(inputs):
    now = {one.id: one for one in statements(inputs)}["inflow"]
    old = replace(now, low=1.0, median=2.0, high=3.0)
    both = with_before(inputs, old, reports=known_before(inputs, "F001", "F003", "F005", "D001"))
    change = by_id(changes(both, PARTNER, EN))["inflow"]
    assert change.moved_by == ("F001", "F003")
    assert change.why == "Moved by F001, F003."
    assert "New on it: D001." in by_id(changes(both, PARTNER, EN))["camps"].why


def test_of_many_reports_the_first_are_named_and_the_rest_counted(inputs):
    now = {one.id: one for one in statements(inputs)}["inflow"]
    both = with_before(inputs, replace(now, low=1.0, median=2.0, high=3.0), reports=frozenset())
    change = by_id(changes(both, PARTNER, EN))["blockades"]
    assert len(change.moved_by) > 4
    assert change.why.endswith(f"and {len(change.moved_by) - 4} more.")


def test_where_no_new_report_speaks_the_mechanisms_are_named(inputs):
    now = {one.id: one for one in statements(inputs)}["deaths"]
    change = by_id(changes(with_before(inputs, replace(now, low=1.0, median=2.0, high=3.0)), PARTNER, EN))["deaths"]
    assert change.moved_by == ()
    assert change.why.startswith("No new report speaks to it: 31 days have passed")


def test_what_the_earlier_outlook_expected_is_set_beside_what_is_found(inputs):
    now = {one.id: one for one in statements(inputs)}["fuel_now"]
    old = replace(now, low=30.0, median=35.0, high=40.0)
    fits = Expected(now.low, now.median, now.high)
    change = by_id(changes(with_before(inputs, old, expected={"fuel_now": fits}), PARTNER, EN))["fuel_now"]
    assert change.why.startswith("No new report speaks to it. About what the outlook of 28 February 2031 expected: ")
    far = with_before(
        inputs, old, expected={"fuel_now": Expected(80.0, 90.0, 99.0)}, reports=known_before(inputs, "F005")
    )
    change = by_id(changes(far, PARTNER, EN))["fuel_now"]
    assert change.why == "Moved by F005. The outlook of 28 February 2031 expected 90 (80 to 99)."


def test_an_outlook_tells_what_it_expects_of_a_later_day(inputs):
    later = AS_OF + timedelta(days=31)
    expected = earlier_of(inputs, "partner", on=later).expected
    assert set(expected) == {"fuel_now", "power_now", "inflow"}
    import numpy as np

    draws = inputs.reference.of("days_of_fuel", "haute")[:, 30]
    assert expected["fuel_now"].median == pytest.approx(np.quantile(draws.astype(float), 0.5))
    weeks = inputs.reference.values["tankers_arrived"][:, 31:59, :2].sum(axis=2, dtype=float).mean(axis=1) * 7
    assert expected["inflow"].high == pytest.approx(np.quantile(weeks, 0.95))
    assert set(earlier_of(inputs, "public", on=later).expected) == {"inflow"}
    assert "inflow" not in earlier_of(inputs, "partner", on=AS_OF + timedelta(days=70)).expected
    assert earlier_of(inputs, "partner", on=AS_OF + timedelta(days=91)).expected == {}


def test_reports_that_came_went_and_were_changed_are_counted(inputs):
    earlier = told(inputs)
    earlier = replace(
        earlier,
        reports=frozenset({*earlier.reports, "F900"} - {"F003", "F006"}),
        quoted={"F001": "tankers received: 310 tankers", "F002": "tankers received: 999 tankers"},
    )
    known = known_since(inputs, PARTNER, earlier)
    assert known.new == ("F003", "F006")
    assert known.weighed == ("F003", "F006")
    assert (known.gone, known.changed) == (("F900",), ("F002",))
    notes = " ".join(since_context(replace(inputs, earlier=earlier), PARTNER, EN)["since_notes"])
    assert "New reports since: 2, of which 2 weigh." in notes
    assert "No longer held: 1." in notes
    assert "Changed since: F002." in notes


def test_another_version_of_the_program_is_told(inputs):
    notes = since_context(beside(inputs, version="0.0.1"), PARTNER, EN)["since_notes"]
    assert any("made with Harmattan 0.0.1" in note for note in notes)


# Thresholds


def moved_stand(inputs, level="partner", **states):
    """The same standings, but for some that stood otherwise: `kind__entity=Stand`."""
    earlier = told(inputs, level)
    changed = {tuple(key.split("__")): stand for key, stand in states.items()}
    kept = tuple(changed.get((one.kind, one.entity.replace("-", "_")), one) for one in earlier.standings)
    return replace(inputs, earlier=replace(earlier, standings=kept))


def test_every_state_has_an_alarm_and_words():
    for kind, states in ALARM.items():
        for state in states:
            assert EN.has(f"since.state.{kind}.{state}"), state


def test_standings_of_the_planted_islands(inputs):
    found = {(one.kind, one.entity): one.state for one in standings(inputs, PARTNER)}
    assert found["siege", "sablon"] == "likely"
    assert found["fuel", "haute"] == "3to7"
    assert found["camp", "tentes"] == "over"
    assert found["corridor", "south-road"] == "escorted"
    assert found["turn", "government_falls"] == "under20"
    assert not any(entity in ("filon", "veine", "seule") for _, entity in found)


def test_thresholds_are_crossed_either_way_and_the_weightiest_comes_first(inputs):
    both = moved_stand(
        inputs,
        fuel__haute=Stand("fuel", "haute", "over7", (), 20.0, 25.0, 30.0),
        siege__sablon=Stand("siege", "sablon", "none", (0.05,)),
        camp__tentes=Stand("camp", "tentes", "within", (0.1,)),
        corridor__south_road=Stand("corridor", "south-road", "open", (0.9, 0.1, 0.0, 0.0)),
        corridor__north_road=Stand("corridor", "north-road", "closed", (0.0, 0.1, 0.1, 0.8)),
    )
    found = crossings(both, PARTNER, EN)
    assert {(one.kind, one.entity, one.before.state, one.after.state) for one in found} == {
        ("fuel", "haute", "over7", "3to7"),
        ("siege", "sablon", "none", "likely"),
        ("camp", "tentes", "within", "over"),
        ("corridor", "south-road", "open", "escorted"),
        ("corridor", "north-road", "closed", "harassed"),
    }
    weights = {one.entity: one.weight for one in found}
    everyone = 1_900_000 + 320_000 + 90_000 + 60_000 + 4_000
    assert weights["haute"] == 1_900_000
    assert weights["sablon"] == 3 * 90_000
    assert weights["south-road"] == pytest.approx(2 * 0.6 * everyone)
    # No report of that very road weighed, so the model alone says so.
    assert weights["north-road"] == pytest.approx(0.2 * 2 * 0.3 * everyone)
    assert [one.entity for one in found][:2] == ["south-road", "haute"]
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    by_entity = {one.entity: one for one in found}
    assert by_entity["sablon"].said.startswith("Sablon: probably besieged (")
    assert f"before: not named as besieged ({EN.chance(0.05)})" in by_entity["sablon"].said
    assert "No report from there" in by_entity["north-road"].why


def test_a_threshold_crossed_by_the_noise_of_counting_draws_is_none(inputs):
    now = {(one.kind, one.entity): one for one in standings(inputs, PARTNER)}
    siege, fuel = now["siege", "sablon"], now["fuel", "haute"]
    both = moved_stand(
        inputs,
        siege__sablon=replace(siege, state="possible", chances=(siege.chances[0] - 0.02,)),
        fuel__haute=replace(fuel, state="over7", median=fuel.median + 0.05),
    )
    assert crossings(both, PARTNER, EN) == ()


def test_a_siege_of_which_nothing_was_said_counts_as_none(inputs):
    earlier = told(inputs)
    kept = tuple(one for one in earlier.standings if (one.kind, one.entity) != ("siege", "sablon"))
    found = crossings(replace(inputs, earlier=replace(earlier, standings=kept)), PARTNER, EN)
    assert [(one.kind, one.entity, one.before.state) for one in found] == [("siege", "sablon", "none")]


def test_a_turn_is_told_with_its_chances_and_only_over_the_same_days(inputs):
    both = moved_stand(inputs, turn__government_falls=Stand("turn", "government_falls", "from50", (0.6,)))
    [found] = crossings(both, PARTNER, EN)
    assert found.said.startswith("The government falls, within 90 days: under 20")
    assert f"before: 50\u202f% or more ({EN.chance(0.6)})." in found.said
    assert crossings(replace(both, earlier=replace(both.earlier, horizon=30)), PARTNER, EN) == ()


def test_new_reports_of_that_very_place_are_named(inputs):
    both = moved_stand(inputs, siege__sablon=Stand("siege", "sablon", "none", (0.05,)))
    both = replace(both, earlier=replace(both.earlier, reports=known_before(inputs, "I003", "F003")))
    [found] = crossings(both, PARTNER, EN)
    assert (found.moved_by, found.why) == (("I003",), "Moved by I003.")


# Who may read what


def test_what_was_said_to_others_is_never_set_beside(inputs):
    both = beside(inputs, "partner")
    assert changes(both, PUBLIC, EN) == ()
    assert crossings(both, PUBLIC, EN) == ()
    assert since_context(both, PUBLIC, EN)["since_held"] is False


def test_the_public_reads_of_no_fuel_no_pact_no_lifted_siege_and_no_unknown_holder(inputs):
    found = standings(inputs, PUBLIC)
    assert {one.kind for one in found} == {"turn", "siege", "camp", "holder", "corridor"}
    assert all(one.state != "pact" for one in found)
    assert not any(one.entity == "pact_any" for one in found)
    assert not any(one.chances for one in found if one.kind in ("siege", "holder"))
    was = {(one.kind, one.entity): one.state for one in found}
    assert was["siege", "sablon"] == "likely"
    assert (was["holder", "roche"], was["holder", "haute"]) == ("unknown", "government")
    both = moved_stand(
        inputs,
        "public",
        holder__roche=Stand("holder", "roche", "government"),
        holder__haute=Stand("holder", "haute", "contested"),
        siege__sablon=Stand("siege", "sablon", "possible"),
        corridor__south_road=Stand("corridor", "south-road", "open", (0.9, 0.1, 0.0, 0.0)),
    )
    both = replace(both, earlier=replace(both.earlier, unseen=()))
    lifted = Stand("siege", "mara", "likely")
    fuel = Stand("fuel", "haute", "over7", (), 20.0, 25.0, 30.0)
    both = replace(both, earlier=replace(both.earlier, standings=(*both.earlier.standings, lifted, fuel)))
    found = {(one.kind, one.entity) for one in crossings(both, PUBLIC, EN)}
    assert found == {("siege", "sablon"), ("corridor", "south-road"), ("holder", "haute")}
    told_words = " ".join(one.text for one in crossings(both, PUBLIC, EN))
    assert "besieged (" not in told_words


def test_the_public_reads_of_no_noise_although_it_sees_no_chance(inputs):
    both = moved_stand(inputs, "public", siege__sablon=Stand("siege", "sablon", "possible"))
    [unseen] = [one for one in both.earlier.unseen if (one.kind, one.entity) == ("siege", "sablon")]
    far = replace(both.earlier, unseen=(replace(unseen, chances=(unseen.chances[0] - 0.5,)),))
    near = replace(both.earlier, unseen=(replace(unseen, chances=(unseen.chances[0] - 0.03,)),))
    assert [one.entity for one in crossings(replace(inputs, earlier=far), PUBLIC, EN)] == ["sablon"]
    assert crossings(replace(inputs, earlier=near), PUBLIC, EN) == ()
    assert told(inputs).unseen == ()


def test_public_changes_hold_no_number_of_a_single_town(inputs):
    both = beside(inputs, "public")
    found = by_id(changes(both, PUBLIC, EN))
    assert not {"fuel_now", "fuel_dry", "power_now", "corridor_at_risk"} & set(found)
    assert {"inflow", "blockades", "people"} <= set(found)
    kept = both.earlier.reports
    assert not {"F005", "I004", "D002"} & kept
    html = page(both, language="en", level="public")
    assert "F005" not in html
    whole = json.loads(statements_json(both, level="public"))
    assert not {"F005", "I004", "D002"} & set(whole["known_reports"])
    assert not [one for one in whole["standings"] if one["kind"] == "fuel"]


# On the page


def test_the_first_screen_holds_six_lines_of_both_kinds(inputs):
    now = {one.id: one for one in statements(inputs)}
    names = ("fuel_now", "inflow", "power_now", "people", "deaths", "camps", "sieges")
    many = [replace(now[name], low=9e6, median=1e7, high=1.1e7) for name in names]
    both = with_before(inputs, *many)
    flipped = tuple(replace(one, state="other", chances=(), median=NAN) for one in both.earlier.standings)
    both = replace(both, earlier=replace(both.earlier, standings=flipped))
    first, rest = (since_context(both, PARTNER, EN)[key] for key in ("since_first", "since_rest"))
    assert [line.kind for line in first] == ["clear"] * 3 + ["crossed"] * 3
    assert len(first) == FIRST
    assert len(first) + len(rest) == len(changes(both, PARTNER, EN)) + len(crossings(both, PARTNER, EN))
    few = with_before(inputs, *many)
    assert [line.kind for line in since_context(few, PARTNER, EN)["since_first"]] == ["clear"] * 6


def test_the_page_links_the_reports_that_moved_something(inputs):
    now = {one.id: one for one in statements(inputs)}["inflow"]
    both = with_before(
        inputs, replace(now, low=1.0, median=2.0, high=3.0), reports=known_before(inputs, "F001", "F003")
    )
    html = page(both, language="en")
    box = html[html.index('<section id="since">') : html.index("</section>", html.index('<section id="since">'))]
    assert "What changed since 28 February 2031" in box
    assert 'Moved by <a href="#r-F001">F001</a>, <a href="#r-F003">F003</a>.' in box
    assert html.index('id="since"') < html.index('id="map"')


def test_without_an_earlier_brief_one_line_says_how_to_get_it(inputs):
    html = page(inputs, language="en")
    box = html[html.index('<section id="since">') : html.index("</section>", html.index('<section id="since">'))]
    assert "<code>harmattan brief --since last</code>" in box
    assert "<li" not in box


def test_five_judgements_come_first_and_the_others_after(inputs):
    html = page(inputs, language="en")
    first = html[html.index('id="judgements"') : html.index('id="since"')]
    also = html[html.index('id="also"') : html.index('id="map"')]
    assert re.findall(r'id="j-(\w+)"', first) == ["fuel_now", "inflow", "blockades", "sieges", "people"]
    assert re.findall(r'id="j-(\w+)"', also) == ["deaths", "government", "course_change"]


def test_french_says_it_in_french(inputs):
    now = {one.id: one for one in statements(inputs)}
    fuel = now["fuel_now"]
    both = with_before(inputs, replace(fuel, low=90.0, median=95.0, high=99.0), reports=known_before(inputs, "F005"))
    change = by_id(changes(both, PARTNER, FR))["fuel_now"]
    assert change.said.startswith("Carburant à Haute-Ville\u00a0: ")
    assert "auparavant 95 (90 à 99). Au-delà de la marge d\u2019incertitude." in change.said
    assert change.why == "Sous l\u2019effet de F005."
    both = moved_stand(both, siege__sablon=Stand("siege", "sablon", "none", (0.05,)))
    [crossed] = crossings(both, PARTNER, FR)
    assert "probablement assiégée" in crossed.said
    english = {"was", "the", "within", "days", "moved", "fuel", "same"}
    text = " ".join(change.text for change in changes(both, PARTNER, FR)) + crossed.text
    assert not english & set(re.findall(r"[a-z]+", text.lower()))


def test_verdicts_are_listed_in_their_order(inputs):
    now = {one.id: one for one in statements(inputs)}
    both = with_before(inputs, replace(now["deaths"], low=1.0, median=2.0, high=3.0), horizon=90)
    both = replace(both, earlier=replace(both.earlier, subjects={**both.earlier.subjects, "camps": "tamar"}))
    order = [VERDICTS.index(change.verdict) for change in changes(both, PARTNER, EN)]
    assert order == sorted(order)
    assert isinstance(both.earlier, Earlier)
