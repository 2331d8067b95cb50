"""`coursekit release`."""

import click

__all__ = ["command"]


@click.command("release")
@click.argument("units", nargs=-1)
def command(units: tuple[str, ...]) -> None:
    """Hand labs out to the trainees (all of the syllabus by default)."""
    from coursekit.core.layout import find_house
    from coursekit.core.syllabus import load_syllabus
    from coursekit.nbgrader_ops.operations import release

    house = find_house()
    syllabus = load_syllabus(house.syllabus)
    chosen = [syllabus.unit(unit).id for unit in units] or [unit.id for unit in syllabus.labs]
    for unit in release(house, chosen):
        click.echo(f"released {unit}")
