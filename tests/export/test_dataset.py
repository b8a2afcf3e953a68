"""The data set as files: what other tools read in them is what the database has."""

import builtins
import csv
import hashlib
import json
import shutil
import subprocess

import duckdb
import pandas as pd
import pytest

from miner.errors import QueryError, SettingsError
from miner.export.columns import described_views
from miner.export.dataset import WIDE, Subject, export
from miner.export.ignored import ignored_revisions
from miner.history.history import open_history
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures


@pytest.fixture(scope="module")
def history(sample):  # noqa: F811
    with open_history(sample) as history:
        yield history


@pytest.fixture(scope="module")
def parquet(history, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "set"
    export(history, folder)
    return folder


def count(history, view):
    return history.sql(f"SELECT COUNT(*) FROM {view}").rows[0][0]


def test_there_is_a_file_for_each_view_with_all_its_rows(history, parquet):
    package = json.loads((parquet / "datapackage.json").read_text(encoding="utf-8"))
    assert {each["name"] for each in package["resources"]} == set(described_views()) - set(WIDE)
    for each in package["resources"]:
        assert each["rows"] == count(history, each["name"])
        ((found,),) = duckdb.sql(f"SELECT COUNT(*) FROM '{parquet / each['path']}'").fetchall()
        assert found == each["rows"]
        data = (parquet / each["path"]).read_bytes()
        assert (each["bytes"], each["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")


def test_each_column_is_described_and_has_its_type(parquet):
    package = json.loads((parquet / "datapackage.json").read_text(encoding="utf-8"))
    kinds = {"integer": "BIGINT", "number": "DOUBLE", "string": "VARCHAR"}
    for each in package["resources"]:
        fields = each["schema"]["fields"]
        assert all(field["description"] for field in fields), each["name"]
        found = duckdb.sql(f"SELECT * FROM '{parquet / each['path']}' LIMIT 0")
        assert [str(kind) for kind in found.types] == [kinds[field["type"]] for field in fields]


def test_values_are_those_of_the_database(history, parquet):
    rows = history.sql("SELECT sha, line, authored_utc, subject FROM commit_details ORDER BY sha").rows
    read = duckdb.sql(
        f"SELECT sha, line, authored_utc, subject FROM '{parquet / 'commit_details.parquet'}' ORDER BY sha"
    )
    assert read.fetchall() == rows


def test_a_line_stays_text(history, parquet, tmp_path):
    frame = pd.read_parquet(parquet / "line_details.parquet")
    assert set(frame["line"]) == {row[0] for row in history.sql("SELECT line FROM line_details").rows}
    whole = pd.read_parquet(parquet / "commit_details.parquet")
    assert {str(whole.dtypes[name]) for name in ("svn_revision", "change_id", "authored_utc")} == {"Int64"}
    at = pd.to_datetime(whole.authored_at, utc=True)
    assert list(at.astype("int64") // 10 ** (9 if "ns" in str(at.dtype) else 6)) == list(whole.authored_utc)
    export(history, tmp_path / "set", "csv", ("commit_details",))
    lines = pd.read_csv(tmp_path / "set" / "commit_details.csv", dtype={"line": "string"})["line"]
    told = history.sql("SELECT line, COUNT(*) FROM commit_details WHERE line IS NOT NULL GROUP BY line").rows
    assert dict(lines.value_counts()) == dict(told)


def test_the_commands_of_the_readme_work(history, tmp_path, monkeypatch):
    for form in ("csv", "parquet"):
        export(history, tmp_path / form, form, ("commit_details",))
        text = (tmp_path / form / "README.md").read_text(encoding="utf-8")
        monkeypatch.chdir(tmp_path / form)
        (asked,) = [line.split('"')[1] for line in text.splitlines() if line.startswith("$ duckdb")]
        (line, _), *_ = duckdb.sql(asked).fetchall()
        assert line == "main"
        (code,) = [line.split('"')[1] for line in text.splitlines() if line.startswith("$ python")]
        exec(code, {})


def test_csv_is_safe_in_a_spreadsheet_and_complete(history, tmp_path):
    (told,) = export(history, tmp_path / "set", "csv", ("commit_mentions",))
    with (tmp_path / "set" / "commit_mentions.csv").open(encoding="utf-8", newline="") as stream:
        read = list(csv.reader(stream))
    assert len(read) - 1 == told["rows"] == count(history, "commit_mentions")


def test_an_earlier_data_set_is_replaced_and_nothing_else(history, tmp_path):
    folder = tmp_path / "set"
    export(history, folder, "csv", ("reverts", "relands"))
    export(history, folder, "csv", ("reverts",))
    assert sorted(path.name for path in folder.iterdir()) == [
        "CITATION.cff", "README.md", "datapackage.json", "reverts.csv",
    ]  # fmt: skip
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SettingsError, match="holds no earlier data set"):
        export(history, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_what_goes_wrong_leaves_nothing_behind(history, tmp_path, monkeypatch):
    with pytest.raises(QueryError, match="There is no view nosuch"):
        export(history, tmp_path / "set", views=("nosuch",))
    real = builtins.__import__

    def without(name, *rest):
        if name == "pyarrow":
            raise ImportError(name)
        return real(name, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", without)
        with pytest.raises(SettingsError, match=r"the extra \[parquet\]"):
            export(history, tmp_path / "set")
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises((SettingsError, NotADirectoryError)):
        export(history, tmp_path / "file" / "set", "csv", ("reverts",))


def test_git_blame_takes_the_list(history, sample_repository, tmp_path):  # noqa: F811
    text = "".join(ignored_revisions(history))
    (tmp_path / "ignored").write_text(text, encoding="utf-8")
    shas = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(shas) == len(set(shas)) > 10
    links = history.query("undo_links").dicts()
    assert set(shas) <= {row[end] for row in links if row["extent"] == "full" for end in ("undoing_sha", "undone_sha")}
    listed = ["git", "-C", str(sample_repository), "ls-tree", "-r", "--name-only", "main"]
    path = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    blame = [
        "git",
        "-C",
        str(sample_repository),
        "blame",
        "--ignore-revs-file",
        str(tmp_path / "ignored"),
        "main",
        "--",
        path,
    ]
    subprocess.run(blame, capture_output=True, check=True)


def test_columns_without_any_value_have_the_types_of_the_database(history, parquet, tmp_path):
    empty = history.sql("SELECT COUNT(*) FROM struct_field_details").rows[0][0]
    assert not empty  # the sample has no structs
    kinds = {"added_in_id": "BIGINT", "path": "VARCHAR"}
    for name in ("of_cpython", "of_one_of_many"):
        folder = parquet
        if name == "of_one_of_many":
            folder = tmp_path / name
            export(history, folder, views=["struct_field_details", "news_details"], subject=Subject(repository="a/b"))
        found = duckdb.sql(f"SELECT * FROM '{folder / 'struct_field_details.parquet'}'")
        types = dict(zip(found.columns, map(str, found.types), strict=True))
        assert {column: types[column] for column in kinds} == kinds
