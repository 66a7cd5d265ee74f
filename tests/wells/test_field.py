"""`status` and `well`: what a person sees of a computed field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from bp010ctl import simulator
from bp010ctl.cycles import runner
from support import Cli
from support.databases import new_database
from support.readings import insert_readings, make_wells

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def computed(cluster: Any, seeded_template: Any) -> Iterator[str]:
    """Six simulated wells, six hours, the whole chain; the clock stands at the end."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        options = simulator.Options(wells=6, hours=6, start=START, regime="mixto")
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        end = START + timedelta(hours=6)
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
            server.execute(f"ALTER DATABASE {name} SET bp010.ahora = '{end.isoformat()}'")
        with psycopg.connect(url) as connection:
            simulator.write_wells(connection, simulator.wells(options), START.date())
            simulator.write_landing(connection, simulator.simulate(options))
            connection.commit()
            assert runner.run(connection, "incremental").estado == "exitoso"
        yield url


def test_the_field_table_shows_every_well_with_its_kpis(cli: Cli, computed: str) -> None:
    done = cli("status", url=computed)
    assert done.returncode == 0, done.stderr
    for number in range(101, 107):
        assert f"SIM-{number}" in done.stdout
    assert "6 wells, 6 online" in done.stdout
    assert "kWh/bbl" in done.stdout


def test_troubled_wells_come_first(cli: Cli, computed: str) -> None:
    rows = json.loads(cli("status", "--json", url=computed).stdout)
    alerts = [row["alertas"] for row in rows]
    assert len(rows) == 6
    assert alerts == sorted(alerts, reverse=True)


def test_a_well_shows_snapshot_targets_card_and_hours(cli: Cli, computed: str) -> None:
    done = cli("well", "101", "--hours", "3", url=computed)
    assert done.returncode == 0, done.stderr
    assert "SIM-101 (well 101): ONLINE" in done.stdout
    assert "vol. efficiency" in done.stdout
    drawn = [line for line in done.stdout.splitlines() if any("⠀" < cell <= "⣿" for cell in line)]
    assert len(drawn) >= 8
    assert done.stdout.count("03-01 0") >= 3


def test_the_snapshot_agrees_with_the_json(cli: Cli, computed: str) -> None:
    shown = json.loads(cli("well", "102", "--json", url=computed).stdout)
    assert shown["snapshot"]["well_id"] == 102
    assert shown["targets"]["pump_spm_target"] is not None
    assert len(shown["hours"]) == 6
    assert shown["card"]["diagnostico_ia"] == "PENDIENTE_ML"


def test_what_is_old_is_called_old(cli: Cli, seeded: str) -> None:
    now = datetime.now(UTC)
    with psycopg.connect(seeded) as connection:
        make_wells(connection, 1)
        whole = {"pip": 731.0, "estado_motor": True, "presion_cabezal": 450.0}
        for ago, values in ((123, whole), (2, {"presion_cabezal": 451.0})):
            when = now - timedelta(minutes=ago)
            insert_readings(connection, [{"well_id": 1, "timestamp_lectura": when} | values])
        connection.execute("CALL reporting.actualizar_current_values_v4()")
    lines = cli("well", "1", url=seeded).stdout.splitlines()
    of = {line.split()[0]: line for line in lines if line.split()}
    assert "731" in of["PIP"]
    assert "read 2 h 3 min ago" in of["PIP"]
    assert "451" in of["WHP"]
    assert "ago" not in of["WHP"]
    field = cli("status", url=seeded).stdout
    assert "~on" in field
    assert "~ before a value: read longer ago than its kind allows" in field


def test_an_unknown_well_names_the_known_ones(cli: Cli, computed: str) -> None:
    done = cli("well", "999", url=computed)
    assert done.returncode == 1
    assert "101" in done.stderr


def test_an_empty_field_says_what_to_do(cli: Cli, seeded: str) -> None:
    done = cli("status", url=seeded)
    assert done.returncode == 0
    assert "ingest" in done.stdout


def test_a_database_that_is_not_migrated_says_so(cli: Cli, fresh_url: str) -> None:
    done = cli("status", url=fresh_url)
    assert done.returncode == 1
    assert "bp010ctl migrate" in done.stderr


def test_landing_and_wide_writing_end_in_the_same_readings(cluster: Any, seeded: str) -> None:
    """The pivot of the simulator's polls gives the readings that the simulator itself decodes."""
    options = simulator.Options(wells=3, hours=2, start=START)
    columns = "SELECT to_jsonb(r) - 'produccion_id' - 'cargado_en' FROM stage.tbl_pozo_produccion r"
    query = f"{columns} ORDER BY well_id, timestamp_lectura"
    with psycopg.connect(seeded) as connection:
        connection.execute("SELECT set_config('bp010.ahora', '2026-03-02 00:00+00', false)")
        simulator.write_wells(connection, simulator.wells(options), START.date())
        simulator.write_landing(connection, simulator.simulate(options))
        connection.execute("CALL stage.sp_pivot_landing()")
        pivoted = connection.execute(query).fetchall()
        connection.execute("DELETE FROM stage.tbl_pozo_produccion")
        simulator.write_wide(connection, simulator.simulate(options))
        decoded = connection.execute(query).fetchall()
    assert len(pivoted) == len(decoded)
    assert pivoted == decoded
