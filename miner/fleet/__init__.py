"""Many repositories: mined as tasks of Dask, published as Parquet, asked with DuckDB. Needs the extra ``fleet``.

A list names the repositories (:mod:`~miner.fleet.listing`). Their refs are looked at first
(:mod:`~miner.fleet.looking`), and what is published with the same refs needs no task (:mod:`~miner.fleet.plan`). A task
(:mod:`~miner.fleet.task`) runs on a worker and watches a process (:mod:`~miner.fleet.child`) that mines into a database
of its own and publishes each repository by one rename (:mod:`~miner.fleet.place`). What became of each is a row of the
manifest (:mod:`~miner.fleet.manifest`), which describes the data set that :mod:`~miner.fleet.asking` opens.
"""

from miner.errors import SettingsError


def need_extra() -> None:
    """Raise SettingsError if the extra ``fleet`` is not installed."""
    try:
        import distributed  # noqa: F401, PLC0415 - an extra
        import duckdb  # noqa: F401, PLC0415 - an extra
        import pyarrow  # noqa: F401, ICN001, PLC0415 - an extra
    except ImportError:
        raise SettingsError(
            "Many repositories need the extra [fleet]: pip install 'cpython-miner[fleet]', here and for all workers."
        ) from None
