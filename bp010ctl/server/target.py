"""The database in use: BP010_DATABASE_URL where it is set, else the private cluster's.

It may say where the URL is (see `base.credentials`) instead of the URL itself.
"""

from __future__ import annotations

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bp010ctl.base import connecting, credentials, database, settings
from bp010ctl.base.errors import UsageError
from bp010ctl.server.cluster import Cluster


def url(config: settings.Settings | None = None) -> str:
    """BP010_DATABASE_URL where it is set, else the URL of the running private cluster."""
    config = config or settings.load()
    if config.database_url is None:
        return Cluster.private(config).url()
    if credentials.is_reference(config.database_url):
        return credentials.resolve(config.database_url)
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
    if connecting.has_raw_characters(given):
        raise UsageError(
            "BP010_DATABASE_URL has `@`, `/` or `?` in its user or password as they are",
            hint="%-encode them (%40, %2F, %3F), or give the password by ~/.pgpass or PGPASSWORD",
        )


def connect(*, autocommit: bool = False, application_name: str = "bp010ctl") -> database.Connection:
    """A new connection to the database in use."""
    return database.connect(url(), autocommit=autocommit, application_name=application_name)
