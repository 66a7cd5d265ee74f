"""`bp010ctl roles …`: by its library, and as a user types it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from bp010ctl.base.errors import RolesError, UsageError
from bp010ctl.roles import checks, members, wells
from bp010ctl.roles.wells import Scope
from bp010ctl.server.cluster import Cluster
from support import Cli

Connection = psycopg.Connection[Any]
ANA = "prueba_comandos_ana"
WELLS = "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo) VALUES"


@pytest.fixture
def admin(cluster: Cluster, seeded_db: Connection) -> Iterator[Connection]:
    """A superuser in the shared database, with a login and three wells; rolled back."""
    with psycopg.connect(cluster.url(seeded_db.info.dbname, "postgres")) as connection:
        connection.execute(f"CREATE ROLE {ANA} LOGIN".encode())
        connection.execute(
            f"{WELLS} (1, 'Uno', 'Norte'), (2, 'Dos', 'Norte'), (3, 'Tres', 'Sur')".encode()
        )
        yield connection
        connection.rollback()


def test_a_login_is_put_into_a_group_once_and_taken_out_once(admin: Connection) -> None:
    assert members.grant(admin, ANA, "panel") == ["bp010_panel"]
    assert members.grant(admin, ANA, "bp010_panel") == []
    assert [login.groups for login in members.logins(admin) if login.name == ANA] == [
        ["bp010_panel"]
    ]
    assert members.revoke(admin, ANA, "panel") == ["bp010_panel"]
    assert members.revoke(admin, ANA, "panel") == []
    assert [login for login in members.logins(admin) if login.name == ANA] == []


def test_a_pool_comes_into_the_panel_as_well(admin: Connection) -> None:
    assert members.grant(admin, ANA, "pool") == ["bp010_panel", "bp010_pool"]
    assert members.revoke(admin, ANA, "pool") == ["bp010_pool"]


def test_what_is_not_there_is_named_with_what_to_do(admin: Connection) -> None:
    with pytest.raises(RolesError, match="no login 'nadie'") as refused:
        members.grant(admin, "nadie", "panel")
    assert 'CREATE ROLE "nadie" LOGIN' in (refused.value.hint or "")
    with pytest.raises(RolesError, match="no login 'bp010_panel'"):  # a group is no login
        members.grant(admin, "bp010_panel", "lectura")
    with pytest.raises(UsageError, match="no role 'jefe'"):
        members.grant(admin, ANA, "jefe")
    with pytest.raises(RolesError, match="no well has the field 'Este'") as refused:
        wells.give(admin, ANA, [Scope("field", "Este", wells.READS)])
    assert "Norte, Sur" in (refused.value.hint or "")
    with pytest.raises(RolesError, match="no well 9"):
        wells.give(admin, ANA, [Scope("well", "9", wells.READS)])


def test_who_may_not_grant_is_told_who_may(admin: Connection) -> None:
    admin.execute(f"SET ROLE {ANA}".encode())
    with pytest.raises(RolesError, match="may not change who is in bp010_lectura") as refused:
        members.grant(admin, ANA, "lectura")
    assert "WITH ADMIN OPTION" in (refused.value.hint or "")


def test_wells_are_given_by_number_field_and_level(admin: Connection) -> None:
    field, denied = Scope("field", "Norte", wells.READS), Scope("well", "2", wells.TAKEN)
    assert wells.give(admin, ANA, [field]) == [field]
    assert wells.give(admin, ANA, [field]) == []
    assert wells.visible(admin, ANA) == [1, 2]
    assert wells.give(admin, ANA, [denied]) == [denied]
    assert wells.visible(admin, ANA) == [1]
    assert wells.scopes(admin, ANA) == [denied, field]
    admin.execute("UPDATE reporting.dim_pozo SET campo = 'Norte' WHERE pozo_id = 3")
    assert wells.visible(admin, ANA) == [1, 3]
    assert wells.take(admin, ANA, [denied]) == [denied]
    assert wells.take(admin, ANA, None) == [field]
    assert (wells.take(admin, ANA, None), wells.visible(admin, ANA)) == ([], [])


def test_the_command_sees_what_the_user_sees(admin: Connection) -> None:
    members.grant(admin, ANA, "panel")
    wells.give(admin, ANA, [Scope("field", "Norte", "LECTURA"), Scope("well", "1", "NINGUNO")])
    told = wells.visible(admin, ANA)
    admin.execute(f"SET SESSION AUTHORIZATION {ANA}".encode())
    kept = admin.execute("SELECT pozos FROM reporting.dim_rls_visible").fetchall()
    assert kept == [(told,)]


SPOILT = {
    "ALTER ROLE bp010_panel CREATEDB": "CREATEDB",
    "GRANT SELECT ON stage.tbl_pozo_maestra TO public": "PUBLIC may SELECT",
    "GRANT EXECUTE ON FUNCTION etl.fnc_ahora() TO public": "PUBLIC may EXECUTE",
    "GRANT USAGE ON SCHEMA stage TO public": "PUBLIC may USAGE",
    "ALTER FUNCTION etl.fnc_encolar_carga() RESET search_path": "no search_path",
    "ALTER TABLE stage.tbl_pozo_maestra DISABLE ROW LEVEL SECURITY": "has no policy",
    "ALTER TABLE stage.tbl_pozo_maestra FORCE ROW LEVEL SECURITY": "forced on the owner",
    "GRANT SELECT ON stage.tbl_pozo_produccion_default TO bp010_panel": "reads a partition",
    "ALTER VIEW reporting.vw_alerts RESET (security_invoker)": "rights of its owner",
    "GRANT INSERT ON reporting.dim_hora TO bp010_panel": "panel may write",
    f"GRANT bp010_panel, bp010_lectura TO {ANA}": "sees every well",
    f"GRANT SELECT ON stage.tbl_pozo_maestra TO {ANA}": "sees no row of it",
    "INSERT INTO reporting.dim_rls_visible VALUES ('nadie', '{1}')": "not those that were given",
    "INSERT INTO reporting.dim_rls_usuario VALUES ('nadie@example.org', 1)": "no pool speaks for",
}
KNOWN = "the owner may create roles"
"""The suite's own owner may."""


@pytest.mark.parametrize("statement", SPOILT)
def test_a_broken_promise_is_found_with_what_mends_it(admin: Connection, statement: str) -> None:
    admin.execute(statement.encode())
    faults = [fault for fault in checks.read(admin) if not fault.fault.startswith(KNOWN)]
    assert [SPOILT[statement] in fault.fault for fault in faults] == [True], faults
    if faults[0].remedy.split()[0] in {"ALTER", "REVOKE", "SELECT"} and ";" not in faults[0].remedy:
        admin.execute(faults[0].remedy.encode())
        rest = [fault for fault in checks.read(admin) if not fault.fault.startswith(KNOWN)]
        assert rest == []


def test_as_a_user_types_it(cli: Cli, server_url: str, seeded: str, cluster: Cluster) -> None:
    url = seeded.replace("bp010@", "postgres@")
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE ROLE {ANA} LOGIN".encode())
    try:
        with psycopg.connect(seeded) as owner:
            owner.execute(f"{WELLS} (1, 'Uno', 'Norte')".encode())
        dry = cli("roles", "grant", ANA, "panel", "--dry-run", url=url)
        assert "granted to" in dry.stdout
        assert json.loads(cli("roles", "show", ANA, "--json", url=url).stdout) == []
        assert "granted to" in cli("roles", "grant", ANA, "panel", url=url).stdout
        assert "was in it already" in cli("roles", "grant", ANA, "panel", url=url).stdout
        dry = cli("roles", "wells", ANA, "--well", "1", "--dry-run", url=url)
        assert "sees 1 well: 1" in dry.stdout
        assert json.loads(cli("roles", "wells", ANA, "--json", url=url).stdout)["wells"] == []
        assert cli("roles", "wells", ANA, "--field", "Norte", url=url).returncode == 0
        told = json.loads(cli("roles", "wells", ANA, "--json", url=url).stdout)
        assert (told["wells"], told["scopes"][0]["kind"]) == ([1], "field")
        (login,) = json.loads(cli("roles", "show", ANA, "--json", url=url).stdout)
        assert (login["groups"], login["scopes"]) == (["bp010_panel"], 1)
        wrong = cli("roles", "wells", ANA, "--client", "Nadie", "--json", url=url)
        assert wrong.returncode == 1
        assert "no well has the client" in json.loads(wrong.stdout)["error"]
        faults = json.loads(cli("roles", "check", "--json", url=url).stdout)
        assert [fault["fault"] for fault in faults] == [
            f"{KNOWN}, and so may whatever runs as the owner"
        ]
        assert "revoked from" in cli("roles", "revoke", ANA, "panel", url=url).stdout
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(f"DROP ROLE {ANA}".encode())
