"""Every mechanism by name, and those of a case put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from harmattan.errors import Fault, Incomplete, InputFaults, nearest
from harmattan.foresee import in_order_of_day
from harmattan.models.blockade import blockade
from harmattan.models.contract import Model, parameters_of
from harmattan.models.control import control
from harmattan.models.displacement import displacement
from harmattan.models.economy import economy
from harmattan.models.polity import polity
from harmattan.models.supply import supply
from harmattan.models.violence import violence
from harmattan.observe.casefolder import read_case
from harmattan.world.case import Case
from harmattan.world.prior import PriorTable

__all__ = ["MODELS", "check_runnable", "make_models"]

MODELS: Mapping[str, Callable[..., Model]] = {
    "violence": violence,
    "control": control,
    "supply": supply,
    "blockade": blockade,
    "economy": economy,
    "displacement": displacement,
    "polity": polity,
}
"""Every mechanism by name, in the order of a day; each is made from an atlas, its settings and the country under blockade."""


def make_models(case: Case) -> tuple[Model, ...]:
    """Make the mechanisms that a case names, in the order of a day.

    Args:
        case: the case.

    Returns:
        The mechanisms.

    Raises:
        InputFaults: a model that does not exist.
        Incomplete: needs that nobody gives.
    """
    names = case.settings.models
    wrong = [
        Fault("case.toml", 0, "models", name, "one of " + ", ".join(MODELS), nearest(name, list(MODELS)))
        for name in names
        if name not in MODELS
    ]
    if wrong:
        raise InputFaults(wrong)
    settings = case.settings.model_settings
    made = [MODELS[name](case.atlas, settings.get(name, {}), country=case.settings.country) for name in names]
    return in_order_of_day(made)


def check_runnable(folder: Path) -> tuple[Fault, ...]:
    """Check what only the mechanisms know: models that exist and fit together, a prior for each of their parameters.

    Args:
        folder: a case folder that reads without faults.

    Returns:
        Every fault found.
    """
    try:
        case = read_case(folder)
        models = make_models(case)
        PriorTable.lay_out(case.priors, case.atlas, parameters_of(models))
    except InputFaults as error:
        return error.faults
    except Incomplete as error:
        return (Fault("case.toml", 0, "models", "models that do not fit together", str(error)),)
    return ()
