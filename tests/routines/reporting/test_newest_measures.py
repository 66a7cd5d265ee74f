"""reporting.sp_cargar_ultimas_medidas: when each measure of a well was read last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.readings import (
    Connection,
    insert_readings,
    load_facts,
    make_wells,
    rows,
    scalar,
    set_clock,
    set_config,
)

NOW = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
COUNTED_ELSEWHERE = [
    "monitor_llenado_gas",
    "produccion_fluido_diaria",
    "produccion_petroleo_diaria",
    "produccion_agua_diaria",
    "produccion_gas_diaria",
    "medidor_produccion_fluido",
    "produccion_petroleo_acumulada",
    "medidor_produccion_agua",
    "medidor_produccion_gas",
    "monitor_carga_bomba",
    "longitud_carrera_nominal_unidad_in",
    "s_road_stroke",
    "tiempo_parada_poc_diario",
    "inclinacion_cilindro_x",
    "inclinacion_cilindro_y",
    "alerta_inclinacion_grados",
    "falla_inclinacion_grados",
]
"""Measures that summaries do not count."""
EN = "presion_cabezal_en, pip_en, monitor_llenado_gas_en"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2; the clock stands at 2026-01-07 15:30 UTC."""
    set_clock(seeded_db, NOW)
    make_wells(seeded_db, 1, 2)
    return seeded_db


def read(connection: Connection, *readings: tuple[float, dict[str, Any]], well: int = 1) -> None:
    """Insert readings of so many minutes ago."""
    insert_readings(
        connection,
        [
            {"well_id": well, "timestamp_lectura": NOW - timedelta(minutes=ago)} | values
            for ago, values in readings
        ],
    )


def newest(connection: Connection, columns: str, well: int = 1) -> list[Any]:
    """What the view says after a run; times as minutes ago."""
    connection.execute("CALL reporting.sp_cargar_ultimas_medidas()")
    query = f"SELECT {columns} FROM reporting.vw_ultimas_medidas WHERE well_id = %s"
    (found,) = rows(connection, query, well) or [{}]
    return [
        (NOW - value).total_seconds() / 60 if isinstance(value, datetime) else value
        for value in found.values()
    ]


def test_times_within_stretches_are_those_of_usable_values(db: Connection) -> None:
    read(db, (50, {"pip": 1.0}), (40, {"pip": 1e60}), (30, {"pip": "NaN", "presion_cabezal": 2.0}))
    read(db, (20, {"estado_motor": False}), well=2)
    told = rows(
        db,
        "SELECT * FROM reporting.fnc_momentos_entre(%s, %s, %s) ORDER BY well_id",
        [1, 1, 2, 3],
        [NOW - timedelta(minutes=ago) for ago in (55, 35, 20, 99)],
        [NOW - timedelta(minutes=ago) for ago in (45, 29, 19, 0)],
    )
    ago = [
        (
            row["well_id"],
            {
                place: (NOW - at).total_seconds() / 60
                for place, at in enumerate(row["momentos"], 1)
                if at
            },
        )
        for row in told
    ]
    assert ago == [(1, {1: 30.0, 3: 50.0}), (2, {35: 20.0})]


def test_nothing_changed_is_nothing_told(db: Connection) -> None:
    assert rows(db, "SELECT * FROM reporting.fnc_ultimas_medidas(NULL, NULL)") == []
    assert newest(db, "well_id") == []


@pytest.mark.parametrize("column", ["pip", "monitor_llenado_gas"])  # counted by summaries or not
@pytest.mark.parametrize("summarized", [False, True])
def test_a_late_value_of_an_old_hour_is_found(
    db: Connection, column: str, summarized: bool
) -> None:
    read(db, (5, {"presion_cabezal": 450.0}))
    assert newest(db, EN) == [5, None, None]
    late = {column: 7.5}
    read(db, (60 * 30, {"presion_cabezal": 1.0}), (60 * 30 + 7, late), (60 * 50, late))
    if summarized:
        load_facts(db)
    at = [1807.0 if column == name else None for name in ("pip", "monitor_llenado_gas")]
    assert newest(db, f"{EN}, {column}") == [5, *at, 7.5]


def test_whichever_measure_a_well_lacks_is_found_in_an_old_hour(db: Connection) -> None:
    """A well for each measure: its newest reading has every other one."""
    columns = measures(db)
    wells = dict(enumerate(columns, 11))
    make_wells(db, *wells)
    for well, missing in wells.items():
        values = {name: True if name == "estado_motor" else 1.0 for name in columns}
        read(db, (5, values | {missing: None}), well=well)
        read(db, (60 * 30, {missing: values[missing]}), well=well)
    load_facts(db)
    db.execute("CALL reporting.sp_cargar_ultimas_medidas()")
    for well, missing in wells.items():
        query = (
            "SELECT momento.* FROM reporting.tbl_ultimas_medidas AS guardada"
            " CROSS JOIN reporting.fnc_momentos(guardada.momentos) AS momento WHERE well_id = %s"
        )
        (times,) = rows(db, query, well)
        minutes = {name: (NOW - at).total_seconds() / 60 for name, at in times.items()}
        assert minutes == dict.fromkeys(columns, 5.0) | {missing: 1800.0}


def measures(connection: Connection) -> list[str]:
    """The columns of the readings whose newest values are kept."""
    cursor = connection.execute("SELECT * FROM reporting.fnc_momentos(NULL)")
    return [column.name for column in cursor.description or ()]


def test_hours_whose_summaries_count_none_are_not_gone_through(db: Connection) -> None:
    read(db, (5, {"presion_cabezal": 450.0}), (60 * 30, {"presion_cabezal": 1.0}))
    load_facts(db)
    rest = dict.fromkeys(COUNTED_ELSEWHERE, 1.0)
    read(db, (4, rest | {"estado_motor": True, "presion_cabezal": 451.0}))
    load_facts(db)
    db.execute("ALTER TABLE stage.tbl_pozo_produccion DISABLE TRIGGER USER")
    read(db, (60 * 30 + 1, {"pip": 700.0}))  # nobody says so: neither queue nor summary
    assert newest(db, "presion_cabezal_en, pip_en") == [4, None]


def test_hours_of_a_zone_that_starts_them_at_half_past_are_found(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "Asia/Kolkata")
    read(db, (5, {"presion_cabezal": 450.0}), (60 * 30 + 2, {"pip": 7.5}))
    load_facts(db)
    assert newest(db, "presion_cabezal_en, pip_en") == [5, 1802]


def test_what_a_reading_is_corrected_to_is_there_at_once(db: Connection) -> None:
    read(db, (90, {"pip": 700.0}), (5, {"presion_cabezal": 450.0}))
    assert newest(db, "pip, pip_en") == [700, 90]
    db.execute("UPDATE stage.tbl_pozo_produccion SET pip = 701 WHERE pip = 700")
    assert scalar(db, "SELECT pip FROM reporting.vw_ultimas_medidas") == 701


def test_what_lies_ahead_waits_until_its_time_has_come(db: Connection) -> None:
    read(db, (5, {"pip": 700.0}), (-20, {"pip": 800.0}))
    assert newest(db, "pip") == [700]
    set_clock(db, NOW + timedelta(minutes=21))
    assert newest(db, "pip") == [800]
    assert scalar(db, "SELECT count(*) FROM etl.claves_sucias WHERE consumidor = 'foto'") == 0


def test_a_well_without_readings_has_no_row(db: Connection) -> None:
    read(db, (5, {"pip": 700.0}))
    assert newest(db, "pip") == [700]
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    assert newest(db, "pip") == []
    assert scalar(db, "SELECT count(*) FROM reporting.tbl_ultimas_medidas") == 0


def test_how_long_a_measure_counts_as_new_follows_its_class(db: Connection) -> None:
    set_config(db, "VIGENCIA", "media_min", 99)
    told = rows(db, "SELECT medida, volatilidad, limite_min FROM reporting.vw_medidas")
    limits = {row["volatilidad"]: row["limite_min"] for row in told}
    assert limits == {"ALTA": 60, "MEDIA": 99}
    classes = {row["medida"]: row["volatilidad"] for row in told}
    assert classes["pump_intake_pressure_psi_act"] == "ALTA"
    assert classes["oil_today_bbl"] == "MEDIA"
    assert classes["qf_fluid_flow_monitor_bpd"] == "ALTA"  # no tag, no class
