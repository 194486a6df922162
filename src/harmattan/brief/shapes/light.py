"""The light page: the same judgements, one map, two charts and the main tables, for slow links and old machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

import harmattan
from harmattan.brief.audience import audience_of
from harmattan.brief.figures.fan import fans
from harmattan.brief.inputs import BriefInput
from harmattan.brief.shapes.digest import Digest, digest_of, map_picture
from harmattan.brief.wording import Wording
from harmattan.map.charts import draw_chart

__all__ = ["MOST_BYTES", "light_page"]

MOST_BYTES = 500_000
"""A light page is smaller than this; where it is not, sources and then rows are left out from the end: the full page holds them."""

_PARTS = {"light": "light.html.jinja", "table": "table.html.jinja", "style": "style.css"}


def light_page(inputs: BriefInput, *, language: str, level: str = "partner") -> str:
    """Write the brief as one light HTML page: no script, no live map, no request to anywhere.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        The page, smaller than `MOST_BYTES`.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words, audience = Wording(language), audience_of(inputs, level)
    whole = digest_of(inputs, audience, words)
    pictures = {
        "map": Markup(map_picture(inputs, audience, words)),  # noqa: S704 - tag() escapes every text
        "charts": [
            {"title": chart.title, "svg": Markup(draw_chart(chart, words))}  # noqa: S704 - tag() escapes every text
            for chart in fans(inputs, audience, words)
        ],
    }
    template, made = _environment().get_template("light"), ""
    for digest in _lighter(whole):
        made = template.render(
            d=digest,
            words=words,
            say=words.say,
            audience=audience,
            as_of=inputs.as_of,
            last_day=inputs.last_day,
            listed={source.id for source in digest.sources},
            left_out=len(whole.sources) - len(digest.sources),
            version=harmattan.__version__,
            case=inputs.case.id,
            seed=inputs.reference.seed,
            **pictures,
        )
        if len(made.encode("utf-8")) < MOST_BYTES:
            break
    return made


def _lighter(whole: Digest) -> Iterator[Digest]:
    """Leave out more and more: first sources from the end, then the rows of long tables from theirs."""
    for share in (1.0, 0.5, 0.2, 0.0):
        yield replace(whole, sources=whole.sources[: int(share * len(whole.sources))])
    for rows in (60, 20):
        cut = {name: getattr(whole, name) for name in ("places", "cities", "corridors")}
        yield replace(
            whole, sources=(), **{name: replace(table, rows=table.rows[:rows]) for name, table in cut.items()}
        )


def _environment() -> Environment:
    folder = files("harmattan.brief").joinpath("parts")
    sources = {name: folder.joinpath(file).read_text(encoding="utf-8") for name, file in _PARTS.items()}
    return Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
