"""`bp010ctl revision`: write the next revision from what has changed in sql/."""

from __future__ import annotations

from typing import Annotated

import typer

from bp010ctl.commands import console


def revision(
    message: Annotated[
        str, typer.Option("--message", "-m", help="One sentence: what the revision brings.")
    ] = "",
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Freeze the files of a revision written by hand.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Plan and prove it, but write nothing.")
    ] = False,
) -> None:
    """Write the next revision from what has changed in sql/ since the newest one.

    It is proven (up, down, up) in a scratch database of the private cluster before it stays. From
    then on its text is frozen: SHA256SUMS in its folder says so to `lint` and `migrate`. A revision
    written by hand gets that file by --freeze.

    Example: `bp010ctl revision -m "Card sync keeps the newest card"`
    """
    if freeze:
        _freeze()
        return
    if not message:
        raise typer.BadParameter("say what the revision brings", param_hint="--message")
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
    held = "works" if draft.unchecked else "proven"
    console.say(f"{draft.revision}: {held} up, down and up again")
    for text in draft.unchecked:
        console.say(f"not proven: {text}")
    console.say("dry run: nothing was written" if dry_run else "next: bp010ctl migrate")


def _freeze() -> None:
    from bp010ctl.revisions import drafts

    written = drafts.freeze()
    for path in written:
        console.say(f"frozen: {path.parent.name}")
    if not written:
        console.say("every revision is frozen already")
