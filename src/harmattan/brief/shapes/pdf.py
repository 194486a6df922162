"""Two pages of A4 that can be printed and handed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harmattan.brief.audience import audience_of
from harmattan.brief.figures.fan import fans
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judgement import Judgement
from harmattan.brief.shapes.digest import FIRST, Digest, digest_of, few_columns, language_tag, map_picture
from harmattan.brief.shapes.still import one_line
from harmattan.brief.shapes.typeset import pages
from harmattan.brief.tables.cells import Table
from harmattan.brief.wording import Wording
from harmattan.map.charts import draw_chart

__all__ = ["brief_pdf"]

_MAP_WIDTH = 600.0
"""Pixels: the narrowest drawing whose key stands in columns, so that its names print large."""

_CHART_WIDTH, _CHART_HEIGHT = 262.0, 184.0
_OUTCOMES = ("people_days_short", "left_home", "violent_deaths", "cost_usd", "cost_without_payer_usd")


def brief_pdf(inputs: BriefInput, *, language: str, level: str = "partner") -> bytes:
    """Set the brief on exactly two pages of A4.

    What does not fit is set smaller first; then whole items are left out from the end, and their number is printed. No sentence is
    cut.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        The bytes of the PDF; the same content gives the same bytes.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words, audience = Wording(language), audience_of(inputs, level)
    digest = digest_of(inputs, audience, words)
    charts = fans(inputs, audience, words)
    pictures = {"map": map_picture(inputs, audience, words, width=_MAP_WIDTH)}
    drawn = []
    for chart in charts:
        pictures[chart.name] = draw_chart(chart, words, width=_CHART_WIDTH, height=_CHART_HEIGHT)
        drawn.append({"name": chart.name, "title": chart.title})
    return pages("brief.typ", _told(inputs, digest, drawn), pictures)


def _told(inputs: BriefInput, digest: Digest, charts: Sequence[dict[str, str]]) -> dict[str, object]:
    words, say = digest.words, digest.words.say
    comparison = few_columns(digest.overview, tuple(say(f"short.{name}") for name in _OUTCOMES))
    texts = {
        key: say(f"formats.{key}", file=digest.page)
        for key in (
            "interval",
            "also",
            "map_alt",
            "chart_alt",
            "more_judgements",
            "more_changes",
            "more_items",
            "more_rows",
            "sources_line",
            "page_of",
        )
    }
    texts |= {
        "judgements": say("page.judgements"),
        "own": say("own.title"),
        "warnings": say("page.warnings"),
        "map": say("page.map", day=words.day(inputs.as_of)),
        "comparison": say("page.comparison"),
        "comparison_note": say("formats.comparison_note", scenario=digest.overview.caption),
        "turns_note": say("formats.turns_note"),
        "limits": say("page.limits"),
        "yardstick": f"{say('formats.yardstick')}{say('number.colon')} {digest.yardstick}.",
        "chart_key": say("formats.chart_key"),
    }
    return {
        "language": words.language,
        "region": language_tag(words).partition("-")[2],
        # A page whose heading says nothing cannot be PDF/UA.
        "title": one_line(digest.title) or inputs.case.id,
        "cut_off": digest.cut_off,
        "stamp": digest.stamp,
        "stamp_note": digest.stamp_note,
        "level": "public" if digest.stamp == say("audience.public") else "other",
        "facts": digest.facts,
        "warnings": digest.warnings,
        "judgements": [_judgement(one) for one in digest.judgements[:FIRST]],
        "more": [_judgement(one) for one in digest.judgements[FIRST:]],
        "own": digest.own,
        "changes": digest.changes,
        "changes_title": digest.changes_title,
        "charts": charts,
        "turns": _table(digest.turns),
        "comparison": _table(comparison),
        "withheld": digest.withheld,
        "limits": digest.limits,
        "say": texts,
    }


def _judgement(one: Judgement) -> dict[str, str]:
    return {
        "figure": one.figure,
        "unit": one.unit,
        "between": one.between,
        "text": one.text,
        "lead": one.lead,
        "rest": one.rest,
        "caveat": one.caveat,
        "weight": one.weight,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": table.head,
        "rows": [
            [
                {
                    "words": c.words,
                    "small": c.small.partition("\n")[0],
                    "number": "number" in c.kind,
                    "judged": "judged" in c.kind,
                }
                for c in row
            ]
            for row in table.rows
        ],
    }
