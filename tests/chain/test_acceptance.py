"""The five acceptance criteria of the orchestration audit, each by the cycles themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from bp010ctl.schema import catalog
from support import Cli
from support.derivation import NOW, START, make_field, steady
from support.fakes import call, runs, steps
from support.readings import insert, insert_readings, row, rows, set_clock, xmins

Connection = psycopg.Connection[Any]
PENDING = "PENDIENTE_ML"
CARD_TAGS = {
    "surface_rod_position": "[0.5,100.25,240.5,120]",
    "surface_rod_load": "[16000,28000.25,27000,15000]",
    "downhole_pump_position": "[1.5,200,231.5,100]",
    "downhole_pump_load": "[-264,11000,10500,-100]",
}
REFERENCE = (
    "referencial.tbl_maestra_variables",
    "referencial.tbl_limites_pozo",
    "referencial.tbl_config_kpi",
    "universal.patron",
    "etl.ciclos",
    "etl.ciclo_pasos",
)


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    """A field of one known well; the clock stands still."""
    with psycopg.connect(seeded, autocommit=True) as connection:
        make_field(connection, 1)
        yield connection


def poll_with_card(db: Connection, minute: float, first_load: int = 16000) -> None:
    """A poll of landing, at that minute after START, with a card in it."""
    tags = CARD_TAGS | {"surface_rod_load": f"[{first_load},28000.25,27000,15000]"}
    db.execute(
        "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, moddate, cargado_en)"
        " SELECT 1, m.var_id_scada, t.valor, %(at)s, %(at)s"
        " FROM referencial.tbl_var_scada_map AS m"
        " JOIN unnest(%(columns)s::text[], %(values)s::text[]) AS t (columna, valor)"
        " ON m.columna_stage = t.columna",
        {
            "at": START + timedelta(minutes=minute),
            "columns": list(tags),
            "values": list(tags.values()),
        },
    )


def card(db: Connection) -> dict[str, Any]:
    return row(db, "SELECT * FROM reporting.dataset_latest_dynacard WHERE well_id = 1")


def diagnose(db: Connection, minute: float, pattern: str, score: float) -> None:
    """What the card service writes for the reading of that minute."""
    at = START + timedelta(minutes=minute)
    db.execute(
        "WITH s AS (INSERT INTO universal.stroke (well_id, timestamp_lectura, estado)"
        " VALUES (1, %s, 'COMPLETADO') RETURNING stroke_id)"
        " INSERT INTO universal.diagnostico (stroke_id, patron_id, score)"
        " SELECT s.stroke_id, p.patron_id, %s FROM s, universal.patron AS p WHERE p.nombre = %s",
        [at, score, pattern],
    )


def succeed(db: Connection, *cycles: str) -> None:
    for cycle in cycles:
        assert call(db, cycle, origen="pg_cron") == []


def test_CA_01(db: Connection) -> None:
    """Each new reading with a card is in dataset_latest_dynacard within one stage cycle."""
    for minute, first_load in ((10, 16000), (11, 17000)):
        poll_with_card(db, minute, first_load)
        succeed(db, "stage")
        dynacard = card(db)
        assert dynacard["timestamp_carta"] == START + timedelta(minutes=minute)
        assert dynacard["superficie_json"] == {
            "posicion": [0.5, 100.25, 240.5, 120],
            "carga": [first_load, 28000.25, 27000, 15000],
        }
        assert dynacard["fondo_json"]["carga"] == [-264, 11000, 10500, -100]
        assert dynacard["diagnostico_ia"] == PENDING


def test_an_empty_stage_cycle_costs_under_20_ms(db: Connection) -> None:
    succeed(db, *["stage"] * 12)
    times = sorted(run["duracion_segundos"] for run in runs(db))
    assert times[2] < 0.02


def test_CA_02(db: Connection) -> None:
    """A CDI result enriches diagnostico_ia without losing the newest card."""
    poll_with_card(db, 10)
    succeed(db, "stage", "reporting")
    diagnose(db, 10, "Gas Lock", 0.9)
    before = card(db)
    succeed(db, "universal")
    after = card(db)
    assert (before["diagnostico_ia"], after["diagnostico_ia"]) == (PENDING, "Gas Lock")
    enriched = {"diagnostico_ia", "diagnostico_score", "diagnostico_timestamp", "updated_at"}
    assert {k: v for k, v in after.items() if k not in enriched} == {
        k: v for k, v in before.items() if k not in enriched
    }

    poll_with_card(db, 20, 17000)
    succeed(db, "stage", "universal")
    newer = card(db)
    assert newer["timestamp_carta"] == START + timedelta(minutes=20)
    assert newer["superficie_json"]["carga"][0] == 17000
    assert newer["diagnostico_ia"] == PENDING


def test_CA_03(db: Connection) -> None:
    """dataset_current_values shows qmax and flow efficiency once IPR exists."""
    current = "SELECT * FROM reporting.dataset_current_values WHERE well_id = 1"
    insert_readings(db, steady(3))
    succeed(db, "reporting", "universal")
    snapshot = row(db, current)
    assert (snapshot["ipr_qmax_bpd"], snapshot["ipr_eficiencia_flujo_pct"]) == (None, None)
    values = {"well_id": 1, "fecha_calculo": START, "qmax": 400, "metodo": "Vogel"}
    insert(db, "universal.ipr_resultados", [values])
    succeed(db, "universal")
    snapshot = row(db, current)
    assert snapshot["ipr_qmax_bpd"] == 400
    expected = 100 * snapshot["produccion_fluido_bpd_act"] / 400
    assert snapshot["ipr_eficiencia_flujo_pct"] == pytest.approx(expected)


def test_CA_04(db: Connection) -> None:
    """eur_remanente_bbl follows Arps."""
    remaining = "SELECT eur_remanente_bbl FROM reporting.dataset_kpi_business ORDER BY fecha DESC"
    insert_readings(db, steady(12))
    succeed(db, "reporting", "universal")
    assert rows(db, remaining)[0]["eur_remanente_bbl"] is None
    analysis = {"well_id": 1, "tipo_curva": "exponencial"}
    produced = 1000 + 0.8 * (11 + 50 / 60)
    for day, eur in ((0, 20000), (1, 25000)):
        moment = {"fecha_analisis": START + timedelta(hours=day), "eur_p50": eur}
        insert(db, "universal.arps_resultados_declinacion", [analysis | moment])
        succeed(db, "universal")
        assert rows(db, remaining)[0]["eur_remanente_bbl"] == pytest.approx(eur - produced)


def test_CA_05(db: Connection, seeded: str, cli: Cli) -> None:
    """The incremental pipeline never runs INIT: nothing is dropped, emptied or seeded again."""
    insert_readings(db, steady(3))
    poll_with_card(db, 170)
    succeed(db, "stage", "reporting", "universal")
    set_clock(db, NOW + timedelta(minutes=5))
    definitions = catalog.fingerprint(db)
    reference = xmins(db, REFERENCE)
    readings = row(db, "SELECT count(*) AS n FROM stage.tbl_pozo_produccion")["n"]
    oldest = row(db, "SELECT min(id) AS id FROM etl.etl_ejecuciones")["id"]

    poll_with_card(db, 180)
    done = cli("run", "incremental", url=seeded)
    assert done.returncode == 0, done.stderr
    succeed(db, "stage", "universal", "reporting")

    assert catalog.difference(definitions, catalog.fingerprint(db)) == ""
    assert xmins(db, REFERENCE) == reference
    assert row(db, "SELECT count(*) AS n FROM stage.tbl_pozo_produccion")["n"] == readings + 1
    ran = [run for run in runs(db) if run["id"] >= oldest]
    assert {run["etl_tipo"] for run in ran} == {"stage", "universal", "reporting"}
    called = {step["paso"] for run in ran for step in steps(db, run["id"])}
    assert not [name for name in called if "vaciar" in name or "init" in name or "seed" in name]
    assert len(called) == 14
