"""What the page shows of changes and thresholds: a few lines on the first screen, the rest folded below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import harmattan
from harmattan.brief.audience import Audience
from harmattan.brief.earlier import Earlier
from harmattan.brief.evidence import as_written
from harmattan.brief.inputs import BriefInput
from harmattan.brief.since.beside import earlier_for
from harmattan.brief.since.changes import Change, Crossing, changes, crossings
from harmattan.brief.since.standings import known_ids
from harmattan.brief.wording import Wording

__all__ = ["FIRST", "Known", "Line", "known_since", "since_context"]

FIRST = 6
"""Lines on the first screen."""

_KEPT = 3
"""Lines of either kind that have a place on the first screen before more of the other take it."""


_ASIDE = ("gone", "unlike")
"""Changes that tell of what is said and not of the world: they come behind the thresholds."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a change or a threshold.

    Args:
        kind: verdict of a change, or `crossed`.
        said: before and after in words.
        why: which reports speak to it, and what was expected, in pieces; a piece that is the id of a report becomes a link.
    """

    kind: str
    said: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What became of the reports between two dates, as far as an audience may see them.

    Args:
        new: ids known since.
        weighed: those of them that weigh.
        gone: ids known then that are no longer held.
        changed: ids of cited reports that say something else than they did.
    """

    new: tuple[str, ...]
    weighed: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


def known_since(inputs: BriefInput, audience: Audience, earlier: Earlier) -> Known:
    """Say what became of the reports since an earlier brief.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        earlier: what was said then, and the reports known then.

    Returns:
        New, weighed, gone and changed reports, sorted by id.
    """
    ids, known = known_ids(inputs, audience), inputs.reports.by_id()
    used = {*inputs.situation.reports_used, *(moved.report for moved in inputs.situation.moved)}
    new = tuple(name for name in ids if name not in earlier.reports)
    quoted = earlier.quoted.items()
    return Known(
        new,
        tuple(name for name in new if name in used),
        tuple(sorted(earlier.reports - set(ids))),
        tuple(sorted(name for name, said in quoted if name in set(ids) and as_written(known[name]) != said)),
    )


def since_context(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Gather what the section on changes shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        `since_title`, `since_notes`, `since_first` and `since_rest` (lines), `since_same` (one sentence), `since_held` (whether
        there is an earlier brief).
    """
    earlier = earlier_for(inputs, audience)
    if earlier is None:
        empty: dict[str, object] = dict.fromkeys(("since_notes", "since_first", "since_rest"), ())
        return empty | {"since_held": False, "since_title": words.say("since.title_none"), "since_same": ""}
    found, crossed = changes(inputs, audience, words), crossings(inputs, audience, words)
    moving = [change for change in found if change.verdict not in ("same", *_ASIDE)]
    aside = [_line(change) for change in found if change.verdict in _ASIDE]
    same = [change for change in found if change.verdict == "same"]
    first, rest = _shared([_line(one) for one in moving], [_line(one) for one in crossed])
    room = FIRST - len(first)
    first, rest = (*first, *aside[:room]), (*aside[room:], *rest)
    return {
        "since_held": True,
        "since_title": words.say("since.title", day=words.day(earlier.as_of)),
        "since_notes": _notes(inputs, audience, earlier, words),
        "since_first": first,
        "since_rest": (*rest, *(_line(one) for one in same)),
        "since_same": _same(same, moving or aside, crossed, words),
    }


def _line(one: Change | Crossing) -> Line:
    ids = "|".join(re.escape(name) for name in sorted(one.moved_by, key=len, reverse=True))
    pieces = re.split(rf"\b({ids})\b", one.why) if ids else [one.why]
    return Line(one.verdict if isinstance(one, Change) else "crossed", one.said, tuple(filter(None, pieces)))


def _shared(moving: Sequence[Line], crossed: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Share the first screen between changes and thresholds: half for each, and what one leaves goes to the other."""
    for_changes = max(_KEPT, FIRST - len(crossed))
    chosen = moving[:for_changes]
    thresholds = crossed[: FIRST - len(chosen)]
    return (*chosen, *thresholds), (*moving[len(chosen) :], *crossed[len(thresholds) :])


def _same(same: Sequence[Change], moving: Sequence[object], crossed: Sequence[Crossing], words: Wording) -> str:
    if not moving and not crossed:
        return words.say("since.nothing")
    names = [change.said.split(words.say("number.colon") + " ")[0] for change in same]
    return words.say("since.same", what=words.say("number.semicolon").join(names)) if names else ""


def _notes(inputs: BriefInput, audience: Audience, earlier: Earlier, words: Wording) -> tuple[str, ...]:
    known = known_since(inputs, audience, earlier)
    out = [
        words.say(f"since.how_{earlier.how}"),
        words.say("since.reports", new=len(known.new), weighed=len(known.weighed)),
    ]
    if known.gone:
        out.append(words.say("since.gone_reports", n=len(known.gone)))
    if known.changed:
        out.append(words.say("since.changed_reports", names=", ".join(known.changed)))
    if earlier.version and earlier.version != harmattan.__version__:
        out.append(words.say("since.other_version", then=earlier.version, now=harmattan.__version__))
    return tuple(out)
