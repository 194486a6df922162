"""The walk of a Monday: every command of its page is run, in order, and the files hold what the page says they hold."""

from __future__ import annotations

import contextlib
import csv
import email
import html
import json
import re
import shlex
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest
from typer.testing import CliRunner

from harmattan import cli_add
from harmattan.cli import app
from harmattan.observe.casefolder import check_case

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "guide" / "monday.md").read_text(encoding="utf-8")
BLOCKS = [block.splitlines() for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)]
ENDS = {"add my-mali friday.csv --dry-run --yes": 3, "add my-mali friday.csv": 3}
"""Exit codes that are not 0: rows were set aside."""

FEW = {"brief": ["--draws", "20", "--horizon", "21"], "issue": ["--draws", "20", "--horizon", "21"]}
"""Put behind these verbs, so that the walk takes seconds."""

ADDED = ("F208", "I143", "I144", "D083")
OUT = Path("out/my-mali-2026-04-06")
INSIDE = Path("out/internal/my-mali-2026-04-06")
OWN = ("31.47", "31,47", "31,470", "31 470", "31\u202f470", "31\u00a0470", "OWN0", "Stock sheet", "own_fuel")
"""Ways in which the own stock could be told; a number of four figures, which no median is ever printed with."""


def commands() -> list[str]:
    return re.findall(r"^    ((?:harmattan|cp) .*)$", PAGE, re.MULTILINE)


def run(command: str) -> str:
    """Run one line of the page and return what it printed."""
    verb, *words = shlex.split(command)
    if verb == "cp":
        *files, target = words
        for file in files:
            shutil.copy(DOCS.parent / file, target)
        return ""
    told = " ".join(words)
    typed = "s\ny\n" if told == "add my-mali friday.csv" else "y\n"
    result = CliRunner().invoke(app, [*words, *FEW.get(words[0], [])], input=typed)
    assert result.exit_code == ENDS.get(told, 0), f"{command}\n{result.stdout}\n{result.stderr}"
    after(told)
    return result.stdout.replace("\u00a0", " ")


def after(told: str) -> None:
    """Do what the page asks of the reader by hand, and look at what stands there."""
    case = Path("my-mali")
    if told.startswith("case new"):
        # The past is what takes time: the same case, begun later.
        text = (case / "case.toml").read_text(encoding="utf-8")
        short = re.sub(r"(?m)^first_day = \S+", "first_day = 2026-03-10", text)
        (case / "case.toml").write_text(short, encoding="utf-8")
    elif "--dry-run" in told:
        assert "Practice radio" not in (case / "evidence" / "fuel.csv").read_text(encoding="utf-8")
    elif told == "add my-mali friday.csv":
        aside = Path("friday.questions.csv")
        [row] = csv.DictReader(aside.read_text(encoding="utf-8-sig").splitlines())
        assert (row["What"], row["Where"], row["When"]) == ("Power", "Bamako", "3/4/2026")
        assert "which is the day" in row["Reason"]
        text = aside.read_text(encoding="utf-8")
        assert text.count("3/4/2026") == 2, "the cell and the reason"
        aside.write_text(text.replace("3/4/2026", "2026-04-03", 1), encoding="utf-8")
    elif told.startswith("add"):
        assert check_case(case) == ()


def section(file: str, name: str, folder: Path = OUT) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', (folder / file).read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{file} has no section {name}"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def texts(path: Path) -> str:
    """Everything a file says, packed files unpacked; the script of the map, which is the same in every page, left out."""
    if path.suffix in (".xlsx", ".docx", ".pptx"):
        with zipfile.ZipFile(path) as packed:
            return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if path.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix == ".eml":
        parts = email.message_from_bytes(path.read_bytes()).walk()
        return "".join((part.get_payload(decode=True) or b"").decode("utf-8", "replace") for part in parts)
    text = path.read_bytes().decode("utf-8", "replace")
    text = re.sub(r'<script (?:type="module"|type="text/plain").*?</script>|<svg.*?</svg>', "", text, flags=re.DOTALL)
    return html.unescape(text)


def test_the_reports_of_the_page_are_marked_as_invented() -> None:
    for name, many in (("friday.csv", 5), ("own.csv", 2)):
        rows = list(csv.DictReader((DOCS / "guide" / "monday" / name).read_text(encoding="utf-8").splitlines()))
        assert len(rows) == many
        assert all(re.match("Invent(ed for practice|é pour l'exercice)", row["Note"]) for row in rows)
        assert all("(invent" in row["Source"] for row in rows)


def test_the_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_add, "at_terminal", lambda: True)
    lines = commands()
    assert [line.split()[1] for line in lines if line.startswith("harmattan")] == [
        "case", "add", "add", "add", "add", "brief", "brief", "brief", "issue", "brief",
    ]  # fmt: skip
    with contextlib.chdir(tmp_path):
        printed = {line: run(line) for line in lines}
        adds_what_the_page_shows(printed)
        names_the_new_reports()
        says_so_in_french()
        sends_an_alert()
        keeps_what_is_internal_inside()
        compares_with_the_monday_before()


def adds_what_the_page_shows(printed: dict[str, str]) -> None:
    added = printed["harmattan add my-mali friday.csv"]
    for line in (line for block in BLOCKS for line in block):
        assert line in added, line
    assert "900 or more" in added
    assert all(name in BLOCKS[1][0] for name in ADDED)
    assert "nothing was written" in printed["harmattan add my-mali friday.csv --dry-run --yes"]
    assert "added: F209" in printed["harmattan add my-mali friday.questions.csv"]
    assert "yours alone; internal briefs only" in printed["harmattan add my-mali own.csv"]


def names_the_new_reports() -> None:
    told = section("brief.html", "since")
    assert "What changed since 31 March 2026" in told
    assert "since: 5," in told
    assert all(name in told for name in ADDED)
    assert re.search(r"Diafarabe: [^.]*before: probably besieged[^.]*\. Moved by I144", told)
    assert section("brief.html", "record")
    whole = json.loads((OUT / "statements.json").read_text(encoding="utf-8"))
    assert {*ADDED, "F209"} <= set(whole["known_reports"])


def says_so_in_french() -> None:
    for name in ("brief.html", "brief.light.html", "brief.pdf", "alert.txt", "alert.eml"):
        french = name.replace(".", ".fr.", 1) if name != "brief.light.html" else "brief.light.fr.html"
        assert (OUT / name).is_file()
        assert (OUT / french).is_file(), french
    assert '<html lang="fr">' in (OUT / "brief.fr.html").read_text(encoding="utf-8")
    told = section("brief.fr.html", "since")
    assert "Ce qui a changé depuis le 31 mars 2026" in told
    assert all(name in told for name in ADDED)
    assert "What changed" not in texts(OUT / "brief.fr.html")


def sends_an_alert() -> None:
    space = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}
    alert = ET.parse(OUT / "alert.cap.xml").getroot()  # noqa: S314 - written a moment ago
    assert alert.findtext("cap:sender", namespaces=space) == "desk@example.org"
    assert alert.findtext("cap:status", namespaces=space) == "Actual"
    assert [one.text for one in alert.findall("cap:info/cap:language", space)] == ["en-GB", "fr-FR"]


def keeps_what_is_internal_inside() -> None:
    assert any(way in section("brief.internal.html", "own", INSIDE) for way in OWN[:6])
    assert OWN[7] in texts(INSIDE / "statements.internal.json")
    assert all(".internal" in path.name for path in INSIDE.iterdir())
    outside = sorted(OUT.iterdir())
    assert {"brief.public.html", "brief.light.public.html", "statements.public.json"} <= {path.name for path in outside}
    for path in outside:
        said = texts(path)
        # In data files numbers stand in full, and any of them may be one of these by chance.
        ways = OWN if path.suffix in (".html", ".pdf", ".txt", ".eml", ".xml") else OWN[6:]
        assert not [way for way in ways if way in said], path.name
    page = (OUT / "brief.public.html").read_text(encoding="utf-8")
    assert '<meta name="audience" content="public">' in page


def compares_with_the_monday_before() -> None:
    assert "OWN" not in Path("record/ledger.csv").read_text(encoding="utf-8")
    assert len(Path("record/ledger.csv").read_text(encoding="utf-8").splitlines()) == 2
    folder = OUT.with_name("my-mali-2026-04-13")
    whole = json.loads((folder / "statements.json").read_text(encoding="utf-8"))
    assert whole["since"]["as_of"] == "2026-04-06"
    assert whole["since"]["how"] == "file"
