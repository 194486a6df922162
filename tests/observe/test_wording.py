"""Numbers and days are read out of words as far as the words allow."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmattan.observe.claims import parse_period, parse_value

INF = math.inf
VALUES = [
    ("875", 875, 875, 875, "exact"),
    ("45.7", 45.7, 45.7, 45.7, "exact"),
    ("1,234", 1234, 1234, 1234, "exact"),
    ("1,234,567.5", 1234567.5, 1234567.5, 1234567.5, "exact"),
    ("12,5", 12.5, 12.5, 12.5, "exact"),
    ("12 000", 12000, 12000, 12000, "exact"),
    ("12\u202f000", 12000, 12000, 12000, "exact"),
    ("12\u00a0000", 12000, 12000, 12000, "exact"),
    ("12\u2009000", 12000, 12000, 12000, "exact"),
    ("-5", -5, -5, -5, "exact"),
    ("0 reported", 0, 0, 0, "exact"),
    ("5000 troops", 5000, 5000, 5000, "exact"),
    ("USD 2.5 billion", 2.5e9, 2.5e9, 2.5e9, "exact"),
    ("2.1M of 4.1M", 2.1e6, 2.1e6, 2.1e6, "exact"),
    ("27 of 58", 27, 27, 27, "exact"),
    ("3 out of 10", 3, 3, 3, "exact"),
    (">300000", 300000, 300000, INF, "at least"),
    (">=52", 52, 52, INF, "at least"),
    ("at least 40", 40, 40, INF, "at least"),
    ("Over 444 million", 444e6, 444e6, INF, "at least"),
    ("plus de 30", 30, 30, INF, "at least"),
    ("300+", 300, 300, INF, "at least"),
    ("<14", 0, 14, 14, "at most"),
    ("<=7", 0, 7, 7, "at most"),
    ("up to 6000", 0, 6000, 6000, "at most"),
    ("~33", 33, 33, 33, "about"),
    ("~70000", 70000, 70000, 70000, "about"),
    ("about 1,000", 1000, 1000, 1000, "about"),
    ("2500-3000", 2500, 2750, 3000, "range"),
    ("2500\u20133000", 2500, 2750, 3000, "range"),
    ("667000-1000000", 667000, 833500, 1000000, "range"),
    ("300-400", 300, 350, 400, "range"),
    ("5 to 14", 5, 9.5, 14, "range"),
    ("between 10 and 20", 10, 15, 20, "range"),
    ("10-19", 10, 14.5, 19, "range"),
    ("50-70 million", 50e6, 60e6, 70e6, "range"),
    ("70-80% ex-soldiers", 70, 75, 80, "range"),
    ("19 to 6", 6, 6, 19, "range"),
    ("5.0 to 4.1", 4.1, 4.1, 5.0, "range"),
]
WITHOUT_NUMBER = [
    "",
    "none",
    "hundreds",
    "near-normal for ten days",
    "1000000 vs 240000",
    "845 / 780",
    "200 vs 120-125",
    "24/7",
    "2025-11-10",
    "2023-12",
    "2026-02-17 to 2026-03-06",
    "mid-November 2025",
    "USD 50 million ransom (demand 100 million)",
    "5000 troops / 2600000000",
    "2022, 2,400 troops withdrawn",
    "two waves (tens each)",
    ">300-400",
    "10 and 20",
    "between 10",
    "9" * 400,
    "nan",
    "inf",
    "1e5",
    "=1+1",
    "12 34",
    "1 2345",
]


@pytest.mark.parametrize(("text", "low", "best", "high", "relation"), VALUES)
def test_a_value(text: str, low: float, best: float, high: float, relation: str) -> None:
    assert parse_value(text) == (low, best, high, relation)
    assert parse_value(f"  {text} ") == parse_value(text)


@pytest.mark.parametrize("text", WITHOUT_NUMBER)
def test_a_value_without_a_number(text: str) -> None:
    amount = parse_value(text)
    assert amount.relation == "none"
    assert all(map(math.isnan, amount[:3]))


PERIODS = [
    ("2025-11-22", "2025-11-22", "2025-11-22"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2025", "2025-01-01", "2025-12-31"),
    ("2025-11-23/2025-12-02", "2025-11-23", "2025-12-02"),
    ("2026-01-12/18", "2026-01-12", "2026-01-18"),
    ("2026-01-26/02-01", "2026-01-26", "2026-02-01"),
    ("2025-10/12", "2025-10-01", "2025-12-31"),
    ("2024-01/02", "2024-01-01", "2024-02-29"),
    ("2025-Q1", "2025-01-01", "2025-03-31"),
    ("2025-Q4", "2025-10-01", "2025-12-31"),
    ("2019-2022", "2019-01-01", "2022-12-31"),
    ("2013/2023", "2013-01-01", "2023-12-31"),
    ("2016-07/2019-12", "2016-07-01", "2019-12-31"),
    ("2026-02-17/2026-03-06", "2026-02-17", "2026-03-06"),
    ("2026-02-17 to 2026-03-06", "2026-02-17", "2026-03-06"),
    ("2025-09/2026", "2025-09-01", "2026-12-31"),
    ("2025-09-03/2026", "2025-09-03", "2026-12-31"),
    ("before 2025-09", "2024-09-01", "2025-08-31"),
    ("avant 2025-09", "2024-09-01", "2025-08-31"),
    ("before 2024-02-29", "2023-02-28", "2024-02-28"),
    ("after 2025-11", "2025-12-01", "2026-11-30"),
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_period(text: str, first: str, last: str) -> None:
    assert parse_period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "undated", "compiled", " Undated "])
def test_words_that_name_no_day(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-30",
        "2025-13",
        "2025-00",
        "2025-Q5",
        "0000-01-01",
        "12/11/2025",
        "2022-2019",
        "2022-07/2019-12",
        "2025-12/03",
        "2026-01-18/12",
        "2026-01-12/18/20",
        "2026-01-12/",
        "last week",
        "before",
        "before undated",
    ],
)
def test_periods_that_are_impossible_or_not_understood(text: str) -> None:
    with pytest.raises(ValueError, match=r"2|date|day|month|not"):
        parse_period(text)


@given(st.text(alphabet="0123456789 ,.-/<>=~%()+toandfbewMmilonk\u00a0\u2013€", max_size=30))
def test_the_numbers_of_a_value_stand_in_order(text: str) -> None:
    low, best, high, relation = parse_value(text)
    assert (relation == "none") == math.isnan(best)
    assert relation == "none" or (low <= best <= high and math.isfinite(best))


@given(st.one_of(st.text(max_size=20), st.text(alphabet="0123456789-/ Qqbeforat", max_size=24)))
def test_a_period_ends_after_it_starts_or_is_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except ValueError:
        return
    assert period is None or period[0] <= period[1]


@given(st.integers(0, 10**12), st.sampled_from([",", " ", "\u00a0", "\u202f"]))
def test_thousands_are_read_whatever_separates_them(number: int, mark: str) -> None:
    assert parse_value(f"{number:,}".replace(",", mark)).best == number
