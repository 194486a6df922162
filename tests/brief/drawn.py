"""Read pictures of courses back, and a course whose bill is done by hand."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np

from harmattan.foresee import costs
from harmattan.world.choice import Course, Effect, Lever, Payer

SVG = "{http://www.w3.org/2000/svg}"


def marks(svg, name, **wanted):
    root = ET.fromstring(svg)  # noqa: S314 - our own markup
    return [one for one in root.iter(SVG + name) if all(one.get(key) == value for key, value in wanted.items())]


def said(svg):
    root = ET.fromstring(svg)  # noqa: S314 - our own markup
    return ["".join(one.itertext()) for one in root.iter(SVG + "text")]


def box(svg, kind):
    found = marks(svg, "rect", **{"class": kind})
    return [(float(one.get("x")), float(one.get("width"))) for one in found]


def priced(name, cost, *payers, low=0.5, start=0):
    effect = Effect(low, 1.0, "R001: measured", "none")
    return Lever(name, name, "", "leave_rate_factor", (), start, 0, 400, effect, *cost, "planted", payers)


def payer(name, share, low, high, source="judgement on R001: planted"):
    return Payer(name, share, low, high, source)


FIXED = Course(
    "fixed", "Fixed", "Fixe", "", "",
    (
        priced("one", (100.0, 100.0), payer("Fund", 0.6, 0.5, 0.5), payer("State", 0.2, 1.0, 1.0)),
        priced("two", (50.0, 50.0), payer("Fund", 1.0, 1.0, 1.0)),
        priced("three", (0.0, 0.0), payer("Idle", 1.0, 1.0, 1.0)),
    ),
)  # fmt: skip
"""Over 10 days: 1000 by lever one, of which the fund pays 300 and the state 200; 500 by lever two, all from the fund."""


def paid_for(inputs):
    """The planted brief, the cash course paid for as in `FIXED`; escorts still act on a road."""
    courses = tuple(replace(c, levers=FIXED.levers) if c.id == "cash" else c for c in inputs.case.courses)
    outlooks = dict(inputs.outlooks)
    for scenario in ("persists", "eases"):
        one = outlooks[scenario, "cash"]
        drawn = costs(courses[2], np.arange(one.draws, dtype=np.uint32), one.calendar.days, one.seed)
        outlooks[scenario, "cash"] = replace(one, totals={**one.totals, **drawn})
    return replace(inputs, case=replace(inputs.case, courses=courses), outlooks=outlooks)
