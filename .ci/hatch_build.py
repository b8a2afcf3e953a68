"""Compile the rooms that read messages: the same source in a wheel that is faster and fits one platform and Python.

    HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 pip wheel --no-deps .

Without the variable the wheel is pure. pip prefers a compiled one that fits. All is done in a folder of its own: a
compiled module in the work tree would hide its source.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What is called for each commit. The lists of words are read once; hints are not for mining.
_COMPILED = ("messages/*.py", "reading/*.py", "git/changes.py", "git/commits.py", "texts.py")
_NOT_COMPILED = ("__init__.py", "hints.py", "pool.py", "reason_words.py", "similarity.py", "undo_words.py")
_SETUP = """
from mypyc.build import mypycify
from setuptools import setup
setup(name="miner", packages=[], ext_modules=mypycify({arguments!r}, opt_level="2", debug_level="0"))
"""


class CompilingHook(BuildHookInterface):  # type: ignore[type-arg] - generic in newer versions only
    """Adds the compiled modules to a wheel, beside their sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - given by hatchling
        """Compile in a temporary folder, which must be there until :meth:`finalize`."""
        folder = Path(tempfile.mkdtemp())
        self._folder = folder
        shutil.copytree(Path(self.root, "miner"), folder / "miner", ignore=shutil.ignore_patterns("__pycache__"))
        found = (path for pattern in _COMPILED for path in sorted((folder / "miner").glob(pattern)))
        modules = [path.relative_to(folder).as_posix() for path in found if path.name not in _NOT_COMPILED]
        script = _SETUP.format(arguments=["--ignore-missing-imports", *modules])
        (folder / "setup.py").write_text(script, encoding="utf-8")
        made = subprocess.run(
            [sys.executable, "setup.py", "build_ext", "--build-lib", "built", "--build-temp", "temporary"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise SystemExit(f"The modules could not be compiled:\n{made.stdout[-3000:]}{made.stderr[-3000:]}")
        for path in sorted((folder / "built").rglob("*.*")):
            build_data["force_include"][str(path)] = path.relative_to(folder / "built").as_posix()
        build_data.update(pure_python=False, infer_tag=True)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was compiled: the wheel has it."""
        shutil.rmtree(self._folder)
