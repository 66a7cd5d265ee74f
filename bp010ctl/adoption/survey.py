"""What there is before an adoption: known tables, what is not known, what would stop it."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

from bp010ctl.adoption import legacy, violations
from bp010ctl.adoption.legacy import Table
from bp010ctl.adoption.violations import Violation
from bp010ctl.base import queries
from bp010ctl.base.database import Connection

OLDEST = 15
"""The oldest major version of PostgreSQL that the new tables work on."""

ROWS_A_SECOND = 25_000
"""Rough speed of copying and checking; figures of bench/adopt.py."""

ROOM = 1.4
"""Space that the new tables take, as a share of the old ones."""


@dataclass(frozen=True)
class Foreign:
    """An object that the adoption does not know, and what becomes of it."""

    kind: str
    name: str
    note: str


@dataclass(frozen=True)
class Survey:
    """The report: nothing was touched for it. `stops` must be empty for an adoption to begin.

    seconds and bytes: estimates for the whole. rights: roles that the old tables let in, and the
    group that gives them the same on the new ones.
    """

    database: str
    zone: str
    tables: list[Table]
    missing: list[str]
    foreign: list[Foreign]
    violations: list[Violation]
    stops: list[str]
    warnings: list[str]
    rights: dict[str, str]
    views: int
    seconds: float
    bytes: int

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.stops and not self.violations


def look(connection: Connection, zone: str, project: Path) -> Survey:
    """The report on a database in which nothing has begun; it only reads.

    zone: the time zone in which times without one are read. project: for the names of the
    routines and views that the new system brings itself.
    """
    names = {"esquemas": _movable(), "ocupados": _taken()}
    (server,) = queries.dicts(connection, "adoption/server", names)
    schemas = server["esquemas"] or []
    tables = _tables(connection, schemas)
    stops = _stops(server, tables) + _zone_stops(connection, zone)
    broken = [] if stops else violations.find(connection, tables, zone)
    known = {
        "esquemas": schemas,
        "conocidas": [table.found for table in tables],
        "modelo": own_names(project),
    }
    size = sum(table.bytes for table in tables)
    room = int(ROOM * size)
    return Survey(
        database=server["base"],
        zone=zone,
        tables=tables,
        missing=sorted(legacy.tables().keys() - {table.table for table in tables}),
        foreign=[
            Foreign(row["clase"], row["nombre"], row["nota"])
            for row in queries.dicts(connection, "adoption/foreign", known)
        ],
        violations=broken,
        stops=stops + _room_stops(connection, server["carpeta"], room),
        warnings=_warnings(server),
        rights=_rights(connection, schemas),
        views=len(queries.dicts(connection, "adoption/views", {"esquemas": schemas})),
        seconds=round(5 + sum(table.rows for table in tables) / ROWS_A_SECOND, 1),
        bytes=room,
    )


def _movable() -> list[str]:
    return [*legacy.SCHEMAS, legacy.IN_THE_WAY]


def _taken() -> list[str]:
    return [*(schema + legacy.ASIDE for schema in _movable()), "adopcion"]


def _tables(connection: Connection, schemas: Sequence[str]) -> list[Table]:
    """The known ones, under today's names; of two names for one table the first is not taken."""
    existing = {
        row["tabla"]: row
        for row in queries.dicts(connection, "adoption/tables", {"esquemas": schemas})
    }
    tables = []
    for name, row in existing.items():
        today = legacy.FORMER_TABLES.get(name, name)
        if today in legacy.tables() and (today == name or today not in existing):
            tables.append(_table(connection, today, row))
    return tables


def _table(connection: Connection, today: str, row: dict[str, Any]) -> Table:
    known = legacy.tables()[today]
    names = {name: legacy.FORMER_COLUMNS.get(name, name) for name in row["columnas"]}
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*row["tabla"].split(".")))
    (rows,) = connection.execute(count).fetchone() or (0,)
    changes = Counter(
        f"{_plain(old)} → {_plain(known[names[name]].type)}"
        for name, old in row["columnas"].items()
        if names[name] in known
    )
    return Table(
        today, row["tabla"], rows, row["bytes"], row["columnas"],
        [f"{count} {change}" for change, count in changes.items() if _tells(change)],
        [name for name in row["columnas"] if names[name] not in known],
    )  # fmt: skip


def _plain(kind: str) -> str:
    """A type in one word, without limits of length and precision, which only fall."""
    plain = re.sub(r"\(.*?\)", "", kind)
    meanings = {
        "character varying": "text",
        "timestamp without time zone": "timestamp",
        "timestamp with time zone": "timestamptz",
        "double precision": "double",
        "bigint": "integer",
    }
    return meanings.get(plain, plain)


def _tells(change: str) -> bool:
    old, _, new = change.partition(" → ")
    return old != new


def _stops(server: dict[str, Any], tables: list[Table]) -> list[str]:
    """What no cleaning of rows can help."""
    present, version = {table.table for table in tables}, server["version_mayor"]
    conditions = {
        f"PostgreSQL {version} is too old, {OLDEST} is needed": version < OLDEST,
        "the database was migrated already (public.alembic_version is there)": server["migrada"],
        "no table of the old system is here": not present,
        f"the old system's {legacy.MASTER} and {legacy.READINGS} are not both here": present
        and not {legacy.MASTER, legacy.READINGS} <= present,
        f"schemas of another owner: {server['esquemas_ajenos']}": server["esquemas_ajenos"],
        f"the names {server['ocupados']} are needed and taken": server["ocupados"],
        "no right to create schemas in this database": not server["puede_crear"],
        "the groups bp010_* are missing, and no right to create roles": not server["tiene_roles"],
    }
    return [text for text, stops in conditions.items() if stops]


def _zone_stops(connection: Connection, zone: str) -> list[str]:
    known = "SELECT 1 FROM pg_timezone_names WHERE name = %s"
    return [] if connection.execute(known, [zone]).fetchone() else [f"no time zone {zone!r}"]


def _room_stops(connection: Connection, folder: str | None, needed: int) -> list[str]:
    """Only where the server's disk is ours to see."""
    local = (connection.info.host or "/").startswith("/")
    if not local or not folder or not os.access(folder, os.R_OK):
        return []
    free = shutil.disk_usage(folder).free
    if free > needed:
        return []
    return [f"the server's disk has {free >> 20} MB free, {needed >> 20} MB are needed"]


def _warnings(server: dict[str, Any]) -> list[str]:
    if not server["sesiones"]:
        return []
    return [f"other sessions are connected, stop whoever writes: {', '.join(server['sesiones'])}"]


def _rights(connection: Connection, schemas: Sequence[str]) -> dict[str, str]:
    rows = queries.dicts(connection, "adoption/grants", {"esquemas": schemas})
    return {row["rol"]: "bp010_escritura" if row["escribe"] else "bp010_lectura" for row in rows}


def own_names(project: Path) -> list[str]:
    """Routines and views of the project's sql/, as schema.name."""
    folders = (project / "sql" / "procedures", project / "sql" / "views")
    return [path.stem for folder in folders for path in folder.glob("*.sql")]
