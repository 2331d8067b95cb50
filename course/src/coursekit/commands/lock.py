"""`coursekit lock`."""

import click

__all__ = ["command"]


@click.command("lock")
def command() -> None:
    """Resolve the pins anew: requirements.lock and environment.yml from pyproject.toml."""
    from coursekit.authoring.lock import resolve
    from coursekit.core.layout import find_layout

    for path in resolve(find_layout()):
        click.echo(path.name)
