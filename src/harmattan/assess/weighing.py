"""How likely the reports of a date are for draws of parameters and chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.likelihood import log_likelihood
from harmattan.models.contract import Model, Record, State, normal_record, parameters_in, parameters_of
from harmattan.models.days import Run, blank_record, in_blocks, run_days
from harmattan.models.past import Past
from harmattan.world.case import Case, EvidenceSettings
from harmattan.world.prior import Prior, PriorTable
from harmattan.world.report import Report

__all__ = ["Days", "Earlier", "Weighing", "error_scale", "source", "spoken_to"]

_PROCESS = ("ambush_hazard", "tankers_exposed")


@dataclass(frozen=True)
class Days:
    """Past days of one variable, for draws that choose among those that were run; nothing is copied until it is asked for.

    Args:
        run: (run draw, day, entity) values.
        rows: (draw,) which of them each draw goes with.
    """

    run: NDArray[np.float32]
    rows: NDArray[np.int64]

    def of(self, index: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Read one day of some draws.

        Args:
            index: the day.
            rows: which draws.

        Returns:
            (draw, entity) values.
        """
        return np.asarray(self.run[self.rows[rows], index], dtype=np.float64)

    def whole(self) -> NDArray[np.float32]:
        """Copy all days of all draws.

        Returns:
            (draw, day, entity) values; days lie outermost in memory, so that whole rows are copied.
        """
        return self.run.swapaxes(0, 1).take(self.rows, axis=1).swapaxes(0, 1)


@dataclass(frozen=True)
class Earlier:
    """Weighed draws of the mechanisms that come earlier in the day.

    Args:
        values: what they gave on each past day, as far as later mechanisms or charts need it.
        state: everything they gave on the last day, and their parameters, (draw, ...).
    """

    values: Mapping[str, Days]
    state: Mapping[str, NDArray[np.float64]]

    def take(self, rows: NDArray[np.int64]) -> Earlier:
        """Pick draws, repeated or not, in order.

        Args:
            rows: which draws.

        Returns:
            The same with these draws.
        """
        values = {name: Days(days.run, days.rows[rows]) for name, days in self.values.items()}
        return Earlier(values, {name: array[rows] for name, array in self.state.items()})

    def only(self, names: Collection[str]) -> Earlier:
        """Forget the past days of all other variables.

        Args:
            names: variables that are still needed.

        Returns:
            The same state, and these values.
        """
        return Earlier({k: v for k, v in self.values.items() if k in names}, self.state)


@dataclass(frozen=True)
class Weighing:
    """Everything that the likelihood of a draw of one mechanism needs.

    A draw is (z, ids): z holds standard normal numbers behind the mechanism's own parameters, the reported share and the
    source biases; ids hold the chance of each day and, last, which draw of the earlier mechanisms it goes with.

    Args:
        case: the case.
        model: the mechanism.
        table: priors of the parameters that no earlier mechanism has.
        reports: the reports that it speaks to and no earlier mechanism does.
        sources: sources with more than one such report; each gets a bias of its own.
        past: the reported events that drive past days.
        run: model, calendar, seed and what is kept.
        workers: threads.
        reporting: prior of the share of ambushes that is ever reported.
        usual: (corridor,) ambushes reported per day by the middle of the priors.
        shares: (report,) weight of each report: reports about the same days and place share one.
        earlier: weighed draws of the earlier mechanisms; None for the first.
        keep: what it gives that later mechanisms or charts need.
    """

    case: Case
    model: Model
    table: PriorTable
    reports: tuple[Report, ...]
    sources: tuple[str, ...]
    past: Past
    run: Run
    workers: int
    reporting: Prior
    usual: NDArray[np.float64]
    shares: NDArray[np.float64]
    earlier: Earlier | None
    keep: frozenset[str]

    @classmethod
    def prepare(
        cls,
        case: Case,
        reports: Sequence[Report],
        models: Sequence[Model],
        position: int,
        past: Past,
        earlier: Earlier | None,
        *,
        workers: int,
        keep: Sequence[str],
    ) -> Weighing:
        """Lay out the priors of one mechanism and find the reports that it speaks to.

        Args:
            case: the case; its own reports are not read.
            reports: the reports known on the as-of date.
            models: all mechanisms in the order of a day.
            position: which of them.
            past: the reported events of past days.
            earlier: weighed draws of the mechanisms before it.
            workers: threads.
            keep: recorded variables that later mechanisms or charts need.

        Returns:
            Everything that its likelihood needs.

        Raises:
            InputFaults: a parameter without a prior.
        """
        model = models[position]
        taken = parameters_of(models[:position])
        needed = [name for name in parameters_of([model]) if name not in taken]
        table = PriorTable.lay_out(case.priors, case.atlas, needed)
        weighed = spoken_to(case, reports, models, position, past.days)
        count = Counter(source(report) for report in weighed)
        read = model.observes | model.weighs | {name for name in _PROCESS if name in model.gives}
        evidence = case.settings.evidence
        reporting = Prior(
            "reporting", "", "logitnormal", evidence.reporting_low, evidence.reporting_high, evidence.source
        )
        return cls(
            case=case,
            model=model,
            table=table,
            reports=weighed,
            sources=tuple(sorted(name for name, rows in count.items() if rows > 1)),
            past=past,
            run=Run((model,), case.atlas, case.settings.first_day, past.days, past.seed, tuple(sorted(read))),
            workers=workers,
            reporting=reporting,
            usual=_usual(case, table, reporting),
            shares=_shares(weighed),
            earlier=earlier,
            keep=frozenset(keep) & model.gives,
        )

    @property
    def size(self) -> int:
        """Numbers that make one draw: parameters, the reported share, one bias per repeated source."""
        return self.table.size + 1 + len(self.sources)

    def log_likelihood(self, z: NDArray[np.float64], ids: NDArray[np.uint32]) -> NDArray[np.float64]:
        """Weigh draws by all the evidence that the mechanism speaks to.

        Args:
            z: (draw, entry) standard normal numbers.
            ids: (draw, day + 1) numbers of chance, the last the draw of the earlier mechanisms.

        Returns:
            (draw,) log-likelihood.
        """
        out = np.zeros(len(z))
        if not self.reports and not self.model.weighs and not all(name in self.run.keep for name in _PROCESS):
            return out

        def one_block(part: slice) -> None:
            record, _ = self.pass_days(z[part], ids[part], self.blank(part.stop - part.start))
            out[part] = self.by_report(z[part], record).sum(axis=1) + self.of_process(z[part], record)

        in_blocks(one_block, len(z), workers=self.workers)
        return out

    def blank(self, draws: int, also: Iterable[str] = ()) -> dict[str, NDArray[np.float32]]:
        """Make room for the past days of some draws.

        Args:
            draws: how many.
            also: variables to record beside those that the likelihood reads.

        Returns:
            (draw, day, entity) arrays by name, not yet filled.
        """
        return blank_record(sorted({*self.run.keep, *also}), self.run.atlas, draws, self.run.days)

    def pass_days(
        self, z: NDArray[np.float64], ids: NDArray[np.uint32], into: Mapping[str, NDArray[np.float32]]
    ) -> tuple[Record, State]:
        """Run the past days of a block of draws.

        Args:
            z: (draw, entry) standard normal numbers.
            ids: (draw, day + 1) numbers of chance, the last the draw of the earlier mechanisms.
            into: (draw, day, entity) arrays by name; overwritten.

        Returns:
            What is recorded of them, and what the mechanism gives at the end of the last one, its parameters included.
        """
        parameters: State = dict(self.table.values(np.ascontiguousarray(z[:, : self.table.size])))
        rows, needs = self.earlier_rows(ids), self.model.needs
        before = Earlier({}, {}) if self.earlier is None else self.earlier
        state: State = {**{name: array[rows] for name, array in before.state.items() if name in needs}, **parameters}
        state |= self.model.begin(state)
        lift = before.state["siege_lift_rate"][rows] if "siege_lift_rate" in before.state else np.zeros(len(z))
        lift = parameters.get("siege_lift_rate", lift)
        told = self.past.drivers(np.ascontiguousarray(ids), self.reported_share(z), lift, needs)
        flowing = {name: days for name, days in before.values.items() if name in needs}

        def of_day(index: int, neutral: State) -> State:
            return told(index, neutral) | {name: days.of(index, rows) for name, days in flowing.items()}

        end = run_days(self.run, state, [ids], of_day, into)
        kept = {name: end[name] for name in (*parameters, *self.model.gives)}
        return Record(self.run.first_day, into, parameters_in(end)), kept

    def earlier_rows(self, ids: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Say which draw of the earlier mechanisms each draw goes with.

        Args:
            ids: (draw, day + 1) numbers of chance, the last the draw of the earlier mechanisms.

        Returns:
            (draw,) rows.
        """
        count = 1 if self.earlier is None else len(next(iter(self.earlier.state.values())))
        return (ids[:, -1] % np.uint32(count)).astype(np.int64)

    def reported_share(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Read the share of ambushes that is ever reported.

        Args:
            z: (draw, entry) standard normal numbers.

        Returns:
            (draw,) shares.
        """
        return self.reporting.value(np.ascontiguousarray(z[:, self.table.size]))

    def of_process(self, z: NDArray[np.float64], record: Record) -> NDArray[np.float64]:
        """Weigh the reported ambushes, silence, and what the mechanism weighs itself day by day.

        Args:
            z: (draw, entry) standard normal numbers.
            record: the past days of these draws.

        Returns:
            (draw,) log-likelihood.
        """
        weighed = np.zeros(len(z))
        for name in sorted(self.model.weighs):
            weighed += record.values[name].sum(axis=(1, 2), dtype=np.float64)
        if not all(name in record.values for name in _PROCESS):
            return weighed
        rate, exposed = (record.values[name] for name in _PROCESS)
        return weighed + self.past.ambush_log_likelihood(rate, exposed, self.reported_share(z), self.usual)

    def by_report(self, z: NDArray[np.float64], record: Record) -> NDArray[np.float64]:
        """Weigh each report on its own.

        Args:
            z: (draw, entry) standard normal numbers.
            record: the past days of these draws.

        Returns:
            (draw, report) log-likelihood.
        """
        out = np.zeros((len(z), len(self.reports)))
        evidence = self.case.settings.evidence
        for column, report in enumerate(self.reports):
            expected = self.model.expect(report, record)
            if expected is None:
                continue
            shared = source(report) in self.sources
            base = expected.base
            values = expected.values + base
            if shared:
                bias = z[:, self.table.size + 1 + self.sources.index(source(report))]
                values = values * np.exp(evidence.source_bias * bias)
            relation = "at least" if expected.floor else "at most" if expected.ceiling else report.relation
            scale = error_scale(report, evidence, shared=shared)
            low, best, high = (number + base for number in (report.low, report.best, report.high))
            alone = log_likelihood(values, low, best, high, relation, scale)
            out[:, column] = self.shares[column] * alone
        return out


def _usual(case: Case, table: PriorTable, reporting: Prior) -> NDArray[np.float64]:
    """(corridor,) ambushes reported per day by the middle of the priors."""
    middle = table.values(np.zeros((1, table.size))).get("ambush_rate_typical")
    rate = np.ones(case.atlas.sizes["corridor"]) if middle is None else middle[0]
    return np.asarray(np.maximum(1e-9, rate * reporting.value(np.zeros(1))[0]))


def _shares(reports: Sequence[Report]) -> NDArray[np.float64]:
    """(report,) one over the number of reports about the same days and place.

    Tankers and litres of one week come from one meeting, outlets repeat each other: together they are worth one report.
    """
    keys = [(r.first_day, r.last_day, r.place, r.corridor) for r in reports]
    count = Counter(keys)
    return np.array([1.0 / count[key] for key in keys], dtype=np.float64)


def spoken_to(
    case: Case, reports: Sequence[Report], models: Sequence[Model], position: int, days: int
) -> tuple[Report, ...]:
    """Find the reports with a number that one mechanism speaks to and no earlier one does.

    Args:
        case: the case.
        reports: the reports known.
        models: all mechanisms in the order of a day.
        position: which of them.
        days: past days.

    Returns:
        The reports, in order.
    """
    table = PriorTable.lay_out(case.priors, case.atlas, parameters_of(models))
    middle: State = dict(table.values(np.zeros((1, table.size))))
    record = normal_record(models, middle, case.settings.first_day, days)

    def speaks(model: Model, report: Report) -> bool:
        return report.relation != "none" and model.expect(report, record) is not None

    before = models[:position]
    return tuple(r for r in reports if speaks(models[position], r) and not any(speaks(m, r) for m in before))


def source(report: Report) -> str:
    """Name the outlet behind a report: the host of its address, or what stands before the first colon.

    Args:
        report: a claim.

    Returns:
        Its source.
    """
    return urlsplit(report.source_url).netloc or report.source_url.split(":")[0]


def error_scale(report: Report, evidence: EvidenceSettings, *, shared: bool) -> float:
    """Say how far a report may be from the truth.

    Args:
        report: a claim.
        evidence: settings of the case.
        shared: whether its source has a bias of its own; otherwise the bias widens the error.

    Returns:
        Scale of the logarithm.
    """
    scale = {"high": evidence.error_high, "medium": evidence.error_medium, "low": evidence.error_low}[report.confidence]
    about = evidence.error_about if report.relation == "about" else 0.0
    bias = 0.0 if shared else evidence.source_bias
    return float(np.sqrt(scale**2 + about**2 + bias**2))
