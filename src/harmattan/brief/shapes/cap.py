"""The alert as XML of the Common Alerting Protocol 1.2, in English and French.

Urgency, severity and certainty follow a written rule from the numbers; no person sets them.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from harmattan.brief.audience import audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.phrases import LANGUAGES
from harmattan.brief.shapes.alert import Alert, alert_of, line_of
from harmattan.brief.shapes.digest import language_tag
from harmattan.brief.shapes.still import one_line
from harmattan.brief.wording import Wording
from harmattan.errors import Fault, InputFaults
from harmattan.world.statement import Statement

__all__ = ["NAMESPACE", "alert_cap", "certainty_of", "check_sender", "lead_of", "severity_of", "urgency_of"]

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"

HEADLINE = 160
"""Most signs of a headline that the standard recommends."""

_NOBODY = "unnamed@harmattan.invalid"
_LEADS = ("fuel_dry", "sieges", "people", "deaths", "inflow")
_CATEGORIES = {
    "fuel_dry": ("Safety", "Transport", "Infra"),
    "sieges": ("Safety", "Security", "Transport"),
    "people": ("Safety", "Security"),
    "deaths": ("Safety", "Security"),
    "inflow": ("Safety", "Transport", "Infra"),
}
_SEVERITIES = (("Extreme", 1_000_000.0, 1_000.0), ("Severe", 100_000.0, 100.0), ("Moderate", 10_000.0, 10.0))
"""Severity from how many people are behind a siege or leave home on, or how many are killed."""

_LOW_DAYS = 3.0


def alert_cap(inputs: BriefInput, *, level: str = "partner", sender: str = "") -> str:
    """Write the alert in the Common Alerting Protocol, one block for each language.

    Args:
        inputs: what the brief is made from.
        level: audience level.
        sender: who sends it, such as an address; a draft where it is empty.

    Returns:
        The text of the file; times are of the cut-off date, in UTC.

    Raises:
        InputFaults: an unknown level, internal claims at another one than `internal`, or a sender that the standard forbids.
    """
    audience = audience_of(inputs, level)
    check_sender(sender)
    alerts = {language: alert_of(inputs, audience, Wording(language)) for language in LANGUAGES}
    root = ET.Element("alert", xmlns=NAMESPACE)
    infos = [_info(inputs, alerts[language], Wording(language)) for language in LANGUAGES]
    told = "".join(ET.tostring(info, encoding="unicode") for info in infos)
    digest = hashlib.sha256(f"{level}{sender}{told}".encode()).hexdigest()[:12]
    case = re.sub(r"[^A-Za-z0-9-]+", "-", inputs.case.id)
    _add(root, "identifier", f"harmattan-{case}-{inputs.as_of.isoformat()}-{audience.level}-{digest}")
    _add(root, "sender", sender or _NOBODY)
    _add(root, "sent", _moment(inputs.as_of))
    _add(root, "status", "Actual" if sender else "Draft")
    _add(root, "msgType", "Alert")
    _add(root, "scope", {"public": "Public", "partner": "Restricted"}.get(audience.level, "Private"))
    if audience.level == "partner":
        _add(root, "restriction", Wording(LANGUAGES[0]).say("audience.partner_note"))
    elif not audience.public:
        _add(root, "addresses", sender or _NOBODY)
    root.extend(infos)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def check_sender(sender: str) -> None:
    """Stop before anything is written where a sender holds what the standard forbids.

    Args:
        sender: who sends an alert; empty for nobody.

    Raises:
        InputFaults: it holds a space, a comma, an angle bracket or an ampersand.
    """
    if re.search(r"[\s,<&]", sender) or one_line(sender) != sender:
        allowed = "an address or the name of a domain, without spaces, commas, < and &"
        raise InputFaults([Fault("options", 0, "sender", sender, allowed)])


def lead_of(told: Iterable[Statement]) -> Statement | None:
    """Choose the statement that an alert is about: the first in order of importance that is likely, or else possible.

    Args:
        told: the statements of an alert.

    Returns:
        The statement; the first one where none is even possible, None where there is none.
    """
    known = {statement.id: statement for statement in told}
    found = [known[name] for name in _LEADS if name in known]
    order = ("Likely", "Possible", "Unlikely", "Unknown")
    return min(found, key=lambda one: order.index(certainty_of(one)), default=None)


def certainty_of(statement: Statement | None) -> str:
    """Derive the certainty from a chance, or from where an interval lies.

    Args:
        statement: what an alert is about.

    Returns:
        `Likely` above 50 %, `Possible` above 5 %, `Unlikely` otherwise; of a number, `Likely` where its whole 90 % interval lies
        above zero, `Possible` where its median does; `Unknown` where neither is held. Nothing is ever `Observed`: all is inferred.
    """
    if statement is None:
        return "Unknown"
    chance = statement.probability
    if not math.isnan(chance):
        return "Likely" if chance > 0.5 else "Possible" if chance > 0.05 else "Unlikely"
    if statement.low > 0:
        return "Likely"
    return "Possible" if statement.median > 0 else "Unknown"


def urgency_of(lead: Statement | None, told: Iterable[Statement]) -> str:
    """Derive the urgency from what is going on already.

    Args:
        lead: what an alert is about.
        told: the statements of an alert.

    Returns:
        `Immediate` where it is going on at the cut-off (a siege, a median stock under 3 days), `Expected` where it is likely by the
        last day, `Future` otherwise, `Unknown` without a lead.
    """
    if lead is None:
        return "Unknown"
    stock = next((one.median for one in told if one.id == "fuel_now"), math.nan)
    if lead.id == "sieges" or (lead.id == "fuel_dry" and stock < _LOW_DAYS):
        return "Immediate"
    return "Expected" if certainty_of(lead) == "Likely" else "Future"


def severity_of(told: Sequence[Statement]) -> str:
    """Derive the severity from how many people are hit.

    Args:
        told: the statements of an alert.

    Returns:
        `Extreme` from a million people behind a siege or leaving home, or a thousand killed, on; `Severe` from 100,000 or 100;
        `Moderate` from 10,000 or 10; `Minor` below; `Unknown` where none of these is held. Medians count.
    """
    people = [one.median for one in told if one.id in ("sieges", "people") and math.isfinite(one.median)]
    killed = [one.median for one in told if one.id == "deaths" and math.isfinite(one.median)]
    if not people and not killed:
        return "Unknown"
    hit, dead = max(people, default=0.0), max(killed, default=0.0)
    return next((name for name, many, deaths in _SEVERITIES if hit >= many or dead >= deaths), "Minor")


def _info(inputs: BriefInput, alert: Alert, words: Wording) -> ET.Element:
    """Write the block of one language, its elements in the order of the schema."""
    lead, say = lead_of(alert.told), words.say
    name = lead.id if lead is not None else "inflow"
    info = ET.Element("info")
    _add(info, "language", language_tag(words))
    for category in _CATEGORIES[name]:
        _add(info, "category", category)
    _add(info, "event", say(f"formats.event_{name}"))
    _add(info, "responseType", "Prepare" if certainty_of(lead) == "Likely" else "Monitor")
    _add(info, "urgency", urgency_of(lead, alert.told))
    _add(info, "severity", severity_of(alert.told))
    _add(info, "certainty", certainty_of(lead))
    _add(info, "audience", alert.stamp)
    going_on = urgency_of(lead, alert.told) == "Immediate"
    _add(info, "effective", _moment(inputs.as_of))
    _add(info, "onset", _moment(inputs.as_of if going_on else inputs.as_of + timedelta(days=1)))
    _add(info, "expires", _moment(inputs.last_day + timedelta(days=1)))
    _add(info, "headline", _headline(inputs, alert, words))
    _add(info, "description", " ".join(filter(None, (f"{alert.cut_off}.", *alert.body, alert.tail))))
    _add(info, "instruction", say("formats.instruction"))
    for key, value in _parameters(inputs, alert.told):
        one = ET.SubElement(info, "parameter")
        _add(one, "valueName", key)
        _add(one, "value", value)
    info.append(_area(inputs, words))
    return info


def _headline(inputs: BriefInput, alert: Alert, words: Wording) -> str:
    """Choose the fullest headline that is short enough; a title longer than that is cut between words."""
    lead = lead_of(alert.told)
    line = alert.cut_off if lead is None else line_of(inputs, lead, words)
    country = words.country(inputs.case.settings.country)
    for headline in (f"{alert.title}. {line}", line, f"{alert.title}. {alert.cut_off}", alert.title):
        if len(headline) <= HEADLINE:
            return headline
    return f"{country}. {alert.cut_off}"


def _parameters(inputs: BriefInput, told: Sequence[Statement]) -> list[tuple[str, str]]:
    """List the numbers behind the words, for programs."""
    out = [("interval", "0.90"), ("scenario", inputs.reference_key[0]), ("course", inputs.reference_key[1])]
    for one in told:
        fields = (("median", one.median), ("low", one.low), ("high", one.high), ("probability", one.probability))
        held = [(f"{one.id}.{name}", _plain(value)) for name, value in fields if math.isfinite(value)]
        out += [*held, (f"{one.id}.unit", one.unit)] if held else []
    return [(name, value) for name, value in out if value]


def _plain(value: float) -> str:
    """Write a number to four digits, without an exponent."""
    return f"{float(f'{value:.4g}'):.12g}"


def _area(inputs: BriefInput, words: Wording) -> ET.Element:
    """Draw a line around the towns of the country, and name its areas by their P-codes."""
    country, area = inputs.case.settings.country, ET.Element("area")
    _add(area, "areaDesc", words.country(country))
    ring = _around([(town.lat, town.lon) for town in inputs.towns])
    if len(ring) >= 4:
        _add(area, "polygon", " ".join(f"{lat:.2f},{lon:.2f}" for lat, lon in ring))
    elif ring:
        _add(area, "circle", f"{ring[0][0]:.2f},{ring[0][1]:.2f} 50")
    codes = sorted({one.pcode for one in inputs.case.atlas.areas if one.country == country and one.pcode})
    for name, values in (("ISO 3166-1", [country]), ("P-code", codes)):
        for value in values:
            geocode = ET.SubElement(area, "geocode")
            _add(geocode, "valueName", name)
            _add(geocode, "value", value)
    return area


def _around(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Draw the tightest ring without dents around points, closed (Andrew's monotone chain)."""
    found = sorted(set(points))
    if len(found) < 3:
        return found

    def half(ordered: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for point in ordered:
            while len(out) > 1 and _turn(out[-2], out[-1], point) <= 0:
                out.pop()
            out.append(point)
        return out[:-1]

    ring = [*half(found), *half(reversed(found))]
    return [*ring, ring[0]]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _moment(day: date) -> str:
    """Write the first moment of a day; the standard writes UTC as minus zero."""
    return f"{day.isoformat()}T00:00:00-00:00"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = one_line(text)
