"""Rehearsals of the supply mechanism: the same days again, with efforts shifted and protections in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import Model, State, missing_needs
from harmattan.models.days import Drivers, Run, blank_record, run_days
from harmattan.world.calendar import Calendar
from harmattan.world.choice import Scenario
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables

__all__ = ["Part", "Rehearsal", "Stage", "month_edges"]

Array = NDArray[np.float64]

MONTH = 30
"""Days of a month of the plan; the last one takes what is left of the horizon."""

KEPT = ("tankers_arrived", "tankers_lost", "ambush_rate", "shortage")


@dataclass(frozen=True, slots=True)
class Part:
    """One driver set on some entities over some days.

    Args:
        driver: a driver of variables.csv.
        entities: rows on its entity axis.
        factor: (draw,) multiplier; the value itself where the driver is 0 when nobody sets it.
        first: index of the first day.
        last: index of the last day.
    """

    driver: str
    entities: tuple[int, ...]
    factor: Array
    first: int = 0
    last: int = 10_000


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What one rehearsal showed.

    Args:
        arrived: (draw, month, corridor) tankers unloaded.
        lost: (draw, month, corridor) tankers destroyed.
        pace: (draw, corridor) ambushes a day on the mean of the horizon, before any multiplier.
        shortage: (draw, month, place) sum over the days of the share of the need that was not met.
    """

    arrived: Array
    lost: Array
    pace: Array
    shortage: Array


def month_edges(horizon_days: int) -> tuple[int, ...]:
    """Cut a horizon into months.

    Args:
        horizon_days: days ahead.

    Returns:
        Index of the first day of each month, and the end.

    Examples:
        >>> month_edges(90), month_edges(100), month_edges(20)
        ((0, 30, 60, 90), (0, 30, 60, 100), (0, 20))
    """
    months = max(1, horizon_days // MONTH)
    return (*(MONTH * month for month in range(months)), horizon_days)


@dataclass(frozen=True)
class Stage:
    """What all rehearsals share.

    Args:
        situation: the belief to start from.
        scenario: what is assumed.
        models: mechanisms of the case; the supply mechanism runs alone where it can, so that deals and lulls are left out.
        horizon_days: days ahead.
        draws: how many of the first draws of the belief are used, at most as many as it has.
        seed: 32-bit seed.
    """

    situation: Situation
    scenario: Scenario
    models: Sequence[Model]
    horizon_days: int
    draws: int
    seed: int

    def run(self, parts: Sequence[Part] = (), more: Array | None = None) -> Rehearsal:
        """Pass the days once.

        Args:
            parts: drivers beside those of the scenario.
            more: (draw, place) litres added to the tanks on the eve of the first day.

        Returns:
            What happened.
        """
        atlas = self.situation.atlas
        calendar = Calendar(self.situation.day + timedelta(days=1), self.horizon_days)
        alone = [model for model in self.models if model.name == "supply"]
        models = alone if alone and not missing_needs(alone) else list(self.models)
        state: State = {name: array[: self.draws] for name, array in self.situation.values.items()}
        if more is not None:
            shares = state["product_share"][:, None, :]
            state["fuel_stock"] = state["fuel_stock"] + more[:, :, None] * shares
        record = blank_record(KEPT, atlas, self.draws, self.horizon_days)
        ids = np.repeat(np.arange(self.draws, dtype=np.uint32)[:, None], self.horizon_days, axis=1)
        run = Run(models, atlas, calendar.first_day, self.horizon_days, self.seed, KEPT)
        run_days(run, state, [ids] * len(models), self._drivers(calendar, parts), record)
        edges = month_edges(self.horizon_days)[:-1]
        summed = {
            name: np.add.reduceat(array.astype(np.float64), edges, axis=1)
            for name, array in record.items()
            if name != "ambush_rate"
        }
        pace = record["ambush_rate"].mean(axis=1, dtype=np.float64)
        return Rehearsal(summed["tankers_arrived"], summed["tankers_lost"], pace, summed["shortage"])

    def _drivers(self, calendar: Calendar, more: Sequence[Part]) -> Drivers:
        """Set the drivers of each day as an outlook does: those of the scenario first, then the others; multipliers multiply."""
        atlas, parts = self.situation.atlas, []
        for path in self.scenario.paths:
            labels = atlas.labels(variables()[path.variable].dims[1])
            rows = tuple(labels.index(name) for name in path.at) if path.at else tuple(range(len(labels)))
            first = max(path.after_days, 0 if path.from_day is None else calendar.index(path.from_day))
            last = calendar.days if path.until_day is None else calendar.index(path.until_day)
            parts.append(Part(path.variable, rows, np.full(self.draws, path.value), first, last))
        parts += more

        def of_day(index: int, neutral: State) -> State:
            today = dict(neutral)
            fresh: set[str] = set()
            for part in parts:
                if not part.first <= index <= part.last:
                    continue
                if part.driver not in fresh:
                    today[part.driver] = np.array(neutral[part.driver])
                    fresh.add(part.driver)
                changed, rows = today[part.driver], list(part.entities)
                if variables()[part.driver].default == 0.0:
                    changed[:, rows] = part.factor[:, None]
                else:
                    changed[:, rows] *= part.factor[:, None]
                np.minimum(changed, variables()[part.driver].high, out=changed)
            return today

        return of_day
