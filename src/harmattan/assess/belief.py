"""From the weighed draws of one mechanism to what later mechanisms and readers need: its state, what was learned, what moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harmattan.assess.influence import influences
from harmattan.assess.passes import pass_all
from harmattan.assess.weighing import Days, Earlier, Weighing
from harmattan.inference.scores import central
from harmattan.inference.tempered import Posterior
from harmattan.models.contract import Record
from harmattan.models.days import BLOCK
from harmattan.world.prior import Z95
from harmattan.world.situation import Influence, Learned, Moved

__all__ = ["FEW", "Belief", "believe"]

FEW = 100.0
"""Effective sample size below which parameters are spread out again and the belief says so."""


@dataclass(frozen=True)
class Belief:
    """The weighed draws of one mechanism, and of all before it.

    Args:
        draws: values of the past days and state of the last one.
        effective_sample_size: how many independent draws they are worth.
        learned: prior beside posterior.
        moved: what each report did.
        influence: what each report did to stocks and throughput.
    """

    draws: Earlier
    effective_sample_size: float
    learned: tuple[Learned, ...]
    moved: tuple[Moved, ...]
    influence: tuple[Influence, ...] = ()


def believe(weighing: Weighing, posterior: Posterior) -> Belief:
    """Take stock of the weighed draws of one mechanism.

    Below an effective sample size of `FEW` the parameters are too few distinct numbers to trust their spread: a share of the
    draws (half of them at most) then takes parameters from the prior again, so that intervals widen towards it.

    Args:
        weighing: what the draws were weighed by.
        posterior: the draws.

    Returns:
        The draws with those of the earlier mechanisms they go with, and what was learned.
    """
    z = widened(posterior)
    record, state = pass_all(weighing, z, posterior.ids, weighing.keep)
    every = np.arange(len(z))
    values = {name: Days(array, every) for name, array in record.values.items() if name in weighing.keep}
    if weighing.earlier is not None:
        before = weighing.earlier.take(weighing.earlier_rows(posterior.ids))
        values, state = {**before.values, **values}, {**before.state, **state}
    return Belief(
        Earlier(values, state),
        posterior.effective_sample_size,
        _learned(weighing, posterior.prior_z, z),
        _moved(weighing, posterior, z, record),
        influences(weighing, posterior, record if z is posterior.z else None),
    )


def widened(posterior: Posterior) -> NDArray[np.float64]:
    """Give some draws their prior parameters back where the effective sample size is small.

    Args:
        posterior: the draws.

    Returns:
        (draw, entry) standard normal numbers; the posterior's own from `FEW` on.
    """
    effective = posterior.effective_sample_size
    if effective >= min(FEW, len(posterior.z)):
        return posterior.z
    share = 0.5 * (1.0 - effective / FEW)
    draws = len(posterior.z)
    back = np.floor(np.arange(1, draws + 1) * share) > np.floor(np.arange(draws) * share)
    return np.where(back[:, None], posterior.prior_z, posterior.z)


def _learned(weighing: Weighing, prior_z: NDArray[np.float64], z: NDArray[np.float64]) -> tuple[Learned, ...]:
    """Lay each parameter's prior beside its posterior."""
    out = []
    for column, (prior, entity) in enumerate(weighing.table.entries):
        if prior.distribution == "fixed":
            continue
        before = central(prior.value(np.ascontiguousarray(prior_z[:, column])))
        after = central(prior.value(np.ascontiguousarray(z[:, column])))
        low, middle, high = central(z[:, column])
        narrower = high - low < 0.8 * 2.0 * Z95
        moved = bool(narrower or abs(middle) > 0.6744897501960817)
        out.append(Learned(prior.variable, entity, before, after, moved, prior.source))
    return tuple(out)


def _moved(weighing: Weighing, posterior: Posterior, z: NDArray[np.float64], record: Record) -> tuple[Moved, ...]:
    """Say what each report was expected to measure, and how much more likely the evidence made it."""
    if not weighing.reports:
        return ()
    prior_z = posterior.prior_z[: 2 * BLOCK]
    ids = np.repeat(np.arange(len(prior_z), dtype=np.uint32)[:, None], posterior.ids.shape[1], axis=1)
    prior_record, _ = pass_all(weighing, prior_z, ids)
    before = weighing.by_report(prior_z, prior_record).mean(axis=0)
    after = weighing.by_report(z, record).mean(axis=0)
    out = []
    for column, report in enumerate(weighing.reports):
        expected = weighing.model.expect(report, record)
        if expected is not None:
            low, middle, high = central(expected.values)
            out.append(Moved(report.id, low, middle, high, report.best, float(after[column] - before[column])))
    return tuple(out)
