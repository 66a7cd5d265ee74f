"""`bp010ctl revision`: write the next revision from what has changed in sql/."""

from __future__ import annotations

from typing import Annotated

import typer

from bp010ctl.commands import console


def revision(
    message: Annotated[
        str, typer.Option("--message", "-m", help="One sentence: what the revision brings.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Plan and prove it, but write nothing.")
    ] = False,
) -> None:
    """Write the next revision from what has changed in sql/ since the newest one.

    It is proven (up, down, up) in a scratch database of the private cluster before it stays.

    Example: `bp010ctl revision -m "Card sync keeps the newest card"`
    """
    from bp010ctl.revisions import drafts
    from bp010ctl.server import scratch

    draft = drafts.create(message, scratch.server_url(), dry_run=dry_run)
    if draft is None:
        console.say("nothing changed: sql/ is what the migrations make")
        return
    for change in draft.changes:
        console.say(f"{change.kind:<8} {change.name}")
    for path in draft.files:
        console.say(f"    {path}")
    console.say(f"{draft.revision}: proven up, down and up again")
    console.say("dry run: nothing was written" if dry_run else "next: bp010ctl migrate")
