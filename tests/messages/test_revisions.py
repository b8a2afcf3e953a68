import pytest


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("Remove what r75471 brought", ["75471"], id="r"),
        pytest.param("more (backport from rev. 53509)", ["53509"], id="rev-dot"),
        pytest.param("Reverting revision 59394.", ["59394"], id="revision"),
        pytest.param("backported r76993 and r76994", ["76993", "76994"], id="and"),
        pytest.param("Merge revisions 57472, 57474, and 57477", ["57472", "57474", "57477"], id="list"),
        pytest.param("merge -r59315:59316 from py3k", ["59315", "59316"], id="range"),
        pytest.param("Take r59242-59246", ["59242", "59246"], id="range-with-dash"),
        pytest.param("Revert 64424, 64438, and 64439.", ["64424", "64438", "64439"], id="bare-after-revert"),
        pytest.param("Backport 58332: check it", ["58332"], id="bare-after-backport"),
        pytest.param("as changes made in 83708 were", ["83708"], id="bare-after-made-in"),
        pytest.param("http://svn.python.org/view?view=rev&revision=49102", ["49102"], id="address"),
        pytest.param("Block 62006, as 62007 is not", ["62006"], id="block"),
        pytest.param("Prevent 61779 and 61810 from being merged", ["61779", "61810"], id="prevent"),
        pytest.param("Merged from 86717", ["86717"], id="merged-from"),
        pytest.param("a wrong change in 73965\nand more", ["73965"], id="in"),
        pytest.param("undo the last checkin (80103).", ["80103"], id="bare-in-parentheses"),
        pytest.param("fits in 65536 or in 32768, and in 40000 bytes, from 40000 to 50000", [], id="sizes"),
        pytest.param("register r12 and port3000, bar12345", [], id="registers"),
        pytest.param("stackless r52310 has it", [], id="another-repository"),
        pytest.param("Docs for r5990[3567].", [], id="pattern"),
        pytest.param("Clarified after r78640, for r78641", ["78640", "78641"], id="after-a-word-in-r"),
        pytest.param("svnmerge.py block -r 61141,61174", ["61141", "61174"], id="option"),
        pytest.param("r123456 does not exist", [], id="beyond-the-last"),
        pytest.param("in 2010 there were 50000 tests", [], id="figures"),
    ],
)
def test_svn_revisions(numbers, message, expected):
    assert numbers(message, "2009-05-01", "svn") == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("checked in by accident with rev. 1.125", ["1.125"], id="rev"),
        pytest.param("Reverting to rev 1.2.", ["1.2"], id="short"),
        pytest.param("(was only at rev\n1.1 - no changes)", ["1.1"], id="wrapped"),
        pytest.param("checkins 2.28 through 2.31", ["2.28", "2.31"], id="through"),
        pytest.param("revision 1.20.4.2 of this file", ["1.20.4.2"], id="branch"),
        pytest.param("Backport 2.39:\nclose it", ["2.39"], id="backport"),
        pytest.param("Backport of 1.5:\ndo it", ["1.5"], id="backport-short"),
        pytest.param("Backport stringobject.c 2.195 and unicodeobject.c 2.172:", ["2.195", "2.172"], id="files"),
        pytest.param("From Misc/NEWS.txt 1.387->1.388", ["1.387", "1.388"], id="arrow"),
        pytest.param("Bug introduced in 1.21", ["1.21"], id="introduced"),
        pytest.param("Back out 1.212, it breaks the build", ["1.212"], id="back-out"),
        pytest.param("Undo the new names (rev. 1.21 of PyXML)", [], id="another-project"),
        pytest.param("Backported to 2.2, needs 2.3 or autoconf 2.13", [], id="versions"),
        pytest.param("Newer version of Cookie.py (rev. 2.29) from its author", [], id="another-file"),
        pytest.param("Update to Tcl 8.4 and 1.5.2", [], id="more-versions"),
    ],
)
def test_cvs_revisions(numbers, message, expected):
    assert numbers(message, "2002-05-01", "cvs") == expected


def test_there_is_no_svn_before_the_conversion_and_no_cvs_long_after(numbers):
    assert numbers("The change of r12345 to rev 1.12", "2004-05-01", "svn") == []
    assert numbers("Moved from rev 1.12", "2015-05-01", "cvs") == []


def test_svn_revisions_are_still_cited_on_github(numbers):
    assert numbers("This was so since r77062 (2009)", "2019-05-01", "svn") == ["77062"]


def test_a_merge_that_goes_backwards_undoes(roles):
    assert roles("Backmerge -r59233:59232", "2007-12-01") == [
        ("svn:59233", "body", "undoes"),
        ("svn:59232", "body", "mentions"),
    ]
