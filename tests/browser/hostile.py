"""The planted brief with scripts in every text that a report, an atlas or a choice brings in."""

from __future__ import annotations

from dataclasses import replace

from harmattan.brief.inputs import BriefInput
from harmattan.world.report import Report, Reports

LINKS = (
    "javascript:window.harmed='link'",
    " JavaScript:window.harmed='link'",
    "java\tscript:window.harmed='link'",
    "data:text/html,<script>window.harmed='data'</script>",
    "https://example.org/\"onmouseover=\"window.harmed='quote'\"><script>window.harmed='quote'</script>",
    "//example.org/<script>window.harmed='host'</script>",
)


def evil(where: str) -> str:
    """A text that runs if it ends the element, the attribute, the text of a script or the comment that it stands in."""
    harm = f"window.harmed='{where}'"
    return (
        f"{where} --></title></style></textarea></script><script>{harm}</script>"
        f'<img src="http://127.0.0.1:9/{where}" onerror="{harm}">\'"onmouseover="{harm}" x=\'<svg onload="{harm}">'
    )


def _report(row: int, report: Report) -> Report:
    texts = {name: evil(name) for name in ("value", "unit", "place_text", "note", "source_type")}
    return replace(report, **texts, source_url=LINKS[row % len(LINKS)])


def _titled(one, **more):
    return replace(one, title=evil(one.id), title_fr=evil(one.id), **more)


def _named(ones):
    return tuple(replace(one, name=evil(one.id), name_fr=evil(one.id)) for one in ones)


def hostile(inputs: BriefInput) -> BriefInput:
    """Put a script into every text of the inputs that somebody else writes."""
    case, told = inputs.case, {"description": evil("told"), "description_fr": evil("told")}
    atlas = replace(
        case.atlas,
        places=_named(case.atlas.places),
        corridors=_named(case.atlas.corridors),
        areas=_named(case.atlas.areas),
    )
    effect = {"source": evil("effect"), "dispute": evil("dispute")}
    reports = Reports(
        tuple(_report(row, report) for row, report in enumerate(inputs.reports.rows)),
        tuple(replace(one, text=evil("rejected"), reason=evil("reason")) for one in inputs.reports.rejected),
    )
    case = replace(
        case,
        atlas=atlas,
        reports=reports,
        settings=replace(case.settings, title=evil("title"), title_fr=evil("title")),
        scenarios=tuple(_titled(one, **told) for one in case.scenarios),
        courses=tuple(
            _titled(
                one,
                **told,
                levers=tuple(
                    _titled(lever, effect=replace(lever.effect, **effect), cost_source=evil("cost"))
                    for lever in one.levers
                ),
            )
            for one in case.courses
        ),
    )
    learned = tuple(replace(one, source=evil("learned")) for one in inputs.situation.learned)
    situation = replace(inputs.situation, atlas=atlas, learned=learned, warnings=(evil("warning"),))
    outlooks = {key: replace(outlook, atlas=atlas) for key, outlook in inputs.outlooks.items()}
    return replace(inputs, case=case, reports=reports, situation=situation, outlooks=outlooks)
