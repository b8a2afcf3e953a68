"""What is asked of GitHub, by which address, and what an answer must look like to be kept."""

import json
from collections.abc import Iterator
from typing import Any, Final

from miner.store.records import Record
from miner.tracker.client import API_VERSION, Answer

BASE: Final = "https://api.github.com"
REPOSITORY: Final = "python/cpython"
#: Elements of a page, the most that GitHub gives.
PER_PAGE: Final = 100
HEADERS: Final = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": API_VERSION}

#: The address of each kind of record: of one issue or pull request, then of lists of all.
ONE: Final = {
    "issue": "repos/{repository}/issues/{number}",
    "pull": "repos/{repository}/pulls/{number}",
    "comments": "repos/{repository}/issues/{number}/comments?per_page=100",
    "timeline": "repos/{repository}/issues/{number}/timeline?per_page=100",
}
#: By creation, because a list by the last change would move while it is read, and lose what moves.
LISTS: Final = {
    "issues": "repos/{repository}/issues?state=all&sort=created&direction=asc&per_page=100",
    "pulls": "repos/{repository}/pulls?state=all&sort=created&direction=asc&per_page=100",
    "all-comments": "repos/{repository}/issues/comments?sort=created&direction=asc&per_page=100",
}
#: The kind of record that the elements of a list are kept as.
ELEMENTS: Final = {"issues": "issue", "pulls": "pull", "all-comments": "comment"}
#: The lists that can be asked for what changed since a day only.
BY_DAY: Final = frozenset({"issues", "all-comments"})
ALWAYS: Final = "all"  # the number of a list that begins with the first element


def address(kind: str, number: str) -> str:
    """Return the address of a record, or of a list that begins with ``number``: a day, or ALWAYS."""
    if kind in ONE:
        return ONE[kind].format(repository=REPOSITORY, number=number)
    begin = f"&since={number}T00:00:00Z" if number != ALWAYS and kind in BY_DAY else ""
    return LISTS[kind].format(repository=REPOSITORY) + begin


def conditions(before: Record | None) -> dict[str, str]:
    """Return the headers of a request; with them an answer that is as ``before`` is a 304, which costs nothing."""
    headers = dict(HEADERS)
    if before and before.status == 200 and before.etag:
        headers["If-None-Match"] = before.etag
    elif before and before.status == 200 and before.last_modified:
        headers["If-Modified-Since"] = before.last_modified
    return headers


def kept(kind: str, number: str, page: int, url: str, answer: Answer, now: int, before: Record | None) -> list[Record]:
    """Return the records that an answer becomes: a page of a list becomes one for each element, and one for itself.

    An issue that was moved to another repository keeps no content: it is not an issue of this one any more.
    """
    about: dict[str, Any] = {
        "etag": answer.headers.get("etag"),
        "last_modified": answer.headers.get("last-modified"),
        "api_version": API_VERSION,
        "url": url,
        "next_url": answer.next_url,
    }
    if answer.status == 304 and before is not None:
        about |= {"etag": about["etag"] or before.etag, "last_modified": about["last_modified"] or before.last_modified}
        about["next_url"] = before.next_url
        return [Record("gh", kind, number, before.content, now, page, before.status, **about)]
    if kind in LISTS:
        elements = [element for element in _elements(kind, answer.body or "[]", now)]
        return [*elements, Record("gh", kind, number, None, now, page, answer.status, **about)]
    if answer.status == 200 and answer.moved and not _is_ours(answer.body or ""):
        return [Record("gh", kind, number, None, now, page, 301, **about)]
    return [Record("gh", kind, number, answer.body, now, page, answer.status, **about)]


def is_expected(kind: str, body: str) -> bool:
    """Return whether a body looks as an answer of this kind must: a list, or an object with a number."""
    found = json.loads(body)
    if kind in LISTS or kind in {"comments", "timeline"}:
        return isinstance(found, list) and all(isinstance(one, dict) for one in found)
    return isinstance(found, dict) and isinstance(found.get("number"), int)


def _elements(kind: str, body: str, now: int) -> Iterator[Record]:
    for element in json.loads(body):
        number = element.get("id" if kind == "all-comments" else "number")
        if isinstance(number, int):
            content = json.dumps(element, ensure_ascii=False, separators=(",", ":"))
            yield Record("gh", ELEMENTS[kind], str(number), content, now, api_version=API_VERSION)


def _is_ours(body: str) -> bool:
    found = json.loads(body)
    address = str(found.get("repository_url") or found.get("url") or "") if isinstance(found, dict) else ""
    return f"/repos/{REPOSITORY}".lower() in address.lower()
