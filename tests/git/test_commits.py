"""Raw commit objects, as git and its converters wrote them."""

import pytest

from miner.git.commits import decode, hg_source, svn_origin, svn_trailer

SHA = "0123456789abcdef0123456789abcdef01234567"
TREE = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
WHO = b"author Ann Author <ann@example.org> 1551051647 -0800\ncommitter Ben <ben@example.org> 1551052800 +0530\n"


def test_reads_people_dates_and_parents():
    raw = TREE + b"parent " + b"a" * 40 + b"\nparent " + b"b" * 40 + b"\n" + WHO + b"\nTitle\n\nBody\n"
    commit = decode(SHA, raw)
    assert commit.parents == ("a" * 40, "b" * 40)
    assert (commit.author.name, commit.author.email) == ("Ann Author", "ann@example.org")
    assert (commit.author.time, commit.author.offset) == (1551051647, -480)
    assert (commit.committer.name, commit.committer.offset) == ("Ben", 330)
    assert commit.message == "Title\n\nBody\n"
    assert commit.gaps == ()


@pytest.mark.parametrize(
    ("header", "body", "message", "reasons"),
    [
        pytest.param(b"", "naïve".encode(), "naïve", [], id="utf-8"),
        pytest.param(b"encoding latin-1\n", b"na\xefve", "naïve", [], id="declared"),
        pytest.param(b"", b"na\xefve", "naïve", ["the message is not utf-8; read as latin-1"], id="undeclared"),
        pytest.param(b"encoding klingon\n", b"x", "x", ["the declared encoding 'klingon' is unknown"], id="unknown"),
        pytest.param(b"", b"a\0b", "a\ufffdb", ["the message contains NUL bytes; stored as U+FFFD"], id="nul"),
        pytest.param(
            b"encoding utf-7\n",
            b"+2AA-x",
            "\ufffdx",
            ["the message contains lone surrogates; stored as U+FFFD"],
            id="surrogate",
        ),
        pytest.param(b"", b"", "", [], id="empty"),
    ],
)
def test_decodes_the_message_and_says_where_it_had_to_guess(header, body, message, reasons):
    commit = decode(SHA, TREE + WHO + header + b"\n" + body)
    assert commit.message == message
    assert [gap.reason for gap in commit.gaps] == reasons
    assert {gap.where for gap in commit.gaps} <= {SHA}


@pytest.mark.parametrize(
    ("line", "time", "offset", "gaps"),
    [
        (b"A <a@b> 0 +0000", 0, 0, 0),
        (b"A <a@b> 2147483648 +1400", 2147483648, 840, 0),
        (b"A <a@b> -1 +0000", -1, 0, 0),
        (b"A <a@b> soon +0000", 0, 0, 1),
        (b"A <a@b> 99999999999999999999 +0000", 0, 0, 1),
        (b"A <a@b> -99999999999999999999 +0000", 0, 0, 1),
        (b"A <a@b> 12 --700", 12, 0, 0),
        (b"A <a@b> 12 +051800", 12, 0, 0),
        (b"A <a@b> 12 +9999", 12, 0, 0),
        (b"A <a@b> 12", 12, 0, 0),
        (b"", 0, 0, 1),
    ],
)
def test_survives_every_kind_of_date(line, time, offset, gaps):
    commit = decode(SHA, TREE + b"author " + line + b"\ncommitter " + line + b"\n\nx")
    assert (commit.author.time, commit.author.offset) == (time, offset)
    assert len(commit.gaps) == gaps


def test_keeps_what_the_conversions_from_svn_and_hg_left():
    headers = (
        b"HG:extra convert_revision:svn%3A6015fed2-1504-0410-9fe1-9d1591cc4771/python/branches/release27-maint%4088735\n"
        b"HG:extra source:C2A13ACD5E2B00112233445566778899AABBCCDD\n"
        b"gpgsig -----BEGIN PGP SIGNATURE-----\n HG:extra source:not this one\n"
    )
    commit = decode(SHA, TREE + WHO + headers + b"\nx")
    assert svn_origin(commit.headers) == (88735, "release27-maint")
    assert hg_source(commit.headers) == "c2a13acd5e2b00112233445566778899aabbccdd"


def test_reads_a_transplant_source_of_raw_bytes():
    headers = (("HG:extra", "transplant_source:%00%01AB%FF" + "z" * 15),)
    assert hg_source(headers) == (b"\x00\x01AB\xff" + b"z" * 15).hex()


@pytest.mark.parametrize("value", ["amend_source:abc", "close:1", "convert_revision:svn%3Auuid/trunk%40x"])
def test_other_headers_say_nothing_about_origins(value):
    assert svn_origin((("HG:extra", value),)) is None
    assert hg_source((("HG:extra", value),)) is None


@pytest.mark.parametrize(
    ("message", "origin"),
    [
        (
            "Title\n\ngit-svn-id: svn://svn.example.org/python/trunk@38902 6015fed2-1504-0410-9fe1-9d1591cc4771\n",
            (38902, "trunk"),
        ),
        ("Title\n\ngit-svn-id: http://x/p/branches/py3k@7 6015fed2-1504-0410-9fe1-9d1591cc4771", (7, "py3k")),
        ("Title\n\ngit-svn-id: http://x/p@7 6015fed2-1504-0410-9fe1-9d1591cc4771", (7, None)),
        ("git-svn-id: http://x/trunk@7 6015fed2-1504-0410-9fe1-9d1591cc4771\n\nis quoted here", None),
        (f"Title\n\ngit-svn-id: http://x/trunk@{'9' * 40} 6015fed2-1504-0410-9fe1-9d1591cc4771", None),
        ("Title", None),
    ],
)
def test_the_line_of_git_svn_tells_the_revision(message, origin):
    assert svn_trailer(message) == origin
