"""SQL looks for no words in messages: what they say is understood once, when they are read."""

import re

import pytest

from miner.resources import directory

FILES = {
    path.relative_to(folder.parent).as_posix(): path
    for folder in (directory("queries"), directory("schema") / "views")
    for path in folder.rglob("*.sql")
}
#: All that looks for a part of a text: a pattern, a place in it, or what remains without it.
_LOOKING = re.compile(
    r"\b(?:I?LIKE|GLOB|REGEXP\w*|SIMILAR\s+TO|MATCH|INSTR|STRPOS|POSITION|REPLACE|TRANSLATE|[LR]?TRIM)\b|@@|~"
)
#: A text that people wrote about a commit, as it is or bare.
_SAID = re.compile(r"\b(?:message|subject|sentence|title|bare|words)\b")
#: The lines that may look into such a text, each with the reason.
ALLOWED = {
    "queries/revert_reasons.sql": "compares two stored texts, whatever their words",
    "queries/unresolved.sql": "shows a sentence on one line",
    "queries/postgresql/search.sql": "looks for what the user gives",
    "queries/postgresql/search_news.sql": "looks for what the user gives",
}


def looking(text):
    """Return the lines of SQL that look for a part of what was said."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    return [line.strip() for line in lines if _LOOKING.search(line) and _SAID.search(line)]


@pytest.mark.parametrize("name", sorted(FILES.keys() - ALLOWED.keys()))
def test_no_query_and_no_view_looks_for_words(name):
    assert looking(FILES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_needed_and_names_no_word(name):
    lines = looking(FILES[name].read_text(encoding="utf-8"))
    assert lines
    for line in lines:
        literals = re.findall(r"'([^']*)'", line)
        assert not any(re.search(r"[a-z]{3}", literal) for literal in literals if literal != "simple"), line


@pytest.mark.parametrize(
    "sql",
    [
        "WHERE LOWER(c.message) NOT LIKE '%revert%'",
        "WHERE c.subject ~ 'undo'",
        "WHERE INSTR(c.message, 'back out') > 0",
        "WHERE REPLACE(c.subject, 'undo', '') <> c.subject",
    ],
)
def test_a_look_is_found(sql):
    assert looking(f"SELECT 1\n{sql}") == [sql]


def test_a_comment_is_no_look():
    assert looking("-- The subject is LIKE the message.\nSELECT c.subject FROM commits AS c") == []
