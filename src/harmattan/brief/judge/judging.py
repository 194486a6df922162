"""How a judgement is put together, in every language at once."""

from __future__ import annotations

import math
from collections.abc import Callable

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.phrases import LANGUAGES
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.world.atlas import Corridor, Place
from harmattan.world.statement import Statement

__all__ = ["NOTHING", "judged", "said", "title_of"]

NOTHING = Band(math.nan, math.nan, math.nan, math.nan, math.nan)
"""The band of a statement that has no number."""


def said(make: Callable[[Wording], str]) -> dict[str, str]:
    """Say one thing in every language.

    Args:
        make: writes it in one language.

    Returns:
        The sentence by language code.
    """
    return {language: make(Wording(language)) for language in LANGUAGES}


def title_of(thing: Place | Corridor, words: Wording) -> str:
    """Name a place or corridor in a language.

    Args:
        thing: a place or corridor.
        words: language.

    Returns:
        Its name.
    """
    return words.title(thing.name, thing.name_fr)


def judged(
    inputs: BriefInput,
    audience: Audience,
    name: str,
    text: Callable[[Wording], str],
    caveat: Callable[[Wording], str],
    number: Band,
    unit: str,
    *,
    weighed: tuple[str, ...],
    probability: float = math.nan,
) -> Statement:
    """Put a statement together.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; sources that it may not see are not named.
        name: id of the statement.
        text: writes the sentence in one language.
        caveat: writes the caveat in one language.
        number: band of its number.
        unit: unit of the number.
        weighed: ids of the reports that weigh in it, the weightiest first.
        probability: chance of the event it states.

    Returns:
        The statement; `count` counts all reports that weigh, `sources` names those that this audience may see.
    """
    known = inputs.reports.by_id()
    named = tuple(report for report in weighed if audience.keeps(known[report], inputs.case.atlas))
    return Statement(
        name, said(text), number.median, number.low, number.high, unit, probability, len(weighed), named, said(caveat)
    )
