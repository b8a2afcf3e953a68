"""Facts of real issues and pull requests, through records in the form that GitHub gives them."""

import csv
import json
import re

import pytest
from sqlalchemy import text

from miner.pipeline.fetching import import_records
from miner.store.lookup import issue_with_number
from miner.tracker.shipped import read_issues, read_pulls
from tests.tracker.forms import issue, migrated_body, pull

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_AT_BPO = {"ericsnowcurrently": "eric.snow"}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def numbers(words):
    return [int(number) for number in words.split() if number.isdigit()]


def instant(written):
    """Return a date of the facts as the API writes it; the day alone begins at midnight."""
    if found := _INSTANT.match(written):
        return f"{found[0]}Z"
    return f"{written[:10]}T00:00:00Z" if _DAY.match(written) else None


def closed(row):
    if row["state_seen"].startswith("open"):
        return None
    return instant(row["closed_utc"]) or "2022-11-03T00:00:00Z"


def issue_record(row):
    login = _UUID.search(row["notes"])
    body = "<!-- gh-linked-prs -->\n### Linked PRs\n" + "".join(
        f"* gh-{n}\n" for n in numbers(row["linked_prs_or_issue"])
    )
    if row["bpo"]:
        superseder = re.search(r"Superseder bpo-(\d+)", row["notes"])
        creation = row["opened_utc"].replace("T", ".") if "T" in row["opened_utc"] else f"{row['opened_utc']}.00:00:00"
        body = migrated_body(
            int(row["bpo"]),
            title=row["title"],
            opened=creation,
            creator=row["creator"],
            pulls=numbers(row["linked_prs_or_issue"]),
            superseder=int(superseder[1]) if superseder else None,
        )
    return issue(
        int(row["number"]),
        title=row["title"],
        body=body,
        opened=instant(row["opened_utc"].strip("()")) or "2023-09-01T00:00:00Z",
        closed=closed(row),
        login=login[0] if login else row["creator"],
        labels=row["labels_seen"].split("; ") if row["labels_seen"] else [],
    )


def pull_record(row):
    body = ""
    for found in re.finditer(r'body: ""(.*?)""', row["notes"].replace('"', '""')):
        body += found[1]
    if "issue46964" in row["notes"] or "bpo-46964" in row["linked_prs_or_issue"]:
        body += "\nhttps://bugs.python.org/issue46964"
    elif row["linked_prs_or_issue"].startswith("bpo-") and row["linked_prs_or_issue"] not in row["title"]:
        body += f"\n<!-- issue-number: [{row['linked_prs_or_issue']}] -->".replace("[", "").replace("]", "")
    opened = instant(row["opened_utc"]) or "2019-03-15T00:00:00Z"
    merged = opened if row["state_seen"] == "merged" else None
    unmerged = opened if row["state_seen"] == "closed unmerged" else None
    return pull(
        int(row["number"]),
        title=row["title"],
        body=body,
        opened=opened,
        merged=merged,
        closed=unmerged,
        login=row["creator"],
    )


@pytest.fixture(scope="module")
def facts(gold):
    with (gold / "tracker_facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def told(facts, database, tmp_path):
    """A database with the records of all facts."""
    records = [issue_record(row) if row["kind"] == "issue" else pull_record(row) for row in facts]
    (tmp_path / "saved.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    assert import_records(database.url, [tmp_path / "saved.jsonl"]) == (76, 76, 76)
    return database


def test_every_fact_about_issues(told, facts):
    rows = [row for row in facts if row["kind"] == "issue"]
    assert len(rows) == 47
    with told.engine.connect() as connection:
        for row in rows:
            key = issue_with_number(connection, "gh", row["number"])
            assert key == (f"bpo-{row['bpo']}" if row["bpo"] else f"gh-{row['number']}")
            if row["bpo"]:
                assert issue_with_number(connection, "bpo", row["bpo"]) == key
            found = connection.execute(text("SELECT * FROM issues WHERE key = :key"), {"key": key}).mappings().one()
            assert found["title"] == row["title"]
            if _DAY.match(row["opened_utc"]):
                assert found["opened_at"].startswith(row["opened_utc"][:19]), row
            assert found["state"] == row["state_seen"].split()[0]
            assert (found["closed_at"] is None) == (found["state"] == "open")
            if _INSTANT.match(row["closed_utc"]):
                assert found["closed_at"] == f"{row['closed_utc'][:19]}+00:00"
            assert found["creator"] == row["creator"]
            assert found["labels"] == (",".join(sorted(row["labels_seen"].split("; "))) or None)
            select = "SELECT pull_number FROM issue_pull_requests WHERE tracker = 'gh' AND number = :number AND source = 'issue' ORDER BY 1"
            listed = connection.scalars(text(select), {"number": row["number"]}).all()
            assert listed == sorted(set(numbers(row["linked_prs_or_issue"]))), row


def test_every_fact_about_pull_requests(told, facts):
    rows = [row for row in facts if row["kind"] == "pull"]
    assert len(rows) == 29
    states = {"merged": "merged", "closed unmerged": "closed", "open": "open"}
    with told.engine.connect() as connection:
        for row in rows:
            number = int(row["number"])
            select = text("SELECT * FROM pull_requests WHERE number = :number")
            found = connection.execute(select, {"number": number}).mappings().one()
            assert (found["title"], found["state"], found["creator"]) == (
                row["title"],
                states[row["state_seen"]],
                row["creator"],
            )
            assert (found["merged_at"] is None, found["merge_sha"] is None) == (row["state_seen"] != "merged",) * 2
            if row["opened_utc"]:
                assert found["opened_at"].startswith(row["opened_utc"])
            ties = text("SELECT tracker || '-' || number FROM issue_pull_requests WHERE pull_number = :number")
            assert set(re.findall(r"(?:bpo|gh)-\d+", row["linked_prs_or_issue"])) <= set(
                connection.scalars(ties, {"number": number})
            ), row


def test_what_they_take_back(told):
    with told.engine.connect() as connection:
        claims = {
            (number, says, f"{tracker}-{target}")
            for number, says, tracker, target in connection.execute(
                text("SELECT number, says, to_tracker, to_number FROM record_claims WHERE tracker = 'pr'")
            )
        }
    assert {
        ("13714", "relands", "pr-11617"),
        ("13714", "relands", "pr-12024"),
        ("13714", "reverted-in", "pr-12159"),
        ("12359", "relands", "pr-12003"),
        ("10403", "undoes", "pr-10295"),
        ("20465", "undoes", "pr-19985"),
        ("4593", "undoes", "pr-4576"),
        ("108686", "undoes", "pr-108657"),
        ("108686", "undoes", "git-400a1cebc"),
        ("108694", "backports", "pr-108686"),
        ("115132", "undoes", "pr-108038"),
        ("128018", "undoes", "pr-127878"),
        ("132601", "undoes", "pr-130010"),
        ("122112", "undoes", "pr-121520"),
        ("124870", "undoes", "pr-124792"),
        ("130413", "undoes", "pr-130007"),
        ("147994", "undoes", "pr-147945"),
    } <= claims


def test_every_dated_fact_ships(facts):
    """With the numbers, dates and creators of the pages, but not with their titles."""
    issues = {str(known.gh): known for known in read_issues()}
    pulls = {str(known.number): known for known in read_pulls()}
    shipped = 0
    for row in facts:
        if not _DAY.match(row["opened_utc"]):
            continue
        known = (issues if row["kind"] == "issue" else pulls)[row["number"]]
        shipped += 1
        assert known.opened.isoformat()[: len(row["opened_utc"])][:19] == row["opened_utc"][:19], row
        # Where issues.json names the creator otherwise, this is the name at bugs.python.org.
        assert known.creator in {row["creator"], _AT_BPO.get(row["creator"])}, row
        assert known.title.lower().rstrip(".") != row["title"].lower().rstrip("."), row
        if row["kind"] == "issue":
            assert known.bpo == (int(row["bpo"]) if row["bpo"] else None)
            assert sorted(known.pull_requests) == sorted(set(numbers(row["linked_prs_or_issue"])))
            closed = row["closed_utc"] if _INSTANT.match(row["closed_utc"]) else None
            assert (known.closed and known.closed.isoformat()[:19]) == (closed and closed[:19]), row
        else:
            assert known.state == row["state_seen"].split()[0]
            assert {f"{tracker}-{number}" for tracker, number in known.issues} == set(
                re.findall(r"(?:bpo|gh)-\d+", row["linked_prs_or_issue"])
            )
    assert shipped == 74
