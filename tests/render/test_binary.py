"""Workbooks and Parquet files: what they cannot hold, and what is said without their extras."""

import sys
import zipfile
from io import BytesIO

import pytest

from miner.answers import Page, Rows, Section
from miner.errors import SettingsError
from miner.render import as_xlsx, formats

ROWS = Rows(("line", "n"), [("3.10", 1.5), ("=HYPERLINK(1)", None), ("\x00" + "x" * 40_000, 2**60)])


@pytest.mark.parametrize(("name", "package"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow")])
def test_without_the_extra(name, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingsError, match=rf"extra \[{name}\]"):
        formats.binary_rows(ROWS, name)


def test_a_workbook_holds_only_text_and_numbers():
    pytest.importorskip("xlsxwriter", reason="the extra [xlsx] is not installed")
    book = formats.binary_page(Page("A", {"sha": "a", "none": None}, (Section("rows", "Rows", ROWS),)), "xlsx")
    with zipfile.ZipFile(BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<v>1.5</v>" in sheet
    assert "3.10" in texts
    assert "=HYPERLINK(1)" in texts
    assert str(2**60) in texts
    assert "x…" in texts
    assert "x" * 32_767 not in texts


def test_a_sheet_has_an_end(monkeypatch):
    pytest.importorskip("xlsxwriter", reason="the extra [xlsx] is not installed")
    monkeypatch.setattr(as_xlsx, "_ROWS", 2)
    with pytest.raises(SettingsError, match="cannot hold 3 rows"):
        formats.binary_rows(ROWS, "xlsx")


def test_a_page_is_no_parquet_file():
    with pytest.raises(SettingsError, match="several tables"):
        formats.binary_page(Page("A", {}, ()), "parquet")
