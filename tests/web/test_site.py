"""The web pages: each answers, links to the others, runs nothing foreign; in a browser too, with scripts and without."""

import asyncio
import re
import shutil
import socket
import sqlite3
import sys
import threading
import time
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from miner.cli import cli
from miner.history.history import open_history
from miner.web.links import linked
from miner.web.site import make_site
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures

# To learn what SQLite can do, Datasette opens connections that it does not close, also where it is imported.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
PAGES = [
    "/",
    "/issue/bpo-33608",
    "/commit/7247407c35",
    "/release/v3.9.0a2",
    "/cycles",
    "/cycles?issue=bpo-33608&line=main",
    "/standing",
    "/standing?what=bpo-36854&release=3.9.0a2",
    "/story/sample",
    "/search?q=interpreter",
    "/history",
    "/history/undo_links",
    "/history/commit_details?_search=interpreter",
    "/history/issue_commits?issue=bpo-33608",
    "/history/issue_commits?issue=&line=&author=",
]


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name == "href" and value]


@pytest.fixture(scope="module")
def get(sample):  # noqa: F811
    """Ask for an address, and return the response."""
    with open_history(sample, timeout=20) as history, asyncio.Runner() as runner:
        site = make_site(history)
        runner.run(site.invoke_startup())
        yield lambda address: runner.run(site.client.get(address))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_with_the_policy(get, address):
    response = get(address)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_pages_link_to_each_other(get):
    waiting, seen = ["/issue/bpo-33608"], set()
    while waiting and len(seen) < 25:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = get(address)
        if response.status_code == 302:  # the number of a pull request
            waiting.append(response.headers["location"])
            continue
        assert response.status_code == 200, address
        waiting += [link for link in Links(response.text).found if re.match(r"/(issue|commit|release)/", link)]
    assert {address.split("/")[1] for address in seen} == {"issue", "commit", "release"}


def test_a_search_for_a_name_leads_to_its_page(get):
    assert get("/search?q=bpo-33608").headers["location"] == "/issue/bpo-33608"
    assert get("/search?q=7247407c35").headers["location"] == "/commit/7247407c35"
    assert get("/search?q=").headers["location"] == "/"
    assert "No message has these words" in get("/search?q=xyzzyplugh").text


def test_words_are_found_in_tables_too(get):
    rows = get("/history/commit_details.json?_search=subinterpreter&_shape=array").json()
    everything = get("/history/commit_details.json?_shape=array&_size=1000").json()
    assert 0 < len(rows) < len(everything)


@pytest.mark.parametrize(
    "address",
    [
        "/issue/bpo-99999999",
        "/commit/zzzz",
        "/release/v9.9",
        "/story/nosuch",
        "/story/..%2F..%2Fetc",
        "/cycles?line=<b>",
    ],
)
def test_what_is_unknown_is_told(get, address):
    response = get(address)
    assert response.status_code == 404
    assert "That cannot be shown" in response.text
    assert "<b>" not in response.text
    assert "content-security-policy" in response.headers


def test_an_unknown_address_is_a_page_and_no_traceback(get, capsys):
    assert get("/nowhere").status_code == 404
    assert get("/history/no_table").status_code == 404
    assert capsys.readouterr() == ("", "")


def test_without_the_extra_nothing_is_promised(sample, monkeypatch):  # noqa: F811
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = CliRunner().invoke(cli, ["--db", str(sample), "serve"])
    assert result.exit_code == 1
    assert result.output == "Error: The web page needs the extra [web]: pip install 'cpython-miner[web]'.\n"


def test_nothing_can_be_written(get, sample):  # noqa: F811
    with sqlite3.connect(sample) as before:
        count = before.execute("SELECT COUNT(*) FROM commits").fetchone()
    for sql in ("DELETE FROM commits", "ATTACH 'x.db' AS x", "PRAGMA query_only = 0"):
        assert get(f"/history?sql={sql}").status_code == 400
    with sqlite3.connect(sample) as after:
        assert after.execute("SELECT COUNT(*) FROM commits").fetchone() == count
    before.close()
    after.close()


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("sha", "a" * 40, f'<a href="/commit/{"a" * 40}">aaaaaaaaaa</a>'),
        ("issues", "bpo-1,gh-2", '<a href="/issue/bpo-1">bpo-1</a>,<a href="/issue/gh-2">gh-2</a>'),
        ("first_release", "3.9.0a2", '<a href="/release/3.9.0a2">3.9.0a2</a>'),
        ("address", "https://github.com/a/b", '<a href="https://github.com/a/b">https://github.com/a/b</a>'),
        ("address", "javascript:alert(1)", "javascript:alert(1)"),
        ("subject", "<img src=x> bpo-7 & more", '&lt;img src=x&gt; <a href="/issue/bpo-7">bpo-7</a> &amp; more'),
        ("subject", "\x1b[2J\u202e", "␛[2J\\u202e"),
        ("commits", 7, "7"),
        ("delay_seconds", 654_041, "7 d 13 h 40 min"),
        ("at", None, ""),
    ],
)
def test_cells_lead_where_their_names_are(column, value, shown):
    assert linked(column, value) == shown


@pytest.fixture(scope="module")
def served(sample):  # noqa: F811
    """Serve the site to a browser, and return its address."""
    uvicorn = pytest.importorskip("uvicorn", reason="the extra [web] is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open_history(sample, timeout=20) as history:
        server = uvicorn.Server(uvicorn.Config(make_site(history).app(), port=port, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture(params=["scripts", "no-scripts"])
def browser(request, tmp_path):
    """A headless Chromium with Debian's driver, with scripts allowed and without."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    paths = shutil.which("chromium"), shutil.which("chromedriver")
    if not all(paths):
        pytest.skip("chromium and its driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = paths[0]
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=400,800",
    ):
        options.add_argument(argument)
    options.add_experimental_option(
        "prefs",
        {
            "profile.managed_default_content_settings.javascript": 1 if request.param == "scripts" else 2,
            "download.default_directory": str(tmp_path),
        },
    )
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(paths[1]))
    driver.set_page_load_timeout(60)
    yield driver
    driver.quit()


def test_a_visitor_finds_an_issue_its_commits_and_its_data(served, browser, tmp_path):
    browser.get(served)
    box = browser.find_element("name", "q")
    box.send_keys("bpo-33608")
    box.submit()
    assert browser.current_url == f"{served}/issue/bpo-33608"
    picture = browser.find_element("css selector", "figure svg")
    assert picture.size["width"] >= 300
    beyond = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    assert beyond <= 0  # a phone needs no sideways scrolling but inside of tables
    browser.find_element("css selector", "td a[href^='/commit/']").click()
    assert "/commit/" in browser.current_url
    assert "Where it stands" in browser.page_source
    browser.get(f"{served}/history/issue_commits?issue=&line=main")
    assert browser.find_elements("css selector", "table.rows-and-columns tbody tr")
    browser.get(f"{served}/history/issue_commits?issue=bpo-33608")
    rows = len(browser.find_elements("css selector", "table.rows-and-columns tbody tr"))
    link = browser.find_element("partial link text", "CSV").get_attribute("href")
    browser.get(f"{link}&_dl=1" if "?" in link else link)
    for _ in range(100):
        if files := [path for path in tmp_path.iterdir() if path.suffix == ".csv"]:
            break
        time.sleep(0.1)
    assert len(files[0].read_text(encoding="utf-8").splitlines()) == rows + 1
    errors = [
        entry
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE" and "favicon" not in entry["message"]
    ]
    assert errors == []
