"""Charts of statistics: drawn without a network, and the same again."""

import re
import xml.etree.ElementTree as ET

import pytest

from miner.history.history import open_history
from miner.render.pictures.charts import CHARTS, draw
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures

pytest.importorskip("altair", reason="the extra [charts] is not installed")
pytest.importorskip("vl_convert", reason="the extra [charts] is not installed")


@pytest.fixture(scope="module")
def history(sample):  # noqa: F811
    with open_history(sample) as history:
        yield history


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_alike_in_every_format(history, name):
    rows = history.query(CHARTS[name][0])
    assert rows.rows
    drawn = draw(name, rows, "svg")
    root = ET.fromstring(drawn)
    assert root.tag.endswith("svg")
    words = " ".join(element.text or "" for element in root.iter() if element.tag.endswith("text"))
    assert {"lag": "hours until the revert", "survival": "days since the commit", "rates": "quarter"}[name] in words
    assert draw(name, rows, "svg") == drawn
    assert draw(name, rows, "png").startswith(b"\x89PNG")
    page = draw(name, rows, "html").decode()
    assert not re.search(r"<(?:script|link|img)\b", page)
    assert f'<th scope="col">{rows.columns[0]}</th>' in page
