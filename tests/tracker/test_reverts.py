"""What pull requests and comments say about reverts, in all forms that were seen."""

import pytest

from miner.tracker.reverts import claims_of_comment, claims_of_pull_request

SHA = "0123456789abcdef0123456789abcdef01234567"


def said(claims):
    return [(claim.says, f"{claim.tracker}-{claim.number}") for claim in claims]


@pytest.mark.parametrize(
    ("title", "body", "claims"),
    [
        ("bpo-1: Add it", "It adds it.", []),
        ("bpo-1: Take it back", "Reverts python/cpython#120", [("undoes", "pr-120")]),
        (
            "gh-40001: Revert gh-108657 (commit 400a1cebc)",
            "",
            [("undoes", "pr-108657"), ("undoes", "git-400a1cebc")],
        ),
        (
            "[3.11] gh-108590: Revert gh-108657 (commit 400a1cebc) (#108686)",
            f"(cherry picked from commit {SHA})",
            [
                ("backports", "pr-108686"),
                ("undoes", "pr-108657"),
                ("undoes", "git-400a1cebc"),
                ("backports", f"git-{SHA}"),
            ],
        ),
        (
            'bpo-2: Revert "bpo-2: Add it"',
            f"This reverts commit {SHA} (gh-120).",
            [("undoes", f"git-{SHA}"), ("undoes", "pr-120")],
        ),
        ('Revert "bpo-2: Add it (GH-120)"', "", [("undoes", "pr-120")]),
        ('Revert "bpo-2 - Better merge of #119 (#120)"', "", [("undoes", "pr-120")]),
        (
            "bpo-3: revert automatically adding it whe…",
            '…n nobody asks (GH-120)"\r\n\r\nIt broke.',
            [("undoes", "pr-120")],
        ),
        ('Revert "gh-93000: Add it (gh-120)', "Only to see the bots.", [("undoes", "pr-120")]),
        ('GH-91079: Revert "GH-91079: Add it. (GH-130007)" for now', "", [("undoes", "pr-130007")]),
        (
            "🔄 Revert: gh-124613: Don't add it (#124792)",
            f"This PR automatically reverts commit {SHA} due to a failing build.\n\nBuilder: x",
            [("undoes", "pr-124792"), ("undoes", f"git-{SHA}")],
        ),
        ('Revert "Revert "bpo-2: Add it (GH-120)" (GH-121)"', "", [("relands", "pr-120"), ("undoes", "pr-121")]),
        (
            "bpo-3: Add it",
            "Mostly an un-revert of #120 and #121 (reverted in #122). Tried again in #123, which I ended up reverting in #124.",
            [
                ("relands", "pr-120"),
                ("relands", "pr-121"),
                ("reverted-in", "pr-122"),
                ("reverted-in", "pr-122"),
                ("reverted-in", "pr-124"),
            ],
        ),
        (
            "bpo-3: Add it",
            "an un-revert of #120 (reverted in #122)",
            [("relands", "pr-120"), ("reverted-in", "pr-122")],
        ),
        ("bpo-3: Add it", "See gh-77789.\n> Reverts python/cpython#120\n```\nrevert #121\n```", []),
        ("bpo-3: Revert changes of gh-77789", "", []),
        ("Revert the changes in 20190501", "", []),
    ],
)
def test_of_pull_requests(title, body, claims):
    assert said(claims_of_pull_request(title, body)) == claims


def test_of_comments():
    text = "It was introduced last week. We should revert GH-120, or even commit 400a1cebc.\n\nThanks!"
    (claim,) = claims_of_comment(text)
    assert (claim.says, claim.number) == ("discusses", "120")
    assert claim.words == "We should revert GH-120, or even commit 400a1cebc."
    assert claims_of_comment("<!-- Reverts #12 --> Nothing.") == []


def test_what_was_reverted_in_which_pull_request():
    text = "An un-revert of #120 and GH-121 (reverted in #122). I tried again in #123, which I reverted in #124."
    told = {(claim.what, claim.number) for claim in claims_of_comment(text) if claim.says == "reverted-in"}
    assert told == {(("pr", "120"), "122"), (("pr", "121"), "122"), (("pr", "123"), "124")}
    several = "un-revert of #120 and #121 (reverted in #122 and #123)"
    assert {claim.what for claim in claims_of_comment(several) if claim.says == "reverted-in"} == {None}
