"""A backup into a new database: nobody sees it before it is whole and held against the backup."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bp010ctl.backups import manifest, programs
from bp010ctl.backups.dumping import DATA
from bp010ctl.backups.manifest import Difference, Grant, Manifest, Setting
from bp010ctl.base import database, queries, settings
from bp010ctl.base.composing import trusted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import BackupError, Bp010Error
from bp010ctl.base.patience import Teller
from bp010ctl.cycles import cron

ENTRY = re.compile(
    r"^\d+; \d+ \d+ (?P<kind>(?:[A-Z]+ )+)(?P<schema>\S+) (?P<name>.+?)(?: (?P<owner>\S*))?$"
)
RIGHTS = {
    "may_login": "LOGIN",
    "may_create_databases": "CREATEDB",
    "may_create_roles": "CREATEROLE",
}
COMMENTED = "EXTENSION "
LISTS = {"search_path", "temp_tablespaces", "session_preload_libraries"}
SET_UP = re.compile(r"--|\\|SET |SELECT pg_catalog\.set_config")
"""How the lines begin that pg_restore puts around every text."""


@dataclass(frozen=True)
class Plan:
    """What a restore does.

    name: the new database. replaces: one of that name is there and goes. fills: it is there and
    empty. owner: its owner, where this role may say who that is. roles: to be made, without
    passwords. left_out: what this role cannot bring back, with what to do. entries: pg_restore's
    list.
    """

    name: str
    replaces: bool
    fills: bool
    owner: str | None
    roles: list[str]
    left_out: list[Difference]
    entries: list[str] = field(repr=False)
    content: Manifest = field(repr=False)


@dataclass(frozen=True)
class Restored:
    """differences: what the new database has not as the backup had it; nothing: it is the same."""

    name: str
    tables: int
    rows: int
    differences: list[Difference]
    cycles: list[str]


def plan(url: str, folder: Path, *, replacing: bool = False) -> Plan:
    """Look at the backup and at the server, change nothing.

    url: the new database's, on the server that is to have it. Raises BackupError where a database
    of that name is there and holds something, unless replacing, or where it cannot work.
    """
    content = manifest.load(folder)
    name = database.name(url)
    with _server(url) as server:
        (may,) = queries.dicts(server, "backups/may")
        may["installed"] = _installed(url if _exists(server, name) and not replacing else None, url)
        program = programs.find("pg_restore", server.info.server_version, settings.load().bindir)
        _check_version(content, server)
        there = _exists(server, name)
    empty = there and _is_empty(url)
    if there and not empty and not replacing:
        raise BackupError(
            f"database {name!r} is there already and not empty",
            on=database.describe(url),
            hint="`--into NAME` restores beside it, `--replace` in its place",
        )
    roles = [role for role in content.roles if role not in may["known_roles"]]
    if roles and not (may["all_rights"] or may["may_create_roles"]):
        statements = "\n".join(f"    {_role_text(role, content)};" for role in roles)
        raise BackupError(
            "roles that the backup names are not on this server, and this role may not create any",
            on=database.describe(url),
            hint=f"as superuser:\n{statements}",
        )
    kept, others = _sorted(_entries(program, folder), may)
    left_out = [_with_text(program, folder, *other) for other in others]
    owns = may["all_rights"] or content.owned_by in may["member_of"]
    owner = content.owned_by if owns else None
    return Plan(name, there and not empty, empty, owner, roles, left_out, kept, content)


def restore(
    url: str, folder: Path, plan: Plan, jobs: int = 2, *, cycles: bool = True, step: Teller
) -> Restored:
    """Do what the plan says, then compare the new database with the backup.

    It is made under a name of its own and renamed at the end, so that a failure leaves what was
    there. cycles: where the backup's were scheduled, make pg_cron's jobs under the new name; else
    it is noted that nobody starts them. step: gets what is worked on. Raises BackupError.
    """
    content = plan.content
    for role in plan.roles:
        with _server(url) as server:
            _make_role(server, role, content)
    work = plan.name if plan.fills else f"{plan.name[:40]}_restore_{os.getpid()}"
    target = database.with_name(url, work)
    if not plan.fills:
        with _server(url) as server:
            _create(server, work, plan)
    try:
        _fill(target, folder, plan, jobs, step)
        with database.connect(target) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            _properties(connection, content)
            step("comparing with the backup")
            after = manifest.read(connection, lambda name: step(f"checksum of {name}"))
        if not plan.fills:
            _put_in_place(url, work, plan)
    except BaseException:
        if not plan.fills:
            with suppress(Bp010Error, psycopg.Error), _server(url) as server:
                _drop(server, work)
        raise
    started = _schedule(url, content, cycles)
    differences = [
        difference
        for difference in manifest.differences(content, _with_jobs(url, after, content, cycles))
        if difference.what != manifest.NEW
    ]
    return Restored(plan.name, len(after.tables), after.rows, _told(differences, plan), started)


def _told(differences: Sequence[Difference], plan: Plan) -> list[Difference]:
    """What was left out, with what to do, and what was found besides."""
    return [
        *plan.left_out,
        *(
            difference
            for difference in differences
            if not any(
                difference.kind == left.kind and f"{difference.name} ".startswith(f"{left.name} ")
                for left in plan.left_out
            )
        ),
    ]


# -- looking ----------------------------------------------------------------------------------


def _server(url: str) -> Connection:
    """A session in another database than the one that is made or replaced."""
    home = "template1" if database.name(url) == "postgres" else "postgres"
    return database.connect(database.with_name(url, home), autocommit=True)


def _check_version(content: Manifest, server: Connection) -> None:
    if server.info.server_version // 10000 < content.server_version // 10000:
        raise BackupError(
            f"the backup is of PostgreSQL {content.server_version // 10000}, this server is of"
            f" {server.info.server_version // 10000}",
            hint="restore it on a server of its own version or a newer one",
        )


def _exists(server: Connection, name: str) -> bool:
    row = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return row.fetchone() is not None


def _installed(existing: str | None, url: str) -> set[str]:
    """The extensions that the database has, or that a new one gets from template1."""
    with database.connect(existing or database.with_name(url, "template1")) as connection:
        return {name for name, _ in queries.tuples(connection, "backups/extensions")}


def _is_empty(url: str) -> bool:
    with database.connect(url) as connection:
        return not manifest.table_names(connection)


def _entries(program: str, folder: Path) -> list[str]:
    """pg_restore's list of what is in the backup; it asks no server."""
    done = subprocess.run(
        [program, "--list", str(folder / DATA)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(
            f"the backup cannot be read: {done.stderr.strip()}",
            on=str(folder),
            hint="a file of it is missing or damaged; take another backup",
        )
    return [line for line in done.stdout.splitlines() if line and not line.startswith(";")]


def _sorted(
    entries: Sequence[str], may: dict[str, Any]
) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The entries that this role can bring back, and the others: kind, name, entry."""
    kept, left_out = [], []
    for entry in entries:
        parts = ENTRY.match(entry)
        kind = parts["kind"].strip() if parts else ""
        name, owner = (parts["name"], parts["owner"] or "") if parts else ("", "")
        if kind == "EXTENSION" or (kind == "COMMENT" and name.startswith(COMMENTED)):
            extension = (name if kind == "EXTENSION" else name.removeprefix(COMMENTED)).strip()
            extension = extension.split()[0].strip('"')
            known = extension in may["installed"]
            if may["all_rights"] or (kind == "EXTENSION" and extension in may["creatable"]):
                kept.append(entry)
            elif kind == "EXTENSION" and not known:
                left_out.append(("extension", extension, entry))
        elif kind == "EVENT TRIGGER" and not may["all_rights"]:
            trigger = name if owner else name.rpartition(" ")[0] or name
            left_out.append(("event trigger", trigger, entry))
        elif kind == "DEFAULT ACL" and not may["all_rights"] and owner not in may["member_of"]:
            left_out.append(("default privileges", f"of {owner}", entry))
        else:
            kept.append(entry)
    return kept, left_out


def _with_text(program: str, folder: Path, kind: str, name: str, entry: str) -> Difference:
    """What is left out, with the statements that a superuser can run."""
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        listed.write(f"{entry}\n")
        listed.flush()
        command = [program, f"--use-list={listed.name}", "--file=-", str(folder / DATA)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line and not SET_UP.match(line)]
    return Difference(
        kind, name, manifest.LOST, f"as superuser in the new database: {' '.join(lines)}"
    )


# -- making -----------------------------------------------------------------------------------


def _role_text(role: str, content: Manifest) -> str:
    rights = content.roles[role]
    words = [word for right, word in RIGHTS.items() if rights[right]]
    groups = [group for group in rights["member_of"] if not group.startswith("pg_")]
    within = f" IN ROLE {', '.join(map(_quoted, groups))}" if groups else ""
    return f"CREATE ROLE {_quoted(role)} {' '.join(words) or 'NOLOGIN'}{within}"


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string()


def _make_role(server: Connection, role: str, content: Manifest) -> None:
    """Without password and never as superuser; groups that come later in the backup are made
    before their members."""
    if _role_exists(server, role):
        return
    for group in content.roles[role]["member_of"]:
        if group in content.roles:
            _make_role(server, group, content)
    server.execute(_role_text(role, content).encode())


def _role_exists(server: Connection, role: str) -> bool:
    """Whether the server has a role of that name."""
    return server.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def _create(server: Connection, name: str, plan: Plan) -> None:
    content = plan.content
    row = server.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database"
        " WHERE datname = 'template1'"
    ).fetchone()
    text = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if row != (content.charset, content.locale_name):
        text += sql.SQL(" TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}").format(
            *map(sql.Literal, (content.charset, content.locale_name, content.locale_name))
        )
    if plan.owner:
        text += sql.SQL(" OWNER {}").format(sql.Identifier(plan.owner))
    try:
        server.execute(text)
    except psycopg.errors.InsufficientPrivilege:
        raise BackupError(
            "this role may not create databases",
            on=database.describe(server.info.dsn),
            hint=f"ask the administrator for an empty database, and restore --into it; or: "
            f"ALTER ROLE {_quoted(server.info.user)} CREATEDB",
        ) from None


def _fill(url: str, folder: Path, plan: Plan, jobs: int, step: Teller) -> None:
    with database.connect(url) as connection:
        version = connection.info.server_version
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        listed.write("\n".join(plan.entries) + "\n")
        listed.flush()
        command = [
            programs.find("pg_restore", version, settings.load().bindir),
            f"--jobs={jobs}", f"--use-list={listed.name}", "--exit-on-error", "--verbose",
            "--no-subscriptions", str(folder / DATA),
        ]  # fmt: skip
        programs.run(command, url, lambda line: _heard(line, step))
    step("statistics")
    with database.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _heard(line: str, step: Teller) -> None:
    item = re.search(r"(?:processing data for table|launching item \d+) (.+)", line)
    if item:
        step(item[1].replace('"', ""))


def _properties(connection: Connection, content: Manifest) -> None:
    """Settings, grants and comment of the database; what this role may not do is found missing."""
    name = sql.Identifier(connection.info.dbname)
    texts = [_setting(name, setting) for setting in content.settings]
    public = {grant.privilege for grant in content.grants if grant.role is None}
    texts += [
        sql.SQL("REVOKE {} ON DATABASE {} FROM PUBLIC").format(trusted(privilege), name)
        for privilege in ("CONNECT", "TEMPORARY")
        if privilege not in public
    ]
    texts += [_grant(name, grant) for grant in content.grants]
    if content.remark is not None:
        comment = sql.Literal(content.remark)
        texts.append(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, comment))
    for text in texts:
        with (
            suppress(psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject),
            connection.transaction(),
        ):
            connection.execute(text)
    connection.commit()


def _grant(name: sql.Identifier, grant: Grant) -> sql.Composed:
    return sql.SQL("GRANT {} ON DATABASE {} TO {}{}").format(
        trusted(grant.privilege),
        name,
        sql.Identifier(grant.role) if grant.role else sql.SQL("PUBLIC"),
        sql.SQL(" WITH GRANT OPTION" if grant.grantable else ""),
    )


def _setting(name: sql.Identifier, setting: Setting) -> sql.Composed:
    """A list such as search_path is stored as the words of a SET; other values are one literal."""
    whose = (
        sql.SQL("ALTER ROLE {} IN DATABASE {}").format(sql.Identifier(setting.role), name)
        if setting.role
        else sql.SQL("ALTER DATABASE {}").format(name)
    )
    words = trusted(setting.value) if setting.name in LISTS else sql.Literal(setting.value)
    return whose + sql.SQL(" SET {} = {}").format(sql.Identifier(*setting.name.split(".")), words)


# -- putting it in its place ------------------------------------------------------------------


def _put_in_place(url: str, work: str, plan: Plan) -> None:
    """Rename the new database; the old one goes first, with its jobs and sessions."""
    if plan.replaces:
        _unschedule(url)
    with _server(url) as server:
        if plan.replaces:
            _drop(server, plan.name)
        _end_sessions(server, work)
        names = (sql.Identifier(work), sql.Identifier(plan.name))
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))


def _unschedule(url: str) -> None:
    with (
        suppress(Bp010Error, psycopg.Error),
        database.connect(url) as connection,
        cron.connect(connection) as scheduler,
    ):
        cron.remove(connection, scheduler)


def _drop(server: Connection, name: str) -> None:
    _end_sessions(server, name)
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _end_sessions(server: Connection, name: str) -> None:
    for (pid,) in server.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
        [name],
    ).fetchall():
        with suppress(psycopg.errors.InsufficientPrivilege):
            server.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def _schedule(url: str, content: Manifest, wanted: bool) -> list[str]:
    """The backup's cycles under the new name, where pg_cron can be had and this is their owner, as
    whom they run; else a note that nobody starts them, so that no start counts as missed."""
    if not (content.scheduled or content.jobs):
        return []
    with database.connect(url) as connection:
        try:
            if wanted and connection.info.user == content.owned_by:
                with cron.connect(connection) as scheduler:
                    return [cycle for cycle, _ in cron.apply(connection, scheduler)]
        except cron.CronMissing:
            connection.rollback()
        connection.execute(
            "SELECT etl.fnc_programar(ciclo, NULL, programador) FROM etl.ciclo_vigencias"
            " WHERE hasta IS NULL"
        )
        connection.commit()
    return []


def _with_jobs(url: str, after: Manifest, content: Manifest, wanted: bool) -> Manifest:
    """The manifest with the jobs and settings as they are by now."""
    if not wanted:
        return replace(after, jobs=content.jobs)
    with database.connect(url, autocommit=True) as connection:
        now = manifest.jobs_of(connection) if content.jobs is not None else None
        settings_now = queries.records(connection, Setting, "backups/settings")
    return replace(after, jobs=now, settings=settings_now)


def steps(plan: Plan) -> Iterator[str]:
    """What a restore would do, a line each."""
    content = plan.content
    for role in plan.roles:
        yield f"{_role_text(role, content)}, without a password"
    if plan.replaces:
        yield f"drop database {plan.name} with its cron jobs, once the new one is whole"
    verb = "fill the empty" if plan.fills else "create"
    yield (
        f"{verb} database {plan.name}: {len(content.tables)} tables, {content.rows:,} rows,"
        f" {content.bytes / 2**20:,.0f} MB, revision {content.revision or 'none'},"
        f" as of {content.taken}"
    )
    if content.scheduled:
        yield f"schedule its cycles in pg_cron as bp010:{plan.name}:..."
    for left in plan.left_out:
        yield f"not restored: {left.kind} {left.name}" + (f" ({left.mend})" if left.mend else "")
