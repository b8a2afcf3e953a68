"""The timelines of all issues, a hundred at a time: all that GraphQL gives for far fewer requests than lists.

It needs a token. The lists of the REST API have no timelines, so that these take one request for each issue; the
records themselves come by lists with as few requests as here, and with the fields that are kept.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from miner.store.records import Record
from miner.tracker import github
from miner.tracker.timelines import is_cut

#: The kind of a record that tells how far the issues were read; the address of the next page is a cursor.
TIMELINES: Final = "timelines"
#: Which interface a record is from, beside the versions of the REST API.
VERSION: Final = "graphql"
_ITEMS: Final = 50  # of one issue: a page then costs two of the 5,000 points of an hour
_OTHER: Final = "{ __typename ... on Issue { number } ... on PullRequest { number } }"
_QUERY: Final = f"""
query($owner: String!, $name: String!, $after: String) {{
  rateLimit {{ cost remaining resetAt }}
  repository(owner: $owner, name: $name) {{
    issues(first: {github.PER_PAGE}, after: $after, orderBy: {{field: CREATED_AT, direction: ASC}}) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        number
        timelineItems(first: {_ITEMS}, itemTypes: [
            CLOSED_EVENT, REOPENED_EVENT, MARKED_AS_DUPLICATE_EVENT, CROSS_REFERENCED_EVENT]) {{
          pageInfo {{ hasNextPage }}
          nodes {{
            __typename
            ... on ClosedEvent {{ createdAt actor {{ login }} stateReason closer {{ ... on Commit {{ oid }} }} }}
            ... on ReopenedEvent {{ createdAt actor {{ login }} }}
            ... on MarkedAsDuplicateEvent {{ createdAt actor {{ login }} isCrossRepository canonical {_OTHER} }}
            ... on CrossReferencedEvent {{ createdAt actor {{ login }} isCrossRepository source {_OTHER} }}
          }}
        }}
      }}
    }}
  }}
}}
"""


def address(base: str) -> str:
    """Return the address of GraphQL beside that of the REST API, which is below ``/api/v3`` on servers of their own."""
    return f"{base.removesuffix('/v3')}/graphql"


def question(cursor: str | None) -> dict[str, Any]:
    """Return what is asked for the page of issues behind a cursor, for the first page if it is None."""
    owner, _, name = github.REPOSITORY.partition("/")
    return {"query": " ".join(_QUERY.split()), "variables": {"owner": owner, "name": name, "after": cursor}}


def is_expected(body: str) -> bool:
    """Return whether an answer is a page of issues."""
    page = _page(body)
    info = page.get("pageInfo")
    return isinstance(page.get("nodes"), list) and isinstance(info, Mapping) and "hasNextPage" in info


def kept(number: str, page: int, body: str, now: int) -> list[Record]:
    """Return the records that a page becomes: one for each issue whose timeline it has whole, and one for itself."""
    found, info = _page(body), _page(body)["pageInfo"]
    following = str(info.get("endCursor")) if info["hasNextPage"] and info.get("endCursor") else None
    itself = Record("gh", TIMELINES, number, None, now, page, api_version=VERSION, next_url=following)
    return [*_timelines(found["nodes"], now), itself]


def _timelines(nodes: list[Any], now: int) -> Iterator[Record]:
    for node in nodes:
        if isinstance(node, Mapping) and isinstance(number := node.get("number"), int) and not is_cut(node):
            content = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
            yield Record("gh", "timeline", str(number), content, now, api_version=VERSION)


def _page(body: str) -> Mapping[str, Any]:
    found = json.loads(body)
    for name in ("data", "repository", "issues"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
