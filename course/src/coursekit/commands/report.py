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

    from coursekit import report
    from coursekit.house import find_house

    found = report.unit_report(unit, house := find_house())
    page = report.write_report(found, house.var / "reports")
    click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False) if as_json else page)
