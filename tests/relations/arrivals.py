"""Histories of which a part arrives late: each shows one reason for which a pass looks at an old commit again.

A history is a function that makes the first part, yields, and makes the second. Between the two the repository is
mined, and it must then say the same as if it had been mined at once. What it yields or returns is a mapping file to be
imported when that part is mined.
"""

import json
from collections.abc import Callable, Generator, Iterator

from tests.repositories import ANN, BEN, Repo
from tests.tracker.forms import pull

SVN = 1_236_000_000  # 2009
HG = 1_330_000_000  # 2012
GIT = 1_551_000_000  # 2019
DAY = 86_400
NODE = "5bd9db528aed" + "0" * 28
TITLE = "bpo-1001: Make the lexer faster"
CARL = ("Carl", "carl@example.org")

Arrival = Callable[[Repo], Generator[str | None, None, str | None]]


def subversion(revision: int, branch: str) -> list[str]:
    """Return the header of a commit that was made in Subversion."""
    return [f"HG:extra convert_revision:svn%3A6015fed2/python/branches/{branch}%40{revision}"]


def begin(repo: Repo, time: int) -> str:
    """Make the first commit."""
    return repo.commit("Begin", dict.fromkeys(("a.c", "b.c", "c.c", "d.c"), "0"), time=time)


def graft(repo: Repo, root: str, time: int, author: tuple[str, str] = ANN) -> None:
    """Graft to 3.3 what its author made at this time, under another title and with other files."""
    headers = [f"HG:extra source:{NODE}"]
    repo.commit("Graft it", {"z.c": "1"}, branch="3.3", parents=[root], headers=headers, time=time, author=author)


def a_new_commit(repo: Repo) -> Iterator[None]:
    begin(repo, GIT)
    original = repo.commit(TITLE, {"a.c": "1"}, time=GIT + 10)
    yield
    repo.commit(f"Take it back\n\nThis reverts commit {original}.", {"a.c": "0"}, time=GIT + 20)


def a_revision_that_was_merged(repo: Repo) -> Iterator[None]:
    root = begin(repo, SVN)
    headers = subversion(60_110, "release31-maint")
    repo.commit(
        "Merged revision 60101 from py3k", {"a.c": "2"}, branch="3.1", parents=[root], time=SVN + 60, headers=headers
    )
    yield
    repo.commit("One", {"a.c": "1"}, branch="py3k", parents=[root], time=SVN, headers=subversion(60_101, "py3k"))


def a_revision_of_a_range(repo: Repo) -> Iterator[None]:
    """The ends are there, or unknown for good, and what arrives lies between them."""
    root = begin(repo, SVN)
    repo.commit("One", {"a.c": "1"}, branch="py3k", parents=[root], time=SVN + 1, headers=subversion(60_101, "py3k"))
    message = "Merged revisions 60101-60105 from py3k"
    headers = subversion(60_110, "release31-maint")
    repo.commit(message, {"a.c": "2"}, branch="3.1", parents=[root], time=SVN + 60, headers=headers)
    yield
    repo.commit("Two", {"b.c": "1"}, branch="py3k", time=SVN + 2, headers=subversion(60_103, "py3k"))


def a_pull_request(repo: Repo) -> Iterator[None]:
    root = begin(repo, GIT)
    repo.commit("[3.9] Scan by table (GH-100) (GH-101)", {"a.c": "2"}, branch="3.9", parents=[root], time=GIT + 20)
    yield
    repo.commit("Make the lexer faster (GH-100)", {"a.c": "1"}, parents=[root], time=GIT + 10)


def a_change_of_gerrit(repo: Repo) -> Iterator[None]:
    repo.git.remotes.delete("origin")  # another project's, because CPython has never used Gerrit
    footer = f"\n\nChange-Id: I{NODE}\n"
    root = begin(repo, GIT)
    repo.commit(f"Option for users{footer}", {"a.c": "2"}, branch="1.0", parents=[root], time=GIT + 20)
    yield
    repo.commit(f"Add the option{footer}", {"a.c": "1"}, parents=[root], time=GIT + 10)


def an_earlier_equal_change(repo: Repo) -> Iterator[None]:
    root = begin(repo, GIT)
    repo.commit("One", {"a.c": "1"}, branch="3.9", parents=[root], time=GIT + 20)
    yield
    repo.commit("Two", {"a.c": "1"}, parents=[root], time=GIT + 10)


def an_earlier_equal_title(repo: Repo) -> Iterator[None]:
    root = begin(repo, GIT)
    repo.commit(TITLE, {"a.c": "2"}, branch="3.9", parents=[root], time=GIT + 20)
    yield
    repo.commit(TITLE, {"a.c": "1"}, parents=[root], time=GIT + 10)


def a_sha(repo: Repo) -> Iterator[None]:
    """A trailer names a commit that arrives later."""
    root = begin(repo, GIT)
    original = repo.commit("One", {"a.c": "1"}, branch=None, parents=[root], time=GIT + 10)
    repo.commit(
        f"Two\n\n(cherry picked from commit {original[:10]})", {"b.c": "1"}, branch="3.9", parents=[root], time=GIT + 20
    )
    yield
    repo.branch("main", original)


def a_sha_in_the_years_of_mercurial(repo: Repo) -> Iterator[None]:
    """Its digits could also be those of a Mercurial id."""
    root = begin(repo, HG)
    later = repo.commit("One", {"a.c": "1"}, branch=None, parents=[root], time=HG + 10)
    repo.commit(f"Speak of changeset {later[:12]}", {"b.c": "1"}, branch="3.2", parents=[root], time=HG + 20)
    yield
    repo.branch("main", later)


def a_mercurial_id(repo: Repo) -> Iterator[None]:
    """A graft tells which commit a message means."""
    root = begin(repo, HG)
    repo.commit("One", {"a.c": "1"}, time=HG + 10)
    repo.commit(f"Speak of changeset {NODE[:12]}", {"b.c": "1"}, branch="3.2", parents=[root], time=HG + 20)
    yield
    graft(repo, root, HG + 10)


def a_mercurial_id_in_full(repo: Repo) -> Iterator[None]:
    """Who gives all digits could also mean a sha."""
    root = begin(repo, HG)
    repo.commit("One", {"a.c": "1"}, time=HG + 10)
    message = f"Two\n\n(cherry picked from commit {NODE})"
    repo.commit(message, {"b.c": "1"}, branch="3.2", parents=[root], time=HG + 20)
    yield
    graft(repo, root, HG + 10)


def a_mercurial_id_in_the_years_of_git(repo: Repo) -> Iterator[None]:
    """Its digits could also be those of a sha."""
    root = begin(repo, HG)
    repo.commit("One", {"a.c": "1"}, time=HG + 10)
    message = f"Two\n\n(cherry picked from commit {NODE})"
    repo.commit(message, {"b.c": "1"}, branch="3.2", parents=[root], time=GIT)
    yield
    graft(repo, root, HG + 10)


def a_mercurial_id_that_a_back_out_tells(repo: Repo) -> Iterator[None]:
    root = begin(repo, HG)
    repo.commit("One", {"a.c": "1"}, time=HG + 10)
    repo.commit(f"Speak of changeset {NODE[:12]}", {"b.c": "1"}, branch="3.2", parents=[root], time=HG + 20)
    yield
    repo.commit(f"Backed out changeset {NODE[:12]}", {"a.c": "0"}, time=HG + 30)


def a_mercurial_id_that_its_commit_tells(repo: Repo) -> Iterator[None]:
    """A graft waits for what it was made from."""
    root = begin(repo, HG)
    graft(repo, root, HG + 10)
    repo.commit(f"Speak of changeset {NODE[:12]}", {"b.c": "1"}, branch="3.2", parents=[root], time=HG + 20)
    yield
    repo.commit("One", {"a.c": "1"}, parents=[root], time=HG + 10)


def a_mercurial_id_of_the_list(repo: Repo) -> Iterator[None]:
    """The list of revisions waits for their commits."""
    root = repo.commit("Begin", {"Misc/svnmap.txt": f"60100 {NODE} py3k\n"}, time=SVN)
    repo.commit(f"Speak of changeset {NODE[:12]}", {"b.c": "1"}, branch="3.2", parents=[root], time=HG)
    yield
    repo.commit("One", {"a.c": "1"}, time=SVN + 10, headers=subversion(60_100, "py3k"))


def the_source_of_an_old_graft(repo: Repo) -> Iterator[None]:
    """Another graft, in the name of the original's author, tells what both were made from."""
    root = begin(repo, HG)
    repo.commit("One", {"a.c": "1"}, time=HG + 10)
    headers = [f"HG:extra source:{NODE}"]
    repo.commit("Two", {"b.c": "1"}, branch="3.2", parents=[root], time=HG + 20, author=BEN, headers=headers)
    yield
    graft(repo, root, HG + 10)


def what_bears_a_mercurial_id(repo: Repo) -> Iterator[None]:
    """An undo names the original, whose port to the line of the undo is only known by the original's id."""
    root = begin(repo, HG)
    original = repo.commit("Double the buffer", {"a.c": "1"}, time=HG + 10)
    message = f"Enlarge it\n\nTransplanted from changeset {NODE[:12]}"
    repo.commit(message, {"a.c": "1 and", "b.c": "7"}, branch="3.2", parents=[root], time=HG + 20)
    repo.commit("Stay near it", {"a.c": "8"}, branch="3.2", time=HG + 25)
    repo.commit(f"Take it away\n\nThis reverts commit {original}.", {"a.c": "1 and"}, branch="3.2", time=HG + 30)
    yield
    graft(repo, root, HG + 10)


def what_an_unknown_id_no_longer_means(repo: Repo) -> Iterator[None]:
    """The likeliest target of a back-out turns out to have another id than the one that it names."""
    root = begin(repo, HG)
    repo.commit("Enlarge it", {"a.c": "00", "b.c": "5"}, time=HG + 5)
    repo.commit("Double the buffer", {"a.c": "1"}, time=HG + 10)
    repo.commit("Back out changeset 123456789abc, it broke", {"a.c": "7"}, time=HG + 30)
    yield
    graft(repo, root, HG + 10)


def an_id_that_was_proven_wrong(repo: Repo) -> Iterator[None]:
    """A back-out proves an id of a commit, until a graft proves another one."""
    root = begin(repo, HG)
    repo.commit("Double the buffer", {"a.c": "1"}, time=HG + 10)
    repo.commit("Backed out changeset 123456789abc", {"a.c": "0"}, time=HG + 30)
    repo.commit("Speak of changeset 123456789abc", {"b.c": "0"}, time=HG + 40)
    yield
    graft(repo, root, HG + 10)


def what_an_unknown_id_may_mean_again(repo: Repo) -> Iterator[None]:
    """The likeliest target of a back-out turns out not to have the id that it seemed to have."""
    root = begin(repo, HG)
    repo.commit("Enlarge it", {"a.c": "00", "b.c": "5"}, time=HG + 5)
    repo.commit("Double the buffer", {"c.c": "1", "d.c": "1"}, time=HG + 10)
    repo.commit(f"Backed out changeset {NODE[:12]}", {"c.c": "0", "d.c": "0"}, time=HG + 30)
    repo.commit("Back out changeset 123456789abc, it broke", {"c.c": "7", "d.c": "7"}, time=HG + 40)
    yield
    graft(repo, root, HG + 5)


def an_id_of_the_svn_years(repo: Repo) -> Iterator[None]:
    """A back-out proves an id of a commit, until the list of revisions gives it to another one."""
    repo.commit("One", {"a.c": "1", "b.c": "0"}, time=SVN, headers=subversion(60_100, "py3k"))
    repo.commit("Double the buffer", {"b.c": "1"}, time=HG + 10)
    repo.commit(f"Backed out changeset {NODE[:12]}", {"b.c": "0"}, time=HG + 20)
    yield
    repo.commit("List the revisions", {"Misc/svnmap.txt": f"60100 {NODE} py3k\n"}, time=HG + 30)


def a_branch_that_becomes_main(repo: Repo) -> Iterator[None]:
    """Of two that a commit could be ported from, the one on main is meant."""
    root = begin(repo, GIT)
    title = f"{TITLE} and better"
    repo.commit(title, {"a.c": "1"}, branch="2.7", parents=[root], time=GIT + 10)
    meant = repo.commit(title, {"a.c": "1", "b.c": "1"}, branch="3.8", parents=[root], time=GIT + 20)
    message = f"{title}\n\n(cherry picked from commit {meant})"
    repo.commit(message, {"a.c": "2"}, branch="3.7", parents=[root], time=GIT + 30)
    yield
    repo.branch("main", meant)


def a_revision_on_two_branches(repo: Repo) -> Iterator[None]:
    """Of two commits of a revision, the one on the line of the speaker is meant."""
    root = begin(repo, SVN)
    for branch, file in (("release27-maint", "a.c"), ("py3k", "b.c")):
        headers = subversion(60_100, branch)
        repo.commit("One", {file: "1"}, branch=branch, parents=[root], time=SVN + 10, headers=headers)
    speaker = repo.commit("Improve on r60100", {"c.c": "1"}, branch="3.2", parents=[root], time=HG)
    yield
    repo.branch("main", speaker)


def what_ties_a_port_to_the_commit_that_is_named(repo: Repo) -> Iterator[None]:
    """A commit names the original of a port of a port; its own line has the last, and what ties them arrives late."""
    root = begin(repo, GIT)
    named = repo.commit("One", {"a.c": "1"}, time=GIT + 10)
    message = "{}\n\n(cherry picked from commit {})"
    tie = repo.commit(
        message.format("Two", named), {"a.c": "1", "b.c": "1"}, branch=None, parents=[root], time=GIT + 20
    )
    port = message.format("Three", tie)
    repo.commit(port, {"a.c": "2"}, branch="2.7", parents=[root], time=GIT + 30)
    undo = f"Four\n\nThis reverts commit {named}."
    repo.commit(undo, {"a.c": "0", "b.c": "2"}, branch="2.7", time=GIT + 40)
    yield
    repo.branch("3.8", tie)


def a_claim_on_the_line_of_a_release(repo: Repo) -> Iterator[None]:
    """What a commit may take back turns out to be on its own line, and is later than what it meant before."""
    root = begin(repo, GIT)
    own = repo.commit("One", {"a.c": "1"}, branch="3.9", parents=[root], time=GIT + 10)
    other = repo.commit("Two", {"a.c": "2"}, branch=None, parents=[root], time=GIT + 20)
    repo.commit("Merge", {"a.c": "2"}, branch="3.8", parents=[root, other], time=GIT + 30)
    repo.commit("Merge", {"a.c": "3"}, branch="3.9", parents=[own, other], time=GIT + 40)
    repo.commit("Revert it", {"a.c": "0"}, branch="3.9", time=GIT + 50)
    yield
    repo.tag("v3.9.0a1", other)


def a_revision_that_is_imported(repo: Repo) -> Generator[None, None, str]:
    root = begin(repo, HG)
    meant = repo.commit("One", {"a.c": "1"}, time=HG + 10)
    repo.commit("Speak of r60100", {"b.c": "1"}, branch="3.2", parents=[root], time=HG + 20)
    yield
    return f"svn_rev,git_sha\n60100,{meant}\n"


def what_has_an_imported_revision(repo: Repo) -> Generator[None, None, str]:
    """An undo names the original, whose port to the line of the undo is only known by the original's revision."""
    root = begin(repo, HG)
    original = repo.commit("Double the buffer", {"a.c": "1"}, time=HG + 10)
    message = "Enlarge it\n\nMerged revision 60100"
    repo.commit(message, {"a.c": "1 and", "b.c": "7"}, branch="3.2", parents=[root], time=HG + 20)
    repo.commit("Stay near it", {"a.c": "8"}, branch="3.2", time=HG + 25)
    repo.commit(f"Take it away\n\nThis reverts commit {original}.", {"a.c": "1 and"}, branch="3.2", time=HG + 30)
    yield
    return f"svn_rev,svn_branch,git_sha\n60100,py3k,{original}\n"


def an_imported_revision_on_the_line_of_a_release(repo: Repo) -> Generator[str, None, None]:
    """Of two commits of a revision, the one that turns out to be on the line of the speaker is meant."""
    root = begin(repo, HG)
    one = repo.commit("One", {"a.c": "1"}, branch="3.1", parents=[root], time=HG + 10)
    other = repo.commit("One", {"b.c": "1"}, branch=None, parents=[root], time=HG + 10)
    merge = repo.commit("Merge", {"b.c": "1"}, branch="3.1", parents=[one, other], time=HG + 20)
    repo.commit("Merge", {"a.c": "1", "b.c": "1"}, branch="3.2", parents=[root, merge], time=HG + 30)
    repo.commit("Improve on r60100", {"c.c": "1"}, branch="3.2", time=HG + 40)
    yield f"svn_rev,svn_branch,git_sha\n60100,3.1,{one}\n60100,3.2,{other}\n"
    repo.tag("v3.2.0a1", other)


def a_port_of_a_port(repo: Repo) -> Iterator[None]:
    """What a port was made from turns out to be a port itself, so that both are ports of the same."""
    root = begin(repo, GIT)
    first = repo.commit("One", {"a.c": "1"}, branch=None, parents=[root], time=GIT + 10)
    message = "Two\n\n(cherry picked from commit {})"
    second = repo.commit(message.format(first), {"b.c": "1"}, branch="3.9", parents=[root], time=GIT + 20)
    repo.commit(message.format(second), {"c.c": "1"}, branch="3.8", parents=[root], time=GIT + 30)
    yield
    repo.branch("main", first)


def an_undo_of_what_turns_out_to_be_an_undo(repo: Repo) -> Iterator[None]:
    """Two commits are named as undone, until one of them is seen to have undone the other."""
    root = begin(repo, HG)
    first = repo.commit("Double the buffer", {"a.c": "1"}, time=HG + 10)
    repo.commit("Enlarge it", {"a.c": "00"}, time=HG + 15, author=CARL)
    undo = repo.commit(f"Back out changeset {NODE[:12]}, it broke", {"a.c": "7"}, time=HG + 20, author=CARL)
    message = f"Take both away\n\nThis reverts commit {first}.\n\nThis reverts commit {undo}."
    repo.commit(message, {"a.c": "5"}, time=GIT)
    yield
    graft(repo, root, HG + 10)


def _two_meanings(repo: Repo) -> tuple[str, str]:
    """Make a commit that a back-out gives an id, and return the root and it; a graft gives the id to another one."""
    root = begin(repo, HG)
    first = repo.commit("Double the buffer", {"a.c": "1"}, time=HG + 10)
    repo.commit("Halve the timeout", {"d.c": "1"}, time=HG + 12, author=CARL)
    repo.commit(f"Backed out changeset {NODE[:12]}", {"a.c": "0"}, time=HG + 20)
    return root, first


def a_port_that_has_another_original(repo: Repo) -> Iterator[None]:
    """What made the same change as a port is a port of the same."""
    root, _ = _two_meanings(repo)
    files = {"a.c": "1 and", "b.c": "7"}
    message = f"Enlarge it\n\nTransplanted from changeset {NODE[:12]}"
    repo.commit(message, files, branch="3.2", parents=[root], time=HG + 30)
    repo.commit("Three", files, branch="3.1", parents=[root], time=HG + 40)
    yield
    graft(repo, root, HG + 12, CARL)


def an_undo_of_what_was_ported(repo: Repo) -> Iterator[None]:
    """An undo names a commit of another line; that both lines have ports of a third one is only known later."""
    root = begin(repo, GIT)
    first = repo.commit("One", {"a.c": "1"}, branch=None, parents=[root], time=GIT + 10)
    message = "{}\n\n(cherry picked from commit " + first + ")"
    named = repo.commit(message.format("Two"), {"a.c": "2"}, branch="3.9", parents=[root], time=GIT + 20)
    repo.commit(message.format("Three"), {"a.c": "3"}, branch="3.8", parents=[root], time=GIT + 30)
    repo.commit("Stay near it", {"a.c": "4"}, branch="3.8", time=GIT + 35)
    repo.commit(f"Take it away\n\nThis reverts commit {named}.", {"a.c": "3"}, branch="3.8", time=GIT + 40)
    yield
    repo.branch("main", first)


def _no_undo_after_all(repo: Repo, before: str, files: str, after: str) -> Iterator[None]:
    """Let something that says nothing take back what is an undo only as long as an id means another commit."""
    root = repo.commit("Begin", {"a.c": before, "b.c": "0", "d.c": "0"}, time=HG)
    repo.commit("Halve the timeout", {"d.c": "1"}, time=HG + 10, author=CARL)
    first = repo.commit("Double the buffer", {"a.c": files, "b.c": "1"}, time=HG + 12)
    message = f"Backed out changeset {NODE[:12]}"
    repo.commit(message, {"a.c": before, "b.c": "0"}, branch="3.2", parents=[first], time=HG + 14)
    message = f"Work on the buffer, and undo changeset {NODE[:12]} on the way"
    repo.commit(message, {"a.c": after}, time=HG + 200 * DAY, author=BEN)
    yield
    graft(repo, root, HG + 10, CARL)


def a_silent_undo(repo: Repo) -> Iterator[None]:
    steps = _no_undo_after_all(repo, "0", "1", "7")
    next(steps)
    repo.commit("Speak to nobody", {"a.c": "1"}, time=HG + 200 * DAY + 30)
    yield
    next(steps, None)


def words(*some: str) -> str:
    """Return a text of some lines."""
    return "".join(f"a line that says {word} and no more\n" for word in some)


MANY = ("one", "two", "three", "four", "five", "six", "seven", "eight")


def a_silent_undo_by_lines(repo: Repo) -> Iterator[None]:
    steps = _no_undo_after_all(repo, words(*MANY), words("zero", *MANY), words("zero", *MANY, "nine", "ten"))
    next(steps)
    repo.commit("Speak first", {"a.c": words("zero", *MANY, "nine", "ten", "more")}, time=HG + 200 * DAY + 10)
    repo.commit("Speak to nobody", {"a.c": words("zero", *MANY, "more")}, time=HG + 200 * DAY + 30)
    yield
    next(steps, None)


def a_merge_of_an_undo(repo: Repo) -> Iterator[None]:
    """A merge takes back what an undo on its other side takes back, some commits down."""
    root = begin(repo, HG)
    repo.commit("Double the buffer", {"a.c": "1"}, time=HG + 10)
    near = repo.commit("Halve the timeout", {"a.c": "1 and 2"}, time=HG + 20)
    repo.commit(f"Back out {NODE[:12]}", {"a.c": "3"}, branch="3.2", parents=[near], time=HG + 30)
    side = repo.commit("Work on", {"b.c": "1"}, branch="3.2", time=HG + 31)
    other = repo.commit("Explain the size", {"c.c": "1"}, time=HG + 40)
    files = {"a.c": "3", "b.c": "1", "c.c": "1"}
    repo.commit("Merge the backout from 3.2", files, parents=[other, side], time=HG + 50)
    yield
    graft(repo, root, HG + 10)


def _undone(repo: Repo, files: tuple[str, ...] = ("a.c", "b.c"), *, closes: str = "") -> tuple[str, str]:
    """Make a change by Ann, and the undo by Ben on the same day; return both."""
    begin(repo, GIT)
    original = repo.commit(f"{closes}{TITLE} (GH-100)", dict.fromkeys(files, "1"), time=GIT + 60)
    message = f"Leave the lexer as it was (GH-101)\n\nbpo-2002\n\nThis reverts commit {original}."
    undo = repo.commit(message, dict.fromkeys(files, "0"), time=GIT + 120, author=BEN)
    return original, undo


def _again(repo: Repo, message: str, *, days: int = 100, content: str = "2", author: tuple[str, str] = CARL) -> None:
    repo.commit(message, {"a.c": content, "b.c": content}, time=GIT + 120 + days * DAY, author=author)


def a_reland_in_steps(repo: Repo) -> Iterator[None]:
    """The reland comes first, and the undo of the reland later."""
    original, _ = _undone(repo)
    _again(repo, f"Land {original} again")
    again = repo.tip("main")
    yield
    repo.commit(f"No\n\nThis reverts commit {again}.", {"a.c": "0", "b.c": "0"}, time=GIT + 101 * DAY)


def an_undo_that_is_taken_back(repo: Repo) -> Iterator[None]:
    """What takes the undo back names nothing, and does more than the original did."""
    _undone(repo)
    yield
    message = "Back out the last change of the lexer, and mend the parser"
    repo.commit(message, {"a.c": "1", "b.c": "1", "c.c": "1"}, time=GIT + 30 * DAY, author=CARL)


def the_issue_of_the_original(repo: Repo) -> Iterator[None]:
    _undone(repo)
    yield
    _again(repo, "bpo-1001: Scan by table (GH-200)")


def the_issue_that_the_original_closed(repo: Repo) -> Iterator[None]:
    _undone(repo, closes="Closes ")
    yield
    _again(repo, "bpo-1001: Scan by table (GH-200)")


def the_issue_of_the_original_is_closed(repo: Repo) -> Iterator[None]:
    _undone(repo)
    yield
    _again(repo, "Closes bpo-1001: Scan by table (GH-200)")


def the_name_of_the_original(repo: Repo) -> Iterator[None]:
    original, _ = _undone(repo)
    yield
    _again(repo, f"Bring {original[:10]} back")


def the_name_of_the_undo(repo: Repo) -> Iterator[None]:
    _, undo = _undone(repo)
    yield
    _again(repo, f"Try once more what {undo[:10]} did not want")


def a_quoted_title(repo: Repo) -> Iterator[None]:
    _undone(repo)
    yield
    _again(repo, 'Reapply "Make the lexer faster" (GH-200)')


def a_cut_title(repo: Repo) -> Iterator[None]:
    begin(repo, GIT)
    title = "Make the lexer faster by means of a table"
    original = repo.commit(title, {"a.c": "1", "b.c": "1"}, time=GIT + 60)
    repo.commit(f"No\n\nThis reverts commit {original}.", {"a.c": "0", "b.c": "0"}, time=GIT + 120, author=BEN)
    yield
    _again(repo, 'Reapply "Make the lexer faster by means…" (GH-200)\n\n…of a table"')


def the_same_hand(repo: Repo) -> Iterator[None]:
    _undone(repo, ("a.c", "b.c", "c.c"))
    yield
    files = {"a.c": "2", "b.c": "2", "c.c": "2"}
    repo.commit("Do it", files, time=GIT + 120 + 2 * DAY, author=ANN)


def a_file_that_comes_again(repo: Repo) -> Iterator[None]:
    begin(repo, GIT)
    original = repo.commit(TITLE, {"a.c": "1", "b.c": "1", "new.c": "1"}, time=GIT + 60)
    message = f"Leave it\n\nThis reverts commit {original}."
    repo.commit(message, {"a.c": "0", "b.c": "0", "new.c": None}, time=GIT + 120, author=BEN)
    yield
    repo.commit("Do it", {"a.c": "2", "b.c": "2", "new.c": "2"}, time=GIT + 100 * DAY, author=CARL)


def a_removal_that_was_put_off(repo: Repo) -> Iterator[None]:
    begin(repo, GIT)
    files = ("a.c", "b.c", "c.c")
    original = repo.commit("Remove the old names", dict.fromkeys(files, "1"), time=GIT + 60)
    message = f"Keep them\n\nThis reverts commit {original}."
    repo.commit(message, dict.fromkeys(files, "0"), time=GIT + 120, author=BEN)
    yield
    repo.commit("Drop what is deprecated", dict.fromkeys(files, "2"), time=GIT + 100 * DAY, author=CARL)


def _undone_lines(repo: Repo, message: str) -> None:
    repo.commit("Begin", {"a.c": words("first", "last"), "b.c": words("first", "last")}, time=GIT)
    files = {"a.c": words("first", *MANY[:5], "last"), "b.c": words("first", *MANY[5:], "last")}
    original = repo.commit("Make the lexer faster", files, time=GIT + 60)
    files = dict.fromkeys(("a.c", "b.c"), words("first", "last"))
    repo.commit(f"{message}\n\nThis reverts commit {original}.", files, time=GIT + 120, author=BEN)


TRUNK = "60100 of svn.python.org/python/trunk"


def _trunk(repo: Repo) -> None:
    """Let a revision have a commit on the trunk, too."""
    headers = subversion(60_100, "legacy-trunk")
    repo.commit("Sort the names", {"y.c": "1"}, branch="trunk", parents=[], headers=headers, time=SVN + 50)


def _landed(repo: Repo, first: int, second: int, message: str, content: str = "0") -> str:
    """Make a change in Subversion, and what takes it back, with these revisions; return what was before."""
    root = begin(repo, SVN)
    files = {"a.c": "1", "b.c": "1"}
    headers = subversion(first, "py3k")
    repo.commit("Make the lexer faster", files, branch="3.3", parents=[root], headers=headers, time=SVN + 60)
    files, headers = {"a.c": content, "b.c": content}, subversion(second, "py3k")
    repo.commit(message, files, branch="3.3", headers=headers, time=SVN + 50 * DAY, author=BEN)
    return root


def an_equal_title_that_is_no_port(repo: Repo) -> Iterator[None]:
    """What seemed to be a port of the undo is another attempt on another line."""
    root = _landed(repo, 60_090, 60_100, "Revert r60090")
    message = f"Make the lexer faster\n\nMerged revision {TRUNK}"
    repo.commit(message, {"a.c": "2", "b.c": "2"}, branch="3.2", parents=[root], time=SVN + 100 * DAY, author=CARL)
    yield
    _trunk(repo)


def an_equal_change_that_is_no_port(repo: Repo) -> Iterator[None]:
    """What seemed to be a port of the undo makes the very change that the undo took back."""
    root = _landed(repo, 60_090, 60_100, "Revert r60090")
    message = f"Do it\n\nMerged revision {TRUNK}"
    repo.commit(message, {"a.c": "1", "b.c": "1"}, branch="3.2", parents=[root], time=SVN + 100 * DAY, author=CARL)
    yield
    _trunk(repo)


def an_undo_of_something_else(repo: Repo) -> Iterator[None]:
    """What was an undo means another commit, so that nothing has come back."""
    _landed(repo, 60_100, 60_110, f"Work on the lexer, and undo r{TRUNK} on the way", "7")
    headers = subversion(60_120, "py3k")
    files = {"a.c": "2", "b.c": "2"}
    repo.commit(
        'Reapply "Make the lexer faster"', files, branch="3.3", headers=headers, time=SVN + 100 * DAY, author=CARL
    )
    yield
    _trunk(repo)


def an_attempt_that_names_something_else(repo: Repo) -> Iterator[None]:
    """The best attempt loses its proof, so that the next best counts."""
    _landed(repo, 60_090, 60_100, "Revert r60090")
    for days, files, message in ((100, "2", f"Do it in spite of r{TRUNK}"), (200, "3", "Make the lexer faster")):
        headers = subversion(60_110 + days, "py3k")
        time = SVN + days * DAY
        repo.commit(message, {"a.c": files, "b.c": files}, branch="3.3", headers=headers, time=time, author=CARL)
    yield
    _trunk(repo)


def lines_that_come_back(repo: Repo) -> Iterator[None]:
    _undone_lines(repo, "No")
    yield
    files = {"a.c": words("first", *MANY[:5], "new", "last"), "b.c": words("first", *MANY[5:], "last")}
    repo.commit("Do it", files, time=GIT + 100 * DAY, author=CARL)


def _issue_of_undo(repo: Repo, before: str, after: str) -> Iterator[None]:
    """It only leads to lines that come back, too few of the file that lost most to be found by themselves."""
    _undone_lines(repo, before)
    yield
    files = {"a.c": words("first", *MANY[:2], "last"), "b.c": words("first", *MANY[5:], "last")}
    repo.commit(after, files, time=GIT + 100 * DAY, author=CARL)


def the_issue_of_the_undo(repo: Repo) -> Iterator[None]:
    yield from _issue_of_undo(repo, "bpo-2002: No", "bpo-2002: Do it")


def the_issue_that_the_undo_closed(repo: Repo) -> Iterator[None]:
    yield from _issue_of_undo(repo, "Closes bpo-2002: No", "bpo-2002: Do it")


def the_issue_of_the_undo_is_closed(repo: Repo) -> Iterator[None]:
    yield from _issue_of_undo(repo, "bpo-2002: No", "Closes bpo-2002: Do it")


def a_port_of_what_a_pull_request_takes_back(repo: Repo) -> Generator[str, None, None]:
    root = begin(repo, GIT)
    repo.commit("[3.9] bpo-1001: Make the lexer faster", {"a.c": "1"}, branch="3.9", parents=[root], time=GIT + 20)
    repo.commit("Tidy the lexer (GH-121)", {"a.c": "2"}, branch="3.9", time=GIT + 50 * DAY, author=CARL)
    yield json.dumps(pull(121, title="Tidy the lexer", body="Reverts python/cpython#120"))
    repo.commit(f"{TITLE} (GH-120)", {"a.c": "1"}, time=GIT + 10)


def what_a_pull_request_brings_back(repo: Repo) -> Generator[str, None, None]:
    begin(repo, GIT)
    original = repo.commit(f"{TITLE} (GH-120)", {"a.c": "1"}, time=GIT + 10)
    repo.commit(f"Take it back\n\nThis reverts commit {original}.", {"a.c": "0"}, time=GIT + 20)
    yield json.dumps(pull(122, title="Tidy", body="In effect an un-revert of #120."))
    repo.commit("Tidy (GH-122)", {"d.c": "2"}, time=GIT + 100 * DAY, author=CARL)


#: By the name of a reason, or of a function that finds some: the histories that need it.
def an_undo_of_what_words_mean(repo: Repo) -> Iterator[None]:
    """The first undo names the port of the original, which arrives later; the second one tells of the first."""
    root = begin(repo, GIT)
    title = "Double the buffer of every open socket"
    original = repo.commit(f"{title} (GH-1)", {"a.c": "1"}, time=GIT + DAY)
    message = f"Large buffers\n\n(cherry picked from commit {original})"
    port = repo.commit(message, {"a.c": "1 and more"}, branch=None, parents=[root], time=GIT + 2 * DAY)
    repo.commit("Something else", {"a.c": "2"}, author=BEN, time=GIT + 50 * DAY)
    message = f"Revert {port[:10]}: not for the robots (GH-2)"
    repo.commit(message, {"a.c": "3"}, author=CARL, time=GIT + 100 * DAY)
    said = f'"{title}" hurt the robots. The reverted change had not asked them.'
    repo.commit(f"Ask the robots (GH-3)\n\n{said}", {"a.c": "4"}, author=CARL, time=GIT + 150 * DAY)
    yield
    repo.branch("3.9", port)


NEEDING: dict[str, tuple[Arrival, ...]] = {
    "_NEW": (a_new_commit, a_reland_in_steps),
    "_NAMING_REVISION": (a_revision_that_was_merged,),
    "_NAMING_PULL_REQUEST": (a_pull_request,),
    "_SAME_ID": (a_change_of_gerrit,),
    "_SAME_CHANGE": (an_earlier_equal_change,),
    "_SAME_TITLE": (an_earlier_equal_title,),
    "naming_elsewhere": (
        what_ties_a_port_to_the_commit_that_is_named,
        an_undo_of_what_was_ported,
    ),
    "_SAYING_IN_RECORD": (a_port_of_what_a_pull_request_takes_back,),
    "_naming_shas": (a_sha, a_sha_in_the_years_of_mercurial),
    "_merging": (a_revision_of_a_range,),
    "_renamed": (
        a_mercurial_id,
        a_mercurial_id_in_full,
        a_mercurial_id_in_the_years_of_git,
        a_mercurial_id_that_a_back_out_tells,
        a_mercurial_id_that_its_commit_tells,
        a_mercurial_id_of_the_list,
        the_source_of_an_old_graft,
        what_bears_a_mercurial_id,
        what_an_unknown_id_no_longer_means,
        what_an_unknown_id_may_mean_again,
        an_id_that_was_proven_wrong,
        an_id_of_the_svn_years,
        a_revision_that_is_imported,
        what_has_an_imported_revision,
    ),
    "_ELSEWHERE_NOW": (a_branch_that_becomes_main, a_revision_on_two_branches),
    "_CLAIMING": (a_claim_on_the_line_of_a_release,),
    "_POINTING": (a_port_of_a_port, an_undo_of_what_turns_out_to_be_an_undo),
    "_NAMING_SEVERAL": (an_imported_revision_on_the_line_of_a_release,),
    "_SIBLINGS": (a_port_that_has_another_original,),
    "_TAKING_BACK": (a_silent_undo, a_silent_undo_by_lines),
    "_BRINGING": (a_merge_of_an_undo,),
    "_CLAIMING_LATER": (an_undo_of_what_words_mean,),
    "_UNDONE_BY": (an_undo_of_something_else, an_attempt_that_names_something_else),
    "_UNDONE_BY_UNDONE": (an_undo_that_is_taken_back,),
    "_ISSUE_OF_ORIGINAL": (
        the_issue_of_the_original,
        the_issue_that_the_original_closed,
        the_issue_of_the_original_is_closed,
    ),
    "_ISSUE_OF_UNDO": (the_issue_of_the_undo, the_issue_that_the_undo_closed, the_issue_of_the_undo_is_closed),
    "_NAMES_ORIGINAL": (the_name_of_the_original,),
    "_NAMES_UNDO": (the_name_of_the_undo,),
    "_NAMES_IN_RECORD": (what_a_pull_request_brings_back,),
    "_SAME_TITLE again": (an_equal_title_that_is_no_port,),
    "_QUOTED_TITLE": (a_quoted_title,),
    "_CUT_TITLE": (a_cut_title,),
    "_SAME_CHANGE again": (an_equal_change_that_is_no_port,),
    "_ADDED_AGAIN": (a_file_that_comes_again,),
    "_REMOVED_AGAIN": (a_removal_that_was_put_off,),
    "_SOON_AFTER": (the_same_hand,),
    "_brought_back": (lines_that_come_back,),
}
#: Those in which lines are counted.
BY_LINES = (a_silent_undo_by_lines, lines_that_come_back, *NEEDING["_ISSUE_OF_UNDO"])
