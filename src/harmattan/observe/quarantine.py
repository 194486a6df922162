"""Set aside claims whose numbers cannot be: each keeps its row and its reason, and weighs nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from harmattan.observe.files import shorten
from harmattan.world.atlas import Atlas
from harmattan.world.prior import Prior
from harmattan.world.report import Rejected, Report, Reports

__all__ = ["Bounds", "impossible", "in_quarantine", "quarantine_warnings"]

_MARK = "in quarantine: "
_NEXT = "; check it against the source, then mend the row or leave it here"

_SPARE = 3.0
"""Times the loading of all heads, or the tanks of a place, that a claim may reach: figures of the atlas are judgements."""

_LITRES = 80_000.0
"""Largest load of a tanker that a source has told of."""

_MOST_BURNT = 2_000.0
_MOST_ATTACKS = 20.0
_YEARS_AHEAD = timedelta(days=2 * 365)
_LAST_RESORT = 3.0902323061678132
"""Standard normal quantile at 99.9 %."""

_FILES = ("evidence/fuel.csv", "evidence/displacement.csv", "evidence/responses.csv")
_FUEL, _INCIDENTS = "evidence/fuel.csv", "evidence/incidents.csv"

_MAY_FALL = re.compile(
    r"chang|growth|increase|decrease|differ|balance|\bnet\b|deficit|surplus|trend|variation|hausse|baisse|écart|solde"
)
_INTENDED = re.compile(r"plan|target|forecast|expect|project|offer|goal|prévu|cible|projet")
_TANKER = r"(?:tankers?|citernes?|camions?-citernes?)"
_COUNT = re.compile(rf"{_TANKER}(?: destroyed| lost| per convoy)?\s*(?:\(.*)?")
_RATE = re.compile(rf"{_TANKER}\s?(?:/|a |per |par )\s?(?P<unit>day|jour|week|semaine|month|mois|year|an)\b.*")
_PERIOD = {"day": 1, "jour": 1, "week": 7, "semaine": 7, "month": 30, "mois": 30, "year": 365, "an": 365}
_AT_ONCE = re.compile(r"convoy|stranded|held|waiting|own_tankers|fleet")
_BURNT = re.compile(r"destroyed|burn|lost|torched")
_TANKERS = re.compile(r"tankers_(?:received|since_new_year|stranded|held_for_escort|destroyed.*)|convoy_.*_size")
_LITRES_IN = re.compile(r"volume_received|litres_per_week|litres_received|daily_inflow.*")
_HOURS = re.compile(r"power_hours|outage_hours|electricity_supply")
_A_DAY = re.compile(r"(?:hours?|h|heures?)\s?(?:/|a |per |par )\s?(?:day|d|jour|j)\b.*")
_SHARES = re.compile(r"fuel_not_served|stations_closed|schools_closed|station_refuel_rate")
_PART_OF = re.compile(r"(?:percent|per cent|pour ?cent|%) (?:of|de|des|du|d')\b.*")
_PERCENT = re.compile(r"percent|per cent|pour ?cent|%")
_STOCK_DAYS = re.compile(r".*stock_days.*|days_of_fuel.*|storage_capacity_days")
_ATTACKS = re.compile(r"(?:convoy|tanker)_attacks.*|ambushes.*")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the stage of a case allows claims to say; nothing is known of a bound that is infinite.

    Args:
        fleet: tankers that can exist at once.
        fleet_source: where that number comes from, in words.
        tankers_a_day: tankers that can arrive in a day over all import corridors.
        stock_days: days of normal use that a place could have in stock, by place.
    """

    fleet: float = math.inf
    fleet_source: str = ""
    tankers_a_day: float = math.inf
    stock_days: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, atlas: Atlas, priors: Sequence[Prior] = ()) -> Bounds:
        """Take the bounds from the corridors, tanks and priors of a case.

        Args:
            atlas: the stage.
            priors: rows of priors.csv; with `tanker_fleet` among them, the fleet is its 99.9 % quantile. A row that became known
                later does not count, so that it never changes which claims of earlier days are kept.

        Returns:
            The bounds.
        """
        imports = [corridor for corridor in atlas.corridors if corridor.kind == "import"]
        loaded = _SPARE * sum(corridor.dispatch_limit for corridor in imports)
        fleet = _SPARE * sum(corridor.dispatch_limit * corridor.transit_days for corridor in imports)
        source = f"{_SPARE:g} times what all import corridors can load during one trip, by atlas/corridors.csv"
        told = [prior for prior in priors if prior.variable == "tanker_fleet" and prior.known_from is None]
        if told:
            fleet = sum(float(prior.value(np.array([_LAST_RESORT]))[0]) for prior in told)
            source = "the 99.9 % quantile of tanker_fleet in priors.csv"
        days = {use.place: _SPARE * use.storage_days for use in atlas.fuel if use.storage_days > 0.0}
        return cls(fleet or math.inf, source, loaded or math.inf, days)


def impossible(report: Report, bounds: Bounds) -> str:
    """Say why a claim cannot be true, whatever its source.

    Any number that the words state counts, the end of a range too. The claims beside it never matter, so that a row added later
    changes nothing that was known before.

    Args:
        report: a claim.
        bounds: what the case allows.

    Returns:
        The reason, which begins with `in quarantine`; empty where the claim is possible.
    """
    wrong = [*_of_dates(report), *_of_incidents(report, bounds)]
    if report.file in _FILES:
        wrong += [*_of_signs(report), *_of_shares(report)]
    if report.file == _FUEL:
        wrong += [*_of_hours(report), *_of_tankers(report, bounds), *_of_stocks(report, bounds), *_of_attacks(report)]
    return _MARK + "; ".join(wrong) + _NEXT if wrong else ""


def in_quarantine(row: Rejected) -> bool:
    """Tell a claim in quarantine from a row that was not understood.

    Args:
        row: a rejected row.

    Returns:
        True when the row was understood and what it says cannot be.
    """
    return row.reason.startswith(_MARK)


def quarantine_warnings(reports: Reports) -> tuple[str, ...]:
    """Say that claims were set aside.

    Args:
        reports: the evidence of a case.

    Returns:
        One line; nothing where no claim is in quarantine.

    Examples:
        >>> quarantine_warnings(Reports(()))
        ()
    """
    count = sum(in_quarantine(row) for row in reports.rejected)
    claims = f"{count} claim is" if count == 1 else f"{count} claims are"
    what = f"{claims} in quarantine and weigh{'s' if count == 1 else ''} nothing: what they say cannot be"
    return (f"{what}; `harmattan observe` names each with file, row and reason.",) if count else ()


def _stated(report: Report) -> tuple[float, ...]:
    return tuple(number for number in (report.low, report.best, report.high) if math.isfinite(number))


def _may_fall(report: Report) -> bool:
    return bool(_MAY_FALL.search(f"{report.metric} {report.unit}".casefold()))


def _where(report: Report) -> str:
    return shorten(report.place_text, 60) or "no place"


def _found(report: Report) -> str:
    unit = f" {shorten(report.unit, 40)}" if report.unit else ""
    return f"'{shorten(report.value, 60)}'{unit} as {shorten(report.metric, 60)} at {_where(report)}"


def _upto(report: Report, highest: float, why: str) -> list[str]:
    """Hold the stated numbers against an upper end; one below 0 has been told of already."""
    numbers = _stated(report)
    if not numbers or min(numbers) < 0.0 or max(numbers) <= highest:
        return []
    return [f"value: found {_found(report)}; allowed: from 0 to {highest:,.0f}, since {why}"]


def _of_dates(report: Report) -> Iterator[str]:
    known, first = report.known_from, report.first_day
    late = known is not None and first is not None and first - known > _YEARS_AHEAD
    if late and not _INTENDED.search(report.metric.casefold()):
        what = "a day at most two years after known_from, since nobody can report what has not yet happened"
        yield f"date: found {first} as {shorten(report.metric, 60)}, known from {known}; allowed: {what}"


def _of_signs(report: Report) -> Iterator[str]:
    numbers = _stated(report)
    if numbers and min(numbers) < 0.0 and not _may_fall(report):
        why = "a count, a stock, a rate or a price is never below 0; name it a change where it is one"
        yield f"value: found {_found(report)}; allowed: 0 or more, since {why}"


def _of_incidents(report: Report, bounds: Bounds) -> Iterator[str]:
    count = report.count_destroyed
    if report.file != _INCIDENTS or not math.isfinite(count):
        return
    most, why = _MOST_BURNT, "no attack has ever destroyed more"
    if report.metric == "convoy_attack" and bounds.fleet < most:
        most, why = bounds.fleet, f"no more tankers can exist: {bounds.fleet_source}"
    if count > most:
        found = f"'{shorten(report.value, 60)}' in {report.metric} at {_where(report)}"
        yield f"vehicles_destroyed: found {found}; allowed: at most {most:,.0f}, since {why}"


def _of_hours(report: Report) -> list[str]:
    read_as_hours = _HOURS.fullmatch(report.metric.casefold()) or _A_DAY.fullmatch(report.unit.casefold())
    return _upto(report, 24.0, "it is read as hours a day") if read_as_hours else []


def _of_shares(report: Report) -> list[str]:
    metric, unit = report.metric.casefold(), report.unit.casefold()
    named = ("share" in metric and _PERCENT.match(unit)) or _PART_OF.fullmatch(unit)
    if not (_SHARES.fullmatch(metric) or (named and not _may_fall(report))):
        return []
    return _upto(report, 100.0, "it is read as a share in per cent")


def _of_tankers(report: Report, bounds: Bounds) -> list[str]:
    metric, unit = report.metric.casefold(), report.unit.casefold().strip()
    rate = _RATE.fullmatch(unit)
    spare = f"{_SPARE:g} times what all import corridors can load, by atlas/corridors.csv"
    if rate or metric == "tankers_per_week":
        days = _PERIOD[rate["unit"]] if rate else 7
        return _upto(report, bounds.tankers_a_day * days, f"no more tankers can arrive: {spare}")
    days = _days(report)
    arriving = max(bounds.tankers_a_day * days, bounds.fleet)
    if _LITRES_IN.fullmatch(metric):
        if metric == "litres_per_week" or "/" in unit:
            arriving = bounds.tankers_a_day * (7 if "week" in metric + unit else 1)
        why = f"no more can arrive: {spare}, with {_LITRES:,.0f} litres each, or the whole fleet at once"
        return _upto(report, arriving * _LITRES, why)
    if not (_COUNT.fullmatch(unit) or _TANKERS.fullmatch(metric)):
        return []
    if _BURNT.search(metric):
        most, why = bounds.fleet * (1.0 + days / 365.0), "with a new fleet every year, no more tankers can exist"
    elif _AT_ONCE.search(metric):
        most, why = bounds.fleet, "no more tankers can exist"
    else:
        most, why = arriving, "no more tankers can exist, and no more can arrive on these days"
    return _upto(report, most, f"{why}: {bounds.fleet_source}")


def _days(report: Report) -> int:
    if report.first_day is None or report.last_day is None:
        return 365
    return (report.last_day - report.first_day).days + 1


def _of_stocks(report: Report, bounds: Bounds) -> list[str]:
    if not _STOCK_DAYS.fullmatch(report.metric.casefold()) or not bounds.stock_days:
        return []
    most = bounds.stock_days.get(report.place, max(bounds.stock_days.values()))
    return _upto(report, most, f"tanks hold no more: {_SPARE:g} times storage_days of atlas/fuel.csv")


def _of_attacks(report: Report) -> list[str]:
    if not _ATTACKS.fullmatch(report.metric.casefold()):
        return []
    unit = report.unit.casefold()
    rate = next((days for word, days in _PERIOD.items() if re.search(rf"(?:/|per |a |par )\s?{word}\b", unit)), 0)
    days = rate or _days(report)
    why = f"more than {_MOST_ATTACKS:g} attacks on convoys a day have never been seen"
    return _upto(report, _MOST_ATTACKS * days, why)
