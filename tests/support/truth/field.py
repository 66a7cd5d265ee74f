"""The scenario in a database: put in, run, and compared with what it has to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from bp010ctl.lineage import documents
from bp010ctl.server.cluster import Cluster
from support import PROJECT
from support.databases import new_database
from support.readings import rows
from support.truth import comparison, scenario
from support.truth.comparison import Connection, Mismatch
from support.truth.model import Truth, sheet
from support.truth.tables import KEYS

COLUMNS = PROJECT / documents.COLUMNS


@dataclass
class Field:
    """A database that holds what was put in, and what has to come of it.

    Whatever is done to it inside `undone` has not happened afterwards.
    """

    connection: Connection
    truth: Truth

    @contextmanager
    def undone(self) -> Iterator[Connection]:
        """A transaction that is rolled back."""
        try:
            yield self.connection
        finally:
            self.connection.rollback()

    def differences(self, tables: Iterable[str] | None = None) -> list[Mismatch]:
        """What is not as it has to be, in these tables and views or in all of them."""
        return comparison.differences(self.connection, self.truth, tables or KEYS)


@contextmanager
def prepared(cluster: Cluster, template: str) -> Iterator[Field]:
    """A copy of a migrated and seeded database with the scenario's readings, before the first
    facts."""
    with new_database(cluster, template) as url, psycopg.connect(url) as connection:
        scenario.load(connection)
        scenario.read(connection)
        connection.commit()
        yield Field(connection, comparison.expectation(connection, sheet(COLUMNS)))


def views(connection: Connection) -> set[str]:
    """Every view of the project."""
    query = (
        "SELECT format('%s.%s', schemaname, viewname) AS name FROM pg_views"
        " WHERE schemaname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')"
    )
    return {str(view["name"]) for view in rows(connection, query)}
