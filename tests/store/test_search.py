"""Full text as Datasette finds and asks it."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from datasette.app import Datasette
from datasette.utils import detect_fts

from tests.samples import sample, sample_repository  # noqa: F401 - fixtures


@pytest.mark.parametrize(
    ("table", "index"), [("commits", "message_index"), ("news_entries", "news_index"), ("paths", None)]
)
def test_datasette_finds_the_full_text(sample, table, index):  # noqa: F811
    with closing(sqlite3.connect(sample)) as connection:
        assert detect_fts(connection, table) == index


@pytest.mark.parametrize(
    ("table", "column", "word"), [("commits", "message", "reverts"), ("news_entries", "text", "interpreter")]
)
def test_datasette_answers_only_rows_with_the_word(sample, table, column, word):  # noqa: F811
    async def ask(arguments: str) -> list[str]:
        answer = await datasette.client.get(f"/{sample.stem}/{table}.json?_shape=array&_size=max{arguments}")
        assert answer.status_code == 200
        return [row[column] for row in answer.json()]

    async def both() -> tuple[list[str], list[str]]:
        return await ask(""), await ask(f"&_search={word}")

    datasette = Datasette([str(sample)])
    texts, found = asyncio.run(both())
    assert 0 < len(found) < len(texts)
    words = word.casefold()
    assert set(found) <= {text for text in texts if words in text.casefold()}
