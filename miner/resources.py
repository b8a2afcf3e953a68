"""Where the files that ship with the tool are: inside an installed wheel, or beside a checkout."""

from pathlib import Path

from miner.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent


def directory(name: str) -> Path:
    """Return the folder ``queries``, ``schema`` or ``data``, installed or checked out.

    An editable install leaves a stale copy of these folders in site-packages, but ``miner`` itself is then
    imported from the checkout, so looking from the package's own place finds the live ones in both cases.
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise ResourceError(f"The folder {name}/ is neither in {_PACKAGE} nor beside it: reinstall cpython-miner.")
