"""Which releases hold a commit, the previous release of each, and what was shipped: on made-up repositories."""

import random
import subprocess

import pytest
from sqlalchemy import text

from miner.graph.line_names import svn_line
from miner.history.history import open_history
from miner.pipeline import mine
from miner.store import bulk, tables
from tests.benchmarks.svn_lines import agreement, compared


def rows(database, select: str) -> list[tuple]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


def ask(database, name: str, *columns: str, **given: object) -> list[tuple]:
    """Run a canned query and return some of its columns."""
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        return [tuple(row[column] for column in columns) for row in history.query(name, **given).dicts()]


@pytest.fixture
def branched(repo):
    """Main with three alphas, a line that leaves it, a revert on main only, and a revert that is reverted."""
    shas = {"root": repo.commit("Root of all titles", {"a": "0"})}
    repo.tag("v3.8.0a1", time=1_551_060_000)
    shas["seen"] = repo.commit("bpo-1000: A title that users see", {"b": "1"})
    repo.tag("v3.8.0a2", time=1_551_070_000)
    shas["seen undone"] = repo.commit(
        f'Revert "bpo-1000: A title that users see"\n\nThis reverts commit {shas["seen"]}.', {"b": None}
    )
    shas["brief"] = repo.commit("bpo-2000: A title that comes and goes", {"c": "1"})
    shas["brief undone"] = repo.commit(
        f'Revert "bpo-2000: A title that comes and goes"\n\nThis reverts commit {shas["brief"]}.', {"c": None}
    )
    shas["kept"] = repo.commit("bpo-3000: A title that one line keeps", {"d": "1"})
    repo.tag("v3.8.0b1", time=1_551_080_000)
    shas["branch"] = repo.commit("Begin the branch", {"v": "3.8"}, branch="3.8", parents=[shas["kept"]])
    repo.tag("v3.8.0", shas["branch"], time=1_551_090_000)
    shas["kept undone"] = repo.commit(
        f'Revert "bpo-3000: A title that one line keeps"\n\nThis reverts commit {shas["kept"]}.', {"d": None}
    )
    shas["port"] = repo.commit("bpo-4000: A title that is brought over", {"e": "1"})
    shas["ported"] = repo.commit(
        f"[3.8] bpo-4000: A title that is brought over\n\n(cherry picked from commit {shas['port']})",
        {"e": "1"},
        branch="3.8",
    )
    shas["port undone"] = repo.commit(
        f'Revert "bpo-4000: A title that is brought over"\n\nThis reverts commit {shas["port"]}.', {"e": None}
    )
    repo.tag("v3.9.0a1", time=1_551_200_000)
    repo.tag("v3.8.1", shas["ported"], time=1_551_300_000)
    return repo, shas


def test_releases_follow_those_before_them_on_their_line_or_where_it_began(branched, database):
    repo, _ = branched
    mine(repo.path, database.url)
    assert ask(database, "releases", "release", "previous") == [
        ("3.8.0a1", None),
        ("3.8.0a2", "3.8.0a1"),
        ("3.8.0b1", "3.8.0a2"),
        ("3.8.0", "3.8.0b1"),
        ("3.8.1", "3.8.0"),
        ("3.9.0a1", "3.8.0b1"),
    ]


@pytest.mark.parametrize(
    ("name", "shipped"),
    [
        ("root", [(1, "3.8.0a1", None, None, None)]),
        ("seen", [(1, "3.8.0a2", "seen undone", "3.8.0a2", "3.8.0b1")]),
        ("brief", [(0, None, "brief undone", None, None)]),
        ("kept", [(1, "3.8.0b1", "kept undone", "3.8.0b1", None)]),
        ("port", [(0, None, "port undone", None, None)]),
        ("ported", [(1, "3.8.1", None, None, None)]),
    ],
)
def test_shipped_is_contained_and_not_undone(branched, database, name, shipped):
    repo, shas = branched
    mine(repo.path, database.url)
    columns = ("shipped", "release", "undone_by", "exposed_from", "exposed_until")
    expected = [(row[0], row[1], shas.get(row[2]), *row[3:]) for row in shipped]
    assert ask(database, "shipped", *columns, commit=shas[name]) == expected


def test_each_line_of_releases_has_its_own_answer(branched, database):
    repo, shas = branched
    mine(repo.path, database.url)
    columns = ("release_line", "shipped", "release", "undone_by")
    assert ask(database, "shipped", *columns, commit=shas["kept"], by_line=True) == [
        ("3.8", 1, "3.8.0b1", None),
        ("3.9", 0, None, shas["kept undone"]),
    ]


def test_reverts_that_users_saw_name_the_releases(branched, database):
    repo, shas = branched
    mine(repo.path, database.url)
    columns = ("undone_sha", "line", "exposed_from", "exposed_until", "alphas", "betas", "finals")
    assert ask(database, "exposed_reverts", *columns) == [
        (shas["seen"], "3.8", "3.8.0a2", "3.8.0b1", 1, 0, 0),
        (shas["kept"], "3.8", "3.8.0b1", None, 0, 1, 2),
    ]


def test_what_main_undid_and_a_line_kept_shows_in_the_ledger(branched, database):
    repo, shas = branched
    mine(repo.path, database.url)
    assert ask(database, "backport_ledger", "line", "state", "sha", "undone_by", issue="bpo-4000") == [
        ("main", "undone", shas["port"], shas["port undone"]),
        ("3.8", "exact", shas["ported"], None),
    ]


def test_the_state_of_what_a_release_brings(branched, database):
    repo, shas = branched
    mine(repo.path, database.url)
    found = dict(ask(database, "release_contents", "sha", "state", release="3.8.0b1"))
    assert found == {
        shas["seen undone"]: "takes back",
        shas["brief"]: "undone",
        shas["brief undone"]: "undoes",
        shas["kept"]: "in it",
    }


@pytest.mark.parametrize("depth", range(5))
def test_reverts_of_reverts_hold_by_turns(repo, database, depth):
    repo.commit("Root of all titles", {"a": "0"})
    subject, files = "bpo-1000: A title to argue about", {"b": "1"}
    sha = first = repo.commit(subject, files)
    for number in range(depth):
        files = {"b": None if number % 2 == 0 else "1"}
        subject = f'Revert "{subject}"'
        sha = repo.commit(f"{subject}\n\nThis reverts commit {sha}.", files)
    repo.tag("v3.8.0", time=1_600_000_000)
    mine(repo.path, database.url)
    assert ask(database, "shipped", "shipped", commit=first) == [(1 - depth % 2,)]


def test_what_a_graft_of_old_history_brings_back_is_not_new(repo, database):
    root = repo.commit("Root of all titles", {"a": "0"})
    old = repo.commit("A title that was released long ago", {"b": "1"})
    repo.tag("v3.0", time=1_551_060_000)
    line = repo.commit("Begin the old line", {"c": "1"}, branch="2.7", parents=[root])
    repo.tag("v2.7.3", line, time=1_551_070_000)
    merge = repo.commit("Graft", {"b": "1"}, branch="2.7", parents=[line, old])
    repo.tag("v2.7.4rc1", merge, time=1_551_080_000)
    mine(repo.path, database.url)
    assert ask(database, "release_contents", "sha", release="2.7.4rc1", merges=True) == [(merge,)]
    assert ask(database, "first_release", "release", commit=old) == [("3.0",)]


def test_a_new_tag_splits_sets_and_one_that_goes_joins_them(branched, database):
    repo, shas = branched
    mine(repo.path, database.url)
    identities = dict(rows(database, "SELECT tag, id FROM releases"))
    repo.tag("v3.8.0rc1", shas["kept"], time=1_551_085_000)
    mine(repo.path, database.url)
    assert ("3.8.0rc1",) in rows(database, f"SELECT release FROM commit_releases WHERE sha = '{shas['brief']}'")
    now = dict(rows(database, "SELECT tag, id FROM releases"))
    assert {tag: now[tag] for tag in identities} == identities
    repo.git.references.delete("refs/tags/v3.8.0rc1")
    mine(repo.path, database.url)
    assert dict(rows(database, "SELECT tag, id FROM releases")) == identities
    assert rows(database, f"SELECT release FROM commit_releases WHERE sha = '{shas['port']}'") == [("3.9.0a1",)]


def test_other_tags_are_listed(branched, database):
    repo, shas = branched
    repo.tag("3.8", shas["ported"])
    repo.tag("vacation")
    repo.tag("v3.8-broken", time=1_551_060_000)
    mine(repo.path, database.url)
    assert ask(database, "other_tags", "tag", "reason") == [
        ("3.8", "end of a line"),
        ("v3.8-broken", "no version"),
        ("vacation", "no version"),
    ]


@pytest.mark.parametrize("wanted", [[], [(1, "one")], [(1, "other"), (3, "three")], [(2, "two"), (4, "one")]])
def test_keep_writes_what_differs(database, wanted):
    with database.engine.begin() as connection:
        bulk.insert(connection, tables.paths, ("id", "path"), [(1, "one"), (2, "two")])
        bulk.keep(connection, tables.paths, ("id",), ("path",), wanted)
        assert connection.execute(text("SELECT id, path FROM paths ORDER BY id")).all() == wanted


@pytest.mark.parametrize(
    ("branch", "line"),
    [("legacy-trunk", "main"), ("py3k", "main"), ("release27-maint", "2.7"), ("py3k-struni", "py3k-struni")],
)
def test_lines_of_svn_branches(branch, line):
    assert svn_line(branch) == line


NEWS = "What's New in Python {0}?\n==========\n\n*Release date: 2001-12-21*\n\n- Something happened.\n"
DAY = 86_400
SAID = 1_008_892_800  # 2001-12-21


@pytest.fixture
def tagged_anew(repo):
    """A release that was tagged again after three months, with what had come since."""
    shas = [repo.commit("Title of the release", {"a": "0", "Misc/NEWS": NEWS.format("2.2 final")}, time=SAID + 3600)]
    shas.append(repo.commit("Title of what came later", {"a": "1"}, time=SAID + 60 * DAY))
    shas.append(repo.commit("Title of the last", {"a": "2"}, time=SAID + 98 * DAY))
    return repo, shas


def dates(database) -> list[tuple]:
    return rows(database, "SELECT tag, released_at, date_basis FROM releases ORDER BY position")


@pytest.mark.parametrize("time", [None, SAID + 200 * DAY], ids=["lightweight", "annotated"])
@pytest.mark.parametrize("steps", [1, 2])
def test_a_tag_that_came_late_is_dated_by_the_news(tagged_anew, database, time, steps):
    repo, shas = tagged_anew
    if steps == 2:
        mine(repo.path, database.url)
    repo.tag("v2.2", shas[-1], time=time)
    repo.tag("v2.2.1c1", shas[-1], time=SAID + 90 * DAY)
    mine(repo.path, database.url)
    assert dates(database) == [
        ("v2.2", "2001-12-21T00:00:00+00:00", "news"),
        ("v2.2.1c1", "2002-03-21T00:00:00+00:00", "tag"),
    ]
    first = dict(rows(database, "SELECT sha, release FROM first_release"))
    assert first == {shas[0]: "2.2", shas[1]: "2.2.1rc1", shas[2]: "2.2.1rc1"}


def test_a_tag_of_the_same_days_keeps_its_date(tagged_anew, database):
    repo, shas = tagged_anew
    repo.tag("v2.2", shas[0], time=SAID + 6 * DAY)
    mine(repo.path, database.url)
    assert dates(database) == [("v2.2", "2001-12-27T00:00:00+00:00", "tag")]


def test_a_late_tag_keeps_its_date_without_the_news(repo, database):
    sha = repo.commit("Title of the release", {"a": "0", "Misc/NEWS": NEWS.format("2.1")}, time=SAID + 98 * DAY)
    repo.tag("v2.2", sha)
    mine(repo.path, database.url)
    assert dates(database) == [("v2.2", "2002-03-29T00:00:00+00:00", "commit")]


def test_a_line_of_late_commits_only_is_held(repo, database):
    """If no commit is as old as the day in the NEWS, the tag says what was released."""
    sha = repo.commit("Title", {"a": "0", "Misc/NEWS": NEWS.format("2.2 final")}, time=SAID + 98 * DAY)
    repo.tag("v2.2", sha)
    mine(repo.path, database.url)
    assert rows(database, "SELECT sha, release FROM first_release") == [(sha, "2.2")]


@pytest.mark.history
def test_lines_and_releases_of_the_real_history(indexed_history, mined_history):
    """Lines agree with the recorded svn branches, and containment with git's answer for thirty commits."""
    with open_history(mined_history[0]) as history, history.connect() as connection:
        assert agreement(compared(connection)) > 0.99
        shas = connection.execute(text("SELECT sha FROM commits ORDER BY sha")).scalars().all()
        releases = set(connection.execute(text("SELECT tag FROM releases")).scalars())
        for sha in random.Random(4).sample(shas, 30):
            listed = subprocess.run(
                ["git", "--git-dir", indexed_history, "tag", "--contains", sha],
                capture_output=True,
                check=True,
                text=True,
            )
            held = "SELECT tag FROM contained_releases WHERE sha = :sha"
            ours = set(connection.execute(text(held), {"sha": sha}).scalars())
            assert ours == releases & set(listed.stdout.split()), sha
