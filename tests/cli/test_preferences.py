"""The user's file of preferences, and the pager."""

import sys

import click
import pytest

from miner import settings
from miner.errors import SettingsError


@pytest.fixture
def prefer(tmp_path, monkeypatch):
    """Write the file of preferences."""

    def written(text):
        (tmp_path / "config.toml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("MINER_CONFIG", str(tmp_path / "config.toml"))

    return written


def test_options_have_the_defaults_that_the_user_prefers(ask, prefer):
    prefer('[query.undo-links]\nlimit = 2\n[reverters]\nlimit = 1\n[timeline]\nburst-gap = 3\nformat = "csv"\n')
    assert len(ask("query", "undo-links").splitlines()) == 4
    assert len(ask("query", "undo_links", "--limit", "3").splitlines()) == 5
    assert len(ask("reverters").splitlines()) == 3


def test_the_database_may_be_preferred(run, sample, prefer, monkeypatch):
    monkeypatch.delenv("MINER_DB", raising=False)
    prefer(f'db = "{sample}"\n')
    assert run("cycles", "bpo-33608").exit_code == 0
    monkeypatch.setenv("MINER_DB", "elsewhere.db")
    assert settings.database() == "elsewhere.db"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[nosuch]\na = 1\n", "there is no command nosuch"),
        ("[cycles]\nlin = 1\n", "[cycles] has no option lin"),
        ("timeline = 1\n", "no command timeline"),
        ("= 1", "cannot be read"),
    ],
)
def test_a_wrong_file_is_told(refuse, prefer, text, said):
    prefer(text)
    told = refuse("cycles")
    assert "config.toml" in told
    assert said in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("burst-gap = -1", "config.toml: Invalid value for '--burst-gap': -1"),
        ('since = "soon"', "config.toml: --since takes a day such as 2019-02-24, not 'soon'"),
        ('line = "soon"', "No commit was made for a line soon"),
    ],
)
def test_a_wrong_value_is_told_with_its_file(refuse, prefer, text, said):
    prefer(f"[timeline]\n{text}\n")
    assert said in refuse("timeline", "33608")
    assert "config.toml" not in refuse(
        "timeline", "33608", "--line", "later", "--since", "2019-01-01", "--burst-gap", "3"
    )


def test_without_a_file_there_are_no_preferences(tmp_path):
    assert settings.preferences({}) == {}
    with pytest.raises(SettingsError, match=r"none\.toml, which MINER_CONFIG names, does not exist"):
        settings.preferences({"MINER_CONFIG": str(tmp_path / "none.toml")})


def test_an_answer_on_a_terminal_is_paged_as_git_does(monkeypatch, sample):
    from miner.answers import Rows
    from miner.cli.output import Output

    shown = []
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "echo_via_pager", lambda chunks, color: shown.append(("".join(chunks), color)))
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.setenv("LESS", "X")
    Output("csv").rows(Rows(("a",), [(1,)]))
    assert shown == [("a\n1\n", True)]
    monkeypatch.setenv("PAGER", "cat")
    Output("csv").rows(Rows(("a",), [(1,)]))
    assert len(shown) == 1


def test_a_range_that_goes_backwards_is_refused(refuse):
    assert "goes backwards: ask for v3.8.0a2..v3.9.0a2" in refuse("release", "3.9.0a2..3.8.0a2")
    assert "goes backwards" in refuse("ledger", "3.9.0a2..3.8.0a2")
