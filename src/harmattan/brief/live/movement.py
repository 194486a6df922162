"""Arrows on the live map: people who set out from one area to another, week by week."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.live.classes import arrow_class
from harmattan.brief.live.feature import NOTHING, Feature
from harmattan.brief.live.frames import Frame, in_week
from harmattan.brief.wording import Wording
from harmattan.map.bands import LEVELS, Band
from harmattan.map.tips import named
from harmattan.world.atlas import Area

__all__ = ["movement_features"]


def movement_features(
    inputs: BriefInput, audience: Audience, words: Wording, weeks: Sequence[Frame], rows: dict[str, int]
) -> list[Feature]:
    """Lay out who sets out from one area to another, by the week, where the median is of a class that is drawn.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.
        weeks: the weeks.
        rows: row of each class of arrow.

    Returns:
        One feature for each pair of areas and direction with an arrow in any week; empty where nobody was counted.
    """
    atlas = inputs.case.atlas
    areas = {area.id: area for area in atlas.areas}
    sums = [
        None if days is None else days.sum(axis=1, dtype=np.float64)
        for days in (in_week(inputs, week, "set_out") for week in weeks)
    ]
    levels = [None if one is None else np.quantile(one, LEVELS, axis=0) for one in sums]
    out = []
    for row, (one, other) in enumerate(atlas.passages):
        ends = areas[one], areas[other]
        if not _shown(inputs, audience, *ends):
            continue
        bands = [None if level is None else Band(*(float(q) for q in level[:, row])) for level in levels]
        found = ["" if people is None else arrow_class(people.median) for people in bands]
        if not any(found):
            continue
        told = [
            words.say("live.say.set_out", people=words.estimate(people, least=1.0)) if name and people else ""
            for name, people in zip(found, bands, strict=True)
        ]
        names = [named(area.name, area.name_fr, words) for area in ends]
        fixed = {
            "id": f"{one}>{other}",
            "name": words.say("live.say.way", one=names[0], other=names[1]),
            "from": _spot(ends[0]),
            "to": _spot(ends[1]),
        }
        out.append(Feature(fixed, {"width": [rows[name] if name else NOTHING for name in found]}, told))
    return out


def _shown(inputs: BriefInput, audience: Audience, one: Area, other: Area) -> bool:
    """Tell whether movement between two areas may be shown.

    Never where all that lies in one of them is withheld. At the public level nothing across a border, and crossings are withheld
    too: people are pushed back there.
    """
    withheld = (*SITES, "crossing") if audience.public else SITES
    open_areas = {place.area for place in inputs.case.atlas.places if place.kind not in withheld}
    inside = one.country == other.country == inputs.case.settings.country
    return {one.id, other.id} <= open_areas and (inside or not audience.public)


def _spot(area: Area) -> list[float]:
    return [round(area.lon, 3), round(area.lat, 3)]
