"""`bp010ctl ingest`: what files bring into the stage tables, and what is kept out."""

from __future__ import annotations

import gzip
import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from bp010ctl import ingest
from bp010ctl.base.errors import IngestError, UsageError
from bp010ctl.commands.ingest import ingest as command
from bp010ctl.ingest import FileResult, Options
from bp010ctl.server.cluster import Cluster

Connection = psycopg.Connection[Any]

MASTER = (
    "INSERT INTO stage.tbl_pozo_maestra (well_id,nombre_pozo,fecha_registro) "
    "VALUES (7,'Norte-7','2026-01-01');"
)
READING = "INSERT INTO stage.tbl_pozo_produccion ({}) VALUES ({});\n"
LANDING = (
    "INSERT INTO stage.landing_scada_data (unit_id,location_id,var_id,measure,moddate,modtime) "
    "VALUES\n (7,1,137,'450','2026-01-07 00:00:00.000','15:23:04'),\n"
    " (7,1,131,'text too','2026-01-07 00:00:00.000','15:24:07');\n"
)
WIDE = "well_id,timestamp_lectura,presion_cabezal,horas_operacion_acumuladas"


@pytest.fixture
def connection(request: pytest.FixtureRequest, seeded_db: Connection) -> Connection:
    """A seeded database, where every statement of a test that `commits` does."""
    if request.node.get_closest_marker("commits"):
        seeded_db.commit()
        seeded_db.autocommit = True
    return seeded_db


@pytest.fixture
def well(connection: Connection, tmp_path: Path) -> Connection:
    """A database with well 7."""
    path = file(tmp_path, MASTER, "maestra.sql")
    ingest.load(connection, path)
    return connection


def file(folder: Path, content: str | bytes, name: str = "lecturas.sql") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def dump(folder: Path, *rows: str, columns: str = WIDE) -> Path:
    return file(folder, READING.format(columns, "),\n(".join(rows)))


def csv(folder: Path, *rows: str, columns: str = WIDE) -> Path:
    return file(folder, "\n".join([columns, *rows, ""]), "lecturas.csv")


def rows(connection: Connection, what: str, table: str = "tbl_pozo_produccion") -> list[Any]:
    query = f"SELECT {what} FROM stage.{table} ORDER BY 1"
    return connection.execute(query.encode()).fetchall()


def counts(result: FileResult, table: str = "tbl_pozo_produccion") -> tuple[int, ...]:
    """inserted, updated, unchanged, repeated, rejected; they add up to what was read."""
    one = result.tables[table]
    figures = (one.inserted, one.updated, one.unchanged, one.repeated, one.rejected)
    assert sum(figures) == one.read
    return figures


# Landing


def test_a_landing_file_is_one_load_with_its_values_untouched(
    connection: Connection, tmp_path: Path
) -> None:
    result = ingest.load(connection, file(tmp_path, LANDING))
    assert counts(result, "landing_scada_data") == (2, 0, 0, 0, 0)
    day = datetime(2026, 1, 7, tzinfo=UTC)
    landed = rows(connection, "var_id, measure, moddate, modtime::text", "landing_scada_data")
    assert landed == [(131, "text too", day, "15:24:07"), (137, "450", day, "15:23:04")]
    assert len(rows(connection, "DISTINCT cargado_en", "landing_scada_data")) == 1


@pytest.mark.commits
def test_landing_appends_and_each_file_is_a_load_of_its_own(
    connection: Connection, tmp_path: Path
) -> None:
    path = file(tmp_path, LANDING)
    other = file(tmp_path, LANDING, "otra.sql")
    ingest.load_all(connection, [path, other])
    assert len(rows(connection, "idn", "landing_scada_data")) == 4
    assert len(rows(connection, "DISTINCT cargado_en", "landing_scada_data")) == 2


def test_landing_of_this_system_keeps_its_polls_apart(
    connection: Connection, tmp_path: Path
) -> None:
    columns = "idn,unit_id,var_id,measure,moddate,cargado_en"
    polls = [f"{n},7,137,4,2026-01-07,2026-01-07 10:0{n}" for n in (1, 2)]
    ingest.load(connection, csv(tmp_path, *polls, columns=columns))
    assert len(rows(connection, "DISTINCT cargado_en", "landing_scada_data")) == 2


def test_a_csv_of_landing_is_known_by_its_header(connection: Connection, tmp_path: Path) -> None:
    text = 'Unit_ID;var_id;measure;moddate\r\n7;137;"a;b\n""c";2026-01-07 10:00\r\n\r\n7;131;;\r\n'
    result = ingest.load(connection, file(tmp_path, text, "x.txt"))
    assert result.form == "csv"
    assert rows(connection, "var_id, measure", "landing_scada_data") == [
        (131, None),
        (137, 'a;b\n"c'),
    ]


def test_text_survives_copy_whatever_it_holds(connection: Connection, tmp_path: Path) -> None:
    odd = "\\N \\. \t tab \r\n ünï 😀 ''"
    path = file(tmp_path, LANDING.replace("text too", odd))
    ingest.load(connection, path)
    assert rows(connection, "measure", "landing_scada_data")[1] == (odd.replace("''", "'"),)


def test_naive_times_are_read_in_the_given_zone(well: Connection, tmp_path: Path) -> None:
    path = csv(tmp_path, "7,2026-01-07 10:00:00,1,1", "7,2026-01-07 10:00:00+00,2,1")
    ingest.load(well, path, Options(zona="America/Bogota"))
    assert rows(well, "timestamp_lectura AT TIME ZONE 'UTC', presion_cabezal") == [
        (datetime(2026, 1, 7, 10), 2),
        (datetime(2026, 1, 7, 15), 1),
    ]


def test_an_unknown_zone_is_a_usage_error(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Marte"):
        ingest.load_all(connection, [file(tmp_path, LANDING)], Options(zona="Marte/Olimpo"))


# Conversions


@pytest.mark.parametrize(
    ("value", "conversion", "expected"),
    [
        (252205, "hhmm", 2522 + 5 / 60),
        (1518, "hhmm", 15.3),
        (-1518, "hhmm", -15.3),
        (0, "hhmm", 0),
        (59, "hhmm", 59 / 60),
        (1560, "hhmm", None),
        (99, "hhmm", None),
        (float("nan"), "hhmm", None),
        (float("inf"), "x0.1", None),
        (5756, "x0.1", 575.6),
        (5756, None, 5756),
        (5756, "x10", None),
        (None, "hhmm", None),
    ],
)
def test_a_raw_value_is_converted_by_the_map(
    connection: Connection, value: float | None, conversion: str | None, expected: float | None
) -> None:
    query = "SELECT stage.fnc_convertir_scada(%s::double precision, %s)"
    ((converted,),) = connection.execute(query, [value, conversion]).fetchall()
    assert converted == expected


def test_a_dump_of_the_old_system_is_converted_once_even_if_loaded_twice(
    well: Connection, tmp_path: Path
) -> None:
    path = dump(tmp_path, "7,'2026-01-07 10:00:00',450,252205")
    first = ingest.load(well, path)
    assert first.converted == ["horas_operacion_acumuladas"]
    before = rows(well, "horas_operacion_acumuladas, xmin")
    assert before[0][0] == 2522 + 5 / 60
    assert counts(ingest.load(well, path)) == (0, 0, 1, 0, 0)
    assert rows(well, "horas_operacion_acumuladas, xmin") == before


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        (None, "csv", 1518),
        (True, "csv", 15.3),
        (None, "dump", 15.3),
        (False, "dump", 1518),
        (None, "dump of this system", 1518),
    ],
)
def test_conversions_are_for_dumps_of_the_old_system_unless_said(
    well: Connection, tmp_path: Path, given: bool | None, kind: str, expected: float
) -> None:
    columns = WIDE + (",cargado_en" if kind == "dump of this system" else "")
    loaded = ",'2026-01-07 10:01:00'" if kind == "dump of this system" else ""
    if kind == "csv":
        path = csv(tmp_path, "7,2026-01-07 10:00,1,1518")
    else:
        path = dump(tmp_path, f"7,'2026-01-07 10:00',1,1518{loaded}", columns=columns)
    ingest.load(well, path, Options(conversiones=given))
    assert rows(well, "horas_operacion_acumuladas") == [(expected,)]


def test_raw_readings_are_refused_where_the_map_is_empty(database: str, tmp_path: Path) -> None:
    path = dump(tmp_path, "7,'2026-01-07 10:00:00',450,252205")
    with psycopg.connect(database, autocommit=True) as connection:
        with pytest.raises(IngestError, match="SCADA map is empty"):
            ingest.load(connection, path)
        ingest.load(connection, file(tmp_path, MASTER, "m.sql"))
        ingest.load(connection, path, Options(conversiones=False))
        assert rows(connection, "horas_operacion_acumuladas") == [(252205,)]


# Upsert


def test_a_later_file_updates_what_differs_and_null_never_erases(
    well: Connection, tmp_path: Path
) -> None:
    first = csv(tmp_path, "7,2026-01-07 10:00,450,10", "7,2026-01-07 11:00,451,11")
    assert counts(ingest.load(well, first)) == (2, 0, 0, 0, 0)
    later = csv(
        tmp_path, "7,2026-01-07 10:00,460,", "7,2026-01-07 11:00,,11", "7,2026-01-07 12:00,1,2"
    )
    assert counts(ingest.load(well, later)) == (1, 1, 1, 0, 0)
    readings = rows(well, "timestamp_lectura, presion_cabezal, horas_operacion_acumuladas")
    assert [row[1:] for row in readings] == [(460, 10), (451, 11), (1, 2)]


def test_a_repeated_key_in_a_file_is_one_row_of_last_values(
    well: Connection, tmp_path: Path
) -> None:
    when = "2026-01-07 10:00"
    path = csv(tmp_path, f"7,{when},1,10", f"7,{when},2,", f"7,{when},,", f"7,{when}:00Z,3,")
    assert counts(ingest.load(well, path)) == (1, 0, 0, 3, 0)
    assert rows(well, "presion_cabezal, horas_operacion_acumuladas") == [(3, 10)]


def test_a_master_grows_column_by_column_and_keeps_its_days(
    well: Connection, tmp_path: Path
) -> None:
    columns = "well_id,nombre_pozo,campo,radio_pozo,fecha_registro"
    path = csv(tmp_path, "7,Norte-7,Sur,4.67,", columns=columns)
    before = rows(well, "well_id, fecha_registro, fecha_creacion", "tbl_pozo_maestra")
    assert counts(ingest.load(well, path), "tbl_pozo_maestra") == (0, 1, 0, 0, 0)
    path = csv(tmp_path, "7,Norte-7,,5,", columns=columns)
    ingest.load(well, path)
    assert rows(well, "campo, radio_pozo", "tbl_pozo_maestra") == [("Sur", 5)]
    assert rows(well, "well_id, fecha_registro, fecha_creacion", "tbl_pozo_maestra") == before


def test_a_new_master_without_a_day_gets_the_given_one(
    connection: Connection, tmp_path: Path
) -> None:
    path = csv(tmp_path, "8,Norte-8", columns="well_id,nombre_pozo")
    ingest.load(connection, path, Options(fecha=datetime(2026, 2, 3).date()))
    assert rows(connection, "fecha_registro::text", "tbl_pozo_maestra") == [("2026-02-03",)]


def test_a_new_master_s_day_is_what_one_of_its_rows_says(
    connection: Connection, tmp_path: Path
) -> None:
    lines = ["8,Norte-8,2020-05-06,", "8,Norte-8,,4.5"]
    path = csv(tmp_path, *lines, columns="well_id,nombre_pozo,fecha_registro,radio_pozo")
    result = ingest.load(connection, path, Options(fecha=datetime(2026, 2, 3).date()))
    assert counts(result, "tbl_pozo_maestra") == (1, 0, 0, 1, 0)
    assert rows(connection, "fecha_registro::text, radio_pozo", "tbl_pozo_maestra") == [
        ("2020-05-06", 4.5)
    ]


def test_reserves_are_kept_by_day(well: Connection, tmp_path: Path) -> None:
    columns = "well_id,fecha_registro,gravedad_api,wc_critico"
    path = csv(tmp_path, "7,2026-01-01,42,0.8", "7,2026-02-01,41,", columns=columns)
    assert counts(ingest.load(well, path), "tbl_pozo_reservas") == (2, 0, 0, 0, 0)
    assert counts(ingest.load(well, path), "tbl_pozo_reservas") == (0, 0, 2, 0, 0)
    reserves = rows(well, "fecha_registro::text, gravedad_api, wc_critico", "tbl_pozo_reservas")
    assert reserves == [("2026-01-01", 42, 0.8), ("2026-02-01", 41, None)]


def test_reserves_without_a_day_take_the_given_one(well: Connection, tmp_path: Path) -> None:
    path = csv(tmp_path, "7,42", columns="well_id,gravedad_api")
    options = Options(forced="reservas", fecha=datetime(2026, 2, 3).date())
    ingest.load(well, path, options)
    assert rows(well, "fecha_registro::text, gravedad_api", "tbl_pozo_reservas") == [
        ("2026-02-03", 42)
    ]


def test_readings_are_enqueued_for_the_chain(well: Connection, tmp_path: Path) -> None:
    ingest.load(well, csv(tmp_path, "7,2026-01-07 10:00,450,10"))
    (count,) = well.execute("SELECT count(*) FROM etl.claves_sucias").fetchone() or (0,)
    assert count > 0


@pytest.mark.commits
def test_a_reading_that_another_session_writes_meanwhile_keeps_its_values(
    well: Connection, seeded: str, tmp_path: Path
) -> None:
    path = csv(tmp_path, "7,2026-01-07 10:00,,10")
    insert = (
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, presion_cabezal) "
        "VALUES (7, '2026-01-07 10:00+00', 450)"
    )
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = %s"
    with ThreadPoolExecutor() as thread, psycopg.connect(seeded) as other:
        other.execute(insert)
        loading = thread.submit(ingest.load, well, path)
        while not other.execute(waiting, [well.info.backend_pid]).fetchone():
            assert not loading.done()
            time.sleep(0.01)
            other.execute("SELECT pg_stat_clear_snapshot()")
        other.commit()
        loading.result()
    assert rows(well, "presion_cabezal, horas_operacion_acumuladas") == [(450, 10)]


# Columns


def test_a_former_column_name_is_accepted(connection: Connection, tmp_path: Path) -> None:
    name = "longitud_carrera_nominal"
    master = csv(tmp_path, "7,Norte-7,360", columns=f"well_id,nombre_pozo,{name}")
    assert ingest.load(connection, master).warnings == []
    reading = dump(
        tmp_path, "7,'2026-01-07 10:00',350", columns=f"well_id,timestamp_lectura,{name}"
    )
    assert ingest.load(connection, reading).warnings == []
    assert rows(connection, f"{name}_unidad_in", "tbl_pozo_maestra") == [(360,)]
    assert rows(connection, f"{name}_unidad_in") == [(350,)]


def test_an_unknown_column_is_named_with_its_likes_and_skipped(
    well: Connection, tmp_path: Path
) -> None:
    path = csv(
        tmp_path,
        "7,2026-01-07 10:00,450,9",
        columns="well_id,timestamp_lectura,presion_cabezal,presion_cassing",
    )
    result = ingest.load(well, path)
    (warning,) = result.warnings
    assert "'presion_cassing' is unknown" in warning
    assert "presion_casing" in warning
    assert rows(well, "presion_cabezal, presion_casing") == [(450, None)]
    with pytest.raises(IngestError, match="presion_cassing"):
        ingest.load(well, path, Options(strict=True))


def test_identity_columns_of_a_file_are_not_used(well: Connection, tmp_path: Path) -> None:
    columns = "produccion_id,well_id,timestamp_lectura,presion_cabezal"
    result = ingest.load(well, dump(tmp_path, "999,7,'2026-01-07 10:00',450", columns=columns))
    assert result.warnings == []
    assert rows(well, "produccion_id") != [(999,)]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ("timestamp_lectura,presion_cabezal", "no column 'well_id'"),
        ("well_id,timestamp_lectura", "no column of stage.tbl_pozo_produccion beside its key"),
        ("well_id,timestamp_lectura,pip,pip", "column 'pip' is there twice"),
    ],
)
def test_a_file_without_what_it_needs_is_refused(
    connection: Connection, tmp_path: Path, columns: str, why: str
) -> None:
    path = csv(tmp_path, "7,2026-01-07 10:00,1,2", columns=columns)
    with pytest.raises(IngestError, match=why):
        ingest.load(connection, path, Options(forced="produccion"))


def test_as_must_fit_a_dump(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="holds landing, not maestra"):
        ingest.load(connection, file(tmp_path, LANDING), Options(forced="maestra"))


# Bad rows

NO_KEY = "has no well_id or no timestamp_lectura"
BAD = {
    "no time": ("7,,1,1", NO_KEY, (7, "clave_ausente", '"presion_cabezal": 1')),
    "a word for no time": ("7,N/A,1,1", NO_KEY, (7, "clave_ausente", '{"well_id": 7, ')),
    "no well": (",2026-01-07 10:00,1,1", NO_KEY, (None, "clave_ausente", "2026-01-07T10:00")),
    "half a well": (
        "7.5,2026-01-07 10:00,1,1",
        "'7.5' is not a whole number",
        (None, "no_numerico", "well_id=7.5"),
    ),
    "huge well": (
        "3e9,2026-01-07 10:00,1,1",
        "is out of the range of a 32-bit integer",
        (None, "fuera_de_rango", "well_id=3e9"),
    ),
    "no such day": (
        "7,2026-02-30 10:00,1,1",
        "timestamp_lectura '2026-02-30 10:00' is not a time",
        (7, "fecha_invalida", "timestamp_lectura=2026-02-30 10:00"),
    ),
    "no such hour": ("7,2026-01-07 25:00,1,1", "is not a time", (7, "fecha_invalida", "25:00")),
    "another order": (
        "7,07/01/2026 10:00,1,1",
        "is not a time",
        (7, "fecha_invalida", "timestamp_lectura=07/01/2026 10:00"),
    ),
    "a word": ("7,now,1,1", "is not a time", (7, "fecha_invalida", "timestamp_lectura=now")),
    "far zone": (
        "7,2026-01-07 10:00+17:00,1,1",
        "the zone is more than 15 hours off",
        (7, "fecha_invalida", "10:00+17:00"),
    ),
    "the future": (
        "7,2099-01-01 10:00,1,1",
        "is more than a day ahead of now",
        (7, "fecha_futura", "timestamp_lectura=2099-01-01 10:00:00+00"),
    ),
    "long ago": (
        "7,0001-01-01 10:00,1,1",
        "chk_timestamp_lectura",
        (7, "regla_de_la_tabla", '"timestamp_lectura": "0001-01-01T10:00:00+00:00"'),
    ),
    "a stranger": (
        "8,2026-01-07 10:00,1,1",
        "well_id '8' has no master row",
        (8, "sin_maestra", "well_id=8"),
    ),
    "too few": (
        "7,2026-01-07 10:00",
        "has 2 values for 4 columns",
        (None, "valores_de_mas_o_menos", "7, 2026-01-07 10:00"),
    ),
    "too many": (
        "7,2026-01-07 10:00,1,2,3",
        "has 5 values for 4 columns",
        (None, "valores_de_mas_o_menos", "7, 2026-01-07 10:00, 1, 2, 3"),
    ),
}
"""A row, the reason told of it, and the well, the code and a part of the text that are kept."""


@pytest.mark.parametrize("what", BAD)
def test_a_bad_row_is_reported_by_line_and_kept_out_alone(
    well: Connection, tmp_path: Path, what: str
) -> None:
    row, reason, (number, code, text) = BAD[what]
    path = csv(tmp_path, "7,2026-01-07 08:00,1,1", row, "7,2026-01-07 12:00,1,1")
    result = ingest.load(well, path)
    assert counts(result) == (2, 0, 0, 0, 1)
    (rejection,) = result.rejections
    assert str(rejection).startswith("line 3: ")
    assert reason in str(rejection)
    assert len(rows(well, "timestamp_lectura")) == 2
    columns = "unit_id, var_id, motivo, detalle, veces, valor_crudo"
    (kept,) = rows(well, columns, "tbl_landing_rechazos")
    assert kept[:5] == (number, None, code, "lecturas.csv, línea 3, la fila entera", 1)
    assert text in kept[5]
    with pytest.raises(IngestError, match="line 3"):
        ingest.load(well, path, Options(strict=True))


def test_rows_kept_out_for_the_same_reason_are_counted(well: Connection, tmp_path: Path) -> None:
    path = csv(tmp_path, *(f"8,2026-01-07 {hour}:00,1,1" for hour in (10, 11)), "9,now,abc,1")
    for _ in range(2):
        assert ingest.load(well, path).rejected == 3
    columns = "unit_id, motivo, valor_crudo, detalle, veces"
    assert rows(well, columns, "tbl_landing_rechazos") == [
        (8, "sin_maestra", "well_id=8", "lecturas.csv, línea 3, la fila entera", 4),
        (9, "fecha_invalida", "timestamp_lectura=now", "lecturas.csv, línea 4, la fila entera", 2),
    ]


BAD_VALUES = {
    "text": ("abc", "presion_cabezal 'abc' is not a number", "no_numerico"),
    "underscore": ("1_0", "'1_0' is not a number", "no_numerico"),
    "Unicode digits": ("٣", "is not a number", "no_numerico"),
    "NaN": ("NaN", "'NaN' is not finite", "no_finito"),
    "Infinity": ("-Infinity", "is not finite", "no_finito"),
    "too large": ("1e400", "is out of the range of double precision", "fuera_de_rango"),
    "too small": ("1e-400", "is out of the range of double precision", "fuera_de_rango"),
    "a device's word": ("I/O Timeout", "'I/O Timeout' means no value", "sin_valor"),
    "the word in capitals": ("BAD", "means no value", "sin_valor"),
    "a sheet's error": ("#REF!", "means no value", "sin_valor"),
    "an error in Spanish": ("#¡DIV/0!", "means no value", "sin_valor"),
    "a logger's mark": ("-999.25", "'-999.25' is a logger's mark for no value", "centinela"),
    "the mark written out": ("-999.2500", "is a logger's mark for no value", "centinela"),
    "the mark in single precision": ("1.0000000150474662e30", "logger's mark", "centinela"),
    "a newer sheet's error": ("#SPILL!", "means no value", "sin_valor"),
    "what a sheet had no room for": ("########", "means no value", "sin_valor"),
    "the largest of single precision": ("3.4028235e+38", "logger's mark", "centinela"),
    "a whole number's mark": ("-9999.0", "logger's mark", "centinela"),
}


@pytest.mark.parametrize("what", BAD_VALUES)
def test_a_bad_value_leaves_its_row_without_it_and_its_reason_in_the_rejects(
    well: Connection, tmp_path: Path, what: str
) -> None:
    value, reason, code = BAD_VALUES[what]
    path = csv(tmp_path, "7,2026-01-07 08:00,1,1", f"7,2026-01-07 10:00,{value},2")
    result = ingest.load(well, path)
    assert counts(result) == (2, 0, 0, 0, 0)
    assert result.cells == 1
    (rejection,) = result.rejections
    assert str(rejection).startswith("line 3: presion_cabezal ")
    assert reason in str(rejection)
    assert rows(well, "presion_cabezal, horas_operacion_acumuladas") == [(1, 1), (None, 2)]
    columns = "unit_id, var_id, motivo, valor_crudo, detalle, veces"
    assert rows(well, columns, "tbl_landing_rechazos") == [
        (7, 137, code, value, "lecturas.csv, línea 3", 1)
    ]
    with pytest.raises(IngestError, match="line 3"):
        ingest.load(well, path, Options(strict=True))


@pytest.mark.parametrize("word", ["", "NULL", "null", r"\N", "--", "-", "N/A", "sin dato", " - "])
def test_another_way_to_write_an_empty_cell_is_one(
    well: Connection, tmp_path: Path, word: str
) -> None:
    result = ingest.load(well, csv(tmp_path, f"7,2026-01-07 10:00,{word},2"), Options(strict=True))
    assert (counts(result), result.rejections) == ((1, 0, 0, 0, 0), [])
    assert rows(well, "presion_cabezal, horas_operacion_acumuladas") == [(None, 2)]


@pytest.mark.parametrize(
    "word", ["NULL", "#N/A", "No Data", "-999.25", "n/a", "#¡CALC!", "########"]
)
def test_a_word_for_no_value_is_no_name(connection: Connection, tmp_path: Path, word: str) -> None:
    path = csv(tmp_path, f"7,Norte-7,{word}", f"8,{word},Sur", columns="well_id,nombre_pozo,campo")
    ingest.load(connection, path)
    masters = rows(connection, "well_id, nombre_pozo, campo", "tbl_pozo_maestra")
    assert masters == [(7, "Norte-7", None)]


def test_what_means_no_value_is_data_and_holds_for_its_source(
    well: Connection, tmp_path: Path
) -> None:
    well.execute(
        "INSERT INTO referencial.tbl_valores_ausentes (fuente, texto, clase)"
        " VALUES ('lecturas', 'Muerto', 'palabra'), ('reservas', '65535', 'centinela')"
    )
    result = ingest.load(well, csv(tmp_path, "7,2026-01-07 10:00,muerto,65535"))
    assert [one.code for one in result.rejections] == ["sin_valor"]
    assert rows(well, "presion_cabezal, horas_operacion_acumuladas") == [(None, 65535)]


def test_a_value_kept_out_never_erases_what_was_there(well: Connection, tmp_path: Path) -> None:
    ingest.load(well, csv(tmp_path, "7,2026-01-07 10:00,450,10"))
    again = ingest.load(well, csv(tmp_path, "7,2026-01-07 10:00,Bad,11"))
    assert counts(again) == (0, 1, 0, 0, 0)
    assert rows(well, "presion_cabezal, horas_operacion_acumuladas") == [(450, 11)]


def test_one_dead_sensor_keeps_nothing_else_out(well: Connection, tmp_path: Path) -> None:
    values = [f"7,2026-01-07 {hour:02}:00,I/O Timeout,{hour}" for hour in range(24)]
    result = ingest.load(well, csv(tmp_path, *values))
    assert counts(result) == (24, 0, 0, 0, 0)
    assert result.cells == 24
    columns = "motivo, valor_crudo, veces, detalle"
    assert rows(well, columns, "tbl_landing_rechazos") == [
        ("sin_valor", "I/O Timeout", 24, "lecturas.csv, línea 25")
    ]


def test_what_looks_odd_but_is_fine_is_loaded(well: Connection, tmp_path: Path) -> None:
    columns = "well_id,timestamp_lectura,presion_cabezal,estado_motor"
    odd = [
        "7.0,2026-01-07T10:00:00.123456789Z, 1e3 ,TRUE",
        " 7 ,2026-01-07,+.5,0",
        "7e0,2026-01-07 11:00-05,-1.,f",
    ]
    result = ingest.load(well, csv(tmp_path, *odd, columns=columns))
    assert counts(result) == (3, 0, 0, 0, 0)
    readings = rows(well, "timestamp_lectura, presion_cabezal, estado_motor")
    assert [row[1:] for row in readings] == [(0.5, False), (1000, True), (-1, False)]


def test_minutes_of_sixty_or_more_are_kept_out_of_their_row(
    well: Connection, tmp_path: Path
) -> None:
    path = dump(tmp_path, "7,'2026-01-07 10:00',1,1560", "7,'2026-01-07 11:00',1,1559")
    result = ingest.load(well, path)
    assert counts(result) == (2, 0, 0, 0, 0)
    assert str(result.rejections[0]) == (
        "line 1: horas_operacion_acumuladas '1560' cannot be converted (minutes of 60 or more)"
    )
    readings = rows(well, "horas_operacion_acumuladas, presion_cabezal")
    assert readings == [(15 + 59 / 60, 1), (None, 1)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9,,acumulado", "well_id '9' is new and has no nombre_pozo"),
        ("9,Norte-7,acumulado", "nombre_pozo 'Norte-7' is the name of another well"),
        ("9,Norte-8,acumulado", "nombre_pozo 'Norte-8' is the name of another well"),
        ("9,Norte-9,a ratos", "is refused by the rule chk_contador_diario"),
    ],
)
def test_a_bad_master_row_is_kept_out_alone(
    well: Connection, tmp_path: Path, row: str, reason: str
) -> None:
    path = csv(
        tmp_path, "8,Norte-8,dia_cerrado", row, columns="well_id,nombre_pozo,contador_diario"
    )
    result = ingest.load(well, path)
    assert counts(result, "tbl_pozo_maestra") == (1, 0, 0, 0, 1)
    assert reason in str(result.rejections[0])


def test_only_the_first_bad_rows_are_kept_with_their_reasons(
    well: Connection, tmp_path: Path
) -> None:
    bad = [f"7,2026-01-07 10:{number}x,1,1" for number in range(30)]
    strangers = [f"{number},2026-01-07 10:00,1,1" for number in range(100, 130)]
    result = ingest.load(well, csv(tmp_path, *bad, *strangers))
    assert counts(result) == (0, 0, 0, 0, 60)
    assert [one.line for one in result.rejections] == list(range(2, 22))
    assert len(result.tables["tbl_pozo_produccion"].rejections) == 20


# Files


def test_masters_go_first_whatever_the_order_of_the_files(
    connection: Connection, tmp_path: Path
) -> None:
    reading = csv(tmp_path, "7,2026-01-07 10:00,450,10")
    master = file(tmp_path, MASTER, "maestra.sql")
    results = ingest.load_all(connection, [reading, master])
    assert [result.path for result in results] == [reading, master]
    assert counts(results[0]) == (1, 0, 0, 0, 0)


def test_one_dump_may_hold_several_tables(connection: Connection, tmp_path: Path) -> None:
    reading = READING.format(WIDE, "7,'2026-01-07 10:00',450,1518")
    again = READING.format("well_id,timestamp_lectura,pip", "7,'2026-01-07 10:00',731")
    result = ingest.load(connection, file(tmp_path, reading + LANDING + again + MASTER))
    assert counts(result, "tbl_pozo_maestra") == (1, 0, 0, 0, 0)
    assert counts(result) == (1, 0, 0, 1, 0)
    assert counts(result, "landing_scada_data") == (2, 0, 0, 0, 0)
    assert rows(connection, "presion_cabezal, pip, horas_operacion_acumuladas") == [
        (450, 731, 15.3)
    ]


def test_nothing_of_a_refused_file_is_loaded(connection: Connection, tmp_path: Path) -> None:
    path = file(tmp_path, f"{LANDING}{MASTER}\nDROP TABLE stage.tbl_pozo_maestra;")
    (result,) = ingest.load_all(connection, [path])
    assert result.error is not None
    assert result.error.on == f"{path}:5"
    for table in ("landing_scada_data", "tbl_pozo_maestra"):
        assert rows(connection, "1", table) == []


def test_a_refused_file_does_not_hold_up_the_others(connection: Connection, tmp_path: Path) -> None:
    paths = [tmp_path / "missing.sql", file(tmp_path, LANDING), file(tmp_path, MASTER, "m.sql")]
    missing, *others = ingest.load_all(connection, paths)
    assert "no such file" in str(missing.error)
    assert [result.error for result in others] == [None, None]


def test_a_dry_run_keeps_nothing_but_lets_files_see_each_other(
    connection: Connection, tmp_path: Path
) -> None:
    reading = csv(tmp_path, "7,2026-01-07 10:00,450,10")
    master = file(tmp_path, MASTER, "maestra.sql")
    results = ingest.load_all(connection, [reading, master], dry_run=True)
    assert counts(results[0]) == (1, 0, 0, 0, 0)
    assert rows(connection, "1", "tbl_pozo_maestra") == []


NOT_LOADED = {
    "empty": (b"", "the file is empty"),
    "blank": (b"\xef\xbb\xbf \n\n", "the file is empty"),
    "binary": (b"\x7fELF\0\0", "not text"),
    "binary further on": (LANDING.encode() + b"-- \0", "not text"),
    "gzip": (gzip.compress(LANDING.encode()), "compressed with gzip"),
    "UTF-16": (LANDING.encode("utf-16"), "UTF-16"),
    "a custom dump": (b"PGDMP\x01", "custom-format pg_dump"),
    "an archive": (b"PK\x05\x06" + bytes(18), "a zip archive, but no workbook"),
    "prose": (b"The wells of the north\nare doing fine.\n", "neither a dump of INSERTs nor a CSV"),
    "an open quote": (f'{WIDE}\n7,2026-01-07,"1,1\n'.encode(), "not a CSV"),
}


@pytest.mark.parametrize("what", NOT_LOADED)
def test_what_cannot_be_loaded_is_named(connection: Connection, tmp_path: Path, what: str) -> None:
    content, reason = NOT_LOADED[what]
    path = file(tmp_path, content)
    with pytest.raises(IngestError) as caught:
        ingest.load(connection, path)
    assert reason in str(caught.value)
    assert str(path) in (caught.value.on or "")


def test_a_folder_is_named(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="a folder, not a file"):
        ingest.load(connection, tmp_path)


@pytest.mark.parametrize("kind", ["dump", "csv"])
def test_latin_1_is_read_and_said(connection: Connection, tmp_path: Path, kind: str) -> None:
    text = (
        MASTER.replace("Norte", "Ñandú") if kind == "dump" else "well_id,nombre_pozo\n7,Ñandú-7\n"
    )
    result = ingest.load(connection, file(tmp_path, text.encode("latin-1")))
    assert rows(connection, "nombre_pozo", "tbl_pozo_maestra") == [("Ñandú-7",)]
    assert "byte 0xd1 is not UTF-8: read as Windows-1252" in result.warnings


def test_a_byte_order_mark_is_no_part_of_the_text(connection: Connection, tmp_path: Path) -> None:
    path = file(tmp_path, b"\xef\xbb\xbfwell_id,nombre_pozo\n7,Norte-7\n")
    assert counts(ingest.load(connection, path), "tbl_pozo_maestra") == (1, 0, 0, 0, 0)


def test_an_unmigrated_database_is_named(fresh_url: str, tmp_path: Path) -> None:
    with (
        psycopg.connect(fresh_url, autocommit=True) as connection,
        pytest.raises(IngestError, match=r"stage\.landing_scada_data does not exist"),
    ):
        ingest.load(connection, file(tmp_path, LANDING))


def test_progress_counts_the_bytes_of_every_file(connection: Connection, tmp_path: Path) -> None:
    late = MASTER.replace("Norte", "Ñandú").encode("latin-1")
    latin = file(tmp_path, LANDING.encode() * 15_000 + late, "m.sql")
    paths = [latin, file(tmp_path, LANDING), csv(tmp_path, "7,2026-01-07 10:00,450,10")]
    told: list[float] = []
    ingest.load_all(connection, paths, advance=told.append)
    assert sum(told) == sum(path.stat().st_size for path in paths)


# The header row


@pytest.mark.parametrize(
    "head",
    [
        'well_id,timestamp_lectura,"presion_cabezal",horas_operacion_acumuladas',
        '"well_id","timestamp_lectura","presion_cabezal","horas_operacion_acumuladas"',
        f"\n\n{WIDE}",
        f"sep=,\n{WIDE}",
        WIDE.upper(),
    ],
)
def test_a_header_row_in_other_clothes_is_read(well: Connection, tmp_path: Path, head: str) -> None:
    result = ingest.load(well, csv(tmp_path, "7,2026-01-07 10:00,450,x", columns=head))
    assert (counts(result), result.warnings) == ((1, 0, 0, 0, 0), [])
    assert result.rejections[0].line == head.count("\n") + 2


def test_a_name_over_two_lines_is_one_name(well: Connection, tmp_path: Path) -> None:
    head = 'well_id,timestamp_lectura,"presion de\nfondo",pip'
    result = ingest.load(well, csv(tmp_path, "7,2026-01-07 10:00,450,x", columns=head))
    assert "column 'presion de fondo' is unknown" in result.warnings[0]
    assert result.rejections[0].line == 3


@pytest.mark.parametrize(
    "head", ['well_id,"timestamp_lectura,pip', '"well_id"x,timestamp_lectura,pip', '"']
)
def test_a_stray_quote_in_the_header_is_its_files_fault_alone(
    well: Connection, tmp_path: Path, head: str
) -> None:
    bad = csv(tmp_path, "7,2026-01-07 10:00,450", columns=head).rename(tmp_path / "mala.csv")
    good = csv(tmp_path, "7,2026-01-07 10:00,450,1")
    refused, loaded = ingest.load_all(well, [bad, good])
    assert "not a CSV" in str(refused.error)
    assert f"{bad}:1" in str(refused.error)
    assert counts(loaded) == (1, 0, 0, 0, 0)


# Masters without a name


@pytest.mark.parametrize("kind", ["csv", "dump"])
def test_a_known_well_needs_no_name(well: Connection, tmp_path: Path, kind: str) -> None:
    if kind == "csv":
        path = csv(tmp_path, "7,Sur", "8,Este", columns="well_id,campo")
    else:
        head = "INSERT INTO stage.tbl_pozo_maestra (well_id,campo) VALUES"
        path = file(tmp_path, f"{head} (7,'Sur'),\n(8,'Este');", "m.sql")
    result = ingest.load(well, path, Options(forced="maestra"))
    assert counts(result, "tbl_pozo_maestra") == (0, 1, 0, 0, 1)
    assert rows(well, "well_id, nombre_pozo, campo", "tbl_pozo_maestra") == [(7, "Norte-7", "Sur")]
    assert "well_id '8' is new and has no nombre_pozo" in str(result.rejections[0])


# The hint's own recipe


@pytest.mark.parametrize(
    "options",
    [
        ["--column-inserts"],
        ["--column-inserts", "--rows-per-insert=3", "--on-conflict-do-nothing"],
        ["--column-inserts", "--load-via-partition-root", "--disable-triggers"],
    ],
)
@pytest.mark.commits
def test_a_dump_by_the_servers_own_program_comes_back_whole(
    well: Connection, seeded: str, cluster: Cluster, tmp_path: Path, options: list[str]
) -> None:
    well.execute("SELECT etl.fnc_crear_particion('stage.tbl_pozo_produccion', '2026_01',"
                 " '2026-01-01 00:00:00+00', '2026-02-01 00:00:00+00', false)")  # fmt: skip
    ingest.load(well, csv(tmp_path, "7,2026-01-07 10:00,450.125,10", "7,2025-05-05 11:00,,'it''s"))
    ingest.load(well, file(tmp_path, LANDING, "landing.sql"))
    path = tmp_path / "volcado.sql"
    tables = ["tbl_pozo_maestra", "tbl_pozo_produccion", "landing_scada_data"]
    named = [word for table in tables for word in ("-t", f"stage.{table}*")]
    subprocess.run(
        [
            str(cluster._bindir() / "pg_dump"),
            seeded,
            "--data-only",
            *options,
            *named,
            "-f",
            str(path),
        ],
        check=True,
    )
    kept = {table: rows(well, f"to_jsonb({table}) - 'cargado_en'", table) for table in tables}
    for table in reversed(tables):
        well.execute(f"DELETE FROM stage.{table}".encode())
    result = ingest.load(well, path)
    assert (result.warnings, result.rejections) == ([], [])
    for table in tables:
        originals = rows(well, f"to_jsonb({table}) - 'cargado_en'", table)
        own = {"produccion_id", "idn"}
        assert [_without(row, own) for row in originals] == [
            _without(row, own) for row in kept[table]
        ]


def _without(row: tuple[dict[str, Any]], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row[0].items() if name not in names}


# Command line


def run(url: str, *words: str | Path) -> tuple[int, str, str]:
    """The command's exit code, standard output and standard error."""
    application = typer.Typer()
    application.command()(command)
    environment = {"BP010_DATABASE_URL": url}
    result = CliRunner().invoke(application, [str(word) for word in words], env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_command_shows_counts_and_what_was_kept_out(seeded: str, tmp_path: Path) -> None:
    master = file(tmp_path, MASTER, "maestra.sql")
    reading = csv(tmp_path, "7,2026-01-07 10:00,450,10", "7,2026-01-07 11:00,abc,10")
    code, out, err = run(seeded, reading, master)
    assert code == 0
    assert "tbl_pozo_produccion" in out
    assert "kept out: line 3: presion_cabezal 'abc' is not a number" in err


def test_a_dry_run_says_what_each_file_is_and_what_would_become_of_its_rows(
    seeded: str, tmp_path: Path
) -> None:
    master = file(tmp_path, MASTER, "maestra.sql")
    lines = [
        "produccion_id;well_id;timestamp_lectura;presion_cabezal",
        "1;7;2026-01-07 10:00;1.251,5",
        "2;7;2026-01-07 11:00;Bad",
        "3;99;2026-01-07 11:00;2",
        "",
    ]
    reading = file(tmp_path, "\n".join(lines), "lecturas.csv")
    code, out, err = run(seeded, reading, master, "--dry-run")
    assert code == 0
    assert "maestra.sql: SQL dump" in out
    assert (
        "lecturas.csv: CSV, semicolons between values, decimal comma, "
        "column 'produccion_id' is the database's own, not used"
    ) in " ".join(out.split())
    (row,) = [line.split() for line in out.splitlines() if "tbl_pozo_produccion" in line]
    assert row[2:] == ["3", "2", "0", "0", "0", "1", "1"]
    assert "kept out: line 3: presion_cabezal 'Bad' means no value" in err
    assert "kept out: line 4: well_id '99' has no master row" in err
    assert "dry run: nothing was kept" in err
    with psycopg.connect(seeded) as connection:
        assert rows(connection, "well_id", "tbl_pozo_maestra") == []
        assert rows(connection, "unit_id", "tbl_landing_rechazos") == []


def test_more_rejects_than_are_shown_are_counted(seeded: str, tmp_path: Path) -> None:
    bad = [f"7,2026-01-07 10:{minute:02},abc,10" for minute in range(30)]
    _, _, err = run(seeded, csv(tmp_path, *bad), file(tmp_path, MASTER, "m.sql"), "--dry-run")
    assert err.count("kept out: line") == 20
    assert "… 0 rows and 30 values kept out in all (--rejects FILE writes them)" in err


def test_the_command_fails_where_a_file_is_refused(seeded: str, tmp_path: Path) -> None:
    bad = file(tmp_path, "DROP TABLE x;", "bad.sql")
    code, out, err = run(seeded, bad, file(tmp_path, MASTER, "maestra.sql"))
    assert code == 1
    assert f"on: {bad}:1" in err
    assert "tbl_pozo_maestra" in out


def test_the_command_speaks_json(seeded: str, tmp_path: Path) -> None:
    code, out, _ = run(seeded, file(tmp_path, MASTER, "maestra.sql"), "--json", "--dry-run")
    (document,) = json.loads(out)
    assert code == 0
    assert document["tables"]["tbl_pozo_maestra"]["inserted"] == 1
    assert document["error"] is None


# -- partitions before the load -----------------------------------------------------------------

OLD_POLL = LANDING.replace("2026-01-07", "2024-12-31")
PARTITIONS = (
    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY (ARRAY["
    "'stage.landing_scada_data', 'stage.tbl_pozo_produccion',"
    " 'reporting.fact_operaciones_horarias']::regclass[])"
    " AND inhrelid::regclass::text !~ '_default$' ORDER BY 1"
)


def partitions(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute(PARTITIONS.encode()).fetchall()]


@pytest.fixture
def there_before(well: Connection) -> list[str]:
    """Partitions of an adopted database; a migrated one has none yet."""
    return partitions(well)


@pytest.fixture
def all_files_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bp010ctl.ingest.partitions.LARGE", 0)


@pytest.mark.usefixtures("all_files_are_large")
@pytest.mark.commits
def test_a_large_file_s_partitions_are_made_before_its_rows(
    well: Connection, tmp_path: Path, there_before: list[str]
) -> None:
    ingest.load(well, dump(tmp_path, "7,'2023-03-05 10:00',450,1", "7,'2019-01-01',450,1"))
    ingest.load(well, file(tmp_path, OLD_POLL, "landing.sql"))
    assert [
        name.replace(f"{datetime.now(UTC):%Y_%m_%d}", "today")
        for name in partitions(well)
        if name not in there_before
    ] == [
        *(f"reporting.fact_operaciones_horarias_{year}" for year in (2018, 2019, 2023, 2024, 2025)),
        "stage.landing_scada_data_today",
        *(f"stage.tbl_pozo_produccion_{month}" for month in ("2019_01", "2023_03", "2024_12")),
    ]
    well.execute("CALL etl.sp_ejecutar_ciclo('stage')")
    for table in ("landing_scada_data", "tbl_pozo_produccion"):
        assert well.execute(f"SELECT 1 FROM stage.{table}_default").fetchall() == []
    assert well.execute("SELECT count(*) FROM stage.tbl_pozo_produccion").fetchone() == (3,)


@pytest.mark.usefixtures("all_files_are_large")
def test_months_that_wait_in_a_default_partition_are_left_to_the_night(
    well: Connection, tmp_path: Path
) -> None:
    well.execute(
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura)"
        " VALUES (7, '2023-03-01')"
    )
    ingest.load(well, dump(tmp_path, "7,'2023-03-05 10:00',450,1"))
    assert "stage.tbl_pozo_produccion_2023_03" not in partitions(well)
    assert well.execute("SELECT count(*) FROM stage.tbl_pozo_produccion").fetchone() == (2,)


@pytest.mark.usefixtures("all_files_are_large")
def test_a_dry_run_makes_no_partitions(
    well: Connection, tmp_path: Path, there_before: list[str]
) -> None:
    path = dump(tmp_path, "7,'2023-03-05 10:00',450,1")
    ingest.load_all(well, [path, file(tmp_path, OLD_POLL, "landing.sql")], dry_run=True)
    assert partitions(well) == there_before


@pytest.mark.usefixtures("all_files_are_large")
@pytest.mark.commits
def test_who_does_not_own_the_tables_loads_without(
    well: Connection, tmp_path: Path, server_url: str, there_before: list[str]
) -> None:
    path = dump(tmp_path, "7,'2023-03-05 10:00',450,1")
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute("CREATE ROLE prueba_cargador LOGIN IN ROLE bp010_escritura, bp010_lectura")
        try:
            url = make_conninfo(well.info.dsn, user="prueba_cargador")
            with psycopg.connect(url) as loader:
                assert ingest.load(loader, path).tables["tbl_pozo_produccion"].inserted == 1
        finally:
            server.execute("DROP ROLE prueba_cargador")
    assert partitions(well) == there_before
