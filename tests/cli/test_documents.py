"""The documents say nothing that does not work: their commands are run, and so are the cells of the notebook."""

import contextlib
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from tests.samples import sample, sample_repository  # noqa: F401 - fixtures

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
#: What needs a network, a clone, or somebody who ends it; these are only asked for their help.
ELSEWHERE = frozenset({"mine", "fetch", "import-records", "serve", "mcp", "demo"})
#: What the sample does not have, and what is not installed everywhere, is a problem and not a mistake of the document.
_LACKS = re.compile(
    r"The database knows no|knows no|No commit|is not an issue|needs? .*extra \[|No such file|has no |mine --structs"
)


def commands():
    """Return the commands of the console blocks of the documents, without their comments, and without what pipes."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "README.md", ROOT / "miner/history/README.md")]
    lines = [line for text in texts for block in _BLOCK.findall(text) for line in block.splitlines()]
    asked = [re.split(r"\s+#\s", line)[0].removeprefix("$ ") for line in lines if line.startswith("$ ")]
    return sorted({line for line in asked if line.startswith("miner ")})


@pytest.mark.parametrize("line", commands())
def test_a_command_of_a_document_works(line, run, sample, tmp_path, monkeypatch):  # noqa: F811
    words = shlex.split(line)[1:]
    if words[0] in ELSEWHERE:
        help_text = run(words[0], "--help").stdout
        assert all(word.split("=")[0] in help_text for word in words if word.startswith("--"))
        return
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("Nothing is said here.\n")
    (tmp_path / "article.rst").write_text("Nothing is said here.\n")
    (tmp_path / "Doc" / "whatsnew").mkdir(parents=True)
    (tmp_path / "Doc" / "whatsnew" / "3.9.rst").write_text("Nothing is said here.\n")
    result = run("--db", sample, *[path for word in words for path in globbed(word)])
    said = result.output if result.exit_code else ""
    assert result.exit_code == 0 or (result.exit_code == 1 and _LACKS.search(said)), said


def globbed(word):
    """Return what a shell makes of a pattern for files."""
    return [str(path) for path in Path().glob(word)] if "*" in word and "/" in word else [word]


def test_there_are_commands_for_each_role():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    roles = text.split("## Questions by role")[1].split("\n## ")[0]
    assert [len(block.splitlines()) >= 4 for block in _BLOCK.findall(roles)] == [True] * 5
    steps = _BLOCK.findall(text.split("## Ten steps")[1])[0]
    assert [int(number) for number in re.findall(r"# (\d+)\.", steps)] == list(range(1, 11))


def test_the_notebook_runs(sample, monkeypatch):  # noqa: F811
    monkeypatch.setenv("MINER_DB", str(sample))
    notebook = json.loads((ROOT / "miner/history/tour.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            with contextlib.redirect_stdout(None):
                exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
            assert cell["outputs"] == []
    assert len(names["commits"]) > 2


def test_the_example_for_scripts_runs_on_the_sample(sample, monkeypatch):  # noqa: F811
    pytest.importorskip("pandas")
    monkeypatch.setenv("MINER_DB", str(sample))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(from miner .*?)```", text, re.DOTALL)
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(example, {})
    assert written.getvalue().strip()


def test_no_example_writes_into_a_folder_of_the_checkout():
    exports = [shlex.split(line)[2] for line in commands() if line.startswith("miner export ")]
    assert exports
    assert not any((ROOT / name).is_dir() for name in exports)


def test_manual_pages(run, tmp_path):
    assert run("man", tmp_path / "man1").exit_code == 0
    pages = {path.name: path.read_text(encoding="ascii") for path in (tmp_path / "man1").iterdir()}
    assert {"miner.1", "miner-timeline.1", "miner-db-check.1", "miner-query.1"} <= set(pages)
    assert all(text.startswith('.TH "MINER') for text in pages.values())
    assert "\n.SH EXIT STATUS\n" in pages["miner.1"]
    assert ".B \\-\\-burst\\-gap DAYS\n" in pages["miner-timeline.1"]
    assert ".B issue\\-commits\n" in pages["miner-query.1"]
    assert not any(re.search(r"^'", text, re.MULTILINE) for text in pages.values())
    assert run("man").stdout == pages["miner.1"]
    (tmp_path / "file").write_text("")
    assert "cannot be made" in run("man", tmp_path / "file" / "man1").stderr


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("miner timel", ["timeline"]),
        ("miner timeline bpo-3671", ["bpo-36710"]),
        ("miner cycles BPO-3360", ["bpo-33608"]),
        ("miner release v3.8.0..v3.9.0b", ["v3.8.0..v3.9.0b1"]),
        ("miner release mai", ["main"]),
        ("miner standing bpo-33608 3.10.", ["3.10.0", "3.10.0a1"]),
        ("miner query issue-commits --line mai", ["main"]),
        ("miner query issue-commits --issue bpo-3360", ["bpo-33608"]),
        ("miner query exposed-reverts --phase al", ["alpha"]),
        ("miner moves A B --line mai", ["main"]),
        ("miner query issue-com", ["issue-commits"]),
        ("miner --db /nowhere/no.db timeline bpo-3", []),
    ],
)
def test_shells_complete_what_the_database_knows(line, expected, run, sample, monkeypatch):  # noqa: F811
    words = line.split()
    monkeypatch.setenv("MINER_DB", str(sample))
    monkeypatch.setenv("_MINER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    result = run()
    assert result.exit_code == 0, result.output
    found = [entry.split(",", 1)[1] for entry in result.stdout.splitlines() if entry]
    assert found == expected
