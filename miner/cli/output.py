"""The options of all commands that print rows, and writing the answer to its destination."""

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from miner.model import Page, Rows
    from miner.render.pictures.shapes import Picture
    from miner.render.terminal import Terminal

FORMATS = ("table", "csv", "json", "jsonl", "markdown", "rst")
#: The formats of commands that have a picture.
PICTURES = ("svg", "png", "html")
_SUFFIXES = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rst": "rst",
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

    @property
    def draws(self) -> bool:
        """Whether the answer is to be a picture."""
        return self.format in PICTURES

    def rows(
        self,
        rows: "Rows",
        table: "Callable[[Terminal], Iterable[str]] | None" = None,
        picture: "Callable[[], Picture] | None" = None,
    ) -> None:
        """Write rows; in the table format, ``table`` yields the lines if a plain table is not the best layout.

        ``picture`` returns what the formats for pictures draw. Chosen or sorted columns make a plain table.
        """
        from miner.render import formats

        if self.columns or self.sort:
            rows, table = rows.chosen(self.columns, self.sort), None
        if self.draws and picture is not None:
            self._draw(rows, picture())
        elif self.format != "table":
            self.write(formats.rows(rows, self.format, wide=self.wide, raw=self.raw))
        elif table is not None:
            self.lines(table)
        else:
            self.lines(functools.partial(formats.table_of_rows, rows))

    def page(self, page: "Page") -> None:
        """Write a page."""
        from miner.errors import SettingsError
        from miner.render import formats

        if self.columns or self.sort:
            raise SettingsError("A page has no columns to choose or sort by: ask a query for rows.")

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

    def _draw(self, rows: "Rows", picture: "Picture") -> None:
        from miner.errors import SettingsError
        from miner.render.pictures import drawing

        if self.format != "png":
            self.write([drawing.svg(picture) if self.format == "svg" else drawing.html(picture, rows)])
        elif self.file:
            write_file(Path(self.file), [drawing.png(picture)])
        elif sys.stdout.isatty():
            raise SettingsError("A PNG picture is no text: name a file with --output.")
        else:
            sys.stdout.buffer.write(drawing.png(picture))

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
        if _is_paged():
            _page(chunk.encode(encoding, "backslashreplace").decode(encoding) for chunk in chunks)
            return
        for chunk in chunks:
            stream.write(chunk.encode(encoding, "backslashreplace"))
        stream.flush()


def _is_paged() -> bool:
    """Return whether somebody reads the answer on a terminal and wants a pager: PAGER=cat does without."""
    return sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("PAGER") != "cat"


def _page(chunks: Iterable[str]) -> None:
    """Show an answer in the user's pager as git does: less ends at once if it all fits, and keeps colours."""
    os.environ.setdefault("LESS", "FRX")
    click.echo_via_pager(chunks, color=True)


def _after(first: str, chunks: Iterable[str]) -> Iterator[str]:
    yield first
    yield from chunks


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file atomically, so that no reader sees half an answer; raise SettingsError if it cannot be written."""
    from miner.errors import SettingsError

    if not path.name or path.is_dir():
        raise SettingsError(f"{path} cannot be written: it is a folder. Name a file.")
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


def output_options(*, pictures: bool = False, **own: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds the output options to a command, which gets them as one argument ``output``.

    ``pictures`` says that the command can draw its answer. ``own`` are formats of the command's own: names and
    suffixes; the command writes these itself, by `Output.write`.
    """
    formats = (*FORMATS, *(PICTURES if pictures else ()), *own)
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
        @click.option("--raw", is_flag=True, help="In CSV: no apostrophe before cells that look like formulas.")
        @click.option(
            "--bom", is_flag=True, help="In CSV: start with a byte order mark, by which Excel recognises UTF-8."
        )
        @click.option(
            "--columns", callback=_names, metavar="NAME,…", help="Only these columns of the rows, in this order."
        )
        @click.option(
            "--sort",
            callback=_names,
            metavar="NAME,…",
            help="Sort the rows, after --limit, by these columns; -NAME: downwards.",
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
            **kwargs: Any,
        ) -> Any:
            target = None if file in {None, "-"} else file
            chosen = format_ or output_format(target, pictures=pictures, own=suffixes)
            return command(*args, output=Output(chosen, target, wide, raw, bom, columns, sort), **kwargs)

        return wrapped

    return decorate


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
