"""The errors that a user can do something about.

::

    MinerError
    ├── SettingsError        a flag, environment variable or database URL makes no sense
    ├── ResourceError        a file that ships with the tool is missing
    ├── RepositoryError      not a repository, shallow, unreadable, or git failed
    ├── StoreError           the database cannot be opened, read or written
    │   └── SchemaError      the database has a schema that this version does not know
    ├── QueryError           a canned query is unknown, malformed or lacks a parameter
    └── LookupFailedError    an issue, commit or release that the database does not have
        └── AmbiguousError   a name that fits several things

Every message is one sentence or two: what happened, where, and what to do next. The command line prints it
and exits with 1; anything else that escapes is a bug (:mod:`miner.cli.bugs`).
"""


class MinerError(Exception):
    """Any problem that the message explains to the user."""


class SettingsError(MinerError):
    """A flag, an environment variable or a database URL makes no sense."""


class ResourceError(MinerError):
    """A file that ships with the tool is missing."""


class RepositoryError(MinerError):
    """The repository cannot be read."""


class StoreError(MinerError):
    """The database cannot be opened, read or written."""


class SchemaError(StoreError):
    """The database has a schema that this version of the tool does not know."""


class QueryError(MinerError):
    """A canned query is unknown, malformed or lacks a parameter."""


class LookupFailedError(MinerError):
    """The database has no such issue, commit or release."""


class AmbiguousError(LookupFailedError):
    """The name fits several things."""
