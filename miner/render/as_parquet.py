"""Write rows as a Parquet file, for DuckDB, pandas and their like."""

import io

from miner.answers import Rows
from miner.errors import SettingsError


def parquet(rows: Rows) -> bytes:
    """Return rows as a Parquet file, whose columns are whole numbers, numbers or text.

    Raises SettingsError if the extra ``parquet`` is not installed.
    """
    try:
        from pyarrow import parquet as files  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError(
            "Parquet files need the extra [parquet]: pip install 'cpython-miner[parquet]', or ask for csv."
        ) from None
    stream = io.BytesIO()
    files.write_table(rows.to_arrow(), stream, compression="zstd")
    return stream.getvalue()
