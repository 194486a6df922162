"""Which keys of the word files anything says: read from the code, the templates, the tables and the map, without running them."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import nodes

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "harmattan"
MAP = ROOT / "web" / "src"

GAP = None
Form = tuple[str | None, ...]
"""A text with gaps, such as `state.{name}`: what stands in a gap is not known before it runs."""


class Spoken:
    """Texts and forms of texts that stand in the code.

    Args:
        texts: every text as it stands.
        forms: every text with gaps.
    """

    def __init__(self, texts: set[str], forms: set[Form]) -> None:
        parts = {part.strip("_. ") for form in forms for part in form if part}
        # Metrics and kinds of source come into a key with their spaces and slashes turned.
        turned = {re.sub(r"[^a-z0-9]+", sign, text.casefold()) for text in texts for sign in "_-"}
        self.texts = texts
        self.words = texts | parts | turned
        self.forms = sorted((form for form in forms if any(part and part.strip("_. ") for part in form)), key=str)

    def says(self, key: str) -> bool:
        """Tell whether a key stands in the code, or fits a form whose gaps hold words that stand there."""
        return key in self.texts or any(
            self._knows(gaps) for form in self.forms for gaps in _gaps(form, key) if form[0] or "." in gaps[0]
        )

    def _knows(self, gaps: Sequence[str], deep: int = 1) -> bool:
        return all(self._known(gap, deep) for gap in gaps)

    @cache  # noqa: B019 - lives as long as the test
    def _known(self, gap: str, deep: int) -> bool:
        if not gap or gap.isdigit() or gap in self.words:
            return True
        return deep < 2 and any(self._knows(gaps, deep + 1) for form in self.forms for gaps in _gaps(form, gap))


def _gaps(form: Form, text: str) -> Iterator[tuple[str, ...]]:
    """List what the gaps of a form could hold, were it this text."""
    if not form:
        if not text:
            yield ()
        return
    part, rest = form[0], form[1:]
    if part is not None:
        if text.startswith(part):
            yield from _gaps(rest, text[len(part) :])
        return
    for end in range(len(text) + 1):
        for more in _gaps(rest, text[end:]):
            yield (text[:end], *more)


def read_spoken() -> Spoken:
    """Read code, templates, tables and the map."""
    texts: set[str] = set()
    forms: set[Form] = set()
    for read, pattern, folder in (
        (_code, "*.py", SOURCE),
        (_template, "*.jinja", SOURCE),
        (_table, "*.csv", SOURCE),
        (_map, "*.ts", MAP),
    ):
        for path in sorted(folder.rglob(pattern)):
            more, with_gaps = read(path.read_text(encoding="utf-8-sig"))
            texts |= more
            forms |= with_gaps
    return Spoken(texts, forms)


def _code(text: str) -> tuple[set[str], set[Form]]:
    tree = ast.parse(text)
    told = {node.body[0] for node in ast.walk(tree) if _documented(node)}
    told |= {node.value for node in told}
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told | inside
    }
    forms = {
        tuple(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    }
    forms |= {_with_gaps(re.split(r"\{\}", one)) for one in texts if re.fullmatch(r"[\w.]*\.\w*\{\}", one)}
    return texts, {form for form in forms if all(part is None or re.fullmatch(r"[\w./ ]+", part) for part in form)}


def _documented(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and bool(node.body)
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    )


def _with_gaps(pieces: Sequence[str]) -> Form:
    out: list[str | None] = [pieces[0]]
    for piece in pieces[1:]:
        out += [GAP, piece]
    return tuple(part for part in out if part != "")


def _template(text: str) -> tuple[set[str], set[Form]]:
    tree = jinja2.Environment().parse(text)  # noqa: S701 - parsed, never rendered
    texts = {one.value for one in tree.find_all(nodes.Const) if isinstance(one.value, str)}
    return texts, {tuple(_joined(one)) for one in tree.find_all(nodes.Concat)}


def _joined(node: nodes.Node) -> Iterator[str | None]:
    if isinstance(node, nodes.Concat):
        for part in node.nodes:
            yield from _joined(part)
    else:
        yield str(node.value) if isinstance(node, nodes.Const) else GAP


def _table(text: str) -> tuple[set[str], set[Form]]:
    return {word for row in csv.reader(text.splitlines()) for cell in row for word in (cell, *cell.split("|"))}, set()


def _map(text: str) -> tuple[set[str], set[Form]]:
    """Read what the map takes from its words: `words.find`, words[`layer_${kind}`], and a quoted name."""
    names = {f"live.{name}" for name in re.findall(r"\bwords\.(\w+)", text)}
    forms = {_with_gaps(re.split(r"\$\{\w+\}", f"live.{one}")) for one in re.findall(r"words\[`([^`]+)`\]", text)}
    return names | set(re.findall(r'"(\w+)"', text)), forms
