"""The command that checks documents."""

import json

import pytest

TEXT = (
    "bpo-33608 was opened on 2018-05-22.\n\nbpo-33608: 12 commits, 2 of them: www\n\nIt rained on 2019-03-05: bpo-1.\n"
)


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def checked(run, sample):
    """Check a document of the sample history; return the exit code and what was printed."""

    def invoke(*arguments, **options):
        result = run("--db", sample, "check", *arguments, **options)
        return result.exit_code, result.stdout

    return invoke


def test_for_people(checked, document):
    code, text = checked(document)
    assert code == 1
    assert text.splitlines()[0] == str(document)
    assert "     3  corrected  number of commits: 12 commits" in text
    assert "bpo-33608 has 13 commits" in text
    assert "opened" not in text
    assert text.splitlines()[-1].endswith("--all shows what is confirmed")
    assert "day opened: opened on 2018-05-22" in checked(document, "--all")[1]


def test_rows(checked, document):
    code, text = checked(document, "--format", "json")
    rows = json.loads(text)
    assert list(rows[0]) == ["line", "claim", "said", "verdict", "fact", "evidence", "query", "file"]
    assert code == 1
    (wrong,) = [row for row in rows if row["verdict"] == "corrected"]
    assert wrong["query"] == "miner query issue-commits --issue bpo-33608"
    assert "| corrected |" in checked(document, "--format", "markdown")[1]


def test_exit_codes(checked, tmp_path):
    right = tmp_path / "right.txt"
    right.write_text("bpo-33608: 13 commits")
    unknown = tmp_path / "unknown.txt"
    unknown.write_text("bpo-1")
    assert checked(right)[0] == 0
    assert checked(right, "--strict")[0] == 0
    assert checked(unknown)[0] == 0
    assert checked(unknown, "--strict")[0] == 1
    assert checked(right, unknown)[0] == 0


def test_nothing_to_check(checked, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Nothing.")
    assert checked(path) == (0, "No claims about the history were found.\n")
    assert checked("-", input="Nothing.") == (0, "No claims about the history were found.\n")


def test_sarif(checked, document, tmp_path):
    target = tmp_path / "out.sarif"
    assert checked(document, "--output", target)[0] == 1
    log = json.loads(target.read_text())
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    (wrong,) = [result for result in run["results"] if result["level"] == "error"]
    (place,) = wrong["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 3}
    assert place["physicalLocation"]["artifactLocation"]["uri"] == str(document)
    assert all(result["level"] == "none" for result in run["results"] if result["kind"] != "fail")


def test_annotations_for_github(checked, tmp_path):
    path = tmp_path / "a,b.txt"
    path.write_text("bpo-33608: 12 commits, bpo-1, 100% sure")
    code, text = checked(path, "--format", "github")
    assert code == 1
    lines = text.splitlines()
    assert any(
        line.startswith("::error file=") and "a%2Cb.txt,line=1,title=number of commits::" in line for line in lines
    )
    assert any(line.startswith("::notice ") for line in lines)
    assert all(line.startswith("::error ") for line in checked(path, "--format", "github", "--strict")[1].splitlines())


def test_an_annotated_copy(checked, document, tmp_path):
    copy = tmp_path / "copy.txt"
    checked(document, "--annotated", copy)
    lines = copy.read_text().splitlines()
    assert [line for line in lines if not line.startswith(("  ^^ ", "     "))] == TEXT.splitlines()
    assert lines[lines.index("bpo-33608: 12 commits, 2 of them: www") + 1].startswith(
        "  ^^ corrected: number of commits"
    )


def test_an_annotated_copy_is_of_one_document(refuse, document):
    assert "one document" in refuse("check", document, document, "--annotated", "x", code=2)


def test_what_cannot_be_read(refuse, tmp_path):
    assert "cannot be read" in refuse("check", tmp_path / "none.txt")
    endless = tmp_path / "endless.txt"
    with endless.open("wb") as stream:
        stream.truncate(2**40)  # takes no space
    assert "has more than 20,000,000 bytes" in refuse("check", endless)


def test_text_that_controls_a_terminal_is_shown_as_text(checked, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("`bpo-33608: 12 commits \x1b[31m\u202e`", encoding="utf-8")
    for form in ("table", "github", "sarif"):
        text = checked(path, "--format", form)[1]
        assert "\x1b" not in text
        assert "\u202e" not in text
