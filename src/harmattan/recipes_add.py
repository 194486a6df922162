"""Where a case meets this week's reports: what they are understood against, who hears them, and their way into the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from harmattan.brief.wording import Wording
from harmattan.errors import Fault, Incomplete, InputFaults
from harmattan.mechanisms import make_models
from harmattan.models.contract import State, normal_record, parameters_of
from harmattan.models.past import read_past
from harmattan.observe.adding.append import Snapshot, take_snapshot
from harmattan.observe.adding.columns import Entry
from harmattan.observe.adding.ground import Defaults, Ground
from harmattan.observe.adding.session import Ask, Understood, go_through
from harmattan.recipes import LONGEST_PAST, find_case, shipped_cases
from harmattan.world.case import Case
from harmattan.world.prior import PriorTable
from harmattan.world.report import Report, Reports

__all__ = ["Adding", "Hears", "find_own_case", "hearing", "make_adding"]

Hears = Callable[[Report], tuple[str, ...]]
"""Names the mechanisms in which a claim weighs."""


@dataclass(frozen=True)
class Adding:
    """A case that reports are added to.

    Args:
        snapshot: the case and its tables as read.
        ground: what rows are understood against.
        hears: names the mechanisms in which a claim weighs.
    """

    snapshot: Snapshot
    ground: Ground
    hears: Hears

    @property
    def case(self) -> Case:
        """The case."""
        return self.snapshot.case

    def understand(self, entries: Iterable[Entry], ask: Ask | None = None) -> Understood:
        """Understand rows against the case.

        Args:
            entries: the rows.
            ask: asks somebody; None where nobody may be asked.

        Returns:
            What became of them.
        """
        return go_through(entries, self.ground, self.case.reports, ask)


def find_own_case(name: str, *, to_write: bool) -> Path:
    """Find a case that may be written to.

    Args:
        name: folder of the case, or name of a shipped one.
        to_write: whether it will be written to.

    Returns:
        The folder.

    Raises:
        InputFaults: there is no such case, or it is one that comes with Harmattan and is to be written to.
    """
    folder = find_case(name)
    known = {path.resolve(): shipped for shipped, path in shipped_cases().items()}
    shipped = known.get(folder.resolve())
    if to_write and shipped:
        copy = f"harmattan case new my-{shipped} --from {shipped}"
        allowed = f"a case folder of your own; `{copy}` makes one, then add to my-{shipped}"
        raise InputFaults([Fault("command line", 0, "CASE", name, allowed)])
    return folder


def make_adding(folder: Path, defaults: Defaults) -> Adding:
    """Read a case to add reports to it.

    Args:
        folder: the case folder.
        defaults: what holds for rows that do not say it themselves; `today` is moved to the cut-off date of the case where that
            is later.

    Returns:
        What is needed to understand rows.

    Raises:
        InputFaults: the case has faults.
        OutputError: somebody wrote to it meanwhile.
    """
    snapshot = take_snapshot(folder)
    case = snapshot.case
    latest = replace(defaults, today=max(defaults.today, case.settings.as_of))
    codes = {place.country for place in case.atlas.places} | {area.country for area in case.atlas.areas}
    names = {code: tuple(Wording(language).country(code) for language in ("en", "fr")) for code in sorted(codes)}
    return Adding(snapshot, Ground.of(case, latest, names), hearing(case, latest))


def hearing(case: Case, defaults: Defaults) -> Hears:
    """Ask the mechanisms of a case which claims weigh in them.

    Args:
        case: the case.
        defaults: hold the last day on which anything can be known.

    Returns:
        Names the mechanisms that expect what a claim measures, or hear the event that it tells of. It names none where the
        mechanisms of the case do not fit together; `harmattan case check` says why.
    """
    settings = case.settings
    try:
        models = make_models(case)
        table = PriorTable.lay_out(case.priors, case.atlas, parameters_of(models))
    except (InputFaults, Incomplete):
        return lambda _: ()
    middle: State = dict(table.values(np.zeros((1, table.size))))
    days = min(LONGEST_PAST, max(1, (defaults.today - settings.first_day).days + 1))
    record = normal_record(models, middle, settings.first_day, days)

    def hears(report: Report) -> tuple[str, ...]:
        counted = report.relation != "none"
        expecting = [model.name for model in models if counted and model.expect(report, record) is not None]
        names = expecting[:1]
        if report.first_day is not None:
            told = [model.name for model in models if model.hears(report, 1.0)]
            past = read_past(
                Reports((report,)),
                case.atlas,
                settings.evidence,
                first_day=settings.first_day,
                as_of=defaults.today,
                seed=settings.seed,
            )
            names += told + (["supply"] if past.events else [])
        order = [model.name for model in models]
        return tuple(sorted(set(names) & set(order), key=order.index))

    return hears
