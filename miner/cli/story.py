"""``miner story``: a document that the history writes."""

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from miner.cli.output import Output
from miner.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from miner.history.history import History
    from miner.story.document import Document, Figure

_FORMATS = {"text": ".txt", "rst": ".rst", "markdown": ".md", "html": ".html"}


@click.command(short_help="Write a document from a template, with pictures and sources.")
@click.argument("template", metavar="STORY|TEMPLATE")
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(_FORMATS)),
    help="The output format. Default: by the suffix of --output, otherwise text.",
)
@click.option(
    "--output", "file", metavar="FILE", help="Write to a file; rst and Markdown save their pictures beside it."
)
@click.option("--pelican", is_flag=True, help="In rst: begin with the metadata that Pelican reads.")
@click.pass_obj
def story(session: Session, template: str, format_: str | None, file: str | None, pelican: bool) -> None:
    """Write a document whose facts the history tells: a story that ships with the tool, or a template of your own.

    Each part names the commands whose answers it tells. A question without an answer ends the story with the line of
    the template.
    """
    from miner.story.telling import tell

    suffix = Path(file or "").suffix.lower()
    chosen = format_ or next((name for name, end in _FORMATS.items() if suffix == end), "text" if not suffix else "")
    if not chosen:
        raise click.BadParameter(f"{suffix} is none of {', '.join(_FORMATS.values())}.", param_hint="'--output'")
    with session.open() as history:
        document = tell(history, template)
        about = _about(template, history) if pelican else None
    if chosen == "text":
        from miner.story import as_text

        Output(file=file).lines(functools.partial(as_text.write, document))
    else:
        Output(chosen, file).write(_written(document, chosen, file, about))


def _written(document: "Document", format_: str, file: str | None, about: dict[str, str] | None) -> "Iterable[str]":
    from miner.story import as_html, as_markdown, as_rst

    def save(figure: "Figure", number: int) -> str | None:
        if file is None:
            return None  # there is no place for it
        from miner.render.pictures import drawing

        path = Path(file)
        picture = path.with_name(f"{path.stem}-{number}.svg")
        Output("svg", str(picture)).write([drawing.svg(figure.picture)])
        return picture.name

    if format_ == "html":
        return [as_html.write(document)]
    return as_rst.write(document, save, about) if format_ == "rst" else as_markdown.write(document, save)


def _about(template: str, history: "History") -> dict[str, str]:
    """Return Pelican's metadata; the day is that of the youngest commit, so that equal histories give equal bytes."""
    return {
        "date": (history.last_commit_at() or "")[:10],
        "slug": Path(template).stem,
        "category": "Python",
        "tags": "cpython, history",
    }
