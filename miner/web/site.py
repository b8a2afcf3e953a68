"""``miner serve``: Datasette over the database, with pages of our own, read-only and on this machine by default.

Datasette shows the tables, views and canned queries; its titles and descriptions are those of our files. A plugin adds
the pages of :mod:`miner.web.pages`, and a security policy to every answer.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from miner.catalog.catalog import Catalog
from miner.catalog.datasette import datasette_queries
from miner.errors import MinerError, SettingsError
from miner.export.columns import described_views
from miner.history.history import History, open_history
from miner.web.pages import Site

if TYPE_CHECKING:
    from datasette.app import Datasette

DATABASE: Final = "history"
# Nothing comes from elsewhere, and no script runs but Datasette's own, which are files or have one of these hashes. Its
# pages have styles in their text.
_POLICY: Final = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_LIMITS: Final = {
    "sql_time_limit_ms": 10_000,
    "max_returned_rows": 2_000,
    "allow_download": False,
    "allow_facet": True,
    "default_page_size": 100,
}

Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def serve(database: str | None, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve the site until it is interrupted; call ``ready`` when it can be.

    Raises SettingsError without the extra ``web`` or on PostgreSQL.
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError("The web page needs the extra [web]: pip install 'cpython-miner[web]'.") from None
    with open_history(database, timeout=_LIMITS["sql_time_limit_ms"] / 1_000) as history:
        app = make_site(history).app()
        ready()
        uvicorn.run(app, host=host, port=port, log_level="warning")


def make_site(history: History) -> "Datasette":
    """Return Datasette with our pages; ``history`` answers them, and the database's file answers Datasette."""
    try:
        from datasette.app import Datasette, DatasetteClient  # noqa: PLC0415 - an extra
        from datasette.database import Database  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError("The web page needs the extra [web]: pip install 'cpython-miner[web]'.") from None
    if history.file is None:
        raise SettingsError("The web page shows SQLite databases: mine into a file, or use PostgreSQL's own tools.")
    _keep_quiet()
    site = Datasette([], metadata=_metadata(), settings=_LIMITS)
    site.add_database(Database(site, path=history.file, is_mutable=True), name=DATABASE)
    _plug(site, Site(history))
    site.client = DatasetteClient(site)  # its first one was made before our pages
    return site


def _keep_quiet() -> None:
    """Let Datasette print no traceback with all variables for each unknown address, as it does where rich is."""
    # A plugin of Datasette, which must not be imported before the others.
    from datasette import handle_exception  # noqa: PLC0415 - an extra

    handle_exception.rich = None


def _metadata() -> dict[str, Any]:
    views = {
        name: {"title": view.title, "description": view.description, "columns": view.columns}
        for name, view in described_views().items()
    }
    # Datasette finds a full-text table only by the words that defined it, and ours serves a table and a view.
    views["commit_details"] |= {"fts_table": "message_index", "fts_pk": "commit_id"}
    views["commits"] = {"fts_table": "message_index", "fts_pk": "id", "label_column": "subject"}
    views["issues"] = {"label_column": "key"}
    views["paths"] = {"label_column": "path"}
    views["people"] = {"label_column": "name"}
    return {
        "title": "CPython's history",
        "description": "What landed, what was taken back and what came back.",
        "databases": {DATABASE: {"tables": views, "queries": datasette_queries(Catalog.load())}},
    }


def _plug(site: "Datasette", pages: Site) -> None:
    from datasette import hookimpl  # noqa: PLC0415 - an extra
    from datasette.plugins import pm  # noqa: PLC0415 - an extra
    from datasette.utils.asgi import Response  # noqa: PLC0415 - an extra

    turn = asyncio.Lock()

    def view(make: Callable[[Any], str]) -> Callable[[Any], Awaitable[Any]]:
        async def answer(request: Any) -> Any:
            async with turn:  # one question at a time: the history has one clock for its limit
                try:
                    text = await asyncio.to_thread(make, request)
                except MinerError as error:
                    return Response.html(pages.problem(str(error)), status=404)
            return Response.redirect(text) if text.startswith("/") else Response.html(text)

        return answer

    policy = _policy()
    routes = [(pattern, view(make)) for pattern, make in _routes(pages).items()]

    class Plugin:
        """Our pages, for this site alone: Datasette has one list of plugins for all."""

        __name__ = "cpython-miner"  # Datasette asks for it

        @hookimpl  # type: ignore[untyped-decorator]
        def register_routes(self, datasette: "Datasette") -> list[tuple[str, Any]]:
            return routes if datasette is site else []

        @hookimpl  # type: ignore[untyped-decorator]
        def asgi_wrapper(self, datasette: "Datasette") -> Callable[[Asgi], Asgi]:
            return partial(_guarded, policy=policy) if datasette is site else lambda app: app

    pm.register(Plugin(), name=f"cpython-miner-{id(site)}")


def _routes(pages: Site) -> dict[str, Callable[[Any], str]]:
    """Return what makes the page of each address: a page, or the address where it is."""
    named: dict[str, Callable[[str], str]] = {
        "issue": pages.issue,
        "commit": pages.commit,
        "release": pages.release,
        "story": pages.story,
        "struct": pages.struct,
    }
    return {
        r"^/$": lambda _: pages.home(),
        r"^/cycles$": lambda request: pages.cycles(_box(request, "issue"), _box(request, "line")),
        r"^/standing$": lambda request: pages.standing(_box(request, "what"), _box(request, "release")),
        r"^/search$": lambda request: pages.search(_box(request, "q")),
        **{f"^/{kind}/(?P<name>[^/]+)$": _of_name(make) for kind, make in named.items()},
    }


def _of_name(make: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda request: make(unquote(request.url_vars["name"]))


def _box(request: Any, name: str) -> str:
    return str(request.args.get(name) or "").strip()


def _policy() -> str:
    """Return the policy for the Datasette that is installed: the scripts in its templates that have no variables."""
    import datasette  # noqa: PLC0415 - an extra

    texts = ["DATASETTE_ALLOW_FACET = true;"]
    for template in sorted((Path(datasette.__file__).parent / "templates").glob("*.html")):
        texts += [
            one for one in _SCRIPT.findall(template.read_text(encoding="utf-8")) if "{{" not in one and "{%" not in one
        ]
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return _POLICY.format(hashes=" ".join(f"'sha256-{each}'" for each in hashes))


def _guarded(app: Asgi, policy: str) -> Asgi:
    """Return an application that sends our security headers with every answer of another."""
    headers = [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def sending(event: dict[str, Any]) -> None:
            if event["type"] == "http.response.start":
                event = {**event, "headers": [*event.get("headers", []), *headers]}
            await send(event)

        await app(scope, receive, sending)

    return wrapped
