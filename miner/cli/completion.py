"""What shells complete: issues, lines and releases that the database knows, besides click's own words.

Nothing is said when it cannot be asked: a shell has no place for that.
"""

from collections.abc import Callable
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from miner.errors import MinerError

_MOST: Final = 60
_ISSUES: Final = """
SELECT d.issue, d.title
FROM issue_details AS d
WHERE SUBSTR(d.issue, 1, LENGTH(:begin)) = :begin
ORDER BY LENGTH(d.issue), d.issue
LIMIT 60
"""

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completing(*kinds: str) -> Complete:
    """Return what completes names of some kinds: ``issue``, ``line`` and ``release``, also behind ``FROM..``."""

    def complete(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        if not context.resilient_parsing:
            return []
        before, dots, last = begun.rpartition("..")
        try:
            known = [item for kind in kinds for item in _KNOWN[kind](_history(context), last)]
        except (MinerError, OSError):
            return []
        return [CompletionItem(f"{before}{dots}{name}", help=told) for name, told in known[:_MOST]]

    return complete


def _history(context: click.Context) -> Any:
    from miner.cli.session import Session

    return Session(context.find_root().params.get("database")).quietly()


def _issues(opened: Any, begun: str) -> list[tuple[str, str | None]]:
    with opened as history:
        return [(row["issue"], row["title"]) for row in history.sql(_ISSUES, begin=begun.lower()).dicts()]


def _lines(opened: Any, begun: str) -> list[tuple[str, str | None]]:
    with opened as history:
        rows = history.sql("SELECT line FROM line_details ORDER BY line").dicts()
    return [(row["line"], None) for row in rows if row["line"].startswith(begun)]


def _releases(opened: Any, begun: str) -> list[tuple[str, str | None]]:
    with opened as history:
        rows = history.query("releases").dicts()
    names = [(row["tag"] if begun.startswith("v") else row["release"], row["released_at"][:10]) for row in rows]
    return [(name, day) for name, day in reversed(names) if name.startswith(begun)]


_KNOWN: Final = {"issue": _issues, "line": _lines, "release": _releases}
#: Options that are everywhere named for what they take.
OF_OPTIONS: Final = {
    "issue": completing("issue"),
    "line": completing("line"),
    "branch": completing("line"),
    "release": completing("release"),
    "previous": completing("release"),
    "at": completing("release"),
    "against": completing("release"),
}
#: Arguments by the words in their places.
OF_ARGUMENTS: Final = {
    "issue": completing("issue"),
    "issues": completing("issue"),
    "release": completing("release", "line"),
    "what": completing("issue", "release"),
}


def with_completion(command: click.Command) -> click.Command:
    """Let the options and arguments of a command complete what they take, if they do not yet."""
    for parameter in command.params:
        known = OF_ARGUMENTS if isinstance(parameter, click.Argument) else OF_OPTIONS
        complete = known.get(str(parameter.name))
        if complete and parameter._custom_shell_complete is None:  # noqa: SLF001 - click tells it nowhere else
            parameter._custom_shell_complete = complete  # noqa: SLF001
    return command
