"""Tell a story: a template asks the history, and what it says becomes a document whose facts name their sources.

Templates are Jinja2 in a sandbox. An unknown name, a forbidden one and a question without an answer end the story with
a sentence that names the template's line: a document must not go on as if nothing had been asked.
"""

import traceback
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Namespace

from miner.errors import MinerError, SettingsError
from miner.history.history import History
from miner.resources import directory
from miner.story import topics
from miner.story.asking import Asking
from miner.story.document import Document
from miner.story.filters import FILTERS
from miner.story.marks import Marks

SUFFIX = ".story"
# What other templates are made of.
_PARTS = {"macros", "topic"}


def stories() -> list[str]:
    """Return the names of the stories that ship with the tool."""
    return sorted(path.stem for path in _folder().glob(f"*{SUFFIX}") if path.stem not in _PARTS)


def tell(history: History, name: str, **given: Any) -> Document:
    """Return the story that a template tells: the name of one that ships, or the path of a file; or that of a topic.

    ``given`` are further names for the template. Raises SettingsError, naming the template and the line, if there is no
    such template or it cannot be told.
    """
    path, about = _template(name)
    marks = Marks()
    asking = Asking(history, marks)
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([path.parent, _folder()]),
        autoescape=True,  # so that the text of macros is told from values; `finalize` escapes nothing
        undefined=StrictUndefined,
        finalize=marks.value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals = {"namespace": Namespace, "range": safe_range, **asking.names()}
    environment.filters = {**_harmless(environment.filters), **FILTERS}
    environment.tests["known"] = asking.known
    try:
        text = environment.get_template(path.name).render({**about, **given})
        return (*marks.document(text), *asking.rest())
    except TemplateSyntaxError as error:
        raise SettingsError(f"{error.filename or path}:{error.lineno}: {_ended(str(error.message))}") from error
    except TemplateNotFound as error:
        raise SettingsError(f"{_place(error, path)}: there is no template {error.name} to include.") from error
    except KeyError as error:
        raise SettingsError(f"{_place(error, path)}: there is no {error.args[0]!r}.") from error
    except (TemplateError, MinerError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        lacks = isinstance(error, MinerError) and history.real_shas()
        sample = " The database holds only the sample of the history." if lacks else ""
        raise SettingsError(f"{_place(error, path)}: {_ended(str(error))}{sample}") from error


def _template(name: str) -> tuple[Path, dict[str, Any]]:
    """Return the file of a template and what it gets: a topic has the template of all topics, unless it has its own."""
    own = _folder() / f"{name}{SUFFIX}"
    if own.is_file():
        return own, {}
    if name.endswith(".toml") or name in topics.names():
        return _folder() / f"topic{SUFFIX}", {"topic": topics.read_topic(name)}
    if not Path(name).is_file():
        known = ", ".join(sorted({*stories(), *topics.names()}))
        raise SettingsError(f"There is no story {name}: name a template file, or one of {known}.")
    return Path(name), {}


def _folder() -> Path:
    return directory("data") / "templates" / "stories"


def _harmless(filters: dict[str, Any]) -> dict[str, Any]:
    """Return Jinja's own filters without those that write HTML, of which the formats know nothing."""
    return {
        name: filter_ for name, filter_ in filters.items() if name not in {"safe", "escape", "e", "xmlattr", "urlize"}
    }


def _ended(sentence: str) -> str:
    """Return a sentence with its full stop, if it has none."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _place(error: BaseException, path: Path) -> str:
    """Return FILE:LINE of the template where an error arose; of those that ship with the tool only the name."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(SUFFIX) or frame.filename == str(path)
    ]
    shown = path.name if path.parent == _folder() else path
    return f"{shown}:{frames[-1].lineno}" if frames else str(shown)
