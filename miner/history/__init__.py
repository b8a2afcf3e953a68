"""The one door for everyone who asks (command line, notebooks, reports): :class:`miner.history.history.History`."""
