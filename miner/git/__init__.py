"""Reading clones: the only room that does so through pygit2 and the git program.

Nothing here writes to a repository, needs a work tree or fetches a missing object; only
:func:`miner.git.clone.clone` talks to a network, when the user names a URL.
"""
