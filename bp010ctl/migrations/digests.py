"""Frozen is frozen: each revision's folder keeps the SHA-256 of every file that it runs.

migrations/frozen/NNN_<revision>/SHA256SUMS has a line for each file of up/ and down/, as
`sha256sum` writes and checks them. `bp010ctl revision` writes it once, `bp010ctl lint` and every
migration hold the files against it. Ends of lines do not count: CRLF is LF.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.base.errors import FrozenTextChanged

NAME = "SHA256SUMS"

CHANGED = "is not as it was frozen"
ADDED = "was added after its revision was frozen"
GONE = "is gone, its revision runs it"
UNFROZEN = "is missing: nothing says what the revision's text is"


@dataclass(frozen=True)
class Slip:
    """A file that is not as its revision was frozen, and what is wrong with it."""

    path: Path
    what: str


def sums(folder: Path) -> str:
    """What SHA256SUMS has to say of the folder's files as they are now."""
    paths = [path for way in ("up", "down") for path in sorted((folder / way).glob("*.sql"))]
    return "".join(f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths)


def kept(folder: Path) -> str | None:
    """What SHA256SUMS says; None where the revision was never frozen."""
    path = folder / NAME
    return sqlfiles.text(path) if path.is_file() else None


def of(text: str) -> str:
    """One digest for a whole revision: that of its SHA256SUMS."""
    return hashlib.sha256(text.encode()).hexdigest()


def write(folder: Path) -> Path:
    """Freeze the folder's files as they are now. Raises FileExistsError where that was done."""
    path = folder / NAME
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(sums(folder))
    return path


def slips(migrations: Path, revisions: Iterable[str]) -> list[Slip]:
    """Every file of these revisions that is not as it was frozen."""
    folders = [sqlfiles.folder(migrations, revision) for revision in revisions]
    return [slip for folder in folders for slip in _of_folder(folder)]


def refuse(migrations: Path, revisions: Iterable[str]) -> None:
    """Raise FrozenTextChanged that names the files, if any of them is not as it was frozen."""
    changed = slips(migrations, revisions)
    if not changed:
        return
    told = "\n".join(
        f"    {slip.path.relative_to(migrations.parent)} {slip.what}" for slip in changed
    )
    new = all(slip.what == UNFROZEN for slip in changed)
    raise FrozenTextChanged(
        f"frozen SQL has changed, nothing was run:\n{told}",
        hint="when a revision written by hand is finished, `bp010ctl revision --freeze` freezes it"
        if new
        else "put the text back (git checkout) and write what is new as a revision of its own: "
        'edit sql/, then `bp010ctl revision -m "..."`',
    )


def files(text: str) -> dict[str, str]:
    """The digest of each file that a SHA256SUMS names."""
    pairs = (line.partition("  ") for line in text.splitlines() if line)
    return {name: digest for digest, _, name in pairs}


def _of_folder(folder: Path) -> list[Slip]:
    text = kept(folder)
    if text is None:
        return [Slip(folder / NAME, UNFROZEN)]
    want, have = files(text), files(sums(folder))
    return [
        Slip(folder / name, ADDED if name not in want else GONE if name not in have else CHANGED)
        for name in sorted(want.keys() | have.keys())
        if want.get(name) != have.get(name)
    ]


def _digest(path: Path) -> str:
    return hashlib.sha256(sqlfiles.content(path)).hexdigest()
