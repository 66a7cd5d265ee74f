"""From the lake to stage.tbl_pozo_produccion: mapped columns, states of the motor, the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

pytest.importorskip("polars", reason="the extra `bronze` is not installed: make setup")
pytest.importorskip("duckdb", reason="the extra `bronze` is not installed: make setup")

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze import loading, running
from bp010ctl.bronze.definitions import Mapped
from support.lakes import WORDS, Field

READINGS = """\
timestamp,pip,p_cabeza,vibra
2026-01-01 00:00:00+0000,900,10,1
2026-01-01 01:00:00+0000,910,,1
2026-01-01 02:00:00+0000,920,20,1
2026-01-01 05:00:00+0000,930,30,1
"""
EVENTS = """\
categoria_principal,fecha_paro,fecha_reinicio
Paro,2026-01-01 00:30:00+0000,2026-01-01 01:30:00+0000
Prueba,2026-01-01 02:00:00+0000,2026-01-01 03:00:00+0000
Paro,2026-01-01 03:00:00+0000,2026-01-01 04:00:00+0000
"""
ROWS = (
    "SELECT timestamp_lectura, pip, presion_cabezal, estado_motor FROM stage.tbl_pozo_produccion"
    " WHERE well_id = 7 ORDER BY timestamp_lectura"
)


@pytest.fixture
def filled(field: Field) -> Field:
    field.file("N-7_all.csv", READINGS)
    field.file("Eventos_N-7_all.csv", EVENTS)
    field.ingest()
    field.definition = replace(
        field.definition,
        readings={"p_cabeza": Mapped("presion_cabezal", factor=14.5)},
        states={"Prueba": True},
    )
    return field


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, 1, hour, minute, tzinfo=UTC)


def ask(url: str, text: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        connection.execute("SET timezone = 'UTC'")
        return connection.execute(text.encode()).fetchall()


def with_master(url: str) -> str:
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (7, 'N-7', '2026-01-01')"
        )
    return url


def test_a_well_becomes_readings_once_and_a_correction_its_own(filled: Field, seeded: str) -> None:
    url = with_master(seeded)
    (one,) = loading.load(filled.definition, url)
    assert (one.action, one.written, one.rejected) == ("loaded", 8, 0)
    assert one.remarks == ["no reading is made of vibra"]
    assert ask(url, ROWS) == [
        (at(0), 900.0, 145.0, None),
        (at(0, 30), None, None, False),
        (at(1), 910.0, None, False),
        (at(1, 30), None, None, True),
        (at(2), 920.0, 290.0, True),
        (at(3), None, None, False),
        (at(4), None, None, True),
        (at(5), 930.0, 435.0, None),
    ]
    assert [one.action for one in loading.load(filled.definition, url)] == ["same"]
    assert loading.load(filled.definition, url, again=True)[0].written == 0
    filled.one("N-7_all.csv", READINGS.replace("930,30", "935,30"))
    assert loading.load(filled.definition, url)[0].written == 1
    assert ask(url, ROWS)[-1][1] == 935.0
    assert ask(
        url,
        "SELECT ubicacion_id, estado, registros_extraidos, registros_cargados"
        " FROM etl.etl_ejecuciones WHERE etl_tipo = 'bronze' ORDER BY id",
    ) == [("lecturas/N-7", "exitoso", 8, 8), ("lecturas/N-7", "exitoso", 8, 0),
          ("lecturas/N-7", "exitoso", 8, 1)]  # fmt: skip


def test_what_cannot_be_loaded_is_named(filled: Field, seeded: str) -> None:
    (one,) = loading.load(filled.definition, seeded)
    assert one.error is not None
    assert "well 7 is not in the master" in one.error
    assert ask(seeded, "SELECT count(*) FROM etl.etl_ejecuciones") == [(0,)]
    wrong = replace(filled.definition, readings={"vibra": Mapped("presion_cabesal")})
    with pytest.raises(BronzeError, match="no column 'presion_cabesal'") as caught:
        loading.load(wrong, seeded)
    assert "presion_cabezal" in (caught.value.hint or "")
    twice = replace(filled.definition, readings={"vibra": Mapped("pip")})
    with pytest.raises(BronzeError, match="would both be pip"):
        loading.load(twice, with_master(seeded))
    filled.one("M-7_all.csv", READINGS)
    with pytest.raises(BronzeError, match="M-7 and N-7 would both be well 7"):
        loading.load(filled.definition, seeded)


def test_a_dry_run_keeps_no_reading_and_no_run(filled: Field, seeded: str) -> None:
    (one,) = loading.load(filled.definition, with_master(seeded), dry_run=True)
    assert one.written == 8
    assert ask(seeded, ROWS) == []
    assert ask(seeded, "SELECT count(*) FROM etl.etl_ejecuciones") == [(0,)]


def test_the_chain_is_in_the_ledger_and_a_refused_file_is_a_gap_until_mended(
    filled: Field, seeded: str
) -> None:
    said: list[str] = []
    chain = running.Chain(filled.definition, WORDS, with_master(seeded), said.append)
    filled.file("N-8_all.csv", "nothing\n")
    (wrong,) = chain.run()
    assert wrong.startswith("sensor_data: N-8_all.csv: no header row")
    gaps = "SELECT etl_tipo, ubicacion_id FROM etl.v_gaps_por_recuperar"
    assert ask(seeded, gaps) == [("bronze", "sensor_data")]
    filled.file("N-8_all.csv", "timestamp,pip\n")
    chain.run()
    assert ask(seeded, gaps) == []
    assert [row[0] for row in ask(
        seeded, "SELECT ubicacion_id FROM etl.etl_ejecuciones ORDER BY id LIMIT 5"
    )] == ["sensor_data", "equipos", "eventos", "silver", "lecturas/N-7"]  # fmt: skip


def test_without_a_database_the_lake_is_made_all_the_same(filled: Field) -> None:
    said: list[str] = []
    url = "postgresql:///x?host=/nowhere"
    chain = running.Chain(filled.definition, WORDS, url, said.append)
    filled.file("N-7_all.csv", READINGS + "2026-01-01 06:00:00+0000,1,1,1\n")
    (wrong,) = chain.run()
    assert "no connection" in wrong or "nowhere" in wrong
    assert "sensor_data: not in the ledger" in said[0]
    assert filled.rows("SELECT lecturas FROM silver.pozos") == [(5,)]


def test_files_that_were_missed_are_found_by_comparing(filled: Field) -> None:
    assert running.pending(filled.definition) == []
    filled.file("N-8_all.csv", READINGS)
    filled.file("Eventos_N-7_all.csv", EVENTS + "Paro,2026-01-02 00:00:00+0000,\n")
    names = [file.path.name for file in running.pending(filled.definition)]
    assert names == ["N-8_all.csv", "Eventos_N-7_all.csv"]


def test_the_next_run_is_at_six_in_the_zone() -> None:
    due = running.next_due(datetime(2026, 1, 1, 11, 59, tzinfo=UTC), "America/Mexico_City")
    assert due.astimezone(UTC) == datetime(2026, 1, 1, 12, tzinfo=UTC)
    due = running.next_due(due, "America/Mexico_City")
    assert due.astimezone(UTC) == datetime(2026, 1, 2, 12, tzinfo=UTC)
    spring = running.next_due(datetime(2026, 3, 28, 12, tzinfo=UTC), "Europe/Madrid")
    assert spring.astimezone(UTC) == datetime(2026, 3, 29, 4, tzinfo=UTC)
