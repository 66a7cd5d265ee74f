"""`bp010ctl run`: what the chain table says is what runs, and how it ended is told.

The chains of these tests are made of procedures that note their call in a table.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from support import Cli, terminal
from support.readings import make_wells

NOTING = """
CREATE SCHEMA ensayo;
CREATE TABLE ensayo.llamadas (
    n integer GENERATED ALWAYS AS IDENTITY, paso text,
    desde timestamptz, hasta timestamptz, pozo integer
);
CREATE PROCEDURE ensayo.anotar(
    p_paso text, p_desde timestamptz DEFAULT NULL, p_hasta timestamptz DEFAULT NULL,
    p_pozo integer DEFAULT NULL
) LANGUAGE sql AS $$
    INSERT INTO ensayo.llamadas (paso, desde, hasta, pozo)
    VALUES (p_paso, p_desde, p_hasta, p_pozo);
$$;
CREATE PROCEDURE ensayo.romper() LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ensayo.llamadas (paso) VALUES ('roto');
    RAISE EXCEPTION 'pump %', 'stuck' USING ERRCODE = 'P0099';
END $$;
DELETE FROM etl.ciclo_pasos;
INSERT INTO etl.ciclo_pasos (ciclo, orden, llamada, critico) VALUES
('stage', 1, 'CALL ensayo.anotar(''stage 1'')', true),
('universal', 1, 'CALL ensayo.anotar(''universal 1'')', true),
('reporting', 1, 'CALL ensayo.anotar(''reporting 1'', {desde}, {hasta}, {pozo})', true),
('reporting', 2, 'CALL ensayo.anotar(''reporting 2'')', true),
('reinicio', 1, 'CALL etl.sp_vaciar_calculados()', true);
"""

LIMITED_STAGE = """
UPDATE etl.ciclo_pasos SET llamada = 'CALL ensayo.anotar(''stage 1'', {desde}, {hasta}, {pozo})'
WHERE ciclo = 'stage'
"""


@pytest.fixture
def chain(seeded: str) -> str:
    """A database of the well 7, whose chains only note that they were called."""
    with psycopg.connect(seeded) as connection:
        connection.execute(NOTING)
        make_wells(connection, 7)
    return seeded


def calls(url: str) -> list[str]:
    return [str(row[0]) for row in ask(url, "SELECT paso FROM ensayo.llamadas ORDER BY n")]


def ask(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def do(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def test_incremental_runs_the_three_cycles_in_order(cli: Cli, chain: str) -> None:
    done = cli("run", url=chain)
    assert done.returncode == 0, done.stderr
    assert calls(chain) == ["stage 1", "universal 1", "reporting 1", "reporting 2"]
    assert done.stdout.count("ensayo.anotar") == 4
    assert "incremental: exitoso" in done.stdout


@pytest.mark.parametrize(
    "words",
    [["incremental"], ["reporting", "--from", "2026-01-02", "--to", "2026-01-03", "--well", "7"]],
)
def test_a_dry_run_calls_nothing_and_shows_what_the_run_then_calls(
    cli: Cli, chain: str, words: list[str]
) -> None:
    done = cli("run", *words, "--dry-run", "--json", url=chain)
    planned = json.loads(done.stdout)
    assert calls(chain) == []
    assert ask(chain, "SELECT count(*) FROM etl.etl_ejecuciones") == [(0,)]
    assert cli("run", *words, url=chain).returncode == 0
    assert [step["llamada"].split("'")[1] for step in planned] == calls(chain)
    made = ask(
        chain,
        "SELECT desde, hasta, pozo FROM ensayo.llamadas WHERE paso = 'reporting 1'",
    )
    (step,) = [step for step in planned if "reporting 1" in step["llamada"]]
    days = [day and datetime.fromisoformat(day) for day in (step["desde"], step["hasta"])]
    assert made == [(*days, step["pozo"])]


@pytest.mark.parametrize("word", ["INCREMENTAL", "stage", "full_reset"])
def test_a_dry_run_needs_no_confirmation(cli: Cli, chain: str, word: str) -> None:
    shown = cli("run", word, "--dry-run", url=chain)
    assert (shown.returncode, "nothing was called" in shown.stderr) == (0, True)
    assert "ensayo.anotar('stage 1'" in shown.stdout


@pytest.mark.slow
def test_a_long_step_is_shown_while_it_goes_on(chain: str, tmp_path: Path) -> None:
    do(
        chain,
        "CREATE PROCEDURE ensayo.dormir() LANGUAGE sql AS 'SELECT pg_sleep(1.5)';"
        "UPDATE etl.ciclo_pasos SET llamada = 'CALL ensayo.dormir()' WHERE ciclo = 'stage'",
    )
    settings = {"BP010_DATABASE_URL": chain, "BP010_HOME": str(tmp_path)}
    output = terminal.written([["run", "stage"]], 80, settings)
    before, _, after = output.partition(": at work for 1 s")
    assert before.rpartition("\r")[2] == "stage        ensayo.dormir"
    assert "\r\x1b[Kstage        ensayo.dormir " in after  # taken away before the step's own line
    (piped,) = terminal.shown([["run", "stage"]], None, "utf-8", settings)
    assert not any("at work" in line for line in piped.lines)


@pytest.mark.parametrize("word", ["REPORTING_ONLY", "reporting-only", "Reporting-Only"])
def test_modes_are_understood_in_either_spelling(cli: Cli, chain: str, word: str) -> None:
    assert cli("run", word, url=chain).returncode == 0
    assert calls(chain) == ["reporting 1", "reporting 2"]


@pytest.mark.parametrize("word", ["stage", "STAGE_ONLY"])
def test_stage_alone_takes_days_of_arrival(cli: Cli, chain: str, word: str) -> None:
    do(chain, LIMITED_STAGE)
    done = cli("run", word, "--from", "2026-03-07", "--to", "2026-03-08", "--well", "7", url=chain)
    assert done.returncode == 0, done.stderr
    rows = ask(chain, "SELECT paso, desde::date, hasta::date, pozo FROM ensayo.llamadas")
    assert [list(map(str, row)) for row in rows] == [["stage 1", "2026-03-07", "2026-03-09", "7"]]


def test_other_modes_compute_days_again_without_pivoting_them(cli: Cli, chain: str) -> None:
    do(chain, LIMITED_STAGE)
    done = cli("run", "--from", "2026-03-07", "--well", "7", url=chain)
    assert done.returncode == 0, done.stderr
    query = "SELECT desde::date::text, pozo FROM ensayo.llamadas WHERE paso = '{} 1'"
    assert ask(chain, query.format("stage")) == [(None, None)]
    assert ask(chain, query.format("reporting")) == [("2026-03-07", 7)]


def test_an_unknown_mode_names_the_known_ones(cli: Cli, chain: str) -> None:
    done = cli("run", "sometimes", url=chain)
    assert done.returncode == 2
    assert "incremental" in done.stderr
    assert calls(chain) == []


def test_a_switched_off_step_does_not_run(cli: Cli, chain: str) -> None:
    do(chain, "UPDATE etl.ciclo_pasos SET activo = false WHERE ciclo = 'reporting' AND orden = 1")
    assert cli("run", "reporting-only", url=chain).returncode == 0
    assert calls(chain) == ["reporting 2"]


def test_a_failed_critical_step_stops_the_run(cli: Cli, chain: str) -> None:
    do(
        chain,
        "UPDATE etl.ciclo_pasos SET llamada = 'CALL ensayo.romper()' WHERE ciclo = 'universal'",
    )
    done = cli("run", url=chain)
    assert done.returncode == 1
    assert calls(chain) == ["stage 1"]
    assert "P0099" in done.stderr
    assert "pump stuck" in done.stderr
    assert "fallido" in done.stdout


def test_a_failed_step_that_is_not_critical_makes_the_run_partial(cli: Cli, chain: str) -> None:
    do(
        chain,
        "UPDATE etl.ciclo_pasos SET llamada = 'CALL ensayo.romper()', critico = false "
        "WHERE ciclo = 'universal'",
    )
    done = cli("run", "--json", url=chain)
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["estado"] == "parcial"
    assert [bool(step["error"]) for step in result["steps"]] == [False, True, False, False]
    assert calls(chain) == ["stage 1", "reporting 1", "reporting 2"]


def test_days_are_whole_days_of_the_operating_zone(cli: Cli, chain: str) -> None:
    do(
        chain,
        "UPDATE referencial.tbl_config_kpi SET valor_texto = 'America/Chicago' "
        "WHERE kpi_nombre = 'OPERACION' AND parametro = 'zona_horaria'",
    )
    done = cli(
        "run", "reporting-only", "--from", "2026-03-07", "--to", "2026-03-08",
        "--well", "7", url=chain,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = ask(
        chain,
        "SELECT desde AT TIME ZONE 'UTC', hasta AT TIME ZONE 'UTC', pozo FROM ensayo.llamadas "
        "WHERE paso = 'reporting 1'",
    )
    # 8 March 2026 has 23 hours there: the range is 47 hours long.
    assert [str(value) for value in rows[0]] == ["2026-03-07 06:00:00", "2026-03-09 05:00:00", "7"]


def test_lookback_days_end_with_today_by_the_database_clock(
    cli: Cli, chain: str, server_url: str
) -> None:
    name = psycopg.conninfo.conninfo_to_dict(chain)["dbname"]
    do(server_url, f"ALTER DATABASE {name} SET bp010.ahora = '2026-02-10 12:00:00+00'")
    assert cli("run", "reporting-only", "--lookback-days", "3", url=chain).returncode == 0
    rows = ask(
        chain, "SELECT desde::date, hasta::date FROM ensayo.llamadas WHERE desde IS NOT NULL"
    )
    assert [str(value) for value in rows[0]] == ["2026-02-07", "2026-02-11"]


def test_a_full_reset_is_confirmed_and_refused_where_protected(cli: Cli, chain: str) -> None:
    name = str(psycopg.conninfo.conninfo_to_dict(chain)["dbname"])
    refused = cli("run", "full-reset", url=chain)
    assert refused.returncode == 3
    assert f"--confirm {name}" in refused.stderr
    do(chain, f"COMMENT ON DATABASE {name} IS 'production (bp010:protegida)'")
    protected = cli("run", "full-reset", "--confirm", name, url=chain)
    assert protected.returncode == 1
    assert "protected" in protected.stderr
    assert calls(chain) == []


def test_a_full_reset_covers_all_time(cli: Cli, chain: str) -> None:
    name = str(psycopg.conninfo.conninfo_to_dict(chain)["dbname"])
    done = cli("run", "full-reset", "--confirm", name, url=chain)
    assert done.returncode == 0, done.stderr
    query = "SELECT desde::text, hasta::text FROM ensayo.llamadas WHERE paso = 'reporting 1'"
    assert ask(chain, f"{query} ORDER BY n") == [("-infinity", "infinity"), (None, None)]
    assert [step.partition(" ")[0] for step in calls(chain)] == [
        "stage", "reporting", "reporting", "universal", "reporting", "reporting",
    ]  # fmt: skip


def test_without_seeds_the_next_step_is_named(cli: Cli, database: str) -> None:
    done = cli("run", url=database)
    assert done.returncode == 1
    assert "bp010ctl seed" in done.stderr
