"""The database in use: BP010_DATABASE_URL where it is set, else the private cluster's."""

from __future__ import annotations

import re

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bp010ctl.base import connecting, database, settings
from bp010ctl.base.errors import UsageError
from bp010ctl.server.cluster import Cluster

RAW = re.compile(r"[^?]*@[^?]*@|[^@?/]*/[^?]*@|[^@?]*:[^@?]*\?[^@=]*@")
"""After `://`: a second `@`, one in the path, or one in what would be a query without `=`."""


def url(config: settings.Settings | None = None) -> str:
    """BP010_DATABASE_URL where it is set, else the URL of the running private cluster."""
    config = config or settings.load()
    if config.database_url is None:
        return Cluster.private(config).url()
    _refuse_raw_characters(config.database_url)
    try:
        conninfo_to_dict(config.database_url)
    except psycopg.Error as error:
        reason = connecting.without_secrets(str(error).strip(), config.database_url)
        raise UsageError(
            f"BP010_DATABASE_URL cannot be read as a libpq URL: {reason}",
            hint="for example postgresql://user@host:5432/bp010 (%-encode special characters)",
        ) from None
    return config.database_url


def _refuse_raw_characters(given: str) -> None:
    """A password's own `@`, `/` or `?` ends it early: what follows would be host, path or query,
    and be shown as such."""
    scheme, _, rest = given.partition("://")
    if rest and scheme.isalpha() and RAW.match(rest):
        raise UsageError(
            "BP010_DATABASE_URL has `@`, `/` or `?` in its user or password as they are",
            hint="%-encode them (%40, %2F, %3F), or give the password by ~/.pgpass or PGPASSWORD",
        )


def connect(*, autocommit: bool = False, application_name: str = "bp010ctl") -> database.Connection:
    """A new connection to the database in use."""
    return database.connect(url(), autocommit=autocommit, application_name=application_name)
