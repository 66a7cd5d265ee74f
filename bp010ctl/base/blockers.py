"""Who keeps a session waiting: other sessions, as pg_stat_activity shows them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

import psycopg

from bp010ctl.base import queries


@dataclass(frozen=True)
class Session:
    """A session of the server as pg_stat_activity shows it; pid 0 is a prepared transaction."""

    pid: int
    usename: str
    application_name: str
    state: str
    since: datetime | None
    query: str

    def __str__(self) -> str:
        if self.pid == 0:
            return "a prepared transaction (see pg_prepared_xacts)"
        since = f" since {self.since:%Y-%m-%d %H:%M:%S%z}" if self.since else ""
        query = " ".join(self.query.split())[:200]
        return (
            f"session {self.pid} (user {self.usename!r}, application {self.application_name!r}, "
            f"{self.state}{since}): {query}"
        )


class Watcher:
    """Remembers, from a second connection, which sessions last kept a backend waiting."""

    def __init__(self, conninfo: str, pid: int, every: float) -> None:
        self.blockers: list[Session] = []
        self._conninfo = conninfo
        self._pid = pid
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _watch(self) -> None:
        """Naming the blocker is a courtesy: without a second connection it is left out."""
        if self._stop.wait(self._every):
            return
        try:
            with psycopg.connect(
                self._conninfo, autocommit=True, application_name="bp010ctl watcher"
            ) as driver:
                while not self._stop.is_set():
                    sessions = queries.records(driver, Session, "base/blockers", {"pid": self._pid})
                    self.blockers = sessions or self.blockers
                    self._stop.wait(self._every)
        except psycopg.Error:
            return

    def __str__(self) -> str:
        return "; ".join(map(str, self.blockers)) or "a session that has ended since"
