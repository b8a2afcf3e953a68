"""Mailmaps, against the git program where there is one."""

import random
import subprocess

import pytest

from miner.git import program
from miner.git.mailmap import Mailmap

NAMES = ("Ann", "ANN", "Ben Sample", "Ä", "ä")
ADDRESSES = ("a@b", "A@B", "c@d", "C@d ")


def test_case_does_not_matter():
    mailmap = Mailmap("Real Name <real@home.example> <ANN@Example.ORG>\n")
    assert mailmap.resolve("Ann", "ann@example.org") == ("Real Name", "real@home.example")
    assert mailmap.resolve("Ann", "ben@example.org") == ("Ann", "ben@example.org")


def test_a_name_chooses_among_people_with_one_address():
    mailmap = Mailmap("One <one@x> ann <dev@x>\nTwo <two@x> <dev@x>\n# Three <three@x> <dev@x>\n")
    assert mailmap.resolve("Ann", "dev@x") == ("One", "one@x")
    assert mailmap.resolve("Ben", "dev@x") == ("Two", "two@x")


@pytest.mark.skipif(not program.available(), reason="there is no git program")
@pytest.mark.parametrize("seed", range(12))
def test_resolves_as_git_does(tmp_path, seed):
    chance = random.Random(seed)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    def person() -> str:
        return f"{chance.choice([*NAMES, ''])} <{chance.choice([*ADDRESSES, ''])}>"

    shapes = (
        person,
        lambda: f"{person()} {person()}",
        lambda: f"{person()} <{chance.choice(ADDRESSES)}> # said",
        lambda: f"#{person()}",
        lambda: f" {person()}{person()} \r",
        lambda: f"{chance.choice(NAMES)} without address",
    )
    content = "\n".join(chance.choice(shapes)() for _ in range(chance.randint(1, 9)))
    (tmp_path / ".mailmap").write_text(content, newline="")
    asked = [(name, address.strip()) for name in NAMES for address in ADDRESSES]
    answer = subprocess.run(
        ["git", "-C", tmp_path, "check-mailmap", "--stdin"],
        input="".join(f"{name} <{address}>\n" for name, address in asked),
        capture_output=True,
        check=True,
        text=True,
    )
    resolved = [Mailmap(content).resolve(*one) for one in asked]
    assert [f"{name} <{address}>" for name, address in resolved] == answer.stdout.splitlines()
