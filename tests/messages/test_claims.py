import pytest

SHA = "ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465"
SVN, HG, GIT = "2009-06-01", "2013-06-01", "2020-06-01"


@pytest.mark.parametrize(
    ("message", "day"),
    [
        pytest.param(f"Text\n\nThis reverts commit {SHA}.", GIT, id="git"),
        pytest.param(f"This partially reverts commit {SHA}", GIT, id="git-partially"),
        pytest.param(f"This reverts part of commit {SHA}.", GIT, id="git-part-of"),
        pytest.param(f"This reverts commit {SHA} (a title, 2020-05-01)", GIT, id="git-reference"),
        pytest.param(f"Reverts the change in {SHA} for good", GIT, id="git-change-in"),
        pytest.param("Backed out changeset f23fa1f7b68f", HG, id="backed-out"),
        pytest.param("Backout of 2e047702df7f, as reported", HG, id="backout-of"),
        pytest.param("backout 8b384de4e780, so it can be fixed", HG, id="backout"),
        pytest.param("Backed out changeset: b0a0b9b59099", HG, id="colon"),
        pytest.param("Back out tentative changeset 18ce15f841cf", HG, id="adjective"),
        pytest.param("Issue #29006: revert dd13098a5dc2 (#29006)", HG, id="short-words"),
        pytest.param("Revert the file.py movement made in a37ea1d56e98", HG, id="free-words"),
        pytest.param("Revert a premature patch for something (changeset d17d10c84d27).", HG, id="aside"),
        pytest.param("backout of the bad 3.5 merge d085b4f779af", HG, id="merge-that-is-undone"),
        pytest.param("Revert r78621.  It was not important", SVN, id="svn"),
        pytest.param("Roll back Somebody's -r64098 for now", SVN, id="somebodys"),
        pytest.param("Undo revision 58533", SVN, id="undo"),
        pytest.param("Practice more, and revert 62787", SVN, id="bare"),
        pytest.param("Reverts an inadvertent change of r86095", SVN, id="inadvertent"),
        pytest.param("Back r51234 out again", SVN, id="around"),
        pytest.param("Restore the two tests that were lost in r78621", SVN, id="lost-in"),
        pytest.param("Tidy.  Readds the item removed by accident in r78621.", SVN, id="removed-in"),
        pytest.param("Put the check for empty names back, dropped by d17d10c84d27", HG, id="dropped-by"),
    ],
)
def test_undoing_words(read, message, day):
    assert [mention.role for mention in read(message, day).mentions if mention.tracker != "bpo"] == ["undoes"]


@pytest.mark.parametrize(
    ("message", "day"),
    [
        pytest.param("Reverted back to r67866.", SVN, id="back-to"),
        pytest.param("Revert to revision 57866; it is better", SVN, id="revert-to"),
        pytest.param("Finish what was reverted in r63493", SVN, id="was-reverted-in"),
        pytest.param("markup fix (backed out in r46655)", SVN, id="backed-out-in"),
        pytest.param("Undo the skip, because since r71341 it works", SVN, id="since"),
        pytest.param("Fix a bug since r71341. Restore the rest", SVN, id="other-sentence"),
        pytest.param("It was undocumented in 0fc10a33eb4c", HG, id="undocumented"),
        pytest.param("Add a test for r71341", SVN, id="no-verb"),
        pytest.param("The fallback in r71341 is right", SVN, id="fallback"),
        pytest.param("The test was removed in r71341", SVN, id="removed-but-not-put-back"),
        pytest.param("Restore the state in r71341", SVN, id="put-back-but-not-removed"),
    ],
)
def test_words_that_undo_nothing(read, message, day):
    assert [mention.role for mention in read(message, day).mentions] == ["mentions"]


@pytest.mark.parametrize(
    ("message", "day", "role"),
    [
        pytest.param("Re-apply r83871.", SVN, "relands", id="reapply"),
        pytest.param("Redo r83142 by hand", SVN, "relands", id="redo"),
        pytest.param("Un-backout e3ec6b17260c, which was right", HG, "relands", id="un-backout"),
        pytest.param("Reintroduce changeset 223731925d06", HG, "relands", id="reintroduce"),
        pytest.param(f"(cherry picked from commit {SHA})", GIT, "backports", id="cherry-picked"),
        pytest.param(f"Cherry picked by hand from {SHA}", GIT, "backports", id="by-hand"),
        pytest.param("(backport from rev. 53509)", SVN, "backports", id="backport-from"),
        pytest.param("Forward-port of Somebody's r86225", SVN, "backports", id="forward-port"),
        pytest.param("MERGE: Up-port of changeset 5cf8f6da8743", HG, "backports", id="up-port"),
        pytest.param("Merge rev 43735 from the trunk.", SVN, "backports", id="merge"),
        pytest.param(f"(grafted from {SHA})", HG, "grafts", id="grafted"),
        pytest.param(f"(transplanted from {SHA})", HG, "grafts", id="transplanted"),
    ],
)
def test_other_claims(read, message, day, role):
    assert [mention.role for mention in read(message, day).mentions] == [role]


@pytest.mark.parametrize(
    ("message", "day", "expected"),
    [
        pytest.param("Revert r52798, r52803 and r52824, as asked", SVN, ["undoes"] * 3, id="commas"),
        pytest.param("Back out 7e9605697dfc, 2e3c31ab586a", HG, ["undoes"] * 2, id="hg"),
        pytest.param("Revert r50706 (spaces) and\nr50697: comments", SVN, ["undoes"] * 2, id="with-asides"),
        pytest.param("Revert r52798 and the follow-up r52803", SVN, ["undoes"] * 2, id="follow-up"),
        pytest.param("Revert r79179 and merge r75584", SVN, ["undoes", "backports"], id="new-verb"),
        pytest.param(
            "The entry about copies is just a revert of r84524, so drop it", SVN, ["mentions"], id="described"
        ),
        pytest.param("This is just a revert of r84524", SVN, ["undoes"], id="said-of-itself"),
        pytest.param("Revert r41662. See r41660", SVN, ["undoes", "mentions"], id="new-sentence"),
    ],
)
def test_items_of_a_list_share_the_claim(read, message, day, expected):
    assert [mention.role for mention in read(message, day).mentions] == expected


def test_a_pull_request_is_undone_by_name_but_not_from_afar(roles):
    assert roles("Revert GH-6002 (fc7df0e6) (GH-6189)", "2018-03-22") == [
        ("pr:6002", "lead", "undoes"),
        ("git:fc7df0e6", "trail", "undoes"),
        ("pr:6189", "trail", "tags"),
    ]
    assert roles("[3.7] Revert the dots in it (GH-6180) (GH-6189)", "2018-03-22") == [
        ("pr:6180", "trail", "mentions"),
        ("pr:6189", "trail", "tags"),
    ]
