"""Secrets by name: the database's URL and the sources' credentials, rotated under our feet."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bp010ctl import cli as command_line
from bp010ctl.base import amazon, credentials, database, references
from bp010ctl.base.errors import AmazonError, ConnectionFailed, SecretError, UsageError
from bp010ctl.commands import screen
from bp010ctl.server import target
from support.cloud import DATABASE_SECRET, OWNER, Keep, SetPassword, put_secret

REFERENCE = f"secretsmanager:{DATABASE_SECRET}"


def whoami(url: str) -> str:
    with database.connect(url) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    assert row is not None
    return str(row[0])


def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the secrets that are asked for from now on."""
    asked: list[str] = []
    real = amazon.secret

    def secret(name: str) -> str:
        asked.append(name)
        return real(name)

    monkeypatch.setattr(amazon, "secret", secret)
    return asked


def test_a_database_is_named_by_its_secret(
    keep: Keep, set_password: SetPassword, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(migrated_url, password="first")
    monkeypatch.setenv("BP010_DATABASE_URL", REFERENCE)
    assert whoami(target.url()) == OWNER
    monkeypatch.delenv("BP010_DATABASE_URL")
    monkeypatch.setenv("TARGET_SECRET_NAME", DATABASE_SECRET)
    assert whoami(target.url()) == OWNER


def test_a_secret_may_be_a_url(
    services: None, set_password: SetPassword, migrated_url: str
) -> None:
    parts = conninfo_to_dict(migrated_url)
    put_secret(
        DATABASE_SECRET,
        psycopg.conninfo.make_conninfo("", **parts | {"user": OWNER, "password": "first"}),
    )
    assert whoami(credentials.resolve(REFERENCE)) == OWNER


def test_what_rds_does_not_keep_the_environment_says(
    keep: Keep, set_password: SetPassword, migrated_url: str
) -> None:
    keep(migrated_url, password="first", host=None, dbname=None)
    with pytest.raises(SecretError, match="says no host"):
        credentials.resolve(REFERENCE, {})
    parts = conninfo_to_dict(migrated_url)
    given = {"PGHOST": str(parts["host"]), "PGDATABASE": str(parts["dbname"])}
    assert whoami(credentials.resolve(REFERENCE, given)) == OWNER


def test_a_rotated_secret_is_noticed_by_one_more_question(
    keep: Keep, set_password: SetPassword, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(migrated_url, password="first")
    url = credentials.resolve(REFERENCE)
    set_password("second")
    keep(migrated_url, password="second")
    asked = questions(monkeypatch)
    assert whoami(url) == OWNER
    assert asked == [DATABASE_SECRET]


def test_a_wrong_secret_is_asked_for_once_and_never_shown(
    keep: Keep, set_password: SetPassword, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(migrated_url, password="not-this-one")
    url = credentials.resolve(REFERENCE)
    asked = questions(monkeypatch)
    with pytest.raises(ConnectionFailed, match="password") as refused:
        database.connect(url)
    assert asked == [DATABASE_SECRET]
    assert "not-this-one" not in str(refused.value) + repr(refused.value.__cause__)


def test_a_users_own_url_is_tried_once(
    services: None, set_password: SetPassword, migrated_url: str
) -> None:
    given = psycopg.conninfo.make_conninfo(migrated_url, user=OWNER, password="not-this-one")
    credentials._origins.clear()
    with pytest.raises(ConnectionFailed, match="password"):
        database.connect(given)


@pytest.mark.parametrize("text", ["{broken", "[]", "postgresql://u:p@ss@[/x", "{}", "plain words"])
def test_a_secret_of_another_form_is_refused_without_its_text(services: None, text: str) -> None:
    put_secret(DATABASE_SECRET, text)
    with pytest.raises(SecretError) as refused:
        credentials.resolve(REFERENCE, {})
    assert text not in str(refused.value)


def test_a_secret_that_is_not_there_is_named(services: None) -> None:
    with pytest.raises(AmazonError, match="ResourceNotFound") as refused:
        credentials.resolve(REFERENCE)
    assert refused.value.on == f"secret {DATABASE_SECRET}"


def test_a_commands_errors_and_children_know_no_password(
    keep: Keep, set_password: SetPassword, migrated_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Errors of every kind of command, and what the process list showed of pg_dump."""
    monkeypatch.setenv("BP010_DATABASE_URL", REFERENCE)
    monkeypatch.setattr(screen, "prepare", lambda: None)
    started: list[str] = []
    sys.addaudithook(
        lambda event, given: started.append(str(given[1])) if event == "subprocess.Popen" else None
    )
    for password in ("top-secret-one", "first"):
        keep(migrated_url, password=password)
        for words in ("status", "health --json", f"backup {tmp_path / password}", "migrate --plan"):
            monkeypatch.setattr(sys, "argv", ["bp010ctl", *words.split()])
            with pytest.raises(SystemExit):
                command_line.main()
    output = "".join(capfd.readouterr())
    assert "password" in output, "the wrong one was refused"
    assert any("pg_dump" in one for one in started)
    assert not [
        one for one in [output, *started] if "top-secret-one" in one or "password=first" in one
    ]


def test_a_token_of_iam_is_a_password_over_tls(services: None, tmp_path: Path) -> None:
    address = "rds-iam://poller@field.abc.us-east-1.rds.amazonaws.com:5433/bp010?region=us-east-1"
    with pytest.raises(UsageError, match="CA bundle"):
        credentials.resolve(address, {"PGSSLROOTCERT": str(tmp_path / "none.pem")})
    bundle = tmp_path / "rds-ca.pem"
    bundle.write_text("")
    parts = conninfo_to_dict(credentials.resolve(address, {"PGSSLROOTCERT": str(bundle)}))
    token = str(parts.pop("password"))
    assert "X-Amz-Signature" in token
    assert "field.abc.us-east-1.rds.amazonaws.com:5433/?Action=connect&DBUser=poller" in token
    assert parts == {
        "user": "poller", "host": "field.abc.us-east-1.rds.amazonaws.com", "port": "5433",
        "dbname": "bp010", "sslmode": "verify-full", "sslrootcert": str(bundle),
    }  # fmt: skip


def test_what_the_url_says_of_tls_stays(services: None) -> None:
    address = "rds-iam://poller@field.x.rds.amazonaws.com/bp010?region=us-east-1&sslmode=require"
    parts = conninfo_to_dict(credentials.resolve(address, {}))
    assert parts["sslmode"] == "require"
    assert "sslrootcert" not in parts


def test_what_the_url_says_in_escapes_stays_one_value(services: None) -> None:
    query = "region=us-east-1&sslmode=require&options=-c%20jit%3Doff%26on&application_name=a%2Bb"
    address = f"rds-iam://poller@field.x.rds.amazonaws.com/bp010?{query}"
    parts = conninfo_to_dict(credentials.resolve(address, {}))
    assert (parts["options"], parts["application_name"]) == ("-c jit=off&on", "a+b")


API = "scada-api"
ROWS = {"user": f"secretsmanager:{API}#user", "password": f"secretsmanager:{API}#password"}


def test_a_sources_credentials_are_keys_of_a_secret(services: None) -> None:
    put_secret(API, json.dumps({"user": "ana", "password": "uno"}))
    secrets = references.resolve(ROWS, {"API_SECRET_NAME": API})
    assert secrets == {"user": "ana", "password": "uno"}
    put_secret("bp010/secret/mail", "whole")
    assert references.resolve({"it": "secretsmanager:bp010/secret/mail"}, {}) == {"it": "whole"}


def test_a_row_can_name_no_secret_but_those_meant_for_rows(services: None) -> None:
    put_secret(DATABASE_SECRET, json.dumps({"password": "of the database"}))
    with pytest.raises(SecretError, match="not one that rows may name"):
        references.resolve(
            {"it": f"secretsmanager:{DATABASE_SECRET}#password"}, {"API_SECRET_NAME": API}
        )


def test_a_key_that_is_not_there_is_named(services: None) -> None:
    put_secret(API, "not json")
    with pytest.raises(SecretError, match="scada-api has no key user"):
        references.resolve(ROWS, {"API_SECRET_NAME": API})
