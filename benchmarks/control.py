"""Who holds what, in north-east Nigeria 2008-2014: our filter as it ships beside the published one, and what a day of it costs."""

from __future__ import annotations

import csv
import gzip
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO, cast

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr

import harmattan
from benchmarks.common import ROOT, Figure, Report, digest, options, publish
from benchmarks.planted import HOME, planted_atlas
from harmattan.models.contract import Chance, State, parameters_of
from harmattan.models.control import Control, control
from harmattan.models.days import BLOCK, defaults, neutral_drivers
from harmattan.observe.casefolder import read_case
from harmattan.world import report as claims
from harmattan.world.atlas import Area, Atlas, Place, Route, great_circle_km
from harmattan.world.prior import PriorTable

__all__ = ["main"]

TEMPLATE = Path(harmattan.__file__).parent / "observe" / "template"
FIRST, LAST = date(2008, 1, 1), date(2014, 12, 31)
MONTHS = [(year, month) for year in range(FIRST.year, LAST.year + 1) for month in range(1, 13)]
NEIGHBOURS_KM = 34.0
"""Centres of hexagons that share an edge lie 27 to 28 km apart, of others 47 km or more."""

LEVELS_OF_PEER = {"DG": 1.0, "D": 2.0, "DR": 3.0, "R": 4.0}
"""The published states from government (0) to rebels."""

RUNS = 3
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Region:
    """Cells, events and truth of the replication data; all tables are (cell, month).

    Args:
        atlas: the cells as towns, a road between those that share an edge.
        events: each event as a report with a place and days.
        truth: control, 1 government to 0 rebels; nan where it was not coded.
        peers: what others say, higher for less government.
    """

    atlas: Atlas
    events: tuple[claims.Report, ...]
    truth: Floats
    peers: dict[str, Floats]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with cast(TextIO, gzip.open(path, "rt", encoding="utf-8")) if path.suffix == ".gz" else path.open() as file:
        yield from csv.DictReader(file)


def _table(path: Path, column: str, cells: dict[str, int], empty: float) -> Floats:
    out = np.full((len(cells), len(MONTHS)), empty)
    for row in _rows(path):
        when = int(row["year"]), int(row["month"])
        if when in MONTHS:
            out[cells[row["gid"]], MONTHS.index(when)] = LEVELS_OF_PEER.get(row[column]) or float(row[column])
    return out


def _last_year(monthly: Floats, summary: Callable[..., Floats]) -> Floats:
    """(cell, month) summary of this month and the eleven before it."""
    return np.stack([summary(monthly[:, max(0, at - 11) : at + 1], axis=1) for at in range(len(MONTHS))], axis=1)


def _event(number: int, row: dict[str, str]) -> claims.Report:
    """Read an event as our kinds have it: fights as attacks on bases, terror as bombs and raids or, by its code, kidnapping."""
    kind = "base_attack" if row["type"] == "conventional" else "kidnapping" if row["event_tax"] == "6" else "ied"
    first, last = (date(1970, 1, 1) + timedelta(float(row[c] or row["date_start"])) for c in ("date_start", "date_end"))
    nan = math.nan
    return claims.Report(
        id=row["eventid"], file="events.csv", row=number, metric=kind, value="", unit="", low=nan, best=nan, high=nan,
        relation="none", first_day=first, last_day=max(first, last), place_text="", place=row["gid"], corridor="", area="",
        note="", source_url="", source_date="", confidence="medium", known_from=last, source_type="", background=False,
    )  # fmt: skip


def read_region(folder: Path) -> Region:
    """Read the replication data.

    Args:
        folder: where its files stand.

    Returns:
        Cells, events, truth and peers.
    """
    rows = list(_rows(folder / "cells.csv"))
    places = tuple(
        Place(row["gid"], row["gid"], "all", HOME, float(row["lat"]), float(row["lon"]), "town") for row in rows
    )
    routes = tuple(
        Route(f"{a.id}-{b.id}", a.id, b.id, NEIGHBOURS_KM, "track", "unpaved", 1.0)
        for number, a in enumerate(places)
        for b in places[:number]
        if abs(a.lat - b.lat) < 0.4 and abs(a.lon - b.lon) < 0.4
        and great_circle_km(a.lat, a.lon, b.lat, b.lon) < NEIGHBOURS_KM
    )  # fmt: skip
    atlas = Atlas(places, routes, areas=(Area("all", "All", HOME, 10.0, 9.0),))
    cells = atlas.place_index
    terror, combat = (
        _table(folder / "exposure.csv.gz", f"exposure_{kind}", cells, 0.0) for kind in ("terror", "combat")
    )
    exposed = terror + combat
    peers = {
        "Anders 2020 HMM": _table(folder / "anders_hmm_not_government.csv", "control", cells, 0.0),
        "terror + combat exposure": exposed,
        "its 12-month mean": _last_year(exposed, np.mean),
    }
    events = tuple(_event(number, row) for number, row in enumerate(_rows(folder / "events.csv"), start=2))
    counts = np.zeros_like(exposed)
    for event in events:
        if event.last_day and FIRST <= event.last_day <= LAST:
            counts[cells[event.place], MONTHS.index((event.last_day.year, event.last_day.month))] += 1.0
    peers["events of the cell in 12 months"] = _last_year(counts, np.sum)
    return Region(atlas, events, _table(folder / "truth_2008_2014.csv.gz", "control", cells, math.nan), peers)


def middle_of_priors(model: Control, draws: int) -> State:
    """Take the shipped settings: the middle of every prior of the template case.

    Args:
        model: the mechanism.
        draws: length of the draw axis.

    Returns:
        Its parameters.
    """
    table = PriorTable.lay_out(read_case(TEMPLATE).priors, model.atlas, parameters_of([model]))
    return dict(table.values(np.zeros((draws, table.size))))


def _monthly(daily: Floats) -> Floats:
    """(cell, month) means of (day, cell)."""
    days = [FIRST + timedelta(day) for day in range(len(daily))]
    month = np.array([MONTHS.index((day.year, day.month)) for day in days])
    return np.stack([daily[month == at].mean(axis=0) for at in range(len(MONTHS))], axis=1)


def believed(region: Region) -> tuple[Floats, Floats]:
    """Run the mechanism over the days, and back.

    Args:
        region: cells and events.

    Returns:
        (cell, month) chance that the government alone does not hold a cell: of the filter, which knows what came before, and
        of the smoother, which knows what came after too.
    """
    model = control(region.atlas, {}, country=HOME)
    parameters, days = middle_of_priors(model, 1), (LAST - FIRST).days + 1
    trust = read_case(TEMPLATE).settings.evidence.trust_medium
    told = [event for event in region.events if event.last_day and FIRST <= event.last_day <= LAST]
    evidence = model.evidence(((event, trust) for event in told), first_day=FIRST, days=days)
    attacks = np.zeros(evidence.shape[:2])
    for event in told:
        if event.last_day:
            attacks[(event.last_day - FIRST).days, region.atlas.place_index[event.place]] += 1.0
    state = {
        **parameters,
        **defaults([model], region.atlas, 1),
        **neutral_drivers(region.atlas, 1),
        **model.begin(parameters),
    }
    state["past_day"] = np.ones_like(state["past_day"])
    lost = np.empty(attacks.shape)
    for day in range(days):
        state["attacks_near"], state["control_evidence"] = attacks[None, day], evidence[None, day]
        model.advance(state, Chance(1, np.zeros(1, dtype=np.uint32), FIRST.toordinal() + day))
        lost[day] = 1.0 - state["control_belief"][0, :, 0]
    return _monthly(lost), _monthly(1.0 - model.who_held(parameters, evidence, attacks)[:, :, 0])


def area_under_curve(positive: NDArray[np.bool_], score: Floats) -> float:
    """Find the chance that a positive scores above a negative, ties counting half.

    Args:
        positive: (case,) which cases are positive.
        score: (case,) higher for more likely positive.

    Returns:
        Area under the receiver operating characteristic.
    """
    found, other = int(positive.sum()), int((~positive).sum())
    return (float(rankdata(score)[positive].sum()) - found * (found + 1) / 2) / (found * other)


def average_precision(positive: NDArray[np.bool_], score: Floats) -> float:
    """Average the precision over the recall that each threshold adds; ties share a threshold.

    Args:
        positive: (case,) which cases are positive.
        score: (case,) higher for more likely positive.

    Returns:
        Average precision.
    """
    order = np.argsort(-score, kind="stable")
    hits, score = np.cumsum(positive[order]), score[order]
    ends = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    gained = np.diff(hits[ends], prepend=0) / hits[-1]
    return float((gained * hits[ends] / (ends + 1)).sum())


def scores(said: Floats, truth: Floats) -> dict[str, float]:
    """Score what was said of every cell and month.

    Args:
        said: (cell, month), higher for less government.
        truth: (cell, month) control, 1 for government; nan where it was not coded.

    Returns:
        Mean monthly Spearman correlation over months in which both vary; area under the curve and average precision of
        "not held by the government alone" over all cells and months.
    """
    coded = np.isfinite(truth)
    monthly = [
        float(spearmanr(said[rows, at], -truth[rows, at])[0])
        for at, rows in enumerate(coded.T)
        if np.ptp(said[rows, at]) > 0.0 and np.ptp(truth[rows, at]) > 0.0
    ]
    positive = truth[coded] < 1.0
    return {
        "spearman": float(np.mean(monthly)),
        "auc": area_under_curve(positive, said[coded]),
        "average_precision": average_precision(positive, said[coded]),
    }


def _skill(region: Region) -> list[Figure]:
    filtered, smoothed = believed(region)
    case = "north-east Nigeria 2008-2014"
    ours, figures = scores(np.round(filtered, 2), region.truth), []
    for peer, said in region.peers.items():
        theirs = scores(said, region.truth)
        figures += [
            Figure(name, case, value, "1", peer, theirs[name], "> 1 * peer_value") for name, value in ours.items()
        ]
    for what, said in (("chances not rounded", filtered), ("smoother", np.round(smoothed, 2))):
        figures += [Figure(name, f"{case}, {what}", value, "1") for name, value in scores(said, region.truth).items()]
    return figures


def _seconds(model: Control, draws: int, days: int, *, past: bool) -> float:
    parameters = middle_of_priors(model, BLOCK)
    fixed = {**parameters, **defaults([model], model.atlas, BLOCK), **neutral_drivers(model.atlas, BLOCK)}
    fixed["past_day"] = np.full_like(fixed["past_day"], float(past))
    best = math.inf
    for _ in range(RUNS):
        states = [{**fixed, **model.begin(parameters)} for _ in range(draws // BLOCK)]
        start = time.process_time()
        for block, state in enumerate(states):
            ids = np.arange(block * BLOCK, (block + 1) * BLOCK, dtype=np.uint32)
            for day in range(days):
                model.advance(state, Chance(1, ids, FIRST.toordinal() + day))
        best = min(best, time.process_time() - start)
    return best


def _speed() -> list[Figure]:
    model = control(planted_atlas(85, seed=11), {}, country=HOME)
    ahead = "85 places, 2000 draws, 90 days ahead"
    back = "85 places, 400 draws, 240 past days"
    return [
        Figure("processor_time", ahead, _seconds(model, 2000, 90, past=False), "s", target="<= 0.4"),
        Figure("processor_time", back, _seconds(model, 400, 240, past=True), "s", target="<= 0.4"),
    ]


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print.

    Args:
        words: the words of the command line; those of the process when None.
    """
    asked = options("control", __doc__ or "", words)
    folder = (asked.data or ROOT.parent / "shared" / "data") / "control"
    figures, data = _speed(), {}
    if folder.is_dir():
        figures, data = [*_skill(read_region(folder)), *figures], {"control": digest(folder)}
    publish(Report("control", tuple(figures), data), as_json=asked.json)


if __name__ == "__main__":
    main()
