"""`bp010ctl rebase`: put one of two branches of revisions on top of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import Json

if TYPE_CHECKING:
    from pathlib import Path

    from bp010ctl.migrations.chain import Branch
    from bp010ctl.revisions.rebasing import Rebase


def rebase(
    move: Annotated[
        str, typer.Option(metavar="HEAD", help="The head to be put on top; else the younger one's.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do and prove it in a copy, but write nothing.")
    ] = False,
    json: Json = False,
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
    branches = [_as_document(branch, project) for branch in chain.branches(project)]
    if not json and len(branches) > 1:
        _tell(branches)
    try:
        databases = [target.url()]
    except ConnectionFailed:
        databases = []
    with console.working("rebase"):
        server = scratch.server_url(console.note)
        done = rebasing.rebase(server, project, databases, move=move, dry_run=dry_run)
    if json:
        console.as_json({"branches": branches} | _done(done) | {"dry_run": dry_run})
        return
    for old, new in done.moved:
        console.say(f"moved: {old} is {new}")
    if done.draft:
        console.say(f"written again from sql/: {done.draft.revision}")
    console.say(f"{done.moves.head} is on top of {done.stays.head}, proven up, down and up again")
    console.say("dry run: nothing was written" if dry_run else "next: bp010ctl migrate, make docs")


def _as_document(branch: Branch, project: Path) -> dict[str, Any]:
    """A branch with its revisions, and the routines and views that each of them changes."""
    from bp010ctl.revisions import rebasing

    revisions = [
        {
            "revision": revision.name,
            "sentence": revision.sentence,
            "changes": sorted(rebasing.touched(project, revision)),
        }
        for revision in branch.revisions
    ]
    return {"head": branch.head, "below": branch.below, "revisions": revisions}


def _done(done: Rebase) -> dict[str, Any]:
    """What came of it; `written_again` is null where every revision was moved as it is."""
    return {
        "stays": done.stays.head,
        "moves": done.moves.head,
        "moved": [{"old": old, "new": new} for old, new in done.moved],
        "written_again": done.draft and done.draft.revision,
    }


def _tell(branches: list[dict[str, Any]]) -> None:
    for branch in branches:
        console.say(f"{branch['head']}, above {branch['below'] or 'base'}:")
        for revision in branch["revisions"]:
            names = ", ".join(revision["changes"]) or "tables or data"
            console.say(f"    {revision['revision']}: {revision['sentence']} ({names})")
