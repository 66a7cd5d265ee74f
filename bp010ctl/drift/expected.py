"""What a revision makes: built once in a scratch database, then remembered on disk."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bp010ctl import seeds
from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import SeedError
from bp010ctl.drift import seedrows
from bp010ctl.migrations import frozen, prepared
from bp010ctl.migrations.engine import Options
from bp010ctl.schema import catalog
from bp010ctl.server import groups

FORMAT = "4"
"""Of the files; another one makes those of before unknown."""


AS_THEY_ARE = Options(as_they_are=True)
"""Frozen text that was edited is what the project says, however wrong: that is told apart."""


@dataclass(frozen=True)
class Model:
    """A revision's catalog, its partitions, and the rows that the seeds make of it.

    owner: the role that made it, which has another name on another server. version: the server's
    major version. roles: the groups that these revisions make. unseeded: why there are no such
    rows, where the seed files do not fit.
    """

    owner: str
    version: int
    roles: list[str]
    objects: list[catalog.Object]
    partitions: list[str]
    seeds: seedrows.Seeds
    unseeded: str | None

    def to_json(self) -> str:
        """For the file."""
        rows = seedrows.dump(self.seeds)
        about = [self.owner, self.version, self.roles]
        return json.dumps([*about, self.objects, self.partitions, rows, self.unseeded])

    @classmethod
    def from_json(cls, text: str) -> Model:
        """From the file."""
        owner, version, roles, objects, partitions, rows, unseeded = json.loads(text)
        made = [
            catalog.Object(kind, identity, definition, grants, comment, catalog.Address(*address))
            for kind, identity, definition, grants, comment, address in objects
        ]
        return cls(owner, version, roles, made, partitions, seedrows.load(rows), unseeded)


@dataclass(frozen=True)
class Maker:
    """Makes models of one project. server: asked only when something must be built."""

    project: Path
    names: Sequence[str]
    cache: Path
    server: Callable[[], str]

    def at(self, place: int) -> Model:
        """The model with so many revisions applied."""
        name = self.names[place - 1] if place else "base"
        path = self.cache / f"{name}-{self._digest(place)}.json"
        try:
            return Model.from_json(path.read_text())
        except (OSError, ValueError, TypeError):
            model = self._build(place, name)
        self._keep(path, name, model)
        return model

    def _build(self, place: int, name: str) -> Model:
        with (
            prepared.database(self.server(), name, AS_THEY_ARE, self.project) as url,
            database.connect(url) as connection,
        ):
            objects = catalog.read(connection)
            children = queries.tuples(connection, "drift/partitions")
            owner = connection.info.user
            version = connection.info.server_version // 10000
            rows, unseeded = _seeded(connection, self.project / "seeds") if place else ({}, None)
            connection.rollback()
        partitions = [partition for (partition,) in children]
        texts = [path for path in self._frozen(place) if path.name.endswith("_roles.sql")]
        roles = sorted(groups.named(texts))
        return Model(owner, version, roles, objects, partitions, rows, unseeded)

    def _digest(self, place: int) -> str:
        """Of everything that the model depends on."""
        digest = hashlib.sha256(FORMAT.encode())
        for path in self._sources(place):
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)} ".encode() + content)
        for query in catalog.QUERIES:
            digest.update(queries.text(query).encode())
        return digest.hexdigest()[:20]

    def _frozen(self, place: int) -> Iterable[Path]:
        for revision in self.names[:place]:
            yield from frozen.files(self.project / "migrations", revision, "up")

    def _sources(self, place: int) -> Iterable[Path]:
        yield from self._frozen(place)
        yield from sorted((self.project / "migrations/versions").glob("*.py"))[:place]
        yield from sorted((self.project / "seeds").glob("*.csv"))
        yield from sorted(Path(seeds.__file__).parent.rglob("*.[ps][yq]*"))

    def _keep(self, path: Path, name: str, model: Model) -> None:
        """Only the newest model of each revision; without a writable folder, none."""
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            for old in self.cache.glob(f"{name}-*.json"):
                old.unlink(missing_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_text(model.to_json())
            draft.replace(path)
        except OSError:
            return


def _seeded(connection: Connection, folder: Path) -> tuple[seedrows.Seeds, str | None]:
    """The rows that the seeds make, or why they make none."""
    if not folder.is_dir():
        return {}, None
    try:
        seeds.load(connection, folder)
        return seedrows.read(connection, folder), None
    except (SeedError, psycopg.Error) as error:
        return {}, " ".join(str(error).split("\n  hint:")[0].split())
