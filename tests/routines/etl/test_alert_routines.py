"""Alerts: raised once for each reason, resolved when it is gone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import psycopg
import pytest

from support.databases import new_database
from support.fakes import add_run, rows, set_clock
from support.readings import scalar

Connection = psycopg.Connection[Any]


@pytest.fixture
def ledger(bare: Connection) -> Connection:
    """An empty ledger at 12:00."""
    bare.execute("SELECT set_config('bp010.ahora', '2026-01-08 12:00+00', true)")
    return bare


RAISE = "SELECT etl.fnc_alerta(%s, 'WARNING', %s, %s, NULL, %s)"


def alerts(db: Connection) -> list[tuple[Any, ...]]:
    """Kind, severity, cycle, place and whether it is open, in order."""
    query = "SELECT tipo, severidad, etl_tipo, ubicacion_id, resuelta_en IS NULL FROM etl.alertas"
    return db.execute((query + " ORDER BY alerta_id").encode()).fetchall()


def test_an_alert_stays_open_once_for_each_kind_cycle_and_place(ledger: Connection) -> None:
    assert scalar(ledger, RAISE, "gap", "c", None, "first") is True
    assert scalar(ledger, RAISE, "gap", "c", None, "again") is False
    assert scalar(ledger, RAISE, "gap", "c", "7", "of a place") is True
    assert scalar(ledger, RAISE, "gap", None, None, "of no cycle") is True
    assert scalar(ledger, RAISE, "fallos", "c", None, "of another kind") is True
    assert [row["mensaje"] for row in rows(ledger, "SELECT mensaje FROM etl.alertas")] == [
        "first", "of a place", "of no cycle", "of another kind",
    ]  # fmt: skip
    ledger.execute("UPDATE etl.alertas SET resuelta_en = creada_en WHERE mensaje = 'first'")
    assert scalar(ledger, RAISE, "gap", "c", None, "anew") is True


def test_an_alert_of_an_unknown_severity_is_refused(ledger: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="chk_severidad"):
        ledger.execute("SELECT etl.fnc_alerta('gap', 'LOUD', 'c', NULL, NULL, 'x')")


def test_whoever_listens_hears_that_there_is_an_alert_and_not_what_it_says(
    cluster: Any, migrated_template: Any
) -> None:
    with (
        new_database(cluster, migrated_template.template_dbname) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute("LISTEN bp010_alertas")
        connection.execute("SELECT etl.fnc_alerta('gap', 'CRITICAL', 'c', '7', NULL, 'late')")
        connection.execute(RAISE, ["gap", "c", "7", "late again"])  # not new: not heard
        connection.execute(RAISE, ["gap", "d" * 9000, None, "x" * 9000])  # NOTIFY takes 8000
        first, second = connection.notifies(timeout=60, stop_after=2)
        known = rows(connection, "SELECT alerta_id, creada_en FROM etl.alertas ORDER BY alerta_id")
    heard = [json.loads(notice.payload) for notice in (first, second)]
    times = [datetime.fromisoformat(notice.pop("creada_en")) for notice in heard]
    assert times == [row["creada_en"] for row in known]
    assert [notice.pop("alerta_id") for notice in heard] == [row["alerta_id"] for row in known]
    assert heard == [
        {"tipo": "gap", "severidad": "CRITICAL", "etl_tipo": "c"},
        {"tipo": "gap", "severidad": "WARNING", "etl_tipo": "d" * 500},
    ]


# -- reasons ------------------------------------------------------------------------------------

FAILED = {"estado": "fallido", "error_tipo": "db_error"}
HALF = {"estado": "parcial", "error_tipo": "db_error"}


def history(db: Connection, states: str, cycle: str = "c", **columns: Any) -> None:
    """Runs a minute apart from 10:00 on: f failed, p partial by a step, r by rejects, e well."""
    kinds = {"f": FAILED, "p": HALF, "r": {"estado": "parcial"}, "e": {}}
    for minute, state in enumerate(states):
        add_run(db, cycle, f"2026-01-08 10:{minute:02}+00", **kinds[state], **columns)


def judge(db: Connection) -> int:
    return int(scalar(db, "SELECT etl.fnc_alertar()"))


def test_an_empty_ledger_gives_no_reason(ledger: Connection) -> None:
    assert judge(ledger) == 0
    assert alerts(ledger) == []


def test_a_gap_is_told_with_the_number_of_runs_and_since_when(ledger: Connection) -> None:
    history(ledger, "eff")
    assert judge(ledger) == 1
    assert alerts(ledger) == [("gap", "WARNING", "c", None, True)]
    message = scalar(ledger, "SELECT mensaje FROM etl.alertas")
    assert message == "c: 2 gap(s) to make up for since 2026-01-08 10:01:00+00"
    assert judge(ledger) == 0
    add_run(ledger, "c", "2026-01-08 11:00+00")
    assert judge(ledger) == 0
    assert alerts(ledger) == [("gap", "WARNING", "c", None, False)]
    assert str(scalar(ledger, "SELECT resuelta_en FROM etl.alertas")) == "2026-01-08 12:00:00+00:00"


@pytest.mark.parametrize(
    ("states", "raised"),
    [
        ("e" * 17 + "ffe", []),  # 18 of 20: 90 %
        ("e" * 16 + "fffe", ["tasa_exito"]),
        ("e" * 16 + "pppe", ["tasa_exito"]),  # a step failed that is not critical
        ("e" * 16 + "rrre", []),  # rejected values are no failure of the run
        ("fff" + "e" * 20, []),  # longer ago than the last 20
        ("fffe", []),  # fewer than 20 runs say nothing about a rate
        ("ffffe", []),
        ("fffffe", ["fallos"]),  # five of the last ten
        ("fffff" + "e" * 6, []),  # one of the five is the eleventh
    ],
)
def test_a_rate_below_90_percent_and_five_failures_of_ten_are_reasons(
    ledger: Connection, states: str, raised: list[str]
) -> None:
    history(ledger, states)
    assert judge(ledger) == len(raised)
    assert [tipo for tipo, *_ in alerts(ledger)] == raised


def test_places_are_judged_apart_and_attempts_that_found_it_busy_do_not_count(
    ledger: Connection,
) -> None:
    history(ledger, "fffffe", ubicacion_id="7")
    history(ledger, "eeeeee", ubicacion_id="8")
    history(ledger, "ffffff", cycle="d", ocupado_por=5)
    assert judge(ledger) == 1
    assert alerts(ledger) == [("fallos", "CRITICAL", "c", "7", True)]
    message = scalar(ledger, "SELECT mensaje FROM etl.alertas")
    assert message == "c: 5 of the last 10 runs failed"


def test_an_overdue_run_s_alert_ends_with_the_run_and_strange_ones_stay(
    ledger: Connection,
) -> None:
    run = add_run(ledger, "c", "2026-01-08 10:00+00")
    ledger.execute(
        "UPDATE etl.etl_ejecuciones SET estado = 'en_proceso', fecha_fin = NULL WHERE id = %s",
        [run],
    )
    ledger.execute("SELECT etl.fnc_alerta('excedida', 'CRITICAL', 'c', NULL, %s, 'late')", [run])
    ledger.execute("SELECT etl.fnc_alerta('propia', 'INFO', 'c', NULL, NULL, 'by hand')")
    judge(ledger)
    assert [row[-1] for row in alerts(ledger)] == [True, True]
    ledger.execute(
        "UPDATE etl.etl_ejecuciones SET estado = 'exitoso', fecha_fin = fecha_inicio WHERE id = %s",
        [run],
    )
    judge(ledger)
    assert [(row[0], row[-1]) for row in alerts(ledger)] == [("excedida", False), ("propia", True)]


def test_a_clock_that_was_set_back_ends_no_alert_before_it_began(ledger: Connection) -> None:
    history(ledger, "f")
    judge(ledger)
    add_run(ledger, "c", "2026-01-08 10:30+00")
    set_clock(ledger, "2026-01-08 11:00+00")
    judge(ledger)
    assert scalar(ledger, "SELECT resuelta_en = creada_en FROM etl.alertas") is True
