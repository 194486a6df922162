import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.spoken import Spoken, read_spoken
from harmattan.brief.numerals import MINUS, NARROW, honest_step
from harmattan.brief.phrases import LANGUAGES, sentences
from harmattan.brief.wording import Wording
from harmattan.errors import InputFaults
from harmattan.map.bands import Band
from harmattan.world.vocabulary import variables


def gaps(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_is_there_in_both_languages_with_the_same_gaps():
    for key, entry in sentences().items():
        assert set(entry) == set(LANGUAGES), key
        assert key == "unit.1.many" or all(entry.values()), key
        assert gaps(entry["en"]) == gaps(entry["fr"]), key


def test_every_sentence_is_said_somewhere():
    spoken = read_spoken()
    # Countries are named by their code, whichever a case brings.
    named = {key for key in sentences() if key.startswith("country.") and len(key) == len("country.XX")}
    assert not [key for key in sentences() if key not in named and not spoken.says(key)]
    assert not spoken.says("page.nobody_says_this")


def test_what_is_said_is_found_in_texts_and_in_forms_with_gaps():
    spoken = Spoken({"page.title", "open", "week"}, {("state.", None), ("head.", None, "_", None), (None, "_note")})
    assert all(spoken.says(key) for key in ("page.title", "state.open", "head.open_week", "head.week_1"))
    assert not any(spoken.says(key) for key in ("page.titles", "state.shut", "head.open", "open_note"))


def test_every_recorded_variable_has_french_words():
    assert all(v.meaning_fr and v.meaning_fr != v.meaning for v in variables().values())


@pytest.mark.parametrize(
    ("p", "en", "fr"),
    [
        (0.02, "remote chance", "chance infime"),
        (0.12, "very unlikely", "très improbable"),
        (0.3, "unlikely", "improbable"),
        (0.5, "roughly even chance", "chances à peu près égales"),
        (0.7, "likely", "probable"),
        (0.9, "very likely", "très probable"),
        (1.0, "almost certain", "presque certain"),
    ],
)
def test_yardstick(p, en, fr):
    assert (Wording("en").likelihood(p), Wording("fr").likelihood(p)) == (en, fr)


@given(st.floats(0, 1))
def test_words_of_chance_never_fall_as_the_chance_rises(p):
    order = [word for word, _ in Wording("en").yardstick()]
    assert order.index(Wording("en").likelihood(p)) <= order.index(Wording("en").likelihood(min(1.0, p + 0.1)))


def test_certainty_is_never_claimed():
    assert Wording("en").chance(0.0) == f"under 1{NARROW}%"
    assert Wording("fr").chance(1.0) == f"plus de 99{NARROW}%"


def test_numbers_follow_the_language():
    assert Wording("en").amount(1234567, step=10_000) == "1.23\u00a0million"
    assert Wording("fr").amount(2_345_678, step=10_000) == "2,35\u00a0millions"
    assert Wording("fr").amount(128_431, step=1000) == f"128{NARROW}000"
    assert Wording("en").amount(-40, step=1) == f"{MINUS}40"
    assert Wording("en").amount(float("nan")) == "\u2013"


def test_rounding_shows_no_digit_that_the_interval_does_not_support():
    assert Wording("en").estimate(Band(97_200, 0, 128_431, 0, 171_900)) == "130,000 (100,000 to 170,000)"
    assert Wording("en").estimate(Band(2.1, 0, 6.4, 0, 11.4), "days") == "6\u00a0days (2 to 11)"
    assert Wording("en").estimate(Band(0, 0, 0, 0, 0)) == "0 (0 to 0)"
    assert Wording("fr").estimate(Band(0.41, 0, 0.62, 0, 0.93)) == "0,6 (0,4 à 0,9)"


@given(st.floats(1e-6, 1e9), st.floats(0, 1), st.floats(0, 5))
def test_step_is_finer_than_the_interval_and_keeps_three_digits_at_most(median, down, up):
    low, high = median * (1 - down), median * (1 + up)
    step = honest_step(low, median, high)
    assert step <= (high - low) / 3 * (1 + 1e-9) or step <= high / 99
    assert max(high, median) / step < 1001


def test_millions_stay_in_one_scale():
    median, between = Wording("en").pair(-1.5e6, -3.1e6, -0.8e6, signed=True)
    assert median == f"{MINUS}1.5\u00a0million"
    assert between == f"{MINUS}3.1 to {MINUS}0.8\u00a0million"
    assert Wording("en").pair(0, -7.6e6, 0.3e6, signed=True)[1] == f"{MINUS}8\u00a0million to 0"
    assert Wording("en").pair(3.2e6, 0.1e6, 40e6) == ("3\u00a0million", "0 to 40\u00a0million")
    assert Wording("en").pair(40, -5, 90, signed=True) == ("+40", "0 to +90")


def test_what_was_given_is_not_rounded():
    assert Wording("en").given(0.75, 1.1) == "0.75 to 1.1"
    assert Wording("fr").given(0.8, 4.0) == "0,8 à 4"
    assert Wording("en").given(1.0, 1.0) == "1"
    assert [Wording("en").exact(value) for value in (6.0, 30.0, 53.94, 0.25, 38_677_500)] == [
        "6", "30", "53.9", "0.25", "38.7\u00a0million",
    ]  # fmt: skip


def test_the_coarser_step_turns_no_end_into_nothing():
    assert Wording("en").pair(17.5, 16.1, 20.0) == ("18", "16 to 20")
    assert Wording("en").pair(0, 0, 3.0) == ("0", "0 to 3")
    assert Wording("en").pair(1100, 400, 3400) == ("1,100", "400 to 3,400")
    assert Wording("en").ends(16.1, 17.6, 20.0, 18.4) == ("16", "18", "20", "18")


def test_a_small_median_of_a_large_interval_is_not_counted_in_millions():
    assert Wording("en").pair(-60_000, -1.3e6, 0.5e6, signed=True)[0] == f"{MINUS}60,000"
    assert Wording("en").pair(-200_000, -1.3e6, 0.5e6, signed=True)[0] == f"{MINUS}0.2\u00a0million"


def test_french_counts_millions_of_something():
    fr, en = Wording("fr"), Wording("en")
    assert fr.counted("10\u00a0millions", "personnes-jours") == "10\u00a0millions\u00a0de personnes-jours"
    assert fr.counted("1\u00a0milliard", "attaques") == "1\u00a0milliard\u00a0d\u2019attaques"
    assert fr.counted("10\u00a0millions", "par semaine") == "10\u00a0millions\u00a0par semaine"
    assert fr.counted("12", "personnes") == "12\u00a0personnes"
    assert en.counted("10\u00a0million", "person-days") == "10\u00a0million\u00a0person-days"
    assert fr.estimate(Band(1e6, 2e6, 3e6, 4e6, 5e6), "litres").startswith("3\u00a0millions\u00a0de litres (")
    assert fr.counted("7", "") == "7"


def test_dates():
    assert Wording("en").day(date(2026, 3, 31)) == "31 March 2026"
    assert Wording("fr").day(date(2026, 8, 1)) == "1er août 2026"
    assert Wording("fr").day(None) == "\u2013"


def test_french_signs_are_bound():
    assert "«\u00a0" in Wording("fr").say("caveat.fuel_dry", scenario="x")
    assert not any("« " in e["fr"] or " :" in e["fr"] or " ;" in e["fr"] for e in sentences().values())


def test_unknown_language_and_key_fail_with_the_nearest():
    with pytest.raises(InputFaults, match="en or fr"):
        Wording("de")
    with pytest.raises(InputFaults, match=r"page\.sources"):
        Wording("en").say("page.sourcess")
