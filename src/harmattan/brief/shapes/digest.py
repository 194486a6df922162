"""The brief in short, in words alone: what every shape that is not the page is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from harmattan.brief.audience import Audience
from harmattan.brief.cited import cited_reports, warnings_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judgement import Judgement, judgement_of
from harmattan.brief.known import known_corridors, known_places, roads
from harmattan.brief.live.land import map_sheet
from harmattan.brief.own.tables import own_context
from harmattan.brief.shapes.still import in_property
from harmattan.brief.since.page import since_context
from harmattan.brief.statements import statements, together
from harmattan.brief.tables.belief import corridor_table, place_table
from harmattan.brief.tables.cells import Table
from harmattan.brief.tables.compare import overview_table, titled
from harmattan.brief.tables.record import Reference, references
from harmattan.brief.tables.supply import city_table, other_ways
from harmattan.brief.tables.turn import break_even_table, turn_table
from harmattan.brief.wording import Wording
from harmattan.map.svg import draw_map

__all__ = ["FIRST", "Digest", "digest_of", "few_columns", "language_tag", "map_picture", "page_name", "set_properties"]

FIRST = 5
"""How many judgements stand first."""

_LIMITS = 6
_LANGUAGE_TAGS = {"en": "en-GB", "fr": "fr-FR"}


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a shape of the brief says, in one language and for one audience.

    Args:
        words: language.
        title: title of the case.
        cut_off: the cut-off date in words, with its name.
        stamp: audience level in words.
        stamp_note: what may be done with it.
        facts: names and values of the head: cut-off, last day, scenario, reports, draws.
        warnings: what must be read first.
        judgements: all judgements, in their order.
        changes: what changed since an earlier brief, one sentence each; empty where none is given.
        changes_title: heading of the changes.
        own: sentences on a user's own stocks and fleet; empty at any level but the internal one.
        places: table of places.
        cities: table of cities in focus, now and in four weeks.
        corridors: table of corridors.
        ways: what other ways than the roads carry and could carry, one line each.
        turns: chances of what could turn, by scenario.
        overview: main outcomes of all courses under the first scenario.
        break_evens: what must be true for a course to do better.
        withheld: what stands where no course may be shown; empty where one is.
        page: name of the file of the full page.
        limits: what the numbers cannot say.
        sources: every report that weighed or is cited.
    """

    words: Wording
    title: str
    cut_off: str
    stamp: str
    stamp_note: str
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    changes: tuple[str, ...]
    changes_title: str
    own: tuple[str, ...]
    places: Table
    cities: Table
    corridors: Table
    ways: tuple[str, ...]
    turns: Table
    overview: Table
    break_evens: Table
    withheld: str
    page: str
    limits: tuple[str, ...]
    sources: tuple[Reference, ...]

    @property
    def interval(self) -> str:
        """The line that says what an interval means."""
        return self.words.say("formats.interval")

    def more(self, what: str, count: int) -> str:
        """Say how many of something the full page holds beside what stands here.

        Args:
            what: `judgements`, `changes`, `rows`, `items` or `sources`.
            count: how many.

        Returns:
            A sentence.
        """
        return f"{self.words.say(f'formats.more_{what}', file=self.page)}{count}."

    @property
    def yardstick(self) -> str:
        """The words of chance and what they mean, in one line."""
        return ", ".join(f"{name} {share}" for name, share in self.words.yardstick())


def digest_of(inputs: BriefInput, audience: Audience, words: Wording) -> Digest:
    """Gather what the shapes of the brief say.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The digest.
    """
    found = statements(inputs, level=audience.level)
    places, corridors = known_places(inputs, audience), known_corridors(inputs, audience)
    near = [mark for mark in roads(corridors) if mark.reports or mark.corridor.kind == "import"]
    place_rows = place_table(inputs, places, words, coarse=audience.public)
    corridor_rows = corridor_table(inputs, near, words, coarse=audience.public)
    overview = overview_table(inputs, audience, words)
    hidden = audience.public and bool(inputs.comparison.differences)
    withheld = words.say("page.courses_withheld" if hidden else "page.no_comparison")
    flight = inputs.flight
    title, changes = _changes(inputs, audience, words)
    return Digest(
        words=words,
        title=words.title(inputs.case.settings.title, inputs.case.settings.title_fr),
        cut_off=f"{words.say('page.cut_off')} {words.day(inputs.as_of)}",
        stamp=words.say(f"audience.{audience.level}"),
        stamp_note=words.say(f"audience.{audience.level}_note"),
        facts=_facts(inputs, words),
        warnings=warnings_of(inputs, words),
        judgements=tuple(judgement_of(inputs, audience, group, words) for group in together(found)),
        changes=changes,
        changes_title=title,
        own=_own(inputs, audience, words),
        places=place_rows,
        cities=city_table(inputs, audience, words, focus=True),
        corridors=corridor_rows,
        ways=other_ways(inputs, corridors, words),
        turns=turn_table(inputs, words),
        overview=overview,
        break_evens=break_even_table(inputs, audience, words),
        withheld="" if overview.rows else withheld,
        page=page_name(audience),
        limits=tuple(words.say(f"page.limit_{k}{flight if k in (3, 5) else ''}") for k in range(1, _LIMITS + 1)),
        sources=references(cited_reports(inputs, audience, (place_rows, corridor_rows), found), words),
    )


def _changes(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[str, tuple[str, ...]]:
    """Say what changed since an earlier brief, what stayed the same in one line at the end; nothing without an earlier brief."""
    context = since_context(inputs, audience, words)
    lines: list[str] = []
    for key in ("since_first", "since_rest"):
        found = context[key]
        listed = found if isinstance(found, tuple) else ()
        lines += [f"{line.said} {''.join(line.why)}".strip() for line in listed if line.kind != "same"]
    same = str(context["since_same"])
    held = bool(context["since_held"])
    told = (*lines, *((same,) if same else ()))
    return (str(context["since_title"]), told) if held else ("", ())


def _own(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[str, ...]:
    sentences = own_context(inputs, audience, words)["own_sentences"]
    return tuple(map(str, sentences)) if isinstance(sentences, tuple) else ()


def _facts(inputs: BriefInput, words: Wording) -> tuple[tuple[str, str], ...]:
    say = words.say
    used, ess = words.amount(len(inputs.situation.reports_used)), words.amount(inputs.worth)
    return (
        (say("page.cut_off"), words.day(inputs.as_of)),
        (say("page.outlook_to"), f"{words.day(inputs.last_day)} ({say('page.days', n=inputs.horizon)})"),
        (say("page.scenario"), titled(inputs, *inputs.reference_key, words)[0]),
        (say("page.reports_known"), f"{words.amount(len(inputs.reports))} ({say('page.reports_used')} {used})"),
        (say("page.draws"), f"{words.amount(inputs.reference.draws)} ({say('page.effective', ess=ess)})"),
    )


def map_picture(inputs: BriefInput, audience: Audience, words: Wording, *, width: float = 720.0) -> str:
    """Draw the map of supply.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.
        width: pixels of the drawing.

    Returns:
        One SVG element.
    """
    return draw_map(map_sheet(inputs, audience), words, width=width)


def page_name(audience: Audience) -> str:
    """Name the file of the page that the other shapes send their readers to.

    Args:
        audience: who will read it.

    Returns:
        The name.
    """
    return f"brief{audience.suffix}.html"


def few_columns(table: Table, heads: tuple[str, ...]) -> Table:
    """Keep the first column of a table and those under some headings.

    Args:
        table: a table.
        heads: headings to keep.

    Returns:
        The narrower table.
    """
    kept = [column for column, head in enumerate(table.head) if column == 0 or head in heads]
    rows = tuple(tuple(row[column] for column in kept) for row in table.rows)
    return Table(table.caption, tuple(table.head[column] for column in kept), rows)


def language_tag(words: Wording) -> str:
    """Name a language as documents do.

    Args:
        words: language.

    Returns:
        A tag of BCP 47.

    Examples:
        >>> language_tag(Wording("fr"))
        'fr-FR'
    """
    return _LANGUAGE_TAGS[words.language]


def set_properties(held: Any, digest: Digest, inputs: BriefInput, level: str) -> None:
    """Set what an office file says of itself; nothing in it comes from a clock or a machine.

    Args:
        held: the core properties of a document or a presentation; overwritten.
        digest: what the file says.
        inputs: what the brief is made from.
        level: audience level.
    """
    held.title, held.author, held.subject = in_property(digest.title), "Harmattan", in_property(digest.cut_off)
    held.comments, held.category, held.keywords = in_property(digest.stamp_note), level, ""
    held.language, held.last_modified_by, held.revision = language_tag(digest.words), "", 1
    held.created = held.modified = datetime.combine(inputs.as_of, time(), UTC)
