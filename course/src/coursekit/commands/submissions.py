"""`coursekit submissions`."""

import click

__all__ = ["command"]


@click.command("submissions")
@click.argument("unit", required=False)
@click.option("--check", is_flag=True, help="Prove that every file is what was handed in.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def command(unit: str | None, check: bool, as_json: bool) -> None:
    """List what was handed in, with receipts."""
    import json

    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.exchange.server.submission_list import register, register_lines

    layout = find_layout()
    syllabus = load_syllabus(layout.syllabus)
    rows = register(layout, syllabus.course_id, unit and syllabus.unit(unit).id, check)
    click.echo(json.dumps(rows) if as_json else "\n".join(register_lines(rows)))
