"""A database whose password is somewhere else: its URL now, and once more when it has changed.

    secretsmanager:NAME                     a secret of Secrets Manager: a libpq URL, or the JSON
                                            that RDS keeps: username, password, host, port, dbname
    rds-iam://USER@HOST:PORT/DB?region=…    a token of IAM, which is good for 15 minutes

What the secret does not say (one that RDS manages says neither host nor database) libpq's own
variables do: PGHOST, PGPORT, PGDATABASE. On a host of RDS the connection is encrypted and the
server proven by RDS's CA bundle (PGSSLROOTCERT), unless the URL asks for something else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bp010ctl.base import amazon, connecting
from bp010ctl.base.errors import SecretError, UsageError

SECRET, TOKEN = "secretsmanager:", "rds-iam://"
RDS = (".rds.amazonaws.com", ".rds.amazonaws.com.cn")
BUNDLE = "/var/task/rds-ca.pem"
"""Where the package of the handlers has RDS's CA bundle."""
NAMES = {"username": "user", "user": "user", "password": "password", "host": "host",
         "port": "port", "dbname": "dbname", "database": "dbname"}  # fmt: skip
"""Keys of a secret, and what libpq calls them."""

_origins: dict[tuple[str, ...], str] = {}
"""Where the password of a server's user came from: only then can it be had anew."""


def is_reference(given: str) -> bool:
    """Whether it says where a database's URL is, and is none itself."""
    return given.startswith((SECRET, TOKEN))


def resolve(given: str, environ: Mapping[str, str] = os.environ) -> str:
    """The libpq URL as it is now. Raises SecretError, UsageError or AmazonError."""
    parts = _token(given) if given.startswith(TOKEN) else _secret(given, environ)
    _encrypt(parts, environ)
    _origins[_identity(parts)] = given
    return make_conninfo("", **parts)


def renewed(url: str) -> str | None:
    """A URL whose password was refused, with the one of now; None where it has not changed, or is
    nobody's but the user's own."""
    parts = conninfo_to_dict(url)
    given = _origins.get(_identity(parts))
    if given is None:
        return None
    now = conninfo_to_dict(resolve(given))
    login = {name: now.get(name) for name in ("user", "password")}
    changed = any(value != parts.get(name) for name, value in login.items())
    return make_conninfo(url, **login) if changed else None


def _identity(parts: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(parts.get(name) or "") for name in ("host", "port", "user"))


def _secret(given: str, environ: Mapping[str, str]) -> dict[str, Any]:
    name = given.removeprefix(SECRET)
    text = amazon.secret(name).strip()
    parts = _of_url(text, name) if not text.startswith("{") else _of_json(text, name)
    for variable, part in (("PGHOST", "host"), ("PGPORT", "port"), ("PGDATABASE", "dbname")):
        if not parts.get(part) and environ.get(variable):
            parts[part] = environ[variable]
    for part in ("user", "password", "host", "dbname"):
        if not parts.get(part):
            raise SecretError(
                f"the secret says no {part}",
                on=f"secret {name}",
                hint="PGHOST, PGPORT and PGDATABASE say what RDS does not keep in it",
            )
    return parts


def _of_url(text: str, name: str) -> dict[str, Any]:
    try:
        if connecting.has_raw_characters(text):
            raise psycopg.ProgrammingError
        return dict(conninfo_to_dict(text))
    except psycopg.Error:  # its message quotes what it could not read
        raise SecretError(
            "the secret is neither a libpq URL nor JSON", on=f"secret {name}"
        ) from None


def _of_json(text: str, name: str) -> dict[str, Any]:
    try:
        keys = json.loads(text)
    except json.JSONDecodeError:
        raise SecretError("the secret is not valid JSON", on=f"secret {name}") from None
    return {ours: keys[theirs] for theirs, ours in NAMES.items() if keys.get(theirs)}


def _token(given: str) -> dict[str, Any]:
    address = urlsplit(given)
    query = parse_qs(address.query)
    region = query.pop("region", [None])[0]
    if not (address.hostname and address.username and address.path.strip("/")):
        raise UsageError(
            "an address with a token of IAM names user, host and database",
            hint="rds-iam://USER@HOST:5432/DATABASE?region=us-east-1",
        )
    rest = urlencode(query, doseq=True, quote_via=quote)  # libpq takes a `+` for a plus
    parts = dict(conninfo_to_dict(urlunsplit(address._replace(scheme="postgresql", query=rest))))
    host, user, port = address.hostname, str(parts["user"]), address.port or 5432
    return parts | {"password": amazon.database_token(host, port, user, region)}


def _encrypt(parts: dict[str, Any], environ: Mapping[str, str]) -> None:
    """TLS with a proven server on a host of RDS, where neither URL nor environment says more."""
    if not str(parts.get("host", "")).endswith(RDS):
        return
    parts.setdefault("sslmode", environ.get("PGSSLMODE") or "verify-full")
    if "sslrootcert" in parts or not str(parts["sslmode"]).startswith("verify"):
        return
    bundle = environ.get("PGSSLROOTCERT") or BUNDLE
    if not os.path.isfile(bundle):
        raise UsageError(
            "RDS's CA bundle is not there, by which the server is proven",
            on=bundle,
            hint="fetch https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem, and "
            "name the file by PGSSLROOTCERT",
        )
    parts["sslrootcert"] = bundle
