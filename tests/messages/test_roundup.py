import pytest


@pytest.mark.parametrize(
    ("message", "day", "expected"),
    [
        pytest.param("Issue #19466: clear the frames", "2013-11-12", ["19466"], id="issue-hash"),
        pytest.param("Issue 3164. A small repair", "2008-06-22", ["3164"], id="issue-space"),
        pytest.param("news for issue13684", "2012-04-23", ["13684"], id="glued"),
        pytest.param("[merge from 3.5] Issue11551 - more tests", "2016-09-08", ["11551"], id="merge-prefix"),
        pytest.param("#12074: drop the slash", "2011-05-24", ["12074"], id="hash-only"),
        pytest.param("Closes #14267: the right name", "2012-03-13", ["14267"], id="closes"),
        pytest.param("merge 3.6 (#29398)", "2017-02-01", ["29398"], id="merge-in-parentheses"),
        pytest.param("Issue #21645, #21985: less noise", "2014-07-16", ["21645", "21985"], id="list"),
        pytest.param("#17115,17116: modules do it", "2013-07-01", ["17115", "17116"], id="list-without-hash"),
        pytest.param("Issues #26289 and #26315: faster", "2016-07-01", ["26289", "26315"], id="and"),
        pytest.param("Issue *18081, #18242: warn", "2013-07-01", ["18081", "18242"], id="slip"),
        pytest.param("Fixes 9903: a test writes", "2011-01-01", ["9903"], id="verb-only"),
        pytest.param("Port r68708, fixes 4449\n", "2009-01-17", ["4449"], id="verb-at-the-end"),
        pytest.param("Implemented feature request 2157: names", "2008-05-04", ["2157"], id="request"),
        pytest.param("Fix for http://bugs.python.org/issue2596", "2008-04-10", ["2596"], id="address"),
        pytest.param("See bugs.python.org/issue25910#msg295200.", "2017-08-01", ["25910"], id="address-of-a-message"),
        pytest.param("https://bugs.python.org/issue37380GH-msg346333", "2019-08-01", ["37380"], id="cherry-picker"),
        pytest.param("http://bugs.python.org/file30372/issue16580.patch", "2013-08-01", [], id="file-name"),
        pytest.param("9162: the right license", "2010-08-04", ["9162"], id="beginning"),
        pytest.param("17830: keep the line ends", "2013-06-04", ["17830"], id="beginning-of-five"),
        pytest.param("NEWS entry for 7646.", "2010-07-04", ["7646"], id="news-entry"),
        pytest.param("news for 6643", "2009-08-04", ["6643"], id="news"),
        pytest.param("unblock it for release blocker 3910, a leak", "2008-09-29", ["3910"], id="blocker"),
        pytest.param("merge 11164", "2011-03-29", ["11164"], id="merge"),
        pytest.param("move it to a helper (see 14715).", "2012-05-29", ["14715"], id="see"),
        pytest.param("After 16638 patch, it is of no use", "2014-01-29", ["16638"], id="word-behind"),
        pytest.param("idea by Ann (21597) and Ben (18132).", "2014-08-29", ["21597", "18132"], id="parentheses"),
        pytest.param("http://bugs.python.org/review/11072/show", "2011-06-29", ["11072"], id="review"),
        pytest.param(
            "_sre.c(3121): warning C4018, line 20206, see 1234, merge 2.7", "2012-01-29", [], id="plain-numbers"
        ),
        pytest.param("2013: a new year, 10000 times; entry for 17000 files", "2013-01-01", [], id="year-in-front"),
        pytest.param("bpo-33608: pending calls", "2019-02-24", ["33608"], id="bpo"),
        pytest.param("BPO-33608: pending calls", "2019-02-24", ["33608"], id="capitals"),
        pytest.param("bro-33614: leave with its code", "2018-05-24", ["33614"], id="slip"),
        pytest.param("docs 36789: the right note", "2019-05-24", ["36789"], id="word-instead"),
        pytest.param("port 36789 is open, RFC-5322: not", "2019-05-24", [], id="no-slip"),
        pytest.param("bpo 45007: new installer", "2021-08-30", ["45007"], id="space"),
        pytest.param("bpo-1, bpo-39877, bpo-39984: text", "2020-03-08", ["39877", "39984"], id="too-small"),
        pytest.param("bpo-39877/39984: text", "2020-03-08", ["39877", "39984"], id="slash"),
        pytest.param("Update 2020-02-18-12-37-16.bpo-39479.j3UcCq.rst", "2020-02-19", ["39479"], id="news-file"),
        pytest.param("* issue 40045\n* more", "2020-03-27", ["40045"], id="bare-word-on-github"),
        pytest.param('Revert "Issue GH-15480: drop it"', "2017-11-14", ["15480"], id="rewritten-by-cherry-picker"),
        pytest.param("Skip test_embed.test_bpo20891()", "2017-12-22", [], id="test-name"),
        pytest.param("Run test_issue16464 and test_bug_1333982", "2013-12-02", [], id="test-names"),
        pytest.param("Don't write bpo-12345 in the template", "2018-02-25", [], id="placeholder"),
        pytest.param("Tulip issue #1966: log selector timing", "2014-06-01", [], id="tulip"),
        pytest.param("libexpat bug 1159 is worked around", "2017-07-01", [], id="other-projects-bug"),
        pytest.param("Merged in someone/cpython350 (pull request #13)", "2015-09-01", [], id="bitbucket"),
        pytest.param("the Public Review\nIssue #29 asks for it", "2010-03-04", [], id="unicode"),
        pytest.param("http://bugs.jython.org/issue1351", "2009-03-04", [], id="jython"),
        pytest.param("Issue #2: too small; step #3; chunk #1", "2012-03-04", [], id="counters"),
        pytest.param("Needs 1024 files, port 8080, year 2010, RFC 2822, errno 10022", "2012-03-04", [], id="figures"),
        pytest.param("SF-like bug #2000 before Roundup", "2004-03-04", [], id="before-roundup"),
    ],
)
def test_roundup_issues(numbers, message, day, expected):
    assert numbers(message, day, "bpo") == expected


def test_the_word_issue_on_github_reaches_the_new_numbers(numbers):
    assert numbers("Discussed in issue 98103 at length", "2023-01-01", "gh") == ["98103"]


def test_a_list_keeps_each_item_as_it_is_written(read):
    mentions = read("Issue #21645, #21985: less noise", "2014-07-16").mentions
    assert [mention.text for mention in mentions] == ["Issue #21645", "#21985"]
