"""The brief as plain Markdown, in which nothing that a report says is markup."""

from __future__ import annotations

import re

from harmattan.brief.audience import audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judgement import Judgement
from harmattan.brief.shapes.digest import Digest, digest_of
from harmattan.brief.shapes.still import one_line
from harmattan.brief.tables.cells import Cell, Table
from harmattan.brief.wording import Wording

__all__ = ["brief_md", "escaped"]

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SIGNS = re.compile(r"([\\`*_{}\[\]|~#$@^])")
_AT_START = re.compile(r"^([-+=:]|\d+(?=[.)](?:\s|$)))")
_ADDRESS = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(:)|(www)(\.)")


def escaped(text: str) -> str:
    r"""Write a text so that no dialect of Markdown reads anything in it.

    Args:
        text: any text.

    Returns:
        The text on one line: angle brackets and ampersands as entities, signs of Markdown behind a backslash, no address that links
        itself.

    Examples:
        >>> escaped("a | b `c` <script>")
        'a \\| b \\`c\\` &lt;script&gt;'
        >>> escaped("1. see www.example.org")
        '1\\. see www&#46;example.org'
    """
    text = _SIGNS.sub(r"\\\1", re.sub("[&<>]", lambda found: _ENTITIES[found[0]], one_line(text)))
    text = _ADDRESS.sub(lambda found: f"{found[1]}&#58;" if found[1] else f"{found[3]}&#46;", text)
    return _AT_START.sub(lambda found: f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}", text)


def brief_md(inputs: BriefInput, *, language: str, level: str = "partner") -> str:
    """Write the brief as Markdown: judgements, changes, tables, limits, sources.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        The text of the file.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words, audience = Wording(language), audience_of(inputs, level)
    say = words.say
    digest = digest_of(inputs, audience, words)
    colon = say("number.colon")
    parts = [
        f"# {escaped(digest.title)}",
        f"**{escaped(digest.stamp.upper())}** {escaped(digest.stamp_note)}",
        "\n".join(f"- {escaped(name)}{colon} {escaped(value)}" for name, value in digest.facts),
    ]
    if digest.warnings:
        parts += [f"## {say('page.warnings')}", _list(digest.warnings)]
    parts.append(f"## {say('page.judgements')}")
    parts += [_judgement(number, one, colon) for number, one in enumerate(digest.judgements, start=1)]
    if digest.own:
        parts += [f"## {say('own.title')}", _list(digest.own)]
    if digest.changes:
        parts += [f"## {escaped(digest.changes_title)}", _list(digest.changes)]
    parts.append(f"{escaped(digest.interval)}. {say('formats.yardstick')}{colon} {escaped(digest.yardstick)}.")
    for table in (digest.turns, digest.places, digest.cities, digest.corridors):
        if table.rows:
            parts += [f"## {escaped(table.caption)}", _table(table)]
    if digest.ways:
        parts += [f"## {say('page.ways')}", _list(digest.ways)]
    parts += [f"## {say('page.comparison')}", *_comparison(digest, inputs)]
    parts += [f"## {say('page.limits')}", _list(digest.limits)]
    parts += [f"## {say('page.sources')}", "\n".join(_sources(digest))]
    return "\n\n".join(parts) + "\n"


def _list(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {escaped(line)}" for line in lines)


def _judgement(number: int, one: Judgement, colon: str) -> str:
    figure = f"**{escaped(f'{one.figure} {one.unit}'.strip())}** ({escaped(one.between)}) " if one.between else ""
    figure = figure or (f"**{escaped(f'{one.figure} {one.unit}')}** " if one.figure else "")
    ids = f"{colon} {escaped(', '.join(one.all_sources))}" if one.all_sources else ""
    return f"{number}. {figure}{escaped(one.text)}\n\n   {escaped(f'{one.caveat} {one.weight}')}{ids}"


def _comparison(digest: Digest, inputs: BriefInput) -> list[str]:
    if not digest.overview.rows:
        return [escaped(digest.withheld)]
    words = digest.words
    note = words.say("page.overview_note", scenario=digest.overview.caption, day=words.day(inputs.last_day))
    out = [escaped(note), _table(digest.overview)]
    if digest.break_evens.rows:
        out += [f"### {escaped(digest.break_evens.caption)}", _table(digest.break_evens)]
    return out


def _table(table: Table) -> str:
    head = "| " + " | ".join(escaped(words) for words in table.head) + " |"
    rule = "|" + "|".join(" ---: " if "number" in cell.kind else " --- " for cell in table.rows[0]) + "|"
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table.rows]
    return "\n".join((head, rule, *rows))


def _cell(cell: Cell) -> str:
    words = escaped(cell.words)
    small = f" ({escaped(cell.small)})" if cell.small else ""
    return f"*{words}*{small}" if "judged" in cell.kind else f"{words}{small}"


def _sources(digest: Digest) -> list[str]:
    out = []
    for source in digest.sources:
        where = f", {source.where}" if source.where else ""
        note = f" {source.note}." if source.note else ""
        quoted = digest.words.say("course_sum.quoted", title=source.said)
        behind = digest.words.say("number.semicolon").join((source.facts, source.link or source.host))
        said = f"{source.when}{where}. {quoted}{note} {behind}"
        out.append(f"- **{escaped(source.id)}** {escaped(said)}")
    return out
