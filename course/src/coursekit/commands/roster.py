"""`coursekit roster`."""

import click

__all__ = ["command"]


@click.command("roster")
@click.argument("path", type=click.Path(dir_okay=False))
def command(path: str) -> None:
    """Take in a list of people, .xlsx or .csv: NIP, nama, unit, peran, angkatan."""
    from functools import partial
    from pathlib import Path

    from coursekit.coursework import enrol
    from coursekit.hub.accounts import Accounts
    from coursekit.hub.place import current_place
    from coursekit.hub.roster import import_roster

    place = current_place()
    done = import_roster(
        Path(path), Accounts(place.accounts), place.passwords, partial(enrol, place.house)
    )
    click.echo(f"{len(done.added)} added, {len(done.changed)} changed")
    if done.passwords:
        click.echo(f"first-login passwords, for you alone: {done.passwords}")
