"""The statements as data: written, documented field by field, and read again as an earlier brief."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import harmattan
from brief.planted import AS_OF, planted
from harmattan.brief.audience import Audience
from harmattan.brief.earlier import ALARM
from harmattan.brief.shapes import statements_form
from harmattan.brief.shapes.statements_form import VERSION, Form, StatementsForm, read_earlier
from harmattan.brief.shapes.statements_json import statements_json
from harmattan.brief.since.changes import changes, crossings
from harmattan.brief.since.standings import earlier_of
from harmattan.brief.wording import Wording
from harmattan.errors import InputFaults

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "statements.md"
LATER = date(2031, 4, 30)


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=60)


@pytest.fixture(scope="module")
def text(inputs):
    return statements_json(inputs)


@pytest.fixture
def file(text, tmp_path):
    path = tmp_path / "statements.json"
    path.write_text(text, encoding="utf-8")
    return path


def edited(file, **fields):
    whole = json.loads(file.read_text(encoding="utf-8")) | fields
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def faults(path, **wanted):
    with pytest.raises(InputFaults) as raised:
        read_earlier(path, **wanted)
    return {fault.column: fault for fault in raised.value.faults}


def forms():
    return [one for one in vars(statements_form).values() if isinstance(one, type) and issubclass(one, Form)][1:]


def test_every_number_opens_to_its_sources(text, inputs):
    whole = json.loads(text)
    assert (whole["version"], whole["harmattan"]) == (VERSION, harmattan.__version__)
    assert (whole["since"], whole["changes"], whole["crossings"]) == (None, [], [])
    cited = {name for one in whole["statements"] for name in one["sources"]}
    cited |= {name for key in ("displacement", "camps", "access") for row in whole[key] for name in row["reports"]}
    assert cited
    assert cited == set(whole["reports"])
    assert whole["reports"]["F001"] == {
        "said": "tankers received: 310 tankers",
        "when": "2031-01-06/2031-01-12",
        "where": "the island",
        "source": "https://example.org/F001",
        "confidence": "medium",
        "known_from": "2031-01-15",
    }
    assert set(whole["known_reports"]) == {report.id for report in inputs.reports}
    assert {one["subject"] for one in whole["statements"] if one["id"] == "fuel_now"} == {"haute"}
    assert "NaN" not in text


def test_the_same_inputs_give_the_same_text(inputs, text):
    assert statements_json(planted(draws=60)) == text
    StatementsForm.model_validate_json(text)


def test_what_was_written_is_read_as_what_was_said(inputs, file):
    read = read_earlier(file, case="islands", level="partner", before=LATER)
    made = earlier_of(inputs, "partner")
    assert (read.as_of, read.how, read.horizon, read.reports) == (AS_OF, "file", 90, made.reports)
    assert set(read.statements) == set(made.statements)
    assert read.subjects == made.subjects
    for name, one in made.statements.items():
        assert read.statements[name].median == pytest.approx(one.median, rel=1e-5, nan_ok=True)
        assert read.statements[name].text == one.text
    assert [(one.kind, one.entity, one.state) for one in read.standings] == [
        (one.kind, one.entity, one.state) for one in made.standings
    ]


def test_a_brief_beside_its_own_file_says_that_nothing_changed(inputs, file):
    both = replace(inputs, earlier=read_earlier(file))
    assert {one.verdict for one in changes(both, Audience("partner"), Wording("en"))} == {"same"}
    assert crossings(both, Audience("partner"), Wording("en")) == ()
    whole = json.loads(statements_json(both))
    assert whole["since"]["how"] == "file"
    assert [one["id"] for one in whole["changes"]] == list(read_earlier(file).statements)
    assert set(whole["changes"][0]["text"]) == {"en", "fr"}
    assert whole["since"]["new_reports"] == whole["since"]["changed_reports"] == []


def test_another_case_level_or_day_is_told_all_at_once(file):
    found = faults(file, case="isle", level="public", before=AS_OF)
    assert {column: fault.found for column, fault in found.items()} == {
        "case": "islands",
        "audience": "partner",
        "as_of": "2031-03-31",
    }


@pytest.mark.parametrize(("version", "found"), [(99, "99"), ("1", "1"), (True, "True"), (None, "none")])
def test_an_unknown_version_is_told(file, version, found):
    [fault] = faults(edited(file, version=version)).values()
    assert (fault.column, fault.found) == ("version", found)
    assert "name its date instead" in fault.allowed


def test_every_fault_of_the_form_is_told_at_once(file):
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["statements"][1]["median"] = "many"
    del whole["statements"][0]["low"]
    whole["horizon_days"] = 1.5
    whole["weather"] = "dry"
    found = faults(edited(file, **whole))
    assert set(found) == {"statements[2].median", "statements[1].low", "horizon_days", "weather"}
    assert found["statements[1].low"].allowed == "this key"
    assert found["weather"].allowed == "no such key"
    assert found["statements[2].median"].found == "many"


@pytest.mark.parametrize(
    ("where", "key", "value", "told"),
    [
        ("statements", "low", None, "a number beside a median"),
        ("statements", "probability", 7.0, "less than or equal to 1"),
        ("statements", "probability", -0.5, "greater than or equal to 0"),
        ("standings", "chances", [0.5, 0.5], "none, one, or one for each of"),
        ("standings", "chances", [7.0], "less than or equal to 1"),
        ("standings", "median", 5.0, "low and high beside a median"),
        ("", "effective_draws", -4.0, "greater than or equal to 0"),
    ],
)
def test_numbers_that_cannot_be_set_beside_others_are_told(file, where, key, value, told):
    whole = json.loads(file.read_text(encoding="utf-8"))
    (whole[where][0] if where else whole)[key] = value
    file.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(InputFaults, match=told):
        read_earlier(file)


def test_an_unknown_kind_of_standing_is_told_with_the_nearest(file):
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["standings"][0]["kind"] = "seige"
    assert faults(edited(file, **whole))["standings[1].kind"].nearest == "siege"


@pytest.mark.parametrize("content", ["{", "[]", '"x"', "[" * 5000])
def test_what_is_not_such_a_file_is_told(tmp_path, content):
    path = tmp_path / "statements.json"
    path.write_text(content, encoding="utf-8")
    assert faults(path)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    assert faults(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes("é".encode("latin-1"))
    assert faults(tmp_path / "latin.json")


SECTIONS = {
    "StatementsForm": "The whole file",
    "SaidForm": "`statements`",
    "StandForm": "`standings`",
    "SinceForm": "`since`",
    "ChangeForm": "`changes`",
    "SpreadForm": "`before`, `after`, `expected`",
    "CrossingForm": "`crossings`",
    "DisplacementForm": "`displacement`",
    "CampForm": "`camps`",
    "PlannedForm": "`people`, `then`, `shortfall`",
    "AccessForm": "`access`",
    "ReportForm": "`reports`",
    "ReferenceForm": "`reference`",
}


def test_the_page_names_every_field_with_its_meaning():
    page = DOCS.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL))
    assert {form.__name__ for form in forms()} == set(SECTIONS)
    assert set(SECTIONS.values()) == set(sections)
    for form in forms():
        rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", sections[SECTIONS[form.__name__]], flags=re.MULTILINE)
        wanted = [(name, field.description) for name, field in form.model_fields.items()]
        assert rows[: len(wanted)] == wanted, form.__name__


def test_the_page_names_every_kind_of_standing_and_state():
    page = DOCS.read_text(encoding="utf-8")
    missing = [
        f"{kind}: {state}"
        for kind, states in ALARM.items()
        for state in states
        if not re.search(rf"^\| `{kind}` \|.*`{state}`", page, flags=re.MULTILINE)
    ]
    assert not missing, missing
