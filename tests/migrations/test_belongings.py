"""What somebody hung by hand on an object outlives a revision that makes the object anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.base.errors import BelongingsRefused
from bp010ctl.migrations import chain
from bp010ctl.migrations.engine import Listener
from bp010ctl.server.groups import GROUPS
from support import chains, sampled

VIEW = (
    "CREATE VIEW stage.v WITH (security_invoker = TRUE) AS SELECT x FROM stage.t;\n"
    "COMMENT ON VIEW stage.v IS 'Ours.';\n"
)
WIDER = VIEW.replace("SELECT x", "SELECT x, y")
FUNCTION = "CREATE FUNCTION stage.f() RETURNS {} LANGUAGE sql AS 'SELECT 1';\n"
BASE = (
    "CREATE SCHEMA stage;\nCREATE TABLE stage.t (x integer, y integer);\n"
    "CREATE TABLE stage.u (x integer, y integer);\nCREATE INDEX ix_u ON stage.u (y);\n"
    "CREATE FUNCTION stage.tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
)
NARROW_TABLE = "DROP TABLE stage.u;\nCREATE TABLE stage.u (x integer);\n"
OLD_TABLE = "DROP TABLE stage.u;\nCREATE TABLE stage.u (x integer, y integer);\n"
REVISIONS = {
    "v01_a": (
        {"010": BASE + VIEW + FUNCTION.format("integer")},
        {"010": "DROP SCHEMA stage CASCADE;\n"},
    ),
    "v02_b": (
        {
            "010": "DROP VIEW stage.v;\n" + WIDER,
            "020": "DROP FUNCTION stage.f();\n" + FUNCTION.format("bigint"),
            "030": NARROW_TABLE,
        },
        {
            "010": OLD_TABLE + "CREATE INDEX ix_u ON stage.u (y);\n",
            "020": "DROP FUNCTION stage.f();\n" + FUNCTION.format("integer"),
            "030": "DROP VIEW stage.v;\n" + VIEW,
        },
    ),
}

INSTEAD = (
    "CREATE TRIGGER propio INSTEAD OF INSERT ON stage.v FOR EACH ROW EXECUTE FUNCTION stage.tg()"
)
ON_U = "CREATE TRIGGER propio BEFORE INSERT ON stage.u FOR EACH ROW EXECUTE FUNCTION stage.tg()"

# what hangs there -> how it is hung there, and what says that it does
HUNG: dict[str, tuple[str, str]] = {
    "an INSTEAD OF trigger": (
        INSTEAD, "SELECT tgname FROM pg_trigger WHERE tgrelid = 'stage.v'::regclass"),
    "its comment": (
        INSTEAD + "; COMMENT ON TRIGGER propio ON stage.v IS 'why'",
        "SELECT obj_description(oid) FROM pg_trigger WHERE tgrelid = 'stage.v'::regclass"),
    "a rule": (
        "CREATE RULE propia AS ON DELETE TO stage.v DO INSTEAD DELETE FROM stage.t WHERE x = OLD.x",
        "SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = 'propia'"),
    "a default": (
        "ALTER VIEW stage.v ALTER COLUMN x SET DEFAULT 7",
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'stage.v'::regclass"),
    "an option": (
        "ALTER VIEW stage.v SET (security_barrier = TRUE)",
        "SELECT reloptions FROM pg_class WHERE oid = 'stage.v'::regclass"),
    "another value of an option": (
        "ALTER VIEW stage.v SET (security_invoker = FALSE)",
        "SELECT reloptions FROM pg_class WHERE oid = 'stage.v'::regclass"),
    "a comment": (
        "COMMENT ON VIEW stage.v IS 'Theirs.'",
        "SELECT obj_description('stage.v'::regclass, 'pg_class')"),
    "a column's comment": (
        "COMMENT ON COLUMN stage.v.x IS 'Theirs.'",
        "SELECT col_description('stage.v'::regclass, 1)"),
    "a group's right": (
        "GRANT INSERT ON stage.v TO bp010_lectura",
        "SELECT has_table_privilege('bp010_lectura', 'stage.v', 'INSERT')"),
    "everybody's right on a column": (
        "GRANT UPDATE (x) ON stage.v TO PUBLIC",
        "SELECT has_column_privilege('bp010_lectura', 'stage.v', 'x', 'UPDATE')"),
    "a right that was taken": (
        "REVOKE EXECUTE ON FUNCTION stage.f() FROM PUBLIC",
        "SELECT has_function_privilege('bp010_lectura', 'stage.f()', 'EXECUTE')"),
    "a routine's comment": (
        "COMMENT ON FUNCTION stage.f() IS 'Theirs.'",
        "SELECT obj_description('stage.f()'::regprocedure, 'pg_proc')"),
    "a table's trigger, switched off": (
        ON_U + "; ALTER TABLE stage.u DISABLE TRIGGER propio",
        "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'stage.u'::regclass"),
    "a table's index": (
        "CREATE INDEX propio ON stage.u (x) WHERE x > 3",
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'propio'"),
    "a table's policy": (
        "CREATE POLICY propia ON stage.u AS RESTRICTIVE FOR UPDATE TO bp010_lectura "
        "USING (x > 1) WITH CHECK (x > 2)",
        "SELECT permissive, roles, cmd, qual, with_check FROM pg_policies"),
    "a table's rule": (
        "CREATE RULE propia AS ON DELETE TO stage.u DO INSTEAD NOTHING",
        "SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = 'propia'"),
    "a table's statistics": (
        "CREATE STATISTICS stage.propias ON (x + 1), (x + 2) FROM stage.u",
        "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext"),
    "a publication": (
        "CREATE PUBLICATION propia FOR TABLE stage.u (x) WHERE (x > 5)",
        "SELECT tablename, attnames, rowfilter FROM pg_publication_tables"),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return chains.project(tmp_path / "project", REVISIONS)


@pytest.fixture
def migrated(fresh_url: str, project: Path) -> Iterator[psycopg.Connection[Any]]:
    """A database at the first revision."""
    assert "bp010_lectura" in GROUPS
    chain.migrate(fresh_url, "v01_a", project=project)
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        yield connection


def go(url: str, project: Path, to: str = "head") -> list[str]:
    """Migrate; what was noted."""
    notes: list[str] = []
    chain.migrate(url, to, listener=Listener(note=notes.append), project=project)
    return notes


@pytest.mark.parametrize(("statement", "look"), sampled(HUNG, 6))
def test_what_was_made_by_hand_stays_up_and_down(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path, statement: str, look: str
) -> None:
    without = migrated.execute(look).fetchall()
    migrated.execute(statement.encode())
    hung = migrated.execute(look).fetchall()
    assert hung != without
    for way in ("head", "v01_a"):
        notes = go(fresh_url, project, way)
        assert migrated.execute(look).fetchall() == hung
        assert [note for note in notes if "by hand" in note and "stays" in note], notes
    migrated.execute("DROP PUBLICATION IF EXISTS propia")


def test_what_nobody_made_by_hand_is_not_told(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    assert go(fresh_url, project) == go(fresh_url, project, "v01_a") == []


def test_what_does_not_fit_is_refused_before_anything_changes(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    go(fresh_url, project)
    migrated.execute("ALTER VIEW stage.v ALTER COLUMN y SET DEFAULT 1")
    migrated.execute(INSTEAD.encode())
    with pytest.raises(BelongingsRefused) as caught:
        go(fresh_url, project, "v01_a")
    error = str(caught.value)
    assert 'default of column y of stage.v: column "y" of relation "v" does not exist' in error
    assert "trigger propio" not in error
    assert "ALTER VIEW stage.v ALTER COLUMN y DROP DEFAULT" in error
    assert "no revision ran" in error
    assert chain.current(fresh_url) == "v02_b"
    migrated.execute("ALTER VIEW stage.v ALTER COLUMN y DROP DEFAULT")
    assert go(fresh_url, project, "v01_a") == [
        "trigger propio of stage.v, which somebody made by hand, stays"
    ]


def test_a_label_whose_provider_is_not_there_is_refused(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    with psycopg.connect(fresh_url.replace("bp010@", "postgres@")) as administrator:
        administrator.execute(
            "INSERT INTO pg_seclabel VALUES "
            "('stage.v'::regclass, 'pg_class'::regclass, 1, 'ajeno', 'secreto')"
        )
    with pytest.raises(BelongingsRefused, match=r"label ajeno of column stage\.v\.x of stage\.v"):
        go(fresh_url, project)


def test_an_owner_stays_where_the_migrating_role_may_give_it(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    administrator = fresh_url.replace("bp010@", "postgres@")
    with psycopg.connect(administrator) as connection:
        connection.execute("ALTER VIEW stage.v OWNER TO bp010_operacion")
        connection.execute("GRANT CREATE ON SCHEMA stage TO bp010_operacion")
    with pytest.raises(BelongingsRefused, match=r"owner bp010_operacion of stage\.v: "):
        go(fresh_url, project)
    go(administrator, project)
    owner = "SELECT relowner::regrole::text FROM pg_class WHERE oid = 'stage.v'::regclass"
    assert migrated.execute(owner).fetchone() == ("bp010_operacion",)


def test_what_goes_with_its_object_is_named(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    chains.add_revision(
        project, "v03_c", "v02_b",
        {"010": "DROP VIEW stage.v;\nALTER TABLE stage.t DROP COLUMN y;\n"},
        {"010": "ALTER TABLE stage.t ADD COLUMN y integer;\n" + WIDER},
    )  # fmt: skip
    go(fresh_url, project, "v02_b")
    migrated.execute(INSTEAD.encode())
    migrated.execute("CREATE INDEX propio ON stage.t (y)")
    assert sorted(go(fresh_url, project)) == [
        "index propio of stage.t goes with what it hung on",
        "trigger propio of stage.v goes with what it hung on",
    ]


def test_the_project_s_own_texts_are_not_called_somebody_s(database: str) -> None:
    """Of the real chain: strings over several lines, views that only a way down makes anew."""
    for step in chain.plan(database, "v61"):
        assert step.by_hand == [], step.revision


def test_a_body_that_was_edited_by_hand_is_named(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    replaced = FUNCTION.replace("CREATE", "CREATE OR REPLACE").format("integer")
    chains.edit(project, "v02_b", "up/020.sql", None)
    chains.edit(project, "v02_b", "down/020.sql", None)
    chains.edit(project, "v02_b", "up/020_stage.f.sql", replaced.replace("SELECT 1", "SELECT 2"))
    chains.edit(project, "v02_b", "down/020_stage.f.sql", replaced)
    assert chain.plan(fresh_url, project=project)[0].by_hand == []
    migrated.execute(replaced.replace("SELECT 1", "SELECT 3").encode())
    assert chain.plan(fresh_url, project=project)[0].by_hand == ["body of stage.f()"]
    assert go(fresh_url, project) == [
        "stage.f() was edited by hand: the revision puts its own text there"
    ]
    assert migrated.execute("SELECT stage.f()").fetchone() == (2,)
    assert go(fresh_url, project, "v01_a") == []


def test_the_plan_names_it_before(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    for statement in (INSTEAD, ON_U, "COMMENT ON VIEW stage.v IS 'Theirs.'"):
        migrated.execute(statement.encode())
    (step,) = chain.plan(fresh_url, project=project)
    assert step.by_hand == [
        "trigger propio of stage.u",
        "trigger propio of stage.v",
        "COMMENT ON VIEW stage.v IS 'Theirs.'",
    ]
    assert go(fresh_url, project) == chain.migrate(fresh_url, "v01_a", project=project).notes
