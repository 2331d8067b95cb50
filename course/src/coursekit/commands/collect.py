"""`coursekit collect`."""

import click

__all__ = ["command"]


@click.command("collect")
@click.argument("unit")
@click.option("--in-time", is_flag=True, help="Take the last submission before the date.")
def command(unit: str, in_time: bool) -> None:
    """Fetch what trainees handed in for a lab."""
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.nbgrader_ops.operations import collect

    layout = find_layout()
    click.echo(collect(layout, load_syllabus(layout.syllabus).unit(unit).id, in_time))
