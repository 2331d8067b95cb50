"""The `coursekit` command: finds commands by file name and loads only the one that is called."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from pathlib import Path

import click

from coursekit import commands
from coursekit.core.errors import CourseError, explain
from coursekit.core.layout import find_layout
from coursekit.system.private import keep_private

__all__ = ["main"]


class _LazyGroup(click.Group):
    """A group whose commands are the modules of `coursekit.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        return importlib.import_module(f"coursekit.commands.{cmd_name}").command

    def invoke(self, ctx: click.Context) -> object:
        # One line on stderr and the agreed exit code, never a traceback, for known faults.
        try:
            _close_state()
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(f"coursekit: {error}", err=True)
            ctx.exit(error.exit_code)
        except Exception as error:
            # What is no fault of the course's but of the machine: a full disk, a missing right.
            if (sentence := explain(error, _places())) is None:
                raise
            click.echo(f"coursekit: {sentence}", err=True)
            ctx.exit(1)
        finally:
            _close_state()


def _places() -> list[Path]:
    """Return where commands write: the run-time state, if this is a checkout."""
    with contextlib.suppress(CourseError):
        return [find_layout().var]
    return []


def _close_state() -> None:
    """Whatever a command leaves in the course's run-time state is the operator's alone."""
    for place in _places():
        with contextlib.suppress(OSError):  # of another owner: the command itself will say so
            keep_private(place)


def _show_version(context: click.Context) -> None:
    """Say which distribution this is; a course of another subject has a name of its own."""
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="coursekit")
    click.echo(f"{script.dist.name}, version {script.dist.version}" if script.dist else "unknown")
    context.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _, asked: _show_version(context) if asked else None,
    help="Show the version and exit.",
)
def main() -> None:
    """Write, release, serve, grade and report a course of notebook labs."""
