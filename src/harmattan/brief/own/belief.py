"""A user's own stocks, warehouses and fleet beside what is believed about the places where they are; internal level only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from harmattan.brief.audience import Audience
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_places
from harmattan.brief.own.claims import Claim, Stock, newest
from harmattan.map.bands import Band, band
from harmattan.map.marks import WINDOW_DAYS, PlaceMark
from harmattan.map.sheet import SETTLED
from harmattan.world.atlas import Place

__all__ = ["Fleet", "OwnPlace", "Share", "own_fleet", "own_places", "stuck"]

WEEK = 7
ESCORTED, CLOSED = 2, 3
"""States of a corridor from which it counts as not open, and in which nobody passes."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws with the error of counting them.

    Args:
        share: share of the draws, 0 to 1.
        count: independent draws that they are worth.

    Examples:
        >>> Share(0.5, 100.0).low < 0.5 < Share(0.5, 100.0).high
        True
    """

    share: float
    count: float

    @property
    def low(self) -> float:
        """5 % quantile of the chance behind it (Jeffreys prior)."""
        return self._quantile(0.05)

    @property
    def high(self) -> float:
        """95 % quantile of the chance behind it (Jeffreys prior)."""
        return self._quantile(0.95)

    def _quantile(self, at: float) -> float:
        hits = self.share * self.count
        return float(betaincinv(hits + 0.5, self.count - hits + 0.5, at))


@dataclass(frozen=True)
class OwnPlace:
    """What a user has at a place, and what is believed about it under the reference.

    Args:
        place: the place.
        mark: belief about it as the internal level shows it; None for a mine or base, of which none is shown.
        fuel: own fuel.
        food: own food.
        capacity: what the warehouses hold; None without a claim.
        tankers: own tankers; None without a claim.
        vehicles: other vehicles; None without a claim.
        corridors: whether any corridor ends here.
        no_road: for `fuel` and `food`, share of draws in which no corridor that ends here stays open through the week in which
            the stock ends; left out where that week is not foreseen, or none ends here.
        siege_now: share of draws with a siege on the cut-off date; None where sieges are not modelled.
        siege_ahead: share with a siege on any day ahead.
        taken: share in which an armed group takes the place on any day ahead.
        attacked: share with an attack in its area within `WINDOW_DAYS` days.
        attacks: how many such attacks.
        stuck: share in which vehicles here could be stuck on any day ahead; None where neither siege nor corridor is modelled.
    """

    place: Place
    mark: PlaceMark | None
    fuel: Stock
    food: Stock
    capacity: Claim | None
    tankers: Claim | None
    vehicles: Claim | None
    corridors: bool
    no_road: Mapping[str, Share]
    siege_now: Share | None
    siege_ahead: Share | None
    taken: Share | None
    attacked: Share | None
    attacks: Band | None
    stuck: Share | None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims it rests on: fuel, food, warehouses, fleet."""
        others = (self.capacity, self.tankers, self.vehicles)
        return (*self.fuel.claims, *self.food.claims, *(claim for claim in others if claim is not None))

    @property
    def fill(self) -> float | None:
        """Share of the capacity of the warehouses that is filled; None where either is not known."""
        if self.capacity is None or self.food.held is None or self.capacity.report.best <= 0.0:
            return None
        return self.food.held.report.best / self.capacity.report.best


@dataclass(frozen=True)
class Fleet:
    """Own tankers or other vehicles of all places.

    Args:
        metric: `own_tankers` or `own_vehicles`.
        count: how many there are.
        stuck: how many stand where they could be stuck on any day ahead; None where that is modelled nowhere.
        share: share of draws in which any is.
        claims: the claims behind it.
    """

    metric: str
    count: float
    stuck: Band | None
    share: Share | None
    claims: tuple[Claim, ...]


def own_places(inputs: BriefInput) -> tuple[OwnPlace, ...]:
    """Set a user's own stocks and fleet beside what is believed about the places.

    Args:
        inputs: what the brief is made from, planned at the internal level.

    Returns:
        One entry per place with any own claim, in the order of the atlas; none where there is no such claim.
    """
    claims = newest(inputs.reports, inputs.as_of)
    marks = {mark.place.id: mark for mark in known_places(inputs, Audience("internal"))}
    named = {place for _, place in claims}
    return tuple(
        _own_place(inputs, place, marks.get(place.id), claims)
        for place in inputs.case.atlas.places
        if place.id in named
    )


def _own_place(
    inputs: BriefInput, place: Place, mark: PlaceMark | None, claims: Mapping[tuple[str, str], Claim]
) -> OwnPlace:
    def claim(metric: str) -> Claim | None:
        return claims.get((f"own_{metric}", place.id))

    stocks = {of: Stock(of, claim(f"{of}_stock"), claim(f"{of}_use")) for of in ("fuel", "food")}
    roads = {of: _no_road(inputs, place.id, stock) for of, stock in stocks.items()}
    ahead, past = inputs.reference.values, inputs.situation.values
    row = inputs.case.atlas.place_index[place.id]
    home = place.kind in SETTLED and place.country == inputs.case.settings.country
    attacks = None if place.kind in SITES else _attacks(inputs, place.area)
    caught = stuck(inputs, place.id)
    return OwnPlace(
        place=place,
        mark=mark,
        fuel=stocks["fuel"],
        food=stocks["food"],
        capacity=claim("warehouse_capacity"),
        tankers=claim("tankers"),
        vehicles=claim("vehicles"),
        corridors=any(corridor.end == place.id for corridor in inputs.case.atlas.corridors),
        no_road={of: share for of, share in roads.items() if share is not None},
        siege_now=_share(inputs, past["siege"][:, row] > 0) if home and "siege" in past else None,
        siege_ahead=_share(inputs, _ever(ahead["siege"][:, :, row])) if home and "siege" in ahead else None,
        taken=_share(inputs, _ever(ahead["place_taken"][:, :, row])) if home and "place_taken" in ahead else None,
        attacked=None if attacks is None else _share(inputs, attacks >= 1.0),
        attacks=None if attacks is None else band(attacks),
        stuck=None if caught is None else _share(inputs, caught),
    )


def _ever(days: NDArray[np.generic]) -> Flags:
    """(draw,) whether anything happens on any of the (draw, day) given."""
    return np.asarray(np.any(days, axis=1), dtype=np.bool_)


def _share(inputs: BriefInput, happens: Flags) -> Share:
    worth = min(float(len(happens)), max(1.0, inputs.situation.effective_sample_size))
    return Share(float(happens.mean()), worth)


def _attacks(inputs: BriefInput, area: str) -> NDArray[np.float64] | None:
    if "attacks" not in inputs.reference.values:
        return None
    days = inputs.reference.values["attacks"][:, :WINDOW_DAYS, inputs.case.atlas.area_index[area]]
    return np.asarray(days.sum(axis=1, dtype=np.float64), dtype=np.float64)


def _no_road(inputs: BriefInput, place: str, stock: Stock) -> Share | None:
    """Find the draws in which every corridor that ends at a place is at its worst escorted only or closed in a week."""
    lasts = stock.lasting
    ending = [row for row, corridor in enumerate(inputs.case.atlas.corridors) if corridor.end == place]
    state = inputs.reference.values.get("corridor_state")
    if lasts is None or lasts.day_ahead is None or lasts.day_ahead >= inputs.horizon or not ending or state is None:
        return None
    first = WEEK * (lasts.day_ahead // WEEK)
    worst = state[:, first : first + WEEK][:, :, ending].max(axis=1)
    return _share(inputs, worst.min(axis=1) >= ESCORTED)


def stuck(inputs: BriefInput, place: str) -> Flags | None:
    """Find the draws in which vehicles at a place could be stuck.

    Args:
        inputs: what the brief is made from.
        place: id of the place.

    Returns:
        (draw,) True where on any day ahead the place is besieged or every corridor through it is closed; None where neither is
        modelled there, and for a mine or base.
    """
    atlas, ahead = inputs.case.atlas, inputs.reference.values
    row = atlas.place_index[place]
    here = atlas.places[row]
    through = [number for number, corridor in enumerate(atlas.corridors) if place in corridor.via]
    home = here.kind in SETTLED and here.country == inputs.case.settings.country
    caught: list[Flags] = []
    if home and "siege" in ahead:
        caught.append(_ever(ahead["siege"][:, :, row]))
    if through and "corridor_state" in ahead:
        caught.append(_ever(ahead["corridor_state"][:, :, through].min(axis=2) >= CLOSED))
    return None if here.kind in SITES or not caught else np.asarray(np.logical_or.reduce(caught), dtype=np.bool_)


def own_fleet(inputs: BriefInput, places: tuple[OwnPlace, ...]) -> tuple[Fleet, ...]:
    """Add up own tankers and other vehicles, and how many of them could be stuck.

    Args:
        inputs: what the brief is made from.
        places: what `own_places` gave.

    Returns:
        Tankers, then vehicles; what nobody claims is left out.
    """
    out = []
    for metric, here in (
        ("own_tankers", [(own.place.id, own.tankers) for own in places]),
        ("own_vehicles", [(own.place.id, own.vehicles) for own in places]),
    ):
        held = [(name, claim) for name, claim in here if claim is not None]
        if not held:
            continue
        caught = [(claim.report.best, stuck(inputs, name)) for name, claim in held]
        parts = [count * flags for count, flags in caught if flags is not None]
        total = np.asarray(np.sum(parts, axis=0), dtype=np.float64) if parts else None
        out.append(
            Fleet(
                metric,
                sum(claim.report.best for _, claim in held),
                None if total is None else band(total),
                None if total is None else _share(inputs, total > 0.0),
                tuple(claim for _, claim in held),
            )
        )
    return tuple(out)
