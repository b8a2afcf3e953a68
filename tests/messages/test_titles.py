import pytest

from miner.messages.titles import bare_title, branch_prefix, merged_line, quoted_titles, title_key


@pytest.mark.parametrize(
    ("subject", "branch"),
    [
        ("[3.9] bpo-1001: Text", "3.9"),
        (" [2.7] Text", "2.7"),
        ("[3.10] Text", "3.10"),
        ("[3.8][3.7] Text", "3.8"),
        ("[3.8] [3.9] Text", "3.8"),
        ("[2.7, 3.x] Text", "2.7"),
        ("[3.6 backport] Text", "3.6"),
        ("[doc] Text", None),
        ("[Bug #984952] Text", None),
        ("3.9 Text", None),
        ("Text for [3.9]", None),
        ("", None),
    ],
)
def test_the_branch_in_front(subject, branch):
    assert branch_prefix(subject) == branch


@pytest.mark.parametrize(
    "subject",
    [
        "bpo-33608: Deal with pending calls (GH-11617)",
        "[3.7] bpo-33608: Deal with pending calls (GH-11617) (GH-12024)",
        "bpo-33608: Deal with pending calls. (GH-11617) (#12024)",
        "closes bpo-33608: Deal with pending calls.",
        "bpo-33608, bpo-33609: deal with pending calls (gh-5)",
        "[3.8] [3.7] Fix bpo-33608: Deal  with pending calls GH-11617",
        "gh-33608: Deal with pending calls (#99)",
        "Issue #33608: Deal with `pending` calls",
        "#33608: Deal with pending calls (closes #5)",
        "[merge from 3.5] Issue33608 - Deal with pending calls",
        '"Deal with pending calls"',
        "Deal with pending calls (22239)",
        "bpo-33608: Deal with pending calls (GH-1…",
        "bpo-33608: Deal with pending calls…",
    ],
)
def test_all_of_these_are_one_title(subject):
    assert bare_title(subject) == "deal with pending calls"


def test_a_cut_title_is_a_prefix_of_the_whole_one():
    whole = bare_title("bpo-1001: Preserve the order of a mapping in a chain (GH-5586)")
    assert whole.startswith(bare_title("[3.6] bpo-1001: Preserve the order of a mapp… (GH-5617)"))


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("bpo-1001", "bpo-1001"),
        ("", ""),
        ("...", "..."),
        ("Revert", "revert"),
        ("Add (GH-1) support", "add (gh-1) support"),
        ("Version 3.9.0", "version 3.9.0"),
    ],
)
def test_something_always_remains(subject, title):
    assert bare_title(subject) == title


@pytest.mark.parametrize(
    ("text", "kind", "depth", "title"),
    [
        pytest.param('Revert "X (GH-1)" (GH-2)', "undoes", 1, "X (GH-1)", id="git"),
        pytest.param("Revert: bpo-1: X (GH-1) (GH-2)", "undoes", 1, "bpo-1: X (GH-1)", id="colon"),
        pytest.param('bpo-1001: Revert "X"', "undoes", 1, "X", id="behind-an-issue"),
        pytest.param('[3.9] gh-1001: Partially revert "X" (#5)', "undoes", 1, "X", id="behind-a-branch"),
        pytest.param('Revert gh-102925 "gh-1001: X" (gh-5)', "undoes", 1, "gh-1001: X", id="number-between"),
        pytest.param('Revert my commit 7ba176c2f558: "Do "++" less', "undoes", 1, 'Do "++" less', id="odd-marks"),
        pytest.param('Back out "Patch #1001: X"', "undoes", 1, "Patch #1001: X", id="back-out"),
        pytest.param("Revert “X” again", "undoes", 1, "X", id="typographic"),
        pytest.param('Revert "Revert "X"" (GH-3)', "relands", 2, "X", id="twice"),
        pytest.param('Revert "Revert "X (GH-1)" (GH-2)" (GH-3)', "relands", 2, "X (GH-1)", id="twice-numbers"),
        pytest.param('Revert "Revert "Revert "X"""', "undoes", 3, "X", id="three-times"),
        pytest.param('Reapply "X" (#3)', "relands", 2, "X", id="reapply"),
        pytest.param('Revert "Reapply "X""', "undoes", 3, "X", id="reapply-reverted"),
        pytest.param('Un-revert "X"', "relands", 2, "X", id="un-revert"),
        pytest.param('bpo-32604: Recommit "bpo-32604: X (GH-1)"', "relands", 2, "bpo-32604: X (GH-1)", id="recommit"),
        pytest.param('Revert "X is cut at seventy-two… (#110720)', "undoes", 1, "X is cut at seventy-two…", id="cut"),
        pytest.param('Revert "An "inner" word (gh-1) (#5)', "undoes", 1, 'An "inner" word (gh-1)', id="unclosed"),
        pytest.param('* Revert "X"', "undoes", 1, "X", id="bullet"),
        pytest.param('bpo-1001: Defer to 3.12: "X" (GH-3)', "undoes", 1, "X", id="put-off"),
    ],
)
def test_quoted_titles(text, kind, depth, title):
    innermost = quoted_titles(text)[-1]
    assert innermost[:3] == (kind, depth, title)
    assert (innermost.key, innermost.is_cut) == (title_key(title), title.endswith("…"))


def test_the_outermost_title_comes_first():
    first, second = quoted_titles('Revert "Revert "X (GH-1)" (GH-2)" (GH-3)')
    assert (first.kind, first.depth, first.title) == ("undoes", 1, 'Revert "X (GH-1)" (GH-2)')
    assert (second.kind, second.depth, second.title) == ("relands", 2, "X (GH-1)")


@pytest.mark.parametrize("subject", ['Revert "Cut too sh… (#5)', 'Revert "#1234"'])
def test_a_title_that_tells_nothing_has_no_key(subject):
    (quoted,) = quoted_titles(subject)
    assert quoted.key == "" or len(quoted.key) > 3


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("Merge with 3.2", "3.2"),
        ("#12345: merge with 3.3.", "3.3"),
        ("merge heads", None),
        ("Merge 3.5 (issue #1)", "3.5"),
        ("Merged heads from branch 2.7", "2.7"),
    ],
)
def test_a_merge_names_the_line_that_it_brings(subject, line):
    assert merged_line(subject) == line


@pytest.mark.parametrize(
    "text",
    ["Revert X", 'Revert "', "Fix the revert button", 'Remove the "undocumented" page', 'Add "X"', "", "Revert"],
)
def test_texts_that_quote_no_title(text):
    assert quoted_titles(text) == ()


@pytest.mark.parametrize(
    "filler", ["bpo-12345/", "Revert ", 'Revert "', "(GH-1) ", "(closes ", "[3.9] ", " ", "#1, ", "…"]
)
def test_long_titles_do_not_stall(filler):
    subject = filler * (50_000 // len(filler))
    assert len(bare_title(subject)) <= len(subject)
    quoted_titles(subject)
    branch_prefix(subject)
