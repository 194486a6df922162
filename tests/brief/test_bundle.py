"""The built map: what is read of it, what it must hold to stand in a page, and what is said where it is missing."""

import gzip
import hashlib
import json
import re
from base64 import b64encode

import pytest

from harmattan.brief.bundle import FILES, Bundle, bundle, land, read_bundle, read_land
from harmattan.errors import OutputError


@pytest.fixture
def folder(tmp_path):
    shape = {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}
    countries = {"features": [{"properties": {"code": "XX"}, "geometry": shape}]}
    world = {"countries": countries, "borders": {"coordinates": [[[0, 0], [1, 1]]]}}
    for name, text in (("page.js", "let a"), ("worker.js", "let b"), ("page.css", "p{}"), ("licences.txt", "BSD")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "land.json.gz").write_bytes(gzip.compress(json.dumps(world).encode()))
    return tmp_path


def test_reads_what_was_built(folder):
    assert read_bundle(folder) == Bundle("let a", "let b", "p{}", "BSD")
    world = read_land(folder)
    assert world.countries == (("XX", [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]),)
    assert world.borders == [[[0, 0], [1, 1]]]


def test_names_the_script_as_a_policy_must():
    text = "let é = 1;\n"
    expected = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert Bundle(text, "", "", "").source == f"'sha256-{expected}'"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_with_what_to_do(folder, name):
    (folder / name).unlink()
    with pytest.raises(OutputError, match=rf"{name} is missing.*make web"):
        read_land(folder) if name == "land.json.gz" else read_bundle(folder)


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"{"), gzip.compress(b"[1]"), gzip.compress(b"{}")])
def test_broken_land_is_no_traceback(folder, content):
    (folder / "land.json.gz").write_bytes(content)
    with pytest.raises(OutputError, match="make web"):
        read_land(folder)


def test_land_cut_short_is_no_traceback(folder):
    path = folder / "land.json.gz"
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(OutputError, match="make web"):
        read_land(folder)


def test_scripts_can_stand_in_an_element_and_ask_for_nothing():
    built = bundle()
    for code in (built.script, built.worker):
        assert not re.search(r"<(/script|script|!--)", code, re.IGNORECASE)
        assert "sourceMappingURL" not in code
        assert "\r" not in code
    assert not re.search(r"(?:^|[;}\n])import[\s{*\"']", built.script[len(built.licences) :])
    assert "@import" not in built.css
    assert "url(" not in built.css


def test_notices_travel_with_the_script():
    built = bundle()
    assert built.licences in built.script
    for name in ("maplibre-gl", "world-atlas", "earcut", "Natural Earth"):
        assert name in built.licences
    assert "Copyright (c) 2023, MapLibre contributors" in built.licences


def test_the_bundle_is_small_enough_for_a_page_of_five_megabytes():
    built = bundle()
    assert len(built.script) + len(built.worker) + len(built.css) < 2_000_000


def test_land_is_whole_with_closed_rings_and_three_decimals():
    world = land()
    codes = [code for code, _ in world.countries]
    assert len(set(codes)) > 230
    assert all(re.fullmatch(r"[A-Z]{2}|", code) for code in codes)
    rings = [ring for _, polygons in world.countries for polygon in polygons for ring in polygon]
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
    points = [point for ring in rings for point in ring]
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)
    assert all(round(lon, 3) == lon and round(lat, 3) == lat for lon, lat in points)
    assert all(len(line) >= 2 for line in world.borders)
