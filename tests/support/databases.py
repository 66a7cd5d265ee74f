"""Databases for a test: copies of the suite's templates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from psycopg import sql

from bp010ctl.server.cluster import Cluster

_numbers = count(1)


@contextmanager
def new_database(cluster: Cluster, template: str = "template1") -> Iterator[str]:
    """The URL of a new copy of a template; it is dropped afterwards, whoever is connected."""
    name = f"prueba_{next(_numbers)}"
    database, source = sql.Identifier(name), sql.Identifier(template)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(database, source)
        )
        try:
            yield cluster.url(name)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(database))
