"""`coursekit new`."""

import click

__all__ = ["command"]


@click.command("new")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--title", help="Title of the course; made from the folder's name by default.")
@click.option("--id", "course", help="Id of the course; made from the folder's name by default.")
@click.option("--package", default="", help="Also begin a Python package of the subject's own.")
def command(folder: str, title: str | None, course: str | None, package: str) -> None:
    """Begin a course of another subject in a new folder, with this kit beside it.

    The skeleton has two units, a form and a book, and works at once: see its README.
    """
    from pathlib import Path

    from coursekit.authoring.generate import generate
    from coursekit.authoring.new import new_course
    from coursekit.core.layout import own_checkout
    from coursekit.core.lookup import slug
    from coursekit.core.syllabus import load_syllabus

    target = Path(folder).resolve()
    named = slug(target.name).replace(".", "-").replace("_", "-")
    title = title or named.replace("-", " ").capitalize()
    layout = new_course(own_checkout(), target, title, course or named, package)
    generate(layout, [unit.id for unit in load_syllabus(layout.syllabus).labs])
    click.echo(f"{target}: made; go on with\n  cd {target}\n  make serve")
