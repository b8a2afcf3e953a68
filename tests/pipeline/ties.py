"""Histories in which several commits could be meant: made in the same second, on branches that are not merged."""

import random

from tests.pipeline.test_keeping_up import node
from tests.repositories import ANN, BEN, Repo

START = 1_330_000_000  # in the hg years: some of these histories need Mercurial ids and grafts
TITLE = "bpo-1001: Title that is long enough to tell"


class Sides:
    """A repository with branches from the same commit; all commits are made in the same second."""

    def __init__(self, repo: Repo, files: dict[str, str] | None = None) -> None:
        self.repo = repo
        self.root = repo.commit("Begin", files or {"a.c": "0\n", "b.c": "0\n"}, time=START)

    def add(self, branch: str, message: str, files: dict[str, str], second: int = 10, **more) -> str:
        """Add a commit to a branch, which begins at the first commit."""
        if not self.repo.has_branch(branch):
            self.repo.branch(branch, self.root)
        return self.repo.commit(message, files, branch=branch, time=START + second, **more)

    def merge(self, *branches: str, files: dict[str, str] | None = None, second: int = 20) -> None:
        """Merge branches into main, one after the other."""
        for branch in branches:
            parents = [self.repo.tip("main"), self.repo.tip(branch)]
            self.repo.commit(f"Merge {branch}", files or {}, parents=parents, time=START + second)


def grafts_both_ways(repo: Repo) -> None:
    """Two commits each name the other as the source of their graft."""
    sides = Sides(repo)
    for branch, other in (("3.2", "3.3"), ("3.3", "3.2")):
        headers = [f"HG:extra source:{node(other)}"]
        sides.add(branch, "Double the size of the buffer", {"a.c": f"{branch}\n"}, headers=headers)


def grafts_both_ways_and_onwards(repo: Repo) -> None:
    """Two commits each name the other as the source of their graft, and main has each of them again."""
    grafts_both_ways(repo)
    for branch in ("3.2", "3.3"):
        said = f"Double the size of the buffer, as in {branch}\n\n(cherry picked from commit {repo.tip(branch)})"
        repo.commit(said, {"b.c": f"{branch}\n"}, time=START + 60)


def two_counterparts(repo: Repo) -> None:
    """A revert names a commit of another line, of which two backports were merged into its own."""
    sides = Sides(repo)
    named = sides.add("3.8", TITLE, {"a.c": "1\n"}, second=5)
    for branch, content in (("left", "1\n"), ("right", "1\n")):
        said = f"{TITLE} on the {branch}\n\n(cherry picked from commit {named})"
        sides.add(branch, said, {"a.c": content, f"{branch}.c": "1\n"})
    sides.merge("left", "right", files={"a.c": "1\n"})
    repo.commit(f"Take that back\n\nThis reverts commit {named}.", {"a.c": "0\n"}, time=START + 30)


def equal_titles(repo: Repo) -> None:
    """A revert quotes the title of commits on two merged branches."""
    sides = Sides(repo)
    for branch in ("left", "right"):
        sides.add(branch, TITLE, {"a.c": f"{branch}\n"})
    sides.merge("left", "right", files={"a.c": "both\n"})
    repo.commit(f'Revert "{TITLE}"', {"a.c": "0\n"}, time=START + 30)


def cut_titles(repo: Repo) -> None:
    """A cut title matches two commits."""
    sides = Sides(repo)
    for branch in ("left", "right"):
        sides.add(branch, f"{TITLE}, {branch}", {"a.c": f"{branch}\n"})
    sides.merge("left", "right", files={"a.c": "both\n"})
    repo.commit(f'Revert "{TITLE}..."', {"a.c": "0\n"}, time=START + 30)


def one_of_two_changes(repo: Repo) -> None:
    """An undo without a name could mean either of two changes by the same author in the same second."""
    sides = Sides(repo)
    for branch in ("left", "right"):
        sides.add(branch, "Change the size of it", {"a.c": f"{branch}\n"})
    sides.merge("left", "right", files={"a.c": "both\n"})
    repo.commit("Oops, undo my last checkin", {"a.c": "other\n"}, time=START + 30)


def one_of_two_equal_changes(repo: Repo) -> None:
    """An undo without a name takes back a change that two branches made equally."""
    sides = Sides(repo)
    for branch in ("left", "right"):
        sides.add(branch, f"Change the size of it\n\nOn the {branch}.", {"a.c": "1\n", "b.c": "1\n"})
    sides.merge("left", "right", files={"a.c": "1\n", "b.c": "1\n"})
    repo.commit("Back out the change of the size", {"a.c": "0\n", "b.c": "0\n"}, time=START + 30)


def silent_inverse_of_two(repo: Repo) -> None:
    """A commit that does not claim an undo is the exact inverse of two others."""
    sides = Sides(repo)
    for branch in ("left", "right"):
        sides.add(branch, f"Speak to the {branch}", {"a.c": "1\n", "b.c": "1\n"})
    sides.merge("left", "right", files={"a.c": "1\n", "b.c": "1\n"})
    repo.commit("Speak to nobody", {"a.c": "0\n", "b.c": "0\n"}, time=START + 30)


def more_changes_than_are_looked_at(repo: Repo) -> None:
    """A path was changed in the same second on more branches than are considered for an undo."""
    sides = Sides(repo)
    names = [f"side{number}" for number in range(10)]
    for name in names:
        sides.add(name, f"Change {name}", {"a.c": f"{name}\n"}, author=(name, f"{name}@example.org"))
    # Only two refs, so that there are few orders: one with all branches but the last, and one with the last.
    repo.branch("left", repo.tip("side0"))
    for name in names[1:5]:
        repo.commit(f"Merge {name}", branch="left", parents=[repo.tip("left"), repo.tip(name)], time=START + 11)
    repo.branch("right", repo.tip("side5"))
    for name in names[6:]:
        repo.commit(f"Merge {name}", branch="right", parents=[repo.tip("right"), repo.tip(name)], time=START + 11)
    for name in names:
        repo.git.references.delete(f"refs/heads/{name}")
    sides.merge("left", "right", files={"a.c": "all\n"})
    repo.commit("Undo the last change", {"a.c": "other\n"}, time=START + 30)


def two_undos_before_a_reland(repo: Repo) -> None:
    """A title relands what two branches reverted in the same second."""
    repo.commit("Begin", {"a.c": "0\n"}, time=START - 20)
    sides = Sides(repo)
    sides.root = original = repo.commit(TITLE, {"a.c": "1\n"}, time=START + 1)
    for branch in ("left", "right"):
        said = f'Revert "{TITLE}"\n\nThis reverts commit {original}.'
        sides.add(branch, said, {"a.c": "0\n", f"{branch}.c": "1\n"})
    sides.merge("left", "right", files={"a.c": "0\n"})
    repo.commit(f'Reapply "{TITLE}"', {"a.c": "1\n"}, time=START + 30)


def a_revert_of_two_reverts(repo: Repo) -> None:
    """A commit names two reverts of the same second, and reverts both."""
    sides = Sides(repo)
    sides.root = original = repo.commit(TITLE, {"a.c": "1\n"}, time=START + 1)
    reverts = [
        sides.add(branch, f'Revert "{TITLE}"\n\nThis reverts commit {original}.', {"a.c": "0\n", f"{branch}.c": "1\n"})
        for branch in ("left", "right")
    ]
    sides.merge("left", "right", files={"a.c": "0\n"})
    named = "".join(f"This reverts commit {revert}.\n" for revert in reverts)
    repo.commit(f"Bring the feature back\n\n{named}", {"a.c": "1\n"}, time=START + 30)


def two_reverts_and_another_attempt(repo: Repo) -> None:
    """Two reverts of the same second on two lines are followed by one attempt on a third line."""
    sides = Sides(repo)
    sides.root = original = repo.commit(TITLE, {"a.c": "1\n", "b.c": "1\n"}, time=START + 1)
    for branch in ("3.8", "3.9"):
        said = f'Revert "{TITLE}" in {branch}\n\nThis reverts commit {original}.'
        sides.add(branch, said, {"a.c": "0\n", "b.c": "0\n"})
    for branch in ("3.8", "3.9", "main"):
        repo.commit(f"{TITLE} (again)", {"a.c": "1\n", "b.c": "2\n"}, branch=branch, time=START + 60)


def equal_changes(repo: Repo) -> None:
    """Three lines get the same change, under the same title, in the same second."""
    sides = Sides(repo)
    for branch in ("3.8", "3.9", "main"):
        sides.add(branch, f"{TITLE}\n\nFor {branch}.", {"a.c": "1\n"})
        sides.add(branch, f"Another title, as in {branch}", {"b.c": "1\n"})


def equal_pull_requests(repo: Repo) -> None:
    """Commits on two lines have the number of the same pull request, and later commits on both mention it."""
    sides = Sides(repo)
    for branch in ("3.9", "main"):
        sides.add(branch, f"{TITLE} (GH-77)", {"a.c": f"{branch}\n"}, second=START)
        repo.commit("Mend it\n\nSee GH-77.", {"b.c": "1\n"}, branch=branch, time=2 * START + 1)
        repo.commit('Revert "Title" (GH-77)', {"a.c": "0\n"}, branch=branch, time=2 * START + 2)


def equal_news(repo: Repo) -> None:
    """Two lines add the same NEWS entry in the same second, and a third releases it."""
    sides = Sides(repo)
    blurb = "Misc/NEWS.d/next/Library/2019-01-01-00-00-00.bpo-1001.Nonce1.rst"
    for branch in ("3.8", "3.9", "main"):
        sides.add(branch, TITLE, {blurb: "An entry.\n", "a.c": f"{branch}\n"})
    metadata = ".. bpo: 1001\n.. date: 2019-01-01\n.. nonce: Nonce1\n.. section: Library\n"
    release = {blurb: None, "Misc/NEWS.d/3.9.0a1.rst": f"{metadata}\nAn entry.\n"}
    for branch in ("3.9", "main"):
        sides.add(branch, "Python 3.9.0a1", release, second=20)
        repo.tag("v3.9.0a1" if branch == "3.9" else "v3.10.0a1", repo.tip(branch), time=START + 21)


def merged_by_two(repo: Repo) -> None:
    """Two lines merge the same branch in the same second."""
    sides = Sides(repo)
    sides.add("topic", "Work on it", {"c.c": "1\n"})
    sides.add("topic", "Work on it still", {"c.c": "2\n"})
    for branch in ("3.2", "3.3"):
        tip = sides.add(branch, f"Work on {branch}", {"a.c": f"{branch}\n"})
        parents = [tip, repo.tip("topic")]
        repo.commit("Merge", {"c.c": "2\n"}, branch=branch, parents=parents, time=START + 20)
    repo.git.references.delete("refs/heads/topic")


def text_of(*words: str) -> str:
    return "".join(f"a line that says {word} and no more\n" for word in ("first", *words, "last"))


def lines_that_come_back_elsewhere(repo: Repo) -> None:
    """After an undo, most lines of the undone change land on another line under a similar title."""
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    sides = Sides(repo, {"a.c": text_of(), "b.c": "0\n"})
    repo.branch("3.2", sides.root)
    original = repo.commit("Teach the parser eight words", {"a.c": text_of(*words)}, time=START + 10)
    repo.commit(f"Take them away\n\nThis reverts commit {original}.", {"a.c": text_of()}, time=START + 20)
    files = {"a.c": text_of(*words[:7], "nine")}
    sides.add("3.2", "Teach the parser more words", files, second=500_000_000, author=BEN)


def lines_taken_back_of_two(repo: Repo) -> None:
    """Lines that two branches added equally are taken back together with other changes of the file."""
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    sides = Sides(repo, {"a.c": text_of()})
    for branch in ("left", "right"):
        sides.add(branch, f"Teach the {branch} parser", {"a.c": text_of(*words)})
    sides.merge("left", "right", files={"a.c": text_of(*words) + "more\n"})
    repo.commit("Speak to nobody", {"a.c": text_of() + "more\n"}, time=START + 30)


def at_random(repo: Repo, seed: int) -> None:
    """Three branches change the same files within three seconds, main merges them, and each line undoes something."""
    chance = random.Random(seed)
    sides = Sides(repo)
    made = [sides.root]

    def work(branch: str, second: int) -> None:
        target = chance.choice(made)
        subject = repo.git[target].message.split("\n")[0]
        message = chance.choice(
            [
                TITLE,
                f"Issue #{chance.randrange(1, 3)}: A title that is another one",
                f'Revert "{subject}"',
                f'Revert "{subject}"\n\nThis reverts commit {target}.',
                f'Reapply "{subject}"',
                f"{subject}\n\n(cherry picked from commit {target})",
                "Oops, undo my last checkin",
                f"Back out the change for issue #{chance.randrange(1, 3)}",
                "Speak to nobody",
            ]
        )
        files = {chance.choice(["a.c", "b.c"]): f"{chance.randrange(3)}\n"}
        headers = [f"HG:extra source:{node(target)}"] if chance.random() < 0.3 else []
        author = chance.choice([ANN, BEN])
        made.append(sides.add(branch, message, files, second, headers=headers, author=author))

    for name in ("3.2", "3.3", "topic"):
        for second in sorted(chance.choices(range(10, 13), k=4)):
            work(name, second)
    for name in chance.sample(["3.2", "3.3", "topic"], 3):
        sides.merge(name, files={"a.c": f"{chance.randrange(3)}\n"}, second=13)
        for _ in range(2):
            work("main", 14)


HISTORIES = (
    grafts_both_ways,
    grafts_both_ways_and_onwards,
    two_counterparts,
    equal_titles,
    cut_titles,
    one_of_two_changes,
    one_of_two_equal_changes,
    silent_inverse_of_two,
    more_changes_than_are_looked_at,
    two_undos_before_a_reland,
    a_revert_of_two_reverts,
    two_reverts_and_another_attempt,
    equal_changes,
    equal_pull_requests,
    equal_news,
    merged_by_two,
)
LINES = (lines_that_come_back_elsewhere, lines_taken_back_of_two)
