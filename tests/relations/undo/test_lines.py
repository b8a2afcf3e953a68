"""Undo by lines: what is found, to what extent, and what is not."""

import pytest
from sqlalchemy import text

from miner.contents.line_prints import LinePrints, Shares
from miner.pipeline import mine

BEFORE = [f"line {number} of the file" for number in range(30)]


def file(*changes: tuple[int, str], more: int = 0) -> str:
    """Return the file with some lines replaced, and some appended."""
    lines = list(BEFORE)
    for number, line in changes:
        lines[number] = line
    return "".join(f"{line}\n" for line in (*lines, *(f"more of it, {number}" for number in range(more))))


FEATURE = tuple((number, f"the feature, part {number}") for number in range(4, 16))
# An unrelated change to the same file, so that no blob is put back.
BETWEEN = (25, "something else altogether")


def undos(database):
    with database.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT s.sha, t.sha, r.extent, e.kind FROM relations r"
                " JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id"
                " JOIN evidence e ON e.relation_id = r.id WHERE r.kind = 'undoes' AND r.confidence >= 0.5"
            )
        )
        found: dict[tuple[str, str, str], set[str]] = {}
        for source, target, extent, kind in rows:
            found.setdefault((source, target, extent), set()).add(kind)
    return found


def landed(repo) -> str:
    repo.commit("Title of the root", {"a.c": file()}, time=1_400_000_000)
    return repo.commit("Title of the feature", {"a.c": file(*FEATURE)}, time=1_400_100_000)


@pytest.mark.parametrize(
    ("message", "after", "between", "extent", "evidence"),
    [
        pytest.param("Revert the feature", file(BETWEEN), 9, "full", "inverse-lines", id="all of it"),
        pytest.param("Revert the feature", file(BETWEEN, *FEATURE[:6]), 3, "partial", "restored-lines", id="half of it"),
        pytest.param("Restore what was there", file(BETWEEN), 9, "full", "inverse-lines", id="in weaker words"),
        pytest.param("Oops, undo that", file(BETWEEN, more=9), 3, "full", "inverse-lines", id="and more"),
        pytest.param("Wait more\n\nIf it fails, a revert may follow", file(BETWEEN), 9, None, None, id="in passing, long after"),
        pytest.param("Restore a thing or two", file(BETWEEN, *FEATURE[:11], more=9), 3, None, None, id="a line among others"),
        pytest.param("Title of a fix", file(BETWEEN, *FEATURE[:6]), 3, None, None, id="in other words"),
    ],
)  # fmt: skip
def test_finds_what_was_undone_where_other_changes_came_between(
    repo, database, message, after, between, extent, evidence
):
    target = landed(repo)
    repo.commit("Title of the change between", {"a.c": file(BETWEEN, *FEATURE)}, time=1_400_200_000)
    for number in range(between):  # after nine the feature is not among the latest changes of the file
        repo.commit(f"Title of number {number}", {"a.c": file(BETWEEN, *FEATURE, (29, f"number {number}"))})
    repo.commit("Title of a last one", {"a.c": file(BETWEEN, *FEATURE)})
    source = repo.commit(message, {"a.c": after})
    mine(repo.path, database.url, lines=True)
    found = {pair: kinds for pair, kinds in undos(database).items() if pair[:2] == (source, target)}
    assert [(pair[2], evidence in kinds) for pair, kinds in found.items()] == ([(extent, True)] if extent else [])


def test_a_silent_inverse_needs_all_lines_and_no_other_reason(repo, database):
    target = landed(repo)
    repo.commit("Title of the change between", {"a.c": file(BETWEEN, *FEATURE)}, time=1_400_200_000)
    source = repo.commit("Title of a simpler way", {"a.c": file(BETWEEN)}, time=1_400_300_000)
    mine(repo.path, database.url)
    assert undos(database) == {}
    mine(repo.path, database.url, lines=True)
    assert undos(database) == {(source, target, "full"): {"inverse-lines"}}


@pytest.mark.parametrize(
    ("lines", "days", "found"),
    [
        pytest.param(1, 2, True, id="one, at once"),
        pytest.param(1, 30, False, id="one, a month later"),
        pytest.param(5, 30, True, id="some, a month later"),
        pytest.param(12, 100, False, id="many, long after"),
    ],
)
def test_the_sooner_a_silent_inverse_comes_the_fewer_lines_it_needs(repo, database, lines, days, found):
    feature = tuple((number, "") for number in range(4, 4 + lines))
    repo.commit("Title of the root", {"a.c": file()}, time=1_400_000_000)
    target = repo.commit("Title of the feature", {"a.c": file(*feature)}, time=1_400_100_000)
    repo.commit("Title of the change between", {"a.c": file(BETWEEN, *feature)}, time=1_400_100_100)
    source = repo.commit("Title of a simpler way", {"a.c": file(BETWEEN)}, time=1_400_100_000 + days * 86_400)
    mine(repo.path, database.url, lines=True)
    assert set(undos(database)) == ({(source, target, "full")} if found else set())


def test_a_silent_inverse_of_what_is_too_large_to_keep_is_none(repo, database):
    repo.commit("Title of the root", {"a.c": file()}, time=1_400_000_000)
    files = {"a.c": file(*FEATURE), "b.c": file(more=2_000)}
    repo.commit("Title of the feature", files, time=1_400_100_000)
    repo.commit("Title of the change between", {"a.c": file(BETWEEN, *FEATURE)}, time=1_400_100_100)
    repo.commit("Title of a simpler way", {"a.c": file(BETWEEN)}, time=1_400_200_000)
    mine(repo.path, database.url, lines=True)
    assert undos(database) == {}


def test_a_plan_that_has_come_to_its_end_is_no_revert(repo, database):
    landed(repo)
    repo.commit("Title of the change between", {"a.c": file(BETWEEN, *FEATURE)}, time=1_400_200_000)
    repo.commit("The feature is no longer needed", {"a.c": file(BETWEEN)}, time=1_400_300_000)
    mine(repo.path, database.url, lines=True)
    assert undos(database) == {}


def test_what_is_undone_together_is_judged_together(repo, database):
    repo.commit("Title of the root", {"a.c": file()})
    first = repo.commit("Title of the first half", {"a.c": file(*FEATURE)})
    other = tuple((number, f"rewritten {number}") for number, _ in FEATURE[:10])
    second = repo.commit("Title of the second half", {"a.c": file(*FEATURE, *other)})
    repo.commit("Title of the change between", {"a.c": file(BETWEEN, *FEATURE, *other)})
    source = repo.commit(f"Revert {first[:12]} and {second[:12]}\n\nThey broke it.", {"a.c": file(BETWEEN)})
    mine(repo.path, database.url, lines=True)
    assert {pair for pair in undos(database) if pair[0] == source} == {
        (source, first, "full"),
        (source, second, "full"),
    }


def test_bookkeeping_and_unknown_lines_are_left_out(repo, database):
    repo.commit("Title of the root", {"a.c": file(), "Misc/NEWS": "first entry\n", "big.c": ""})
    big = "".join(f"a generated line {number}\n" for number in range(900))
    target = repo.commit("Title", {"a.c": file(*FEATURE), "Misc/NEWS": "first entry\nsecond entry\n", "big.c": big})
    source = repo.commit("Another title", {"a.c": file(), "Misc/NEWS": "first entry\nthird entry\n"})
    mine(repo.path, database.url, lines=True)
    with database.engine.connect() as connection:
        ids = {sha: commit for commit, sha in connection.execute(text("SELECT id, sha FROM commits"))}
        prints = LinePrints(connection)
        prints.load([ids[source], ids[target]])
        assert prints.shares(ids[source], [ids[target]]) == Shares(24, 24, 24)
        assert prints.shares(ids[source], []) is None


def test_a_file_too_large_to_keep_on_either_side_counts_for_none(repo, database):
    repo.commit("Title of the root", {"a.c": file(), "b.c": ""})
    target = repo.commit("Title", {"a.c": file(*FEATURE), "b.c": file()})
    big = "".join(f"a generated line {number}\n" for number in range(900))
    source = repo.commit("Another title", {"a.c": file(), "b.c": big})
    mine(repo.path, database.url, lines=True)
    with database.engine.connect() as connection:
        ids = {sha: commit for commit, sha in connection.execute(text("SELECT id, sha FROM commits"))}
        prints = LinePrints(connection)
        prints.load(ids.values())
        assert prints.shares(ids[source], [ids[target]]) == Shares(24, 24, 24)


@pytest.mark.parametrize(
    ("common", "undone", "undoing", "evidence", "extent"),
    [
        (10, 10, 10, "inverse-lines", "full"),
        (10, 10, 200, "inverse-lines", "full"),
        (1, 1, 1, "inverse-lines", "full"),
        (1, 1, 9, None, "full"),
        (8, 10, 8, "inverse-lines", "full"),
        (6, 10, 6, "restored-lines", "partial"),
        (6, 10, 12, "restored-lines", None),
        (3, 90, 3, "restored-lines", "partial"),
        (3, 90, 30, None, "partial"),
        (0, 10, 10, None, "partial"),
    ],
)
def test_shares_tell_how_much_is_gone(common, undone, undoing, evidence, extent):
    shares = Shares(common, undone, undoing)
    assert (shares.evidence and shares.evidence[0], shares.extent) == (evidence, extent)


@pytest.mark.parametrize(
    ("common", "undone", "undoing", "purpose"),
    [
        (2, 90, 2, True),  # it does nothing else
        (1, 90, 1, False),  # one line is often chance
        (1, 1, 1, True),
        (2, 90, 3, False),
        (3, 90, 4, True),
        (3, 90, 9, False),
    ],
)
def test_shares_tell_what_a_commit_is_for(common, undone, undoing, purpose):
    assert Shares(common, undone, undoing).is_purpose == purpose


def test_who_does_nothing_but_put_lines_back_means_their_old_remover(repo, database):
    """Also if the same files have changed since, and almost nothing of the old commit is undone."""
    lines = [f"line {number}" for number in range(60)]
    kept, day = lines[:2], 86_400

    def text_of(*parts):
        return "\n".join(line for part in parts for line in part) + "\n"

    repo.commit("Begin", {"a.c": text_of(lines)}, time=1_400_000_000)
    old = repo.commit("Tidy it all", {"a.c": text_of(["new"], lines[40:])}, time=1_400_000_000 + day)
    repo.commit("Add the end", {"a.c": text_of(["new"], lines[40:], ["end"])}, time=1_400_000_000 + 200 * day)
    back = repo.commit(
        "Restore two lines", {"a.c": text_of(["new"], kept, lines[40:], ["end"])}, time=1_400_000_000 + 201 * day
    )
    mine(repo.path, database.url, lines=True)
    with database.engine.connect() as connection:
        select = text(
            "SELECT s.sha, t.sha FROM relations r JOIN commits s ON s.id = r.source_id"
            " JOIN commits t ON t.id = r.target_id WHERE r.kind = 'undoes'"
        )
        assert [tuple(row) for row in connection.execute(select)] == [(back, old)]


def history(repo, *changes: tuple[str, str, str], path: str = "a.c") -> list[str]:
    """Commit each (message, content, path) a day after the one before, after a root; return the shas."""
    repo.commit("Title of the root", {path: file()}, time=1_400_000_000)
    return [
        repo.commit(message, {where or path: content}, time=1_400_000_000 + (number + 1) * 86_400)
        for number, (message, content, where) in enumerate(changes)
    ]


def answers(database):
    return {(source, target) for source, target, _ in undos(database)}


WITHOUT = "".join(f"{line}\n" for line in BEFORE[:10] + BEFORE[14:])


def test_who_took_the_lines_away_is_meant_however_long_ago(repo, database):
    """Ten changes of the file lie between, so that the one that took the lines away is not among the latest."""
    between = [(f"Title of change {number}", WITHOUT + f"more of it, {number}\n", "") for number in range(10)]
    away, *_, back = history(
        repo,
        ("Take the lines of the scanner away", WITHOUT, ""),
        *between,
        ("Restore the lines", "".join(f"{line}\n" for line in BEFORE) + "more of it, 9\n", ""),
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert answers(database) == {(back, away)}


def test_a_suspect_without_a_common_line_is_none(repo, database):
    """The last change of the file has nothing in common with what is reverted, so the one before it is meant."""
    guilty, _, undo = history(
        repo,
        ("Title of the feature", file(*FEATURE), ""),
        ("Title of another", file(BETWEEN, *FEATURE), ""),
        ("Revert a part of it", file(BETWEEN, *FEATURE[:4]), ""),
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert answers(database) == {(undo, guilty)}


def test_nothing_is_guessed_where_all_lines_are_known_and_none_agrees(repo, database):
    history(
        repo,
        ("Title of the feature", file(*FEATURE), ""),
        ("Revert to a simpler form", file(*FEATURE, more=3), ""),
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert not answers(database)


def test_a_named_commit_needs_no_common_line(repo, database):
    named = landed(repo)
    undo = repo.commit(
        f"Title\n\nThis reverts commit {named}.", {"a.c": file(*FEATURE, (0, "new"))}, time=1_400_200_000
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert answers(database) == {(undo, named)}


@pytest.mark.parametrize("words", ["Remove a debugging print", "Drop the line that was left by accident"])
def test_an_accident_is_put_right_where_lines_vanish(repo, database, words):
    guilty, _, undo = history(
        repo,
        ("Title of the feature", file(*FEATURE, (20, "print(the, state, of, it)")), ""),
        ("Title of another", file(BETWEEN, *FEATURE, (20, "print(the, state, of, it)")), ""),
        (
            words,
            "".join(f"{line}\n" for line in file(BETWEEN, *FEATURE).splitlines() if "number 20" not in line) or "",
            "",
        ),
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert answers(database) == {(undo, guilty)}


@pytest.mark.parametrize(
    ("words", "again", "found"),
    [
        ("Restore a line", "the feature, part 4", True),
        ("Restore a line", "a third form of it", False),
        ("Put right what was changed by accident", "a third form of it", True),
        ("Title of a fix", "the feature, part 4", False),
    ],
)
def test_a_single_line_must_come_back_or_be_an_accident(repo, database, words, again, found):
    """Ten days after, so that nothing else ties the two; another file is changed, too."""
    repo.commit("Title of the root", {"a.c": file(*FEATURE)}, time=1_400_000_000)
    change = repo.commit("Title of the feature", {"a.c": file((4, "another form"), *FEATURE[1:])}, time=1_400_100_000)
    undo = repo.commit(words, {"a.c": file((4, again), *FEATURE[1:])}, time=1_400_100_000 + 10 * 86_400)
    mine(repo.path, database.url, workers=1, lines=True)
    expected = {(undo, change)} if found or again == "the feature, part 4" else set()
    assert answers(database) == expected


@pytest.mark.parametrize(("beside", "found"), [("", False), (" It is not as fast as {0} says.", True)])
def test_of_what_a_message_names_most_may_be_gone(repo, database, beside, found):
    """Beside much other work, which hides that two thirds of the named commit are gone."""
    named = landed(repo)
    repo.commit("Title of another", {"a.c": file(BETWEEN, *FEATURE)}, time=1_400_200_000)
    repo.commit("Title of a third", {"b.c": file()}, time=1_400_300_000)
    undo = repo.commit(
        f"Restore the plain form of the scanner.{beside.format(named)}",
        {"a.c": file(BETWEEN, *FEATURE[:3]), "b.c": file(more=250)},
        time=1_400_400_000 + 30 * 86_400,
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert answers(database) == ({(undo, named)} if found else set())


def test_an_accident_is_not_undone_where_lines_change(repo, database):
    history(
        repo,
        ("Title of the feature", file(*FEATURE), ""),
        ("Call what was accidentally left out", file(*((number, f"a better {number}") for number, _ in FEATURE)), ""),
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert not answers(database)


def test_a_further_test_hides_no_undo(repo, database):
    target = landed(repo)
    undo = repo.commit(
        "Go back to the scanner of old",
        {"a.c": file(BETWEEN), "Lib/test/test_a.py": file(*FEATURE, more=60)},
        time=1_400_200_000,
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert answers(database) == {(undo, target)}


def test_an_undo_of_bookkeeping_alone_is_compared_with_all_of_the_other(repo, database):
    repo.commit("Title of the root", {"a.c": file(), "Misc/NEWS": file()}, time=1_400_000_000)
    target = repo.commit(
        "Title of the feature", {"a.c": file(*FEATURE), "Misc/NEWS": file(*FEATURE)}, time=1_400_100_000
    )
    undo = repo.commit("Revert the entry in the news", {"Misc/NEWS": file(BETWEEN)}, time=1_400_200_000)
    mine(repo.path, database.url, workers=1, lines=True)
    assert answers(database) == {(undo, target)}


def test_the_pull_request_that_a_claim_names_is_meant(repo, database):
    """GitHub numbers issues and pull requests together, so the number may look like an issue's."""
    repo.commit("Title of the root", {"a.c": file()}, time=1_600_000_000)
    named = repo.commit("Title of the feature (#20001)", {"a.c": file(*FEATURE)}, time=1_600_100_000)
    other = repo.commit("Title of another (#20002)", {"a.c": file(BETWEEN, *FEATURE)}, time=1_600_200_000)
    undo = repo.commit(
        "gh-90001: Mend it (#20003)\n\nRestore the line that was disabled in gh-20001.",
        {"a.c": file(BETWEEN, *FEATURE[1:])},
        time=1_600_300_000,
    )
    mine(repo.path, database.url, workers=1, lines=True)
    assert (undo, named) in answers(database)
    assert (undo, other) not in answers(database)
