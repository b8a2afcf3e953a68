"""Fields of CPython's own structs, compared with what was read by hand from the diffs of its headers."""

import shutil

import pytest
from sqlalchemy import create_engine, text

from miner.pipeline import mine
from miner.store.engine import database_url

pytestmark = pytest.mark.history

# From the runtime to the interpreters on main, 2019-01-01 to 2021-10-06: commit, field, and what became of it by then.
MOVES = {
    ("ef4ac967e2", "ceval.eval_breaker", "undone"),
    ("ef4ac967e2", "ceval.pending", "undone"),
    ("f13c5c8b94", "ceval.eval_breaker", "undone"),
    ("f13c5c8b94", "ceval.pending", "undone"),
    ("86ea58149c", "warnings", "stands"),
    ("6a150bcaeb", "ceval.pending", "undone"),
    ("7247407c35", "gc", "stands"),
    ("dab8423d22", "ceval.tracing_possible", "removed"),
    ("50e6e99178", "ceval.eval_breaker", "stands"),
    ("50e6e99178", "ceval.pending", "stands"),
    ("4e01946caf", "ceval.signals_pending", "undone"),
    ("0b1e3307e2", "ceval.gil_drop_request", "stands"),
    ("4e30ed3af0", "ceval.recursion_limit", "stands"),
    ("7be4e350aa", "ceval.gil", "stands"),
}
_MOVES = """
SELECT SUBSTR(d.sha, 1, 10), p.from_path, p.to_path, d.standing, d.by_sha
FROM field_move_places p JOIN structs a ON a.id = p.from_struct_id JOIN structs b ON b.id = p.to_struct_id
JOIN field_move_details d ON d.move_id = p.move_id
WHERE a.name = '_PyRuntimeState' AND b.name = 'PyInterpreterState' AND d.line = 'main'
  AND d.authored_at >= '2019-01-01' AND d.authored_at < '2021-10-07'
"""
_AT = """
SELECT f.path FROM release_structs r JOIN releases e ON e.id = r.release_id
JOIN struct_field_lines l ON l.line = r.line JOIN struct_fields f ON f.id = l.field_id
JOIN structs s ON s.id = f.struct_id
WHERE e.version = '3.9.0' AND s.name = 'PyInterpreterState' AND f.added_in_id <= r.commit_id
  AND (l.removed_in_id IS NULL OR l.removed_in_id > r.commit_id)
ORDER BY f.position
"""
INTERPRETER = """
next tstate_head runtime id id_refcount requires_idref id_mutex finalizing ceval gc modules modules_by_index sysdict
builtins importlib num_threads pythread_stacksize codec_search_path codec_search_cache codec_error_registry
codecs_initialized unicode config dlopenflags dict builtins_copy import_func eval_frame co_extra_user_count
co_extra_freefuncs before_forkers after_forkers_parent after_forkers_child pyexitfunc pyexitmodule
tstate_next_unique_id warnings audit_hooks parser parser.listnode parser.listnode.level parser.listnode.atbol small_ints
"""


@pytest.fixture(scope="module")
def followed(real_history, mined_history, tmp_path_factory):
    """The real history with its structs; skipped if the clone has no headers."""
    path = tmp_path_factory.mktemp("structs") / "structs.db"
    shutil.copy(mined_history[0], path)
    known = mine(real_history, database_url(path), structs=True).structs
    if known is None or known.missing:
        pytest.skip("the clone that MINER_TEST_HISTORY names has no headers: name a full clone")
    engine = create_engine(database_url(path))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_what_moved_to_the_interpreters(followed):
    rows = followed.execute(text(_MOVES)).all()
    assert {(sha, path) for sha, path, *_ in rows} == {(sha, path) for sha, path, _ in MOVES}
    assert all(old == new for _, old, new, *_ in rows)
    reach = followed.scalar(text("SELECT MAX(authored_at) FROM commits WHERE line = 'main'"))
    if reach < "2022":  # later commits changed what became of them
        assert {(sha, path, standing) for sha, path, _, standing, _ in rows} == MOVES


def test_the_interpreter_of_a_release(followed):
    assert followed.execute(text(_AT)).scalars().all() == INTERPRETER.split()
