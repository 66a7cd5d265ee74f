"""Sparkplug B: what its messages say, and a source that listens to a real broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.base import sparkplug
from bp010ctl.base.sparkplug import Payload
from bp010ctl.sources import adding, store, subscribing
from bp010ctl.sources.births import Births, Read
from bp010ctl.sources.definitions import Mqtt
from support import PROJECT, Cli
from support.broker import Broker, Node, broker
from support.fakes import until
from support.readings import make_wells, rows, scalar

Connection = psycopg.Connection[Any]
NOON = round(datetime(2026, 1, 8, 12, tzinfo=UTC).timestamp() * 1000)
TAG = 283
NODE = "spBv1.0/field/{}/edge"
DEVICE = NODE + "/5"


def test_the_layout_is_that_of_the_specification() -> None:
    """Bytes written by hand from the specification's field numbers."""
    body = bytes.fromhex(
        "0801"  # timestamp 1
        "120c" "0a0141" "1007" "1805" "2001" "50ff01"  # A, alias 7, ms 5, Int8, 255 unsigned
        "1208" "0a0142" "65c3f54840"  # B, 3.14 in 32 bits
    )  # fmt: skip
    payload = sparkplug.decode(body)
    assert payload.when == 1
    first, second = payload.metrics
    assert (first.name, first.alias, first.when, first.text) == ("A", 7, 5, "-1")
    assert (second.name, second.alias, second.when, second.text) == ("B", None, None, "3.14")
    assert sparkplug.decode(bytes.fromhex("1809")) == Payload(None, 9, [])
    with pytest.raises(ValueError, match="not a Sparkplug B payload"):
        sparkplug.decode(b"\xff\xff\xff")


def born(seq: int = 0, value: float = 1.0, alias: int = 7) -> tuple[bytes, bytes]:
    """Births of the node and of its device 5, with one metric."""
    return (
        sparkplug.birth(seq, NOON, [], bdSeq=0),
        sparkplug.birth(seq + 1, NOON, [(f"motor/{TAG}", alias, value)]),
    )


def data(seq: int, value: Any, when: int, *, alias: int = 7, historical: bool = False) -> bytes:
    return sparkplug.encode(seq, when, [(alias, value, when if historical else None, historical)])


def read(messages: list[tuple[str, bytes]], births: Births | None = None) -> Read:
    into = Read()
    births = births or Births(Mqtt(), 1)
    for topic, body in messages:
        births.read(topic, body, into)
    return into


def births_of(alias: int = 7) -> list[tuple[str, bytes]]:
    node, device = born(alias=alias)
    return [(NODE.format("NBIRTH"), node), (DEVICE.format("DBIRTH"), device)]


def ddata(seq: int, value: Any, minutes: int = 1, **others: Any) -> tuple[str, bytes]:
    return DEVICE.format("DDATA"), data(seq, value, NOON + 60_000 * minutes, **others)


def test_values_are_read_by_the_births_aliases_at_their_own_times() -> None:
    found = read([*births_of(), ddata(2, 2.5), ddata(3, 1.5, -60, historical=True)])
    assert found.rows == [
        ("5", "1", str(TAG), "1.0", "2026-01-08 12:00:00.000+00:00", ""),
        ("5", "1", str(TAG), "2.5", "2026-01-08 12:01:00.000+00:00", ""),
        ("5", "1", str(TAG), "1.5", "2026-01-08 11:00:00.000+00:00", ""),
    ]
    assert (found.holes, found.unread, found.bad, found.nodes_to_ask) == (0, 0, 0, set())


def test_a_hole_in_seq_is_counted_and_wants_a_rebirth() -> None:
    found = read([*births_of(), ddata(5, 2.5)])
    assert (found.holes, found.nodes_to_ask, len(found.rows)) == (3, {("field", "edge")}, 2)


def test_seq_begins_anew_after_255_and_with_a_birth() -> None:
    births = Births(Mqtt(), 1)
    read(births_of(), births)
    births.nodes["field/edge"].seq = 254
    assert read([ddata(255, 1.0), ddata(0, 1.0), *births_of()], births).holes == 0


def test_what_comes_again_is_no_hole() -> None:
    births = Births(Mqtt(), 1)
    read([*births_of(), ddata(2, 1.0), ddata(3, 2.0)], births)
    again = read([ddata(2, 1.0), ddata(3, 2.0), ddata(4, 3.0)], births)
    assert (again.holes, again.nodes_to_ask) == (0, set())


def test_an_alias_that_no_birth_named_is_not_guessed() -> None:
    found = read([ddata(2, 2.5)])
    assert (found.rows, found.unread, found.nodes_to_ask) == ([], 1, {("field", "edge")})


def test_what_is_none_of_ours_is_counted_or_left() -> None:
    births = Births(Mqtt(units={"north": "9"}, variables={"Motor/Amps": "50"}), 1)
    message = sparkplug.encode(None, NOON, [("Motor/Amps", 3, None, False), ("x", 4, None, False)])
    found = read(
        [("spBv1.0/field/DDATA/edge/north", message), (DEVICE.format("DDATA"), b"\xff\xff"),
         ("spBv1.0/STATE/host", b"ONLINE"), ("other/topic", b"x"),
         (DEVICE.format("DDATA"), sparkplug.encode(None, 2**62, [(f"a/{TAG}", 1, None, False)])),
         (DEVICE.format("DDATA"), sparkplug.encode(None, NOON, [(f"a/{TAG}", None, None, False)]))],
        births,
    )  # fmt: skip
    assert [row[:4] for row in found.rows] == [("9", "1", "50", "3.0")]
    assert (found.unread, found.bad) == (1, 2)


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Broker]:
    with broker(tmp_path) as started:
        yield started


def add(connection: Connection, url: str, every: int = 1) -> store.Source:
    make_wells(connection, 5)
    source = adding.source(
        "edge", url, units=(), location=None, every=every, limit=5, user=None, password=None,
        config=None, place=None, place_name=None,
    )  # fmt: skip
    store.add(connection, source)
    return store.one(connection, "edge")


def landed(connection: Connection) -> list[str]:
    found = rows(connection, "SELECT DISTINCT measure FROM stage.landing_scada_data")
    return sorted(row["measure"] for row in found)


def test_a_message_is_landed_acknowledged_and_in_the_ledger(
    seeded_db: Connection, mosquitto: Broker
) -> None:
    source = add(seeded_db, mosquitto.url)
    subscription = subscribing.Subscription(source)
    listener = subscribing.Listener(source, subscription, lambda _: None)
    node = Node(mosquitto.url)
    try:
        until(lambda: subscription.connected_at, 10)
        for (kind, device), body in zip((("NBIRTH", ""), ("DBIRTH", "5")), born(), strict=True):
            node.say(kind, body, device)
        node.say("DDATA", data(4, 2.5, NOON + 60_000), "5")
        until(lambda: len(subscription.waiting()) == 3, 10)
        outcome = listener.round(seeded_db, store.one(seeded_db, "edge"))
        assert outcome is not None
        assert (outcome.state, outcome.landed) == ("parcial", 2)
        assert outcome.message is not None
        assert "2 messages are missing by their seq" in outcome.message
        assert landed(seeded_db) == ["1.0", "2.5"]
        assert subscription.waiting() == []
        until(lambda: node.asked == 1, 10)
        (kept,) = rows(seeded_db, "SELECT nodo, seq, vivo, nombres FROM etl.fuente_nacimientos")
        assert kept == {
            "nodo": "field/edge", "seq": 4, "vivo": True,
            "nombres": {"": {}, "5": {"7": f"motor/{TAG}"}},
        }  # fmt: skip
        again = listener.round(seeded_db, store.one(seeded_db, "edge"))
        assert again is not None
        assert (again.state, again.landed) == ("exitoso", 0), "listening to nothing new is good"
        runs = "SELECT count(*) FROM etl.etl_ejecuciones WHERE etl_tipo = 'mqtt'"
        assert scalar(seeded_db, runs) == 2
    finally:
        node.close()
        subscription.close()


class Silence:
    """A broker that is there and says nothing; kept: whether it kept our session."""

    generation = 1

    def __init__(self, *, kept: bool) -> None:
        self.kept, self.connected_at = kept, time.time()

    def wait(self, many: int, seconds: float) -> None:
        pass

    def waiting(self) -> list[Any]:
        return []

    def done(self, messages: list[Any], generation: int) -> None:
        pass


@pytest.mark.parametrize(("kept", "gaps"), [(True, 0), (False, 1)])
def test_what_a_broker_did_not_keep_is_a_gap_that_is_named(
    seeded_db: Connection, kept: bool, gaps: int
) -> None:
    """The worker was away for an hour."""
    add(seeded_db, "mqtt://127.0.0.1:9")
    seeded_db.execute("UPDATE etl.fuentes SET cubierta_hasta = clock_timestamp() - interval '1 h'")
    source = store.one(seeded_db, "edge")
    silence: Any = Silence(kept=kept)
    outcome = subscribing.Listener(source, silence, lambda _: None).round(seeded_db, source)
    assert outcome is not None
    assert outcome.state == "exitoso"
    named = "SELECT count(*) FROM etl.etl_ejecuciones WHERE irrecuperable IS NOT NULL"
    assert scalar(seeded_db, named) == gaps


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "source", "run"], text=True, cwd=PROJECT,
        env=dict(os.environ) | {"BP010_DATABASE_URL": url},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_no_message_is_lost_over_kills_of_worker_and_broker(
    seeded: str, mosquitto: Broker, cli: Cli
) -> None:
    """The worker killed by -9 ten times, the broker five times, while a node publishes on."""
    with psycopg.connect(seeded, autocommit=True) as connection:
        add(connection, mosquitto.url)
        node = Node(mosquitto.url)
        sent = 0
        connected = "SELECT count(*) FROM etl.etl_ejecuciones WHERE estado = 'exitoso'"
        try:
            with worker(seeded):
                until(lambda: scalar(connection, connected), 60)
            for (kind, device), body in zip((("NBIRTH", ""), ("DBIRTH", "5")), born(), strict=True):
                node.say(kind, body, device)
            for turn in range(10):
                with worker(seeded) as process:
                    for _ in range(30):
                        sent += 1
                        seq = (sent + 1) % 256
                        node.say("DDATA", data(seq, float(sent), NOON + 1000 * sent), "5")
                    time.sleep(0.2 * turn)
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                if turn % 2:
                    time.sleep(1.2)  # what the broker has is on disk by then
                    mosquitto.kill()
                    mosquitto.start()
                    until(node.client.is_connected, 30)
            expected = {f"{float(number)}" for number in range(1, sent + 1)}
            with worker(seeded):
                until(lambda: expected <= set(landed(connection)), 120)
        finally:
            node.close()
        holes = rows(
            connection,
            "SELECT error_mensaje FROM etl.etl_ejecuciones WHERE error_mensaje LIKE '%missing%'",
        )
        assert holes == [], "no message was missing, none may be told as missing"


@pytest.mark.slow
def test_the_simulated_field_arrives_by_mqtt(seeded: str, mosquitto: Broker) -> None:
    with psycopg.connect(seeded, autocommit=True) as connection:
        add(connection, mosquitto.url)
        make_wells(connection, 101, 102)
        with worker(seeded):
            until(lambda: scalar(connection, "SELECT count(*) FROM etl.etl_ejecuciones"), 60)
            field = subprocess.Popen(
                [sys.executable, "-m", "bp010ctl", "simulate", "--mqtt", mosquitto.url, "--wells",
                 "2", "--every", "2", "--zone", "UTC", "--clean"],
                cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            try:
                wells = "SELECT count(DISTINCT unit_id) FROM stage.landing_scada_data"
                until(lambda: scalar(connection, wells) == 2, 60)
                field.send_signal(signal.SIGTERM)
                assert field.wait(20) == 0, field.stderr and field.stderr.read()
            finally:
                field.kill()
                field.communicate()
