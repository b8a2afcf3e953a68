"""Keep the structs of headers, their fields over time, and the fields that moved."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLES = (
    "field_move_places",
    "field_moves",
    "struct_field_lines",
    "struct_fields",
    "struct_name_lines",
    "struct_names",
    "structs",
    "release_structs",
    "struct_lines",
    "struct_blobs",
    "struct_texts",
)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, String, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _refer(table: str, column: str, target: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _commits(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [_refer(table, column, "commits") for column in columns]


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _create_read() -> None:
    op.create_table(
        "struct_texts",
        _number("id"),
        _text("digest"),
        sa.Column("reader", sa.SmallInteger(), nullable=False),
        _text("parsed"),
        _number("problem_line", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_struct_texts")),
        sa.UniqueConstraint("digest", name=op.f("uq_struct_texts_digest")),
    )
    op.create_table(
        "struct_blobs",
        _text("blob"),
        sa.Column("reader", sa.SmallInteger(), nullable=False),
        _text("definitions"),
        sa.PrimaryKeyConstraint("blob", name=op.f("pk_struct_blobs")),
    )
    op.create_table(
        "struct_lines",
        _text("line"),
        _number("tip_id"),
        _text("from_line", nullable=True),
        _number("branch_point_id", nullable=True),
        sa.Column("reader", sa.SmallInteger(), nullable=False),
        _text("folders"),
        *_commits("struct_lines", "tip_id", "branch_point_id"),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_struct_lines")),
    )
    op.create_table(
        "release_structs",
        _number("release_id"),
        _text("line"),
        _number("commit_id"),
        _refer("release_structs", "release_id", "releases"),
        *_commits("release_structs", "commit_id"),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release_structs")),
    )


def _create_structs() -> None:
    op.create_table(
        "structs",
        _number("id"),
        _text("name"),
        _text("kind"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structs")),
    )
    _index("structs", "name")
    op.create_table(
        "struct_names",
        *(_number(name) for name in ("id", "struct_id")),
        _text("name"),
        *(_text(name, nullable=True) for name in ("tag", "typedef")),
        _text("line"),
        *(_number(name) for name in ("added_id", "added_in_id")),
        _refer("struct_names", "struct_id", "structs"),
        *_commits("struct_names", "added_id", "added_in_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_struct_names")),
    )
    _index("struct_names", "struct_id")
    _index("struct_names", "name")
    op.create_table(
        "struct_name_lines",
        _text("line"),
        _number("name_id"),
        *(_number(name, nullable=True) for name in ("removed_id", "removed_in_id")),
        _refer("struct_name_lines", "name_id", "struct_names"),
        *_commits("struct_name_lines", "removed_id", "removed_in_id"),
        sa.PrimaryKeyConstraint("line", "name_id", name=op.f("pk_struct_name_lines")),
        sqlite_with_rowid=False,
    )
    _index("struct_name_lines", "name_id")


def _create_fields() -> None:
    op.create_table(
        "struct_fields",
        *(_number(name) for name in ("id", "first_id", "struct_id")),
        sa.Column("position", sa.Float(), nullable=False),
        *(_text(name) for name in ("path", "name", "type", "shape", "condition")),
        _number("file_id", nullable=True),
        *(_text(name) for name in ("began_as", "line")),
        *(_number(name) for name in ("added_id", "added_in_id")),
        _refer("struct_fields", "struct_id", "structs"),
        _refer("struct_fields", "file_id", "paths", "SET NULL"),
        *_commits("struct_fields", "added_id", "added_in_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_struct_fields")),
    )
    for column in ("struct_id", "first_id", "name", "added_id"):
        _index("struct_fields", column)
    op.create_table(
        "struct_field_lines",
        _text("line"),
        _number("field_id"),
        *(_number(name, nullable=True) for name in ("removed_id", "removed_in_id")),
        _text("ended_as", nullable=True),
        _refer("struct_field_lines", "field_id", "struct_fields"),
        *_commits("struct_field_lines", "removed_id", "removed_in_id"),
        sa.PrimaryKeyConstraint("line", "field_id", name=op.f("pk_struct_field_lines")),
        sqlite_with_rowid=False,
    )
    _index("struct_field_lines", "field_id")
    _index("struct_field_lines", "removed_id")


def _create_moves() -> None:
    op.create_table(
        "field_moves",
        _number("id"),
        _number("field_id", nullable=True),
        *(_number(name) for name in ("to_field_id", "commit_id", "commit_in_id")),
        *(_text(name) for name in ("how", "line")),
        _text("variable", nullable=True),
        _number("variable_path_id", nullable=True),
        _refer("field_moves", "field_id", "struct_fields"),
        _refer("field_moves", "to_field_id", "struct_fields"),
        *_commits("field_moves", "commit_id", "commit_in_id"),
        _refer("field_moves", "variable_path_id", "paths", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_moves")),
        sa.UniqueConstraint("field_id", "to_field_id", name=op.f("uq_field_moves_field_id_to_field_id")),
    )
    _index("field_moves", "to_field_id")
    _index("field_moves", "commit_id")
    op.create_table(
        "field_move_places",
        *(_number(name) for name in ("move_id", "from_struct_id")),
        _text("from_path"),
        _number("to_struct_id"),
        _text("to_path"),
        _refer("field_move_places", "move_id", "field_moves"),
        _refer("field_move_places", "from_struct_id", "structs"),
        _refer("field_move_places", "to_struct_id", "structs"),
        sa.PrimaryKeyConstraint(
            "move_id", "from_struct_id", "from_path", "to_struct_id", "to_path", name=op.f("pk_field_move_places")
        ),
        sqlite_with_rowid=False,
    )
    _index("field_move_places", "from_struct_id", "to_struct_id")
    _index("field_move_places", "to_struct_id")


def upgrade() -> None:
    _create_read()
    _create_structs()
    _create_fields()
    _create_moves()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
