"""What all tests share: no network, no configuration from outside, real repositories, both databases."""

import os
import pickle
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pygit2
import pytest
from hypothesis import Phase, settings
from pygit2.enums import ConfigLevel
from sqlalchemy import URL, Engine
from sqlalchemy.util import LRUCache

from miner.pipeline import MiningSummary, mine
from miner.store import engine, schema
from miner.store.engine import database_url
from tests.databases import Database, Replay, Server, empty, find_server, make_template
from tests.repositories import Repo

_SCRUBBED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "MINER_DB", "MINER_CACHE")

_UNMEASURED = ("postgresql", "history", "repeated")

# For runs that only ask whether anything fails, as those of benchmarks/mutations.py: shrinking takes minutes.
settings.register_profile("unshrunk", phases=[Phase.explicit, Phase.reuse, Phase.generate])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure no coverage where the same code runs once more: on PostgreSQL, on the real history, in another order.

    Measuring takes half as long again, and the other tests alone must reach the share that is asked for.
    """
    plugin = item.config.pluginmanager.getplugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    if controller is None or not any(map(item.get_closest_marker, _UNMEASURED)):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


@pytest.fixture(scope="session", autouse=True)
def _hermetic(tmp_path_factory) -> Iterator[None]:
    """Neither git nor libgit2 nor the tool sees how this machine is set up."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_TERMINAL_PROMPT", "0")
        patch.setenv("HOME", str(home))
        for folder in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(folder, str(home / folder.lower()))
        for name in _SCRUBBED:
            patch.delenv(name, raising=False)
        for level in (ConfigLevel.GLOBAL, ConfigLevel.XDG, ConfigLevel.SYSTEM):
            pygit2.settings.search_path[level] = ""
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """SQLite engines share the statements that they have compiled.

    Each test makes several engines, and compiling anew for each of them takes an eighth of a run of a small repository.
    """
    make, compiled, shared = engine.create_engine, LRUCache(2_000), {}

    def make_sharing(url: URL, **options: object) -> Engine:
        if url.get_backend_name() != "sqlite":
            return make(url, **options)
        made = make(url, execution_options={"compiled_cache": compiled}, **options)
        # A statement is compiled for one dialect, so that all engines have the first one.
        made.dialect = made.pool._dialect = shared.setdefault("sqlite", made.dialect)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", make_sharing)
        yield


@pytest.fixture(scope="session", autouse=True)
def _migrations() -> Iterator[Replay]:
    """New SQLite files are migrated once; see :class:`Replay`."""
    with pytest.MonkeyPatch.context() as patch:
        replay = Replay()
        patch.setattr(schema, "_run_alembic", replay)
        yield replay


@pytest.fixture(autouse=True)
def _no_network(monkeypatch) -> None:
    """A connection that leaves the machine is an error."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def repo(tmp_path) -> Repo:
    """An empty bare repository to fill."""
    return Repo(tmp_path / "repo.git")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory) -> Iterator[Server]:
    """A PostgreSQL server: the one that MINER_TEST_POSTGRES names, or a throw-away one without TCP."""
    with find_server() as server:
        if isinstance(server, str):
            pytest.skip(server)
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    return make_template(tmp_path_factory.mktemp("template") / "template.db")


@pytest.fixture(scope="session")
def _postgresql_template(postgresql) -> str:
    return postgresql.make_template()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request, tmp_path) -> Iterator[Database]:
    """A database with the current schema and no rows, of either dialect."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "history.db"
        path.write_bytes(template.read_bytes())
        with empty(path) as database:
            yield database
    else:
        server, template = (request.getfixturevalue(name) for name in ("postgresql", "_postgresql_template"))
        with server.lent(template) as database:
            yield database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database(request, tmp_path, monkeypatch, _migrations) -> Iterator[Database]:
    """A database without any table, of either dialect, that gets them from the migrations themselves."""
    monkeypatch.setattr(schema, "_run_alembic", _migrations.migrate)
    if request.param == "sqlite":
        with empty(tmp_path / "empty.db") as database:
            yield database
    else:
        with request.getfixturevalue("postgresql").database() as database:
            yield database


@pytest.fixture(scope="session")
def real_history() -> Path:
    """The CPython clone that MINER_TEST_HISTORY names."""
    return _named_by("MINER_TEST_HISTORY", "a clone of CPython")


@pytest.fixture(scope="session")
def indexed_history(real_history, tmp_path_factory) -> Path:
    """The real history with a commit graph, which git needs to tell ancestors in milliseconds instead of seconds."""
    path = tmp_path_factory.mktemp("indexed") / "history.git"
    subprocess.run(["git", "clone", "--quiet", "--mirror", "--shared", real_history, path], check=True)
    subprocess.run(["git", "-C", path, "commit-graph", "write", "--reachable", "--no-progress"], check=True)
    return path


@pytest.fixture(scope="session")
def mined_history(real_history, tmp_path_factory) -> tuple[Path, MiningSummary]:
    """The real history as an SQLite file, and what the run said: mined once for all tests. Copy it to write."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent  # that of all processes: who comes first mines, the others wait
    path, said = folder / "history.db", folder / "history.summary"
    fcntl = pytest.importorskip("fcntl")
    with (folder / "history.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_bytes(pickle.dumps(mine(real_history, database_url(path))))
    return path, pickle.loads(said.read_bytes())


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of labelled facts that MINER_TEST_GOLD names."""
    return _named_by("MINER_TEST_GOLD", "a folder of labelled facts")


def _named_by(variable: str, what: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        pytest.skip(f"{variable} does not name {what}")
    path = Path(value).resolve()
    if not path.is_dir():
        pytest.fail(f"{variable} names {path}, which is no folder")
    return path
