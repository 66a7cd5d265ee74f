"""The page of the cycles says what the ledger says; who may not read it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from bp010ctl.sources import definitions, store

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def failed(field_url: str) -> Iterator[int]:
    """A run that failed, whose message is an attack."""
    with psycopg.connect(field_url, autocommit=True) as owner:
        row = owner.execute(
            "INSERT INTO etl.etl_ejecuciones (etl_tipo, fecha_inicio, fecha_fin, fecha_desde,"
            " fecha_hasta, estado, error_mensaje, error_tipo, duracion_segundos)"
            " VALUES ('reporting', now(), now(), current_date, current_date, 'fallido', %s,"
            " 'db_error', 1.5) RETURNING id",
            [EVIL],
        ).fetchone()
        assert row
        yield row[0]
        owner.execute("DELETE FROM etl.etl_ejecuciones WHERE id = %s", [row[0]])


def test_every_run_and_its_state_stand_on_the_page(
    failed: int, client: TestClient, rows: Callable[..., Any]
) -> None:
    text = client.get("/runs?lang=en").text
    shown = [int(number) for number in re.findall(r'data-run="(\d+)"', text)]
    known = rows("SELECT array_agg(id ORDER BY fecha_inicio DESC, id DESC) AS ids"
                 " FROM etl.etl_ejecuciones")["ids"]  # fmt: skip
    assert shown == known
    assert failed in shown
    assert EVIL not in text
    assert "&lt;img src=x" in text


def test_failed_runs_of_one_cycle_alone(failed: int, client: TestClient) -> None:
    text = client.get("/runs?estado=fallido&ciclo=reporting").text
    assert re.findall(r'data-run="(\d+)"', text) == [str(failed)]
    assert client.get("/runs?ciclo=%00%27x").status_code == 200


def test_a_gap_stands_with_what_to_do(failed: int, client: TestClient) -> None:
    text = client.get("/runs?lang=en").text
    assert "bp010ctl recover" in text
    assert "no cycle is scheduled: bp010ctl cron apply" in text


@pytest.fixture
def source(field_url: str) -> Iterator[str]:
    """A source whose last poll failed with an attack for a message."""
    name = "norte"
    with psycopg.connect(field_url, autocommit=True) as owner:
        spec = definitions.Spec()
        store.add(owner, store.Source(
            name, "http", "77", None, "http://127.0.0.1:1/", (1,), spec, 60, 30, True, None,
            None, None, None,
        ))  # fmt: skip
        owner.execute(
            "INSERT INTO etl.etl_ejecuciones (etl_tipo, ubicacion_id, ubicacion_nombre, modo,"
            " fecha_inicio, fecha_fin, fecha_desde, fecha_hasta, estado, error_mensaje, error_tipo)"
            " VALUES ('http', '77', 'Norte', 'normal', now(), now(), current_date, current_date,"
            " 'fallido', %s, 'db_error')",
            [EVIL],
        )
        yield name
        owner.execute("DELETE FROM etl.etl_ejecuciones WHERE ubicacion_id = '77'")
        store.remove(owner, name)


def test_a_source_stands_with_its_last_poll_and_what_to_do(
    source: str, client: TestClient, rows: Callable[..., Any]
) -> None:
    text = client.get("/sources?lang=en").text
    assert text.count("data-source=") == 1
    assert EVIL not in text
    known = rows("SELECT count(*) AS n FROM etl.v_gaps_pendientes WHERE ubicacion_id = '77'")["n"]
    line = text.partition("data-source=")[2].partition("</tr>")[0]
    assert f'<td class="num">{known}</td>' in line
    assert "bp010ctl source" in line


def test_the_catalogue_has_every_variable_and_rule(
    client: TestClient, rows: Callable[..., Any]
) -> None:
    text = client.get("/catalogue?lang=en").text
    count = rows("SELECT count(*) AS n FROM referencial.tbl_maestra_variables WHERE activo")["n"]
    assert f"Variables ({count})" in text
    assert "RC-001" in text
    assert "Variables (1)" in client.get("/catalogue?lang=en&busca=pump_fill_monitor").text
