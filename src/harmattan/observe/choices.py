"""Read scenarios/*.toml and courses/*.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path as File
from typing import Annotated

from pydantic import Field

from harmattan.errors import Fault, nearest
from harmattan.observe.settings import Day, Words
from harmattan.observe.toml import Form, key_fault, read_form
from harmattan.world.choice import Course, Effect, Lever, Path, Payer, Scenario
from harmattan.world.vocabulary import variables

__all__ = ["read_courses", "read_scenarios"]

Entities = Mapping[str, Sequence[str]]

_ASSUMED = (
    "government_fall_assumed",
    "national_deal_assumed",
    "import_ban",
    "import_ban_lifted",
    "siege_declared",
    "siege_lifted",
)
"""Drivers that are 0 when nobody sets them and that a scenario may set; a lever multiplies, so it has nothing to do with them."""

_Days = Annotated[int, Field(ge=0, le=36600)]
_Cost = Annotated[float, Field(ge=0, le=1e12)]
_Factor = Annotated[float, Field(gt=0, le=1e6)]


class _PathTable(Form):
    variable: str = Field(description="a driver of variables.csv")
    at: list[str] = Field(default=[], description="ids on the axis of the driver; none means all")
    value: Annotated[float, Field(ge=0, le=1e6)] = Field(description="value of the driver")
    from_day: Day | None = Field(default=None, description="first day; none means from the start")
    until_day: Day | None = Field(default=None, description="last day; none means to the end")
    source: Words = Field(description="evidence row ids, or 'judgement' and why")
    after_days: _Days = Field(default=0, description="days after the as-of date before which it does not hold")


class _Titled(Form):
    title: Words = Field(description="title in English")
    title_fr: Words = Field(description="title in French")
    description: str = Field(default="", description="what it means, in English")
    description_fr: str = Field(default="", description="what it means, in French")


class _ScenarioFile(_Titled):
    path: list[_PathTable] = Field(default=[], description="tables [[path]]")


class _EffectTable(Form):
    low: _Factor = Field(description="5 % quantile of the multiplier; 1 means no effect")
    high: _Factor = Field(description="95 % quantile of the multiplier")
    source: Words = Field(description="evidence row ids, or 'judgement' and why")
    dispute: Words = Field(description="who disagrees, or what is not known")


class _PayerTable(Form):
    instrument: Words = Field(description="fund, budget or country that could pay")
    share: Annotated[float, Field(gt=0, le=1)] = Field(description="most of the cost that it may bear")
    paid_low: Annotated[float, Field(gt=0, le=1)] = Field(
        description="5 % quantile of the share of a pledge that is paid"
    )
    paid_high: Annotated[float, Field(gt=0, le=1)] = Field(description="95 % quantile of that share")
    source: Words = Field(description="evidence row ids, or 'judgement' and why")
    instrument_fr: str = Field(default="", description="its name in French; none shows the English one")


class _LeverTable(Form):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")] = Field(
        description="short name, once in the course"
    )
    title: Words = Field(description="one line in English")
    title_fr: Words = Field(description="one line in French")
    variable: str = Field(description="a driver of variables.csv")
    at: list[str] = Field(default=[], description="ids on the axis of the driver; none means all")
    start_days: _Days = Field(description="days from the as-of date to the decision")
    delay_days: _Days = Field(description="days from decision to first effect")
    lasts_days: Annotated[int, Field(ge=1, le=36600)] = Field(description="how long the effect lasts")
    cost_low: _Cost = Field(description="5 % quantile of the cost, US dollars per day")
    cost_high: _Cost = Field(description="95 % quantile of the cost, US dollars per day")
    cost_source: Words = Field(description="evidence row ids the cost comes from, or 'judgement' and why")
    effect: _EffectTable = Field(description="the table [lever.effect]")
    payer: list[_PayerTable] = Field(default=[], description="tables [[lever.payer]]: who could pay")


class _CourseFile(_Titled):
    lever: list[_LeverTable] = Field(default=[], description="tables [[lever]]")


def read_scenarios(folder: File, names: Sequence[str], entities: Entities) -> tuple[tuple[Scenario, ...], list[Fault]]:
    """Read scenarios.

    Args:
        folder: the case folder.
        names: names of files in scenarios/, without ending.
        entities: ids on the axes `place` and `corridor`; an axis that is absent is not checked.

    Returns:
        The scenarios whose form is sound, and every fault.
    """
    read: list[Scenario] = []
    faults: list[Fault] = []
    for name in names:
        file = f"scenarios/{name}.toml"
        form, text, wrong = read_form(folder, file, _ScenarioFile)
        faults += wrong
        if form is None:
            continue
        for at, table in enumerate(form.path):
            faults += _driver_faults(file, text, ("path", at), table, entities)
            faults += _path_faults(file, text, ("path", at), table)
        read.append(Scenario(name, **form.model_dump(exclude={"path"}), paths=tuple(map(_path, form.path))))
    return tuple(read), faults


def read_courses(folder: File, names: Sequence[str], entities: Entities) -> tuple[tuple[Course, ...], list[Fault]]:
    """Read courses.

    Args:
        folder: the case folder.
        names: names of files in courses/, without ending.
        entities: ids on the axes `place` and `corridor`; an axis that is absent is not checked.

    Returns:
        The courses whose form is sound, and every fault.
    """
    read: list[Course] = []
    faults: list[Fault] = []
    for name in names:
        file = f"courses/{name}.toml"
        form, text, wrong = read_form(folder, file, _CourseFile)
        faults += wrong
        if form is None:
            continue
        for at, table in enumerate(form.lever):
            faults += _driver_faults(file, text, ("lever", at), table, entities)
            faults += _lever_faults(file, text, ("lever", at), table)
            if table.id in {other.id for other in form.lever[:at]}:
                faults.append(key_fault(file, text, ("lever", at, "id"), table.id, "each id once in a course"))
        read.append(Course(name, **form.model_dump(exclude={"lever"}), levers=tuple(map(_lever, form.lever))))
    return tuple(read), faults


def _driver_faults(
    file: str, text: str, key: tuple[str, int], table: _PathTable | _LeverTable, entities: Entities
) -> list[Fault]:
    drivers = [name for name, variable in variables().items() if variable.role == "driver" and name.endswith("_factor")]
    if isinstance(table, _PathTable):
        drivers += _ASSUMED
    name = table.variable
    if name not in drivers:
        what = "a driver of days ahead: " + ", ".join(drivers)
        return [key_fault(file, text, (*key, "variable"), name, what, nearest(name[:60], drivers))]
    axis = variables()[name].dims[1]
    if axis not in entities:
        return []
    known = dict.fromkeys(entities[axis])
    what = f"the id of a {axis}, since {name} has one value per {axis}"
    faults = []
    for at, entity in enumerate(table.at):
        if entity not in known:
            hint = nearest(entity[:60], list(known))
            faults.append(key_fault(file, text, (*key, "at", at), entity, what, hint))
        elif entity in table.at[:at]:
            faults.append(key_fault(file, text, (*key, "at", at), entity, "each id once"))
    return faults


def _path_faults(file: str, text: str, key: tuple[str, int], path: _PathTable) -> list[Fault]:
    faults = []
    driver = variables().get(path.variable)
    if driver and not driver.low <= path.value <= driver.high:
        what = f"a number from {driver.low:g} to {driver.high:g}"
        faults.append(key_fault(file, text, (*key, "value"), path.value, what))
    if path.from_day and path.until_day and path.until_day < path.from_day:
        what = f"a day from from_day ({path.from_day}) on"
        faults.append(key_fault(file, text, (*key, "until_day"), path.until_day, what))
    return faults


def _lever_faults(file: str, text: str, key: tuple[str, int], lever: _LeverTable) -> list[Fault]:
    faults, effect = [], lever.effect
    if lever.cost_high < lever.cost_low:
        what = f"at least cost_low ({lever.cost_low:g})"
        faults.append(key_fault(file, text, (*key, "cost_high"), lever.cost_high, what))
    elif lever.cost_low == 0.0 < lever.cost_high:
        what = "a number above 0, the 5 % quantile of a cost that is not nothing; or 0 for both"
        faults.append(key_fault(file, text, (*key, "cost_low"), lever.cost_low, what))
    if effect.high < effect.low:
        what = f"at least low ({effect.low:g})"
        faults.append(key_fault(file, text, (*key, "effect", "high"), effect.high, what))
    if effect.low == effect.high != 1:
        what = "an interval: high above low; equal only when both are 1 (no effect)"
        faults.append(key_fault(file, text, (*key, "effect", "high"), effect.high, what))
    if (total := sum(payer.share for payer in lever.payer)) > 1.0 + 1e-9:
        faults.append(key_fault(file, text, (*key, "payer"), f"{total:g}", "shares that add up to at most 1"))
    for at, payer in enumerate(lever.payer):
        if payer.paid_high < payer.paid_low:
            what = f"at least paid_low ({payer.paid_low:g})"
            faults.append(key_fault(file, text, (*key, "payer", at, "paid_high"), payer.paid_high, what))
    return faults


def _path(table: _PathTable) -> Path:
    return Path(**{**table.model_dump(), "at": tuple(table.at)})


def _lever(table: _LeverTable) -> Lever:
    plain = table.model_dump(exclude={"at", "effect", "payer"})
    payers = tuple(Payer(**payer.model_dump()) for payer in table.payer)
    return Lever(**plain, at=tuple(table.at), effect=Effect(**table.effect.model_dump()), payers=payers)
