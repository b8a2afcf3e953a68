"""What the queries make of messages: the invented history has too few shapes of them, so these are mined."""

import pytest

from miner.pipeline import mine
from tests.queries.conftest import asking

#: How commits that put a file back may say so.
SAYING = {
    "claim": "Undo the higher limit\n\nThis is the first step. It is slow. It leaks.",
    "claim without a reason": "Roll back",
    "mention of undoing": "Tidy up, nothing is left undone",
    "quoted title": 'Reland "quoted title: lower the limit"',
    "name": "Lower the limit, rescind {}",
    "reason of another": "Undo the higher limit\n\nOther systems fail\n  with less. Nobody asked for it.",
}
SILENT = "Lower the limit; the tests fail"


@pytest.fixture
def ask(database, repo):
    """Mine what puts files back with many words and with none, and what finds nothing to put back."""
    messages = [*SAYING.items(), ("silent", SILENT)]
    files = [f"Lib/{number}.py" for number in range(len(messages))]
    repo.commit("Import everything", dict.fromkeys(files, "1"))
    for file, (kind, message) in zip(files, messages, strict=True):
        raised = repo.commit(f"{kind}: raise the limit\n\nOther systems fail with\nless.", {file: "2"})
        undoing = repo.commit(message.format(raised), {file: "1"})
    repo.branch("3.8", raised)
    repo.commit(f"Undo that; the tests fail\n\n(cherry picked from commit {undoing})", {files[-1]: "1"}, branch="3.8")
    repo.commit(f"Tidy up since {raised}\n\nAlso undo the\nother limit.", {"Lib/new.py": "1"})
    repo.commit("Say what was left undone", {"Lib/new.py": "2"})
    repo.commit("Blocked revisions 7 via svnmerge\n\n  r7 | ann | 2008\n\n  Revert r6.\n")
    repo.commit("Undo it", parents=[repo.tip("main"), repo.commit("Branch off", {"Lib/a.py": "1"}, branch="side")])
    mine(repo.path, database.url, workers=1)
    return asking(database.engine)


def test_silent_is_who_neither_claims_nor_quotes_nor_names(ask):
    assert len(ask("undo_links")) == len(SAYING) + 2
    assert [row[2] for row in ask("silent_reverts")] == [SILENT]


def test_a_reason_is_told_where_an_undo_is_and_is_not_what_the_undone_commit_says(ask):
    none = ("the message gives none", "none")
    assert [row[2:4] for row in ask("revert_reasons")] == [
        ("It is slow.", "words"),
        none,
        none,
        none,
        none,
        ("Nobody asked for it.", "place"),
        none,
        ("the tests fail", "words"),
    ]


def test_where_no_reason_is_told_the_address_leads_further(database, repo):
    repo.commit("Begin", {"a": "0"})
    landed = repo.commit("bpo-1007: Add a cache (GH-12)", {"a": "1"})
    undone = repo.commit(f'Revert "bpo-1007: Add a cache (GH-12)" (GH-13)\n\nThis reverts commit {landed}.', {"a": "0"})
    again = f'Revert "Revert "bpo-1007: Add a cache (GH-12)" (GH-13)" (GH-14)\n\nThis reverts commit {undone}.'
    landed = repo.commit(again, {"a": "1"})
    repo.commit(f"bpo-1007: Undo it once more\n\nThis reverts commit {landed}.", {"a": "0"})
    mine(repo.path, database.url, workers=1)
    assert [row[2:5] for row in asking(database.engine)("revert_reasons", issue="bpo-1007")] == [
        ("the message gives none", "none", "https://github.com/python/cpython/pull/13"),
        ("the message gives none", "none", "https://bugs.python.org/issue1007"),
    ]


def test_unresolved_is_who_claims_an_undo_that_was_not_found(ask):
    reason = "no commit that it undoes, lands again or brings over was found"
    assert [row[4:] for row in ask("unresolved", kind="revert")] == [("Also undo the other limit.", reason)]
