"""The foreground scheduler: starts the cycles of etl.ciclos where the server has no pg_cron.

It calls what pg_cron would call, at the same minutes, in as many sessions as cycles overlap; a
cycle whose previous run still goes is left alone until the next minute. Two of them, or one beside
pg_cron, do no harm: the database lets a cycle run once at a time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import psycopg

from bp010ctl import __version__
from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error

NAME = "bp010ctl cron run"
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before the first, second, … try to reach a server that went away."""


@dataclass
class Scheduler:
    """Starts cycles until `stop` is set. say: told what happens, a line each."""

    url: str
    say: Callable[[str], None]
    stop: threading.Event = field(default_factory=threading.Event)
    running: dict[str, tuple[threading.Thread, Connection]] = field(default_factory=dict)

    def run(self) -> None:
        """Start what is due each minute; when stopped, wait for the runs that go on.

        Loses nothing but time when the server goes away: it tries again until it is back.
        """
        connection = database.connect(self.url, autocommit=True, application_name=NAME)
        looked = self._register(connection)
        self.say(f"starting {', '.join(self._announced(connection))}; Ctrl-C stops")
        failures = 0
        while not self.stop.wait(_until_next_minute() if not failures else _pause(failures)):
            try:
                if failures:
                    connection = database.connect(self.url, autocommit=True, application_name=NAME)
                    self.say("the server is back")
                failures = 0
                looked = self._start_due(connection, looked)
            except (psycopg.Error, Bp010Error) as error:
                failures += 1
                self.say(f"no answer from the server: {str(error).strip().splitlines()[0]}")
        self._wind_up(connection)

    def cancel(self) -> None:
        """Cancel the runs that go on; the ledger records that."""
        for _, connection in list(self.running.values()):
            connection.cancel()

    def _register(self, connection: Connection) -> datetime:
        """Note that we start the cycles from now on: whatever is not started then is a gap."""
        row = connection.execute(
            queries.text("cycles/scheduler_register"), {"name": NAME}
        ).fetchone()
        assert row is not None
        moment: datetime = row[0]
        return moment

    def _announced(self, connection: Connection) -> list[str]:
        rows = connection.execute(
            "SELECT ciclo FROM etl.ciclo_vigencias WHERE programador = %s AND hasta IS NULL"
            " ORDER BY ciclo",
            [NAME],
        )
        return [name for (name,) in rows]

    def _start_due(self, connection: Connection, looked: datetime) -> datetime:
        """Start the cycles that came due since we looked; when that was, for the next time."""
        now = self._register(connection)
        rows = connection.execute(
            queries.text("cycles/scheduler_due"), {"since": looked, "until": now, "name": NAME}
        ).fetchall()
        for (cycle,) in rows:
            if cycle in self.running:
                self.say(f"{cycle}: still running, not started again")
                continue
            session = database.connect(self.url, autocommit=True, application_name=NAME)
            thread = threading.Thread(target=self._call, args=(cycle, session), name=cycle)
            self.running[cycle] = (thread, session)
            thread.start()
        return now

    def _call(self, cycle: str, session: Connection) -> None:
        started = time.monotonic()
        outcome = "done"
        try:
            session.add_notice_handler(lambda notice: warnings.append(notice.message_primary or ""))
            warnings: list[str] = []
            session.execute("SELECT set_config('bp010.version', %s, false)", [__version__])
            session.execute(
                "CALL etl.sp_ejecutar_ciclo(%s::text, p_origen => %s::text)", [cycle, NAME]
            )
            outcome = "; ".join(warnings) or outcome
        except psycopg.Error as error:
            outcome = str(error).strip().splitlines()[0]
        finally:
            session.close()
            self.running.pop(cycle, None)
            self.say(f"{cycle}: {outcome} ({time.monotonic() - started:.2f} s)")

    def _wind_up(self, connection: Connection) -> None:
        """Wait for what runs, then note that nobody starts the cycles any more."""
        for thread, _ in list(self.running.values()):
            thread.join()
        try:
            connection.execute(
                "SELECT etl.fnc_programar(ciclo, NULL, %s) FROM etl.ciclo_vigencias"
                " WHERE programador = %s AND hasta IS NULL",
                [NAME, NAME],
            )
            connection.close()
        except psycopg.Error:
            self.say("the server is away: that nothing is scheduled any more could not be noted")


def _until_next_minute() -> float:
    return 60 - time.time() % 60 + 0.02


def _pause(failures: int) -> float:
    return PAUSES[min(failures, len(PAUSES)) - 1]
