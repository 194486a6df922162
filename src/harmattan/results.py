"""What a verb shows: plain tables from the nouns, for a terminal, for JSON, and as files in a folder."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from harmattan.brief.inputs import BriefInput
from harmattan.brief.shapes.comparison_csv import inert
from harmattan.brief.shapes.netcdf import write_netcdf
from harmattan.brief.write import write_folder
from harmattan.inference.scores import central
from harmattan.models.blockade import blockaded
from harmattan.models.contract import Record, parameters_in
from harmattan.observe.quality import report_quality
from harmattan.observe.quarantine import quarantine_warnings
from harmattan.recipes import Plan
from harmattan.verify import TOO_FEW
from harmattan.verify.overrides import belief_of
from harmattan.world.outlook import Comparison, Outlook, Override, OverrideScore, Score, Scorecard
from harmattan.world.situation import Learned, Situation

__all__ = ["Result", "assessed", "compared", "foreseen", "observed", "save", "shown", "verified"]

Result = dict[str, Any]
"""Plain values and tables (lists of rows) by name."""

_WEEK = 7

LEVELS_OF_CONTROL = ("government", "local_pact", "contested", "armed_group")


def _three(numbers: ArrayLike) -> dict[str, float]:
    return dict(zip(("low", "median", "high"), central(numbers), strict=True))


def _head(plan: Plan) -> Result:
    return {"case": plan.case.id, "as_of": plan.as_of.isoformat(), "audience": plan.level}


def observed(plan: Plan) -> Result:
    """Lay out what is known, kept and rejected on the cut-off date.

    Args:
        plan: the run.

    Returns:
        Counts by file, the known claims, and the rejected rows with their reasons.
    """
    known = [
        {
            "id": row.id,
            "file": row.file,
            "row": row.row,
            "metric": row.metric,
            "value": row.value,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "place": row.place or row.corridor or row.area or f"({row.place_text})",
            "known_from": row.known_from,
            "confidence": row.confidence,
        }
        for row in plan.reports
    ]
    return {
        **_head(plan),
        "evidence": [asdict(entry) for entry in report_quality(plan.case.reports)],
        "warnings": list(quarantine_warnings(plan.case.reports)),
        "known": len(known),
        "not_known_yet_or_hidden": len(plan.case.reports) - len(known),
        "rejected": [{k: v for k, v in asdict(row).items() if k != "audience"} for row in plan.case.reports.rejected],
        "claims": known,
    }


def assessed(plan: Plan, situation: Situation, overrides: Sequence[tuple[str, Override]] = ()) -> Result:
    """Lay out a belief.

    Args:
        plan: the run.
        situation: the belief.
        overrides: id and belief of each override that stands beside it.

    Returns:
        Days of fuel, shortage and sieges by place, tankers by corridor and week, priors beside posteriors, the reports, and
        analysts' overrides beside what the model believes of the same (empty for days that are not past).
    """
    values, atlas = situation.values, situation.atlas
    places = [
        {
            "place": use.place,
            **{f"days_of_fuel_{k}": v for k, v in _three(values["days_of_fuel"][:, row]).items()},
            "shortage": float(values["shortage"][:, row].mean()),
            "chance_besieged": float(values["siege"][:, row].mean()),
        }
        for use in atlas.fuel
        for row in (atlas.place_index[use.place],)
    ]
    lately = situation.history["tankers_arrived"][:, -4 * _WEEK :]
    arrived, weeks = lately.sum(axis=1, dtype=np.float64), lately.shape[1] / _WEEK
    corridors = [
        {
            "corridor": corridor.id,
            "kind": corridor.kind,
            **{f"tankers_per_week_{k}": v for k, v in _three(arrived[:, row] / weeks).items()},
            **{f"ambushes_per_week_{k}": v for k, v in _three(values["ambush_rate"][:, row] * _WEEK).items()},
        }
        for row, corridor in enumerate(atlas.corridors)
    ]
    if "corridor_state" in values:
        for line, chance in zip(corridors, blockaded(values["corridor_state"]), strict=True):
            line["chance_blockaded"] = float(chance)
    return {
        **_head(plan),
        "draws": situation.draws,
        "effective_sample_size": situation.effective_sample_size,
        "warnings": [*situation.warnings, *quarantine_warnings(plan.case.reports)],
        "reports_used": len(situation.reports_used),
        "places": places,
        "corridors": corridors,
        "control": _holders(situation),
        "parameters": [
            {
                "variable": row.variable,
                "entity": row.entity,
                **dict(zip(("prior_low", "prior_median", "prior_high"), row.prior, strict=True)),
                **dict(zip(("posterior_low", "posterior_median", "posterior_high"), row.posterior, strict=True)),
                "moved": row.moved,
                "source": row.source,
            }
            for row in shown(situation)
        ],
        "reports": [asdict(row) for row in situation.moved],
        "overrides": [{"override": name, **_overriding(plan, situation, row)} for name, row in overrides],
    }


def _holders(situation: Situation) -> list[dict[str, Any]]:
    """Chance of each level of control of each town and city of the country that the mechanism runs for."""
    held = situation.values.get("control")
    if held is None:
        return []
    moved = np.any(held, axis=0)
    return [
        {
            "place": place.id,
            **{level: float((held[:, row] == at).mean()) for at, level in enumerate(LEVELS_OF_CONTROL)},
        }
        for row, place in enumerate(situation.atlas.places)
        if place.kind in ("city", "town") and bool(moved[row])
    ]


def shown(situation: Situation) -> tuple[Learned, ...]:
    """Leave out what would say how well a single mine or base is held or stocked.

    Args:
        situation: the belief.

    Returns:
        The other parameters.
    """
    hidden = {place.id for place in situation.atlas.places if place.kind in ("mine", "base")}
    return tuple(row for row in situation.learned if row.entity not in hidden)


def _overriding(plan: Plan, situation: Situation, override: Override) -> dict[str, Any]:
    first = situation.history_first_day or plan.case.settings.first_day
    record = Record(first, situation.history, parameters_in(situation.values))
    model = belief_of(plan.models, override, record)
    told = {f"model_{name}": number for name, number in zip(("low", "median", "high"), model, strict=True)}
    return {
        "metric": override.metric,
        "where": override.place or override.corridor or override.area,
        "from": override.first_day,
        "to": override.last_day,
        **{name: getattr(override, name) for name in ("low", "median", "high")},
        **told,
        **{name: getattr(override, name) for name in ("unit", "reason", "signed", "dated")},
    }


def foreseen(plan: Plan, outlooks: Mapping[tuple[str, str], Outlook]) -> Result:
    """Lay out days ahead, by week.

    Args:
        plan: the run.
        outlooks: by (scenario id, course id).

    Returns:
        Days of fuel at the end of each whole week for those places shown first that use fuel, tankers per week, and totals.
    """
    weeks, fuel, totals = [], [], []
    used = {use.place for use in plan.case.atlas.fuel}
    for (scenario, course), outlook in outlooks.items():
        key = {"scenario": scenario, "course": course}
        totals += [
            {**key, "total": name, **_three(amounts), "mean": float(amounts.mean())}
            for name, amounts in outlook.totals.items()
        ]
        if "tankers_arrived" not in outlook.values:
            continue
        imports = [row for row, corridor in enumerate(outlook.atlas.corridors) if corridor.kind == "import"]
        arrived = outlook.values["tankers_arrived"][:, :, imports].sum(axis=2, dtype=np.float64)
        for week in range(outlook.calendar.days // _WEEK):
            part = slice(week * _WEEK, (week + 1) * _WEEK)
            ends = outlook.calendar.day(part.stop - 1).isoformat()
            weeks.append({**key, "week_ends": ends, "measure": "tankers", **_three(arrived[:, part].sum(axis=1))})
            for place in (name for name in plan.case.settings.focus if name in used):
                days = outlook.of("days_of_fuel", place)[:, part.stop - 1]
                under = float((outlook.of("days_of_fuel", place)[:, : part.stop].min(axis=1) < 3.0).mean())
                fuel.append(
                    {**key, "week_ends": ends, "place": place, **_three(days), "chance_under_3_days_by_then": under}
                )
    return {**_head(plan), "horizon_days": plan.horizon_days, "totals": totals, "tankers": weeks, "days_of_fuel": fuel}


def compared(plan: Plan, comparison: Comparison) -> Result:
    """Lay out a comparison.

    Args:
        plan: the run.
        comparison: outcomes of courses across scenarios.

    Returns:
        Outcomes, differences on the same draws, break-even effects of levers, and how often one course beats another.
    """
    return {
        **_head(plan),
        "horizon_days": plan.horizon_days,
        "outcomes": [asdict(row) for row in comparison.rows],
        "differences": [asdict(row) for row in comparison.differences],
        "break_evens": [asdict(row) for row in comparison.break_evens],
        "beats": [asdict(row) for row in comparison.beats],
    }


def verified(plan: Plan, card: Scorecard) -> Result:
    """Lay out how past outlooks fared.

    Args:
        plan: the run.
        card: the scorecard.

    Returns:
        For each quantity how many scores there are and their means beside both baselines, or that they are too few; each score;
        what could not be scored and why; of a record also how each issue stands and what analysts said beside the model.
    """
    groups: dict[tuple[str, bool], list[Score]] = {}
    for score in card.scores:
        groups.setdefault((score.quantity, score.ahead), []).append(score)
    summary = [_summed(rows, issued=bool(card.ledger)) for rows in groups.values()]
    hidden = () if card.ledger else ("issue", "ahead")
    judged = sum(row["enough_to_judge"] for row in summary)
    out: Result = {
        **_head(plan),
        "origins": [day.isoformat() for day in card.origins],
        "scored": len(card.scores),
        "verdict": f"{judged} of {len(summary)} quantities have the {TOO_FEW} reports needed for a verdict"
        if judged
        else f"too few to score: no quantity has the {TOO_FEW} reports needed for a verdict",
    }
    if card.ledger:
        due = [row for row in card.standings if row.due]
        scored = sum(row.scored > 0 for row in due)
        out |= {"issued": len(card.standings), "due": len(due), "issues_scored": scored}
        out |= {"issues_not_scorable": len(due) - scored, "last_row_of_ledger": card.ledger}
    return out | {
        "summary": summary,
        "issues": [asdict(row) for row in card.standings],
        "overrides_summary": _beside(card.overrides),
        "overrides": [asdict(row) for row in card.overrides],
        "scores": [{k: v for k, v in asdict(score).items() if k not in hidden} for score in card.scores],
        "not_scored": [{"report": what, "reason": why} for what, why in card.unscored],
    }


def _verdict(reports: set[str], covered: int, count: int) -> str:
    if len(reports) < TOO_FEW:
        return f"too few to score ({len(reports)} of {TOO_FEW} needed)"
    return f"{covered} of {count} inside the 90 % interval"


def _summed(rows: Sequence[Score], *, issued: bool) -> dict[str, Any]:
    reports, covered = {row.report for row in rows}, sum(row.covered for row in rows)
    both = [row for row in rows if math.isfinite(row.crps_persistence)]
    return {
        "quantity": rows[0].quantity,
        "unit": rows[0].unit,
        **({"foretold": rows[0].ahead} if issued else {}),
        "verdict": _verdict(reports, covered, len(rows)),
        "count": len(rows),
        "reports": len(reports),
        "covered": covered,
        "crps": _mean([row.crps for row in rows]),
        "crps_normal_times": _mean([row.crps_normal for row in rows]),
        "count_with_persistence": len(both),
        "crps_of_these": _mean([row.crps for row in both]),
        "crps_persistence": _mean([row.crps_persistence for row in both]),
        "enough_to_judge": len(reports) >= TOO_FEW,
    }


def _beside(scores: Sequence[OverrideScore]) -> list[dict[str, Any]]:
    """Overrides and the model on those reports that both spoke to."""
    groups: dict[tuple[str, bool], list[OverrideScore]] = {}
    for score in scores:
        groups.setdefault((score.quantity, score.ahead), []).append(score)
    out = []
    for (quantity, ahead), rows in groups.items():
        both = [row for row in rows if row.issue]
        reports, covered = {row.report for row in both}, sum(row.covered for row in both)
        out.append(
            {
                "quantity": quantity,
                "foretold": ahead,
                "count": len(rows),
                "count_with_model": len(both),
                "covered": covered,
                "model_covered": sum(row.model_covered for row in both),
                "crps": _mean([row.crps for row in both]),
                "crps_model": _mean([row.crps_model for row in both]),
                "verdict": _verdict(reports, covered, len(both)),
            }
        )
    return out


def _mean(numbers: Sequence[float]) -> float | None:
    finite = [number for number in numbers if math.isfinite(number)]
    return float(np.mean(finite)) if finite else None


def plain(value: Any) -> Any:
    """Make a value fit for JSON: dates as text, numbers that do not exist as null.

    Args:
        value: a result or a part of one.

    Returns:
        The same with plain values only.

    Examples:
        >>> plain({"a": float("nan"), "b": [1.5]})
        {'a': None, 'b': [1.5]}
    """
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def save(name: str, result: Result, folder: Path, inputs: BriefInput | None = None) -> tuple[Path, ...]:
    """Write a result as files, all at once: one JSON, one CSV for each table, and outlook.nc where there are days ahead.

    Args:
        name: name of the verb.
        result: its result.
        folder: where the files go.
        inputs: the outlooks to keep as NetCDF; none when not given.

    Returns:
        Paths of the files.

    Raises:
        OutputError: the folder cannot be written.
    """

    def make(new: Path) -> None:
        text = json.dumps(plain(result), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (new / f"{name}.json").write_bytes(text.encode("utf-8"))
        for table, rows in result.items():
            if isinstance(rows, list) and rows and isinstance(rows[0], dict):
                (new / f"{name}.{table}.csv").write_bytes(_csv(rows).encode("utf-8"))
        if inputs is not None:
            write_netcdf(inputs, new / "outlook.nc")

    return write_folder(folder, make)


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        cells = [plain(cell) for cell in row.values()]
        writer.writerow([inert(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in cells])
    return out.getvalue()
