"""The simulated field as a Sparkplug B edge node: births, then what changed, by MQTT.

The wells are its devices; a metric's name ends in the number of its tag. It is born anew when a
host asks for that.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bp010ctl.base import sparkplug
from bp010ctl.base.errors import FieldError, UsageError
from bp010ctl.simulator.polls import Poll
from bp010ctl.simulator.telemetry import TAGS

GROUP, NODE = "field", "simulator"
LOST, TWICE = "lost", "twice"
FAULTS = (LOST, TWICE)
CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class Faults:
    """What goes wrong with messages: `lost` (never sent, its seq is missing), `twice`."""

    kinds: tuple[str, ...] = ()
    rate: float = 0.2
    seed: int = 1

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.kinds if kind not in FAULTS]
        if unknown:
            raise UsageError(f"no such fault: {unknown[0]}", hint=f"one of {', '.join(FAULTS)}")


class EdgeNode:
    """One node at a broker. address: mqtt://HOST:PORT. Raises FieldError where it is not there."""

    def __init__(self, address: str, faults: Faults = Faults()) -> None:
        from paho.mqtt import client as paho
        from paho.mqtt.enums import CallbackAPIVersion

        parts = urlsplit(address)
        self._faults, self._draws = faults, random.Random(faults.seed)
        self._lock = threading.RLock()
        self._seq = -1
        self._values: dict[int, dict[int, str]] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"bp010-{NODE}")
        self._client.on_message = self._asked
        self._client.on_connect = self._listen
        self._client.will_set(self._topic("NDEATH"), sparkplug.encode(None, 0, []), qos=1)
        try:
            self._client.connect(str(parts.hostname), parts.port or 1883, keepalive=20)
        except OSError as error:
            raise FieldError(f"no broker: {error}", on=address, hint="mosquitto -p 1883") from None
        self._client.loop_start()
        self._bear()

    def close(self) -> None:
        """Say that it dies, and go."""
        self._client.publish(self._topic("NDEATH"), sparkplug.encode(None, 0, []), qos=1)
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, polls: Iterable[Poll]) -> int:
        """What changed since the last poll of each well, poll by poll; how many messages."""
        sent = 0
        for poll in polls:
            with self._lock:
                sent += self._poll(poll)
        return sent

    def _poll(self, poll: Poll) -> int:
        known = self._values.get(poll.unit_id)
        values = {place: text for place, text in enumerate(poll.values) if text is not None}
        when = poll.second * 1000
        if known is None:
            self._values[poll.unit_id] = values
            self._bear_device(poll.unit_id, when)
            return 1
        changed = {place: text for place, text in values.items() if known.get(place) != text}
        known.update(changed)
        if not changed:
            return 0
        metrics = [
            (_alias(poll.unit_id, place), _value(text), None, False)
            for place, text in changed.items()
        ]
        topic = self._topic("DDATA", poll.unit_id)
        self._send(topic, sparkplug.encode(self._next(), when, metrics), spoil=True)
        return 1

    def _listen(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        client.subscribe(self._topic("NCMD"), qos=1)

    def _asked(self, client: Any, data: Any, message: Any) -> None:
        """A host asks for a rebirth; whatever else it says is none of ours."""
        try:
            metrics = sparkplug.decode(message.payload).metrics
        except ValueError:
            return
        if any(metric.name == sparkplug.REBIRTH and metric.text == "1" for metric in metrics):
            with self._lock:
                self._bear()

    def _bear(self) -> None:
        self._seq = -1
        now = round(time.time() * 1000)
        body = sparkplug.birth(self._next(), now, [], bdSeq=0, **{sparkplug.REBIRTH: False})
        self._send(self._topic("NBIRTH"), body)
        for unit in self._values:
            self._bear_device(unit, now)

    def _bear_device(self, unit: int, when: int) -> None:
        metrics = [
            (
                f"{TAGS[place].column or 'tag'}/{TAGS[place].var_id}",
                _alias(unit, place),
                _value(text),
            )
            for place, text in self._values[unit].items()
        ]
        self._send(self._topic("DBIRTH", unit), sparkplug.birth(self._next(), when, metrics))

    def _send(self, topic: str, body: bytes, *, spoil: bool = False) -> None:
        kind = None
        if spoil and self._faults.kinds and self._draws.random() < self._faults.rate:
            kind = self._draws.choice(self._faults.kinds)
        if kind != LOST:
            self._client.publish(topic, body, qos=1).wait_for_publish(CONNECT_SECONDS)
        if kind == TWICE:
            self._client.publish(topic, body, qos=1).wait_for_publish(CONNECT_SECONDS)

    def _next(self) -> int:
        self._seq = (self._seq + 1) % sparkplug.SEQUENCES
        return self._seq

    def _topic(self, kind: str, unit: int | None = None) -> str:
        device = "" if unit is None else f"/{unit}"
        return f"{sparkplug.NAMESPACE}/{GROUP}/{kind}/{NODE}{device}"


def _alias(unit: int, place: int) -> int:
    return unit * 1000 + place


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
