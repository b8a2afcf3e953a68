"""A local server that answers like GitHub's API and bugs.python.org, in a thread."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from urllib.parse import urlsplit


@dataclass
class Reply:
    """One answer; ``cut`` leaves that many bytes of its body unsent."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0

    def content(self) -> bytes:
        if self.body is None:
            return b""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode("utf-8", "surrogatepass")


class Server:
    """Answers from ``pages``: by path with query, a reply, a list of them that is used up but for the last, or a function."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | list[Reply] | Callable[[dict[str, str]], Reply]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.address = ""

    @property
    def counts(self) -> Counter[str]:
        return Counter(path for path, _ in self.asked)

    def answer(self, path: str, headers: dict[str, str]) -> Reply:
        self.asked.append((path, headers))
        page = self.pages.get(path, Reply(404, {"message": "Not Found"}))
        if isinstance(page, list):
            page = page.pop(0) if len(page) > 1 else page[0]
        reply = page if isinstance(page, Reply) else page(headers)
        etag = reply.headers.get("etag")
        if reply.status == 200 and etag and headers.get("if-none-match") == etag:
            return Reply(304, None, reply.headers)
        return reply

    def listed(self, path: str, elements: list[object], per_page: int = 2) -> None:
        """Serve a list in pages that name the next one by a cursor."""
        parts = [elements[start : start + per_page] for start in range(0, len(elements), per_page)] or [[]]
        for place, part in enumerate(parts):
            here = path if place == 0 else f"{path}&after=cursor{place}"
            headers = {"etag": f'"{abs(hash((path, place)))}"'}
            if place + 1 < len(parts):
                headers["link"] = (
                    f'<{self.address}{path}&after=cursor{place + 1}>; rel="next", <{self.address}{path}>; rel="first"'
                )
            self.pages[here] = Reply(200, part, headers)


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.path += f"#{question['variables']['after']}"  # a question of GraphQL is named by its cursor
            self.do_GET()

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts._replace(scheme="", netloc="").geturl()
            reply = server.answer(path, {name.lower(): value for name, value in self.headers.items()})
            content = reply.content()
            self.send_response_only(reply.status)
            for name, value in {"content-type": "application/json; charset=utf-8", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) - reply.cut] if reply.cut else content)
            if reply.cut:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingTCPServer(("127.0.0.1", 0), Handler)  # http.server's own asks for the name of the machine
    http.daemon_threads = True
    http.handle_error = lambda *_: None  # a client that was killed
    http.block_on_close = False  # the client keeps its connections
    server.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
