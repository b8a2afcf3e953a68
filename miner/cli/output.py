"""The options of all commands that print rows, and writing the answer to its destination."""

import functools
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from miner.cli.destination import is_paged, page, write_file

if TYPE_CHECKING:
    from miner.answers import Page, Rows
    from miner.render.links import Links
    from miner.render.pictures.shapes import Picture
    from miner.render.terminal import Terminal

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "markdown", "rst")
#: The formats that are no text.
BINARY = ("xlsx", "parquet")
#: The formats of commands that have a picture.
PICTURES = ("svg", "png", "html")
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rst": "rst",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".txt": "table",
    "": "table",
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
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    links: "Links | None" = None

    @property
    def draws(self) -> bool:
        """Whether the answer is to be a picture."""
        return self.format in PICTURES

    def rows(
        self,
        rows: "Rows",
        table: "Callable[[Terminal], Iterable[str]] | None" = None,
        picture: "Callable[[], Picture] | None" = None,
        most: int | None = None,
    ) -> None:
        """Write rows; in the table format, ``table`` yields the lines if a plain table is not the best layout.

        ``picture`` returns what the formats for pictures draw. Chosen or sorted columns make a plain table; at most
        ``most`` rows are left after sorting.
        """
        from miner.render import formats

        if self.columns or self.sort:
            rows, table = rows.chosen(self.columns, self.sort), None
        if most is not None:
            rows = type(rows)(rows.columns, rows.rows[:most])
        if self.draws and picture is not None:
            self._draw(rows, picture())
        elif self.format in BINARY:
            self._write_bytes(formats.binary_rows(rows, self.format, self.links))
        elif self.format != "table":
            self.write(formats.rows(rows, self.format, wide=self.wide, raw=self.raw, links=self.links))
        else:
            self.lines(table or functools.partial(formats.table_of_rows, rows), rows)

    def page(self, page: "Page", table: "Callable[[Terminal], Iterable[str]] | None" = None) -> None:
        """Write a page; in the table format, ``table`` yields the lines if the usual layout is not the best."""
        from miner.errors import SettingsError
        from miner.render import formats

        if self.columns or self.sort:
            raise SettingsError("A page has no columns to choose or sort by: ask a query for rows.")

        if self.format == "table":
            self.lines(table or functools.partial(formats.table_of_page, page), page)
        elif self.format in BINARY:
            self._write_bytes(formats.binary_page(page, self.format, self.links))
        else:
            self.write(formats.page(page, self.format, wide=self.wide, raw=self.raw, links=self.links))

    def lines(self, table: "Callable[[Terminal], Iterable[str]]", answer: "Rows | Page | None" = None) -> None:
        """Write lines for people; ``table`` yields them for a terminal. ``answer`` has the shas that may be links."""
        from miner.render.terminal import Terminal

        terminal = Terminal(wide=self.wide) if self.file else Terminal.of(sys.stdout, wide=self.wide)
        encoding = "utf-8" if self.file else sys.stdout.encoding or "utf-8"
        lines = table(terminal)
        if self.links and answer is not None:
            lines = self._linked(self.links, lines, answer, clickable=terminal.colour)
        self.write((f"{line}\n" for line in lines), encoding)

    @staticmethod
    def _linked(links: "Links", lines: Iterable[str], answer: "Rows | Page", *, clickable: bool) -> Iterator[str]:
        from miner.render.links import LineLinks, pulls, shas

        linked = LineLinks(links, shas(answer), pulls(answer))
        for line in lines:
            yield linked.clickable(line) if clickable else linked.noticed(line)
        yield from linked.legend()

    def _draw(self, rows: "Rows", picture: "Picture") -> None:
        from miner.render.pictures import drawing

        if self.format == "png":
            self._write_bytes(drawing.png(picture))
        elif self.format == "svg":
            self.write([drawing.svg(picture)])
        else:
            self.write([drawing.html(picture, rows, self.links)])

    def _write_bytes(self, answer: bytes) -> None:
        from miner.errors import SettingsError

        if self.file:
            write_file(Path(self.file), [answer])
        elif sys.stdout.isatty():
            raise SettingsError(f"{self.format} is no text: name a file with --output.")
        else:
            sys.stdout.buffer.write(answer)

    def write(self, chunks: Iterable[str], encoding: str = "utf-8") -> None:
        """Write the chunks of an answer in the chosen format to its destination."""
        if self.bom and self.format in {"csv", "tsv"}:
            chunks = itertools.chain([_BOM], chunks)
        if self.file:
            write_file(Path(self.file), (chunk.encode(encoding, "backslashreplace") for chunk in chunks))
            return
        stream = sys.stdout.buffer
        if self.format != "table" and sys.stdout.isatty():
            from miner.render.cells import printable

            chunks = map(printable, chunks)  # exact output is for programs, but a terminal must be protected
        if is_paged():
            page(chunk.encode(encoding, "backslashreplace").decode(encoding) for chunk in chunks)
            return
        for chunk in chunks:
            stream.write(chunk.encode(encoding, "backslashreplace"))
        stream.flush()


def output_options(*, pictures: bool = False, **own: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds the output options to a command, which gets them as one argument ``output``.

    ``pictures`` says that the command can draw its answer. ``own`` are formats of the command's own: names and
    suffixes; the command writes these itself, by `Output.write`.
    """
    formats = (*FORMATS, *BINARY, *(PICTURES if pictures else ()), *own)
    suffixes = {suffix: name for name, suffix in own.items() if suffix}

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--format",
            "format_",
            type=click.Choice(formats),
            help="The output format. Default: by the suffix of --output, otherwise table.",
        )
        @click.option("--output", "file", metavar="FILE", help="Write to a file instead of standard output.")
        @click.option(
            "--wide", is_flag=True, help="In tables: full shas and dates, durations in seconds, no wrapped lines."
        )
        @click.option("--raw", is_flag=True, help="In CSV and TSV: no apostrophe before cells that look like formulas.")
        @click.option(
            "--bom", is_flag=True, help="In CSV and TSV: start with a byte order mark, by which Excel recognises UTF-8."
        )
        @click.option(
            "--columns", callback=_names, metavar="NAME,…", help="Only these columns of the rows, in this order."
        )
        @click.option(
            "--sort",
            callback=_names,
            metavar="NAME,…",
            help="Sort the rows by these columns; -NAME: downwards. --limit counts after that.",
        )
        @click.option(
            "--links", is_flag=True, help="Lead from commits, issues and pull requests to their web addresses."
        )
        @functools.wraps(command)
        def wrapped(
            *args: Any,
            format_: str | None,
            file: str | None,
            wide: bool,
            raw: bool,
            bom: bool,
            columns: tuple[str, ...],
            sort: tuple[str, ...],
            links: bool,
            **kwargs: Any,
        ) -> Any:
            target = None if file in {None, "-"} else file
            chosen = format_ or output_format(target, pictures=pictures, own=suffixes)
            known = _links() if links else None
            return command(*args, output=Output(chosen, target, wide, raw, bom, columns, sort, known), **kwargs)

        return wrapped

    return decorate


def _links() -> "Links":
    from miner.cli.session import Session
    from miner.errors import SettingsError
    from miner.render.links import Links

    session = click.get_current_context().find_object(Session) or Session()
    if session.fleet is not None:
        raise SettingsError("--links knows addresses of one repository, CPython's: leave it out with --fleet.")
    with session.open() as history:
        if not history.is_cpython():
            raise SettingsError("--links knows the addresses of CPython's commits and issues only.")
        return Links(history.real_shas())


def _names(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (given or "").split(",") if name.strip())


def output_format(
    file: str | None, *, pictures: bool = False, own: Mapping[str, str] | None = None, option: str = "--output"
) -> str:
    """Return the format that a file's suffix chooses; raise BadParameter if it chooses none."""
    suffixes = {**_SUFFIXES, **({f".{name}": name for name in PICTURES} if pictures else {}), **(own or {})}
    suffix = Path(file or "").suffix.lower()
    if suffix not in suffixes and not _is_special(file or ""):
        known = ", ".join(sorted(filter(None, suffixes)))
        raise click.BadParameter(
            f"{suffix} is no suffix of an output format here: use one of {known}, or choose with --format.",
            param_hint=f"'{option}'",
        )
    return suffixes.get(suffix, "table")


def _is_special(file: str) -> bool:
    """Return whether this is a device or a pipe, whose name means nothing."""
    path = Path(file)
    return path.exists() and not path.is_file()
