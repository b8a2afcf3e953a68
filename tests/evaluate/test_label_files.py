"""Reading labelled sets, the shipped one included."""

import json
import re

import pytest

from miner.errors import SettingsError
from miner.evaluate.label_files import read
from miner.evaluate.labels import RelandLabel, TurnLabel
from miner.resources import directory

A, B, C, D = ("a" * 40, "b" * 40, "c" * 40, "d" * 40)
SHIPPED = directory("data") / "gold"


def test_cycles_may_be_told_by_their_steps_alone(write):
    steps = [
        {"role": "attempt", "sha": [A, B]},
        {"role": "revert", "sha": C.upper()},
        {"role": "attempt", "sha": D},
        {"role": "revert", "sha": [A, B]},
        {"role": "revert", "sha": [C]},
    ]
    assert read(write(cycles=[{"steps": steps}])).cycles == [
        TurnLabel(frozenset({A, B}), C, frozenset({D})),
        TurnLabel(frozenset({D}), A, frozenset()),
        TurnLabel(frozenset({D}), B, frozenset()),
    ]


def test_of_a_range_of_revisions_both_ends_count(write):
    records = [{"sha": A, "svn_rev": ["r62080-62262", 62092, "-5"], "hg_hash": ["8527427914A2"], "other": ["x"]}]
    (label,) = read(write(mentions=records)).mentions
    assert label.numbers == {("svn", "62080"), ("svn", "62262"), ("svn", "62092"), ("svn", "5"), ("hg", "8527427914a2")}


def test_what_was_in_no_release_labels_nothing(write):
    folder = write(
        releases=[{"sha": A, "first_by_tag_date": None}],
        backports=[{"main": A, "backports": [{"branch": "3.9", "sha": B, "first_release_by_date": None}]}],
    )
    labels = read(folder)
    assert (len(labels.releases), len(labels.backports)) == (0, 1)


def test_a_single_file_is_a_set(write):
    labels = read(write(releases=[{"sha": A, "first_by_tag_date": "v3.9.0"}], silent="[]") / "releases.json")
    assert len(labels) == 1
    assert set(labels.shas()) == {A}


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("census", "census"),
        ("second reading, step 2a (main, read)", "census"),
        ("second reading, step 2b (net)", "net"),
        ("second reading, step 1 (stratum 2b)", "links"),
        ("step 2a/3 recall", "read"),
        ("step 7", None),
        ("by hand", None),
        (None, None),
    ],
)
def test_how_commits_were_chosen_is_a_word_or_told_by_the_step(write, source, word):
    folder = write(
        reverts2=[{"sha": A, "is_revert": "no", "source": source}],
        relands2=[{"original_sha": A, "undoing_sha": B, "reland_sha": C, "label": True, "source": source}],
    )
    labels = read(folder)
    assert [label.source for label in (*labels.reverts, *labels.relands)] == [word, word]
    assert labels.reverts[0].set == "reverts2"
    assert labels.relands[0] == RelandLabel(A, B, C, same=True, source=word)
    assert set(labels.shas()) == {A, B, C}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("reverts", "[{]", "reverts.json is not JSON: Expecting property name"),
        ("reverts", "[" * 200_000, "reverts.json is not JSON: maximum recursion depth"),
        ("reverts", "{}", "reverts.json should be a list of records."),
        ("reverts", "[1]", "reverts.json: record 1 is not an object."),
        ("reverts", f'[{{"sha": "{A}"}}]', "record 1 has no is_revert that is full, partial or no."),
        (
            "reverts",
            f'[{{"sha": "{A}", "is_revert": ["no"]}}]',
            "record 1 has no is_revert that is full, partial or no.",
        ),
        ("reverts", '[{"sha": "abc", "is_revert": "no"}]', "record 1 has no whole sha as its sha."),
        ("reverts", f'[{{"sha": "{A}", "is_revert": "full", "reverts": 1}}]', "no list of shas as its reverts."),
        ("reverts", f'[{{"sha": "{A}", "is_revert": "full", "reverts": [1]}}]', "no whole sha as its reverts."),
        ("silent", f'[{{"sha": "{A}", "undoes": "{B}", "category": "Z"}}]', "record 1 has no category from A to F."),
        ("silent", f'[{{"sha": "{A}", "undoes": "{B}", "category": []}}]', "record 1 has no category from A to F."),
        ("reverts2", f'[{{"sha": "{A}"}}]', "reverts2.json: record 1 has no is_revert"),
        ("relands2", '[{"label": "yes"}]', "relands2.json: record 1 has no label that is true or false."),
        ("relands2", f'[{{"label": true, "original_sha": "{A}"}}]', "record 1 has no whole sha as its undoing_sha."),
        ("cycles", '[{"cycles": [1]}]', "record 1 has no list of objects as its cycles."),
        ("cycles", "[{}]", "record 1 has no list of objects as its steps."),
        ("backports", f'[{{"main": "{A}"}}]', "record 1 has no list of objects as its backports."),
        ("mentions", f'[{{"sha": "{A}", "pep": 8}}]', "record 1 has no list pep."),
        ("releases", "[{}, {}]", "There are no labels in"),
    ],
)
def test_what_is_malformed_is_told_by_file_and_record(write, name, text, message):
    folder = write(**{name: text})
    with pytest.raises(SettingsError) as error:
        read(folder)
    assert message in str(error.value)
    assert str(folder) in str(error.value)
    assert "\n" not in str(error.value)


def test_what_cannot_be_read_is_told(write):
    folder = write()
    (folder / "reverts.json").mkdir()
    with pytest.raises(SettingsError, match=r"reverts\.json cannot be read: Is a directory\."):
        read(folder)


def test_bytes_that_are_no_text_are_told(write):
    folder = write()
    (folder / "reverts.json").write_bytes(b"[\xff]")
    with pytest.raises(SettingsError, match="is not JSON: 'utf-8' codec"):
        read(folder)


def test_the_shipped_set_is_ids_and_labels_only():
    labels = read(SHIPPED)
    assert len(labels) > 400
    words = re.compile(r"[\w.-]+")  # a text does not match
    for file in SHIPPED.glob("*.json"):
        records = json.loads(file.read_text(encoding="utf-8"))
        assert file.read_text(encoding="utf-8").count("\n") == len(records) + 2, "one record on a line"
        for value in values(records):
            assert isinstance(value, int | None) or words.fullmatch(value), (file.name, value)


def test_the_shipped_set_is_described():
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for file in SHIPPED.glob("*.json"):
        assert f"| `{file.name}` |" in text


def test_the_labels_for_development_are_readable(gold):
    assert len(read(gold)) > 0


def values(value):
    """Yield the scalars in a JSON value."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from values(each)
    else:
        yield value
