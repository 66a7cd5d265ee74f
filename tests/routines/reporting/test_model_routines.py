"""What models say of wells, and how it reaches cards, snapshot, hours, days and months."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from support.facts import insert_days, insert_hours
from support.readings import (
    insert,
    insert_readings,
    make_wells,
    row,
    rows,
    scalar,
    set_clock,
    set_config,
    xmins,
)

Connection = psycopg.Connection[Any]
X, Y = "[0,100,200]", "[900.5,1000,950]"
CARD = {"posicion": [0, 100, 200], "carga": [900.5, 1000, 950]}


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2; noon of 7 January 2026, UTC; nothing waits."""
    set_clock(seeded_db, "2026-01-07 12:00+00")
    make_wells(seeded_db, 1, 2)
    seeded_db.execute("DELETE FROM etl.claves_sucias")
    return seeded_db


def reading(time: str, well: int = 1, **values: Any) -> dict[str, Any]:
    return {"well_id": well, "timestamp_lectura": f"2026-01-07 {time}+00"} | values


# -- cards --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("positions", "loads", "card"),
    [
        (X, Y, CARD),
        ("[0.10,1e2,200]", Y, CARD | {"posicion": [0.1, 100, 200]}),
        ("[0,100]", "[1,2]", None),  # two points
        (X, "[1,2]", None),
        (X, "[1,2,x]", None),
        (X, None, None),
        (None, None, None),
    ],
)
def test_a_card_is_two_arrays_of_one_length(
    bare: Connection, positions: str | None, loads: str | None, card: Any
) -> None:
    assert scalar(bare, "SELECT reporting.fnc_carta_json(%s, %s)", positions, loads) == card


def test_a_card_keeps_every_digit_as_it_came(bare: Connection) -> None:
    query = "SELECT reporting.fnc_carta_json('[0.10,2.50,3]', '[1,2,3.000]') ->> 'posicion'"
    assert scalar(bare, query) == "[0.10, 2.50, 3]"


def test_the_newest_card_since_a_moment_is_found_half_or_whole(db: Connection) -> None:
    insert_readings(
        db,
        [
            reading("10:00", surface_rod_position=X, surface_rod_load=Y),
            reading("11:00", downhole_pump_position=X, downhole_pump_load=Y),
            reading("11:10", surface_rod_position=X, surface_rod_load="[1,2]"),  # no card
            reading("11:20"),
            reading("11:30", well=2, surface_rod_position=X, surface_rod_load=Y),
        ],
    )
    query = (
        "SELECT to_char(timestamp_lectura, 'HH24:MI'), superficie, fondo"
        " FROM reporting.fnc_carta_mas_nueva(1, %s)"
    )
    assert db.execute(query, ["2026-01-07 00:00+00"]).fetchall() == [("11:00", None, CARD)]
    assert db.execute(query, ["2026-01-07 11:00+00"]).fetchall() == [("11:00", None, CARD)]
    assert db.execute(query, ["2026-01-07 11:01+00"]).fetchall() == []


LOOKED_AT = """
    SELECT sum(pg_stat_get_xact_tuples_fetched(relid) + pg_stat_get_xact_tuples_returned(relid))
    FROM pg_partition_tree('stage.tbl_pozo_produccion')
"""
"""Readings that this transaction has looked at, by an index or one after the other."""


@pytest.mark.parametrize(
    ("query", "readings"),
    [
        ("SELECT * FROM reporting.fnc_carta_mas_nueva(1, '-infinity')", 1),
        ("SELECT reporting.fnc_carrera_carta(1, '-infinity', 'infinity')", 2),  # downhole, surface
        ("SELECT * FROM reporting.vw_foto_pozos WHERE well_id = 1", 2),  # the newest, the card's
    ],
)
def test_readings_without_a_card_are_not_looked_at_for_one(
    db: Connection, query: str, readings: int
) -> None:
    times = [f"{10 + minute // 60}:{minute % 60:02}" for minute in range(119)]
    card = reading(times[0], surface_rod_position=X, surface_rod_load=Y)
    insert_readings(db, [card, *map(reading, times[1:])])
    db.execute("ANALYZE stage.tbl_pozo_produccion")
    before = scalar(db, LOOKED_AT)
    assert any(db.execute(query.encode()).fetchone() or ())
    assert scalar(db, LOOKED_AT) - before <= readings


def test_the_stroke_is_the_range_of_the_last_downhole_card_else_of_the_surface(
    db: Connection,
) -> None:
    insert_readings(
        db,
        [
            reading("10:00", downhole_pump_position="[5,150,231.5]"),
            reading("10:30", surface_rod_position="[0.5,300,240]"),
            reading("11:00", surface_rod_position="[1,2,x]"),
            reading("11:30", surface_rod_position="[7,7,7]"),  # no stroke at all
        ],
    )
    query = "SELECT reporting.fnc_carrera_carta(%s, %s, %s)"

    def stroke(start: str, end: str, well: int = 1) -> Any:
        return scalar(db, query, well, f"2026-01-07 {start}+00", f"2026-01-07 {end}+00")

    assert stroke("10:00", "10:30") == 226.5
    assert stroke("10:01", "10:30") == 299.5  # both ends are included
    assert stroke("10:31", "11:00") is None
    assert stroke("10:01", "11:30") is None  # the last card counts, whatever it is
    assert stroke("10:00", "10:30", well=2) is None


# -- diagnoses ----------------------------------------------------------------------------------


def patterns(db: Connection) -> dict[str, int]:
    """Three patterns of the tests' own."""
    names = ("Uno", "Dos", "Tres")
    for name in names:
        db.execute("INSERT INTO universal.patron (nombre, criticidad) VALUES (%s, 'ALTA')", [name])
    records = rows(
        db, "SELECT nombre, patron_id FROM universal.patron WHERE nombre = ANY(%s)", list(names)
    )
    return {record["nombre"]: record["patron_id"] for record in records}


def stroke(db: Connection, time: str, well: int = 1, state: str = "COMPLETADO") -> int:
    """A stroke of a new reading; its number."""
    insert_readings(db, [reading(time, well)])
    return int(
        scalar(
            db,
            "INSERT INTO universal.stroke (well_id, timestamp_lectura, estado)"
            " VALUES (%s, %s, %s) RETURNING stroke_id",
            well, f"2026-01-07 {time}+00", state,
        )
    )  # fmt: skip


def diagnose(db: Connection, stroke: int, pattern: int, score: float, at: str = "11:00") -> None:
    insert(
        db,
        "universal.diagnostico",
        [
            {
                "stroke_id": stroke, "patron_id": pattern, "score": score,
                "created_at": f"2026-01-07 {at}+00",
            }
        ],
    )  # fmt: skip


def validate(db: Connection, stroke: int, pattern: int, at: str) -> None:
    insert(
        db,
        "universal.validacion_experta",
        [
            {
                "stroke_id": stroke, "patron_id": pattern, "experto": "E",
                "updated_at": f"2026-01-07 {at}+00",
            }
        ],
    )  # fmt: skip


def test_the_highest_of_the_newest_scores_holds_and_the_newest_validation_judges_it(
    db: Connection,
) -> None:
    one, two, _ = patterns(db).values()
    number = stroke(db, "10:00")
    query = (
        "SELECT patron, score, to_char(diagnosticado_en, 'HH24:MI'), acierto_pct"
        " FROM reporting.fnc_diagnostico_vigente(%s)"
    )

    def in_force() -> list[tuple[Any, ...]]:
        return db.execute(query, [number]).fetchall()

    assert in_force() == []
    diagnose(db, number, one, 0.9, "10:01")
    diagnose(db, number, one, 0.5, "10:02")  # takes 0.9 back
    diagnose(db, number, two, 0.75, "10:01")
    assert in_force() == [("Dos", 0.75, "10:01", 75)]
    validate(db, number, two, "11:00")
    assert in_force() == [("Dos", 0.75, "10:01", 100)]
    validate(db, number, one, "11:30")
    assert in_force() == [("Dos", 0.75, "10:01", 0)]
    validate(db, number, two, "11:15")  # an older judgement
    assert in_force() == [("Dos", 0.75, "10:01", 0)]


BRIDGED = ("reporting.dataset_latest_dynacard", "reporting.dataset_current_values",
           "reporting.fact_operaciones_horarias")  # fmt: skip


def test_a_diagnosis_reaches_the_card_of_its_reading_the_snapshot_and_the_hour(
    db: Connection,
) -> None:
    one = patterns(db)["Uno"]
    number = stroke(db, "10:10")
    diagnose(db, number, one, 0.75)
    late = stroke(db, "11:10", state="PENDIENTE")
    diagnose(db, late, one, 0.25)  # not completed: does not count
    insert_hours(db, [{"pozo_id": 1, "fecha_hora": "2026-01-07 10:00+00"}])
    insert(db, "reporting.dataset_current_values", [{"well_id": 1}, {"well_id": 2}])
    card = {"superficie_json": "{}", "diagnostico_ia": "PENDIENTE_ML"}
    insert(
        db,
        "reporting.dataset_latest_dynacard",
        [
            card | {"well_id": 1, "timestamp_carta": "2026-01-07 10:10+00"},
            card | {"well_id": 2, "timestamp_carta": "2026-01-07 10:10+00"},
        ],
    )
    db.execute("CALL reporting.sp_sync_cdi_to_reporting()")
    cards = (
        "SELECT well_id, diagnostico_ia, diagnostico_score FROM reporting.dataset_latest_dynacard"
    )
    assert db.execute(f"{cards} ORDER BY 1".encode()).fetchall() == [
        (1, "Uno", 0.75), (2, "PENDIENTE_ML", None),
    ]  # fmt: skip
    accuracy = "SELECT well_id, ai_accuracy_act FROM reporting.dataset_current_values ORDER BY 1"
    assert db.execute(accuracy).fetchall() == [(1, 75), (2, None)]
    hours = "SELECT kpi_ai_accuracy_pct FROM reporting.fact_operaciones_horarias"
    assert scalar(db, hours) == 75
    waiting = "SELECT consumidor, well_id, to_char(hora, 'HH24') FROM etl.claves_sucias"
    waiting += " WHERE consumidor IN ('cdi', 'derivados') ORDER BY 1, 3"
    # 11:00 has no fact yet and waits; the days of 10:00 are averaged anew
    assert db.execute(waiting.encode()).fetchall() == [("cdi", 1, "11"), ("derivados", 1, "10")]
    before = xmins(db, BRIDGED)
    db.execute("SAVEPOINT again")
    db.execute("CALL reporting.sp_sync_cdi_to_reporting()")
    assert xmins(db, BRIDGED) == before


def test_the_newest_completed_stroke_of_an_hour_says_its_accuracy(db: Connection) -> None:
    one = patterns(db)["Uno"]
    for time, score in (("10:10", 0.5), ("10:50", 0.25)):
        diagnose(db, stroke(db, time), one, score)
    stroke(db, "10:55")  # without a diagnosis
    insert_hours(db, [{"pozo_id": 1, "fecha_hora": "2026-01-07 10:00+00"}])
    db.execute("CALL reporting.sp_sync_cdi_horas()")
    accuracy = "SELECT kpi_ai_accuracy_pct FROM reporting.fact_operaciones_horarias"
    assert scalar(db, accuracy) == 25
    db.execute("DELETE FROM universal.diagnostico")
    db.execute("CALL reporting.sp_sync_cdi_horas()")
    assert scalar(db, accuracy) is None


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("UTC", [(20260107, 18)]),
        ("America/Bogota", [(20260107, 13)]),
        ("Asia/Kolkata", [(20260107, 23), (20260108, 0)]),  # UTC + 5:30
        ("Asia/Kathmandu", [(20260107, 23), (20260108, 0)]),  # UTC + 5:45
    ],
)
def test_an_hour_of_utc_lies_in_one_or_two_of_a_zone(
    bare: Connection, zone: str, hours: list[tuple[int, int]]
) -> None:
    query = "SELECT * FROM reporting.fnc_horas_operativas('2026-01-07 18:00+00', %s) ORDER BY 1, 2"
    assert bare.execute(query, [zone]).fetchall() == hours


# -- inflow performance -------------------------------------------------------------------------


def curve(db: Connection, time: str, qmax: float | None, well: int = 1) -> None:
    moment = f"2026-01-07 {time}+00"
    insert(
        db, "universal.ipr_resultados", [{"well_id": well, "fecha_calculo": moment, "qmax": qmax}]
    )


def test_qmax_of_the_newest_curve_and_the_share_that_flows(db: Connection) -> None:
    insert(
        db,
        "reporting.dataset_current_values",
        [
            {"well_id": 1, "produccion_fluido_bpd_act": 91.0},
            {"well_id": 2, "produccion_fluido_bpd_act": 91.0},
        ],
    )
    insert_hours(
        db,
        [{"pozo_id": 1, "fecha_hora": f"2026-01-07 {hour}:00+00"} for hour in ("09", "10", "11")],
    )
    curve(db, "10:30", 364)
    curve(db, "11:59", 182)
    curve(db, "12:30", None)  # without a qmax
    db.execute("CALL reporting.sp_sync_ipr_to_reporting()")
    shown = (
        "SELECT well_id, ipr_qmax_bpd, ipr_eficiencia_flujo_pct"
        " FROM reporting.dataset_current_values ORDER BY 1"
    )
    assert db.execute(shown).fetchall() == [(1, 182, 50), (2, None, None)]
    hours = "SELECT ipr_qmax_teorico FROM reporting.fact_operaciones_horarias ORDER BY fecha_hora"
    assert [qmax for (qmax,) in db.execute(hours)] == [None, 364, 182]  # in force as the hour ended
    tables = ("reporting.dataset_current_values", "reporting.fact_operaciones_horarias")
    before = xmins(db, tables)
    db.execute("SAVEPOINT again")
    db.execute("CALL reporting.sp_sync_ipr_to_reporting()")
    assert xmins(db, tables) == before


@pytest.mark.parametrize(
    ("fluid", "qmax", "share"),
    [(91, 45.5, 100), (None, 182, None), (91, 0, None), (float("nan"), 182, None)],
)
def test_the_share_is_at_most_100_and_needs_both_rates(
    db: Connection, fluid: float | None, qmax: float, share: float | None
) -> None:
    insert(
        db,
        "reporting.dataset_current_values",
        [{"well_id": 1, "produccion_fluido_bpd_act": fluid}],
    )
    curve(db, "10:30", qmax)
    db.execute("CALL reporting.sp_sync_ipr_to_reporting()")
    query = "SELECT ipr_eficiencia_flujo_pct FROM reporting.dataset_current_values"
    assert scalar(db, query) == share


def test_an_operating_point_says_the_share_itself(db: Connection) -> None:
    insert(
        db, "reporting.dataset_current_values", [{"well_id": 1, "produccion_fluido_bpd_act": 91}]
    )
    curve(db, "10:30", 182)
    point = {"well_id": 1, "q_actual": 91, "pwf_calculado": 1000, "ip_actual": 0.1}
    insert(
        db,
        "universal.ipr_puntos_operacion",
        [
            point | {"fecha_calculo": "2026-01-07 10:00+00", "eficiencia": 61.5},
            point | {"fecha_calculo": "2026-01-06 10:00+00", "eficiencia": 12.5},
        ],
    )
    db.execute("CALL reporting.sp_sync_ipr_to_reporting()")
    query = "SELECT ipr_eficiencia_flujo_pct FROM reporting.dataset_current_values"
    assert scalar(db, query) == 61.5


# -- Arps ---------------------------------------------------------------------------------------


def analysis(db: Connection, day: str, kind: str = "exponencial", **values: Any) -> None:
    row = {"well_id": 1, "fecha_analisis": f"{day} 12:00+00", "tipo_curva": kind} | values
    insert(db, "universal.arps_resultados_declinacion", [row])


def test_the_analysis_in_force_is_the_newest_and_of_one_moment_the_best_fit(db: Connection) -> None:
    def eur(until: str, well: int = 1) -> Any:
        return scalar(db, "SELECT reporting.fnc_eur_vigente(%s, %s)", well, until)

    analysis(db, "2026-01-01", eur_p50=100.0, eur_total=999.0)
    analysis(db, "2026-01-03", eur_total=200.0, r_squared=0.9)  # no P50: the total
    analysis(db, "2026-01-03", "hiperbolica", eur_p50=300.0, r_squared=0.95)
    analysis(db, "2026-01-03", "armonica", eur_p50=400.0)  # fits nobody knows how
    analysis(db, "2026-01-05", r_squared=1.0)  # says nothing
    assert eur("2026-01-01 12:00+00") is None  # before, not at
    assert eur("2026-01-01 12:00:01+00") == 100
    assert eur("infinity") == 300
    assert eur("infinity", well=2) is None


def test_remaining_recovery_by_hand_day_by_day(db: Connection) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET np_inicial_bbl = 50")
    days = [date(2026, 1, n) for n in (4, 5, 6)]
    insert_days(
        db,
        [
            {"pozo_id": 1, "fecha": day, "produccion_petroleo_bbl": oil}
            for day, oil in zip(days, (10.0, 20.0, None), strict=True)
        ],
    )  # fmt: skip
    insert(db, "reporting.dataset_kpi_business", [{"well_id": 1, "fecha": day} for day in days[:2]])
    analysis(db, "2026-01-04", eur_p50=1000.0)
    analysis(db, "2026-01-06", eur_p50=900.0)
    remaining = "CALL reporting.sp_sync_arps_dias(%s::integer[], %s::date[])"
    db.execute(remaining, [[1], ["2026-01-04"]])
    kpi = (
        "SELECT fecha, eur_remanente_bbl, vida_util_estimada_dias"
        " FROM reporting.dataset_kpi_business ORDER BY fecha"
    )
    # 4 January: 1000 - (50 + 10) at 10 a day; the newest row takes the newest analysis:
    # 900 - (50 + 10 + 20) at (10 + 20) / 2 a day
    assert db.execute(kpi).fetchall() == [
        (days[0], 940, 94), (days[1], 820, pytest.approx(820 / 15)),
    ]  # fmt: skip
    eur = "SELECT eur_modelo_arps FROM reporting.fact_operaciones_diarias ORDER BY fecha_id"
    assert [value for (value,) in db.execute(eur)] == [1000, 900, 900]
    tables = ("reporting.dataset_kpi_business", "reporting.fact_operaciones_diarias")
    before = xmins(db, tables)
    db.execute("SAVEPOINT again")
    db.execute(remaining, [[1], ["2026-01-04"]])
    db.execute(remaining, [[], []])
    assert xmins(db, tables) == before


def test_np_of_the_months_before_counts_and_no_life_is_left_of_less_than_nothing(
    db: Connection,
) -> None:
    day = date(2026, 2, 1)
    insert_days(
        db,
        [
            {
                "pozo_id": 1,
                "fecha": day,
                "periodo_comparacion": "DIARIO",
                "produccion_petroleo_bbl": 5.0,
            }
        ],
    )
    month = {"pozo_id": 1, "anio_mes": "2025-12", "produccion_petroleo_acumulada_bbl": 700.0}
    insert(db, "reporting.fact_operaciones_mensuales", [month])
    insert(db, "reporting.dataset_kpi_business", [{"well_id": 1, "fecha": day}])
    analysis(db, "2026-01-04", eur_p50=600.0)
    db.execute("CALL reporting.sp_sync_arps_dias('{1}', '{2026-02-01}')")
    estimate = row(db, "SELECT eur_remanente_bbl, vida_util_estimada_dias"
                " FROM reporting.dataset_kpi_business")  # fmt: skip
    assert estimate == {"eur_remanente_bbl": 600 - 705, "vida_util_estimada_dias": 0}


def months(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT anio_mes, remanent_reserves_bbl"
        " FROM reporting.fact_operaciones_mensuales ORDER BY 1"
    ).fetchall()


def test_reserves_of_months_are_those_in_force_at_their_end(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "America/Bogota")
    insert_days(db, [{"pozo_id": 1, "fecha": date(2026, 1, 1)}])
    insert(
        db,
        "reporting.fact_operaciones_mensuales",
        [
            {"pozo_id": 1, "anio_mes": month, "produccion_petroleo_acumulada_bbl": np}
            for month, np in (("2025-10", 100.0), ("2025-11", 150.0), ("2025-12", 210.0))
        ],
    )
    db.execute("CALL reporting.sp_sync_arps_meses()")
    assert months(db) == [("2025-10", None), ("2025-11", None), ("2025-12", None)]
    reserves = [("2025-01-01", 5000.0), ("2025-06-01", 2000.0)]
    insert(
        db,
        "stage.tbl_pozo_reservas",
        [
            {"well_id": 1, "fecha_registro": day, "reserva_inicial_teorica": barrels}
            for day, barrels in reserves
        ],
    )
    insert(
        db,
        "universal.arps_resultados_declinacion",
        [
            # 04:59 UTC of 1 December is still November in Bogotá
            {"well_id": 1, "fecha_analisis": "2025-12-01 04:59+00", "eur_p50": 1000.0},
            {"well_id": 1, "fecha_analisis": "2026-01-05 00:00+00", "eur_p50": 900.0},
        ],
    )
    db.execute("CALL reporting.sp_sync_arps_meses()")
    assert months(db) == [("2025-10", 1900), ("2025-11", 850), ("2025-12", 690)]
    before = xmins(db, ["reporting.fact_operaciones_mensuales"])
    db.execute("SAVEPOINT again")
    db.execute("CALL reporting.sp_sync_arps_meses()")
    assert xmins(db, ["reporting.fact_operaciones_mensuales"]) == before
