"""The weeks of the live map: back from the cut-off day through the days that are held, and on through the outlook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.inputs import BriefInput

__all__ = ["Frame", "frames", "in_week", "on_day"]

Values = NDArray[np.floating]

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Frame:
    """One week of the map, named by its last day.

    Args:
        day: the last day of the week.
        kind: `past`, `now` for the week that ends on the cut-off day, or `ahead`.
        last: which of the days held it is: of the history for the past and the cut-off, of the outlook for the weeks ahead.
    """

    day: date
    kind: str
    last: int

    @property
    def week(self) -> slice:
        """The seven days among those held."""
        return slice(self.last - _WEEK + 1, self.last + 1)


def frames(inputs: BriefInput) -> tuple[Frame, ...]:
    """Lay out the weeks: counted back from the cut-off day, then on from it, whole weeks only.

    Args:
        inputs: what the brief is made from.

    Returns:
        The weeks in order; the one that ends on the cut-off day is always there.
    """
    held = min((array.shape[1] for array in inputs.situation.history.values()), default=0)
    back = range((held - 1) // _WEEK if held else 0, 0, -1)
    past = [k for k in back if held - _WEEK * (k + 1) >= 0]
    out = [Frame(inputs.as_of - timedelta(days=_WEEK * k), "past", held - 1 - _WEEK * k) for k in past]
    out.append(Frame(inputs.as_of, "now", held - 1))
    weeks = range(1, inputs.horizon // _WEEK + 1)
    return (*out, *(Frame(inputs.as_of + timedelta(days=_WEEK * k), "ahead", _WEEK * k - 1) for k in weeks))


def on_day(inputs: BriefInput, frame: Frame, variable: str) -> Values | None:
    """Take what is believed on the last day of a week.

    Args:
        inputs: what the brief is made from.
        frame: the week.
        variable: a recorded variable with one entity axis.

    Returns:
        (draw, entity) values; None where they are not held. On the cut-off day the state of the situation comes first, then the
        last day of its history, then the first day ahead, as everywhere in the brief.
    """
    situation, ahead = inputs.situation, inputs.reference.values
    if frame.kind == "ahead":
        return ahead[variable][:, frame.last] if variable in ahead else None
    if frame.kind == "now" and variable in situation.values:
        return situation.values[variable]
    if variable in situation.history and frame.last >= 0:
        return situation.history[variable][:, frame.last]
    return ahead[variable][:, 0] if frame.kind == "now" and variable in ahead else None


def in_week(inputs: BriefInput, frame: Frame, variable: str) -> Values | None:
    """Take the seven days of a week.

    Args:
        inputs: what the brief is made from.
        frame: the week.
        variable: a recorded variable with one entity axis.

    Returns:
        (draw, day, entity) values; None where not all of its days are held.
    """
    held = inputs.reference.values if frame.kind == "ahead" else inputs.situation.history
    if variable not in held or frame.last < _WEEK - 1:
        return None
    return held[variable][:, frame.week]
