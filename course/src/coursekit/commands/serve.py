"""`coursekit serve`."""

import click

__all__ = ["command"]


@click.command("serve")
@click.option("--port", type=click.IntRange(1024, 65000), help="First port; 8000 by default.")
@click.option("--demo-unsafe", is_flag=True, help="Without sandboxes: people can read each other.")
def command(port: int | None, demo_unsafe: bool) -> None:
    """Start the training on this machine: hub, labs, formgrader and book. Ctrl-C stops it."""
    import os

    from coursekit.core.layout import find_layout
    from coursekit.hub.runtime import UNSAFE
    from coursekit.ops.serve import serve

    if demo_unsafe:
        os.environ[UNSAFE] = "1"
    raise SystemExit(serve(find_layout(), port, click.echo))
