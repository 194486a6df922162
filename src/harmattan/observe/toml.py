"""Read a TOML file of a case folder through a strict form, naming the line of each fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from harmattan.errors import Fault, nearest
from harmattan.observe.files import read_text, shorten

__all__ = ["Form", "key_fault", "read_form"]


class Form(BaseModel):
    """A table of a TOML file: frozen, no unknown keys, no silent change of type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


AnyForm = TypeVar("AnyForm", bound=Form)


def read_form(folder: Path, file: str, form: type[AnyForm]) -> tuple[AnyForm | None, str, tuple[Fault, ...]]:
    """Read a TOML file.

    Args:
        folder: the case folder.
        file: path below it.
        form: keys and types that the file must have.

    Returns:
        The filled form (None when there are faults), the text of the file, and every fault.
    """
    text, wrong = read_text(folder, file)
    if wrong:
        return None, text, wrong
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return None, text, (_syntax_fault(file, str(error)),)
    try:
        return form.model_validate(data), text, ()
    except ValidationError as error:
        faults = tuple(_form_fault(file, text, form, dict(one)) for one in error.errors(include_url=False))
        return None, text, faults


def key_fault(file: str, text: str, key: Sequence[str | int], found: object, allowed: str, hint: str = "") -> Fault:
    """Make a fault about one key of a TOML file.

    Args:
        file: path below the case folder.
        text: text of the file, to find the line.
        key: keys from the root; numbers count the entries of an array of tables from 0.
        found: what was read.
        allowed: what would have been accepted.
        hint: the nearest accepted value.

    Returns:
        The fault; its column is written like `path[1].variable`, entries counted from 1.
    """
    return Fault(file, _line(text, key), _dotted(key), shorten(found), allowed, hint)


def _syntax_fault(file: str, message: str) -> Fault:
    at = re.search(r"\(at line (\d+), column (\d+)\)|\(at end of document\)", message)
    line = int(at[1]) if at and at[1] else 0
    what = re.sub(r"\s*\(at .*\)$", "", message) or "a text that is not TOML"
    return Fault(
        file, line, "", shorten(what, 100), "TOML: KEY = VALUE lines below [TABLE] lines; texts in double quotes"
    )


def _form_fault(file: str, text: str, form: type[Form], error: dict[str, object]) -> Fault:
    key = tuple(part for part in _key(error["loc"]) if part != "[key]")
    kind, message = str(error["type"]), str(error["msg"]).removeprefix("Input should be ")
    fields = _form_at(form, key[:-1]).model_fields
    if kind == "extra_forbidden":
        name = str(key[-1])
        return key_fault(
            file, text, key, name, "a key of this table: " + ", ".join(fields), nearest(name, list(fields))
        )
    meaning = fields[key[-1]].description if key and key[-1] in fields else None
    if kind == "missing":
        return key_fault(file, text, key, "nothing", f"this key: {meaning or 'it has no default'}")
    found = "an array or table" if isinstance(error["input"], dict | list) else error["input"]
    return key_fault(file, text, key, found, message + (f" ({meaning})" if meaning else ""))


def _key(loc: object) -> Iterator[str | int]:
    if isinstance(loc, tuple):
        yield from (part if isinstance(part, int) else str(part) for part in loc)


def _form_at(form: type[Form], key: Sequence[str | int]) -> type[Form]:
    for part in key:
        field = form.model_fields.get(part) if isinstance(part, str) else None
        if field is None:
            continue
        forms = [
            t for t in (field.annotation, *get_args(field.annotation)) if isinstance(t, type) and issubclass(t, Form)
        ]
        form = forms[0] if forms else Form
    return form


def _dotted(key: Sequence[str | int]) -> str:
    text = ""
    for part in key:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return shorten(text)


def _line(text: str, key: Sequence[str | int]) -> int:
    """Find the line that sets a key, or the table it belongs to; 0 when neither stands on a line of its own."""
    wanted, best, line_found = tuple(key), 0, 0
    for line, path in _paths(text):
        shared = min(len(path), len(wanted))
        if shared > best and wanted[:shared] == path[:shared]:
            best, line_found = shared, line
    return line_found


def _paths(text: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        was_inside, inside = inside, inside ^ ((line.count('"""') + line.count("'''")) % 2 == 1)
        if was_inside:
            continue
        if header := re.match(r"\s*(\[\[?)\s*([\w.-]+)\s*\]", line):
            table = _table(header[2].split("."), counts, new_entry=header[1] == "[[")
            yield number, table
        elif key := re.match(r'\s*"?([\w-]+)"?\s*=', line):
            yield number, (*table, key[1])


def _table(names: Sequence[str], counts: dict[str, int], *, new_entry: bool) -> tuple[str | int, ...]:
    path: list[str | int] = []
    for depth, name in enumerate(names, start=1):
        path.append(name)
        prefix = ".".join(names[:depth])
        if new_entry and depth == len(names):
            counts[prefix] = counts.get(prefix, -1) + 1
        if prefix in counts:
            path.append(counts[prefix])
    return tuple(path)
