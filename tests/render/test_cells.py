"""Formatting single values for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.render.cells import cell, duration, exact, heading, instant, printable


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3714, "1 h 1 min 54 s"),
        (654041, "7 d 13 h 40 min"),
        (153278, "1 d 18 h 34 min"),
        (86_400, "1 d"),
        (86_401, "1 d"),
        (86_460, "1 d 1 min"),
        (400 * 86_400, "400 d"),
        (-90, "-1 min 30 s"),
        (1.5, "1 s"),
    ],
)
def test_durations_have_three_units_at_most(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("at", "short", "long"),
    [
        ("2019-02-24T15:40:47-08:00", "2019-02-24 15:40", "2019-02-24 15:40 -08:00"),
        ("2019-02-24T15:40:47.123Z", "2019-02-24 15:40", "2019-02-24 15:40 Z"),
        ("2013-10-31", "2013-10-31", "2013-10-31"),
        ("\x1b[2Jnever", "␛[2Jnever", "␛[2Jnever"),
    ],
)
def test_instants_are_in_their_authors_time(at, short, long):
    assert instant(at) == short
    assert instant(at, offset=True) == long


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Łukasz – ünïcode 漢字", "Łukasz – ünïcode 漢字"),
        ("\x1b[31mred\x1b]0;title\x07", "␛[31mred␛]0;title␇"),
        ("a\r\nb\rc\nd", "a\nb␍c\nd"),
        ("a\tb", "a   b"),
        ("\x00\x7f\x9b2J", "␀␡\\u009b2J"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\ud800", "\\ud800"),
    ],
)
def test_nothing_steers_the_terminal(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_no_control_character_survives(text):
    assert all(character == "\n" or character.isprintable() or ord(character) > 0x9F for character in printable(text))


@pytest.mark.parametrize(
    ("column", "value", "narrow", "wide"),
    [
        ("sha", "ab" * 20, "ababababab", "ab" * 20),
        ("at", "2019-02-24T15:40:47-08:00", "2019-02-24 15:40 -08:00", "2019-02-24T15:40:47-08:00"),
        ("released_at", "2019-02-24T15:40:47-08:00", "2019-02-24 15:40 -08:00", "2019-02-24T15:40:47-08:00"),
        ("since", "2019-02-24T15:40:47-08:00", "2019-02-24 15:40 -08:00", "2019-02-24T15:40:47-08:00"),
        ("text", "2019-02-24", "2019-02-24", "2019-02-24"),
        ("delay_seconds", 3714, "1 h 1 min 54 s", "3714"),
        ("confidence", 0.9984, "0.9984", "0.9984"),
        ("confidence", 1.0, "1", "1"),
        ("n", 140725, "140725", "140725"),
        ("n", None, "", ""),
        ("n", b"\x00\xff", "00ff", "00ff"),
        ("n", True, "True", "True"),
    ],
)
def test_cells_are_short_unless_they_are_wide(column, value, narrow, wide):
    assert cell(column, value, wide=False) == narrow
    assert cell(column, value, wide=True) == wide


def test_a_duration_has_no_unit_in_its_heading():
    assert heading("delay_seconds", wide=False) == "delay"
    assert heading("delay_seconds", wide=True) == "delay_seconds"


@pytest.mark.parametrize(
    ("value", "plain"), [(b"\xff", "ff"), (float("inf"), None), (1.5, 1.5), (None, None), ({1}, "{1}"), ("x", "x")]
)
def test_programs_get_what_json_can_say(value, plain):
    assert exact(value) == plain
