"""What a database is at one moment, read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from bp010ctl import catalog, queries
from bp010ctl.drift import expected, seedrows

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Cycle:
    """A cycle that the database's own table describes."""

    name: str
    cron: str
    active: bool


@dataclass(frozen=True)
class Live:
    """owner: who migrated it. version: the server's major version. foreign: schemas that the
    revision does not make. dates: by address, when the object's own row was last written. cycles:
    None where there is no such table."""

    objects: list[catalog.Object]
    owner: str
    version: int
    foreign: list[str]
    seeds: seedrows.Seeds
    cycles: list[Cycle] | None
    dates: Mapping[catalog.Address, datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection, model: expected.Model, seeds: Path) -> Live:
        """Everything that is compared; other tools' schemas and extra partitions are left out."""
        schemas = [each.identity for each in model.objects if each.kind == "schema"]
        text = queries.text("drift_database").encode()
        ((owner, foreign, has_cycles),) = connection.execute(text, {"schemas": schemas}).fetchall()
        return cls(
            catalog.read(connection, schemas, model.partitions),
            owner,
            connection.info.server_version // 10000,
            foreign,
            seedrows.read(connection, seeds, model.seeds),
            _cycles(connection) if has_cycles else None,
        )


def _cycles(connection: Connection) -> list[Cycle]:
    rows = connection.execute(queries.text("drift_cycles").encode())
    return [Cycle(*row) for row in rows]
