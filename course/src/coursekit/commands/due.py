"""`coursekit due`."""

import click

__all__ = ["command"]


@click.command("due")
@click.argument("unit")
@click.argument("date", required=False)
@click.option("--trainee", default="", help="Only for this trainee: an extension.")
@click.option("--cohort", default="", help="Only for this cohort.")
@click.option("--attempts", type=click.IntRange(0), help="Most submissions; 0 for any number.")
@click.option("--late", type=click.Choice(["accept", "refuse"]), help="What happens afterwards.")
def command(unit: str, date: str | None, trainee: str, cohort: str, **limits: object) -> None:
    """Set or show when a lab is due: 2026-12-31, "2026-12-31 16:00", or none."""
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.hub.runtime import known_people
    from coursekit.nbgrader_ops.due import set_due

    layout = find_layout()
    syllabus = load_syllabus(layout.syllabus)
    name = syllabus.unit(unit).id
    whom, people = (trainee, cohort), known_people(layout)
    lines = set_due(layout, syllabus.course_id, name, date, whom, people, **limits)
    click.echo("\n".join(lines))
