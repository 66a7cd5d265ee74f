"""One well's export loads: master, poll, wide reading and workbook, with measured values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import ingest
from bp010ctl.ingest import FileResult
from support import exports

Connection = psycopg.Connection[Any]


@pytest.fixture
def loaded(seeded: str, exported: exports.Exports) -> Iterator[tuple[Connection, list[FileResult]]]:
    """Every file, loaded in the order of their names."""
    with psycopg.connect(seeded, autocommit=True) as connection:
        yield connection, ingest.load_all(connection, sorted(exported))


Loaded = tuple[Connection, list[FileResult]]


def one(connection: Connection, query: str) -> tuple[Any, ...]:
    (row,) = connection.execute(query.encode()).fetchall()
    return tuple(row)


def test_every_file_loads_whole(loaded: Loaded) -> None:
    _, results = loaded
    assert len(results) == 4
    assert [(result.error, result.rejections) for result in results] == [(None, [])] * 4


def test_the_exporter_s_own_files_load_whole(seeded: str, real_data: Path) -> None:
    paths = [path for path in sorted(real_data.iterdir()) if path.suffix in (".sql", ".xlsx")]
    with psycopg.connect(seeded, autocommit=True) as connection:
        results = ingest.load_all(connection, paths)
        counts = one(
            connection,
            "SELECT (SELECT count(*) FROM stage.landing_scada_data),"
            " json_array_length(surface_rod_load::json) FROM stage.tbl_pozo_produccion",
        )
    assert [(result.error, result.rejections) for result in results] == [(None, [])] * 4
    assert counts == (258, 199)


def test_the_poll_is_120_rows_of_one_load(loaded: Loaded) -> None:
    connection, _ = loaded
    query = "SELECT count(*), count(DISTINCT cargado_en), count(DISTINCT var_id)"
    assert one(connection, f"{query} FROM stage.landing_scada_data") == (120, 1, 120)


def test_the_reading_is_converted_and_its_cards_are_whole(loaded: Loaded) -> None:
    connection, _ = loaded
    reading = one(
        connection,
        "SELECT round(horas_operacion_acumuladas::numeric, 3)::text, energia_medidor_acumulada,"
        " tiempo_operacion_medidor_acum, longitud_carrera_nominal_unidad_in, nivel_fluido_dinamico,"
        " (timestamp_lectura AT TIME ZONE 'UTC')::text, json_array_length(surface_rod_load::json)"
        " FROM stage.tbl_pozo_produccion",
    )
    assert reading == ("2522.083", 575.6, 15.3, 360, 6991, "2026-02-02 21:21:46.672", 40)


def test_the_workbook_completes_the_master(loaded: Loaded) -> None:
    connection, _ = loaded
    query = (
        "SELECT peso_sarta_aire, longitud_carrera_nominal_unidad_in, num_software,"
        " fecha_registro::text FROM stage.tbl_pozo_maestra"
    )
    assert one(connection, query) == (22500, 360, "900001.125", "2026-02-02")
    query = (
        "SELECT gravedad_api, llenado_bomba_minimo, wc_critico, gravedad_especifica_agua,"
        " reserva_inicial_teorica FROM stage.tbl_pozo_reservas"
    )
    assert one(connection, query) == (42, 80, 0.8, 1.05, 1250222)


def test_the_reading_loaded_again_changes_nothing(
    loaded: Loaded, exported: exports.Exports
) -> None:
    connection, _ = loaded
    query = "SELECT xmin FROM stage.tbl_pozo_produccion"
    before = one(connection, query)
    result = ingest.load(connection, exported.reading)
    assert result.tables["tbl_pozo_produccion"].unchanged == 1
    assert one(connection, query) == before
