"""Counts of violence beside what a unit's own past says: deaths by country and month, attacks by area and month."""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import ROOT, Figure, Report, digest, options, publish
from harmattan.inference.scores import coverage, crps, interval_score, quantile
from harmattan.models.contract import State
from harmattan.models.days import Run, blank_record, in_blocks, run_days
from harmattan.models.violence import Violence, months, violence
from harmattan.models.violence.months import LATEST, guarded, margin
from harmattan.world.atlas import Area, Atlas, Place
from harmattan.world.prior import Prior, PriorTable

__all__ = ["WINDOWS", "Areas", "ahead", "areas_of", "main"]

Array = NDArray[np.float64]
Forecast = Callable[[Array], Array]
"""From (unit, month) counts known to (unit, month ahead, draw) counts."""

SHARED = ROOT.parent / "shared" / "data"
WINDOWS = (2019, 2020, 2021)
"""Years that are foreseen, each from what was known at the end of October of the year before."""

LEADS = tuple(range(3, 15))
DRAWS = 1000
BINS = np.array([0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5])
LEARNING = 8
"""Years before a window, the last that is wholly known then among them, on which the guard of its intervals is set."""

CHOSEN_ON = range(1993, 2018)
"""Windows on deaths in all kinds of violence on which the habits of `months` were chosen."""

ENDS = np.array([0.05, 0.95])
PRIORS = {
    "violence_branching": ("logitnormal", 0.15, 0.7),
    "violence_spread": ("logitnormal", 0.01, 0.12),
    "violence_memory_days": ("lognormal", 5, 45),
    "violence_dispersion": ("lognormal", 0.2, 0.9),
    "violence_swing_days": ("lognormal", 20, 180),
    "violence_reported_share": ("logitnormal", 0.01, 0.3),
    "deaths_per_attack_typical": ("lognormal", 0.8, 3),
    "deaths_per_attack_spread": ("lognormal", 0.9, 1.6),
    "state_harm_ratio": ("lognormal", 0.05, 0.4),
    "deaths_per_state_harm": ("lognormal", 1.5, 8),
}
"""Shapes and 90 % intervals of the priors of an empty case."""


def conflictology(history: Array) -> Array:
    """Take a unit's own last twelve months as twelve draws of any coming month."""
    return np.repeat(history[:, None, -LATEST:], len(LEADS), axis=1)


def last_value(history: Array) -> Array:
    """Take the last month for any coming one."""
    return np.repeat(history[:, None, -1:], len(LEADS), axis=1)


def three_years(history: Array) -> Array:
    """Take a unit's own last 36 months, or as many as are known, as draws of any coming month."""
    return np.repeat(history[:, None, -36:], len(LEADS), axis=1)


def ours(history: Array) -> Array:
    """Draw by `months`."""
    return months(history, LEADS, DRAWS, seed=1)


PEERS: dict[str, Forecast] = {
    "conflictology": conflictology,
    "last month": last_value,
    "own last 36 months": three_years,
}


@dataclass(frozen=True)
class Counts:
    """Counts by unit and month; `first` counts months from year 0, so that January of year y is 12 y."""

    values: Array
    first: int

    def window(self, year: int) -> tuple[Array, Array]:
        """What was known at the end of October of the year before, and the twelve months to be foreseen."""
        start = 12 * year - self.first
        return self.values[:, : start - 2], self.values[:, start : start + 12]


def country_months(path: Path) -> Counts:
    """Read state-based deaths by country and month."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    units = sorted({int(row["country_id"]) for row in rows})
    last, first = (pick(int(row["month_id"]) for row in rows) for pick in (max, min))
    values = np.full((len(units), last - first + 1), np.nan)
    for row in rows:
        values[units.index(int(row["country_id"])), int(row["month_id"]) - first] = float(row["ged_sb"])
    return Counts(values, 12 * 1980 + first - 1)


def all_violence(path: Path) -> Counts:
    """Read deaths in all kinds of violence by country and month, since 1989."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    named = [column for column, name in enumerate(head) if name and not name.startswith("Unnamed")]
    values = np.array([[float(row[column] or 0.0) for row in rows] for column in named])
    year, month = rows[0][0].split("-")[:2]
    return Counts(values, 12 * int(year) + int(month) - 1)


def active(history: Array) -> NDArray[np.bool_]:
    """(unit,) whether anybody died in the last twelve months known."""
    return np.asarray(history[:, -LATEST:].sum(axis=1) > 0.0)


def guard_before(year: int, earlier: Counts) -> float:
    """Learn the margin of active units from windows that were over when this one was foreseen."""
    low, high, seen = [], [], []
    for before in range(year - 1 - LEARNING, year - 1):
        history, truth = earlier.window(before)
        ends = quantile(ours(history), ENDS)
        chosen = active(history)
        low.append(ends[0][chosen])
        high.append(ends[1][chosen])
        seen.append(truth[chosen])
    return margin(np.concatenate(low), np.concatenate(high), np.concatenate(seen))


def ignorance(samples: Array, truth: Array) -> float:
    """Score bins in bits: a thousand draws, and one more in each bin so that none is impossible."""
    bins = np.searchsorted(BINS, samples, side="right")
    hit = (bins == np.searchsorted(BINS, truth, side="right")[..., None]).mean(axis=-1)
    return float(-np.log2((1000.0 * hit + 1.0) / (1000.0 + len(BINS))).mean())


def scores(samples: Array, history: Array, truth: Array, wider: float = 0.0) -> dict[str, float]:
    """Score one forecast of one window; the interval of active units is widened by `wider`."""
    low, high = quantile(samples, ENDS)
    chosen = active(history)
    low[chosen], high[chosen] = guarded(low[chosen], high[chosen], wider)
    return {
        "crps": float(crps(samples, truth).mean()),
        "crps_log1p": float(crps(np.log1p(samples), np.log1p(truth)).mean()),
        "interval_score": float(interval_score(low, high, truth).mean()),
        "ignorance": ignorance(samples, truth),
        "coverage_active": coverage(low[chosen], high[chosen], truth[chosen])[0],
        "coverage_all": coverage(low, high, truth)[0],
    }


def choice(earlier: Counts) -> Figure:
    """Show how the habits of `months` fare on the windows on which they were chosen, all over before the first that is scored."""
    ratios = []
    for year in CHOSEN_ON:
        history, truth = earlier.window(year)
        ratios.append(crps(ours(history), truth).mean() / crps(conflictology(history), truth).mean())
    mean = float(np.exp(np.mean(np.log(ratios))))
    return Figure(
        "crps_ratio", f"chosen on: countries, {CHOSEN_ON[0]}-{CHOSEN_ON[-1]}", mean, "1", "conflictology", 1.0
    )


UNITS = {"crps": "death", "interval_score": "death", "ignorance": "bit"}
TARGETS = {
    "crps": "<= 1.0 * peer_value",
    "crps_log1p": "<= 1.0 * peer_value",
    "interval_score": "<= 0.97 * peer_value",
    "ignorance": "<= 0.9 * peer_value",
}


def countries(folder: Path) -> list[Figure]:
    """Score every window beside every peer."""
    counts = country_months(folder / "country_month_sb_2017-07_2021-12.csv.gz")
    earlier = all_violence(folder / "country_month_total_1989_2021.csv.gz")
    figures: list[Figure] = []
    total = dict.fromkeys(("ours", *PEERS), 0.0)
    for year in WINDOWS:
        history, truth = counts.window(year)
        wider = guard_before(year, earlier)
        mine = scores(ours(history), history, truth, wider)
        total["ours"] += mine["crps"]
        case = f"countries, {year}"
        figures.append(Figure("guard_margin", case, wider, "log(1 + death)"))
        for peer, forecast in PEERS.items():
            theirs = scores(forecast(history), history, truth)
            total[peer] += theirs["crps"]
            for name, value in mine.items():
                target = TARGETS.get(name, "") if peer == "conflictology" else ""
                figures.append(Figure(name, case, value, UNITS.get(name, "1"), peer, theirs[name], target))
    figures.append(choice(earlier))
    for peer in PEERS:
        target = "<= 1.0 * peer_value" if peer == "conflictology" else ""
        figures.append(Figure("crps_total", "countries, all", total["ours"], "death", peer, total[peer], target))
    return figures


@dataclass(frozen=True)
class Areas:
    """Attacks by area and month, and a stage with these areas, each joined to its three nearest."""

    attacks: Counts
    model: Violence
    table: PriorTable


def areas_of(files: Sequence[Path], *, years: tuple[int, int]) -> Areas:
    """Count the events of armed groups by first-level area and month; one-sided violence by governments is left out."""
    events: list[tuple[str, date, float, float]] = []
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                by_state = row["type_of_violence"] == "3" and row["side_a"].startswith("Government")
                if row["adm_1"] and not by_state:
                    day = datetime.strptime(row["date_start"][:10], "%m/%d/%Y").date()  # noqa: DTZ007
                    name = f"{row['country']} {row['adm_1']}"
                    events.append((name, day, float(row["latitude"]), float(row["longitude"])))
    names = sorted({name for name, *_ in events})
    values = np.zeros((len(names), 12 * (years[1] - years[0] + 1)))
    for name, day, *_ in events:
        month = 12 * (day.year - years[0]) + day.month - 1
        if 0 <= month < values.shape[1]:
            values[names.index(name), month] += 1.0
    centres = np.array([np.mean([e[2:] for e in events if e[0] == name], axis=0) for name in names])
    near = np.argsort(((centres[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
    stage = tuple(
        Area(f"area{row}", name, "XI", 0.0, 0.0, tuple(f"area{n}" for n in near[row] if n != row)[:3])
        for row, name in enumerate(names)
    )
    atlas = Atlas((Place("town", "Town", "area0", "XI", 0.0, 0.0, "town"),), areas=stage)
    priors = [Prior(name, "", *shape, "judgement") for name, shape in PRIORS.items()]
    return Areas(
        Counts(values, 12 * years[0]),
        violence(atlas, {}, country="XI"),
        PriorTable.lay_out(priors, atlas, list(PRIORS)),
    )


def ahead(areas: Areas, year: int, quarter: int, draws: int) -> tuple[Array, Array, Array]:
    """Carry the mechanism through a quarter from priors centred on each area's own year before.

    Returns the attacks known before it, the attacks of its months, and draws of these, (area, month, draw).
    """
    start = 12 * year + 3 * (quarter - 1) - areas.attacks.first
    history, truth = areas.attacks.values[:, :start], areas.attacks.values[:, start : start + 3]
    rng = np.random.default_rng(year * 4 + quarter)
    parameters: State = dict(areas.table.values(rng.normal(size=(draws, areas.table.size))))
    events = history[:, -LATEST:].sum(axis=1) + 0.5
    doubt = rng.normal(size=(draws, len(events))) * np.sqrt(1.0 / events + 0.15**2)
    swings = np.exp(parameters["violence_dispersion"] ** 2 / 2.0)[:, None]
    parameters["violence_rate_typical"] = events / 365.0 * np.exp(doubt) / swings
    first = date(year, 3 * quarter - 2, 1)
    days = (date(year + quarter // 4, 3 * quarter % 12 + 1, 1) - first).days
    run = Run((areas.model,), areas.model.atlas, first, days, 1, ("attacks",))
    values = blank_record(run.keep, run.atlas, draws, days)
    ids = np.repeat(np.arange(draws, dtype=np.uint32)[:, None], days, axis=1)

    def one_block(part: slice) -> None:
        mine = {name: np.ascontiguousarray(array[part]) for name, array in parameters.items()}
        into = {name: array[part] for name, array in values.items()}
        run_days(run, {**mine, **areas.model.begin(mine)}, [ids[part]], lambda _, neutral: neutral, into)

    in_blocks(one_block, draws, workers=1)
    month = np.array([(first + timedelta(days=day)).month for day in range(days)])
    by_month = [values["attacks"][:, month == m].sum(axis=1, dtype=np.float64) for m in sorted(set(month.tolist()))]
    return history, truth, np.stack(by_month, axis=-1).transpose(1, 2, 0)


def quarters(areas: Areas, years: Sequence[int], draws: int) -> list[Figure]:
    """Score the mechanism, `months` and conflictology on the next three months of areas with attacks in the year before."""
    found: dict[str, list[tuple[Array, Array, Array, Array]]] = {}
    for year in years:
        for quarter in (1, 2, 3, 4):
            history, truth, samples = ahead(areas, year, quarter, draws)
            chosen = active(history)
            rivals = {
                "mechanism": samples,
                "months": months(history, (1, 2, 3), draws, seed=1),
                "conflictology": np.repeat(history[:, None, -LATEST:], 3, axis=1),
            }
            for name, drawn in rivals.items():
                low, high = quantile(drawn[chosen], ENDS)
                found.setdefault(name, []).append((crps(drawn[chosen], truth[chosen]), low, high, truth[chosen]))
    joined = {name: [np.concatenate(parts) for parts in zip(*rows, strict=True)] for name, rows in found.items()}
    scored = {
        name: {
            "crps": float(score.mean()),
            "interval_score": float(interval_score(low, high, truth).mean()),
            "coverage": coverage(low, high, truth)[0],
        }
        for name, (score, low, high, truth) in joined.items()
    }
    case = f"areas, {years[0]}-{years[-1]}, {joined['mechanism'][3].size} area-months"
    return [
        Figure(
            name,
            case,
            scored["mechanism"][name],
            "1" if name == "coverage" else "attack",
            peer,
            scored[peer][name],
            "<= 1.0 * peer_value" if name != "coverage" else "",
        )
        for peer in ("conflictology", "months")
        for name in scored[peer]
    ]


def speed(*, past: bool, draws: int, days: int, places: int = 85, areas: int = 36) -> Figure:
    """Time the mechanism alone on one core; the best of five runs after one that compiles, because machines are shared."""
    home = areas // 4
    stage = tuple(
        Area(f"a{row}", "", "XI" if row < home else "XO", 0.0, 0.0,
             tuple(f"a{other}" for other in (row - 6, row - 1, row + 1, row + 6) if 0 <= other < areas))
        for row in range(areas)
    )  # fmt: skip
    towns = tuple(
        Place(f"p{row}", "", f"a{row % areas}", stage[row % areas].country, 0.0, 0.0, "town", 20_000)
        for row in range(places)
    )
    atlas = Atlas(towns, areas=stage)
    model = violence(atlas, {}, country="XI")
    priors = [Prior(name, "", *shape, "judgement") for name, shape in PRIORS.items()]
    priors.append(Prior("violence_rate_typical", "", "lognormal", 0.002, 0.2, "judgement"))
    table = PriorTable.lay_out(priors, atlas, [prior.variable for prior in priors])
    parameters: State = dict(table.values(np.random.default_rng(1).normal(size=(draws, table.size))))
    run = Run((model,), atlas, date(2030, 1, 1), days, 1, ("attacks", "violent_deaths", "state_harm"))

    def of_day(_: int, neutral: State) -> State:
        return {
            **neutral,
            "past_day": neutral["past_day"] + 1.0,
            "attacks_reporting": neutral["attacks_reporting"] + 1.0,
        }

    def one_block(part: slice) -> None:
        mine = {name: np.ascontiguousarray(array[part]) for name, array in parameters.items()}
        ids = np.repeat(np.arange(part.start, part.stop, dtype=np.uint32)[:, None], days, axis=1)
        into = blank_record(run.keep, atlas, len(ids), days)
        run_days(run, {**mine, **model.begin(mine)}, [ids], of_day if past else lambda _, neutral: neutral, into)

    seconds = []
    for _ in range(6):
        start = time.perf_counter()
        in_blocks(one_block, draws, workers=1)
        seconds.append(time.perf_counter() - start)
    case = f"{draws} draws, {days} {'past ' if past else ''}days, {areas} areas, {places} places"
    return Figure("wall", case, min(seconds[1:]), "s", target="<= 0.15" if past else "<= 0.5")


def main(words: Sequence[str] | None = None) -> int:
    """Measure what the data at hand allows, and speed in any case."""
    chosen = options("violence", "Score counts of violence beside a unit's own past.", words)
    data = chosen.data or SHARED
    figures: list[Figure] = []
    folder, events = data / "violence", data / "events"
    if folder.is_dir():
        figures += countries(folder)
    files = sorted(events.glob("ucdp_export_*_to2022.csv"))
    if files:
        figures += quarters(areas_of(files, years=(2010, 2022)), range(2015, 2023), 1000)
    figures += [speed(past=False, draws=2000, days=90), speed(past=True, draws=400, days=240)]
    sets = {path.name: digest(path) for path in (folder, events) if path.is_dir()}
    publish(Report("violence", tuple(figures), sets), as_json=chosen.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
