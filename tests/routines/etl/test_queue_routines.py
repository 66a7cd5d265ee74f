"""What enqueues dirty keys: the triggers of verdicts and models, each by its own statement."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.facts import insert_hours
from support.readings import insert, insert_readings, make_wells

Connection = psycopg.Connection[Any]
DAY = "2026-01-05"


def taken(db: Connection, consumer: str) -> list[tuple[int, str]]:
    """The keys that wait for a consumer, each as often as it is there, taken off the queue."""
    cursor = db.execute(
        "WITH sacadas AS (DELETE FROM etl.claves_sucias WHERE consumidor = %s RETURNING *)"
        " SELECT well_id, to_char(hora, 'MM-DD HH24:MI') FROM sacadas ORDER BY 1, 2",
        [consumer],
    )
    return cursor.fetchall()


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2 with a reading each at 03:10 of 5 January 2026; nothing waits."""
    make_wells(seeded_db, 1, 2)
    insert_readings(
        seeded_db,
        [{"well_id": well, "timestamp_lectura": f"{DAY} 03:10+00"} for well in (1, 2)],
    )
    seeded_db.execute("DELETE FROM etl.claves_sucias")
    return seeded_db


def zone(db: Connection, name: str) -> None:
    db.execute(
        "UPDATE referencial.tbl_config_kpi SET valor_texto = %s"
        " WHERE kpi_nombre = 'OPERACION' AND parametro = 'zona_horaria'",
        [name],
    )


# -- Arps ---------------------------------------------------------------------------------------

ANALYSIS = "universal.arps_resultados_declinacion"


@pytest.mark.routine("etl.fnc_encolar_arps")
def test_an_analysis_enqueues_its_hour_when_it_comes_changes_and_goes(db: Connection) -> None:
    insert(db, ANALYSIS, [{"well_id": 1, "fecha_analisis": f"{DAY} 03:59:59+00", "qi": 10.0}])
    assert taken(db, "arps") == [(1, "01-05 03:00")]
    db.execute(
        f"UPDATE {ANALYSIS} SET fecha_analisis = '2026-01-07 00:00+00', well_id = 2".encode()
    )
    assert taken(db, "arps") == [(1, "01-05 03:00"), (2, "01-07 00:00")]  # where it was, and is
    db.execute(f"DELETE FROM {ANALYSIS}".encode())
    assert taken(db, "arps") == [(2, "01-07 00:00")]
    assert taken(db, "ipr") == []


# -- data quality -------------------------------------------------------------------------------


@pytest.mark.routine("etl.fnc_encolar_calidad")
def test_counts_of_verdicts_enqueue_their_local_day_once_a_statement(db: Connection) -> None:
    zone(db, "America/Bogota")  # its day begins at 05:00 UTC
    db.execute(
        "INSERT INTO stage.tbl_dq_resumen (well_id, fecha, regla_id, origen, total_evaluadas,"
        " total_pass, total_warning, total_fail, total_tardias)"
        " SELECT w, %s, regla_id, 'lecturas', 1, 1, 0, 0, 0"
        " FROM referencial.tbl_dq_rules CROSS JOIN generate_series(1, 2) AS w",
        [DAY],
    )
    assert taken(db, "kpi") == [(1, "01-05 05:00"), (2, "01-05 05:00")]
    db.execute("UPDATE stage.tbl_dq_resumen SET total_tardias = 1 WHERE well_id = 2")
    assert taken(db, "kpi") == [(2, "01-05 05:00")]
    db.execute("DELETE FROM stage.tbl_dq_resumen WHERE well_id = 1")
    assert taken(db, "kpi") == [(1, "01-05 05:00")]
    db.execute("DELETE FROM stage.tbl_dq_resumen WHERE well_id = 99")
    assert taken(db, "kpi") == []


@pytest.mark.routine("etl.fnc_encolar_calidad")
def test_a_day_that_begins_between_two_hours_of_utc_is_enqueued_by_the_earlier(
    db: Connection,
) -> None:
    zone(db, "Asia/Kolkata")  # UTC + 5:30: 5 January begins on 4 January at 18:30 UTC
    db.execute(
        "INSERT INTO stage.tbl_dq_resumen SELECT 1, %s, min(regla_id), 'maestra', 1, 0, 1, 0, 0"
        " FROM referencial.tbl_dq_rules",
        [DAY],
    )
    assert taken(db, "kpi") == [(1, "01-04 18:00")]


# -- strokes, diagnoses, validations ------------------------------------------------------------

pattern = "SELECT min(patron_id) FROM universal.patron"


@pytest.mark.routine("etl.fnc_encolar_diagnostico")
@pytest.mark.parametrize(
    ("table", "columns", "change"),
    [
        ("diagnostico", "score", "0.5"),
        ("validacion_experta", "experto", "'E'"),
    ],
)
def test_a_judgement_enqueues_the_hour_of_its_stroke_s_reading(
    db: Connection, table: str, columns: str, change: str
) -> None:
    db.execute(
        "INSERT INTO universal.stroke (stroke_id, well_id, timestamp_lectura)"
        f" VALUES (901, 1, '{DAY} 03:10+00'), (902, 2, '{DAY} 03:10+00')".encode()
    )
    assert taken(db, "cdi") == [(1, "01-05 03:00"), (2, "01-05 03:00")]
    db.execute(
        f"INSERT INTO universal.{table} (stroke_id, patron_id, {columns})"
        f" SELECT 901, ({pattern}), {change}".encode()
    )
    assert taken(db, "cdi") == [(1, "01-05 03:00")]
    db.execute(f"UPDATE universal.{table} SET stroke_id = 902".encode())
    assert taken(db, "cdi") == [(1, "01-05 03:00"), (2, "01-05 03:00")]
    db.execute(f"DELETE FROM universal.{table}".encode())
    assert taken(db, "cdi") == [(2, "01-05 03:00")]


@pytest.mark.routine("etl.fnc_encolar_diagnostico")
def test_a_stroke_enqueues_where_it_was_and_where_it_is(db: Connection) -> None:
    insert_readings(db, [{"well_id": 1, "timestamp_lectura": f"{DAY} 07:00+00"}])
    db.execute(
        f"INSERT INTO universal.stroke (well_id, timestamp_lectura) VALUES (1, '{DAY} 03:10+00')"
        .encode()
    )  # fmt: skip
    taken(db, "cdi")
    db.execute("UPDATE universal.stroke SET estado = 'COMPLETADO'")
    assert taken(db, "cdi") == [(1, "01-05 03:00")]
    db.execute(
        f"UPDATE universal.stroke SET produccion_id = NULL, timestamp_lectura = '{DAY} 07:00+00'"
        .encode()
    )  # fmt: skip
    assert taken(db, "cdi") == [(1, "01-05 03:00"), (1, "01-05 07:00")]
    db.execute("DELETE FROM universal.stroke")
    assert taken(db, "cdi") == [(1, "01-05 07:00")]


# -- IPR ----------------------------------------------------------------------------------------


@pytest.fixture
def hours(db: Connection) -> Connection:
    """Hourly facts of well 1 from 00:00 to 05:00, one of well 2."""
    wells = [1, 1, 1, 1, 1, 1, 2]
    clocks = [0, 1, 2, 3, 4, 5, 3]
    insert_hours(
        db,
        [
            {"pozo_id": well, "fecha_hora": f"{DAY} {hour:02}:00+00"}
            for well, hour in zip(wells, clocks, strict=True)
        ],
    )
    return db


CURVE = "universal.ipr_resultados"


@pytest.mark.routine("etl.fnc_encolar_ipr")
def test_a_curve_enqueues_the_hours_from_its_time_to_the_next_curve(hours: Connection) -> None:
    insert(hours, CURVE, [{"well_id": 1, "fecha_calculo": f"{DAY} 04:00+00", "qmax": 300.0}])
    assert taken(hours, "ipr") == [(1, "01-05 04:00"), (1, "01-05 05:00")]
    insert(hours, CURVE, [{"well_id": 1, "fecha_calculo": f"{DAY} 01:30+00", "qmax": 280.0}])
    # 01:00 has a reading after 01:30, perhaps; 04:00 is the next curve's
    assert taken(hours, "ipr") == [(1, "01-05 01:00"), (1, "01-05 02:00"), (1, "01-05 03:00")]
    hours.execute(f"UPDATE {CURVE} SET qmax = NULL WHERE qmax = 300".encode())
    assert taken(hours, "ipr") == [(1, "01-05 04:00"), (1, "01-05 05:00")]
    hours.execute(f"DELETE FROM {CURVE} WHERE qmax = 280".encode())  # no next curve has a qmax now
    assert [hour for _, hour in taken(hours, "ipr")] == [
        "01-05 01:00", "01-05 02:00", "01-05 03:00", "01-05 04:00", "01-05 05:00",
    ]  # fmt: skip


@pytest.mark.routine("etl.fnc_encolar_ipr")
def test_a_curve_after_the_last_hour_enqueues_nothing_and_an_infinite_one_everything(
    hours: Connection,
) -> None:
    insert(hours, CURVE, [{"well_id": 1, "fecha_calculo": f"{DAY} 06:00+00", "qmax": 300.0}])
    assert taken(hours, "ipr") == []
    insert(hours, CURVE, [{"well_id": 2, "fecha_calculo": "-infinity", "qmax": 300.0}])
    assert taken(hours, "ipr") == [(2, "01-05 03:00")]
