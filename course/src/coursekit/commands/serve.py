"""`coursekit serve`."""

import click

__all__ = ["command"]


@click.command("serve")
@click.option("--port", type=click.IntRange(1024, 65000), help="First port; 8000 by default.")
def command(port: int | None) -> None:
    """Start the training on this machine: hub, labs, formgrader and book. Ctrl-C stops it."""
    from coursekit.house import find_house
    from coursekit.serve import serve

    raise SystemExit(serve(find_house(), port, click.echo))
