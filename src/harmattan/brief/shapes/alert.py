"""A short alert as text and as a draft of an e-mail: at most 120 words, each statement with its interval or chance."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from html import escape

from harmattan.brief.audience import Audience, audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import title_of
from harmattan.brief.numerals import LEAST
from harmattan.brief.shapes.digest import page_name
from harmattan.brief.shapes.still import one_line
from harmattan.brief.since.beside import earlier_for
from harmattan.brief.since.changes import Change, Crossing, changes, crossings
from harmattan.brief.since.words import chance_kind, figure_of
from harmattan.brief.statements import statements
from harmattan.brief.wording import Wording
from harmattan.map.marks import WINDOW_DAYS
from harmattan.world.statement import Statement

__all__ = ["IMPORTANT", "MOST_WORDS", "Alert", "alert_eml", "alert_of", "alert_txt", "count_words", "line_of"]

MOST_WORDS = 120
"""Most words of an alert, in any language."""

IMPORTANT = (("fuel_now", "fuel_dry"), ("sieges",), ("people",), ("deaths",), ("inflow",), ("government",))
"""Statements an alert may hold, the most important first: what runs out, who is cut off, who flees, who dies, what still comes."""

_MOST = 4
_LEAST = 4
_LONG_TITLE = 25


@dataclass(frozen=True, slots=True)
class Alert:
    """What an alert says, in one language.

    Args:
        title: title of the case; the country where that is long.
        stamp: what may be done with it.
        cut_off: the cut-off date in words, with its name.
        change: the first change since an earlier brief; empty where there is none.
        about: id of the statement that changed, where it is among those told.
        lines: the most important statements, one sentence or two each.
        told: the statements behind them.
        tail: what an interval means, and where the whole brief is.
    """

    title: str
    stamp: str
    cut_off: str
    change: str
    about: str
    lines: tuple[str, ...]
    told: tuple[Statement, ...]
    tail: str

    @property
    def body(self) -> tuple[str, ...]:
        """The statements, the change behind the one that it is about; any other change last."""
        pairs = zip(self.lines, self.told, strict=True)
        lines = tuple(f"{line} {self.change}" if one.id == self.about else line for line, one in pairs)
        return lines if self.about or not self.change else (*lines, self.change)

    @property
    def text(self) -> str:
        """The whole alert."""
        return "\n".join((self.title, f"{self.stamp} {self.cut_off}.", "", *self.body, "", self.tail)) + "\n"


def count_words(text: str) -> int:
    """Count words as a strict reader does: every sign between two spaces of any kind is one.

    Args:
        text: any text.

    Returns:
        How many.

    Examples:
        >>> count_words("likely (55 %)")
        3
    """
    return len(text.split())


def alert_of(inputs: BriefInput, audience: Audience, words: Wording) -> Alert:
    """Choose what an alert says: as many of the most important statements as 120 words hold.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The alert, of at most 120 words.
    """
    found = {statement.id: statement for statement in statements(inputs, level=audience.level)}
    groups = [group for group in IMPORTANT if any(name in found for name in group)][:_MOST]
    told = [found[name] for group in groups for name in group if name in found]
    change = _first_change(inputs, audience, words)
    while True:
        made = _alert(inputs, audience, words, told, change)
        if count_words(made.text) <= MOST_WORDS or not (told or change):
            return made
        if change and len(told) <= _LEAST:
            change = None
        else:
            told.pop()


def _alert(
    inputs: BriefInput,
    audience: Audience,
    words: Wording,
    told: Sequence[Statement],
    change: Change | Crossing | None,
) -> Alert:
    settings, say = inputs.case.settings, words.say
    about = change.id if isinstance(change, Change) and change.id in {one.id for one in told} else ""
    title = one_line(words.title(settings.title, settings.title_fr))
    title = title if count_words(title) <= _LONG_TITLE else words.country(settings.country)
    return Alert(
        title=say("formats.alert_title", title=title),
        stamp=say(f"audience.{audience.level}_note"),
        cut_off=f"{say('page.cut_off')} {words.day(inputs.as_of)}",
        change=one_line(_change_said(inputs, audience, change, words, short=bool(about))),
        about=about,
        lines=_lines(inputs, told, words),
        told=tuple(told),
        tail=say("formats.alert_tail", file=page_name(audience)),
    )


def _first_change(inputs: BriefInput, audience: Audience, words: Wording) -> Change | Crossing | None:
    """Choose the first change of a number that is more than noise, or else the first threshold crossed."""
    moved = [one for one in changes(inputs, audience, words) if one.verdict in ("clear", "within")]
    found: tuple[Change | Crossing, ...] = (*moved, *crossings(inputs, audience, words))
    return found[0] if found else None


def _change_said(
    inputs: BriefInput, audience: Audience, change: Change | Crossing | None, words: Wording, *, short: bool
) -> str:
    """Say what was said before, or before and after where the alert does not tell what is said."""
    earlier = earlier_for(inputs, audience)
    if change is None or earlier is None:
        return ""
    day = words.day(earlier.as_of)
    if isinstance(change, Crossing) or change.before is None or not short:
        return words.say("formats.alert_since", day=day, said=change.said)
    return words.say("formats.alert_before", day=day, before=_figure(change.id, change.before, words))


def _figure(name: str, statement: Statement, words: Wording) -> str:
    """Write a number with its interval, or a chance with its word."""
    figure = figure_of(name, statement, words, unit=False)
    return f"{words.likelihood(statement.probability)} ({figure})" if chance_kind(name) else figure


def _lines(inputs: BriefInput, told: Sequence[Statement], words: Wording) -> tuple[str, ...]:
    """Say statements in short, one after another: the last day is named once."""
    out: list[str] = []
    for statement in told:
        named = any(words.day(inputs.last_day) in line for line in out)
        out.append(line_of(inputs, statement, words, then=named))
    return tuple(out)


def line_of(inputs: BriefInput, statement: Statement, words: Wording, *, then: bool = False) -> str:
    """Say a statement in short; one without a number stands as it is.

    Args:
        inputs: what the brief is made from.
        statement: the statement.
        words: language.
        then: whether a line before has named the last day.

    Returns:
        One sentence or two.
    """
    day = words.day(inputs.last_day)
    by = words.say("formats.alert_then") if then else words.say("formats.alert_by", date=day)
    fields: dict[str, object] = {"by": by, "days": min(WINDOW_DAYS, inputs.horizon)}
    if statement.id in ("fuel_dry", "government"):
        fields |= {"word": words.likelihood(statement.probability), "p": words.chance(statement.probability)}
    elif math.isfinite(statement.median):
        least = LEAST.get(statement.unit, 0.01)
        fields["n"], fields["between"] = words.pair(statement.median, statement.low, statement.high, least=least)
    else:
        return one_line(statement.text[words.language])
    atlas = inputs.case.atlas
    fields["place"] = one_line(title_of(atlas.places[atlas.place_index[inputs.focus[0]]], words))
    return words.say(f"formats.alert_{statement.id}", **fields)


def alert_txt(inputs: BriefInput, *, language: str, level: str = "partner") -> str:
    """Write the alert as plain text, ready to paste.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        At most 120 words.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words = Wording(language)
    return alert_of(inputs, audience_of(inputs, level), words).text


def alert_eml(inputs: BriefInput, *, language: str, level: str = "partner") -> bytes:
    """Write the alert as a draft of an e-mail, without sender, receiver and date.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        A message of RFC 5322 that mail programs open as a draft; the same content gives the same bytes.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words = Wording(language)
    alert = alert_of(inputs, audience_of(inputs, level), words)
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = f"{alert.title}, {alert.cut_off}"
    message["X-Unsent"] = "1"
    message.set_content(alert.text, cte="quoted-printable")
    html = _html(alert, words)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{hashlib.sha256((alert.text + html).encode()).hexdigest()[:40]}")
    return message.as_bytes()


def _html(alert: Alert, words: Wording) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in alert.body)
    return (
        f'<!DOCTYPE html><html lang="{words.language}"><head><meta charset="utf-8"><title>{escape(alert.title)}</title></head>'
        f'<body style="font-family:Georgia,serif;max-width:36em"><h1 style="font-size:1.2em">{escape(alert.title)}</h1>'
        f"<p><b>{escape(alert.stamp)}</b> {escape(alert.cut_off)}.</p><ul>{lines}</ul>"
        f"<p>{escape(alert.tail)}</p></body></html>\n"
    )
