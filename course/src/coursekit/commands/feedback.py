"""`coursekit feedback`."""

import click

__all__ = ["command"]


@click.command("feedback")
@click.argument("unit")
def command(unit: str) -> None:
    """Write feedback for a graded lab and hand it out; exit 1 if any page needs a look."""
    from coursekit.coursework import feedback
    from coursekit.house import find_house
    from coursekit.syllabus import load_syllabus

    house = find_house()
    unit = load_syllabus(house.syllabus).unit(unit).id
    failed = feedback(house, unit, click.echo)
    if failed:
        click.echo(f"{unit}: to be looked at: {', '.join(failed)}", err=True)
    raise SystemExit(1 if failed else 0)
