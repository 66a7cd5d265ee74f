"""The worker: each channel is told what it is to be told, until the worker is told to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bp010ctl.alerts import delivering, store
from bp010ctl.alerts.delivering import Delivery
from bp010ctl.alerts.store import LOCKED
from bp010ctl.base import queries, threads
from bp010ctl.base.database import Connection
from bp010ctl.base.keeping import Keeper, Tell

LISTENED = "bp010_alertas"
LOOK_SECONDS = 5.0
"""How often a channel is looked at where nothing wakes the worker."""
WATCH_SECONDS = 15.0
"""How often the wells' alerts are looked at, and whether the watch itself runs."""

Told = Callable[[Delivery], None]


class Worker(Keeper):
    """Sends to the channels that are active and that nobody else sends to.

    delivery: is told each attempt. tell: is told the rest. What is to be told are rows: a
    notification only wakes it, so that none can be lost.
    """

    noun = LOCKED
    program = "bp010ctl alerts"

    def __init__(self, url: str, delivery: Told, tell: Tell) -> None:
        super().__init__(url, tell)
        self._delivery = delivery
        self._watched = 0.0

    def wanted(self, connection: Connection) -> list[tuple[str, str]]:
        """The channels that are active; now and then the wells' alerts begin and end here."""
        if time.monotonic() - self._watched >= WATCH_SECONDS or not self._watched:
            queries.tuples(connection, "alerts/watch")
            self._watched = time.monotonic()
        return [
            (channel.name, "told what it asked for")
            for channel in store.every_channel(connection)
            if channel.active
        ]

    async def keep(self, connection: Connection, name: str) -> None:
        """Tell one channel until it is paused or removed."""
        await threads.run(connection.execute, f"LISTEN {LISTENED}".encode())
        while True:
            found = await threads.run(store.every_channel, connection, name)
            if not found or not found[0].active:
                self._tell(f"{name}: {'paused' if found else 'removed'}")
                return
            await threads.run(
                connection.execute, queries.text("alerts/looked").encode(), {"canal": name}
            )
            while delivery := await threads.run(delivering.deliver, connection, found[0]):
                self._delivery(delivery)
                if delivery.error is not None:
                    break
            await _woken(connection, LOOK_SECONDS)


async def _woken(connection: Connection, seconds: float) -> None:
    """Until something comes on the connection, a notification or its end, for so long at most."""
    loop, woken = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection.fileno(), woken.set)
    try:
        await asyncio.wait_for(woken.wait(), seconds)
    except TimeoutError:
        return
    finally:
        loop.remove_reader(connection.fileno())
    await threads.run(list, connection.notifies(timeout=0))
