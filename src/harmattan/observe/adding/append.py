"""Add rows to the evidence tables of a case folder: all tables or none, and not a byte of what stood there is changed."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harmattan.errors import Fault, InputFaults, OutputError
from harmattan.observe.adding.claim import Claim
from harmattan.observe.casefolder import read_case
from harmattan.observe.claims import EVIDENCE
from harmattan.world.case import Case

__all__ = ["Snapshot", "append_claims", "new_columns", "take_snapshot"]

_PREFIX = {"incidents": "I", "fuel": "F", "displacement": "D", "actors": "A", "responses": "R", "precedents": "P"}
_OWN = "OWN"
"""Ids of internal rows have a series of their own, so that no gap in the ids that others see tells of them."""

_ID = re.compile(r"([A-Za-z][A-Za-z_.:-]*?)([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The evidence tables of a case as they stood when it was read.

    Args:
        folder: the case folder.
        case: the case as read.
        tables: bytes of each table.
    """

    folder: Path
    case: Case
    tables: Mapping[str, bytes]


def take_snapshot(folder: Path) -> Snapshot:
    """Read a case and remember its evidence tables.

    Args:
        folder: the case folder.

    Returns:
        The snapshot.

    Raises:
        InputFaults: the case has faults.
        OutputError: somebody wrote to it meanwhile.
    """
    tables = {file: _bytes(folder / file) for file in EVIDENCE}
    case = read_case(folder)
    _unchanged(folder, tables)
    return Snapshot(folder, case, tables)


def new_columns(snapshot: Snapshot, claims: Iterable[Claim]) -> dict[str, tuple[str, ...]]:
    """Find columns that claims fill and that the tables of a case do not have yet.

    Args:
        snapshot: the case as it was read.
        claims: the claims.

    Returns:
        Columns by table, in order; tables that have all of theirs are left out.
    """
    out: dict[str, tuple[str, ...]] = {}
    for claim in claims:
        header = _header(snapshot.tables[claim.file].decode("utf-8-sig"))
        held = (*header, *out.get(claim.file, ()))
        missing = tuple(name for name in claim.cells if name not in held)
        if missing:
            out[claim.file] = (*out.get(claim.file, ()), *missing)
    return out


def append_claims(snapshot: Snapshot, claims: Sequence[Claim]) -> tuple[str, ...]:
    """Add claims to the tables of a case.

    The tables are made beside the case first and read as the case would read them. Only if that brings no fault and every new
    row is kept do they take the place of the old ones; if one of them cannot, those that did are put back.

    Args:
        snapshot: the case as it was read.
        claims: the claims, in order.

    Returns:
        The ids that they were given, in the same order.

    Raises:
        InputFaults: the case would have a fault or reject a new row; nothing was written.
        OutputError: a table changed since it was read, or cannot be written; nothing was written.
    """
    if not claims:
        return ()
    ids = _new_ids(snapshot, claims)
    missing = new_columns(snapshot, claims)
    after = {}
    for file in dict.fromkeys(claim.file for claim in claims):
        rows = [(name, claim) for name, claim in zip(ids, claims, strict=True) if claim.file == file]
        after[file] = _extended(snapshot.tables[file], rows, missing.get(file, ()))
    folder = snapshot.folder
    with _beside(folder) as trial:
        _require_sound(snapshot, trial, after, ids)
    _replace_all(folder, snapshot.tables, after)
    return ids


def _new_ids(snapshot: Snapshot, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Give each claim the next free id of the pattern of its table."""
    taken: set[str] = set()
    heads: dict[str, tuple[str, int, int]] = {}
    for file, data in snapshot.tables.items():
        found = list(_ids(data))
        taken |= set(found)
        heads[file] = _pattern(file, found)
    out = []
    for claim in claims:
        key = _OWN if claim.report.internal else claim.file
        head, width, last = heads.get(key) or _pattern(_OWN, [name for name in taken if name.startswith(_OWN)])
        name = ""
        while not name or name in taken:
            last += 1
            name = f"{head}{last:0{width}d}"
        taken.add(name)
        heads[key] = (head, width, last)
        out.append(name)
    return tuple(out)


def _pattern(file: str, ids: Iterable[str]) -> tuple[str, int, int]:
    """Prefix, width and last number of the ids of a table; a usual prefix where it has none."""
    matches = [match for name in ids if (match := _ID.fullmatch(name)) and (file == _OWN or match[1] != _OWN)]
    if not matches:
        return _PREFIX.get(Path(file).stem, file), 3, 0
    head = Counter(match[1] for match in matches).most_common(1)[0][0]
    numbers = [match[2] for match in matches if match[1] == head]
    last = max(numbers, key=int)
    return head, len(last), int(last)


def _ids(data: bytes) -> Iterator[str]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    header = [cell.strip() for cell in next(rows, [])]
    column = header.index("id") if "id" in header else 0
    return (row[column].strip() for row in rows if len(row) > column)


def _header(text: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader(io.StringIO(text, newline="")), [])]


def _extended(data: bytes, rows: Sequence[tuple[str, Claim]], missing: Sequence[str]) -> bytes:
    """Put rows behind a table, in its order of columns and with its line ends; a column that is missing is put at the end."""
    text = data.decode("utf-8-sig")
    header = _header(text)
    end = "\r\n" if "\r\n" in text else "\n"
    if missing:
        data = _widened(text, missing, end, bom=data.startswith(b"\xef\xbb\xbf"))
        header += list(missing)
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator=end)
    for name, claim in rows:
        cells = {"id": name, **claim.cells}
        writer.writerow([cells.get(column, "") for column in header])
    joint = b"" if not data or data.endswith(b"\n") else end.encode()
    return data + joint + lines.getvalue().encode("utf-8")


def _widened(text: str, names: Sequence[str], end: str, *, bom: bool) -> bytes:
    """Give a table further columns: each record gets blank cells at its end, and nothing else is touched."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    out, start = [], 0
    for number, record in enumerate(reader, 1):
        whole = "".join(lines[start : reader.line_num])
        start = reader.line_num
        body = whole.rstrip("\r\n")
        more = "," + ",".join(names) if number == 1 else "," * len(names)
        out.append((body + more if any(record) else body) + (whole[len(body) :] or (end if start < len(lines) else "")))
    return (b"\xef\xbb\xbf" if bom else b"") + "".join(out).encode("utf-8")


_PARTS = ("case.toml", "priors.csv", "atlas/*.csv", "evidence/*.csv", "scenarios/*.toml", "courses/*.toml")


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A hidden copy of what a case is read from, beside it, for a trial."""
    home = folder.resolve()
    trial = home.parent / f".{home.name}.{os.getpid()}.trial"
    try:
        trial.mkdir()
        for path in (path for part in _PARTS for path in sorted(home.glob(part))):
            target = trial / path.relative_to(home)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
        yield trial
    except OSError as error:
        raise OutputError(
            f"{home.parent} cannot be written to: {error.strerror or error}; nothing was added."
        ) from error
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _require_sound(snapshot: Snapshot, trial: Path, after: Mapping[str, bytes], ids: Sequence[str]) -> None:
    for file, data in after.items():
        (trial / file).write_bytes(data)
    case = read_case(trial)
    before = Counter((row.file, row.id, row.text) for row in snapshot.case.reports.rejected)
    lost = Counter((row.file, row.id, row.text) for row in case.reports.rejected) - before
    reasons = {(row.file, row.id): row for row in case.reports.rejected}
    faults = [
        Fault(file, reasons[file, name].row, "", name, f"a row that the case keeps: {reasons[file, name].reason}")
        for file, name, _ in lost
    ]
    kept = {row.id for row in case.reports}
    faults += [Fault("evidence", 0, "id", name, "a row that the case keeps") for name in ids if name not in kept]
    old = {(row.file, row.id) for row in snapshot.case.reports}
    gone = old - {(row.file, row.id) for row in case.reports}
    faults += [Fault(file, 0, "id", name, "a row that was kept before and still is") for file, name in gone]
    if faults:
        raise InputFaults(faults)


def _replace_all(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Put new tables in the place of the old ones; if one cannot be, put back those that were."""
    fresh: dict[Path, Path] = {}
    done: list[tuple[Path, bytes]] = []
    try:
        for file, data in after.items():
            target = (folder / file).resolve()
            part = target.with_name(f".{target.name}.{os.getpid()}.new")
            fresh[target] = part
            _write(part, data, like=target)
        _unchanged(folder, before)
        for (target, part), file in zip(fresh.items(), after, strict=True):
            done.append((target, before[file]))
            part.replace(target)
    except OSError as error:
        _put_back(done)
        raise OutputError(f"{folder} could not be written: {error.strerror or error}; nothing was added.") from error
    except KeyboardInterrupt:
        _put_back(done)
        raise
    finally:
        for part in fresh.values():
            part.unlink(missing_ok=True)


def _put_back(done: Iterable[tuple[Path, bytes]]) -> None:
    for target, data in done:
        part = target.with_name(f".{target.name}.{os.getpid()}.old")
        _write(part, data, like=target)
        part.replace(target)


def _write(path: Path, data: bytes, *, like: Path) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    shutil.copymode(like, path)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _unchanged(folder: Path, tables: Mapping[str, bytes]) -> None:
    changed = [file for file, data in tables.items() if _bytes(folder / file) != data]
    if changed:
        raise OutputError(
            f"{', '.join(changed)} changed since it was read: somebody else is writing to {folder}. "
            "Nothing was added; run it again."
        )
