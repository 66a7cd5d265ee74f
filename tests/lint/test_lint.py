"""Lint: what is wrong in SQL files, in routines, inside their statements, and in migrations."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from bp010ctl import lint
from bp010ctl.base.errors import LintError
from bp010ctl.lint import embedded, safety
from bp010ctl.lint.findings import Finding
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, chains

SUMA = """CREATE OR REPLACE FUNCTION s.suma(p_x integer)
RETURNS bigint
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: adds. Second run: the same. Reads: s.pozo.
DECLARE
    v_total bigint;
BEGIN
    SELECT sum(pozo.x)
    INTO v_total
    FROM s.pozo
    WHERE pozo.x > p_x;
    RETURN v_total;
END;
$$;
"""
TABLE = """CREATE SCHEMA s;

CREATE TABLE s.pozo (
    x integer,
    y text
);
"""
UP = {"010_s": TABLE, "020_s.suma": SUMA}
DOWN = {"010_s": "DROP FUNCTION s.suma(integer);\n\nDROP TABLE s.pozo;\n\nDROP SCHEMA s;\n"}

Lint = Callable[..., list[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = chains.project(tmp_path / "project", {"v01_a": (UP, DOWN)})
    chains.write(folder, {"procedures/s.suma": SUMA})
    for name in (".sqlfluff", ".squawk.toml"):
        shutil.copy(PROJECT / name, folder)
    (folder / "bp010ctl/seeds/queries").mkdir(parents=True)
    shutil.copy(PROJECT / "bp010ctl/.sqlfluff", folder / "bp010ctl")
    return folder


@pytest.fixture
def found(project: Path, cluster: Cluster, tmp_path: Path) -> Lint:
    """Findings as `file:line rule`."""
    if not cluster.has_library("plpgsql_check"):
        pytest.skip("this PostgreSQL comes without plpgsql_check")

    @contextmanager
    def server() -> Iterator[str]:
        yield cluster.url("postgres")

    def check(*paths: Path) -> list[str]:
        findings = lint.check(project, server, tmp_path / "cache.json", paths)
        return [f"{Path(finding.path).name}:{finding.line} {finding.rule}" for finding in findings]

    return check


def second(project: Path, up: str, down: str = "SELECT 1;\n") -> None:
    chains.add_revision(project, "v02_b", "v01_a", {"010_b": up}, {"010_b": down})


def test_nothing_is_found_where_nothing_is_wrong(found: Lint) -> None:
    assert found() == []


def test_style_of_a_file(project: Path, found: Lint) -> None:
    chains.write(project, {"views/s.v": "CREATE VIEW s.v AS\nselect 1 AS uno;\n"})
    assert found() == ["s.v.sql:2 CP01"]


def test_a_query_with_placeholders_is_read(project: Path, found: Lint) -> None:
    path = project / "bp010ctl/seeds/queries/q.sql"
    path.write_text('SELECT pozo.x::"char"\nFROM s.pozo\nWHERE pozo.x = %(x)s;\n')
    assert found() == []
    path.write_text("SELECT pozo.x\nFROM s.pozo\nWHERE pozo.x = %(x)s and TRUE;\n")
    assert found() == ["q.sql:3 CP01"]


def test_style_inside_a_routine_is_told_at_its_line(project: Path, found: Lint) -> None:
    text = SUMA.replace("    FROM s.pozo\n", "    from s.pozo\n").replace(
        "v_total;\nEND", "NULL;\nEND"
    )
    chains.write(project, {"procedures/s.suma": text.replace("> p_x", "!= p_x AND pozo.y = NULL")})
    assert {"s.suma.sql:12 CP01", "s.suma.sql:13 CV05"} <= set(found())


def test_an_expression_inside_a_routine_is_told_too(project: Path, found: Lint) -> None:
    text = SUMA.replace(
        "    RETURN v_total", "    v_total := COALESCE(v_total, 0);\n    RETURN v_total"
    )
    chains.write(project, {"procedures/s.suma": text})
    assert found() == ["s.suma.sql:14 CP03"]


def test_sql_in_a_do_block_is_told(project: Path, found: Lint) -> None:
    second(project, "DO $$\nBEGIN\n    PERFORM 1 from s.pozo;\nEND\n$$;\n")
    assert found() == ["010_b.sql:3 CP01"]


def test_an_error_in_a_body_is_told_at_its_line(project: Path, found: Lint) -> None:
    chains.write(project, {"procedures/s.suma": SUMA.replace("sum(pozo.x)", "sum(pozo.z)")})
    assert "s.suma.sql:10 plpgsql-error" in found()


UNKNOWN = [
    "LOCK TABLE s.nada IN SHARE MODE;",
    "TRUNCATE s.pozo, s.nada;",
    "ANALYZE s.nada;",
    "ANALYZE s.pozo (x, z);",
    "ALTER TABLE s.nada ADD COLUMN z integer;",
    "DROP TABLE s.nada;",
    "COMMENT ON TABLE s.nada IS 'x';",
]
KNOWN = [
    "LOCK TABLE s.pozo IN SHARE MODE;",
    "ANALYZE s.pozo (x);",
    "DROP TABLE IF EXISTS s.nada;",
    "CREATE TABLE s.nueva (z integer); ANALYZE s.nueva;",
    "EXECUTE 'LOCK TABLE s.nada';",
]


def test_names_of_utility_statements_are_looked_up(project: Path, found: Lint) -> None:
    for number, statement in enumerate(UNKNOWN + KNOWN):
        text = (
            f"CREATE OR REPLACE PROCEDURE s.p{number}()\nLANGUAGE plpgsql\nAS $$\nBEGIN\n"
            f"    {statement}\nEND;\n$$;\n"
        )
        chains.write(project, {f"procedures/s.p{number}": text})
    told = [line.split()[0] for line in found(project / "sql") if line.endswith(" unknown-name")]
    assert told == [f"s.p{number}.sql:5" for number in range(len(UNKNOWN))]


def test_an_error_in_an_sql_body_is_told_at_its_line(project: Path, found: Lint) -> None:
    text = "CREATE OR REPLACE FUNCTION s.cuenta()\nRETURNS bigint\nLANGUAGE sql\nSTABLE\nAS $$\n"
    text += "    SELECT count(pozo.z) AS filas\n    FROM s.pozo;\n$$;\n"
    up = {
        "010_z": "ALTER TABLE s.pozo ADD COLUMN z integer;\n",
        "020_s.cuenta": text,
        "030_z": "ALTER TABLE s.pozo DROP COLUMN z;\n",
    }
    chains.add_revision(project, "v02_b", "v01_a", up, {"010": "DROP FUNCTION s.cuenta();\n"})
    chains.write(project, {"procedures/s.cuenta": text})
    assert "s.cuenta.sql:6 sql-error" in found()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("v_total bigint;", "v_total bigint;\n    v_otro integer;", "plpgsql-warning"),
        ("STABLE\n", "", "plpgsql-performance"),
        ("    RETURN v_total;\n", "", "plpgsql-"),
        ("v_total bigint", "v_total date", "plpgsql-"),
    ],
)
def test_a_warning_about_a_body_is_a_finding(
    project: Path, found: Lint, old: str, new: str, rule: str
) -> None:
    chains.write(project, {"procedures/s.suma": SUMA.replace(old, new)})
    assert any(finding.partition(" ")[2].startswith(rule) for finding in found()), found()


TRIGGER = """CREATE OR REPLACE FUNCTION s.fnc_avisar()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO s.aviso (x)
        SELECT nuevas.x FROM nuevas;
    ELSE
        INSERT INTO s.aviso (x)
        SELECT viejas.x FROM viejas;
    END IF;
    RETURN NULL;
END;
$$;
"""
TRIGGERS = """CREATE TABLE s.aviso (x integer);
CREATE TRIGGER uno AFTER INSERT ON s.pozo REFERENCING NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION s.fnc_avisar();
CREATE TRIGGER dos AFTER DELETE ON s.pozo REFERENCING OLD TABLE AS viejas
FOR EACH STATEMENT EXECUTE FUNCTION s.fnc_avisar();
"""


def test_a_trigger_s_function_is_checked_with_its_table_and_rows(
    project: Path, found: Lint
) -> None:
    chains.write(project, {"procedures/s.fnc_avisar": TRIGGER})
    chains.add_revision(
        project, "v02_b", "v01_a", {"010_s.fnc_avisar": TRIGGER, "020_t": TRIGGERS},
        {"010": "DROP TRIGGER dos ON s.pozo;\nDROP TRIGGER uno ON s.pozo;\n"
         "DROP FUNCTION s.fnc_avisar();\nDROP TABLE s.aviso;\n"},
    )  # fmt: skip
    assert [finding for finding in found() if "plpgsql" in finding] == []
    chains.write(project, {"procedures/s.fnc_avisar": TRIGGER.replace("viejas.x", "viejas.z")})
    assert [finding for finding in found() if "plpgsql" in finding] == [
        "s.fnc_avisar.sql:10 plpgsql-error"
    ]


def test_a_file_that_cannot_be_made_is_the_finding(project: Path, found: Lint) -> None:
    chains.write(project, {"views/s.v": "CREATE VIEW s.v AS\nSELECT 1 AS uno\nFROM s.nada;\n"})
    assert found() == ["s.v.sql:1 revision"]


RISKS = {
    "adding-required-field": "ALTER TABLE s.pozo\nADD COLUMN z integer NOT NULL;\n",
    "constraint-missing-not-valid": "ALTER TABLE s.pozo\nADD CONSTRAINT chk CHECK (x > 0);\n",
    "require-concurrent-index-creation": "CREATE INDEX ix ON s.pozo (x);\n",
    "changing-column-type": "ALTER TABLE s.pozo\nALTER COLUMN x TYPE bigint;\n",
    "renaming-column": "ALTER TABLE s.pozo RENAME COLUMN x TO z;\n",
    "renaming-table": "ALTER TABLE s.pozo RENAME TO pozos;\n",
    "ban-drop-column": "ALTER TABLE s.pozo DROP COLUMN y;\n",
    "ban-drop-table": "DROP TABLE s.pozo;\n",
}


@pytest.mark.parametrize(("rule", "up"), RISKS.items(), ids=RISKS.keys())
def test_a_lock_or_loss_of_a_migration_is_told(tmp_path: Path, rule: str, up: str) -> None:
    assert rule in risks(tmp_path, up)
    wrapped = (
        "DO $$\nBEGIN\n    EXECUTE format('" + up.replace("\n", " ").strip("; ") + "');\nEND\n$$;\n"
    )
    assert rule in risks(tmp_path, wrapped)
    assert rule in risks(tmp_path, f"DO $do$\nBEGIN\n    {up}END\n$do$;\n")


def risks(folder: Path, up: str, down: str = "SELECT 1;\n") -> list[str]:
    """Rules of the findings in a second revision."""
    shutil.rmtree(folder / "project", ignore_errors=True)
    project = chains.project(folder / "project", {"v01_a": (UP, DOWN)})
    shutil.copy(PROJECT / ".squawk.toml", project)
    second(project, up, down)
    documents = safety.documents(project, ["v01_a", "v02_b"], [])
    return [finding.rule for finding in safety.check(documents, project)]


def test_a_table_made_in_the_same_revision_may_be_changed(tmp_path: Path) -> None:
    made = "CREATE TABLE s.nueva (x integer);\n"
    assert risks(tmp_path, made + "CREATE INDEX ix ON s.nueva (x);\n") == []
    assert risks(tmp_path, made + "ALTER TABLE s.nueva ADD CHECK (x > 0);\n") == []


def test_a_downgrade_may_drop_what_its_upgrade_made(tmp_path: Path) -> None:
    assert risks(tmp_path, "CREATE TABLE s.n (x integer);\n", "DROP TABLE s.n;\n") == []


def test_a_waiver_needs_a_reason_and_something_to_waive(tmp_path: Path) -> None:
    drop = "ALTER TABLE s.pozo\n    DROP COLUMN y;\n"
    assert risks(tmp_path, drop) == ["ban-drop-column"]
    assert risks(tmp_path, f"-- squawk-ignore ban-drop-column: nobody reads it\n{drop}") == []
    bare = risks(tmp_path, f"-- squawk-ignore ban-drop-column\n{drop}")
    assert sorted(bare) == ["ban-drop-column", "waiver"]
    other = risks(tmp_path, f"-- squawk-ignore renaming-table: why\n{drop}")
    assert sorted(other) == ["ban-drop-column", "waiver"]
    below = risks(tmp_path, f"-- squawk-ignore ban-drop-column: why\nSELECT 1;\n{drop}")
    assert sorted(below) == ["ban-drop-column", "waiver"]


def test_ddl_of_a_procedure_is_told_at_its_line_and_waived_there(
    project: Path, found: Lint
) -> None:
    text = """CREATE OR REPLACE PROCEDURE s.sp_vaciar()
LANGUAGE plpgsql
AS $$
DECLARE
    v_tabla regclass;
BEGIN
    FOR v_tabla IN SELECT inhrelid::regclass FROM pg_catalog.pg_inherits
    LOOP
        EXECUTE format('DROP TABLE %s', v_tabla);
    END LOOP;
END;
$$;
"""
    chains.write(project, {"procedures/s.sp_vaciar": text})
    assert "s.sp_vaciar.sql:9 ban-drop-table" in found()
    waived = text.replace(
        "        EXECUTE", "        -- squawk-ignore ban-drop-table: partitions\n        EXECUTE"
    )
    chains.write(project, {"procedures/s.sp_vaciar": waived})
    assert [finding for finding in found() if "drop" in finding or "waiver" in finding] == []


BY_INDEX = [
    "now()",
    "CURRENT_DATE::timestamptz",
    "now() AND version() ^@ 'P' AND random() > 0.5",
]
BY_NONE = [
    "CURRENT_DATE",
    "LOCALTIMESTAMP",
    "now() AND CURRENT_DATE < LOCALTIMESTAMP",
    "now() AND random()::numeric > 0.5",
    "now() AND version() LIKE 'P%'",
]


def test_a_view_whose_comparison_uses_no_index_under_a_policy_is_told(
    project: Path, found: Lint
) -> None:
    """Under a policy such a comparison reads the whole table."""
    for number, limit in enumerate(BY_NONE + BY_INDEX):
        view = (
            f"CREATE OR REPLACE VIEW s.v{number}\nWITH (security_invoker = TRUE) AS\n"
            "SELECT tiempo.t\nFROM (SELECT clock_timestamp() AS t) AS tiempo\n"
            f"WHERE tiempo.t > {limit};\n"
        )
        chains.write(project, {f"views/s.v{number}": view})
    told = [finding for finding in found() if "policy-index" in finding]
    assert told == [f"s.v{number}.sql:1 policy-index" for number in range(len(BY_NONE))]


def test_only_the_paths_asked_for(project: Path, found: Lint) -> None:
    chains.write(project, {"views/s.v": "CREATE VIEW s.v AS\nselect 1 AS uno;\n"})
    second(project, "ALTER TABLE s.pozo DROP COLUMN y;\n")
    assert found(project / "migrations") == ["010_b.sql:1 ban-drop-column"]
    assert found(project / "sql/views/s.v.sql") == ["s.v.sql:2 CP01"]
    with pytest.raises(LintError, match="no such file"):
        found(project / "sql/nada")


def test_a_second_run_remembers(
    project: Path, found: Lint, monkeypatch: pytest.MonkeyPatch
) -> None:
    chains.write(project, {"views/s.v": "CREATE VIEW s.v AS\nselect 1 AS uno;\n"})
    before = found()
    monkeypatch.setattr("bp010ctl.lint.style.ProcessPoolExecutor", None)
    assert found() == before == ["s.v.sql:2 CP01"]


def test_the_lines_inside_a_routine_stay_where_they_are() -> None:
    lines = embedded.document(SUMA).split("\n")
    assert len(lines) == len(SUMA.split("\n"))
    assert lines[9].rstrip() == "    SELECT sum(pozo.x)"
    assert lines[10].strip() == ""  # INTO
    assert lines[12].rstrip() == "    WHERE pozo.x > p_x;"


def test_every_routine_of_the_project_can_be_looked_into() -> None:
    blind = []
    for path in sorted((PROJECT / "sql/procedures").glob("*.sql")):
        for body in embedded.bodies(path.read_text()):
            if body.text.strip() and not embedded.pieces(body) and "RETURN NULL" not in body.text:
                blind.append(path.name)
    assert blind == []


def test_formats() -> None:
    finding = Finding("sql/a.sql", 3, 5, "CP01", "100 % wrong,\nreally")
    assert lint.FORMATS["text"]([finding]).startswith("sql/a.sql:3:5: CP01: 100 % wrong")
    assert lint.FORMATS["github"]([finding]) == (
        "::error file=sql/a.sql,line=3,col=5,title=CP01::100 %25 wrong,%0Areally"
    )
    assert json.loads(lint.FORMATS["json"]([finding]))[0]["line"] == 3


def test_the_command_names_file_and_line(cli: Cli, cluster: Cluster) -> None:
    done = cli("lint", "bp010ctl/schema/queries/catalog.sql", home=cluster.home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "nothing found\n"
    missing = cli("lint", "no/such/file.sql", home=cluster.home)
    assert missing.returncode == 1
    assert "no such file or folder in the project" in missing.stderr


def test_frozen_text_that_was_edited_is_told(project: Path, found: Lint) -> None:
    path = project / "migrations/frozen/001_v01_a/up/010_s.sql"
    path.write_text(path.read_text() + "\n")
    assert "010_s.sql:1 frozen" in found()
    assert "010_s.sql:1 frozen" in found(project / "migrations")
    assert found(project / "sql") == []


@pytest.mark.slow
def test_workers_leave_with_a_lint_that_is_killed() -> None:
    code = (
        "import os, time\n"
        "from bp010ctl.lint import style\n"
        "with style.workers(2) as pool:\n"
        "    print(*{pool.submit(os.getpid).result() for _ in range(2)}, flush=True)\n"
        "    pool.submit(time.sleep, 600)\n"
        "    pool.submit(time.sleep, 600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd="/") as killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        workers = psutil.Process(killed.pid).children()
        assert workers
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    _, left = psutil.wait_procs(workers, timeout=30)
    assert [process for process in left if process.status() != psutil.STATUS_ZOMBIE] == []
