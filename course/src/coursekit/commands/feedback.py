"""`coursekit feedback`."""

import click

__all__ = ["command"]


@click.command("feedback")
@click.argument("unit")
def command(unit: str) -> None:
    """Write feedback for a graded lab and hand it out; exit 1 if any page needs a look."""
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.nbgrader_ops.operations import feedback

    layout = find_layout()
    unit = load_syllabus(layout.syllabus).unit(unit).id
    failed = feedback(layout, unit, click.echo)
    if failed:
        click.echo(f"{unit}: to be looked at: {', '.join(failed)}", err=True)
    raise SystemExit(1 if failed else 0)
