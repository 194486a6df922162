"""What courses cost and who might pay: the draws of each payer, the pictures, and the table with its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.figures.country import Figure
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.cells import Cell, Table
from harmattan.brief.tables.compare import shown_differences, titled
from harmattan.brief.wording import Wording
from harmattan.foresee import costs
from harmattan.map.bands import band
from harmattan.map.payers import CostChart, Part, decades, draw_cost
from harmattan.world.choice import Course, Payer
from harmattan.world.outlook import Outlook

__all__ = ["Bill", "bill_of", "bills", "cost_figures", "payer_table", "pieces"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bill:
    """What one course costs under the first scenario, draw by draw.

    Args:
        course: the course.
        cost: (draw,) US dollars over the horizon.
        paid: (draw,) US dollars that each payer is expected to bear, by the name of the payer; empty where the case names none or
            the run does not tell them apart.
        gap: (draw,) US dollars that nobody is expected to pay.
    """

    course: Course
    cost: Floats
    paid: tuple[tuple[str, Floats], ...]
    gap: Floats

    def share(self, part: Floats) -> float:
        """Average the share of the cost that a part is.

        Args:
            part: (draw,) US dollars.

        Returns:
            Mean over the draws that cost anything, 0 to 1.
        """
        held = self.cost > 0.0
        return float((part[held] / self.cost[held]).mean()) if held.any() else 0.0


def bill_of(course: Course, outlook: Outlook) -> Bill | None:
    """Find what each payer is expected to bear, on the draws of an outlook.

    An outlook holds the cost and the gap. What one payer bears is drawn again, under the same address of chance, as the cost less
    the gap that would be left if only this payer paid; shares of payers add up to 1 at most, so that the parts do not overlap.

    Args:
        course: the levers with their payers.
        outlook: the days ahead under this course.

    Returns:
        The bill; None where the outlook holds no cost or the course costs nothing. No payer is told apart where the totals of the
        outlook are not those of these levers.
    """
    held = outlook.totals
    if "cost_usd" not in held or "cost_without_payer_usd" not in held or not bool((held["cost_usd"] > 0.0).any()):
        return None
    cost, gap = held["cost_usd"], held["cost_without_payer_usd"]
    numbers, days = np.arange(outlook.draws, dtype=np.uint32), outlook.calendar.days
    drawn = costs(course, numbers, days, outlook.seed)
    if not (np.allclose(drawn["cost_usd"], cost) and np.allclose(drawn["cost_without_payer_usd"], gap)):
        return Bill(course, cost, (), gap)
    paid = []
    for name in dict.fromkeys(payer.instrument for lever in course.levers for payer in lever.payers):
        alone = costs(_only(course, name), numbers, days, outlook.seed)
        part = alone["cost_usd"] - alone["cost_without_payer_usd"]
        if bool((part > 0.0).any()):
            paid.append((name, part))
    return Bill(course, cost, tuple(paid), gap)


def _only(course: Course, name: str) -> Course:
    """Let one payer pay and no other; all keep their place, because chance is addressed by it."""
    levers = (
        replace(
            lever,
            payers=tuple(replace(p, share=p.share if p.instrument == name else 0.0) for p in lever.payers),
        )
        for lever in course.levers
    )
    return replace(course, levers=tuple(levers))


def bills(inputs: BriefInput, audience: Audience) -> tuple[Bill, ...]:
    """List the bills of the courses that this audience sees, in the order of the case.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        One for each course compared under the first scenario that costs anything.
    """
    scenario = inputs.reference_key[0]
    shown = dict.fromkeys(row.course for row in shown_differences(inputs, audience) if row.scenario == scenario)
    made = (
        bill_of(inputs.course(name), inputs.outlooks[scenario, name])
        for name in shown
        if (scenario, name) in inputs.outlooks
    )
    return tuple(bill for bill in made if bill is not None)


def _money(amounts: Floats, words: Wording) -> tuple[str, str]:
    held = band(amounts)
    return words.pair(held.median, held.low, held.high, least=1.0)


def _part(bill: Bill, label: str, language: str, amounts: Floats, words: Wording, *, gap: bool = False) -> Part:
    share = bill.share(amounts)
    median, between = _money(amounts, words)
    return Part(label, share, words.chance(share), f"{median} ({between})", gap, language)


def _parts(bill: Bill, words: Wording) -> tuple[Part, ...]:
    parts = [_part(bill, *_named(bill.course, name, words), amounts, words) for name, amounts in bill.paid]
    rest = bill.cost - bill.gap
    if not parts and bool((rest > 0.0).any()):
        parts = [_part(bill, words.say("course_chart.some_payer"), "", rest, words)]
    return (*parts, _part(bill, words.say("course_chart.gap"), "", bill.gap, words, gap=True))


def _named(course: Course, name: str, words: Wording) -> tuple[str, str]:
    """Name a payer, and its language where the case has no name in that of the page."""
    levers = (payer for lever in course.levers for payer in lever.payers)
    french = next((payer.instrument_fr for payer in levers if payer.instrument == name), "")
    return words.title(name, french), "en" if words.language != "en" and not french else ""


def cost_figures(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw what each course costs and who might pay, on one scale of money.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        One figure for each course that costs anything, in the order of the case.
    """
    made = [(bill, band(bill.cost)) for bill in bills(inputs, audience)]
    made = [(bill, cost) for bill, cost in made if cost.low > 0.0]
    if not made:
        return ()
    marks = decades(min(cost.low for _, cost in made), max(cost.high for _, cost in made))
    out = []
    for bill, cost in made:
        title = words.title(bill.course.title, bill.course.title_fr)
        amount, between = _money(bill.cost, words)
        chart = CostChart(
            f"cost-{bill.course.id}",
            title,
            words.say("course_chart.cost_unit", days=inputs.horizon),
            cost.low,
            cost.median,
            cost.high,
            amount,
            between,
            _parts(bill, words),
            (marks[0], marks[-1]),
        )
        out.append(Figure(title, draw_cost(chart, words)))
    return tuple(out)


def _terms(course: Course, name: str) -> list[Payer]:
    """List what one payer bears of each lever that costs anything."""
    priced = (lever for lever in course.levers if lever.cost_high > 0.0)
    return [payer for lever in priced for payer in lever.payers if payer.instrument == name]


def _each(values: Iterable[str], words: Wording) -> str:
    return words.say("number.semicolon").join(dict.fromkeys(values))


def pieces(text: str, inputs: BriefInput) -> tuple[tuple[str, str], ...]:
    """Cut a source as the case gives it at the reports that it names by id.

    Args:
        text: the source.
        inputs: what the brief is made from.

    Returns:
        Each piece with the id of the report that it names, empty for the words between; together they are the text.
    """
    known = inputs.reports.by_id()
    parts = re.split(r"(\w+)", text)
    out: list[tuple[str, str]] = []
    for part in filter(None, parts):
        if part in known:
            out.append((part, part))
        elif out and not out[-1][1]:
            out[-1] = (out[-1][0] + part, "")
        else:
            out.append((part, ""))
    return tuple(out)


def payer_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """List who could pay for each course, how much, what such payers paid before, and the sources.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table, one row for each payer of each course, the reports of its source in the last cell; no rows where the case
        names no payer. The kind of a name in another language than that of the page is the code of that language.
    """
    rows = []
    for bill in bills(inputs, audience):
        title = titled(inputs, inputs.reference_key[0], bill.course.id, words)[1]
        for name, amounts in bill.paid:
            terms = _terms(bill.course, name)
            before = (
                words.say("number.between", low=words.chance(p.paid_low), high=words.chance(p.paid_high)) for p in terms
            )
            median, between = _money(amounts, words)
            source = _each((p.source for p in terms), words)
            said, language = _named(bill.course, name, words)
            rows.append(
                (
                    Cell(said, language, small=title),
                    Cell(_each((words.chance(p.share) for p in terms), words), "number"),
                    Cell(_each(before, words), "number"),
                    Cell(words.chance(bill.share(amounts)), "number"),
                    Cell(median, "number", small=between),
                    Cell(source, reports=tuple(dict.fromkeys(name for _, name in pieces(source, inputs) if name))),
                )
            )
    keys = ("payer", "most", "paid_before", "expected_share", "expected_usd", "payer_source")
    return Table(words.say("course_chart.payers"), tuple(words.say(f"head.{key}") for key in keys), tuple(rows))
