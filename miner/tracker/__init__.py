"""Issue data from the trackers."""
