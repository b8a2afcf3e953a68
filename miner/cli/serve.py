"""``miner serve``: the web page."""

import click

from miner.cli.session import Session


@click.command(short_help="Serve the history as web pages, with Datasette.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8001, show_default=True, help="The port to listen on.")
@click.pass_obj
def serve(session: Session, host: str, port: int) -> None:
    """Serve pages of issues, commits, releases, cycles and stories, and all data and queries through Datasette.

    Nothing can be written. By default only this machine can reach it.
    """
    from miner.web.site import serve as run

    def ready() -> None:
        click.echo(f"http://{host}:{port}/ shows the history; Ctrl-C ends it.", err=True)

    run(session.database, host, port, ready)
