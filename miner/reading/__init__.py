"""Raw commits → rows ready to be stored, over all cores.

Reading processes import nothing else: the database and what is derived in it would double the time that they start in.
"""
