"""How fuel answers to effort and protection, read off rehearsals draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harmattan.foresee import effects
from harmattan.protect.basins import Basin, basins_of
from harmattan.protect.rehearse import Part, Rehearsal, Stage
from harmattan.world.atlas import Atlas
from harmattan.world.choice import Course, Lever
from harmattan.world.protection import HAZARDS, STOCK, Action, Protection
from harmattan.world.vocabulary import variables

__all__ = ["PROBES", "Learned", "effect_draws", "learn", "litres_in", "places_of"]

Array = NDArray[np.float64]
Jobs = dict[tuple[str | int, ...], tuple[list[Part], Array | None]]
Done = dict[tuple[str | int, ...], Rehearsal]

PROBES = (0.0, 0.25, 0.5)
"""Shares of the whole effort at which the answer of each corridor is rehearsed."""


@dataclass(frozen=True)
class Learned:
    """What rehearsals showed, before any choice.

    Args:
        stage: what they share.
        basins: who is fed together.
        protections: what could be done.
        base: no protection, effort as it is.
        floor: (draw, month, place) shortage that is there with no ambush on any import corridor.
        believed: (draw, corridor of the atlas) share of the effort that each import corridor meets as it is.
        curve: by import corridor, (draw, month, probe of `PROBES`) change of litres in its basin.
        other: by (protection, level, import corridor), (draw, month, 2) change of litres by drivers that are no hazard, with the
            effort as it is and with the largest probe.
        kept: by (protection, level, place), (draw,) litres that a stock adds in the end.
        drawn: effects, (draw,) by (protection, level, driver).
    """

    stage: Stage
    basins: tuple[Basin, ...]
    protections: tuple[Protection, ...]
    base: Rehearsal
    floor: Array
    believed: Array
    curve: Mapping[int, Array]
    other: Mapping[tuple[int, int, int], Array]
    kept: Mapping[tuple[int, int, int], Array]
    drawn: Mapping[tuple[int, int, str], Array]


def effect_draws(protections: Sequence[Protection], draws: int, seed: int) -> dict[tuple[int, int, str], Array]:
    """Draw what protections do; levels of one protection share their luck, and so do all corridors.

    Args:
        protections: what could be done.
        draws: how many draws.
        seed: 32-bit seed.

    Returns:
        (draw,) multipliers by number of the protection, level and driver; shares of stocks end at 1.
    """
    numbers = np.arange(draws, dtype=np.uint32)
    out = {}
    for number, protection in enumerate(protections):
        for at, level in enumerate(protection.levels, start=1):
            for action in level.actions:
                name = f"{protection.id}:{action.driver}"
                lever = Lever(name, "", "", action.driver, (), 0, 0, 1, action.effect, 0.0, 0.0, "")
                drawn = effects(Course("", "", "", "", "", (lever,)), numbers, seed)[name]
                out[number, at, action.driver] = np.minimum(drawn, 1.0) if action.driver == STOCK else drawn
    return out


def places_of(protection: Protection, atlas: Atlas) -> tuple[int, ...]:
    """Find where a protection may stand.

    Args:
        protection: what could be done.
        atlas: the stage.

    Returns:
        Rows of places for stocks, of import corridors for all else.
    """
    if protection.stocks:
        names = protection.at or tuple(use.place for use in atlas.fuel if use.storage_days > 0.0)
        return tuple(atlas.place_index[name] for name in names)
    rows = [atlas.corridor_index[name] for name in protection.at] if protection.at else range(len(atlas.corridors))
    return tuple(row for row in rows if atlas.corridors[row].kind == "import")


def learn(
    stage: Stage,
    protections: Sequence[Protection],
    *,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Learned:
    """Rehearse the days once for each thing that has to be known.

    One corridor of each basin is probed at a time, since basins share no fuel.

    Args:
        stage: what the rehearsals share.
        protections: what could be done.
        workers: threads; the result does not depend on it.
        progress: told the share done.

    Returns:
        What they showed.
    """
    atlas = stage.situation.atlas
    basins = basins_of(atlas)
    imports = [row for row, c in enumerate(atlas.corridors) if c.kind == "import"]
    base = stage.run()
    none = stage.run([_pace(imports, np.zeros(stage.draws))])
    pace = np.maximum(base.pace, 1e-12)
    believed = np.zeros_like(pace)
    believed[:, imports] = pace[:, imports] / pace[:, imports].sum(axis=1, keepdims=True)
    drawn = effect_draws(protections, stage.draws, stage.seed)
    shell = Learned(stage, basins, tuple(protections), base, none.shortage, believed, {}, {}, {}, drawn)
    done = _all(stage, _jobs(shell), workers, progress)
    return replace(shell, curve=_curves(shell, done), other=_others(shell, done), kept=_kept(shell, done))


def _rounds(learned: Learned) -> list[list[int]]:
    """Import corridors to probe together: one of each basin at a time."""
    longest = max((len(basin.corridors) for basin in learned.basins), default=0)
    return [
        [int(basin.corridors[turn]) for basin in learned.basins if turn < len(basin.corridors)]
        for turn in range(longest)
    ]


def _jobs(learned: Learned) -> Jobs:
    """Everything that has to be rehearsed: the parts of each, and the litres that are added to tanks."""
    stage, drawn = learned.stage, learned.drawn
    atlas = stage.situation.atlas
    jobs: Jobs = {}

    def probe(rows: Sequence[int], share: float) -> list[Part]:
        return [_pace([row], share / np.maximum(learned.believed[:, row], 1e-12)) for row in rows]

    for turn, rows in enumerate(_rounds(learned)):
        for at, share in enumerate(PROBES):
            jobs["curve", turn, at] = (probe(rows, share), None)
        for number, level, protection in _levels(learned.protections):
            actions = [action for action in protection.levels[level - 1].actions if _rehearsed(action)]
            found = [row for row in rows if row in places_of(protection, atlas)]
            if actions and found:
                parts = [Part(one.driver, tuple(found), drawn[number, level, one.driver]) for one in actions]
                jobs["other", turn, number, level, 0] = (parts, None)
                jobs["other", turn, number, level, 1] = ([*parts, *probe(rows, PROBES[-1])], None)
    for number, level, protection in _levels(learned.protections):
        for turn, places in enumerate(_tanks_together(learned, protection)):
            more = np.zeros((stage.draws, len(atlas.places)))
            more[:, places] = _litres(learned, number, level)[:, None]
            jobs["stock", turn, number, level] = ([], more)
    return jobs


def _tanks_together(learned: Learned, protection: Protection) -> list[list[int]]:
    """Places of a stock that can be rehearsed together: one of each basin at a time."""
    there = places_of(protection, learned.stage.situation.atlas) if protection.stocks else ()
    fed = [[place for place in there if place in basin.places] for basin in learned.basins]
    return [[one[turn] for one in fed if turn < len(one)] for turn in range(max(map(len, fed), default=0))]


def _levels(protections: Sequence[Protection]) -> list[tuple[int, int, Protection]]:
    return [(n, level, one) for n, one in enumerate(protections) for level in range(1, len(one.levels) + 1)]


def _change(learned: Learned, run: Rehearsal, other: Rehearsal, row: int) -> Array:
    """(draw, month) litres more in the basin of a corridor."""
    basin = next(one for one in learned.basins if row in one.corridors)
    return litres_in(learned.stage, basin, run) - litres_in(learned.stage, basin, other)


def _curves(learned: Learned, done: Done) -> dict[int, Array]:
    return {
        row: np.stack(
            [_change(learned, done["curve", turn, at], learned.base, row) for at in range(len(PROBES))], axis=2
        )
        for turn, rows in enumerate(_rounds(learned))
        for row in rows
    }


def _others(learned: Learned, done: Done) -> dict[tuple[int, int, int], Array]:
    """What drivers bring that are no hazard: in a single draw chance hides it, so that it is fitted over all of them."""
    out, atlas = {}, learned.stage.situation.atlas
    for turn, rows in enumerate(_rounds(learned)):
        hit = done["curve", turn, len(PROBES) - 1]
        for number, level, protection in _levels(learned.protections):
            if ("other", turn, number, level, 0) not in done:
                continue
            action = next(one for one in protection.levels[level - 1].actions if _rehearsed(one))
            drawn = learned.drawn[number, level, action.driver]
            strength = drawn if variables()[action.driver].default == 0.0 else np.log(drawn)
            for row in set(rows) & set(places_of(protection, atlas)):
                calm = _change(learned, done["other", turn, number, level, 0], learned.base, row)
                struck = _change(learned, done["other", turn, number, level, 1], hit, row)
                out[number, level, row] = np.stack([_fitted(strength, calm), _fitted(strength, struck)], axis=2)
    return out


def _fitted(strength: Array, change: Array) -> Array:
    """Fit a change as a slope times the strength of what caused it, month by month; no strength, no change."""
    whole = float((strength**2).sum())
    slope = (strength[:, None] * change).sum(axis=0) / whole if whole > 0.0 else np.zeros(change.shape[1])
    return np.asarray(strength[:, None] * slope)


def _kept(learned: Learned, done: Done) -> dict[tuple[int, int, int], Array]:
    """What a stock adds in the end: tanks that are fuller order less."""
    out = {}
    for number, level, protection in _levels(learned.protections):
        for turn, places in enumerate(_tanks_together(learned, protection)):
            litres, run = _litres(learned, number, level), done["stock", turn, number, level]
            for place in places:
                basin = next(one for one in learned.basins if place in one.places)
                less = litres_in(learned.stage, basin, run) - litres_in(learned.stage, basin, learned.base)
                out[number, level, place] = np.clip(litres + less.sum(axis=1), 0.0, litres)
    return out


def _pace(rows: Sequence[int], factor: Array) -> Part:
    return Part("ambush_rate_factor", tuple(rows), factor)


def _rehearsed(action: Action) -> bool:
    """Whether what an action does has to be rehearsed, since it is neither a hazard nor a stock."""
    still = action.effect.low == action.effect.high == 1.0
    return action.driver not in HAZARDS and action.driver != STOCK and not still


def _litres(learned: Learned, number: int, level: int) -> Array:
    [action] = learned.protections[number].levels[level - 1].actions
    return action.litres * learned.drawn[number, level, STOCK]


def _all(
    stage: Stage,
    jobs: Jobs,
    workers: int,
    progress: Callable[[float], None] | None,
) -> Done:
    out: Done = {}
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        futures = {key: pool.submit(stage.run, *job) for key, job in jobs.items()}
        try:
            for number, (key, future) in enumerate(futures.items(), start=1):
                out[key] = future.result()
                if progress is not None:
                    progress(number / len(jobs))
        finally:
            pool.shutdown(cancel_futures=True)
    return out


def litres_in(stage: Stage, basin: Basin, run: Rehearsal) -> Array:
    """Add up what a basin gains in each month: what arrives from abroad, less what burns on its own roads.

    Args:
        stage: what the rehearsals share.
        basin: who is fed together.
        run: a rehearsal.

    Returns:
        (draw, month) litres.
    """
    load = stage.situation.values["litres_per_tanker"][: stage.draws, None]
    tankers = run.arrived[:, :, basin.corridors].sum(axis=2) - run.lost[:, :, basin.inner].sum(axis=2)
    return np.asarray(tankers * load)
