"""`coursekit collect`."""

import click

__all__ = ["command"]


@click.command("collect")
@click.argument("unit")
def command(unit: str) -> None:
    """Fetch what trainees handed in for a lab."""
    from coursekit.coursework import collect
    from coursekit.house import find_house
    from coursekit.syllabus import load_syllabus

    house = find_house()
    click.echo(collect(house, load_syllabus(house.syllabus).unit(unit).id))
