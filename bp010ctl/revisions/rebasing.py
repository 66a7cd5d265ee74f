"""Two branches that each went on from one revision: the younger one is put on top of the other.

A revision whose routines and views the other branch left alone is moved as it is. One that both
branches changed is written again from sql/ as it was merged, so that neither edit is lost. All of
it happens in a copy of the project and is proven there before a file of the project changes.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base import database, sqlfiles
from bp010ctl.base.errors import RevisionError
from bp010ctl.migrations import chain, records
from bp010ctl.migrations.chain import Branch, Revision
from bp010ctl.revisions import drafts, proof
from bp010ctl.revisions.drafts import Draft
from bp010ctl.schema import objects

GENERATED = re.compile(r"\d+_[^.]+\.[^.]+(\.(drop|grants|reindex|check|refresh))?\.sql")
"""The files that `bp010ctl revision` writes; others came by hand."""


@dataclass(frozen=True)
class Rebase:
    """What was done: the branch that stays, the one that came on top, which of its revisions were
    moved (old name, new name), and the one that took the place of the rest."""

    stays: Branch
    moves: Branch
    moved: list[tuple[str, str]]
    draft: Draft | None


def rebase(
    server: str,
    project: Path,
    databases: Iterable[str] = (),
    *,
    move: str = "",
    dry_run: bool = False,
) -> Rebase:
    """Put a branch on top of the other one.

    server: URL of a server for scratch databases. databases: URLs of those that may have a revision
    of the branch already. move: the head of the branch to be put on top; the younger one, unless it
    is named. Raises RevisionError; then no file has changed.
    """
    stays, moves = _chosen(chain.branches(project), move)
    for url in databases:
        _refuse_applied(url, moves)
    again = _to_be_written_again(project, stays, moves)
    with tempfile.TemporaryDirectory(prefix="bp010-rebase-") as folder:
        copy = Path(folder)
        drafts.copy_project(project, copy)
        for revision in moves.revisions:
            (copy / "migrations" / "versions" / revision.script.name).unlink()
            sqlfiles.folder(copy / "migrations", revision.name).unlink()
        moved = [
            (revision.name, _move(project, copy, revision))
            for revision in moves.revisions
            if revision not in again
        ]
        faults = [
            fault
            for proven in (proof.prove(server, [new for _, new in moved], copy) if moved else [])
            for fault in proven.faults
        ]
        if faults:
            raise RevisionError(
                "the branch does not work on top of the other:\n" + "\n".join(faults)
            )
        sentence = "; ".join(dict.fromkeys(revision.sentence for revision in again))
        draft = drafts.create(sentence, server, copy) if again else None
        done = Rebase(stays, moves, moved, draft)
        if not dry_run:
            _install(project, copy, done)
    return done


def touched(project: Path, revision: Revision) -> set[str]:
    """The routines and views that a revision makes, changes or drops."""
    up = sqlfiles.folder(project / "migrations", revision.name) / "up"
    matches = (objects.FROZEN.fullmatch(path.name) for path in up.glob("*.sql"))
    return {match["name"] for match in matches if match}


def _chosen(branches: Sequence[Branch], move: str) -> tuple[Branch, Branch]:
    if len(branches) < 2:
        raise RevisionError("there is nothing to rebase: the chain has one head")
    if len(branches) > 2:
        heads = ", ".join(branch.head for branch in branches)
        raise RevisionError(
            f"more than two heads: {heads}", hint="merge one branch after the other"
        )
    if move and move not in {branch.head for branch in branches}:
        heads = " and ".join(branch.head for branch in branches)
        raise RevisionError(f"no head {move!r}", hint=f"the heads are {heads}")
    ages = [_born(branch.revisions[0].script) for branch in branches]
    if not move and ages[0] == ages[1]:
        raise RevisionError(
            "which branch is younger cannot be told from git",
            on=" and ".join(branch.head for branch in branches),
            hint="name the one to be put on top of the other: --move HEAD",
        )
    first = branches[0].head == move if move else ages[0] > ages[1]
    return (branches[1], branches[0]) if first else (branches[0], branches[1])


def _born(script: Path) -> float:
    """When the script was committed first, seconds since 1970; later than all where it is not."""
    command = ["git", "log", "--diff-filter=A", "--format=%ct", "--", script.name]
    try:
        done = subprocess.run(
            command, cwd=script.parent, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return math.inf
    times = done.stdout.split()
    return float(times[-1]) if done.returncode == 0 and times else math.inf


def _refuse_applied(url: str, branch: Branch) -> None:
    with database.connect(url) as connection:
        kept = set(records.read(connection) or {})
    kept |= {chain.current(url) or ""}
    if applied := [revision.name for revision in branch.revisions if revision.name in kept]:
        raise RevisionError(
            f"a database has {', '.join(applied)} already: to put it elsewhere in the chain would "
            "leave that database with a history that nobody has",
            on=database.describe(url),
            hint=f"go down there first (in the copy that went up: bp010ctl migrate --to "
            f"{branch.below or 'base'}), or put the other branch on top: --move",
        )


def _to_be_written_again(project: Path, stays: Branch, moves: Branch) -> list[Revision]:
    """The revisions of the moved branch that change what the other one changes too."""
    theirs = {name for revision in stays.revisions for name in touched(project, revision)}
    again = [revision for revision in moves.revisions if touched(project, revision) & theirs]
    for revision in again:
        both = ", ".join(sorted(touched(project, revision) & theirs))
        up = sqlfiles.folder(project / "migrations", revision.name) / "up"
        if by_hand := [path.name for path in sorted(up.glob("*.sql")) if not _generated(path)]:
            raise RevisionError(
                f"both branches change {both}, and {revision.name} has steps written by hand "
                f"besides: "
                f"{', '.join(by_hand)}",
                on=str(up),
                hint=f"take {both} out of it and freeze it again; what sql/ says of it comes as a "
                "revision of its own",
            )
    return again


def _generated(path: Path) -> bool:
    return GENERATED.fullmatch(path.name) is not None


def _move(project: Path, copy: Path, revision: Revision) -> str:
    """The revision with its frozen files as they are, as the newest one of the copy."""
    names = [revision.name for revision in chain.revisions(copy)]
    numbers = [int(match[1]) for earlier in names if (match := re.match(r"v(\d+)", earlier))]
    new = re.sub(r"^v\d+", f"v{max(numbers, default=0) + 1:02d}", revision.name)
    called = sqlfiles.name_at(len(names) + 1, new)
    old = sqlfiles.folder(project / "migrations", revision.name)
    shutil.copytree(old, copy / "migrations" / "frozen" / called)
    text = revision.script.read_text(encoding="utf-8")
    text = text.replace(old.name, called).replace(revision.name, new)
    below = repr(names[-1]).replace("'", '"') if names else "None"
    text = re.sub(r"^down_revision = .*$", f"down_revision = {below}", text, flags=re.MULTILINE)
    (copy / "migrations" / "versions" / f"{called}.py").write_text(text, encoding="utf-8")
    return new


def _install(project: Path, copy: Path, done: Rebase) -> None:
    """The new files first, then away with the old ones: no moment without either."""
    migrations = project / "migrations"
    new = {revision.name: revision.script for revision in chain.revisions(copy)}
    written = {name for _, name in done.moved} | ({done.draft.revision} if done.draft else set())
    for name in written:
        folder = sqlfiles.folder(copy / "migrations", name)
        shutil.copytree(folder, migrations / "frozen" / folder.name)
        shutil.copy(new[name], migrations / "versions")
    for revision in done.moves.revisions:
        shutil.rmtree(migrations / "frozen" / revision.script.stem)
        revision.script.unlink()
