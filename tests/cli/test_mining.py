"""Commands that write: mine and demo."""

import pytest
from rich.progress import Task

from miner.cli.demo import _program
from miner.cli.mine import report
from miner.cli.progress import Bars, _Count, _Rate
from miner.pipeline import MiningSummary
from tests.samples import LANDING


def test_mining_ends_with_a_summary(run, sample_repository, tmp_path):
    database = tmp_path / "history.db"
    first = run("--db", database, "mine", sample_repository, "--workers", "1")
    assert first.exit_code == 0
    assert f"mined     {sample_repository} in" in first.stdout
    assert "relations backports " in first.stdout
    again = run("--db", database, "mine", sample_repository)
    assert "(0 new)" in again.stdout
    assert again.stderr == ""
    assert run("--db", database, "mine", sample_repository, "--quiet").output == ""


def test_a_summary_tells_what_went_and_what_is_missing():
    summary = MiningSummary("r.git", "h.db", 140725, 3, 2, 364686, 185878, 1200, 18.25, {"undoes": 550, "cites": 3})
    assert report(summary).splitlines() == [
        "mined     r.git in 18.2 s",
        "database  h.db",
        "commits   140,725 (3 new, 2 gone)",
        "changes   364,686",
        "mentions  185,878",
        "relations cites 3, undoes 550",
        "gaps      1,200 (`miner query gaps` lists them)",
    ]


def test_a_summary_tells_whose_history_it_is():
    summary = MiningSummary("r.git", "h.db", 1, 1, 0, 12, 0, 0, 0.1, {}, source="upstream (https://example.org/r)")
    assert "history   of the remote upstream (https://example.org/r)" in report(summary).splitlines()


@pytest.mark.parametrize(
    ("uncounted", "line"),
    [
        (None, []),
        (0, ["lines     12 changes counted"]),
        (5, ["lines     7 changes counted, 5 not: --lines counts what the clone has"]),
    ],
)
def test_a_summary_tells_how_many_changes_were_counted(uncounted, line):
    summary = MiningSummary("r.git", "h.db", 1, 1, 0, 12, 0, 0, 0.1, {}, uncounted=uncounted)
    assert [shown for shown in report(summary).splitlines() if shown.startswith("lines")] == line


def test_lines_are_an_option(run, sample_repository, tmp_path):
    database = tmp_path / "history.db"
    assert "lines " not in run("--db", database, "mine", sample_repository).stdout
    assert "changes counted\n" in run("--db", database, "mine", "--lines", sample_repository).stdout


def test_the_demo_tells_the_story(run, tmp_path, monkeypatch):
    monkeypatch.setenv("MINER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MINER_DB", str(tmp_path / "own.db"))
    for _ in range(2):  # the second one replaces what the first one left in the cache
        result = run("timeline", "bpo-33608")
        assert ("the sample's" in result.stderr) == (tmp_path / "cache" / "demo").exists()
        result = run("demo", env={"COLUMNS": "80"})
        assert result.exit_code == 0, result.output
    text = result.stdout
    assert "8 attempts, 3 reverts · mixed" in text
    assert "after 1 h 1 min 54 s" in text
    assert LANDING[:10] in text
    assert "3 bursts of commits" in text
    assert "gh-81035 · opened 2019-05-08 by eric.snow" in text
    database = tmp_path / "cache" / "demo" / "history.db"
    assert f"miner --db {database} commit" in text
    assert not (tmp_path / "own.db").exists()
    assert run("--db", database, "timeline", "gh-81035").exit_code == 0


def test_the_demo_goes_on_with_what_can_be_typed(monkeypatch, tmp_path):
    program = tmp_path / "env" / "bin" / "miner"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    monkeypatch.setattr("sys.executable", str(program.with_name("python")))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(program.parent)
    assert _program() == "./miner"
    monkeypatch.chdir(tmp_path)
    assert _program() == "env/bin/miner"
    monkeypatch.chdir("/")
    monkeypatch.setenv("PATH", str(program.parent))
    assert _program() == "miner"


def test_the_demo_can_be_kept(run, tmp_path):
    folder = tmp_path / "kept"
    assert run("demo", folder).exit_code == 0
    assert sorted(path.name for path in folder.iterdir())[:1] == ["history.db"]
    again = run("demo", folder)
    assert again.exit_code == 1
    assert "is in use: name a new or empty folder" in again.stderr


def test_the_demo_in_a_database_of_ones_own(run, tmp_path):
    database = tmp_path / "own.db"
    assert run("--db", database, "demo", tmp_path / "kept").exit_code == 0
    assert run("--db", database, "cycles", "bpo-33608").exit_code == 0


def test_the_demo_leaves_another_history_alone(run, repo, tmp_path):
    repo.commit("A history of one's own", {"a": "1"})
    database = tmp_path / "own.db"
    assert run("--db", database, "mine", repo.path).exit_code == 0
    refused = run("--db", database, "demo", tmp_path / "kept")
    assert refused.exit_code == 1
    assert f"{database} holds another history: name a new file for the sample" in refused.stderr
    assert not (tmp_path / "kept").exists()


def test_the_demo_where_no_folder_can_be_made(run, tmp_path):
    (tmp_path / "file").touch()
    refused = run("demo", tmp_path / "file")
    assert refused.exit_code == 1
    assert "cannot be made" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_progress_has_stages(capsys):
    with Bars() as bars:
        bars.advance(1)
        bars.stage("Finding")
        bars.stage("Reading", 10)
        bars.advance(5)
        bars.done()
        bars.done()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("total", "completed", "speed", "count", "rate"),
    [(None, 3, None, "", ""), (140725, 2000, 5000.4, "2,000/140,725", "5,000/s"), (10, 1, 0.5, "1/10", "")],
)
def test_progress_shows_counts_and_rates(total, completed, speed, count, rate):
    task = Task(0, "x", total, completed, _get_time=lambda: 0.0, finished_speed=speed)
    assert _Count().render(task).plain == count
    assert _Rate().render(task).plain == rate


def test_a_profile_tells_where_the_time_went(run, sample_repository, tmp_path):
    database = tmp_path / "history.db"
    for form in ("csv", "svg"):
        result = run("--db", database, "mine", "-q", sample_repository, "--profile", tmp_path / f"profile.{form}")
        assert result.exit_code == 0, result.output
        if form == "csv":
            header, *rows = (tmp_path / "profile.csv").read_text(encoding="utf-8").splitlines()
            assert header == "stage,began_seconds,wall_seconds,main_seconds,others_seconds,steps"
            assert {"Reading commits", "Relating: relations"} <= {row.split(",")[0] for row in rows}
            began = [float(row.split(",")[1]) for row in rows]
            assert began == sorted(began)
            assert "139" in {row.split(",")[5] for row in rows}
    assert "Where the time went" in (tmp_path / "profile.svg").read_text(encoding="utf-8")
    refused = run("--db", tmp_path / "other.db", "mine", sample_repository, "--profile", tmp_path / "profile.xyz")
    assert refused.exit_code == 2
    assert not (tmp_path / "other.db").exists()
