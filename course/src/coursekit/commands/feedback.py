"""`coursekit feedback`."""

import click

__all__ = ["command"]


@click.command("feedback")
@click.argument("unit")
def command(unit: str) -> None:
    """Write feedback for a graded lab and hand it to the trainees."""
    from coursekit.coursework import feedback
    from coursekit.house import find_house
    from coursekit.syllabus import load_syllabus

    house = find_house()
    click.echo(feedback(house, load_syllabus(house.syllabus).unit(unit).id))
