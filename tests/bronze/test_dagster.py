"""The chain under Dagster: each asset, the whole definition, and the same tables as without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

pytest.importorskip("polars", reason="the extra `bronze` is not installed: make setup")
pytest.importorskip("dagster", reason="the extra `dagster` is not installed: make setup-dagster")

import dagster as dg

from bp010ctl.bronze import dagster_assets, dagster_definitions, running
from bp010ctl.bronze.definitions import Definition, load
from support import PROJECT, archive
from support.lakes import WORDS, Field

pytestmark = pytest.mark.slow

ASSETS: list[Any] = [
    dagster_assets.sensor_data, dagster_assets.equipos, dagster_assets.eventos,
    dagster_assets.refined, dagster_assets.lecturas,
]  # fmt: skip
TABLES = ("bronze.sensor_data", "bronze.equipos", "bronze.eventos", "silver.lecturas",
          "silver.series_10min", "silver.cobertura", "silver.pozos")  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dagster's own folder, and nothing that it would tell others."""
    folder = tmp_path / "dagster"
    folder.mkdir()
    (folder / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    monkeypatch.setenv("DAGSTER_HOME", str(folder))
    return folder


@pytest.fixture
def made(field: Field) -> Field:
    """A made archive of two wells, and its bronze.toml."""
    archive.write(field.definition.source, wells=2, days=2)
    file = field.folder / "bronze.toml"
    file.write_text('source = "raw"\nlake = "lake"\n[readings]\npresion_succion = "pip"\n')
    field.definition = load(field.folder)
    return field


def materialized(field: Field, assets: list[Any], database: str = "") -> Any:
    resource = dagster_assets.Archive(config=str(field.folder / "bronze.toml"), database=database)
    return dg.materialize(
        [*assets, *dagster_assets.CHECKS, dagster_assets.every_well_has_its_row,
         dagster_assets.sensors_are_covered, dagster_assets.every_well_was_loaded],
        resources={"archive": resource}, selection=dg.AssetSelection.assets(*assets),
        raise_on_error=False,
    )  # fmt: skip


def checks(result: Any) -> dict[str, bool]:
    return {
        f"{one.asset_key.to_user_string()}.{one.check_name}": one.passed
        for one in result.get_asset_check_evaluations()
    }


def test_each_asset_does_its_step(made: Field) -> None:
    rows = [
        "SELECT count(*) FROM bronze.sensor_data", "SELECT count(*) FROM bronze.equipos",
        "SELECT count(*) FROM bronze.eventos", "SELECT count(*) FROM silver.pozos",
    ]  # fmt: skip
    for asset, question, expected in zip(ASSETS, rows, (540, 4, 4, 2), strict=False):
        result = materialized(made, [asset])
        assert result.success
        assert made.rows(question) == [(expected,)]


def test_dagsters_run_and_the_plain_one_give_equal_tables(made: Field, seeded: str) -> None:
    with psycopg.connect(seeded) as connection:
        connection.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (1, 'a', '2026-01-01'), (2, 'b', '2026-01-01')"
        )
    result = materialized(made, ASSETS, seeded)
    assert result.success
    order = [
        event.asset_key.to_user_string() for event in result.get_asset_materialization_events()
    ]
    assert order == ["sensor_data", "equipos", "eventos", "silver", "lecturas"]
    assert len(checks(result)) == 9
    failed = {name for name, passed in checks(result).items() if not passed}
    assert failed == {"silver.sensors_are_covered"}  # of the second pump's day 3 h are missing
    plain = Field(made.folder, load(made.folder))
    plain.definition = Definition(
        made.definition.source, made.folder / "plain", readings=made.definition.readings
    )
    assert running.Chain(plain.definition, WORDS, None).run() == []
    for table in TABLES:
        text = f"SELECT * EXCLUDE (ingestion_timestamp) FROM {table} ORDER BY ALL"
        if table.startswith("silver"):
            text = f"SELECT * FROM {table} ORDER BY ALL"
        assert made.rows(text) == plain.rows(text), table


def test_checks_tell_what_was_refused_and_kept_out(made: Field) -> None:
    made.file("NORTE-1_all.csv", "timestamp,p\n" + "2026-01-01 00:00:00-0600,bad\n" * 5)
    made.file("Eventos_NORTE-2_all.csv", "nothing\n")
    passed = checks(materialized(made, ASSETS))
    assert not passed["sensor_data.little_was_kept_out"]
    assert passed["sensor_data.every_file_is_in_the_lake"]
    assert not passed["eventos.every_file_is_in_the_lake"]
    assert passed["equipos.little_was_kept_out"]


def test_the_schedule_is_daily_at_six_in_mexico_city() -> None:
    (schedule,) = dagster_definitions.defs.schedules
    assert (schedule.cron_schedule, schedule.execution_timezone) == (
        "0 6 * * *", "America/Mexico_City",
    )  # fmt: skip


def test_one_function_registers_every_asset_and_check_of_a_module() -> None:
    repository = dagster_definitions.of_module(dagster_assets).get_repository_def()
    graph = repository.asset_graph
    names = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert names == {"sensor_data", "equipos", "eventos", "silver", "lecturas"}
    assert len(graph.asset_check_keys) == 9


def test_the_sensor_asks_for_a_run_once_a_folder_has_come_to_rest(made: Field) -> None:
    """And after days without anybody: what was missed is found by comparing, in one run."""
    (sensor,) = dagster_definitions.defs.sensors
    resource = dagster_assets.Archive(config=str(made.folder / "bronze.toml"))
    instance = dg.DagsterInstance.ephemeral()
    cursor: str | None = None

    def look() -> list[str]:
        nonlocal cursor
        context = dg.build_sensor_context(
            instance=instance, cursor=cursor, resources={"archive": resource}
        )
        data = sensor.evaluate_tick(context)
        cursor = data.cursor
        return [request.tags["bp010/files"] for request in data.run_requests or []]

    assert [look(), look(), look()] == [[], ["6"], []]
    materialized(made, ASSETS)
    for well in (3, 4, 5):
        made.file(f"NORTE-{well}_all.csv", "timestamp,p\n2026-01-01 00:00:00-0600,1\n")
    assert [look(), look(), look()] == [[], ["3"], []]
    assert materialized(made, ASSETS).success
    assert running.pending(made.definition) == []


def test_the_definition_is_valid_for_dagsters_own_command(home: Path) -> None:
    dagster = Path(sys.executable).with_name("dagster")
    done = subprocess.run(
        [dagster, "definitions", "validate", "-m", "bp010ctl.bronze.dagster_definitions"],
        env=os.environ | {"DAGSTER_HOME": str(home)}, capture_output=True, text=True, cwd=PROJECT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Validation successful" in done.stdout + done.stderr
