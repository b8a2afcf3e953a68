"""Where answers go, and in which format."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from miner.cli.output import FORMATS

COMMANDS = [
    ("timeline", "bpo-33608"),
    ("cycles", "bpo-33608"),
    ("issue", "bpo-33608"),
    ("commit", "GH-11617"),
    ("related", "bpo-37127"),
    ("query", "undo-links"),
    ("sql", "SELECT 1 AS a"),
    ("db", "info"),
]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_answer_has_every_format(ask, command, name):
    text = ask(*command, "--format", name)
    assert "\x1b" not in text
    if name == "json":
        assert json.loads(text)
    if name == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    if name == "markdown":
        assert "| --- |" in text
    if name == "rst":
        assert ".. list-table::" in text


@pytest.mark.parametrize("name", [*FORMATS, "html"])
def test_every_format_has_links(ask, name):
    text = ask("timeline", "bpo-33608", "--format", name, "--links")
    assert "https://bugs.python.org/issue33608" in text
    assert "https://github.com/python/cpython/commit/b05b711a2cef6c6c381e01069dedac372e0b9fb2" in text
    assert "cpython/commit/" not in ask("timeline", "bpo-33608", "--format", name)


def test_workbooks_and_parquet_keep_types(ask, run, sample, tmp_path):
    pytest.importorskip("xlsxwriter", reason="the extra [xlsx] is not installed")
    book = tmp_path / "rows.xlsx"
    ask("sql", "SELECT '3.10' AS line, 2 AS n, '=1+1' AS f, NULL AS e, 9007199254740993 AS big", "--output", book)
    with zipfile.ZipFile(book) as parts:
        sheet, texts = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
    assert '<c r="B2"><v>2</v></c>' in sheet
    assert "<f>" not in sheet
    assert [text in texts for text in ("3.10", "=1+1", "9007199254740993")] == [True] * 3
    page = tmp_path / "page.xlsx"
    ask("issue", "bpo-33608", "--output", page, "--links")
    with zipfile.ZipFile(page) as parts:
        assert "undone" in parts.read("xl/workbook.xml").decode()

    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra [parquet] is not installed")
    ask("query", "releases", "--output", tmp_path / "rows.parquet")
    table = parquet.read_table(tmp_path / "rows.parquet")
    assert str(table.schema.field("line").type) == "string"
    assert "3.10" in table.column("line").to_pylist()
    answer = run("--db", sample, "issue", "bpo-33608", "--output", tmp_path / "page.parquet")
    assert "A page is several tables" in answer.stderr


def test_tabs_between_cells(ask):
    lines = ask("query", "releases", "--format", "tsv").splitlines()
    assert lines[0].split("\t")[:2] == ["release", "tag"]
    assert len({line.count("\t") for line in lines}) == 1


def test_rows_are_sorted_before_they_are_limited(ask):
    asked = ("query", "releases", "--columns", "release", "--sort", "-release", "--format", "csv")
    assert ask(*asked, "--limit", "2").splitlines() == ask(*asked).splitlines()[:3]
    assert len(ask("query", "slowest-reverts", "--sort", "undone_sha", "--format", "csv").splitlines()) <= 21


@pytest.mark.parametrize("name", ["svg", "html"])
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("timeline", "bpo-33608"), "opened"),
        (("timeline", "bpo-33608", "bpo-36710"), "bpo-36710"),
        (("cycles", "bpo-33608"), "after 7 d 13 h 40 min"),
        (("cycles",), "Commit-revert cycles"),
        (("issue", "bpo-33608"), "bpo-33608"),
        (("ledger", "bpo-33608"), "Backport ledger of bpo-33608"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_picture_is_one_document(ask, command, said, name):
    text = ask(*command, "--format", name)
    assert said in text
    assert text.startswith("<svg" if name == "svg" else "<!DOCTYPE html>")
    assert text == ask(*command, "--format", name)


def test_columns_can_be_chosen_and_sorted(ask, refuse):
    whole = ask("query", "undo-links", "--format", "csv").splitlines()
    text = ask("query", "undo-links", "--format", "csv", "--columns", "line,confidence", "--sort", "-confidence,line")
    assert text.splitlines()[0] == "line,confidence"
    assert len(text.splitlines()) == len(whole)
    shares = [float(row.split(",")[1]) for row in text.splitlines()[1:]]
    assert shares == sorted(shares, reverse=True)
    assert ask("cycles", "bpo-33608", "--columns", "role,sha").startswith("role     sha")
    assert "There is no column nosuch" in refuse("cycles", "--sort", "nosuch")
    assert "A page has no columns" in refuse("issue", "bpo-33608", "--columns", "sha")


@pytest.mark.parametrize("command", [("commits", "--author", "snow"), ("who",), ("reverters",), ("risk", "Lib")])
def test_the_questions_of_every_day_are_commands(ask, command):
    assert 3 <= len(ask(*command, "--limit", "2").splitlines()) <= 4


def test_an_unknown_command_is_told_with_the_nearest(refuse):
    assert "There is no command timelin. Did you mean timeline?" in refuse("timelin", "bpo-1", code=2)
    assert "There is no command xyzzy. See miner --help." in refuse("xyzzy", code=2)


def test_a_data_set_is_written(ask, refuse, tmp_path):
    assert "1 files" not in ask("export", tmp_path / "set", "--views", "reverts,relands", "--format", "csv")
    assert (tmp_path / "set" / "relands.csv").exists()
    ask("export", "--ignore-revs", tmp_path / "ignored", "--line", "main")
    assert (tmp_path / "ignored").read_text(encoding="utf-8").startswith("# Reverts")
    assert "Name a folder" in refuse("export", code=2)


def test_what_has_no_picture_offers_none(refuse, tmp_path):
    refuse("related", "bpo-33608", "--format", "svg", code=2)
    told = refuse("related", "bpo-33608", "--output", tmp_path / "answer.svg", code=2)
    assert ".svg is no suffix of an output format here" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".csv", "a\n"),
        (".json", "[\n"),
        (".jsonl", '{"a"'),
        (".ndjson", '{"a"'),
        (".md", "| a |"),
        (".rst", ".. list-table::"),
        (".txt", "a\n─\n"),
    ],
)
def test_the_suffix_of_the_file_chooses_the_format(ask, tmp_path, suffix, start):
    path = tmp_path / f"answer{suffix}"
    assert ask("sql", "SELECT 'ü' AS a", "--output", path) == ""
    text = path.read_bytes().decode()
    assert text.startswith(start)
    assert "ü" in text
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_file_is_replaced_and_a_dash_is_standard_output(ask, tmp_path):
    path = tmp_path / "answer.csv"
    path.write_text("before")
    ask("sql", "SELECT 1 AS a", "--output", path)
    assert path.read_bytes() == b"a\n1\n"
    assert ask("sql", "SELECT 1 AS a", "--format", "csv", "--output", "-") == "a\n1\n"
    assert ask("sql", "SELECT 1 AS a", "--output", os.devnull) == ""


def test_a_byte_order_mark_where_it_is_wanted(ask):
    assert ask("sql", "SELECT 1 AS a", "--format", "csv", "--bom") == "\ufeffa\n1\n"
    assert ask("sql", "SELECT 1 AS a", "--format", "json", "--bom") == '[\n{"a": 1}\n]\n'


def test_formulas_are_guarded_unless_raw(ask):
    assert ask("sql", "SELECT '=1+1' AS a", "--format", "csv") == "a\n'=1+1\n"
    assert ask("sql", "SELECT '=1+1' AS a", "--format", "csv", "--raw") == "a\n=1+1\n"


def test_whole_shas_in_wide_tables(ask):
    assert len(ask("query", "undo-links", "--limit", "1").splitlines()[2].split()[0]) == 10
    assert len(ask("query", "undo-links", "--limit", "1", "--wide").splitlines()[2].split()[0]) == 40


@pytest.mark.parametrize("where", ["absent/answer.csv", "."])
def test_a_file_that_cannot_be_written(refuse, tmp_path, where):
    message = refuse("sql", "SELECT 1 AS a", "--output", tmp_path / where)
    assert "cannot be written" in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk(refuse):
    assert refuse("sql", "SELECT 1 AS a", "--output", "/dev/full") == (
        "Error: /dev/full cannot be written: No space left on device.\n"
    )


def miner(sample, *arguments, stdout=subprocess.PIPE, **options):
    command = [sys.executable, "-m", "miner", "--db", str(sample), *arguments]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, **options)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [("--help",), ("query", "search", "--show"), ("db", "info"), ("query", "--help")])
def test_a_full_disk_behind_standard_output(sample, command):
    with Path("/dev/full").open("w") as full, miner(sample, *command, stdout=full) as process:
        assert process.stderr.read() == (
            b"Error: Standard output cannot be written: No space left on device. Make room, or write elsewhere.\n"
        )
    assert process.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are different there")
def test_no_standard_output_at_all(sample):
    with miner(sample, "db", "info", stdout=None, preexec_fn=lambda: os.close(1)) as process:
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_reader_who_has_seen_enough(sample):
    long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n"
    process = miner(sample, "sql", long)
    assert process.stdout.readline() == b"i\n".rjust(7)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_standard_output_that_knows_ascii_only(sample):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    with miner(sample, "sql", "SELECT 'ü' AS a", env=environment) as process:
        out, err = process.communicate()
    assert out.splitlines() == [b"a", b"-", b"\\xfc"]
    assert err == b""
    with miner(sample, "sql", "SELECT 'ü' AS a", "--format", "json", env=environment) as process:
        assert json.loads(process.communicate()[0]) == [{"a": "ü"}]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize("name", FORMATS)
def test_a_terminal_is_not_steered_by_what_a_message_says(sample, name):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"}
    command = ("sql", "SELECT char(27) || '[2J' || char(155) || '2J' AS a", "--format", name)
    with subprocess.Popen(
        [sys.executable, "-m", "miner", "--db", str(sample), *command], stdout=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                block = os.read(ours, 1000)
            except OSError:
                break
            if not block:
                break
            shown += block
        process.wait()
    os.close(ours)
    assert process.returncode == 0
    assert b"\x1b" not in shown
    assert b"\xc2\x9b" not in shown
    assert b"[2J" in shown


def test_charts_go_into_files(ask, refuse, tmp_path):
    pytest.importorskip("altair", reason="the extra [charts] is not installed")
    assert ask("chart", "lag", tmp_path / "lag.svg", "--line", "main") == ""
    assert (tmp_path / "lag.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "must end in .svg, .png or .html" in refuse("chart", "lag", tmp_path / "lag.gif", code=2)
    assert "cannot be limited to a path" in refuse("chart", "rates", tmp_path / "rates.svg", "--path", "Lib", code=2)
    assert "There is nothing to draw" in refuse("chart", "lag", tmp_path / "none.svg", "--since", "2035-01-01")
    assert not (tmp_path / "none.svg").exists()
