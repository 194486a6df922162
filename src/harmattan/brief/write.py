"""The one file of the brief that touches the disk: everything is made aside, then moved in at once."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harmattan.brief.audience import Audience
from harmattan.brief.comparison_csv import comparison_csv
from harmattan.brief.geojson import situation_geojson
from harmattan.brief.inputs import BriefInput
from harmattan.brief.netcdf import write_netcdf
from harmattan.brief.page import page, warnings_of
from harmattan.brief.phrases import LANGUAGES
from harmattan.brief.spreadsheet import tables_xlsx
from harmattan.brief.statements import statements
from harmattan.brief.wording import Wording
from harmattan.errors import OutputError

__all__ = ["statements_json", "write_brief", "write_folder"]


def statements_json(inputs: BriefInput, *, level: str = "partner") -> str:
    """Write the key judgements as JSON, in every language.

    Args:
        inputs: what the brief is made from.
        level: `partner` or `public`.

    Returns:
        The text of the file; a number that a statement does not have is null.

    Raises:
        InputFaults: an unknown level.
    """

    def number(value: float) -> float | None:
        return float(f"{value:.6g}") if math.isfinite(value) else None

    listed: list[dict[str, Any]] = [
        {
            "id": statement.id,
            "text": dict(statement.text),
            "median": number(statement.median),
            "low": number(statement.low),
            "high": number(statement.high),
            "unit": statement.unit,
            "probability": number(statement.probability),
            "count": statement.count,
            "sources": list(statement.sources),
            "caveat": dict(statement.caveat),
        }
        for statement in statements(inputs, level=level)
    ]
    whole = {
        "case": inputs.case.id,
        "as_of": inputs.as_of.isoformat(),
        "last_day": inputs.last_day.isoformat(),
        "audience": level,
        "reference": {"scenario": inputs.reference_key[0], "course": inputs.reference_key[1]},
        "warnings": {language: list(warnings_of(inputs, Wording(language))) for language in LANGUAGES},
        "statements": listed,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_brief(inputs: BriefInput, folder: Path, *, language: str, level: str = "partner") -> tuple[Path, ...]:
    """Write the brief and its data files into a folder.

    Everything is made in a hidden folder beside it and moved in when all is done: an error or Ctrl-C leaves what stood there
    before as it was.

    Args:
        inputs: what the brief is made from.
        folder: where the files go; it is made where it does not exist, other files in it stay.
        language: `en` or `fr` for `brief.html`; `both` adds `brief.fr.html` beside an English `brief.html`.
        level: `partner`, or `public` for coarsened files named `brief.public.html` and so on.

    Returns:
        Paths of the files: the pages, situation.geojson, outlook.nc, comparison.csv, tables.xlsx, statements.json.

    Raises:
        InputFaults: an unknown language or level; nothing is written.
        OutputError: the folder cannot be written; what stood there before is untouched.
    """
    first = Wording("en" if language == "both" else language).language
    end = Audience(level).suffix

    def make(new: Path) -> None:
        _text(new / f"brief{end}.html", page(inputs, language=first, level=level))
        if language == "both":
            _text(new / f"brief.fr{end}.html", page(inputs, language="fr", level=level))
        _text(new / f"situation{end}.geojson", situation_geojson(inputs, level=level))
        write_netcdf(inputs, new / f"outlook{end}.nc", level=level)
        _text(new / f"comparison{end}.csv", comparison_csv(inputs, level=level))
        (new / f"tables{end}.xlsx").write_bytes(tables_xlsx(inputs, language=first, level=level))
        _text(new / f"statements{end}.json", statements_json(inputs, level=level))

    return write_folder(folder, make)


def write_folder(folder: Path, make: Callable[[Path], None]) -> tuple[Path, ...]:
    """Write files into a folder all at once: an error or Ctrl-C leaves what stood there before as it was.

    Args:
        folder: where the files go; it is made where it does not exist, other files in it stay.
        make: writes the files into the empty folder it is given.

    Returns:
        Paths of the files, sorted by name.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            new = aside / "new"
            new.mkdir()
            make(new)
            return _move_in(new, aside / "old", folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise OutputError(f"{folder} could not be written: {reason}. Choose another folder with --out.") from problem


def _text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _move_in(new: Path, old: Path, folder: Path) -> tuple[Path, ...]:
    """Put new files in the place of old ones; where that breaks off, put the old ones back."""
    names = sorted(path.name for path in new.iterdir())
    if not folder.exists():
        new.replace(folder)
        return tuple(folder / name for name in names)
    old.mkdir()
    stood = [name for name in names if (folder / name).exists()]
    for name in stood:
        shutil.copy2(folder / name, old / name)
    done = False
    try:
        for name in names:
            (new / name).replace(folder / name)
        done = True
    finally:
        if not done:
            for name in names:
                if name in stood:
                    (old / name).replace(folder / name)
                elif not (new / name).exists():
                    (folder / name).unlink(missing_ok=True)
    return tuple(folder / name for name in names)
