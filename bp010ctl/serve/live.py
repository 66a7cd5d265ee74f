"""Pages that stay fresh: one listening connection a process, told to every browser.

A browser hears only that something changed, and asks for its page again: what it may see is decided
there. Whoever is too slow misses nothing, for one change says as much as ten.

What the connection's login may see does not matter: that a run has ended is told to every login.
That it looks at the snapshot besides finds what was changed by no run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import psycopg
from starlette.requests import Request
from starlette.responses import StreamingResponse

from bp010ctl.base import queries

log = logging.getLogger("bp010ctl.serve")

CHANNELS = ("bp010_ciclos", "bp010_alertas")
"""A run has ended; an alert was raised."""
BEAT = 2.0
"""Seconds between two looks at the database: a connection that died silently is noticed by them."""
PATIENCE = 10
"""Seconds after which a look that has no answer counts as a lost connection."""
PAUSES = (1, 2, 5, 10)


class Wire:
    """The listening connection, and the browsers that hear of it."""

    def __init__(self, url: str, beat: float = BEAT) -> None:
        self.url, self.beat = url, beat
        self.connected = False
        self.changes = 0
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Listen until cancelled; a lost connection is sought again, sooner first."""
        failures = 0
        while True:
            try:
                await self._listen()
                failures = 0
            except (psycopg.Error, TimeoutError, OSError) as error:
                if self.connected:
                    log.warning("live: %s", str(error).strip().partition("\n")[0])
                    failures = 0
                self.connected = False
                self._wake()
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self.url, autocommit=True, application_name="bp010ctl serve live",
            connect_timeout=PATIENCE,
        ) as connection:  # fmt: skip
            for channel in CHANNELS:
                await connection.execute(f"LISTEN {channel}".encode())
            known = await self._mark(connection)
            self.connected = True
            self.changed()  # whatever happened while nobody listened
            while True:
                waiting = connection.notifies(timeout=self.beat, stop_after=1)
                heard = [notice async for notice in waiting]
                now = await self._mark(connection)
                if heard or now != known:
                    known = now
                    self.changed()

    @staticmethod
    async def _mark(connection: psycopg.AsyncConnection[Any]) -> Any:
        async with asyncio.timeout(PATIENCE):
            cursor = await connection.execute(queries.text("serve/live_mark").encode())
            return await cursor.fetchone()

    def changed(self) -> None:
        """Tell every browser that there is something new."""
        self.changes += 1
        self._wake()

    def _wake(self) -> None:
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()

    async def told(self) -> AsyncIterator[dict[str, Any]]:
        """The state now, then each time that it changes, and at the latest after a beat."""
        while True:
            yield {"connected": self.connected, "changes": self.changes}
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self.beat * 2)


async def stream(request: Request) -> StreamingResponse:
    """Server-sent events: whether the database is heard, and how often something has changed."""
    wire: Wire = request.app.state.wire

    async def events() -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        async for state in wire.told():
            yield f"data: {json.dumps(state)}\n\n"

    return StreamingResponse(
        events(),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )
