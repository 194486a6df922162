"""Where a case meets its public record: issue an outlook, keep an override beside it, score all that was issued."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.models.contract import Model, Record
from harmattan.recipes import Plan, Progress, choose, make_outlooks, make_situation
from harmattan.record import add_issue, add_override, read_record
from harmattan.record.issues import Issue, draft_issue, thaw
from harmattan.record.ledger import Entry
from harmattan.verify import Normal, score
from harmattan.verify.attacks import ATTACK
from harmattan.verify.overrides import score_overrides, speaks
from harmattan.verify.said import Said
from harmattan.world.atlas import Atlas
from harmattan.world.case import Case, EvidenceSettings
from harmattan.world.outlook import Override, Score, Scorecard, Standing
from harmattan.world.vocabulary import variables

__all__ = ["check_override", "make_issue", "make_override", "overrides_known", "score_record"]

LONGEST_REASON, LONGEST_NAME = 500, 60
"""Most characters of a reason and of a signature."""


def make_issue(
    plan: Plan,
    folder: Path,
    root: Path,
    *,
    scenario: str = "",
    course: str = "",
    issued_on: date,
    today: date,
    progress: Progress | None = None,
) -> tuple[Issue, Entry, bool]:
    """Make one outlook and freeze it in a record.

    Args:
        plan: the run.
        folder: folder of the case, whose files are hashed.
        root: folder of the record; made where it is not there.
        scenario: id of the scenario; the first of the case where empty.
        course: id of the course; the first of the case where empty.
        issued_on: day on which it is issued, not before the cut-off date and not to come.
        today: day on the wall; nothing is entered under a later one, unless the case itself is cut off later.
        progress: told the share done.

    Returns:
        The frozen outlook, its row of the ledger, and whether it is new.

    Raises:
        InputFaults: a scenario or course that the case does not have, or a day before the cut-off date or still to come.
        RecordChanged: the record is not what was entered.
        OutputError: the folder cannot be written.
    """
    case, latest = plan.case, _latest(plan.case, today)
    if plan.as_of > latest:
        raise InputFaults([Fault("command line", 0, "--as-of", str(plan.as_of), f"a day not after {latest}")])
    if not plan.as_of <= issued_on <= latest:
        allowed = f"a day from the cut-off date {plan.as_of} on, not after {latest}"
        raise InputFaults([Fault("command line", 0, "--issued-on", str(issued_on), allowed)])
    [pair] = choose(plan, [scenario or case.scenarios[0].id], [course or case.courses[0].id])
    read_record(root)
    situation = make_situation(plan, progress)
    [outlook] = make_outlooks(plan, situation, scenarios=[pair[0].id], courses=[pair[1].id]).values()
    draft = draft_issue(case, folder, plan.reports, plan.models, situation, outlook)
    entry, new = add_issue(root, draft, issued_on)
    [issue] = [issue for issue in read_record(root).issues if issue.id == entry.id]
    return issue, entry, new


def _latest(case: Case, today: date) -> date:
    """Latest day that may be entered: a later one would make all that follows count as entered then, for ever."""
    return max(today, case.settings.as_of)


def score_record(plan: Plan, root: Path) -> Scorecard:
    """Score every outlook of a case that was issued, and every override, by the reports known on the cut-off date.

    Args:
        plan: the run; nothing is simulated, and nothing is written.
        root: folder of the record.

    Returns:
        The scorecard, with how each issue stands.

    Raises:
        InputFaults: there is no record.
        RecordChanged: the record is not what was entered.
    """
    kept = read_record(root)
    if not kept.entries:
        allowed = "a folder in which `harmattan issue` has frozen an outlook"
        raise InputFaults([Fault("command line", 0, "--record", str(root), allowed)])
    case, models = plan.case, plan.models
    scores: list[Score] = []
    unscored: list[tuple[str, str]] = []
    standings, saids = [], []
    for issue in kept.issues:
        if issue.content["case"] != case.id:
            continue
        said, why = _said(issue, case.atlas)
        found: list[Score] = []
        left: list[tuple[str, str]] = []
        due = issue.as_of < plan.as_of
        if not due:
            why = "not due: no day lies between its cut-off date and this one"
        elif said is not None:
            saids.append(said)
            found, left = score(case, models, said, as_of=plan.as_of)
            reasons = Counter(reason for _, reason in left)
            why = "; ".join(f"{count}: {reason}" for reason, count in reasons.items())
            why = why or ("" if found else "no report on its days has come in")
        horizon = int(issue.content["horizon_days"])
        standings.append(Standing(issue.id, issue.as_of, issue.entered, horizon, due, len(found), len(left), why))
        scores += found
        unscored += left
    believed = [(entry.id, entry.entered, row) for entry, row in kept.overrides if row.case == case.id]
    beside, left = score_overrides(case, models, believed, saids, as_of=plan.as_of)
    days = tuple(dict.fromkeys(standing.as_of for standing in standings))
    return Scorecard(case.id, days, tuple(scores), (*unscored, *left), tuple(standings), tuple(beside), kept.head)


def _said(issue: Issue, atlas: Atlas) -> tuple[Said | None, str]:
    """What a frozen outlook said, on today's atlas; or why it cannot be scored at all."""
    arrays, later, gone = thaw(issue, atlas)
    if gone:
        return None, f"the case no longer has {', '.join(gone)}, which the outlook is about"
    roles = {name: variables()[name].role for name in arrays if name in variables()}
    values = {name: arrays[name] for name, role in roles.items() if role != "parameter"}
    parameters = {name: arrays[name].astype(np.float64) for name, role in roles.items() if role == "parameter"}
    content = issue.content
    return Said(
        origin=issue.as_of,
        entered=issue.entered,
        record=Record(issue.as_of + timedelta(days=1), values, parameters),
        days=int(content["horizon_days"]),
        draws=arrays["draw"].astype(np.uint32),
        seed=int(content["seed"]),
        evidence=EvidenceSettings(**content["evidence_settings"]),
        issue=issue.id,
        unknown=later,
    ), ""


def overrides_known(plan: Plan, root: Path) -> tuple[tuple[str, Override], ...]:
    """Find the overrides of a case that were signed by the cut-off date.

    Args:
        plan: the run.
        root: folder of the record.

    Returns:
        Id and belief of each, in the order of the ledger.

    Raises:
        RecordChanged: the record is not what was entered.
    """
    kept = read_record(root).overrides
    return tuple((entry.id, row) for entry, row in kept if row.case == plan.case.id and row.dated <= plan.as_of)


def make_override(plan: Plan, root: Path, override: Override, *, today: date) -> tuple[Entry, bool]:
    """Keep an analyst's belief in a record, beside what the model says.

    Args:
        plan: the run; only its case and mechanisms are used.
        root: folder of the record; made where it is not there.
        override: the belief.
        today: day on the wall; nothing is signed on a later one, unless the case itself is cut off later.

    Returns:
        Its row of the ledger, and whether it is new.

    Raises:
        InputFaults: everything that is wrong with it.
        RecordChanged: the record is not what was entered.
        OutputError: the folder cannot be written.
    """
    faults = check_override(plan.case, plan.models, override, today=today)
    if faults:
        raise InputFaults(faults)
    return add_override(root, override)


def check_override(case: Case, models: Sequence[Model], override: Override, *, today: date) -> list[Fault]:
    """Check an analyst's belief.

    Args:
        case: the case.
        models: its mechanisms.
        override: the belief.
        today: day on the wall.

    Returns:
        Every fault found.
    """
    faults: list[Fault] = []

    def wrong(option: str, found: object, allowed: str, near: str = "") -> None:
        faults.append(Fault("command line", 0, option, str(found), allowed, near))

    named = {axis: getattr(override, axis) for axis in ("place", "corridor", "area")}
    for axis, name in named.items():
        known = case.atlas.labels(axis)
        if name and name not in known:
            wrong(f"--{axis}", name, f"the id of a {axis} of the case", nearest(name, known))
    if sum(bool(name) for name in named.values()) > 1:
        wrong("--place", " and ".join(filter(None, named.values())), "one of --place, --corridor and --area, or none")
    if override.last_day < override.first_day:
        wrong("--to", override.last_day, f"a day from {override.first_day} on")
    if override.dated > _latest(case, today):
        wrong("--dated", override.dated, f"a day not after {_latest(case, today)}")
    numbers = (override.low, override.median, override.high)
    if not all(map(math.isfinite, numbers)) or not 0.0 <= numbers[0] <= numbers[1] <= numbers[2]:
        wrong("--low", " ".join(f"{x:g}" for x in numbers), "low, median and high in this order, none below 0")
    texts = (("--reason", override.reason, LONGEST_REASON), ("--signed", override.signed, LONGEST_NAME))
    for option, text, longest in (*texts, ("--unit", override.unit or "1", LONGEST_NAME)):
        if not 0 < len(text.strip()) <= longest or not text.isprintable() or text.lstrip()[:1] in tuple("=+-@"):
            wrong(option, text, f"one line of at most {longest} characters that does not begin like a formula")
    if not faults and not speaks(case, models, override):
        normal = Normal(case, models)
        metrics = sorted({row.metric for row in case.reports if normal.of(row) is not None} | {ATTACK})
        allowed = f"what a mechanism expects there over these days; reports of this case name {', '.join(metrics)}"
        wrong("--metric", override.metric, allowed, nearest(override.metric, metrics))
    return faults
