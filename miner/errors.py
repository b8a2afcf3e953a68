"""The errors that users can act on.

::

    MinerError
    ├── SettingsError        a flag, environment variable, file or database URL of the user is invalid
    ├── ResourceError        a file that ships with the tool is missing
    ├── RepositoryError      not a repository, shallow, unreadable, or git failed
    ├── StoreError           the database cannot be opened, read or written
    │   └── SchemaError      the database has a schema that this version does not know
    ├── FetchError           a tracker refuses, or does not answer as it should
    ├── QueryError           a canned query is unknown, malformed or lacks a parameter
    └── LookupFailedError    the database has no such issue, commit or release
        └── AmbiguousError   a name matches several of them

Every message is one sentence or two: what happened, where, and what to do next. The command line prints it
and exits with 1; anything else that escapes is a bug (:mod:`miner.cli.bugs`).
"""


class MinerError(Exception):
    """The base of all errors whose message tells the user what to do."""


class SettingsError(MinerError):
    """A flag, environment variable, file or database URL of the user is invalid."""


class ResourceError(MinerError):
    """A file that ships with the tool is missing."""


class RepositoryError(MinerError):
    """The repository is missing, shallow or unreadable, or git failed."""


class StoreError(MinerError):
    """The database cannot be opened, read or written."""


class SchemaError(StoreError):
    """The database has a schema that this version of the tool does not know."""


class FetchError(MinerError):
    """A tracker refuses, cannot be reached, or does not answer as it should."""


class QueryError(MinerError):
    """A canned query is unknown, malformed or lacks a parameter."""


class LookupFailedError(MinerError):
    """The database has no such issue, commit or release."""


class AmbiguousError(LookupFailedError):
    """The name matches several issues or commits."""
