"""The table of `make bench`: its figures, budgets and comparison; and the copies that make a history longer."""

import re

import pytest

from tests.benchmarks.copies import histories
from tests.benchmarks.in_steps import git
from tests.benchmarks.measure import Cost, median
from tests.benchmarks.table import Limit, Row, load, save, write

MINED = Row("first mine", Cost(40.0, 60.0, 300, 500.4), Cost(10.0, 8.0), 1000, 200, (Limit(4.0, 3, "× git"),))
ASKED = Row("question", Cost(0.012, 0.01), limits=(Limit(10.0, 30, "ms"),), remark="7 rows")
ABSENT = Row("tool", remark="not installed")


def told(rows, before=None):
    """Return {what: its cells} of a printed table, and the names of its columns."""
    lines = list(write(rows, "2 cores", before))
    assert any("2 cores" in line for line in lines)
    head = next(at for at, line in enumerate(lines) if line.strip().startswith("what"))
    cells = {}
    for line in lines[head + 1 :]:
        if found := re.split(r"\s{2,}", line.strip()):
            cells[found[0]] = found[1:]
    return re.split(r"\s{2,}", lines[head].strip()), cells


def test_a_row_has_costs_ratios_and_what_became_of_its_budget():
    columns, cells = told([MINED, ASKED, ABSENT])
    assert "processor s before" not in columns
    assert cells["first mine"] == [
        "40.0",
        "60.0",
        "500.4",
        "1,000",
        "60.0",
        "200",
        "4.00",
        "7.50",
        "4.00 of 3 × git",
        "NO",
    ]
    assert cells["question"] == ["0.012", "0.010", "10.0 of 30 ms", "yes", "7 rows"]
    assert cells["tool"] == ["not installed"]


def test_a_saved_run_is_compared_by_processor_time(tmp_path):
    save(tmp_path / "before.json", [MINED, ABSENT], "other machine")
    before = load(tmp_path / "before.json")
    columns, cells = told([MINED._replace(cost=Cost(80, 30)), ASKED, ABSENT], before)
    assert columns[-3:] == ["processor s before", "× before", "remark"]
    assert cells["first mine"][-2:] == ["60.0", "0.500"]
    assert cells["question"][-1] == "7 rows"
    assert any("other machine" in line for line in write([MINED], "2 cores", before))


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"rows": {}}'])
def test_another_file_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "file").write_text(content)
    with pytest.raises(SystemExit, match="was not written by --save"):
        load(tmp_path / "file")


def test_medians_are_those_of_each_figure():
    assert median([Cost(1, 9, 0, 5), Cost(2, 8, 0, 6), Cost(3, 1, 0, 7)]) == Cost(2, 8, 0, 6)


def test_a_copied_history_continues_the_real_one(repo, tmp_path):
    first = repo.commit("bpo-1234: Add it (GH-99)", {"Lib/a.py": "1\n", "Misc/NEWS": "News\n"})
    second = repo.commit(f'Revert "Add it"\n\nThis reverts commit {first}.', {"Lib/a.py": "2\n"})
    for clone in histories(repo.path, tmp_path, 2):
        refs = dict(clone.refs)
    shas = git(clone.path, "log", "--reverse", "--format=%H", "main").split()
    assert shas[:2] == [first, second]
    assert len(shas) == 4
    assert refs["refs/heads/main"] == shas[3]
    message = git(clone.path, "log", "-1", "--format=%B", shas[3])
    assert message.startswith('Revert "Add it in copy 1"')
    assert f"This reverts commit {shas[2]}." in message
    assert "bpo-3001234" in git(clone.path, "log", "-1", "--format=%B", shas[2])
    assert git(clone.path, "diff-tree", "--name-only", "-r", shas[2], shas[3]).split() == ["copy1/Lib/a.py"]
    git(clone.path, "fsck", "--strict")
