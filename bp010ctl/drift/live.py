"""What a database is at one moment, read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.cycles import cron
from bp010ctl.drift import expected, seedrows
from bp010ctl.migrations import records
from bp010ctl.migrations.records import Records
from bp010ctl.schema import catalog


@dataclass(frozen=True)
class Cycle:
    """A cycle that the database's own table describes."""

    name: str
    cron: str


@dataclass(frozen=True)
class Dependent:
    """A thing of another schema, and the things of ours that it needs, in words."""

    kind: str
    name: str
    needs: str


@dataclass(frozen=True)
class Live:
    """owner: who migrated it, by_superuser: it is one. version: the server's major version.
    foreign: schemas that the revision does not make. extensions: besides PostgreSQL's and our own;
    intruders: those with things in our schemas. dependents: things elsewhere that need things of
    ours. settings: what sessions begin with, by order of the operator: of the database, of its
    owner and of everybody. dates: by address, when the object's own row was last written. cycles:
    None where there is no such table, scheduled: this database counts on pg_cron. records: the text
    that each revision had when it was applied, None where that is not kept."""

    objects: list[catalog.Object]
    owner: str
    by_superuser: bool
    version: int
    foreign: list[str]
    extensions: list[str]
    intruders: list[str]
    dependents: list[Dependent]
    settings: list[str]
    seeds: seedrows.Seeds
    cycles: list[Cycle] | None
    scheduled: bool
    records: Records | None
    dates: Mapping[catalog.Address, datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection, model: expected.Model, seeds: Path) -> Live:
        """Everything that is compared; other tools' schemas are left out."""
        schemas = [item.identity for item in model.objects if item.kind == "schema"]
        own = [name for name in schemas if name != "public"]
        rows = queries.tuples(connection, "drift/database", {"schemas": schemas})
        ((owner, by_superuser, foreign, extensions, intruders, settings, *has),) = rows
        has_cycles, has_dates = has
        return cls(
            catalog.read(connection, schemas),
            owner,
            by_superuser,
            connection.info.server_version // 10000,
            foreign,
            extensions,
            intruders,
            queries.records(connection, Dependent, "drift/dependents", {"schemas": own}),
            settings,
            seedrows.read(connection, seeds, model.seeds),
            _cycles(connection) if has_cycles else None,
            cron.scheduled(connection) if has_dates else False,
            records.read(connection),
        )


def _cycles(connection: Connection) -> list[Cycle]:
    return queries.records(connection, Cycle, "drift/cycles")
