"""The facade: names of every kind, timelines, cycles and pages, the same on both databases."""

import ast
import datetime as dt
import inspect
from pathlib import Path

import pytest
from sqlalchemy import text

from miner import Rows, open_history
from miner.catalog.catalog import Catalog
from miner.errors import AmbiguousError, LookupFailedError, QueryError, SchemaError, SettingsError, StoreError
from miner.history import queries
from miner.history.names import Names
from miner.store.engine import database_url, open_for_writing
from tests.samples import LANDING, sample, sample_repository, sample_url  # noqa: F401 - fixtures

DAY = 86_400


@pytest.fixture
def history(sample_url):  # noqa: F811
    with open_history(sample_url) as opened:
        yield opened


@pytest.mark.parametrize(
    "name",
    [
        "bpo-33608",
        "BPO-33608",
        " bpo33608 ",
        "33608",
        "#33608",
        33608,
        "issue33608",
        "Issue #33608",
        "gh-77789",
        "GH-77789",
        "77789",
        "https://bugs.python.org/issue33608",
        "bugs.python.org/issue33608#msg317333",
        "https://bugs.python.org/issue?@action=redirect&bpo=33608",
        "https://github.com/python/cpython/issues/77789#issuecomment-1093811391",
    ],
)
def test_an_issue_goes_by_many_names(history, name):
    assert history.timeline(name).issue == "bpo-33608"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("bpo-33609", "no issue bpo-33609: no commit, NEWS entry or fetched record names it. `miner fetch bpo-33609`"),
        ("33600", "no issue 33600 of either tracker: no commit"),
        ("335", "`miner fetch bpo-335` asks the tracker."),
        ("gh-77788", "Only the tracker knows which bpo issue moved to that number: `miner fetch gh-77788` asks"),
        ("gh-999999999", "no issue gh-999999999: no commit, NEWS entry or fetched record names it."),
        ("bpo-999999999999999999", "no commit, NEWS entry or fetched record names it."),
        ("gh-12159", "GitHub's numbers below 32426 are pull requests; ask `miner commit GH-12159`."),
        ("https://github.com/python/cpython/pull/12159", "is a pull request, not an issue"),
        ("PR-12159", "is a pull request"),
        ("pending calls", "'pending calls' is not an issue: write bpo-33608"),
        ("", "'' is not an issue"),
        ("https://example.org/issue33608", "is not an issue"),
    ],
)
def test_an_unknown_issue_is_told_with_who_may_know_it(history, name, complaint):
    with pytest.raises(LookupFailedError) as caught:
        history.issue(name)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        LANDING,
        LANDING[:4],
        LANDING[:10].upper(),
        "GH-11617",
        "gh-11617",
        "#11617",
        "PR 11617".replace(" ", "-"),
        "https://github.com/python/cpython/pull/11617",
        f"https://github.com/python/cpython/commit/{LANDING}",
    ],
)
def test_a_commit_goes_by_many_names(history, name):
    facts = history.commit(name).facts
    assert facts["stands_for"] == LANDING
    assert history.commit(facts["sha"]).facts == facts


def test_a_subversion_revision_names_a_commit(history):
    assert history.commit("r80932").facts["svn_revision"] == 80932
    assert history.commit("rev 80932").facts["svn_revision"] == 80932


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("abc", "'abc' is not a commit: write at least four hexadecimal digits"),
        ("11617", "for a pull request write GH-11617"),
        ("ffffffffff", "no commit ffffffffff: check it, or mine again"),
        ("r1", "knows no commit r1"),
        ("GH-1", "knows no commit GH-1"),
    ],
)
def test_an_unknown_commit_is_refused(history, name, complaint):
    with pytest.raises(LookupFailedError) as caught:
        history.commit(name)
    assert complaint in str(caught.value)


def insert_commits(database, *rows):
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO people VALUES (1, 'Ann', 'a', 'Ann', 'a')"))
        for number, row in enumerate(rows, 1):
            values = {
                "id": number,
                "tree": "0" * 40,
                "authored_at": f"2019-02-{number:02}T00:00:00+00:00",
                "utc": number,
                "subject": f"Subject {number}",
                "svn_revision": None,
                "svn_branch": None,
                "hg_node": None,
                "line": "main",
                **row,
            }
            connection.execute(
                text(
                    "INSERT INTO commits (id, sha, tree, author_id, authored_at, authored_utc, authored_offset,"
                    " committer_id, committed_at, committed_utc, committed_offset, subject, message, title_key, era,"
                    " parent_count, line, svn_revision, svn_branch, hg_node)"
                    " VALUES (:id, :sha, :tree, 1, :authored_at, :utc, 0, 1, :authored_at, :utc, 0, :subject, :subject,"
                    " '', 'svn', 1, :line, :svn_revision, :svn_branch, :hg_node)"
                ),
                values,
            )


def test_an_ambiguous_name_lists_what_it_fits(database):
    insert_commits(
        database,
        {"sha": "abcd" + "1" * 36, "svn_revision": 77062, "svn_branch": "trunk"},
        {"sha": "abcd" + "2" * 36, "svn_revision": 77062, "svn_branch": "py3k"},
        {"sha": "1234" + "3" * 36, "hg_node": "c2a13acd5e2b" + "0" * 28},
        *({"sha": f"ff{number:02}" + "4" * 36} for number in range(10)),
        *({"sha": f"eeee{number:02}" + "4" * 34} for number in range(10)),
    )
    with database.engine.connect() as connection:
        names = Names(connection)
        with pytest.raises(AmbiguousError) as caught:
            names.commit("abcd")
        assert str(caught.value).splitlines() == [
            "abcd fits 2 commits; give more digits:",
            "  abcd11111111  2019-02-01  trunk  Subject 1",
            "  abcd22222222  2019-02-02  py3k  Subject 2",
        ]
        with pytest.raises(AmbiguousError, match="r77062 fits 2 commits; give the sha of the branch that you mean"):
            names.commit("r77062")
        with pytest.raises(AmbiguousError, match="eeee fits 8 or more commits"):
            names.commit("eeee")
        assert names.commit("abcd1") == "abcd" + "1" * 36
        assert names.commit("c2a13acd5e2b") == "1234" + "3" * 36


def test_a_number_in_both_trackers_is_ambiguous(database):
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO issues (id, key) VALUES (1, 'bpo-46000'), (2, 'gh-46000'), (3, 'bpo-7')"))
        connection.execute(
            text(
                "INSERT INTO issue_numbers VALUES ('bpo', '46000', 1, 'x'), ('gh', '46000', 2, 'x'),"
                " ('bpo', '7', 3, 'x'), ('gh', '7', 3, 'x')"
            )
        )
    with database.engine.connect() as connection:
        names = Names(connection)
        with pytest.raises(AmbiguousError, match="46000 is an issue in both trackers: write bpo-46000 or gh-46000"):
            names.issue("46000")
        assert names.issue("7") == "bpo-7"
        assert names.issue("gh-46000") == "gh-46000"


def test_nothing_is_near_in_an_empty_database(database):
    with database.engine.connect() as connection:
        names = Names(connection)
        with pytest.raises(LookupFailedError, match=r"^The database knows no issue bpo-1: no commit"):
            names.issue("1")
        with pytest.raises(LookupFailedError, match="there is none at all"):
            names.line("main")
        with pytest.raises(LookupFailedError, match=r"no release 3\.9\.0\.$"):
            names.release("3.9.0")


def test_lines_and_releases_are_looked_up(history):
    released = history.query("first_release", release="3.9.0a2")
    assert set(released.dicts()[0]) >= {"sha", "line", "release", "released_at"}
    assert {row["release"] for row in released.dicts()} == {"3.9.0a2"}
    assert history.query("first_release", release="V3.9.0A2") == released
    with pytest.raises(LookupFailedError, match=r"no release 3\.9\.0a99; near to it are v3\.9\.0a"):
        history.query("first_release", release="3.9.0a99")
    with pytest.raises(LookupFailedError, match=r"for a line 3\.99; there is .*3\.9"):
        history.query("issue_commits", line="3.99")


def test_commits_of_issues_that_a_release_was_the_first_to_contain(history):
    rows = history.query("issue_commits", release="v3.8.0a2")
    assert rows == history.query("issue_commits", release="3.8.0a2")
    assert {row["first_release"] for row in rows.dicts()} == {"3.8.0a2"}


@pytest.mark.parametrize("name", ["main", "master", "default", "trunk", "3.8", "v3.8"])
def test_a_line_goes_by_its_former_names(history, name):
    assert history.query("issue_commits", line=name).rows


def test_a_release_is_found_by_any_way_to_write_its_version(database):
    insert_commits(database, {"sha": "abcd" + "1" * 36})
    with database.engine.begin() as connection:
        for number, (tag, line) in enumerate([("v2.6", "2.6"), ("v3.9.0", "3.9")], 1):
            connection.execute(
                text(
                    "INSERT INTO releases (id, tag, version, position, line, phase, released_at, released_utc, date_basis,"
                    " commit_id, place) VALUES (:id, :tag, :version, :id, :line, 'final', 'x', 1, 'tag', 1, :id)"
                ),
                {"id": number, "tag": tag, "version": tag[1:], "line": line},
            )
    with database.engine.connect() as connection:
        names = Names(connection)
        assert names.release("2.6.0") == "v2.6"
        assert names.release("3.9") == names.release("v3.9") == "v3.9.0"


def test_an_unknown_line_is_answered_with_main_first(history):
    with pytest.raises(LookupFailedError, match="for a line xyz; there is main, "):
        history.query("issue_commits", line="xyz")


@pytest.mark.parametrize("name", ["bpo-33608", "https://bugs.python.org/issue33608", "gh-77789", "#77789"])
def test_an_issue_is_no_commit(history, name):
    with pytest.raises(LookupFailedError, match="is an issue, not a commit: ask `miner issue bpo-33608`"):
        history.commit(name)


def test_a_bare_number_may_be_meant_in_two_ways(history):
    with pytest.raises(LookupFailedError, match="for a pull request write GH-98765, for a Subversion revision r98765"):
        history.commit("98765")


def test_the_timeline_of_an_issue(history):
    timeline = history.timeline("bpo-33608")
    kinds = [event.kind for event in timeline.events if event.kind in {"landed", "reverted", "relanded"}]
    assert kinds.count("reverted") == 3
    assert kinds.count("relanded") == 3
    assert timeline.facts["commits"] == 13
    assert timeline.events[0].kind == "opened"
    landing = next(event for event in timeline.events if event.kind == "landed")
    assert landing.at == "2019-02-24T15:40:47-08:00"
    assert landing.moment == dt.datetime(2019, 2, 24, 23, 40, 47, tzinfo=dt.UTC)
    assert [event.moment for event in timeline.events] == sorted(event.moment for event in timeline.events)
    assert len(timeline.rows) == len(timeline.events)


def test_a_timeline_may_be_cut_to_days_and_lines(history):
    march = history.timeline("bpo-33608", dt.date(2019, 3, 1), "2019-03-31")
    assert {event.at[:7] for event in march.events} == {"2019-03"}
    assert [burst.number for burst in march.bursts] == [1]
    assert history.timeline("bpo-33608", line="3.9").bursts == ()
    assert history.timeline("bpo-33608", until="2018-12-31").bursts == ()
    with pytest.raises(QueryError, match="--since takes a day"):
        history.timeline("bpo-33608", since="March")


def test_bursts_end_with_a_gap(history):
    bursts = history.timeline("bpo-36710", burst_gap=30, line="main").bursts
    assert [(burst.number, burst.commits) for burst in bursts] == [(1, 14), (2, 2), (3, 1)]
    assert len(history.timeline("bpo-36710", burst_gap=10_000).bursts) == 1


def test_the_cycles_of_an_issue(history):
    cycle = max(history.cycles("bpo-33608"), key=lambda each: len(each.steps))
    assert cycle.outcome == "mixed"
    assert [(step.number, step.role) for step in cycle.steps] == [
        *[(1, "attempt")] * 4,
        (2, "revert"),
        *[(3, "attempt")] * 3,
        (4, "revert"),
        (5, "attempt"),
        (6, "revert"),
    ]
    assert [step.delay_seconds for step in cycle.reverts] == [
        7 * DAY + 13 * 3600 + 40 * 60 + 41,
        3600 + 60 + 54,
        1 * DAY + 18 * 3600 + 34 * 60 + 38,
    ]
    assert "bpo-33608" in cycle.issues
    assert cycle.steps[0].sha.startswith(cycle.name)
    assert cycle.reverts[0].target_sha == cycle.attempts[3].sha, "the last that it takes back"


def test_cycles_of_several_issues_come_once(history):
    one, other = history.cycles("bpo-33608"), history.cycles("bpo-36097")
    both = history.cycles("bpo-33608", "bpo-36097")
    assert len(both) == len({cycle.name for cycle in both})
    assert {cycle.name for cycle in both} == {cycle.name for cycle in (*one, *other)}
    assert {cycle.name for cycle in both} <= {cycle.name for cycle in history.cycles()}


def test_the_page_of_an_issue(history):
    page = history.issue("gh-77789")
    assert page.facts["issue"] == "bpo-33608"
    assert len(page["commits"]) == 13
    names = ["commits", "undone", "exposed", "relands", "backports", "news", "related"]
    assert [section.name for section in page.sections] == names
    with pytest.raises(KeyError):
        page["nothing"]


def test_the_page_of_a_commit(history):
    page = history.commit("GH-12159")
    assert page.title == page.facts["subject"]
    relations = {(row["kind"], row["direction"]) for row in page["relations"].dicts()}
    assert ("undoes", "out") in relations
    assert {"bpo", "pr"} <= {row["tracker"] for row in page["mentions"].dicts()}
    assert len(page["changes"]) > 3


def test_related_issues_and_what_is_held(history):
    assert {row["related"] for row in history.related(37127).dicts()} >= {"bpo-39984"}
    assert {"schema", "commits"} <= {row["name"] for row in history.info().dicts()}


def test_sample_commits_stand_for_real_ones(history):
    real = history.real_shas()
    assert LANDING in real.values()
    assert len(real) == history.sql("SELECT COUNT(*) FROM commits").rows[0][0]


def test_every_query_answers_on_both_databases_with_its_columns(history):
    given = {
        "issue": "bpo-33608",
        "commit": LANDING,
        "text": "pending calls",
        "path": "Python/*",
        "release": "3.8.0a3",
        "symbol": "pending_calls",
        "struct": "_pending_calls",
    }
    for name in history.catalog:
        query = history.catalog[name]
        needed = {each.name: given[each.name] for each in query.parameters if each.need == "required"}
        rows = history.query(name, **needed)
        assert rows.columns == tuple(column.name for column in query.columns), name


def test_nothing_can_be_written(history):
    with pytest.raises(StoreError, match="read-only"), history.connect() as connection:
        connection.execute(text("DELETE FROM commits"))


@pytest.mark.parametrize(
    ("database", "kind", "complaint"),
    [
        ("{0}/absent.db", StoreError, "There is no database at"),
        ("{0}", StoreError, "is a folder, not a database"),
        ("{0}/text.db", StoreError, "is not a database of this tool, or it is damaged"),
        ("{0}/other.db", SchemaError, "is not a database of this tool"),
        ("mysql://localhost/x", SettingsError, "mysql databases are not supported"),
        ("nonsense://me:secret@:::", SettingsError, "nonsense://…@::: is neither a path nor a database URL"),
        ("postgresql://localhost:1/x", StoreError, "does not answer"),
    ],
)
def test_a_database_that_cannot_be_read_is_explained(tmp_path, database, kind, complaint):
    (tmp_path / "text.db").write_text("no database, only words " * 100)
    engine = open_for_writing(database_url(tmp_path / "other.db"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id integer)"))
    engine.dispose()
    with pytest.raises(kind) as caught:
        open_history(database.format(tmp_path))
    assert complaint in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("version", "complaint"), [("9999", "newer than this tool's"), ("0000", "newer|older")])
def test_another_schema_is_refused(database, version, complaint):
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    with pytest.raises(SchemaError, match=complaint):
        open_history(database.url.render_as_string(hide_password=False))


def test_the_environment_names_a_database(sample, monkeypatch):  # noqa: F811
    monkeypatch.setenv("MINER_DB", str(sample))
    with open_history() as history:
        assert history.info().rows


def test_without_a_name_it_is_a_file_of_the_user():
    with pytest.raises(StoreError, match=r"cpython-miner.history\.db"):
        open_history()


def test_a_runaway_statement_listens_to_control_c(sample, monkeypatch):  # noqa: F811
    beats = iter(range(3))

    def interrupt():
        # True ends the statement as an exception would, which sqlite3 would print once Datasette is imported.
        return next(beats, None) is None

    with open_history(sample) as history:
        with history.connect() as connection:
            connection.connection.driver_connection.set_progress_handler(interrupt, 1000)
        with pytest.raises(KeyboardInterrupt):
            history.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n")


def test_numbers_and_records_of_issues(history):
    assert history.issue_key("gh", "77789") == "bpo-33608"
    assert history.issue_key("bpo", "1") is None
    assert not history.has_record("bpo-33608")


def test_sql_has_parameters(history):
    told = "SELECT subject FROM commit_details WHERE line = :line AND subject LIKE :like AND ':line' <> '5%' -- :x"
    found = history.sql(told, line="main", like="bpo-33608:%").rows
    assert found
    assert (
        found
        == history.sql("SELECT subject FROM commit_details WHERE line = 'main' AND subject LIKE 'bpo-33608:%'").rows
    )
    assert history.sql("SELECT CAST(:n AS integer) + 1 AS n", n=2).rows == [(3,)]
    assert history.sql("SELECT :text AS it", text="'; DROP TABLE commits").rows == [("'; DROP TABLE commits",)]
    with pytest.raises(QueryError, match="names no parameter line"):
        history.sql("SELECT 1", line="main")
    with pytest.raises(QueryError, match="A value of line is missing"):
        history.sql("SELECT :line, :a", a=1)


@pytest.mark.parametrize(
    ("statement", "values", "said"),
    [
        ("SELECT :a AS a", {}, "A value of a is missing"),
        ("SELECT ? AS a", {}, "A parameter is written as :name|syntax error"),
        ("SELECT :a AS a, $b AS b", {"a": 1}, "A parameter is written as :name|syntax error"),
        ("SELECT :a AS a", {"a": 2**70}, "The value of a is too large"),
        ("SELECT :a AS a", {"a": []}, "The value of a is neither a text nor a number"),
        ("SELECT :a AS a", {"a": "\ud800"}, "The value of a has characters that are none"),
        ("SELECT '\ud800' AS a", {}, "The statement has characters that are none"),
        (5, {}, "The statement is no text: it is of the type int"),
    ],
)
def test_sql_that_cannot_be_asked(history, statement, values, said):
    with pytest.raises((QueryError, StoreError), match=said):
        history.sql(statement, **values)


def test_a_path_that_matches_nothing_is_told(sample_url):  # noqa: F811
    notes: list[str] = []
    with open_history(sample_url, tell=notes.append) as history:
        assert history.query("commits", path="./Python/ceval.c").rows
        assert not history.query("commits", path="Python/nosuch.c").rows
    assert [note for note in notes if "path" in note] == ["No path in the whole history matches Python/nosuch.c."]


def test_queries_are_methods(history):
    rows = history.queries.issue_commits(issue="bpo-33608", line="main")
    assert rows == history.query("issue_commits", issue="bpo-33608", line="main")
    assert "issue_commits" in dir(history.queries)
    assert "oldest first" in history.queries.issue_commits.__doc__
    moved = inspect.signature(history.queries.struct_field_moves)
    assert "from_" in moved.parameters
    assert moved.return_annotation is Rows
    with pytest.raises(QueryError, match="no parameter lines"):
        history.queries.issue_commits(issue="bpo-33608", lines="main")
    with pytest.raises(AttributeError, match="no canned query nosuch"):
        history.queries.nosuch  # noqa: B018 - looking is what fails


def test_the_stub_of_the_queries_names_each_with_its_parameters():
    stub = ast.parse(Path(queries.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    (kind,) = (node for node in stub.body if isinstance(node, ast.ClassDef))
    methods = {each.name: [arg.arg for arg in each.args.kwonlyargs] for each in kind.body if each.name != "__init__"}
    catalog = Catalog.load()
    assert methods.keys() == set(catalog)
    assert all(
        set(names) == {queries.python_name(each) for each in catalog[name].parameters}
        for name, names in methods.items()
    )
