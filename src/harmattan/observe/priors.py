"""Read priors.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from harmattan.errors import Fault, InputFaults
from harmattan.observe.files import name_nearest, shorten
from harmattan.observe.tables import Row, Table
from harmattan.world.prior import Prior
from harmattan.world.vocabulary import variables

__all__ = ["priors_from"]

_EARLIER = "another row for this parameter and entity, without known_from, for the days before"


def priors_from(table: Table, entities: Mapping[str, Sequence[str]]) -> tuple[tuple[Prior, ...], list[Fault]]:
    """Make priors of the rows of priors.csv.

    Args:
        table: priors.csv as read.
        entities: ids on the axes `place`, `corridor` and `product`; an axis that is absent is not checked.

    Returns:
        The priors of sound rows, and faults with file and row: an unknown parameter, an entity that is not on its axis, two
        rows for the same parameter, entity and `known_from`, a dated row without one for the days before, an interval that the
        shape or the variable does not allow.
    """
    parameters = {name: v for name, v in variables().items() if v.role == "parameter"}
    known = {axis: set(ids) for axis, ids in entities.items()}
    unknown: list[Fault] = []
    strangers: dict[str, list[Fault]] = {}
    others: list[Fault] = []
    priors: list[Prior] = []
    seen: dict[tuple[str, str, str], int] = {}
    dated: list[Row] = []
    for row in table.sound:
        name, entity = row.text("variable"), row.text("entity")
        if name not in parameters:
            what = "a parameter of variables.csv"
            unknown.append(Fault(table.file, row.line, "variable", shorten(name), what))
            continue
        axis = parameters[name].dims[1] if len(parameters[name].dims) > 1 else ""
        if entity and not axis:
            what = f"nothing: {name} has one value for the whole case"
            others.append(Fault(table.file, row.line, "entity", shorten(entity), what))
        elif entity and axis in known and entity not in known[axis]:
            what = f"the id of a {axis}, or nothing for all others"
            strangers.setdefault(axis, []).append(Fault(table.file, row.line, "entity", shorten(entity), what))
        dated += [row] * bool(row.text("known_from"))
        key = name, entity, row.text("known_from")
        if seen.setdefault(key, row.line) != row.line:
            what = f"each parameter and entity once for each known_from; row {seen[key]} has them too"
            others.append(Fault(table.file, row.line, "variable", shorten(f"{name} {entity}".strip()), what))
        priors += _prior(table.file, row, others)
    others += [
        Fault(table.file, row.line, "known_from", row.text("known_from"), _EARLIER)
        for row in dated
        if (row.text("variable"), row.text("entity"), "") not in seen
    ]
    hinted = name_nearest(unknown, list(parameters))
    for axis, faults in strangers.items():
        hinted += name_nearest(faults, entities[axis])
    return tuple(priors), [*hinted, *others]


def _prior(file: str, row: Row, faults: list[Fault]) -> list[Prior]:
    try:
        prior = Prior(
            row.text("variable"),
            row.text("entity"),
            row.text("distribution"),
            row.number("low"),
            row.number("high"),
            row.text("source"),
            row.text("note"),
            row.day("known_from"),
        )
    except InputFaults as error:
        faults += [replace(fault, file=file, row=row.line, column="low, high") for fault in error.faults]
        return []
    return [prior]
