"""Where a brief is put together: the belief, the days ahead, an earlier date beside it, and how past outlooks fared."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from harmattan import recipes
from harmattan.brief.audience import Audience
from harmattan.brief.earlier import Earlier
from harmattan.brief.inputs import BriefInput
from harmattan.brief.shapes.statements_form import read_earlier
from harmattan.brief.since.standings import earlier_of
from harmattan.errors import Fault, InputFaults, nearest
from harmattan.observe.files import shorten
from harmattan.recipes import Plan, Progress
from harmattan.recipes_protect import Request, make_protection
from harmattan.recipes_record import score_record
from harmattan.verify import verify
from harmattan.world.outlook import Comparison, Outlook, Scorecard
from harmattan.world.report import Reports
from harmattan.world.situation import Situation

__all__ = ["LAST", "Bars", "Replayed", "find_since", "make_brief", "replay"]

LAST = "last"
"""Word for the newest earlier brief of the same case and level beside the folder that is written."""

BRIEF_DRAWS = 40
"""Draws behind the section on protecting supply; `harmattan protect` takes more."""

Bars = Callable[[str], AbstractContextManager[Progress | None]]
"""Shows a bar of a title while something runs."""


@dataclass(frozen=True)
class Replayed:
    """A past date made again with what was known then: what a brief of that day would have been made from, under the reference."""

    inputs: BriefInput
    scorecard: Scorecard


def _no_bars(_title: str) -> AbstractContextManager[Progress | None]:
    return nullcontext()


def make_brief(
    plan: Plan,
    *,
    since: date | Path | str | None = None,
    beside: Path | None = None,
    record: Path | None = None,
    bars: Bars = _no_bars,
) -> BriefInput:
    """Make everything that a brief says: assess, foresee under every scenario and course, compare, and look back.

    Args:
        plan: the run; its level is that of the brief.
        since: a past date, which is replayed with what was known then; the folder or statements.json of an earlier brief; or
            `last`. None sets nothing beside it.
        beside: folder that will be written; `last` looks for earlier briefs in the folder above it.
        record: folder of issued outlooks, which are scored.
        bars: shows what runs.

    Returns:
        The inputs; with a past date also the scorecard of what would have been said then.

    Raises:
        InputFaults: everything wrong with `since`, or no record there; nothing long has begun.
        RecordChanged: the record is not what was entered.
    """
    recipes.choose(plan, None, None)
    found = None if since is None else find_since(plan, since, beside=beside)
    kept = None if record is None else score_record(plan, record)
    with bars("Weighing the evidence") as progress:
        situation = recipes.make_situation(plan, progress)
    with bars("Looking ahead") as progress:
        outlooks = recipes.make_outlooks(plan, situation, progress=progress)
    comparison = recipes.make_comparison(plan, outlooks)
    protection = None
    if plan.case.protections and plan.level != "public":
        with bars("Protecting supply") as progress:
            protection = make_protection(plan, situation, Request(draws=BRIEF_DRAWS), progress)
    inputs = BriefInput(
        plan.case, plan.as_of, plan.reports, situation, outlooks, comparison, kept, protection=protection
    )
    if isinstance(found, Earlier):
        return replace(inputs, earlier=found)
    if found is None:
        return inputs
    with bars("Replaying the earlier date") as progress:
        then = replay(plan, found, progress)
    earlier = earlier_of(then.inputs, plan.level, on=plan.as_of)
    return replace(inputs, earlier=earlier, scorecard=_together(then.scorecard, kept))


def find_since(plan: Plan, since: date | Path | str, *, beside: Path | None = None) -> date | Earlier:
    """Settle what a brief is set beside, before anything long begins.

    Args:
        plan: the run.
        since: as in `make_brief`; a text is a date, `last` or a path.
        beside: folder that will be written.

    Returns:
        A date to replay, or what an earlier brief said.

    Raises:
        InputFaults: not a date before the cut-off, no such file, no earlier brief of this case and level, or a file that is not
            one.
    """
    if isinstance(since, str) and since != LAST:
        since = _read(since)
    if isinstance(since, date):
        first = plan.case.settings.first_day
        if not first <= since < plan.as_of:
            allowed = f"a day from {first}, the first of the case, and before {plan.as_of}, the cut-off date"
            raise InputFaults([Fault("command line", 0, "--since", str(since), allowed)])
        return since
    name = f"statements{Audience(plan.level).suffix}.json"
    try:
        path = _newest(plan, name, beside) if isinstance(since, str) else since / name if since.is_dir() else since
        found = path.is_file()
    except OSError:  # A folder that may not be entered, or a name longer than a disk holds.
        found = False
    if not found:
        allowed = f"a date such as 2026-02-28, {LAST}, a folder with a {name}, or such a file that may be read"
        told = shorten(since)
        raise InputFaults([Fault("command line", 0, "--since", told, allowed, nearest(told, [LAST]))])
    return read_earlier(path, case=plan.case.id, level=plan.level, before=plan.as_of)


def _read(text: str) -> date | Path:
    """Read a date, or take the text as a path."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Path(text)


def _newest(plan: Plan, name: str, beside: Path | None) -> Path:
    """Find the newest earlier brief of the same case and level beside a folder."""
    above = (beside or Path("out") / f"{plan.case.id}-{plan.as_of}").resolve().parent
    found = {path: _head(path) for path in sorted(above.glob(f"*/{name}"))}
    wanted = (plan.case.id, plan.level)
    fitting = [(day, path) for path, (case, level, day) in found.items() if (case, level) == wanted and day]
    earlier = [(day, path) for day, path in fitting if day < plan.as_of.isoformat()]
    if earlier:
        return max(earlier)[1]
    told = f"{len(found)} briefs there, {len(fitting)} of this case and level, none of an earlier day"
    allowed = (
        f"a {name} of case {plan.case.id} before {plan.as_of} in a folder of {above} ({told}); or a date to replay"
    )
    raise InputFaults([Fault("command line", 0, "--since", LAST, allowed)])


def _head(path: Path) -> tuple[str, str, str]:
    """Read case, level and cut-off date of a brief; empty texts where the file is not one."""
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return "", "", ""
    if not isinstance(whole, dict):
        return "", "", ""
    return str(whole.get("case", "")), str(whole.get("audience", "")), str(whole.get("as_of", ""))


def replay(plan: Plan, origin: date, progress: Progress | None = None) -> Replayed:
    """Make a past date again with what was known then, under the reference alone, and score what it would have said.

    Args:
        plan: the run; its cut-off date is the last day from which reports score.
        origin: the past date.
        progress: told the share done.

    Returns:
        What a brief of that day would have been made from, and how its outlook fared.
    """
    case = plan.case
    then = replace(plan, reports=case.reports.known_on(origin), as_of=origin)
    situation = recipes.make_situation(then, progress)
    scenario, course = case.scenarios[0].id, case.courses[0].id
    outlooks = recipes.make_outlooks(then, situation, scenarios=[scenario], courses=[course])
    [outlook] = outlooks.values()

    def made(_origin: date, _known: Reports, _horizon: int) -> tuple[Situation, Outlook]:
        return situation, outlook

    card = verify(case, plan.models, made, origins=[origin], as_of=plan.as_of, horizon_days=plan.horizon_days)
    past = replace(case, reports=then.reports)
    inputs = BriefInput(past, origin, then.reports, situation, outlooks, Comparison(origin, (), ()), None)
    return Replayed(inputs, card)


def _together(replayed: Scorecard, kept: Scorecard | None) -> Scorecard:
    """Add the scores of a replay to those of issued outlooks."""
    if kept is None:
        return replayed
    return replace(
        kept,
        origins=tuple(dict.fromkeys((*replayed.origins, *kept.origins))),
        scores=(*replayed.scores, *kept.scores),
        unscored=(*replayed.unscored, *kept.unscored),
    )
