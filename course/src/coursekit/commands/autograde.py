"""`coursekit autograde`."""

import click

__all__ = ["command"]


@click.command("autograde")
@click.argument("unit")
def command(unit: str) -> None:
    """Grade what was collected of a lab; exit 1 if any submission could not be graded."""
    from coursekit.coursework import autograde
    from coursekit.house import find_house
    from coursekit.syllabus import load_syllabus

    house = find_house()
    results = autograde(house, load_syllabus(house.syllabus).unit(unit).id)
    for name, fine in results.items():
        click.echo(f"{name}: {'graded' if fine else 'FAILED'}")
    raise SystemExit(0 if all(results.values()) else 1)
