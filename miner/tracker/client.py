"""The only module that opens network connections: one request after the other, and again where that may help.

A token is read from the environment when a client is made. It is sent in a header to the API it belongs to and to no
other host, and nothing else holds it: no address, no error, no log and no database.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_base

from miner.errors import FetchError, SettingsError
from miner.tracker.waiting import ATTEMPTS, LONGEST, pause, until_reset

TOKEN_VARIABLE: Final = "GITHUB_TOKEN"  # noqa: S105 - where it is, not what it is
#: Newer versions drop ``merge_commit_sha``; GitHub supports this one until 2028 at least.
API_VERSION: Final = "2022-11-28"
_TIMEOUT: Final = (10.0, 60.0)  # seconds to connect, and between two parts of an answer
_HOPS: Final = 5
_GONE: Final = frozenset({404, 410, 451})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: 200 with a ``body``, 304 (as before), a redirect with its ``location``, or 404, 410 and 451.

    ``moved`` says that a permanent redirect led to the body.
    """

    status: int
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    next_url: str | None = None
    location: str | None = None
    moved: bool = False


class OutOfRequestsError(Exception):
    """As many requests were made as the user allowed."""


class Allowance:
    """How many requests may be made in all, repeated ones included; None: any number."""

    def __init__(self, most: int | None = None) -> None:
        self._left = most

    def check(self) -> None:
        """Raise OutOfRequestsError if no request is left."""
        if self._left is not None and self._left <= 0:
            raise OutOfRequestsError

    def take(self) -> None:
        """Count a request."""
        if self._left is not None:
            self._left -= 1


class _Again(Exception):  # noqa: N818 - not an error: it says that the same request may succeed later
    def __init__(self, reason: str, status: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers or {}


class _Token(AuthBase):
    """Sends the token to one host. An object of its own, for `requests` shows the headers of a session."""

    def __init__(self, token: str | None, host: str) -> None:
        self._send = (lambda: token) if token else None
        self._host = host

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._send and urlsplit(request.url or "").netloc == self._host:
            request.headers["Authorization"] = f"Bearer {self._send()}"
        return request


class _Wait(wait_base):
    """Waits as the last answer asks."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def __call__(self, retry_state: RetryCallState) -> float:
        failure = retry_state.outcome.exception() if retry_state.outcome else None
        if not isinstance(failure, _Again):
            return 0.0
        return pause(failure.status, failure.headers, retry_state.attempt_number, self._now())


class Client:
    """Makes requests to one server, serially.

    ``sleep`` waits, ``now`` tells the seconds since 1970, ``waits`` is told the seconds and the reason of each pause.
    When ``allowance`` is used up, OutOfRequestsError is raised. ``spacing`` is the least number of seconds between two
    requests. All methods raise FetchError if the server refuses, or goes on failing.
    """

    def __init__(
        self,
        base: str,
        token: str | None = None,
        *,
        allowance: Allowance | None = None,
        spacing: float = 0.0,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        waits: Callable[[float, str], None] | None = None,
    ) -> None:
        self.base = base.rstrip("/")
        self.requests = 0
        self.remaining: int | None = None  # of GitHub's hourly limit, None until it is told
        self._allowance, self._spacing = allowance or Allowance(), spacing
        self._sleep, self._now, self._waits = sleep, now, waits
        self._free_at = 0.0
        self._host = urlsplit(base).netloc
        if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
            raise SettingsError(f"{TOKEN_VARIABLE} is not a token: it has blanks, line ends or letters that none has.")
        self.has_token = bool(token)
        self._session = requests.Session()
        # Nothing from ~/.netrc: a token comes from the environment, or there is none.
        self._session.auth = _Token(token, self._host)
        self._session.headers["User-Agent"] = f"cpython-miner/{version('cpython-miner')}"

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        follow: bool = True,
        accept: Callable[[str], bool] | None = None,
    ) -> Answer:
        """Ask for an address, which is relative to the base or on the same server; try again while that may help.

        A body that ``accept`` does not accept counts as a failure, such as an error page with status 200. It may raise
        ValueError.
        """
        address = urljoin(f"{self.base}/", url)
        if urlsplit(address).netloc != self._host:
            raise FetchError(f"{self._host} leads to another server, {urlsplit(address).netloc}: it is not asked.")
        return self._again(lambda: self._follow(address, dict(headers or {}), follow, accept), address)

    def post(self, address: str, question: Mapping[str, Any], accept: Callable[[str], bool]) -> Answer:
        """Send a question as JSON, in the same way; there is nothing to follow."""
        return self._again(lambda: self._once(address, {}, accept, question), address)

    def _again(self, ask: Callable[[], Answer], address: str) -> Answer:
        retrying = Retrying(
            sleep=self._pause,
            stop=stop_after_attempt(ATTEMPTS),
            wait=_Wait(self._now),
            retry=retry_if_exception_type(_Again),
            reraise=True,
        )
        try:
            return retrying(ask)
        except _Again as failure:
            raise FetchError(
                f"{address} failed {ATTEMPTS} times, at last because {failure}. What was fetched is kept: run the "
                "command again later."
            ) from None

    def _follow(
        self, address: str, headers: dict[str, str], follow: bool, accept: Callable[[str], bool] | None
    ) -> Answer:
        moved = False
        for _ in range(_HOPS):
            answer = self._once(address, headers, accept)
            if answer.location is None or not follow:
                return Answer(answer.status, answer.body, answer.headers, answer.next_url, answer.location, moved)
            address, moved = urljoin(address, answer.location), moved or answer.status in {301, 308}
            if urlsplit(address).netloc != self._host:
                return Answer(answer.status, None, answer.headers, None, address, moved)
        raise FetchError(f"{address} leads from one redirect to the next: it is not asked again.")

    def _once(
        self,
        address: str,
        headers: dict[str, str],
        accept: Callable[[str], bool] | None,
        question: Mapping[str, Any] | None = None,
    ) -> Answer:
        self._allowance.check()
        if (rest := self._free_at - self._now()) > 0:
            self._pause(rest)
        if self._spacing:
            self._free_at = self._now() + self._spacing
        self._allowance.take()
        self.requests += 1
        try:
            # Redirects are followed here, for a redirect may be what was asked for.
            response = self._session.request(
                "POST" if question else "GET",
                address,
                json=question,
                headers=headers,
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
        except requests.exceptions.RequestException as error:
            # Not the error's own words: they may quote the request.
            raise _Again(f"the connection failed ({type(error).__name__})") from None
        self._note_limit(response.headers)
        return self._judged(address, response, accept)

    def _judged(self, address: str, response: requests.Response, accept: Callable[[str], bool] | None) -> Answer:
        status, headers = response.status_code, response.headers
        if status == 200:
            body = _text(response)
            if accept and not _accepted(accept, body):
                raise _Again("the answer is not what was asked for, or was cut off", status, headers)
            return Answer(status, body, headers, response.links.get("next", {}).get("url"))
        if status == 304 or status in _GONE:
            return Answer(status, None, headers)
        if status in _MOVED and headers.get("location"):
            return Answer(status, None, headers, location=headers["location"])
        if status >= 500 or status in {408, 429} or (status == 403 and _is_limit(response)):
            if (seconds := pause(status, headers, 1, self._now())) > LONGEST:
                raise FetchError(
                    f"{self._host} asks to wait for {seconds / 3600:.0f} hours: run the command again then."
                )
            raise _Again(f"the server answered {status}", status, headers)
        raise self._refusal(address, response)

    def _refusal(self, address: str, response: requests.Response) -> FetchError:
        if response.status_code == 401:
            return FetchError(f"{self._host} does not accept the token in {TOKEN_VARIABLE}: renew it, or unset it.")
        if response.status_code == 422:
            return UnprocessableError(f"{address} cannot be answered (422): {_said(response)}.")
        return FetchError(f"{address} was refused with {response.status_code}: {_said(response)}.")

    def _note_limit(self, headers: Mapping[str, str]) -> None:
        remaining = headers.get("x-ratelimit-remaining", "")
        self.remaining = int(remaining) if remaining.isdigit() else self.remaining
        if (rest := until_reset(headers, self._now())) is not None:
            self._free_at = self._now() + rest

    def _pause(self, seconds: float) -> None:
        if self._waits and seconds >= 2:
            used_up = self._free_at > self._now()
            self._waits(seconds, "the hourly limit is used up" if used_up else "the server asked for a pause")
        self._sleep(seconds)


class UnprocessableError(FetchError):
    """The server does not understand the address: that of a page which it named long ago, say."""


def _text(response: requests.Response) -> str:
    if response.encoding is None or "charset" not in response.headers.get("content-type", ""):
        response.encoding = "utf-8"
    return response.text


def _accepted(accept: Callable[[str], bool], body: str) -> bool:
    try:
        return accept(body)
    except ValueError:
        return False


def _is_limit(response: requests.Response) -> bool:
    """Return whether a 403 means too many requests, not that something is forbidden."""
    headers = response.headers
    if "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0":
        return True
    return any(words in _said(response).lower() for words in ("rate limit", "abuse detection"))


def _said(response: requests.Response) -> str:
    """Return the message of an error, on one line."""
    try:
        body: Any = response.json()
    except ValueError:
        return response.reason or "no reason is given"
    message = str(body.get("message", "")) if isinstance(body, dict) else ""
    return " ".join(message.split())[:200].rstrip(".") or response.reason or "no reason is given"
