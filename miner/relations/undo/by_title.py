"""Undo by title: ``Revert "<title>"`` quotes the title of an ancestor.

Backports have the title of their original, and a change that landed twice has the same title twice, so the nearest
ancestor is meant. ``Revert "Revert "…""`` undoes the revert in between.
"""

from collections.abc import Iterable

from miner.relations.relation_pass import Pass

# The outermost quotation counts: ``Revert "Revert "X""`` undoes the commit titled ``Revert "X"``.
_QUOTING = """
SELECT q.commit_id, q.title, t.id
FROM {affected} a CROSS JOIN quoted_titles q CROSS JOIN commits c CROSS JOIN commits t
WHERE q.commit_id = a.id AND q.ordinal = 0 AND q.kind = 'undoes' AND q.title_key <> '' AND q.is_cut = 0
  AND c.id = a.id AND c.parent_count < 2 AND t.title_key = q.title_key AND t.parent_count < 2
UNION ALL
SELECT q.commit_id, q.title, t.id
FROM {affected} a CROSS JOIN quoted_titles q CROSS JOIN commits c CROSS JOIN commits t
WHERE q.commit_id = a.id AND q.ordinal = 0 AND q.kind = 'undoes' AND q.title_key <> '' AND q.is_cut = 1
  AND c.id = a.id AND c.parent_count < 2
  AND t.title_key >= q.title_key AND t.title_key < q.title_key || :beyond AND t.parent_count < 2
"""
#: Added to a prefix, this sorts after all titles that begin with the prefix.
BEYOND = "\U0010ffff"


def nearest(this: Pass, bearers: Iterable[int], commit: int) -> int | None:
    """Return the nearest ancestor among ``bearers``, commits with a title, that a commit's line had; None without one.

    If several are nearest, because none is an ancestor of the other, it is the one with the latest committer's time.
    """
    ancestors = [bearer for bearer in bearers if this.had(bearer, commit)]
    last = [one for one in ancestors if not any(this.graph.is_ancestor(one, other) for other in ancestors)]
    return max(last, key=this.ages.__getitem__) if len(last) > 1 else next(iter(last), None)


def find_titled_undos(this: Pass) -> None:
    """Add a candidate for each affected commit that quotes the title of an ancestor."""
    bearers: dict[int, tuple[str, list[int]]] = {}
    for commit, title, bearer in this.affected.rows(_QUOTING, {"beyond": BEYOND}):
        bearers.setdefault(commit, (title, []))[1].append(bearer)
    for commit in sorted(bearers):
        title, bearing = bearers[commit]
        if (target := nearest(this, bearing, commit)) is not None:
            this.candidates.add("undoes", commit, target, "title", title)
