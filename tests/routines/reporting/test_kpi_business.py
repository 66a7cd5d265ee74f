"""reporting.poblar_kpi_business: one row per well and day, each KPI against plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from support.derivation import NOW, START, make_field, run, steady
from support.readings import Connection, dump, insert, row, rows, set_clock, set_config, xmins

KPIS = ("reporting.dataset_kpi_business",)
TODAY = date(2026, 3, 20)
DISPLACED_BPD = 0.1166 * 2.25**2 * 250 * 126 * 24 / 1440


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """A well whose facts each test writes by hand; the clock stands at noon of TODAY."""
    set_clock(seeded_db, datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC))
    targets = {"mtbf_target": 2000, "mtbf_baseline": 1500, "kpi_uptime_pct_target": 95}
    well = {"pozo_id": 1, "nombre_pozo": "Pozo 1", "campo": "Norte", "region": "Llanos"}
    insert(seeded_db, "reporting.dim_pozo", [well | targets])
    insert(
        seeded_db,
        "stage.tbl_pozo_maestra",
        [{"well_id": 1, "nombre_pozo": "Pozo 1", "fecha_registro": TODAY}],
    )
    seeded_db.execute(
        "INSERT INTO reporting.dim_tiempo (fecha_id, fecha, anio, mes, dia)"
        " SELECT to_char(d, 'YYYYMMDD')::int, d, extract(YEAR FROM d), extract(MONTH FROM d),"
        " extract(DAY FROM d)"
        " FROM generate_series('2025-12-01'::date, '2026-06-30', '1 day') AS d"
    )
    return seeded_db


def put_day(db: Connection, day: date, **values: Any) -> None:
    fact = {"fecha_id": int(day.strftime("%Y%m%d")), "pozo_id": 1, "lecturas": 1}
    insert(db, "reporting.fact_operaciones_diarias", [fact | values])


def put_month(db: Connection, month: str, **values: Any) -> None:
    insert(db, "reporting.fact_operaciones_mensuales", [{"anio_mes": month, "pozo_id": 1} | values])


def put_snapshot(db: Connection, **values: Any) -> None:
    insert(db, "reporting.dataset_current_values", [{"well_id": 1} | values])


def enqueue(db: Connection, *days: date) -> None:
    for day in days:
        db.execute(
            "INSERT INTO etl.claves_sucias (consumidor, well_id, hora)"
            " VALUES ('kpi', 1, %s::date::timestamp AT TIME ZONE 'UTC')",
            [day],
        )


def fill(db: Connection, *days: date) -> None:
    """Run on what changed: these days."""
    enqueue(db, *days)
    db.execute("CALL reporting.poblar_kpi_business()")


def kpi(db: Connection, day: date = TODAY) -> dict[str, Any]:
    return row(db, "SELECT * FROM reporting.dataset_kpi_business WHERE fecha = %s", day)


# --- each KPI by hand, through the whole chain


@pytest.fixture
def chain(seeded: str) -> Iterator[Connection]:
    """The steady well of support.derivation over two whole days, at the second one's end."""
    with psycopg.connect(seeded) as connection:
        make_field(connection, 1)
        set_clock(connection, START + timedelta(hours=47, minutes=55))
        run(connection, steady(48))
        yield connection


def first_day(chain: Connection) -> dict[str, Any]:
    return kpi(chain, START.date())


def test_energy_per_barrel_by_hand(chain: Connection) -> None:
    # the last increment of the day is that of 23:50; the meter ran since 00:00
    energy = 37.5 * (23 + 50 / 60)
    fluid = 3.8 * (23 + 50 / 60)
    day = first_day(chain)
    assert day["consumo_kwh"] == pytest.approx(energy)
    assert day["kpi_kwh_bbl_dia"] == pytest.approx(energy / fluid)


def test_volumetric_efficiency_by_hand(chain: Connection) -> None:
    part = (23 + 50 / 60) / 24
    day = first_day(chain)
    assert day["produccion_real_bbl"] == pytest.approx(3.8 * 24 * part)
    assert day["produccion_teorica_bbl"] == pytest.approx(DISPLACED_BPD * part)
    assert day["kpi_vol_eff_pct_dia"] == pytest.approx(100 * 3.8 * 24 / DISPLACED_BPD)


def test_uptime_by_hand(chain: Connection) -> None:
    assert first_day(chain)["kpi_uptime_pct_dia"] == pytest.approx(100 * 0.95 / (0.95 + 0.05))


def test_mtbf_by_hand(chain: Connection) -> None:
    day = first_day(chain)
    assert day["kpi_mtbf_hrs_dia"] == pytest.approx(2500 + 0.95 * (23 + 50 / 60))
    assert day["kpi_mtbf_days"] == pytest.approx((2500 + 0.95 * (23 + 50 / 60)) / 24)


def test_data_quality_by_hand(chain: Connection) -> None:
    verdicts = row(
        chain,
        "SELECT sum(total_pass)::float8 AS passed, sum(total_evaluadas)::float8 AS judged"
        " FROM stage.tbl_dq_resumen WHERE fecha = %s",
        START.date(),
    )
    assert verdicts["judged"] > 0
    quality = 100 * verdicts["passed"] / verdicts["judged"]
    assert first_day(chain)["calidad_datos_pct"] == pytest.approx(quality)


def test_a_verdict_that_changes_alone_reaches_its_day(chain: Connection) -> None:
    chain.execute(
        "UPDATE stage.tbl_dq_resumen SET total_pass = 0, total_warning = 0,"
        " total_fail = total_evaluadas"
    )
    chain.execute("CALL reporting.poblar_kpi_business()")
    assert first_day(chain)["calidad_datos_pct"] == 0


def test_the_current_values_are_on_todays_row_only(chain: Connection) -> None:
    today = kpi(chain, START.date() + timedelta(days=1))
    current = row(chain, "SELECT * FROM reporting.dataset_current_values")
    assert today["kpi_uptime_pct_current"] == current["kpi_uptime_pct_act"]
    assert today["kpi_uptime_pct_status_level"] == current["kpi_uptime_pct_status_level"]
    yesterday = first_day(chain)
    assert {yesterday[f"{name}_current"] for name in ("kpi_mtbf_hrs", "kpi_kwh_bbl")} == {None}


def test_the_chain_run_twice_leaves_the_rows_alone(chain: Connection) -> None:
    before = xmins(chain, KPIS)
    run(chain)
    run(chain, whole=True)
    assert xmins(chain, KPIS) == before


# --- day, month, current


def test_a_day_is_judged_on_its_own_value_and_today_on_the_current_one(db: Connection) -> None:
    yesterday = TODAY - timedelta(days=1)
    put_day(db, yesterday, kpi_uptime_pct=95)
    put_day(db, TODAY, kpi_uptime_pct=95)
    put_snapshot(db, kpi_uptime_pct_act=50)
    fill(db, yesterday, TODAY)
    assert kpi(db)["kpi_uptime_pct_variance_pct"] == pytest.approx(100 * (50 - 95) / 95)
    assert kpi(db)["kpi_uptime_pct_status_level"] == 5
    assert kpi(db, yesterday)["kpi_uptime_pct_status_level"] == 1


def test_yesterday_loses_its_current_values_when_the_day_is_over(db: Connection) -> None:
    put_day(db, TODAY, kpi_uptime_pct=95)
    put_snapshot(db, kpi_uptime_pct_act=50)
    fill(db, TODAY)
    set_clock(db, datetime(2026, 3, 21, 0, 5, tzinfo=UTC))
    fill(db)
    day = kpi(db)
    assert (day["kpi_uptime_pct_current"], day["kpi_uptime_pct_status_level"]) == (None, 1)


def test_a_changed_month_changes_all_its_rows(db: Connection) -> None:
    put_month(db, "2026-03", eficiencia_uptime_pct=90, total_fallas_mes=4, tiempo_operacion_hrs=400)
    days = [date(2026, 3, 1), date(2026, 3, 15), TODAY]
    for day in days:
        put_day(db, day, kpi_uptime_pct=90)
    fill(db, *days)
    db.execute("UPDATE reporting.fact_operaciones_mensuales SET eficiencia_uptime_pct = 91")
    fill(db, TODAY)
    assert {kpi(db, day)["kpi_uptime_pct_mes"] for day in days} == {91}
    assert {kpi(db, day)["kpi_mtbf_hrs_mes"] for day in days} == {100}


def test_a_changed_day_writes_only_what_its_month_shares_of_the_other_days(db: Connection) -> None:
    put_month(db, "2026-03", eficiencia_uptime_pct=90)
    for day in (date(2026, 2, 27), date(2026, 3, 1), TODAY):
        put_day(db, day, kpi_uptime_pct=90)
    fill(db, date(2026, 2, 27), date(2026, 3, 1), TODAY)
    first, february = kpi(db, date(2026, 3, 1)), kpi(db, date(2026, 2, 27))
    set_clock(db, datetime(TODAY.year, TODAY.month, TODAY.day, 13, tzinfo=UTC))
    db.execute("UPDATE reporting.fact_operaciones_mensuales SET eficiencia_uptime_pct = 91")
    fill(db, TODAY)
    after = kpi(db, date(2026, 3, 1))
    changed = {name for name, value in after.items() if value != first[name]}
    assert changed == {"kpi_uptime_pct_mes", "fecha_calculo"}
    assert kpi(db, date(2026, 2, 27)) == february


def test_a_dirty_day_is_handed_on_though_no_kpi_of_it_changed(db: Connection) -> None:
    """Its oil may have: remaining recovery depends on it, no column of its row does."""
    days = [TODAY - timedelta(days=1), TODAY]
    for day in days:
        put_day(db, day, produccion_petroleo_bbl=50)
    fill(db, *days)
    db.execute("DELETE FROM etl.claves_sucias")
    before = xmins(db, KPIS)
    db.execute("UPDATE reporting.fact_operaciones_diarias SET produccion_petroleo_bbl = 60")
    fill(db, days[0])
    assert xmins(db, KPIS) == before
    assert rows(db, "SELECT consumidor, hora FROM etl.claves_sucias") == [
        {"consumidor": "arps", "hora": datetime(2026, 3, 19, tzinfo=UTC)}
    ]


def test_a_month_without_failures_has_the_mtbf_of_its_last_day(db: Connection) -> None:
    put_month(db, "2026-03", total_fallas_mes=0, tiempo_operacion_hrs=400)
    put_day(db, date(2026, 3, 1), kpi_mtbf_hrs=100)
    put_day(db, date(2026, 3, 2), kpi_mtbf_hrs=124)
    put_day(db, date(2026, 3, 3))
    fill(db, date(2026, 3, 3))
    assert {
        day["kpi_mtbf_hrs_mes"] for day in rows(db, "TABLE reporting.dataset_kpi_business")
    } == {124}


def test_accuracy_of_the_month_is_the_mean_of_its_days(db: Connection) -> None:
    put_day(db, date(2026, 3, 1), ai_accuracy_pct=80)
    put_day(db, date(2026, 3, 2), ai_accuracy_pct=100)
    put_day(db, date(2026, 3, 3))
    fill(db, date(2026, 3, 3))
    assert kpi(db, date(2026, 3, 3))["ai_accuracy_mes"] == pytest.approx(90)
    assert kpi(db, date(2026, 3, 3))["ai_accuracy_dia"] is None


# --- decline


def produce(db: Connection) -> list[date]:
    """Eighty days up to TODAY, 100 bpd falling by half a barrel a day."""
    days = [TODAY - timedelta(days=age) for age in range(79, -1, -1)]
    for index, day in enumerate(days):
        put_day(db, day, produccion_petroleo_bbl=100 - 0.5 * index)
    return days


def test_decline_by_hand(db: Connection) -> None:
    fill(db, *produce(db))
    oil = [100 - 0.5 * index for index in range(80)]
    last, before = sum(oil[-30:]) / 30, sum(oil[-60:-30]) / 30
    assert kpi(db)["declinacion_pct"] == pytest.approx(100 * (last - before) / before)


def test_no_earlier_days_no_decline(db: Connection) -> None:
    put_day(db, TODAY, produccion_petroleo_bbl=50)
    fill(db, TODAY)
    assert kpi(db)["declinacion_pct"] is None


def test_a_late_day_moves_the_decline_of_the_59_days_after_it(db: Connection) -> None:
    days = produce(db)
    fill(db, *days)
    db.execute(
        "UPDATE reporting.fact_operaciones_diarias SET produccion_petroleo_bbl = 500"
        " WHERE fecha_id = 20260106"
    )
    before = dump(db, KPIS[0])
    fill(db, date(2026, 1, 6))
    changed = set(dump(db, KPIS[0])) - set(before)
    first_with_both_sides, last = (
        days[0] + timedelta(days=30),
        date(2026, 1, 6) + timedelta(days=59),
    )
    assert len(changed) == (last - first_with_both_sides).days + 1
    db.execute("CALL reporting.poblar_kpi_business('2026-01-01', '2026-04-01')")
    assert set(dump(db, KPIS[0])) - set(before) == changed


# --- how it works


def test_targets_and_names_come_from_the_dimension(db: Connection) -> None:
    put_day(db, TODAY)
    fill(db, TODAY)
    day = kpi(db)
    assert (day["kpi_mtbf_hrs_target"], day["kpi_mtbf_hrs_baseline"]) == (2000, 1500)
    assert (day["nombre_pozo"], day["campo"], day["region"]) == ("Pozo 1", "Norte", "Llanos")


def test_no_value_is_no_data(db: Connection) -> None:
    put_day(db, TODAY)
    fill(db, TODAY)
    day = kpi(db)
    levels = {
        day[f"{name}_status_level"] for name in ("kpi_mtbf_hrs", "kpi_uptime_pct", "ai_accuracy")
    }
    assert levels == {7}


def test_a_row_goes_with_its_day(db: Connection) -> None:
    put_day(db, TODAY)
    fill(db, TODAY)
    db.execute("DELETE FROM reporting.fact_operaciones_diarias")
    fill(db, TODAY)
    assert rows(db, "TABLE reporting.dataset_kpi_business") == []


def test_a_second_run_writes_nothing(db: Connection) -> None:
    put_snapshot(db, kpi_uptime_pct_act=50)
    days = produce(db)
    fill(db, *days)
    before = xmins(db, KPIS)
    fill(db, *days)
    db.execute("CALL reporting.poblar_kpi_business('2026-01-01', '2026-04-01')")
    assert xmins(db, KPIS) == before


def test_the_columns_of_the_bridge_stay(db: Connection) -> None:
    put_day(db, TODAY, kpi_uptime_pct=90)
    fill(db, TODAY)
    db.execute("UPDATE reporting.dataset_kpi_business SET eur_remanente_bbl = 5")
    db.execute("UPDATE reporting.fact_operaciones_diarias SET kpi_uptime_pct = 91")
    fill(db, TODAY)
    day = kpi(db)
    assert (day["eur_remanente_bbl"], day["kpi_uptime_pct_dia"]) == (5, 91)


def test_an_empty_database_is_left_alone(db: Connection) -> None:
    db.execute("CALL reporting.poblar_kpi_business()")
    db.execute("CALL reporting.poblar_kpi_business('2026-01-01', '2026-04-01', 1)")
    assert rows(db, "TABLE reporting.dataset_kpi_business") == []


def test_absurd_values_do_not_stop_the_others(db: Connection) -> None:
    put_day(
        db, TODAY - timedelta(days=1), produccion_petroleo_bbl=1e308, kpi_uptime_pct=float("nan")
    )
    put_day(db, TODAY, produccion_petroleo_bbl=1e308, kpi_uptime_pct=97)
    fill(db, TODAY - timedelta(days=1), TODAY)
    assert kpi(db)["kpi_uptime_pct_dia"] == 97


@pytest.mark.commits
def test_the_day_is_that_of_the_operating_zone(seeded: str) -> None:
    with psycopg.connect(seeded) as db:
        make_field(db, 1)
        set_config(db, "OPERACION", "zona_horaria", "America/Bogota")
        set_clock(db, NOW)
        run(db, steady(8))
        days = [
            day["fecha"]
            for day in rows(db, "SELECT fecha FROM reporting.dataset_kpi_business ORDER BY 1")
        ]
        assert days == [START.date() - timedelta(days=1), START.date()]
