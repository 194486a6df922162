"""The guide page of a case folder says what the reader does."""

import re
from pathlib import Path

import pytest

from harmattan.observe import files, tables
from harmattan.observe.choices import read_courses, read_scenarios
from harmattan.observe.settings import CaseFile, EvidenceTable
from harmattan.observe.toml import Form
from harmattan.observe.wording import parse_period, parse_value
from harmattan.world.vocabulary import columns

PAGE = (Path(__file__).parents[2] / "docs" / "guide" / "case.md").read_text(encoding="utf-8")


def test_each_column_is_in_the_table_of_its_file() -> None:
    sections = {part.partition("\n")[0]: part for part in PAGE.split("\n### ")[1:]}
    assert list(sections) == list(columns())
    for table, known in columns().items():
        rows = {line.split("`")[1]: line for line in sections[table].splitlines() if line.startswith("| `")}
        rows = {name: rows[name] for name in list(rows)[: len(known)]}
        assert list(rows) == list(known)
        for name, column in known.items():
            kind = f"| **{column.kind}** |" if column.required else f"| {column.kind} |"
            assert kind in rows[name]
            assert column.meaning.replace("|", "\\|") in rows[name]
            assert all(word in rows[name] for word in column.choices)


def forms(form: type[Form]) -> set[type[Form]]:
    below = [
        t
        for field in form.model_fields.values()
        for t in (field.annotation, *getattr(field.annotation, "__args__", ()))
    ]
    return {form}.union(*(forms(t) for t in below if isinstance(t, type) and issubclass(t, Form)))


@pytest.mark.parametrize(
    "form",
    [CaseFile, EvidenceTable, read_scenarios.__globals__["_ScenarioFile"], read_courses.__globals__["_CourseFile"]],
)
def test_each_key_of_a_text_file_is_on_the_page(form: type[Form]) -> None:
    for one in forms(form):
        for key in one.model_fields:
            assert re.search(rf"`(\[+|\[lever\.)?{key}(\.NAME)?\]*`", PAGE), key


def test_the_limits_are_on_the_page() -> None:
    assert f"{files.MOST_BYTES // 1_000_000} MB" in PAGE
    for limit in (files.MOST_FAULTS, files.MOST_HINTS, tables.MOST_ROWS):
        assert f"{limit:,}" in PAGE


def test_the_words_on_the_page_are_read_as_it_says() -> None:
    part = PAGE[PAGE.index("| written |") : PAGE.index("| date written |")]
    relations = ["exact", "at least", "at most", "about", "range", "range", "none"]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    for line, relation in zip(lines, relations, strict=True):
        words = re.findall(r"`([^`]+)`", line.split(" | ")[0])
        assert [parse_value(word).relation for word in words] == [relation] * len(words)


def test_the_dates_on_the_page_are_read() -> None:
    part = PAGE[PAGE.index("| date written |") : PAGE.index("An incident has a day")]
    for line in part.splitlines():
        for words in re.findall(r"`([^`]+)`", line):
            assert (parse_period(words) is None) == (words in ("undated", "compiled"))
