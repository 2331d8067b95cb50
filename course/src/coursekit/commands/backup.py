"""`coursekit backup`."""

import click

__all__ = ["command"]


@click.command("backup")
@click.argument("path", type=click.Path(dir_okay=False, writable=True))
def command(path: str) -> None:
    """Write marks, submissions, accounts, homes and the hub's state to PATH (.tar.gz)."""
    from pathlib import Path

    from coursekit.core.layout import find_layout
    from coursekit.ops.backup import backup

    manifest = backup(find_layout(), Path(path))
    click.echo(f"{len(manifest['files'])} files: {path} (keep it secret)")
    for missing in manifest["elsewhere"]:
        click.echo(f"NOT in it: {missing}")
