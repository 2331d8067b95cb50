"""`coursekit release`."""

import click

__all__ = ["command"]


@click.command("release")
@click.argument("units", nargs=-1)
def command(units: tuple[str, ...]) -> None:
    """Hand labs out to the trainees (all of the syllabus by default)."""
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.nbgrader_ops.operations import release

    layout = find_layout()
    syllabus = load_syllabus(layout.syllabus)
    chosen = [syllabus.unit(unit).id for unit in units] or [unit.id for unit in syllabus.labs]
    for unit in release(layout, chosen):
        click.echo(f"released {unit}")
