"""`bp010ctl revision`: write the next revision from what has changed in sql/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import Json

if TYPE_CHECKING:
    from bp010ctl.revisions.drafts import Draft


def revision(
    message: Annotated[
        str, typer.Option("--message", "-m", help="One sentence: what the revision brings.")
    ] = "",
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Freeze the files of a revision written by hand.")
    ] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="Begin one of tables or data, to be written by hand.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Plan and prove it, but write nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Write the next revision from what has changed in sql/ since the newest one.

    It is proven (up, down, up) in a scratch database of the private cluster before it stays. From
    then on its text is frozen: SHA256SUMS in its folder says so to `lint` and `migrate`. A revision
    written by hand begins with --empty (its script, and two folders with the rules in them) and
    gets that file by --freeze.

    Examples: `bp010ctl revision -m "Card sync keeps the newest card"`,
    `bp010ctl revision --empty -m "Wells have a zone"`
    """
    if freeze:
        _freeze(dry_run, json)
        return
    if not message:
        raise typer.BadParameter("say what the revision brings", param_hint="--message")
    if empty:
        _begin(message, dry_run, json)
        return
    from bp010ctl.revisions import drafts
    from bp010ctl.server import scratch

    with console.working("revision"):
        draft = drafts.create(message, scratch.server_url(console.note), dry_run=dry_run)
    if json:
        console.as_json(_as_document(draft, dry_run))
        return
    if draft is None:
        console.say("nothing changed: sql/ is what the migrations make")
        console.say("tables and data: bp010ctl revision --empty -m ...")
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


def _begin(message: str, dry_run: bool, json: bool) -> None:
    from bp010ctl.revisions import drafts

    draft = drafts.empty(message, dry_run=dry_run)
    if json:
        console.as_json(_as_document(draft, dry_run) | {"files": draft.files[:-1]})
        return
    for path in draft.files[:-1]:
        console.say(f"    {path}")
    if dry_run:
        console.say(f"{draft.revision}: would begin; dry run: nothing was written")
        return
    console.say(f"{draft.revision}: begun; write its SQL, up and down")
    console.say(f"next: bp010ctl prove {draft.revision}, bp010ctl lint, bp010ctl revision --freeze")


def _freeze(dry_run: bool, json: bool) -> None:
    from bp010ctl.revisions import drafts

    written = [path.parent.name for path in drafts.freeze(dry_run=dry_run)]
    if json:
        console.as_json({"frozen": written, "dry_run": dry_run})
        return
    for name in written:
        console.say(f"{'would be frozen' if dry_run else 'frozen'}: {name}")
    if not written:
        console.say("every revision is frozen already")


def _as_document(draft: Draft | None, dry_run: bool) -> dict[str, object]:
    """A revision for machines; `revision` is null where sql/ is what the migrations make."""
    return {
        "revision": draft and draft.revision,
        "below": draft and draft.below,
        "changes": [{"kind": change.kind, "name": change.name} for change in draft.changes]
        if draft
        else [],
        "files": draft.files if draft else [],
        "unchecked": draft.unchecked if draft else [],
        "dry_run": dry_run,
    }
