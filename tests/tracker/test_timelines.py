"""Events of timelines, in both forms in which GitHub gives them."""

import pytest

from miner.tracker.timelines import is_cut, read_events
from tests.tracker.forms import API, event, node, reference

CLOSED = event("closed", at="2019-05-10T17:30:26Z", state_reason="duplicate", commit_id="8" * 40)


def told(content):
    return [(one.kind, one.actor, one.reason, one.sha, one.to_tracker, one.to_number) for one in read_events(content)]


def test_a_list_of_events():
    events = [
        event("labeled", label={"name": "3.9"}),
        CLOSED,
        event("reopened"),
        event("marked_as_duplicate"),
        reference(84_058),
        reference(18_848, is_pull=True),
    ]
    assert told(events) == [
        ("closed", "annauthor", "duplicate", "8" * 40, None, None),
        ("reopened", "annauthor", None, None, None, None),
        ("duplicate", "annauthor", None, None, None, None),
        ("referenced", "annauthor", None, None, "gh", "84058"),
        ("referenced", "annauthor", None, None, "pr", "18848"),
    ]


def test_a_node_of_graphql():
    items = [
        {"__typename": "ClosedEvent", "stateReason": "NOT_PLANNED", "closer": {"oid": "8" * 40}},
        {"__typename": "ReopenedEvent", "actor": None},
        {"__typename": "MarkedAsDuplicateEvent", "canonical": {"__typename": "Issue", "number": 84_058}},
        {"__typename": "CrossReferencedEvent", "source": {"__typename": "PullRequest", "number": 5}},
        {"__typename": "CrossReferencedEvent", "source": {"number": 6}, "isCrossRepository": True},
    ]
    assert told(node(77_789, items)) == [
        ("closed", None, "not_planned", "8" * 40, None, None),
        ("reopened", None, None, None, None, None),
        ("duplicate", None, None, None, "gh", "84058"),
        ("referenced", None, None, None, "pr", "5"),
    ]
    assert not is_cut(node(77_789, items))
    assert is_cut(node(77_789, items, more=True))
    assert is_cut({"number": 5})


@pytest.mark.parametrize(
    "strange",
    [
        None,
        "closed",
        5,
        {},
        {"timelineItems": []},
        {"timelineItems": {"nodes": {}}},
        [None, 5, [], {"event": []}],
        [event("closed", at="yesterday"), event("closed", at=None)],
        [{**reference(5), "source": {"issue": {"number": True}}}],
        [{**reference(5), "source": {"issue": {"number": 10**12}}}],
        [{**reference(5), "source": {"issue": {"number": 5, "repository_url": f"{API}-fork"}}}],
    ],
)
def test_what_is_strange_is_not_there(strange):
    assert told(strange) == []


def test_what_is_hostile_is_not_kept():
    event_ = {**CLOSED, "actor": {"login": "<b>"}, "state_reason": "=1+1", "commit_id": "\x1b[31m"}
    assert told([event_]) == [("closed", None, None, None, None, None)]
    assert told([{**CLOSED, "actor": {"login": "dependabot[bot]"}}])[0][1] == "dependabot[bot]"
