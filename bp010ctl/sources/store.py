"""Rows of etl.fuentes, and the ledger's rows of their polls."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from bp010ctl import __version__
from bp010ctl.base import locks, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import SourceError
from bp010ctl.sources import definitions
from bp010ctl.sources.definitions import Spec

HTTP, MQTT = "http", "mqtt"
LOCKED = "fuente"
"""What the lock of a source is called; one worker polls a source at a time."""


@dataclass(frozen=True)
class Source:
    """A source as the database has it. every, limit: seconds. covered: until when its time is
    accounted for. asked: when it was last polled. reason: why the worker stopped asking it."""

    name: str
    kind: str
    place: str
    place_name: str | None
    address: str
    units: tuple[int, ...]
    spec: Spec
    every: int
    limit: int
    active: bool
    reason: str | None
    asked: datetime | None
    covered: datetime | None
    newest: datetime | None

    @property
    def gives_ranges(self) -> bool:
        """Whether it gives back what it had in a range of time."""
        return self.spec.range is not None


def every_source(connection: Connection, name: str | None = None) -> list[Source]:
    """All sources, by name, or the one of this name if there is one."""
    return [_source(row) for row in queries.dicts(connection, "sources/fuentes", {"fuente": name})]


def one(connection: Connection, name: str) -> Source:
    """The source of this name. Raises SourceError where there is none."""
    found = every_source(connection, name)
    if not found:
        raise SourceError(f"there is no source {name!r}", hint="bp010ctl source list")
    return found[0]


def add(connection: Connection, source: Source) -> None:
    """A new row. Raises SourceError where name or place are taken."""
    values = {
        "fuente": source.name, "tipo": source.kind, "ubicacion_id": source.place,
        "ubicacion_nombre": source.place_name, "direccion": source.address,
        "unidades": list(source.units), "peticion": json.dumps(source.spec.document()),
        "da_rangos": source.gives_ranges, "cadencia_segundos": source.every,
        "limite_segundos": source.limit, "cubierta_hasta": source.covered,
    }  # fmt: skip
    try:
        connection.execute(queries.text("sources/add").encode(), values)
    except psycopg.errors.UniqueViolation as error:
        raise SourceError(
            f"there is one already: {error.diag.message_detail}",
            hint="bp010ctl source remove, or another name and --place",
        ) from None
    except psycopg.errors.CheckViolation as error:
        raise SourceError(
            f"refused: {error.diag.message_primary}",
            on=source.name,
            hint="a name has small letters, digits, - and _; --every and --limit are 1 to 86400 s",
        ) from None


def switch(connection: Connection, name: str, *, on: bool) -> None:
    """Pause or resume it; what was not asked while a person had it paused is no gap."""
    one(connection, name)
    connection.execute(queries.text("sources/switch").encode(), {"fuente": name, "activa": on})


def remove(connection: Connection, name: str) -> None:
    """Delete it; its runs and what it brought stay, its alerts and open gaps end."""
    one(connection, name)
    connection.execute(queries.text("sources/remove").encode(), {"fuente": name})


def record(connection: Connection, query: str, values: Mapping[str, Any]) -> int | None:
    """Put a poll into the ledger by sources/poll or sources/fill; its number."""
    own = {"version": __version__, "host": socket.gethostname()}
    row = connection.execute(
        queries.text(f"sources/{query}").encode(), {**values, **own}
    ).fetchone()
    number: int | None = row[0] if row else None
    return number


def _source(row: dict[str, Any]) -> Source:
    return Source(
        row["fuente"], row["tipo"], row["ubicacion_id"], row["ubicacion_nombre"], row["direccion"],
        tuple(row["unidades"]), definitions.spec(row["peticion"]), row["cadencia_segundos"],
        row["limite_segundos"], row["activa"], row["motivo_pausa"], row["sondeada_en"],
        row["cubierta_hasta"], row["ultimo_dato"],
    )  # fmt: skip


def standing(connection: Connection) -> list[dict[str, Any]]:
    """Each source with its last run and the number of gaps that are to be made up for."""
    return queries.dicts(connection, "sources/standing")


def take_or_refuse(connection: Connection, name: str) -> None:
    """Take the source's lock. Raises SourceError where somebody else polls it."""
    if not locks.take(connection, LOCKED, name):
        raise SourceError(
            f"{locks.holder(connection, LOCKED, name) or 'another session'} polls it already",
            on=name,
            hint="bp010ctl runs --follow shows its polls",
        )


def refuse_publishing(source: Source) -> None:
    """Raise SourceError for a source that publishes: it cannot be asked."""
    if source.kind == MQTT:
        raise SourceError(
            "this source publishes by MQTT: it is listened to, not asked",
            on=source.name,
            hint="bp010ctl source run listens; bp010ctl runs --follow shows what comes",
        )
