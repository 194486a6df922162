"""The tables of the atlas as read, and the atlas that sound tables give."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from pathlib import Path

from harmattan.observe.cells import open_months
from harmattan.observe.tables import Table, read_table
from harmattan.world.atlas import Area, Atlas, Corridor, FuelUse, Place, Region, Route

__all__ = ["Stage", "atlas_from", "read_stage"]

_MAY_BE_ABSENT = ("outline", "regions")


@dataclass(frozen=True)
class Stage:
    """The seven tables below atlas/. Outline and regions are empty where a case has none."""

    places: Table
    routes: Table
    corridors: Table
    areas: Table
    fuel: Table
    outline: Table
    regions: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        """All seven."""
        return tuple(getattr(self, table.name) for table in fields(self))


def read_stage(folder: Path) -> Stage:
    """Read the tables of the atlas, each by itself.

    Args:
        folder: the case folder.

    Returns:
        The tables with their faults.
    """
    files = {table.name: f"atlas/{table.name}.csv" for table in fields(Stage)}
    left_out = {name for name in _MAY_BE_ABSENT if not (folder / files[name]).exists()}
    return Stage(
        **{name: Table(file) if name in left_out else read_table(folder, file) for name, file in files.items()}
    )


def atlas_from(stage: Stage, products: tuple[str, ...]) -> Atlas:
    """Make an atlas of sound rows.

    Args:
        stage: tables that agree with each other.
        products: fuels told apart.

    Returns:
        The atlas.

    Raises:
        InputFaults: the tables do not agree.
    """
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in stage.outline.sound:
        lines.setdefault(row.text("outline"), []).append((row.number("lat"), row.number("lon")))
    return Atlas(
        places=_places(stage.places),
        routes=tuple(
            Route(
                row.text("id"),
                row.text("from"),
                row.text("to"),
                row.number("km"),
                row.text("class"),
                row.text("surface"),
                row.number("free_flow_days"),
                row.text("source"),
                row.text("note"),
                row.number("cover", 0.5),
            )
            for row in stage.routes.sound
        ),
        corridors=_corridors(stage.corridors),
        areas=_areas(stage.areas),
        fuel=tuple(
            FuelUse(
                row.text("place"),
                row.number("need_share"),
                row.number("priority_share"),
                row.number("storage_days"),
                row.text("source"),
                row.number("reserved_share", 0.0),
                row.number("border_trade", 0.0),
            )
            for row in stage.fuel.sound
        ),
        products=products,
        outline=tuple((name, tuple(points)) for name, points in lines.items()),
        regions=_regions(stage.regions),
    )


def _places(table: Table) -> tuple[Place, ...]:
    return tuple(
        Place(
            row.text("id"),
            row.text("name"),
            row.text("area"),
            row.text("country"),
            row.number("lat"),
            row.number("lon"),
            row.text("kind"),
            population=int(row.number("population", 0)),
            capacity=row.number("capacity"),
            displaced=int(row.number("displaced", 0)),
            name_fr=row.text("name_fr"),
            aliases=row.names("aliases"),
            source=row.text("source"),
            note=row.text("note"),
            region=row.text("region"),
            pcode=row.text("pcode"),
        )
        for row in table.sound
    )


def _corridors(table: Table) -> tuple[Corridor, ...]:
    return tuple(
        Corridor(
            row.text("id"),
            row.text("name"),
            row.text("kind"),
            row.names("via"),
            row.number("normal_share"),
            row.number("transit_days"),
            row.number("dispatch_limit"),
            name_fr=row.text("name_fr"),
            aliases=row.names("aliases"),
            source=row.text("source"),
            note=row.text("note"),
            mode=row.text("mode") or "road",
            customs_days=row.number("customs_days", 0.0),
            border_limit=row.number("border_limit", math.inf),
            months=open_months(row.text("months")),
        )
        for row in table.sound
    )


def _areas(table: Table) -> tuple[Area, ...]:
    return tuple(
        Area(
            row.text("id"),
            row.text("name"),
            row.text("country"),
            row.number("lat"),
            row.number("lon"),
            neighbours=row.names("neighbours"),
            pcode=row.text("pcode"),
            name_fr=row.text("name_fr"),
            source=row.text("source"),
        )
        for row in table.sound
    )


def _regions(table: Table) -> tuple[Region, ...]:
    return tuple(
        Region(
            row.text("id"),
            row.text("name"),
            row.text("area"),
            row.number("share_of_area"),
            pcode=row.text("pcode"),
            name_fr=row.text("name_fr"),
            aliases=row.names("aliases"),
            source=row.text("source"),
        )
        for row in table.sound
    )
