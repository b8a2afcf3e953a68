"""Versions and dates in all forms that headings have."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from miner.news.dates import find_date, seconds
from miner.news.versions import line_of, same_as, version_of, version_of_file


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("3.4.0 release candidate 3?", "3.4.0rc3"),
        ("3.3.0 Release Candidate 1?", "3.3.0rc1"),
        ("3.2 Alpha 1?", "3.2a1"),
        ("3.1 alpha 1", "3.1a1"),
        ("3.0b3?", "3.0b3"),
        ("3.0 final", "3.0"),
        ("2.4 (release candidate 1)", "2.4rc1"),
        ("2.2c1?", "2.2rc1"),
        ("2.1 (final)?", "2.1"),
        ("2.0 (since release candidate 1)?", "2.0"),
        ("2.0 release candidate 1 (since beta 2)?", "2.0rc1"),
        ("1.5.2 (April 13, 1999) <==", "1.5.2"),
        ("1.4beta3 (August 26 1996) <==", "1.4b3"),
        ("0.9.7beta <==", "0.9.7b0"),
        ("0.9.3 (never made available outside CWI) <==", "0.9.3"),
        ("the future?", None),
    ],
)
def test_headings(heading, expected):
    assert version_of(heading) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("3.9.0a2.rst", "3.9.0a2"), ("3.5.4.rst", "3.5.4"), ("README.rst", None), ("3.9.0a2", None), ("next.rst", None)],
)
def test_files(name, expected):
    assert version_of_file(name) == expected


def test_lines_and_spellings():
    assert line_of("3.10.0rc1") == "3.10"
    assert same_as("3.9.0a1") == same_as("3.9a1") != same_as("3.9.1a1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*Release date: 30-NOV-2004*", "2004-11-30"),
        ("Release date: 2015/12/06", "2015-12-06"),
        ("*Release date: 2008-9-1*", "2008-09-01"),
        ("*Release date: 24-June-2010*", "2010-06-24"),
        ("2019-12-01-22-44-40", "2019-12-01T22:44:40"),
        ("(April 13, 1999)", "1999-04-13"),
        ("(10 Nov 1994)", "1994-11-10"),
        ("Tue Apr 13 15:44:49 1999  Ann Author", "1999-04-13"),
        ("Release date: XXXX-XX-XX", None),
        ("2019-13-01", None),
        ("30-Foo-2004", None),
        ("9135", None),
    ],
)
def test_dates(text, expected):
    assert find_date(text) == expected


def test_a_day_begins_at_midnight():
    assert (seconds("1970-01-02"), seconds("1970-01-01T00:01:00"), seconds(None)) == (86_400, 60, None)


@given(st.text() | st.from_regex(r"\d{1,4}[-/ .]\w{1,9}[-/ .]\d{1,4}"))
def test_any_text_gives_a_date_and_a_version_or_nothing(text):
    found = find_date(text)
    if found is not None:
        read = datetime.fromisoformat(found) if "T" in found else date.fromisoformat(found)
        assert read.isoformat() == found
    for version in (version_of(text), version_of_file(text)):
        assert version is None or str(Version(version)) == version
