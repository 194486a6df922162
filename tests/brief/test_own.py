"""Own stocks, warehouses and fleet beside the belief about the places, worked out by hand."""

import json
import math
import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from brief.planted import AS_OF, planted
from harmattan.brief.audience import Audience
from harmattan.brief.numerals import NARROW
from harmattan.brief.own.belief import Share, own_fleet, own_places, stuck
from harmattan.brief.own.claims import STALE_DAYS, Claim, Stock, lasting, newest
from harmattan.brief.own.phrases import counted, days_of
from harmattan.brief.own.sheet import own_sheet
from harmattan.brief.own.statements import own_statements
from harmattan.brief.own.tables import own_context
from harmattan.brief.shapes.sheets import sheets
from harmattan.brief.shapes.statements_form import read_earlier
from harmattan.brief.shapes.statements_json import statements_json
from harmattan.brief.since.changes import changes
from harmattan.brief.since.standings import earlier_of
from harmattan.brief.statements import statements, together
from harmattan.brief.wording import Wording
from harmattan.world.report import Report, Reports

EN = Wording("en")


def own(name, metric, place, best, *, age=0, low=None, high=None, relation="exact", known=None, row=99):
    day = AS_OF - timedelta(days=age)
    ends = (best if low is None else low, best, best if high is None else high)
    texts = (place, place, "", "", "", "own", day.isoformat(), "high", known or day, "own", False)
    return Report(name, "evidence/fuel.csv", row, metric, str(best), "x", *ends, relation, day, day, *texts)


def holding(inputs, *rows):
    return replace(inputs, reports=Reports((*inputs.reports.rows, *rows), inputs.reports.rejected))


def with_states(inputs, corridors=None, siege=None):
    """Set the state of corridors by (draw, day) in place of the planted ones; all others are open. Nobody is besieged elsewhere."""
    outlook = inputs.reference
    values = dict(outlook.values)
    values["corridor_state"] = np.zeros_like(values["corridor_state"])
    values["siege"] = np.zeros_like(values["siege"])
    for name, states in (corridors or {}).items():
        values["corridor_state"][:, :, inputs.case.atlas.corridor_index[name]] = states
    for name, besieged in (siege or {}).items():
        values["siege"][:, :, inputs.case.atlas.place_index[name]] = besieged
    made = {**inputs.outlooks, inputs.reference_key: replace(outlook, values=values)}
    return replace(inputs, outlooks=made)


def states(level, days=slice(None), *, draws, of=40, horizon=28):
    """(draw, day) a level in the first draws on some days, else open."""
    out = np.zeros((of, horizon), dtype=np.float32)
    out[:draws, days] = level
    return out


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=40, days=28)


def claim(best, **more):
    report = own("O1", "own_fuel_stock", "mara", best, **more)
    return Claim(report, more.get("age", 0))


@pytest.mark.parametrize(
    ("stock", "use", "days"),
    [
        (claim(12_000), claim(1_000), (12, 12, 12)),
        (claim(12_000, age=5), claim(1_000, age=30), (7, 7, 7)),
        (claim(300, low=250, high=350, relation="range"), claim(10), (25, 30, 35)),
        (claim(300), claim(10, low=5, high=20, relation="range"), (15, 30, 60)),
        (claim(300, high=math.inf, relation="at least"), claim(10), (30, 30, math.inf)),
        (claim(300), claim(10, high=math.inf, relation="at least"), (0, 30, 30)),
        (claim(300), claim(0), (math.inf, math.inf, math.inf)),
        (claim(0), claim(0), (math.inf, math.inf, math.inf)),
        (claim(30, age=4), claim(10), (-1, -1, -1)),
        (claim(0.3), claim(0.1), (3, 3, 3)),
    ],
)
def test_days_a_stock_lasts(stock, use, days):
    found = lasting(stock, use)
    assert (found.low, found.best, found.high) == days


def test_the_day_on_which_a_stock_ends():
    whole, part = lasting(claim(12_000), claim(1_000)), lasting(claim(12_500), claim(1_000))
    assert (whole.day_ahead, whole.ends(AS_OF)) == (11, date(2031, 4, 12))
    assert (part.day_ahead, part.ends(AS_OF)) == (12, date(2031, 4, 13)), "half of the thirteenth day"
    gone = lasting(claim(25, age=4), claim(10))
    assert (gone.day_ahead, gone.ends(AS_OF)) == (None, date(2031, 3, 30))
    assert lasting(claim(5), claim(0)).ends(AS_OF) is None


def test_the_newest_claim_counts_and_its_rivals_are_named():
    rows = (
        own("O1", "own_fuel_stock", "mara", 900, age=3),
        own("O2", "own_fuel_stock", "mara", 700, age=1, row=2),
        own("O3", "own_fuel_stock", "mara", 600, age=1, row=3),
        own("O4", "own_fuel_stock", "mara", 600, age=1, row=1),
        own("O5", "own_fuel_stock", "mara", 100, age=-2, known=AS_OF),
        own("O6", "own_fuel_stock", "sablon", 5, age=STALE_DAYS),
        own("O7", "stock_days", "sablon", 5),
        own("O8", "own_fuel_use", "mara", 5, age=9, known=AS_OF, row=1),
        own("O9", "own_fuel_use", "mara", 6, age=9, known=AS_OF - timedelta(days=1), row=2),
    )
    found = newest(Reports(rows), AS_OF)
    assert set(found) == {("own_fuel_stock", "mara"), ("own_fuel_stock", "sablon"), ("own_fuel_use", "mara")}
    mara = found["own_fuel_stock", "mara"]
    assert (mara.report.id, mara.age, mara.rivals, mara.stale) == ("O3", 1, ("O2",), False), "O4 agrees; O5 is a plan"
    assert found["own_fuel_stock", "sablon"].stale
    assert found["own_fuel_use", "mara"].report.id == "O8", "of one day, the one known last"


@pytest.mark.parametrize(
    ("held", "used", "state"),
    [
        (None, None, ""),
        (None, claim(5), "no_stock"),
        (claim(5), None, "no_use"),
        (claim(5), claim(0), "unused"),
        (claim(0), None, "empty"),
        (claim(0), claim(5), "empty"),
        (claim(0), claim(0), "empty"),
        (claim(5), claim(1), "days"),
        (claim(5, age=5), claim(1), "ran_out"),
    ],
)
def test_what_can_be_said_of_a_stock(held, used, state):
    assert Stock("fuel", held, used).state == state


STATES = [
    ("own_fuel_use", 5, "Mara: own fuel, 5 litres a day; how much is left is not known."),
    ("own_fuel_stock", 5000, "Mara: own fuel, 5,000 litres; how much is used in a day is not known."),
    ("own_fuel_stock", 0, "Mara: own fuel, none left."),
    ("own_food_stock", 2.5, "Mara: own food, 2.5 tonnes; how much is used in a day is not known."),
]


@pytest.mark.parametrize(("metric", "best", "said"), STATES)
def test_one_claim_alone_is_said_for_what_it_is(inputs, metric, best, said):
    [sentence] = own_context(holding(inputs, own("O1", metric, "mara", best)), Audience("internal"), EN)[
        "own_sentences"
    ]
    assert sentence.replace("\u00a0", " ") == said


def sentence_of(inputs, *rows, language="en"):
    [said] = own_context(holding(inputs, *rows), Audience("internal"), Wording(language))["own_sentences"]
    return said.replace("\u00a0", " ").replace(NARROW, " ")


def stock_of(days, place="mara", **more):
    return own("O1", "own_fuel_stock", place, 1000 * days, **more), own("O2", "own_fuel_use", place, 1000)


def test_the_chance_that_no_road_stays_open_is_that_of_the_week_in_which_the_stock_ends(inputs):
    # The twelfth day ahead lies in the second week, days 8 to 14. In 10 of 40 draws the only road is escorted on its last day,
    # in 20 the first week is closed, and harassed counts as open.
    second = np.maximum(states(2, 13, draws=10), states(3, slice(0, 7), draws=20))
    told = with_states(inputs, {"east-road": np.maximum(second, states(1, draws=40))})
    [mara] = own_places(holding(told, *stock_of(12)))
    assert mara.no_road["fuel"].share == 0.25
    [mara] = own_places(holding(told, *stock_of(7)))
    assert mara.no_road["fuel"].share == 0.5, "the seventh day ends the first week"
    said = sentence_of(told, *stock_of(12))
    assert said == (
        "Mara: own fuel for 12 days, to 12 April 2031; in 25 % (15 to 38) of draws no road there stays open through the week"
        " in which it ends."
    )


def test_one_open_road_is_enough(inputs):
    both = {"south-road": states(3, draws=30), "north-road": states(2, draws=10)}
    [high] = own_places(holding(with_states(inputs, both), *stock_of(3, "haute")))
    assert high.no_road["fuel"].share == 0.25, "both are barred in the first ten draws only"


def test_no_road_is_told_past_the_horizon_or_where_none_ends(inputs):
    [mara] = own_places(holding(inputs, *stock_of(29)))
    assert mara.no_road == {}
    assert sentence_of(inputs, *stock_of(29)).endswith("29 April 2031, beyond the 28 days looked ahead.")
    assert sentence_of(inputs, *stock_of(5, "roche")).endswith("to 5 April 2031; no corridor ends there.")
    bare = replace(inputs.reference, values={"days_of_fuel": inputs.reference.values["days_of_fuel"]})
    blind = replace(inputs, outlooks={inputs.reference_key: bare})
    assert sentence_of(blind, *stock_of(5)).endswith("to 5 April 2031.")


def test_old_and_contradicting_counts_are_said(inputs):
    said = sentence_of(inputs, *stock_of(40, age=STALE_DAYS))
    assert "for 26 days" in said
    assert said.endswith(f"A count behind this is {STALE_DAYS} days old.")
    assert "days old" not in sentence_of(inputs, *stock_of(40, age=STALE_DAYS - 1))
    said = sentence_of(inputs, *stock_of(12), own("O0", "own_fuel_stock", "mara", 9, row=1))
    assert said.endswith("Claims of the same day contradict each other: O1, O0.")
    said = sentence_of(inputs, *stock_of(3, age=5))
    assert said == "Mara: own fuel, used up on 29 March 2031 by this count; what came in since is not known."


def test_nothing_used_is_no_number_of_days(inputs):
    rows = own("O1", "own_fuel_stock", "mara", 900), own("O2", "own_fuel_use", "mara", 0)
    assert sentence_of(inputs, *rows) == "Mara: own fuel, 900 litres; nothing of it is used."
    [statement] = own_statements(holding(inputs, *rows))
    assert math.isnan(statement.median)


def test_days_are_whole_and_never_rounded_up():
    assert days_of(lasting(claim(12_999), claim(1_000)), EN) == "12\u00a0days"
    assert days_of(lasting(claim(1_999), claim(1_000)), EN) == "1\u00a0day"
    assert days_of(lasting(claim(999), claim(1_000)), EN) == "under 1 day"
    assert days_of(lasting(claim(300, high=math.inf), claim(10)), EN) == "at least 30\u00a0days"
    assert days_of(lasting(claim(300, low=0), claim(10)), EN) == "30\u00a0days (0 to 30)"


def test_a_counted_share_claims_no_certainty():
    assert counted(Share(0.0, 40.0), EN) == f"under 1{NARROW}%"
    assert counted(Share(1.0, 40.0), EN) == f"over 99{NARROW}%"
    assert counted(Share(0.02, 100.0), EN).endswith("(under 1 to 6)")
    assert counted(Share(0.985, 200.0), EN).endswith("(96 to over 99)")
    wide, narrow = Share(0.3, 50.0), Share(0.3, 5000.0)
    assert wide.low < narrow.low < 0.3 < narrow.high < wide.high
    assert (round(wide.low, 2), round(wide.high, 2)) == (0.2, 0.41)


def test_the_error_of_counting_is_that_of_independent_draws(inputs):
    few = replace(inputs, situation=replace(inputs.situation, effective_sample_size=10.0))
    told = {"east-road": states(3, draws=20)}
    [[wide], [narrow]] = (own_places(holding(with_states(one, told), *stock_of(5))) for one in (few, inputs))
    assert (wide.no_road["fuel"].count, narrow.no_road["fuel"].count) == (10.0, 40.0)


def test_stuck_is_besieged_or_every_corridor_through_it_closed_at_once(inputs):
    closed = {"south-road": states(3, 4, draws=20), "north-road": states(3, 5, draws=20)}
    assert not stuck(with_states(inputs, closed), "haute").any(), (
        "not on one day, and two more corridors run through it"
    )
    both = {name: states(3, 4, draws=8) for name in ("south-road", "north-road", "east-road", "sablon-track")}
    assert stuck(with_states(inputs, both), "haute").sum() == 8
    assert not stuck(with_states(inputs, {"east-road": states(2, draws=40)}), "mara").any(), "an escort gets them out"
    ringed = with_states(inputs, {"east-road": states(3, 4, draws=8)}, {"mara": states(1, 20, draws=10)})
    assert stuck(ringed, "mara").sum() == 10
    assert stuck(inputs, "filon") is None, "of a mine nothing is said"
    assert stuck(inputs, "tamar") is None, "neither sieges nor corridors are modelled there"


def test_the_fleet_adds_up_by_draw(inputs):
    told = with_states(inputs, {}, {"mara": states(1, draws=30), "sablon": states(1, draws=10)})
    rows = [
        own("O1", "own_tankers", "mara", 4),
        own("O2", "own_tankers", "sablon", 3),
        own("O3", "own_tankers", "tamar", 2),
    ]
    held = holding(told, *rows)
    [fleet] = own_fleet(held, own_places(held))
    # 4 + 3 in 10 draws, 4 in 20, none in 10: the tankers at the camp are counted and cannot be judged.
    assert (fleet.count, fleet.stuck.low, fleet.stuck.median, fleet.stuck.high) == (9, 0, 4, 7)
    assert fleet.share.share == 0.75
    assert sentence_of(told, *rows).startswith(
        "Of 9 own tankers 4 (0 to 7) stand where they could be stuck by 28 April 2031;"
    )
    assert sentence_of(told, rows[2]) == "Own tankers: 2. Neither sieges nor roads are modelled where they stand."


def test_warehouses_are_filled_by_the_food_there(inputs):
    rows = [own("O1", "own_warehouse_capacity", "sablon", 500), own("O2", "own_food_stock", "sablon", 600)]
    held = with_states(holding(inputs, *rows), {}, {"sablon": states(1, 3, draws=10)})
    [sablon] = own_places(held)
    assert sablon.fill == 1.2
    assert sablon.siege_ahead.share == 0.25
    said = own_context(held, Audience("internal"), EN)["own_sentences"][1].replace("\u00a0", " ").replace(NARROW, " ")
    assert said.startswith(
        "Sablon: warehouses for 500 tonnes, filled to 120 %; in 25 % (15 to 38) of draws the town is besieged"
    )
    assert said.endswith("an armed group takes it.")
    row = {table.caption: table for table in own_context(held, Audience("internal"), EN)["own_tables"]}[
        "Warehouses"
    ].rows[0]
    assert (row[3].words.replace(NARROW, " "), row[3].small) == ("120 %", "above capacity: check the rows")
    [bare] = own_places(holding(inputs, own("O1", "own_warehouse_capacity", "sablon", 0, age=400)))
    assert bare.fill is None
    assert not bare.capacity.stale, "a building keeps its size"


def test_attacks_are_those_of_the_area_in_four_weeks(inputs):
    outlook = inputs.reference
    attacks = np.zeros_like(outlook.values["attacks"])
    attacks[:10, 2, inputs.case.atlas.area_index["east"]] = 3.0
    made = replace(
        inputs, outlooks={inputs.reference_key: replace(outlook, values={**outlook.values, "attacks": attacks})}
    )
    [mara] = own_places(holding(made, *stock_of(3)))
    assert (mara.attacked.share, mara.attacks.median, mara.attacks.high) == (0.25, 0.0, 3.0)


def test_nothing_is_said_of_a_mine_or_of_a_siege_where_none_is_modelled(inputs):
    found = own_places(holding(inputs, own("O1", "own_vehicles", "filon", 2), own("O2", "own_vehicles", "anse", 2)))
    port, mine = sorted(found, key=lambda one: one.place.id)
    assert (mine.mark, mine.stuck, mine.attacks, mine.siege_ahead) == (None, None, None, None)
    assert (port.siege_now, port.siege_ahead, port.taken) == (None, None, None)
    assert port.stuck is not None


@pytest.mark.parametrize("level", ["partner", "public"])
def test_the_section_stands_at_the_internal_level_alone(inputs, level):
    held = holding(inputs, *stock_of(12))
    assert own_context(held, Audience("internal"), EN)["own"]
    nothing = own_context(held, Audience(level), EN)
    assert (nothing["own"], nothing["own_sentences"], nothing["own_tables"]) == (False, (), ())
    assert not own_context(inputs, Audience("internal"), EN)["own"], "nor where nothing own is claimed"


ALL = (
    *stock_of(12),
    own("O3", "own_food_stock", "mara", 300, low=250, high=350, relation="range", age=STALE_DAYS),
    own("O4", "own_food_use", "mara", 8),
    own("O5", "own_warehouse_capacity", "mara", 500),
    own("O6", "own_tankers", "mara", 5),
    own("O7", "own_vehicles", "sablon", 3),
    own("O8", "own_fuel_stock", "anse", 50_000, high=math.inf, relation="at least"),
)


STORES = ("own_warehouse_mara", "own_tankers", "own_vehicles")


def test_statements_follow_the_key_judgements(inputs):
    held = holding(inputs, *ALL)
    found = {one.id: one for one in own_statements(held)}
    assert list(found) == ["own_fuel_mara", "own_food_mara", "own_fuel_anse", *STORES]
    fuel = found["own_fuel_mara"]
    assert (fuel.median, fuel.unit, fuel.count, fuel.sources) == (12.0, "day", 2, ("O1", "O2"))
    assert fuel.probability == own_places(held)[0].no_road["fuel"].share
    assert found["own_tankers"].unit == "tanker"
    every = statements(held, level="internal")
    assert every[-6:] == own_statements(held)
    assert not any(one.id.startswith("own_") for group in together(every) for one in group)
    assert [one.id for one in statements(inputs, level="internal")] == [one.id for one in statements(inputs)]


def test_rows_for_a_spreadsheet(inputs):
    held = holding(inputs, *ALL)
    sheet = own_sheet(held, EN)
    assert {len(row) for row in sheet.rows} == {len(sheet.headings)} == {len(sheet.tags)}
    by_id = {row[0]: row for row in sheet.rows}
    assert sheets(held, Audience("internal"), EN)[-1] == sheet
    assert sheet.name not in {one.name for one in sheets(inputs, Audience("partner"), EN)}
    assert set(by_id) == {row.id for row in ALL}
    what = "Fuel in our own tanks at a place at the end of the day"
    assert by_id["O1"][1:10] == ("Mara", what, 12_000, 12_000, 12_000, "litres", AS_OF, 0, 12.0)
    assert by_id["O8"][5] is None, "nobody knows the most it can be"
    assert by_id["O2"][9] is None


def test_french_has_no_english_left(inputs):
    held, words = holding(inputs, *ALL), Wording("fr")
    context = own_context(held, Audience("internal"), words)
    cells = [cell for t in context["own_tables"] for row in t.rows for cell in row]
    text = " ".join((*context["own_sentences"], *context["own_notes"], *own_sheet(held, words).headings))
    text += " ".join(f"{cell.words} {cell.small}" for cell in cells)
    text += " ".join(head for table in context["own_tables"] for head in (table.caption, *table.head))
    text += " ".join(str(cell) for row in own_sheet(held, words).rows for cell in row)
    english = re.findall(
        r"\b(?:own|the|days?|stock for|of|at least|old|town|draws|fleet|warehouses|used?|and|is|by)\b", text
    )
    assert not english, english
    assert "Mara\u00a0: carburant propre pour 12\u00a0jours, jusqu\u2019au 12 avril 2031" in text


@pytest.mark.parametrize("how", ["replay", "file"])
def test_a_count_without_an_upper_end_is_set_beside_an_earlier_one(inputs, tmp_path, how):
    def stock(litres, **more):
        counted = own("O1", "own_fuel_stock", "mara", litres, **more)
        return holding(inputs, counted, own("O2", "own_fuel_use", "mara", 100))

    before, after = (stock(n, high=math.inf, relation="at least") for n in (3000, 5000))
    then = AS_OF - timedelta(days=30)
    earlier = replace(earlier_of(before, "internal"), as_of=then)
    if how == "file":
        whole = json.loads(statements_json(before, level="internal"))
        (tmp_path / "statements.json").write_text(json.dumps({**whole, "as_of": then.isoformat()}), encoding="utf-8")
        earlier = read_earlier(tmp_path / "statements.json", level="internal")
    both = replace(after, earlier=earlier)
    [change] = [one for one in changes(both, Audience("internal"), EN) if one.id == "own_fuel_mara"]
    assert change.before is not None
    assert change.before.high == change.after.high == math.inf
    assert change.verdict != "same", "30 days and 50 days are not the same"
    assert "at least 50\u00a0days, was at least 30." in change.said
