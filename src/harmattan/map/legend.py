"""The key of the map: every colour, pattern, size and ring it uses."""

from __future__ import annotations

from dataclasses import dataclass

from harmattan.map.holders import STATE_INK, holder_mark
from harmattan.map.ink import FLOW, INK, LAND, MUTED, OCHRE, PAPER, RED, STOCK, hatching, tag, text
from harmattan.map.marks import HOLDERS, NOT_KNOWN, STATES
from harmattan.map.voice import Voice

__all__ = ["Legend", "draw_legend", "flow_line", "ring", "stock_circle", "triangle"]

ROW = 19.0


@dataclass(frozen=True, slots=True)
class Legend:
    """A drawn key: its markup and its height in pixels."""

    markup: str
    height: float


def flow_line(points: str, colour: str, width: float, dash: str) -> str:
    """Draw a road: a pale casing, then the line that says how much still flows.

    Args:
        points: SVG points.
        colour: of the class.
        width: pixels.
        dash: SVG dash pattern, empty for a full line.

    Returns:
        The markup.
    """
    cap = "butt" if dash and not dash.startswith("1.5") else "round"
    casing = tag("polyline", points=points, stroke=PAPER, stroke_width=width + 2.4, stroke_linecap="round", opacity=0.9)
    under = tag("polyline", points=points, stroke=colour, stroke_width=0.8, opacity=0.55) if dash else ""
    ink = {"stroke": colour, "stroke_width": width, "stroke_linecap": cap, "stroke_dasharray": dash or None}
    return tag("g", casing, under, tag("polyline", points=points, **ink), fill="none", stroke_linejoin="round")


def triangle(x: float, y: float, reach: float, **attributes: object) -> str:
    """Draw a triangle that points up, its middle at a point.

    Args:
        x: pixels.
        y: pixels.
        reach: half of its width, pixels.
        **attributes: as in `tag`.

    Returns:
        The markup.
    """
    points = f"{x:.1f},{y - reach:.1f} {x + reach:.1f},{y + reach * 0.8:.1f} {x - reach:.1f},{y + reach * 0.8:.1f}"
    return tag("polygon", points=points, stroke_linejoin="round", **attributes)


def ring(x: float, y: float, reach: float, *, sure: bool) -> str:
    """Draw the ring of a siege: full where likely, broken where possible.

    Args:
        x: pixels.
        y: pixels.
        reach: radius, pixels.
        sure: whether the chance is one half or more.

    Returns:
        The markup.
    """
    dash = None if sure else "3 2.6"
    halo = tag("circle", cx=x, cy=y, r=reach, fill="none", stroke=PAPER, stroke_width=4.2)
    return halo + tag("circle", cx=x, cy=y, r=reach, fill="none", stroke=RED, stroke_width=2.2, stroke_dasharray=dash)


def stock_circle(x: float, y: float, reach: float, fill: str, *, heard: bool) -> str:
    """Draw a town by its days of fuel.

    Args:
        x: pixels.
        y: pixels.
        reach: radius, pixels.
        fill: colour of the class; empty for a hatched circle, where nobody knows.
        heard: whether reports from the town weighed; a veil of pale lines covers it where none did.

    Returns:
        The markup.
    """
    circle = tag("circle", cx=x, cy=y, r=reach, fill=fill or PAPER, stroke=INK, stroke_width=1.3)
    if fill and heard:
        return circle
    line = {"stroke": PAPER, "stroke_width": 1.5} if fill else {"stroke": MUTED, "stroke_width": 0.9}
    return circle + tag("path", d=hatching(x, y, reach - 0.7), fill="none", **line)


def draw_legend(voice: Voice, top: float, width: float, *, coarse: bool, theme: str = "supply") -> Legend:
    """Draw the key below the map.

    Args:
        voice: language.
        top: pixels of its upper edge.
        width: pixels.
        coarse: whether days of fuel are shown in the classes of the public level, and towns under pacts as not known.
        theme: `supply` or `control`.

    Returns:
        The key.
    """
    blocks = [_flows(voice), _stocks(voice, coarse=coarse), _others(voice)]
    if theme == "control":
        blocks = [_holders(voice, coarse=coarse), _states(voice), _more(voice)]
    columns = 3 if width >= 600 else 1
    gap = width / columns
    tallest, parts, y = 0.0, [], top + 8
    for number, (title, rows) in enumerate(blocks):
        x = 14 + (number % columns) * gap if columns > 1 else 14
        parts.append(text(title, x, y + 12, class_="key-title", font_size=12, font_weight=600, fill=INK))
        for index, (mark, words) in enumerate(rows):
            left, row = x, y + 30 + index * ROW
            parts.append(tag("g", mark, transform=f"translate({left:.0f} {row:.0f})"))
            parts.append(text(words, left + 40, row + 4, font_size=11.5, fill=INK))
        block = 30 + len(rows) * ROW
        tallest = max(tallest, block) if columns > 1 else tallest + block + 6
        y = y if columns > 1 else y + block + 6
    return Legend("".join(parts), tallest + 12)


_Rows = list[tuple[str, str]]


def _flows(voice: Voice) -> tuple[str, _Rows]:
    names = ("map.flow.stopped", "map.flow.thin", "map.flow.reduced", "map.flow.normal")
    rows = [
        (flow_line("0,0 32,0", colour, wide, dash), voice.say(name))
        for (_, colour, wide, dash), name in zip(reversed(FLOW), reversed(names), strict=True)
    ]
    line = tag("polyline", points="0,0 32,0", stroke=MUTED, stroke_width=1.4, stroke_dasharray="1 4", fill="none")
    return voice.say("map.key.flow"), [*rows, (line, voice.say("map.none"))]


def _stocks(voice: Voice, *, coarse: bool) -> tuple[str, _Rows]:
    names = ["map.stock.under3", "map.stock.3to7", "map.stock.7to14", "map.stock.over14"]
    fills = [fill for _, fill in STOCK]
    if coarse:
        names, fills = [*names[:2], "map.stock.over7"], fills[:3]
    rows = [
        (stock_circle(16, 0, 6.5, fill, heard=True), voice.say(name)) for name, fill in zip(names, fills, strict=True)
    ]
    judged = stock_circle(16, 0, 6.5, STOCK[1][1], heard=False)
    none = stock_circle(16, 0, 6.5, "", heard=False)
    return voice.say("map.key.stock"), [*rows, (judged, voice.say("map.judged")), (none, voice.say("map.unknown"))]


def _holders(voice: Voice, *, coarse: bool) -> tuple[str, _Rows]:
    names = [name for name in (*HOLDERS, NOT_KNOWN) if not (coarse and name == "pact")]
    return voice.say("map.key.holder"), [(holder_mark(16, 0, 6, name), voice.say(f"holder.{name}")) for name in names]


def _states(voice: Voice) -> tuple[str, _Rows]:
    rows = [(flow_line("0,0 32,0", *STATE_INK[name]), voice.say(f"state.{name}")) for name in (*STATES, NOT_KNOWN)]
    return voice.say("map.key.state"), rows


def _more(voice: Voice) -> tuple[str, _Rows]:
    return voice.say("map.key.more"), [
        (ring(16, 0, 8, sure=True), voice.say("map.siege.likely")),
        (ring(16, 0, 8, sure=False), voice.say("map.siege.possible")),
        (tag("rect", x=12.5, y=-3.5, width=7, height=7, fill=INK), voice.say("map.crossing")),
    ]


def _others(voice: Voice) -> tuple[str, _Rows]:
    over = triangle(16, 0, 7, fill=OCHRE, stroke=INK, stroke_width=1.2) + text(
        "!", 16, 5, font_size=9, font_weight=700, text_anchor="middle", fill=PAPER
    )
    return voice.say("map.key.other"), [
        (ring(16, 0, 8, sure=True), voice.say("map.siege.likely")),
        (ring(16, 0, 8, sure=False), voice.say("map.siege.possible")),
        (triangle(16, 0, 7, fill=LAND, stroke=INK, stroke_width=1.2), voice.say("map.camp")),
        (over, voice.say("map.camp_state.over")),
        (tag("rect", x=12.5, y=-3.5, width=7, height=7, fill=INK), voice.say("map.crossing")),
    ]
