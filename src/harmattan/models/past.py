"""What reports say happened on past days, as drivers of those days: ambushes, sieges and bans begun and ended.

Ambushes are a Poisson process of which a share is reported. Reported and unreported ambushes are then independent, so past days
contain the reported ones as told and draw only the unreported ones; how likely the reported ones were is weighed in
`ambush_log_likelihood`. An event that may be untrue, or whose day is not sure, happens in some draws and not in others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.compiled import compiled
from harmattan.inference.likelihood import log_likelihood
from harmattan.inference.samplers import normal
from harmattan.models.contract import FADES_DAYS, Heard, Model, State
from harmattan.models.days import Drivers
from harmattan.world.atlas import Atlas, stable_key
from harmattan.world.case import EvidenceSettings
from harmattan.world.report import Report, Reports

__all__ = ["Past", "read_past"]

_DRIVERS = {
    "convoy_attack": "ambush_reported",
    "blockade_declared": "siege_declared",
    "blockade_lifted": "siege_lifted",
    "ban_declared": "import_ban",
    "ban_lifted": "import_ban_lifted",
}
"""Kinds of event and the driver that each sets. A blockade declared on an import corridor is a ban, heard on all of them."""

EVERYWHERE = -1
"""Entity of an event that holds for all import corridors."""


@dataclass(frozen=True, slots=True)
class Event:
    """One reported event: which entity, between which days (indices), how likely true, and the tankers lost (nan: not told).

    `age` is for a siege declared before the first day: how many days before, through which it must have lasted.
    """

    report: str
    kind: str
    entity: int
    first: int
    last: int
    trust: float
    loss: float
    error: float
    age: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What one report adds to one driver, between which days (indices), and how likely it is true."""

    report: str
    heard: Heard
    first: int
    last: int
    trust: float


@dataclass(frozen=True)
class Past:
    """The reported events of the days from the first day of the calendar to the as-of date.

    Args:
        atlas: the stage.
        days: number of days.
        events: the events, in the order of the reports.
        reporting: (day,) share of the ambushes that will ever be reported whose report has come in by the as-of date.
        seed: 32-bit seed.
        told: what the reports tell each mechanism beside these events.
    """

    atlas: Atlas
    days: int
    events: tuple[Event, ...]
    reporting: NDArray[np.float64]
    seed: int
    told: tuple[Told, ...] = ()

    def drivers(
        self,
        ids: NDArray[np.uint32],
        reported_share: NDArray[np.float64],
        lift_rate: NDArray[np.float64],
        needs: Collection[str] | None = None,
    ) -> Drivers:
        """Make the drivers of the past days for one block of draws.

        Args:
            ids: (draw, day) numbers under which chance is addressed.
            reported_share: (draw,) share of ambushes that is ever reported.
            lift_rate: (draw,) chance per day that a siege ends without a report.
            needs: drivers that will be read, others stay as they are; all when None.

        Returns:
            The drivers of each day.
        """
        wanted = set(_DRIVERS.values()) | {row.heard.driver for row in self.told} if needs is None else set(needs)
        imports = np.array([corridor.kind == "import" for corridor in self.atlas.corridors], dtype=np.bool_)
        happened: dict[int, list[tuple[Event, NDArray[np.bool_], NDArray[np.float64]]]] = {}
        for event in self.events:
            if _DRIVERS[event.kind] not in wanted:
                continue
            numbers = np.ascontiguousarray(ids[:, event.first])
            real, day, loss = _draw_event(
                self.seed,
                stable_key("reports"),
                numbers,
                stable_key(event.report),
                event.trust * (1.0 - lift_rate) ** event.age,
                event.first,
                event.last,
                event.loss,
                event.error,
            )
            for index in range(event.first, event.last + 1):
                chosen = real & (day == index)
                if chosen.any():
                    happened.setdefault(index, []).append((event, chosen, loss))

        added = self._added(ids, wanted)
        past_day = np.ones((len(ids), self.atlas.sizes["country"]))
        past_day.flags.writeable = False

        def of_day(index: int, neutral: State) -> State:
            unseen = 1.0 - reported_share * self.reporting[index]
            today = {
                **neutral,
                "ambush_unseen_share": np.repeat(unseen[:, None], self.atlas.sizes["corridor"], axis=1),
                "past_day": past_day,
                "attacks_reporting": np.full_like(neutral["attacks_reporting"], self.reporting[index]),
            }
            for heard, chosen in added.get(index, ()):
                if today[heard.driver] is neutral[heard.driver]:
                    today[heard.driver] = np.array(neutral[heard.driver])
                today[heard.driver][chosen, heard.entity] += np.asarray(heard.value)
            for event, chosen, loss in happened.get(index, ()):
                _add_event(today, neutral, event, chosen, loss, imports)
            return today

        return of_day

    def _added(
        self, ids: NDArray[np.uint32], wanted: Collection[str]
    ) -> dict[int, list[tuple[Heard, NDArray[np.bool_]]]]:
        """What is added on each day, and in which draws."""
        out: dict[int, list[tuple[Heard, NDArray[np.bool_]]]] = {}
        everywhere = np.ones(len(ids), dtype=np.bool_)
        for row in self.told:
            if row.heard.driver not in wanted:
                continue
            if isinstance(row.heard.value, tuple):
                out.setdefault(row.last, []).append((row.heard, everywhere))
                continue
            real, day, _ = _draw_event(
                self.seed,
                stable_key("reports"),
                np.ascontiguousarray(ids[:, row.first]),
                stable_key(row.report),
                np.full(len(ids), row.trust),
                row.first,
                row.last,
                np.nan,
                0.0,
            )
            for index in range(row.first, row.last + 1):
                chosen = real & (day == index)
                if chosen.any():
                    out.setdefault(index, []).append((row.heard, chosen))
        return out

    def ambush_log_likelihood(
        self,
        rate: NDArray[np.float32],
        exposed: NDArray[np.float32],
        reported_share: NDArray[np.float64],
        usual: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Weigh the reported ambushes, and the silence where none was reported.

        A report that may be untrue is weighed against what is usual: a mixture of the draw's own rate, as a multiple of the
        usual one, and of 1. So a report trusted at 30 % moves a rate by about 30 % of what a certain one does. A draw in which
        nobody was on the road, or fewer tankers than are said to have burnt, did not see that ambush.

        Args:
            rate: (draw, day, corridor) ambushes per day.
            exposed: (draw, day, corridor) tankers that could have been met.
            reported_share: (draw,) share of ambushes that is ever reported.
            usual: (corridor,) ambushes reported per day before any evidence.

        Returns:
            (draw,) log-likelihood of an inhomogeneous Poisson process, up to a constant.
        """
        seen = rate * (exposed > 0.0)
        silent = np.einsum("ijk,j->i", seen, self.reporting, dtype=np.float64)
        total = -reported_share * silent
        for event in self.events:
            if event.kind != "convoy_attack":
                continue
            days = slice(event.first, event.last + 1)
            mean = seen[:, days, event.entity].mean(axis=1, dtype=np.float64)
            if np.isfinite(event.loss):
                most = exposed[:, days, event.entity].max(axis=1).astype(np.float64)
                enough = log_likelihood(most, event.loss, event.loss, np.inf, "at least", event.error)
                mean = mean * np.exp(enough)
            told = event.trust * reported_share * mean / usual[event.entity]
            total = total + np.log(told + (1.0 - event.trust) + 1e-12)
        return np.asarray(total)


def read_past(
    reports: Reports,
    atlas: Atlas,
    settings: EvidenceSettings,
    models: Sequence[Model] = (),
    *,
    first_day: date,
    as_of: date,
    seed: int,
) -> Past:
    """Find the events that drive past days among the reports known on a date.

    Args:
        reports: what was known.
        atlas: the stage.
        settings: how far reports may be from the truth.
        models: the mechanisms, asked what each report tells them.
        first_day: first day of the calendar.
        as_of: last day.
        seed: 32-bit seed.

    Returns:
        The events, and how much of what happened has been reported by then.
    """
    days = (as_of - first_day).days + 1
    trust = {"high": settings.trust_high, "medium": settings.trust_medium, "low": settings.trust_low}
    error = {"high": settings.error_high, "medium": settings.error_medium, "low": settings.error_low}
    events: list[Event] = []
    standing: dict[int, Event] = {}
    told: list[Told] = []
    for report in sorted(reports, key=lambda row: row.first_day or date.max):
        kind, entity = _what(report, atlas)
        if report.first_day is None or report.last_day is None:
            continue
        first, last = (report.first_day - first_day).days, (report.last_day - first_day).days
        if first < days:
            told += [
                Told(report.id, heard, max(0, first), max(0, min(days - 1, last)), trust[report.confidence])
                for model in models
                for heard in _in_time(model.hears(report, trust[report.confidence]), last)
            ]
        if not kind:
            continue
        event = Event(
            report.id,
            kind,
            entity,
            max(0, first),
            max(0, min(days - 1, last)),
            trust[report.confidence],
            report.count_destroyed,
            error[report.confidence],
            max(0, -first),
        )
        if last >= 0 and first < days:
            events.append(event)
        elif last < 0 and kind == "blockade_declared":
            standing[entity] = event
        elif last < 0 and kind == "blockade_lifted":
            standing.pop(entity, None)
    events = [*standing.values(), *events]
    age = np.arange(days - 1, -1, -1, dtype=np.float64)
    reporting = 1.0 - 2.0 ** (-(age + 1.0) / settings.reporting_lag_days)
    return Past(atlas, days, tuple(events), reporting, seed, tuple(told))


def _in_time(heard: Sequence[Heard], last: int) -> list[Heard]:
    """What counts of a report whose last day has this index: before the first day nothing but evidence, as far as it lasts."""
    if last >= 0:
        return list(heard)
    part = 0.5 ** (-last / FADES_DAYS)
    return [
        replace(one, value=tuple(part * number for number in one.value))
        for one in heard
        if isinstance(one.value, tuple)
    ]


def _what(report: Report, atlas: Atlas) -> tuple[str, int]:
    """The kind of event and its corridor or place; an empty kind when the report tells of none.

    A blockade of an import corridor bars no town; it is a ban on imports.
    """
    along = atlas.corridor_index.get(report.corridor)
    if report.metric == "convoy_attack" and along is not None:
        return report.metric, along
    if report.metric in ("blockade_declared", "blockade_lifted"):
        if along is not None and atlas.corridors[along].kind == "import":
            return report.metric.replace("blockade", "ban"), EVERYWHERE
        if report.place:
            return report.metric, atlas.place_index[report.place]
    return "", EVERYWHERE


@compiled
def _draw_event(
    seed: int,
    model: int,
    draws: NDArray[np.uint32],
    entity: int,
    trust: NDArray[np.float64],
    first: int,
    last: int,
    loss: float,
    error: float,
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.float64]]:
    count = len(draws)
    real = np.empty(count, dtype=np.bool_)
    day = np.empty(count, dtype=np.int64)
    lost = np.empty(count)
    for i in range(count):
        real[i] = uniform(seed, model, draws[i], 0, entity, 0) < trust[i]
        day[i] = first + int((last - first + 1) * uniform(seed, model, draws[i], 0, entity, 1))
        lost[i] = loss * np.exp(error * normal(uniform(seed, model, draws[i], 0, entity, 2)))
    return real, day, lost


def _add_event(
    today: State,
    neutral: State,
    event: Event,
    chosen: NDArray[np.bool_],
    loss: NDArray[np.float64],
    imports: NDArray[np.bool_],
) -> None:
    name = _DRIVERS[event.kind]
    for changed in (name, "ambush_reported_loss"):
        if today[changed] is neutral[changed]:
            today[changed] = np.array(neutral[changed])
    if event.entity == EVERYWHERE:
        today[name][np.ix_(chosen, imports)] = 1.0
        return
    if name != "ambush_reported":
        today[name][chosen, event.entity] = 1.0
        return
    told, count = today["ambush_reported_loss"], today["ambush_reported"]
    before = count[chosen, event.entity]
    count[chosen, event.entity] = before + 1.0
    held = told[chosen, event.entity]
    if np.isfinite(event.loss):
        # Where an earlier report of the day told no number, its ambush is taken to be as large as this one.
        told[chosen, event.entity] = np.where(held >= 0.0, held + loss[chosen], (before + 1.0) * loss[chosen])
    else:
        told[chosen, event.entity] = np.where(held >= 0.0, held * (before + 1.0) / np.maximum(before, 1.0), held)
