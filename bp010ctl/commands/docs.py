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
    """Write what is generated in docs/reference/: data dictionary, lineage, a page per command.

    Works on a scratch database of the private server.

    Example: `bp010ctl docs --check`
    """
    from bp010ctl import lineage
    from bp010ctl.base import settings
    from bp010ctl.commands import pages
    from bp010ctl.lineage import documents

    folder = settings.load().project
    texts = documents.texts(lineage.load(scratch=True), folder)
    texts |= pages.pages(context.find_root().command)
    stale, gone = documents.stale(texts, folder), pages.gone(texts, folder)
    for name, text in stale.items():
        console.say(f"{name}: {'out of date' if check else 'written'}")
        if not check:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    for name in gone:
        console.say(f"{name}: {'of no command' if check else 'deleted'}")
        if not check:
            (folder / name).unlink()
    if not stale and not gone:
        console.say("docs/reference/ is up to date")
    raise typer.Exit(1 if check and (stale or gone) else 0)
