"""Turn raw commits into rows ready to be stored, on all cores.

Reading processes do not import SQLAlchemy or the rooms that use the database: that would double their start-up time.
"""
