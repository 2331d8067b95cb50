"""`coursekit book`: build the published book."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command("book")
@click.option("--edition", type=click.Choice(["readers", "instructors"]), default="readers")
@click.option("--fresh", is_flag=True, help="Start from an empty cache, as CI does.")
@click.option("--hub", default="", help="Address of the hub, for the links to the labs.")
def command(edition: str, fresh: bool, hub: str) -> None:
    """Build the book with warnings as errors; print the folder of its pages."""
    from coursekit.book import build_book
    from coursekit.house import find_house

    def say(text: str) -> None:
        click.echo(text, err=True)

    click.echo(build_book(find_house(), edition=edition, fresh=fresh, hub=hub, say=say))
