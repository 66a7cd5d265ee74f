"""The chain: up, down and up again to the byte, nothing left at base, and no row lost unasked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bp010ctl.base import database
from bp010ctl.base.errors import DataLossRefused, MigrationError, UsageError
from bp010ctl.migrations import chain
from bp010ctl.migrations.engine import Applied, Listener, Options, options_from
from bp010ctl.revisions import proof
from bp010ctl.schema import catalog
from bp010ctl.server.cluster import Cluster
from bp010ctl.server.groups import GROUPS
from support import PROJECT, Cli, chains
from support.databases import new_database

CHAIN = [revision.name for revision in chain.revisions()]
TABLES = {
    "v01_a": (
        {"010_a": "CREATE SCHEMA a;\nCREATE TABLE a.t (x integer);\n"},
        {"010_a": "DROP TABLE a.t;\nDROP SCHEMA a;\n"},
    ),
    "v02_b": (
        {
            "010_p": "CREATE TABLE a.p (d integer, x integer) PARTITION BY RANGE (d);\n"
            "CREATE TABLE a.p_1 PARTITION OF a.p FOR VALUES FROM (0) TO (10);\n"
            "CREATE TABLE a.p_2 PARTITION OF a.p FOR VALUES FROM (10) TO (20);\n",
            "020_y": "ALTER TABLE a.t ADD COLUMN y integer;\n",
        },
        {"010_y": "ALTER TABLE a.t DROP COLUMN y;\n", "020_p": "DROP TABLE a.p;\n"},
    ),
    "v03_c": (
        {"010_c": "INSERT INTO a.t (x) VALUES (100), (200);\nALTER TABLE a.t RENAME x TO z;\n"},
        {"010_c": "ALTER TABLE a.t RENAME z TO x;\nDELETE FROM a.t WHERE x >= 100;\n"},
    ),
}
MIGRATE = (sys.executable, "-m", "bp010ctl", "migrate", "--json")
LOSE = Options(allow_data_loss=True)
COMPARED = pytest.mark.needs_migrated(
    "it compares whole catalogs; test_adoption.py does so for an adopted database"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return chains.project(tmp_path / "project", TABLES)


def fingerprint(url: str) -> list[catalog.Row]:
    with psycopg.connect(url) as connection:
        return catalog.fingerprint(connection)


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def roles(url: str) -> list[tuple[object, ...]]:
    return run(url, r"SELECT rolname FROM pg_roles WHERE rolname LIKE 'bp010\_%' ORDER BY rolname")


# The real chain


@pytest.fixture(scope="module")
def climbing(cluster: Cluster) -> Iterator[proof.Walk]:
    """An empty database that the tests below take up the chain, one revision each, full of rows.

    A second one keeps the roles in use, so that they neither come nor go.
    """
    with new_database(cluster) as url, new_database(cluster) as second:
        chain.migrate(second, CHAIN[0])
        yield proof.Walk(url)


NEWEST = 1
"""Revisions that are always proven: of the others every fortieth, all by `make test-slow`."""


@pytest.mark.parametrize(
    "revision",
    [
        pytest.param(
            revision,
            marks=[] if place % 100 == 0 or place >= len(CHAIN) - NEWEST else [pytest.mark.slow],
        )
        for place, revision in enumerate(CHAIN)
    ],
)
def test_up_down_and_up_again_is_the_same(climbing: proof.Walk, revision: str) -> None:
    assert climbing.prove(revision).faults == []


@pytest.mark.slow
@pytest.mark.parametrize("may", [False, True])
def test_base_leaves_nothing_but_alembic_s_table(tmp_path: Path, may: bool) -> None:
    """On a cluster of its own, because roles belong to the whole cluster.

    may: whether the role that migrates may create roles, and makes the groups itself.
    """
    bindir = os.environ.get("BP010_PG_BINDIR")
    own = Cluster(tmp_path / "own", durable=False, bindir=Path(bindir) if bindir else None)
    own.up()
    try:
        groups = roles(own.url())
        assert [name for (name,) in groups] == sorted(GROUPS)
        if may:
            run(own.url("postgres", "postgres"), "ALTER ROLE bp010 CREATEROLE")
            for (group,) in groups:
                run(own.url("postgres", "postgres"), f"DROP ROLE {group}")
        with new_database(own) as one, new_database(own) as other:
            empty = fingerprint(one)
            chain.migrate(one)
            chain.migrate(other)
            assert roles(one) == groups
            chain.migrate(one, "base", LOSE)
            assert roles(one) == groups  # the other database still uses them
            chain.migrate(other, "base", LOSE)
            assert roles(one) == ([] if may else groups)
            assert catalog.difference(empty, fingerprint(one)) == ""
            tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            assert run(one, tables + " AND relkind = 'r'") == [("alembic_version",)]
            assert run(one, "SELECT * FROM public.alembic_version") == []
            runs = [subprocess.Popen([*MIGRATE], env=environment(url)) for url in (one, other)]
            assert [process.wait() for process in runs] == [0, 0]  # roles made by two at once
            assert roles(one) == groups
    finally:
        own.destroy()


def environment(url: str) -> dict[str, str]:
    return os.environ | {"BP010_DATABASE_URL": url}


@pytest.mark.slow
@COMPARED
def test_psql_running_the_printed_sql_makes_the_same(fresh_url: str, migrated_url: str) -> None:
    printed = subprocess.run(
        [Path(sys.executable).with_name("alembic"), "upgrade", "head", "--sql"],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert printed == chain.sql()
    subprocess.run(
        ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-q", "-o", os.devnull, fresh_url],
        input=printed, text=True, check=True, capture_output=True,
    )  # fmt: skip
    assert catalog.difference(fingerprint(migrated_url), fingerprint(fresh_url)) == ""
    assert chain.current(fresh_url) == CHAIN[-1]
    down = chain.sql("base", "head")
    subprocess.run(
        ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-q", "-o", os.devnull, fresh_url],
        input=down, text=True, check=True, capture_output=True,
    )  # fmt: skip
    assert chain.current(fresh_url) is None


@COMPARED
@pytest.mark.slow
def test_plain_alembic_makes_the_same(fresh_url: str, migrated_url: str) -> None:
    run_alembic(fresh_url, "upgrade", "head")
    assert catalog.difference(fingerprint(migrated_url), fingerprint(fresh_url)) == ""
    assert CHAIN[-1] in run_alembic(fresh_url, "current").stdout


def run_alembic(
    url: str, *words: str, project: Path | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [Path(sys.executable).with_name("alembic"), *words],
        cwd=project or PROJECT, env=environment(url),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


# No row is lost unasked


def test_a_downgrade_that_would_lose_rows_names_them_all(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    run(fresh_url, "INSERT INTO a.p VALUES (1, 1), (2, 2), (11, 3)")
    run(fresh_url, "INSERT INTO a.t (z, y) VALUES (1, 1), (2, NULL)")
    before = fingerprint(fresh_url)
    with pytest.raises(DataLossRefused) as caught:
        chain.migrate(fresh_url, "base", project=project)
    error = str(caught.value)
    assert [line.strip() for line in error.splitlines()[1:-1]] == [
        "table a.p: 3 rows",
        "table a.t: 4 rows",
    ]
    assert "--allow-data-loss" in error
    assert fingerprint(fresh_url) == before
    assert chain.current(fresh_url) == "v03_c"
    assert run(fresh_url, "SELECT count(*) FROM a.p") == [(3,)]


def test_a_dropped_column_counts_its_values(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, "v02", project=project)
    run(fresh_url, "INSERT INTO a.t (x, y) VALUES (1, 1), (2, NULL), (3, 3)")
    with pytest.raises(DataLossRefused, match=r"column a\.t\.y: 2 values"):
        chain.migrate(fresh_url, "-1", project=project)


def test_rows_that_a_downgrade_deletes_are_counted(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    run(fresh_url, "INSERT INTO a.t (z) VALUES (1)")
    with pytest.raises(DataLossRefused, match=r"table a\.t: 2 rows"):
        chain.migrate(fresh_url, "-1", project=project)
    assert run(fresh_url, "SELECT count(*) FROM a.t") == [(3,)]


def test_truncating_counts_too(project: Path, fresh_url: str) -> None:
    chains.edit(
        project, "v03_c", "down/010_c.sql", "ALTER TABLE a.t RENAME z TO x;\nTRUNCATE a.t;\n"
    )
    chain.migrate(fresh_url, project=project)
    with pytest.raises(DataLossRefused, match=r"table a\.t: 2 rows"):
        chain.migrate(fresh_url, "-1", project=project)


def test_empty_tables_go_without_asking(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, "v02", project=project)
    run(fresh_url, "INSERT INTO a.t (x, y) VALUES (1, NULL)")
    assert chain.migrate(fresh_url, "v01", project=project).now == "v01_a"
    assert run(fresh_url, "SELECT x FROM a.t") == [(1,)]


def test_one_dropped_partition_is_named_itself(tmp_path: Path, fresh_url: str) -> None:
    tables = dict(TABLES)
    tables["v03_c"] = (
        {"010": "CREATE TABLE a.p_3 PARTITION OF a.p FOR VALUES FROM (20) TO (30);\n"},
        {"010": "DROP TABLE a.p_3;\n"},
    )
    project = chains.project(tmp_path / "project", tables)
    chain.migrate(fresh_url, project=project)
    run(fresh_url, "INSERT INTO a.p VALUES (1, 1), (21, 2)")
    with pytest.raises(DataLossRefused, match=r"lose rows.*\n    table a\.p_3: 1 row\n"):
        chain.migrate(fresh_url, "-1", project=project)


def test_rows_that_arrive_after_the_rehearsal_are_not_lost(project: Path, fresh_url: str) -> None:
    chains.edit(project, "v03_c", "up/010_c.sql", "SELECT 1;\n")
    chains.edit(project, "v03_c", "down/010_c.sql", "SELECT 1;\n")
    chain.migrate(fresh_url, project=project)

    def fill(done: Applied) -> None:
        run(fresh_url, "INSERT INTO a.p VALUES (5, 5)")

    late = Listener(fill)
    with pytest.raises(DataLossRefused, match=r"table a\.p: 1 row\b"):
        chain.migrate(fresh_url, "v01", listener=late, project=project)
    assert chain.current(fresh_url) == "v02_b"
    assert run(fresh_url, "SELECT count(*) FROM a.p") == [(1,)]


def test_with_permission_rows_go(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    run(fresh_url, "INSERT INTO a.p VALUES (1, 1)")
    outcome = chain.migrate(fresh_url, "base", LOSE, project=project)
    assert [(step.revision, step.direction) for step in outcome.applied] == [
        ("v03_c", "down"),
        ("v02_b", "down"),
        ("v01_a", "down"),
    ]
    assert chain.current(fresh_url) is None


@pytest.mark.slow
def test_plain_alembic_is_guarded_too(project: Path, fresh_url: str) -> None:
    run_alembic(fresh_url, "upgrade", "head", project=project)
    done = run_alembic(fresh_url, "downgrade", "base", project=project, code=255)
    assert "table a.t: 2 rows" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    run_alembic(fresh_url, "-x", "allow_data_loss=true", "downgrade", "base", project=project)
    assert chain.current(fresh_url) is None


def test_the_command_wants_permission_and_the_database_s_name(seeded: str, cli: Cli) -> None:
    name = seeded.rpartition("/")[2].partition("?")[0]
    below = "v51_hora_para_cargadores"
    with psycopg.connect(seeded) as connection:
        connection.execute("INSERT INTO reporting.dim_rls_usuario VALUES ('eva', 1, 'lectura')")
    refused = cli("migrate", "--to", below, url=seeded)
    assert refused.returncode == 1
    assert re.search(r"table reporting\.dim_rls_visible: 1 row", refused.stderr)
    assert "--allow-data-loss" in refused.stderr
    unconfirmed = cli("migrate", "--to", below, "--allow-data-loss", url=seeded)
    assert unconfirmed.returncode == 3
    assert f"--confirm {name}" in unconfirmed.stderr
    wrong = cli("migrate", "--to", below, "--allow-data-loss", "--confirm", "otra", url=seeded)
    assert wrong.returncode == 3
    assert chain.current(seeded) == CHAIN[-1]
    done = cli("migrate", "--to", below, "--allow-data-loss", "--confirm", name, url=seeded)
    assert done.returncode == 0, done.stderr
    assert chain.current(seeded) == below


# Where to, and what is said about it


@pytest.mark.slow
def test_the_command_tells_each_revision_and_then_that_it_is_there(
    fresh_url: str, cli: Cli
) -> None:
    first = cli("migrate", url=fresh_url)
    lines = first.stdout.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == CHAIN
    assert all(re.search(r"\d\.\d\d s", line) for line in lines)
    assert lines[-1].startswith(f"at {CHAIN[-1]} (head): {len(CHAIN)} revisions in")
    assert first.stderr == ""
    again = cli("migrate", url=fresh_url)
    assert again.stdout == f"already at {CHAIN[-1]} (head), nothing to do\n"
    assert again.stderr == ""


def test_json_has_the_whole_outcome(fresh_url: str, cli: Cli) -> None:
    outcome = json.loads(cli("migrate", "--to", CHAIN[0], "--json", url=fresh_url).stdout)
    assert (outcome["was"], outcome["now"]) == (None, CHAIN[0])
    assert [step["revision"] for step in outcome["applied"]] == [CHAIN[0]]


def test_a_plan_touches_nothing(fresh_url: str, cli: Cli) -> None:
    before = fingerprint(fresh_url)
    done = cli("migrate", "--plan", url=fresh_url)
    assert f"{len(CHAIN)} revisions would run" in done.stdout
    assert f"migrations/frozen/001_{CHAIN[0]}/up/" in done.stdout
    assert fingerprint(fresh_url) == before
    assert chain.current(fresh_url) is None


def test_steps_count_from_where_the_database_is(project: Path, fresh_url: str) -> None:
    assert chain.migrate(fresh_url, "+2", project=project).now == "v02_b"
    assert chain.migrate(fresh_url, "-1", project=project).now == "v01_a"
    assert [step.revision for step in chain.plan(fresh_url, "head", project)] == [
        "v02_b",
        "v03_c",
    ]
    with pytest.raises(MigrationError, match=r"\+3 leads off the chain"):
        chain.migrate(fresh_url, "+3", project=project)


@pytest.mark.parametrize(
    ("target", "hint"),
    [("v02_bb", "v02_b"), ("v04_a", "v01_a"), ("c", "v03_c"), ("v0", "v01_a, v02_b, v03_c")],
)
def test_an_unknown_revision_gets_near_names(
    project: Path, fresh_url: str, target: str, hint: str
) -> None:
    with pytest.raises(MigrationError) as caught:
        chain.migrate(fresh_url, target, project=project)
    assert hint in (caught.value.hint or "")


def test_a_database_ahead_of_the_project_is_told(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    run(fresh_url, "UPDATE public.alembic_version SET version_num = 'v99_future'")
    with pytest.raises(MigrationError, match="'v99_future', which this copy"):
        chain.migrate(fresh_url, project=project)


def test_sql_text_is_left_as_it_is(tmp_path: Path, fresh_url: str) -> None:
    text = "CREATE TABLE public.raro (x text DEFAULT '100 % :x %(y)s \\n ñ $1');\n"
    project = chains.project(
        tmp_path / "project", {"v01_a": ({"010": text}, {"010": "DROP TABLE public.raro;\n"})}
    )
    chain.migrate(fresh_url, project=project)
    run(fresh_url, "INSERT INTO public.raro DEFAULT VALUES")
    assert run(fresh_url, "SELECT x FROM public.raro") == [("100 % :x %(y)s \\n ñ $1",)]
    assert text in chain.sql(project=project)


def test_settings_of_the_database_change_nothing(tmp_path: Path, fresh_url: str) -> None:
    """Strings are read, and times are printed, as the texts and the driver take for granted."""
    for setting in (
        "standard_conforming_strings = off",
        "DateStyle = 'SQL, DMY'",
        "IntervalStyle = sql_standard",
        "client_encoding = LATIN1",
        "quote_all_identifiers = on",
    ):
        run(fresh_url, f"ALTER DATABASE {database.name(fresh_url)} SET {setting}")
    text = "CREATE TABLE public.raro (x text DEFAULT 'a\\_b µ²');\n"
    text += (
        "DO $$ BEGIN ASSERT quote_ident('raro') = 'raro'; "
        "ASSERT 'public.raro'::regclass::text = 'raro'; END $$;\n"
    )
    down = "DROP TABLE public.raro;\n"
    project = chains.project(tmp_path / "project", {"v01_a": ({"010": text}, {"010": down})})
    chain.migrate(fresh_url, project=project)
    with database.connect(fresh_url) as connection:
        connection.rollback()
        row = connection.execute(
            "INSERT INTO public.raro DEFAULT VALUES"
            " RETURNING x || 'α', TIMESTAMPTZ '2026-11-30 12:00+00', INTERVAL '-1 day 2 hours'"
        ).fetchone()
    noon = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert row == ("a\\_b µ²α", noon, timedelta(days=-1, hours=2))
    assert "SET standard_conforming_strings = 'on';" in chain.sql(project=project)


def test_printed_sql_may_start_anywhere_and_go_down(project: Path) -> None:
    up = chain.sql("v03", "v01", project)
    assert up.count("BEGIN;") == up.count("COMMIT;") == 2
    assert "CREATE TABLE a.p" in up
    assert "CREATE SCHEMA a" not in up
    assert "DROP TABLE a.p;" in chain.sql("v01", "v02", project)
    patient = chain.sql("v03", "v01", project, Options(lock_timeout=0.5, statement_timeout=60))
    assert patient.index("SET lock_timeout = '500ms';") < patient.index("BEGIN;")
    assert "SET statement_timeout = '60000ms';" in patient
    assert chain.sql("v01", "v01", project) == ""


# When it fails


def test_a_failing_file_is_named_with_its_line(project: Path, fresh_url: str) -> None:
    chains.edit(project, "v03_c", "up/010_c.sql", "-- ñandú\nSELECT 1;\nSELECT xx\nFROM a.t;\n")
    with pytest.raises(MigrationError) as caught:
        chain.migrate(fresh_url, project=project)
    error = str(caught.value)
    assert 'revision v03_c failed: column "xx" does not exist' in error
    assert "migrations/frozen/003_v03_c/up/010_c.sql, line 3: SELECT xx" in error
    assert "Perhaps you meant" in error
    assert chain.current(fresh_url) == "v02_b"


def test_a_revision_is_all_or_nothing(project: Path, fresh_url: str) -> None:
    chains.edit(project, "v02_b", "up/030_fails.sql", "SELECT 1 / 0;\n")
    chain.migrate(fresh_url, "v01", project=project)
    before = fingerprint(fresh_url)
    with pytest.raises(MigrationError, match="division by zero"):
        chain.migrate(fresh_url, project=project)
    assert fingerprint(fresh_url) == before


def test_detail_and_routine_of_an_error_are_told(project: Path, fresh_url: str) -> None:
    chains.edit(
        project,
        "v03_c",
        "up/010_c.sql",
        "DO $$ BEGIN RAISE EXCEPTION 'no wells' USING DETAIL = '0 found', HINT = 'seed'; END $$;\n",
    )
    with pytest.raises(MigrationError) as caught:
        chain.migrate(fresh_url, project=project)
    assert "no wells (0 found)" in caught.value.what
    assert "line 1 at RAISE" in (caught.value.on or "")
    assert caught.value.hint == "seed"


def test_a_revision_without_sql_is_refused(project: Path, fresh_url: str) -> None:
    chains.edit(project, "v01_a", "up/010_a.sql", None)
    with pytest.raises(MigrationError, match="revision v01_a has no SQL to go up"):
        chain.migrate(fresh_url, project=project)


def test_missing_rights_are_readable(
    tmp_path: Path, cluster: Cluster, fresh_url: str, server_url: str
) -> None:
    project = chains.project(
        tmp_path / "project",
        {"v01_a": ({"010": "CREATE ROLE prueba_sin_derecho;\n"}, {"010": "SELECT 1;\n"})},
    )
    run(server_url, "CREATE ROLE prueba_lector LOGIN")
    try:
        run(fresh_url, "GRANT CREATE ON SCHEMA public TO PUBLIC")
        with pytest.raises(MigrationError, match="permission denied to create role") as caught:
            chain.migrate(fresh_url.replace("bp010@", "prueba_lector@"), project=project)
        assert "CREATEROLE" in (caught.value.hint or "")
    finally:
        run(server_url, "DROP ROLE prueba_lector")


def test_a_database_of_another_encoding_is_refused_before_anything_runs(
    project: Path, server_url: str
) -> None:
    make = "CREATE DATABASE prueba_latina ENCODING LATIN1 LOCALE 'C' TEMPLATE template0"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(make)
        try:
            with pytest.raises(MigrationError, match="encoding is LATIN1") as caught:
                chain.migrate(database.with_name(server_url, "prueba_latina"), project=project)
        finally:
            server.execute("DROP DATABASE prueba_latina")
    assert "no revision ran" in (caught.value.on or "")
    assert "ENCODING 'UTF8'" in (caught.value.hint or "")


def test_a_database_that_only_reads_is_told(project: Path, fresh_url: str) -> None:
    run(
        fresh_url, f"ALTER DATABASE {database.name(fresh_url)} SET default_transaction_read_only=on"
    )
    with pytest.raises(MigrationError, match="read-only transaction") as caught:
        chain.migrate(fresh_url, project=project)
    assert "RESET default_transaction_read_only" in (caught.value.hint or "")


def test_a_lost_connection_is_told_and_leaves_nothing(project: Path, fresh_url: str) -> None:
    chains.edit(
        project,
        "v03_c",
        "up/010_c.sql",
        "CREATE TABLE a.w ();\nSELECT pg_terminate_backend(pg_backend_pid());\n",
    )
    with pytest.raises(MigrationError, match="terminating connection"):
        chain.migrate(fresh_url, project=project)
    assert chain.current(fresh_url) == "v02_b"
    assert run(fresh_url, "SELECT to_regclass('a.w')") == [(None,)]


def test_a_reader_cannot_migrate_somebody_else_s_database(
    project: Path, fresh_url: str, server_url: str
) -> None:
    chain.migrate(fresh_url, project=project)
    run(server_url, "CREATE ROLE prueba_ajeno LOGIN")
    try:
        with pytest.raises(MigrationError, match="permission denied") as caught:
            chain.migrate(fresh_url.replace("bp010@", "prueba_ajeno@"), project=project)
        assert "owner" in (caught.value.hint or "")
    finally:
        run(server_url, "DROP ROLE prueba_ajeno")


def test_two_heads_are_refused(project: Path, fresh_url: str) -> None:
    chains.add_revision(project, "v03_d", "v02_b", {"010": "SELECT 1;\n"}, {"010": "SELECT 1;\n"})
    with pytest.raises(MigrationError, match="chain of revisions is broken") as caught:
        chain.migrate(fresh_url, project=project)
    assert caught.value.what.splitlines()[1:] == [
        "    v03_c: v03_c, above v02_b",
        "    v03_d: v03_d, above v02_b",
    ]


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ({"lock_timeout": "500ms"}, Options(lock_timeout=0.5)),
        ({"statement_timeout": "10min", "retries": "0"}, Options(statement_timeout=600, retries=0)),
        ({"wait": "1h", "allow_data_loss": "true"}, Options(wait=3600, allow_data_loss=True)),
        ({"lock_timeout": "2"}, Options(lock_timeout=2)),
    ],
)
def test_options_are_read_from_words(words: dict[str, str], options: Options) -> None:
    assert options_from(words) == options


@pytest.mark.parametrize(
    "words", [{"lock_timeout": "soon"}, {"wait": "-1"}, {"nothing": "1"}, {"wait": "nan"}]
)
def test_words_that_are_no_options_are_refused(words: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        options_from(words)
