"""`coursekit autograde`."""

import click

__all__ = ["command"]


@click.command("autograde")
@click.argument("unit")
@click.option("--trainee", "owners", multiple=True, help="Only this trainee; may be repeated.")
@click.option("--workers", default=0, help="Submissions at a time; one a core by default.")
@click.option(
    "--engine",
    type=click.Choice(["judge", "kernel"]),
    default="judge",
    help="kernel: stock kernels, in the sandbox; marks can be forged, labs with keys are refused.",
)
@click.option("--scheduler", default="", help="Address of a Dask scheduler that does the work.")
@click.option("--force", is_flag=True, help="Grade again what has not changed.")
@click.option("--unsafe", is_flag=True, help="Grade without a sandbox where there can be none.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(unit: str, unsafe: bool, as_json: bool, **chosen: object) -> None:
    """Grade what was collected of a lab; exit 1 if any submission could not be graded."""
    from coursekit.core.layout import find_layout
    from coursekit.hub.runtime import known_people
    from coursekit.nbgrader_ops.due import dates_of
    from coursekit.nbgrader_ops.grade import grade_unit, print_result

    layout = find_layout()

    def tell(line: str) -> None:
        click.echo(line, err=True)

    dues = dates_of(layout, lambda: known_people(layout))
    result = grade_unit(unit, layout, tell, protect=not unsafe, dues=dues, **chosen)
    print_result(*result, as_json)
    raise SystemExit(1 if result[0].failed else 0)
