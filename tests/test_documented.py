"""What runs is documented: every command, option, variable, column, error and exit code; links lead somewhere."""

from __future__ import annotations

import doctest
import re
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from harmattan import errors
from harmattan.world.vocabulary import columns, variables

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
VERBS = ("observe", "assess", "foresee", "compare", "verify", "brief", "issue", "override", "case", "add", "protect")
REFERENCES = ("reference/variables.md", "reference/case-tables.md", "reference/errors.md")
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
FENCE = re.compile(r"^ {0,3}```")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _read(path: Path) -> str:
    assert path.is_file(), f"{_name(path)} is missing: write the page"
    return path.read_text(encoding="utf-8")


@cache
def _program() -> Any:
    from harmattan.cli import app

    return typer.main.get_command(app)


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, (*path, name))


def _options(command: Any) -> list[str]:
    found = [name for option in command.params for name in (*option.opts, *option.secondary_opts)]
    return [name for name in found if name.startswith("--") and name != "--help"]


def _mentions(text: str, option: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text) is not None


def _without_code(text: str) -> str:
    kept, inside = [], False
    for line in text.splitlines():
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            kept.append(re.sub(r"`[^`]*`", "", line))
    return "\n".join(kept)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_a_command_with_a_page_that_names_its_options(verb: str) -> None:
    top = _program().commands
    assert verb in top, f"harmattan {verb} does not exist; commands are {', '.join(top)}"
    text = _read(DOCS / "guide" / f"{verb}.md")
    silent = []
    for path, command in _commands(top[verb], (verb,)):
        if f"harmattan {' '.join(path)}" not in text:
            silent.append("harmattan " + " ".join(path))
        silent += [f"{' '.join(path)} {option}" for option in _options(command) if not _mentions(text, option)]
    assert not silent, f"docs/guide/{verb}.md does not mention: {', '.join(silent)}"


def test_no_command_is_without_a_page() -> None:
    silent = [name for name in _program().commands if not (DOCS / "guide" / f"{name}.md").is_file()]
    assert not silent, f"write docs/guide/NAME.md for {', '.join(silent)}"


def test_options_of_the_program_itself_are_documented() -> None:
    everything = "\n".join(_read(page) for page in PAGES)
    shell = {"--install-completion", "--show-completion"}
    silent = [name for name in _options(_program()) if name not in shell and not _mentions(everything, name)]
    assert not silent, f"no page mentions {', '.join(silent)}"


def test_guide_pages_name_no_option_that_does_not_exist() -> None:
    known = {name for _, command in _commands(_program()) for name in _options(command)} | {"--help"}
    invented = [
        f"{_name(page)}: {option}"
        for page in sorted((DOCS / "guide").glob("*.md"))
        for line in _read(page).splitlines()
        if "pip " not in line and "benchmarks." not in line
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", line)
        if option not in known
    ]
    assert not invented, "\n".join(invented)


@pytest.mark.parametrize("name", REFERENCES)
def test_reference_pages_are_what_the_code_says(name: str) -> None:
    fresh = runpy.run_path(str(DOCS / "build_reference.py"))["pages"]()
    assert _read(DOCS / name) == fresh[name], f"docs/{name} is out of date: run 'make docs'"


def test_every_variable_is_in_its_page_with_unit_and_meaning() -> None:
    text = _read(DOCS / "reference" / "variables.md")
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    assert set(rows) == set(variables())
    for name, entry in variables().items():
        assert entry.meaning in rows[name]
        assert f"| {entry.unit} |" in rows[name]


def test_every_column_is_in_its_table() -> None:
    text = _read(DOCS / "reference" / "case-tables.md")
    sections = {part.splitlines()[0]: part for part in text.split("\n## ")[1:]}
    assert list(sections) == list(columns())
    silent = [
        f"{table}: {name}"
        for table, entries in columns().items()
        for name in entries
        if f"| `{name}` |" not in sections[table]
    ]
    assert not silent, silent


def test_every_error_and_exit_code_is_in_its_page() -> None:
    text = _read(DOCS / "reference" / "errors.md")
    tree = [errors.HarmattanError, *errors.HarmattanError.__subclasses__()]
    silent = [entry.__name__ for entry in tree if f"| {entry.exit_code} | `{entry.__name__}` |" not in text]
    assert not silent, silent
    assert "| 0 |" in text


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", _without_code(_read(page)))
    broken = []
    for target in targets:
        file, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = page.parent / file if file else page
        if not path.exists():
            broken.append(f"{target}: no such file")
        elif anchor and path.suffix == ".md" and anchor not in _anchors(path):
            broken.append(f"{target}: no such heading")
    assert not broken, "\n".join(broken)


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_python_examples_run(page: Path) -> None:
    lines = ["" if FENCE.match(line) else line for line in _read(page).splitlines()]
    test = doctest.DocTestParser().get_doctest("\n".join(lines) + "\n", {}, _name(page), str(page), 0)
    result = doctest.DocTestRunner(verbose=False).run(test)
    assert result.failed == 0, f"{result.failed} of {result.attempted} examples of {_name(page)} print something else"
