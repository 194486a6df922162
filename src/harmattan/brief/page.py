"""The page: one file of HTML with everything in it and no request to anywhere."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

import harmattan
from harmattan.brief.access_page import access_context, access_section
from harmattan.brief.audience import Audience
from harmattan.brief.bundle import bundle
from harmattan.brief.cited import cited_reports, warnings_of
from harmattan.brief.figures.compare import comparison_context
from harmattan.brief.figures.page import charts_context
from harmattan.brief.figures.payers import payer_table
from harmattan.brief.figures.protect import protect_context
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judgement import judgement_of, sources_of
from harmattan.brief.known import known_corridors
from harmattan.brief.live.data import live_context, map_reports
from harmattan.brief.live.land import map_sheet
from harmattan.brief.own.tables import own_context
from harmattan.brief.since.page import since_context
from harmattan.brief.statements import statements, together
from harmattan.brief.tables.belief import control_table, corridor_table, place_table
from harmattan.brief.tables.evidence import contradiction_table, learned_summary, learned_table, moved_table
from harmattan.brief.tables.influence import influence_table
from harmattan.brief.tables.record import references, rejected_table
from harmattan.brief.tables.scored import record_context, scores_table
from harmattan.brief.tables.supply import city_table, other_ways
from harmattan.brief.tables.turn import turn_table
from harmattan.brief.wording import Wording
from harmattan.map.sheet import MapSheet
from harmattan.map.svg import draw_map
from harmattan.models.control.unknown import SURE

__all__ = ["page"]


def page(inputs: BriefInput, *, language: str, level: str = "partner") -> str:
    """Write the brief as one HTML page.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        The page.

    Raises:
        InputFaults: an unknown language or level.
        OutputError: the map of the page was not built.
    """
    words, audience = Wording(language), Audience(level)
    found = statements(inputs, level=level)
    groups = together(found)
    sheet = map_sheet(inputs, audience)
    places, corridors = sheet.places, sheet.corridors
    contradicting = contradiction_table(inputs, audience, words)
    moved = moved_table(inputs, audience, words)
    influence = influence_table(inputs, audience, words)
    scores = scores_table(inputs, audience, words)
    place_rows = place_table(inputs, places, words, coarse=audience.public)
    near = [mark for mark in corridors if mark.reports or mark.corridor.kind == "import"]
    rest = [mark for mark in corridors if mark not in near]
    corridor_rows = corridor_table(inputs, near, words, coarse=audience.public)
    control_rows = control_table(places, words)
    payers = payer_table(inputs, audience, words)
    reach = access_section(inputs, audience, words)
    linking = (contradicting, moved, influence, scores, place_rows, corridor_rows, control_rows, payers, reach.others)
    reports = cited_reports(inputs, audience, linking, found, map_reports(inputs, audience))
    return (
        _environment()
        .get_template("page")
        .render(
            w=words,
            say=words.say,
            Markup=Markup,
            version=harmattan.__version__,
            case=inputs.case,
            title=words.title(inputs.case.settings.title, inputs.case.settings.title_fr),
            inputs=inputs,
            audience=audience,
            warnings=warnings_of(inputs, words),
            **live_context(inputs, audience, words),
            **_script(),
            **own_context(inputs, audience, words),
            judgements=[judgement_of(inputs, audience, group, words) for group in groups],
            **since_context(inputs, audience, words),
            weighed=[(group[0], sources_of(group)) for group in groups],
            withheld=any(statement.count > len(statement.sources) for statement in found),
            **_pictures(sheet, words),
            sure=words.chance(SURE),
            control=control_rows,
            turns=turn_table(inputs, words),
            places=place_rows,
            corridors=corridor_rows,
            corridors_rest=corridor_table(inputs, rest, words, coarse=audience.public),
            **_fuel(inputs, audience, words),
            **charts_context(inputs, audience, words),
            **access_context(reach),
            scenario_titles=_scenario_titles(inputs, words),
            scenarios=inputs.case.scenarios,
            **comparison_context(inputs, audience, words),
            **protect_context(inputs, audience, words),
            mechanisms=_mechanisms(inputs, words),
            learned=learned_summary(inputs, audience, words),
            learned_all=learned_table(inputs, audience, words),
            moved=moved,
            influence=influence,
            contradicting=contradicting,
            **record_context(inputs, audience, words),
            rejected=rejected_table(inputs, audience, words),
            sources=references(reports, words),
            listed={report.id for report in reports},
        )
    )


def _script() -> dict[str, object]:
    """Give the script of the live map, its style, and what the page's policy names for it to run."""
    built = bundle()
    return {"script": Markup(built.script), "script_css": Markup(built.css), "script_source": Markup(built.source)}  # noqa: S704 - built from our own sources


def _fuel(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Give what each city has and each way by water, rail or air carries."""
    return {
        "cities": city_table(inputs, audience, words, focus=True),
        "cities_rest": city_table(inputs, audience, words, focus=False),
        "ways": other_ways(inputs, known_corridors(inputs, audience), words),
    }


def _pictures(sheet: MapSheet, words: Wording) -> dict[str, str]:
    """Draw both maps, each for a wide and a narrow screen; the map of control is empty where control is not held."""
    sheets = {"map": sheet}
    if any(mark.holder for mark in sheet.places):
        sheets["held"] = replace(sheet, theme="control")
    out = {"held_wide": "", "held_narrow": ""}
    for name, one in sheets.items():
        for width, ending in ((720.0, "wide"), (380.0, "narrow")):
            drawn = draw_map(one, words, width=width, name=f"{name}-{ending}")
            out[f"{name}_{ending}"] = Markup(drawn)  # noqa: S704 - tag() escapes every text
    return out


def _mechanisms(inputs: BriefInput, words: Wording) -> str:
    keys = [(name, f"mechanism.{name}") for name in inputs.case.settings.models]
    return ", ".join(words.say(key) if words.has(key) else name for name, key in keys)


def _scenario_titles(inputs: BriefInput, words: Wording) -> tuple[str, str]:
    first = inputs.scenario(inputs.reference_key[0])
    other = inputs.other_scenario
    second = inputs.scenario(other.scenario) if other is not None else first
    return words.title(first.title, first.title_fr), words.title(second.title, second.title_fr)


def _environment() -> Environment:
    """Gather the parts of the page: a template for each section, and one style sheet of all."""
    folder = files("harmattan.brief").joinpath("parts")
    entries = sorted(folder.iterdir(), key=lambda entry: (entry.name != "style.css", entry.name))
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in entries}
    sources = {name.split(".")[0]: text for name, text in texts.items() if name.endswith(".jinja")}
    sources["style"] = "".join(text for name, text in texts.items() if name.endswith(".css"))
    return Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
