"""Read a case folder: every fault in it at once, or a case."""

from __future__ import annotations

from pathlib import Path

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.observe.choices import read_courses, read_scenarios
from harmattan.observe.claims import EVIDENCE, read_evidence, reports_from
from harmattan.observe.files import first_faults
from harmattan.observe.fuelways import fuel_faults
from harmattan.observe.gazetteer import Gazetteers
from harmattan.observe.geography import geography_faults
from harmattan.observe.plausible import choice_faults, rate_faults
from harmattan.observe.priors import priors_from
from harmattan.observe.protections import read_protections
from harmattan.observe.quarantine import Bounds
from harmattan.observe.settings import ReadSettings, read_settings
from harmattan.observe.stage import Stage, atlas_from, read_stage
from harmattan.observe.tables import read_table
from harmattan.world.atlas import LEVELS
from harmattan.world.case import Case

__all__ = ["check_case", "read_case"]


def read_case(folder: Path) -> Case:
    """Read a case folder.

    Rows of evidence that cannot be understood, or that say what cannot be, are no faults of the case: they are kept in
    `case.reports.rejected`, and weigh nothing. A parameter without a prior is found where the models that need it are chosen, not
    here.

    Args:
        folder: the case folder; its name is the id of the case.

    Returns:
        The case, checked.

    Raises:
        InputFaults: every fault in every file of the folder.
    """
    if not folder.is_dir():
        what = "a case folder; `harmattan case new NAME` writes one to start from"
        raise InputFaults([Fault(folder.name or ".", 0, "", "no such folder", what)])
    read, stage = read_settings(folder), read_stage(folder)
    entities = _entities(read, stage)
    table = read_table(folder, "priors.csv")
    priors, prior_faults = priors_from(table, entities)
    scenarios, scenario_faults = read_scenarios(folder, read.scenarios, entities)
    courses, course_faults = read_courses(folder, read.courses, entities)
    protections, protection_faults = read_protections(folder, entities)
    evidence = read_evidence(folder)
    faults = [*read.faults, *_stage_faults(read, stage), *table.all_faults(), *prior_faults]
    faults += [*rate_faults(table), *scenario_faults, *course_faults, *choice_faults(folder, scenarios, courses)]
    faults += [*protection_faults, *_stray_files(folder)]
    faults += [fault for table in evidence for fault in table.faults]
    if faults:
        raise InputFaults(_readable(faults))
    settings = read.settings()
    atlas = atlas_from(stage, settings.products)
    reports = reports_from(evidence, Gazetteers.of(atlas), Bounds.of(atlas, priors))
    return Case(folder.resolve().name, settings, atlas, priors, reports, scenarios, courses, protections)


def check_case(folder: Path) -> tuple[Fault, ...]:
    """Find every fault of a case folder.

    Args:
        folder: the case folder.

    Returns:
        The faults, sorted by file and row; empty when the case is sound.
    """
    try:
        read_case(folder)
    except InputFaults as error:
        return error.faults
    return ()


def _entities(read: ReadSettings, stage: Stage) -> dict[str, tuple[str, ...]]:
    """Ids on each axis; an axis whose table could not be used is left out, and nothing is checked against it."""
    entities = {}
    if stage.places.usable:
        entities["place"] = tuple(stage.places.ids)
    if stage.corridors.usable:
        entities["corridor"] = tuple(stage.corridors.ids)
    if stage.areas.usable:
        entities["area"] = tuple(stage.areas.ids)
        entities["country"] = tuple(dict.fromkeys(row.text("country") for row in stage.areas.rows))
    entities["level"] = tuple(str(level) for level in range(LEVELS))
    if read.file is not None:
        entities["product"] = tuple(read.file.products)
    return entities


def _stage_faults(read: ReadSettings, stage: Stage) -> list[Fault]:
    faults = [fault for table in stage.tables for fault in table.all_faults()]
    faults += geography_faults(stage) + fuel_faults(stage, read.country)
    if stage.places.usable:
        faults += read.against(list(stage.places.ids), (row.text("country") for row in stage.places.rows))
    return faults


def _stray_files(folder: Path) -> list[Fault]:
    """Name tables that nobody would read: a misspelt name would otherwise hide a whole file."""
    known = (*EVIDENCE, *(f"atlas/{name}.csv" for name in Stage.__dataclass_fields__))
    there = [f"{part}/{path.name}" for part in ("atlas", "evidence") for path in sorted((folder / part).glob("*.csv"))]
    return [
        Fault(file, 0, "", "a table that Harmattan does not know", "one of " + ", ".join(known), nearest(file, known))
        for file in there
        if file not in known
    ]


def _readable(faults: list[Fault]) -> list[Fault]:
    by_file: dict[str, list[Fault]] = {}
    for fault in sorted(set(faults)):
        by_file.setdefault(fault.file, []).append(fault)
    return [fault for file, group in by_file.items() for fault in first_faults(file, group)]
