"""The canned queries as methods, whose signatures are in ``queries.pyi`` for editors and type checkers."""

import inspect
from collections.abc import Callable
from typing import Any

from miner.answers import Rows
from miner.catalog.catalog import Catalog
from miner.catalog.query import Parameter, Query

_KINDS: dict[str, type] = {"integer": int, "boolean": bool}


class Queries:
    """``history.queries.issue_commits(issue="bpo-33608", line="main")``, and so for each canned query.

    A parameter that is a word of Python has a line behind it: ``from_``.
    """

    def __init__(self, catalog: Catalog, run: Callable[..., Rows]) -> None:
        self._catalog = catalog
        self._run = run

    def __dir__(self) -> list[str]:
        return [*self._catalog]

    def __getattr__(self, name: str) -> Callable[..., Rows]:
        if name.startswith("_") or name not in self._catalog:
            raise AttributeError(f"There is no canned query {name}.")
        query = self._catalog[name]

        def asked(**parameters: Any) -> Rows:
            return self._run(name, **{key.removesuffix("_"): value for key, value in parameters.items()})

        asked.__name__ = asked.__qualname__ = name
        asked.__doc__ = f"{query.heading}\n\n{query.description}"
        asked.__signature__ = inspect.Signature(  # type: ignore[attr-defined] - functions may have one
            [_argument(parameter) for parameter in query.parameters], return_annotation=Rows
        )
        return asked


def python_name(parameter: Parameter) -> str:
    """Return what a parameter is called in Python."""
    return f"{parameter.name}_" if parameter.name == "from" else parameter.name


def _argument(parameter: Parameter) -> inspect.Parameter:
    default = inspect.Parameter.empty if parameter.need == "required" else None
    kind = _KINDS.get(parameter.kind, str)
    return inspect.Parameter(python_name(parameter), inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def stub(query: Query) -> list[str]:
    """Return the lines of a query's method in ``queries.pyi``."""
    takes = ", ".join(
        f"{python_name(each)}: {_annotation(each)}{'' if each.need == 'required' else ' | None = None'}"
        for each in sorted(query.parameters, key=lambda each: each.need != "required")
    )
    return [f"    def {query.name}(self{', *, ' if takes else ''}{takes}) -> Rows: ..."]


def _annotation(parameter: Parameter) -> str:
    match parameter.kind:
        case "choice":
            return f"Literal[{', '.join(repr(value).replace(chr(39), chr(34)) for value in parameter.choices)}]"
        case "issue":
            return "str | int"
        case "day":
            return "date | str"
        case "integer":
            return "int"
        case "boolean":
            return "bool"
        case _:
            return "str"
