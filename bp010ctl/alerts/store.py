"""Rows of etl.canales, and what waits for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg

from bp010ctl.alerts import addresses
from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import AlertsError

LOCKED = "canal"
"""What the lock of a channel is called; one worker sends to a channel at a time."""
ABOUT = {"all": "todos", "runs": "corridas", "wells": "pozos"}
"""What a channel can be told of, and how the database calls it."""


@dataclass(frozen=True)
class Channel:
    """A channel as the database has it. address: of Apprise, secrets as {name}; secrets: their
    references. zone: None for that of the facts. quiet: local times from and to. wait, interval,
    repeat, limit: seconds. active, failures, next_try: how it is doing."""

    name: str
    address: str
    secrets: Mapping[str, str] = field(default_factory=dict)
    language: str = "es"
    about: str = "todos"
    from_severity: str = "WARNING"
    zone: str | None = None
    quiet: tuple[time, time] | None = None
    quiet_all: bool = False
    wait: int = 30
    interval: int = 300
    repeat: int = 14400
    limit: int = 30
    active: bool = True
    failures: int = 0
    next_try: datetime | None = None


def checked(channel: Channel) -> Channel:
    """The channel, where its address, references and zone are right. Raises AlertsError,
    SecretError."""
    addresses.check(channel.address, channel.secrets)
    if channel.zone is not None:
        try:
            ZoneInfo(channel.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise AlertsError(
                "there is no such time zone", on=channel.zone, hint="America/Bogota, for example"
            ) from None
    return channel


def every_channel(connection: Connection, name: str | None = None) -> list[Channel]:
    """All channels, by name, or the one of this name if there is one."""
    return [_channel(row) for row in queries.dicts(connection, "alerts/channels", {"canal": name})]


def one(connection: Connection, name: str) -> Channel:
    """The channel of this name. Raises AlertsError where there is none."""
    found = every_channel(connection, name)
    if not found:
        raise AlertsError(f"there is no channel {name!r}", hint="bp010ctl alerts list")
    return found[0]


def add(connection: Connection, channel: Channel) -> None:
    """A new row, which is to be told of what is open now. Raises AlertsError where it is taken."""
    quiet = channel.quiet or (None, None)
    values = {
        "canal": channel.name, "direccion": channel.address,
        "secretos": json.dumps(dict(channel.secrets)), "idioma": channel.language,
        "asuntos": channel.about, "severidad_minima": channel.from_severity, "zona": channel.zone,
        "silencio_desde": quiet[0], "silencio_hasta": quiet[1],
        "silencio_total": channel.quiet_all, "espera_segundos": channel.wait,
        "intervalo_segundos": channel.interval, "repetir_segundos": channel.repeat,
        "limite_segundos": channel.limit,
    }  # fmt: skip
    try:
        with connection.transaction():
            connection.execute(queries.text("alerts/add").encode(), values)
            _let_begin(connection, channel.name)
    except psycopg.errors.UniqueViolation:
        raise AlertsError(
            "there is one already", on=channel.name, hint="bp010ctl alerts remove, or another name"
        ) from None
    except psycopg.errors.CheckViolation as error:
        raise AlertsError(
            f"refused: {error.diag.message_primary}",
            on=channel.name,
            hint="a name has small letters, digits, - and _; --limit is 1 to 300 s",
        ) from None


def switch(connection: Connection, name: str, *, on: bool) -> None:
    """Pause or resume it; one that goes on is told of what is open then."""
    one(connection, name)
    with connection.transaction():
        connection.execute(queries.text("alerts/switch").encode(), {"canal": name, "activo": on})
        if on:
            _let_begin(connection, name)
        else:
            connection.execute(queries.text("alerts/up").encode(), {"canal": name})


def _let_begin(connection: Connection, name: str) -> None:
    """Note what is open for a channel; what is being raised meanwhile waits, and sees it."""
    connection.execute("LOCK TABLE etl.alertas IN SHARE ROW EXCLUSIVE MODE")
    connection.execute(queries.text("alerts/open").encode(), {"canal": name})


def remove(connection: Connection, name: str) -> None:
    """Delete it; its messages stay in the ledger."""
    one(connection, name)
    with connection.transaction():
        connection.execute(queries.text("alerts/remove").encode(), {"canal": name})
        connection.execute(queries.text("alerts/up").encode(), {"canal": name})


def drop(connection: Connection, name: str) -> dict[str, int]:
    """Give up what waits for it; how many `messages` and `alerts`."""
    one(connection, name)
    return queries.dicts(connection, "alerts/drop", {"canal": name})[0]


def retry(connection: Connection, name: str) -> None:
    """Let what waits be tried at once."""
    one(connection, name)
    connection.execute(queries.text("alerts/retry").encode(), {"canal": name})


def standing(connection: Connection) -> list[dict[str, Any]]:
    """Each channel, what waits for it, and how its last attempt went."""
    return queries.dicts(connection, "alerts/standing")


def messages(connection: Connection, name: str | None, most: int) -> list[dict[str, Any]]:
    """The newest messages, the newest first, each with the number of its attempts."""
    return queries.dicts(connection, "alerts/messages", {"canal": name, "cuantos": most})


def _channel(row: dict[str, Any]) -> Channel:
    quiet = (row["silencio_desde"], row["silencio_hasta"])
    return Channel(
        row["canal"], row["direccion"], row["secretos"], row["idioma"], row["asuntos"],
        row["severidad_minima"], row["zona"], quiet if row["silencio_desde"] is not None else None,
        row["silencio_total"], row["espera_segundos"], row["intervalo_segundos"],
        row["repetir_segundos"], row["limite_segundos"], row["activo"], row["fallos"],
        row["proximo_intento"],
    )  # fmt: skip
