"""Find which commits undo, reland, backport or cite which other commits, with the evidence.

This needs only the database, after the commits are stored, and can be repeated at any time. There is a module for each
kind of evidence; :mod:`miner.relations.relate` calls them in order.
"""
