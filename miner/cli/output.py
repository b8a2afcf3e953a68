"""The options of all commands that print rows, and writing the answer to its destination."""

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from miner.model import Page, Rows
    from miner.render.terminal import Terminal

FORMATS = ("table", "csv", "json", "jsonl", "markdown", "rst")
_SUFFIXES = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rst": "rst",
}
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Output:
    """How and where to write an answer."""

    format: str = "table"
    file: str | None = None
    wide: bool = False
    raw: bool = False
    bom: bool = False

    def rows(self, rows: "Rows", table: "Callable[[Terminal], Iterable[str]] | None" = None) -> None:
        """Write rows; in the table format, ``table`` yields the lines if a plain table is not the best layout."""
        from miner.render import formats

        if self.format != "table":
            self.write(formats.rows(rows, self.format, wide=self.wide, raw=self.raw))
        elif table is not None:
            self.lines(table)
        else:
            self.lines(functools.partial(formats.table_of_rows, rows))

    def page(self, page: "Page") -> None:
        """Write a page."""
        from miner.render import formats

        if self.format == "table":
            self.lines(functools.partial(formats.table_of_page, page))
        else:
            self.write(formats.page(page, self.format, wide=self.wide, raw=self.raw))

    def lines(self, table: "Callable[[Terminal], Iterable[str]]") -> None:
        """Write lines for people; ``table`` yields them for a terminal."""
        from miner.render.terminal import Terminal

        terminal = Terminal(wide=self.wide) if self.file else Terminal.of(sys.stdout, wide=self.wide)
        encoding = "utf-8" if self.file else sys.stdout.encoding or "utf-8"
        self.write((f"{line}\n" for line in table(terminal)), encoding)

    def write(self, chunks: Iterable[str], encoding: str = "utf-8") -> None:
        """Write the chunks of an answer in the chosen format to its destination."""
        if self.bom and self.format == "csv":
            chunks = _after(_BOM, chunks)
        if self.file:
            write_file(Path(self.file), (chunk.encode(encoding, "backslashreplace") for chunk in chunks))
            return
        stream = sys.stdout.buffer
        if self.format != "table" and sys.stdout.isatty():
            from miner.render.cells import printable

            chunks = map(printable, chunks)  # exact output is for programs, but a terminal must be protected
        for chunk in chunks:
            stream.write(chunk.encode(encoding, "backslashreplace"))
        stream.flush()


def _after(first: str, chunks: Iterable[str]) -> Iterator[str]:
    yield first
    yield from chunks


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file atomically, so that no reader sees half an answer; raise SettingsError if it cannot be written."""
    from miner.errors import SettingsError

    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # a device or a pipe
            with path.open("wb") as stream:
                stream.writelines(chunks)
            return
        try:
            with part.open("wb") as stream:
                stream.writelines(chunks)
            os.replace(part, path)  # noqa: PTH105 - Path.replace does not say what it overwrites
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the output options to a command, which gets them as one argument ``output``."""
    return output_options_with()(command)


def output_options_with(**formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds the output options, with formats of the command's own: names and suffixes.

    The command writes these formats itself, by `Output.write`.
    """
    suffixes = _SUFFIXES | {suffix: name for name, suffix in formats.items()}

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--format",
            "format_",
            type=click.Choice((*FORMATS, *formats)),
            help="The output format. Default: by the suffix of --output, otherwise table.",
        )
        @click.option("--output", "file", metavar="FILE", help="Write to a file instead of standard output.")
        @click.option(
            "--wide", is_flag=True, help="In tables: full shas and dates, durations in seconds, no wrapped lines."
        )
        @click.option("--raw", is_flag=True, help="In CSV: no apostrophe before cells that look like formulas.")
        @click.option(
            "--bom", is_flag=True, help="In CSV: start with a byte order mark, by which Excel recognises UTF-8."
        )
        @functools.wraps(command)
        def wrapped(
            *args: Any, format_: str | None, file: str | None, wide: bool, raw: bool, bom: bool, **kwargs: Any
        ) -> Any:
            target = None if file in {None, "-"} else file
            chosen = format_ or suffixes.get(Path(target or "").suffix.lower(), "table")
            return command(*args, output=Output(chosen, target, wide, raw, bom), **kwargs)

        return wrapped

    return decorate
