"""Everything a brief is made from, all of it nouns of the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from harmattan.brief.earlier import Earlier
from harmattan.brief.holding import Holding, holdings
from harmattan.errors import Fault, InputFaults
from harmattan.map.marks import CorridorMark, PlaceMark, corridor_marks, place_marks
from harmattan.map.sheet import SETTLED
from harmattan.protect import Answer
from harmattan.world.atlas import Place
from harmattan.world.case import Case
from harmattan.world.choice import Course, Scenario
from harmattan.world.outlook import Comparison, Outlook, Scorecard
from harmattan.world.report import Reports
from harmattan.world.situation import Situation

__all__ = ["BriefInput"]


@dataclass(frozen=True)
class BriefInput:
    """What a brief says, before it is said.

    Args:
        case: the crisis.
        as_of: cut-off date.
        reports: the claims known on that date.
        situation: the belief on that date.
        outlooks: the days ahead by (scenario, course); the first scenario and course of the case are the reference.
        comparison: outcomes of courses across scenarios.
        scorecard: how past outlooks fared; None where nothing is scored yet.
        earlier: what an earlier brief said; None where none is set beside this one.
        protection: which protection keeps most people supplied; None where the case tells of none, and never made for the public.

    Raises:
        InputFaults: no outlook at all, or one that does not start the day after the cut-off.
    """

    case: Case
    as_of: date
    reports: Reports
    situation: Situation
    outlooks: Mapping[tuple[str, str], Outlook]
    comparison: Comparison
    scorecard: Scorecard | None
    earlier: Earlier | None = None
    protection: Answer | None = None

    def __post_init__(self) -> None:
        faults = [] if self.outlooks else [Fault("outlooks", 0, "", "none", "at least one outlook")]
        for (scenario, course), outlook in self.outlooks.items():
            if (outlook.calendar.first_day - self.as_of).days != 1:
                found = outlook.calendar.first_day.isoformat()
                faults.append(Fault("outlooks", 0, f"{scenario}, {course}", found, "the day after the cut-off date"))
        if faults:
            raise InputFaults(faults)

    @property
    def reference_key(self) -> tuple[str, str]:
        """Scenario and course that everything else is measured against."""
        wanted = (self.case.scenarios[0].id, self.case.courses[0].id)
        return wanted if wanted in self.outlooks else next(iter(self.outlooks))

    @property
    def reference(self) -> Outlook:
        """Outlook of the reference."""
        return self.outlooks[self.reference_key]

    @property
    def other_scenario(self) -> Outlook | None:
        """Outlook of the first alternative scenario under the reference course."""
        scenario, course = self.reference_key
        ids = [s.id for s in self.case.scenarios if s.id != scenario]
        return next((self.outlooks[s, course] for s in ids if (s, course) in self.outlooks), None)

    @cached_property
    def place_marks(self) -> tuple[PlaceMark, ...]:
        """What is believed about each place under the reference, before anything is withheld."""
        return place_marks(self.situation, self.reference)

    @cached_property
    def corridor_marks(self) -> tuple[CorridorMark, ...]:
        """What is believed about each corridor under the reference, before anything is withheld."""
        return corridor_marks(self.situation, self.reference)

    @cached_property
    def holdings(self) -> Mapping[str, Holding]:
        """Who holds each place, by its id; empty where control is not held."""
        return holdings(self.case, self.reports, self.situation, self.reference)

    @property
    def flight(self) -> str:
        """Ending of sentences on people who leave: `_all` where attacks drive them too, empty where siege and shortage alone do."""
        return "_all" if "attacks" in self.reference.values else ""

    @property
    def towns(self) -> tuple[Place, ...]:
        """Cities and towns of the country under blockade."""
        places = self.case.atlas.places
        return tuple(p for p in places if p.country == self.case.settings.country and p.kind in SETTLED)

    @property
    def horizon(self) -> int:
        """Days ahead."""
        return self.reference.calendar.days

    @property
    def last_day(self) -> date:
        """Last day ahead."""
        return self.reference.calendar.last_day

    @property
    def focus(self) -> tuple[str, ...]:
        """Ids of the places shown first; where the case names none, the largest city."""
        atlas = self.case.atlas
        named = tuple(name for name in self.case.settings.focus if name in atlas.place_index)
        cities = sorted(atlas.places, key=lambda place: (-place.population, place.id))
        return named or tuple(place.id for place in cities[:1])

    @property
    def worth(self) -> float:
        """How many equally weighted draws the numbers are worth: never more than there are."""
        return float(min(self.situation.effective_sample_size, self.reference.draws))

    def scenario(self, name: str) -> Scenario:
        """Find a scenario by its id.

        Args:
            name: the id; one the case does not hold gets a scenario with the id as title.

        Returns:
            The scenario.
        """
        return next((s for s in self.case.scenarios if s.id == name), Scenario(name, name, name, "", "", ()))

    def course(self, name: str) -> Course:
        """Find a course by its id.

        Args:
            name: the id; one the case does not hold gets a course with the id as title.

        Returns:
            The course.
        """
        return next((c for c in self.case.courses if c.id == name), Course(name, name, name, "", "", ()))
