"""Take away one branch of the incremental pass after the other, and see whether a test notices.

    python tests/benchmarks/mutations.py [--only TEXT] [--jobs 1] [--list] [TEST...]

A pass over new commits adds old ones that these change the meaning of. What it adds is told by SQL, each part of which
has to be reached by a test: each SELECT of a UNION, each side of an OR, each text or number of a list behind IN, and
each statement as a whole. One at a time is taken away in a copy of the checkout, where the tests then run. Prints what
survives, and ends with 1 if any does.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parents[2]
#: Which constants tell what a pass adds; all that are queries, where a file has no names.
WIDENINGS: dict[str, tuple[str, ...]] = {
    "miner/relations/affected.py": (),
    "miner/relations/reland/reopened.py": (),
    "miner/relations/reland/lines.py": ("_AFFECTED",),
    "miner/contents/change_ids.py": ("_EQUALS",),
    "miner/resolve/hg_ids.py": ("_TELLING",),
    "miner/resolve/mentions.py": ("_NUMBERS",),
    "miner/resolve/svn_map.py": ("_NEEDED",),
    "miner/graph/lines.py": ("_NEW_SVN",),
    "miner/news/commits.py": ("_ADDED_AFTER", "_NEWS_AFTER"),
    "miner/store/issues.py": ("_RANK", "_UNNAMED"),
    "miner/store/line_prints.py": ("_UNRELATED",),
}
#: The quickest first, because the first failure ends a run.
TESTS = (
    *("tests/relations/test_affected.py", "tests/store/test_issues.py", "tests/resolve", "tests/graph"),
    *("tests/relations", "tests/news", "tests/pipeline"),
)
COPIED = ("miner", "tests", "queries", "schema", "data", "pyproject.toml")

_QUERY = re.compile(r"\s*(?:SELECT|INSERT INTO|WITH|UPDATE|DELETE)\b")
_LITERAL = re.compile(r"""[fFrR]{0,2}("{3}|'{3}|"|')(?P<text>.*)\1\Z""", re.DOTALL)
# Texts and comments are passed over whole, so that neither their words nor their brackets count.
_TOKEN = re.compile(r"'(?:[^']|'')*'|--[^\n]*|[()]|\b[A-Za-z_]\w*\b")
# What is in a list is an alternative, too; what is not in one is not.
_LIST = re.compile(r"(?<!NOT )\bIN \((?P<items>(?:'[^']*'|[0-9]+)(?:, (?:'[^']*'|[0-9]+))+)\)")
# Where a condition begins or ends.
_BOUNDS = re.compile("SELECT|FROM|WHERE|ON|WHEN|THEN|ELSE|END|HAVING|GROUP|ORDER|LIMIT|UNION|JOIN|CROSS|LEFT|SET")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One branch, and the file without it."""

    file: str
    constant: str
    branch: str
    mutant: str

    def __str__(self) -> str:
        return f"{self.file} {self.constant}: {' '.join(self.branch.split())[:110]}"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query, in capitals."""

    text: str
    start: int
    end: int


Span = tuple[int, int]


def groups(sql: str) -> Iterator[tuple[Span, list[Word]]]:
    """Yield the query, and what is in each pair of brackets: where it is, and its words, without inner brackets."""
    open_: list[tuple[int, list[Word]]] = [(0, [])]
    for token in _TOKEN.finditer(sql):
        if token[0] == "(":
            open_.append((token.end(), []))
        elif token[0] == ")":
            start, words = open_.pop()
            yield (start, token.start()), words
        elif token[0][0] not in "'-":
            open_[-1][1].append(Word(token[0].upper(), token.start(), token.end()))
    ((start, words),) = open_
    yield (start, len(sql)), words


def selects(span: Span, words: Sequence[Word]) -> list[tuple[Span, Span]]:
    """Return the SELECTs of a UNION: where each is, and where it is together with the word UNION in front."""
    first = next((word for word in words if word.text == "SELECT"), None)
    if first is None:
        return []
    unions = [word for word in words if word.text == "UNION"]
    starts = [(first.start, first.start)]
    for union in unions:
        select = next(word for word in words if word.text == "SELECT" and word.start > union.end)
        starts.append((select.start, union.start))
    ends = [*(union.start for union in unions), span[1]]
    return [((start, end), (outer, end)) for (start, outer), end in zip(starts, ends, strict=True)]


def alternatives(span: Span, words: Sequence[Word]) -> list[Span]:
    """Return the sides of each OR."""
    found = []
    bounds = [(span[0], span[0]), *((word.start, word.end) for word in words if _BOUNDS.fullmatch(word.text))]
    ends = [*(start for start, _ in bounds[1:]), span[1]]
    for (_, start), end in zip(bounds, ends, strict=True):
        ors = [word for word in words if word.text == "OR" and start <= word.start < end]
        if ors:
            found += zip((start, *(word.end for word in ors)), (*(word.start for word in ors), end), strict=True)
    return found


def mutate(sql: str) -> Iterator[tuple[str, str]]:
    """Yield (branch, query without it) for each branch of a query."""
    for span, words in groups(sql):
        whole = span == (0, len(sql))
        parts = selects(span, words) if whole or any(word.text == "UNION" for word in words) else []
        for place, ((start, end), (outer, _)) in enumerate(parts):
            branch = sql[start:end]
            if place:
                yield branch, sql[:outer] + sql[end:]
            else:  # What comes before it, and the names of its columns, have to stay.
                yield branch, f"{sql[:start]}SELECT * FROM ({branch}) AS taken_away WHERE 1 = 0 {sql[end:]}"
        if whole and not parts and (where := next((word for word in words if word.text == "WHERE"), None)):
            yield sql, f"{sql[: where.end]} 1 = 0 AND ({sql[where.end :]})"
        for start, end in alternatives(span, words):
            yield sql[start:end], f"{sql[:start]} 1 = 0 {sql[end:]}"
    for listed in _LIST.finditer(sql):
        items = listed["items"].split(", ")
        for place, item in enumerate(items):
            others = ", ".join(items[:place] + items[place + 1 :])
            yield item, f"{sql[: listed.start('items')]}{others}{sql[listed.end('items') :]}"


def literals(tree: ast.Module, names: Sequence[str]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the texts in the constants of a module: of these names, or of all."""
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and node.value and (not names or target.id in names):
                for text in _texts(node.value):
                    yield target.id, text


def _texts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _texts(child)


def mutations(root: Path, file: str, names: Sequence[str]) -> Iterator[Mutation]:
    """Yield all mutations of a file."""
    text = (root / file).read_bytes()  # columns are counted in bytes
    tree = ast.parse(text)
    lines = [0]
    for line in text.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    found = set()
    for name, node in literals(tree, names):
        start, end = lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset
        before, literal, after = (part.decode() for part in (text[:start], text[start:end], text[end:]))
        match = _LITERAL.match(literal)
        if match is None or not _QUERY.match(match["text"]):
            continue
        found.add(name)
        head, tail = literal[: match.start("text")], literal[match.end("text") :]
        for branch, sql in mutate(match["text"]):
            yield Mutation(file, name, branch, f"{before}{head}{sql}{tail}{after}")
    if missing := set(names) - found:
        raise SystemExit(
            f"{file} has no query {', '.join(sorted(missing))}: correct WIDENINGS in {Path(__file__).name}."
        )


class Copies:
    """Copies of the checkout, in each of which one mutation at a time can be tried."""

    def __init__(self, folder: Path, count: int, tests: Sequence[str]) -> None:
        self._tests = tests
        self._free: SimpleQueue[Path] = SimpleQueue()
        for number in range(count):
            root = folder / str(number)
            for name in COPIED:
                source = ROOT / name
                copy = shutil.copytree if source.is_dir() else shutil.copy
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                copy(source, root / name)
            self._free.put(root)

    def noticed(self, mutation: Mutation | None) -> str | None:
        """Return the test that fails with a mutation, None if all pass. Raises SystemExit if it is no valid SQL."""
        root = self._free.get()
        try:
            if mutation is None:
                return self._failing(root)
            file = root / mutation.file
            before = file.read_text(encoding="utf-8")
            file.write_text(mutation.mutant, encoding="utf-8")
            failing = self._failing(root)
            file.write_text(before, encoding="utf-8")
            return failing
        finally:
            self._free.put(root)

    def _failing(self, root: Path) -> str | None:
        options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--hypothesis-profile=unshrunk"]
        command = [sys.executable, "-m", "pytest", *options, "-m", "not history and not postgresql", *self._tests]
        more = {"MINER_ATTACKS": "15"}  # three times as many random examples
        environment = os.environ | more | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return None
        if "sqlite3.OperationalError" in done.stdout:
            raise SystemExit(f"A mutation is no valid SQL:\n{done.stdout}")
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        return failed[1] if failed else f"pytest ended with {done.returncode}"


def main() -> None:
    """Print each mutation and the test that noticed it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="TEXT", default="", help="only what has this in its file, name or query")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="only show what would be taken away")
    parser.add_argument("tests", nargs="*", default=TESTS)
    options = parser.parse_args()
    chosen = [
        one for file, names in WIDENINGS.items() for one in mutations(ROOT, file, names) if options.only in str(one)
    ]
    if options.list:
        print(*chosen, sep="\n")
        return
    survivors = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        copies = Copies(Path(folder), options.jobs, options.tests)
        if failing := copies.noticed(None):
            raise SystemExit(f"{failing} fails without any mutation: mend it first.")
        for mutation, failing in zip(chosen, pool.map(copies.noticed, chosen), strict=True):
            survivors += failing is None
            print(f"{'caught  ' if failing else 'SURVIVES'} {mutation}\n         {failing or ''}".rstrip(), flush=True)
    print(f"{survivors} of {len(chosen)} mutations survive")
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
