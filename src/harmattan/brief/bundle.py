"""What was built for the map in the page: one script, its worker, a style sheet, and the land of the whole world."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from harmattan.errors import OutputError

__all__ = ["FILES", "Bundle", "Land", "bundle", "land", "read_bundle", "read_land"]

FILES = ("page.js", "worker.js", "page.css", "land.json.gz", "licences.txt")
"""What `make web` builds; the package is not whole without each of them."""

Line = list[list[float]]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes into the page beside its data.

    Args:
        script: the script, a module without imports; fit to stand in an element as it is.
        worker: the worker of the map, a plain script; fit to stand in an element as it is.
        css: style of the map.
        licences: notices of the third-party code in it; the script begins with the same text.
    """

    script: str
    worker: str
    css: str
    licences: str

    @property
    def source(self) -> str:
        """What the page's policy must name for the script to run, in quotes, as it stands in `script-src`.

        Examples:
            >>> Bundle("", "", "", "").source
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
        """
        return f"'sha256-{base64.b64encode(hashlib.sha256(self.script.encode()).digest()).decode()}'"


@dataclass(frozen=True, slots=True)
class Land:
    """Land of the whole world at 1:50m, in degrees with three decimals, longitude before latitude.

    Args:
        countries: for each country its code of two letters, empty where it has none, and its polygons: rings of points, the
            outer ring first. A code may come more than once.
        borders: lines between countries.
    """

    countries: tuple[tuple[str, list[list[Line]]], ...]
    borders: list[Line]


def read_bundle(folder: Traversable) -> Bundle:
    """Read the script, the worker, the style and the notices.

    Args:
        folder: where they lie.

    Returns:
        All of them.

    Raises:
        OutputError: one is missing.
    """
    script, worker, css, _, licences = (_read(folder, name) for name in FILES)
    return Bundle(script.decode(), worker.decode(), css.decode(), licences.decode())


def read_land(folder: Traversable) -> Land:
    """Read the land of the whole world.

    Args:
        folder: where the bundle lies.

    Returns:
        Countries and the borders between them.

    Raises:
        OutputError: it is missing or cut short.
    """
    packed = _read(folder, "land.json.gz")
    try:
        found = json.loads(gzip.decompress(packed))
        countries = [
            (one["properties"]["code"], one["geometry"]["coordinates"]) for one in found["countries"]["features"]
        ]
        return Land(tuple(countries), found["borders"]["coordinates"])
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as fault:
        raise OutputError(f"{folder}/land.json.gz cannot be read ({fault}). {_NEXT}") from fault


@cache
def bundle() -> Bundle:
    """Give the bundle of this installation.

    Returns:
        Script, worker, style and notices.

    Raises:
        OutputError: the bundle was not built.
    """
    return read_bundle(_built())


@cache
def land() -> Land:
    """Give the land of this installation; read once, so do not change it.

    Returns:
        Countries and the borders between them.

    Raises:
        OutputError: the bundle was not built.
    """
    return read_land(_built())


_NEXT = "The map of the page is built from the folder web: run 'make web' in the source of Harmattan, then try again."


def _built() -> Traversable:
    return files("harmattan.brief").joinpath("built")


def _read(folder: Traversable, name: str) -> bytes:
    try:
        return folder.joinpath(name).read_bytes()
    except OSError as fault:
        raise OutputError(f"{folder}/{name} is missing. {_NEXT}") from fault
