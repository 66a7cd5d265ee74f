"""The groups of users belong to the whole cluster: made once, kept while anybody needs them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from support import PROJECT

FROZEN = PROJECT / "migrations" / "frozen" / "001_v04_stage"
GROUPS = ["prueba_escritura", "prueba_lectura", "prueba_operacion"]
EXISTING = "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1"
NOBODY = "prueba_nadie"


def script(way: str) -> bytes:
    """The migration's own text for roles of another name: bp010_… serve the suite's databases."""
    (path,) = (FROZEN / way).glob("*_roles.sql")
    return path.read_bytes().replace(b"bp010_", b"prueba_")


def run(url: str, *texts: bytes) -> None:
    """All texts in one transaction, as a migration runs them."""
    with psycopg.connect(url) as connection:
        for text in texts:
            connection.execute(text)


def existing(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute(EXISTING, [GROUPS])]


@pytest.fixture
def server(server_url: str) -> Iterator[str]:
    """The server without the groups, and with one user who may not create roles."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {NOBODY} LOGIN")
        yield server_url
        for row in connection.execute(EXISTING, [[*GROUPS, NOBODY]]).fetchall():
            connection.execute(f"DROP ROLE {row[0]}")


def test_up_makes_the_groups_and_down_drops_them(server: str) -> None:
    run(server, script("up"))
    assert existing(server) == GROUPS
    run(server, script("up"))
    run(server, script("down"))
    assert existing(server) == []


def test_a_group_with_members_stays(server: str) -> None:
    run(server, script("up"))
    with psycopg.connect(server) as connection:
        connection.execute(f"GRANT prueba_lectura TO {NOBODY}")
    run(server, script("down"))
    assert existing(server) == ["prueba_lectura"]


def test_a_group_that_another_database_uses_stays(server: str, fresh_url: str) -> None:
    run(server, script("up"))
    run(fresh_url, b"CREATE SCHEMA aqui; GRANT USAGE ON SCHEMA aqui TO prueba_operacion")
    run(server, script("down"))
    assert existing(server) == ["prueba_operacion"]
    run(fresh_url, b"DROP SCHEMA aqui")


def test_a_user_who_may_not_create_roles_is_told_what_to_do(server: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="prueba_escritura") as refused:
        run(server, b"SET ROLE prueba_nadie", script("up"))
    assert "CREATE ROLE prueba_escritura NOLOGIN" in (refused.value.diag.message_hint or "")


def test_a_user_who_may_not_create_roles_uses_existing_ones(server: str) -> None:
    run(server, script("up"))
    run(server, b"SET ROLE prueba_nadie", script("up"))
    run(server, b"SET ROLE prueba_nadie", script("down"))
    assert existing(server) == GROUPS


def test_databases_that_migrate_up_and_down_at_once_do_no_harm(server: str, fresh_url: str) -> None:
    up = b"CREATE SCHEMA aqui; GRANT USAGE ON SCHEMA aqui TO prueba_escritura, prueba_operacion"

    def up_and_down(url: str) -> None:
        for _ in range(20):
            run(url, script("up"), up)
            run(url, b"DROP SCHEMA aqui", script("down"))

    with psycopg.connect(fresh_url) as connection:
        apart = connection.info.server_version < 160000
    # from 16 on a role may lock only the roles that it made: two owners may have to try again
    other = fresh_url if apart else fresh_url.replace("bp010@", "postgres@")
    with ThreadPoolExecutor() as pool:
        list(pool.map(up_and_down, [server, other]))
    assert existing(server) == []
