"""What a database is at one moment, so that a restored one can be held against it.

Read in one snapshot: rows and checksum of every table, every object of the catalog with its grants,
and what pg_dump leaves out: roles, settings and grants of the database, pg_cron's jobs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bp010ctl.base import queries
from bp010ctl.base.composing import trusted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import BackupError, Bp010Error
from bp010ctl.base.patience import Teller, nobody
from bp010ctl.cycles import cron
from bp010ctl.schema import catalog, printing

FILE = "manifest.json"
FORMAT = 1
LOST, CHANGED, NEW = "missing", "different", "not in the backup"
REVISION = "SELECT version_num FROM public.alembic_version"


@dataclass(frozen=True)
class Difference:
    """One thing that a restored database has not as the backup had it; mend: what to do."""

    kind: str
    name: str
    what: str
    mend: str | None = None


class Setting(NamedTuple):
    """What is set for the database, for one role or (None) for everybody."""

    role: str | None
    name: str
    value: str


class Grant(NamedTuple):
    """What a role, or (None) everybody, may do with the database itself."""

    role: str | None
    privilege: str
    grantable: bool


@dataclass(frozen=True)
class Manifest:
    """tables: rows and checksum by name. objects: kind, name, definition, grants and comment of
    each. jobs: pg_cron's for our cycles, None where they could not be seen. scheduled: the database
    counts on pg_cron. settings, grants: of the database itself. bytes: size of the database."""

    database: str
    taken: str
    server_version: int
    revision: str | None
    owned_by: str
    charset: str
    locale_name: str
    remark: str | None
    bytes: int
    tables: Mapping[str, tuple[int, str]]
    objects: list[list[str]]
    extensions: Mapping[str, str]
    roles: Mapping[str, Mapping[str, Any]]
    settings: list[Setting]
    grants: list[Grant]
    jobs: list[str] | None
    scheduled: bool
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(count for count, _ in self.tables.values())

    def write(self, folder: Path) -> None:
        """Into the backup's folder, readable by its owner alone."""
        file = folder / FILE
        file.touch(mode=0o600)
        file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def load(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError where the folder is none."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise BackupError(
                f"this backup is of format {values['format']}, known is {FORMAT}",
                on=str(folder),
                hint="restore it with the version of bp010ctl that made it",
            )
        known = {field.name for field in fields(Manifest)}
        values |= {
            "settings": [Setting(*setting) for setting in values["settings"]],
            "grants": [Grant(*grant) for grant in values["grants"]],
        }
        return Manifest(**{name: value for name, value in values.items() if name in known})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(
            f"this is no backup: {FILE} cannot be read ({error})",
            on=str(folder),
            hint="give the folder that `bp010ctl backup` wrote",
        ) from None


def table_names(connection: Connection) -> list[str]:
    """Every table of the user's schemas, quoted; partitions count with their parent."""
    return [name for (name,) in queries.tuples(connection, "backups/tables")]


def read(connection: Connection, tell: Teller = nobody) -> Manifest:
    """The database in the connection's transaction; tell: called with each table's name."""
    (database,) = queries.dicts(connection, "backups/database")
    has_cycles, revision = _has(connection, "etl.ciclo_vigencias"), None
    if _has(connection, "public.alembic_version"):
        row = connection.execute(REVISION).fetchone()
        revision = row[0] if row else None
    return Manifest(
        database=connection.info.dbname,
        taken=datetime.now(UTC).isoformat(timespec="seconds"),
        server_version=connection.info.server_version,
        revision=revision,
        **database,
        tables=dict(_tables(connection, tell)),
        objects=[list(item[:5]) for item in catalog.read(connection)],
        extensions=dict(queries.tuples(connection, "backups/extensions")),
        roles={row.pop("role_name"): row for row in queries.dicts(connection, "backups/roles")},
        settings=queries.records(connection, Setting, "backups/settings"),
        grants=queries.records(connection, Grant, "backups/grants"),
        jobs=jobs_of(connection) if has_cycles else None,
        scheduled=cron.scheduled(connection) if has_cycles else False,
    )


def differences(before: Manifest, after: Manifest) -> Iterator[Difference]:
    """What the restored database has not as the backup had it, each with what to do about it."""
    yield from _of_tables(before.tables, after.tables)
    yield from _of_objects(before, after)
    yield from _of_roles(before.roles, after.roles)
    for name in sorted(before.extensions.keys() - after.extensions.keys()):
        mend = "as superuser: CREATE EXTENSION " + name
        yield Difference("extension", name, LOST, mend)
    for part in ("owned_by", "charset", "locale_name", "remark"):
        was, now = getattr(before, part), getattr(after, part)
        if was != now:
            yield Difference("database", part, f"{was!r} has become {now!r}")
    for setting in before.settings:
        if setting not in after.settings:
            whose = setting.role or "the database"
            yield Difference("setting", f"{setting.name} of {whose}", LOST, f"= {setting.value}")
    for grant in before.grants:
        if grant not in after.grants:
            name = f"{grant.privilege} to {grant.role or 'PUBLIC'}"
            yield Difference("grant on the database", name, LOST)
    yield from _of_jobs(before, after)


def _tables(connection: Connection, tell: Teller) -> Iterator[tuple[str, tuple[int, str]]]:
    """Each row as text is hashed, the hashes are added: the order does not matter."""
    for setting, value in (catalog.SETTINGS | {"row_security": "off"}).items():
        connection.execute("SELECT set_config(%s, %s, true)", (setting, value))
    for name in table_names(connection):
        tell(name)
        row = connection.execute(queries.statement("backups/sums", table=trusted(name))).fetchone()
        assert row is not None
        yield name, (row[0], row[1])


def _has(connection: Connection, table: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
    return bool(row and row[0])


def jobs_of(connection: Connection) -> list[str] | None:
    """Our jobs without the database's name, as a restored one has to have them."""
    try:
        with cron.connect(connection) as scheduler:
            known = cron.jobs(scheduler, connection.info.dbname)
    except Bp010Error:
        return None
    return sorted(f"{job.cycle}: {job.schedule}" for job in known if job.cycle != cron.PURGE)


def _of_tables(
    before: Mapping[str, tuple[int, str]], after: Mapping[str, tuple[int, str]]
) -> Iterator[Difference]:
    for name, (count, checksum) in before.items():
        if name not in after:
            yield Difference("table", name, LOST)
        elif tuple(after[name]) != (count, checksum):
            same = "other values" if after[name][0] == count else f"{after[name][0]:,} rows"
            yield Difference("table", name, f"{same} instead of the backup's {count:,} rows")


def _of_objects(before: Manifest, after: Manifest) -> Iterator[Difference]:
    """Definitions as they are after they were parsed from their text, which a restore does."""
    versions = (before.server_version // 10000, after.server_version // 10000)
    was, now = (_by_key(content.objects, versions) for content in (before, after))
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key), now.get(key)
        if old is None:
            yield Difference(*key, NEW)
        elif new is None:
            yield Difference(*key, LOST, old.row.definition)
        elif old[2:5] != new[2:5] and _reread(old) != _reread(new):
            yield Difference(*key, CHANGED, catalog.difference([old.row], [new.row]))


def _by_key(
    objects: list[list[str]], versions: tuple[int, int]
) -> dict[tuple[str, str], catalog.Object]:
    """The database itself and roles are compared by what the manifest says of them."""
    nowhere = catalog.Address(0, 0, 0)
    known = (
        catalog.Object(kind, name, text, grants, comment, nowhere)
        for kind, name, text, grants, comment in objects
    )
    return {
        (item.kind, item.identity): item
        for item in printing.alike(known, *versions)
        if item.kind not in {"database", "role"}
    }


def _reread(item: catalog.Object) -> tuple[str, str, str]:
    return printing.reread(item), item.grants, item.comment


def _of_roles(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Difference]:
    for name, role in before.items():
        if name not in after:
            yield Difference("role", name, LOST)
            continue
        for right, value in role.items():
            now = after[name][right]
            if right == "member_of":
                for group in sorted(set(value) - set(now)):
                    yield Difference("role", name, f"no member of {group} any more")
            elif value != now:
                yield Difference("role", name, f"{right} was {value}, is {now}")


def _of_jobs(before: Manifest, after: Manifest) -> Iterator[Difference]:
    if not (before.scheduled or before.jobs):
        return
    mend = f"as {before.owned_by}: bp010ctl cron apply"
    if after.jobs is None:
        yield Difference("cron job", "all", "cannot be seen on this server", mend)
    wanted = {job.removesuffix(", paused") for job in before.jobs or []}  # as it was noted once
    for job in sorted(wanted - set(after.jobs or [])):
        yield Difference("cron job", job, LOST, mend)
