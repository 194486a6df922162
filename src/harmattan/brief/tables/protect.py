"""Tables on protecting supply: how strong a protection must be, what it buys, what stands where in which month, other placings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import DASH
from harmattan.brief.tables.cells import Cell, Table, word
from harmattan.brief.wording import Wording
from harmattan.protect import Alone, Amount, Answer
from harmattan.protect.rehearse import month_edges

__all__ = ["mean_of", "needed_words", "protect_tables", "rounded", "shown_answer", "stops_words", "titles_of"]


def shown_answer(inputs: BriefInput, audience: Audience) -> Answer | None:
    """Give the answer to those who may see it.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The answer; None where there is none, and for the public: what is planned ahead on roads is not posted.
    """
    return None if audience.public else inputs.protection


def titles_of(inputs: BriefInput, words: Wording) -> Mapping[str, str]:
    """Name the protections of a case.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        Title of each by its id.
    """
    return {one.id: words.title(one.title, one.title_fr) for one in inputs.case.protections}


def rounded(amount: float, words: Wording) -> str:
    """Write an amount without an interval to two figures.

    Args:
        amount: US dollars or person-days, 0 or more.
        words: language.

    Returns:
        The amount in words.
    """
    step = 10.0 ** max(0, math.floor(math.log10(amount)) - 1) if amount >= 10.0 else 1.0
    return words.amount(round(amount / step) * step, step=step)


def mean_of(amount: Amount, words: Wording) -> tuple[str, str]:
    """Write a mean and its interval.

    Args:
        amount: person-days over the draws.
        words: language.

    Returns:
        The mean, and the interval; the interval is empty where nothing is spared in any draw.
    """
    if max(abs(amount.low), abs(amount.high), abs(amount.mean)) < 1.0:
        return "0", ""
    return words.pair(amount.mean, amount.low, amount.high, least=1.0)


def needed_words(one: Alone, words: Wording) -> str:
    """Say at which effect a protection does as well as the best other one.

    Args:
        one: the protection by itself.
        words: language.

    Returns:
        The effect with its better side, or that none does.
    """
    if not math.isfinite(one.needed):
        return words.say("protect.needed_none")
    return words.say(f"protect.needed_{one.side}", at=words.pair(one.needed, one.needed, one.needed)[0])


def stops_words(one: Alone, words: Wording) -> str:
    """Say from which budget on more of a protection brings little.

    Args:
        one: the protection by itself.
        words: language.

    Returns:
        The budget, or that none was reached, or that it never brings anything.
    """
    if one.stops_at == 0.0:
        return words.say("protect.stops_never")
    if not math.isfinite(one.stops_at):
        return words.say("protect.stops_beyond", budget=rounded(one.steps[-1].budget, words))
    return words.say("protect.stops_at", budget=rounded(one.stops_at, words))


def protect_tables(inputs: BriefInput, answer: Answer, words: Wording) -> tuple[Table, ...]:
    """Set out an answer: how strong a protection must be, what each buys, the mix by month, other ways to place it.

    Args:
        inputs: what the brief is made from.
        answer: the answer.
        words: language.

    Returns:
        Four tables in this order.
    """
    names = titles_of(inputs, words)
    return (
        _needed(answer, names, words),
        _bought(answer, names, words),
        _mix(inputs, answer, names, words),
        _placed(answer, words),
    )


def _needed(answer: Answer, names: Mapping[str, str], words: Wording) -> Table:
    head = tuple(words.say(f"protect.head_{name}") for name in ("protection", "needed", "believed", "stops"))
    rows = tuple(
        (
            word(names[one.protection], small=words.say("cell.judgement") if one.judged else ""),
            word(needed_words(one, words)),
            word(words.given(one.low, one.high)),
            word(stops_words(one, words)),
        )
        for one in answer.alone
    )
    return Table(words.say("protect.needed_title"), head, rows)


def _amount(amount: Amount, words: Wording) -> Cell:
    middle, between = mean_of(amount, words)
    return Cell(middle, "number", small=between)


def _bought(answer: Answer, names: Mapping[str, str], words: Wording) -> Table:
    budgets = [step.budget for step in answer.alone[0].steps] if answer.alone else []
    head = (
        words.say("protect.head_protection"),
        *(words.say("protect.head_budget", budget=rounded(budget, words)) for budget in budgets),
    )
    rows = tuple(
        (word(names[one.protection]), *(_amount(step.spared, words) for step in one.steps)) for one in answer.alone
    )
    return Table(words.say("protect.bought_title"), head, rows)


def _mix(inputs: BriefInput, answer: Answer, names: Mapping[str, str], words: Wording) -> Table:
    atlas = inputs.case.atlas
    where = {one.id: words.title(one.name, one.name_fr) for one in atlas.corridors}
    where |= {one.id: words.title(one.name, one.name_fr) for one in atlas.places}
    days = [inputs.as_of + timedelta(days=1 + edge) for edge in month_edges(inputs.horizon)[: answer.months]]
    head = (words.say("protect.head_where"), *(words.say("protect.head_from", day=words.day(day)) for day in days))
    rows = []
    for post in dict.fromkeys(one.where for one in answer.mix):
        cells = []
        for month in range(1, answer.months + 1):
            there = [one for one in answer.mix if one.where == post and one.month == month]
            told = ", ".join(
                words.say("protect.standing", protection=names[one.protection], level=one.level) for one in there
            )
            cells.append(word(told or DASH))
        rows.append((word(where.get(post, post)), *cells))
    spent = (word(words.say("protect.spent")), *(word(rounded(spent, words)) for spent in answer.spent))
    return Table(words.say("protect.mix_title"), head, (*rows, spent))


def _placed(answer: Answer, words: Wording) -> Table:
    head = (words.say("protect.head_way"), words.say("protect.head_spared"))
    rows = tuple((word(words.say(f"protect.way_{one.way}")), _amount(one.spared, words)) for one in answer.placed)
    return Table(words.say("protect.placed_title"), head, rows)
