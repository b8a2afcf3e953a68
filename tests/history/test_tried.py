"""What was tried before and taken back: the place that is asked about, and the rows of the answer."""

import shutil
import subprocess

import pytest

from miner.errors import LookupFailedError, QueryError, RepositoryError, SettingsError
from miner.history.history import open_history
from miner.history.tried import COLUMNS
from miner.pipeline import mine
from miner.store import lookup
from tests.samples import sample, sample_repository, sample_url  # noqa: F401 - fixtures

BEN = ("Ben Committer", "ben@example.org")
DAY = 86_400
NOON = 1_551_096_000  # 2019-02-25T12:00:00Z
TEXT = "".join(f"line {number} of the beginning\n" for number in range(12))
CACHE = "".join(f"line {number} of the cache\n" for number in range(8))
SUBJECT = "bpo-1001: Add the cache"


def taken_back(subject: str, sha: str, why: str = "") -> str:
    return f'Revert "{subject}"\n\nThis reverts commit {sha}.\n\n{why}'


@pytest.fixture
def cached(repo):
    """A cache that landed, was in a release, was taken back, landed again, and was taken back again."""
    repo.commit("Begin with a title", {"old/a.c": TEXT}, time=NOON)
    repo.commit("Move a.c", {"old/a.c": None, "new/a.c": TEXT}, time=NOON + 60)
    first = repo.commit(f"{SUBJECT} (GH-1)", {"new/a.c": TEXT + CACHE}, time=NOON + DAY)
    repo.tag("v3.8.0a2", first, time=NOON + DAY + 60)
    subject = f"{SUBJECT} (GH-1)"
    undo = repo.commit(
        taken_back(subject, first, "It broke the buildbots."), {"new/a.c": TEXT}, time=NOON + 2 * DAY, author=BEN
    )
    again = repo.commit(f"{SUBJECT} (GH-3)", {"new/a.c": TEXT + CACHE}, time=NOON + 3 * DAY)
    subject = f"{SUBJECT} (GH-3)"
    last = repo.commit(f"{taken_back(subject, again)} (GH-4)", {"new/a.c": TEXT}, time=NOON + 4 * DAY, author=BEN)
    repo.tag("v3.8.0a3", last, time=NOON + 5 * DAY)
    return repo, {"first": first, "undo": undo, "again": again, "last": last}


def asking(database, *paths: str, columns=("tie", "sha"), tell=None, **given: object) -> list[tuple]:
    with open_history(database.url.render_as_string(hide_password=False), tell) as history:
        answer = history.tried(*paths, **given)
    assert answer.columns == COLUMNS
    return [tuple(row[name] for name in columns) for row in answer.dicts()]


def diff(repo, old: str, new: str) -> str:
    command = ["git", "-C", repo.path, "diff", old, new]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_a_diff(cached, database):
    repo, shas = cached
    mine(repo.path, database.url, lines=True)
    columns = ("tie", "shared", "sha", "undoing_sha", "undoing_author", "delay_seconds", "reason", "paths")
    told = asking(database, diff=diff(repo, shas["last"], shas["again"]), columns=columns)
    common = ("same change", "8 of 8 lines")
    assert told == [
        (*common, shas["again"], shas["last"], BEN[0], DAY, None, "new/a.c"),
        (*common, shas["first"], shas["undo"], BEN[0], DAY, "It broke the buildbots.", "new/a.c"),
    ]
    columns = ("line", "issues", "extent", "releases", "first_release", "last_release", "again_sha", "again_undone")
    told = asking(database, diff=diff(repo, shas["last"], shas["again"]).encode(), columns=columns)
    assert told == [
        ("main", "bpo-1001", "full", 0, None, None, None, None),
        ("main", "bpo-1001", "full", 1, "3.8.0a2", "3.8.0a2", shas["again"], 1),
    ]


@pytest.mark.parametrize("before", ["last", "2019-03-01"])
def test_what_was_known_before(cached, database, before):
    repo, shas = cached
    mine(repo.path, database.url)
    columns = ("sha", "again_sha", "again_undone")
    told = asking(database, "new/a.c", before=shas.get(before, before), columns=columns)
    assert told == [(shas["first"], shas["again"], 0)]


def test_a_day_after_the_end_is_no_limit(cached, database):
    repo, _ = cached
    mine(repo.path, database.url)
    assert asking(database, "new/a.c", before="2019-03-04") == asking(database, "new/a.c")
    assert asking(database, "new/a.c", before="2019-02-26") == []


@pytest.mark.parametrize("path", ["new/a.c", "./new/a.c", "new", "new/", "*.C", "n?w/*", "old"])
def test_a_path(cached, database, path):
    repo, shas = cached
    mine(repo.path, database.url)
    found = [("same files", shas["again"]), ("same files", shas["first"])]
    assert asking(database, path) == ([] if path == "old" else found)


def test_a_file_that_was_moved_is_followed(repo, database):
    repo.commit("Begin with a title", {"old.c": TEXT, "empty": ""})
    first = repo.commit(SUBJECT, {"old.c": TEXT + CACHE, "empty": "1"})
    repo.commit(taken_back(SUBJECT, first), {"old.c": TEXT, "empty": ""})
    repo.commit("Move it", {"old.c": None, "mid.c": TEXT})
    repo.commit("Move it again", {"mid.c": None, "new.c": TEXT, "empty": None, "void": ""})
    mine(repo.path, database.url)
    assert asking(database, "new.c", columns=("sha", "paths")) == [(first, "old.c")]
    assert asking(database, "void") == []  # all empty files are alike
    text = "--- a/new.c\n+++ b/new.c\n@@ -0,0 +1 @@\n+another line\n"
    assert asking(database, diff=text, columns=("sha", "paths")) == [(first, "old.c")]


def test_bookkeeping_counts_only_if_there_is_nothing_else(cached, database):
    repo, shas = cached
    entry = repo.commit("bpo-2002: Add an entry", {"Misc/NEWS": "one\n"}, time=NOON + 6 * DAY)
    repo.commit(taken_back("bpo-2002: Add an entry", entry), {"Misc/NEWS": None}, time=NOON + 7 * DAY)
    mine(repo.path, database.url)
    news = "--- /dev/null\n+++ b/Misc/NEWS\n@@ -0,0 +1 @@\n+two\n"
    code = "--- a/new/a.c\n+++ b/new/a.c\n@@ -1 +1 @@\n-one\n+two\n"
    assert asking(database, diff=news) == [("same files", entry)]
    assert {sha for _, sha in asking(database, diff=news + code)} == {shas["first"], shas["again"]}


def test_an_undo_that_was_undone_is_told_by_what_it_took_back(repo, database):
    repo.commit("Begin with a title", {"a.c": TEXT})
    first = repo.commit(SUBJECT, {"a.c": TEXT + CACHE})
    undo = repo.commit(taken_back(SUBJECT, first), {"a.c": TEXT})
    again = repo.commit(taken_back(f'Revert "{SUBJECT}"', undo), {"a.c": TEXT + CACHE})
    mine(repo.path, database.url, lines=True)
    columns = ("tie", "sha", "again_sha", "again_undone")
    assert asking(database, "a.c", columns=columns) == [("same files", first, again, 0)]
    assert asking(database, diff=diff(repo, undo, again)) == [("same change", first)]
    # To take it back is what was tried before: the undo, which was taken back.
    assert asking(database, diff=diff(repo, again, undo)) == [("same change", undo), ("reverse", first)]


def test_an_undo_of_a_part_lands_nothing_by_being_undone(repo, database):
    repo.commit("Begin with a title", {"a.c": TEXT, "b.c": "1"})
    first = repo.commit(SUBJECT, {"a.c": TEXT + CACHE, "b.c": "2"})
    part = repo.commit(f"Revert a part of it\n\nThis reverts part of commit {first}.", {"a.c": TEXT})
    repo.commit(taken_back("Revert a part of it", part), {"a.c": TEXT + CACHE})
    mine(repo.path, database.url)
    assert asking(database, "a.c", columns=("sha", "extent")) == [(part, "full"), (first, "partial")]


def test_backports_are_told_with_the_original(repo, database):
    root = repo.commit("Begin with a title", {"a.c": TEXT}, time=NOON)
    repo.commit("Begin 3.8", {"b": "1"}, branch="3.8", parents=[root], time=NOON + 60)
    first = repo.commit(SUBJECT, {"a.c": TEXT + CACHE}, time=NOON + DAY)
    port = repo.commit(
        f"[3.8] {SUBJECT}\n\n(cherry picked from commit {first})",
        {"a.c": TEXT + CACHE},
        branch="3.8",
        time=NOON + DAY + 60,
    )
    repo.commit(taken_back(SUBJECT, first), {"a.c": TEXT}, time=NOON + 2 * DAY)
    repo.commit(taken_back(f"[3.8] {SUBJECT}", port), {"a.c": TEXT}, branch="3.8", time=NOON + 3 * DAY)
    mine(repo.path, database.url)
    assert asking(database, "a.c", columns=("sha", "line")) == [(first, "main,3.8")]


def test_a_branch(cached, database):
    repo, shas = cached
    repo.commit("Add the cache once more", {"new/a.c": TEXT + CACHE}, branch="topic", parents=[shas["last"]])
    mine(repo.path, database.url, lines=True)
    assert asking(database, branch="topic") == [("same change", shas["again"]), ("same change", shas["first"])]


def test_a_branch_without_its_contents(cached, database):
    repo, shas = cached
    repo.commit("Add the cache once more", {"new/a.c": TEXT + CACHE}, branch="topic", parents=[shas["last"]])
    mine(repo.path, database.url, lines=True)
    blob = str(repo.git.create_blob(TEXT.encode()))
    (repo.path / "objects" / blob[:2] / blob[2:]).unlink()
    notes: list[str] = []
    assert {tie for tie, _ in asking(database, branch="topic", tell=notes.append)} == {"same files"}
    assert notes == [f"{repo.path} lacks contents, so only the files of topic are compared."]


def test_a_clone_that_is_gone(cached, database):
    repo, _ = cached
    mine(repo.path, database.url)
    shutil.rmtree(repo.path)
    with pytest.raises(RepositoryError, match=r"which is not there any more: give the branch as a diff"):
        asking(database, branch="topic")


def test_a_history_without_a_clone(database):
    with pytest.raises(RepositoryError, match="mined from no clone"):
        asking(database, branch="topic")


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"paths": ("Lib/nowhere.py",)}, LookupFailedError, "No commit has changed a path Lib/nowhere.py"),
        ({"paths": ("Include", "x")}, LookupFailedError, "No commit has changed a path x"),
        ({"diff": ""}, SettingsError, "The diff is empty"),
        ({"diff": b"\xff"}, SettingsError, "There is no diff in this text"),
        (
            {"diff": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n"},
            LookupFailedError,
            "No commit has changed x or any other",
        ),
        ({"branch": "nowhere"}, RepositoryError, "has no branch nowhere"),
        ({"paths": ("Include",), "before": "2019-02-30"}, LookupFailedError, "2019-02-30 is not a day of the calendar"),
        ({"paths": ("Include",), "before": "soon"}, LookupFailedError, "'soon' is not a commit"),
    ],
)
def test_problems(sample_url, given, kind, message):  # noqa: F811
    with open_history(sample_url) as history, pytest.raises(kind, match=message):
        history.tried(*given.get("paths", ()), **{name: value for name, value in given.items() if name != "paths"})


@pytest.mark.parametrize("given", [{}, {"paths": ("Include",), "branch": "main"}, {"diff": "", "branch": "main"}])
def test_one_place_is_asked_about(sample_url, given):  # noqa: F811
    with open_history(sample_url) as history, pytest.raises(QueryError, match="give one of them"):
        history.tried(*given.get("paths", ()), diff=given.get("diff"), branch=given.get("branch"))


def test_a_new_file_need_not_be_known(sample_url):  # noqa: F811
    notes: list[str] = []
    with open_history(sample_url, notes.append) as history:
        assert len(history.tried(diff="--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a new line\n")) == 0
        assert [note for note in notes if "The lines of the history were not counted" in note]
        notes.clear()
        assert len(history.tried("Include")) > 0
        assert notes == []


@pytest.mark.parametrize("path", ["Include/internal", "include/*.h", "Lib/test/test_?api.py", "Objects/%", "./"])
def test_a_path_means_what_it_means_to_the_queries(sample_url, path):  # noqa: F811
    with open_history(sample_url) as history, history.connect() as connection:
        known = {row["path"] for row in history.query("path_history", path=path).dicts()}
        assert set(lookup.paths_matching(connection, path).values()) == known


def test_the_better_tie_of_a_backport_is_told(repo, database):
    """The original had other lines in the same file; the backport, which was taken back too, is exactly the change."""
    repo.commit("Begin with a title", {"a.c": TEXT}, time=NOON)
    root = str(repo.git.head.target)
    other = "".join(f"int other{number}(void);\n" for number in range(60))
    first = repo.commit(f"{SUBJECT} (GH-1)", {"a.c": TEXT + other}, time=NOON + DAY)
    repo.commit(taken_back(f"{SUBJECT} (GH-1)", first), {"a.c": TEXT}, time=NOON + 2 * DAY)
    port = repo.commit(
        f"[3.8] {SUBJECT} (GH-2)\n\n(cherry picked from commit {first})",
        {"a.c": TEXT + CACHE},
        branch="3.8",
        parents=[root],
        time=NOON + DAY + 60,
    )
    repo.commit(taken_back(f"[3.8] {SUBJECT} (GH-2)", port), {"a.c": TEXT}, branch="3.8", time=NOON + 2 * DAY)
    mine(repo.path, database.url, lines=True)
    told = asking(database, diff=diff(repo, root, port), columns=("tie", "sha", "line"))
    assert told == [("same change", port, "3.8,main")]
