from datetime import UTC, datetime

import pytest

from miner.messages.reading import read_message


@pytest.fixture
def read():
    """Return a reader that takes the day of the commit as ``2019-02-24``."""

    def reader(message, day):
        return read_message(message, int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()))

    return reader


@pytest.fixture
def numbers(read):
    """Return a reader that gives the numbers of one tracker in order."""

    def reader(message, day, tracker):
        return [mention.number for mention in read(message, day).mentions if mention.tracker == tracker]

    return reader


@pytest.fixture
def roles(read):
    """Return a reader that gives (tracker:number, position, role) of every mention."""

    def reader(message, day):
        mentions = read(message, day).mentions
        return [(f"{mention.tracker}:{mention.number}", mention.position, mention.role) for mention in mentions]

    return reader
