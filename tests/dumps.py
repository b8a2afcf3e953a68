"""What a database says, without the ids that depend on the order in which it was filled."""

from sqlalchemy import Connection, text

_SELECTS = {
    "refs": "SELECT name, object, sha, tagged_at, tagger FROM git_refs",
    "commits": """
        SELECT c.sha, c.tree, a.name, a.email, a.canonical_name, k.name, c.authored_at, c.authored_utc,
               c.committed_at, c.committed_utc, c.subject, c.message, c.title_key, c.era, c.parent_count,
               c.line, c.line_basis, c.svn_revision, c.svn_branch, c.hg_node, c.hg_source
        FROM commits c JOIN people a ON a.id = c.author_id JOIN people k ON k.id = c.committer_id
    """,
    "people": "SELECT name, email, canonical_name, canonical_email FROM people",
    "parents": """
        SELECT c.sha, x.position, p.sha FROM parents x
        JOIN commits c ON c.id = x.commit_id JOIN commits p ON p.id = x.parent_id
    """,
    "paths": "SELECT path FROM paths",
    "changes": """
        SELECT c.sha, p.path, x.status, x.old_mode, x.new_mode, x.old_blob, x.new_blob, x.lines_added, x.lines_deleted
        FROM changes x JOIN commits c ON c.id = x.commit_id JOIN paths p ON p.id = x.path_id
    """,
    "line prints": """
        SELECT c.sha, p.path, l.added, l.deleted, l.forward_print, l.inverse_print FROM line_prints l
        JOIN commits c ON c.id = l.commit_id JOIN paths p ON p.id = l.path_id
    """,
    "mentions": """
        SELECT c.sha, m.ordinal, m.tracker, m.number, m.position, m.role, m.start_offset, m.end_offset, m.text,
               i.key, r.sha, m.resolution
        FROM mentions m JOIN commits c ON c.id = m.commit_id
        LEFT JOIN issues i ON i.id = m.issue_id LEFT JOIN commits r ON r.id = m.resolved_id
    """,
    "credits": "SELECT c.sha, x.ordinal, x.role, x.name, x.email FROM credits x JOIN commits c ON c.id = x.commit_id",
    "relations": """
        SELECT r.kind, s.sha, t.sha, h.sha, r.extent, r.confidence, e.kind, e.detail
        FROM relations r JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id
        LEFT JOIN commits h ON h.id = r.through_id LEFT JOIN evidence e ON e.relation_id = r.id
    """,
    "releases": """
        SELECT r.tag, r.version, r.position, r.line, r.phase, r.released_at, r.date_basis, c.sha, p.tag
        FROM releases r JOIN commits c ON c.id = r.commit_id LEFT JOIN releases p ON p.id = r.previous_id
    """,
    "first releases": """
        SELECT c.sha, r.tag FROM release_commits x
        JOIN commits c ON c.id = x.commit_id JOIN releases r ON r.id = x.release_id
    """,
    "containing releases": """
        SELECT c.sha, r.tag FROM release_commits x JOIN release_sets s ON s.set_id = x.set_id
        JOIN commits c ON c.id = x.commit_id JOIN releases r ON r.id = s.release_id
    """,
    "issues": """
        SELECT i.key, i.title, n.tracker, n.number, n.source
        FROM issues i LEFT JOIN issue_numbers n ON n.issue_id = i.id
    """,
    "pull requests": "SELECT p.number, c.sha FROM pull_requests p LEFT JOIN commits c ON c.id = p.commit_id",
    "revision map": "SELECT space, name, sha, source FROM revision_map",
    "news files": "SELECT sha, used_as, path, blob, releases FROM news_files",
    "news editions": "SELECT line, release, edition, path, blob, released_on, problem FROM news_editions",
    "news": """
        SELECT n.line, n.release, n.path, n.blob, n.ordinal, n.section, n.dated_at, n.nonce, n.fate, c.sha, n.text,
               k.ordinal, k.tracker, k.number, k.role, i.key
        FROM news_entries n LEFT JOIN commits c ON c.id = n.commit_id
        LEFT JOIN news_issues k ON k.entry_id = n.id LEFT JOIN issues i ON i.id = k.issue_id
    """,
    "gaps": "SELECT g.kind, g.place, g.reason, c.sha FROM gaps g LEFT JOIN commits c ON c.id = g.commit_id",
}
_NEWS_WORDS = {
    "sqlite": """
        SELECT n.path, n.line FROM news_index x JOIN news_entries n ON n.id = x.rowid WHERE news_index MATCH 'entry'
    """,
    "postgresql": """
        SELECT n.path, n.line FROM news_index x JOIN news_entries n ON n.id = x.entry_id
        WHERE x.words @@ to_tsquery('simple', 'entry')
    """,
}
_WORDS = {
    "sqlite": "SELECT c.sha FROM message_index x JOIN commits c ON c.id = x.rowid WHERE message_index MATCH 'title'",
    "postgresql": """
        SELECT c.sha FROM message_index x JOIN commits c ON c.id = x.commit_id
        WHERE x.words @@ to_tsquery('simple', 'title')
    """,
}


def contents(connection: Connection) -> dict[str, list[tuple]]:
    """Return every table's rows by natural keys, sorted."""
    dialect = connection.dialect.name
    selects = _SELECTS | {"words": _WORDS[dialect], "news words": _NEWS_WORDS[dialect]}
    return {
        name: sorted((tuple(row) for row in connection.execute(text(select))), key=repr)
        for name, select in selects.items()
    }


def indexes(connection: Connection) -> set[str]:
    """Return the names of all secondary indexes."""
    select = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_%'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'ix_%'",
    }[connection.dialect.name]
    return {name for (name,) in connection.execute(text(select))}
