"""Stories: what a template may ask, how it fails, and what each format makes of the answer."""

import io
import re
from html.parser import HTMLParser

import pytest
from docutils.core import publish_doctree
from markdown_it import MarkdownIt

from miner.answers import Rows
from miner.errors import SettingsError
from miner.history.history import open_history
from miner.render.terminal import Terminal
from miner.story import as_html, as_markdown, as_rst, as_text
from miner.story.document import Bullets, Code, Figure, Heading, Link, Paragraph, Sources, Table, Text
from miner.story.filters import between, count, delay, listed, moment
from miner.story.telling import stories, tell
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures

FIRST = "ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465"
HOSTILE = [
    "<script>alert(1)</script>",
    "*bold* `code` |sub| _link_ [x](javascript:alert(1))",
    ".. include:: /etc/passwd",
    "- item\n- item",
    "1. number",
    "text::",
    "``literal`` and `role`:raw:",
    "https://example.org/ and javascript:alert(3)",
    "\ue0000\ue001 \x1b[31m \u202e",
    "{{ 7 * 7 }}",
    "# heading",
    "> quoted",
    "\\",
]


@pytest.fixture(scope="module")
def history(sample):  # noqa: F811
    with open_history(sample) as history:
        yield history


@pytest.fixture
def write(tmp_path):
    """Write a template and return its path."""

    def written(text, name="mine.story"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return written


def nothing(_figure, _number):
    return None


def in_rst(text):
    """Return the document of docutils, which must have nothing to say about the text."""
    told = io.StringIO()
    settings = {"warning_stream": told, "file_insertion_enabled": False, "raw_enabled": False}
    document = publish_doctree(text, settings_overrides=settings)
    assert told.getvalue() == ""
    return document


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def test_a_story_that_ships_is_told(history):
    document = tell(history, "sample")
    assert document[0] == Heading(1, (Text("Pending calls, and the garbage collector"),))
    assert [type(block) for block in document].count(Figure) == 2
    assert Sources(("miner cycles bpo-33608",)) in document
    (commits,) = [block for block in document if isinstance(block, Bullets)]
    assert len(commits.items) == 4
    assert (
        Link("7247407c35", "https://github.com/python/cpython/commit/7247407c35330f3f6292f1d40606b7ba6afd5700")
        in (commits.items[2])
    )
    assert tell(history, "sample") == document
    assert set(stories()) >= {"sample", "subinterpreters"}


def test_a_template_makes_blocks(history, write):
    template = write(
        "# Title of {{ 'it' }}\n\nSome words\non two lines, {{ code('f()') }}.\n\n"
        "{% for n in range(2) %}\n- item {{ n }}\n\n{% endfor %}\n"
        "{{ table([{'a': 1, 'b': 2}], 'b') }}\n\nThe end.\n"
    )
    assert tell(history, template) == (
        Heading(1, (Text("Title of it"),)),
        Paragraph((Text("Some words on two lines, "), Code("f()"), Text("."))),
        Bullets(((Text("item 0"),), (Text("item 1"),))),
        Table(Rows(("b",), [(2,)])),
        Paragraph((Text("The end."),)),
    )


def test_what_was_asked_is_told_at_the_end(history, write):
    template = write("{% set n = commits('bpo-36854', line='main') %}\n{{ n | count('commit') }}\n")
    assert tell(history, template) == (
        Paragraph((Text("four commits"),)),
        Sources(("miner query issue-commits --issue bpo-36854 --line main",)),
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n\n{{ commits('bpo-36854', line='2.7') }}", 3, "issue-commits --issue bpo-36854 --line 2.7 finds nothing"),
        ("{{ timeline('bpo-99999999') }}", 1, "knows no issue bpo-99999999"),
        ("a\n{{ nosuch }}", 2, "'nosuch' is undefined"),
        ("\n\n{{ commits('bpo-36854')[0].nosuch }}", 3, "has no attribute 'nosuch'"),
        ("a\n{% if %}", 2, "Expected an expression"),
        ("{{ ''.__class__.__mro__ }}", 1, "is unsafe"),
        ("{% set x = [] %}\n{{ x.append(1) }}", 2, "is unsafe"),
        ("{{ range(10**9) }}", 1, "Range too big"),
        ("a\n{{ query('nosuch') }}", 2, "no canned query nosuch;"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("{{ cycles_picture('t', 'bpo-36854') }}", 1, "nothing to draw"),
    ],
)
def test_what_goes_wrong_names_the_line_of_the_template(history, write, text, line, said):
    template = write(text)
    with pytest.raises(SettingsError) as refused:
        tell(history, template)
    assert str(refused.value).startswith(f"{template}:{line}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_the_sample_lacks_is_told_as_such(history, write):
    with pytest.raises(SettingsError, match=r"^subinterpreters\.story:\d+: .*holds only the sample of the history\.$"):
        tell(history, "subinterpreters")
    with pytest.raises(SettingsError, match=r"division by zero\.$"):
        tell(history, write("{{ 1 / 0 }}"))


def test_a_topic_has_a_story(history, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "Mine"\nissues = ["bpo-33608", "bpo-36854", "bpo-99999999"]\n[[section]]\ntitle = "Tried"\n'
        'issues = ["bpo-33608", "bpo-99999999"]\n[[section]]\ntitle = "Done"\nissues = ["bpo-36854"]\n',
        encoding="utf-8",
    )
    document = tell(history, str(path))
    assert [block.spans[0].text for block in document if isinstance(block, Heading)] == [
        "Mine",
        "Tried",
        "Done",
        "All of it",
    ]
    lists = [block for block in document if isinstance(block, Bullets)]
    assert any(len(block.items) == 11 for block in lists)  # the steps of the cycle
    assert any(len(block.items) == 4 for block in lists)  # the commits of the other
    assert isinstance(document[-1], Figure)


def test_a_story_that_is_none(history):
    with pytest.raises(SettingsError, match=r"There is no story nosuch: .* sample, subinterpreters"):
        tell(history, "nosuch")


def test_a_template_reads_no_file_but_templates(history, write):
    with pytest.raises(SettingsError, match="there is no template"):
        tell(history, write("{% include '../../../etc/passwd' %}"))


def test_a_picture_stands_alone(history, write):
    with pytest.raises(SettingsError, match="stands on lines of its own"):
        tell(history, write("See {{ cycles_picture('t', 'bpo-33608') }} here."))


@pytest.mark.parametrize("title", HOSTILE)
def test_values_stay_text_in_every_format(history, write, title):
    template = write(
        "# {{ title }}\n\n{{ title }}\n\n- {{ title }}\n- {{ code(title) }}\n\nIt is {{ title }}, {{ link(title, 'https://a.b/') }}\n"
    )
    document = tell(history, template, title=title)
    assert [type(block) for block in document] == [Heading, Paragraph, Bullets, Paragraph]

    tree = in_rst("".join(as_rst.write(document, nothing)))
    assert {
        node.attributes["refuri"] for node in tree.findall(lambda node: "refuri" in getattr(node, "attributes", {}))
    } == {"https://a.b/"}

    page = Tags()
    page.feed(as_html.write(document))
    assert {tag for tag, _ in page.seen} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "p", "ul", "li", "code", "a",
    }  # fmt: skip
    assert [attributes["href"] for tag, attributes in page.seen if tag == "a"] == ["https://a.b/"]

    tokens = MarkdownIt("commonmark").parse("".join(as_markdown.write(document, nothing)))
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert kinds <= {
        "heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close", "bullet_list_open",
        "bullet_list_close", "list_item_open", "list_item_close", "code_inline", "link_open", "link_close",
    }  # fmt: skip
    hrefs = [child.attrs["href"] for token in tokens for child in token.children or () if child.type == "link_open"]
    assert hrefs == ["https://a.b/"]

    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ue000]", "\n".join(as_text.write(document, Terminal(80))))


def test_rst_has_pictures_and_front_matter(history):
    names = []

    def save(_figure, number):
        names.append(f"s-{number}.svg")
        return names[-1]

    text = "".join(as_rst.write(tell(history, "sample"), save, {"date": "2020-03-20", "slug": "s"}))
    assert text.startswith(
        "Pending calls, and the garbage collector\n########################################\n\n:date: 2020-03-20\n:slug: s\n\n"
    )
    assert ".. image:: s-1.svg\n   :alt: 8 attempts and 3 reverts" in text
    assert len(names) == 2
    in_rst(text)
    assert max(map(len, text.splitlines())) < 120


def test_an_address_that_runs_something_is_no_link(history, write):
    page = as_html.write(tell(history, write("See {{ link('this', 'javascript:alert(1)') }}.")))
    assert "<p>See this.</p>" in page


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (654_041, "7 days 13 h"),
        (3_714, "1 h 1 min"),
        (153_278, "1 day 18 h"),
        (86_400, "1 day"),
        (59, "59 s"),
        (0, "0 s"),
        (-3_600, "-1 h"),
        (86_460, "1 day"),
    ],
)
def test_delays_have_two_units(seconds, told):
    assert delay(seconds) == told


def test_words_for_values():
    assert between("2019-02-24T15:40:47-08:00", "2019-03-04T14:21:28+01:00") == "7 days 13 h"
    assert moment("2019-02-24T15:40:47-08:00") == "2019-02-24 15:40 -08:00"
    assert moment("2013-10-31") == "2013-10-31"
    assert [count(number, "commit") for number in (0, 1, 12, 13)] == [
        "no commits", "one commit", "twelve commits", "13 commits",
    ]  # fmt: skip
    assert [listed([]), listed(["a"]), listed(["a", "b", "c"])] == ["", "a", "a, b and c"]
