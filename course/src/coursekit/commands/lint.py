"""`coursekit lint`."""

import click

__all__ = ["command"]


@click.command("lint")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON list.")
def command(as_json: bool) -> None:
    """Look for faults in labs and forms; exit 1 if there are any. Minutes are estimates."""
    import json
    from dataclasses import asdict

    from coursekit.authoring.lint import lint
    from coursekit.authoring.minutes import said
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus

    layout = find_layout()
    syllabus = load_syllabus(layout.syllabus)
    report = lint(layout, syllabus)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in report.findings], ensure_ascii=False))
    else:
        for unit, minutes in report.minutes.items():
            click.echo(f"{unit}: {syllabus.unit(unit).minutes} menit, perkiraan {said(minutes)}")
        click.echo("\n".join(str(finding) for finding in report.findings) or "No findings.")
    raise SystemExit(1 if report.findings else 0)
