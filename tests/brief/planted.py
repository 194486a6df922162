"""A planted brief: two invented island countries in an empty ocean, with draws made up by a fixed generator."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np

from harmattan.brief.inputs import BriefInput
from harmattan.compare import compare
from harmattan.world.atlas import Area, Atlas, Corridor, FuelUse, Place, Route
from harmattan.world.calendar import Calendar
from harmattan.world.case import Case, EvidenceSettings, Settings
from harmattan.world.choice import Course, Effect, Lever, Path, Scenario
from harmattan.world.outlook import Comparison, Outlook, Score, Scorecard
from harmattan.world.report import Rejected, Report, Reports
from harmattan.world.situation import Learned, Moved, Situation
from harmattan.world.vocabulary import variables

AS_OF = date(2031, 3, 31)
EVIL = "<script>alert('x')</script>"


def island_atlas() -> Atlas:
    def place(name, title, area, country, lat, lon, kind, people=0, capacity=float("nan"), fr=""):
        return Place(name, title, area, country, lat, lon, kind, people, capacity, 0, fr, (), "planted")

    places = (
        place("haute", "High Town", "centre", "XA", -35.2, -15.5, "city", 1_900_000, fr="Haute-Ville"),
        place("mara", "Mara", "east", "XA", -34.0, -12.9, "city", 320_000),
        place("sablon", "Sablon", "east", "XA", -36.7, -12.5, "town", 90_000),
        place("roche", "Roche", "centre", "XA", -33.5, -16.6, "town", 60_000),
        place("passe", "La Passe", "centre", "XA", -36.3, -18.0, "crossing"),
        place("halte", "Halte", "centre", "XA", -36.25, -17.9, "town", 4_000),
        place("anse", "Port Anse", "west", "XB", -37.6, -20.4, "port"),
        place("brume", "Cape Brume", "west", "XB", -33.0, -20.6, "port", fr="Cap Brume"),
        place("tentes", "Tentes", "south", "XB", -38.0, -16.2, "camp", 0, 40_000.0),
        place("tamar", "Tamar", "east", "XA", -35.0, -11.2, "camp"),
        place("filon", "Filon pit", "east", "XA", -36.0, -12.0, "mine"),
        place("veine", "Veine pit", "east", "XA", -36.2, -13.0, "mine"),
        place("seule", "Seule pit", "centre", "XA", -34.4, -16.0, "mine"),
    )

    def route(name, a, b, km):
        return Route(name, a, b, km, "primary", "paved", km / 400, "planted")

    routes = (
        route("r1", "anse", "passe", 260.0),
        route("r2", "passe", "halte", 10.0),
        route("r3", "halte", "haute", 250.0),
        route("r4", "brume", "roche", 370.0),
        route("r5", "roche", "haute", 215.0),
        route("r6", "haute", "mara", 270.0),
        route("r7", "haute", "sablon", 320.0),
        route("r8", "passe", "tentes", 245.0),
        route("r9", "mara", "tamar", 190.0),
    )
    corridors = (
        Corridor("south-road", "South Road", "import", ("anse", "passe", "halte", "haute"), 0.6, 5, 90, "Route du Sud"),
        Corridor("north-road", "North Road", "import", ("brume", "roche", "haute"), 0.3, 6, 60, "Route du Nord"),
        Corridor("east-road", "East Road", "distribution", ("haute", "mara"), 1.0, 2, 40, "Route de l'Est"),
        Corridor("sablon-track", "Sablon Track", "distribution", ("haute", "sablon"), 1.0, 3, 20, "Piste de Sablon"),
    )
    areas = (
        Area("centre", "Centre", "XA", -35.0, -16.0, ("east", "west"), "XA01"),
        Area("east", "East", "XA", -35.2, -12.4, ("centre",), "XA02", "Est"),
        Area("west", "West", "XB", -35.4, -20.2, ("centre",), "XB01", "Ouest"),
        Area("south", "South", "XB", -38.0, -16.4, ("centre",), "XB02", "Sud"),
    )
    fuel = (
        FuelUse("haute", 0.7, 0.3, 20, "planted"),
        FuelUse("mara", 0.15, 0.2, 15, "planted"),
        FuelUse("sablon", 0.05, 0.2, 15, "planted"),
        FuelUse("roche", 0.04, 0.1, 10, "planted"),
    )
    return Atlas(places, routes, corridors, areas, fuel, ("fuel",), _outlines())


def _outlines():
    def blob(lat, lon, tall, wide, seed):
        rng = np.random.default_rng(seed)
        angles = np.linspace(0, 2 * np.pi, 40)
        wobble = 1 + 0.16 * np.sin(2 * angles + rng.uniform(0, 6)) + 0.07 * np.sin(5 * angles + rng.uniform(0, 6))
        ring = [(lat + tall * w * np.sin(a), lon + wide * w * np.cos(a)) for a, w in zip(angles, wobble, strict=True)]
        return tuple((float(a), float(b)) for a, b in [*ring[:-1], ring[0]])

    return (
        ("XA", blob(-35.2, -14.6, 2.4, 3.9, 3)),
        ("XB west", blob(-35.4, -20.4, 2.9, 1.3, 5)),
        ("XB south", blob(-38.2, -16.2, 0.6, 1.6, 6)),
    )


def planted_reports() -> Reports:
    def report(name, file, metric, value, unit, best, days, where="", place="", corridor="", **more):
        first, last = days if isinstance(days, tuple) else (days, days)
        low, high = more.pop("low", best), more.pop("high", best)
        known = more.pop("known", last + timedelta(days=3))
        return Report(
            name,
            f"evidence/{file}.csv",
            int(name[1:]) + 1,
            metric,
            value,
            unit,
            low,
            best,
            high,
            "exact",
            first,
            last,
            where,
            place,
            corridor,
            "",
            more.pop("note", "planted"),
            more.pop("url", f"https://example.org/{name}"),
            last.isoformat(),
            more.pop("confidence", "medium"),
            known,
            "press or institution",
            more.pop("background", False),
        )

    d = date
    rows = [
        report(
            "F001", "fuel", "tankers_received", "310", "tankers", 310, (d(2031, 1, 6), d(2031, 1, 12)), "the island"
        ),
        report(
            "F002",
            "fuel",
            "tankers_received",
            "about 260",
            "tankers",
            260,
            (d(2031, 1, 27), d(2031, 2, 2)),
            "the island",
            low=230,
            high=290,
        ),
        report(
            "F003",
            "fuel",
            "tankers_per_week",
            "150 to 220",
            "tankers/week",
            185,
            (d(2031, 3, 3), d(2031, 3, 9)),
            "the island",
            low=150,
            high=220,
        ),
        report(
            "F004",
            "fuel",
            "tankers_received",
            "410",
            "tankers",
            410,
            (d(2031, 1, 6), d(2031, 1, 12)),
            "the island",
            confidence="low",
        ),
        report("F005", "fuel", "stock_days", "<5", "days", 4, d(2031, 3, 20), "High Town", "haute", low=0, high=5),
        report(
            "F006",
            "fuel",
            "street_price",
            EVIL,
            "francs",
            900,
            d(2031, 3, 21),
            "High Town",
            "haute",
            note=f"a note with {EVIL}",
            url=f"javascript:{EVIL}",
        ),
        report(
            "I001",
            "incidents",
            "convoy_attack",
            "40 tankers",
            "tanker",
            40,
            d(2031, 2, 14),
            "South Road",
            "",
            "south-road",
            confidence="high",
        ),
        report(
            "I002",
            "incidents",
            "convoy_attack",
            "6 tankers",
            "tanker",
            6,
            d(2031, 3, 12),
            "near Halte",
            "halte",
            "south-road",
        ),
        report("I003", "incidents", "blockade_declared", "1", "", 1, d(2031, 1, 20), "Sablon", "sablon"),
        report("I004", "incidents", "agreement", "1", "", 1, d(2031, 2, 20), "Roche", "roche", note="market reopens"),
        report(
            "D001",
            "displacement",
            "camp population",
            "52,000",
            "people",
            52_000,
            d(2031, 3, 15),
            "Tentes",
            "tentes",
            confidence="high",
        ),
        report(
            "D002",
            "displacement",
            "new arrivals",
            "1,400",
            "people",
            1_400,
            (d(2031, 3, 1), d(2031, 3, 7)),
            "La Passe",
            "passe",
        ),
        report("I005", "incidents", "base_attack", "1", "", 1, d(2031, 3, 22), "Mara", "mara", confidence="high"),
        report("I006", "incidents", "base_attack", "1", "", 1, d(2031, 3, 25), "Mara", "mara", confidence="high"),
        report(
            "I007", "incidents", "convoy_arrival", "1", "", 1, d(2031, 3, 26), "High Town", "haute", confidence="high"
        ),
        report("I008", "incidents", "airstrike", "1", "", 1, d(2031, 3, 26), "Sablon", "sablon", confidence="high"),
        report("P001", "precedents", "coup", "1", "", 1, d(2027, 3, 26), "elsewhere", background=True),
        report(
            "R001", "responses", "escort losses", "30 % fewer", "%", 30, d(2029, 5, 1), "elsewhere", background=True
        ),
    ]
    rejected = (
        Rejected("evidence/fuel.csv", 9, "F007", f"a truckload {EVIL}", "no number could be read"),
        Rejected("evidence/incidents.csv", 12, "I011", "somewhere in the east", "no place of the atlas fits"),
    )
    return Reports(tuple(rows), rejected)


def planted_case(reports: Reports) -> Case:
    names = (field.name for field in fields(EvidenceSettings) if field.name != "source")
    trusted = {"trust_high": 0.97, "trust_medium": 0.85, "trust_low": 0.6}
    evidence = EvidenceSettings(**{**dict.fromkeys(names, 0.5), **trusted}, source="planted")
    settings = Settings(
        "Fuel blockade of the Salt Islands",
        "Blocus du carburant aux îles du Sel",
        "XA",
        date(2030, 10, 1),
        AS_OF,
        90,
        200,
        7,
        "en",
        ("fuel",),
        ("haute", "mara", "sablon"),
        ("violence", "control", "supply", "blockade", "economy", "displacement", "polity"),
        {},
        evidence,
    )
    scenarios = (
        Scenario(
            "persists",
            "The blockade persists",
            "Le blocus persiste",
            "Attacks go on as in the last weeks.",
            "Les attaques continuent comme ces dernières semaines.",
            (),
        ),
        Scenario(
            "eases",
            "The blockade eases",
            "Le blocus s'allège",
            "A truce halves the attacks from the first day.",
            "Une trêve divise les attaques par deux dès le premier jour.",
            (Path("ambush_rate_factor", (), 0.5, None, None, "judgement"),),
        ),
    )
    lever = Lever(
        "escort",
        "Escorts on the South Road",
        "Escortes sur la Route du Sud",
        "ambush_loss_factor",
        ("south-road",),
        7,
        14,
        60,
        Effect(0.5, 1.1, "R001; judgement", "Two studies find no effect"),
        20_000,
        60_000,
        "judgement",
    )
    aid = Lever(
        "cash",
        "Cash for Sablon",
        "Aide en espèces à Sablon",
        "leave_rate_factor",
        ("sablon",),
        0,
        20,
        90,
        Effect(0.7, 1.0, "judgement", "No trial in a siege"),
        5_000,
        9_000,
        "judgement",
    )
    courses = (
        Course("nothing-new", "Nothing new", "Rien de nouveau", "", "", ()),
        Course("escorts", "Escorts", "Escortes", "Army escorts on the busiest road.", "Escortes de l'armée.", (lever,)),
        Course(
            "cash",
            "Cash aid",
            "Aide en espèces",
            "Cash to besieged households.",
            "Espèces aux ménages assiégés.",
            (aid,),
        ),
    )
    return Case("islands", settings, island_atlas(), (), reports, scenarios, courses)


_SCALE = {
    "tankers_arrived": [19, 9, 5, 0.6],
    "tankers_dispatched": [22, 10, 5, 0.8],
    "tankers_lost": [1.1, 0.2, 0.05, 0.1],
    "ambushes": [0.09, 0.03, 0.01, 0.02],
    "ambush_rate": [0.1, 0.03, 0.01, 0.02],
    "carrier_willingness": [0.3, 0.6, 0.7, 0.2],
    "tankers_waiting": [30, 10, 3, 3],
    "days_of_fuel": [6.5, 9.5, 1.6, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "siege": [0, 0, 0.93, 0.34, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "displaced": [30e3, 14e3, 9e3, 300, 0, 0, 0, 0, 52e3, 8e3, 0, 0, 0],
    "arrived": [60, 25, 10, 2, 190, 0, 0, 0, 260, 40, 0, 0, 0],
    "left": [200, 30, 180, 12, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    "residents": [1.9e6, 320e3, 90e3, 60e3, 0, 4e3, 0, 0, 0, 0, 0, 0, 0],
    "power_hours": [9, 14, 3, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "attacks": [0.05, 0.3, 0.01, 0.2],
    "violent_deaths": [0.2, 1.4, 0.05, 0.9],
    "state_harm": [0.02, 0.3, 0, 0],
    "mine_output": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.8, 0.6, 0.95],
    "mine_attacks": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.004, 0.002, 0.006],
    "kidnappings": [0.03, 0],
    "armed_group_income": [9e4, 0],
    "state_revenue_lost": [6e5, 0],
    "pressure": [0.4, 0],
    "displaced_in_area": [30e3, 31e3, 0, 52e3],
    "set_out": [2, 40, 12, 3, 90, 0.5],
}


_SHARES = {
    "control": [
        (0.92, 0.0, 0.08, 0.0), (0.2, 0.02, 0.7, 0.08), (0.1, 0.05, 0.15, 0.7), (0.1, 0.8, 0.1, 0.0), (0.7, 0.0, 0.3, 0.0),
        (0.5, 0.1, 0.3, 0.1), *[(1.0, 0.0, 0.0, 0.0)] * 4, *[(0.6, 0.0, 0.3, 0.1)] * 3,
    ],
    "corridor_state": [(0.05, 0.1, 0.7, 0.15), (0.1, 0.62, 0.2, 0.08), (0.4, 0.3, 0.2, 0.1), (0.02, 0.05, 0.1, 0.83)],
}  # fmt: skip
_LASTING = {"government_fallen": 0.002, "national_talks": 0.004, "national_deal": 0.0005, "blockade_lifted": 0.003}
_ONCE = {"place_taken": 0.0003, "city_taken": 0.0002, "pact_signed": 0.0006}


def _levels(name, shares, days, draws, seed):
    """One level per draw that stays; of corridors past days are open until the last hundred."""
    rng = np.random.default_rng([seed, len(name)])
    tops = np.cumsum(shares, axis=1)
    levels = (rng.uniform(size=(draws, 1, len(shares)))[..., None] > tops).sum(axis=3)
    out = np.repeat(np.minimum(levels, 3), days, axis=1)
    if name == "corridor_state" and days > 120:
        out[:, :-100] = 0
    return out.astype(np.float32)


def _happenings(name, size, days, draws, seed, factor):
    rng = np.random.default_rng([seed, len(name), 7])
    rate = {**_LASTING, **_ONCE}[name] * factor
    struck = rng.uniform(size=(draws, days, size)) < rate
    struck[:, :, 1:] &= name in _ONCE
    return (np.maximum.accumulate(struck, axis=1) if name in _LASTING else struck).astype(np.float32)


def _paths(name, size, days, draws, seed, level=1.0):
    """Draws that wander: a common factor per draw times a slow wave and daily noise."""
    rng = np.random.default_rng([seed, sum(map(ord, name))])
    scale = np.asarray(_SCALE.get(name, [1.0] * size), dtype=np.float64)
    steps = rng.normal(0, 0.045, (draws, days, size)).cumsum(axis=1)
    noise = (
        rng.gamma(2.0, 0.5, (draws, days, size)) if variables()[name].role == "flow" and name != "days_of_fuel" else 1.0
    )
    values = level * scale * np.exp(steps) * noise
    if name == "siege":
        values = np.repeat((rng.uniform(size=(draws, 1, size)) < scale).astype(np.float64), days, axis=1)
    known = variables()[name]
    return np.clip(values, known.low, known.high).astype(np.float32)


def _recorded(atlas, days, draws, seed, level):
    out = {}
    for name, known in variables().items():
        if name in _SHARES:
            out[name] = _levels(name, _SHARES[name], days, draws, 3)
        elif known.recorded and name in {**_LASTING, **_ONCE}:
            ahead = 0.0 if days > 120 else 1.0
            out[name] = _happenings(name, atlas.sizes[known.dims[1]], days, draws, seed, ahead)
        elif known.recorded:
            grow = level if name in ("tankers_arrived", "days_of_fuel", "fuel_stock_total") else 1.0
            out[name] = _paths(name, atlas.sizes[known.dims[1]], days, draws, seed, grow)
    camp = atlas.place_index["tentes"]
    out["displaced"] = out["displaced"] + out["arrived"].cumsum(axis=1) * 0.5
    short = np.zeros_like(out["displaced"])
    short[:, :, camp] = np.maximum(out["displaced"][:, :, camp] - 40_000, 0)
    out["capacity_shortfall"] = short
    return out


def planted(*, draws: int = 200, ess: float = 412.0, days: int = 90) -> BriefInput:
    reports = planted_reports().known_on(AS_OF)
    case = planted_case(planted_reports())
    atlas = case.atlas
    past_days = 182
    history = _recorded(atlas, past_days, draws, 1, 1.0)
    fall = np.linspace(2.4, 0.8, past_days, dtype=np.float32)[None, :, None]
    for name in ("tankers_arrived", "days_of_fuel"):
        history[name] = history[name] * fall
    rng = np.random.default_rng(4)
    values = {
        name: history[name][:, -1].astype(np.float64) for name in ("siege", "displaced", "residents", "ambush_rate")
    }
    values["national_fuel_need"] = rng.lognormal(np.log(2.6e6), 0.2, draws)
    values["litres_per_tanker"] = rng.lognormal(np.log(45_000), 0.05, draws)
    values["control"] = history["control"][:, -1].astype(np.float64)
    learned = (
        Learned("fall_rate", "", (1e-4, 4e-4, 1e-3), (1e-4, 4e-4, 1e-3), False, "P001; judgement"),
        Learned("control_origin_lost", "roche", (0.1, 0.3, 0.6), (0.2, 0.6, 0.9), True, "judgement"),
        Learned("control_origin_lost", "filon", (0.1, 0.3, 0.6), (0.1, 0.3, 0.6), False, "judgement"),
        Learned("national_fuel_need", "", (1.5e6, 2.6e6, 4.5e6), (2.0e6, 2.5e6, 3.1e6), True, "F001; F002"),
        Learned("ambush_rate_typical", "south-road", (0.02, 0.08, 0.3), (0.05, 0.1, 0.19), True, "I001"),
        Learned("willingness_half_life", "", (5.0, 14.0, 40.0), (5.1, 14.3, 39.0), False, "judgement: no study"),
        Learned("origin_stock_days", "haute", (4.0, 9.0, 20.0), (4.5, 9.1, 18.5), False, "F005"),
    )
    moved = (
        Moved("F001", 180.0, 290.0, 420.0, 310.0, 2.1),
        Moved("F003", 120.0, 190.0, 300.0, 185.0, 1.7),
        Moved("D001", 40_000.0, 55_000.0, 70_000.0, 52_000.0, 1.2),
        Moved("F005", 2.0, 6.0, 11.0, 4.0, 0.4),
        Moved("F004", 180.0, 290.0, 420.0, 410.0, -0.6),
    )
    situation = Situation(
        AS_OF,
        atlas,
        values,
        ess,
        tuple(r.id for r in reports if not r.background),
        learned,
        moved,
        history,
        AS_OF - timedelta(days=past_days - 1),
        (),
    )
    calendar = Calendar(AS_OF + timedelta(days=1), days)
    outlooks = {}
    for scenario, level in (("persists", 0.75), ("eases", 1.35)):
        for course, shift in (("nothing-new", 1.0), ("escorts", 1.06), ("cash", 1.0)):
            recorded = _recorded(atlas, days, draws, 2, level * shift)
            totals = {
                "people_days_short": 2e7 / level / shift * np.exp(rng_for(scenario).normal(0, 0.4, draws)),
                "tankers_lost": recorded["tankers_lost"].sum(axis=(1, 2), dtype=np.float64),
                "left_home": recorded["left"].sum(axis=(1, 2), dtype=np.float64) * (0.9 if course == "cash" else 1.0),
                "crossed_border": recorded["arrived"][:, :, 8].sum(axis=1, dtype=np.float64),
                "capacity_shortfall_peak": recorded["capacity_shortfall"].sum(axis=2).max(axis=1).astype(np.float64),
                "days_capital_dry": (recorded["days_of_fuel"][:, :, 0] < 3).sum(axis=1).astype(np.float64),
                "power_hours_lost": 3e8 / level / shift * np.exp(rng_for(scenario).normal(0, 0.3, draws)),
                "displaced_inside": recorded["arrived"][:, :, :4].sum(axis=(1, 2), dtype=np.float64),
                "violent_deaths": recorded["violent_deaths"][:, :, :2].sum(axis=(1, 2), dtype=np.float64),
                "state_harm": recorded["state_harm"].sum(axis=(1, 2), dtype=np.float64) * shift,
                "pacts_signed": recorded["pact_signed"].sum(axis=(1, 2), dtype=np.float64),
                "government_falls": _ever(recorded["government_fallen"][:, :, 0]),
                "blockade_lifted": _ever(recorded["blockade_lifted"][:, :, 0]),
                "city_taken": _ever(recorded["city_taken"].any(axis=2)),
                "cost_without_payer_usd": np.full(draws, 0.0)
                if course == "nothing-new"
                else np.linspace(2e5, 9e5, draws),
                "cost_usd": np.full(draws, 0.0) if course == "nothing-new" else np.linspace(1.2e6, 3.6e6, draws),
            }
            outlooks[scenario, course] = Outlook(atlas, calendar, scenario, course, 7, recorded, totals)
    return BriefInput(case, AS_OF, reports, situation, outlooks, planted_comparison(case, outlooks), None)


def rng_for(name):
    return np.random.default_rng(len(name))


def _ever(happened):
    return happened.any(axis=1).astype(np.float64)


def planted_comparison(case, outlooks) -> Comparison:
    """What `compare` says, with a preference and a judgement set by hand."""
    made = compare(outlooks, case.courses, as_of=AS_OF)
    rows = tuple(
        replace(
            row,
            preferred="cash" if (row.outcome, row.course) == ("left_home", "cash") else "",
            judgement_only=row.course == "escorts",
        )
        for row in made.differences
    )
    return replace(made, differences=rows)


def with_scores(inputs: BriefInput) -> BriefInput:
    scores = (
        Score(date(2031, 1, 31), "F003", "tankers_arrived", "tanker/week", 140, 210, 300, 185, 14.0, True, 31.0, 170.0),
        Score(
            date(2031, 1, 31),
            "D001",
            "displaced",
            "person",
            30_000,
            41_000,
            50_000,
            52_000,
            4_100.0,
            False,
            6_000.0,
            9_000.0,
        ),
    )
    return replace(inputs, scorecard=Scorecard("islands", (date(2031, 1, 31),), scores, (("F005", "no quantity"),)))


def with_warning(inputs: BriefInput) -> BriefInput:
    situation = replace(
        inputs.situation, effective_sample_size=41.0, warnings=("Report F004 is far from what any draw expects.",)
    )
    return replace(inputs, situation=situation)
