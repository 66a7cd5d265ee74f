"""`bp010ctl docs`: the documents that are generated."""

from __future__ import annotations

from typing import Annotated

import typer

from bp010ctl.commands import console


def docs(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 where one is out of date.")
    ] = False,
) -> None:
    """Write what is generated: docs/reference/, and sql/tables, sql/types, sql/triggers.

    Data dictionary, lineage, who may do what, a page for each command, and the current text of
    what nobody writes as a file. Works on a scratch database.

    Example: `bp010ctl docs --check`
    """
    from bp010ctl import lineage
    from bp010ctl.base import database, generated, settings
    from bp010ctl.commands import pages
    from bp010ctl.lineage import documents
    from bp010ctl.roles import rights
    from bp010ctl.schema import statements

    folder = settings.load().project
    with lineage.made(folder) as url, database.connect(url) as connection:
        objects = statements.texts(connection)
        texts = documents.texts(lineage.read(connection, folder), folder)
        texts[rights.DOCUMENT] = rights.document(rights.read(connection))
    commands = pages.pages(context.find_root().command)
    everything = {**objects, **texts, **commands}
    stale = generated.stale(everything, folder)
    gone = generated.gone(everything, folder, [*statements.FILES, *pages.FILES])
    for name, text in stale.items():
        console.say(f"{name}: {'out of date' if check else 'written'}")
        if not check:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    for name in gone:
        console.say(f"{name}: {'of nothing any more' if check else 'deleted'}")
        if not check:
            (folder / name).unlink()
    if not stale and not gone:
        console.say("everything generated is up to date")
    raise typer.Exit(1 if check and (stale or gone) else 0)
