"""Create the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", String, nullable=False),
        sa.Column("title", String, nullable=True),
        sa.Column("opened_at", String, nullable=True),
        sa.Column("opened_utc", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", String, nullable=True),
        sa.Column("closed_utc", sa.BigInteger(), nullable=True),
        sa.Column("creator", String, nullable=True),
        sa.Column("source", String, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sa.UniqueConstraint("key", name=op.f("uq_issues_key")),
    )
    op.create_table(
        "paths",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paths")),
        sa.UniqueConstraint("path", name=op.f("uq_paths_path")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", String, nullable=False),
        sa.Column("email", String, nullable=False),
        sa.Column("canonical_name", String, nullable=False),
        sa.Column("canonical_email", String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", "email", name=op.f("uq_people_name_email")),
    )
    op.create_table(
        "repositories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("location", String, nullable=False),
        sa.Column("url", String, nullable=True),
        sa.Column("head", String, nullable=True),
        sa.Column("mailmap", String, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repositories")),
        sa.UniqueConstraint("location", name=op.f("uq_repositories_location")),
    )
    op.create_table(
        "revision_map",
        sa.Column("space", String, nullable=False),
        sa.Column("name", String, nullable=False),
        sa.Column("sha", String, nullable=False),
        sa.Column("source", String, nullable=False),
        sa.PrimaryKeyConstraint("space", "name", "sha", "source", name=op.f("pk_revision_map")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("revision_map", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_map_sha"), ["sha"], unique=False)

    op.create_table(
        "tracker_records",
        sa.Column("tracker", String, nullable=False),
        sa.Column("number", String, nullable=False),
        sa.Column("url", String, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", String, nullable=True),
        sa.Column("etag", String, nullable=True),
        sa.Column("fetched_at", String, nullable=False),
        sa.PrimaryKeyConstraint("tracker", "number", name=op.f("pk_tracker_records")),
    )
    op.create_table(
        "commits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha", String, nullable=False),
        sa.Column("tree", String, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("authored_at", String, nullable=False),
        sa.Column("authored_utc", sa.BigInteger(), nullable=False),
        sa.Column("authored_offset", sa.Integer(), nullable=False),
        sa.Column("committer_id", sa.Integer(), nullable=False),
        sa.Column("committed_at", String, nullable=False),
        sa.Column("committed_utc", sa.BigInteger(), nullable=False),
        sa.Column("committed_offset", sa.Integer(), nullable=False),
        sa.Column("subject", String, nullable=False),
        sa.Column("message", String, nullable=False),
        sa.Column("title_key", String, nullable=False),
        sa.Column("era", String, nullable=False),
        sa.Column("parent_count", sa.SmallInteger(), nullable=False),
        sa.Column("line", String, nullable=True),
        sa.Column("line_basis", String, nullable=True),
        sa.Column("svn_revision", sa.Integer(), nullable=True),
        sa.Column("svn_branch", String, nullable=True),
        sa.Column("hg_node", String, nullable=True),
        sa.Column("hg_source", String, nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_commits_author_id")),
        sa.ForeignKeyConstraint(["committer_id"], ["people.id"], name=op.f("fk_commits_committer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commits")),
        sa.UniqueConstraint("sha", name=op.f("uq_commits_sha")),
    )
    with op.batch_alter_table("commits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commits_author_id_authored_utc"), ["author_id", "authored_utc"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_commits_authored_utc"), ["authored_utc"], unique=False)
        batch_op.create_index(batch_op.f("ix_commits_hg_node"), ["hg_node"], unique=False)
        batch_op.create_index(batch_op.f("ix_commits_hg_source"), ["hg_source"], unique=False)
        batch_op.create_index(batch_op.f("ix_commits_line_authored_utc"), ["line", "authored_utc"], unique=False)
        batch_op.create_index(batch_op.f("ix_commits_svn_revision"), ["svn_revision"], unique=False)
        batch_op.create_index(batch_op.f("ix_commits_title_key"), ["title_key"], unique=False)

    op.create_table(
        "git_refs",
        sa.Column("repository_id", sa.Integer(), nullable=False),
        sa.Column("name", String, nullable=False),
        sa.Column("object", String, nullable=False),
        sa.Column("sha", String, nullable=True),
        sa.Column("tagged_at", String, nullable=True),
        sa.Column("tagged_utc", sa.BigInteger(), nullable=True),
        sa.Column("tagger", String, nullable=True),
        sa.ForeignKeyConstraint(
            ["repository_id"], ["repositories.id"], name=op.f("fk_git_refs_repository_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("repository_id", "name", name=op.f("pk_git_refs")),
    )
    op.create_table(
        "issue_numbers",
        sa.Column("tracker", String, nullable=False),
        sa.Column("number", String, nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("source", String, nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name=op.f("fk_issue_numbers_issue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tracker", "number", name=op.f("pk_issue_numbers")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("issue_numbers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_numbers_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("repository_id", sa.Integer(), nullable=False),
        sa.Column("version", String, nullable=False),
        sa.Column("started_at", String, nullable=False),
        sa.Column("finished_at", String, nullable=True),
        sa.Column("commits_added", sa.Integer(), nullable=False),
        sa.Column("commits_removed", sa.Integer(), nullable=False),
        sa.Column("related_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["repository_id"], ["repositories.id"], name=op.f("fk_runs_repository_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "changes",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("status", String, nullable=False),
        sa.Column("old_mode", String, nullable=True),
        sa.Column("new_mode", String, nullable=True),
        sa.Column("old_blob", String, nullable=True),
        sa.Column("new_blob", String, nullable=True),
        sa.Column("lines_added", sa.Integer(), nullable=True),
        sa.Column("lines_deleted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["commit_id"], ["commits.id"], name=op.f("fk_changes_commit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_changes_path_id")),
        sa.PrimaryKeyConstraint("commit_id", "path_id", name=op.f("pk_changes")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_path_id_commit_id"), ["path_id", "commit_id"], unique=False)

    op.create_table(
        "credits",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("role", String, nullable=False),
        sa.Column("name", String, nullable=False),
        sa.Column("email", String, nullable=True),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commit_id"], ["commits.id"], name=op.f("fk_credits_commit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("commit_id", "ordinal", name=op.f("pk_credits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", String, nullable=False),
        sa.Column("place", String, nullable=False),
        sa.Column("reason", String, nullable=False),
        sa.Column("commit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["commit_id"], ["commits.id"], name=op.f("fk_gaps_commit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("kind", "place", "reason", name=op.f("uq_gaps_kind_place_reason")),
    )
    op.create_table(
        "mentions",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("tracker", String, nullable=False),
        sa.Column("number", String, nullable=False),
        sa.Column("position", String, nullable=False),
        sa.Column("role", String, nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("text", String, nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("resolved_id", sa.Integer(), nullable=True),
        sa.Column("resolution", String, nullable=True),
        sa.ForeignKeyConstraint(["commit_id"], ["commits.id"], name=op.f("fk_mentions_commit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_mentions_issue_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["resolved_id"], ["commits.id"], name=op.f("fk_mentions_resolved_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("commit_id", "ordinal", name=op.f("pk_mentions")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentions_issue_id_commit_id"), ["issue_id", "commit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentions_resolved_id"), ["resolved_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentions_tracker_number"), ["tracker", "number"], unique=False)

    op.create_table(
        "news_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", String, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("blob", String, nullable=False),
        sa.Column("section", String, nullable=True),
        sa.Column("release", String, nullable=True),
        sa.Column("dated_at", String, nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("commit_id", sa.Integer(), nullable=True),
        sa.Column("text", String, nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_news_entries_commit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name=op.f("fk_news_entries_issue_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_entries")),
        sa.UniqueConstraint("blob", "path", "ordinal", name=op.f("uq_news_entries_blob_path_ordinal")),
    )
    with op.batch_alter_table("news_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_entries_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "parents",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commit_id"], ["commits.id"], name=op.f("fk_parents_commit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent_id"], ["commits.id"], name=op.f("fk_parents_parent_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("commit_id", "position", name=op.f("pk_parents")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("parents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parents_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "pull_requests",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("commit_id", sa.Integer(), nullable=True),
        sa.Column("title", String, nullable=True),
        sa.Column("base", String, nullable=True),
        sa.Column("merged_at", String, nullable=True),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_pull_requests_commit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pull_requests")),
    )
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", String, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("through_id", sa.Integer(), nullable=True),
        sa.Column("extent", String, nullable=True),
        sa.Column("nature", String, nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["commits.id"], name=op.f("fk_relations_source_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["target_id"], ["commits.id"], name=op.f("fk_relations_target_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["through_id"], ["commits.id"], name=op.f("fk_relations_through_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
        sa.UniqueConstraint("kind", "source_id", "target_id", name=op.f("uq_relations_kind_source_id_target_id")),
    )
    with op.batch_alter_table("relations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relations_source_id_kind"), ["source_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_relations_target_id_kind"), ["target_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_relations_through_id"), ["through_id"], unique=False)

    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag", String, nullable=False),
        sa.Column("version", String, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", String, nullable=False),
        sa.Column("phase", String, nullable=False),
        sa.Column("released_at", String, nullable=False),
        sa.Column("released_utc", sa.BigInteger(), nullable=False),
        sa.Column("date_basis", String, nullable=False),
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commit_id"], ["commits.id"], name=op.f("fk_releases_commit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("tag", name=op.f("uq_releases_tag")),
    )
    op.create_table(
        "struct_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("struct", String, nullable=False),
        sa.Column("field", String, nullable=False),
        sa.Column("type", String, nullable=False),
        sa.Column("path", String, nullable=False),
        sa.Column("added_id", sa.Integer(), nullable=False),
        sa.Column("removed_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_id"], ["commits.id"], name=op.f("fk_struct_fields_added_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["removed_id"], ["commits.id"], name=op.f("fk_struct_fields_removed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_struct_fields")),
    )
    with op.batch_alter_table("struct_fields", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_struct_fields_struct_field"), ["struct", "field"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("relation_id", sa.Integer(), nullable=False),
        sa.Column("kind", String, nullable=False),
        sa.Column("detail", String, nullable=False),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["relations.id"], name=op.f("fk_evidence_relation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("relation_id", "kind", "detail", name=op.f("pk_evidence")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_commits",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("line", String, nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_release_commits_commit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_commits_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("commit_id", "line", name=op.f("pk_release_commits")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("release_commits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_commits_release_id"), ["release_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE message_index USING fts5 "
            "(message, content='commits', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE message_index (commit_id INTEGER PRIMARY KEY REFERENCES commits (id) ON DELETE CASCADE, "
            "words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_message_index_words ON message_index USING gin (words)")


def downgrade() -> None:
    op.drop_table("message_index")
    with op.batch_alter_table("release_commits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_commits_release_id"))

    op.drop_table("release_commits")
    op.drop_table("evidence")
    with op.batch_alter_table("struct_fields", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_struct_fields_struct_field"))

    op.drop_table("struct_fields")
    op.drop_table("releases")
    with op.batch_alter_table("relations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relations_through_id"))
        batch_op.drop_index(batch_op.f("ix_relations_target_id_kind"))
        batch_op.drop_index(batch_op.f("ix_relations_source_id_kind"))

    op.drop_table("relations")
    op.drop_table("pull_requests")
    with op.batch_alter_table("parents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parents_parent_id"))

    op.drop_table("parents")
    with op.batch_alter_table("news_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_entries_issue_id"))

    op.drop_table("news_entries")
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentions_tracker_number"))
        batch_op.drop_index(batch_op.f("ix_mentions_resolved_id"))
        batch_op.drop_index(batch_op.f("ix_mentions_issue_id_commit_id"))

    op.drop_table("mentions")
    op.drop_table("gaps")
    op.drop_table("credits")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_path_id_commit_id"))

    op.drop_table("changes")
    op.drop_table("runs")
    with op.batch_alter_table("issue_numbers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_numbers_issue_id"))

    op.drop_table("issue_numbers")
    op.drop_table("git_refs")
    with op.batch_alter_table("commits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commits_title_key"))
        batch_op.drop_index(batch_op.f("ix_commits_svn_revision"))
        batch_op.drop_index(batch_op.f("ix_commits_line_authored_utc"))
        batch_op.drop_index(batch_op.f("ix_commits_hg_source"))
        batch_op.drop_index(batch_op.f("ix_commits_hg_node"))
        batch_op.drop_index(batch_op.f("ix_commits_authored_utc"))
        batch_op.drop_index(batch_op.f("ix_commits_author_id_authored_utc"))

    op.drop_table("commits")
    op.drop_table("tracker_records")
    with op.batch_alter_table("revision_map", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_map_sha"))

    op.drop_table("revision_map")
    op.drop_table("repositories")
    op.drop_table("people")
    op.drop_table("paths")
    op.drop_table("issues")
