"""What canned queries say of small histories that are mined for the purpose."""

import pytest

from miner.history.history import open_history
from miner.pipeline import mine
from miner.render.release import write_release
from miner.render.terminal import Terminal

_NOON = 1_551_000_000


def ask(database, name: str, *columns: str, **given: object) -> list[tuple]:
    """Run a canned query and return some of its columns."""
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        return [tuple(row[column] for column in columns) for row in history.query(name, **given).dicts()]


def revert(subject: str, sha: str) -> str:
    return f'Revert "{subject}"\n\nThis reverts commit {sha}.'


@pytest.fixture
def skewed(repo, database):
    """A landing, a revert with a clock three hours behind, a reland with the same clock, and a later commit."""
    repo.commit("Root of all titles", {"a": "0"}, time=_NOON - 90_000)
    subject = "bpo-1000: A title with a wrong clock"
    landed = repo.commit(subject, {"b": "1"}, time=_NOON)
    undone = repo.commit(revert(subject, landed), {"b": None}, time=_NOON - 10_800)
    again = repo.commit(revert(f'Revert "{subject}"', undone), {"b": "1"}, time=_NOON - 10_800)
    repo.commit("Another title", {"c": "1"}, time=_NOON + 60)
    mine(repo.path, database.url)
    return landed, undone, again


def test_an_undo_is_told_after_what_it_undoes_whatever_the_clocks_say(skewed, database):
    landed, undone, again = skewed
    told = ask(database, "issue_timeline", "kind", "sha", issue="bpo-1000")
    assert told == [("landed", landed), ("reverted", undone), ("relanded", again)]


def test_no_delay_is_negative(skewed, database):
    landed, undone, again = skewed
    assert (undone, landed, None) in ask(database, "undo_links", "undoing_sha", "undone_sha", "delay_seconds")
    assert ask(database, "relands", "reland_sha", "delay_seconds") == [(again, None)]
    assert all(seconds >= 0 for (seconds,) in ask(database, "revert_lag", "min_seconds"))
    assert ask(database, "slowest_reverts", "undoing_sha")[-1] == (undone,)


@pytest.fixture
def lines(repo):
    """Main at 3.8, and the lines 3.5, 3.6 (which gets security fixes only by then) and 3.7, one release on each."""
    tip = repo.commit("Root of all titles", {"a": "0"}, time=_NOON - 90_000)
    for number, line in enumerate(("3.5", "3.6", "3.7")):
        first = repo.commit(f"Begin {line}", {"v": line}, branch=line, parents=[tip], time=_NOON - 80_000 + number)
        repo.tag(f"v{line}.0", first, time=_NOON - 70_000 + number)
        tip = repo.commit(f"After {line}", {"a": line}, time=_NOON - 60_000 + number)
    return repo


def fix_and_port(repo, *, number: int, at: int) -> str:
    """Commit a fix to main and to 3.5, and return it."""
    subject = f"bpo-{number}: A title about {number}"
    fix = repo.commit(subject, {f"f{number}": "1"}, time=at)
    port = f"[3.5] {subject}\n\n(cherry picked from commit {fix})"
    repo.commit(port, {f"f{number}": "1"}, branch="3.5", time=at + 10)
    return fix


def test_what_a_line_was_not_due_or_took_back_is_not_missing(lines, database):
    fix = fix_and_port(lines, number=1000, at=_NOON)
    other = fix_and_port(lines, number=2000, at=_NOON + 100)
    subject = "[3.7] bpo-2000: A title about 2000"
    ported = lines.commit(
        f"{subject}\n\n(cherry picked from commit {other})", {"f2000": "1"}, branch="3.7", time=_NOON + 200
    )
    lines.commit(revert(subject, ported), {"f2000": None}, branch="3.7", time=_NOON + 300)
    feature = lines.commit("bpo-3000: Add a feature", {"f3000": "1"}, time=_NOON + 400)
    for line in ("3.6", "3.7"):
        lines.commit(f"Later on {line}", {"w": line}, branch=line, time=_NOON + 900)
    mine(lines.path, database.url)
    assert ask(database, "missing_backports", "original_sha", "line", "below_line") == [(fix, "3.7", "3.5")]
    # The ledger misses the same, and nothing of what no line has got.
    assert ask(database, "backport_ledger", "original_sha", "line", state="missing") == [(fix, "3.7")]
    states = dict(ask(database, "backport_ledger", "line", "state", commit=feature))
    assert states == {"main": "original", "3.7": "absent", "3.6": "security only"}


def test_commits_that_only_set_the_version_are_not_what_a_release_brings(repo, database):
    repo.commit("Root of all titles", {"a": "0"})
    repo.tag("v3.8.0a1", time=_NOON)
    bump = repo.commit("After the alpha", {"Include/patchlevel.h": "1", "README.rst": "1", "Misc/NEWS.d/next/x": "1"})
    fix = repo.commit("Fix what the version says", {"Include/patchlevel.h": "2", "Python/sysmodule.c": "1"})
    news = repo.commit("Correct an entry", {"Misc/NEWS.d/next/x": "2"})
    repo.tag("v3.8.0a2", time=_NOON + 90_000)
    mine(repo.path, database.url)
    assert ask(database, "release_contents", "sha", "housekeeping", release="3.8.0a2") == [(fix, 0), (news, 1)]
    assert ask(database, "release_contents", "sha", release="3.8.0a2", versions=True) == [(bump,), (fix,), (news,)]


def test_a_branch_has_what_its_newest_release_has_not(repo, database):
    repo.commit("Root of all titles", {"a": "0"})
    old = repo.commit("bpo-1000: Old news", {"b": "1"})
    repo.tag("v3.8.0a1", time=_NOON)
    settings = repo.commit("Run more checks", {".github/workflows/x": "1", "Misc/ACKS": "1"})
    subject = "bpo-2000: New title"
    landed = repo.commit(subject, {"c": "1"})
    undone = repo.commit(revert(subject, landed), {"c": None})
    back = repo.commit(revert("bpo-1000: Old news", old), {"b": None})
    kept = repo.commit("bpo-3000: Another title", {"d": "1"})
    mine(repo.path, database.url)
    columns = ("sha", "state", "other_sha", "housekeeping")
    assert ask(database, "release_contents", *columns, branch="main") == [
        (back, "takes back", old, 0),
        (landed, "undone", undone, 0),
        (undone, "undoes", landed, 0),
        (kept, "in it", None, 0),
        (settings, "in it", None, 1),
    ]
    assert ask(database, "release_contents", "sha", branch="main", path="d") == [(kept,)]


@pytest.fixture
def parted(repo, database):
    """3.8.0 with ports of three changes of main, one of which it took back, and what main has since 3.8 left it."""
    root = repo.commit("Root of all titles", {"a": "0"}, time=_NOON)
    fixes = [repo.commit(f"bpo-{n}000: Fix {n}", {f"f{n}": "1"}, time=_NOON + n) for n in (1, 2, 3)]
    trailers = "".join(f"(cherry picked from commit {fix})\n" for fix in fixes)
    both, gone = trailers.splitlines(keepends=True)[:2], trailers.splitlines()[2]
    repo.commit("Begin 3.8", {"v": "3.8"}, branch="3.8", parents=[root], time=_NOON + 10)
    port = repo.commit(
        f"[3.8] Fix one and two\n\n{''.join(both)}", {"f1": "1", "f2": "1"}, branch="3.8", time=_NOON + 11
    )
    third = repo.commit(f"[3.8] bpo-3000: Fix 3\n\n{gone}", {"f3": "1"}, branch="3.8", time=_NOON + 12)
    repo.commit(revert("[3.8] bpo-3000: Fix 3", third), {"f3": None}, branch="3.8", time=_NOON + 13)
    repo.tag("v3.8.0", repo.tip("3.8"), time=_NOON + 20)
    subject = "bpo-4000: Come and go and come"
    tried = repo.commit(subject, {"g": "1"}, time=_NOON + 30)
    undone = repo.commit(revert(subject, tried), {"g": None}, time=_NOON + 31)
    again = repo.commit(f"{subject} again", {"g": "1"}, time=_NOON + 32)
    bump = repo.commit("After it", {"Include/patchlevel.h": "1"}, time=_NOON + 33)
    mine(repo.path, database.url)
    return {"fixes": fixes, "port": port, "tried": tried, "undone": undone, "again": again, "bump": bump}


def test_what_the_earlier_release_has_by_a_backport_is_marked(parted, database):
    one, two, three = parted["fixes"]
    told = dict(ask(database, "release_contents", "sha", "had_by", branch="main", previous="3.8.0"))
    assert {sha: by for sha, by in told.items() if by} == {one: parted["port"], two: parted["port"]}
    for fix, standing in ((one, "stands"), (two, "stands"), (three, "undone")):
        assert ask(database, "standing", "standing", commit=fix, release="3.8.0") == [(standing,)]
        assert (standing,) in ask(database, "standing", "standing", commit=fix, line="3.8")
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        lines = list(write_release(history.release("main", "3.8.0"), Terminal()))
    assert "that 3.8.0 does not hold itself (of 2 it has the change by another commit)" in lines[1]
    assert f"  {one[:10]}  bpo-1000: Fix 1 [in 3.8.0 by {parted['port'][:10]}]" in lines
    assert f"  {three[:10]}  bpo-3000: Fix 3" in lines


def test_every_commit_of_a_range_is_in_one_list(parted, database):
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        page = history.release("main", "3.8.0")
    told = [row["sha"] for section in page.sections for row in section.rows.dicts()]
    assert sorted(told) == sorted([*parted["fixes"], parted["tried"], parted["undone"], parted["again"]])
    assert [row["undone_by"] for row in page["undone"].dicts()] == [parted["undone"]]
    assert [row["undoes"] for row in page["undoing"].dicts()] == [parted["tried"]]
    assert (page.facts["merges"], page.facts["versions"]) == (0, 1)


def test_all_addresses_of_a_full_name_are_one_person_and_those_of_a_single_word_are_not(repo, database):
    home, work = ("Cy Coder", "cy@home.example.org"), ("cy coder", "cy@work.example.org")
    ben, roots = ("Ben Builder", "ben@example.org"), [("root", f"root@{host}.example.org") for host in "ab"]
    landed = [repo.commit(f"Add {number}", {f"f{number}": "1"}, author=home) for number in range(5)]
    for author, numbers in ((home, [0, 1]), (work, [2]), (ben, [3, 4])):
        for number in numbers:
            repo.commit(revert(f"Add {number}", landed[number]), {f"f{number}": None}, author=author)
    for author in roots:
        repo.commit(f"Say {author[1]}", {author[1]: "1"}, author=author)
    mine(repo.path, database.url)
    columns = ("author", "email", "addresses", "reverts")
    assert ask(database, "reverters", *columns, "undone", "own") == [(*home, 2, 3, 3, 3), (*ben, 1, 2, 2, 0)]
    counts = [(*home, 2, 3, 8), (*ben, 1, 2, 2), *((*root, 1, 0, 1) for root in roots)]
    assert ask(database, "who", *columns, "commits") == counts
    (mine_alone,) = ask(database, "reverters", *columns, author=work[1])
    assert mine_alone == (*work, 1, 1)


def test_the_slowest_reverts_are_firm_and_a_revert_of_several_lines_is_one(repo, database):
    repo.commit("Root of all titles", {"a": "0"}, time=_NOON)
    subject = "bpo-1000: A title of long ago"
    landed = repo.commit(subject, {"b": "1"}, time=_NOON + 100)
    repo.commit("Begin 3.8", {"v": "3.8"}, branch="3.8", parents=[landed], time=_NOON + 200)
    cited = repo.commit("Say more of the thing", {"m": "1\n2\n3\n"}, time=_NOON + 300)
    citing = f"Remove a needless remark which was added in {cited[:7]}"
    citing = repo.commit(citing, {"m": "1\n2\n4\n"}, time=_NOON + 90_000)
    undone = repo.commit(revert(subject, landed), {"b": None}, time=_NOON + 400)
    port = f"[3.8] {revert(subject, landed)}\n\n(cherry picked from commit {undone})"
    ported = repo.commit(port, {"b": None}, branch="3.8", time=_NOON + 900)
    mine(repo.path, database.url)
    assert (citing, "unknown") in ask(database, "undo_links", "undoing_sha", "extent")
    assert ask(database, "slowest_reverts", "undoing_sha", unproven=True) == [(citing,), (undone,)]
    assert ask(database, "slowest_reverts", "undoing_sha") == [(undone,)]
    assert ask(database, "slowest_reverts", "undoing_sha", line="3.8") == [(ported,)]


def test_a_title_from_the_news_of_another_release_says_so(repo, database):
    def news(version: str, issue: int, words: str) -> dict[str, str]:
        blurb = f".. bpo: {issue}\n.. date: 2019-03-01\n.. nonce: N{issue}\n.. section: Library\n\n{words}\n"
        return {f"Misc/NEWS.d/{version}.rst": f".. release date: 2019-03-05\n{blurb}"}

    repo.commit("bpo-1000: Make it so", {"a": "1"}, time=_NOON)
    repo.commit("Python 3.8.0a1", news("3.8.0a1", 1000, "It is so."))
    repo.tag("v3.8.0a1", time=_NOON + 100)
    back = repo.commit("bpo-1000: No longer make it so", {"a": "0"})
    repo.commit("Python 3.8.0a2", news("3.8.0a2", 1000, "It is not so."))
    repo.tag("v3.8.0a2", time=_NOON + 90_000)
    mine(repo.path, database.url)
    first = ask(database, "release_contents", "title", "news_of", release="3.8.0a1", issue="bpo-1000")
    assert first == [("It is so", None)]
    second = ask(database, "release_contents", "sha", "title", "news_of", release="3.8.0a2", issue="bpo-1000")
    assert second == [(back, "It is so", "3.8.0a1")]
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        lines = list(write_release(history.release("3.8.0a2"), Terminal()))
    assert "bpo-1000  It is so [NEWS of 3.8.0a1]" in lines
