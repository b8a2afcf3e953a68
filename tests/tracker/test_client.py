"""Requests: what is tried again and after how long, what is refused, and that a token goes nowhere else."""

import json
import traceback
from email.utils import formatdate

import pytest

from miner.errors import FetchError, SettingsError
from miner.tracker.client import Allowance, Client, OutOfRequestsError, UnprocessableError
from miner.tracker.waiting import ATTEMPTS, pause
from tests.tracker.server import Reply

TOKEN = "ghp_verysecret0123456789"
GOOD = Reply(200, {"number": 1})


def is_object(body):
    return isinstance(json.loads(body), dict)


@pytest.fixture
def client(server, clock):
    made = Client(server.address, sleep=clock.sleep, now=clock.now)
    yield made
    made.close()


def at(clock, seconds, **headers):
    return {"date": formatdate(clock.time + seconds, usegmt=True), **headers}


@pytest.mark.parametrize(
    ("reply", "waits"),
    [
        pytest.param(Reply(502), [1], id="502"),
        pytest.param(Reply(429, {"message": "slow"}), [60], id="429"),
        pytest.param(Reply(429, None, {"retry-after": "7"}), [7], id="429-with-retry-after"),
        pytest.param(Reply(403, {"message": "x"}, {"retry-after": "30"}), [30], id="403-with-retry-after"),
        pytest.param(Reply(403, {"message": "You have exceeded a secondary rate limit."}), [60], id="secondary-limit"),
        pytest.param(Reply(200, {"number": 1, "title": "x" * 999}, cut=500), [1], id="truncated"),
        pytest.param(Reply(200, '{"number": 1, "ti'), [1], id="half-a-json"),
        pytest.param(Reply(200, "<html>Unicorn!</html>", {"content-type": "text/html"}), [1], id="a-page-of-html"),
        pytest.param(Reply(200, []), [1], id="json-of-another-kind"),
    ],
)
def test_what_may_succeed_later_is_tried_again(server, client, clock, reply, waits):
    server.pages["/x"] = [reply, GOOD]
    assert json.loads(client.get("x", accept=is_object).body) == {"number": 1}
    assert clock.waits == waits
    assert client.requests == 2


@pytest.mark.parametrize("skew", [-86_400, 0, 86_400], ids=["slow", "right", "fast"])
def test_a_used_up_limit_is_waited_for_by_the_clock_of_the_server(server, client, clock, skew):
    reset = str(int(clock.time + skew) + 600)
    limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    server.pages["/x"] = [Reply(403, {"message": "API rate limit exceeded"}, at(clock, skew, **limit)), GOOD]
    client.get("x")
    assert clock.waits == [601]


def test_the_last_request_of_the_hour_is_followed_by_a_pause_instead_of_a_refusal(server, client, clock):
    limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(clock.time) + 90)}
    server.pages |= {"/x": Reply(200, {}, at(clock, 0, **limit)), "/y": GOOD}
    client.get("x")
    assert clock.waits == []
    client.get("y")
    assert clock.waits == [91]
    assert client.remaining == 0


def test_retry_after_may_be_a_date(clock):
    headers = at(clock, 500, **{"retry-after": formatdate(clock.time + 540, usegmt=True)})
    assert pause(503, headers, 1, clock.time) == 40


def test_it_gives_up(server, client, clock):
    server.pages["/x"] = Reply(502)
    with pytest.raises(FetchError, match="failed 8 times, at last because the server answered 502"):
        client.get("x")
    assert client.requests == ATTEMPTS
    assert clock.waits == [1, 2, 4, 8, 16, 32, 60]


def test_a_server_that_cannot_be_reached(clock):
    client = Client("http://127.0.0.1:9", sleep=clock.sleep, now=clock.now)
    with pytest.raises(FetchError, match=r"the connection failed \(ConnectionError\)"):
        client.get("x")


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(401, {"message": "Bad credentials"}), FetchError, "does not accept the token in GITHUB_TOKEN"),
        (
            Reply(403, {"message": "Resource not\naccessible."}),
            FetchError,
            r"refused with 403: Resource not accessible\.$",
        ),
        (Reply(403, "<html>"), FetchError, "refused with 403: Forbidden"),
        (Reply(422, {"message": "Use cursors."}), UnprocessableError, "422"),
        (Reply(403, None, {"retry-after": "90000"}), FetchError, "asks to wait for 25 hours"),
    ],
)
def test_a_refusal_is_told_at_once(server, client, reply, error, words):
    server.pages["/x"] = reply
    with pytest.raises(error, match=words):
        client.get("x")
    assert client.requests == 1


def test_what_is_gone_is_an_answer(server, client):
    for status in (404, 410, 451):
        server.pages["/x"] = Reply(status, {"message": "gone"})
        assert client.get("x").status == status


def test_redirects_stay_on_the_server(server, client):
    server.pages |= {
        "/x": Reply(301, None, {"location": f"{server.address}/y"}),
        "/y": GOOD,
        "/out": Reply(302, None, {"location": "https://elsewhere.example/y"}),
        "/round": Reply(302, None, {"location": "/round"}),
    }
    assert (client.get("x").status, client.get("x").moved) == (200, True)
    assert client.get("x", follow=False).location == f"{server.address}/y"
    assert client.get("out").location == "https://elsewhere.example/y"
    with pytest.raises(FetchError, match="one redirect to the next"):
        client.get("round")
    with pytest.raises(FetchError, match=r"another server, elsewhere\.example"):
        client.get("https://elsewhere.example/next")


def test_an_allowance_counts_repeated_requests(server, clock):
    client = Client(server.address, allowance=Allowance(2), sleep=clock.sleep, now=clock.now)
    server.pages["/x"] = Reply(502)
    with pytest.raises(OutOfRequestsError):
        client.get("x")
    assert len(server.asked) == 2


def test_requests_keep_a_distance(server, clock):
    client = Client(server.address, spacing=1.0, sleep=clock.sleep, now=clock.now)
    server.pages["/x"] = GOOD
    for _ in range(3):
        client.get("x")
    assert clock.waits == [1, 1]


def test_a_token_is_sent_and_never_shown(server, clock, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    client = Client(server.address, TOKEN, sleep=clock.sleep, now=clock.now)
    server.pages |= {"/x": GOOD, "/bad": Reply(502)}
    client.get("x")
    assert server.asked[0][1]["authorization"] == f"Bearer {TOKEN}"
    with pytest.raises(FetchError) as raised:
        client.get("bad")
    assert TOKEN not in "".join(traceback.format_exception(raised.value))
    assert TOKEN not in repr(client) + repr(vars(client)) + repr(vars(client._session))
    Client(server.address).get("x")
    assert "authorization" not in server.asked[-1][1]


def test_a_token_with_a_line_end_is_not_quoted():
    with pytest.raises(SettingsError, match="GITHUB_TOKEN is not a token") as raised:
        Client("http://127.0.0.1", f"{TOKEN}\nX: y")
    assert TOKEN not in str(raised.value)
