"""Tell a story: a template asks the history, and what it says becomes a document whose facts name their sources.

Templates are Jinja2 in a sandbox. An unknown name, a forbidden one and a question without an answer end the story with
a sentence that names the template's line: a document must not go on as if nothing had been asked.
"""

import traceback
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range

from miner.errors import MinerError, SettingsError
from miner.history.history import History
from miner.resources import directory
from miner.story.asking import Asking
from miner.story.document import Document
from miner.story.filters import FILTERS
from miner.story.marks import Marks

SUFFIX = ".story"


def stories() -> list[str]:
    """Return the names of the stories that ship with the tool."""
    return sorted(path.stem for path in _folder().glob(f"*{SUFFIX}"))


def tell(history: History, name: str, **given: Any) -> Document:
    """Return the story that a template tells: the name of one that ships, or the path of a file.

    ``given`` are further names for the template. Raises SettingsError, naming the template and the line, if there is no
    such template or it cannot be told.
    """
    path = Path(name) if Path(name).suffix or Path(name).is_file() else _folder() / f"{name}{SUFFIX}"
    if not path.is_file():
        raise SettingsError(f"There is no story {name}: name a template file, or one of {', '.join(stories())}.")
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
    environment.globals = {"range": safe_range, **asking.names()}
    environment.filters = {**_harmless(environment.filters), **FILTERS}
    try:
        text = environment.get_template(path.name).render(given)
        return (*marks.document(text), *asking.rest())
    except TemplateSyntaxError as error:
        raise SettingsError(f"{error.filename or path}:{error.lineno}: {error.message}.") from error
    except TemplateNotFound as error:
        raise SettingsError(f"{path}: there is no template {error.name} to include.") from error
    except (TemplateError, MinerError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        said = str(error)
        raise SettingsError(f"{_place(error, path)}: {said}{'' if said.endswith(('.', '?', '!')) else '.'}") from error


def _folder() -> Path:
    return directory("data") / "templates" / "stories"


def _harmless(filters: dict[str, Any]) -> dict[str, Any]:
    """Return Jinja's own filters without those that write HTML, of which the formats know nothing."""
    return {
        name: filter_ for name, filter_ in filters.items() if name not in {"safe", "escape", "e", "xmlattr", "urlize"}
    }


def _place(error: BaseException, path: Path) -> str:
    """Return FILE:LINE of the template where an error arose."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(SUFFIX) or frame.filename == str(path)
    ]
    return f"{path}:{frames[-1].lineno}" if frames else str(path)
