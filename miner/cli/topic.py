"""``miner topic``."""

import click


@click.command()
def topic() -> None:
    """Show a topic."""
