"""`bp010ctl docs`: the documents that are generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import DryRun, Json

if TYPE_CHECKING:
    from pathlib import Path


def docs(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 where one is out of date.")
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Write what is generated: docs/reference/, and sql/tables, sql/types, sql/triggers.

    Data dictionary, lineage, who may do what, a page for each command, and the current text of
    what nobody writes as a file. Works on a scratch database.

    Examples: `bp010ctl docs --check`, `bp010ctl docs --dry-run`
    """
    from bp010ctl import lineage
    from bp010ctl.base import database, generated, settings
    from bp010ctl.commands import pages
    from bp010ctl.lineage import documents
    from bp010ctl.roles import rights
    from bp010ctl.schema import statements

    folder = settings.load().project
    with (
        console.working("docs"),
        lineage.made(folder) as url,
        database.connect(url) as connection,
    ):
        objects = statements.texts(connection)
        texts = documents.texts(lineage.read(connection, folder), folder)
        texts[rights.DOCUMENT] = rights.document(rights.read(connection))
    commands = pages.pages(context.find_root().command)
    everything = {**objects, **texts, **commands}
    stale = generated.stale(everything, folder)
    gone = generated.gone(everything, folder, [*statements.FILES, *pages.FILES])
    if not check and not dry_run:
        _write(stale, gone, folder)
    if json:
        console.as_json({"stale": list(stale), "gone": gone, "written": not check and not dry_run})
    else:
        _tell(stale, gone, check=check, dry_run=dry_run)
    raise typer.Exit(1 if check and (stale or gone) else 0)


def _write(stale: dict[str, str], gone: list[str], folder: Path) -> None:
    for name, text in stale.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in gone:
        (folder / name).unlink()


def _tell(stale: dict[str, str], gone: list[str], *, check: bool, dry_run: bool) -> None:
    new, old = "written", "deleted"
    if check:
        new, old = "out of date", "of nothing any more"
    elif dry_run:
        new, old = "would be written", "would be deleted"
    for name in stale:
        console.say(f"{name}: {new}")
    for name in gone:
        console.say(f"{name}: {old}")
    if not stale and not gone:
        console.say("everything generated is up to date")
