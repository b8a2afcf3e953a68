"""Where the database and the cache are, and what the user prefers.

A flag overrides an environment variable, which overrides the user's file of preferences, which overrides the default.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from miner.errors import SettingsError

DATABASE_VARIABLE = "MINER_DB"
CACHE_VARIABLE = "MINER_CACHE"
CONFIG_VARIABLE = "MINER_CONFIG"
_APPLICATION = "cpython-miner"


def database(flag: str | os.PathLike[str] | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Return the database as a path or URL.

    It is ``flag``, else ``MINER_DB``, else ``db`` of the user's preferences, else a file in the user's data folder.
    """
    if flag is not None:
        return os.fspath(flag)
    if named := _environment(environment).get(DATABASE_VARIABLE) or preferences(environment).get("db"):
        return str(named)
    from platformdirs import user_data_path  # noqa: PLC0415 - seldom needed

    return str(user_data_path(_APPLICATION, appauthor=False) / "history.db")


def cache_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for clones and samples, which can be made again: ``MINER_CACHE``, else the user's cache."""
    if named := _environment(environment).get(CACHE_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_cache_path  # noqa: PLC0415 - seldom needed

    return user_cache_path(_APPLICATION, appauthor=False)


def demo_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder where the sample is mined, unless one is named."""
    return cache_folder(environment) / "demo"


def demo_database(folder: Path | None = None) -> Path:
    """Return the file of the sample's database in its folder, by default in :func:`demo_folder`."""
    return (folder or demo_folder()) / "history.db"


def log_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for reports of bugs: that for clones, where one is named."""
    if named := _environment(environment).get(CACHE_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_log_path  # noqa: PLC0415 - seldom needed

    return user_log_path(_APPLICATION, appauthor=False)


def config_file(environment: Mapping[str, str] | None = None) -> Path:
    """Return the file of the user's preferences: ``MINER_CONFIG``, else ``config.toml`` in their folder for such."""
    if named := _environment(environment).get(CONFIG_VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_config_path  # noqa: PLC0415 - seldom needed

    return user_config_path(_APPLICATION, appauthor=False) / "config.toml"


def preferences(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the user prefers: ``db``, and by command a table of its options; empty without a file.

    Raises SettingsError if the file cannot be read as TOML.
    """
    path = config_file(environment)
    try:
        return {_option(key): _table(value) for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    except FileNotFoundError as error:
        if _environment(environment).get(CONFIG_VARIABLE):
            raise SettingsError(f"{path}, which {CONFIG_VARIABLE} names, does not exist.") from error
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}. Mend it or remove it.") from error


def _table(value: Any) -> Any:
    return {_option(key): _table(each) for key, each in value.items()} if isinstance(value, dict) else value


def _option(key: str) -> str:
    return key.replace("-", "_")


def _environment(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environment is None else environment
