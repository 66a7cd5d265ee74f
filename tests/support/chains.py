"""Small projects of a test's own: a chain of revisions and, if wanted, current texts in sql/."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.migrations import digests
from support import PROJECT

Files = Mapping[str, str]


def project(folder: Path, revisions: Mapping[str, tuple[Files, Files]]) -> Path:
    """A project with these revisions, the lowest first: name -> (up files, down files)."""
    (folder / "migrations" / "versions").mkdir(parents=True)
    shutil.copy(PROJECT / "alembic.ini", folder)
    for name in ("env.py", "script.py.mako"):
        shutil.copy(PROJECT / "migrations" / name, folder / "migrations")
    below = None
    for name, (up, down) in revisions.items():
        add_revision(folder, name, below, up, down)
        below = name
    return folder


def add_revision(folder: Path, name: str, below: str | None, up: Files, down: Files) -> None:
    """One more revision on top of `below`."""
    script = (
        f'"""Brings {name}."""\n\nfrom bp010ctl.migrations import frozen\n\n'
        f"revision = {name!r}\ndown_revision = {below!r}\n\n\n"
        "def upgrade():\n    frozen.apply(revision)\n\n\n"
        "def downgrade():\n    frozen.revert(revision)\n"
    )
    versions = folder / "migrations" / "versions"
    numbered = sqlfiles.name_at(len(list(versions.glob("*.py"))) + 1, name)
    (versions / f"{numbered}.py").write_text(script)
    for direction, files in (("up", up), ("down", down)):
        for file, text in files.items():
            path = folder / "migrations" / "frozen" / numbered / direction / f"{file}.sql"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    freeze(folder, name)


def freeze(folder: Path, name: str) -> None:
    """Freeze a revision's files as they are now, once more if need be."""
    frozen = sqlfiles.folder(folder / "migrations", name)
    (frozen / digests.NAME).unlink(missing_ok=True)
    if frozen.is_dir():
        digests.write(frozen)


def edit(folder: Path, name: str, file: str, text: str | None) -> Path:
    """Put another text (None: no file) into a revision, as its author does before it is landed."""
    path = sqlfiles.folder(folder / "migrations", name) / file
    path.unlink(missing_ok=True)
    if text is not None:
        path.write_text(text)
    freeze(folder, name)
    return path


def write(folder: Path, texts: Files) -> None:
    """Current texts: `procedures/schema.name` or `views/schema.name` -> SQL."""
    for name, text in texts.items():
        path = folder / "sql" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
