import pytest

MERGE = """\
Merged revisions 78647,78650-78652 via svnmerge from
svn+ssh://someone@svn.python.org/python/branches/py3k

................
  r78647 | some.one | 2010-03-04 13:14:57 +0100 (jeu., 04 mars 2010) | 12 lines

  Merged revisions 78646 via svnmerge from
  svn+ssh://someone@svn.python.org/python/trunk

  ........
    r78646 | some.one | 2010-03-04 13:09:33 +0100 (jeu., 04 mars 2010) | 5 lines

    Issue #1054943: normalise, after r78640
  ........
................

Left out what was done for #8024.
"""


def test_members_of_the_list_and_their_logs_are_backported_and_what_they_merged_is_not(roles):
    assert roles(MERGE, "2010-03-04") == [
        ("svn:78647", "body", "backports"),
        ("svn:78650", "body", "backports"),
        ("svn:78652", "body", "backports"),
        ("svn:78647", "quoted", "backports"),
        ("svn:78646", "quoted", "mentions"),
        ("svn:78646", "quoted", "mentions"),
        ("bpo:1054943", "quoted", "mentions"),
        ("svn:78640", "quoted", "mentions"),
        ("bpo:8024", "body", "mentions"),
    ]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("Blocked revisions 62080,62092-62093 via svnmerge", ["mentions"] * 3, id="blocked"),
        pytest.param("Unblocked revisions 62080 via svnmerge", ["mentions"], id="unblocked"),
        pytest.param("Recorded merge of revisions 1-61595 via svnmerge from", ["mentions"] * 2, id="recorded"),
        pytest.param('Initialized merge tracking via "svnmerge" with revisions "1-61595"', ["mentions"] * 2, id="init"),
        pytest.param("Rolled back revisions 74556 via svnmerge from", ["undoes"], id="rolled-back"),
        pytest.param("Recorded rollback of revisions 83837,83841 via svnmerge", ["undoes"] * 2, id="rollback"),
        pytest.param("merging revision 73819 from trunk", ["backports"], id="by-hand"),
    ],
)
def test_other_verbs(read, message, expected):
    assert [mention.role for mention in read(message, "2009-06-01").mentions] == expected


def test_what_is_too_long_for_a_revision_is_none(roles):
    message = (
        f"Merged revisions 72500-{'9' * 5_000} via svnmerge from\n\n  r{'9' * 20} | some.one | 2009-05-09 | 1 line\n"
    )
    assert roles(message, "2009-06-01") == [("svn:72500", "body", "backports")]


def test_a_blocked_log_claims_nothing(roles):
    message = (
        "Blocked revisions 72500 via svnmerge\n\n........\n  r72500 | some.one | 2009-05-09 | 1 line\n\n  #5976: x\n"
    )
    assert roles(message, "2009-06-01") == [
        ("svn:72500", "body", "mentions"),
        ("svn:72500", "quoted", "mentions"),
        ("bpo:5976", "quoted", "mentions"),
    ]


def test_the_revision_of_a_file_is_no_list(read):
    assert [mention.tracker for mention in read("Backport revision 1.6 by somebody", "2003-02-01").mentions] == ["cvs"]


def test_a_list_wraps_and_its_texts_are_bare_numbers(read):
    mentions = read("Merged revisions 60481,\n  60485-60489 via svnmerge from", "2008-02-01").mentions
    assert [mention.text for mention in mentions] == ["60481", "60485", "60489"]
