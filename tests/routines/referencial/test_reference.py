"""Schema referencial: configuration, evaluation, defaults and views."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from bp010ctl.server.cluster import Cluster
from support.databases import new_database

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def reference_url(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    """One seeded database for this file; no test commits."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        yield url


@pytest.fixture
def db(reference_url: str) -> Iterator[Connection]:
    """A transaction on it, rolled back."""
    with psycopg.connect(reference_url) as connection:
        yield connection
        connection.rollback()


def one(db: Connection, query: str, *parameters: Any) -> Any:
    """The only row of a query, or its value where it is the only one."""
    (row,) = db.execute(query, parameters).fetchall()
    return row[0] if len(row) == 1 else row


# Configuration ------------------------------------------------------------------------------


def test_configuration_keeps_every_digit(db: Connection) -> None:
    assert one(
        db, "SELECT referencial.fnc_config('PUMP_VOLUME', 'displacement_constant')"
    ) == Decimal("0.1166")
    db.execute("UPDATE referencial.tbl_config_kpi SET valor = 0.000971 WHERE parametro = 'cap_pct'")
    assert one(db, "SELECT referencial.fnc_config('KPI_VOL_EFF', 'cap_pct')") == Decimal("0.000971")


def test_absent_or_inactive_configuration_is_null(db: Connection) -> None:
    assert one(db, "SELECT referencial.fnc_config('KPI_VOL_EFF', 'no such')") is None
    assert one(db, "SELECT referencial.fnc_config_texto('DEFAULT', 'region')") == "SIN REGIÓN"
    db.execute("UPDATE referencial.tbl_config_kpi SET activo = FALSE")
    assert one(db, "SELECT referencial.fnc_config('KPI_VOL_EFF', 'cap_pct')") is None
    assert one(db, "SELECT referencial.fnc_config_texto('DEFAULT', 'region')") is None


def test_time_zone_is_the_configured_one_else_utc(db: Connection) -> None:
    zone = "UPDATE referencial.tbl_config_kpi SET valor_texto = %s WHERE parametro = 'zona_horaria'"
    assert one(db, "SELECT referencial.fnc_zona_horaria()") == "UTC"
    db.execute(zone, ["America/Bogota"])
    assert one(db, "SELECT referencial.fnc_zona_horaria()") == "America/Bogota"
    db.execute("DELETE FROM referencial.tbl_config_kpi WHERE parametro = 'zona_horaria'")
    assert one(db, "SELECT referencial.fnc_zona_horaria()") == "UTC"


@pytest.mark.parametrize("zone", ["Marte/Olympus", "", "UTC; DROP", None])
def test_an_unknown_time_zone_is_refused_where_it_is_written(
    db: Connection, zone: str | None
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=r"chk_(zona_horaria|valor_o_texto)"):
        db.execute(
            "UPDATE referencial.tbl_config_kpi SET valor_texto = %s"
            " WHERE parametro = 'zona_horaria'",
            [zone],
        )


def test_an_unknown_kind_of_counter_is_refused(db: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="chk_contador_diario"):
        db.execute(
            "UPDATE referencial.tbl_config_kpi SET valor_texto = 'cerrado'"
            " WHERE parametro = 'contador_diario'"
        )


# Limits -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (4.99, "CRITICAL"), (5, "WARNING"), (9.99, "WARNING"), (10, "NORMAL"), (20, "NORMAL"),
        (20.01, "WARNING"), (30, "WARNING"), (30.01, "CRITICAL"), (None, "UNKNOWN"),
        (float("nan"), "UNKNOWN"), (float("inf"), "CRITICAL"), (float("-inf"), "CRITICAL"),
    ],
)  # fmt: skip
def test_a_value_is_judged_by_its_range(db: Connection, value: float | None, state: str) -> None:
    judged = one(db, "SELECT referencial.fnc_evaluar_rango(%s::float8, 5, 10, 20, 30)", value)
    assert judged == state


def test_absent_limits_do_not_count(db: Connection) -> None:
    evaluate = "SELECT referencial.fnc_evaluar_rango(%s, NULL, NULL, 20, NULL)"
    assert [one(db, evaluate, value) for value in (-1e9, 20, 1e9)] == [
        "NORMAL",
        "NORMAL",
        "WARNING",
    ]
    assert one(db, "SELECT referencial.fnc_evaluar_rango(1, NULL, NULL, NULL, NULL)") == "UNKNOWN"


def own_limit(db: Connection, well: int, variable: int, **values: float) -> None:
    columns = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    db.execute(
        f"INSERT INTO referencial.tbl_limites_pozo (pozo_id, variable_id, {columns})"
        f" SELECT %s, variable_id, {marks} FROM referencial.tbl_maestra_variables"
        " WHERE id_formato1 = %s",
        [well, *values.values(), variable],
    )


def test_a_wells_own_limits_win_over_the_template(db: Connection) -> None:
    evaluate = "SELECT referencial.fnc_evaluar_limite(%s, 54, 1500)"
    own_limit(db, 7, 54, max_warning=1000, max_critical=1200)
    assert one(db, evaluate, 7) == "CRITICAL"
    assert one(db, evaluate, 8) == "NORMAL"
    db.execute("UPDATE referencial.tbl_limites_pozo SET activo = FALSE WHERE pozo_id = 7")
    assert one(db, evaluate, 7) == "NORMAL"
    assert one(db, "SELECT referencial.fnc_evaluar_limite(7, 17, 1)") == "UNKNOWN"
    assert one(db, "SELECT referencial.fnc_evaluar_limite(7, 54, NULL)") == "UNKNOWN"


def test_the_pivot_of_limits_has_a_row_per_well_and_fills_it_from_the_template(
    db: Connection,
) -> None:
    own_limit(db, 7, 54, target_value=900, max_warning=1000)
    own_limit(db, 9, 17, target_value=1)
    rows = db.execute(
        "SELECT pozo_id, limites_propios, whp_target, whp_max, whp_min, kwh_bbl_target"
        " FROM referencial.vw_limites_pozo_pivot_v4 ORDER BY pozo_id"
    ).fetchall()
    assert rows == [
        (0, 0, 1200, 2000, 0, 10),
        (7, 1, 900, 1000, None, 10),
        (9, 1, 1200, 2000, 0, 10),
    ]


# Evaluation ---------------------------------------------------------------------------------

EVALUATE = """SELECT variance_pct, status_level, status_label, severity_label, status_color
    FROM referencial.fnc_evaluar_variable(%s, %s::float8, %s::float8, %s::float8, %s)"""
OPTIMAL = (0, "Óptimo", "Excelente", "#00CC66")
NORMAL = (1, "Normal", "Normal", "#99CC00")
WARNING = (3, "Alerta", "Medio", "#FFBB33")
CRITICAL = (4, "Crítico", "Alto", "#FF4444")
FAILURE = (5, "En Falla", "Crítico", "#CC0000")
NO_DATA = (7, "Sin Datos", "Sin Datos", "#B0B0B0")

JUDGED = [
    # kpi_mtbf, higher is better: 20, 0, -20, -50 % of the target
    ("kpi_mtbf", 120, 100, 50, None, 20, OPTIMAL),
    ("kpi_mtbf", 119.9, 100, 50, None, 19.9, NORMAL),
    ("kpi_mtbf", 100, 100, 50, None, 0, NORMAL),
    ("kpi_mtbf", 99.9, 100, 50, None, -0.1, WARNING),
    ("kpi_mtbf", 80, 100, 50, None, -20, WARNING),
    ("kpi_mtbf", 79.9, 100, 50, None, -20.1, CRITICAL),
    ("kpi_mtbf", 50, 100, 50, None, -50, CRITICAL),
    ("kpi_mtbf", 49.9, 100, 50, None, -50.1, FAILURE),
    ("kpi_mtbf", 0, 100, 50, None, -100, FAILURE),
    # kpi_kwh_bbl, lower is better: -10, 0, 20, 50 %
    ("kpi_kwh_bbl", 9, 10, 12, None, -10, OPTIMAL),
    ("kpi_kwh_bbl", 9.01, 10, 12, None, -9.9, NORMAL),
    ("kpi_kwh_bbl", 10, 10, 12, None, 0, NORMAL),
    ("kpi_kwh_bbl", 10.01, 10, 12, None, 0.1, WARNING),
    ("kpi_kwh_bbl", 12, 10, 12, None, 20, WARNING),
    ("kpi_kwh_bbl", 12.01, 10, 12, None, 20.1, CRITICAL),
    ("kpi_kwh_bbl", 15, 10, 12, None, 50, CRITICAL),
    ("kpi_kwh_bbl", 15.01, 10, 12, None, 50.1, FAILURE),
    # the noise of binary fractions does not decide: 90.25 of 95 is -5 %
    ("kpi_uptime", 90.25, 95, None, None, -5, WARNING),
    # well_head_pressure is compared with the baseline
    ("well_head_pressure", 110, 1, 100, None, 10, OPTIMAL),
    ("well_head_pressure", 110, 100, None, None, None, NORMAL),
    # the direction given wins over the configured one
    ("kpi_mtbf", 80, 100, None, "MENOR_MEJOR", -20, OPTIMAL),
    # no value, no reference, reference 0, unknown measure
    ("kpi_mtbf", None, 100, 50, None, None, NO_DATA),
    ("kpi_mtbf", float("nan"), 100, 50, None, None, NO_DATA),
    ("kpi_mtbf", float("inf"), 100, 50, None, None, NO_DATA),
    ("kpi_mtbf", 80, None, 50, None, None, NORMAL),
    ("kpi_mtbf", 80, 0, 50, None, None, NORMAL),
    ("no_such", 80, 100, 50, None, None, (1, "Normal", "Normal", None)),
    ("no_such", None, 100, 50, None, None, (7, "Sin Datos", "Sin Datos", None)),
]


@pytest.mark.parametrize(
    ("name", "value", "target", "baseline", "direction", "variance", "judgement"), JUDGED
)
def test_a_measure_is_judged_by_its_configuration(
    db: Connection,
    name: str,
    value: float | None,
    target: float | None,
    baseline: float | None,
    direction: str | None,
    variance: float | None,
    judgement: tuple[int, str, str, str | None],
) -> None:
    deviation, *rest = one(db, EVALUATE, name, value, target, baseline, direction)
    assert deviation == (None if variance is None else pytest.approx(variance, abs=1e-9))
    assert tuple(rest) == judgement


def test_a_measure_that_is_not_evaluated_any_more_is_normal(db: Connection) -> None:
    db.execute("UPDATE referencial.tbl_config_evaluacion SET activo = FALSE")
    assert one(db, EVALUATE, "kpi_mtbf", 1, 100, 50, None)[:2] == (None, 1)


def test_colours_come_from_the_measures_own_row(db: Connection) -> None:
    db.execute(
        "UPDATE referencial.tbl_config_evaluacion SET color_failure = '#123456'"
        " WHERE variable_nombre = 'kpi_mtbf'"
    )
    assert one(db, EVALUATE, "kpi_mtbf", 1, 100, 50, None)[4] == "#123456"
    assert one(db, EVALUATE, "kpi_uptime", 1, 100, 50, None)[4] == "#CC0000"


def test_many_values_are_judged_in_one_statement_without_a_call_for_each(db: Connection) -> None:
    query = (
        "SELECT e.status_level FROM generate_series(1, 200) AS g CROSS JOIN LATERAL"
        " referencial.fnc_evaluar_variable('kpi_mtbf', g::float8, 100::float8, NULL::float8) AS e"
    )
    plan = "\n".join(line for (line,) in db.execute(f"EXPLAIN {query}"))
    assert "fnc_evaluar_variable" not in plan
    levels = [level for (level,) in db.execute(f"{query} ORDER BY g")]
    assert levels == [5] * 49 + [4] * 30 + [3] * 20 + [1] * 20 + [0] * 81


def test_the_summary_of_evaluations_is_readable(db: Connection) -> None:
    summary = (
        "SELECT optimo, critico FROM referencial.vw_config_evaluacion_resumen"
        " WHERE variable_nombre = %s"
    )
    assert one(db, summary, "kpi_mtbf") == ("≥ 20 %", "≥ -50 %")
    assert one(db, summary, "kpi_kwh_bbl") == ("≤ -10 %", "≤ 50 %")


# Defaults -----------------------------------------------------------------------------------


def test_template_limits_get_baseline_and_critical_limits(db: Connection) -> None:
    rows = db.execute(
        "SELECT target_value, baseline_value, min_warning, min_critical, max_warning, max_critical"
        " FROM referencial.tbl_limites_pozo WHERE pozo_id = 0"
    ).fetchall()
    assert len(rows) == 17
    for target, baseline, low, lowest, high, highest in rows:
        assert baseline == target
        assert lowest == low / 2
        assert highest == high * Decimal("1.5")
    assert any(low == lowest == 0 for _, _, low, lowest, _, _ in rows)


def test_variables_get_volatility_and_origin_by_class(db: Connection) -> None:
    classes = db.execute(
        "SELECT DISTINCT clasificacion_logica, volatilidad, tabla_origen"
        " FROM referencial.tbl_maestra_variables ORDER BY 1"
    ).fetchall()
    assert classes == [
        ("DISEÑO", "BAJA", "stage.tbl_pozo_maestra"),
        ("KPI", "MEDIA", "stage.tbl_pozo_produccion"),
        ("SENSOR", "ALTA", "stage.tbl_pozo_produccion"),
        ("YACIMIENTO", "BAJA", "stage.tbl_pozo_reservas"),
    ]


def test_panels_get_a_description(db: Connection) -> None:
    described = db.execute("SELECT nombre_panel, descripcion FROM referencial.tbl_ref_paneles_bi")
    texts = dict(described.fetchall())
    assert len(set(texts.values())) == 4
    assert texts["Transversal"].startswith("Filtros comunes")


def test_defaults_fill_only_what_is_open(db: Connection) -> None:
    db.execute(
        "UPDATE referencial.tbl_limites_pozo SET baseline_value = 3, min_critical = NULL,"
        " max_critical = 7 WHERE pozo_id = 0"
    )
    db.execute("UPDATE referencial.tbl_maestra_variables SET volatilidad = 'MEDIA'")
    db.execute(
        "UPDATE referencial.tbl_maestra_variables SET volatilidad = NULL WHERE id_formato1 = 54"
    )
    own_limit(db, 7, 54, target_value=5, min_warning=1)
    db.execute("CALL referencial.sp_seed_defaults()")
    assert one(
        db,
        "SELECT DISTINCT baseline_value, max_critical, min_critical = min_warning / 2"
        " FROM referencial.tbl_limites_pozo WHERE pozo_id = 0",
    ) == (3, 7, True)
    volatile = (
        "SELECT array_agg(id_formato1) FROM referencial.tbl_maestra_variables"
        " WHERE volatilidad = 'ALTA'"
    )
    assert one(db, volatile) == [54]
    own = "SELECT baseline_value, min_critical FROM referencial.tbl_limites_pozo WHERE pozo_id = 7"
    assert one(db, own) == (None, None)


def test_defaults_twice_write_nothing(db: Connection) -> None:
    db.execute("UPDATE referencial.tbl_limites_pozo SET min_critical = NULL")
    db.execute("CALL referencial.sp_seed_defaults()")
    version = "SELECT array_agg(ctid ORDER BY ctid) FROM referencial."
    names = ("tbl_limites_pozo", "tbl_maestra_variables", "tbl_ref_paneles_bi")
    before = [one(db, version + name) for name in names]
    db.execute("CALL referencial.sp_seed_defaults()")
    assert [one(db, version + name) for name in names] == before


# Views --------------------------------------------------------------------------------------


def test_consistency_rules_read_as_expressions(db: Connection) -> None:
    rules = db.execute(
        "SELECT codigo_regla, expresion FROM referencial.vw_reglas_consistencia_legible ORDER BY 1"
    ).fetchall()
    assert rules == [
        ("RC-001", "max_rod_load_lb_act > min_rod_load_lb_act"),
        ("RC-002", "max_rod_load_lb_act > rod_weight_buoyant_lb_act"),
        ("RC-003", "well_head_pressure_psi_act < pwf_psi_act"),
        ("RC-004", "pwf_psi_act < presion_estatica_yacimiento"),
        ("RC-005", "profundidad_vertical_bomba < profundidad_vertical_yacimiento"),
        ("RC-006", "radio_pozo < radio_equivalente < radio_drenaje"),
    ]


def test_the_scada_map_shows_unit_conversion_and_kind_of_counter(db: Connection) -> None:
    mapped = (
        "SELECT columna_stage, unidad, conversion, contador"
        " FROM referencial.vw_variables_scada_stage WHERE var_id_scada = %s"
    )
    assert one(db, mapped, 934) == ("energia_medidor_acumulada", "kWh", "x0.1", "medidor")
    assert one(db, mapped, 1206) == ("horas_operacion_acumuladas", "h", "hhmm", "vida")
    assert one(db, mapped, 131) == ("presion_casing", "psi", None, None)
    assert one(db, "SELECT count(*) FROM referencial.vw_variables_scada_stage") == 65


def test_tags_are_tied_to_the_right_variables(db: Connection) -> None:
    tied = db.execute(
        "SELECT var_id_scada, id_formato1 FROM referencial.tbl_var_scada_map"
        " WHERE var_id_scada IN (8, 715, 733) ORDER BY 1"
    ).fetchall()
    assert tied == [(8, 118), (715, 76), (733, 73)]


def test_readers_may_read_and_nobody_but_the_owner_may_write(db: Connection) -> None:
    rights = db.execute(
        "SELECT bool_and(has_table_privilege(r, t, 'SELECT')),"
        " bool_or(has_table_privilege(r, t, 'INSERT, UPDATE, DELETE, TRUNCATE'))"
        " FROM unnest(array['bp010_lectura', 'bp010_escritura', 'bp010_operacion']) AS r,"
        " (SELECT oid AS t FROM pg_class WHERE relnamespace = 'referencial'::regnamespace"
        " AND relkind IN ('r', 'v')) AS c"
    ).fetchone()
    assert rights == (True, False)
