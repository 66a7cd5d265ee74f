"""Rights that others gave on our objects outlive a revision that makes these anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.migrations import chain
from bp010ctl.migrations.engine import Listener
from bp010ctl.server.cluster import Cluster
from support import chains

VIEW = "CREATE VIEW stage.v AS SELECT x FROM stage.t;\n"
TABLE = "CREATE SCHEMA stage;\nCREATE TABLE stage.t (x integer, y integer);\n" + VIEW
ANEW = "DROP VIEW stage.v;\nCREATE VIEW stage.v AS SELECT x, y FROM stage.t;\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    function = "CREATE FUNCTION stage.f() RETURNS integer RETURN 1;\n"
    return chains.project(
        tmp_path / "project",
        {
            "v01_a": ({"010": TABLE + function}, {"010": "DROP SCHEMA stage CASCADE;\n"}),
            "v02_b": (
                {"010": ANEW + "DROP FUNCTION stage.f();\n"},
                {"010": "DROP VIEW stage.v;\n" + VIEW + function},
            ),
        },
    )


@pytest.fixture
def role(cluster: Cluster) -> Iterator[str]:
    """Somebody's own role; what it may do goes with the databases."""
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
        server.execute('CREATE ROLE "los informes"')
        yield "los informes"
        server.execute('DROP ROLE "los informes"')


@pytest.fixture
def migrated(role: str, fresh_url: str, project: Path) -> Iterator[psycopg.Connection[Any]]:
    """A database at the first revision, with the role's rights on it."""
    chain.migrate(fresh_url, "v01_a", project=project)
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute('GRANT SELECT ON stage.v TO "los informes" WITH GRANT OPTION')
        connection.execute('GRANT UPDATE (x) ON stage.v TO "los informes"')
        connection.execute('GRANT SELECT (y) ON stage.t TO "los informes"')
        yield connection


def may(connection: psycopg.Connection[Any]) -> tuple[Any, ...] | None:
    return connection.execute(
        "SELECT has_table_privilege('los informes', 'stage.v', 'SELECT WITH GRANT OPTION'),"
        " has_column_privilege('los informes', 'stage.v', 'x', 'UPDATE'),"
        " has_column_privilege('los informes', 'stage.t', 'y', 'SELECT')"
    ).fetchone()


def test_rights_on_an_object_that_is_made_anew_stay(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    notes: list[str] = []
    chain.migrate(fresh_url, listener=Listener(note=notes.append), project=project)
    assert may(migrated) == (True, True, True)
    assert [note for note in notes if "keeps SELECT on stage.v, made anew" in note]
    chain.migrate(fresh_url, "v01_a", project=project)
    assert may(migrated) == (True, True, True)


def test_rights_on_what_is_gone_are_named(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    migrated.execute('GRANT EXECUTE ON FUNCTION stage.f() TO "los informes"')
    notes: list[str] = []
    chain.migrate(fresh_url, listener=Listener(note=notes.append), project=project)
    assert '"los informes" had EXECUTE on stage.f(), which is gone' in notes


def test_a_right_that_was_taken_is_not_given_back(
    migrated: psycopg.Connection[Any], fresh_url: str, project: Path
) -> None:
    """A revision that revokes a right of an object that stays means it."""
    chains.add_revision(
        project, "v03_c", "v02_b",
        {"010": 'REVOKE ALL (y) ON stage.t FROM "los informes";\n'}, {"010": "SELECT 1;\n"},
    )  # fmt: skip
    chain.migrate(fresh_url, project=project)
    assert may(migrated) == (True, True, False)
