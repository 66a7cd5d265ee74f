"""A real MQTT broker on loopback: mosquitto, with its messages kept in a folder, and edge nodes."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from bp010ctl.base import sparkplug

PROGRAM = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


class Broker:
    """A mosquitto that can be killed and started again; it keeps what it has on disk."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        self._configuration = folder / "mosquitto.conf"
        self._configuration.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nautosave_interval 1\nautosave_on_changes true\n"
            "max_queued_messages 20000\nuser root\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        assert PROGRAM is not None
        self._process = subprocess.Popen(
            [PROGRAM, "-c", self._configuration],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("mosquitto does not listen")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def broker(folder: Path) -> Iterator[Broker]:
    """A running broker; skips where mosquitto is not installed."""
    if PROGRAM is None:
        pytest.skip("mosquitto is not installed: make setup-mqtt")
    folder.chmod(0o755)
    started = Broker(folder)
    started.start()
    try:
        yield started
    finally:
        started.kill()


class Node:
    """An edge node whose every message a test says."""

    def __init__(self, url: str, group: str = "field", node: str = "edge") -> None:
        host, _, port = url.removeprefix("mqtt://").partition(":")
        self._group, self._node = group, node
        self.asked = 0
        self.client = paho.Client(CallbackAPIVersion.VERSION2)
        self.client.on_message = self._command
        self.client.connect(host, int(port))
        self.client.subscribe(f"{sparkplug.NAMESPACE}/{group}/NCMD/{node}", qos=1)
        self.client.loop_start()

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def say(self, kind: str, body: bytes, device: str = "") -> None:
        rest = f"/{device}" if device else ""
        topic = f"{sparkplug.NAMESPACE}/{self._group}/{kind}/{self._node}{rest}"
        self.client.publish(topic, body, qos=1).wait_for_publish(10)

    def _command(self, client: Any, data: Any, message: Any) -> None:
        metrics = sparkplug.decode(message.payload).metrics
        self.asked += any(metric.name == sparkplug.REBIRTH for metric in metrics)
