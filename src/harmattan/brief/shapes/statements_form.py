"""The form of statements.json, written and read: every field with its type and meaning."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harmattan.brief.earlier import ALARM, Earlier, Stand
from harmattan.errors import Fault, InputFaults, nearest
from harmattan.observe.files import read_text, shorten
from harmattan.world.statement import Statement

__all__ = ["VERSION", "StatementsForm", "read_earlier"]

VERSION = 1
"""Version of the form; one that this program does not know is refused."""

Number = float | None
Chance = Annotated[float, Field(ge=0.0, le=1.0)]
Words = dict[str, str]


class Form(BaseModel):
    """An object of the file: frozen, no unknown keys, no silent change of type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class SaidForm(Form):
    """One statement."""

    id: str = Field(description="short name, the same in every brief")
    subject: str = Field(description="id of the place, corridor or course it is about; empty for the whole country")
    text: Words = Field(description="the sentence by language, `en` and `fr`")
    median: Number = Field(description="middle of the number; null where there is none at this level")
    low: Number = Field(description="5 % quantile")
    high: Number = Field(description="95 % quantile")
    unit: str = Field(description="unit of the three")
    probability: Chance | None = Field(description="chance of what it states, 0 to 1; null where it states none")
    count: int = Field(description="how many reports weigh in it, those withheld at this level included")
    sources: tuple[str, ...] = Field(description="ids of those reports that this level may see; each is in `reports`")
    caveat: Words = Field(description="what would mislead without it, by language; may be empty")


class StandForm(Form):
    """On which side of a threshold one thing stands."""

    kind: str = Field(description="`turn`, `siege`, `fuel`, `corridor`, `camp` or `holder`")
    entity: str = Field(description="id of the place or corridor, or name of the turn")
    state: str = Field(description="one of the states below")
    chances: tuple[Chance, ...] = Field(
        description="chance of each state, or of the one that holds or not; may be empty"
    )
    median: Number = Field(description="number behind the state: days of fuel; null for the other kinds")
    low: Number = Field(description="its 5 % quantile")
    high: Number = Field(description="its 95 % quantile")


class SpreadForm(Form):
    """A number with its interval."""

    median: Number = Field(description="middle; null where there is none")
    low: Number = Field(description="5 % quantile")
    high: Number = Field(description="95 % quantile")
    probability: Number = Field(default=None, description="chance, where the statement is compared by it")


class ChangeForm(Form):
    """One statement beside what the earlier brief said of the same."""

    id: str = Field(description="id of the statement")
    verdict: str = Field(description="`clear`, `within`, `same`, `new`, `gone` or `unlike`")
    before: SpreadForm | None = Field(description="what was said; null for a new statement")
    after: SpreadForm | None = Field(description="what is said; null for one that is gone")
    expected: SpreadForm | None = Field(
        description="what the earlier outlook expected for this cut-off date; null where not held"
    )
    moved_by: tuple[str, ...] = Field(
        description="reports known since that weigh in it, the largest gain first; no proof"
    )
    text: Words = Field(description="the whole in words, by language")


class CrossingForm(Form):
    """One thing that stands on the other side of a threshold than in the earlier brief."""

    kind: str = Field(description="as in `standings`")
    entity: str = Field(description="as in `standings`")
    before: str = Field(description="state then")
    after: str = Field(description="state on the cut-off date")
    moved_by: tuple[str, ...] = Field(description="reports of that very thing known since, the largest gain first")
    model_only: bool = Field(description="whether no report of that very thing weighs, so that the model alone says so")
    text: Words = Field(description="the whole in words, by language")


class SinceForm(Form):
    """The earlier brief that this one is set beside."""

    as_of: date = Field(description="its cut-off date")
    how: str = Field(description="`replay` with what was known then, or `file` for what was written then")
    new_reports: tuple[str, ...] = Field(description="ids known since")
    weighed_reports: tuple[str, ...] = Field(description="those of them that weigh")
    gone_reports: tuple[str, ...] = Field(description="ids known then that are no longer held")
    changed_reports: tuple[str, ...] = Field(description="ids of cited reports that say something else than they did")


class ReportForm(Form):
    """A cited report, so that a number opens to its sources offline."""

    said: str = Field(description="what it measures, and its value and unit as written")
    when: str = Field(description="day or days it is about, ISO 8601, `first/last`; empty where undated")
    where: str = Field(description="place or corridor as written")
    source: str = Field(description="address or name of the source")
    confidence: str = Field(description="`high`, `medium` or `low`")
    known_from: date | None = Field(description="first day on which anyone could have known it; null where not told")


class ReferenceForm(Form):
    """What the outlook assumes."""

    scenario: str = Field(description="id of the scenario")
    course: str = Field(description="id of the course")


class PlannedForm(Form):
    """One number as planners read it."""

    p50: Number = Field(description="middle")
    p80: Number = Field(description="what four cases in five stay under")
    p95: Number = Field(description="what nineteen cases in twenty stay under")


class DisplacementForm(Form):
    """Displaced people who come to stay over the days ahead at one destination."""

    destination: str = Field(description="id of the place, code of the country, or empty for all other places together")
    kind: str = Field(description="kind of the place, `country` or `other`")
    country: str = Field(description="code of the country")
    people: PlannedForm = Field(description="people who come by the last day")
    reports: tuple[str, ...] = Field(
        description="reports of this very place that weighed; without any the model alone says so"
    )


class CampForm(Form):
    """One camp or town that shelters displaced people, and when it is full."""

    camp: str = Field(description="id of the place")
    country: str = Field(description="code of the country")
    capacity: Number = Field(description="people it has room for")
    then: PlannedForm = Field(description="people there on the last day")
    over_now: Number = Field(description="chance that it is above its capacity on the cut-off date")
    over: Number = Field(description="chance that it is above its capacity on some day ahead")
    day: date | None = Field(description="middle day on which it fills; null where it does not in half of the draws")
    shortfall: PlannedForm = Field(description="people above its capacity, as planners read it")
    reports: tuple[str, ...] = Field(description="reports of this very place that weighed")


class AccessForm(Form):
    """How goods pass one section in one week."""

    mode: str = Field(description="`road`, `river`, `rail` or `air`")
    section: str = Field(description="id of the corridor, town or route")
    week: date | None = Field(description="first day of the week; null where nothing is held")
    ahead: bool = Field(description="whether the week lies after the cut-off date")
    open: Number = Field(description="chance that goods pass freely, at the worst day of the week")
    harassed: Number = Field(description="chance that they pass without an escort but are attacked")
    escorted: Number = Field(description="chance that they pass under escort only")
    closed: Number = Field(description="chance that they do not pass")
    reports: tuple[str, ...] = Field(description="reports of this very section in that week")


class StatementsForm(Form):
    """The whole file."""

    version: int = Field(description="version of this form")
    harmattan: str = Field(description="version of the program that wrote it")
    case: str = Field(description="id of the case")
    as_of: date = Field(description="cut-off date; nothing known later was used")
    last_day: date = Field(description="last day ahead")
    horizon_days: int = Field(description="days ahead")
    effective_draws: float = Field(ge=0.0, description="equally weighted draws that the numbers are worth")
    audience: str = Field(description="level it was made for: `internal`, `partner` or `public`")
    reference: ReferenceForm = Field(description="what the outlook assumes")
    warnings: dict[str, tuple[str, ...]] = Field(description="what must be read first, by language")
    statements: tuple[SaidForm, ...] = Field(description="the key judgements, in the order of the page")
    standings: tuple[StandForm, ...] = Field(description="on which side of its threshold each thing stands")
    since: SinceForm | None = Field(description="the earlier brief; null where none is set beside this one")
    changes: tuple[ChangeForm, ...] = Field(description="what changed since then, clear changes first")
    crossings: tuple[CrossingForm, ...] = Field(description="thresholds crossed since then, the weightiest first")
    displacement: tuple[DisplacementForm, ...] = Field(description="people who come, by destination")
    camps: tuple[CampForm, ...] = Field(description="camps and when they fill")
    access: tuple[AccessForm, ...] = Field(description="how goods pass, by section and week")
    known_reports: tuple[str, ...] = Field(description="ids of all reports known that this level may see")
    reports: dict[str, ReportForm] = Field(description="the cited ones, by id")


def read_earlier(path: Path, *, case: str = "", level: str = "", before: date | None = None) -> Earlier:
    """Read what an earlier brief said from its statements.json.

    Args:
        path: the file.
        case: id of the case that it must be of; any where empty.
        level: audience that it must have been made for; any where empty.
        before: date that its cut-off date must lie before; any where None.

    Returns:
        What was said.

    Raises:
        InputFaults: everything that is wrong with it: unreadable, of a version that is not known, not of the form, of another
            case or level, or not earlier.
    """
    text, wrong = read_text(path.parent, path.name)
    if wrong:
        raise InputFaults(wrong)
    form = _form(path.name, text)
    faults = [
        Fault(path.name, 0, key, found, allowed)
        for key, found, allowed, right in (
            ("case", form.case, f"{case}, the case of this brief", form.case == case or not case),
            ("audience", form.audience, f"{level}, the level of this brief", form.audience == level or not level),
            ("as_of", str(form.as_of), f"a day before {before}", before is None or form.as_of < before),
        )
        if not right
    ]
    faults += [
        Fault(
            path.name,
            0,
            f"standings[{at}].kind",
            stand.kind,
            "one of " + ", ".join(ALARM),
            nearest(stand.kind, list(ALARM)),
        )
        for at, stand in enumerate(form.standings, start=1)
        if stand.kind not in ALARM
    ]
    faults += _unsound(path.name, form)
    if faults:
        raise InputFaults(faults)
    return Earlier(
        as_of=form.as_of,
        statements={one.id: _statement(one) for one in form.statements},
        standings=tuple(
            Stand(one.kind, one.entity, one.state, one.chances, _nan(one.low), _nan(one.median), _nan(one.high))
            for one in form.standings
        ),
        reports=frozenset(form.known_reports),
        how="file",
        case=form.case,
        level=form.audience,
        horizon=form.horizon_days,
        draws=form.effective_draws,
        subjects={one.id: one.subject for one in form.statements if one.subject},
        quoted={name: report.said for name, report in form.reports.items()},
        version=form.harmattan,
    )


def _unsound(file: str, form: StatementsForm) -> Iterator[Fault]:
    """Find numbers that cannot be set beside others: a median without its interval, chances that are not of every state."""
    for at, one in enumerate(form.statements, start=1):
        if one.median is not None and one.low is None:
            yield Fault(file, 0, f"statements[{at}].low", "null", "a number beside a median")
    for at, stand in enumerate(form.standings, start=1):
        if stand.median is not None and None in (stand.low, stand.high):
            yield Fault(file, 0, f"standings[{at}]", "a median alone", "low and high beside a median")
        allowed = (0, 1, len(ALARM.get(stand.kind, ())))
        if len(stand.chances) not in allowed:
            told = f"none, one, or one for each of {allowed[-1]} states"
            yield Fault(file, 0, f"standings[{at}].chances", str(len(stand.chances)), told)


def _form(file: str, text: str) -> StatementsForm:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputFaults([Fault(file, 0, "", shorten(error), "JSON that `harmattan brief` has written")]) from error
    version = data.get("version") if isinstance(data, Mapping) else None
    if version != VERSION or isinstance(version, bool):
        allowed = f"{VERSION}: another version wrote it; name its date instead, and it is replayed"
        raise InputFaults([Fault(file, 0, "version", "none" if version is None else shorten(version), allowed)])
    try:
        return StatementsForm.model_validate_json(text)
    except ValidationError as error:
        raise InputFaults([_fault(file, dict(one)) for one in error.errors(include_url=False)]) from error


def _fault(file: str, error: Mapping[str, Any]) -> Fault:
    key = ""
    for part in error["loc"]:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else str(part)
    kind, found = str(error["type"]), error["input"]
    shown = (
        "nothing" if kind == "missing" else "an object or list" if isinstance(found, dict | list) else shorten(found)
    )
    allowed = {"missing": "this key", "extra_forbidden": "no such key"}.get(kind)
    return Fault(file, 0, shorten(key), shown, allowed or str(error["msg"]).removeprefix("Input should be "))


def _statement(form: SaidForm) -> Statement:
    return Statement(
        id=form.id,
        text=form.text,
        median=_nan(form.median),
        low=_nan(form.low),
        high=math.inf if form.high is None and form.median is not None else _nan(form.high),
        unit=form.unit,
        probability=_nan(form.probability),
        count=form.count,
        sources=form.sources,
        caveat=form.caveat,
    )


def _nan(value: float | None) -> float:
    return math.nan if value is None else value
