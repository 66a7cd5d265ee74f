"""Databases for a test: copies of the suite's templates."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bp010ctl.server import scratch
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
        if template != "template1":
            scratch.copy_rights(server, template, name)
        try:
            yield cluster.url(name)
        finally:
            drop(cluster, name)


def drop(cluster: Cluster, name: str) -> None:
    """As superuser: a superuser's session that is just leaving is ended by nobody else."""
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


def programs(cluster: Cluster) -> Path | None:
    """The folder with the suite's psql and pg_dump; None where this PostgreSQL has none."""
    folder = cluster.bindir or Path("/usr/lib/postgresql/15/bin")
    return folder if (folder / "pg_dump").is_file() else None


def restore_dump(cluster: Cluster, source: str, target: str) -> None:
    """Bring what pg_dump says of a database into an empty one, as a superuser."""
    folder = programs(cluster)
    assert folder is not None, "this PostgreSQL comes without pg_dump"
    dump = subprocess.run([folder / "pg_dump", source], capture_output=True, check=True)
    subprocess.run(
        [folder / "psql", "-q", "-v", "ON_ERROR_STOP=1", target.replace("bp010@", "postgres@")],
        input=dump.stdout, capture_output=True, check=True,
    )  # fmt: skip


def settle(url: str) -> None:
    """Wait for a superuser's sessions to be gone: only a superuser could end them."""
    others = (
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename <> 'bp010'"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(others.encode()).fetchone():
            time.sleep(0.01)


def lasting(url: str) -> psycopg.Connection[Any] | None:
    """A connection that lasts: the server may take one before it notices that it crashed."""
    try:
        connection = psycopg.connect(url, autocommit=True)
        connection.execute("SELECT pg_sleep(0.3)")
    except psycopg.OperationalError:
        return None
    return connection
