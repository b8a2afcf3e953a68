"""The structs of C headers, their fields over time, and the fields that moved.

History is walked along the first parents of each line of development. ``*_id`` of a commit is the one that did the
work; ``*_in_id`` is the commit of the line that has it first: the merge that brought the work, mostly the same commit.
Along a line the ids rise, so a row is in force at the commit X of a line if ``added_in_id <= X`` and ``removed_in_id``
on that line is NULL or greater than X.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, SmallInteger, Table, UniqueConstraint

from miner.store.tables.base import String, commit_key, metadata

# What was read, kept so that a later run reads only new texts. Rows of an older reader are read again.
struct_texts = Table(
    "struct_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),  # SHA-1 of the text of one struct
    Column("reader", SmallInteger, nullable=False),
    Column("parsed", String, nullable=False),  # JSON, see code/texts.py
    Column("problem_line", Integer),  # the line in the text that is no C, from 0; NULL: all was understood
)

struct_blobs = Table(
    "struct_blobs",
    metadata,
    Column("blob", String, primary_key=True),
    Column("reader", SmallInteger, nullable=False),
    Column("definitions", String, nullable=False),  # JSON: its structs, see code/headers.py
)

# The lines that were walked, and up to where. Their chains are a tree: each begins where it leaves another one. A
# release that was tagged beside its line and has other structs is a line of its own here, with its tag as the name.
struct_lines = Table(
    "struct_lines",
    metadata,
    Column("line", String, primary_key=True),
    commit_key("tip_id"),
    Column("from_line", String),  # the line that it left, NULL if it has a root of its own
    commit_key("branch_point_id", nullable=True),  # the last commit that it has in common with that line
    Column("reader", SmallInteger, nullable=False),
    Column("folders", String, nullable=False),  # where headers were read, separated by blanks
)

# The place of each release: a line, and the commit of that line whose structs it has.
release_structs = Table(
    "release_structs",
    metadata,
    Column("release_id", Integer, ForeignKey("releases.id", ondelete="CASCADE"), primary_key=True),
    Column("line", String, nullable=False),
    commit_key("commit_id"),
)

# A struct or union under all the names that it had. Another one that later has the same name is another row.
structs = Table(
    "structs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),  # the last one, on main if it got there
    Column("kind", String, nullable=False),  # struct or union
    Index(None, "name"),
)

struct_names = Table(
    "struct_names",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("struct_id", Integer, ForeignKey("structs.id", ondelete="CASCADE"), nullable=False),
    Column("name", String, nullable=False),  # the typedef, else the tag, else the variable
    Column("tag", String),
    Column("typedef", String),
    Column("line", String, nullable=False),  # on which it got the name
    commit_key("added_id"),
    commit_key("added_in_id"),
    Index(None, "struct_id"),
    Index(None, "name"),
)

# The names that the structs of a line have had since it left another one.
struct_name_lines = Table(
    "struct_name_lines",
    metadata,
    Column("line", String, primary_key=True),
    Column("name_id", Integer, ForeignKey("struct_names.id", ondelete="CASCADE"), primary_key=True),
    commit_key("removed_id", nullable=True),
    commit_key("removed_in_id", nullable=True),
    Index(None, "name_id"),
    sqlite_with_rowid=False,
)

# A version of a field. One that gets another type, shape, condition or file is the next version of the same field; one
# that moves or is renamed is another field, tied to the first by field_moves. If a path is declared for several
# conditions, each of them has a row.
struct_fields = Table(
    "struct_fields",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first_id", Integer, nullable=False),  # the first version of the field, which tells since when it is there
    Column("struct_id", Integer, ForeignKey("structs.id", ondelete="CASCADE"), nullable=False),
    Column("position", Float, nullable=False),  # its rank in the struct, not changed when fields change places
    Column("path", String, nullable=False),  # through named inner structs: gilstate.check_enabled; <MACRO> for a macro
    Column("name", String, nullable=False),  # the last part of the path
    Column("type", String, nullable=False),  # without the shape; struct or union for an inner one without a tag
    Column("shape", String, nullable=False),  # what the declarator adds: *, [10], :1, (*)(int); often empty
    Column("condition", String, nullable=False),  # the #if around it, joined with &&; empty if it is always there
    Column("file_id", Integer, ForeignKey("paths.id", ondelete="SET NULL")),
    # added, moved, renamed or from-static; a later version: retyped, conditional or refiled
    Column("began_as", String, nullable=False),
    Column("line", String, nullable=False),  # on which it began
    commit_key("added_id"),
    commit_key("added_in_id"),
    Index(None, "struct_id"),
    Index(None, "first_id"),
    Index(None, "name"),
    Index(None, "added_id"),
)

# The versions of fields that a line has had since it left another one.
struct_field_lines = Table(
    "struct_field_lines",
    metadata,
    Column("line", String, primary_key=True),
    Column("field_id", Integer, ForeignKey("struct_fields.id", ondelete="CASCADE"), primary_key=True),
    commit_key("removed_id", nullable=True),  # NULL: it is still there
    commit_key("removed_in_id", nullable=True),
    Column("ended_as", String),  # removed, moved or renamed; changed: the same field has another version
    Index(None, "field_id"),
    Index(None, "removed_id"),
    sqlite_with_rowid=False,
)

field_moves = Table(
    "field_moves",
    metadata,
    Column("id", Integer, primary_key=True),
    # The version that it was before; NULL for a variable. Of a conditional move it still is there.
    Column("field_id", Integer, ForeignKey("struct_fields.id", ondelete="CASCADE")),
    Column("to_field_id", Integer, ForeignKey("struct_fields.id", ondelete="CASCADE"), nullable=False),
    commit_key("commit_id"),
    commit_key("commit_in_id"),
    # moved: to another struct or path, perhaps with another name; renamed: in its place; conditional: for some
    # conditions only; from-static: it was a static variable
    Column("how", String, nullable=False),
    Column("line", String, nullable=False),
    Column("variable", String),
    Column("variable_path_id", Integer, ForeignKey("paths.id", ondelete="SET NULL")),
    UniqueConstraint("field_id", "to_field_id"),
    Index(None, "to_field_id"),
    Index(None, "commit_id"),
)

# The same moves as seen from each struct that holds, by value, the struct of the field: _PyRuntimeState.ceval.pending
# to PyInterpreterState.ceval.pending. If one of the two structs holds the other, what is in that one counts as its own.
field_move_places = Table(
    "field_move_places",
    metadata,
    Column("move_id", Integer, ForeignKey("field_moves.id", ondelete="CASCADE"), primary_key=True),
    Column("from_struct_id", Integer, ForeignKey("structs.id", ondelete="CASCADE"), primary_key=True),
    Column("from_path", String, primary_key=True),
    Column("to_struct_id", Integer, ForeignKey("structs.id", ondelete="CASCADE"), primary_key=True),
    Column("to_path", String, primary_key=True),
    Index(None, "from_struct_id", "to_struct_id"),
    Index(None, "to_struct_id"),
    sqlite_with_rowid=False,
)
