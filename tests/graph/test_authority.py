"""Which refs make history: names, remotes and tags as values."""

import pytest

from miner.errors import RepositoryError
from miner.graph.authority import Source, authoritative, choose, claim, is_upstream, release_of
from miner.model import Remote

UPSTREAM = "https://github.com/python/cpython"
FORK = "https://github.com/ann/cpython"


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/python/cpython",
        "https://github.com/Python/CPython.git",
        "http://www.github.com/python/cpython/",
        "git@github.com:python/cpython.git",
        "ssh://git@github.com/python/cpython",
        "ssh://git@ssh.github.com:443/python/cpython.git",
        "git://github.com/python/cpython.git",
    ],
)
def test_the_spellings_of_upstream(url):
    assert is_upstream(url)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://github.com/ann/cpython",
        "https://github.com/python/cpython-source-deps",
        "https://github.com/python/peps",
        "https://example.org/github.com/python/cpython",
        "/srv/git/python/cpython",
        "git@github.com:ann/python/cpython",
    ],
)
def test_what_is_not_upstream(url):
    assert not is_upstream(url)


OWN, ORIGIN = Source(None, None), Source("origin", None)


@pytest.mark.parametrize(
    ("ref", "source", "line"),
    [
        ("refs/heads/main", OWN, "main"),
        ("refs/heads/master", OWN, "main"),
        ("refs/heads/3.9", OWN, "3.9"),
        ("refs/heads/release27-maint", OWN, "2.7"),
        ("refs/heads/py3k", OWN, "main"),
        ("refs/tags/2.7", OWN, "2.7"),
        ("refs/tags/legacy-trunk", OWN, "main"),
        ("refs/tags/v3.9.0rc1", OWN, "3.9"),
        ("refs/remotes/origin/main", ORIGIN, "main"),
        ("refs/remotes/origin/3.10", ORIGIN, "3.10"),
        ("refs/remotes/ann/fork/3.8", Source("ann/fork", None), "3.8"),
        ("refs/tags/v3.9.0rc1", ORIGIN, "3.9"),
    ],
)
def test_what_makes_history(ref, source, line):
    found = claim(ref, source)
    assert found is not None
    assert found[1] == line


@pytest.mark.parametrize(
    ("ref", "source"),
    [
        ("refs/heads/fix-the-lexer", OWN),
        ("refs/heads/backport-1a2b3c-3.9", OWN),
        ("refs/heads/3.9/fix", OWN),
        ("refs/heads/main", ORIGIN),
        ("refs/remotes/origin/main", OWN),
        ("refs/remotes/fork/3.9", ORIGIN),
        ("refs/remotes/origin/fix/main", ORIGIN),
        ("refs/tags/v3.9.0-fork", OWN),
        ("refs/tags/nightly", OWN),
        ("refs/pull/1000/head", OWN),
        ("refs/stash", OWN),
        ("refs/notes/commits", OWN),
        ("refs/replace/1a2b3c", OWN),
        ("HEAD", OWN),
    ],
)
def test_what_does_not(ref, source):
    assert claim(ref, source) is None


def of(*names: str) -> list[str]:
    return [f"refs/{name}" for name in names]


BOTH = of("heads/main", "remotes/origin/main", "remotes/upstream/main")


@pytest.mark.parametrize(
    ("refs", "remotes", "is_bare", "expected"),
    [
        pytest.param(BOTH, {"origin": FORK, "upstream": UPSTREAM}, False, "upstream", id="developer"),
        pytest.param(BOTH, {"origin": UPSTREAM, "upstream": FORK}, False, "origin", id="other-names"),
        pytest.param(BOTH, {"origin": FORK}, False, "origin", id="remote-without-a-url"),
        pytest.param(of("heads/main"), {"origin": FORK, "upstream": UPSTREAM}, False, None, id="never-fetched"),
        pytest.param(of("heads/main"), {}, False, None, id="no-remotes"),
        pytest.param(of("heads/main", "remotes/origin/main"), {"origin": "/srv/it"}, False, "origin", id="plain"),
        pytest.param(of("heads/main"), {"origin": UPSTREAM}, True, None, id="mirror"),
        pytest.param(BOTH[:2], {"origin": FORK, "upstream": UPSTREAM}, True, None, id="mirror-beside-a-fork"),
        pytest.param(BOTH, {"origin": FORK, "upstream": UPSTREAM}, True, "upstream", id="bare-with-remotes"),
    ],
)
def test_the_remote_that_is_chosen(refs, remotes, is_bare, expected):
    chosen = choose(refs, [Remote(*one) for one in remotes.items()], is_bare=is_bare)
    assert chosen.remote == expected


def test_a_mirror_knows_where_it_comes_from():
    assert choose(of("heads/main"), [Remote("origin", UPSTREAM)], is_bare=True) == Source(None, UPSTREAM)


def test_the_remote_that_was_asked_for_has_priority():
    remotes = [Remote("origin", FORK), Remote("upstream", UPSTREAM)]
    assert choose(BOTH, remotes, is_bare=False, wanted="origin") == Source("origin", FORK)
    assert choose(of("heads/main"), remotes, is_bare=True, wanted="origin") == Source(None, FORK)
    with pytest.raises(RepositoryError, match=r"no branches of a remote other; its remotes: origin, upstream\."):
        choose(BOTH, remotes, is_bare=False, wanted="other")


@pytest.mark.parametrize("asked", [True, False])
def test_the_remote_that_holds_the_release_tags(asked):
    refs = [*of("remotes/a/main", "remotes/b/main", "remotes/b/3.9", "tags/v3.8.0", "tags/v3.9.0"), "refs/tags/old"]
    holding = {("refs/remotes/a/main", "refs/tags/v3.8.0"), ("refs/remotes/b/main", "refs/tags/v3.8.0")}
    holding.add(("refs/remotes/b/3.9", "refs/tags/v3.9.0"))
    reaches = (lambda branch, tag: (branch, tag) in holding) if asked else None
    assert choose(refs, [], is_bare=False, reaches=reaches).remote == ("b" if asked else "a")


def reached_from(history: dict[int, set[int]]):
    def function(tips):
        found = set().union(*(history[tip] for tip in tips))
        return found.__contains__

    return function


def test_a_tag_that_only_a_fork_reaches_is_the_forks():
    refs = {
        "refs/remotes/upstream/main": 3,
        "refs/remotes/origin/main": 5,
        "refs/tags/v3.9.0": 2,  # on both
        "refs/tags/v3.9.1": 5,  # the fork's
        "refs/tags/v1.5.2": 9,  # on no branch any more
    }
    history = {3: {1, 2, 3}, 5: {1, 2, 4, 5}}
    found = authoritative(refs, Source("upstream", UPSTREAM), reached_from(history))
    assert found == {"refs/remotes/upstream/main", "refs/tags/v3.9.0", "refs/tags/v1.5.2"}


def test_without_other_remotes_nobody_asks_what_reaches_what():
    refs = {"refs/heads/main": 1, "refs/heads/topic": 2, "refs/pull/1/head": 3, "refs/tags/v3.9.0": 2}
    assert authoritative(refs, OWN, None) == {"refs/heads/main", "refs/tags/v3.9.0"}


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("v1.2", "1.2"), ("1.2.3", "1.2.3"), ("release-1.2", "1.2"), ("rel/v2.0rc1", "2.0rc1"), ("Widgets-0.16", "0.16"),
        ("widgets/0.16", "0.16"), ("core-1.2", None), ("widgets-core-1.2", None), ("release-candidate", None),
    ],
)  # fmt: skip
def test_the_releases_of_another_project_have_its_name_or_a_word_for_them(tag, version):
    found = release_of(tag, Source(None, "https://example.org/org/widgets.git", is_cpython=False))
    assert (str(found) if found else None) == version
    if not tag.startswith("v"):
        assert release_of(tag, Source(None, UPSTREAM)) is None
