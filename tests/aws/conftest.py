"""moto in place of Amazon's services, and a login with a password of its own on the suite's server.

Only the extra of AWS's tests (`scripts/setup --aws`) has moto: without it these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bp010ctl.base import amazon, references
from bp010ctl.server.cluster import Cluster
from support.cloud import (
    BUCKET,
    CONFIG,
    DATABASE_SECRET,
    OWNER,
    REGION,
    Keep,
    SetPassword,
    put_secret,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs moto is slow, its import alone takes a second; so are polls of whole sources."""
    for item in items:
        if {"services", "polled"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Amazon's services as moto has them, empty; nothing reaches the network."""
    moto = pytest.importorskip("moto", reason="moto is missing: scripts/setup --aws")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    _forget()
    with moto.mock_aws():
        yield
    _forget()


def _forget() -> None:
    amazon.client.cache_clear()
    references.forget()


@pytest.fixture
def bucket(services: None) -> str:
    """The empty bucket of configuration; its folder's address."""
    amazon.client("s3").create_bucket(Bucket=BUCKET)
    return CONFIG


@pytest.fixture(scope="session")
def guarded(cluster: Cluster) -> Iterator[Cluster]:
    """The suite's server, which asks OWNER for its password; that is `first`."""
    rules = cluster.data / "pg_hba.conf"
    before = rules.read_text()
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
        server.execute(
            f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD 'first'"
            " IN ROLE bp010, pg_monitor, pg_signal_backend, pg_checkpoint".encode()
        )
        rules.write_text(f"local all {OWNER} scram-sha-256\n{before}")
        server.execute("SELECT pg_reload_conf()")
        yield cluster
        rules.write_text(before)
        server.execute("SELECT pg_reload_conf()")
        server.execute(f"DROP ROLE {OWNER}".encode())


@pytest.fixture
def set_password(guarded: Cluster) -> Iterator[SetPassword]:
    """Change what OWNER's password is on the server; it is `first` before and after."""

    def change(password: str) -> None:
        with psycopg.connect(guarded.url("postgres", "postgres"), autocommit=True) as server:
            server.execute(f"ALTER ROLE {OWNER} PASSWORD '{password}'".encode())

    change("first")
    yield change
    change("first")


@pytest.fixture
def keep(services: None) -> Keep:
    """Put a database's login into its secret, as RDS does: a dict of keys, replaced by a call."""

    def put(url: str, *, password: str, user: str = OWNER, **keys: Any) -> None:
        parts = conninfo_to_dict(url)
        document = {"username": user, "password": password, "engine": "postgres",
                    "host": parts["host"], "dbname": parts["dbname"]} | keys  # fmt: skip
        put_secret(DATABASE_SECRET, json.dumps(document))

    return put
