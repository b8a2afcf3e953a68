"""What is left out of the coverage has its reason."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["coverage"]


def without_reason(source: str) -> list[str]:
    """Return the lines that are meant to be left out but do not say why."""
    (with_reason,) = SETTINGS["report"]["exclude_lines"]
    meant = re.compile(r"#\s*pragma\W*no\W*(cover|branch)", re.IGNORECASE)
    return [line for line in source.splitlines() if meant.search(line) and not re.search(with_reason, line)]


def test_every_line_that_is_left_out_has_its_reason():
    files = [path for folder in SETTINGS["run"]["source"] for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 100
    assert {path: lines for path in files if (lines := without_reason(path.read_text(encoding="utf-8")))} == {}


def test_a_missing_reason_is_found():
    bare = ["x = 1  # pragma: no cover", "y = 2  #pragma:no cover -", "z = 3  # pragma: no branch - a reason"]
    good = "w = 4  # pragma: no cover - another process runs it"
    assert without_reason("\n".join([*bare, good])) == bare
