"""``miner check``: compare what a document says with the history."""

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from miner.cli.destination import write_file
from miner.cli.output import Output, output_options
from miner.cli.session import Session, tell

if TYPE_CHECKING:
    from miner.story.finding import Finding
    from miner.story.passages import Document

# Bytes of a document; no book has as many.
_LARGEST = 20_000_000


@click.command(short_help="Compare what documents say with the history.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--as",
    "markup",
    type=click.Choice(("rst", "markdown", "html", "text")),
    help="How the documents are written. Default: by their suffix, otherwise text.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 also if a claim is unknown.")
@click.option("--all", "everything", is_flag=True, help="In tables: what is confirmed, too.")
@click.option("--annotated", metavar="FILE", help="Write a copy with the findings under the lines they are about.")
@output_options(sarif=".sarif", github=".github")
@click.pass_obj
def check(
    session: Session,
    files: tuple[str, ...],
    markup: str | None,
    strict: bool,
    everything: bool,
    annotated: str | None,
    output: Output,
) -> None:
    """Compare what documents say about the history with the database.

    What is compared: commits, issues and pull requests, messages and logs that are shown, titles, days, months,
    periods, numbers of commits and attempts, delays, first and final commits, releases, who wrote, merged or reverted
    something, what is still in place, fields that came, moved or went, and links. A claim is confirmed, confirmed in
    UTC, rounded, extended (more came later), corrected, or unknown for a reason.

    Exits with 1 if something is corrected. - reads standard input. --format sarif and github are for continuous
    integration. To read reStructuredText, Markdown and HTML takes the extra `story`, to read plain text none.
    """
    if annotated is not None and annotated in files:
        raise click.UsageError("The annotated copy must have a name of its own.")
    if annotated is not None and len(files) > 1:
        raise click.UsageError("An annotated copy is made of one document.")
    documents = [_read(name, markup) for name in files]
    from miner.render import findings as renderer
    from miner.story.annotate import annotate
    from miner.story.check import check as checked
    from miner.story.finding import as_rows

    with session.open() as history:
        found = {document.name: checked(history, document) for document in documents}
    rows = as_rows(found)
    if annotated is not None:
        copy = annotate(documents[0], found[documents[0].name])
        write_file(Path(annotated), (line.encode("utf-8", "backslashreplace") for line in copy))
    if output.format == "sarif":
        output.write(renderer.as_sarif(rows))
    elif output.format == "github":
        output.write(renderer.as_annotations(rows, strict=strict))
    else:
        output.rows(rows, functools.partial(renderer.write_findings, rows, everything=everything))
    if _is_wrong([finding for findings in found.values() for finding in findings], strict=strict):
        raise click.exceptions.Exit(1)


def _read(name: str, markup: str | None) -> "Document":
    from miner.errors import SettingsError
    from miner.story.reading import read

    try:
        if name == "-":
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(name).open("rb") as stream:
                content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"The document {name} cannot be read: {error.strerror}.") from error
    if len(content) > _LARGEST:  # also what never ends, as some devices do
        raise SettingsError(f"The document {name} has more than {_LARGEST:,} bytes: check its parts.")
    return read(name, content, markup, tell)


def _is_wrong(findings: "list[Finding]", *, strict: bool) -> bool:
    return any(finding.verdict == "corrected" or (strict and finding.verdict == "unknown") for finding in findings)
