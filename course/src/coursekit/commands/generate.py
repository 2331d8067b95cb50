"""`coursekit generate`."""

import click

__all__ = ["command"]


@click.command("generate")
@click.argument("units", nargs=-1)
@click.option("--check", "check_only", is_flag=True, help="Only compare; exit 1 on a difference.")
def command(units: tuple[str, ...], check_only: bool) -> None:
    """Make solutions/ and labs/ (and the subject's tables) from their hand-written sources."""
    from coursekit.authoring import generate
    from coursekit.core.layout import find_layout
    from coursekit.core.syllabus import load_syllabus

    layout = find_layout()
    syllabus = load_syllabus(layout.syllabus)
    chosen = [syllabus.unit(unit).id for unit in units] or [unit.id for unit in syllabus.labs]
    if check_only:
        drifts = generate.run_builders(layout, syllabus, check=True)
        drifts += generate.check(layout, [unit.id for unit in syllabus.labs])
        for drift in drifts:
            click.echo(drift)
        raise SystemExit(1 if drifts else 0)
    generate.run_builders(layout, syllabus)
    changed = generate.generate(layout, chosen)
    click.echo("\n".join(str(path) for path in changed) or "Every lab is as its source.")
