"""Undos without a name, found in real repositories by blobs, issue, author and time; and what is not an undo."""

import pytest
from pygit2.enums import FileMode
from sqlalchemy import text

from miner.pipeline import mine
from tests.repositories import ANN, BEN

DAY = 86_400
START = 1_100_000_000


class Story:
    """A history that is written commit by commit, and mined for its undos."""

    def __init__(self, repo, database) -> None:
        self.repo, self.database = repo, database
        self.names: dict[str, str] = {}
        self.clock = START

    def commit(self, name, message, files, *, after=3_600, author=ANN, **options):
        self.clock += after
        sha = self.repo.commit(message, files, author=author, time=self.clock, **options)
        self.names[sha] = name
        return sha

    def undos(self):
        """Mine and return {(undoing, undone): (nature, extent, kinds of evidence)}."""
        mine(self.repo.path, self.database.url, workers=1)
        select = """
            SELECT s.sha, t.sha, r.nature, r.extent, e.kind FROM relations r
            JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id
            JOIN evidence e ON e.relation_id = r.id WHERE r.kind = 'undoes' ORDER BY s.id, t.id, e.kind
        """
        found = {}
        with self.database.engine.connect() as connection:
            for source, target, nature, extent, kind in connection.execute(text(select)):
                pair = self.names[source], self.names[target]
                found.setdefault(pair, (nature, extent, []))[2].append(kind)
        return found


@pytest.fixture
def story(repo, database):
    story = Story(repo, database)
    story.commit("root", "Begin", {"a.c": "0", "b.c": "0", "c.c": "0", "Misc/NEWS": "0", "run.sh": "0"})
    return story


def test_a_silent_inverse_counts_without_bookkeeping(story):
    story.commit("change", "Double the buffer", {"a.c": "1", "b.c": "1", "Misc/NEWS": "1"})
    story.commit("undo", "It was right as it was", {"a.c": "0", "b.c": "0", "Misc/NEWS": "2"})
    assert story.undos() == {("undo", "change"): ("revert", "full", ["inverse-blobs"])}


def test_a_lost_mode_counts(story):
    story.commit("change", "Do not run it", {"run.sh": ("0", FileMode.BLOB_EXECUTABLE)})
    story.commit("undo", "It was right as it was", {"run.sh": ("0", FileMode.BLOB)})
    assert ("undo", "change") in story.undos()


def test_another_line_is_not_undone(story):
    root = story.repo.tip("main")
    story.commit("change", "Double the buffer", {"a.c": "1"})
    story.commit("undo", "It was right as it was", {"a.c": "0"})
    story.commit("early", "Double the buffer here", {"a.c": "1"}, branch="3.1", parents=[root])
    assert set(story.undos()) == {("undo", "change")}


def test_to_and_fro_undoes_only_the_last(story):
    story.commit("one", "Double the buffer", {"a.c": "1"})
    story.commit("back", "Revert the last change", {"a.c": "0"})
    story.commit("two", "Enlarge the buffer", {"a.c": "1"})
    story.commit("again", "Revert the last change again", {"a.c": "0"})
    found = story.undos()
    assert ("again", "two") in found
    assert ("again", "one") not in found


def test_a_claim_finds_the_undo_inside_a_bigger_commit(story):
    story.commit("change", "Double the buffer", {"a.c": "1"})
    story.commit("other", "Halve the table", {"b.c": "1"})
    story.commit("undo", "Back out the doubling, and tidy", {"a.c": "0", "c.c": "2"}, author=BEN)
    assert story.undos() == {("undo", "change"): ("revert", "full", ["author-and-time", "inverse-blobs", "undo-words"])}


def test_a_claim_may_undo_several_and_a_part(story):
    story.commit("first", "Double the buffer", {"a.c": "1"})
    story.commit("second", "Halve the table", {"b.c": "1"})
    story.commit("both", "Revert my last two changes", {"a.c": "0", "b.c": "0"})
    story.commit("wide", "Spell it right", {"a.c": "3", "b.c": "3", "c.c": "3"})
    story.commit("part", "Revert part of that in c.c", {"c.c": "0"})
    found = story.undos()
    assert {pair for pair in found if pair[0] == "both"} == {("both", "first"), ("both", "second")}
    assert found["part", "wide"][:2] == ("revert", "partial")


def test_an_issue_that_is_named_beats_what_is_near(story):
    story.commit("change", "Close #19466: Clear the frames early", {"a.c": "1", "b.c": "1"})
    story.commit("near", "Issue #20500: Do not assert at exit", {"a.c": "2"}, after=60 * DAY)
    story.commit("undo", "Issue #20526: Revert changes of issue #19466, exit is broken", {"a.c": "4", "b.c": "4"})
    assert set(story.undos()) == {("undo", "change")}


def test_an_old_change_of_many_files_is_found_by_its_issue(story):
    """A commit with many files has many latest changes; a low rank among them is no worse than none."""
    story.clock = 1_330_000_000  # the hg years
    files = [f"f{number}.c" for number in range(30)]
    story.commit("change", "Issue #1234: Spell it right everywhere", dict.fromkeys(files, "1"))
    for number, name in enumerate(files):
        story.commit(f"near-{number}", f"Double the buffer of {name}", {name: "2"}, author=BEN)
    story.commit("undo", "Issue #1234: Revert the spelling, it was right", dict.fromkeys(files, "3"))
    assert set(story.undos()) == {("undo", "change")}


def test_an_issue_beats_what_is_near(story):
    story.clock = 1_330_000_000
    story.commit("change", "Issue #1234: Double the buffer", {"a.c": "1"}, author=BEN)
    story.commit("near", "Halve the timeout", {"a.c": "2"}, after=50 * DAY)
    story.commit("undo", "Issue #1234: Revert the size, it hurt the robots", {"a.c": "3"})
    assert set(story.undos()) == {("undo", "change")}


def test_without_contents_an_old_change_of_others_is_not_meant(story):
    story.commit("change", "Double the buffer", {"a.c": "1"}, author=BEN)
    story.commit("undo", "Revert the sizes", {"a.c": "2"}, after=20 * DAY)
    assert not story.undos()


def test_the_authors_last_change_is_meant_whatever_else_happens_to_it(story):
    """The file is not put back, which speaks against it where the message does not mean the last change."""
    story.commit("change", "Double the buffer", {"a.c": "1"})
    story.commit("undo", "Revert my last change, but for the sizes", {"a.c": "2"})
    assert story.undos()["undo", "change"][2] == ["own-recent", "undo-words"]


def test_an_accident_of_the_issue_is_the_authors_own(story):
    story.clock = 1_330_000_000  # the hg years
    story.commit("change", "Issue #1234: Count the buffers", {"a.c": "1"})
    story.commit("undo", "Issue #1234: Remove a debugging print", {"a.c": "2"}, after=30 * 3_600)
    assert "own-slip" in story.undos()["undo", "change"][2]


def test_a_patch_has_the_number_that_the_title_ends_with(story):
    story.commit("change", "Drop the name for issue 3270", {"a.c": "1", "b.c": "1"}, author=BEN)
    story.commit("near", "Double the buffer", {"a.c": "2"})
    story.commit("undo", "Revert 3270 patch: people use the name", {"a.c": "3", "b.c": "3"})
    assert "named-issue" in story.undos()["undo", "change"][2]


def test_the_step_before_that_undoes_something_is_rarely_meant(story):
    story.commit("small", "Double the small buffer", {"a.c": "1", "b.c": "1"})
    story.commit("first", "Revert the part of the doubling that is in the reader", {"a.c": "2"})
    story.commit("second", "Revert the part of the doubling that is in the reader's loop", {"a.c": "3"})
    assert {pair for pair in story.undos() if pair[0] == "second"} == {("second", "small")}


def test_what_undoes_something_is_undone_where_blobs_say_so(story):
    story.commit("change", "Double the buffer", {"a.c": "1"})
    story.commit("undo", "Revert the doubling", {"a.c": "0"})
    story.commit("redo", "Revert that, it was right", {"a.c": "1"})
    assert set(story.undos()) == {("undo", "change"), ("redo", "undo")}


def trunk(number):
    return [f"HG:extra convert_revision:svn%3Au/python/branches/legacy-trunk%40{number}"]


def numbered(story):
    """Write five changes of two files on the trunk of the CVS years; the first change of a file is revision 1.1."""
    story.clock = 1_000_000_000
    for number in range(1, 6):
        files = {"a/d.c": str(number), "a/d.h": str(number)} if number > 1 else {"a/d.c": "1"}
        story.commit(f"1.{number}", f"Step {number}", files, after=90 * DAY, headers=trunk(20_000 + number))


@pytest.mark.parametrize(
    ("message", "undone"),
    [
        ("Revert revision 1.3, it leaks.", {"1.3", "1.4"}),  # of either file: 1.4 is the header's third change
        ("Revert d.c rev 1.3, it leaks.", {"1.3"}),
        ("Undo rev. 1.2 of d.h, it leaks.", {"1.3"}),
        ("Back out rev 1.2 and rev 1.4 of d.c", {"1.2", "1.4"}),
        ("Revert rev 1.3.2.1 to rev 1.3", set()),  # 1.3 is the state to restore, and 1.5 is not taken back
        ("Revert revision 1.30.", set()),  # there are fewer changes
    ],
)
def test_a_cvs_revision_is_counted(story, message, undone):
    numbered(story)
    story.commit("undo", message, {"a/d.c": "9", "a/d.h": "9"}, headers=trunk(20_009))
    found = story.undos()
    assert {target for source, target in found if source == "undo"} == undone
    assert all(("cvs-revision" in found["undo", one][2]) == (undone != {"1.5"}) for one in undone)


def test_what_is_near_is_no_proof_for_weak_words(story):
    story.commit("change", "Double the buffer", {"a.c": "1"})
    story.commit("no", "Restore the speed of the table", {"a.c": "2"})
    story.commit("neither", "Check and revert the path", {"a.c": "3"})
    assert story.undos() == {}


def test_a_name_that_misses_gives_way_to_the_blobs(story):
    story.commit(
        "named",
        "Sort the table",
        {"c.c": "1"},
        headers=["HG:extra convert_revision:svn%3Au/python/branches/py3k%4033661"],
    )
    story.commit("meant", "Accept wide letters", {"a.c": "1", "b.c": "1"})
    story.commit("undo", "Revert r33661, the buildbots are red.", {"a.c": "0", "b.c": "0"})
    found = story.undos()
    assert set(found) == {("undo", "meant")}


def test_an_unknown_changeset_is_learnt_from_the_blobs(story):
    story.commit("change", "Double the buffer", {"a.c": "1"}, after=8 * 365 * DAY)  # in the hg years
    story.commit("undo", "Backed out changeset f23fa1f7b68f", {"a.c": "0"}, author=BEN)
    assert "hg-changeset" in story.undos()["undo", "change"][2]


def test_an_unknown_changeset_may_be_what_the_issue_points_to(story):
    """No blob agrees, because the files changed in between; but no other commit has the issue."""
    story.clock = 1_330_000_000  # the hg years
    story.commit("change", "Issue #1234: Double the buffer", {"a.c": "1"})
    story.commit("other", "Spell it right", {"a.c": "1 right", "b.c": "right"})
    story.commit("undo", "Issue #1234: Back out 5bd9db528aed, it hurt the robots", {"a.c": "0 right"})
    assert set(story.undos()) == {("undo", "change")}


def test_what_is_named_but_touches_other_files_is_not_undone(story):
    """The body of a squashed pull request tells what happened on its branch, also to commits of other branches."""
    story.clock = 1_500_000_000
    change = story.commit("change", "bpo-1234: Double the buffer (#1)", {"a.c": "1"})
    moved = story.commit("moved", "bpo-1235: Halve the timeout (#2)", {"b.c": "1"})
    story.commit("move", "Sort the files", {"b.c": None, "net/b.c": "1"})
    body = f"* Halve the buffer\n\n* Revert #1\n\nThis reverts commit {change}."
    story.commit("squash", f"bpo-1236: Halve the buffer of pipes (#3)\n\n{body}", {"c.c": "1"})
    story.commit("undo", f"bpo-1235: Not now (#4)\n\nThis reverts commit {moved}.", {"net/b.c": "0"})
    assert set(story.undos()) == {("undo", "moved")}


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ("The tests were added in {}, and the sizes have been restored since.", False),
        ("Fix an error introduced by {}: the sizes are restored.", False),
        ("The sizes that were lost in {} have been restored.", True),
    ],
)
def test_who_tells_when_something_came_does_not_say_that_it_goes(story, says, found):
    story.clock = 1_500_000_000
    change = story.commit("change", "bpo-1234: Test the sizes of all buffers (#1)", {"a.c": "1"})
    story.commit("between", "bpo-1235: Spell it right (#2)", {"a.c": "2"}, author=BEN)
    message = f"bpo-1236: Look at large buffers, too (#3)\n\n{says.format(change)}"
    story.commit("later", message, {"a.c": "3"}, after=90 * DAY)
    assert set(story.undos()) == ({("later", "change")} if found else set())


def test_a_title_in_the_body_says_what_is_undone(story):
    story.commit("change", "Issue #1234: Double the buffer of every open socket", {"a.c": "1"})
    story.commit("near", "Issue #1234: Explain the size", {"a.c": "2"})
    message = (
        'Revert the change of last week\n\n"Issue #1234: Double the buffer\nof every open socket" hurt the robots.'
    )
    story.commit("undo", message, {"a.c": "3"})
    found = story.undos()
    assert set(found) == {("undo", "change")}
    assert "title" in found["undo", "change"][2]


def test_the_own_title_is_no_quotation(story):
    story.commit("change", "Double the buffer of every open socket", {"a.c": "1"})
    story.commit("near", "Halve the timeout", {"a.c": "2"})
    story.commit("undo", "Double the buffer of every open socket\n\nReverts what came in between.", {"a.c": "1"})
    assert set(story.undos()) == {("undo", "near")}


def test_a_merge_that_says_so_brings_the_undo(story):
    start = story.commit("change", "Double the buffer", {"a.c": "1"})
    side = story.commit("undo", "Revert the doubled buffer", {"a.c": "0"}, branch="3.1", parents=[start])
    main = story.commit("other", "Halve the table", {"b.c": "1"})
    story.commit("merge", "Merge backout to default.", {"a.c": "0"}, parents=[main, side])
    assert story.undos()["merge", "change"] == ("revert", "full", ["merged-undo", "undo-words"])


def test_a_merge_that_does_not_is_a_merge(story):
    start = story.commit("change", "Double the buffer", {"a.c": "1"})
    side = story.commit("undo", "Revert the doubled buffer", {"a.c": "0"}, branch="3.1", parents=[start])
    main = story.commit("other", "Halve the table", {"b.c": "1"})
    story.commit("merge", "merge 3.1", {"a.c": "0"}, parents=[main, side])
    assert set(story.undos()) == {("undo", "change")}


@pytest.mark.parametrize(
    ("before", "after", "nature"),
    [
        ("Skip the slow test until it is fixed", "The test runs now", "toggle"),
        ("Force a clean of the library's folder", "Stop fetching it anew", "toggle"),
        ("Look at the lock", "The lock is no longer needed here", "removal"),
        ("Take over the settings", "Those settings are not used in the new editor", "removal"),
        ("testing svn emails", "testing svn emails", "trial"),
        ("Set the date.", "Back in development mode", "bump"),
        ("Call it 2.2.1", "Update the list of buildno values", "bump"),
        ("Describe the compiler", "Text moved to the manual.", "move"),
    ],
)
def test_what_only_looks_like_a_revert_has_its_own_nature(story, before, after, nature):
    story.commit("change", before, {"a.c": "1"})
    story.commit("inverse", after, {"a.c": "0"})
    found = story.undos()
    assert found["inverse", "change"][0] == nature
    with story.database.engine.connect() as connection:
        assert connection.execute(text("SELECT MAX(confidence) FROM relations")).scalar_one() < 0.5


def test_who_says_that_something_is_restored_undoes_what_took_it_away(story):
    story.commit("change", "Skip the slow test until it is fixed", {"a.c": "1"})
    story.commit("inverse", "Re-enable the test", {"a.c": "0"})
    nature, extent, evidence = story.undos()["inverse", "change"]
    assert (nature, extent) == ("revert", "full")
    assert {"restore-words", "opposite-words", "inverse-blobs"} <= set(evidence)


def test_the_only_other_commit_of_an_issue_is_meant_where_the_files_are_the_same(story):
    story.clock = 1_330_000_000
    story.commit("change", "Issue #1234: Compute powers by squaring", {"a.c": "1\n2"})
    story.commit("between", "Title of another change", {"a.c": "1\n2\n3"}, after=3 * DAY)
    story.commit("inverse", "Issue #1234: Restore the powers of small numbers", {"a.c": "1\n2\n4"}, after=DAY)
    assert {"issue", "only-attempt", "restore-words"} <= set(story.undos()["inverse", "change"][2])


@pytest.mark.parametrize(
    ("title", "files"),
    [
        pytest.param("Issue #1234: Fix the powers of large numbers", {"a.c": "1\n2\n3"}, id="a second attempt"),
        pytest.param("Title of another change", {"a.c": "1\n2\n3", "b.c": "1"}, id="other files"),
    ],
)
def test_one_of_several_commits_of_an_issue_is_not(story, title, files):
    story.clock = 1_330_000_000
    story.commit("change", "Issue #1234: Compute powers by squaring", {"a.c": "1\n2"})
    story.commit("between", title, {"a.c": "1\n2\n3"}, after=3 * DAY)
    last = {path: f"{content}\n4" for path, content in files.items()}
    story.commit("inverse", "Issue #1234: Restore the powers of small numbers", last, after=DAY)
    assert "only-attempt" not in {kind for _, _, kinds in story.undos().values() for kind in kinds}


def test_files_that_go_after_long_were_planned_to(story):
    story.commit("change", "Add a picture", {"p.gif": "1"})
    story.commit("inverse", "Drop the picture", {"p.gif": None}, after=200 * DAY)
    assert story.undos()["inverse", "change"][0] == "removal"


def test_bringing_a_change_back_silently_is_no_undo(story):
    story.commit("change", "Double the buffer", {"a.c": "1"})
    story.commit("undo", "Revert the doubled buffer", {"a.c": "0"})
    story.commit("again", "Double the buffer, now for all", {"a.c": "1"})
    assert set(story.undos()) == {("undo", "change")}


def test_a_revert_of_a_revert_undoes_only_the_revert(story):
    change = story.commit("change", "bpo-1: Double the buffer (GH-1)", {"a.c": "1"})
    undo = story.commit(
        "undo", f'Revert "bpo-1: Double the buffer (GH-1)" (GH-2)\n\nThis reverts commit {change}.', {"a.c": "0"}
    )
    story.commit(
        "again",
        f'Revert "Revert "bpo-1: Double the buffer (GH-1)" (GH-2)" (GH-3)\n\nThis reverts commit {undo}.',
        {"a.c": "1"},
    )
    assert set(story.undos()) == {("undo", "change"), ("again", "undo")}


def test_the_logs_of_a_bulk_merge_undo_nothing(story):
    revision = "HG:extra convert_revision:svn%3Au/python/branches/py3k%4060189"
    story.commit("change", "Double the buffer", {"a.c": "1"}, headers=[revision])
    logs = "".join(f"  r{n} | ann | 2008-01-24 18:58:05 +0100 (Thu) | 1 line\n\n  {words}\n........\n" for n, words in (
        (60245, "Tidy"), (60249, "Revert r60189")
    ))  # fmt: skip
    story.commit(
        "bulk", f"Merged revisions 60245-60277 via svnmerge from\nsvn+ssh://s/trunk\n\n........\n{logs}", {"a.c": "5"}
    )
    assert story.undos() == {}


def test_a_commit_without_changes_undoes_nothing(story):
    landed = story.commit("change", "bpo-1: Add a table (GH-1)", {"a.c": "1"})
    story.commit("undo", f"Collect later (GH-2)\n\nThis reverts commit {landed}.", {})
    assert not story.undos()


def test_a_title_quoted_from_memory_tells_which_one_is_meant(story):
    """The other one is later, touches the same files and is by the same author."""
    story.commit("change", "bpo-1: Deprecate passing message into cancel() (GH-1)", {"a.c": "1", "b.c": "1"})
    story.commit("other", "bpo-2: Speed up the loop (GH-2)", {"a.c": "2", "b.c": "2"})
    message = 'bpo-1: Revert "Deprecate passing a message into cancel()" (GH-3)'
    story.commit("undo", message, {"a.c": "3", "b.c": "3"})
    found = story.undos()
    assert set(found) == {("undo", "change")}
    assert "similar-title" in found["undo", "change"][2]


def test_a_squashed_body_that_takes_back_and_lands_again_undoes_nothing(story):
    landed = story.commit("change", "gh-1: Use two (#2)", {"a.c": "2"})
    body = f'* Revert "gh-1: Use two"\n\nThis reverts commit {landed}.\n\n* gh-1: Use two, now for real\n\n* Add three'
    story.commit("squashed", f"gh-3: Rework it (#4)\n\n{body}", {"a.c": "3"})
    assert not story.undos()


def test_a_squashed_body_that_takes_back_is_believed_where_blobs_agree(story):
    landed = story.commit("change", "gh-1: Use two (#2)", {"a.c": "2", "b.c": "2"})
    body = f'* Revert "gh-1: Use two"\n\nThis reverts commit {landed}.\n\n* Add three'
    story.commit("squashed", f"gh-3: Rework it (#4)\n\n{body}", {"a.c": "0", "b.c": "3"})
    assert set(story.undos()) == {("squashed", "change")}


@pytest.mark.parametrize(
    ("quoted", "restored", "found"),
    [
        ("gh-1: Remove the old names", "0", True),
        ("gh-1: Remove the old names", "4", False),
        ("gh-1: Remove the old names of it", "0", False),
    ],
)
def test_a_title_in_a_squashed_body_needs_a_file_that_is_put_back(story, quoted, restored, found):
    """Its commit was made on the author's own branch, and is unknown; the others differ because of later changes."""
    story.clock = 1_650_000_000  # April 2022
    files = {"a.c": "0", "b.c": "0", "c.c": "0", "d.c": "0"}
    story.commit("begin", "Begin", files)
    story.commit("change", "gh-1: Remove the old names (#2)", {"a.c": "1", "b.c": "1", "c.c": "1", "d.c": "1"})
    story.commit("later", "gh-5: Sort them (#6)", {"b.c": "2", "c.c": "2", "d.c": "2"}, after=30 * DAY)
    body = f'* Revert "{quoted}"\n\nThis reverts commit {"ab12cd34" * 5}.\n\n* Say when they go'
    files = {"a.c": restored, "b.c": "3", "c.c": "3", "d.c": "3"}
    story.commit("squashed", f"gh-7: Keep the old names for a while (#8)\n\n{body}", files, after=30 * DAY)
    undos = story.undos()
    assert (("squashed", "change") in undos) is found
    assert not found or {"title", "restored-blobs"} <= set(undos["squashed", "change"][2])
