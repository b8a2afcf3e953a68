"""What `import miner` offers."""

import subprocess
import sys

import pytest

import miner


def test_the_names_are_sorted_and_all_there():
    assert miner.__all__ == sorted(miner.__all__)
    for name in miner.__all__:
        assert getattr(miner, name).__module__.startswith("miner."), name
    assert dir(miner) == miner.__all__


def test_nothing_else_is_there():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = miner.nothing


def test_every_name_has_a_documentation():
    assert all(getattr(miner, name).__doc__ for name in miner.__all__)


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import miner", {"sqlalchemy", "click", "pygit2", "rich"}),
        ("import miner.cli", {"sqlalchemy", "pygit2", "rich", "miner.history"}),
        ("import miner.history.history", {"pygit2", "alembic", "click", "miner.pipeline"}),
    ],
)
def test_imports_are_late(statement, absent):
    script = f"{statement}; import sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert absent.isdisjoint(loaded)
