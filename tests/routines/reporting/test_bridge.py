"""From universal to reporting: newest card, diagnosis, accuracy, IPR and Arps; newest wins."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from support.derivation import START, make_field, reading, run, steady
from support.readings import Connection, insert, insert_readings, row, rows, set_clock, xmins

PENDING = "PENDIENTE_ML"
CARD = {
    "surface_rod_position": "[0.5, 100, 240.5, 120]",
    "surface_rod_load": "[16000,28000.25,27000,15000]",
    "downhole_pump_position": "[1.5,200,231.5,100]",
    "downhole_pump_load": "[-264,11000,10500,-100]",
}
BRIDGED = (
    "reporting.dataset_latest_dynacard",
    "reporting.dataset_current_values",
    "reporting.fact_operaciones_horarias",
    "reporting.fact_operaciones_diarias",
    "reporting.fact_operaciones_mensuales",
    "reporting.dataset_kpi_business",
)


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    make_field(seeded_db, 1)
    return seeded_db


def publish(db: Connection) -> None:
    db.execute("CALL reporting.sp_sync_latest_dynacard()")


def bridge(db: Connection) -> None:
    """The universal cycle."""
    for service in ("cdi", "ipr", "arps"):
        db.execute(f"CALL reporting.sp_sync_{service}_to_reporting()".encode())


def card(db: Connection, well: int = 1) -> dict[str, Any]:
    return row(db, "SELECT * FROM reporting.dataset_latest_dynacard WHERE well_id = %s", well)


def current(db: Connection) -> dict[str, Any]:
    return row(db, "SELECT * FROM reporting.dataset_current_values WHERE well_id = 1")


def hour(db: Connection, number: int) -> dict[str, Any]:
    query = "SELECT * FROM reporting.fact_operaciones_horarias WHERE pozo_id = 1 AND hora_id = %s"
    return row(db, query, number)


def store_card(db: Connection, minute: float, well: int = 1, **changes: Any) -> None:
    insert_readings(db, [reading(minute, well) | CARD | changes])
    publish(db)


def stroke(db: Connection, minute: float, estado: str = "COMPLETADO") -> int:
    """A stroke of the reading of that minute; its number."""
    moment = START + timedelta(minutes=minute)
    query = (
        "INSERT INTO universal.stroke (well_id, timestamp_lectura, estado) VALUES (1, %s, %s)"
        " ON CONFLICT (well_id, timestamp_lectura) DO UPDATE SET estado = excluded.estado"
        " RETURNING stroke_id"
    )
    record = db.execute(query, [moment, estado]).fetchone()
    assert record is not None
    return int(record[0])


def pattern(name: str) -> str:
    return f"(SELECT patron_id FROM universal.patron WHERE nombre = '{name}')"


def diagnose(
    db: Connection, minute: float, at: str = "2026-01-05 06:00+00", **scores: float
) -> None:
    """Scores of the model for the card of that minute; Gas_Lock stands for Gas Lock."""
    number = stroke(db, minute)
    for name, score in scores.items():
        db.execute(
            "INSERT INTO universal.diagnostico (stroke_id, patron_id, score, created_at)"
            f" VALUES (%s, {pattern(name.replace('_', ' '))}, %s, %s)".encode(),
            [number, score, at],
        )


def validate(db: Connection, minute: float, name: str, at: str = "2026-01-05 07:00+00") -> None:
    number = stroke(db, minute)
    db.execute(
        "INSERT INTO universal.validacion_experta (stroke_id, patron_id, experto, updated_at)"
        f" VALUES (%s, {pattern(name)}, 'experto', %s)".encode(),
        [number, at],
    )


# --- the newest card


def test_a_new_card_is_published_whole_and_waits_for_its_diagnosis(db: Connection) -> None:
    store_card(db, 10)
    dynacard = card(db)
    assert dynacard["timestamp_carta"] == START + timedelta(minutes=10)
    assert dynacard["superficie_json"] == {
        "posicion": [0.5, 100, 240.5, 120],
        "carga": [16000, 28000.25, 27000, 15000],
    }
    assert dynacard["fondo_json"]["carga"] == [-264, 11000, 10500, -100]
    assert (dynacard["carga_min_superficie"], dynacard["carga_max_superficie"]) == (15000, 28000.25)
    assert (dynacard["diagnostico_ia"], dynacard["diagnostico_score"]) == (PENDING, None)


def test_every_point_of_a_card_arrives_to_the_last_digit(db: Connection) -> None:
    points = [round(1.9 + 0.123456789 * point, 9) for point in range(199)]
    store_card(db, 10, surface_rod_position=json.dumps(points), surface_rod_load=json.dumps(points))
    assert card(db)["superficie_json"]["posicion"] == points


def test_an_older_card_never_replaces_a_newer_one(db: Connection) -> None:
    store_card(db, 60)
    before = xmins(db, BRIDGED[:1])
    store_card(db, 10)
    assert xmins(db, BRIDGED[:1]) == before


def test_a_reading_without_a_card_leaves_the_card(db: Connection) -> None:
    store_card(db, 10)
    insert_readings(db, [reading(20)])
    publish(db)
    assert card(db)["timestamp_carta"] == START + timedelta(minutes=10)


@pytest.mark.parametrize(
    "broken",
    [
        "[1,2",
        "[1,2,3]",
        "[]",
        "text",
        "[1,2,NaN,4]",
        "[1,2,null,4]",
        '["a",1,2,3]',
        "[1e400,1,2,3]",
    ],
)
def test_a_broken_card_is_passed_over(db: Connection, broken: str) -> None:
    store_card(db, 10)
    store_card(db, 20, surface_rod_load=broken, downhole_pump_load=None)
    assert card(db)["timestamp_carta"] == START + timedelta(minutes=10)


def test_two_points_are_no_card(db: Connection) -> None:
    insert_readings(db, [reading(10) | dict.fromkeys(CARD, "[1,2]")])
    publish(db)
    assert rows(db, "TABLE reporting.dataset_latest_dynacard") == []


def test_half_a_card_is_published_without_the_other_half(db: Connection) -> None:
    store_card(db, 10, downhole_pump_load="[1,2")
    dynacard = card(db)
    assert (dynacard["superficie_json"] is None, dynacard["fondo_json"]) == (False, None)


def test_corrected_points_of_the_same_reading_wait_for_a_diagnosis_again(db: Connection) -> None:
    store_card(db, 10)
    diagnose(db, 10, Gas_Lock=0.9)
    bridge(db)
    db.execute("UPDATE stage.tbl_pozo_produccion SET surface_rod_load = '[1,2,3,4]'")
    publish(db)
    assert (card(db)["carga_max_superficie"], card(db)["diagnostico_ia"]) == (4, PENDING)


def test_a_reset_publishes_a_card_of_any_age_again(db: Connection) -> None:
    store_card(db, 10)
    set_clock(db, START + timedelta(days=40, minutes=30))  # in the hour of the reading with no card
    insert_readings(db, [reading(60 * 24 * 40)])
    publish(db)
    db.execute("CALL etl.sp_vaciar_calculados()")
    insert_readings(db, [reading(60 * 24 * 40 + 20)])
    publish(db)
    assert card(db)["timestamp_carta"] == START + timedelta(minutes=10)


def test_publishing_twice_writes_nothing(db: Connection) -> None:
    store_card(db, 10)
    before = xmins(db, BRIDGED[:1])
    publish(db)
    db.execute("UPDATE stage.tbl_pozo_produccion SET pip = 1")
    publish(db)
    assert xmins(db, BRIDGED[:1]) == before


# --- precedence of cards and diagnoses
# steps: carta N publishes a card of minute N; diagnosis N pattern score; validacion N pattern.
# outcome: minute of the published card, its diagnosis, its score, accuracy in the snapshot
PRECEDENCE: dict[str, tuple[list[tuple[Any, ...]], tuple[int, str, float | None, float | None]]] = {
    "raw card first": ([("carta", 10)], (10, PENDING, None, None)),
    "diagnosis later": (
        [("carta", 10), ("puente",), ("diagnostico", 10, "Gas Lock", 0.9)],
        (10, "Gas Lock", 0.9, 90),
    ),
    "newer card while the diagnosis is on its way": (
        [("carta", 10), ("puente",), ("carta", 20), ("diagnostico", 10, "Gas Lock", 0.9)],
        (20, PENDING, None, 90),
    ),
    "newer card after the diagnosis": (
        [("carta", 10), ("diagnostico", 10, "Gas Lock", 0.9), ("puente",), ("carta", 20)],
        (20, PENDING, None, 90),
    ),
    "diagnosis of an old card after that of the newest": (
        [
            ("carta", 10),
            ("carta", 20),
            ("diagnostico", 20, "Golpe de Fluido", 0.8),
            ("puente",),
            ("diagnostico", 10, "Gas Lock", 0.9),
        ],
        (20, "Golpe de Fluido", 0.8, 80),
    ),
    "diagnosis twice, the newer one holds": (
        [
            ("carta", 10),
            ("diagnostico", 10, "Gas Lock", 0.9),
            ("puente",),
            ("diagnostico", 10, "Gas Lock", 0.3, "2026-01-05 06:30+00"),
            ("diagnostico", 10, "Golpe de Fluido", 0.6, "2026-01-05 06:30+00"),
        ],
        (10, "Golpe de Fluido", 0.6, 60),
    ),
    "the expert agrees": (
        [
            ("carta", 10),
            ("diagnostico", 10, "Gas Lock", 0.9),
            ("puente",),
            ("validacion", 10, "Gas Lock"),
        ],
        (10, "Gas Lock", 0.9, 100),
    ),
    "the expert disagrees": (
        [
            ("carta", 10),
            ("diagnostico", 10, "Gas Lock", 0.9),
            ("validacion", 10, "Golpe de Fluido"),
        ],
        (10, "Gas Lock", 0.9, 0),
    ),
    "the newest validation counts": (
        [
            ("carta", 10),
            ("diagnostico", 10, "Gas Lock", 0.9),
            ("validacion", 10, "Golpe de Fluido"),
            ("validacion", 10, "Gas Lock", "2026-01-05 08:00+00"),
        ],
        (10, "Gas Lock", 0.9, 100),
    ),
    "a stroke still at work does not count": (
        [
            ("carta", 10),
            ("diagnostico", 10, "Gas Lock", 0.9),
            ("trazo", 10, "EN_PROCESO"),
        ],
        (10, PENDING, None, None),
    ),
}


def play(db: Connection, step: tuple[Any, ...]) -> None:
    kind, *arguments = step
    if kind == "carta":
        store_card(db, arguments[0])
    elif kind == "diagnostico":
        minute, name, score, *at = arguments
        diagnose(db, minute, *at, **{name.replace(" ", "_"): score})
    elif kind == "validacion":
        validate(db, *arguments)
    elif kind == "trazo":
        stroke(db, *arguments)
    else:
        bridge(db)


@pytest.mark.parametrize("case", PRECEDENCE)
def test_precedence(db: Connection, case: str) -> None:
    run(db, [reading(0)])
    steps, outcome = PRECEDENCE[case]
    for step in steps:
        play(db, step)
    run(db)
    bridge(db)
    dynacard = card(db)
    minute = (dynacard["timestamp_carta"] - START) / timedelta(minutes=1)
    accuracy = current(db)["ai_accuracy_act"]
    assert (minute, dynacard["diagnostico_ia"], dynacard["diagnostico_score"]) == outcome[:3]
    assert accuracy == (None if outcome[3] is None else pytest.approx(outcome[3]))
    before = xmins(db, BRIDGED)
    bridge(db)
    publish(db)
    assert xmins(db, BRIDGED) == before


def test_a_diagnosis_changes_nothing_else_of_the_card(db: Connection) -> None:
    store_card(db, 10)
    before = card(db)
    diagnose(db, 10, Gas_Lock=0.9)
    bridge(db)
    after = card(db)
    changed = {name for name in before if before[name] != after[name]}
    assert changed - {"updated_at"} == {
        "diagnostico_ia",
        "diagnostico_score",
        "diagnostico_timestamp",
    }


def test_a_stroke_by_number_of_its_reading_alone_is_enough(db: Connection) -> None:
    store_card(db, 10)
    db.execute(
        "INSERT INTO universal.stroke (produccion_id, estado)"
        " SELECT produccion_id, 'COMPLETADO' FROM stage.tbl_pozo_produccion"
    )
    diagnose(db, 10, Gas_Lock=0.9)
    bridge(db)
    assert card(db)["diagnostico_ia"] == "Gas Lock"


# --- accuracy


def test_accuracy_reaches_the_hour_of_the_reading_judged(db: Connection) -> None:
    run(db, steady(3))
    diagnose(db, 70, Gas_Lock=0.5)
    bridge(db)
    fact = hour(db, 1)
    assert fact["kpi_ai_accuracy_pct"] == pytest.approx(50)
    assert fact["kpi_ai_accuracy_variance_pct"] == pytest.approx(100 * (50 - 85) / 85)
    assert fact["kpi_ai_accuracy_status_level"] == 5
    assert hour(db, 2)["kpi_ai_accuracy_status_level"] == 7
    assert current(db)["ai_accuracy_status_level"] == 5


def test_accuracy_of_hours_reaches_day_and_kpi_row(db: Connection) -> None:
    run(db, steady(3))
    diagnose(db, 10, Gas_Lock=0.6)
    diagnose(db, 70, Gas_Lock=1)
    bridge(db)
    run(db)
    day = row(db, "SELECT * FROM reporting.fact_operaciones_diarias")
    assert day["ai_accuracy_pct"] == pytest.approx(80)
    assert row(db, "SELECT * FROM reporting.dataset_kpi_business")[
        "ai_accuracy_dia"
    ] == pytest.approx(80)


def test_a_later_validation_of_an_old_stroke_reaches_its_hour(db: Connection) -> None:
    run(db, steady(3))
    diagnose(db, 10, Gas_Lock=0.6)
    diagnose(db, 70, Gas_Lock=0.7)
    bridge(db)
    validate(db, 10, "Gas Lock")
    bridge(db)
    assert hour(db, 0)["kpi_ai_accuracy_pct"] == 100
    assert current(db)["ai_accuracy_act"] == pytest.approx(70)


def test_a_diagnosis_before_the_hours_fact_waits_for_it(db: Connection) -> None:
    insert_readings(db, steady(1))
    diagnose(db, 10, Gas_Lock=0.6)
    bridge(db)
    run(db)
    bridge(db)
    assert hour(db, 0)["kpi_ai_accuracy_pct"] == pytest.approx(60)


def test_no_model_no_accuracy(db: Connection) -> None:
    run(db, steady(1))
    bridge(db)
    assert (current(db)["ai_accuracy_act"], current(db)["ai_accuracy_status_label"]) == (
        None,
        "Sin Datos",
    )
    assert current(db)["ipr_eficiencia_flujo_pct"] is None


# --- IPR


def curve(db: Connection, at: datetime, qmax: float | None, metodo: str = "Vogel") -> None:
    values = {"well_id": 1, "fecha_calculo": at, "qmax": qmax, "metodo": metodo}
    insert(db, "universal.ipr_resultados", [values])


def test_qmax_of_the_newest_curve_and_the_efficiency_by_hand(db: Connection) -> None:
    run(db, steady(3))
    curve(db, START, 500)
    curve(db, START + timedelta(hours=2), 400)
    bridge(db)
    snapshot = current(db)
    assert snapshot["ipr_qmax_bpd"] == 400
    fluid = snapshot["produccion_fluido_bpd_act"]
    assert snapshot["ipr_eficiencia_flujo_pct"] == pytest.approx(100 * fluid / 400)


def test_the_newest_operating_point_says_the_efficiency(db: Connection) -> None:
    run(db, steady(3))
    curve(db, START, 500)
    for hours, efficiency in ((1, 30), (2, 25)):
        point = {"q_actual": 91, "pwf_calculado": 1473, "ip_actual": 1, "eficiencia": efficiency}
        moment = {"well_id": 1, "fecha_calculo": START + timedelta(hours=hours)}
        insert(db, "universal.ipr_puntos_operacion", [point | moment])
    bridge(db)
    assert current(db)["ipr_eficiencia_flujo_pct"] == 25


@pytest.mark.parametrize(("qmax", "efficiency"), [(1e-3, 100), (0, None), (None, None)])
def test_efficiency_is_at_most_100_and_needs_a_qmax(
    db: Connection, qmax: float | None, efficiency: float | None
) -> None:
    run(db, steady(3))
    curve(db, START, qmax)
    bridge(db)
    assert current(db)["ipr_eficiencia_flujo_pct"] == efficiency


def test_an_hour_has_the_qmax_in_force_then(db: Connection) -> None:
    run(db, steady(4))
    curve(db, START + timedelta(hours=1, minutes=30), 500)
    curve(db, START + timedelta(hours=3), 400)
    bridge(db)
    assert [hour(db, n)["ipr_qmax_teorico"] for n in range(4)] == [None, 500, 500, 400]


def test_hours_that_come_after_the_curve_have_it_too(db: Connection) -> None:
    curve(db, START - timedelta(days=1), 500)
    run(db, steady(2))
    bridge(db)
    assert [hour(db, n)["ipr_qmax_teorico"] for n in range(2)] == [500, 500]


def test_a_curve_withdrawn_or_moved_gives_way(db: Connection) -> None:
    run(db, steady(4))
    curve(db, START, 500)
    curve(db, START + timedelta(hours=2), 400, "Fetkovich")
    bridge(db)
    db.execute("DELETE FROM universal.ipr_resultados WHERE qmax = 400")
    bridge(db)
    assert hour(db, 3)["ipr_qmax_teorico"] == 500
    db.execute(
        "UPDATE universal.ipr_resultados SET fecha_calculo = fecha_calculo + interval '3 hours'"
    )
    bridge(db)
    assert [hour(db, n)["ipr_qmax_teorico"] for n in range(4)] == [None, None, None, 500]


# --- Arps


def analysis(db: Connection, at: datetime, **values: Any) -> None:
    insert(
        db,
        "universal.arps_resultados_declinacion",
        [{"well_id": 1, "fecha_analisis": at, "tipo_curva": "exponencial"} | values],
    )


def kpi_rows(db: Connection) -> list[dict[str, Any]]:
    return rows(db, "SELECT * FROM reporting.dataset_kpi_business ORDER BY fecha")


@pytest.fixture
def produced(db: Connection) -> Connection:
    """Two days of the steady well: Np starts at 1000 bbl."""
    set_clock(db, START + timedelta(hours=47, minutes=55))
    run(db, steady(48))
    return db


def test_remaining_recovery_and_life_by_hand(produced: Connection) -> None:
    analysis(produced, START, eur_p50=20000, eur_total=30000)
    bridge(produced)
    oil = 0.8 * (23 + 50 / 60)  # each day's last increment is that of 23:50
    remaining = [20000 - (1000 + oil), 20000 - (1000 + 2 * oil)]
    kpis = kpi_rows(produced)
    assert [row["eur_remanente_bbl"] for row in kpis] == pytest.approx(remaining)
    assert kpis[1]["vida_util_estimada_dias"] == pytest.approx(remaining[1] / oil)
    day = row(
        produced, "SELECT * FROM reporting.fact_operaciones_diarias WHERE fecha_id = 20260106"
    )
    assert day["eur_modelo_arps"] == 20000


def test_without_an_analysis_nothing_remains_and_no_life_is_estimated(produced: Connection) -> None:
    bridge(produced)
    estimates = [
        (row["eur_remanente_bbl"], row["vida_util_estimada_dias"]) for row in kpi_rows(produced)
    ]
    assert estimates == [(None, None)] * 2


def test_without_p50_the_total_counts(produced: Connection) -> None:
    analysis(produced, START, eur_total=30000)
    bridge(produced)
    assert kpi_rows(produced)[1]["eur_remanente_bbl"] == pytest.approx(
        30000 - 1000 - 1.6 * (23 + 5 / 6)
    )


def test_the_newest_row_follows_the_newest_analysis_and_older_ones_what_held_then(
    produced: Connection,
) -> None:
    analysis(produced, START, eur_p50=20000)
    analysis(produced, START + timedelta(days=30), eur_p50=25000)
    bridge(produced)
    first, newest = (row["eur_remanente_bbl"] for row in kpi_rows(produced))
    assert first < 20000
    assert newest > 23000


def test_months_have_reserves_left_by_the_workbook_until_arps_knows(produced: Connection) -> None:
    bridge(produced)
    oil = 1.6 * (23 + 5 / 6)
    query = "SELECT remanent_reserves_bbl AS left FROM reporting.fact_operaciones_mensuales"
    assert row(produced, query)["left"] == pytest.approx(200000 - 1000 - oil)
    analysis(produced, START, eur_p50=20000)
    bridge(produced)
    assert row(produced, query)["left"] == pytest.approx(20000 - 1000 - oil)


def test_late_oil_lowers_what_remains_on_all_later_days(produced: Connection) -> None:
    analysis(produced, START, eur_p50=20000)
    bridge(produced)
    before = [row["eur_remanente_bbl"] for row in kpi_rows(produced)]
    late = reading(23 * 60 + 55, produccion_petroleo_diaria=0.8 * (23 + 5 / 6) + 7)
    run(produced, [late])
    bridge(produced)
    after = [row["eur_remanente_bbl"] for row in kpi_rows(produced)]
    assert [old - new for old, new in zip(before, after, strict=True)] == pytest.approx([7, 7])


def test_without_analysis_nothing_remains_to_be_said(produced: Connection) -> None:
    bridge(produced)
    assert {row["eur_remanente_bbl"] for row in kpi_rows(produced)} == {None}


# --- how it works


def test_the_bridge_twice_writes_nothing(produced: Connection) -> None:
    analysis(produced, START, eur_p50=20000)
    curve(produced, START, 500)
    store_card(produced, 47 * 60 + 55)
    diagnose(produced, 47 * 60 + 55, Gas_Lock=0.9, Golpe_de_Fluido=0.1)
    bridge(produced)
    run(produced)
    bridge(produced)
    before = xmins(produced, BRIDGED)
    bridge(produced)
    run(produced)
    bridge(produced)
    assert xmins(produced, BRIDGED) == before


@pytest.mark.commits
def test_the_bridge_over_an_empty_database(seeded: str) -> None:
    with psycopg.connect(seeded) as db:
        publish(db)
        bridge(db)
        assert rows(db, "TABLE reporting.dataset_latest_dynacard") == []


@pytest.mark.commits
def test_the_services_need_no_right_on_the_queue(produced: Connection, server_url: str) -> None:
    produced.commit()
    database = produced.info.dbname
    with psycopg.connect(server_url, dbname=database) as service:  # a superuser may play any role
        service.execute("SET ROLE bp010_modelos")
        curve(service, START, 500)
        analysis(service, START, eur_p50=20000)
        diagnose(service, 10, Gas_Lock=0.9)
    bridge(produced)
    fact = hour_of(produced, date(2026, 1, 5), 0)
    assert (fact["ipr_qmax_teorico"], fact["kpi_ai_accuracy_pct"]) == (500, pytest.approx(90))


def hour_of(db: Connection, day: date, number: int) -> dict[str, Any]:
    query = "SELECT * FROM reporting.fact_operaciones_horarias WHERE fecha_id = %s AND hora_id = %s"
    return row(db, query, int(day.strftime("%Y%m%d")), number)
