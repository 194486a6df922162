"""A sheet is read as it stands: its cells, its columns, numbers and days in words; what cannot be read is a fault."""

from __future__ import annotations

import io
import math
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmattan.errors import InputFaults
from harmattan.observe.adding import sheet as reading
from harmattan.observe.adding.amounts import leading_amount, read_amount, write_amount
from harmattan.observe.adding.columns import LEFT, entries, evidence_table, unclear
from harmattan.observe.adding.days import read_days, write_days
from harmattan.observe.adding.sheet import Sheet, load_sheet, read_sheet
from harmattan.observe.adding.words import headings, measures, number_words, units
from harmattan.observe.wording import parse_period, parse_value
from harmattan.world.own import own_metrics
from harmattan.world.vocabulary import columns

INF = math.inf
SAID = date(2030, 3, 14)  # a Thursday


def of(text: str | bytes, name: str = "week.csv", sheet: str = "") -> Sheet:
    return read_sheet(text.encode() if isinstance(text, str) else text, name, sheet)


def faults(text: str | bytes, name: str = "week.csv", sheet: str = "") -> str:
    with pytest.raises(InputFaults) as caught:
        of(text, name, sheet)
    return str(caught.value)


def workbook(*rows: tuple[object, ...], title: str = "Week 11") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


# Text


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_text_is_parted_by_the_sign_that_gives_known_headings(mark: str, bom: bytes) -> None:
    text = mark.join(("Quoi", "Où", "Combien")) + "\r\n" + mark.join(("embuscade", "Millbrook", "")) + "\r\n"
    read = of(bom + text.encode())
    assert read.header == ("Quoi", "Où", "Combien")
    assert [(line.row, line.cells) for line in read.lines] == [(2, ("embuscade", "Millbrook", ""))]
    assert read.mark == mark
    assert not read.guessed


def test_a_comma_inside_quotes_parts_nothing_and_blank_rows_do_not_count() -> None:
    read = of('What,Note\n\n"a, b","two\nlines"\n,\nc,d\n')
    assert [(line.row, line.cells) for line in read.lines] == [(3, ("a, b", "two lines")), (5, ("c", "d"))]


def test_a_title_may_stand_above_the_headings() -> None:
    read = of("Weekly report;;\n;;\nWhat;Where;When\nambush;Fordgate;2030-03-03\n")
    assert read.above == (1,)
    assert read.header_row == 3
    assert [line.row for line in read.lines] == [4]


def test_tags_below_the_headings_are_no_report() -> None:
    read = of("What,Where,When\n#event,#loc,\nambush,Fordgate,2030-03-03\n")
    assert read.above == (2,)
    assert [line.row for line in read.lines] == [3]


def test_text_that_is_not_utf8_is_a_guess_that_shows_its_first_line() -> None:
    read = of("Quoi;Où\nembuscade;Pont d\u2019Été\n".encode("cp1252"))
    assert read.guessed == "Quoi;Où"
    assert read.guessed_row == 1
    assert read.lines[0].cells[1] == "Pont d\u2019Été"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "found 'nothing'"),
        (b"What,Where\n\x00,x\n", "row 2: found 'a NUL byte'"),
        ("What,Where\n".encode("utf-16"), "UTF-16"),
        (b"What,Where\n\x81\x8d,\xff\n", "row 2: found 'byte 0x81'"),
        (b'What,Where\n"open,x\n', "a quote that is opened and not closed"),
        (b"What,Where\na,b,c\n", "row 2: found '3 cells'"),
        (b"What,Note\na," + b"x" * 2001 + b"\n", "found '2,001 characters'"),
        (b"\xd0\xcf\x11\xe0 old", "an old workbook"),
        (b"PK\x03\x04 broken", "a workbook that cannot be read"),
        (b"What,Where\n" + b"a,b\n" * 2001, "found 'more than 2,000 rows'"),
        (b"What,Where\n" + b"a,b\n" * 1_000_000, "found 'more than 2,000 rows'"),
    ],
)
def test_what_is_no_sheet_is_a_fault(data: bytes, told: str) -> None:
    assert told in faults(data)


def test_a_file_that_is_too_large_or_absent_is_a_fault(tmp_path, monkeypatch) -> None:
    (tmp_path / "week.csv").write_text("What,Where\na,b\n", encoding="utf-8")
    assert load_sheet(tmp_path / "week.csv").header == ("What", "Where")
    with pytest.raises(InputFaults, match=r"did you mean .week\.csv."):
        load_sheet(tmp_path / "wek.csv")
    with pytest.raises(InputFaults, match="a folder or device"):
        load_sheet(tmp_path)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(InputFaults, match="more than 0 MB"):
        load_sheet(tmp_path / "week.csv")


# Workbooks


def test_a_workbook_gives_dates_shares_and_whole_numbers_as_people_see_them() -> None:
    book = workbook(
        ("What", "When", "How many", "Internal"),
        ("stations closed", datetime(2030, 3, 12, 8, 30), 0.45, True),  # noqa: DTZ001 - as a workbook holds it
        ("tankers received", date(2030, 3, 12), 40.0, False),
        ("fuel received", "12/03/2030", 12.5, None),
        ("fuel received", "12/03/2030", 1.234, None),
    )
    book["Week 11"]["C2"].number_format = "0 %"
    read = of(saved(book), "week.xlsx")
    assert [line.cells for line in read.lines] == [
        ("stations closed", "2030-03-12", "45 %", "yes"),
        ("tankers received", "2030-03-12", "40", "no"),
        ("fuel received", "12/03/2030", "12.5", ""),
        ("fuel received", "12/03/2030", "1.2340", ""),
    ], "a number of a workbook has no thousands in it"


def test_a_formula_that_nobody_worked_out_stays_a_formula() -> None:
    read = of(saved(workbook(("What", "How many"), ("tankers received", "=20*2"))), "week.xlsx")
    assert read.lines[0].cells[1] == "=20*2"


def test_a_sheet_is_chosen_by_name() -> None:
    book = workbook(("What", "Where"), ("a", "b"))
    book.create_sheet("Week 12").append(("Quoi", "Où"))
    assert of(saved(book), "w.xlsx").others == ("Week 12",)
    assert of(saved(book), "w.xlsx", "Week 12").header == ("Quoi", "Où")
    assert "did you mean 'Week 12'" in faults(saved(book), "w.xlsx", "Week 13")
    assert "text has one table only" in faults("What,Where\n", "w.csv", "Week 12")


def test_a_workbook_that_unpacks_without_end_is_a_fault(monkeypatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "0" * 100_000)
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000)
    assert "once unpacked" in faults(packed.getvalue(), "w.xlsx")


# Columns


def test_headings_are_known_in_both_languages_in_any_order_and_spelling() -> None:
    english = {"What", "WHERE", "date", "How many", "Unit", "Source", "URL", "Published", "Confidence", "Note"}
    french = {
        "Quoi",
        "Lieu",
        "Période",
        "nombre",
        "Unité",
        "Lien",
        "Publié",
        "Confiance",
        "Remarque",
        "Morts",
        "Interne",
    }
    for heading in english | french:
        read = of(f"{heading};Zzz\nx;\n")
        assert not unclear(read, {}), heading


def test_a_column_that_is_unknown_or_there_twice_is_told_and_never_dropped() -> None:
    read = of("What;Lieu;Place;Weather;Blank;\nx;a;b;rain;;y\n")
    found = unclear(read, {})
    assert [(column.index, column.why) for column in found] == [(2, "twice"), (3, "unknown"), (5, "unknown")]
    assert "another one has it already" in str(found[0].fault("week.csv"))
    assert "column 6 without a heading" in str(found[2].fault("week.csv"))
    settled = {2: "area", 3: LEFT, 5: "note"}
    assert not unclear(read, settled)
    assert dict(entries(read, settled)[0].cells) == {"what": "x", "where": "a", "area": "b", "note": "y"}


def test_the_nearest_role_is_offered() -> None:
    (column,) = unclear(of("What;Confidense\nx;high\n"), {})
    assert column.roles[0] == "confidence"
    assert "did you mean 'confidence'" in str(column.fault("week.csv"))


@pytest.mark.parametrize("file", [file for file in columns() if file.startswith("evidence/") and "*" not in file])
def test_an_evidence_table_is_known_by_its_headings(file: str) -> None:
    header = tuple(columns()[file])
    assert evidence_table(header) == file
    assert evidence_table(tuple(name for name in header if name != "id")) == file
    assert evidence_table((*header, "Reason")) == file
    assert evidence_table((*header, "weather")) == ""


# Words


def test_no_word_of_a_list_stands_for_two_things() -> None:
    import csv
    from importlib.resources import files

    from harmattan.observe.gazetteer import fold

    for name, key in (("headings.csv", "role"), ("units.csv", "unit"), ("day_words.csv", "value")):
        text = files("harmattan.observe.adding").joinpath(name).read_text(encoding="utf-8")
        seen: dict[str, str] = {}
        for row in csv.DictReader(text.splitlines()):
            for word in row["words"].split("|"):
                spelled = fold(word.replace("%", "percent").replace("³", "3").replace("/", " per "))
                assert seen.setdefault(spelled, row[key]) == row[key], (name, word)


def test_what_a_sheet_may_tell_of_has_its_table_and_its_unit() -> None:
    events = set(columns()["evidence/incidents.csv"]["event_type"].choices) - {"other"}
    assert {entry.metric for entry in measures() if entry.event} == events
    assert {entry.metric for entry in measures() if entry.where == "own"} == set(own_metrics())
    known = {unit.name for unit in units().values()} | {unit.base for unit in units().values()}
    for entry in measures():
        if entry.where not in ("event", "own") and entry.units:
            assert entry.units[0].partition(" of ")[0] in known, entry.metric
    assert set(headings().values()) >= {"what", "where", "when", "number", "internal"}
    assert number_words()["quarantaine"] == (40.0, "about")


def test_everything_that_a_mechanism_expects_can_be_said_in_both_languages() -> None:
    from harmattan.models.supply.expect import METRICS as FUEL
    from harmattan.models.violence.expect import METRICS as VIOLENCE

    said = {entry.metric: entry for entry in measures()}
    assert (set(FUEL) | set(VIOLENCE)) - {"electricity_supply"} <= set(said), (
        "power_hours stands for electricity_supply"
    )
    for metric in ("new arrivals", "people leaving", "camp population"):
        assert metric in said
    from harmattan.brief.wording import Wording

    for entry in measures():
        for language in ("en", "fr"):
            assert Wording(language).has(f"measure.{entry.metric.replace(' ', '_')}"), entry.metric


# Numbers

AMOUNTS = [
    ("at least 40", (40, 40, INF, "at least"), ""),
    ("environ 200", (200, 200, 200, "about"), ""),
    ("une quarantaine", (40, 40, 40, "about"), ""),
    ("au moins une vingtaine de citernes", (20, 20, INF, "at least"), "citernes"),
    ("plus d'une centaine", (100, 100, INF, "at least"), ""),
    ("up to six convoys", (0, 6, 6, "at most"), "convoys"),
    ("40-50", (40, 45, 50, "range"), ""),
    ("de 40 à 50", (40, 45, 50, "range"), ""),
    ("quarante ou cinquante", (40, 45, 50, "range"), ""),
    ("between five and ten", (5, 7.5, 10, "range"), ""),
    ("quatre-vingt-dix", (90, 90, 90, "exact"), ""),
    ("deux cent trente et un", (231, 231, 231, "exact"), ""),
    ("one hundred and five", (105, 105, 105, "exact"), ""),
    ("two dozen", (24, 24, 24, "about"), ""),
    ("pas moins de 12", (12, 12, INF, "at least"), ""),
    ("no more than 12", (0, 12, 12, "at most"), ""),
    ("quelque 300 personnes", (300, 300, 300, "about"), "personnes"),
    ("12 000 litres", (12000, 12000, 12000, "exact"), "litres"),
    ("12 m³", (12, 12, 12, "exact"), "cubic metres"),
    ("19h", (19, 19, 19, "exact"), "h"),
    ("45 %", (45, 45, 45, "exact"), "%"),
    ("1,2 million", (1.2e6, 1.2e6, 1.2e6, "exact"), ""),
]


@pytest.mark.parametrize(("text", "amount", "after"), AMOUNTS)
def test_a_number_in_words(text: str, amount: tuple[object, ...], after: str) -> None:
    said = read_amount(text)
    assert tuple(said.amount) == amount
    assert said.after == after
    assert parse_value(write_amount(said.amount)) == said.amount


@pytest.mark.parametrize(
    "text", ["", "dozens", "des dizaines", "beaucoup", "un", "a", "cinq et dix", "24/7", "2030-03"]
)
def test_words_without_a_number(text: str) -> None:
    said = read_amount(text)
    assert said.amount.relation == "none" or text == "un"


@given(
    st.sampled_from(("{}", "at least {}", "au plus {}", "~{}", "{} or {}")),
    st.floats(0, 1e9).map(lambda x: round(x, 2)),
    st.integers(1, 1000),
)
def test_an_amount_is_read_back_as_it_was_written(pattern: str, low: float, more: int) -> None:
    text = pattern.format(f"{low:.2f}", f"{low + more:.2f}")
    amount = read_amount(text).amount
    assert amount.relation != "none"
    assert parse_value(write_amount(amount)) == pytest.approx(amount) or parse_value(write_amount(amount)) == amount


def test_a_number_may_stand_before_what_it_counts() -> None:
    assert leading_amount("Environ 40 citernes brûlées") == ("Environ 40", "citernes brûlées")
    assert leading_amount("une quarantaine de citernes") == ("une quarantaine", "citernes")
    assert leading_amount("une attaque de convoi") == ("", "une attaque de convoi")


# Days

DAYS = [
    ("2030-03-12", "2030-03-12", "2030-03-12"),
    ("2030/03/12", "2030-03-12", "2030-03-12"),
    ("12 March 2030", "2030-03-12", "2030-03-12"),
    ("Tuesday 12th March 2030", "2030-03-12", "2030-03-12"),
    ("March 12, 2030", "2030-03-12", "2030-03-12"),
    ("1er mars 2030", "2030-03-01", "2030-03-01"),
    ("le 12 mars", "2030-03-12", "2030-03-12"),
    ("20 décembre", "2029-12-20", "2029-12-20"),
    ("25/03/2030", "2030-03-25", "2030-03-25"),
    ("3/25/2030", "2030-03-25", "2030-03-25"),
    ("3/3/2030", "2030-03-03", "2030-03-03"),
    ("12/03/2030 - 18/03/2030", "2030-03-12", "2030-03-18"),
    ("du 4 au 10/03/2030", "2030-03-04", "2030-03-10"),
    ("4\u201310 March", "2030-03-04", "2030-03-10"),
    ("du 4 au 10 mars", "2030-03-04", "2030-03-10"),
    ("entre le 4 et le 10 mars 2030", "2030-03-04", "2030-03-10"),
    ("28 Feb \u2013 3 March 2030", "2030-02-28", "2030-03-03"),
    ("28 December to 3 January 2030", "2029-12-28", "2030-01-03"),
    ("week of 4 March 2030", "2030-03-04", "2030-03-10"),
    ("semaine du 4 mars", "2030-03-04", "2030-03-10"),
    ("week ending 10 March", "2030-03-04", "2030-03-10"),
    ("week 10", "2030-03-04", "2030-03-10"),
    ("S10", "2030-03-04", "2030-03-10"),
    ("2030-W10", "2030-03-04", "2030-03-10"),
    ("last Friday", "2030-03-08", "2030-03-08"),
    ("vendredi dernier", "2030-03-08", "2030-03-08"),
    ("Thursday", "2030-03-14", "2030-03-14"),
    ("last Thursday", "2030-03-07", "2030-03-07"),
    ("yesterday", "2030-03-13", "2030-03-13"),
    ("aujourd'hui", "2030-03-14", "2030-03-14"),
    ("la semaine dernière", "2030-03-04", "2030-03-10"),
    ("this week", "2030-03-11", "2030-03-14"),
    ("le mois dernier", "2030-02-01", "2030-02-28"),
    ("il y a 3 jours", "2030-03-11", "2030-03-11"),
    ("the last 7 days", "2030-03-08", "2030-03-14"),
    ("depuis lundi", "2030-03-11", "2030-03-14"),
    ("March 2030", "2030-03-01", "2030-03-31"),
    ("février", "2030-02-01", "2030-02-28"),
    ("mid-February 2030", "2030-02-11", "2030-02-20"),
    ("fin février", "2030-02-21", "2030-02-28"),
    ("début mars", "2030-03-01", "2030-03-10"),
]


@pytest.mark.parametrize(("text", "first", "last"), DAYS)
def test_days_in_words(text: str, first: str, last: str) -> None:
    days = read_days(text, said_on=SAID)
    assert (days.problem, str(days.first), str(days.last)) == ("", first, last)
    assert parse_period(write_days(days.first, days.last)) == (days.first, days.last)


@pytest.mark.parametrize("text", ["last Friday", "hier", "le 12 mars", "week 10", "this week", "depuis lundi", "25/3"])
def test_words_that_count_from_a_day_need_that_day(text: str) -> None:
    assert read_days(text).problem == "said_on"
    assert read_days(text, said_on=SAID).problem == ""


def test_which_is_the_month_is_asked_and_not_guessed() -> None:
    days = read_days("3/4/2030")
    assert days.problem == "order"
    assert days.choices == ((date(2030, 4, 3),) * 2, (date(2030, 3, 4),) * 2)
    assert read_days("3/4/2030", day_first=False).first == date(2030, 3, 4)
    assert read_days("semaine du 3/4/2030", day_first=True).last == date(2030, 4, 9)


@pytest.mark.parametrize(
    "text", ["", "recently", "31 February 2030", "99/99/2030", "10 to 4 March 2030", "x" * 99, "week 60"]
)
def test_days_that_are_not_understood(text: str) -> None:
    days = read_days(text, said_on=SAID)
    assert (days.problem, days.first) == ("unclear", None)


def test_words_that_honestly_name_no_day_are_understood() -> None:
    assert (read_days("undated").problem, read_days("undated").first) == ("", None)
    assert write_days(None, None) == "undated"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_a_period_is_read_back_as_it_was_written(first: date, more: int) -> None:
    last = date.fromordinal(first.toordinal() + more)
    assert parse_period(write_days(first, last)) == (first, last)


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    read_days(text, said_on=SAID)
    read_days(text)
    read_amount(text)
    leading_amount(text)
