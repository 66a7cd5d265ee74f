"""A source that publishes by MQTT, Sparkplug B: listened to by a session that the broker keeps.

A message is acknowledged once what it brought is committed, not before: what a worker that died had
not landed comes again. paho (pinned) speaks MQTT; nothing of ours may fail in its callbacks, its
loop would end and `is_connected()` go on being true.
"""

from __future__ import annotations

import asyncio
import copy
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bp010ctl.base import references, sparkplug, threads
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import SourceError
from bp010ctl.sources import polling, store
from bp010ctl.sources.births import Births, Read
from bp010ctl.sources.client import Fetched
from bp010ctl.sources.definitions import Mqtt
from bp010ctl.sources.failures import DATABASE, PollFailed
from bp010ctl.sources.polling import Landing, Outcome
from bp010ctl.sources.store import Source

try:
    from paho.mqtt import client as paho
    from paho.mqtt.enums import CallbackAPIVersion
except ImportError:
    raise SourceError(
        "the package paho-mqtt is not installed", hint="pip install '.[mqtt]' (make setup does)"
    ) from None

ASKED_AGAIN = 10.0
"""Seconds before a node is asked once more to be born again."""
KEEP_ALIVE = 20
AWAY_TOLD = 30.0
"""Seconds after which a broker that is away is told of once more."""

Message = tuple[int, int, str, bytes]
"""Number, quality of service, topic, body."""


class Subscription:
    """The session with the broker. Messages that were not landed when it is lost come again."""

    def __init__(self, source: Source) -> None:
        spec = source.spec.mqtt or Mqtt()
        parts = urlsplit(source.address)
        self._topic = f"{sparkplug.NAMESPACE}/{spec.group}/#"
        self._lock = threading.Lock()
        self._messages: deque[Message] = deque()
        self._arrived = threading.Event()
        self.connected_at: float | None = None
        self.kept = False
        self.error: str | None = "not connected yet"
        self.generation = 0
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=spec.client or f"bp010-{source.name}",
            clean_session=False, manual_ack=True,
        )  # fmt: skip
        secrets = references.resolve(source.spec.secrets)
        if spec.user:
            self._client.username_pw_set(secrets[spec.user], secrets.get(spec.password))
        if parts.scheme == "mqtts":
            self._client.tls_set(ca_certs=source.spec.ca or None)
        self._client.reconnect_delay_set(1, 15)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._lost
        self._client.on_message = self._message
        port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)
        self._client.connect_async(str(parts.hostname), port, KEEP_ALIVE)
        self._client.loop_start()

    def close(self) -> None:
        """End it; the broker goes on keeping messages for it."""
        self._client.disconnect()
        self._client.loop_stop()

    def waiting(self) -> list[Message]:
        """What came and is not acknowledged, the oldest first."""
        with self._lock:
            return list(self._messages)

    def wait(self, many: int, seconds: float) -> None:
        """Until so many messages wait, for so long at most."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0 and len(self.waiting()) < many:
            self._arrived.wait(min(left, 0.5))
            self._arrived.clear()

    def done(self, messages: list[Message], generation: int) -> None:
        """Acknowledge them; those of a session that was lost meanwhile come again instead."""
        with self._lock:
            if generation != self.generation:
                return
            for _ in messages:
                self._messages.popleft()
        for number, quality, _, _ in messages:
            self._client.ack(number, quality)

    def ask(self, group: str, node: str) -> None:
        """Ask a node to be born again: its aliases and values anew."""
        self._client.publish(
            f"{sparkplug.NAMESPACE}/{group}/NCMD/{node}",
            sparkplug.rebirth(round(time.time() * 1000)),
        )

    def _connected(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        with self._lock:
            self.generation += 1
            self._messages.clear()
            if reason.is_failure:
                self.error = f"the broker refuses us: {reason}"
                return
            self.kept, self.error = bool(flags.session_present), None
            self.connected_at = time.time()
        client.subscribe(self._topic, qos=1)

    def _lost(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        with self._lock:
            self.generation += 1
            self._messages.clear()
            self.connected_at = None
            self.error = self.error or f"the connection was lost: {reason}"

    def _message(self, client: Any, data: Any, message: Any) -> None:
        with self._lock:
            self._messages.append((message.mid, message.qos, message.topic, message.payload))
        self._arrived.set()


async def keep(
    connection: Connection,
    name: str,
    outcome: Callable[[Outcome], None],
    tell: Callable[[str], None],
) -> None:
    """Listen to one source until it is paused or removed; what came is landed at its cadence, or
    once as many messages wait as a landing takes."""
    source = store.one(connection, name)
    listener = Listener(source, await threads.run(Subscription, source), tell)
    try:
        await threads.run(listener.births.load, connection, name)
        while True:
            found = await threads.run(store.every_source, connection, name)
            if not found or not found[0].active:
                tell(f"{name}: {'paused' if found else 'removed'}")
                return
            landed = await threads.run(listener.round, connection, found[0])
            if landed is not None:
                outcome(landed)
                if landed.kind == DATABASE:
                    await asyncio.sleep(source.every)
    finally:
        await threads.run(listener.subscription.close)


class Listener:
    """Lands what a subscription brings, and acknowledges it."""

    def __init__(self, source: Source, subscription: Subscription, tell: Callable[[str], None]):
        self.subscription = subscription
        self._spec = source.spec.mqtt or Mqtt()
        self.births = Births(self._spec, source.spec.location)
        self._tell = tell
        self._asked: dict[tuple[str, str], float] = {}
        self._told = 0.0
        self._seen: float | None = None

    def round(self, connection: Connection, source: Source) -> Outcome | None:
        """One landing; None while the broker is away: what it keeps for us comes afterwards."""
        self.subscription.wait(self._spec.most, float(source.every))
        connected, generation = self.subscription.connected_at, self.subscription.generation
        if connected is None:
            self._away(source)
            return None
        messages = self.subscription.waiting()[: max(self._spec.most, 1000)]
        now = polling.clock(connection)
        window = (self._since(source, connected, now), now)
        births, read = copy.deepcopy(self.births), Read()
        for _, _, topic, body in messages:
            births.read(topic, body, read)
        try:
            outcome = _land(connection, source, births, read, window)
        except psycopg.Error as error:
            if connection.closed or isinstance(error, psycopg.OperationalError):
                raise
            refused = PollFailed(f"the database refused the rows: {error}", DATABASE)
            return polling.failed(connection, source, refused, now, window)
        self.births, self._seen = births, connected
        self.subscription.done(messages, generation)
        self._ask(read)
        return outcome

    def _since(self, source: Source, connected: float, now: datetime) -> datetime:
        """From when on what was landed is whole: from the last landing, where the broker kept our
        session; else from when it was made, and what lies before is a gap."""
        covered = source.covered
        if covered is None:
            return now - timedelta(seconds=source.every)
        if self._seen == connected or self.subscription.kept:
            return min(covered, now)
        return max(covered, now - timedelta(seconds=max(0.0, time.time() - connected)))

    def _away(self, source: Source) -> None:
        if time.monotonic() - self._told > AWAY_TOLD:
            self._told = time.monotonic()
            self._tell(f"{source.name}: the broker is away: {self.subscription.error}")

    def _ask(self, read: Read) -> None:
        for node in read.nodes_to_ask:
            if time.monotonic() - self._asked.get(node, -ASKED_AGAIN) >= ASKED_AGAIN:
                self._asked[node] = time.monotonic()
                self.subscription.ask(*node)


def _land(
    connection: Connection,
    source: Source,
    births: Births,
    read: Read,
    window: tuple[datetime, datetime],
) -> Outcome:
    """What was read, the births that it was read by, and the ledger's row, in one transaction."""
    known = set(map(str, source.units))
    kept = [row for row in dict.fromkeys(read.rows) if not known or row[0] in known]
    fetched = Fetched(kept, strangers=len({*read.rows}) - len(kept))
    remarks = _remarks(read)
    try:
        return _record(connection, source, births, fetched, remarks, window)
    except PollFailed as failure:  # nothing of it can be used, ever: it is told and done with
        with connection.transaction():
            births.keep(connection, source.name)
            return polling.failed(connection, source, failure, window[1], window)


def _record(
    connection: Connection,
    source: Source,
    births: Births,
    fetched: Fetched,
    remarks: list[str],
    window: tuple[datetime, datetime],
) -> Outcome:
    with connection.transaction():
        births.keep(connection, source.name)
        landing = Landing(connection, source, fetched) if fetched.rows else None
        said = [*remarks, *([landing.message] if landing and landing.message else [])]
        state = polling.PARTLY if said else polling.GOOD
        message = "; ".join(said) or None
        read, loaded = (landing.read, landing.loaded) if landing else (0, 0)
        newest = landing.newest if landing else None
        values = {
            "fuente": source.name, "inicio": window[1], "desde": window[0], "hasta": window[1],
            "estado": state, "extraidos": read, "cargados": loaded, "error_tipo": None,
            "mensaje": message, "ultimo_dato": newest, "unidades": [], "pausa": None,
        }  # fmt: skip
        run = store.record(connection, "poll", values)
    return Outcome(source.name, state, run, read, loaded, message, newest=newest, window=window)


def _remarks(read: Read) -> list[str]:
    figures = {
        "messages are missing by their seq, a rebirth was asked for": read.holes,
        "values of which no birth or map says what they are": read.unread,
        "messages or times that are none": read.bad,
    }
    return [f"{count} {what}" for what, count in figures.items() if count]
