"""Lists of repositories."""

import pytest

from miner.errors import SettingsError
from miner.fleet.listing import Entry, read_list


def test_a_list_names_repositories(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "repository,name,network,project\n"
        "https://example.org/root.git,root,,\n"
        "forks/one.git, a fork ,root,other\n"
        "/srv/two.git,two,,cpython\n",
        encoding="utf-8-sig",
    )
    assert read_list(path) == [
        Entry("root", "https://example.org/root.git", "root"),
        Entry("a fork", str(tmp_path / "forks/one.git"), "root", "other"),
        Entry("two", "/srv/two.git", "two", "cpython"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no column 'name'"),
        ("name,path\n", "a column 'path'"),
        ("name\nx\n", "no column 'repository'"),
        ("name,repository\n", "names no repository"),
        ("name,repository\n,x\n", ":2: a repository needs a name"),
        ("name,repository\nx\ty,x\n", ":2: a repository needs a name"),
        (f"name,repository\n{'x' * 241},x\n", ":2: the name x{40}… is too long"),
        (f"name,repository\n{'é' * 80},x\n", ":2: the name é{40}… is too long"),
        (f"name,repository,network\nx,x,{'é' * 80}\n", ":2: the name é{40}… is too long"),
        ("name,repository\n..,x\n", r":2: '\.\.' is no name of a repository"),
        ("name,repository,network\nx,x,.\n", r":2: '\.' is no name of a repository"),
        ("name,repository\nx,~nosuchuser/x\n", ":2: ~nosuchuser/x leads nowhere"),
        ("name,repository\nx,\n", ":2: x needs a path"),
        ("name,repository\nx,a,b\n", ":2: there are more cells"),
        ("name,repository,project\nx,a,java\n", ":2: the project is cpython, other or empty, not 'java'"),
        ("name,repository\nx,a\nx,b\n", "two repositories 'x'"),
        ('name,repository\n"x,a\n', "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(tmp_path, text, why):
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=why):
        read_list(path)


def test_a_list_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read as a list"):
        read_list(tmp_path / "list.csv")
