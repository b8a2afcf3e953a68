"""One number for what a commit did to its files, equal for equal changes and negative for the inverse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.model import UNCOUNTED
from miner.reading.change_ids import NOTHING, change_ids

EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
FILE, SCRIPT = "100644", "100755"
OLD, NEW = "1" * 40, "2" * 40

paths = st.sampled_from(["Lib/a.py", "Lib/b.py", "Doc/a.rst", "a\x00b", "\udcff", "Łuk", "", *UNCOUNTED])
states = st.none() | st.tuples(st.sampled_from([FILE, SCRIPT, "120000"]), st.sampled_from([OLD, NEW, EMPTY]))


def change(path, before, after):
    """Return a change as git lists it; each state is a mode and a blob, or None."""
    status = "A" if before is None else "D" if after is None else "M"
    (old_mode, old_blob), (new_mode, new_blob) = before or (None, None), after or (None, None)
    return (path, status, old_mode, new_mode, old_blob, new_blob)


def modified(path, old=OLD, new=NEW):
    return change(path, (FILE, old), (FILE, new))


def inverse(each):
    path, _, old_mode, new_mode, old_blob, new_blob = each
    return change(path, new_mode and (new_mode, new_blob), old_mode and (old_mode, old_blob))


changes = st.lists(st.builds(change, paths, states, states), unique_by=lambda each: each[0])


@given(changes, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(made, random):
    assert change_ids(random.sample(made, len(made))) == change_ids(made)


@given(changes)
def test_what_takes_a_change_back_has_the_inverse_id(made):
    change_id, inverse_id = change_ids(made)
    assert change_ids([inverse(each) for each in made]) == (inverse_id, change_id)


@given(changes)
def test_ids_fit_the_integers_of_databases(made):
    for number in change_ids(made):
        assert number is None or -(1 << 63) <= number < 1 << 63


@given(changes, st.builds(modified, st.sampled_from(UNCOUNTED).map("{}/next/1.rst".format)))
def test_bookkeeping_does_not_count(made, kept):
    assert change_ids([*made, kept]) == change_ids(made)


@pytest.mark.parametrize(
    "empty",
    [
        change("Lib/__init__.py", None, (FILE, EMPTY)),
        change("Lib/__init__.py", (FILE, EMPTY), None),
        change("Lib/__init__.py", (FILE, EMPTY), (SCRIPT, EMPTY)),
    ],
)
def test_files_that_are_created_removed_or_left_empty_do_not_count(empty):
    assert change_ids([empty]) == NOTHING
    assert change_ids([empty, modified("a.py")]) == change_ids([modified("a.py")])


@pytest.mark.parametrize("filled", [change("a", (FILE, EMPTY), (FILE, NEW)), change("a", (FILE, OLD), (FILE, EMPTY))])
def test_a_file_that_is_filled_or_emptied_counts(filled):
    assert change_ids([filled]) != NOTHING


def test_nothing_is_no_number():
    assert change_ids([]) == change_ids([modified("Misc/NEWS.d/next/1.rst")]) == NOTHING == (None, None)


@pytest.mark.parametrize(
    "other",
    [
        [modified("Lib/b.py")],
        [modified("Lib/a.py", OLD, "3" * 40)],
        [modified("Lib/a.py", "3" * 40, NEW)],
        [change("Lib/a.py", (FILE, OLD), (SCRIPT, NEW))],
        [change("Lib/a.py", None, (FILE, NEW))],
        [change("Lib/a.py", (FILE, OLD), None)],
        [modified("Lib/a.py"), modified("Lib/b.py")],
        [modified("Lib/a.py", NEW, OLD)],
        [modified("Lib/a.py\x00")],
        [modified("Lib/a.py\udc80")],
        [modified("lib/a.py")],
    ],
)
def test_other_changes_have_other_ids(other):
    assert change_ids(other).change_id not in {change_ids([modified("Lib/a.py")]).change_id, None}


def test_a_mode_alone_is_a_change_that_can_be_taken_back():
    made = change_ids([change("run.sh", (FILE, OLD), (SCRIPT, OLD))])
    back = change_ids([change("run.sh", (SCRIPT, OLD), (FILE, OLD))])
    assert made.change_id not in {None, made.inverse_id}
    assert back == (made.inverse_id, made.change_id)


def test_stored_ids_stay_what_they_are():
    """Ids are stored: if this one changes, READER_VERSION must be raised."""
    made = [
        modified("Lib/a.py"),
        change("Łuk\udcff", None, (SCRIPT, NEW)),
        change("Doc/a.rst", (FILE, OLD), None),
        modified("Misc/NEWS"),
    ]
    assert change_ids(made) == (56885555909417568, -56885555909417568)


def test_modes_that_stay_count():
    plain = change_ids([change("run.sh", (FILE, OLD), (FILE, NEW))])
    executable = change_ids([change("run.sh", (SCRIPT, OLD), (SCRIPT, NEW))])
    assert plain.change_id != executable.change_id
