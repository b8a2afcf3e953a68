"""Claims about fields of structs, with answers as the queries about structs promise them."""

import pytest

from miner.errors import LookupFailedError
from miner.story.facts import Facts

MOVED = {
    "how": "moved",
    "from_path": "finalizing",
    "to_path": "_finalizing",
    "sha": "e225bebc1409bcf68db74a35ed3c31222883bf8f",
    "authored_at": "2019-06-03T18:14:24+02:00",
    "subject": "Move it",
    "standing": "stands",
    "by_sha": None,
}
FIELD = {"path": "finalizing", "added_sha": "a" * 40, "added_at": "2019-03-08T22:47:07-07:00"}
TEXT = "``_PyRuntimeState.finalizing (int)``\nbecomes ``_PyRuntimeState._finalizing``\n+ ``PyInterpreterState.finalizing`` (NEW!)\n"


@pytest.fixture
def structs(monkeypatch):
    """Let the queries about structs exist and answer."""
    answers = {"struct_field_moves": [MOVED], "struct_fields_at": [FIELD]}
    real = Facts.rows

    def rows(self, query, **given):
        if query not in answers:
            return real(self, query, **given)
        if "PyNothing" in given.values():
            raise LookupFailedError("No header has a struct PyNothing.")
        return answers[query]

    monkeypatch.setattr(Facts, "rows", rows)
    monkeypatch.setattr(Facts, "has_query", lambda self, name: True)
    return answers


def judged(judge, text):
    found = judge(text, "a.rst")
    return {claim: (verdict, fact) for _, claim, _, verdict, fact in found if "field" in claim}


def test_a_move(structs, judge):
    verdict, fact = judged(judge, TEXT)["move of a field"]
    assert (verdict, fact) == ("confirmed", "moved by e225bebc14 (2019-06-03) Move it")
    other = judged(judge, "Move PyFoo.gone to PyBar")["move of a field"]
    assert other == ("unknown", "the database knows no move of PyFoo.gone to PyBar.gone")


def test_the_commit_beside_a_move_is_said_to_have_made_it(structs, judge, history):
    right, wrong = (history.query("commit_facts", commit=sha).dicts()[0]["sha"] for sha in ("e225bebc14", "7247407c35"))
    structs["struct_field_moves"] = [{**MOVED, "sha": right, "standing": "undone", "by_sha": wrong}]
    text = "``_PyRuntimeState.finalizing`` becomes ``_PyRuntimeState._finalizing``: commit {}"
    verdict, fact = judged(judge, text.format(right))["move of a field"]
    assert verdict == "confirmed"
    assert fact.endswith(f", undone by {wrong[:10]}")
    verdict, fact = judged(judge, text.format(wrong))["move of a field"]
    assert verdict == "corrected"
    assert fact.endswith(f", not by {wrong[:10]}")


def test_a_field_that_is_older_than_what_it_is_said_to_come_with(structs, judge, history):
    sha = history.query("commit_facts", commit=MOVED["sha"]).dicts()[0]["sha"]
    structs["struct_field_moves"] = [{**MOVED, "sha": sha}]
    verdict, fact = judged(judge, TEXT)["new field"]
    assert verdict == "corrected"
    assert fact.startswith("added by aaaaaaaaaa (2019-03-08), before the move by ")
    assert judged(judge, "NEW: PyInterpreterState.finalizing")["new field"][0] == "confirmed"
    assert judged(judge, "NEW: PyInterpreterState.finalizing (2019-03-08)")["new field"][0] == "confirmed"
    assert judged(judge, "NEW: PyInterpreterState.finalizing, on 2019-03-18")["new field"][0] == "corrected"
    assert judged(judge, "NEW: PyInterpreterState.other")["new field"][0] == "unknown"


def test_a_struct_that_no_header_has(structs, judge):
    assert judged(judge, "NEW: PyNothing.f")["new field"] == ("unknown", "No header has a struct PyNothing.")


def test_without_structs(structs, judge):
    structs["struct_field_moves"] = []
    assert judged(judge, TEXT)["move of a field"] == ("unknown", "structs are not mined")


def test_a_move_to_a_struct_that_never_had_the_field(structs, judge, monkeypatch):
    structs["struct_field_moves"] = []
    left = {**MOVED, "path": "finalizing", "event": "left", "elsewhere": "Frame.finalizing"}
    there = {**MOVED, "path": "other", "event": "added", "elsewhere": ""}
    rows = Facts.rows

    def of_structs(self, query, **given):
        if query == "struct_field_history":
            return [left] if given["struct"] == "PyThreadState" else [there]
        return rows(self, query, **given)

    monkeypatch.setattr(Facts, "rows", of_structs)
    verdict, fact = judged(judge, "Move PyThreadState.finalizing to PyInterpreterState.finalizing")["move of a field"]
    assert (verdict, fact) == (
        "corrected",
        "PyThreadState.finalizing became Frame.finalizing by e225bebc14 (2019-06-03) Move it",
    )
    there["path"] = "finalizing"  # it had the field, in whatever way it came
    assert judged(judge, "Move PyThreadState.finalizing to PyFoo")["move of a field"][0] == "unknown"


def test_a_struct_of_another_name_may_be_moved_to(structs, judge):
    structs["struct_field_moves"] = [{**MOVED, "to_path": "finalizing"}]
    text = "Move PyThreadState.finalizing to Frame.finalizing"
    assert judged(judge, text)["move of a field"][0] == "confirmed"


@pytest.mark.parametrize(
    ("issue", "verdict"), [("bpo-33608", "confirmed"), ("bpo-36710", "corrected"), ("bpo-999999", "corrected")]
)
def test_the_issue_beside_a_field_is_that_of_its_commit(structs, judge, history, issue, verdict):
    sha = history.query("commit_facts", commit="e225bebc14").dicts()[0]["sha"]
    structs["struct_field_moves"] = [{**MOVED, "sha": sha}]
    structs["struct_fields_at"] = [{**FIELD, "added_sha": sha}]
    structs["struct_field_history"] = [{**MOVED, "path": "finalizing", "event": "added", "sha": sha}]
    move = f"Move PyFoo.finalizing to PyBar._finalizing ({issue})"
    assert judged(judge, move)["move of a field"][0] == verdict
    new = f"NEW: PyInterpreterState.finalizing ({issue})"
    assert judged(judge, new)["new field"][0] == verdict
