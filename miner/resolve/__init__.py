"""Find the commits that names in messages mean: mentions, Mercurial ids, svn revisions and imported mappings."""
