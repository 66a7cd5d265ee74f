"""A server that is known by its certificate, as RDS is: its name is RDS's, its address our own."""

from __future__ import annotations

import datetime
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl.base import amazon, credentials, database
from bp010ctl.base.errors import ConnectionFailed
from bp010ctl.server.cluster import Cluster
from support.cloud import DATABASE_SECRET, put_secret

x509 = pytest.importorskip("cryptography.x509", reason="moto is missing: scripts/setup --aws")

pytestmark = pytest.mark.slow

HOST = "field.abc.us-east-1.rds.amazonaws.com"
REFERENCE = f"secretsmanager:{DATABASE_SECRET}"


@dataclass
class Encrypted:
    """A server on the loopback that takes nothing in the clear. bundle: who vouches for it; other:
    who does not."""

    port: int
    bundle: Path
    other: Path


def issue(folder: Path, name: str, issuer: tuple[Any, Any] | None = None) -> tuple[Any, Any]:
    """A certificate and its key, in files named so; of itself, or of an issuer."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:60])])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.TraditionalOpenSSL
    (folder / f"{name}.crt").write_bytes(certificate.public_bytes(pem))
    (folder / f"{name}.key").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    return certificate, key


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("certificates")
    authority = issue(folder, "authority")
    issue(folder, "somebody-else")
    issue(folder, HOST, authority)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Cluster(Path(tmp_path_factory.mktemp("tls")), durable=False)
    server.up()
    try:
        data = server.data
        owner = data.stat()
        for kind in ("crt", "key"):
            copy = data / f"server.{kind}"
            copy.write_bytes((folder / f"{HOST}.{kind}").read_bytes())
            copy.chmod(0o600)

            os.chown(copy, owner.st_uid, owner.st_gid)
        settings = {"listen_addresses": "127.0.0.1", "port": str(port), "ssl": "on"}
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE ana LOGIN PASSWORD 'first'")
            for name, value in settings.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        rules = data / "pg_hba.conf"
        rules.write_text("hostssl all ana 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
        server._pg("pg_ctl", "-D", str(data), "-m", "fast", "-w", "restart", "-l", "/dev/null")
        yield Encrypted(port, folder / "authority.crt", folder / "somebody-else.crt")
        server._pg("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")
    finally:
        server.destroy()


@pytest.fixture
def at(encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch) -> Encrypted:
    """RDS's name leads to the server."""
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    return encrypted


def way(url: str) -> tuple[Any, ...]:
    with database.connect(url) as connection:
        row = connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        return row.fetchone() or ()


def keep(server: Encrypted, **keys: Any) -> None:
    document = {"username": "ana", "password": "first", "host": HOST, "port": server.port,
                "dbname": "postgres"} | keys  # fmt: skip
    put_secret(DATABASE_SECRET, json.dumps(document))


def test_a_server_that_rds_vouches_for_is_connected_to(services: None, at: Encrypted) -> None:
    keep(at)
    assert way(credentials.resolve(REFERENCE, {"PGSSLROOTCERT": str(at.bundle)})) == (True,)


def test_a_server_that_somebody_else_vouches_for_hears_no_password(
    services: None, at: Encrypted
) -> None:
    keep(at)
    url = credentials.resolve(REFERENCE, {"PGSSLROOTCERT": str(at.other)})
    with pytest.raises(ConnectionFailed, match="certificate verify failed"):
        database.connect(url)


def test_another_name_is_another_server(services: None, at: Encrypted) -> None:
    keep(at, host="other.abc.us-east-1.rds.amazonaws.com")
    url = credentials.resolve(REFERENCE, {"PGSSLROOTCERT": str(at.bundle)})
    with pytest.raises(ConnectionFailed, match="does not match host name"):
        database.connect(url)


def test_a_token_that_is_over_is_made_anew(
    services: None, at: Encrypted, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = iter(["over", "first"])
    monkeypatch.setattr(amazon, "database_token", lambda *_: next(tokens))
    monkeypatch.setenv("PGSSLROOTCERT", str(at.bundle))
    url = credentials.resolve(f"rds-iam://ana@{HOST}:{at.port}/postgres?region=us-east-1")
    assert way(url) == (True,)
    assert list(tokens) == []
