"""Find the files that ship with the tool: in the installed package, or beside it in a checkout."""

from pathlib import Path

from miner.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent


def directory(name: str) -> Path:
    """Return the path of the folder ``queries``, ``schema`` or ``data``; raise ResourceError if it is missing.

    An editable install leaves a stale copy of these folders in site-packages, but imports ``miner`` from the checkout.
    So searching from the package's own location finds the right ones in both cases.
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise ResourceError(f"The folder {name}/ is neither in {_PACKAGE} nor beside it: reinstall cpython-miner.")
