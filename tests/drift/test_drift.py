"""Drift: every change by hand is found and named, and nothing else is."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import drift
from bp010ctl.base import database
from bp010ctl.base.errors import DriftError, MigrationError
from bp010ctl.cycles import cron
from bp010ctl.drift import Finding, Verdict
from bp010ctl.drift.live import Live
from bp010ctl.migrations import chain
from bp010ctl.server.cluster import Cluster
from support import Cli, chains
from support.databases import new_database

CHAIN = [each.name for each in chain.revisions()]
OWN = "reporting.vw_propia"

# what somebody does by hand -> kind, name and state of what is found
CHANGES: dict[str, tuple[str, tuple[str, str, str]]] = {
    "a table": ("CREATE TABLE stage.apunte (x integer)", ("table", "stage.apunte", "unexpected")),
    "a table gone": ("DROP TABLE stage.tbl_landing_rechazos",
                     ("table", "stage.tbl_landing_rechazos", "missing")),
    "a column": ("ALTER TABLE stage.tbl_pozo_maestra ADD COLUMN nota text",
                 ("column", "stage.tbl_pozo_maestra.nota", "unexpected")),
    "a column gone": ("ALTER TABLE stage.tbl_landing_rechazos DROP COLUMN motivo",
                      ("column", "stage.tbl_landing_rechazos.motivo", "missing")),
    "a column's name": ("ALTER TABLE stage.tbl_landing_rechazos RENAME COLUMN motivo TO causa",
                        ("column", "stage.tbl_landing_rechazos.causa", "unexpected")),
    "a column's type": ("ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos TYPE bigint",
                        ("column", "etl.ciclos.limite_segundos", "changed")),
    "a default": ("ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos SET DEFAULT 60",
                  ("column", "etl.ciclos.limite_segundos", "changed")),
    "not null": ("ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos DROP NOT NULL",
                 ("column", "etl.ciclos.limite_segundos", "changed")),
    "a constraint": ("ALTER TABLE etl.ciclos ADD CONSTRAINT propia CHECK (ciclo <> '') NOT VALID",
                     ("constraint", "etl.ciclos propia", "unexpected")),
    "a constraint gone": ("ALTER TABLE etl.ciclos DROP CONSTRAINT chk_limite_segundos",
                          ("constraint", "etl.ciclos chk_limite_segundos", "missing")),
    "a constraint's text": (
        "ALTER TABLE etl.ciclos DROP CONSTRAINT chk_limite_segundos, "
        "ADD CONSTRAINT chk_limite_segundos CHECK (limite_segundos > 1)",
        ("constraint", "etl.ciclos chk_limite_segundos", "changed")),
    "an index": ("CREATE INDEX ix_propio ON etl.ciclos (activo)",
                 ("index", "etl.ix_propio", "unexpected")),
    "an index gone": ("DROP INDEX etl.ix_etl_ejecuciones_tipo",
                      ("index", "etl.ix_etl_ejecuciones_tipo", "missing")),
    "an index's option": ("ALTER INDEX etl.ciclos_pkey SET (fillfactor = 50)",
                          ("index", "etl.ciclos_pkey", "changed")),
    "a body": (
        "CREATE OR REPLACE FUNCTION etl.fnc_ahora() RETURNS timestamptz LANGUAGE sql "
        "STABLE PARALLEL SAFE AS 'SELECT now()'",
        ("function", "etl.fnc_ahora()", "changed")),
    "a routine": ("CREATE FUNCTION etl.fnc_propia() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                  ("function", "etl.fnc_propia()", "unexpected")),
    "an overload": ("CREATE FUNCTION etl.fnc_ahora(x text) RETURNS text LANGUAGE sql AS 'SELECT x'",
                    ("function", "etl.fnc_ahora(x text)", "unexpected")),
    "a routine gone": (
        "DROP PROCEDURE reporting.sp_populate_defaults", 
        ("procedure", "reporting.sp_populate_defaults()", "missing")),
    "volatility": ("ALTER FUNCTION etl.fnc_ahora() VOLATILE",
                   ("function", "etl.fnc_ahora()", "changed")),
    "security": ("ALTER FUNCTION etl.fnc_ahora() SECURITY DEFINER",
                 ("function", "etl.fnc_ahora()", "changed")),
    "an owner": ("ALTER TABLE etl.ciclos OWNER TO bp010_operacion",
                 ("table", "etl.ciclos", "changed")),
    "a view": (f"CREATE VIEW {OWN} AS SELECT 1 AS x", ("view", OWN, "unexpected")),
    "a view gone": ("DROP VIEW reporting.vw_well_selector",
                    ("view", "reporting.vw_well_selector", "missing")),
    "a view's text": (
        "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW reporting.vw_dim_mes AS ' "
        "|| rtrim(pg_get_viewdef('reporting.vw_dim_mes'::regclass), ';') || ' LIMIT 5'; END $$",
        ("view", "reporting.vw_dim_mes", "changed"),
    ),
    "a grant": ("GRANT DELETE ON stage.tbl_pozo_maestra TO PUBLIC",
                ("table", "stage.tbl_pozo_maestra", "changed")),
    "a grant gone": ("REVOKE SELECT ON etl.ciclos FROM bp010_lectura",
                     ("table", "etl.ciclos", "changed")),
    "a grant on a column": ("GRANT UPDATE (activo) ON etl.ciclos TO bp010_lectura",
                            ("column", "etl.ciclos.activo", "changed")),
    "a comment": ("COMMENT ON COLUMN etl.ciclos.activo IS 'otra cosa'",
                  ("column", "etl.ciclos.activo", "changed")),
    "a comment gone": ("COMMENT ON TABLE etl.ciclos IS NULL", ("table", "etl.ciclos", "changed")),
    "a trigger": ("CREATE TRIGGER propio BEFORE TRUNCATE ON etl.ciclos "
                  "EXECUTE FUNCTION etl.fnc_rechazar_truncate()",
                  ("trigger", "etl.ciclos propio", "unexpected")),
    "a trigger switched off": ("ALTER TABLE universal.stroke DISABLE TRIGGER USER",
                               ("trigger", "universal.stroke *", "changed")),
    "default privileges": ("ALTER DEFAULT PRIVILEGES IN SCHEMA stage GRANT SELECT ON TABLES "
                           "TO PUBLIC",
                           ("default privileges", "of its owner in stage on r", "changed")),
    "row security": ("ALTER TABLE etl.ciclos ENABLE ROW LEVEL SECURITY",
                     ("table", "etl.ciclos", "changed")),
    "a table's option": ("ALTER TABLE etl.ciclos SET (autovacuum_enabled = off)",
                         ("table", "etl.ciclos", "changed")),
    "a type": ("CREATE TYPE stage.estado AS ENUM ('a')", ("enum", "stage.estado", "unexpected")),
    "a sequence": ("CREATE SEQUENCE stage.numero", ("sequence", "stage.numero", "unexpected")),
    "a schema's rights": ("GRANT CREATE ON SCHEMA stage TO PUBLIC", ("schema", "stage", "changed")),
    "a seed row's value": (
        "UPDATE referencial.tbl_config_kpi SET descripcion = 'otra' "
        "WHERE (kpi_nombre, parametro) = ('OPERACION', 'zona_horaria')",
        ("row", "referencial.tbl_config_kpi (OPERACION, zona_horaria)", "changed")),
    "a seed row gone": ("DELETE FROM referencial.tbl_unidad_alias WHERE alias = 'psi'",
                        ("row", "referencial.tbl_unidad_alias (psi)", "missing")),
    "a seed row more": ("INSERT INTO referencial.tbl_unidad_alias (alias, unidad_id) "
                        "SELECT 'libras', min(unidad_id) FROM referencial.tbl_ref_unidades",
                        ("row", "referencial.tbl_unidad_alias (libras)", "unexpected")),
    "a seed row's reference": (
        "UPDATE referencial.tbl_unidad_alias SET unidad_id = "
        "(SELECT max(unidad_id) FROM referencial.tbl_ref_unidades) WHERE alias = 'psi'",
        ("row", "referencial.tbl_unidad_alias (psi)", "changed")),
}  # fmt: skip


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


def settle(url: str) -> None:
    """Wait for a superuser's sessions to be gone: only a superuser could end them."""
    others = (
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename <> 'bp010'"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(others.encode()).fetchone():
            time.sleep(0.01)


@pytest.mark.parametrize(("statement", "found"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_by_hand_is_found_and_named(
    seeded: str, scratch: str, statement: str, found: tuple[str, str, str]
) -> None:
    reader = as_superuser(seeded) if "OWNER" in statement else seeded
    run(reader, statement)
    told = verdict(reader, scratch)
    settle(seeded)
    assert not told.clean
    named = [(each.kind, each.name, each.state) for each in told.findings]
    assert [each for each in named if fnmatch(" ".join(each), " ".join(found))], named
    assert len(named) <= 5, named


def test_there_are_thirty_changes_at_least() -> None:
    assert len(CHANGES) >= 30


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
        CREATE INDEX ON stage.tbl_pozo_produccion_p2031 (produccion_id, well_id);
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


def test_what_is_not_migrated_yet_is_told_apart(fresh_url: str, scratch: str) -> None:
    chain.migrate(fresh_url, CHAIN[-2])
    told = verdict(fresh_url, scratch)
    assert told.pending == CHAIN[-1:]
    assert told.findings == []
    run(fresh_url, "COMMENT ON TABLE stage.tbl_pozo_maestra IS 'x'")
    told = verdict(fresh_url, scratch)
    assert told.pending == CHAIN[-1:]
    assert [each.name for each in told.findings] == ["stage.tbl_pozo_maestra"]


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
    assert finding.as_at_head
    assert "as the newest revision makes it" in str(finding)
    run(fresh_url, function.format(3))
    (finding,) = verdict(fresh_url, scratch, project).findings
    assert not finding.as_at_head
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


def test_cron_jobs_are_held_against_the_cycles(scheduled: str, scratch: str) -> None:
    name = database.name(scheduled)
    one, two, other = (f"bp010:{name}:{cycle}" for cycle in ("stage", "reporting", "inventado"))
    in_cron(scheduled, "SELECT cron.unschedule(%s)", one)
    in_cron(scheduled, SCHEDULE, two, "7 7 * * *", cron.command_of("reporting"), name)
    in_cron(scheduled, SCHEDULE, other, "1 1 * * *", cron.command_of("inventado"), name)
    found = {(each.name, each.state): each for each in verdict(scheduled, scratch).findings}
    assert set(found) == {(one, "missing"), (two, "changed"), (other, "unexpected")}
    assert "+schedule 7 7 * * *" in found[two, "changed"].diff


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
    assert finding == Finding(
        "column", "a.t.x", "changed", finding.diff, finding.edited, as_at_head=False
    )
    assert "-type bigint" in finding.diff
    assert "+type integer" in finding.diff


def test_an_unknown_revision_is_told(seeded: str, scratch: str) -> None:
    run(seeded, "UPDATE public.alembic_version SET version_num = 'v99_future'")
    with pytest.raises(MigrationError, match="v99_future"):
        verdict(seeded, scratch)


def test_the_command_prints_a_diff_and_its_exit_code_tells(
    cluster: Cluster, seeded: str, cli: Cli
) -> None:
    clean = cli("drift", url=seeded, home=cluster.home)
    assert clean.returncode == 0, clean.stderr
    assert clean.stdout.splitlines()[0].endswith(f" is at {CHAIN[-1]} (head)")
    assert clean.stdout.splitlines()[-1] == "no drift"
    run(seeded, "ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos SET DEFAULT 60")
    found = cli("drift", url=seeded, home=cluster.home)
    assert found.returncode == 1
    assert "edited by hand: 1 difference\n" in found.stdout
    assert "~ column etl.ciclos.limite_segundos: changed, edited 2" in found.stdout
    assert "-default 300" in found.stdout
    assert "+default 60" in found.stdout
    report = json.loads(cli("drift", "--json", url=seeded, home=cluster.home).stdout)
    assert report["clean"] is False
    assert report["findings"][0]["name"] == "etl.ciclos.limite_segundos"
    assert report["revision"] == CHAIN[-1]
