"""Messages of a channel: written from what waits for it, sent, and every attempt in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bp010ctl.alerts import addresses, sending, wording
from bp010ctl.alerts.sending import LONGEST_REASON, Parcel
from bp010ctl.alerts.store import Channel
from bp010ctl.alerts.wording import Matter, Wording
from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error
from bp010ctl.base.references import Secrets

DOWN_AFTER = 3
"""Failures in a row from which a channel is an alert itself."""

Send = Callable[[Parcel], str | None]


@dataclass(frozen=True)
class Delivery:
    """What came of one attempt. message: its number. error: why it failed, without any secret."""

    channel: str
    message: int
    title: str
    error: str | None


def deliver(connection: Connection, channel: Channel, send: Send = sending.send) -> Delivery | None:
    """Send what the channel is to be sent now: the message that waits, else one that is written of
    what is due. None where there is nothing, or its time has not come.

    The connection is on autocommit, and its session has the channel's lock. The attempt is in the
    ledger before the message goes out. Raises psycopg.Error where the database is away.
    """
    waiting = queries.dicts(connection, "alerts/waiting", {"canal": channel.name})
    if not waiting:
        if write(connection, channel) is None:
            return None
        waiting = queries.dicts(connection, "alerts/waiting", {"canal": channel.name})
    message = waiting[0]
    if not message["ya"]:
        return None
    texts = (message["titulo"], message["texto"])
    delivery = _attempt(connection, channel, message["aviso_id"], texts, message["severidad"], send)
    _note(connection, channel, delivery)
    return delivery


def write(connection: Connection, channel: Channel) -> int | None:
    """Write the message that is due; its number, None where none is."""
    with connection.transaction():
        rows = queries.tuples(connection, "alerts/due", {"canal": channel.name})
        matters = [Matter(*row) for row in rows]
        if not matters:
            return None
        wording_ = Wording(channel.language, channel.zone or "UTC")
        kind, severity = "alertas", wording.severity(matters)
        number, now = queries.tuples(
            connection,
            "alerts/write",
            {"canal": channel.name, "clase": kind, "severidad": severity},
        )[0]
        _say(
            connection, number, wording_.title(matters),
            wording_.text(matters, number, channel.name, now),
        )  # fmt: skip
        told = {
            "aviso": number, "canal": channel.name, "alertas": [one.alert for one in matters],
            "lugares": [one.place for one in matters], "dicen": [one.says for one in matters],
        }  # fmt: skip
        connection.execute(queries.text("alerts/told").encode(), told)
    return int(number)


def probe(connection: Connection, channel: Channel, send: Send = sending.send) -> Delivery:
    """Send a message that says that it is a test; it waits for nothing and is tried once."""
    values = {"canal": channel.name, "clase": "prueba", "severidad": "INFO"}
    with connection.transaction():
        number, now = queries.tuples(connection, "alerts/write", values)[0]
        texts = Wording(channel.language, channel.zone or "UTC").test(number, channel.name, now)
        _say(connection, number, *texts)
    return _attempt(connection, channel, number, texts, "INFO", send)


def _say(connection: Connection, number: int, title: str, text: str) -> None:
    values = {"aviso": number, "titulo": title, "texto": text}
    connection.execute(queries.text("alerts/say").encode(), values)


def _attempt(
    connection: Connection,
    channel: Channel,
    number: int,
    texts: tuple[str, str],
    severity: str,
    send: Send,
) -> Delivery:
    """One attempt, in the ledger before it begins and after it."""
    attempt = queries.tuples(connection, "alerts/begin", {"aviso": number})[0][0]
    error = _outcome(channel, texts, severity, send)
    connection.execute(queries.text("alerts/end").encode(), {"envio": attempt, "error": error})
    return Delivery(channel.name, number, texts[0], error)


def _outcome(channel: Channel, texts: tuple[str, str], severity: str, send: Send) -> str | None:
    secrets = Secrets()
    try:
        address, secrets = addresses.resolve(channel.address, channel.secrets)
        reason = send(Parcel(address, *texts, severity, channel.limit))
    except Bp010Error as error:
        reason = error.what
    return None if reason is None else secrets.hide(reason)[:LONGEST_REASON]


def _note(connection: Connection, channel: Channel, delivery: Delivery) -> None:
    """How the channel is doing: one that is down is an alert, until it is well again."""
    values = {"canal": channel.name, "error": delivery.error}
    with connection.transaction():
        (row,) = queries.tuples(connection, "alerts/outcome", values) or [(0,)]
        if delivery.error is None:
            connection.execute(queries.text("alerts/up").encode(), values)
        elif row[0] >= DOWN_AFTER:
            queries.tuples(connection, "alerts/down", {**values, "fallos": row[0]})
