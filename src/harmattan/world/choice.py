"""What we assume and cannot choose (Scenario), and what a responder could choose (Course)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Course", "Effect", "Lever", "Path", "Payer", "Scenario"]


@dataclass(frozen=True, slots=True)
class Path:
    """One assumption of a scenario: a driver held at a value from a day on.

    Args:
        variable: a driver of variables.csv.
        at: ids of the corridors, places, areas or countries it holds for; empty means all.
        value: multiplier of a driver that is 1 when nobody sets it; the value itself of one that is 0.
        from_day: first day; None means from the start of the outlook.
        until_day: last day; None means to the end.
        source: evidence row ids, or 'judgement' and why.
        after_days: days after the as-of date before which it does not hold, whatever `from_day` says.
    """

    variable: str
    at: tuple[str, ...]
    value: float
    from_day: date | None
    until_day: date | None
    source: str
    after_days: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of assumptions about what nobody at the table can choose."""

    id: str
    title: str
    title_fr: str
    description: str
    description_fr: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a lever does to a driver: a multiplier with a 90 % interval, never a constant.

    `low` and `high` are the 5 % and 95 % quantiles of a lognormal multiplier; 1 means no effect. `low == high` is allowed only
    at 1 (a lever that does nothing, for the law that it then changes nothing).
    """

    low: float
    high: float
    source: str
    dispute: str


@dataclass(frozen=True, slots=True)
class Payer:
    """Who could pay for a lever, and how much of what was pledged such payers paid before.

    Args:
        instrument: fund, budget or country.
        share: most of the cost that it may bear, 0 to 1.
        paid_low: 5 % quantile of the share of the pledge that is paid.
        paid_high: 95 % quantile of it; draws above 1 count as 1.
        source: evidence row ids, or 'judgement' and why.
        instrument_fr: its name in French; the English one stands where it is empty.
    """

    instrument: str
    share: float
    paid_low: float
    paid_high: float
    source: str
    instrument_fr: str = ""


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing a responder could do: where, from when, with what effect, at what cost.

    Args:
        id: short name, unique in the course.
        title: one line in English.
        title_fr: one line in French.
        variable: driver it multiplies.
        at: ids of corridors or places; empty means all.
        start_days: days after the as-of date on which it is decided.
        delay_days: days from decision to first effect.
        lasts_days: how long the effect lasts.
        effect: the multiplier.
        cost_low: 5 % quantile of the cost in US dollars per day while it lasts.
        cost_high: 95 % quantile of that cost.
        cost_source: evidence row ids the cost comes from, or 'judgement' and why.
        payers: who could pay; nobody when empty.
    """

    id: str
    title: str
    title_fr: str
    variable: str
    at: tuple[str, ...]
    start_days: int
    delay_days: int
    lasts_days: int
    effect: Effect
    cost_low: float
    cost_high: float
    cost_source: str
    payers: tuple[Payer, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A named list of levers; an empty list is 'nothing new'."""

    id: str
    title: str
    title_fr: str
    description: str
    description_fr: str
    levers: tuple[Lever, ...]
