"""What a database of RDS needs that one of one's own has, or can be given by a superuser."""

from __future__ import annotations

import os
from collections.abc import Iterator

from bp010ctl.base import queries
from bp010ctl.base.amazon import Folder
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import AmazonError, SeedError
from bp010ctl.cycles import cron
from bp010ctl.cycles.health import CRITICAL, OK, WARNING, Check
from bp010ctl.seeds import manifest
from bp010ctl.seeds.manifest import Manifest
from bp010ctl.server.groups import GROUPS

PARAMETERS = "set it in the DB parameter group, and reboot the instance"


def checks(connection: Connection) -> list[Check]:
    """What is missing, each by the statement or the setting that brings it. Reads only."""
    return [
        *_settings(connection),
        *_cron(connection),
        *_role(connection),
        *_way(connection),
        *_bucket(),
    ]


def _settings(connection: Connection) -> Iterator[Check]:
    """The parameter group, as far as this role may see it."""
    (row,) = queries.dicts(connection, "aws/settings")
    if row["bibliotecas"] is None:
        yield Check("rds parameters", WARNING, "cannot be seen: GRANT pg_read_all_settings")
    elif "pg_cron" not in row["bibliotecas"]:
        what = f"shared_preload_libraries lacks pg_cron: {PARAMETERS}"
        yield Check("rds parameters", CRITICAL, what)
    elif row["zona"] not in ("GMT", "UTC"):
        what = f"cron.timezone is {row['zona']}, cycles are written in UTC: {PARAMETERS}"
        yield Check("rds parameters", CRITICAL, what)
    else:
        yield Check("rds parameters", OK, "pg_cron is loaded, and starts in UTC")


def _cron(connection: Connection) -> Iterator[Check]:
    """Whether pg_cron is where it has to be, and this role may have it start cycles here."""
    try:
        with cron.connect(connection) as scheduler:
            what = f"its jobs are in {scheduler.info.dbname}, this role may schedule in others"
            yield Check("rds pg_cron", OK, what)
    except cron.CronMissing as missing:
        remedy = " ".join((missing.hint or "").split())
        if "no pg_cron" in missing.what:
            remedy = f"shared_preload_libraries = pg_cron ({PARAMETERS}), then CREATE EXTENSION"
        yield Check("rds pg_cron", CRITICAL, f"{missing.what} ({missing.on}): {remedy}")


def _role(connection: Connection) -> Iterator[Check]:
    (row,) = queries.dicts(connection, "aws/role", {"grupos": list(GROUPS)})
    if row["faltan"] and not row["crea"]:
        what = f"roles {', '.join(row['faltan'])} are missing, and this role may create none"
        yield Check("rds role", CRITICAL, f"{what}: ALTER ROLE {row['rol']} CREATEROLE")
    elif not row["duena"]:
        what = f"{row['rol']} does not own the model: migrations, seeds and jobs are its owner's"
        yield Check("rds role", WARNING, what)
    else:
        kind = "a superuser, which RDS gives nobody" if row["superusuario"] else "no superuser"
        yield Check("rds role", OK, f"{row['rol']} owns the model, {kind}")


def _way(connection: Connection) -> Iterator[Check]:
    """Encrypted, and not through a proxy, which gives a session another server process at will."""
    host = connection.info.host
    if ".proxy-" in host:
        what = "the way leads through RDS Proxy, where session locks of cycles get lost"
        yield Check("rds connection", CRITICAL, f"{what}: name the instance's own endpoint")
        return
    (row,) = queries.dicts(connection, "aws/way")
    if not row["cifrada"] and not host.startswith("/"):
        what = "not encrypted: sslmode=verify-full, and rds.force_ssl = 1 in the parameter group"
        yield Check("rds connection", WARNING, what)
    else:
        yield Check("rds connection", OK, row["version"] or "by the machine's own socket")


def _bucket() -> Iterator[Check]:
    """What `seed` would load, where the environment names a bucket."""
    bucket = os.environ.get("S3_BUCKET_CONFIG")
    if not bucket:
        return
    place = Folder(bucket, "config/")
    try:
        listed = Manifest.parse(place.read(manifest.NAME), str(place))
    except (AmazonError, SeedError) as error:
        yield Check(
            "s3 config", CRITICAL, f"{error.what} ({error.on}): bp010ctl aws publish {place}"
        )
        return
    yield Check("s3 config", OK, f"{len(listed.files)} files of commit {listed.commit[:12]}")
