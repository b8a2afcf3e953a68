import pytest


@pytest.mark.parametrize(
    ("message", "day", "expected"),
    [
        pytest.param("bpo-33608: text (GH-1)", "2019-02-24", ["tags", "tags"], id="lead"),
        pytest.param("closes bpo-33608: text", "2019-02-24", ["closes"], id="closes"),
        pytest.param("Fix bpo-33608: text", "2019-02-24", ["closes"], id="fix"),
        pytest.param("bpo-39877, bpo-39984: text", "2020-03-08", ["tags", "tags"], id="two-lead"),
        pytest.param("Text\n\nbpo-30339, bpo-33913:\n\n* more", "2018-06-27", ["tags", "tags"], id="line-of-tags"),
        pytest.param("Text\n\n* bpo-30339: more", "2018-06-27", ["tags"], id="bullet"),
        pytest.param("Text\n\nhttps://bugs.python.org/issue32117", "2018-06-27", ["tags"], id="footer"),
        pytest.param("bpo-1001: text\n\nFollow-up to bpo-2002.", "2018-06-27", ["tags", "mentions"], id="follow-up"),
        pytest.param("bpo-1001: text (see bpo-2002)", "2018-06-27", ["tags", "mentions"], id="see"),
        pytest.param("bpo-1001: Fix a leak after bpo-2002", "2018-06-27", ["tags", "mentions"], id="after"),
        pytest.param("Fix a warning introduced by bpo-2002", "2018-06-27", ["mentions"], id="introduced-by"),
        pytest.param("Text\n\nThe table of bpo-2002 was longer", "2018-06-27", ["mentions"], id="prose"),
        pytest.param("Text\n\nPart of bpo-2002.", "2018-06-27", ["tags"], id="part-of"),
        pytest.param("Text\n\nResolves #91447.", "2022-04-27", ["closes"], id="resolves"),
        pytest.param("contextlib.closing gh-109234", "2023-10-27", ["tags"], id="closing-is-a-function"),
        pytest.param("[doc] bpo-45680: text", "2021-12-27", ["tags"], id="component"),
        pytest.param("SF patch #405845 by somebody", "2001-04-13", ["tags"], id="sf"),
        pytest.param("Fix for SF bug #405427", "2001-04-13", ["tags"], id="fix-for-only-tags"),
        pytest.param("Text.\nThis closes (again!) SF patch #410267.", "2001-04-13", ["tags"], id="words-between"),
        pytest.param("Text.\nFixes SF bug #405427.", "2001-04-13", ["closes"], id="sf-closes"),
        pytest.param("Repair text (bug #709428)", "2003-04-13", ["tags"], id="sf-in-parentheses"),
        pytest.param("Wrong since bug #709428", "2003-04-13", ["mentions"], id="sf-since"),
        pytest.param("Issue #14633: less, since #14629 changed", "2012-04-20", ["tags", "mentions"], id="hg"),
        pytest.param("merge 3.6 (#29398)", "2017-02-01", ["tags"], id="hg-merge"),
        pytest.param("add a check (closes #25548)", "2015-11-01", ["closes"], id="hg-closes"),
        pytest.param("Removed an argument. All is well. Issue 8351.", "2010-06-05", ["tags"], id="own-sentence"),
        pytest.param("Addresses\nissue #18553", "2013-06-05", ["tags"], id="addresses"),
        pytest.param("PEP 572: a walrus", "2019-06-05", ["mentions"], id="a-pep-is-only-mentioned"),
    ],
)
def test_roles_of_issues(read, message, day, expected):
    assert [mention.role for mention in read(message, day).mentions] == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param("Text (GH-19153)", ["tags"], id="own"),
        pytest.param("Text (GH-19153) (GH-19199)", ["mentions", "tags"], id="backport"),
        pytest.param("Text (GH-6026). (GH-6074) (#6076)", ["mentions", "mentions", "tags"], id="three"),
        pytest.param("Revert GH-19153", ["tags"], id="no-own-number"),
        pytest.param("Fix what GH-19153 left (GH-19199)", ["mentions", "tags"], id="in-prose"),
        pytest.param("bpo-1001: x (GH-9153)\r\n\r\nText", ["tags", "tags"], id="carriage-return"),
    ],
)
def test_the_last_pull_request_of_the_subject_is_the_commits_own(read, subject, expected):
    assert [mention.role for mention in read(subject, "2020-03-27").mentions] == expected
