"""A revision is one transaction: nothing ends it half-way, unless it is declared to be none."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from bp010ctl.base.errors import MigrationError
from bp010ctl.lint import revisions as lint
from bp010ctl.migrations import chain, transactions
from bp010ctl.migrations.engine import Options
from bp010ctl.revisions import proof
from support import chains, sampled

BELOW = "CREATE SCHEMA a;\nCREATE TABLE a.t (x integer);\nINSERT INTO a.t VALUES (1), (1);\n"
OUTSIDE = transactions.DECLARED + ": waits for no writer\n"
INDEX = OUTSIDE + "-- ñ\nCREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON a.t (x);\n"
UNIQUE = INDEX.replace("INDEX", "UNIQUE INDEX")
DROP = OUTSIDE + "DROP INDEX CONCURRENTLY IF EXISTS a.ix;\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return chains.project(
        tmp_path / "project",
        {
            "v01_a": ({"010": BELOW}, {"010": "DROP TABLE a.t;\nDROP SCHEMA a;\n"}),
            "v02_b": (
                {"010": "CREATE TABLE a.u ();\n"},
                {"010": "DROP TABLE a.u;\n"},
            ),
        },
    )


def refused(project: Path, url: str) -> MigrationError:
    with pytest.raises(MigrationError) as caught:
        chain.migrate(url, project=project)
    return caught.value


def exists(url: str, name: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT to_regclass(%s)", [name]).fetchone() != (None,)


LASTING = {
    "SET search_path = a": True,
    "-- why\nSET ROLE bp010_lectura": True,
    "reset all": True,
    "DISCARD ALL": True,
    "SELECT pg_catalog.set_config('search_path', '', false)": True,
    "SET LOCAL search_path = a": False,
    "SET CONSTRAINTS ALL DEFERRED": False,
    "SELECT set_config('a.b', 'c', true)": False,
    "UPDATE a.t\nSET x = 1": False,
    "CREATE FUNCTION a.f() RETURNS integer LANGUAGE sql\nSET search_path = a\nAS 'SELECT 1'": False,
}  # fmt: skip


@pytest.mark.parametrize("statement", LASTING)
def test_settings_of_the_session_are_told_from_others(statement: str) -> None:
    text = f"CREATE TABLE a.v ();\n{statement};\n"
    assert bool(transactions.lasting(text)) == LASTING[statement]


@pytest.mark.slow
def test_no_setting_lasts_beyond_its_revision(project: Path, fresh_url: str) -> None:
    """The next revision, and Alembic itself, would look for their names elsewhere."""
    chains.edit(project, "v02_b", "up/010.sql", "SET search_path = a;\nCREATE TABLE a.u ();\n")
    error = refused(project, fresh_url)
    assert "SET search_path = a would last beyond the revision, nothing was run" in error.what
    assert not exists(fresh_url, "a.u")


@pytest.mark.parametrize("as_script", [False, True])
def test_temporary_tables_end_with_their_revision(
    project: Path, fresh_url: str, as_script: bool
) -> None:
    """Two revisions in one run use the same name, as they may where each runs by itself."""
    text = "DO $$ BEGIN CREATE TEMP TABLE viejos AS SELECT 1 AS x; END $$;\n"
    for name in ("v01_a", "v02_b"):
        chains.edit(project, name, "up/020_viejos.sql", text)
    if as_script:
        with psycopg.connect(fresh_url, autocommit=True) as connection:
            connection.execute(chain.sql(project=project).encode())
    else:
        chain.migrate(fresh_url, project=project)
    assert chain.current(fresh_url) == "v02_b"


@pytest.mark.parametrize(
    "statement",
    sampled({
        statement: (statement,)
        for statement in (
            "COMMIT", "END", "ROLLBACK", "/* x */ -- y\nCOMMIT", "ABORT", "BEGIN",
            "PREPARE TRANSACTION 'x'", "START TRANSACTION", "commit and chain",
        )
    }, 3),
)  # fmt: skip
def test_nothing_may_end_the_transaction(project: Path, fresh_url: str, statement: str) -> None:
    text = f"CREATE TABLE a.v ();\n{statement};\nSELECT 1 / 0;\n"
    chains.edit(project, "v02_b", "up/020_x.sql", text)
    error = refused(project, fresh_url)
    assert "would end the revision's transaction, nothing was run" in error.what
    line = 3 if "\n" in statement else 2
    assert str(error.on).splitlines()[0] == f"migrations/frozen/002_v02_b/up/020_x.sql, line {line}"
    assert chain.current(fresh_url) == "v01_a"
    assert not exists(fresh_url, "a.u")
    assert not exists(fresh_url, "a.v")
    assert [finding.rule for finding in lint.check(project)] == ["revision-transaction"]
    (proven,) = proof.prove(fresh_url, ["v02"], project)
    assert "would end the revision's transaction" in proven.faults[0]


def test_the_way_down_is_held_to_it_too(project: Path, fresh_url: str) -> None:
    chains.edit(project, "v02_b", "down/010.sql", "DROP TABLE a.u;\nCOMMIT;\n")
    chain.migrate(fresh_url, project=project)
    with pytest.raises(MigrationError, match="COMMIT would end"):
        chain.migrate(fresh_url, "-1", Options(allow_data_loss=True), project=project)
    assert exists(fresh_url, "a.u")


def test_words_that_end_nothing_are_left_alone(project: Path, fresh_url: str) -> None:
    text = (
        "-- COMMIT;\nSAVEPOINT s; RELEASE s; SAVEPOINT s; ROLLBACK TO s;\n"
        "DO $$ BEGIN PERFORM 'COMMIT;'; END $$;\n"
        "CREATE FUNCTION a.f() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;\n"
        "CREATE PROCEDURE a.p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';\n"
    )
    chains.edit(project, "v02_b", "up/020_x.sql", text)
    assert chain.migrate(fresh_url, project=project).now == "v02_b"
    assert transactions.ending(text) == []


def declared(project: Path, up: str, down: str = DROP) -> None:
    chains.add_revision(project, "v03_c", "v02_b", {"010": up}, {"010": down})


def test_a_declared_revision_runs_outside_and_is_proven(project: Path, fresh_url: str) -> None:
    declared(project, INDEX)
    (proven,) = proof.prove(fresh_url, ["v03"], project)
    assert proven.faults == []
    assert chain.migrate(fresh_url, project=project).now == "v03_c"
    assert exists(fresh_url, "a.ix")
    assert chain.migrate(fresh_url, "-1", project=project).now == "v02_b"
    assert not exists(fresh_url, "a.ix")


def test_after_a_failure_it_is_run_once_more_to_the_end(project: Path, fresh_url: str) -> None:
    declared(project, UNIQUE)
    error = refused(project, fresh_url)
    assert 'could not create unique index "ix" (Key (x)=(1) is duplicated.)' in error.what
    assert error.on is not None
    assert error.on.startswith("migrations/frozen/003_v03_c/up/010.sql, line 3")
    assert chain.current(fresh_url) == "v02_b"
    with psycopg.connect(fresh_url) as connection:
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a.ix'::regclass"
        assert connection.execute(valid).fetchone() == (False,)
        connection.execute("UPDATE a.t SET x = 2 WHERE ctid = '(0,1)'")
        connection.commit()
        assert chain.migrate(fresh_url, project=project).now == "v03_c"
        assert connection.execute(valid).fetchone() == (True,)


def test_printed_sql_leaves_the_transaction_for_it(project: Path) -> None:
    declared(project, INDEX)
    lines = [line for line in chain.sql("head", "v02_b", project=project).splitlines() if line]
    place = lines.index("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON a.t (x);")
    assert "COMMIT;" in lines[:place]
    assert "BEGIN;" in lines[place:]


@pytest.mark.parametrize(
    ("up", "what", "line"),
    [
        (OUTSIDE + "\nCREATE TABLE a.v ();\n", "cannot be run again, should it fail: CREATE TABLE",
         3),
        (INDEX.replace("IF NOT EXISTS ", ""), "cannot be run again, should it fail: CREATE INDEX",
         3),
        (OUTSIDE + "DROP INDEX CONCURRENTLY a.ix;\n", "cannot be run again", 2),
    ],
)  # fmt: skip
def test_outside_only_what_can_be_run_again(
    project: Path, fresh_url: str, up: str, what: str, line: int
) -> None:
    declared(project, up)
    error = refused(project, fresh_url)
    assert error.what.startswith(what)
    assert str(error.on).splitlines()[0] == f"migrations/frozen/003_v03_c/up/010.sql, line {line}"


def test_a_revision_is_outside_as_a_whole(project: Path, fresh_url: str) -> None:
    declared(project, INDEX)
    chains.edit(project, "v03_c", "up/020_y.sql", "SELECT 1;\n")
    assert "as a whole, or not at all" in refused(project, fresh_url).what


@pytest.mark.parametrize("text", [None, "-- nothing yet\n/* nor here */\n"])
def test_a_revision_without_its_way_down_is_not_begun(
    project: Path, fresh_url: str, text: str | None
) -> None:
    chains.edit(project, "v02_b", "down/010.sql", text)
    error = refused(project, fresh_url)
    assert error.what == "revision v02_b has no SQL to go down"
    assert chain.current(fresh_url) is None
