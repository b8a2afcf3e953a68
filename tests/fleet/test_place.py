"""The place of a data set: whole or not at all, and nothing of the dead."""

import subprocess
import sys

import pytest
from pyarrow import fs

from miner.fleet import manifest
from miner.fleet.folders import held_folder, sweep
from miner.fleet.place import Place


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path):
    place = Place(str(tmp_path / "set"))
    if request.param == "bucket":  # as S3: no renaming, and files of one folder are written one by one
        (tmp_path / "set").mkdir()
        place.files, place.root = fs.SubTreeFileSystem(str(tmp_path / "set"), fs.LocalFileSystem()), "root"
        place.folder = None
    return place


def publish(place, tmp_path, text):
    with place.staging(tmp_path) as staged:
        (staged / "data").mkdir()
        (staged / "data" / "view.parquet").write_text(text)
        return place.publish(staged / "data", manifest.row(name="a/b", tip="1", status="mined", error=text))


def test_what_is_published_first_stays(place, tmp_path):
    assert place.published("a/b", "1") is None
    first = publish(place, tmp_path, "one")
    assert place.published("a/b", "1") == first
    if place.folder is not None:
        assert publish(place, tmp_path, "two") == first
        assert place.sweep() == 0
    with place.files.open_input_stream(f"{place.data('a/b', '1')}/view.parquet") as stream:
        assert stream.read() == b"one"
    assert list(tmp_path.rglob("*.lock")) == []


def test_the_database_of_a_root_is_kept_until_there_is_a_newer_one(place, tmp_path):
    database = tmp_path / "history.db"
    tips = {"one": "1" * 20, "two": "2" * 20}
    for text, tip in tips.items():
        database.write_text(text)
        place.keep_base(database, "root", tip)
    assert not place.download(place.base("root", tips["one"]), tmp_path / "got")
    assert place.download(place.base("root", tips["two"]), tmp_path / "got")
    assert (tmp_path / "got").read_text() == "two"


@pytest.mark.parametrize("name", [".", "..", "../.."])
def test_no_name_leads_out_of_its_folder_and_files_of_others_stay(place, tmp_path, name):
    (tmp_path / "database").write_text("ours")
    theirs = [f"{place.root}/theirs.txt", f"{place.base(name, 'x').rpartition('/')[0]}/theirs.db"]
    for path in theirs:
        place.upload(tmp_path / "database", path)
    place.keep_base(tmp_path / "database", name, "1" * 20)
    place.keep_base(tmp_path / "database", name, "2" * 20)
    assert all(place.download(path, tmp_path / "got") for path in theirs)
    folder, _, file = place.base(name, "2" * 20).rpartition("/")
    assert "/" not in folder.removeprefix(f"{place.root}/bases/")
    assert folder.rpartition("/")[2] not in {".", ".."}
    assert file == f"{'2' * 20}.db"


def test_rows_of_the_manifest_are_read_once(place):
    assert manifest.read(place) == []
    rows = [manifest.row(name="a", tip=str(number), status="mined") for number in range(3)]
    for row in rows:
        manifest.append(place, [row])
    manifest.append(place, [])
    manifest.append(place, rows[1:])
    assert manifest.read(place) == rows
    manifest.put_together(place)
    assert manifest.read(place) == rows
    assert manifest.newest(rows) == {"a": rows[2]}


def test_folders_of_the_dead_are_swept_and_those_of_the_living_are_not(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from miner.fleet.folders import held_folder\n"
        "with held_folder(Path(sys.argv[1]), 'x-') as folder: (folder / 'file').touch(); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    (left,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    with held_folder(tmp_path, "x-") as living:
        (living / "file").touch()
        assert sweep(tmp_path, "x-") == 1
        assert living.exists()
        assert not left.exists()
    assert list(tmp_path.iterdir()) == []
