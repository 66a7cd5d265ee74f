"""A backup into a new database: nobody sees it before it is whole and held against the backup."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl.backups import manifest, programs, targets
from bp010ctl.backups.dumping import DATA
from bp010ctl.backups.manifest import Difference, Grant, Manifest, Setting
from bp010ctl.backups.planning import Plan
from bp010ctl.base import database, queries, settings
from bp010ctl.base.composing import trusted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error
from bp010ctl.base.patience import Teller
from bp010ctl.cycles import cron

LISTS = {"search_path", "temp_tablespaces", "session_preload_libraries"}


@dataclass(frozen=True)
class Restored:
    """differences: what the new database has not as the backup had it. compared: in what it was
    held against the backup; uncompared: in what it could not be, and why."""

    name: str
    tables: int
    rows: int
    differences: list[Difference]
    cycles: list[str]
    compared: list[str]
    uncompared: list[str]


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
        with targets.session(url) as server:
            targets.make_role(server, role, content)
    work = plan.name if plan.fills else f"{plan.name[:40]}_restore_{os.getpid()}"
    target = database.with_name(url, work)
    if not plan.fills:
        with targets.session(url) as server:
            targets.create(server, work, content, plan.owner)
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
            with suppress(Bp010Error, psycopg.Error), targets.session(url) as server:
                targets.drop(server, work)
        raise
    started = _schedule(url, content, cycles)
    differences = [
        difference
        for difference in manifest.differences(content, _with_jobs(url, after, content, cycles))
        if difference.what != manifest.NEW
    ]
    told = _told(differences, plan)
    looked = ["rows", "objects", "grants", "settings"] + ["jobs"] * bool(cycles and content.jobs)
    return Restored(
        plan.name,
        len(after.tables),
        after.rows,
        told,
        started,
        looked,
        _uncompared(content, cycles),
    )


def _uncompared(content: Manifest, wanted: bool) -> list[str]:
    if not wanted and (content.scheduled or content.jobs):
        return ["cron jobs: none were to be made"]
    if content.scheduled and content.jobs is None:
        return ["cron jobs: who took the backup could not see them"]
    return []


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


def _put_in_place(url: str, work: str, plan: Plan) -> None:
    """Rename the new database; the old one goes first, with its jobs and sessions."""
    if plan.replaces:
        _unschedule(url)
    with targets.session(url) as server:
        if plan.replaces:
            targets.drop(server, plan.name)
        targets.end_sessions(server, work)
        names = (sql.Identifier(work), sql.Identifier(plan.name))
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))


def _unschedule(url: str) -> None:
    with (
        suppress(Bp010Error, psycopg.Error),
        database.connect(url) as connection,
        cron.connect(connection) as scheduler,
    ):
        cron.remove(connection, scheduler)


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
