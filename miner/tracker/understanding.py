"""What the records of trackers say: JSON, rows and pages → facts about issues and pull requests.

Records are written by anybody: of a wrong type counts as not there, and texts lose what no database can hold.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from miner.messages.eras import LAST_EARLY_PULL_REQUEST, LAST_MIGRATED_ISSUE, TRANSFER_PULL_REQUESTS
from miner.messages.reasons import read_reasons
from miner.store.records import Record
from miner.tracked import Changeset, IssueEvents, IssueRecord, PullRecord, RecordClaim, RecordText
from miner.tracker import roundup
from miner.tracker.changesets import read_changesets
from miner.tracker.migrated import Migrated, read_body
from miner.tracker.namings import issues_named
from miner.tracker.reverts import Claim, claims_of_comment, claims_of_pull_request
from miner.tracker.timelines import read_events

#: All that a record can say.
Fact = IssueRecord | PullRecord | RecordText | Changeset | IssueEvents

_LINKED: Final = re.compile(
    r"<!-- gh-linked-prs -->(?P<list>.*?)(?:<!-- /gh-linked-prs -->|\Z)"
    r"|^#+ Linked PRs[ \t]*\n(?P<plain>(?:[ \t]*[*-] gh-\d+[ \t]*\n?)+)",
    re.DOTALL | re.MULTILINE,
)
_LISTED: Final = re.compile(r"^[ \t]*[*-] gh-(\d{1,9})\s*$", re.MULTILINE | re.IGNORECASE)
_MARK: Final = re.compile(r"<!-- (?:gh-)?issue-number: (bpo|gh)-(\d{1,9}) -->", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"https?://bugs\.python\.org/issue(\d{1,9})\b|https?://github\.com/python/cpython/issues/(\d{1,9})\b", re.IGNORECASE
)
_TITLED: Final = re.compile(r"\b(bpo|gh)-(\d{1,9})\b", re.IGNORECASE)
#: Numbers of other pull requests, which have the form of an issue of GitHub.
_PULLS_IN_TITLE: Final = re.compile(r"\(\s*(?:commit|GH-|gh-|#)[^()]*\)|\b[Rr]evert(?:s|ed)? (?:GH|gh)-\d+")
_ISSUE_OF: Final = re.compile(r"/issues/(\d{1,9})(?:$|[/?#])|/pull/(\d{1,9})(?:$|[/?#])")
_HIGHEST, _HIGHEST_ID = 2**31 - 1, 2**63 - 1  # that databases hold
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def understand(record: Record) -> Iterator[Fact]:
    """Yield what one stored record says; nothing if it has no content."""
    if record.content is None:
        return
    if record.tracker == "bpo":
        yield from _old(record)
        return
    content = json.loads(record.content)
    if record.kind in {"issue", "pull"}:
        yield from _issue_or_pull(content)
    elif record.kind == "comments":
        for comment in content:
            yield from _comment(comment, record.number)
    elif record.kind == "comment":
        yield from _comment(content, None)
    elif record.kind == "timeline":
        yield IssueEvents(record.number, record.page, tuple(read_events(content)))


def _old(record: Record) -> Iterator[IssueRecord]:
    if record.kind == "redirect":
        yield IssueRecord("bugs.python.org redirect", bpo=int(record.number), gh=int(record.content or ""))
        return
    found = (
        roundup.read_row(json.loads(record.content or ""))
        if record.kind == "row"
        else roundup.read_page(record.content or "")
    )
    if found is not None:
        where = "export" if record.kind == "row" else "page"
        yield IssueRecord(
            f"bugs.python.org {where}",
            bpo=found.bpo,
            gh=found.gh,
            title=_clean(found.title),
            opened=found.opened,
            creator=_clean(found.creator),
            state=found.state,
        )


def _issue_or_pull(content: Mapping[str, Any]) -> Iterator[Fact]:
    number = content.get("number")
    if not isinstance(number, int) or not 0 < number <= _HIGHEST:
        return
    body = _text(content, "body") or ""
    if "pull_request" in content or "merged_at" in content:
        title = _text(content, "title") or ""
        yield _pull(content, number, body)
        own = {(tracker, issue) for tracker, issue, where in _issues_of(title, body) if where != "address"}
        claims = claims_of_pull_request(title, body) + issues_named(body, own)
        yield _claimed("pr", number, 0, content, claims)
    else:
        # Anybody can open an issue that looks like a migrated one.
        old = read_body(body) if number <= LAST_MIGRATED_ISSUE else None
        yield _issue(content, number, body, old)
        # The body of a migrated issue is not what was written when it was opened.
        claims = [] if old else claims_of_comment(body) + issues_named(_LINKED.sub(" ", body), {("gh", str(number))})
        yield _claimed("gh", number, 0, content, claims)


def _issue(content: Mapping[str, Any], number: int, body: str, old: Migrated | None) -> IssueRecord:
    login = _login(content)
    linked = (match["list"] or match["plain"] for match in _LINKED.finditer(body))
    pulls = [int(listed) for part in linked for listed in _LISTED.findall(part)]
    links: list[tuple[str, str, str]] = []
    if old is not None:
        pulls = [*old.pull_requests, *pulls]
        links += [("superseded-by", "bpo", str(old.superseder))] if old.superseder else []
        links += [("depends-on", "bpo", str(other)) for other in old.dependencies]
    return IssueRecord(
        f"python/cpython#{number}",
        bpo=old.bpo if old else None,
        gh=number,
        title=_text(content, "title"),
        # The copy has kept thousandths of seconds that the record itself lacks.
        opened=(old.opened if old else None) or _instant(content, "created_at"),
        closed=_instant(content, "closed_at"),
        state=_text(content, "state"),
        resolution=_text(content, "state_reason") or (old.resolution if old else None),
        creator=(_clean(old.creator) if old else None) or login,
        login=login,
        labels=",".join(sorted(_labels(content))) or None,
        pull_requests=tuple(dict.fromkeys(pulls)),
        links=tuple(links),
    )


def _pull(content: Mapping[str, Any], number: int, body: str) -> PullRecord:
    stub = content.get("pull_request")
    merged = _instant(content, "merged_at") or (_instant(stub, "merged_at") if isinstance(stub, dict) else None)
    base = content.get("base")
    title = _text(content, "title") or ""
    state = "merged" if merged else _text(content, "state") or "open"
    reasons = read_reasons(title, f"{title}\n\n{body}") if claims_of_pull_request(title, body) else ()
    return PullRecord(
        number,
        title,
        state,
        opened=_instant(content, "created_at"),
        closed=_instant(content, "closed_at"),
        merged=merged,
        creator=_login(content),
        base=_text(base, "ref") if isinstance(base, dict) else None,
        # Without a merge it is a commit that GitHub tried.
        merge_sha=_text(content, "merge_commit_sha") if merged else None,
        reason=reasons[0].sentence if reasons else None,
        issues=tuple(_issues_of(title, body)),
    )


def _issues_of(title: str, body: str) -> Iterator[tuple[str, str, str]]:
    """Yield the issues that a pull request belongs to, each way in which it says so once."""
    found: dict[tuple[str, str, str], None] = {}
    for tracker, number in _TITLED.findall(_PULLS_IN_TITLE.sub(" ", title)):
        found[tracker.lower(), str(int(number)), "title"] = None
        break  # the first is its own; further ones are told about
    for tracker, number in _MARK.findall(body):
        found[tracker.lower(), str(int(number)), "comment"] = None
    for old, new in _ADDRESS.findall(body):
        found["bpo" if old else "gh", str(int(old or new)), "address"] = None
    for tracker, number, where in found:
        if tracker == "bpo" or (int(number) > LAST_EARLY_PULL_REQUEST and int(number) not in TRANSFER_PULL_REQUESTS):
            yield tracker, number, where


def _comment(content: Any, number: str | None) -> Iterator[Fact]:
    if not isinstance(content, dict) or not isinstance(identity := content.get("id"), int):
        return
    if not 0 < identity <= _HIGHEST_ID:
        return
    place = _ISSUE_OF.search(str(content.get("html_url") or "")) or _ISSUE_OF.search(
        str(content.get("issue_url") or "")
    )
    number = number or (place and (place[1] or place[2]))
    body = _text(content, "body") or ""
    if not number:
        return
    is_pull = place is not None and place[2] is not None
    claims = claims_of_comment(body) + issues_named(body, {("gh", str(int(number)))})
    yield _claimed("pr" if is_pull else "gh", int(number), identity, content, claims)
    yield from read_changesets(body, str(int(number)))


def _claimed(tracker: str, number: int, comment: int, content: Mapping[str, Any], claims: list[Claim]) -> RecordText:
    said = _instant(content, "created_at")
    return RecordText(
        tracker,
        str(number),
        comment,
        _login(content),
        said.isoformat(timespec="seconds") if said else None,
        tuple(
            RecordClaim(claim.says, claim.tracker, claim.number, claim.words, *(claim.what or (None, None)))
            for claim in claims
        ),
    )


def _labels(content: Mapping[str, Any]) -> Iterator[str]:
    labels = content.get("labels")
    for label in labels if isinstance(labels, list) else ():
        name = label.get("name") if isinstance(label, dict) else label
        if isinstance(name, str) and (clean := _clean(name)):
            yield clean


def _login(content: Mapping[str, Any]) -> str | None:
    user = content.get("user")
    return _text(user, "login") if isinstance(user, dict) else None


def _text(content: Mapping[str, Any], name: str) -> str | None:
    value = content.get(name)
    return _clean(value) if isinstance(value, str) else None


def _clean(text: str | None) -> str | None:
    return _UNSTORABLE.sub("\ufffd", text) if text else text


def _instant(content: Mapping[str, Any], name: str) -> datetime | None:
    value = content.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
