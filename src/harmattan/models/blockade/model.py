"""The blockade mechanism under the contract of all models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from harmattan.inference.compiled import frozen
from harmattan.models.blockade.kernel import Tables, marks, pass_day, prepare
from harmattan.models.contract import Chance, State
from harmattan.models.quiet import Quiet, refuse_settings
from harmattan.models.traffic import normal_traffic
from harmattan.world.atlas import LEVELS, Atlas, stable_key
from harmattan.world.vocabulary import variables

__all__ = ["Blockade", "blockade"]

PREPARED = ("national_fuel_need", "litres_per_tanker", "corridor_hazard", "corridor_flow_share", "corridor_flow_spread")
"""Parameters in the order of `kernel.prepare`."""

INPUTS = (
    "corridor_change_rate",
    "corridor_declared_weight",
    "ambushes",
    "tankers_exposed",
    "tankers_arrived",
    "ban_strength",
)
"""Parameters and what supply gives, in the order of `kernel.pass_day`."""

GIVES = ("corridor_flow", "corridor_belief", "corridor_state")
"""In the order of `kernel.pass_day`."""

_KEPT = 64
_KEY = stable_key("blockade")


@dataclass(frozen=True, eq=False)
class Blockade(Quiet):
    """What an observer would say of each corridor of one atlas. See docs/models/blockade.md for the equations.

    Args:
        atlas: the stage.
        tables_of: tables of a block of draws from the bytes of its parameters; the last few are remembered.
    """

    atlas: Atlas
    tables_of: Callable[..., Tables] = field(repr=False)
    name: str = "blockade"

    def __reduce__(self) -> tuple[object, ...]:
        return _blockade, (self.atlas,)

    @property
    def needs(self) -> frozenset[str]:
        """Parameters, and today's traffic and attacks."""
        return frozenset(PREPARED + INPUTS)

    @property
    def gives(self) -> frozenset[str]:
        """State that it writes."""
        return frozenset(GIVES) | {"corridor_mark"}

    def begin(self, parameters: State) -> State:
        """Make the state of the first day: normal traffic behind it, and nothing known of any corridor.

        Args:
            parameters: (draw, ...) arrays by name; only their length is read.

        Returns:
            Arrays for everything in `gives`.
        """
        shape = (len(parameters["corridor_change_rate"]), self.atlas.sizes["corridor"])
        belief = np.full((*shape, LEVELS), 1.0 / LEVELS)
        return {
            "corridor_flow": np.ones(shape),
            "corridor_belief": belief,
            "corridor_state": np.zeros(shape),
            "corridor_mark": np.full(shape, -1.0),
        }

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day in place: corridors may change, and today's attacks and arrivals speak for one state or another.

        Args:
            state: everything in `needs` and `gives`; `gives` is overwritten.
            chance: the address of the day's randomness.
        """
        tables = self.tables_of(*(state[name].tobytes() for name in PREPARED))
        mark = state["corridor_mark"]
        if bool((mark < 0.0).any()):
            mark[:] = marks(chance.seed, _KEY, frozen(chance.draws), frozen(self.atlas.keys("corridor")))
        pass_day(*tables, frozen(mark), *(frozen(state[name]) for name in INPUTS), *(state[name] for name in GIVES))


def blockade(atlas: Atlas, settings: Mapping[str, float], *, country: str) -> Blockade:  # noqa: ARG001
    """Make the blockade mechanism of an atlas.

    Args:
        atlas: the stage.
        settings: table `[model.blockade]` of case.toml; no setting is known yet.
        country: two-letter code of the country under blockade; supply already counts as exposed only the tankers inside it.

    Returns:
        The mechanism.

    Raises:
        InputFaults: a setting that does not exist, or distribution corridors in a circle.

    Examples:
        >>> from harmattan.world.atlas import Area, Atlas, Place
        >>> stage = Atlas((Place("a", "A", "n", "XI", 0.0, 0.0, "town"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> blockade(stage, {}, country="XI").name
        'blockade'
    """
    refuse_settings("blockade", settings)
    return _blockade(atlas)


def _blockade(atlas: Atlas) -> Blockade:
    flow_share = frozen(normal_traffic(atlas).flow)

    @lru_cache(maxsize=_KEPT)
    def tables_of(*parameters: bytes) -> Tables:
        read = [np.frombuffer(part) for part in parameters]
        shaped = [
            part.reshape(-1, LEVELS) if "level" in variables()[name].dims else part
            for name, part in zip(PREPARED, read, strict=True)
        ]
        return Tables(*(frozen(table) for table in prepare(flow_share, *shaped)))

    return Blockade(atlas, tables_of)
