"""From what happened to what a report says of it: the same error by which reports are weighed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from harmattan.assess.weighing import error_scale
from harmattan.inference.chance import uniform
from harmattan.verify.quantities import quantity_of
from harmattan.verify.said import Said
from harmattan.world.atlas import stable_key
from harmattan.world.report import Report

__all__ = ["as_reported"]

DOF, OFFSET = 4.0, 1.0
"""Of the error of a report, as in `inference.likelihood.log_likelihood`."""

ENDS = 0.005, 0.995
"""Errors beyond these quantiles become them: else the mean is endless, and one draw could decide a score."""

_KEY = stable_key("reports")


def as_reported(said: Said, report: Report, values: NDArray[np.float64], base: float = 0.0) -> NDArray[np.float64]:
    """Say what a report would have said in each draw: the error of log(value + base + 1) is Student's t.

    The error depends on the seed, the draw and the id of the report alone, so two readings of one outlook agree.

    Args:
        said: what the outlook said.
        report: a claim, of which the number is not used.
        values: (draw,) what was to be reported, in the unit of the report; at least -base.
        base: what numbers are told above, as in `models.contract.Expectation`.

    Returns:
        (draw,) numbers, from -base to the most that can be reported; `values` where the scale of the error is 0.
    """
    entity = stable_key(f"{report.file} {report.id}")
    chance = [uniform(said.seed, _KEY, int(draw), 0, entity, 0) for draw in said.draws]
    error = error_scale(report, said.evidence, shared=False) * stdtrit(DOF, np.clip(chance, *ENDS))
    told = (values + base) * np.exp(error) + OFFSET * np.expm1(error)
    most = quantity_of(report.metric, report.unit).most
    return np.asarray(np.clip(told, 0.0, most + base) - base, dtype=np.float64)
