"""Channels in a database whose clock the tests set, and receivers that are real servers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from bp010ctl.alerts import store
from bp010ctl.alerts.store import Channel
from support import receiving
from support.readings import scalar, set_clock

Connection = psycopg.Connection[Any]
Make = Callable[..., Channel]
DAY = "2026-01-08"


@pytest.fixture(scope="module")
def _web() -> Iterator[receiving.Web]:
    with receiving.web() as server:
        yield server


@pytest.fixture
def web(_web: receiving.Web) -> receiving.Web:
    _web.requests.clear()
    _web.answer, _web.slow = 200, 0.0
    return _web


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    at(seeded_db, "12:00")
    return seeded_db


@pytest.fixture
def make(db: Connection) -> Make:
    """A channel in the database."""

    def made(address: str = "json://127.0.0.1:9", name: str = "shift", **others: Any) -> Channel:
        given = dataclasses.replace(
            Channel(name, address, language="en", zone="UTC", wait=30), **others
        )
        store.add(db, store.checked(given))
        return store.one(db, name)

    return made


def at(db: Connection, moment: str) -> None:
    """Stand the clock at a time of DAY, or at a moment."""
    set_clock(db, moment if "-" in moment else f"{DAY} {moment}+00")


def raise_alert(
    db: Connection, kind: str, place: str | None, severity: str = "WARNING", message: str = "late"
) -> int:
    """A new alert about a run; its number."""
    assert scalar(
        db, "SELECT etl.fnc_alerta(%s, %s, 'http', %s, NULL, %s)", kind, severity, place, message
    )
    number: int = scalar(db, "SELECT max(alerta_id) FROM etl.alertas")
    return number


def end_alert(db: Connection, number: int) -> None:
    db.execute(
        "UPDATE etl.alertas SET resuelta_en = etl.fnc_reloj() WHERE alerta_id = %s", [number]
    )
