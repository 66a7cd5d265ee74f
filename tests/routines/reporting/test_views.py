"""The views that dashboards read: what they show, in what order, rounded, with units."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from support import PROJECT
from support.databases import new_database
from support.derivation import NOW, START, make_field, run, steady
from support.readings import Connection, insert, row, rows, set_clock

VIEWS = (
    "vw_dashboard_main",
    "vw_kpi_daily",
    "vw_kpi_monthly",
    "vw_well_selector",
    "vw_alerts",
    "vw_dim_mes",
    "vw_resumen_status_pozo",
    "vw_audit_calculos_derivados",
)
SHOWN_AT_ONCE = ("dataset_current_values", "dim_pozo", "dataset_latest_dynacard")


CLOCK = START + timedelta(hours=23, minutes=55)


@pytest.fixture(scope="module")
def computed(cluster: Any, seeded_template: Any) -> Iterator[Connection]:
    """Two steady wells over one day; the second is silent since noon."""
    template = seeded_template.template_dbname
    with new_database(cluster, template) as url, psycopg.connect(url) as connection:
        make_field(connection, 1, 2)
        set_clock(connection, CLOCK)
        run(connection, steady(24), steady(12, 2))
        connection.commit()
        yield connection


@pytest.fixture
def db(computed: Connection) -> Iterator[Connection]:
    """The computed wells; what a test does to them is undone."""
    set_clock(computed, CLOCK)
    yield computed
    computed.rollback()


def view(db: Connection, name: str, well: int = 1) -> list[dict[str, Any]]:
    return rows(db, f"SELECT * FROM reporting.{name} WHERE well_id = %s", well)


def columns_of(db: Connection, name: str) -> set[str]:
    query = (
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'reporting' AND table_name = %s"
    )
    return {column["column_name"] for column in rows(db, query, name)}


@pytest.mark.parametrize("name", VIEWS)
def test_an_empty_database_shows_empty_views(seeded_db: Connection, name: str) -> None:
    assert rows(seeded_db, f"SELECT * FROM reporting.{name}") == []


@pytest.mark.parametrize("name", VIEWS)
def test_view_and_columns_say_what_they_are(db: Connection, name: str) -> None:
    query = (
        "SELECT a.attname, col_description(a.attrelid, a.attnum) AS said,"
        " obj_description(a.attrelid) AS of_view FROM pg_attribute AS a"
        " WHERE a.attrelid = ('reporting.' || %s)::regclass AND a.attnum > 0"
    )
    assert [
        column for column in rows(db, query, name) if not (column["said"] and column["of_view"])
    ] == []


@pytest.mark.parametrize("name", VIEWS)
def test_no_binary_fraction_reaches_people(db: Connection, name: str) -> None:
    query = (
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'reporting'"
        " AND table_name = %s AND data_type = 'double precision'"
    )
    assert rows(db, query, name) == []


def test_every_element_of_the_panels_finds_its_column(db: Connection) -> None:
    """Current values in vw_dashboard_main, trends in vw_kpi_daily, the rest where docs say."""
    with (PROJECT / "model" / "dashboard.csv").open(encoding="utf-8", newline="") as file:
        elements = list(csv.DictReader(file))
    assert len(elements) == 114
    shown = {
        "fact_operaciones_diarias": columns_of(db, "vw_kpi_daily"),
        "fact_operaciones_mensuales": columns_of(db, "vw_dashboard_main")
        & columns_of(db, "vw_kpi_monthly"),
    } | dict.fromkeys(SHOWN_AT_ONCE, columns_of(db, "vw_dashboard_main"))
    missing = [
        (element["tabla"], element["columna"])
        for element in elements
        if (columns := shown.get(element["tabla"].removeprefix("reporting."))) is not None
        and element["columna"] not in columns
    ]
    assert missing == []


def test_the_dashboard_shows_a_well_in_one_row(db: Connection) -> None:
    (well,) = view(db, "vw_dashboard_main")
    assert well["nombre_pozo"] == "Pozo 1"
    assert (str(well["road_load_pct_act"]), str(well["pwf_psi_act"])) == ("33.86", "1473.30")
    assert well["kpi_uptime_pct_act"] == 95
    assert float(well["produccion_petroleo_acumulada_bbl"]) == 1019.07
    assert well["estado_comunicacion"] == "ONLINE"


def test_daily_and_monthly_have_one_row_a_well_and_period(db: Connection) -> None:
    (day,) = view(db, "vw_kpi_daily")
    assert (day["kpi_uptime_pct"], day["kpi_uptime_pct_target"], day["fecha"]) == (
        95,
        95,
        START.date(),
    )
    (month,) = view(db, "vw_kpi_monthly")
    assert (month["anio_mes"], month["eficiencia_uptime_pct"]) == ("2026-01", 95)


def test_a_silent_well_raises_an_alert(db: Connection) -> None:
    alerts = {alert["variable"]: alert for alert in view(db, "vw_alerts", 2)}
    assert (alerts["comunicacion"]["status_level"], alerts["comunicacion"]["status_label"]) == (
        4,
        "Crítico",
    )
    assert "comunicacion" not in {alert["variable"] for alert in view(db, "vw_alerts")}


def test_a_stopped_motor_raises_an_alert(db: Connection) -> None:
    db.execute(
        "UPDATE reporting.dataset_current_values SET motor_running_flag = false WHERE well_id = 1"
    )
    assert "motor" in {alert["variable"] for alert in view(db, "vw_alerts")}


@pytest.mark.parametrize(
    ("level", "alert"),
    [(0, False), (1, False), (3, True), (4, True), (5, True), (6, True), (7, False), (8, False)],
)
def test_levels_from_3_to_6_are_alerts(db: Connection, level: int, alert: bool) -> None:
    db.execute("UPDATE reporting.dataset_current_values SET mtbf_status_level = %s", [level])
    assert ("mtbf" in {entry["variable"] for entry in view(db, "vw_alerts")}) is alert


def test_an_alert_says_value_unit_and_colour(db: Connection) -> None:
    entry = {alert["variable"]: alert for alert in view(db, "vw_alerts")}["vol_eff"]
    efficiency = 100 * 3.8 * 24 / (0.1166 * 2.25**2 * 250 * 126 * 24 / 1440)
    assert (float(entry["valor"]), entry["unidad"]) == (round(efficiency, 2), "%")
    assert (entry["status_level"], entry["color"]) == (5, "#CC0000")


def test_the_selector_puts_the_troubled_well_first(db: Connection) -> None:
    for measure in ("vol_eff", "daily_downtime", "pump_spm"):
        db.execute(
            f"UPDATE reporting.dataset_current_values SET {measure}_status_level = 1".encode()
        )
    db.execute(
        "UPDATE reporting.dataset_current_values SET mtbf_status_level = 5 WHERE well_id = 2"
    )
    choices = rows(db, "SELECT * FROM reporting.vw_well_selector")
    assert [choice["well_id"] for choice in choices] == [2, 1]
    assert choices[0]["alertas"] == len(view(db, "vw_alerts", 2))


def test_the_summary_counts_all_fourteen_measures(db: Connection) -> None:
    (summary,) = view(db, "vw_resumen_status_pozo")
    counts = ("optimos", "normales", "alertas", "criticos", "fallas", "sin_datos")
    assert sum(summary[count] for count in counts) == 14
    assert summary["peor_nivel"] == 5
    assert summary["sin_datos"] >= 1  # nobody diagnosed a card


def test_the_audit_shows_what_physics_alone_gives(db: Connection) -> None:
    db.execute("UPDATE reporting.dataset_current_values SET fluid_level_tvd_ft = 6991")
    (audit,) = view(db, "vw_audit_calculos_derivados")
    assert (float(audit["nivel_calculado_ft"]), float(audit["nivel_diferencia_ft"])) == (
        6992.2,
        -1.2,
    )
    assert float(audit["pwf_diferencia_psi"]) == 0


def test_months_of_the_calendar(db: Connection) -> None:
    month = row(db, "SELECT * FROM reporting.vw_dim_mes WHERE anio_mes = '2026-01'")
    assert (month["anio"], month["mes"], month["mes_nombre"]) == (2026, 1, "Enero")


def test_a_well_without_readings_is_there_to_choose(db: Connection) -> None:
    make_field(db, 3)
    set_clock(db, NOW)
    run(db)
    insert(db, "reporting.dim_rls_usuario", [{"user_email": "a@b.c", "pozo_id": 3}])
    assert view(db, "vw_dashboard_main", 3)[0]["kpi_uptime_pct_act"] is None
    assert len(view(db, "vw_well_selector", 3)) == 1
