"""What is stored of judged hours and wells: counts and verdicts, from judgements put by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from support.readings import insert, insert_readings, make_wells, row, rows, set_clock, set_config

Connection = psycopg.Connection[Any]
HOUR = "2026-01-07 10:00:00+00"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2; rules on water cut (57), the surface card (155) and the well's type (3)."""
    set_clock(seeded_db, "2026-01-07 12:00+00")
    make_wells(seeded_db, 1, 2, tipo_pozo="VERTICAL")
    seeded_db.execute(
        "DELETE FROM referencial.tbl_dq_rules WHERE variable_id NOT IN"
        " (SELECT variable_id FROM referencial.tbl_maestra_variables"
        "  WHERE id_formato1 IN (3, 57, 155))"
    )
    return seeded_db


def rule(db: Connection, id_formato1: int) -> dict[str, Any]:
    return row(db, "SELECT * FROM stage.vw_dq_reglas WHERE id_formato1 = %s", id_formato1)


# -- hours --------------------------------------------------------------------------------------

HOURS = """
    WITH horas AS (
        SELECT ARRAY[
            ROW(
                1, %(hour)s, '2026-01-07', %(hour)s::timestamptz + interval '50 min', 3,
                %(rules)s::integer[], '{{3,2}}', '{{1,0}}', '{{0,1}}', '{{2,0}}',
                '{{71,72}}', ARRAY[%(hour)s, %(hour)s::timestamptz + interval '30 min'],
                '{{{{101.5,2}},{{80,NULL}}}}'
            )::stage.dq_hora,
            ROW(
                2, %(hour)s, '2026-01-07', NULL, 0, %(rules)s::integer[], '{{0,0}}', '{{0,0}}',
                '{{0,0}}', '{{0,0}}', NULL, NULL, NULL
            )::stage.dq_hora
        ] AS todas
    )
    SELECT filas.* FROM horas CROSS JOIN LATERAL stage.{function}(horas.todas) AS filas
"""


def of_hours(db: Connection, function: str, *ids: int) -> list[dict[str, Any]]:
    """What a function says of an hour of well 1 with three readings, and of one without any."""
    numbers = [rule(db, number)["regla_id"] for number in ids]
    with db.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        query = HOURS.format(function=function)
        return cursor.execute(query.encode(), {"hour": HOUR, "rules": numbers}).fetchall()


def test_counts_of_hours_with_readings_are_kept(db: Connection) -> None:
    (hour,) = of_hours(db, "fnc_dq_cuentas_hora", 57, 155)
    rules = [rule(db, number)["regla_id"] for number in (57, 155)]
    kept = {name: hour[name] for name in ("well_id", "fecha", "lecturas")}
    assert kept == {"well_id": 1, "fecha": date(2026, 1, 7), "lecturas": 3}
    counts = [hour[name] for name in ("reglas", "evaluadas", "fallos", "avisos", "tardias")]
    assert counts == [rules, [3, 2], [1, 0], [0, 1], [2, 0]]
    times = [hour[name].strftime("%H:%M") for name in ("hora", "ultima_lectura")]
    assert times == ["10:00", "10:50"]
    assert rows(db, "SELECT * FROM stage.fnc_dq_cuentas_hora('{}')") == []


def said(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (
            verdict["produccion_id"], verdict["timestamp_lectura"].strftime("%H:%M"),
            verdict["valor_observado"], verdict["resultado_dq"], verdict["mensaje_error"],
        )
        for verdict in found
    ]  # fmt: skip


def test_a_verdict_is_kept_for_each_reading_and_rule_that_it_breaks(db: Connection) -> None:
    verdicts = of_hours(db, "fnc_dq_veredictos_hora", 57, 155)
    water, card = rule(db, 57), rule(db, 155)
    assert {(verdict["regla_id"], verdict["variable_id"]) for verdict in verdicts} == {
        (water["regla_id"], water["variable_id"]), (card["regla_id"], card["variable_id"])
    }  # fmt: skip
    assert {(verdict["well_id"], verdict["origen"]) for verdict in verdicts} == {(1, "lecturas")}
    first, second = sorted(verdicts, key=lambda verdict: -verdict["valor_observado"])
    assert (first["valor_esperado_min"], first["valor_esperado_max"]) == (0, 100)
    assert said([first])[0][:4] == (71, "10:00", 101.5, "FAIL")
    assert said([second])[0][:4] == (71, "10:00", 2, "FAIL")  # a card of two points is none
    assert first["mensaje_error"].startswith(water["nombre_tecnico"])
    assert "101.5" in first["mensaje_error"]
    set_config(db, "DQ", "guardar_pass", 1)
    passes = [
        verdict
        for verdict in of_hours(db, "fnc_dq_veredictos_hora", 57, 155)
        if verdict["resultado_dq"] == "PASS"
    ]
    assert said(passes) == [(72, "10:30", 80, "PASS", None)]  # what was not read is no pass
    assert rows(db, "SELECT * FROM stage.fnc_dq_veredictos_hora('{}')") == []


def test_a_rule_of_severity_info_warns(db: Connection) -> None:
    db.execute("UPDATE referencial.tbl_dq_rules SET severidad = 'INFO'")
    verdicts = of_hours(db, "fnc_dq_veredictos_hora", 57, 155)
    assert {verdict["resultado_dq"] for verdict in verdicts} == {"WARNING"}


# -- wells --------------------------------------------------------------------------------------

JUDGED = "SELECT * FROM stage.fnc_dq_juzgar_pozos(%s) ORDER BY well_id, regla_id"
OF_WELLS = """
    SELECT filas.* FROM stage.{function}(
        ARRAY(SELECT juicio FROM stage.fnc_dq_juzgar_pozos(NULL) AS juicio)
    ) AS filas ORDER BY filas.well_id, filas.regla_id
"""


@pytest.fixture
def described(db: Connection) -> Connection:
    """Type (3), °API (10, at least 20) and radius (19, at most 5) of two wells, judged at 11:00."""
    limits = {10: (20, None), 19: (None, 5)}
    for number, (low, high) in limits.items():
        db.execute(
            "INSERT INTO referencial.tbl_dq_rules (variable_id, valor_min, valor_max, severidad)"
            " SELECT variable_id, %s, %s, 'WARNING' FROM referencial.tbl_maestra_variables"
            " WHERE id_formato1 = %s",
            [low, high, number],
        )
    db.execute(
        "UPDATE stage.tbl_pozo_maestra SET tipo_pozo = ' ', radio_pozo = 6 WHERE well_id = 1"
    )
    for well, api in ((1, 30.0), (2, 10.0)):
        reserves = {"well_id": well, "fecha_registro": "2026-01-01", "gravedad_api": api}
        insert(db, "stage.tbl_pozo_reservas", [reserves])
    insert_readings(
        db,
        [
            {"well_id": well, "timestamp_lectura": f"2026-01-07 {hour}:00+00"}
            for well, hour in ((1, 10), (1, 11), (2, 9))
        ],
    )
    return db


def test_wells_are_judged_at_their_newest_reading(described: Connection) -> None:
    numbers = {rule(described, number)["regla_id"]: number for number in (3, 10, 19)}
    verdicts = {
        (verdict["well_id"], numbers[verdict["regla_id"]]): (
            verdict["timestamp_lectura"].strftime("%H:%M"), verdict["valor_observado"],
            verdict["resultado_dq"], verdict["origen"],
        )
        for verdict in rows(described, JUDGED, None)
    }  # fmt: skip
    assert verdicts == {
        (1, 3): ("11:00", None, "FAIL", "maestra"),
        (1, 10): ("11:00", 30, "PASS", "reservas"),
        (1, 19): ("11:00", 6, "FAIL", "maestra"),
        (2, 3): ("09:00", None, "PASS", "maestra"),
        (2, 10): ("09:00", 10, "FAIL", "reservas"),
        (2, 19): ("09:00", None, None, "maestra"),  # a number that is missing is not judged
    }
    of_two = rows(described, JUDGED, 2)
    assert [verdict["well_id"] for verdict in of_two] == [2, 2, 2]
    api = next(verdict for verdict in of_two if verdict["valor_observado"] == 10)
    assert (api["valor_esperado_min"], api["valor_esperado_max"]) == (20, None)
    assert "10" in api["mensaje_error"]
    reading = "SELECT produccion_id FROM stage.tbl_pozo_produccion WHERE well_id = 2"
    assert api["produccion_id"] == row(described, reading)["produccion_id"]
    described.execute("DELETE FROM stage.tbl_pozo_produccion WHERE well_id = 1")
    assert rows(described, JUDGED, 1) == []  # nothing dates a verdict


def test_judgements_of_wells_are_counted_on_the_reading_s_day(described: Connection) -> None:
    set_config(described, "OPERACION", "zona_horaria", "Pacific/Kiritimati")  # 14 h ahead
    numbers = {rule(described, number)["regla_id"]: number for number in (3, 10, 19)}
    columns = ("total_evaluadas", "total_pass", "total_warning", "total_fail", "total_tardias")
    counts = {
        (count["well_id"], numbers[count["regla_id"]]): (
            count["fecha"].day, *(count[name] for name in columns)
        )
        for count in rows(described, OF_WELLS.format(function="fnc_dq_cuentas_pozo"))
    }  # fmt: skip
    assert counts == {
        (1, 3): (8, 1, 0, 0, 1, 0), (1, 10): (8, 1, 1, 0, 0, 0), (1, 19): (8, 1, 0, 0, 1, 0),
        (2, 3): (7, 1, 1, 0, 0, 0), (2, 10): (7, 1, 0, 0, 1, 0), (2, 19): (7, 0, 0, 0, 0, 0),
    }  # fmt: skip
    described.execute("UPDATE referencial.tbl_dq_rules SET severidad = 'INFO'")
    warned = rows(described, OF_WELLS.format(function="fnc_dq_cuentas_pozo"))
    assert sum(count["total_warning"] for count in warned) == 3
    assert rows(described, "SELECT * FROM stage.fnc_dq_cuentas_pozo('{}')") == []


def test_violations_of_wells_are_kept_and_passes_only_on_demand(described: Connection) -> None:
    query = OF_WELLS.format(function="fnc_dq_veredictos_pozo")
    kept = [(verdict["well_id"], verdict["resultado_dq"]) for verdict in rows(described, query)]
    assert kept == [(1, "FAIL"), (1, "FAIL"), (2, "FAIL")]
    set_config(described, "DQ", "guardar_pass", 1)
    kept = [(verdict["well_id"], verdict["resultado_dq"]) for verdict in rows(described, query)]
    assert sorted(kept) == [(1, "FAIL"), (1, "FAIL"), (1, "PASS"), (2, "FAIL"), (2, "PASS")]
    assert rows(described, "SELECT * FROM stage.fnc_dq_veredictos_pozo('{}')") == []


# -- consistency --------------------------------------------------------------------------------

CONSISTENCY = """
    SELECT regla.codigo_regla AS rule, pozo.resultado AS verdict, pozo.valor_medido AS one,
        pozo.valor_referencia AS other, pozo.mensaje AS words
    FROM stage.vw_consistencia_pozos AS pozo
    INNER JOIN referencial.tbl_reglas_consistencia AS regla USING (regla_id)
    WHERE pozo.well_id = %s ORDER BY 1
"""


def consistency(db: Connection, well: int = 1) -> dict[str, tuple[Any, ...]]:
    return {
        comparison["rule"]: (comparison["verdict"], comparison["one"], comparison["other"])
        for comparison in rows(db, CONSISTENCY, well)
    }


def test_six_rules_compare_two_values_of_a_well(db: Connection) -> None:
    db.execute(
        "UPDATE stage.tbl_pozo_maestra SET profundidad_vertical_bomba = 8491,"
        " profundidad_vertical_yacimiento = 8000, radio_pozo = 4,"
        " radio_drenaje = 600 WHERE well_id = 1"
    )
    insert(db, "stage.tbl_pozo_reservas",
           [{"well_id": 1, "fecha_registro": "2026-01-01"}
            | {"presion_estatica_yacimiento": 2400.0, "radio_equivalente": 7.0}])  # fmt: skip
    insert(db, "reporting.dataset_current_values",
           [{"well_id": 1, "max_rod_load_lb_act": 28000.0, "min_rod_load_lb_act": 9000.0}
            | {"rod_weight_buoyant_lb_act": 29000.0, "well_head_pressure_psi_act": 400.0}
            | {"pwf_psi_act": 1473.0}])  # fmt: skip
    assert consistency(db) == {
        "RC-001": ("PASS", 28000, 9000),
        "RC-002": ("FAIL", 28000, 29000),
        "RC-003": ("PASS", 400, 1473),
        "RC-004": ("PASS", 1473, 2400),
        "RC-005": ("FAIL", 8491, 8000),
        "RC-006": ("PASS", 4, 600),
    }
    assert {verdict for verdict, *_ in consistency(db, 2).values()} == {"SIN_DATOS"}
    words = {comparison["rule"]: comparison["words"] for comparison in rows(db, CONSISTENCY, 1)}
    assert words["RC-005"].endswith(": no se cumple")
    assert "(8491)" in words["RC-005"]
    # an equivalent radius beyond the drainage radius, and one that is not known
    db.execute("UPDATE stage.tbl_pozo_reservas SET radio_equivalente = 700")
    assert consistency(db)["RC-006"] == ("FAIL", 4, 600)
    db.execute("UPDATE stage.tbl_pozo_reservas SET radio_equivalente = 0")
    assert consistency(db)["RC-006"] == ("PASS", 4, 600)
    db.execute("UPDATE referencial.tbl_reglas_consistencia SET activo = false")
    assert consistency(db) == {}
