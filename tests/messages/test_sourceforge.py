import pytest


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("SF bug #405427: bogus answers", ["405427"], id="sf-bug"),
        pytest.param("SF patch # 405845 by somebody", ["405845"], id="space-after-hash"),
        pytest.param("SF# 1635892:  correct the docs", ["1635892"], id="sf-hash"),
        pytest.param("SF#1534630\n\nskip early data", ["1534630"], id="glued"),
        pytest.param("Another stab at SF 576327: long words", ["576327"], id="site-only"),
        pytest.param("SF bug 544647.\n\nMultiply in place.", ["544647"], id="no-hash"),
        pytest.param("Paper over bug 1054615 for now", ["1054615"], id="bug-only"),
        pytest.param("[Bug #984952] Say more about it", ["984952"], id="brackets-with-word"),
        pytest.param("Fix [ 846133 ] names are not Unicode", ["846133"], id="brackets"),
        pytest.param("bug [ 1235266 ] a file is described", ["1235266"], id="word-and-brackets"),
        pytest.param("Fix\n\n[ python-Bugs-1190599 ] dir() is wrong", ["1190599"], id="mail-subject"),
        pytest.param("Patch #707167: pass it on. Fixes #682813.", ["707167", "682813"], id="two"),
        pytest.param("- Bug #891637, patch #1005466: a crash", ["891637", "1005466"], id="mixed-list"),
        pytest.param("SF bugs #1511497, #1513611 and 1513612", ["1511497", "1513611", "1513612"], id="long-list"),
        pytest.param("SF 1668596/1720897: copies modes", ["1668596", "1720897"], id="slash"),
        pytest.param("RFE #719429, and feature request #449093", ["719429", "449093"], id="requests"),
        pytest.param("SF Feature #: 719429, a socket", ["719429"], id="odd-marks"),
        pytest.param("SF Patch (but with no patch) 472555 goes away", ["472555"], id="aside"),
        pytest.param("This addresses SF buf 851056.", ["851056"], id="slip"),
        pytest.param("SF #75103: know more images", ["75103"], id="five-digits"),
        pytest.param("See http://www.python.org/sf/562373", ["562373"], id="short-address"),
        pytest.param("test_socket: see python.org/sf/1619659", ["1619659"], id="shorter-address"),
        pytest.param("closes 503202, and that is that", ["503202"], id="verb"),
        pytest.param("NEWS entry for 957240", ["957240"], id="entry-for"),
        pytest.param("news about the 794466 patch.", ["794466"], id="word-behind"),
        pytest.param("backport for 753451", ["753451"], id="backport-for"),
        pytest.param("Names for\n\n457466: a pipe hangs\n226766: and so does this", ["457466", "226766"], id="lines"),
        pytest.param(
            "From http://sourceforge.net/tracker/?func=detail&atid=105470&aid=1475959&group_id=5470",
            ["1475959"],
            id="address",
        ),
        pytest.param("http://sourceforge.net/bugs/?func=detailbug&bug_id=113434&group_id=5470.", ["113434"], id="old"),
        pytest.param("https://sf.net/tracker?func=detail&aid=1467852&group_id=71702", [], id="another-group"),
        pytest.param("[Jython patch #1599050] survive without os", [], id="jython"),
        pytest.param("Idlefork patch #682347: convert strings", [], id="idlefork"),
        pytest.param("This closes Debian bug #299092.", [], id="debian"),
        pytest.param("Reported by Klocwork #151.", [], id="klocwork"),
        pytest.param("CID #486657 is no more", [], id="coverity"),
        pytest.param("Allow range(0, 1114111) instead of 1048576 items", [], id="sizes"),
        pytest.param("NetBSD before 199712 had none", [], id="a-date"),
        pytest.param("http://mail.python.org/pipermail/python-dev/2000-August/014971.html", [], id="mail-archive"),
        pytest.param("12,345,678 pages, 0x80000000 and $1234567", [], id="figures"),
        pytest.param("#include and #define and #fff and C# and #1 and #2", [], id="hashes-that-are-not"),
    ],
)
def test_sourceforge_numbers(numbers, message, expected):
    assert numbers(message, "2003-05-01", "bpo") == expected


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("Fixes SF bug #405427.", "SF bug #405427"),
        ("bug [ 1235266 ] described", "bug [ 1235266 ]"),
        ("Take the patch\n\n[ 558914 ] as it is", "[ 558914 ]"),
        ("Fix [ 846133 ] names", "[ 846133 ]"),
        ("Closes https://www.python.org/sf/562373.", "https://www.python.org/sf/562373"),
    ],
)
def test_the_text_has_the_words_that_belong_to_the_number(read, message, text):
    assert [mention.text for mention in read(message, "2003-05-01").mentions] == [text]


def test_old_ids_are_still_recognised_after_sourceforge(numbers):
    assert numbers("Issue #1326113: parse the option (bug #1054943)", "2010-05-01", "bpo") == ["1326113", "1054943"]
    assert numbers("bpo-1635741: port to multiphase init", "2020-05-01", "bpo") == ["1635741"]
