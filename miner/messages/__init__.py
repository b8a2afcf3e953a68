"""What a commit message says: names, credits, claims and titles. Pure functions, one file per convention.

Nothing is imported here, because renderers need only the dates and numbers of ``eras``, and compiling the expressions
of all conventions would take as long as answering.
"""
