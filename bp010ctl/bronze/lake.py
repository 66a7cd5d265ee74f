"""The lake: folders of Parquet that are written aside and swapped in, all of them at once.

    data/lake/current -> versions/000007     one symbolic link; replacing it is the swap
    data/lake/bronze -> current/bronze       likewise rejects, silver and warehouse.duckdb
    data/lake/versions/000007/               whole; what did not change is the same file as before

A version is never written to after the swap, so that whoever reads one goes on reading it. A writer
that dies leaves a version that nothing points to, and the next one removes it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bp010ctl.base.errors import BronzeError

CURRENT, VERSIONS, LOCK, MANIFEST, WAREHOUSE = (
    "current", "versions", ".lock", "manifest.json", "warehouse.duckdb",
)  # fmt: skip
LINKS = ("bronze", "silver", "rejects", WAREHOUSE)
KEPT = 5
"""Versions that stay, the newest among them: readers of the others have time to end."""


@dataclass
class Ingested:
    """A version of a file of the archive that was read.

    id: counts them from 1. read_by: what was declared of reading then. columns: column → kind.
    replaced: by which version, None while in force.
    """

    id: int
    table: str
    source_file: str
    pozo: str
    sha256: str
    size: int
    at: str
    rows: int
    rejected: int
    cells: int
    read_by: str
    columns: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    replaced: int | None = None


@dataclass
class Manifest:
    """What a version of the lake holds.

    silver: well → what it was made from. place: the lake's folder when it was written.
    """

    files: list[Ingested] = field(default_factory=list)
    silver: dict[str, str] = field(default_factory=dict)
    place: str = ""

    def of(self, table: str) -> list[Ingested]:
        """The files of a table that are in force."""
        return [one for one in self.files if one.table == table and one.replaced is None]

    def current(self, table: str, source_file: str) -> Ingested | None:
        """The version of a file that is in force."""
        return next((one for one in self.of(table) if one.source_file == source_file), None)


class Lake:
    """A folder with versions of tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def version(self) -> Path | None:
        """The folder of the newest whole version; None before the first."""
        try:
            return (self.folder / CURRENT).resolve(strict=True)
        except FileNotFoundError:
            return None

    def require(self) -> Path:
        """The newest version. Raises BronzeError where there is none."""
        version = self.version
        if version is None:
            raise BronzeError(
                "nothing has been ingested yet", on=str(self.folder), hint="bp010ctl bronze ingest"
            )
        return version

    def manifest(self) -> Manifest:
        """What the newest version holds."""
        version = self.version
        return Manifest() if version is None else read_manifest(version)

    @contextmanager
    def writing(self) -> Iterator[Draft]:
        """The right to write, for one process at a time; what a dead one left is removed.

        Raises BronzeError where another process writes.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BronzeError(
                    "another process writes to this lake", on=str(self.folder), hint="wait for it"
                ) from None
            current = self.version
            for folder in self._versions():
                if current is None or folder.name > current.name:
                    shutil.rmtree(folder)
            draft = Draft(self, current)
            try:
                yield draft
            finally:
                draft.discard()

    def _versions(self) -> list[Path]:
        folder = self.folder / VERSIONS
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def swap_in(self, version: Path) -> None:
        """Make this the newest version, and remove the oldest ones."""
        for name in LINKS:
            _link(self.folder / name, Path(CURRENT) / name)
        _link(self.folder / CURRENT, Path(VERSIONS) / version.name)
        _sync(self.folder)
        for old in self._versions()[:-KEPT]:
            shutil.rmtree(old)


class Draft:
    """A version in the making; nothing is written before something changes.

    changed: whether there is something to be swapped in.
    """

    def __init__(self, lake: Lake, current: Path | None) -> None:
        self._lake = lake
        self._current = current
        self._folder: Path | None = None
        self.changed = False
        self.manifest = Manifest() if current is None else read_manifest(current)

    @property
    def moved(self) -> bool:
        """Whether the lake was elsewhere when its newest version was written."""
        return self.manifest.place not in ("", str(self._lake.folder.resolve()))

    @property
    def folder(self) -> Path:
        """The new version's folder, made when first asked for: all files of the one before."""
        if self._folder is None:
            number = 1 + (int(self._current.name) if self._current else 0)
            folder = self._lake.folder / VERSIONS / f"{number:06}"
            if self._current is not None:
                shutil.copytree(self._current, folder, copy_function=os.link)
            folder.mkdir(parents=True, exist_ok=True)
            self._folder = folder
        return self._folder

    def publish(self) -> None:
        """Swap the new version in, once it is on the disk."""
        assert self._folder is not None
        self.manifest.place = str(self._lake.folder.resolve())
        replace(self._folder / MANIFEST, _dumped(self.manifest))
        _sync_tree(self._folder)
        self._lake.swap_in(self._folder)
        self._current, self._folder, self.changed = self._folder, None, False

    def discard(self) -> None:
        """Forget what was not published."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def replace(path: Path, text: str) -> None:
    """Write a file of a new version; the one before keeps its own."""
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")


def now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def read_manifest(version: Path) -> Manifest:
    """What a version of the lake holds."""
    document = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    return Manifest([Ingested(**row) for row in document.pop("files")], **document)


def _dumped(manifest: Manifest) -> str:
    document = vars(manifest) | {"files": [vars(one) for one in manifest.files]}
    return json.dumps(document, indent=1, ensure_ascii=False)


def _link(path: Path, target: Path) -> None:
    """A symbolic link, replaced in one step where it points elsewhere."""
    if path.is_symlink() and path.readlink() == target:
        return
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    os.replace(aside, path)


def _sync_tree(folder: Path) -> None:
    """Bring what is new in a version to the disk."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() or path.stat().st_nlink == 1:
            _sync(path)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
