"""Drift: every change by hand is found and named, and nothing else is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import drift
from bp010ctl.base import database
from bp010ctl.base.errors import DriftError
from bp010ctl.cycles import cron
from bp010ctl.drift import Verdict
from bp010ctl.drift.findings import EARLY, UNKNOWN
from bp010ctl.drift.live import Live
from bp010ctl.migrations import chain
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, chains
from support.databases import new_database, programs, restore_dump, settle

CHAIN = [revision.name for revision in chain.revisions()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drift")


@pytest.fixture(autouse=True)
def _own_cache(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BP010_HOME", str(home))


@pytest.fixture(scope="module")
def scratch(cluster: Cluster) -> str:
    return cluster.url("postgres")


@pytest.fixture(scope="module")
def shared(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    """A seeded database; what a test does to it, it undoes."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        yield url


def run(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())


def verdict(url: str, server: str, project: Path | None = None) -> Verdict:
    return drift.verdict(url, lambda: server, project)


def as_superuser(url: str) -> str:
    return url.replace("bp010@", "postgres@")


def notes(told: Verdict) -> list[str]:
    """The notes but those of what an adoption leaves beside the model (`pytest --adopted`)."""
    left = re.compile(r"schema (adopcion|\w+_legado) is not ours: left alone")
    return [note for note in told.notes if not left.fullmatch(note)]


def test_a_clean_database_has_none(shared: str, scratch: str) -> None:
    told = verdict(shared, scratch)
    assert told.findings == []
    assert told.clean
    assert told.pending == []
    assert told.revision == told.head == CHAIN[-1]
    assert notes(told) == ["no cycle is scheduled in pg_cron"]


def test_a_migrated_database_without_seeds_has_none(migrated_url: str, scratch: str) -> None:
    told = verdict(migrated_url, scratch)
    assert told.findings == []
    assert "no reference rows yet: `bp010ctl seed` loads them" in told.notes


def test_partitions_and_other_tools_are_left_alone(seeded: str, scratch: str) -> None:
    run(
        seeded,
        """
        CREATE TABLE stage.tbl_pozo_produccion_p2031 PARTITION OF stage.tbl_pozo_produccion
        FOR VALUES FROM ('2031-01-01+00') TO ('2032-01-01+00');
        CREATE TABLE reporting.fact_operaciones_horarias_p2031
        PARTITION OF reporting.fact_operaciones_horarias FOR VALUES FROM (20310101) TO (20320101);
        CREATE SCHEMA partman;
        CREATE TABLE partman.part_config (parent_table text PRIMARY KEY, retention text);
        CREATE FUNCTION partman.run_maintenance() RETURNS void LANGUAGE sql AS '';
        CREATE TABLE public.template_stage_landing (LIKE stage.landing_scada_data);
        CREATE VIEW public.vista_de_grafana AS SELECT 1 AS x;
        """,
    )
    told = verdict(seeded, scratch)
    assert {(item.kind, item.state) for item in told.findings} == {("trigger", "missing")}
    assert all(item.name.startswith("stage.tbl_pozo_produccion_p2031 ") for item in told.findings)
    run(
        seeded, "CALL etl.sp_crear_particiones()"
    )  # as each night does: it gives them their triggers
    told = verdict(seeded, scratch)
    assert told.findings == []
    assert "schema partman is not ours: left alone" in told.notes
    assert "table public.template_stage_landing is not ours: left alone" in told.notes
    assert not [note for note in told.notes if "part_config" in note]


def test_what_is_the_user_s_own_is_no_drift(seeded: str, scratch: str) -> None:
    run(
        seeded,
        """
        INSERT INTO referencial.tbl_limites_pozo (pozo_id, variable_id, max_warning)
        SELECT 7, min(variable_id), 1 FROM referencial.tbl_maestra_variables;
        UPDATE etl.ciclos SET activo = NOT activo;
        UPDATE etl.ciclo_pasos SET activo = NOT activo;
        """,
    )
    run(
        seeded,
        "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''bp010:protegida''', "
        "current_database()); END $$",
    )
    assert verdict(seeded, scratch).findings == []


def test_a_grant_to_somebody_s_own_role_is_a_note(seeded: str, scratch: str) -> None:
    run(seeded, "GRANT SELECT ON stage.tbl_pozo_maestra TO pg_monitor")
    told = verdict(seeded, scratch)
    assert told.findings == []
    assert "select on table stage.tbl_pozo_maestra to pg_monitor" in told.notes


def test_another_owner_is_as_good(cluster: Cluster, scratch: str) -> None:
    with new_database(cluster) as url:
        chain.migrate(as_superuser(url))
        assert verdict(as_superuser(url), scratch).findings == []
        settle(url)


@pytest.mark.slow
def test_what_is_not_migrated_yet_is_told_apart(fresh_url: str, scratch: str) -> None:
    chain.migrate(fresh_url, CHAIN[-2])
    told = verdict(fresh_url, scratch)
    assert told.pending == CHAIN[-1:]
    assert told.findings == []
    run(fresh_url, "COMMENT ON TABLE stage.tbl_pozo_maestra IS 'x'")
    told = verdict(fresh_url, scratch)
    assert told.pending == CHAIN[-1:]
    assert [finding.name for finding in told.findings] == ["stage.tbl_pozo_maestra"]


def test_what_was_run_by_hand_before_its_revision_is_told(
    tmp_path: Path, fresh_url: str, scratch: str
) -> None:
    function = "CREATE OR REPLACE FUNCTION a.f() RETURNS integer LANGUAGE sql AS 'SELECT {}';\n"
    project = chains.project(
        tmp_path / "project",
        {
            "v01_a": (
                {"010": "CREATE SCHEMA a;\n", "020_a.f": function.format(1)},
                {"010": "DROP FUNCTION a.f();\nDROP SCHEMA a;\n"},
            ),
            "v02_b": ({"010_a.f": function.format(2)}, {"010_a.f": function.format(1)}),
        },
    )
    chain.migrate(fresh_url, "v01", project=project)
    assert verdict(fresh_url, scratch, project).clean
    run(fresh_url, function.format(2))
    (finding,) = verdict(fresh_url, scratch, project).findings
    assert finding.cause == EARLY
    assert "as the newest revision makes it" in str(finding)
    run(fresh_url, function.format(3))
    (finding,) = verdict(fresh_url, scratch, project).findings
    assert finding.cause == UNKNOWN  # this project keeps no digests
    assert "-AS $function$SELECT 1$function$" in finding.diff
    assert "+AS $function$SELECT 3$function$" in finding.diff


def test_the_time_of_an_edit_is_told(shared: str, scratch: str) -> None:
    with psycopg.connect(shared) as connection:
        connection.execute("COMMENT ON COLUMN etl.ciclos.ciclo IS 'x'")
        old = connection.execute("SELECT col_description('etl.ciclos'::regclass, 1)").fetchone()
    assert old == ("x",)
    (finding,) = verdict(shared, scratch).findings
    assert finding.edited is not None
    assert abs(datetime.now(UTC) - finding.edited) < timedelta(minutes=1)
    assert f"edited {finding.edited:%Y-%m-%d}" in str(finding)
    run(shared, "COMMENT ON COLUMN etl.ciclos.ciclo IS 'Name of the cycle.'")
    assert verdict(shared, scratch).clean


@pytest.fixture
def scheduled(seeded: str) -> Iterator[str]:
    """A seeded database whose cycles pg_cron knows; its jobs go with it."""
    with psycopg.connect(seeded) as connection, cron.connect(connection) as scheduler:
        cron.apply(connection, scheduler)
    yield seeded
    with psycopg.connect(seeded) as connection, cron.connect(connection) as scheduler:
        cron.remove(connection, scheduler)


def in_cron(url: str, statement: str, *values: str) -> None:
    with psycopg.connect(url) as connection, cron.connect(connection) as scheduler:
        scheduler.execute(statement.encode(), values)
        scheduler.commit()


SCHEDULE = "SELECT cron.schedule_in_database(%s, %s, %s, %s)"


@pytest.mark.needs_library("pg_cron")
def test_cron_jobs_as_the_cycles_say_are_no_drift(scheduled: str, scratch: str) -> None:
    name = database.name(scheduled)
    in_cron(scheduled, SCHEDULE, "copia", "1 1 * * *", "VACUUM", name)
    in_cron(scheduled, SCHEDULE, "bp010:otra:stage", "1 1 * * *", "CALL x()", "postgres")
    try:
        told = verdict(scheduled, scratch)
        assert (told.findings, notes(told)) == ([], [])
    finally:
        in_cron(scheduled, "SELECT cron.unschedule('copia')")
        in_cron(scheduled, "SELECT cron.unschedule('bp010:otra:stage')")


@pytest.mark.needs_library("pg_cron")
def test_cron_jobs_are_held_against_the_cycles(scheduled: str, scratch: str) -> None:
    name = database.name(scheduled)
    one, two, other = (f"bp010:{name}:{cycle}" for cycle in ("stage", "reporting", "inventado"))
    in_cron(scheduled, "SELECT cron.unschedule(%s)", one)
    in_cron(scheduled, SCHEDULE, two, "7 7 * * *", cron.command_of("reporting"), name)
    in_cron(scheduled, SCHEDULE, other, "1 1 * * *", cron.command_of("inventado"), name)
    findings = {
        (finding.name, finding.state): finding for finding in verdict(scheduled, scratch).findings
    }
    assert set(findings) == {(one, "missing"), (two, "changed"), (other, "unexpected")}
    assert "+schedule 7 7 * * *" in findings[two, "changed"].diff


def test_writers_do_not_keep_it_waiting(seeded: str, scratch: str) -> None:
    with psycopg.connect(seeded) as writer:
        writer.execute("LOCK TABLE etl.ciclos, stage.tbl_pozo_maestra IN EXCLUSIVE MODE")
        assert verdict(seeded, scratch).clean
        writer.rollback()


def test_it_could_not_write(seeded: str, scratch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(connection: psycopg.Connection, *others: object) -> None:
        connection.execute("DELETE FROM etl.ciclos")

    monkeypatch.setattr(Live, "read", write)
    with pytest.raises(DriftError, match="read-only transaction"):
        verdict(seeded, scratch)


def test_a_repeat_asks_no_server(shared: str, scratch: str) -> None:
    verdict(shared, scratch)

    def none() -> str:
        raise AssertionError("the expected catalog is remembered")

    assert drift.verdict(shared, none).clean


def test_a_remembered_catalog_is_of_these_very_texts(
    tmp_path: Path, fresh_url: str, scratch: str
) -> None:
    project = chains.project(
        tmp_path / "project",
        {"v01_a": ({"010": "CREATE SCHEMA a;\nCREATE TABLE a.t (x integer);\n"},
                   {"010": "DROP TABLE a.t;\nDROP SCHEMA a;\n"})},
    )  # fmt: skip
    chain.migrate(fresh_url, project=project)
    assert verdict(fresh_url, scratch, project).clean
    path = project / "migrations/frozen/001_v01_a/up/010.sql"
    path.write_text(path.read_text().replace("x integer", "x bigint"))
    (finding,) = verdict(fresh_url, scratch, project).findings
    assert (finding.kind, finding.name, finding.state) == ("column", "a.t.x", "changed")
    assert finding.cause == UNKNOWN
    assert "-type bigint" in finding.diff
    assert "+type integer" in finding.diff


def test_a_database_ahead_is_said_to_be(seeded: str, cluster: Cluster, cli: Cli) -> None:
    run(
        seeded,
        "UPDATE public.alembic_version SET version_num = 'v99_future'; "
        "INSERT INTO etl.revisiones (revision) VALUES ('v98_nearer_future'), ('v99_future')",
    )
    done = cli("drift", "--json", url=seeded, home=cluster.home)
    assert done.returncode == 2, done.stderr
    report = json.loads(done.stdout)
    assert (report["state"], report["clean"], report["findings"]) == ("ahead", False, [])
    (why,) = report["not_compared"]
    assert "v99_future, which this copy of the project does not have (nor v98_nearer_future)" in why
    assert "no drift" not in cli("drift", url=seeded, home=cluster.home).stdout


def test_the_command_prints_a_diff_and_its_exit_code_tells(
    cluster: Cluster, seeded: str, cli: Cli
) -> None:
    clean = cli("drift", url=seeded, home=cluster.home)
    assert clean.returncode == 0, clean.stderr
    assert clean.stdout.splitlines()[0].endswith(f" is at {CHAIN[-1]} (head)")
    assert clean.stdout.splitlines()[-1] == "no drift"
    run(seeded, "ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos SET DEFAULT 60")
    result = cli("drift", url=seeded, home=cluster.home)
    assert result.returncode == 1
    assert "edited by hand: 1 difference\n" in result.stdout
    assert "~ column etl.ciclos.limite_segundos: changed, edited 2" in result.stdout
    assert "-default 300" in result.stdout
    assert "+default 60" in result.stdout
    report = json.loads(cli("drift", "--json", url=seeded, home=cluster.home).stdout)
    assert report["clean"] is False
    assert report["findings"][0]["name"] == "etl.ciclos.limite_segundos"
    assert report["findings"][0]["file"] == "sql/tables/etl.ciclos.sql"
    assert "  (sql/tables/etl.ciclos.sql)\n" in result.stdout
    assert report["revision"] == CHAIN[-1]


# What cannot be compared is said


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the whole project, whose seeds may be spoiled."""
    for name in ("migrations", "seeds"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "alembic.ini", tmp_path)
    return tmp_path


UNITS = "seeds/referencial.tbl_ref_unidades.csv"


def test_invalid_seeds_are_said_not_to_be_compared(
    project: Path, seeded: str, scratch: str
) -> None:
    (project / UNITS).write_text("simbolo\n")
    told = verdict(seeded, scratch, project)
    assert told.findings == []
    (why,) = told.not_compared
    assert why.startswith("reference rows: ")
    assert "referencial.tbl_ref_unidades" in why
    assert (told.clean, told.exit_code) == (False, 2)
    run(seeded, "COMMENT ON TABLE stage.tbl_pozo_maestra IS 'x'")
    assert verdict(seeded, scratch, project).exit_code == 1


@pytest.mark.slow
def test_reference_rows_are_compared_while_a_revision_is_pending(
    project: Path, seeded: str, scratch: str
) -> None:
    chains.add_revision(
        project, "v90_later_one", CHAIN[-1], {"010": "SELECT 1;\n"}, {"010": "SELECT 1;\n"}
    )
    told = verdict(seeded, scratch, project)
    assert (told.state, told.pending, told.exit_code) == ("behind", ["v90_later_one"], 0)
    run(seeded, "DELETE FROM referencial.tbl_unidad_alias WHERE alias = 'psi'")
    (finding,) = verdict(seeded, scratch, project).findings
    assert (finding.kind, finding.state) == ("row", "missing")


def test_seeds_of_a_pending_revision_are_said_not_to_be_compared(
    project: Path, seeded: str, scratch: str
) -> None:
    chains.add_revision(
        project,
        "v90_new_column",
        CHAIN[-1],
        {"010": "ALTER TABLE referencial.tbl_ref_unidades ADD COLUMN nota text;\n"},
        {"010": "ALTER TABLE referencial.tbl_ref_unidades DROP COLUMN nota;\n"},
    )
    header, *rows = (project / UNITS).read_text().splitlines()
    (project / UNITS).write_text("\n".join([f"{header},nota", *(f"{row},x" for row in rows)]))
    told = verdict(seeded, scratch, project)
    assert told.pending == ["v90_new_column"]
    assert told.findings == []
    assert told.exit_code == 2
    assert "nota" in told.not_compared[0]


def test_an_error_is_not_taken_for_a_difference(cli: Cli) -> None:
    done = cli("drift", url="postgresql://nobody@/nothing?host=/nowhere")
    assert done.returncode == 2


@pytest.fixture
def reader(cluster: Cluster, server_url: str) -> Iterator[str]:
    """A login that may only read."""
    name = "prueba_lectora"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE ROLE {name} LOGIN IN ROLE bp010_lectura".encode())
        yield name
        server.execute(f"DROP ROLE {name}".encode())


def test_a_reader_s_rights_are_enough(seeded: str, scratch: str, reader: str) -> None:
    told = verdict(seeded.replace("bp010@", f"{reader}@"), scratch)
    assert told.findings == []
    assert told.exit_code == 0
    run(seeded, "ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos SET DEFAULT 60")
    told = verdict(seeded.replace("bp010@", f"{reader}@"), scratch)
    assert [finding.name for finding in told.findings] == ["etl.ciclos.limite_segundos"]


@pytest.mark.needs_library("pg_cron")
def test_a_reader_is_told_that_he_sees_no_jobs(scheduled: str, scratch: str, reader: str) -> None:
    told = verdict(scheduled.replace("bp010@", f"{reader}@"), scratch)
    assert told.exit_code == 2
    assert told.findings == []
    assert told.not_compared[0].startswith("cron jobs: ")


@pytest.mark.needs_library("pg_cron")
def test_all_jobs_gone_by_hand_are_found(scheduled: str, scratch: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(scheduled)["dbname"]
    in_cron(
        scheduled,
        "SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname LIKE %s",
        f"bp010:{name}:%",
    )
    told = verdict(scheduled, scratch)
    assert {(finding.kind, finding.state) for finding in told.findings} == {("cron job", "missing")}
    assert len(told.findings) > 3


@pytest.mark.slow
@pytest.mark.needs_library("pg_cron")
def test_a_cycle_that_an_operator_paused_is_no_drift(scheduled: str, scratch: str) -> None:
    """Its job starts, and does nothing."""
    with psycopg.connect(scheduled) as connection:
        assert cron.switch(connection, None, ["reporting"], active=False) == ["reporting"]
    told = verdict(scheduled, scratch)
    assert (told.findings, told.clean) == ([], True)


@pytest.mark.slow
@pytest.mark.parametrize("every", [1], ids=["all"])
def test_a_migration_from_each_revision_is_no_drift(
    fresh_url: str, scratch: str, every: int
) -> None:
    for revision in CHAIN[::every]:
        chain.migrate(fresh_url, revision)
        told = verdict(fresh_url, scratch)
        assert (told.findings, told.revision) == ([], revision)


@pytest.mark.slow
def test_a_restored_database_is_no_drift(
    cluster: Cluster, seeded: str, fresh_url: str, scratch: str
) -> None:
    if not programs(cluster):
        pytest.skip("this PostgreSQL comes without pg_dump")
    restore_dump(cluster, seeded, fresh_url)
    told = verdict(fresh_url, scratch)
    assert "\n".join(str(finding) for finding in told.findings) == ""
    assert told.unknown == []
