"""Find the static variables of sources that became fields."""

from sqlalchemy import Connection

from miner.code.ledger import Ledger
from miner.git.repository import Repository


def find_statics(connection: Connection, repository: Repository, ledger: Ledger) -> None:
    """TODO."""
