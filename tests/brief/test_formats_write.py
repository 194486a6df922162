import email
from dataclasses import replace
from html import unescape

import docx
import pptx
import pytest
import xarray as xr

from brief.planted import planted
from brief.shapes import docx_text, flat, island, pdf_pages, squeezed
from brief.test_own import holding, own
from harmattan.brief.audience import Audience
from harmattan.brief.shapes.digest import digest_of
from harmattan.brief.shapes.markdown import escaped
from harmattan.brief.wording import Wording
from harmattan.brief.write import DEFAULT_FORMATS, FORMATS, check_formats, write_brief
from harmattan.errors import InputFaults

DATA = {"comparison.csv", "outlook.nc", "situation.geojson", "statements.json"}
WORDED = {
    "alert.eml", "alert.txt", "brief.docx", "brief.html", "brief.light.html", "brief.md", "brief.pdf", "brief.pptx", "tables.xlsx",
}  # fmt: skip


def test_every_format_in_both_languages_twice_the_same_bytes(tmp_path):
    first = write_brief(island(), tmp_path / "a", language="both", formats=FORMATS)
    second = write_brief(island(), tmp_path / "b", language="both", formats=FORMATS)
    french = {name.rpartition(".")[0] + ".fr." + name.rpartition(".")[2] for name in WORDED}
    assert {path.name for path in first} == DATA | WORDED | french | {"alert.cap.xml"}
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert all(path.stat().st_size for path in first)


@pytest.mark.parametrize("level", ["public", "internal"])
def test_levels_stand_in_names(tmp_path, level):
    names = {
        path.name for path in write_brief(island(), tmp_path, language="both", level=level, formats=["md", "email"])
    }
    assert names == {
        f"{name}.{level}.{ending}"
        for name, ending in (
            ("brief", "md"), ("brief.fr", "md"), ("alert", "txt"), ("alert.fr", "txt"), ("alert", "eml"), ("alert.fr", "eml"),
            ("alert.cap", "xml"), ("comparison", "csv"), ("outlook", "nc"), ("situation", "geojson"), ("statements", "json"),
        )
    }  # fmt: skip


def test_without_a_word_the_page_and_the_tables_are_written(tmp_path):
    assert DEFAULT_FORMATS == ("html", "xlsx")
    names = {path.name for path in write_brief(island(), tmp_path, language="fr")}
    assert names == DATA | {"brief.html", "brief.light.html", "tables.xlsx"}


def test_data_is_written_with_any_format(tmp_path):
    assert {path.name for path in write_brief(island(), tmp_path, language="en", formats=())} == DATA


@pytest.mark.parametrize("days", [1, 6])
def test_without_a_whole_week_ahead_every_format_is_written(tmp_path, days):
    short = planted(draws=4, days=days)
    for level in ("partner", "public"):
        write_brief(short, tmp_path, language="both", level=level, formats=FORMATS)
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        assert data.sizes["time"] == days
        assert "days_of_fuel" in data
        assert not [name for name in data.data_vars if "week" in data[name].dims], (
            "a week that is not there has no number"
        )


@pytest.mark.parametrize("title", ["\x01", "x" * 300, "mot " * 300, "a\x00b\x0b\ufffe ]]> \r\nBcc: q@q.q"])
def test_no_title_stops_a_format(tmp_path, title):
    settings = replace(island().case.settings, title=title, title_fr=title)
    inputs = replace(island(), case=replace(island().case, settings=settings))
    files = {path.name: path for path in write_brief(inputs, tmp_path, language="en", formats=FORMATS)}
    assert len(files) == len(DATA | WORDED) + 1
    kept = [docx.Document(str(files["brief.docx"])), pptx.Presentation(str(files["brief.pptx"]))]
    assert all(len(one.core_properties.title) <= 255 for one in kept)
    letter = email.message_from_bytes(files["alert.eml"].read_bytes())
    assert letter.keys() == ["Subject", "X-Unsent", "MIME-Version", "Content-Type"]


def test_no_name_of_a_place_stops_a_format(tmp_path):
    atlas = island().case.atlas
    nasty = "a\x00b\x01\ufffe\u2028"
    atlas = replace(
        atlas,
        places=tuple(replace(one, name=nasty + one.id) for one in atlas.places),
        corridors=tuple(replace(one, name=nasty + one.id) for one in atlas.corridors),
        areas=tuple(replace(one, name=nasty + one.id) for one in atlas.areas),
    )
    outlooks = {key: replace(outlook, atlas=atlas) for key, outlook in island().outlooks.items()}
    case, situation = replace(island().case, atlas=atlas), replace(island().situation, atlas=atlas)
    inputs = replace(island(), case=case, situation=situation, outlooks=outlooks)
    files = {path.name: path for path in write_brief(inputs, tmp_path, language="en", formats=FORMATS)}
    with xr.open_dataset(files["outlook.nc"]) as data:
        assert str(data["place_name"].values[0]) == "ab haute"


def test_unknown_formats_and_senders_write_nothing(tmp_path):
    with pytest.raises(InputFaults) as caught:
        write_brief(island(), tmp_path / "out", language="en", formats=["pfd", "html", "word"])
    assert next((fault.found, fault.nearest) for fault in caught.value.faults) == ("pfd", "pdf")
    assert len(caught.value.faults) == 2
    with pytest.raises(InputFaults, match="sender"):
        write_brief(island(), tmp_path / "out", language="en", formats=["email"], sender="a b")
    assert list(tmp_path.iterdir()) == []
    assert check_formats(["email", "html", "html"]) == ("html", "email")


def test_own_stocks_stand_in_internal_shapes_and_stop_all_others(tmp_path):
    held = holding(island(), own("O01", "own_fuel_stock", "haute", 7351), own("O02", "own_fuel_use", "haute", 100))
    shapes = {
        path.name: path for path in write_brief(held, tmp_path / "in", language="en", level="internal", formats=FORMATS)
    }
    sentence = digest_of(held, Audience("internal"), Wording("en")).own[0]
    assert "High Town" in sentence
    assert flat(sentence) in docx_text(shapes["brief.internal.docx"].read_bytes())
    assert squeezed(sentence) in squeezed(pdf_pages(shapes["brief.internal.pdf"].read_bytes())[0])
    assert escaped(sentence) in shapes["brief.internal.md"].read_text(encoding="utf-8")
    assert sentence in unescape(shapes["brief.light.internal.html"].read_text(encoding="utf-8"))
    for level in ("partner", "public"):
        for name in FORMATS:
            with pytest.raises(InputFaults, match="internal claims"):
                write_brief(held, tmp_path / "out", language="en", level=level, formats=[name])
    assert not (tmp_path / "out").exists()
