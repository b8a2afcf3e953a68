"""The embedded sample history: the facts, the repository built from them, and the real history they come from."""

import os
import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from miner.errors import RepositoryError, ResourceError
from miner.messages.similarity import title_similarity
from miner.sample import Commit, Facts, build, read_facts

MAIN = "42de2432df2b6c57b9adcb124278824c15dfcbba"
QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C.UTF-8",
}


class Git:
    """Runs the git program in one repository."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, *arguments: str, stdin: str | None = None) -> str:
        command = ["git", "-C", str(self.path), "-c", "log.mailmap=false", *arguments]
        done = subprocess.run(command, input=stdin, env=os.environ | QUIET, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def changes(self, *shas: str) -> dict[str, set[tuple[str, str]]]:
        """Return (status, path) of every commit against its first parent."""
        options = "--no-walk=unsorted", "--stdin", "--no-renames", "--root", "-m", "--first-parent"
        log = self("log", *options, "--name-status", "--format=%x01%H", stdin="".join(f"{sha}\n" for sha in shas))
        found: dict[str, set[tuple[str, str]]] = {}
        for entry in log.split("\x01")[1:]:
            sha, *lines = entry.split("\n")
            found[sha] = {(line[0], line[2:]) for line in lines if line}
        return found

    def contains(self, commit: str, ancestor: str) -> bool:
        command = ["git", "-C", str(self.path), "merge-base", "--is-ancestor", ancestor, commit]
        return subprocess.run(command, env=os.environ | QUIET, check=False).returncode == 0

    def tree(self, commit: str) -> str:
        return self("rev-parse", f"{commit}^{{tree}}").strip()


class Sample(Git):
    """The built repository, in which commits are found by the real sha in their trailer."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        log = self("log", "--all", "--format=%H%x00%(trailers:key=CPython-commit,valueonly,separator=%x2C)%x00%B%x01")
        rows = [row.strip().split("\0") for row in log.split("\x01") if row.strip()]
        self.built = {real: sha for sha, real, _ in rows}
        self.messages = {real: message.rstrip() for _, real, message in rows}

    def named(self, digits: str) -> str:
        (sha,) = (sha for real, sha in self.built.items() if real.startswith(digits))
        return sha

    def subject(self, digits: str) -> str:
        return self("log", "-1", "--format=%s", self.named(digits)).strip()


@pytest.fixture(scope="module")
def facts() -> Facts:
    return read_facts()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(build(tmp_path_factory.mktemp("sample") / "cpython.git"))


@pytest.fixture(scope="module")
def cpython(indexed_history: Path) -> Git:
    """The real history."""
    return Git(indexed_history)


def test_has_about_120_commits(facts, sample):
    assert 100 <= len(facts.commits) <= 140
    assert set(sample.built) == set(facts.commits)


def test_same_shas_every_time(sample, tmp_path):
    again = Git(build(tmp_path))
    assert again("for-each-ref") == sample("for-each-ref")
    assert again("rev-parse", "main").strip() == MAIN


def test_is_a_sound_bare_repository(sample):
    assert sample("rev-parse", "--is-bare-repository").strip() == "true"
    assert sample("symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert sample("fsck", "--strict", "--no-dangling") == ""


def test_every_message_ends_with_the_real_sha(sample):
    for real, message in sample.messages.items():
        assert message.endswith(f"\nCPython-commit: {real}")


def test_trailers_stay_in_one_block(sample):
    message = sample.messages["93460d097f50db0870161a63911d61ce3c5f4583"]
    assert message.split("\n\n")[-1].startswith("Co-authored-by: Hai Shi <hai-shi@example.org>\nCPython-commit: ")


def test_addresses_are_made_up(sample):
    people = sample("log", "--all", "--format=%an <%ae>%n%cn <%ce>").splitlines()
    assert {"Łukasz Langa <lukasz-langa@example.org>", "GitHub <github@example.org>"} <= set(people)
    assert all(person.endswith("@example.org>") for person in people)
    assert not any("@" in re.sub(r"<[a-z0-9-]+@example\.org>", "", text) for text in sample.messages.values())


def test_dates_keep_their_offsets(facts, sample):
    log = sample("log", "--all", "--format=%(trailers:key=CPython-commit,valueonly,separator=%x2C) %aI %cI")
    for line in log.splitlines():
        real, authored, committed = line.split()
        commit = facts.commits[real]
        for written, fact in ((authored, commit.authored), (committed, commit.committed)):
            at = datetime.fromisoformat(written)
            assert (at, at.utcoffset()) == (fact, fact.utcoffset())
    assert facts.commits["ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465"].authored.utcoffset() == timedelta(hours=-8)


def test_parents_come_first(facts):
    seen = set()
    for commit in facts.commits.values():
        assert seen.issuperset(commit.parents)
        assert seen.issuperset((*commit.undoes, *commit.relands, *commit.backports, *commit.removes))
        seen.add(commit.sha)


@pytest.mark.parametrize(
    ("attempt", "revert", "reland"),
    [
        ("ef4ac967e2", "4d61e6e3b8", "f13c5c8b94"),
        ("f13c5c8b94", "b75b1a3504", "6a150bcaeb"),
        ("6a150bcaeb", "e225bebc14", None),
        ("bcfa450f21", "4d61e6e3b8", "c11183cdcf"),
        ("8334f30a74", "188078c39d", "93460d097f"),
        ("45956b9a33", "15054c16c8", "9ad58acbe8"),
        ("45956b9a33", "933538edde", None),
        ("ae4dde0858", "1a0ce685ab", "e6f5e22123"),
        ("766af559ad", "d2306cec4d", "c22bfaae83"),
        ("d441437ee7", "b07fddd527", None),
        ("993a130d3a", "2cf76cf4cc", None),
        ("87be8d9522", "89e67ada69", None),
    ],
)
def test_cycles_are_in_the_facts(facts, attempt, revert, reland):
    by_digits = {commit.short: commit for commit in facts.commits.values()}
    assert by_digits[attempt].sha in by_digits[revert].undoes
    if reland:
        assert by_digits[attempt].sha in by_digits[reland].relands


@pytest.mark.parametrize(
    ("undoing", "same_as"),
    [
        ("1a0ce685ab", "ae4dde0858~1"),
        ("d2306cec4d", "766af559ad~1"),
        ("b75b1a3504", "f13c5c8b94~1"),
        ("e225bebc14", "6a150bcaeb~1"),
        ("b07fddd527", "d441437ee7~1"),
        ("2cf76cf4cc", "993a130d3a~1"),
        ("89e67ada69", "87be8d9522~1"),
        ("2f20592012", "d441437ee7"),
        ("e9d5cdda1f", "993a130d3a"),
    ],
)
def test_reverts_with_nothing_in_between_restore_the_tree(sample, undoing, same_as):
    digits, _, parents = same_as.partition("~")
    assert sample.tree(sample.named(undoing)) == sample.tree(sample.named(digits) + "~" * len(parents))


def test_the_revert_of_four_restores_all_but_what_a_release_took_along(sample):
    undoing, before = sample.named("4d61e6e3b8"), sample.named("ef4ac967e2") + "~"
    left = sample("diff", "--name-only", before, undoing).splitlines()
    assert left == ["Include/patchlevel.h", "Misc/NEWS.d/3.8.0a2.rst", "README.rst"]
    assert sample.subject("4d61e6e3b8") == f"Revert: {sample.subject('ef4ac967e2')} (GH-12159)"
    for digits in ("bcfa450f21", "bda918bf65", "b05b711a2c", "ef4ac967e2"):
        assert (
            f"This reverts commit {sample.named(digits)}."
            in sample.messages["4d61e6e3b802399be62a521d6fa785698cb670b5"]
        )


def test_a_revert_with_edits_in_between_is_exact_path_by_path(sample):
    attempt, revert = sample.named("45956b9a33"), sample.named("15054c16c8")
    blob = "rev-parse", f"{attempt}~:Python/pythonrun.c", f"{revert}:Python/pythonrun.c"
    assert len(set(sample(*blob).split())) == 1
    news = sample("show", f"{revert}:Misc/NEWS")
    assert "Issue #19466" in news
    assert "Issue #20526" in news


def test_titles_of_undone_commits_are_quoted(sample):
    assert sample.subject("e225bebc14") == f'Revert "{sample.subject("6a150bcaeb")}" (GH-13780)'
    assert sample.subject("2f20592012") == f'Revert "{sample.subject("b07fddd527")}" (GH-28667)'
    assert sample.subject("d1c09896c3") == f"{sample.subject('5804f878e7')} (GH-19136) (GH-19137)"
    assert f"This reverts commit {sample.named('87be8d9522')[:7]}.\n" in "".join(sample.messages.values())
    assert len(sample("rev-parse", sample.named("87be8d9522")[:7]).split()) == 1


def test_relands_bring_the_same_lines(sample):
    path = "Python/ceval_gil.h"
    lines = [
        sample("show", "--format=", "-U0", sample.named(digits), "--", path) for digits in ("ef4ac967e2", "f13c5c8b94")
    ]
    added = [{line for line in text.splitlines() if re.match(r"\+(?!\+)", line)} for text in lines]
    assert added[0] == added[1] != set()


def test_old_commits_carry_their_headers(sample):
    svn = sample("cat-file", "commit", sample.named("ae4dde0858"))
    repository = "svn%3A6015fed2-1504-0410-9fe1-9d1591cc4771"
    assert f"\nHG:extra convert_revision:{repository}/python/branches/legacy-trunk%4080932\n\n" in svn
    graft = sample("cat-file", "commit", sample.named("933538edde"))
    assert "\nHG:extra source:1166b33210129da474e4706b935c32c4946bb47f\n\n" in graft


def test_merges_have_both_parents(sample):
    assert sample("rev-parse", f"{sample.named('e18e787e70')}^2").strip() == sample.named("932bba33f2")
    assert sample("rev-parse", f"{sample.named('8dc931037b')}^2").strip() == sample.named("3c5c56f3c0")
    path = f"{sample.named('8dc931037b')}:Misc/NEWS"
    assert sample("show", path).count("Issue #20526") == 1


def test_news_entries_move_into_the_release(sample):
    entry = "Misc/NEWS.d/next/Core and Builtins/2018-09-15-12-13-46.bpo-33608.avmvVP.rst"
    assert (("D", entry)) in sample.changes(sample.named("23f4589b4b"))[sample.named("23f4589b4b")]
    news = sample("show", "v3.8.0a2:Misc/NEWS.d/3.8.0a2.rst")
    assert news.startswith(
        ".. bpo: 33608\n.. date: 2018-09-15-12-13-46\n.. nonce: avmvVP\n.. release date: 2019-02-25\n"
        ".. section: Core and Builtins\n\n"
    )
    assert (("A", entry)) in sample.changes(sample.named("f13c5c8b94"))[sample.named("f13c5c8b94")]


def test_tags_and_branches(facts, sample):
    form = "--format=%(refname:short) %(objecttype) %(taggerdate:iso-strict)"
    tags = dict(line.split(" ", 1) for line in sample("for-each-ref", form, "refs/tags").splitlines())
    assert set(tags) == {tag.name for tag in facts.tags}
    assert tags["v3.8.0a2"] == "tag 2019-02-25T13:09:33+01:00"
    assert tags["v3.9.0a1"] == "commit "
    assert {"v2.7", "v3.4.0rc2", "v3.8.0a3", "v3.8.0b1", "v3.9.0", "v3.11.0a1", "2.7"} <= set(tags)
    branches = sample("for-each-ref", "--format=%(refname:short)", "refs/heads").split()
    assert branches == ["3.10", "3.7", "3.8", "3.9", "main"]


def test_a_release_can_contain_a_revert_of_the_day_before(sample):
    assert sample.named("e225bebc14") == sample("rev-parse", "v3.8.0b1~").strip()


def test_refuses_a_folder_in_use(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(RepositoryError, match="is in use"):
        build(tmp_path)


SOUND = """
[[commit]]
sha = "7f777ed95a19224294949e1b4ce56bbffcb1fe9f"
author = "Guido van Rossum"
authored = 1990-08-09T14:25:15+00:00
subject = "Initial revision"
paths = ["Doc/README"]
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[commit", "cannot be read"),
        ("commits = 1", "unknown key 'commits'"),
        ("commit = 1", r"'commit' must be written as \[\[commit\]\] tables"),
        ('[[commit]]\nline = "main"', "commit number 1: 'sha' is missing"),
        ('[[commit]]\nsha = "7f777ed95a"', "commit 7f777ed95a: 'sha' must be the forty"),
        (SOUND + SOUND, "it is there twice"),
        (SOUND.replace("+00:00", ""), "'authored' needs the offset"),
        (SOUND.replace("authored", "author_date"), "'authored' is missing"),
        (SOUND.replace('"Initial revision"', "1"), "'subject' must be a string, not 1"),
        (SOUND.replace('["Doc/README"]', "[1]"), "'paths' must list strings, not 1"),
        (SOUND.replace('paths = ["Doc/README"]', ""), "'paths' is missing"),
        (SOUND.replace('subject = "Initial revision"', ""), "it needs a 'subject'"),
        (SOUND + 'colour = "red"', "7f777ed95a: unknown key 'colour'"),
        (SOUND + 'added = ["Doc/Makefile"]', "'added' names Doc/Makefile"),
        (SOUND + 'undoes = ["ae4dde0858"]', "'undoes' names ae4dde0858, which no entry above has"),
        (SOUND + 'undoes = ["ae4d"]', "by the first ten digits"),
        (SOUND + SOUND.replace('sha = "7', 'line = "2.7"\nsha = "8'), "so it needs a 'fork'"),
        (SOUND + SOUND.replace('sha = "7', 'fork = "7f777ed95a"\nsha = "8'), "main has one already"),
        (SOUND.replace("Initial revision", "{title}"), "'title' is missing"),
        ('[[tag]]\nname = "v0"\ncommit = "7f777ed95a"', "tag v0: 'commit' names"),
        ('[[branch]]\nname = "main"', "branch main: 'commit' is missing"),
    ],
)
def test_says_what_is_wrong_with_the_facts(tmp_path, text, reason):
    path = tmp_path / "history.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError, match=reason) as caught:
        read_facts(path)
    assert str(path) in str(caught.value)


def test_says_that_the_facts_are_missing(tmp_path):
    with pytest.raises(ResourceError, match="is missing: reinstall"):
        read_facts(tmp_path / "history.toml")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            SOUND.replace("Initial revision", "{title:7f777ed95a}"),
            "nothing is known to put in place of {title:7f777ed95a}",
        ),
        (SOUND.replace("Initial revision", "{sha:0000000000:7}"), "in place of {sha:0000000000:7}"),
        (
            SOUND + SOUND.replace('sha = "7', 'undoes = ["7f777ed95a"]\nsha = "8').replace("README", "Makefile"),
            "Doc/Makefile has nothing of what it undoes",
        ),
        (
            SOUND + SOUND.replace('sha = "7', 'relands = ["7f777ed95a"]\nsha = "8'),
            "it changes nothing",
        ),
    ],
)
def test_says_what_cannot_be_built(tmp_path, text, reason):
    path = tmp_path / "history.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError, match=reason):
        build(tmp_path / "sample.git", read_facts(path))


# From here on the facts are compared with the real history.


class Real:
    """What the real history says about the commits of the sample."""

    def __init__(self, git: Git, facts: Facts) -> None:
        self.git = git
        shas = [*facts.commits]
        form = "%x01%H%x00%an%x00%aI%x00%cn%x00%cI%x00%P%x00%B"
        log = git("log", "--no-walk=unsorted", "--stdin", f"--format={form}", stdin="\n".join(shas))
        rows = [row.split("\0") for row in log.split("\x01")[1:]]
        self.people = {row[0]: tuple(row[1:5]) for row in rows}
        self.parents = {row[0]: row[5].split() for row in rows}
        self.messages = {row[0]: row[6].strip() for row in rows}
        self.changes = git.changes(*shas)


@pytest.fixture(scope="module")
def real(cpython: Git, facts: Facts) -> Real:
    return Real(cpython, facts)


def title(message: str) -> str:
    """Return the subject without its numbers."""
    text = " ".join(message.partition("\n\n")[0].split())
    return re.sub(
        r"^(\[[\d.]+\] )?((closes )?(bpo|gh)-\d+: |Issue #?\d+:? (- )?)?|( \(?(GH-|gh-|#)\d+\)\.?)+$",
        "",
        text,
    )


@pytest.mark.history
def test_people_and_dates_are_real(facts, real):
    for sha, commit in facts.commits.items():
        name, authored, committer, committed = real.people[sha]
        assert (name, committer) == (commit.author, commit.committer)
        assert (authored, committed) == (commit.authored.isoformat(), commit.committed.isoformat())
        assert len(real.parents[sha]) == len(commit.parents)


@pytest.mark.history
def test_numbers_and_symbols_are_real(facts, real):
    for sha, commit in facts.commits.items():
        numbers = [*commit.issues, *commit.gh_issues, *filter(None, [commit.pr])]
        words = [*map(str, numbers), *commit.symbols]
        for word in words:
            assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", real.messages[sha]), (commit.short, word)


@pytest.mark.history
def test_numbers_are_in_the_sample_message_too(facts, sample):
    for sha, commit in facts.commits.items():
        numbers = {*commit.issues, *commit.gh_issues, *filter(None, [commit.pr])}
        assert numbers <= {int(number) for number in re.findall(r"\d+", sample.messages[sha])}, commit.short


@pytest.mark.history
def test_changes_are_real(facts, real, sample):
    root, *others = facts.commits
    assert {("A", path) for path in facts.commits[root].added} <= real.changes[root]
    changes = sample.changes(*sample.built.values())
    for sha in others:
        assert changes[sample.built[sha]] <= real.changes[sha], sha


@pytest.mark.history
def test_headers_are_real(facts, cpython, sample):
    for sha in facts.commits:
        headers = []
        for git, name in ((cpython, sha), (sample, sample.built[sha])):
            raw = git("cat-file", "commit", name).split("\n\n", 1)[0]
            headers.append([line for line in raw.splitlines() if line.startswith("HG:")])
        assert headers[0] == headers[1]


def undone(real: Real, commit: Commit, target: Commit) -> bool:
    """Return whether the real message or the real blobs confirm that a commit undoes another one."""
    message = real.messages[commit.sha]
    if any(target.sha.startswith(sha) for sha in re.findall(r"\b[0-9a-f]{7,40}\b", message)):
        return True
    if target.svn and f"r{target.svn.rpartition('@')[2]}" in message:
        return True
    if "Revert" in message and set(target.issues) & set(commit.issues):
        return True
    raw = [set(real.git("diff-tree", "-r", "--no-renames", sha).splitlines()[1:]) for sha in (target.sha, commit.sha)]
    return {(new, old, path) for _, _, old, new, path in map(fields, raw[0])} == {
        (old, new, path) for _, _, old, new, path in map(fields, raw[1])
    }


def fields(line: str) -> tuple[str, str, str, str, str]:
    """Return modes, blobs and path of a raw line."""
    old_mode, new_mode, old, new, path = line.split(maxsplit=4)
    return old_mode, new_mode, old, new, path[2:]


@pytest.mark.history
def test_undo_facts_hold(facts, real):
    for commit in facts.commits.values():
        for sha in commit.undoes:
            assert undone(real, commit, facts.commits[sha]), (commit.short, sha)


@pytest.mark.history
def test_relands_hold(facts, real):
    for commit in facts.commits.values():
        for sha in commit.relands:
            message, original = real.messages[commit.sha], facts.commits[sha]
            alike = title_similarity(title(message).lower(), title(real.messages[sha]).lower()) == 1.0
            same_issue = set(original.issues) & set(commit.issues)
            named = f"#{original.pr}" in message
            assert alike or same_issue or named, (commit.short, sha)


@pytest.mark.history
def test_backports_hold(facts, real):
    for commit in facts.commits.values():
        for sha in commit.backports:
            message = real.messages[commit.sha]
            twin = message == real.messages[sha] and real.people[sha] == real.people[commit.sha]
            assert twin or f"(cherry picked from commit {sha})" in message, (commit.short, sha)


@pytest.mark.history
def test_titles_are_our_own_words(facts, real, sample):
    for sha, commit in facts.commits.items():
        if commit.title:
            assert commit.title.lower().rstrip(".") not in real.messages[sha].lower()
        said = set(real.messages[sha].splitlines())
        for line in sample.messages[sha].splitlines():
            convention = re.match(
                r"\* Revert|This reverts|commit |\(cherry|https:|bpo-\d|Python \d|v\d|Back|merge|Merge", line
            )
            assert convention or len(line.split()) < 3 or line not in said, (commit.short, line)


@pytest.mark.history
def test_releases_contain_the_same_commits(facts, sample, cpython):
    commits = facts.commits
    for commit in commits.values():
        for parent in commit.parents:
            # A release commit is made on a side branch and merged into main a little later: skip it.
            nearest = commits[parent].parents if commits[parent].release else (parent,)
            assert all(cpython.contains(commit.sha, sha) for sha in nearest), commit.short
    for tag in facts.tags:
        built = set(sample("rev-list", tag.name).split())
        inside = {real for real, sha in sample.built.items() if sha in built}
        next_ones = [sha for sha in commits.keys() - inside if inside.issuperset(commits[sha].parents)]
        assert cpython.contains(tag.name, tag.commit), tag.name
        assert not any(cpython.contains(tag.name, sha) for sha in next_ones), tag.name


@pytest.mark.history
def test_tags_have_their_real_dates(facts, cpython):
    for tag in facts.tags:
        form = "--format=%(if)%(taggerdate)%(then)%(taggerdate:iso-strict)%(else)%(committerdate:iso-strict)%(end)"
        real = cpython("for-each-ref", form, f"refs/tags/{tag.name}").strip()
        tagged = tag.tagged or facts.commits[tag.commit].committed
        assert tagged.isoformat() == real
        if tag.tagged is None:
            assert cpython("rev-parse", f"{tag.name}^{{commit}}").strip() == tag.commit


@pytest.mark.history
def test_no_commit_of_the_great_issues_is_missing(facts, cpython):
    issues = {33608: 13, 36710: 17, 38858: 16, 38644: 16, 39984: 7, 40010: 5, 39877: 10}
    wanted = f"--grep=bpo-({'|'.join(map(str, issues))})\\b"
    log = cpython("log", "main", "--since=2019-01-01", "--format=%x01%H%x00%B", "-E", wanted)
    messages = dict(row.split("\0") for row in log.split("\x01")[1:])
    for issue, count in issues.items():
        real = {sha for sha, message in messages.items() if re.search(rf"bpo-{issue}\b", message)}
        assert len(real) == count
        assert real <= set(facts.commits)
