"""`bp010ctl docs`: the documents that are generated."""

from __future__ import annotations

from typing import Annotated

import typer

from bp010ctl import console


def docs(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 where one is out of date.")
    ] = False,
) -> None:
    """Write docs/data-dictionary.md and docs/lineage.md from what the revisions make.

    Works on a scratch database of the private cluster.

    Example: `bp010ctl docs --check`
    """
    from bp010ctl import lineage, settings
    from bp010ctl.lineage import documents

    folder = settings.load().project
    stale = documents.stale(lineage.load(scratch=True), folder)
    for name, text in stale.items():
        if not check:
            (folder / name).write_text(text, encoding="utf-8")
        console.say(f"{name}: {'out of date' if check else 'written'}")
    if not stale:
        console.say("docs/data-dictionary.md and docs/lineage.md are up to date")
    raise typer.Exit(1 if stale and check else 0)
