"""What a name in a message means: mentions, Mercurial ids, svn revisions and imported mappings → commits."""
