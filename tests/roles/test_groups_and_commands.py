"""Each group runs the commands that it should, and is refused the others in words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bp010ctl import cli as command_line
from bp010ctl.commands import screen
from bp010ctl.server.cluster import Cluster
from support import sampled
from support.databases import new_database, settle
from support.readings import insert, insert_readings, make_wells

OPERACION, ESCRITURA, MODELOS, LECTURA, PANEL = GROUPS = (
    "bp010_operacion", "bp010_escritura", "bp010_modelos", "bp010_lectura", "bp010_panel"
)  # fmt: skip
NOBODY: set[str] = set()
READERS = {OPERACION, LECTURA}
LEDGER = {OPERACION, ESCRITURA, LECTURA}
MAY = {
    "status": {*READERS, PANEL},
    "well 1": {*READERS, PANEL},
    "runs": LEDGER,
    "gaps": LEDGER,
    "metrics": LEDGER,
    "health": READERS,
    "cron status": LEDGER,
    "migrate --plan": LEDGER,
    "roles show": READERS,
    "roles check": READERS,
    "roles wells otra": READERS,
    "roles wells {login}": {*READERS, PANEL},
    "roles wells otra --well 1": {OPERACION},
    "cron pause reporting": {OPERACION},
    "cron resume reporting": {OPERACION},
    "run incremental": {OPERACION},
    "run full-reset --confirm {database}": {OPERACION},
    "recover": {OPERACION},
    "ingest {folder}/wells.csv": {OPERACION, ESCRITURA},
    "roles grant {login} pool": NOBODY,
    "seed": NOBODY,
    "simulate --wells 1 --hours 1": NOBODY,
    "backup {folder}/backup": NOBODY,
}
"""Who may run what; the owner may all of it."""
SLOW = {"drift": READERS, "cron apply": NOBODY}
VERDICTS = ("health", "roles check")
"""Commands that end with 1 where something is not well: here a default partition has rows, and the
suite's owner may create roles."""
REFUSED = (
    "permission denied",
    "may not",
    "row-level security applies",
    "sees what is written about itself only",
)


@pytest.fixture(scope="module")
def url(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    """Two wells that the chain has worked on, and a login in each group; the panel's sees one."""
    with (
        new_database(cluster, seeded_template.template_dbname) as made,
        psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server,
    ):
        with psycopg.connect(made, autocommit=True) as owner:
            make_wells(owner, 1, 2)
            reading = {"well_id": 1, "timestamp_lectura": "2026-01-07 10:00+00", "pip": 700.0}
            insert_readings(owner, [reading])
            owner.execute("CALL etl.sp_ejecutar_ciclo('reporting')")
            mine = {"user_email": login_of(PANEL), "pozo_id": 1, "nivel_acceso": "LECTURA"}
            insert(owner, "reporting.dim_rls_usuario", [mine])
        for group in GROUPS:
            server.execute(f"CREATE ROLE {login_of(group)} LOGIN IN ROLE {group}".encode())
        yield made
        settle(made)
        for group in GROUPS:
            server.execute(f"DROP ROLE {login_of(group)}".encode())


def login_of(group: str) -> str:
    return f"orden_{group}"


Run = Callable[[str, str], tuple[Any, str]]


@pytest.fixture
def run(
    cluster: Cluster,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """A command as a login of the group: its exit code, and all that it said."""
    (tmp_path / "wells.csv").write_text("well_id,nombre_pozo,fecha_registro\n7,Siete,2026-01-01\n")
    monkeypatch.setattr(screen, "prepare", lambda: None)
    monkeypatch.setenv("BP010_HOME", str(cluster.home))  # a server for drift's scratch databases

    def as_login(group: str, command: str) -> tuple[Any, str]:
        login = login_of(group)
        words = command.format(
            login=login, folder=tmp_path, database=conninfo_to_dict(url)["dbname"]
        )
        monkeypatch.setenv("BP010_DATABASE_URL", url.replace("bp010@", f"{login}@"))
        monkeypatch.setattr(sys, "argv", ["bp010ctl", *words.split()])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out + said.err

    return as_login


def assert_may(run: Run, group: str, command: str, who: set[str]) -> None:
    code, said = run(group, command)
    if group in who:
        assert code == 0 or (command in VERDICTS and code == 1), (command, said)
        assert not any(words in said for words in REFUSED), (command, said)
    else:
        assert code in {1, 2}, (command, said)
        assert any(words in said for words in REFUSED), (command, said)
        assert "hint" in said or command == "health", (command, said)


@pytest.mark.parametrize("group", sampled({group: (group,) for group in GROUPS}, 6))
def test_a_group_runs_its_commands_and_no_others(run: Run, group: str) -> None:
    for command, who in MAY.items():
        assert_may(run, group, command, who)


@pytest.mark.slow
@pytest.mark.needs_library("pg_cron")
@pytest.mark.parametrize("group", GROUPS)
def test_so_with_commands_that_need_more_than_the_database(run: Run, group: str) -> None:
    for command, who in SLOW.items():
        assert_may(run, group, command, who)


def test_what_an_operator_paused_starts_and_does_nothing(run: Run, url: str) -> None:
    """pg_cron's jobs are the owner's: they go on starting."""
    number = "SELECT count(*) FROM etl.etl_ejecuciones WHERE etl_tipo = 'universal'"
    with psycopg.connect(url, autocommit=True) as owner:
        (before,) = owner.execute(number).fetchone() or (0,)
        for command, starts in (("pause", 0), ("resume", 1)):
            code, said = run(OPERACION, f"cron {command} universal")
            assert (code, said.strip()) == (0, f"{command}d: universal")
            owner.execute("CALL etl.sp_ejecutar_ciclo('universal', p_origen => 'pg_cron')")
            assert owner.execute(number).fetchone() == (before + starts,)
