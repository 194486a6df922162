"""Thresholds crossed since an earlier brief, either way, thing by thing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from harmattan.brief.audience import Audience
from harmattan.brief.earlier import ALARM, Earlier, Stand
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.numerals import LEAST
from harmattan.brief.since.beside import chance_noise, earlier_for, median_noise, moved_since
from harmattan.brief.since.standings import effective_draws, standings
from harmattan.brief.since.words import reports_said, subject_said
from harmattan.brief.wording import Wording
from harmattan.map.marks import NOT_KNOWN

__all__ = ["Crossing", "crossings"]

_MODEL_ALONE = 0.2
"""Weight in the order of a list of what no report of that very place or corridor speaks to."""

_UNSURE = 0.5
"""Steps of alarm that a change to or from a state that is not known counts for."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One thing that stands on the other side of a threshold than in an earlier brief.

    Args:
        kind: kind of its standing.
        entity: id of the place or corridor, or name of the turn.
        before: how it stood then.
        after: how it stands on the cut-off date.
        weight: people concerned times steps of alarm, for the order of a list.
        moved_by: reports of that very thing known since then, the largest gain first.
        model_only: whether no report of that very place or corridor weighs, so that the model alone says so.
        said: before and after in words.
        why: which reports speak to it since then; empty where none does.
    """

    kind: str
    entity: str
    before: Stand
    after: Stand
    weight: float
    moved_by: tuple[str, ...]
    model_only: bool
    said: str
    why: str

    @property
    def text(self) -> str:
        """The whole in words."""
        return f"{self.said} {self.why}".strip()


def crossings(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Crossing, ...]:
    """List what stands on the other side of a threshold than in an earlier brief.

    A crossing counts where the number or the chance behind it moved by more than the noise of counting draws; where neither is
    held, as in what was written for the public, the states decide. At the public level nothing is said of fuel of single towns
    and of pacts, of sieges that are no longer named, and of a holder who was or is not known.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The crossings, the weightiest first: people concerned (residents, people in a camp, for a corridor everyone in the
        country's towns times its share of normal traffic, for a turn everyone) times steps of alarm, a fifth of it where no
        report of that very place or corridor weighs; empty without an earlier brief.

    Raises:
        InputFaults: an unknown level.
    """
    earlier = earlier_for(inputs, audience)
    if earlier is None:
        return ()
    heard, people = _heard(inputs, audience), _people(inputs, audience)
    noise, found = _noisy(inputs, earlier), []
    for before, after in _pairs(inputs, audience, earlier):
        quiet = before.state == after.state or not _told(audience, before, after) or (after.kind, after.entity) in noise
        if quiet or _noise(before, after, (earlier.draws, effective_draws(inputs))):
            continue
        key = (after.kind, after.entity)
        sources = heard.get(key, ())
        model_only = after.kind != "turn" and not sources
        moved = moved_since(inputs, earlier, sources)
        weight = people.get(key, 0.0) * _steps(before, after) * (_MODEL_ALONE if model_only else 1.0)
        said = _said(inputs, before, after, words)
        why = reports_said(moved, words) if moved else ""
        if model_only:
            why = words.say("since.model_only")
        found.append(Crossing(*key, before, after, weight, moved, model_only, said, why))
    return tuple(sorted(found, key=lambda one: (-one.weight, one.kind, one.entity)))


def _pairs(inputs: BriefInput, audience: Audience, earlier: Earlier) -> Iterator[tuple[Stand, Stand]]:
    """Pair standings of the same thing; a town of whose siege nothing is said stands as not besieged."""
    old = {(stand.kind, stand.entity): stand for stand in earlier.standings}
    new = {(stand.kind, stand.entity): stand for stand in standings(inputs, audience)}
    for key in dict.fromkeys((*new, *old)):
        unnamed = Stand(*key, "none") if key[0] == "siege" else None
        before, after = old.get(key, unnamed), new.get(key, unnamed)
        same_days = key[0] != "turn" or earlier.horizon == inputs.horizon
        if before is not None and after is not None and same_days:
            yield before, after


def _told(audience: Audience, before: Stand, after: Stand) -> bool:
    """Tell whether an audience may read of a crossing."""
    if not audience.public:
        return True
    if after.kind == "siege":
        return after.state != "none"
    if after.kind == "holder":
        return NOT_KNOWN not in (before.state, after.state)
    return after.kind in ("turn", "corridor", "camp")


def _noisy(inputs: BriefInput, earlier: Earlier) -> set[tuple[str, str]]:
    """Find what did not move by more than noise, by numbers that the audience does not see, where a replay holds them."""
    old = {(stand.kind, stand.entity): stand for stand in earlier.unseen}
    new = standings(inputs, Audience("partner")) if old else ()
    pairs = [(old[stand.kind, stand.entity], stand) for stand in new if (stand.kind, stand.entity) in old]
    draws = (earlier.draws, effective_draws(inputs))
    return {(after.kind, after.entity) for before, after in pairs if _noise(before, after, draws)}


def _noise(before: Stand, after: Stand, draws: tuple[float, float]) -> bool:
    """Tell whether counting draws alone could have done it."""
    if math.isfinite(before.median) and math.isfinite(after.median):
        return abs(after.median - before.median) <= median_noise(before, after, draws) + LEAST["day"]
    pairs = list(zip(before.chances, after.chances, strict=False))
    return bool(pairs) and all(abs(new - old) <= chance_noise(old, new, draws) for old, new in pairs)


def _steps(before: Stand, after: Stand) -> float:
    levels = ALARM[after.kind]
    if before.state not in levels or after.state not in levels:
        return _UNSURE
    return float(abs(levels[after.state] - levels[before.state])) or _UNSURE


def _heard(inputs: BriefInput, audience: Audience) -> dict[tuple[str, str], tuple[str, ...]]:
    """Reports of each very thing that the audience may see."""
    known = inputs.reports.by_id()
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    for mark in known_places(inputs, audience):
        kinds = {"fuel": mark.fuel_reports, "siege": mark.siege_reports, "camp": mark.people_reports}
        for kind, names in {**kinds, "holder": mark.holder_reports}.items():
            out[kind, mark.place.id] = names
    for road in known_corridors(inputs, audience):
        out["corridor", road.corridor.id] = road.reports
    atlas = inputs.case.atlas
    return {key: tuple(name for name in names if audience.keeps(known[name], atlas)) for key, names in out.items()}


def _people(inputs: BriefInput, audience: Audience) -> dict[tuple[str, str], float]:
    """People concerned by each thing."""
    atlas = inputs.case.atlas
    everyone = float(sum(place.population for place in inputs.towns))
    out = {("turn", stand.entity): everyone for stand in standings(inputs, audience) if stand.kind == "turn"}
    for mark in known_places(inputs, audience):
        for kind in ("fuel", "siege", "holder"):
            out[kind, mark.place.id] = float(mark.place.population)
        out["camp", mark.place.id] = mark.displaced.median if mark.displaced else 0.0
    for corridor in atlas.corridors:
        ends = atlas.places[atlas.place_index[corridor.end]].population if corridor.end in atlas.place_index else 0
        out["corridor", corridor.id] = corridor.normal_share * (everyone if corridor.kind == "import" else float(ends))
    return out


def _said(inputs: BriefInput, before: Stand, after: Stand, words: Wording) -> str:
    turn = after.kind == "turn"
    name = words.say(f"turn.{after.entity}") if turn else subject_said(inputs, after.entity, words)
    then, current = (_state(stand, words) for stand in (before, after))
    gaps = {"n": inputs.horizon} if turn else {}
    return words.say("since.crossed_turn" if turn else "since.crossed", name=name, after=current, before=then, **gaps)


def _state(stand: Stand, words: Wording) -> str:
    """Say how a thing stands, with the number or the chance behind it where there is one."""
    key = f"since.state.{stand.kind}.{stand.state}"
    state = words.say(key) if words.has(key) else stand.state
    figure = ""
    if math.isfinite(stand.median):
        median, between = words.pair(stand.median, stand.low, stand.high, least=LEAST["day"])
        figure = words.say("since.median", median=median, between=between)
    elif len(stand.chances) == 1:
        figure = words.chance(stand.chances[0])
    elif stand.chances and stand.state in ALARM[stand.kind]:
        figure = words.chance(stand.chances[list(ALARM[stand.kind]).index(stand.state)])
    return words.say("since.state_figure", state=state, figure=figure) if figure else state
