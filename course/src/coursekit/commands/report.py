"""`coursekit report`."""

import click

__all__ = ["command"]


@click.command("report")
@click.argument("unit")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def command(unit: str, as_json: bool) -> None:
    """Write how a lab's trainees and questions did, as a page and as JSON."""
    import dataclasses
    import json

    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus
    from coursekit.grading.report import report
    from coursekit.nbgrader_ops.grade import grading_course, unit_report
    from coursekit.nbgrader_ops.growth import growth_in

    course = grading_course(layout := find_layout())
    growth = growth_in(layout, load_syllabus(layout.syllabus), course, unit)
    found = dataclasses.replace(unit_report(unit, course), growth=growth)
    page = report.write_report(found, layout.var / "reports")
    click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False) if as_json else page)
