"""Build the sample repository: bare, and with the same shas every time."""

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pygit2
from pygit2.enums import FileMode, ObjectType

from miner.errors import RepositoryError, ResourceError
from miner.sample.facts import Commit, Facts, Tag, read_facts
from miner.sample.files import Files
from miner.sample.messages import Messages, address

_SVN = "svn:6015fed2-1504-0410-9fe1-9d1591cc4771/"
_TAGGER = "Release Manager"


def build(path: Path, facts: Facts | None = None) -> Path:
    """Create the sample history as a bare repository in a new or empty folder, and return the folder.

    Raises RepositoryError if the folder is not empty or cannot be written, ResourceError if the facts are invalid.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RepositoryError(f"{path} is in use: name a new or empty folder for the sample history.")
    facts = facts or read_facts()
    try:
        repository = pygit2.init_repository(str(path), bare=True, initial_head="main")
    except (OSError, pygit2.GitError) as error:
        raise RepositoryError(f"{path} cannot be made ({error}): name a folder that is yours to write.") from error
    _Builder(repository, facts).run()
    return path


class _Builder:
    """Writes raw commit objects, because older commits have extra headers."""

    def __init__(self, repository: pygit2.Repository, facts: Facts) -> None:
        self._repository = repository
        self._facts = facts
        self._built: dict[str, str] = {}
        self._trees: dict[str, pygit2.Oid] = {}
        self._files = Files(facts)
        self._messages = Messages(facts, self._built)

    def run(self) -> None:
        """Write all commits, branches and tags."""
        for commit in self._facts.commits.values():
            self._built[commit.sha] = self._commit(commit)
        for branch in self._facts.branches:
            self._repository.create_reference(f"refs/heads/{branch.name}", self._built[branch.commit])
        for tag in self._facts.tags:
            self._tag(tag)

    def _commit(self, commit: Commit) -> str:
        tree = self._trees[commit.sha] = self._tree(commit)
        headers = [f"tree {tree}", *(f"parent {self._built[parent]}" for parent in commit.parents)]
        headers.append(f"author {_signature(commit.author, commit.authored)}")
        headers.append(f"committer {_signature(commit.committer, commit.committed)}")
        headers += commit.headers
        if commit.svn:
            headers.append(f"HG:extra convert_revision:{quote(_SVN + commit.svn)}")
        raw = "\n".join([*headers, "", self._messages.message(commit)])
        return str(self._repository.odb.write(ObjectType.COMMIT, raw.encode()))

    def _tree(self, commit: Commit) -> pygit2.Oid:
        index = pygit2.Index()
        if commit.parents:
            parent = self._repository[self._trees[commit.parents[0]]]
            index.read_tree(parent.peel(pygit2.Tree))
        changes = self._files.change(commit)
        if not changes and len(commit.parents) < 2:
            raise ResourceError(f"Sample commit {commit.short}: it changes nothing.")
        for path, text in changes.items():
            if text is None:
                index.remove(path)
            else:
                blob = self._repository.create_blob(text.encode())
                index.add(pygit2.IndexEntry(path, blob, FileMode.BLOB))
        return index.write_tree(self._repository)

    def _tag(self, tag: Tag) -> None:
        commit = self._built[tag.commit]
        if tag.tagged is None:
            self._repository.create_reference(f"refs/tags/{tag.name}", commit)
            return
        headers = [f"object {commit}", "type commit", f"tag {tag.name}"]
        headers.append(f"tagger {_signature(_TAGGER, tag.tagged)}")
        raw = "\n".join([*headers, "", f"{tag.name}\n"])
        written = self._repository.odb.write(ObjectType.TAG, raw.encode())
        self._repository.create_reference(f"refs/tags/{tag.name}", written)


def _signature(name: str, at: datetime) -> str:
    return f"{name} <{address(name)}> {int(at.timestamp())} {at:%z}"
