"""Records in the form that the trackers give them, about made-up issues, or about facts that a test brings along."""

from collections.abc import Sequence
from typing import Any

API = "https://api.github.com/repos/python/cpython"
SITE = "https://github.com/python/cpython"


def migrated_body(
    bpo: int,
    *,
    title: str = "Calls are lost",
    opened: str = "2019-05-08.17:00:25.446",
    closed: str | None = None,
    creator: str = "ann.author",
    login: str = "annauthor",
    pulls: Sequence[int] = (),
    superseder: int | None = None,
    dependencies: Sequence[int] = (),
    resolution: str | None = None,
    labels: Sequence[str] = ("3.9",),
) -> str:
    """Return the body of an issue that came from bugs.python.org."""
    date = f"<Date {closed}>" if closed else "None"
    rows = [f"BPO | [{bpo}](https://bugs.python.org/issue{bpo})", "--- | :---", f"Nosy | @{login}"]
    if pulls:
        rows.append("PRs | " + "".join(f"<li>python/cpython#{pull}</li>" for pull in pulls))
    if dependencies:
        rows.append("Dependencies | " + "".join(f"<li>bpo-{other}: Something else</li>" for other in dependencies))
    if superseder:
        rows.append(f"Superseder | <li>bpo-{superseder}: Something else</li>")
    return "\n".join(
        [
            *rows,
            "",
            "<sup>*Note: these values reflect the state of the issue at the time it was migrated.*</sup>",
            "",
            "<details><summary>Show more details</summary><p>",
            "",
            "GitHub fields:",
            "```python",
            "assignee = None",
            f"closed_at = {date}",
            f"created_at = <Date {opened}>",
            f"labels = {list(labels)!r}",
            f"title = {title!r}",
            f"updated_at = <Date {closed or opened}>",
            f"user = 'https://github.com/{login}'",
            "```",
            "",
            "bugs.python.org fields:",
            "```python",
            f"activity = <Date {closed or opened}>",
            f"actor = {creator!r}",
            "assignee = 'none'",
            f"closed = {bool(closed)}",
            f"closed_date = {date}",
            f"closer = {creator if closed else None!r}",
            f"creation = <Date {opened}>",
            f"creator = {creator!r}",
            f"dependencies = {[str(other) for other in dependencies]!r}",
            "files = []",
            f"issue_num = {bpo}",
            "keywords = []",
            "message_count = 2.0",
            f"nosy_names = [{creator!r}]",
            f"pr_nums = {[str(pull) for pull in pulls]!r}",
            "priority = 'normal'",
            f"resolution = {resolution!r}",
            f"status = {'closed' if closed else 'open'!r}",
            f"superseder = {str(superseder) if superseder else None!r}",
            "type = None",
            f"url = 'https://bugs.python.org/issue{bpo}'",
            "versions = ['Python 3.9']",
            "```",
            "",
            "</p></details>",
            "",
        ]
    )


def issue(
    number: int,
    *,
    title: str = "Calls are lost",
    body: str | None = "They are.",
    opened: str = "2019-05-08T17:00:25Z",
    closed: str | None = None,
    login: str | None = "annauthor",
    state: str | None = None,
    labels: Sequence[str] = (),
    reason: str | None = None,
) -> dict[str, Any]:
    """Return an issue as GitHub's API gives it."""
    return {
        "url": f"{API}/issues/{number}",
        "repository_url": API,
        "html_url": f"{SITE}/issues/{number}",
        "id": 1_000_000 + number,
        "number": number,
        "title": title,
        "user": {"login": login, "type": "User"} if login else None,
        "labels": [{"id": 1, "name": name, "color": "ededed"} for name in labels],
        "state": state or ("closed" if closed else "open"),
        "locked": False,
        "comments": 0,
        "created_at": opened,
        "updated_at": closed or opened,
        "closed_at": closed,
        "body": body,
        "state_reason": reason or ("completed" if closed else None),
    }


def pull(
    number: int,
    *,
    title: str = "bpo-33608: Factor it out",
    body: str | None = "",
    opened: str = "2019-01-18T00:00:00Z",
    closed: str | None = None,
    merged: str | None = None,
    login: str = "annauthor",
    base: str = "main",
    sha: str | None = None,
) -> dict[str, Any]:
    """Return a pull request as GitHub's API gives it."""
    return {
        "url": f"{API}/pulls/{number}",
        "html_url": f"{SITE}/pull/{number}",
        "issue_url": f"{API}/issues/{number}",
        "id": 2_000_000 + number,
        "number": number,
        "state": "closed" if closed or merged else "open",
        "title": title,
        "user": {"login": login, "type": "User"},
        "body": body,
        "created_at": opened,
        "updated_at": closed or merged or opened,
        "closed_at": closed or merged,
        "merged_at": merged,
        "merge_commit_sha": sha or f"{number:040x}",
        "draft": False,
        "head": {"ref": "topic"},
        "base": {"ref": base},
        "merged": bool(merged),
    }


def stub(record: dict[str, Any]) -> dict[str, Any]:
    """Return a pull request as it stands in lists of issues."""
    found = issue(record["number"], title=record["title"], body=record["body"], opened=record["created_at"])
    number = record["number"]
    return {
        **found,
        "user": record["user"],
        "state": record["state"],
        "closed_at": record["closed_at"],
        "html_url": f"{SITE}/pull/{number}",
        "pull_request": {"url": f"{API}/pulls/{number}", "merged_at": record["merged_at"]},
    }


def comment(identity: int, number: int, body: str, *, login: str = "robot", is_pull: bool = False) -> dict[str, Any]:
    """Return a comment as GitHub's API gives it."""
    return {
        "url": f"{API}/issues/comments/{identity}",
        "html_url": f"{SITE}/{'pull' if is_pull else 'issues'}/{number}#issuecomment-{identity}",
        "issue_url": f"{API}/issues/{number}",
        "id": identity,
        "user": {"login": login},
        "created_at": "2019-05-09T10:00:00Z",
        "updated_at": "2019-05-09T10:00:00Z",
        "body": body,
    }


def event(
    kind: str, at: str | None = "2019-05-10T10:00:00Z", *, login: str = "annauthor", **more: Any
) -> dict[str, Any]:
    """Return an event of a timeline as GitHub's REST API gives it."""
    return {
        "id": 3_000_000,
        "url": f"{API}/issues/events/3000000",
        "actor": {"login": login, "type": "User"},
        "event": kind,
        "commit_id": None,
        "commit_url": None,
        "created_at": at,
        **more,
    }


def reference(number: int, at: str = "2019-05-11T10:00:00Z", *, is_pull: bool = False) -> dict[str, Any]:
    """Return the event that another issue or pull request refers to this one."""
    source = stub(pull(number)) if is_pull else issue(number)
    return {
        "actor": {"login": "annauthor"},
        "created_at": at,
        "updated_at": at,
        "source": {"type": "issue", "issue": source},
        "event": "cross-referenced",
    }


def node(number: int, items: Sequence[dict[str, Any]] = (), *, more: bool = False) -> dict[str, Any]:
    """Return an issue with its timeline as GraphQL gives it."""
    events = [{"createdAt": "2019-05-10T10:00:00Z", **item} for item in items]
    return {"number": number, "timelineItems": {"pageInfo": {"hasNextPage": more}, "nodes": events}}


def graph_page(nodes: Sequence[dict[str, Any]], cursor: str | None = None) -> dict[str, Any]:
    """Return a page of issues as GraphQL gives it; ``cursor`` leads to the next one."""
    info = {"hasNextPage": cursor is not None, "endCursor": cursor}
    limit = {"cost": 2, "remaining": 4998, "resetAt": "2026-11-30T16:00:00Z"}
    return {"data": {"rateLimit": limit, "repository": {"issues": {"pageInfo": info, "nodes": list(nodes)}}}}
