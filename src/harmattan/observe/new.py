"""Make a case folder: a small one to start from, or a copy of a whole one to edit."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from harmattan.errors import Fault, InputFaults, OutputError

__all__ = ["copy_case", "new_case"]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def new_case(name: str, parent: Path) -> Path:
    """Write a case folder about an invented country with two towns, which passes every check and runs.

    The folder is built beside its place and moved there in one step: it is there as a whole or not at all.

    Args:
        name: name of the folder: lower-case letters and digits, joined by single hyphens, at most 60 characters.
        parent: folder in which it is made.

    Returns:
        The new folder.

    Raises:
        InputFaults: a bad name, no such parent, or something of that name is there already.
        OutputError: the parent cannot be written to.
    """
    return _built(name, parent, lambda building: _copy(files("harmattan.observe") / "template", building, name))


def copy_case(name: str, source: Path, parent: Path) -> Path:
    """Copy a whole case folder to edit the copy, with every table as it stands, to the byte.

    It is there as a whole or not at all, as in `new_case`. Hidden files are left behind; every copied file may be written to,
    even where the one it was copied from may not.

    Args:
        name: name of the new folder, as in `new_case`.
        source: the case folder that is copied.
        parent: folder in which the copy is made; not inside the one that is copied.

    Returns:
        The new folder.

    Raises:
        InputFaults: a bad name, no such parent, something of that name is there already, or no case to copy.
        OutputError: the parent cannot be written to.
    """
    if not (source / "case.toml").is_file():
        raise InputFaults([Fault("case new", 0, "--from", str(source), "a case folder; it has a case.toml")])
    if parent.resolve().is_relative_to(source.resolve()):
        raise InputFaults([Fault("case new", 0, "--in", str(parent), "a folder outside the case that is copied")])
    return _built(name, parent, lambda building: _copy_all(source, building))


def _built(name: str, parent: Path, fill: Callable[[Path], None]) -> Path:
    target, building = parent / name, parent / f".{name}.{os.getpid()}.new"
    faults = _faults(name, parent, target)
    if faults:
        raise InputFaults(faults)
    try:
        building.mkdir()
        fill(building)
        building.replace(target)
    except OSError as error:
        raise OutputError(
            f"{target} could not be written: {error.strerror or error}; nothing was left there."
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return target


def _faults(name: str, parent: Path, target: Path) -> list[Fault]:
    if not _NAME.fullmatch(name) or len(name) > 60:
        guess = "-".join(re.findall(r"[a-z0-9]+", name.casefold()))[:60].strip("-")
        what = "lower-case letters and digits, joined by single hyphens, at most 60 characters"
        return [Fault("case new", 0, "NAME", name[:80], what, guess)]
    if not parent.is_dir():
        return [Fault("case new", 0, "folder", str(parent), "a folder that exists")]
    if target.exists() or target.is_symlink():
        return [Fault("case new", 0, "NAME", name, f"a name that is free in {parent}; nothing is ever overwritten")]
    return []


def _copy_all(source: Path, target: Path) -> None:
    for entry in sorted(source.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            (target / entry.name).mkdir()
            _copy_all(entry, target / entry.name)
        elif entry.is_file():
            shutil.copyfile(entry, target / entry.name)


def _copy(source: Traversable, target: Path, name: str) -> None:
    for entry in source.iterdir():
        if entry.is_dir():
            (target / entry.name).mkdir()
            _copy(entry, target / entry.name, name)
        elif entry.name.endswith((".csv", ".toml", ".md")):
            text = entry.read_text(encoding="utf-8").replace("@NAME@", name)
            (target / entry.name).write_text(text, encoding="utf-8", newline="\n")
