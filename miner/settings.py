"""Where the database and the cache are: a flag overrides an environment variable, which overrides the default."""

import os
from collections.abc import Mapping
from pathlib import Path

DATABASE_VARIABLE = "MINER_DB"
CACHE_VARIABLE = "MINER_CACHE"
_APPLICATION = "cpython-miner"


def database(flag: str | os.PathLike[str] | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Return the database as a path or URL: ``flag``, else ``MINER_DB``, else a file in the user's data folder."""
    if flag is not None:
        return os.fspath(flag)
    if named := _environment(environment).get(DATABASE_VARIABLE):
        return named
    from platformdirs import user_data_path  # noqa: PLC0415 - seldom needed

    return str(user_data_path(_APPLICATION, appauthor=False) / "history.db")


def cache_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for clones and samples, which can be made again: ``MINER_CACHE``, else the user's cache."""
    if named := _environment(environment).get(CACHE_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_cache_path  # noqa: PLC0415 - seldom needed

    return user_cache_path(_APPLICATION, appauthor=False)


def log_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for reports of bugs: that for clones, where one is named."""
    if named := _environment(environment).get(CACHE_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_log_path  # noqa: PLC0415 - seldom needed

    return user_log_path(_APPLICATION, appauthor=False)


def _environment(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environment is None else environment
