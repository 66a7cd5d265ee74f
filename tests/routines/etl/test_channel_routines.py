"""The routines behind channels of alerts: quiet hours, wells' alerts, the watch of the watch."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import make_wells, rows, scalar, set_clock

Connection = psycopg.Connection[Any]


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "end"),
    [
        (("22:00", "06:00"), "UTC", "2026-01-08 21:59:59+00", None),
        (("22:00", "06:00"), "UTC", "2026-01-08 22:00+00", "2026-01-09 06:00+00"),
        (("22:00", "06:00"), "UTC", "2026-01-09 05:59:59+00", "2026-01-09 06:00+00"),
        (("22:00", "06:00"), "UTC", "2026-01-09 06:00+00", None),
        (("12:00", "14:00"), "UTC", "2026-01-08 13:00+00", "2026-01-08 14:00+00"),
        (("12:00", "14:00"), "UTC", "2026-01-08 23:00+00", None),
        (("22:00", "06:00"), "America/Bogota", "2026-01-08 04:00+00", "2026-01-08 11:00+00"),
        # clocks go forward at 02:00 on 8 March: 02:30 is not there, quiet ends at 03:30 of summer
        (("22:00", "02:30"), "America/Chicago", "2026-03-08 07:59+00", "2026-03-08 08:30+00"),
        (("22:00", "02:30"), "America/Chicago", "2026-03-08 08:30+00", None),
        # clocks go back at 02:00 on 1 November: 01:30 comes twice, quiet ends at the second
        (("22:00", "01:30"), "America/Chicago", "2026-11-01 06:29+00", "2026-11-01 07:30+00"),
        (("22:00", "01:30"), "America/Chicago", "2026-11-01 07:15+00", "2026-11-01 07:30+00"),
        (("22:00", "01:30"), "America/Chicago", "2026-11-01 07:30+00", None),
    ],
)
def test_quiet_hours_are_one_stretch(
    bare: Connection, hours: tuple[str, str], zone: str, moment: str, end: str | None
) -> None:
    found = scalar(
        bare,
        "SELECT etl.fnc_fin_silencio(%s, %s, %s, %s) IS NOT DISTINCT FROM %s::timestamptz",
        *hours, zone, moment, end,
    )  # fmt: skip
    assert found is True


def test_no_quiet_hours_never_end(bare: Connection) -> None:
    assert scalar(bare, "SELECT etl.fnc_fin_silencio(NULL, NULL, 'UTC', now())") is None


def add_channel(db: Connection, about: str = "todos") -> None:
    db.execute(
        "INSERT INTO etl.canales (canal, direccion, zona, asuntos)"
        " VALUES ('shift', 'json://x', 'UTC', %s)",
        [about],
    )


def well_alerts(db: Connection) -> list[tuple[Any, ...]]:
    found = rows(
        db,
        "SELECT tipo, ubicacion_id, severidad, detalle ->> 'campo' AS campo,"
        " resuelta_en IS NULL AS abierta"
        " FROM etl.alertas WHERE etl_tipo = 'pozo' ORDER BY alerta_id",
    )
    return [tuple(row.values()) for row in found]


def test_alerts_of_wells_begin_and_end_with_the_view(seeded_db: Connection) -> None:
    db = seeded_db
    set_clock(db, "2026-01-08 12:00+00")
    make_wells(db, 5, 7)
    db.execute(
        "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo) VALUES (5, 'a', 'Norte');"
        "INSERT INTO reporting.dataset_current_values (well_id, motor_running_flag)"
        " VALUES (5, FALSE), (7, TRUE)"
    )
    alerting = "SELECT etl.fnc_alertar_pozos()"
    assert scalar(db, alerting) == 0, "no channel wants them"
    add_channel(db, "corridas")
    assert scalar(db, alerting) == 0
    db.execute("UPDATE etl.canales SET asuntos = 'todos'")
    assert scalar(db, alerting) == 1
    assert scalar(db, alerting) == 0, "a second run raises nothing again"
    assert well_alerts(db) == [("motor", "5", "CRITICAL", "Norte", True)]
    assert scalar(db, "SELECT count(*) FROM etl.canal_alertas") == 1
    db.execute("SELECT etl.fnc_alertar()")
    assert well_alerts(db)[0][4], "the alerts of runs leave those of wells alone"
    db.execute(
        "UPDATE referencial.tbl_catalogo_status SET requiere_accion_inmediata = FALSE"
        " WHERE status_level = 5"
    )
    assert scalar(db, alerting) == 0
    assert scalar(db, alerting) == 1
    assert [(one[2], one[4]) for one in well_alerts(db)] == [
        ("CRITICAL", False), ("WARNING", True)
    ]  # fmt: skip
    db.execute("UPDATE reporting.dataset_current_values SET motor_running_flag = TRUE")
    assert scalar(db, alerting) == 0
    assert not any(one[4] for one in well_alerts(db))


@pytest.mark.routine("etl.fnc_repartir_alertas", "etl.fnc_concierne")
@pytest.mark.parametrize(
    ("about", "least", "alert", "told"),
    [
        ("todos", "WARNING", ("gap", "http", "north", "WARNING"), True),
        ("todos", "WARNING", ("gap", None, None, "INFO"), False),
        ("todos", "CRITICAL", ("gap", None, None, "WARNING"), False),
        ("corridas", "INFO", ("motor", "pozo", "5", "CRITICAL"), False),
        ("pozos", "INFO", ("motor", "pozo", "5", "CRITICAL"), True),
        ("pozos", "INFO", ("gap", None, None, "CRITICAL"), False),
        ("todos", "INFO", ("canal", "alertas", "shift", "CRITICAL"), False),
        ("todos", "INFO", ("canal", "alertas", "other", "CRITICAL"), True),
    ],
)
def test_an_alert_is_noted_for_the_channels_that_it_concerns(
    bare: Connection, about: str, least: str, alert: tuple[str | None, ...], told: bool
) -> None:
    add_channel(bare, about)
    bare.execute("UPDATE etl.canales SET severidad_minima = %s", [least])
    insert = (
        "INSERT INTO etl.alertas (tipo, etl_tipo, ubicacion_id, severidad, mensaje)"
        " VALUES (%s, %s, %s, %s, 'x')"
    )
    bare.execute(insert, alert)
    assert scalar(bare, "SELECT count(*) FROM etl.canal_alertas") == int(told)


def test_a_paused_channel_is_noted_nothing(bare: Connection) -> None:
    add_channel(bare)
    bare.execute("UPDATE etl.canales SET activo = FALSE, pausado_en = now()")
    bare.execute("INSERT INTO etl.alertas (tipo, mensaje) VALUES ('gap', 'x')")
    assert scalar(bare, "SELECT count(*) FROM etl.canal_alertas") == 0


def test_a_watch_that_has_stopped_is_an_alert_of_its_own(seeded_db: Connection) -> None:
    db = seeded_db
    watch = "SELECT etl.fnc_vigilar_vigilancia()"
    set_clock(db, "2026-01-08 12:00+00")
    assert scalar(db, watch) is False, "it was never scheduled"
    db.execute(
        "INSERT INTO etl.ciclo_vigencias (ciclo, programador, expresion_cron, desde)"
        " VALUES ('vigilancia', 'x', '* * * * *', '2026-01-08 12:00+00')"
    )
    set_clock(db, "2026-01-08 12:04+00")
    assert scalar(db, watch) is False
    set_clock(db, "2026-01-08 12:06+00")
    assert scalar(db, watch) is True
    assert scalar(db, watch) is False
    (alert,) = rows(db, "SELECT mensaje, severidad FROM etl.alertas WHERE resuelta_en IS NULL")
    assert alert["severidad"] == "CRITICAL"
    assert "2026-01-08 12:00:00 UTC" in alert["mensaje"]
    db.execute(
        "INSERT INTO etl.etl_ejecuciones (etl_tipo, estado, fecha_inicio, fecha_fin, modo)"
        " VALUES ('vigilancia', 'exitoso', '2026-01-08 12:06+00', '2026-01-08 12:06:01+00', 'x')"
    )
    assert scalar(db, watch) is False
    assert scalar(db, "SELECT count(*) FROM etl.alertas WHERE resuelta_en IS NULL") == 0
