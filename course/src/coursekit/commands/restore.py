"""`coursekit restore`."""

import click

__all__ = ["command"]


@click.command("restore")
@click.argument("path", type=click.Path(dir_okay=False))
def command(path: str) -> None:
    """Put back what `coursekit backup` wrote to PATH; what is here now is kept aside."""
    from pathlib import Path

    from coursekit.core.layout import find_layout
    from coursekit.ops.backup import restore

    manifest, former = restore(find_layout(), Path(path))
    click.echo(f"{len(manifest['files'])} files of {manifest['made']} are back")
    if former:
        click.echo(f"what was here before: {former}")
