"""`coursekit lint`."""

import click

__all__ = ["command"]


@click.command("lint")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON list.")
def command(as_json: bool) -> None:
    """Look for faults in the labs; exit 1 if there are any."""
    import json
    from dataclasses import asdict

    from coursekit.authoring.lint import lint
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus

    layout = find_layout()
    findings = lint(layout, load_syllabus(layout.syllabus))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        click.echo("\n".join(str(finding) for finding in findings) or "No findings.")
    raise SystemExit(1 if findings else 0)
