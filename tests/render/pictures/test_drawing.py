"""Drawn answers: SVG, PNG and pages, from the sample's history and from hostile titles."""

import builtins
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from miner.answers import Rows
from miner.errors import SettingsError
from miner.history.timeline import Cycle, Step
from miner.render.pictures import drawing
from miner.render.pictures.of_history import of_cycles, of_ledger
from miner.render.pictures.shapes import Grid, GridRow

HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "]]><x/>",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt;",
    "\x1b[31mred\x00\ufffe\ud800",
    "\u202egnp.exe",
    "<style>* { display: none }</style>",
    "javascript:alert(1)",
]
NO_RELEASES = Rows(("release", "line", "phase", "released_at"), [])


def cycle(title: str) -> Cycle:
    steps = (
        Step(1, "attempt", "a" * 40, "2019-02-24T15:40:47-08:00", title, "main", None, "undone", None, None, None),
        Step(2, "revert", "b" * 40, "2019-03-04T14:21:28+01:00", title, "main", 654_041, None, "a" * 40, "full", 1.0),
    )
    return Cycle("a" * 10, "main", "reverted", ("bpo-1",), steps)


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


@pytest.mark.parametrize("title", HOSTILE)
def test_text_stays_text(title):
    picture = of_cycles(title, [cycle(title)], NO_RELEASES)
    root = ET.fromstring(drawing.svg(picture))
    assert not {"script", "x", "b"} & {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)
    page = Tags()
    page.feed(drawing.html(picture, Rows(("subject",), [(title,)])))
    assert not {"script", "x", "b", "a", "img"} & page.seen
    assert not any(name.startswith("on") for name in page.attributes)


def test_a_page_asks_nothing_of_a_network():
    page = drawing.html(
        of_cycles("t", [cycle("Title of a change")], NO_RELEASES), Rows(("at",), [("2019-02-24T15:40:47-08:00",)])
    )
    assert "default-src 'none'" in page
    assert re.findall(r"https?://[^\s\"<]+", page) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"\b(?:src|href)=|url\(", page)
    assert "2019-02-24 15:40 -08:00" in page


def test_a_cycle_shows_how_long_it_took():
    text = drawing.svg(of_cycles("t", [cycle("Title of a change")], NO_RELEASES))
    assert "after 7 d 13 h 40 min" in text
    assert "1 attempt and 1 revert; times are UTC." in text


def test_releases_of_the_lines_are_shown():
    releases = Rows(
        ("release", "line", "phase", "released_at"),
        [
            ("3.8.0a2", "3.8", "alpha", "2019-02-25T13:09:33+01:00"),
            ("3.7.3rc1", "3.7", "candidate", "2019-03-01T00:00:00+00:00"),
        ],
    )
    text = drawing.svg(of_cycles("t", [cycle("Title of a change")], releases))
    assert "3.8.0a2, 2019-02-25" in text
    assert "3.7.3rc1" not in text


def test_the_ledger_is_a_grid():
    rows = Rows(
        ("original_sha", "issues", "subject", "main", "3.8", "2.7"),
        [("a" * 40, "bpo-1", "Title of a change", "original", f"exact 3.8.1 {'b' * 40}", None)],
    )
    text = drawing.svg(of_ledger("t", rows))
    assert text.count("<rect") == 3  # the paper and two cells
    assert ">exact<" in text
    assert f"3.8: exact 3.8.1 {'b' * 40}" in text


def test_many_columns_widen_the_frame():
    lines = tuple(f"3.{number}" for number in range(40))
    root = ET.fromstring(drawing.svg(Grid("t", "s", lines, (GridRow("a", "a", (("missing", "n"),) * 40),), {})))
    edges = [float(each.get("x", 0)) + float(each.get("width")) for each in root.iter() if each.tag.endswith("rect")]
    assert max(edges) <= float(root.get("width"))


def test_a_png_is_one():
    pytest.importorskip("vl_convert", reason="the extra [charts] is not installed")
    data = drawing.png(of_cycles("t", [cycle("Title of a change")], NO_RELEASES))
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 1920


def test_a_png_needs_an_extra(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name == "vl_convert":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"the extra \[charts\]"):
        drawing.png(of_cycles("t", [cycle("Title of a change")], NO_RELEASES))
