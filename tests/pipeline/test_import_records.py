"""Records from files: the forms that users have, and what they say."""

import json
import os

import pytest
from sqlalchemy import text

from miner.errors import SettingsError
from miner.pipeline.fetching import import_records, understand_all
from tests.tracker.forms import comment, graph_page, issue, migrated_body, node, pull, stub

ISSUE, PULL = issue(110_052, title="It leaks"), pull(110_053, title="gh-110052: Mend it", merged="2023-10-01T00:00:00Z")
SAID = comment(7, 110_052, "Reverted in GH-110060, see #110061.")
EXPORT = (
    "\ufeffid,activity,title,creator,assignee,status,type,message_count,github\r\n"
    '1001,2018-06-21.11:30:39,"Say ""hello"", twice",2377,None,1,None,6.0,None\r\n'
    "1002,2018-06-21.11:30:39,Other,2377,None,1,None,6.0,46101\r\n"
)


def rows(database, select):
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


def dumped(*elements):
    return json.dumps(list(elements))


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param(json.dumps(ISSUE), 1, id="one-issue"),
        pytest.param(dumped(ISSUE, stub(PULL)), 2, id="a-page"),
        pytest.param(f"{json.dumps(ISSUE)}\n{json.dumps(PULL)}\n\n{json.dumps(SAID)}\n", 3, id="json-lines"),
        pytest.param(f"{dumped(ISSUE)}{dumped(PULL)}", 2, id="gh-api-paginate"),
        pytest.param(f"{dumped(ISSUE)}\n[]\n{dumped(SAID)}", 2, id="gh-api-paginate-with-lines"),
        pytest.param("\ufeff" + json.dumps(ISSUE, indent=2).replace("\n", "\r\n"), 1, id="from-windows"),
        pytest.param(EXPORT, 2, id="export"),
        pytest.param(f"{EXPORT}{'9' * 5_000},,Too long for a number,,,,,,\r\n", 2, id="export-with-no-number"),
        pytest.param(json.dumps(graph_page([node(5), node(6)], "more")), 2, id="graphql"),
        pytest.param(json.dumps({"data": {"repository": {"issue": node(5)}}}), 1, id="graphql-of-one"),
    ],
)
def test_forms(database, tmp_path, content, count):
    (tmp_path / "saved").write_text(content, encoding="utf-8")
    assert import_records(database.url, [tmp_path / "saved"]) == (count, count, count)
    assert import_records(database.url, [tmp_path / "saved"]) == (count, 0, 0)
    assert rows(database, "SELECT DISTINCT origin, understood FROM tracker_records") == [("saved", 1)]


def test_a_folder(database, tmp_path):
    folder = tmp_path / "saved"
    (folder / "more").mkdir(parents=True)
    (folder / "a.json").write_text(dumped(ISSUE))
    (folder / "more" / "b.jsonl").write_text(json.dumps(PULL))
    (folder / "c.CSV").write_text(EXPORT)
    (folder / "README").write_text("Nothing to import.")
    assert import_records(database.url, [folder])[0] == 4
    facts = rows(database, "SELECT key, title, state FROM issues ORDER BY key")
    assert facts == [
        ("bpo-1001", 'Say "hello", twice', None),
        ("bpo-1002", "Other", None),
        ("gh-110052", "It leaks", "open"),
    ]
    assert rows(database, "SELECT number FROM issue_numbers WHERE tracker = 'gh' ORDER BY 1") == [
        ("110052",),
        ("46101",),
    ]
    assert rows(database, "SELECT state, base FROM pull_requests") == [("merged", "main")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "has no records"),
        ("[]", "has no records"),
        ("id,what\n1,2\n", "has no records"),
        ("Dear all,", "has no records"),
        (json.dumps(ISSUE)[:-9], "saved:1: this is not JSON, or it was cut off"),
        (f"{json.dumps(ISSUE)}\n{{", "saved:2: this is not JSON"),
        ("[" * 100_000, "saved:1: this is not JSON"),
        ('{"data": {"repository": null}}', "saved:1: this is no issue"),
        ('{"data": {"repository": {"issues": {"nodes": [null]}}}}', "saved:1: this is no issue"),
        ('{"data": []}', "saved:1: this is no issue"),
        ('[{"message": "Not Found"}]', "saved:1: this is no issue, pull request, comment or timeline"),
        (json.dumps({**ISSUE, "url": "https://api.github.com/repos/python/peps/issues/1"}), "this is no issue"),
        ("[1]", "this is no issue"),
    ],
)
def test_other_files_are_refused_and_leave_nothing(database, tmp_path, content, words):
    (tmp_path / "good").write_text(json.dumps(ISSUE))
    (tmp_path / "saved").write_text(content)
    with pytest.raises(SettingsError, match=words):
        import_records(database.url, [tmp_path / "good", tmp_path / "saved"])
    assert rows(database, "SELECT * FROM tracker_records") == []


def test_a_folder_without_records_and_a_file_of_bytes(database, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match="has no files of records"):
        import_records(database.url, [tmp_path / "empty"])
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        import_records(database.url, [tmp_path / "bytes"])


def test_an_older_file_does_not_replace_what_is_newer(database, tmp_path):
    for name, title, day in (("new", "New", 2_000_000_000), ("old", "Old", 1_000_000_000)):
        (tmp_path / name).write_text(json.dumps({**ISSUE, "title": title}))
        os.utime(tmp_path / name, (day, day))
        import_records(database.url, [tmp_path / name])
    assert rows(database, "SELECT title FROM issues") == [("New",)]


def test_hostile_records(database, tmp_path):
    """NUL, half a surrogate pair, wrong types and depth: nothing fails, and what cannot be stored is replaced."""
    hostile = "A\u0000B\ud800 <script>\u202e=1+1"
    records = [
        issue(110_001, title=hostile, login=None, labels=["x\u0000"], body=hostile),
        {
            **issue(110_002),
            "title": 5,
            "user": [],
            "labels": "x",
            "created_at": "soon",
            "closed_at": 7,
            "body": None,
            "state": None,
        },
        {
            **pull(110_003),
            "merged_at": "2023",
            "base": None,
            "user": {"login": {}},
            "title": hostile,
            "body": f"Reverts #12 {hostile}",
        },
        comment(9, 110_001, hostile),
        {**comment(10, 110_001, "x"), "user": None, "html_url": None},
    ]
    (tmp_path / "saved").write_text("\n".join(json.dumps(record) for record in records))
    assert import_records(database.url, [tmp_path / "saved"])[0] == 5
    assert rows(database, "SELECT title, labels FROM issues WHERE key = 'gh-110001'") == [
        ("A�B� <script>\u202e=1+1", "x�")
    ]
    assert rows(database, "SELECT title, opened_at, creator FROM issues WHERE key = 'gh-110002'") == [
        (None, None, None)
    ]
    before = rows(database, "SELECT * FROM issues ORDER BY id")
    assert understand_all(database.url) == 5
    assert rows(database, "SELECT * FROM issues ORDER BY id") == before


def migrated(gh, bpo):
    return issue(gh, body=migrated_body(bpo), title=f"Title of {gh}")


def test_a_record_overrules_other_ties(database, tmp_path):
    """Whatever was thought before, and in whatever order records come."""
    with database.engine.begin() as connection:
        for identity, key, numbers in ((1, "bpo-1001", ("bpo-1001", "gh-45002")), (2, "gh-45001", ("gh-45001",))):
            connection.execute(text("INSERT INTO issues (id, key) VALUES (:id, :key)"), {"id": identity, "key": key})
            for number in numbers:
                tracker, _, digits = number.partition("-")
                insert = "INSERT INTO issue_numbers VALUES (:tracker, :number, :id, 'message')"
                connection.execute(text(insert), {"tracker": tracker, "number": digits, "id": identity})
    (tmp_path / "one").write_text(json.dumps(migrated(45_001, 1001)))
    import_records(database.url, [tmp_path / "one"])
    select = "SELECT n.tracker, n.number, i.key, n.source FROM issue_numbers n JOIN issues i ON i.id = n.issue_id ORDER BY 1, 2"
    assert rows(database, select) == [
        ("bpo", "1001", "bpo-1001", "record"),
        ("gh", "45001", "bpo-1001", "record"),
        ("gh", "45002", "gh-45002", "message"),
    ]
    (tmp_path / "two").write_text(json.dumps(migrated(45_002, 1002)))
    import_records(database.url, [tmp_path / "two"])
    assert rows(database, "SELECT key, title FROM issues ORDER BY 1") == [
        ("bpo-1001", "Title of 45001"),
        ("bpo-1002", "Title of 45002"),
    ]


def test_a_new_issue_that_looks_like_a_migrated_one_is_none(database, tmp_path):
    (tmp_path / "saved").write_text(json.dumps(migrated(110_001, 1001)))
    import_records(database.url, [tmp_path / "saved"])
    assert rows(database, "SELECT key, creator FROM issues") == [("gh-110001", "annauthor")]
