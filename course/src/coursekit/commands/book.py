"""`coursekit book`: build the published book."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command("book")
@click.option(
    "--edition",
    type=click.Choice(["readers", "instructors", "alumni"]),
    default="readers",
    help="Who it is for.",
)
@click.option("--fresh", is_flag=True, help="Start from an empty cache, as CI does.")
@click.option(
    "--hub",
    help="Address of the hub for the links to labs; of the settings by default.",
)
@click.option("--pdf", is_flag=True, help="Also print the whole book into one PDF.")
def command(edition: str, fresh: bool, hub: str | None, pdf: bool) -> None:
    """Build the book with warnings as errors; print the folder of its pages."""
    from coursekit.book.build import build_book
    from coursekit.book.pdf import print_book
    from coursekit.core.layout import find_layout
    from coursekit.core.settings import load_settings

    def say(text: str) -> None:
        click.echo(text, err=True)

    layout = find_layout()
    if hub is None:
        hub = load_settings(layout.hub / "settings.yaml")["book"]["hub"]
    pages = build_book(layout, edition=edition, fresh=fresh, hub=hub, say=say)
    click.echo(print_book(layout, pages) if pdf else pages)
