"""The facade through which the command line and notebooks ask questions: :class:`miner.history.history.History`."""
