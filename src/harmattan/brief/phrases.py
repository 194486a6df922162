"""The sentences of wording.toml, by key and language."""

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
    """Read wording.toml as it stands.

    Returns:
        Its tables.
    """
    return tomllib.loads(files("harmattan.brief").joinpath("wording.toml").read_text(encoding="utf-8"))


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
