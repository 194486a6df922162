"""The sentences of the files in `words/`, by key and language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from harmattan.brief.numerals import bound_signs

__all__ = ["LANGUAGES", "phrase_file", "sentences"]

LANGUAGES = ("en", "fr")


@cache
def phrase_file() -> Mapping[str, Any]:
    """Read the files of `words/` as one; a table may go on in another file, a key stands once.

    Returns:
        Their tables.

    Raises:
        ValueError: a key stands in two files.
    """
    out: dict[str, Any] = {}
    folder = files("harmattan.brief").joinpath("words")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            _merge(out, tomllib.loads(entry.read_text(encoding="utf-8")), entry.name)
    return out


def _merge(into: dict[str, Any], more: Mapping[str, Any], file: str) -> None:
    for key, value in more.items():
        old = into.get(key)
        if old is None:
            into[key] = value
        elif isinstance(old, dict) and isinstance(value, dict) and "en" not in value:
            _merge(old, value, file)
        else:
            raise ValueError(f"words/{file}: the key {key} stands in another file too: give it one home.")


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Read every sentence by its key.

    Returns:
        For each key, the sentence by language code.

    Examples:
        >>> all(set(LANGUAGES) <= set(entry) for entry in sentences().values())
        True
    """
    out: dict[str, Mapping[str, str]] = {}

    def walk(table: Mapping[str, Any], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict) and isinstance(value.get("en"), str):
                out[prefix + key] = {language: bound_signs(words) for language, words in value.items()}
            elif isinstance(value, dict):
                walk(value, f"{prefix}{key}.")

    walk(phrase_file(), "")
    return out
