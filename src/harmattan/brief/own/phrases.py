"""How a user's own stocks and fleet are put into words: amounts as counted, days they last, chances with the error of counting."""

from __future__ import annotations

import math

from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import NARROW
from harmattan.brief.own.belief import Fleet, OwnPlace, Share
from harmattan.brief.own.claims import Claim, Lasting, Stock
from harmattan.brief.wording import Wording
from harmattan.map.tips import named
from harmattan.world.own import own_metrics

__all__ = [
    "amount_of",
    "beyond",
    "counted",
    "days_of",
    "doubts",
    "fleet_sentence",
    "percent",
    "stock_sentence",
    "warehouse_sentence",
]

_CERTAIN, _PER_CENT = 0.01, 100.0


def amount_of(claim: Claim, words: Wording) -> str:
    """Write an amount as it was counted, with its unit.

    Args:
        claim: a claim on own stocks or fleet.
        words: language.

    Returns:
        Such as `at least 12,000 litres`.
    """
    report = claim.report
    unit = words.unit(own_metrics()[report.metric].unit, report.best)
    if report.relation == "range":
        number = words.say("number.between", low=_as_counted(report.low, words), high=_as_counted(report.high, words))
    else:
        number = _as_counted(report.best, words)
    key = {"at least": "own.least", "at most": "own.most", "about": "own.about"}.get(report.relation)
    return f"{words.say(key, n=number) if key else number}\u00a0{unit}"


def _as_counted(number: float, words: Wording) -> str:
    """Write a number to the last digit that was counted, hundredths at most: nobody estimated it."""
    return words.amount(number, step=next((step for step in (1.0, 0.1) if round(number / step, 6).is_integer()), 0.01))


def counted(share: Share, words: Wording) -> str:
    """Write a share of draws with the error of counting them; what is all but certain has none.

    Args:
        share: the share.
        words: language.

    Returns:
        Such as `35 % (30 to 38)`.
    """
    chance = words.chance(share.share)
    if not _CERTAIN <= share.share <= 1.0 - _CERTAIN:
        return chance
    low, high = math.floor(_PER_CENT * share.low), math.ceil(_PER_CENT * share.high)
    first = words.say("own.under", n=1) if low < 1 else words.amount(low)
    last = words.say("own.over", n=99) if high >= _PER_CENT else words.amount(high)
    return words.say("own.counted", chance=chance, low=first, high=last)


def days_of(lasting: Lasting, words: Wording) -> str:
    """Write for how many whole days a stock lasts.

    Args:
        lasting: the days, of which the best are above 0 and finite.
        words: language.

    Returns:
        Such as `12 days (10 to 15)`.
    """
    best = max(0.0, lasting.whole)
    if best < 1.0:
        return words.say("own.within_day")
    said = f"{words.amount(best)}\u00a0{words.unit('day', best)}"
    low = max(0.0, math.floor(lasting.low))
    if math.isinf(lasting.high):
        return (
            words.say("own.least", n=said) if low == best else f"{said} ({words.say('own.least', n=words.amount(low))})"
        )
    high = math.floor(lasting.high)
    if low == high:
        return said
    return f"{said} ({words.say('number.between', low=words.amount(low), high=words.amount(high))})"


def stock_sentence(inputs: BriefInput, own: OwnPlace, stock: Stock, words: Wording) -> str:
    """Say for how long an own stock lasts, and how likely no road stays open in the week in which it ends.

    Args:
        inputs: what the brief is made from.
        own: the place and what is believed about it.
        stock: its fuel or food.
        words: language.

    Returns:
        One to three sentences; empty where nothing is claimed of it.
    """
    if not stock.state:
        return ""
    fields: dict[str, object] = {
        "place": named(own.place.name, own.place.name_fr, words),
        "of": words.say(f"own.say.{stock.of}"),
        "stock": amount_of(stock.held, words) if stock.held else "",
        "use": amount_of(stock.used, words) if stock.used else "",
        "day": _end(inputs, stock, words),
        "n": inputs.horizon,
    }
    key, tail = stock.state, ""
    if key == "days" and stock.lasting is not None:
        fields["lasts"] = days_of(stock.lasting, words)
        key = "beyond" if beyond(inputs, stock) else key
        tail = "" if key == "beyond" else _road(own, stock, words)
    return words.say(f"own.say.{key}", **fields) + tail + doubts(stock, words)


def beyond(inputs: BriefInput, stock: Stock) -> bool:
    """Tell whether a stock lasts longer than the days looked ahead.

    Args:
        inputs: what the brief is made from.
        stock: own fuel or food.

    Returns:
        True where it does.
    """
    lasts = stock.lasting
    return lasts is not None and lasts.best > inputs.horizon


def doubts(stock: Stock, words: Wording) -> str:
    """Say that counts are old or contradict each other.

    Args:
        stock: own fuel or food.
        words: language.

    Returns:
        Sentences with a blank before each; empty where there is nothing to say.
    """
    said = []
    if any(claim.stale for claim in stock.claims):
        oldest = max(claim.age for claim in stock.claims)
        said.append(words.say("own.say.stale", n=oldest))
    rivals = [name for claim in stock.claims if claim.rivals for name in (claim.report.id, *claim.rivals)]
    if rivals:
        said.append(words.say("own.say.rivals", ids=", ".join(rivals)))
    return "".join(f" {sentence}" for sentence in said)


def _end(inputs: BriefInput, stock: Stock, words: Wording) -> str:
    return "" if stock.lasting is None else words.day(stock.lasting.ends(inputs.as_of))


def _road(own: OwnPlace, stock: Stock, words: Wording) -> str:
    share = own.no_road.get(stock.of)
    if share is None:
        return words.say("own.say.no_corridor") if not own.corridors else "."
    return words.say("own.say.road", chance=counted(share, words))


def warehouse_sentence(inputs: BriefInput, own: OwnPlace, words: Wording) -> str:
    """Say how full own warehouses are, and how likely a siege or the capture of the town is.

    Args:
        inputs: what the brief is made from.
        own: the place and what is believed about it.
        words: language.

    Returns:
        The sentence; empty where no warehouse is claimed.
    """
    if own.capacity is None:
        return ""
    place = named(own.place.name, own.place.name_fr, words)
    said = words.say("own.say.warehouse", place=place, capacity=amount_of(own.capacity, words))
    if own.fill is not None:
        said += words.say("own.say.filled", fill=percent(own.fill, words))
    if own.siege_ahead is not None:
        chance, day = counted(own.siege_ahead, words), words.day(inputs.last_day)
        said += words.say("own.say.besieged", chance=chance, day=day)
        if own.taken is not None:
            said += words.say("own.say.taken", chance=counted(own.taken, words))
    return f"{said}."


def percent(share: float, words: Wording) -> str:
    """Write a counted share in whole per cent.

    Args:
        share: 0 or more.
        words: language.

    Returns:
        Such as `64 %`.
    """
    return f"{words.amount(_PER_CENT * share)}{NARROW}%"


def fleet_sentence(inputs: BriefInput, fleet: Fleet, words: Wording) -> str:
    """Say how many own tankers or other vehicles could be stuck.

    Args:
        inputs: what the brief is made from.
        fleet: all of them.
        words: language.

    Returns:
        The sentence.
    """
    count = words.amount(fleet.count)
    if fleet.stuck is None or fleet.share is None:
        return words.say(f"own.say.unheld_{fleet.metric}", count=count)
    # Counted in whole vehicles: an interval without width needs no decimals.
    number, between = words.pair(fleet.stuck.median, fleet.stuck.low, fleet.stuck.high, least=1.0)
    stuck = number if fleet.stuck.low == fleet.stuck.high else f"{number} ({between})"
    chance = counted(fleet.share, words)
    return words.say(f"own.say.{fleet.metric}", count=count, stuck=stuck, chance=chance, day=words.day(inputs.last_day))
