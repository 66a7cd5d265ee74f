"""What a restore will do: the backup and the server looked at, nothing changed."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bp010ctl.backups import manifest, programs, targets
from bp010ctl.backups.dumping import DATA
from bp010ctl.backups.manifest import Difference, Manifest
from bp010ctl.base import database, queries, settings
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import BackupError

ENTRY = re.compile(
    r"^\d+; \d+ \d+ (?P<kind>(?:[A-Z]+ )+)(?P<schema>\S+) (?P<name>.+?)(?: (?P<owner>\S*))?$"
)
COMMENTED = "EXTENSION "
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


def plan(url: str, folder: Path, *, replacing: bool = False) -> Plan:
    """Look at the backup and at the server, change nothing.

    url: the new database's, on the server that is to have it. Raises BackupError where a database
    of that name is there and holds something, unless replacing, or where it cannot work.
    """
    content = manifest.load(folder)
    name = database.name(url)
    with targets.session(url) as server:
        (may,) = queries.dicts(server, "backups/may")
        may["installed"] = _installed(
            url if targets.exists(server, name) and not replacing else None, url
        )
        program = programs.find("pg_restore", server.info.server_version, settings.load().bindir)
        _check_version(content, server)
        there = targets.exists(server, name)
    empty = there and _is_empty(url)
    if there and not empty and not replacing:
        raise BackupError(
            f"database {name!r} is there already and not empty",
            on=database.describe(url),
            hint="`--into NAME` restores beside it, `--replace` in its place",
        )
    roles = [role for role in content.roles if role not in may["known_roles"]]
    if roles and not (may["all_rights"] or may["may_create_roles"]):
        statements = "\n".join(f"    {targets.role_text(role, content)};" for role in roles)
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


def steps(plan: Plan) -> Iterator[str]:
    """What a restore would do, a line each."""
    content = plan.content
    for role in plan.roles:
        yield f"{targets.role_text(role, content)}, without a password"
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


def _check_version(content: Manifest, server: Connection) -> None:
    if server.info.server_version // 10000 < content.server_version // 10000:
        raise BackupError(
            f"the backup is of PostgreSQL {content.server_version // 10000}, this server is of"
            f" {server.info.server_version // 10000}",
            hint="restore it on a server of its own version or a newer one",
        )


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
