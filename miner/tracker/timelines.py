"""What happened to an issue: the events of its timeline, as GitHub's REST API lists them, or as GraphQL does."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from miner.tracked import IssueEvent

#: Events that are kept, by their names in REST and in GraphQL.
_KINDS: Final = {
    "closed": "closed",
    "ClosedEvent": "closed",
    "reopened": "reopened",
    "ReopenedEvent": "reopened",
    "marked_as_duplicate": "duplicate",
    "MarkedAsDuplicateEvent": "duplicate",
    "cross-referenced": "referenced",
    "CrossReferencedEvent": "referenced",
}
_OURS: Final = re.compile(r"/(?:repos/)?python/cpython(?:/|$)", re.IGNORECASE)
_SHA: Final = re.compile(r"[0-9a-f]{40}")
_LOGIN: Final = re.compile(r"[\w.\[\]-]{1,100}")


def read_events(content: Any) -> Iterator[IssueEvent]:
    """Yield the events of a page: a list as REST has it, or a node of GraphQL with its items."""
    if isinstance(content, Mapping):
        items = content.get("timelineItems")
        content = items.get("nodes") if isinstance(items, Mapping) else None
    for item in content if isinstance(content, list) else ():
        if isinstance(item, Mapping) and (event := _event(item)):
            yield event


def is_cut(node: Mapping[str, Any]) -> bool:
    """Return whether an issue has more events than its node of GraphQL tells."""
    items = node.get("timelineItems")
    page = items.get("pageInfo") if isinstance(items, Mapping) else None
    return not isinstance(page, Mapping) or page.get("hasNextPage") is not False


def _event(item: Mapping[str, Any]) -> IssueEvent | None:
    kind = _KINDS.get(str(item.get("event") or item.get("__typename")))
    at = _instant(item.get("created_at") or item.get("createdAt"))
    if kind is None or at is None:
        return None
    closer = _mapping(item, "closer")
    reason = item.get("state_reason") or item.get("stateReason")
    sha = item.get("commit_id") or closer.get("oid")
    other = _other(item) if kind in {"duplicate", "referenced"} else None
    if kind == "referenced" and other is None:
        return None  # by another project
    return IssueEvent(
        kind,
        at,
        actor=_matching(_LOGIN, _mapping(item, "actor").get("login")),
        reason=reason.lower() if kind == "closed" and isinstance(reason, str) and reason.isidentifier() else None,
        sha=_matching(_SHA, sha) if kind == "closed" else None,
        to_tracker=other[0] if other else None,
        to_number=other[1] if other else None,
    )


def _other(item: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the issue or pull request of this project that an event names."""
    if item.get("isCrossRepository"):
        return None
    source = _mapping(item, "source") or _mapping(item, "canonical")
    issue = _mapping(source, "issue") or source
    number = issue.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 1_000_000_000:
        return None
    address = issue.get("repository_url") or issue.get("url")
    if address is not None and not _OURS.search(str(address)):
        return None
    return "pr" if "pull_request" in issue or issue.get("__typename") == "PullRequest" else "gh", str(number)


def _mapping(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = content.get(name)
    return value if isinstance(value, Mapping) else {}


def _matching(pattern: re.Pattern[str], value: Any) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _instant(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
