"""Readings whose clock runs ahead: kept and flagged, never shown as current, and no sign of life
after they arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from support.facts import add_to_dimension
from support.readings import (
    Connection,
    insert_readings,
    make_wells,
    row,
    rows,
    set_clock,
    set_config,
    xmins,
)

NOW = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
CARD = {"surface_rod_position": "[0,100,200]", "surface_rod_load": "[9000,20000,15000]"}


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    """Well 1, known to dim_pozo; the clock stands at 2026-01-07 15:30 UTC."""
    with psycopg.connect(seeded) as connection:
        set_clock(connection, NOW)
        make_wells(connection, 1)
        add_to_dimension(connection)
        yield connection


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def poll(at: timedelta, arrived: timedelta, **values: Any) -> dict[str, Any]:
    """A reading dated and arrived so long after NOW (before it where negative)."""
    times = {"timestamp_lectura": NOW + at, "cargado_en": NOW + arrived}
    return {"well_id": 1} | times | values


def snapshot(db: Connection, later: timedelta = timedelta()) -> dict[str, Any]:
    set_clock(db, NOW + later)
    db.execute("CALL reporting.actualizar_current_values_v4()")
    return row(
        db,
        "SELECT ultima_actualizacion, minutos_sin_reportar, estado_comunicacion, minutos_adelanto,"
        " well_head_pressure_psi_act FROM reporting.dataset_current_values WHERE well_id = 1",
    )


def test_the_newest_reading_that_is_not_ahead_is_shown(db: Connection) -> None:
    insert_readings(
        db,
        [
            poll(-minutes(20), -minutes(20), presion_cabezal=450.0),
            poll(timedelta(hours=20), -minutes(10), presion_cabezal=999.0),
        ],
    )
    shown = {
        "ultima_actualizacion": NOW - minutes(20),
        "minutos_sin_reportar": 10,  # it spoke then, whatever its clock said
        "estado_comunicacion": "ONLINE",
        "minutos_adelanto": 1200,
        "well_head_pressure_psi_act": 450.0,
    }
    assert snapshot(db) == shown
    before = xmins(db, ("reporting.dataset_current_values",))
    assert snapshot(db) == shown
    assert xmins(db, ("reporting.dataset_current_values",)) == before


def test_a_well_that_went_silent_is_offline_whatever_lies_ahead(db: Connection) -> None:
    """Also once the time has come that its last reading was dated."""
    insert_readings(db, [poll(timedelta(hours=20), minutes(0), presion_cabezal=999.0)])
    states = {
        hours: snapshot(db, timedelta(hours=hours)) for hours in (0.25, 0.75, 1.5, 19, 20, 21)
    }
    assert [state["estado_comunicacion"] for state in states.values()] == [
        "ONLINE", "DELAYED", "OFFLINE", "OFFLINE", "OFFLINE", "OFFLINE",
    ]  # fmt: skip
    silent = [moment["minutos_sin_reportar"] for moment in states.values()]
    assert silent == [15, 45, 90, 1140, 1200, 1260]
    ahead = [instant["minutos_adelanto"] for instant in states.values()]
    assert ahead == [1185, 1155, 1110, 60, None, None]
    shown = [view["well_head_pressure_psi_act"] for view in states.values()]
    assert shown == [None, None, None, None, 999.0, 999.0]


def test_clocks_may_differ_by_minutes(db: Connection) -> None:
    insert_readings(db, [poll(minutes(4), minutes(0), presion_cabezal=450.0)])
    state = snapshot(db)
    assert state["well_head_pressure_psi_act"] == 450.0
    assert (state["minutos_sin_reportar"], state["minutos_adelanto"]) == (0, None)
    assert snapshot(db, minutes(10))["minutos_sin_reportar"] == 10  # since it arrived
    set_config(db, "OPERACION", "adelanto_minutos", 3)
    state = snapshot(db)
    assert (state["well_head_pressure_psi_act"], state["minutos_adelanto"]) == (None, 4)


@pytest.mark.parametrize(("allowed", "ahead"), [(5, 5), (0, 0), (None, 5)])
def test_up_to_when_a_reading_is_of_now(db: Connection, allowed: int | None, ahead: int) -> None:
    if allowed is None:
        db.execute("DELETE FROM referencial.tbl_config_kpi WHERE parametro = 'adelanto_minutos'")
    else:
        set_config(db, "OPERACION", "adelanto_minutos", allowed)
    limit = db.execute("SELECT stage.fnc_limite_lecturas()").fetchone()
    assert limit == (NOW + minutes(ahead),)


def test_a_well_without_readings_is_silent_since_ever(db: Connection) -> None:
    state = snapshot(db)
    assert state["minutos_sin_reportar"] is None
    assert (state["estado_comunicacion"], state["minutos_adelanto"]) == ("OFFLINE", None)


def test_readings_that_come_late_are_no_sign_of_life_now(db: Connection) -> None:
    insert_readings(db, [poll(-timedelta(hours=5), -minutes(1), presion_cabezal=450.0)])
    assert snapshot(db)["minutos_sin_reportar"] == 300


WRITERS = {
    "INSERT": "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura) VALUES (1, %s)",
    "UPDATE": "UPDATE stage.tbl_pozo_produccion SET timestamp_lectura = %s",
    "MERGE": (
        "MERGE INTO stage.tbl_pozo_produccion AS t USING (SELECT %s::timestamptz AS cuando) AS f"
        " ON t.timestamp_lectura = f.cuando WHEN NOT MATCHED THEN"
        " INSERT (well_id, timestamp_lectura) VALUES (1, f.cuando)"
    ),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_nobody_writes_a_reading_more_than_a_day_ahead(db: Connection, writer: str) -> None:
    insert_readings(db, [poll(-minutes(5), -minutes(5))])
    db.commit()
    for late in (timedelta(days=1, seconds=1), timedelta(days=365 * 73)):
        with pytest.raises(psycopg.errors.CheckViolation, match="well 1 is dated more than a day"):
            db.execute(WRITERS[writer].encode(), [NOW + late])
        db.rollback()
        set_clock(db, NOW)
    db.execute(WRITERS[writer].encode(), [NOW + timedelta(days=1)])
    assert row(db, "SELECT count(*) AS n FROM etl.claves_sucias")["n"] > 0


def test_copy_is_no_way_around(db: Connection) -> None:
    text = "COPY stage.tbl_pozo_produccion (well_id, timestamp_lectura) FROM STDIN"
    with pytest.raises(psycopg.errors.CheckViolation), db.cursor().copy(text) as copy:
        copy.write(f"1\t{NOW}\n1\t{NOW + timedelta(days=2)}\n")


def alerts(db: Connection) -> list[dict[str, Any]]:
    return rows(
        db, "SELECT mensaje, resuelta_en FROM etl.alertas WHERE tipo = 'adelanto' ORDER BY 1"
    )


def test_what_lies_ahead_raises_an_alert_until_it_is_over(db: Connection) -> None:
    insert_readings(db, [poll(minutes(90), minutes(0))])
    snapshot(db)
    db.execute("SELECT etl.fnc_alertar()")
    (alert,) = alerts(db)
    assert alert["mensaje"] == "1 well(s) have readings dated ahead of now, by up to 90 min: 1"
    assert alert["resuelta_en"] is None
    matters = "SELECT variable, valor, unidad, status_level FROM reporting.vw_alerts"
    assert rows(db, f"{matters} WHERE variable = 'reloj'") == [
        {"variable": "reloj", "valor": 90, "unidad": "min", "status_level": 3}
    ]
    snapshot(db, minutes(91))
    db.execute("SELECT etl.fnc_alertar()")
    (alert,) = alerts(db)
    assert alert["resuelta_en"] is not None
    assert rows(db, f"{matters} WHERE variable = 'reloj'") == []


def card(db: Connection, later: timedelta = timedelta()) -> datetime | None:
    set_clock(db, NOW + later)
    db.execute("CALL reporting.sp_sync_latest_dynacard()")
    cards = rows(db, "SELECT timestamp_carta FROM reporting.dataset_latest_dynacard")
    return cards[0]["timestamp_carta"] if cards else None


def test_a_card_that_lies_ahead_waits_and_hides_no_other(db: Connection) -> None:
    insert_readings(db, [poll(timedelta(hours=2), minutes(0), **CARD)])
    assert card(db) is None
    insert_readings(db, [poll(minutes(1), minutes(1), **CARD)])
    assert card(db, minutes(2)) == NOW + minutes(1)
    assert card(db, minutes(60)) == NOW + minutes(1)
    assert card(db, minutes(116)) == NOW + minutes(120)  # nobody sent anything meanwhile
    assert rows(db, "SELECT * FROM etl.claves_sucias WHERE consumidor = 'carta'") == []


def test_a_card_of_this_hour_that_lies_ahead_is_not_forgotten(db: Connection) -> None:
    insert_readings(db, [poll(minutes(20), minutes(0), **CARD)])
    assert card(db) is None
    assert card(db, minutes(14)) is None
    assert card(db, minutes(15)) == NOW + minutes(20)


def test_a_published_card_that_lies_ahead_gives_way(db: Connection) -> None:
    """One that was published before it was known that clocks run ahead."""
    db.execute(
        "INSERT INTO reporting.dataset_latest_dynacard (well_id, timestamp_carta, diagnostico_ia)"
        " VALUES (1, %s, 'PENDIENTE_ML')",
        [NOW + timedelta(hours=20)],
    )
    insert_readings(db, [poll(-minutes(1), minutes(0), **CARD)])
    assert card(db) == NOW - minutes(1)


def not_numbers(shown: dict[str, Any]) -> list[str]:
    return [name for name, value in shown.items() if value in ("NaN", "Infinity", "-Infinity")]


@pytest.mark.parametrize("nothing", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_not_shown(db: Connection, nothing: str) -> None:
    """Whoever writes it: every number of the snapshot is one, or NULL."""
    numbers = [
        column["column_name"]
        for column in rows(
            db,
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'stage'"
            " AND table_name = 'tbl_pozo_produccion' AND data_type = 'double precision'",
        )
    ]
    insert_readings(db, [poll(-minutes(1), -minutes(1), **dict.fromkeys(numbers, float(nothing)))])
    db.execute("CALL reporting.sp_sync_dim_pozo_targets()")
    db.execute("CALL reporting.actualizar_current_values_v4()")
    db.execute("CALL reporting.sp_derivar_actuales()")
    shown = row(db, "SELECT to_jsonb(f) AS f FROM reporting.dataset_current_values AS f")["f"]
    assert not_numbers(shown) == []
    assert shown["ultima_actualizacion"] is not None
    limits = row(db, "SELECT to_jsonb(d) AS d FROM reporting.dim_pozo AS d")["d"]
    assert not_numbers(limits) == []
