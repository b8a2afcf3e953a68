"""Keep the sets of releases and of lines as spans, so that thousands of tags cost rows in proportion.

The places are first those of the versions and of the names; the next mining run finds better ones.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


SETS: dict[
    str, tuple[str, sa.types.TypeEngine[Any], str, str]
] = {  # table → how its members were stored, and where they now get their places
    "release_sets": ("release_id", sa.Integer(), "releases", "id"),
    "line_sets": ("line", String, "line_places", "line"),
}


def upgrade() -> None:
    with op.batch_alter_table("releases") as batch_op:
        batch_op.add_column(sa.Column("place", sa.Integer(), nullable=True))
    op.execute(sa.text("UPDATE releases SET place = position"))
    with op.batch_alter_table("releases") as batch_op:
        batch_op.alter_column("place", existing_type=sa.Integer(), nullable=False)
    op.create_index(op.f("ix_releases_place"), "releases", ["place"])
    op.create_table(
        "line_places",
        sa.Column("line", String, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_line_places")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_line_places_place"), "line_places", ["place"])
    op.execute(
        sa.text(
            "INSERT INTO line_places (line, place)"
            " SELECT line, ROW_NUMBER() OVER (ORDER BY line) FROM (SELECT DISTINCT line FROM line_sets) AS lines"
        )
    )
    for table, (member, _, places, key) in SETS.items():
        members: dict[int, list[int]] = defaultdict(list)
        select = f"SELECT s.set_id, p.place FROM {table} s JOIN {places} p ON p.{key} = s.{member}"  # noqa: S608
        for number, place in op.get_bind().execute(sa.text(select)):
            members[number].append(place)
        op.drop_table(table)
        op.bulk_insert(
            op.create_table(
                table,
                sa.Column("set_id", sa.Integer(), autoincrement=False, nullable=False),
                sa.Column("first_place", sa.Integer(), autoincrement=False, nullable=False),
                sa.Column("last_place", sa.Integer(), nullable=False),
                sa.PrimaryKeyConstraint("set_id", "first_place", name=op.f(f"pk_{table}")),
                sqlite_with_rowid=False,
            ),
            [
                {"set_id": number, "first_place": first, "last_place": last}
                for number, found in members.items()
                for first, last in _spans(sorted(found))
            ],
        )


def downgrade() -> None:
    for table, (member, kind, places, key) in SETS.items():
        rows = (
            op.get_bind()
            .execute(
                sa.text(
                    f"SELECT s.set_id, p.{key} FROM {table} s"  # noqa: S608
                    f" JOIN {places} p ON p.place BETWEEN s.first_place AND s.last_place"
                )
            )
            .all()
        )
        op.drop_table(table)
        keys = (
            [sa.ForeignKeyConstraint([member], ["releases.id"], name=f"fk_{table}_{member}", ondelete="CASCADE")]
            if places == "releases"
            else []
        )
        op.bulk_insert(
            op.create_table(
                table,
                sa.Column("set_id", sa.Integer(), autoincrement=False, nullable=False),
                sa.Column(member, kind, autoincrement=False, nullable=False),
                *keys,
                sa.PrimaryKeyConstraint("set_id", member, name=op.f(f"pk_{table}")),
                sqlite_with_rowid=False,
            ),
            [{"set_id": number, member: value} for number, value in rows],
        )
        op.create_index(op.f(f"ix_{table}_{member}"), table, [member])
    op.drop_table("line_places")
    op.drop_index(op.f("ix_releases_place"), "releases")
    with op.batch_alter_table("releases") as batch_op:
        batch_op.drop_column("place")


def _spans(places: list[int]) -> Iterator[tuple[int, int]]:
    first = before = places[0]
    for place in places[1:]:
        if place > before + 1:
            yield first, before
            first = place
        before = place
    yield first, before
