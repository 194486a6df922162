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
_NO_USERS = ("camp", "crossing")
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
    faults = spelling_faults(stage.corridors) + _share_faults(stage) + _served_faults(stage.fuel)
    faults += _customs_faults(stage.corridors)
    if stage.places.usable:
        faults += _via_faults(stage) + _head_faults(stage, country)
        uses = ((row, row.text("place")) for row in stage.fuel.sound)
        faults += unknown_faults(stage.fuel, "place", uses, stage.places.ids) + _user_faults(stage, country)
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
    faults = [*_overflow(stage.corridors, "normal_share", shares), *_overflow(stage.fuel, "need_share", needs)]
    imports = [row for row in stage.corridors.sound if row.text("kind") == "import"]
    if imports and not any(row.number("normal_share") > 0.0 for row in imports):
        what = "an import corridor with a share above 0; where none brings anything, nobody has fuel in normal times"
        faults.append(Fault(stage.corridors.file, imports[0].line, "normal_share", "0 for every import corridor", what))
    return faults


def _served_faults(fuel: Table) -> list[Fault]:
    """Name the rows in which more of the need is served first and second than there is."""
    faults = []
    for row in fuel.sound:
        first, second = row.number("priority_share"), row.number("reserved_share", 0.0)
        if first + second > 1.0 + _ROUNDING:
            what = "priority_share and reserved_share that add up to at most 1, the whole need of the place"
            faults.append(Fault(fuel.file, row.line, "reserved_share", f"{first:g} and {second:g}", what))
    return faults


def _user_faults(stage: Stage, country: str) -> list[Fault]:
    """Name fuel that is used where nobody can use it: in a camp, at a crossing, or abroad."""
    places = {row.text("id"): row for row in stage.places.sound}
    faults = []
    for row in stage.fuel.sound:
        name = row.text("place")
        place = places.get(name)
        if place is None or row.number("need_share") <= 0.0:
            continue
        if place.text("kind") in _NO_USERS:
            what = "a place with users of fuel, such as a city, town, mine or base; give its need to the town nearest to it"
            faults.append(Fault(stage.fuel.file, row.line, "place", shorten(f"{name} ({place.text('kind')})"), what))
        if country and place.text("country") != country:
            what = f"a place in {country}, since need_share is a share of its need; 0 where fuel is only stored"
            faults.append(Fault(stage.fuel.file, row.line, "place", shorten(f"{name} ({place.text('country')})"), what))
    return faults


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
