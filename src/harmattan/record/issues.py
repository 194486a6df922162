"""Issued outlooks: frozen with everything that tells what they were made from, and read back to be scored."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import harmattan
from harmattan.errors import Fault, InputFaults, RecordChanged
from harmattan.inference.scores import central
from harmattan.models.contract import Model, parameters_in
from harmattan.models.outcomes import CHANCES
from harmattan.observe.internal import shared_bytes
from harmattan.record.ledger import Entry, digest
from harmattan.world.atlas import Atlas
from harmattan.world.case import Case
from harmattan.world.outlook import Outlook
from harmattan.world.report import Reports
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables

__all__ = ["MOST_DRAWS", "Draft", "Issue", "draft_issue", "freeze", "read_issue", "thaw"]

MOST_DRAWS = 200
"""Most draws of an outlook that are frozen."""

UNDER_WAY = frozenset({"tankers_exposed", "tankers_waiting"})
"""Recorded variables that tell of tankers on a road by the day; reports on them weigh, and no file holds them."""

CONTENT, DRAWS = "issue.json", "draws.npz"
AXES = ("place", "corridor", "area", "country")
ATTACKS = "ambushes"


@dataclass(frozen=True)
class Draft:
    """An outlook made ready to be frozen: its id, and the bytes of its two files."""

    id: str
    content: bytes
    draws: bytes


@dataclass(frozen=True)
class Issue:
    """A frozen outlook, checked against the ledger.

    Args:
        id: name of its folder.
        folder: where it is.
        content: what issue.json says.
        entered: day on which it was entered in the ledger, as far as anyone can check.
    """

    id: str
    folder: Path
    content: Mapping[str, Any]
    entered: date

    @property
    def as_of(self) -> date:
        """Cut-off date of its evidence."""
        return date.fromisoformat(self.content["as_of"])


def draft_issue(
    case: Case, folder: Path, reports: Reports, models: Sequence[Model], situation: Situation, outlook: Outlook
) -> Draft:
    """Write down an outlook and what it was made from, without a clock: the same inputs give the same bytes.

    Args:
        case: the case.
        folder: its folder, whose files are hashed, evidence as if its internal rows had never been entered.
        reports: what was known on the cut-off date.
        models: the mechanisms in the order of a day.
        situation: the belief.
        outlook: the days ahead.

    Returns:
        The draft.

    Raises:
        InputFaults: the case or the reports hold internal claims, which no record may.
    """
    if case.reports.internal or reports.internal:
        allowed = "a run planned at the partner level: a record outlives its readers, and holds nothing internal"
        raise InputFaults([Fault("issue", 0, "level", "internal claims", allowed)])
    kept = len(next(iter(outlook.values.values())))
    rows = np.linspace(0, kept - 1, min(kept, MOST_DRAWS)).round().astype(np.int64)
    wanted = {ATTACKS, *(name for model in models for name in model.observes)} - UNDER_WAY
    arrays: dict[str, NDArray[Any]] = {"draw": rows.astype(np.int32)}
    arrays |= {name: array[rows] for name, array in outlook.values.items() if name in wanted}
    arrays |= {name: array[rows].astype(np.float32) for name, array in parameters_in(situation.values).items()}
    draws = _npz(arrays)
    known, every = reports.counts(), [*case.reports, *case.reports.rejected]
    content: dict[str, Any] = {
        "case": case.id,
        "as_of": situation.day.isoformat(),
        "audience": "partner",
        "horizon_days": outlook.calendar.days,
        "seed": outlook.seed,
        "draws": outlook.draws,
        "belief_draws": situation.draws,
        "scenario": outlook.scenario,
        "course": outlook.course,
        "models": [model.name for model in models],
        "version": harmattan.__version__,
        "code": code_hash(),
        "libraries": {name: version(name) for name in ("numba", "numpy", "scipy")},
        "evidence": [
            {
                "file": file,
                "sha256": digest(shared_bytes(folder, file)),
                "rows": sum(row.file == file for row in every),
                "known": known.get(file, 0),
            }
            for file in sorted({row.file for row in every})
        ],
        "inputs": {file: digest((folder / file).read_bytes()) for file in _inputs(folder, outlook)},
        "evidence_settings": asdict(case.settings.evidence),
        "entities": {axis: list(case.atlas.labels(axis)) for axis in AXES},
        "draws_kept": len(rows),
        "draws_audience": "internal",
        "draws_sha256": digest(draws),
        "warnings": list(outlook.warnings),
        "key_figures": [_figure(name, amounts) for name, amounts in outlook.totals.items()],
    }
    name = re.sub(r"[^\w.-]+", "-", case.id)
    own = f"{name}-{situation.day}-{digest(_json(content))[:12]}"
    return Draft(own, _json({"id": own, **content}), draws)


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _figure(name: str, amounts: NDArray[np.float64]) -> dict[str, str | float]:
    """Sum up an amount; of a chance only the mean says something."""
    numbers = {} if name in CHANCES else dict(zip(("low", "median", "high"), central(amounts), strict=True))
    numbers["mean"] = float(amounts.mean())
    return {"figure": name, **{key: float(f"{number:.6g}") for key, number in numbers.items()}}


def _inputs(folder: Path, outlook: Outlook) -> list[str]:
    tables = sorted(f"atlas/{path.name}" for path in (folder / "atlas").glob("*.csv"))
    return [
        "case.toml",
        "priors.csv",
        *tables,
        f"scenarios/{outlook.scenario}.toml",
        f"courses/{outlook.course}.toml",
    ]


def code_hash() -> str:
    """Hash the source files of the installed package; shipped cases are data and are left out.

    Returns:
        SHA-256 of every file below the package with its path, in order.
    """
    root = Path(str(files("harmattan")))
    paths = [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    named = sorted((path.relative_to(root).as_posix(), path) for path in paths)
    return digest("".join(f"{name} {digest(path.read_bytes())}\n" for name, path in named if name[:6] != "cases/"))


def _npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Pack arrays as np.savez_compressed does, but without the time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(arrays):
            one = io.BytesIO()
            np.lib.format.write_array(one, np.ascontiguousarray(arrays[name]), version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o444 << 16
            archive.writestr(entry, one.getvalue(), zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def freeze(root: Path, draft: Draft) -> None:
    """Write the files of an issue, all at once and read-only.

    Args:
        root: folder of the record.
        draft: what to write.

    Raises:
        RecordChanged: the folder is there already and holds something else.
    """
    folder = root / draft.id
    parts = {CONTENT: draft.content, DRAWS: draft.draws}
    if folder.exists():
        held = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        if held != parts:
            raise RecordChanged(str(root), [f"{draft.id}: not in the ledger, and not what is issued under that name"])
        return
    aside = Path(tempfile.mkdtemp(prefix=".issue-", dir=root))
    try:
        new = aside / draft.id
        new.mkdir()
        for name, data in parts.items():
            (new / name).write_bytes(data)
            (new / name).chmod(0o444)
        new.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def read_issue(root: Path, entry: Entry) -> tuple[Issue | None, list[str]]:
    """Read a frozen outlook and hold it against its row of the ledger.

    Args:
        root: folder of the record.
        entry: its row.

    Returns:
        The issue, or what was changed.
    """
    folder = root / entry.id
    absent = [f"{entry.id}/{name}: removed" for name in (CONTENT, DRAWS) if not (folder / name).is_file()]
    if absent:
        return None, absent
    text = (folder / CONTENT).read_bytes()
    if digest(text) != entry.hash:
        return None, [f"{entry.id}/{CONTENT}: changed"]
    content = json.loads(text)
    if digest((folder / DRAWS).read_bytes()) != content["draws_sha256"]:
        return None, [f"{entry.id}/{DRAWS}: changed"]
    return Issue(entry.id, folder, content, entry.entered), []


def thaw(issue: Issue, atlas: Atlas) -> tuple[dict[str, NDArray[Any]], frozenset[str], tuple[str, ...]]:
    """Read the draws of an issue on today's atlas.

    An entity that came later has zeros, and reports about it cannot be scored by this outlook; where one is gone, nothing can.

    Args:
        issue: the frozen outlook.
        atlas: the stage as it is now.

    Returns:
        Arrays by name, `draw` with the number of each draw among them; ids that came later; ids that are gone.
    """
    then: Mapping[str, list[str]] = issue.content["entities"]
    gone = [name for axis in AXES for name in then[axis] if name not in atlas.labels(axis)]
    later = [name for axis in AXES for name in atlas.labels(axis) if name not in then[axis]]
    with np.load(io.BytesIO((issue.folder / DRAWS).read_bytes()), allow_pickle=False) as held:
        arrays: dict[str, NDArray[Any]] = {name: held[name] for name in held.files}
    for name, array in arrays.items():
        axis = variables()[name].dims[1:] if name in variables() else ()
        if axis and axis[0] in AXES and not gone:
            arrays[name] = _placed(array, -1 if array.ndim == 3 else 1, then[axis[0]], atlas.labels(axis[0]))
    return arrays, frozenset(later), tuple(gone)


def _placed(array: NDArray[Any], axis: int, then: Sequence[str], now: Sequence[str]) -> NDArray[Any]:
    """Put the columns of entities where they stand now; zeros for those that came later."""
    if list(then) == list(now):
        return array
    shape = list(array.shape)
    shape[axis] = len(now)
    out = np.zeros(shape, dtype=array.dtype)
    moved = np.moveaxis(out, axis, 0)
    moved[[list(now).index(name) for name in then]] = np.moveaxis(array, axis, 0)
    return out
