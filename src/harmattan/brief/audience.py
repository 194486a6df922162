"""Who may see what: the level stamped on every output, and what the public level leaves out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.map.marks import NOT_KNOWN, CorridorMark, PlaceMark
from harmattan.world.atlas import Atlas
from harmattan.world.choice import Course
from harmattan.world.report import Report, Reports
from harmattan.world.vocabulary import variables

if TYPE_CHECKING:
    from harmattan.brief.inputs import BriefInput

__all__ = ["LEVELS", "Audience", "audience_of"]

LEVELS = ("internal", "partner", "public")
"""Levels that can be written, the widest view first; only `internal` holds a user's own stocks and fleet."""

_CITY_FUEL = (
    "days_of_fuel", "fuel_stock_total", "fuel_arrived", "shortage", "priority_unserved", "power_hours", "closed_share",
    "fuel_used", "fuel_missed", "street_price", "general_price", "schools_closed", "business_closed",
)  # fmt: skip
_TOWN_HELD = ("control", "control_origin_lost", "place_taken", "pact_signed", "city_taken")
_FUEL_WORDS = ("stock", "days_of_fuel", "rationing", "power_hours", "outage_hours", "electricity_supply")


@dataclass(frozen=True, slots=True)
class Audience:
    """A level of disclosure.

    Args:
        level: `internal` (everything, own stocks and fleet included), `partner` (everything else) or `public` (coarsened).

    Raises:
        InputFaults: another level.

    Examples:
        >>> Audience("public").shows("days_of_fuel"), Audience("partner").shows("days_of_fuel")
        (False, True)
    """

    level: str

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            allowed = ", ".join(LEVELS[:-1]) + f" or {LEVELS[-1]}"
            raise InputFaults([Fault("options", 0, "level", self.level, allowed, nearest(self.level, LEVELS))])

    @property
    def public(self) -> bool:
        """Whether outputs are coarsened."""
        return self.level == "public"

    @property
    def internal(self) -> bool:
        """Whether a user's own stocks and fleet are shown."""
        return self.level == "internal"

    @property
    def suffix(self) -> str:
        """What file names carry before their ending; nothing for partners, the default."""
        return "" if self.level == "partner" else f".{self.level}"

    def check(self, inputs: BriefInput) -> None:
        """Stop before anything is written where internal claims would leave the user's own organisation.

        A run at another level is planned without them (`make_plan`), so that nothing is left to hide; this is the lock behind it.

        Args:
            inputs: what the brief is made from.

        Raises:
            InputFaults: the level is not `internal` and the inputs hold internal claims.
        """
        earlier = inputs.earlier is not None and inputs.earlier.level == "internal"
        if not self.internal and (earlier or inputs.reports.internal or inputs.case.reports.internal):
            allowed = "a run planned at this level, which leaves internal claims out: make_plan(…, level=…)"
            raise InputFaults([Fault("inputs", 0, "level", f"{self.level}, with internal claims", allowed)])

    def shows(self, variable: str, axis: str = "") -> bool:
        """Tell whether a variable may be shown for single entities.

        Args:
            variable: a name of variables.csv or of an outcome.
            axis: its entity axis.

        Returns:
            False at the public level for fuel, power, prices and closures of single towns day by day, for sieges and control of
            single towns day by day and for anything ahead on single corridors. That a town is besieged on the cut-off day is public
            news and stays on the map as a ring and a word; so does who holds it, local pacts excepted. Amounts for the whole
            country are shown.
        """
        hidden = variable in _CITY_FUEL or variable in ("siege", "days_capital_dry", "origin_stock_days")
        hidden = hidden or (axis == "place" and variable in _TOWN_HELD)
        return not (self.public and (hidden or axis == "corridor"))

    def shows_course(self, course: Course) -> bool:
        """Tell whether a course may be named.

        Args:
            course: a list of levers.

        Returns:
            False at the public level for a course that acts on corridors: escorts planned ahead, in any form.
        """
        on_roads = any(
            "corridor" in known.dims for lever in course.levers if (known := variables().get(lever.variable))
        )
        return not (self.public and on_roads)

    def places(self, marks: Iterable[PlaceMark], reports: Reports) -> tuple[PlaceMark, ...]:
        """Coarsen what is shown of places.

        Args:
            marks: what is believed about each place.
            reports: the claims known, which name towns under pacts.

        Returns:
            The marks; at the public level days of fuel become classes, chances of control are left out, a siege is told where
            a report names it and it is possible or likely, nothing is said of it elsewhere, and crossings show nobody. A holder
            by pact becomes "not known", as that of most towns is; all else stands as for any town, because a gap would point at it.
        """
        if not self.public:
            return tuple(marks)
        pacts = {report.id: report.place for report in reports if report.place and _is_pact(report)}
        out = []
        for mark in marks:
            quiet = mark.holder == "pact" or (mark.place.id in pacts.values() and mark.holder != "government")
            coarse = replace(mark, days=None, holding=(), holder=NOT_KNOWN if mark.holder and quiet else mark.holder)
            told = tuple(name for name in mark.holder_reports if name not in pacts)
            coarse = replace(coarse, holder_reports=() if coarse.holder == NOT_KNOWN else told)
            if not (mark.siege_word and mark.siege_reports):
                coarse = replace(coarse, siege=math.nan, siege_reports=())
            if mark.place.kind == "crossing":
                coarse = replace(coarse, displaced=None, displaced_then=None, arrived=None, left=None)
                coarse = replace(coarse, shortfall=None, shortfall_then=None, over=math.nan)
            out.append(coarse)
        return tuple(out)

    def corridors(self, marks: Iterable[CorridorMark]) -> tuple[CorridorMark, ...]:
        """Coarsen what is shown of corridors.

        Args:
            marks: what is believed about each corridor.

        Returns:
            The marks; at the public level nothing about the weeks ahead, nothing of tankers that wait together, and nothing of
            what makes a road dangerous.
        """
        if not self.public:
            return tuple(marks)
        return tuple(replace(mark, ahead=None, ambushes=None, waiting=None, danger=None) for mark in marks)

    def keeps(self, report: Report, atlas: Atlas) -> bool:
        """Tell whether a report may be printed.

        Args:
            report: the claim.
            atlas: the stage.

        Returns:
            False for internal claims at any level but the internal one; at the public level also for pacts, arrivals at
            crossings, and fuel stocks and hours of power of single places.
        """
        if report.internal and not self.internal:
            return False
        if not self.public:
            return True
        kind = atlas.places[atlas.place_index[report.place]].kind if report.place in atlas.place_index else ""
        crossing = kind == "crossing" and report.file.endswith("displacement.csv")
        stock = bool(report.place) and any(word in report.metric for word in _FUEL_WORDS)
        return not (_is_pact(report) or crossing or stock)

    def foretells(self, report: Report) -> bool:
        """Tell whether what the model expects of a report may stand beside it.

        Args:
            report: the claim.

        Returns:
            False at the public level for fuel and power of a single place: what arrives and what is short there is the model's
            number for that town, whatever the report says.
        """
        return not (self.public and report.place and report.file.endswith("fuel.csv"))


def audience_of(inputs: BriefInput, level: str) -> Audience:
    """Settle who will read something, and that the inputs may be shown to them.

    Args:
        inputs: what the brief is made from.
        level: `internal`, `partner` or `public`.

    Returns:
        The audience.

    Raises:
        InputFaults: an unknown level, or inputs with internal claims at another level than `internal`.
    """
    audience = Audience(level)
    audience.check(inputs)
    return audience


def _is_pact(report: Report) -> bool:
    return report.metric == "agreement" and report.file.endswith("incidents.csv")
