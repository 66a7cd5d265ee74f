"""A database whose cycles a test defines by itself; files with cycles of their own override it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from support import fakes


@pytest.fixture
def url(database: str) -> str:
    """No cycle but what the test defines, of steps that leave traces."""
    fakes.install(database)
    return database


@pytest.fixture
def db(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A session at UTC, each statement by itself."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        yield connection
