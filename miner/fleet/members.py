"""The repositories of a network as they travel to the process that mines them, and their rows when it goes wrong."""

from importlib import metadata
from typing import NamedTuple

from miner.fleet import manifest
from miner.fleet.listing import Entry
from miner.git.clone import without_secrets


class Member(NamedTuple):
    """A repository of a network, as it is sent to the process; the first of a network is its root.

    ``tip`` is what was seen when it was looked at. ``wanted`` is False for a root that is published already, and only
    needed for its forks.
    """

    name: str
    repository: str
    network: str
    project: str | None
    tip: str | None
    wanted: bool

    @property
    def entry(self) -> Entry:
        """The member as it is in the list."""
        return Entry(self.name, self.repository, self.network, self.project)


def about(member: Member) -> manifest.Row:
    """Return what the list says of a member, as in the manifest, with the versions that mine it."""
    return {
        "name": member.name,
        "repository": without_secrets(member.repository),
        "network": member.network,
        "miner": metadata.version("cpython-miner"),
        "pygit2": metadata.version("pygit2"),
    }


def failure(member: Member, status: str, error: str) -> manifest.Row:
    """Return the row of a member that was not mined."""
    return manifest.row(**about(member), tip=member.tip, status=status, error=error)


def without_root(fork: Member, root: manifest.Row) -> manifest.Row:
    """Return the row of a fork whose root was not mined, as the root's row tells; ``memory`` is what that took."""
    why = f"{root['name']}, from which it was forked, could not be mined: {root['error']}"
    return failure(fork, root["status"], why) | {"memory": root["memory"]}
