"""Where a git directory keeps what its linked work trees share: refs and objects."""

import os
from pathlib import Path


def common_folder(location: Path) -> Path:
    """Return the folder with the refs and objects of a git directory; a linked work tree shares the main one's."""
    try:
        named = (location / "commondir").read_bytes().rstrip(b"\r\n")
    except OSError:
        return location
    return (location / os.fsdecode(named)).resolve()
