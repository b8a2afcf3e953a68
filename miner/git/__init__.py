"""Read clones through pygit2 and the git program.

Nothing here writes to the clone that is read, needs a work tree or fetches a missing object. Only
:func:`miner.git.clone.clone` uses the network, and only for a URL.
"""
