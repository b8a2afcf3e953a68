"""Commits ↔ commits: what undoes, relands, backports and cites what, with the evidence for it.

Works on the database alone, after the commits are stored, and can be run again at any time. One file per kind of
evidence; :mod:`miner.relations.relate` runs them in order.
"""
