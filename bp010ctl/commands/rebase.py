"""`bp010ctl rebase`: put one of two branches of revisions on top of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console

if TYPE_CHECKING:
    from bp010ctl.migrations.chain import Branch


def rebase(
    move: Annotated[
        str, typer.Option(metavar="HEAD", help="The head to be put on top; else the younger one's.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do and prove it in a copy, but write nothing.")
    ] = False,
) -> None:
    """Put the younger of two branches of revisions on top of the other one.

    After a merge both went on from the same revision. Revisions that have nothing to do with the
    other branch are moved as they are; those that change the same routine or view are written again
    from sql/ as it was merged. It is proven in a copy before any file changes, and refused where
    the database in use has a revision of the branch already.

    Example: `bp010ctl rebase --dry-run`
    """
    from bp010ctl.base import settings
    from bp010ctl.base.errors import ConnectionFailed
    from bp010ctl.migrations import chain
    from bp010ctl.revisions import rebasing
    from bp010ctl.server import scratch, target

    project = settings.load().project
    for branch in chain.branches(project):
        _tell(
            branch,
            {
                revision.name: sorted(rebasing.touched(project, revision))
                for revision in branch.revisions
            },
        )
    try:
        databases = [target.url()]
    except ConnectionFailed:
        databases = []
    server = scratch.server_url(console.note)
    done = rebasing.rebase(server, project, databases, move=move, dry_run=dry_run)
    for old, new in done.moved:
        console.say(f"moved: {old} is {new}")
    if done.draft:
        console.say(f"written again from sql/: {done.draft.revision}")
    console.say(f"{done.moves.head} is on top of {done.stays.head}, proven up, down and up again")
    console.say("dry run: nothing was written" if dry_run else "next: bp010ctl migrate, make docs")


def _tell(branch: Branch, changes: dict[str, list[str]]) -> None:
    console.say(f"{branch.head}, above {branch.below or 'base'}:")
    for revision in branch.revisions:
        names = ", ".join(changes[revision.name]) or "tables or data"
        console.say(f"    {revision.name}: {revision.sentence} ({names})")
