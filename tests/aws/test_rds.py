"""What `health --aws` says of a database: what RDS needs, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from bp010ctl.aws import rds
from bp010ctl.base import queries
from bp010ctl.cycles.health import CRITICAL, OK, WARNING
from bp010ctl.seeds import published
from support import PROJECT, Cli
from support.cloud import BUCKET, OWNER, SetPassword

STRANGER = "prueba_sin_derechos"


def judged(url: str) -> dict[str, tuple[int, str]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return {check.name: (check.level, check.message) for check in rds.checks(connection)}


@pytest.fixture
def stranger(migrated_url: str, server_url: str) -> Iterator[str]:
    """A login that may connect, and no more."""
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE ROLE {STRANGER} LOGIN".encode())
        with psycopg.connect(migrated_url, autocommit=True) as owner:
            owner.execute(f"GRANT CONNECT ON DATABASE {owner.info.dbname} TO {STRANGER}".encode())
            yield make_conninfo(migrated_url, user=STRANGER)
            owner.execute(
                f"REVOKE CONNECT ON DATABASE {owner.info.dbname} FROM {STRANGER}".encode()
            )
        server.execute(f"DROP ROLE {STRANGER}".encode())


@pytest.mark.needs_library("pg_cron")
def test_a_login_with_what_rds_superuser_has_lacks_nothing(
    set_password: SetPassword, migrated_url: str
) -> None:
    checks = judged(make_conninfo(migrated_url, user=OWNER, password="first"))
    assert checks == {
        "rds parameters": (OK, "pg_cron is loaded, and starts in UTC"),
        "rds pg_cron": (OK, "its jobs are in postgres, this role may schedule in others"),
        "rds role": (OK, f"{OWNER} owns the model, no superuser"),
        "rds connection": (OK, "by the machine's own socket"),
    }


@pytest.mark.needs_library("pg_cron")
def test_what_a_login_without_rights_lacks_is_named_with_its_remedy(stranger: str) -> None:
    checks = judged(stranger)
    level, message = checks["rds pg_cron"]
    assert level == CRITICAL
    assert f'GRANT USAGE ON SCHEMA cron TO "{STRANGER}"' in message
    assert "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA cron" in message
    assert checks["rds parameters"] == (
        WARNING, "cannot be seen: GRANT pg_read_all_settings",
    )  # fmt: skip
    assert checks["rds role"][0] == WARNING
    assert "does not own the model" in checks["rds role"][1]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"bibliotecas": "pg_stat_statements", "zona": "GMT"}, "lacks pg_cron: set it in the DB"),
        ({"bibliotecas": "pg_cron", "zona": "America/Bogota"}, "cron.timezone is America/Bogota"),
    ],
)
def test_a_parameter_group_of_another_mind(
    bare: psycopg.Connection[Any], row: dict[str, str], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "dicts", lambda connection, name: [row])
    (check,) = rds._settings(bare)
    assert check.level == CRITICAL
    assert what in check.message


def test_groups_that_are_missing_and_may_not_be_created(
    bare: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rds, "GROUPS", ("bp010_nadie",))
    (check,) = rds._role(bare)
    assert check.level != CRITICAL, "the suite's role may create roles"
    row = {
        "rol": "ana",
        "superusuario": False,
        "crea": False,
        "duena": True,
        "faltan": ["bp010_nadie"],
    }
    monkeypatch.setattr(queries, "dicts", lambda *_: [row])
    (check,) = rds._role(bare)
    assert (check.level, check.message.rpartition(": ")[2]) == (
        CRITICAL, "ALTER ROLE ana CREATEROLE",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("host", "encrypted", "level"),
    [
        ("field.proxy-abc.us-east-1.rds.amazonaws.com", True, CRITICAL),
        ("field.abc.us-east-1.rds.amazonaws.com", False, WARNING),
        ("field.abc.us-east-1.rds.amazonaws.com", True, OK),
    ],
)
def test_the_way_to_the_database(
    host: str, encrypted: bool, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"cifrada": encrypted, "version": "TLSv1.3" if encrypted else None}
    monkeypatch.setattr(queries, "dicts", lambda *_: [row])
    connection: Any = SimpleNamespace(info=SimpleNamespace(host=host))
    (check,) = rds._way(connection)
    assert check.level == level


def test_the_bucket_that_seed_would_load(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(rds._bucket()) == []
    monkeypatch.setenv("S3_BUCKET_CONFIG", BUCKET)
    (missing,) = rds._bucket()
    assert (missing.level, "bp010ctl aws publish" in missing.message) == (CRITICAL, True)
    published.publish(PROJECT / "seeds", bucket, "c0ffee")
    (there,) = rds._bucket()
    assert (there.level, there.message.endswith("of commit c0ffee")) == (OK, True)


@pytest.mark.slow
def test_a_database_without_a_model_is_told_what_comes_first(fresh_url: str, cli: Cli) -> None:
    shown = cli("health", "--aws", url=fresh_url)
    assert shown.returncode == 2
    assert "rds role" in shown.stdout
    assert "no migrations yet" in shown.stdout
