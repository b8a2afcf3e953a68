import pytest


@pytest.mark.parametrize(
    ("message", "day", "expected"),
    [
        pytest.param("bpo-33608: text (GH-11617)", "2019-02-24", ["lead", "trail"], id="both-ends"),
        pytest.param("[3.9] bpo-33608: text", "2019-02-24", ["lead"], id="branch"),
        pytest.param("[3.8] [3.9] closes bpo-33608: text", "2020-12-24", ["lead"], id="branches-and-verb"),
        pytest.param("bpo-39877, bpo-39984: text", "2020-03-08", ["lead", "lead"], id="two"),
        pytest.param("(Merge 3.3) Issue #19728: text", "2013-12-02", ["lead"], id="merge-in-front"),
        pytest.param("Closes #22072: Merge typos", "2014-07-25", ["lead"], id="closes"),
        pytest.param("Fix for bug #110651 (Jitterbug PR#343): text", "2000-08-02", ["lead", "lead"], id="old"),
        pytest.param("merge 3.6 (#29398)", "2017-02-01", ["trail"], id="merge-with-parentheses"),
        pytest.param("merge 3.6 (fix #29519, #29520)", "2017-02-01", ["trail", "trail"], id="two-in-parentheses"),
        pytest.param("Isuse #12328, #20978: text", "2014-07-25", ["lead", "lead"], id="slip"),
        pytest.param("#Issue 20456: text", "2014-07-25", ["lead"], id="hash-in-front-of-the-word"),
        pytest.param("Text about bpo-1001 and more", "2019-02-24", ["body"], id="middle"),
        pytest.param("Revert r12345 at once", "2009-02-24", ["body"], id="a-revision-is-no-tag"),
        pytest.param("Text (bpo-42357) (GH-2)", "2020-12-24", ["trail", "trail"], id="issue-behind-the-title"),
        pytest.param("Text\n\n(cherry picked from commit 01abc6ec3a61)", "2018-05-15", ["trail"], id="picked"),
        pytest.param("Text\n\nhttps://bugs.python.org/issue32117\r\n", "2018-05-15", ["trail"], id="address-alone"),
        pytest.param("Text\n\nSo says https://bugs.python.org/issue32117", "2018-05-15", ["body"], id="address"),
        pytest.param("Text\n\n* bpo-1001: a part (#1234)", "2018-05-15", ["body", "body"], id="bullet"),
        pytest.param("Text\n\n<!-- gh-issue-number: gh-101266 -->", "2023-05-15", ["trail"], id="robot"),
        pytest.param("\n\nbpo-1001: text (GH-1234)\n\nMore", "2018-05-15", ["lead", "trail"], id="blank-lines-first"),
        pytest.param("#1234", "2010-05-15", ["lead"], id="nothing-else"),
    ],
)
def test_positions(read, message, day, expected):
    assert [mention.position for mention in read(message, day).mentions] == expected


def test_a_quoted_title_is_quoted_to_its_end(roles):
    message = 'Revert "bpo-30406: Keywords (#1669)" (GH-6143)\n\nThis reverts commit ac317700ce7439e38a8b42'
    assert roles(message, "2018-03-18") == [
        ("bpo:30406", "quoted", "tags"),
        ("pr:1669", "quoted", "undoes"),
        ("pr:6143", "trail", "tags"),
        ("git:ac317700ce7439e38a8b42", "body", "undoes"),
    ]


def test_a_title_is_quoted_without_marks_too(roles):
    message = "Revert: bpo-33608: Factor it out. (GH-11617) (GH-12159)"
    assert roles(message, "2019-03-04") == [
        ("bpo:33608", "quoted", "tags"),
        ("pr:11617", "quoted", "undoes"),
        ("pr:12159", "trail", "tags"),
    ]


def test_the_innermost_title_tells_what_is_done(roles):
    message = 'Revert "Revert "bpo-45229: Find tests (GH-28615)" (GH-28650)" (GH-28667)'
    assert roles(message, "2021-09-30") == [
        ("bpo:45229", "quoted", "tags"),
        ("pr:28615", "quoted", "relands"),
        ("pr:28650", "quoted", "undoes"),
        ("pr:28667", "trail", "tags"),
    ]


def test_bullets_of_a_squash_quote_titles_as_well(roles):
    message = '[3.7] bpo-1001: Text (GH-5)\n\n* Revert "bpo-2002: Old (#7)"\n* bpo-1001: Text (#9)'
    assert [position for _, position, _ in roles(message, "2018-03-18")][2:] == ["quoted", "quoted", "body", "body"]
