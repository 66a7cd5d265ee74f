"""The catalog as it should be and as it is: what of the difference is drift."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bp010ctl.drift import partitions
from bp010ctl.drift.expected import Model
from bp010ctl.drift.findings import CHANGED, MISSING, UNEXPECTED, Finding, unified
from bp010ctl.drift.live import Live
from bp010ctl.schema import printing
from bp010ctl.schema.catalog import KEPT_NAME, Object
from bp010ctl.schema.places import relation_of

OWNER = "its owner"
"""Stands for the role that migrates, which has another name on every server."""

POSITION = re.compile(r"^position \d+\n?", re.MULTILINE)
"""A column's place says only what was dropped before it."""

REFERS = re.compile(r"^FOREIGN KEY .* REFERENCES (\w+)\.", re.MULTILINE)

SWITCHES = ("session_replication_role=", "standard_conforming_strings=")
"""Begin the settings that switch triggers and foreign keys off for everything that runs, and that
read the strings of our routines otherwise."""

PARTS = {"column", "constraint", "trigger", "rule", "policy", "index", "sequence"}
TABLES = {"table", "partitioned table", "view", "materialized view", "foreign table"}
Key = tuple[str, str]


def compare(model: Model, live: Live) -> tuple[list[Finding], list[str]]:
    """What differs, and what is only worth a note: other tools' things, grants to other roles."""
    known = _roles(model)
    notes = [f"schema {name} is not ours: left alone" for name in live.foreign]
    notes += [f"extension {name} is not ours: left alone" for name in live.extensions]
    notes += [
        f"{other.kind} {other.name} is not ours and needs {other.needs}:"
        " it is in the way of a revision that makes that anew"
        for other in live.dependents
    ]
    switches = [setting for setting in live.settings if setting.startswith(SWITCHES)]
    notes += [f"setting {setting}" for setting in live.settings if setting not in switches]
    if live.version != model.version:
        notes.append(f"PostgreSQL {live.version}, compared with what {model.version} makes")
    made = printing.alike(model.objects, model.version, live.version)
    there = printing.alike(live.objects, model.version, live.version)
    wanted = list(_neutral(made, Roles(model.owner, known), []))
    existing = list(_neutral(there, Roles(live.owner, known, live.by_superuser), notes))
    extra = partitions.extra(existing, model.partitions)
    want = {(item.kind, item.identity): item for item in wanted}
    have = {(item.kind, item.identity): item for item in existing if relation_of(item) not in extra}
    upon_us = {key for key in have if _upon_us(have[key], model)}
    left_alone = {key for key in have.keys() - want.keys() - upon_us if _anothers(have[key])}
    notes += [f"{kind} {name} is not ours: left alone" for kind, name in sorted(left_alone)]
    findings = [
        finding
        for key in sorted((want.keys() | have.keys()) - left_alone)
        if (finding := _difference(key, want.get(key), have.get(key), live))
    ]
    whole = {other.name for other in findings if other.kind in TABLES and other.state != CHANGED}
    whole |= {name for kind, name in left_alone if kind in TABLES}
    objects = want | have
    findings = [
        replace(one, diff=unified("", _text(have[one.key]))) if one.key in upon_us else one
        for one in findings
        if one.key in upon_us or not _part_of(objects[one.key], whole)
    ]
    findings += [Finding("extension", name, UNEXPECTED) for name in live.intruders]
    findings += [Finding("setting", name, UNEXPECTED) for name in switches]
    findings += partitions.compare(wanted, existing, extra, live.dates)
    return findings, sorted(set(notes))


@dataclass(frozen=True)
class Roles:
    """owner: who migrated; known: whose grants are ours to judge; by_superuser: the owner is one,
    who may migrate anybody's database."""

    owner: str
    known: set[str]
    by_superuser: bool = False


def _roles(model: Model) -> set[str]:
    """The roles whose grants are ours to judge: those that the migrations grant something to."""
    entries = [entry for item in model.objects for entry in item.grants.split(", ")]
    grantees = {entry.rpartition("=")[0] for entry in entries} - {model.owner}
    return {"PUBLIC", OWNER} | set(model.roles) | grantees


def _neutral(objects: Iterable[Object], roles: Roles, notes: list[str]) -> Iterable[Object]:
    """The same with the owner's name replaced, and grants to roles that are not ours as notes."""
    owner, known = roles.owner, roles.known
    for item in objects:
        if item.kind == "role" and item.identity not in known:
            continue
        if item.kind == "database":  # its settings, grants and comment are the operator's
            whose = f"owner {owner}" if roles.by_superuser else item.definition.partition("\n")[0]
            item = item._replace(definition=whose, grants="", comment="")
        kept = []
        for entry in filter(None, item.grants.split(", ")):
            grantee, _, rest = entry.rpartition("=")
            whom = OWNER if grantee == owner else grantee
            privilege, _, grantor = rest.partition("/")
            if whom in known:
                kept.append(f"{whom}={privilege}/{OWNER if grantor == owner else grantor}")
            else:
                notes.append(f"{privilege.lower()} on {item.kind} {item.identity} to {whom}")
        first, newline, rest = item.definition.partition("\n")
        first = f"owner {OWNER}" if first == f"owner {owner}" else first
        identity = item.identity
        if item.kind == "default privileges":
            identity = identity.replace(f"of {owner} in", f"of {OWNER} in", 1)
        yield item._replace(
            identity=identity,
            definition=POSITION.sub("", first + newline + rest).replace("\r\n", "\n"),
            grants=", ".join(sorted(kept)),
        )


def _anothers(item: Object) -> bool:
    """What may well be there besides: things in `public`, which we leave empty, or beside
    PostgreSQL's own, and the old views' names that an adoption keeps."""
    alias = item.kind == "view" and item.comment == KEPT_NAME
    return alias or item.identity.startswith(("public.", "pg_catalog."))


def _upon_us(item: Object, model: Model) -> bool:
    """Whether it is a foreign key of a table elsewhere to one of ours: it keeps our rows."""
    referred = REFERS.search(item.definition) if item.kind == "constraint" else None
    ours = {other.identity for other in model.objects if other.kind == "schema"} - {"public"}
    return bool(
        referred and referred[1] in ours and relation_of(item).partition(".")[0] not in ours
    )


def _difference(key: Key, want: Object | None, have: Object | None, live: Live) -> Finding | None:
    if have is None:
        return Finding(*key, MISSING)
    edited = live.dates.get(have.address)
    if want is None:
        return Finding(*key, UNEXPECTED, edited=edited)
    if want[:5] == have[:5] or (
        want[3:5] == have[3:5] and printing.reread(want) == printing.reread(have)
    ):
        return None
    return Finding(*key, CHANGED, unified(_text(want), _text(have)), edited)


def _text(item: Object) -> str:
    lines = [item.definition] if item.definition else []
    lines += [f"grant {entry}" for entry in filter(None, item.grants.split(", "))]
    return "\n".join(lines + ([f"comment {item.comment}"] if item.comment else []))


def _part_of(item: Object, whole: set[str]) -> bool:
    """Whether it belongs to a table or view that is gone or new as a whole."""
    return item.kind in PARTS and relation_of(item) in whole
