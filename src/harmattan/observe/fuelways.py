"""Check that fuel has a way: corridors follow routes, begin at a source, and reach everyone who needs fuel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from harmattan.errors import Fault
from harmattan.observe.files import shorten
from harmattan.observe.geography import spelling_faults, unknown_faults
from harmattan.observe.stage import Stage
from harmattan.observe.tables import Row, Table

__all__ = ["fuel_faults"]

_SOURCES = ("port", "refinery", "depot")
_ROUNDING = 1e-9


def fuel_faults(stage: Stage, country: str) -> list[Fault]:
    """Check corridors and fuel use against places and routes.

    A table that could not be used as a whole is not held against the others.

    Args:
        stage: the tables of the atlas.
        country: country under blockade; empty when it is not known.

    Returns:
        Every fault, with file and row.
    """
    faults = spelling_faults(stage.corridors) + _share_faults(stage) + _customs_faults(stage.corridors)
    if stage.places.usable:
        faults += _via_faults(stage) + _head_faults(stage, country)
        uses = ((row, row.text("place")) for row in stage.fuel.sound)
        faults += unknown_faults(stage.fuel, "place", uses, stage.places.ids)
    faults += _double_faults(stage.fuel)
    if stage.corridors.usable and stage.fuel.usable:
        faults += _source_faults(stage)
    return faults


def _via_faults(stage: Stage) -> list[Fault]:
    table, places = stage.corridors, stage.places.ids
    uses = ((row, name) for row in table.sound for name in row.names("via"))
    faults = unknown_faults(table, "via", uses, places)
    joined: dict[frozenset[str], set[str]] = {}
    for row in stage.routes.rows:
        joined.setdefault(frozenset((row.text("from"), row.text("to"))), set()).add(row.text("class"))
    for row in table.sound:
        via = row.names("via")
        if len(via) < 2:
            faults.append(
                Fault(table.file, row.line, "via", shorten("|".join(via)), "two places or more, separated by |")
            )
        if not stage.routes.usable:
            continue
        mode = row.text("mode") or "road"
        for pair in pairwise(via):
            ways = joined.get(frozenset(pair), set())
            if not (ways if mode == "road" else mode in ways) and all(name in places for name in pair):
                by = "" if mode == "road" else f" by {mode} (class {mode})"
                what = f"two places that a row of atlas/routes.csv joins{by}"
                faults.append(Fault(table.file, row.line, "via", shorten("|".join(pair)), what))
    return faults


def _head_faults(stage: Stage, country: str) -> list[Fault]:
    places = {row.text("id"): row for row in stage.places.sound}
    supplied = _supplied(stage)
    faults = []
    for row in stage.corridors.sound:
        via = row.names("via")
        head = places.get(via[0]) if via else None
        if head is None:
            continue
        if row.text("kind") == "import":
            faults += _import_head(stage.corridors, row, head, country)
        elif via[0] not in supplied:
            what = (
                "a head that fuel reaches: the end of an import corridor or of a distribution corridor that is supplied"
            )
            faults.append(Fault(stage.corridors.file, row.line, "via", shorten(via[0]), what))
    return faults


def _import_head(table: Table, row: Row, head: Row, country: str) -> list[Fault]:
    faults = []
    if head.text("kind") not in _SOURCES:
        what = "a head of kind port, refinery or depot for an import corridor"
        faults.append(Fault(table.file, row.line, "via", f"{head.text('id')} ({head.text('kind')})", what))
    if country and head.text("country") == country:
        what = f"a head outside {country}, since import brings fuel from abroad"
        faults.append(Fault(table.file, row.line, "via", f"{head.text('id')} ({country})", what))
    return faults


def _customs_faults(corridors: Table) -> list[Fault]:
    """Name customs days that leave no day for the road, and border columns where no border is passed."""
    faults = []
    for row in corridors.sound:
        if row.text("kind") == "import":
            if row.number("customs_days", 0.0) >= row.number("transit_days"):
                what = f"less than the {row.text('transit_days')} transit_days of which they are a part"
                faults.append(Fault(corridors.file, row.line, "customs_days", row.text("customs_days"), what))
            continue
        faults += [
            Fault(corridors.file, row.line, column, row.text(column), "nothing: only an import corridor has a border")
            for column in ("customs_days", "border_limit")
            if row.number(column, 0.0) > 0
        ]
    return faults


def _share_faults(stage: Stage) -> list[Fault]:
    shares = [(row, _beneficiary(row)) for row in stage.corridors.sound]
    needs = [(row, "the national need") for row in stage.fuel.sound]
    first_two = [
        Fault(stage.fuel.file, row.line, "reserved_share", f"{served:g} with priority_share", "together at most 1")
        for row in stage.fuel.sound
        if (served := row.number("priority_share") + row.number("reserved_share", 0.0)) > 1 + _ROUNDING
    ]
    overflow = _overflow(stage.corridors, "normal_share", shares) + _overflow(stage.fuel, "need_share", needs)
    return overflow + first_two


def _beneficiary(corridor: Row) -> str:
    via = corridor.names("via")
    return "the national need" if corridor.text("kind") == "import" or not via else f"the need at {via[-1]}"


def _overflow(table: Table, column: str, uses: Sequence[tuple[Row, str]]) -> list[Fault]:
    """Name the first row with which the shares of something pass 1."""
    totals: dict[str, float] = {}
    faults = []
    for row, of_what in uses:
        before = totals.get(of_what, 0.0)
        totals[of_what] = before + row.number(column)
        if before <= 1 + _ROUNDING < totals[of_what]:
            found = f"{totals[of_what]:g} together with the rows above"
            faults.append(Fault(table.file, row.line, column, found, f"shares of {of_what} that add up to at most 1"))
    return faults


def _double_faults(fuel: Table) -> list[Fault]:
    seen: dict[str, int] = {}
    return [
        Fault(fuel.file, row.line, "place", shorten(name), f"each place once; row {seen[name]} has it too")
        for row in fuel.sound
        if seen.setdefault(name := row.text("place"), row.line) != row.line
    ]


def _source_faults(stage: Stage) -> list[Fault]:
    supplied, users = _supplied(stage), {row.text("place") for row in stage.fuel.rows}
    what = "a place that corridors supply from an import head, directly or over others; this is demand without a source"
    faults = [
        Fault(stage.fuel.file, row.line, "place", shorten(row.text("place")), what)
        for row in stage.fuel.sound
        if row.text("place") not in supplied
    ]
    what = "an end that has a row in atlas/fuel.csv, since someone must use or store what arrives"
    return faults + [
        Fault(stage.corridors.file, row.line, "via", shorten(via[-1]), what)
        for row in stage.corridors.sound
        if (via := row.names("via")) and via[-1] not in users
    ]


def _supplied(stage: Stage) -> set[str]:
    """Follow corridors from the import heads; rows with faults still carry what they carry."""
    onward: dict[str, list[str]] = {}
    waiting: list[str] = []
    for row in stage.corridors.rows:
        via = row.names("via")
        if row.text("kind") == "import":
            waiting += via[-1:]
        elif via:
            onward.setdefault(via[0], []).append(via[-1])
    supplied: set[str] = set()
    while waiting:
        place = waiting.pop()
        if place not in supplied:
            supplied.add(place)
            waiting += onward.get(place, [])
    return supplied
