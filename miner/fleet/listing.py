"""Read the list of repositories: a CSV file with a heading.

::

    name,repository,network,project
    requests,https://github.com/psf/requests,,
    my-requests,/srv/git/my-requests.git,requests,

``repository`` is a path or an address, ``network`` the name of the repository that this one was forked from, empty
for one that is no fork. ``project`` says which rules hold, ``cpython`` or ``other`` (neutral ones); if it is empty,
that is decided for each repository as ``miner mine`` does. The last two columns may be left out.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from miner.errors import SettingsError
from miner.fleet.folders import folder_name
from miner.git.clone import is_url
from miner.model import CPYTHON, OTHER

_NEEDED: Final = ("name", "repository")
_KNOWN: Final = (*_NEEDED, "network", "project")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
# The longest name of a folder that file systems take is 255 bytes; "name=" and what is written beside need some.
_LONGEST: Final = 240
_SHOWN: Final = 40  # letters of a name that is too long


@dataclass(frozen=True, slots=True)
class Entry:
    """A repository of the list; ``network`` is the name of its network's root, its own name if it is no fork."""

    name: str
    repository: str
    network: str
    project: str | None = None


def read_list(path: Path) -> list[Entry]:
    """Return the entries in the order of the file.

    A path is taken from the folder of the list. Raises SettingsError, with the line, for what is not a list.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            heading = reader.fieldnames or []
            if unknown := [name for name in heading if name not in _KNOWN]:
                raise SettingsError(f"{path} has a column {unknown[0]!r}: its columns are {', '.join(_KNOWN)}.")
            if missing := [name for name in _NEEDED if name not in heading]:
                raise SettingsError(f"{path} has no column {missing[0]!r}: the first line names the columns.")
            found = [_entry(f"{path}:{reader.line_num}", row, path.parent) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path} cannot be read as a list of repositories: {error}.") from error
    seen: set[str] = set()
    for entry in found:
        if entry.name in seen:
            raise SettingsError(f"{path} has two repositories {entry.name!r}: give each a name of its own.")
        seen.add(entry.name)
    if not found:
        raise SettingsError(f"{path} names no repository.")
    return found


def _entry(where: str, row: dict[str, str | None], folder: Path) -> Entry:
    if None in row:
        raise SettingsError(f"{where}: there are more cells than columns.")
    cells = {name: (value or "").strip() for name, value in row.items()}
    name, repository, project = cells["name"], cells["repository"], cells.get("project") or None
    network = cells.get("network") or name
    if not name or _CONTROL.search(name):
        raise SettingsError(f"{where}: a repository needs a name on one line.")
    for each in (name, network):
        if each in {".", ".."}:
            raise SettingsError(f"{where}: {each!r} is no name of a repository, but of a folder.")
        if len(folder_name(each)) > _LONGEST:
            raise SettingsError(
                f"{where}: the name {each[:_SHOWN]}… is too long: it may take {_LONGEST} bytes, and three of them for "
                "each that is no letter or digit of ASCII."
            )
    if not repository or _CONTROL.search(repository):
        raise SettingsError(f"{where}: {name} needs a path or an address.")
    if project not in {None, CPYTHON, OTHER}:
        raise SettingsError(f"{where}: the project is {CPYTHON}, {OTHER} or empty, not {project!r}.")
    if not is_url(repository):
        try:
            repository = str(folder.absolute() / Path(repository).expanduser())
        except RuntimeError as error:  # there is no such user
            raise SettingsError(f"{where}: {repository} leads nowhere: {error}") from error
    return Entry(name, repository, network, project)
