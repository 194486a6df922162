"""What could protect supply: how much of it, where, with what effect, after how long, at what cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from harmattan.errors import Fault, InputFaults
from harmattan.world.choice import Effect
from harmattan.world.vocabulary import variables

__all__ = ["HAZARDS", "STOCK", "Action", "Level", "Protection", "effect_wrong"]

STOCK = "fuel_stock"
"""The one variable that a protection at a place adds to: its effect is the share of the litres bought that reach the tanks."""

HAZARDS = ("ambush_rate_factor", "ambush_loss_factor")
"""Drivers that multiply what an opponent's effort destroys: as if there were less of it."""


@dataclass(frozen=True, slots=True)
class Action:
    """What one level of a protection does to one driver.

    Args:
        driver: a driver of variables.csv over corridors, or `fuel_stock` at places.
        effect: its multiplier; the value itself for a driver that is 0 when nobody sets it; for `fuel_stock` the share of the
            litres that reaches the tanks.
        litres: litres that are bought a month, for `fuel_stock`; 0 for all else.
    """

    driver: str
    effect: Effect
    litres: float = 0.0


@dataclass(frozen=True, slots=True)
class Level:
    """How much of a protection stands on one corridor, or at one place, for one month.

    Args:
        actions: what it does.
        cost_low: 5 % quantile of its cost in US dollars a month.
        cost_high: 95 % quantile of that cost.
        cost_source: evidence row ids the cost comes from, or 'judgement' and why.
    """

    actions: tuple[Action, ...]
    cost_low: float
    cost_high: float
    cost_source: str

    @property
    def cost(self) -> float:
        """Median cost in US dollars a month."""
        return math.sqrt(self.cost_low * self.cost_high)

    @property
    def judged(self) -> bool:
        """Whether any of its effects rests on judgement."""
        return any(one.effect.source.casefold().startswith("judgement") for one in self.actions if _acts(one))


def _acts(action: Action) -> bool:
    return action.driver == STOCK or action.effect.low < action.effect.high or action.effect.low != 1.0


@dataclass(frozen=True, slots=True)
class Protection:
    """One way to protect supply, in levels: level 1 first, each with all that it does and costs.

    Args:
        id: short name.
        title: one line in English.
        title_fr: one line in French; the English one stands where it is empty.
        at: ids of corridors, or of places for stocks; empty means every import corridor, or every place that stores fuel.
        delay_days: days from the month in which it is paid to its first effect.
        levels: at least one.

    Raises:
        InputFaults: no level, a cost or an effect that cannot be, litres without a stock or a stock without litres, no source.

    Examples:
        >>> small = Effect(0.5, 1.1, "judgement", "another view")
        >>> one = Level((Action("ambush_loss_factor", small),), 100.0, 400.0, "example")
        >>> Protection("escorts", "Escorts", "", (), 30, (one,)).levels[0].cost
        200.0
    """

    id: str
    title: str
    title_fr: str
    at: tuple[str, ...]
    delay_days: int
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        faults = [] if self.levels else [self._fault("level", "none", "at least one level")]
        if self.delay_days < 0:
            faults.append(self._fault("delay_days", str(self.delay_days), "days from 0 on"))
        for number, level in enumerate(self.levels, start=1):
            faults += self._level_faults(number, level)
        if len({self._axis(action) for level in self.levels for action in level.actions}) > 1:
            faults.append(self._fault("driver", "corridors and places", "drivers of corridors only, or stocks only"))
        if faults:
            raise InputFaults(faults)

    @property
    def stocks(self) -> bool:
        """Whether it builds stocks at places rather than acting on corridors."""
        return any(action.driver == STOCK for level in self.levels for action in level.actions)

    @property
    def judged(self) -> bool:
        """Whether any of its effects rests on judgement."""
        return any(level.judged for level in self.levels)

    def _fault(self, column: str, found: str, allowed: str) -> Fault:
        return Fault("protections.csv", 0, f"{column} of {self.id}", found, allowed)

    @staticmethod
    def _axis(action: Action) -> str:
        return "place" if action.driver == STOCK else "corridor"

    def _level_faults(self, number: int, level: Level) -> list[Fault]:
        where = f"level {number}"
        out = []
        if not 0.0 <= level.cost_low <= level.cost_high < math.inf:
            found = f"{level.cost_low:g}, {level.cost_high:g} ({where})"
            out.append(self._fault("cost_low, cost_high", found, "US dollars from 0 on, low not above high"))
        elif level.cost_low == 0.0 < level.cost_high:
            found = f"0, {level.cost_high:g} ({where})"
            out.append(self._fault("cost_low, cost_high", found, "a low cost above 0, or 0 and 0 for none at all"))
        if not level.cost_source.strip():
            out.append(
                self._fault("cost_source", f"nothing ({where})", "rows the cost comes from, or judgement and why")
            )
        for action in level.actions:
            message = effect_wrong(action.driver, action.effect.low, action.effect.high)
            if message:
                found = f"{action.effect.low:g}, {action.effect.high:g} ({where})"
                out.append(self._fault("effect_low, effect_high", found, message))
            if (action.driver == STOCK) != (action.litres > 0.0):
                allowed = "litres above 0 with fuel_stock, and with nothing else"
                out.append(self._fault("litres", f"{action.litres:g} with {action.driver} ({where})", allowed))
        return out


def effect_wrong(driver: str, low: float, high: float) -> str:
    """Say what is wrong with the interval of an effect.

    Args:
        driver: what it acts on.
        low: its 5 % quantile.
        high: its 95 % quantile.

    Returns:
        What would be allowed; empty where nothing is wrong.

    Examples:
        >>> effect_wrong("ambush_loss_factor", 0.4, 1.1)
        ''
        >>> effect_wrong("fuel_stock", 0.9, 1.4)
        'shares of the litres bought, above 0 and at most 1'
    """
    if not 0.0 < low <= high < math.inf:
        return "two numbers above 0, low not above high"
    if driver == STOCK:
        return "" if high <= 1.0 else "shares of the litres bought, above 0 and at most 1"
    known = variables().get(driver)
    if known is None or known.role != "driver" or known.dims[1:] != ("corridor",):
        return f"a driver over corridors, not {driver}"
    if known.default == 0.0:
        return "" if high <= known.high else f"values up to {known.high:g}"
    if low == high and low != 1.0:
        return "low below high, because no effect is known that well; 1 and 1 for none at all"
    return "" if high <= min(MOST, known.high) else f"multipliers up to {min(MOST, known.high):g}"


MOST = 10.0
"""Largest multiplier of a driver that a protection may have."""
