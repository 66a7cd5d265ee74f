"""The seven gaps that mission document 2 lists in the Lambdas of before: none can come back."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from bp010ctl.seeds import published
from support import PROJECT
from support.cloud import BUCKET, Call

handlers = pytest.importorskip("aws.handlers", reason="the extra aws is missing: scripts/setup")

CHAIN = json.loads((PROJECT / "aws" / "chain.asl.json").read_text(encoding="utf-8"))
TEMPLATE = (PROJECT / "aws" / "template.yaml").read_text(encoding="utf-8")
PHASES = {
    "DQ": "stage.sp_execute_dq_validation",
    "facts": "reporting.sp_load_to_reporting",
    "snapshot": "reporting.actualizar_current_values_v4",
    "targets": "reporting.sp_sync_dim_pozo_targets",
    "evaluation": "reporting.aplicar_evaluacion_universal",
    "derived": "reporting.sp_calcular_derivados_completos",
    "KPIs": "reporting.poblar_kpi_business",
    "defaults": "reporting.sp_populate_defaults",
    "consistency": "stage.sp_execute_consistency_validation",
}
"""Phases 3 to 7 of the document, each by the routine that does it."""
SQL = re.compile(r"\s*(CALL|INSERT|UPDATE|DELETE|SELECT)\s")
EMPTIED = re.compile(r"(DELETE\s+FROM|TRUNCATE)\s+\S*landing_scada_data", re.IGNORECASE)
Connection = psycopg.Connection[Any]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda url: monkeypatch.setenv("BP010_DATABASE_URL", url)


@pytest.mark.slow
def test_1_the_model_is_deployed_by_a_handler_which_drops_nothing(
    fresh_url: str, at: Callable[[str], None]
) -> None:
    at(fresh_url)
    handlers.migrate({}, Call(600))
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (5, 'Five', '2026-01-01')"
        )
        before = objects(connection)
        handlers.migrate({}, Call(600))
        assert objects(connection) == before
        assert {schema for schema, _ in before} >= {
            "stage",
            "referencial",
            "reporting",
            "universal",
        }
        assert len(connection.execute("SELECT FROM stage.tbl_pozo_maestra").fetchall()) == 1


def test_2_reference_data_are_loaded_by_a_handler(
    bucket: str, database: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(database)
    monkeypatch.setenv("S3_BUCKET_CONFIG", BUCKET)
    published.publish(PROJECT / "seeds", bucket, "c0ffee")
    handlers.seed({}, Call())
    counts = {"maestra_variables": 130, "var_scada_map": 65, "dq_rules": 35, "ref_unidades": 38}
    with psycopg.connect(database) as connection:
        for name, count in counts.items():
            row = connection.execute(f"SELECT count(*) FROM referencial.tbl_{name}".encode())
            assert row.fetchone() == (count,), name


def test_3_seeding_completes_what_the_files_leave_open(
    bucket: str, database: str, at: Callable[[str], None]
) -> None:
    """sp_seed_defaults: no baseline, threshold or volatility that can be had is missing."""
    at(database)
    published.publish(PROJECT / "seeds", bucket, "c0ffee")
    handlers.seed({"source": bucket}, Call())
    with psycopg.connect(database) as connection:
        open_ = connection.execute(
            "SELECT count(*) FROM referencial.tbl_limites_pozo WHERE"
            " (baseline_value IS NULL AND target_value IS NOT NULL)"
            " OR (min_critical IS NULL AND min_warning IS NOT NULL)"
            " OR (max_critical IS NULL AND max_warning IS NOT NULL)"
        ).fetchone()
        volatile = connection.execute(
            "SELECT count(*) FROM referencial.tbl_maestra_variables WHERE volatilidad IS NULL"
        ).fetchone()
    assert (open_, volatile) == ((0,), (0,))


def test_4_a_handler_has_no_sql_of_its_own_to_fall_behind() -> None:
    """What computes is called by its cycle in the database; no text of SQL is in the handlers."""
    for path in [*(PROJECT / "aws").glob("*.py"), *(PROJECT / "bp010ctl" / "aws").glob("*.py")]:
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts = [str(node.value) for node in nodes if isinstance(node, ast.Constant)]
        written = [text for text in texts if SQL.match(text)]
        assert written == [], path
    assert not list((PROJECT / "aws").rglob("*.sql"))


def test_5_every_phase_is_a_step_of_a_cycle_that_the_chain_runs(seeded_db: Connection) -> None:
    asked = {
        state["Parameters"]["Payload"]["mode"]
        for state in CHAIN["States"].values()
        if "mode" in str(state.get("Parameters", {}).get("Payload"))
    }
    rows = seeded_db.execute(
        "SELECT ciclo, llamada FROM etl.ciclo_pasos WHERE activo AND ciclo = ANY(%s)",
        [list(asked)],
    ).fetchall()
    for phase, routine in PHASES.items():
        assert any(routine in call for _, call in rows), phase


def test_6_polling_deletes_nothing_from_the_landing_table(seeded_db: Connection) -> None:
    """Rows go by retention, a cycle of days, and no handler, poll or pivot removes one."""
    bodies = seeded_db.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc AS p"
        " JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE n.nspname = 'stage'"
        " AND p.prosrc ~* '(DELETE\\s+FROM|TRUNCATE(\\s+TABLE)?)\\s+stage\\.landing_scada_data'"
    ).fetchall()
    assert bodies == []
    for path in (PROJECT / "bp010ctl").rglob("*.sql"):
        if path.parts[-3] in {"aws", "sources", "ingest"}:
            assert not EMPTIED.search(path.read_text(encoding="utf-8")), path


def test_7_the_state_machine_that_the_guide_describes_exists() -> None:
    guide = (PROJECT / "docs" / "aws.md").read_text(encoding="utf-8")
    assert "DefinitionUri: chain.asl.json" in TEMPLATE
    table = guide.partition("## The chain")[2].partition("\n## ")[0]
    described = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    assert described == set(CHAIN["States"])


def objects(connection: Connection) -> list[tuple[str, str]]:
    """Relations and routines of the model, by schema and name, with their identities."""
    return connection.execute(
        "SELECT nspname::text, nombre FROM ("
        "SELECT relnamespace AS n, relname || ' ' || oid AS nombre"
        " FROM pg_class UNION ALL SELECT pronamespace, proname || ' ' || oid FROM pg_proc) AS todo"
        " JOIN pg_namespace ON pg_namespace.oid = todo.n"
        " WHERE nspname IN ('stage', 'referencial', 'reporting', 'universal', 'etl') ORDER BY 1, 2"
    ).fetchall()
