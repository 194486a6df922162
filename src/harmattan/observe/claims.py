"""Turn the rows of the evidence files into reports: each row is kept, or rejected with a reason, and none is lost."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from harmattan.errors import Fault, InputFaults
from harmattan.observe.files import shorten
from harmattan.observe.gazetteer import Gazetteers
from harmattan.observe.internal import internal_lines, own_fault
from harmattan.observe.quarantine import Bounds, impossible
from harmattan.observe.tables import Row, Table, columns_of, read_table
from harmattan.observe.wording import Amount, parse_period, parse_value
from harmattan.world.atlas import Atlas
from harmattan.world.report import INTERNAL, Rejected, Report, Reports, names_own
from harmattan.world.vocabulary import columns

__all__ = ["EVIDENCE", "parse_period", "parse_value", "read_evidence", "read_reports", "reports_from"]

EVIDENCE = tuple(file for file in columns() if file.startswith("evidence/") and "*" not in file)
"""The evidence files of a case folder, in the order in which they are read."""

_WHOLE_COUNTRY = {"", "all", "national"}


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where an evidence file keeps what every report has."""

    metric: str
    value: str
    unit: Callable[[Row], str]
    where: Callable[[Row], str]
    period: Callable[[Row], tuple[date, date] | None]
    corridor: str = ""
    area: str = ""


def _incident_days(row: Row) -> tuple[date, date]:
    day, precision = date.fromisoformat(row.text("date")), row.text("date_precision")
    if precision == "week":
        return day - timedelta(days=3), day + timedelta(days=3)
    length = {"day": 10, "month": 7, "year": 4}[precision]
    return parse_period(row.text("date")[:length]) or (day, day)


def _precedent_days(row: Row) -> tuple[date, date] | None:
    start, end = parse_period(row.text("start_date")), parse_period(row.text("end_date"))
    if start is None or end is None:
        return start
    if end[1] < start[0]:
        raise ValueError("the end date lies before the start date")
    return start[0], end[1]


def _displaced_where(row: Row) -> str:
    place = row.text("place")
    return row.text("country_of_asylum_or_location") if place.casefold() in _WHOLE_COUNTRY else place


def _displaced_unit(row: Row) -> str:
    place = row.text("place").casefold()
    if "percent" in place:
        return "percent"
    return "person/day" if "per day" in place else "person"


_LAYOUTS = {
    "evidence/incidents.csv": _Layout(
        "event_type",
        "vehicles_destroyed",
        lambda _: columns_of("evidence/incidents.csv")["vehicles_destroyed"].unit,
        lambda row: row.text("place"),
        _incident_days,
        corridor="corridor",
        area="admin1",
    ),
    "evidence/fuel.csv": _Layout(
        "metric",
        "value",
        lambda row: row.text("unit"),
        lambda row: row.text("place"),
        lambda row: parse_period(row.text("date")),
        corridor="place",
    ),
    "evidence/displacement.csv": _Layout(
        "population", "value", _displaced_unit, _displaced_where, lambda row: parse_period(row.text("date"))
    ),
    "evidence/actors.csv": _Layout(
        "attribute",
        "value",
        lambda _: "",
        lambda row: row.text("country"),
        lambda row: parse_period(row.text("date")),
    ),
    "evidence/responses.csv": _Layout(
        "metric",
        "value",
        lambda row: row.text("unit"),
        lambda row: row.text("location"),
        lambda row: parse_period(row.text("date_or_period")),
    ),
    "evidence/precedents.csv": _Layout(
        "case", "duration_days", lambda _: "day", lambda row: row.text("country"), _precedent_days
    ),
}


def read_reports(folder: Path, atlas: Atlas) -> Reports:
    """Read the evidence files of a case folder.

    Args:
        folder: the case folder.
        atlas: the stage whose names the reports use.

    Returns:
        Kept and rejected rows.

    Raises:
        InputFaults: a file is absent, in a wrong encoding, or lacks a column; all such faults at once.
    """
    tables = read_evidence(folder)
    faults = [fault for table in tables for fault in table.faults]
    if faults:
        raise InputFaults(faults)
    return reports_from(tables, Gazetteers.of(atlas), Bounds.of(atlas))


def read_evidence(folder: Path) -> tuple[Table, ...]:
    """Read the evidence files as tables.

    Args:
        folder: the case folder.

    Returns:
        One table per file; only `Table.faults` stand in the way of a case, faults of rows become rejections.
    """
    return tuple(read_table(folder, file) for file in EVIDENCE)


def reports_from(tables: Sequence[Table], names: Gazetteers, bounds: Bounds | None = None) -> Reports:
    """Make reports of evidence tables.

    Of rows that share an id the one that was known first is kept, so that a row added later never changes what was known
    before; the others are rejected. An internal row never stands in the way of one that others may see. A claim that cannot be true
    is rejected too, in quarantine, and stands in the way of no other.

    Args:
        tables: evidence tables.
        names: spellings of places, corridors and areas.
        bounds: what the stage allows claims to say; None for what is impossible on any stage alone.

    Returns:
        Kept and rejected rows, in file order; together as many as there are rows.
    """
    kept: list[Report] = []
    rejected: list[Rejected] = []
    for table in tables:
        inside = internal_lines(table)
        read = [(row, _read(table.file, row, names, INTERNAL if row.line in inside else "")) for row in table.rows]
        wrong = {row.line: impossible(claim, bounds or Bounds()) for row, claim in read if isinstance(claim, Report)}
        sound = [claim for row, claim in read if isinstance(claim, Report) and not wrong[row.line]]
        first = _known_first([report for report in sound if report.internal])
        first |= _known_first([report for report in sound if not report.internal])
        for row, report in read:
            if not isinstance(report, Report):
                rejected.append(report)
            elif reason := _against(report, first.get(report.id), wrong[row.line]):
                rejected.append(_rejected(table.file, row, reason, INTERNAL if report.internal else ""))
            else:
                kept.append(report)
    return Reports(tuple(kept), tuple(rejected))


def _against(report: Report, first: Report | None, wrong: str) -> str:
    """Say why a claim is not kept; `first` is the one that is kept under its id, `wrong` why it cannot be true."""
    if first is report:
        return ""
    if first is not None and report.internal and not first.internal:
        return "a row that is not internal has the same id"
    return wrong or "another row has the same id and was known first"


def _known_first(reports: Sequence[Report]) -> dict[str, Report]:
    first: dict[str, Report] = {}
    for report in reports:
        earlier = first.get(report.id)
        if earlier is None or _known_day(report) < _known_day(earlier):
            first[report.id] = report
    return first


def _known_day(report: Report) -> date:
    ended = report.last_day if report.background else None
    return min(report.known_from or date.max, ended or date.max)


def _read(file: str, row: Row, names: Gazetteers, audience: str) -> Report | Rejected:
    if row.faults:
        return _rejected(file, row, "; ".join(_reason(fault) for fault in row.faults), audience)
    layout = _LAYOUTS[file]
    try:
        period = layout.period(row)
    except ValueError as error:
        return _rejected(file, row, str(error), audience)
    where, unit = layout.where(row), layout.unit(row)
    amount = _amount(row.text(layout.value), unit)
    place = names.places.find(where)
    area = names.areas.find(row.text(layout.area)) if layout.area else names.areas.find(where)
    first_day, last_day = period or (None, None)
    attack = file == "evidence/incidents.csv"
    report = Report(
        id=row.text("id"),
        file=file,
        row=row.line,
        metric=row.text(layout.metric),
        value=row.text(layout.value),
        unit=unit,
        low=amount.low,
        best=amount.best,
        high=amount.high,
        relation=amount.relation,
        first_day=first_day,
        last_day=last_day,
        place_text=where,
        place=place,
        corridor=names.corridors.find(row.text(layout.corridor)) if layout.corridor else "",
        area=area or names.area_of.get(place, ""),
        note=row.text("note"),
        source_url=row.text("source_url"),
        source_date=row.text("source_date"),
        confidence=row.text("confidence"),
        known_from=row.day("known_from"),
        source_type=row.text("source_type"),
        background=row.text("background") == "yes",
        count_destroyed=row.number("vehicles_destroyed") if attack else math.nan,
        fatalities=row.number("fatalities") if attack else math.nan,
        outcome=row.text("outcome") if file == "evidence/precedents.csv" else "",
        audience=audience,
    )
    wrong = own_fault(report) if names_own(report.metric) else ""
    return _rejected(file, row, wrong, audience) if wrong else report


def _amount(value: str, unit: str) -> Amount:
    """Read a value; a unit such as `tankers (more than)` says how precise an otherwise exact number is."""
    amount = parse_value(value)
    if amount.relation != "exact":
        return amount
    brackets = re.findall(r"\(([^()]+)\)", unit)
    stated = (parse_value(f"{bracket} {value}") for bracket in brackets)
    return next((a for a in chain(stated, (amount,)) if a.relation in ("at least", "at most", "about")), amount)


def _reason(fault: Fault) -> str:
    column = f"{fault.column}: " if fault.column else ""
    return f"{column}found '{fault.found}'; allowed: {fault.allowed}"


def _rejected(file: str, row: Row, reason: str, audience: str) -> Rejected:
    text = shorten(" | ".join(cell for cell in row.cells.values() if cell), 240)
    return Rejected(file, row.line, shorten(row.text("id")), text, reason, audience)
