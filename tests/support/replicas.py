"""What the replica's tests share: a MariaDB server for the suite, and replicas of small schemas."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.replica import files, planning, proofs, requests, running, tables
from bp010ctl.replica.plans import Plan
from bp010ctl.replica.proofs import Verdict
from support import mariadb


@dataclass
class Replica:
    """A schema on the server, its plan, and the database that keeps it."""

    server: mariadb.Server
    schema: str
    project: Path
    url: str
    plan: Plan

    def source(self) -> Any:
        """A connection to the source that lets every trap in."""
        return self.server.connect(self.schema)

    def there(self, *statements: str) -> None:
        """Do something at the source."""
        connection = self.source()
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    def here(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database; the replica's tables are on the search path."""
        with psycopg.connect(self.url) as connection:
            connection.execute(
                f"SET search_path = {self.plan.schema}, public; SET timezone = 'UTC'"
            )
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def run(self, **wishes: Any) -> requests.Result:
        """A run that goes well."""
        result = running.run(self.plan, self.url, requests.Request(**wishes))
        failed = [(outcome.table, outcome.error) for outcome in result.outcomes if outcome.error]
        assert result.good, failed or result.stopped
        return result

    def outcome(self, table: str, **wishes: Any) -> requests.Outcome:
        """What a run does to a table."""
        return next(outcome for outcome in self.run(**wishes).outcomes if outcome.table == table)

    def verify(self) -> dict[str, Verdict]:
        wanted = [table for cluster in self.plan.clusters() for table in cluster]
        return {verdict.table: verdict for verdict in proofs.verify(self.plan, self.url, wanted)}

    def equal(self) -> bool:
        """Whether every table is proven equal to its source."""
        return {verdict.verdict for verdict in self.verify().values()} == {"igual"}

    def replan(self, change: Callable[[str], str]) -> None:
        """Change the plan's file as a person would."""
        file = files.path(self.project, self.plan.name)
        file.write_text(change(file.read_text()))
        self.plan = files.load(file)

    def make_tables(self) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute(f"DROP SCHEMA IF EXISTS {self.plan.schema} CASCADE")
            connection.execute(tables.create_schema(self.plan).encode())
            for table in self.plan.tables.values():
                connection.execute(tables.create(self.plan, table).encode())


@pytest.fixture(scope="session")
def maria() -> Iterator[mariadb.Server]:
    """The suite's own MariaDB server."""
    reason = mariadb.missing()
    if reason:
        pytest.skip(reason)
    parent = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())
    for left in parent.glob(f"bp010-maria-{os.geteuid()}-*"):
        if not Path(f"/proc/{left.name.rsplit('-', 1)[1]}").exists():
            mariadb.Server(left / "m").destroy()
            shutil.rmtree(left, ignore_errors=True)
    folder = parent / f"bp010-maria-{os.geteuid()}-{os.getpid()}"
    folder.mkdir(mode=0o755)
    server = mariadb.Server(folder / "m")
    server.start()
    yield server
    server.destroy()
    shutil.rmtree(folder, ignore_errors=True)


Make = Callable[..., Replica]


@pytest.fixture
def replica(maria: mariadb.Server, database: str, tmp_path: Path) -> Make:
    """Make a schema from statements, plan it, and make its tables here."""

    def make(*statements: str, small: int = 0, schema: str = "caso") -> Replica:
        root = maria.connect()
        with root.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {schema}")
            cursor.execute(f"CREATE DATABASE {schema} DEFAULT CHARSET utf8mb4")
            cursor.execute(f"USE {schema}")
            for statement in statements:
                cursor.execute(statement)
        root.close()
        return planned(maria, schema, tmp_path, database, small)

    return make


def planned(
    server: mariadb.Server, schema: str, project: Path, url: str, small: int = 0
) -> Replica:
    """A replica of a schema that is there: `analysed`, planned, its tables made."""
    root = server.connect(schema)
    with root.cursor() as cursor:
        cursor.execute("SHOW TABLES")
        for (name,) in cursor.fetchall():
            cursor.execute(f"ANALYZE TABLE `{name}`")
    root.close()
    made = planning.plan(project, server.url(schema), small=small)
    replica = Replica(server, schema, project, url, made.plan)
    replica.make_tables()
    return replica
