"""`coursekit autograde`."""

import click

__all__ = ["command"]


@click.command("autograde")
@click.argument("unit")
@click.option("--trainee", "owners", multiple=True, help="Only this trainee; may be repeated.")
@click.option("--workers", default=0, help="Submissions at a time; one a core by default.")
@click.option("--force", is_flag=True, help="Grade again what has not changed.")
@click.option("--unsafe", is_flag=True, help="Grade without a sandbox where there can be none.")
def command(unit: str, unsafe: bool, **chosen: object) -> None:
    """Grade what was collected of a lab; exit 1 if any submission could not be graded."""
    from coursekit.grading.run import grade_unit

    summary, lines = grade_unit(unit, protect=not unsafe, **chosen)
    click.echo("\n".join(lines))
    raise SystemExit(1 if summary.failed else 0)
