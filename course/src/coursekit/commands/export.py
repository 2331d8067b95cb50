"""`coursekit export`."""

import click

__all__ = ["command"]


@click.command("export")
@click.argument("path", type=click.Path(dir_okay=False, writable=True))
def command(path: str) -> None:
    """Write the gradebook to PATH: .xlsx for people, .csv for machines."""
    from pathlib import Path

    from coursekit.core.errors import UsageError
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.nbgrader_ops import export

    layout, target = find_layout(), Path(path)
    if target.suffix not in {".csv", ".xlsx"}:
        raise UsageError(f"{path}: the name must end in .csv or .xlsx")
    syllabus = load_syllabus(layout.syllabus)
    marks = export.read_marks(layout, syllabus)
    if target.suffix == ".csv":
        export.write_csv(marks, target)
    else:
        export.write_excel(marks, export.totals(marks, syllabus), target)
