"""A worker that looks after rows of a table, each in a task of its own, until it is told to stop.

Several workers share the rows: each is looked after by the one that has its lock. A session holds
the locks; each task works on a session of its own, so that a slow one keeps nobody waiting.
"""

from __future__ import annotations

import asyncio
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import psycopg

from bp010ctl.base import database, locks, threads
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import ConnectionFailed

LOOK_SECONDS = 5.0
"""How often the worker looks for rows that came, went on, or are free."""
AWAY_FIRST, AWAY_MOST = 0.5, 15.0
"""Seconds between tries while the database is away."""

Tell = Callable[[str], None]
LOST = (psycopg.OperationalError, psycopg.InterfaceError, ConnectionFailed)


class Keeper(ABC):
    """The worker; a subclass says which rows there are and what is done for one.

    noun: what the rows' locks are called. program: what the sessions call themselves. tell: is told
    what goes on.
    """

    noun: str
    program: str

    def __init__(self, url: str, tell: Tell) -> None:
        self._url = url
        self._tell = tell
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._locks: Connection | None = None
        self._away = AWAY_FIRST

    @abstractmethod
    def wanted(self, connection: Connection) -> list[tuple[str, str]]:
        """Every row that is to be looked after: its name, and what is said when that begins."""

    @abstractmethod
    async def keep(self, connection: Connection, name: str) -> None:
        """Look after one row on a session of its own until there is no more to do for it."""

    async def run(self) -> None:
        """Until SIGTERM, SIGINT or cancellation; what is half done then leaves nothing."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        try:
            while not stop.is_set():
                pause = await self._look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
        finally:
            await self._end()

    async def _look(self) -> float:
        """Start tasks for rows that are free; seconds until the next look."""
        try:
            for name, greeting in await threads.run(self._free):
                task = asyncio.create_task(self._row(name))
                task.add_done_callback(partial(self._ended, name))
                self._tasks[name] = task
                self._tell(f"{name}: {greeting}")
            self._away = AWAY_FIRST
            return LOOK_SECONDS
        except LOST as error:
            self._lost(error)
            return self._pause()

    def _free(self) -> list[tuple[str, str]]:
        """Rows that nobody looks after; their locks are ours from now on."""
        connection = self._session()
        return [
            (name, greeting)
            for name, greeting in self.wanted(connection)
            if name not in self._tasks and locks.take(connection, self.noun, name)
        ]

    def _session(self) -> Connection:
        if self._locks is None or self._locks.closed:
            self._locks = self._connect()
        self._locks.execute("SELECT 1")
        return self._locks

    def _connect(self) -> Connection:
        return database.connect(self._url, autocommit=True, application_name=self.program)

    def _lost(self, error: Exception) -> None:
        """The locks are gone with their session: nobody works until they are there again."""
        self._tell(f"the database is away: {_first_line(error)}")
        for task in self._tasks.values():
            task.cancel()
        if self._locks is not None:
            self._locks.close()
        self._locks = None

    def _pause(self) -> float:
        self._away, pause = min(2 * self._away, AWAY_MOST), self._away
        return pause

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        """A row that is not looked after any more is free for anybody."""
        self._tasks.pop(name, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._tell(f"{name}: stopped by a mistake of ours: {type(error).__name__}: {error}")
        if self._locks is not None and not self._locks.closed:
            with suppress(*LOST):
                locks.release(self._locks, self.noun, name)

    async def _row(self, name: str) -> None:
        """Look after one row, over losses of its session."""
        while self._locks is not None:
            try:
                connection = await threads.run(self._connect)
                try:
                    await self.keep(connection, name)
                    return
                finally:
                    connection.close()
            except LOST as error:
                self._tell(f"{name}: the database is away: {_first_line(error)}")
                await asyncio.sleep(AWAY_FIRST)

    async def _end(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._locks is not None:
            self._locks.close()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
