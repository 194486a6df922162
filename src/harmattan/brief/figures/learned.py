"""Assumptions before and after the evidence, drawn as multiples of what was believed before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.belief import entity_name
from harmattan.brief.tables.cells import Cell, word
from harmattan.brief.tables.evidence import assumptions
from harmattan.brief.tables.strips import StripRow, StripTable
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.map.ink import BLUE, MUTED
from harmattan.map.intervals import Bar, draw_bars, draw_ruler, log_ruler
from harmattan.world.situation import Learned
from harmattan.world.vocabulary import variables

__all__ = ["learned_strips"]

_REACH = 10.0


def learned_strips(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[StripTable, StripTable]:
    """Draw each assumption before and after the evidence, on one scale of factors.

    Assumptions of many places, corridors or areas share a row: each is measured against its own median before the evidence,
    the bars are the middle of them all, and a speck stands for the median of each after the evidence.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        Those that the evidence moved, most moved first, and those that it never moved.
    """
    groups: dict[str, list[Learned]] = {}
    for entry in assumptions(inputs, audience):
        if min(*entry.prior, *entry.posterior) > 0:
            groups.setdefault(entry.variable, []).append(entry)
    moved = sorted((g for g in groups.values() if any(e.moved for e in g)), key=_least_moved_last)
    still = [group for group in groups.values() if not any(entry.moved for entry in group)]
    return _table("learned-moved", moved, inputs, words), _table("learned-still", still, inputs, words)


def _least_moved_last(group: Sequence[Learned]) -> tuple[float, str]:
    """Sort by how far the median went and how much the doubt shrank, on the scale of factors."""
    prior, posterior, _ = _factors(group)
    shift = abs(np.log(posterior.median / prior.median))
    shrunk = np.log(prior.high / prior.low) - np.log(posterior.high / posterior.low)
    return -float(shift + max(shrunk, 0.0)), group[0].variable


def _factors(group: Sequence[Learned]) -> tuple[Band, Band, tuple[float, ...]]:
    """Middle of a group before and after, as factors of the own median before; and the medians after of each."""
    before = np.array([[value / entry.prior[1] for value in entry.prior] for entry in group])
    after = np.array([[value / entry.prior[1] for value in entry.posterior] for entry in group])
    specks = tuple(float(value) for value in after[:, 1]) if len(group) > 1 else ()
    return _middle(before), _middle(after), specks


def _middle(factors: NDArray[np.float64]) -> Band:
    low, middle, high = (float(value) for value in np.median(factors, axis=0))
    return Band(low, low, middle, high, high)


def _table(name: str, groups: Sequence[Sequence[Learned]], inputs: BriefInput, words: Wording) -> StripTable:
    ruler, marked = log_ruler(_REACH, width=460.0), name == "learned-moved"
    rows = []
    for group in groups:
        prior, posterior, specks = _factors(group)
        bars = (
            Bar(prior.low, prior.median, prior.high, MUTED, hollow=True),
            Bar(posterior.low, posterior.median, posterior.high, BLUE, specks=specks),
        )
        label = words.variable(group[0].variable)
        before, after = words.estimate(prior), words.estimate(posterior)
        aloud = words.say("taught.aloud", name=label, before=before, after=after)
        cells = (_mark(group, words),) if marked else ()
        rows.append(StripRow(word(label, small=_where(group, inputs, words)), draw_bars(aloud, bars, ruler), cells))
    keys = ("assumption", "factor", "moved") if marked else ("assumption", "factor")
    head = tuple(words.say(f"taught.{key}") for key in keys)
    caption = words.say(f"taught.{name.removeprefix('learned-')}_n", n=len(groups))
    return StripTable(
        name, caption, head, draw_ruler(ruler, words, words.say("taught.factor"), times=True), tuple(rows)
    )


def _where(group: Sequence[Learned], inputs: BriefInput, words: Wording) -> str:
    if len(group) == 1:
        return entity_name(inputs.case.atlas, group[0].entity, words) if group[0].entity else ""
    known = variables().get(group[0].variable)
    axis = known.dims[1] if known is not None and len(known.dims) > 1 else "place"
    key = f"taught.of_{axis}" if words.has(f"taught.of_{axis}") else "taught.of_place"
    return words.say(key, n=len(group))


def _mark(group: Sequence[Learned], words: Wording) -> Cell:
    moved = sum(entry.moved for entry in group)
    return Cell(
        words.say("cell.yes") if len(group) == 1 else words.say("cell.moved_of", k=moved, n=len(group)), "number"
    )
