"""The page in a real browser: Chromium from the system's packages, without network."""

import os
import shutil
import struct
import subprocess
import zlib
from collections import Counter

import pytest

from brief.planted import EVIL, planted, with_scores, with_warning
from harmattan.brief.page import page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


@pytest.fixture(scope="module")
def browser():
    if not os.access(CHROMIUM, os.X_OK):
        reason = "chromium is not installed: apt-get install chromium fonts-dejavu"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    inputs = with_scores(with_warning(planted(draws=60)))
    out = {}
    for language in ("en", "fr"):
        out[language] = folder / f"{language}.html"
        out[language].write_text(page(inputs, language=language), encoding="utf-8")
    return out


def run(browser, tmp_path, path, *options):
    command = [browser, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *options, path.as_uri()]
    return subprocess.run(command, capture_output=True, timeout=120, check=True)  # noqa: S603 - our own options


def pixels(path):
    """Read an 8-bit PNG without interlacing, as browsers write it: width, height and the colour of each pixel of each row."""
    raw = path.read_bytes()
    at, data, head = 8, b"", b""
    while at < len(raw):
        (size,) = struct.unpack(">I", raw[at : at + 4])
        kind, body = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + size]
        head = body if kind == b"IHDR" else head
        data += body if kind == b"IDAT" else b""
        at += 12 + size
    width, height, _, colour = struct.unpack(">IIBB", head[:10])
    deep = {2: 3, 6: 4}[colour]
    flat, stride = zlib.decompress(data), width * deep
    rows, above = [], bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        row = unfilter(flat[start], bytearray(flat[start + 1 : start + 1 + stride]), above, deep)
        rows.append([tuple(row[x : x + 3]) for x in range(0, stride, deep)])
        above = row
    return width, height, rows


def unfilter(kind, row, above, deep):
    for i, value in enumerate(row):
        left = row[i - deep] if i >= deep else 0
        up = above[i]
        corner = above[i - deep] if i >= deep else 0
        if kind == 4:
            guess = left + up - corner
            nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
        else:
            nearest = (0, left, up, (left + up) // 2)[kind]
        row[i] = (value + nearest) & 255
    return row


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_stands_whole_in_the_browser(browser, pages, tmp_path, language):
    dom = run(browser, tmp_path, pages[language], "--dump-dom").stdout.decode("utf-8")
    assert f'<html lang="{language}">' in dom
    assert dom.count("<svg") == 9
    assert 'id="r-F001"' in dom
    assert "<script" not in dom
    assert EVIL.replace("<", "&lt;").replace(">", "&gt;") in dom


@pytest.mark.parametrize(("language", "width"), [("en", 1100), ("fr", 1100), ("en", 500)])
def test_first_screen_is_drawn(browser, pages, tmp_path, language, width):
    shot = tmp_path / "shot.png"
    run(browser, tmp_path, pages[language], f"--window-size={width},900", f"--screenshot={shot}")
    wide, high, rows = pixels(shot)
    assert (wide, high) == (width, 900)
    colours = Counter(colour for row in rows[::3] for colour in row[::3])
    total = sum(colours.values())
    assert colours.most_common(1)[0][1] < 0.97 * total
    red = sum(n for (r, g, b), n in colours.items() if r > 120 and g < 60 and b < 60)
    blue = sum(n for (r, g, b), n in colours.items() if r < 70 and 60 < g < 120 and b > 90)
    assert red > 20, "the warning box or the stamp is missing"
    assert blue > 20, "the figures of the judgements are missing"


def test_nothing_stands_wider_than_a_phone(browser, pages, tmp_path):
    probe = tmp_path / "probe.html"
    html = pages["fr"].read_text(encoding="utf-8")
    policy = html[html.index('<meta http-equiv="Content-Security-Policy"') :].split(">", 1)[0] + ">"
    script = (
        "<script>document.title = document.documentElement.scrollWidth - document.documentElement.clientWidth</script>"
    )
    probe.write_text(html.replace(policy, "").replace("</body>", script + "</body>"), encoding="utf-8")
    dom = run(browser, tmp_path, probe, "--window-size=500,900", "--dump-dom").stdout.decode("utf-8")
    assert "<title>0</title>" in dom


def test_policy_stops_a_script_that_slipped_in(browser, pages, tmp_path):
    probe = tmp_path / "probe.html"
    html = pages["en"].read_text(encoding="utf-8")
    probe.write_text(html.replace("</body>", "<script>document.title = 'ran'</script></body>"), encoding="utf-8")
    dom = run(browser, tmp_path, probe, "--dump-dom").stdout.decode("utf-8")
    assert "<title>ran</title>" not in dom


def test_prints_to_paper(browser, pages, tmp_path):
    paper = tmp_path / "brief.pdf"
    run(browser, tmp_path, pages["en"], f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert paper.read_bytes().startswith(b"%PDF")
    assert paper.stat().st_size > 20_000
