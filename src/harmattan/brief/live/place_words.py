"""What the live map says of a town, a camp or a gate in one week."""

from __future__ import annotations

import math
from dataclasses import dataclass

from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.map.marks import PlaceMark

__all__ = ["PlaceWeek", "camp_words", "gate_words", "town_words"]

_FEW = 100.0
"""Displaced people in a town below which their number is not told: it would be noise on a map."""

_SIEGE_TOLD = 0.05


@dataclass(frozen=True, slots=True)
class PlaceWeek:
    """What is believed about one place on the last day of one week.

    Args:
        holder: one of `HOLDERS`, `NOT_KNOWN`, or empty where nobody's hold of it can change.
        chance: chance of that holder; nan where it is not told.
        days: days of fuel; None without an estimate or where the audience does not see it.
        fuel: its class; empty without an estimate.
        siege: chance that it is besieged; nan where nothing is told of it.
        siege_word: `likely`, `possible` or empty.
        displaced: displaced people staying there; None where not held or not told.
    """

    holder: str = ""
    chance: float = math.nan
    days: Band | None = None
    fuel: str = ""
    siege: float = math.nan
    siege_word: str = ""
    displaced: Band | None = None


def town_words(mark: PlaceMark, week: PlaceWeek, words: Wording, *, coarse: bool) -> str:
    """Say what is believed about a town.

    Args:
        mark: the town.
        week: what is believed in that week.
        words: language.
        coarse: whether fuel and siege are told in words alone.

    Returns:
        Lines, each with its median and 90 % interval or its chance.
    """
    lines = []
    if week.holder:
        who = words.say(f"holder.{week.holder}")
        known = math.isfinite(week.chance)
        chance = words.chance(week.chance) if known else ""
        key = "live.say.holder_chance" if known else "live.say.holder"
        lines.append(words.say(key, who=who, chance=chance) if known else words.say(key, who=who))
    lines += _fuel_lines(mark, week, words, coarse=coarse)
    if coarse and week.siege_word:
        lines.append(words.say(f"live.say.siege_{week.siege_word}"))
    elif not coarse and week.siege >= _SIEGE_TOLD:
        chance = words.chance(week.siege)
        lines.append(words.say("live.say.siege", word=words.likelihood(week.siege), chance=chance))
    return "\n".join([*lines, *_people(week.displaced, words)])


def camp_words(mark: PlaceMark, displaced: Band | None, words: Wording) -> str:
    """Say how full a camp is.

    Args:
        mark: the camp.
        displaced: displaced people staying there; None where not held.
        words: language.

    Returns:
        Lines: people, capacity, and who is above it.
    """
    lines = _people(displaced, words)
    capacity = mark.place.capacity
    if not capacity > 0:
        return "\n".join([*lines, words.say("live.say.capacity_unknown")])
    room = words.exact(capacity)
    if displaced is None or displaced.high <= capacity:
        return "\n".join([*lines, words.say("live.say.capacity", capacity=room)])
    above = Band(
        *(
            max(0.0, people - capacity)
            for people in (
                displaced.low, displaced.quarter, displaced.median, displaced.three_quarters, displaced.high,
            )
        )
    )  # fmt: skip
    return "\n".join([*lines, words.say("live.say.above", capacity=room, people=words.estimate(above, least=1.0))])


def gate_words(mark: PlaceMark, displaced: Band | None, words: Wording) -> str:
    """Say what a port, a crossing or a town abroad is.

    Args:
        mark: the place.
        displaced: displaced people staying there; None where not held or not told.
        words: language.

    Returns:
        Lines: its kind, and the displaced people there.
    """
    kind = words.say(f"kind.{mark.place.kind}")
    return "\n".join([words.say("live.say.kind", kind=kind[:1].upper() + kind[1:]), *_people(displaced, words)])


def _fuel_lines(mark: PlaceMark, week: PlaceWeek, words: Wording, *, coarse: bool) -> list[str]:
    if not week.fuel:
        return []
    if coarse or week.days is None:
        if week.fuel == "unknown":
            return [words.say("live.say.fuel_unknown")]
        return [words.say("live.say.fuel_class", words=words.say(f"map.stock.{week.fuel}"))]
    if week.fuel == "unknown":
        between = words.pair(week.days.median, week.days.low, week.days.high, least=0.1)[1]
        lines = [words.say("live.say.open", between=between)]
    else:
        lines = [words.say("live.say.days", days=words.estimate(week.days, least=0.1))]
    return lines if mark.fuel_reports else [*lines, words.say("live.say.judged")]


def _people(displaced: Band | None, words: Wording) -> list[str]:
    if displaced is None or displaced.median < _FEW:
        return []
    return [words.say("live.say.people", people=words.estimate(displaced, least=1.0))]
