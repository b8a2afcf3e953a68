"""What the tests of fleets share: small repositories, mined once into one data set."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from miner.fleet import manifest
from miner.fleet.child import Miner
from miner.fleet.listing import Entry
from miner.fleet.place import Place
from tests.fleet.repositories import build, member


@dataclass(frozen=True)
class Data:
    """A data set with the repositories that it was made from, and what the process that mines has sent."""

    place: Place
    entries: dict[str, Entry]
    said: list[list]

    @property
    def rows(self) -> dict[str, manifest.Row]:
        return {said[1]["name"]: said[1] for said in self.said if said[0] == "row"}


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Data:
    folder = tmp_path_factory.mktemp("fleet")
    entries = build(folder)
    place = Place(str(folder / "set"))
    (folder / "temporary").mkdir()
    miner = Miner(place, folder / "temporary")
    networks = [["root", "fork", "a/twin"], ["other"]]
    said = [each for names in networks for each in miner.mine_network([member(entries[name]) for name in names])]
    found = Data(place, entries, said)
    manifest.append(place, list(found.rows.values()))
    return found


@pytest.fixture
def miner(data, tmp_path) -> Miner:
    """A process that mines into the data set, seen from within."""
    return Miner(data.place, Path(tmp_path))
