"""`coursekit roster`."""

import click

__all__ = ["command"]


@click.command("roster")
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--yes", is_flag=True, help="Make the changes without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; changes need --yes.")
def command(path: str, yes: bool, as_json: bool) -> None:
    """Merge in a list of people, .xlsx or .csv: NIP, nama, unit, peran, angkatan.

    Shows what would change, then asks. What the list does not mention stays: people, columns,
    empty cells; a dash empties a unit or a cohort.
    """
    import json
    from functools import partial
    from pathlib import Path

    from coursekit.hub.accounts.accounts import Accounts
    from coursekit.hub.accounts.roster import Plan, import_roster, plan_json, plan_lines
    from coursekit.hub.runtime import current_runtime
    from coursekit.nbgrader_ops.operations import enrol

    seen: list[Plan] = []

    def agree(plan: Plan) -> bool:
        seen.append(plan)
        if as_json:
            return yes
        click.echo("\n".join(plan_lines(plan)))
        asks = bool(plan.new or plan.changed) and not yes
        return not asks or click.confirm("Make these changes?")

    runtime = current_runtime()
    accounts = Accounts(runtime.accounts)
    done = import_roster(
        Path(path), accounts, runtime.passwords, partial(enrol, runtime.layout), agree
    )
    if as_json:
        click.echo(json.dumps(plan_json(seen[0], done), ensure_ascii=False))
        return
    if done is None:
        click.echo("nothing changed")
        return
    click.echo(f"{len(done.added)} added, {len(done.changed)} changed")
    if done.passwords:
        click.echo(f"first-login passwords, for you alone: {done.passwords}")
