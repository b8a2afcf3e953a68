"""Look up the issues, commits, lines and releases that a user names."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, column, func, literal, or_, select, table

# Only the columns that are needed: importing `tables` takes a tenth of a second.
commits = table(
    "commits",
    *(column(name) for name in ("id", "sha", "authored_at", "authored_utc", "committed_utc", "line", "subject")),
    *(column(name) for name in ("svn_revision", "svn_branch", "hg_node")),
)
issues = table("issues", column("id"), column("key"), column("title"))
issue_numbers = table("issue_numbers", *(column(name) for name in ("tracker", "number", "issue_id", "source")))
mentions = table("mentions", *(column(name) for name in ("commit_id", "tracker", "number", "role")))
pull_requests = table("pull_requests", column("number"), column("commit_id"))
git_refs = table("git_refs", *(column(name) for name in ("repository_id", "name", "authoritative")))
line_prints = table("line_prints", column("id"))
paths = table("paths", column("id"), column("path"))
_people = table("people", column("canonical_name"), column("canonical_email"))
repositories = table("repositories", column("id"), column("location"), column("project"))
revision_map = table("revision_map", column("space"), column("name"), column("sha"))
releases = table("releases", column("tag"), column("version"))


@dataclass(frozen=True, slots=True)
class NamedCommit:
    """A commit that a name may mean."""

    sha: str
    authored_at: str
    line: str | None
    subject: str
    svn_branch: str | None


_NAMED_COMMIT = (commits.c.sha, commits.c.authored_at, commits.c.line, commits.c.subject, commits.c.svn_branch)
_SHORT_NODE = 12
_MANUFACTURED = "This commit was manufactured by cvs2svn"
_AT_ONCE = 10_000  # databases limit the number of values in a statement
_LIKE = str.maketrans({"!": "!!", "%": "!%", "_": "!_", "*": "%", "?": "_"})
_BEYOND_HEX = "g"  # sorts after all hexadecimal digits, so that a prefix is a range of the index


def is_cpython(connection: Connection) -> bool:
    """Return whether the history is CPython's; an empty database counts as that."""
    return connection.scalar(select(repositories.c.id).where(repositories.c.project != "cpython").limit(1)) is None


def issue_with_key(connection: Connection, key: str) -> str | None:
    """Return the key if there is an issue with it, else None."""
    return connection.scalar(select(issues.c.key).where(issues.c.key == key))


def issue_with_number(connection: Connection, tracker: str, number: str) -> str | None:
    """Return the key of the issue with a number in a tracker, None if there is none.

    The trackers are ``bpo`` and ``gh``, and ``issue`` in projects other than CPython.
    """
    return connection.scalar(
        select(issues.c.key)
        .join(issue_numbers, issue_numbers.c.issue_id == issues.c.id)
        .where(issue_numbers.c.tracker == tracker, issue_numbers.c.number == number)
    )


def has_record(connection: Connection, key: str) -> bool:
    """Return whether a record that was fetched from a tracker describes the issue with this key."""
    fetched = (
        select(issues.c.key)
        .join(issue_numbers, issue_numbers.c.issue_id == issues.c.id)
        .where(issues.c.key == key, issue_numbers.c.source == "record")
    )
    return connection.execute(fetched.limit(1)).first() is not None


def has_rows(connection: Connection, name: str) -> bool:
    """Return whether a table has any rows."""
    return connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first() is not None


def last_commit_at(connection: Connection) -> str | None:
    """Return the author date of the commit that was committed last on any line, ties by sha; None without commits."""
    landed = select(commits.c.authored_at).where(commits.c.line.is_not(None))
    return connection.scalar(landed.order_by(commits.c.committed_utc.desc(), commits.c.sha.desc()).limit(1))


def _candidates(connection: Connection, statement: Select[Any], limit: int) -> list[NamedCommit]:
    ordered = statement.order_by(commits.c.authored_utc, commits.c.sha).limit(limit)
    return [NamedCommit(*row) for row in connection.execute(ordered)]


def commits_by_sha(connection: Connection, prefix: str, limit: int) -> list[NamedCommit]:
    """Return at most ``limit`` commits whose sha begins with ``prefix``, oldest first."""
    within = commits.c.sha.between(prefix, prefix + _BEYOND_HEX)
    return _candidates(connection, select(*_NAMED_COMMIT).where(within), limit)


def commits_standing_for(connection: Connection, prefix: str, limit: int) -> list[NamedCommit]:
    """Return the sample commits that stand for real commits whose sha begins with ``prefix``."""
    return _candidates(
        connection,
        select(*_NAMED_COMMIT)
        .join(mentions, mentions.c.commit_id == commits.c.id)
        .where(
            mentions.c.tracker == "git",
            mentions.c.number.between(prefix, prefix + _BEYOND_HEX),
            mentions.c.role == "stands-for",
        ),
        limit,
    )


def stands_for(connection: Connection) -> dict[str, str]:
    """Return {sha of a sample commit: sha of the real commit that it stands for}."""
    joined = select(commits.c.sha, mentions.c.number).join(mentions, mentions.c.commit_id == commits.c.id)
    found = connection.execute(joined.where(mentions.c.tracker == "git", mentions.c.role == "stands-for"))
    return {row.sha: row.number for row in found}


def commits_by_hg_node(connection: Connection, prefix: str, limit: int) -> list[NamedCommit]:
    """Return the commits whose Mercurial id begins with ``prefix``, or is a known abbreviation of it."""
    shorter = [prefix[:length] for length in range(_SHORT_NODE, len(prefix))]
    within = or_(commits.c.hg_node.between(prefix, prefix + _BEYOND_HEX), commits.c.hg_node.in_(shorter))
    return _candidates(connection, select(*_NAMED_COMMIT).where(within), limit)


def commits_by_svn_revision(connection: Connection, revision: int, limit: int) -> list[NamedCommit]:
    """Return the commits of a Subversion revision, which has one for each branch that it touched."""
    name = str(revision)
    imported = select(revision_map.c.sha).where(
        revision_map.c.space == "svn",
        or_(revision_map.c.name == name, revision_map.c.name.between(f"{name}@", f"{name}A")),
    )
    meant = or_(commits.c.svn_revision == revision, commits.c.sha.in_(imported))
    found = _candidates(connection, select(*_NAMED_COMMIT).where(meant), limit)
    # cvs2svn made commits for tags; they carry the number of the revision before them.
    real = [each for each in found if not each.subject.startswith(_MANUFACTURED)]
    return [each for each in found if each in real or each.svn_branch not in {one.svn_branch for one in real}]


def commits_by_pull_request(connection: Connection, number: int, limit: int) -> list[NamedCommit]:
    """Return the commit that landed a pull request, as a list."""
    joined = select(*_NAMED_COMMIT).join(pull_requests, pull_requests.c.commit_id == commits.c.id)
    return _candidates(connection, joined.where(pull_requests.c.number == number), limit)


def has_line(connection: Connection, line: str) -> bool:
    """Return whether any commit belongs to a line of development."""
    return connection.execute(select(commits.c.id).where(commits.c.line == line).limit(1)).first() is not None


def lines(connection: Connection) -> list[str]:
    """Return the names of all lines of development, sorted as text."""
    found = connection.scalars(select(commits.c.line).where(commits.c.line.is_not(None)).distinct())
    return sorted(line for line in found if line)


def release_tags(connection: Connection) -> dict[str, str]:
    """Return {tag: version} of all releases."""
    return {row.tag: row.version for row in connection.execute(select(releases.c.tag, releases.c.version))}


def first_commit_since(connection: Connection, utc: int) -> str | None:
    """Return the sha of the first commit at or after a time by committer date, None if there is none."""
    later = select(commits.c.sha).where(commits.c.committed_utc >= utc, commits.c.line.is_not(None))
    return connection.scalar(later.order_by(commits.c.committed_utc, commits.c.sha).limit(1))


def has_line_prints(connection: Connection) -> bool:
    """Return whether the lines of any change are known."""
    return connection.execute(select(line_prints.c.id).limit(1)).first() is not None


def paths_matching(connection: Connection, pattern: str) -> dict[int, str]:
    """Return {id: path} of all paths that a commit changed and that are ``pattern``, lie below it or match its * and ?.

    This is what the clause ``path`` of the canned queries finds.
    """
    escaped = pattern.rstrip("/").translate(_LIKE)
    wanted = func.lower(literal(f"{escaped}/%"))
    below = select(paths.c.id, paths.c.path).where(func.lower(paths.c.path).concat("/").like(wanted, escape="!"))
    return {row.id: row.path for row in connection.execute(below)}


def all_paths(connection: Connection) -> list[str]:
    """Return all paths that a commit changed."""
    return list(connection.scalars(select(paths.c.path)))


def people(connection: Connection) -> list[tuple[str, str]]:
    """Return the names and addresses of all people, as the mailmap has them."""
    found = select(_people.c.canonical_name, _people.c.canonical_email).distinct()
    return [(name, address) for name, address in connection.execute(found.order_by(*found.selected_columns))]


def paths_named(connection: Connection, names: Collection[str]) -> dict[int, str]:
    """Return {id: path} of those of the paths that a commit changed."""
    found: dict[int, str] = {}
    wanted = sorted(names)
    for start in range(0, len(wanted), _AT_ONCE):
        named = select(paths.c.id, paths.c.path).where(paths.c.path.in_(wanted[start : start + _AT_ONCE]))
        found |= {row.id: row.path for row in connection.execute(named)}
    return found


def clones(connection: Connection) -> list[tuple[str, list[str]]]:
    """Return the location of each repository with its branches that make history, as full names of refs."""
    found: dict[str, list[str]] = {}
    branches = (
        select(repositories.c.location, git_refs.c.name)
        .join(git_refs, git_refs.c.repository_id == repositories.c.id)
        .where(git_refs.c.authoritative == 1, git_refs.c.name.not_like("refs/tags/%"))
        .order_by(repositories.c.id, git_refs.c.name)
    )
    for location, name in connection.execute(branches):
        found.setdefault(location, []).append(name)
    return list(found.items())
