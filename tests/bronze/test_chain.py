"""A made archive by the commands, from CSV to the dashboard."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

pytest.importorskip("polars", reason="the extra `bronze` is not installed: make setup")
pytest.importorskip("duckdb", reason="the extra `bronze` is not installed: make setup")

from bp010ctl.bronze import definitions
from support import PROJECT, Cli, archive

pytestmark = pytest.mark.slow


def test_an_archive_ends_on_the_dashboard(cli: Cli, seeded: str, tmp_path: Path) -> None:
    archive.write(tmp_path / "raw", wells=1, days=2)
    config = tmp_path / "bronze.toml"
    config.write_text(
        'source = "raw"\nlake = "lake"\n[readings]\npresion_succion = "pip"\n'
        'presion_descarga = { column = "presion_descarga_bomba", factor = 2 }\n'
    )
    with psycopg.connect(seeded) as connection:
        connection.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (1, 'Norte 1', '2026-01-01')"
        )
    place = ["--config", str(config)]
    assert cli("bronze", "ingest", *place, url=seeded).returncode == 0
    made = json.loads(cli("bronze", "silver", *place, "--json", url=seeded).stdout)
    assert (made["made"], made["rows"]["lecturas"]) == (["NORTE-1"], 270)
    dry = json.loads(cli("bronze", "load", *place, "--dry-run", "--json", url=seeded).stdout)
    (loaded,) = json.loads(cli("bronze", "load", *place, "--json", url=seeded).stdout)
    assert (loaded["written"], dry[0]["written"]) == (270, 270)
    again = cli("bronze", "run", "--once", *place, url=seeded)
    assert again.returncode == 0
    assert "lecturas: 1 same" in again.stdout
    assert cli("run", url=seeded).returncode == 0
    last = [float(value) for value in list(archive.readings(1, 2))[-1][1:3]]
    with psycopg.connect(seeded) as connection:
        row = connection.execute(
            "SELECT pump_intake_pressure_psi_act, pump_discharge_pressure_psi_act"
            " FROM reporting.dataset_current_values WHERE well_id = 1"
        ).fetchone()
    assert row == pytest.approx((last[0], 2 * last[1]))
    runs = cli("runs", "--json", url=seeded).stdout
    assert {"sensor_data", "equipos", "eventos", "silver", "lecturas/NORTE-1"} <= {
        run["ubicacion_id"] for run in json.loads(runs)
    }


def test_the_workers_service_may_write_to_the_lake_alone(cli: Cli) -> None:
    text = cli("bronze", "unit").stdout
    assert f"ReadWritePaths={definitions.load(PROJECT).lake}\n" in text
    assert "bronze run" in text
