import email
import re
from dataclasses import replace
from email import policy
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from brief.planted import EVIL
from brief.shapes import ENGLISH, changed, evil, flat, island
from harmattan.brief.audience import Audience
from harmattan.brief.shapes.alert import MOST_WORDS, alert_eml, alert_of, alert_txt, count_words
from harmattan.brief.shapes.cap import alert_cap, certainty_of, lead_of, severity_of, urgency_of
from harmattan.brief.shapes.digest import digest_of
from harmattan.brief.shapes.light import MOST_BYTES, light_page
from harmattan.brief.shapes.markdown import brief_md, escaped
from harmattan.brief.statements import statements
from harmattan.brief.wording import Wording
from harmattan.errors import InputFaults
from harmattan.world.statement import Statement

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ALERT = (
    "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note",
    "references", "incidents", "info",
)  # fmt: skip
INFO = (
    "language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode", "effective",
    "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact", "parameter", "resource", "area",
)  # fmt: skip
AREA = ("areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling")
ALLOWED = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"},
    "responseType": {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"},
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")


def parsed(text):
    return ET.fromstring(text)  # noqa: S314 - our own message


def faults_of(text):
    """Check a CAP 1.2 message by the rules of its schema, written out by hand."""
    root = parsed(text)
    found = [] if root.tag == f"{CAP}alert" else ["root"]
    found += [f"empty {one.tag}" for one in root.iter() if not len(one) and not (one.text or "").strip()]
    found += _order(root, ALERT, ("identifier", "sender", "sent", "status", "msgType", "scope"))
    for name in ("identifier", "sender"):
        found += [f"{name} holds a sign it may not"] if re.search(r"[\s,<&]", _text(root, name)) else []
    scope = _text(root, "scope")
    found += [] if (scope == "Restricted") == (root.find(f"{CAP}restriction") is not None) else ["restriction"]
    found += [] if scope != "Private" or root.find(f"{CAP}addresses") is not None else ["addresses"]
    for info in root.iter(f"{CAP}info"):
        found += _order(info, INFO, ("category", "event", "urgency", "severity", "certainty"))
        found += ["headline"] if len(_text(info, "headline")) > 160 else []
        for area in info.iter(f"{CAP}area"):
            found += _order(area, AREA, ("areaDesc",))
            for ring in area.iter(f"{CAP}polygon"):
                points = (ring.text or "").split()
                right = len(points) >= 4 and points[0] == points[-1]
                right = right and all(abs(float(p.split(",")[0])) <= 90 for p in points)
                found += [] if right else ["polygon"]
    for name, values in ALLOWED.items():
        found += [f"{name} {one.text}" for one in root.iter(f"{CAP}{name}") if one.text not in values]
    moments = [one for name in ("sent", "effective", "onset", "expires") for one in root.iter(f"{CAP}{name}")]
    return found + [f"time {one.text}" for one in moments if not MOMENT.fullmatch(one.text or "")]


def _text(parent, name):
    return parent.findtext(f"{CAP}{name}") or ""


def _order(parent, names, needed):
    tags = [one.tag.removeprefix(CAP) for one in parent]
    if set(tags) - set(names):
        return [f"unknown {set(tags) - set(names)}"]
    places = [names.index(tag) for tag in tags]
    out = [] if places == sorted(places) else [f"order of {parent.tag}"]
    return out + [f"no {name}" for name in needed if name not in tags]


def said(name, median=float("nan"), low=float("nan"), chance=float("nan")):
    return Statement(name, {}, median, low, median, "person", chance, 0, (), {})


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("level", ["partner", "public"])
@pytest.mark.parametrize("make", [island, evil, changed])
def test_an_alert_has_at_most_120_words_and_what_it_must_have(make, level, language):
    inputs = changed(level) if make is changed else make()
    words = Wording(language)
    text = alert_txt(inputs, language=language, level=level)
    assert count_words(text) <= MOST_WORDS == 120
    lines = flat(text)
    for must in (
        words.day(inputs.as_of),
        words.say(f"audience.{level}_note"),
        f"brief{'.public' * (level == 'public')}.html",
    ):
        assert flat(must) in lines
    told = alert_of(inputs, Audience(level), words)
    assert 3 <= len(told.lines) <= 5
    for one, line in zip(told.told, told.lines, strict=True):
        chance = one.id in ("fuel_dry", "government")
        assert (words.likelihood(one.probability) in line) if chance else ("(" in line or one.median != one.median)


def test_words_are_counted_as_a_strict_reader_does():
    assert count_words("likely (55\u202f%), 80\u202f000\u00a0people") == 6


def test_an_alert_drops_whole_lines_and_then_the_change_until_it_is_short_enough():
    long = replace(island().case.settings, title="word " * 24, title_fr="mot " * 24)
    inputs = replace(changed(), case=replace(changed().case, settings=long))
    short, whole = (alert_of(one, Audience("partner"), Wording("fr")) for one in (inputs, changed()))
    assert count_words(short.text) <= MOST_WORDS
    assert whole.change
    assert len(short.lines) + bool(short.change) < len(whole.lines) + bool(whole.change)
    assert set(short.lines) <= set(whole.lines)
    endless = replace(island().case.settings, title="word " * 200)
    inputs = replace(island(), case=replace(island().case, settings=endless))
    assert count_words(alert_txt(inputs, language="en")) <= MOST_WORDS


def test_an_alert_tells_what_was_said_before_behind_the_statement_that_changed():
    text, plain = (alert_txt(one, language="en") for one in (changed(), island()))
    [line] = [line for line in text.splitlines() if line.startswith("Killed by armed groups")]
    assert re.search(r"by then: [\d,]+ \([^)]+\)\. On 1 March 2031: [\d,]+ \([^)]+\)\.$", flat(line))
    assert flat(line).split(" On 1 March")[0] in flat(plain)
    assert "On 1 March 2031" not in plain


def test_an_alert_tells_any_other_change_last():
    earlier = changed().earlier
    now = {one.id: one for one in statements(island())}
    then = {**now, "holders": replace(now["holders"], low=90.0, median=95.0, high=99.0)}
    alert = alert_of(replace(changed(), earlier=replace(earlier, statements=then)), Audience("partner"), Wording("en"))
    assert alert.body[:-1] == alert.lines
    assert flat(alert.body[-1]).startswith("Since 1 March 2031: Towns held by the government alone")


def test_a_mail_is_a_draft_with_the_alert_twice():
    raw = alert_eml(evil(), language="en")
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message["X-Unsent"] == "1"
    assert message["Date"] is message["From"] is message["To"] is None
    assert message.get_content_type() == "multipart/alternative"
    plain, html = list(message.iter_parts())
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == alert_txt(evil(), language="en")
    assert EVIL not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()
    assert message["Subject"].startswith("Harmattan alert")
    assert raw == alert_eml(evil(), language="en")
    assert raw != alert_eml(island(), language="en")


@pytest.mark.parametrize("level", ["partner", "public", "internal"])
@pytest.mark.parametrize("make", [island, evil])
def test_cap_follows_its_schema(make, level):
    text = alert_cap(make(), level=level)
    assert faults_of(text) == []
    root = parsed(text)
    infos = list(root.iter(f"{CAP}info"))
    assert [_text(info, "language") for info in infos] == ["en-GB", "fr-FR"]
    assert _text(root, "status") == "Draft"
    assert _text(root, "scope") == {"partner": "Restricted", "public": "Public", "internal": "Private"}[level]
    assert _text(root, "sent") == "2031-03-31T00:00:00-00:00"
    for info, language in zip(infos, ("en", "fr"), strict=True):
        alert = alert_of(make(), Audience(level), Wording(language))
        assert all(flat(line) in flat(_text(info, "description")) for line in alert.lines)
    codes = [one.findtext(f"{CAP}value") for one in infos[0].iter(f"{CAP}geocode")]
    assert codes == ["XA", "XA01", "XA02"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<status>Draft</status>", "<status>Maybe</status>", "status Maybe"),
        ("2031-03-31T00:00:00-00:00</sent>", "2031-03-31T00:00:00Z</sent>", "time 2031-03-31T00:00:00Z"),
        ("<event>", "<web>x</web><event>", f"order of {CAP}info"),
        ("<restriction>For partners. Not for posting.</restriction>", "", "restriction"),
        ("<areaDesc>XA</areaDesc>", "<areaDesc> </areaDesc>", f"empty {CAP}areaDesc"),
        ("<msgType>Alert</msgType>", "", "no msgType"),
    ],
)
def test_the_check_of_cap_fires(old, new, fault):
    text = alert_cap(island())
    assert old in text
    assert fault in faults_of(text.replace(old, new, 1))


def test_the_numbers_of_cap_are_those_of_the_statements():
    root = parsed(alert_cap(island()))
    pairs = {one.findtext(f"{CAP}valueName"): one.findtext(f"{CAP}value") for one in root.iter(f"{CAP}parameter")}
    deaths = next(one for one in statements(island()) if one.id == "deaths")
    assert float(pairs["deaths.high"]) == pytest.approx(deaths.high, rel=1e-3)
    assert not [value for value in pairs.values() if "e+" in value]


def test_a_sender_makes_an_alert_actual_and_is_checked():
    root = parsed(alert_cap(island(), sender="desk@example.org"))
    assert (_text(root, "status"), _text(root, "sender")) == ("Actual", "desk@example.org")
    assert _text(root, "identifier") != _text(parsed(alert_cap(island())), "identifier")
    private = parsed(alert_cap(island(), level="internal", sender="desk@example.org"))
    assert _text(private, "addresses") == "desk@example.org"
    for wrong in ("a b", "a,b", "<a>", "a&b", "a\x07"):
        with pytest.raises(InputFaults, match="sender"):
            alert_cap(island(), sender=wrong)


@pytest.mark.parametrize(
    ("statement", "certainty"),
    [
        (said("fuel_dry", 3, 0, 0.51), "Likely"),
        (said("fuel_dry", 3, 0, 0.5), "Possible"),
        (said("fuel_dry", 3, 0, 0.05), "Unlikely"),
        (said("people", 300, 1), "Likely"),
        (said("people", 300, 0), "Possible"),
        (said("people", 0, 0), "Unknown"),
        (None, "Unknown"),
    ],
)
def test_certainty_follows_from_chances_and_intervals(statement, certainty):
    assert certainty_of(statement) == certainty


def test_urgency_and_severity_follow_from_numbers():
    dry, siege = said("fuel_dry", 3, 0, 0.7), said("sieges", 100_000, 1)
    assert urgency_of(dry, [said("fuel_now", 2.9, 1), dry]) == "Immediate"
    assert urgency_of(dry, [said("fuel_now", 3.1, 1), dry]) == "Expected"
    assert urgency_of(said("fuel_dry", 3, 0, 0.4), []) == "Future"
    assert urgency_of(siege, [siege]) == "Immediate"
    assert urgency_of(None, []) == "Unknown"
    assert severity_of([siege]) == "Severe"
    assert severity_of([said("people", 999_999), said("deaths", 1000)]) == "Extreme"
    assert severity_of([said("people", 10_000)]) == "Moderate"
    assert severity_of([said("people", 9_999), said("deaths", 9)]) == "Minor"
    assert severity_of([dry]) == "Unknown"


def test_an_alert_is_about_what_is_likely_before_what_is_possible():
    dry, people = said("fuel_dry", 3, 0, 0.2), said("people", 300, 1)
    assert lead_of([dry, people]) is people
    assert lead_of([said("people", 300, 0), dry]) is dry
    assert lead_of([said("government", 1, 1, 0.9)]) is None


@pytest.mark.parametrize("level", ["partner", "public"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_markdown_holds_judgements_tables_and_sources(level, language):
    words = Wording(language)
    text, digest = brief_md(island(), language=language, level=level), digest_of(island(), Audience(level), words)
    for one in digest.judgements:
        assert escaped(one.text) in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) >= 4
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1, "every row has as many cells"
    assert all(f"**{escaped(source.id)}**" in text for source in digest.sources)
    if language == "fr":
        head = text.split(f"## {words.say('page.sources')}")[0]
        assert not set(re.findall(r"[a-z]+", head.lower())) & set(ENGLISH)


def test_markdown_holds_no_markup_of_a_report():
    text = brief_md(evil(), language="en")
    assert "<" not in text
    assert not re.search(r"(?<!\\)\]\(", text)
    assert not re.search(r"(?<!\\)`", text)
    assert escaped("# head") == "\\# head"
    assert escaped("- item") == "\\- item"
    assert escaped("3.5 days") == "3.5 days"
    assert escaped("a\n\n| b") == "a \\| b"
    assert "://" not in escaped("see https://example.org")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]
        assert not [name for name, _ in attrs if name.startswith("on")]


@pytest.mark.parametrize("level", ["partner", "public"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_light_page_is_light_and_runs_nothing(level, language):
    text = light_page(evil(), language=language, level=level)
    assert len(text.encode()) < 200_000 < MOST_BYTES == 500_000
    tags = Tags()
    tags.feed(text)
    assert not set(tags.found) & {"script", "iframe", "img", "link", "object", "embed", "form"}
    assert tags.found.count("svg") == 1 + 2
    assert all(link.startswith(("#", "https://")) for link in tags.links)
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert "script-src" not in text
    assert EVIL not in text


def test_the_light_page_holds_what_was_said_and_links_to_its_sources():
    text, digest = light_page(changed(), language="en"), digest_of(changed(), Audience("partner"), Wording("en"))
    anchors, links = set(re.findall(r'id="(r-\w+)"', text)), set(re.findall(r'href="#(r-\w+)"', text))
    assert links <= anchors
    assert len(links) > 5
    for table in (digest.places, digest.corridors, digest.turns, digest.overview):
        assert table.rows[0][0].words in text
    assert digest.changes_title in text


def test_a_light_page_with_thousands_of_sources_stays_light():
    rows = [replace(row, id=f"{row.id}{k:04d}") for k in range(250) for row in island().reports]
    used = tuple(row.id for row in rows)
    inputs = replace(
        island(),
        reports=replace(island().reports, rows=tuple(rows)),
        situation=replace(island().situation, reports_used=used, moved=()),
    )
    text = light_page(inputs, language="en")
    assert len(text.encode()) < MOST_BYTES
    assert "More in brief.html: " in text
