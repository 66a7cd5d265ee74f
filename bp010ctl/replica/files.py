"""The file of a plan: written for a person to review, read back, and merged with what the source
got since without losing what they wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument, items

from bp010ctl.base.errors import ReplicaError
from bp010ctl.replica import source
from bp010ctl.replica.plans import (
    STRATEGIES,
    Class,
    Kept,
    KeptTable,
    Plan,
    period,
    period_text,
)
from bp010ctl.replica.structure import ForeignKey

HEADER = """\
Written by `bp010ctl replica plan`; yours to review and change: strategies, watermarks, classes,
parents, names here. Columns and tables that the source gets later are added at their place.
strategy: watermark (read what changed since), parent (read the lines of the parent's changed
rows), compare (compare all by checksums, read what differs).
A `doubt` is something to know before the numbers are trusted; doc: docs/replica.md."""


def path(project: Path, name: str) -> Path:
    """Where the plan of a replica lies."""
    return project / "replica" / f"{name}.toml"


def load(file: Path) -> Plan:
    """The plan in a file. Raises ReplicaError, saying where it is wrong."""
    try:
        return _plan_from(
            file.stem.removeprefix("replica_"), tomllib.loads(file.read_text(encoding="utf-8"))
        )
    except FileNotFoundError:
        known = ", ".join(sorted(plan.stem for plan in file.parent.glob("*.toml"))) or "none yet"
        raise ReplicaError(
            f"there is no replica {file.stem!r}",
            on=str(file),
            hint=f"there are: {known}; bp010ctl replica plan URL --name {file.stem} makes one",
        ) from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReplicaError(f"the plan cannot be read: {error!r}", on=str(file)) from None


def write(plan: Plan, file: Path) -> None:
    """Write the plan as a new file."""
    document = tomlkit.document()
    for line in HEADER.splitlines():
        document.add(tomlkit.comment(line))
    document["source"] = _source(plan)
    document["classes"] = {
        name: {
            "every": period_text(rule.every),
            "chunk_rows": rule.chunk_rows,
            "compare": period_text(rule.compare),
        }
        for name, rule in plan.classes.items()
    }
    tables = tomlkit.aot()
    for table in plan.tables.values():
        tables.append(_table(table))
    document["tables"] = tables
    _save(document, file)


def merge(plan: Plan, drafted: Plan, file: Path) -> None:
    """Add to the file the tables and columns of `found` that the plan has not."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    tables = document["tables"]
    assert isinstance(tables, items.AoT)
    for entry in tables:
        fresh = drafted.tables.get(str(entry["name"]))
        kept = plan.tables[str(entry["name"])]
        have = {column.name.lower() for column in kept.columns}
        for column in fresh.columns if fresh else ():
            if column.name.lower() not in have:
                entry["columns"].append(_column(column))
    for name in drafted.tables.keys() - plan.tables.keys():
        tables.append(_table(drafted.tables[name]))
    _save(document, file)


def _save(document: TOMLDocument, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".tmp")
    aside.write_text(tomlkit.dumps(document), encoding="utf-8")
    aside.replace(file)


def _source(plan: Plan) -> dict[str, Any]:
    entry = {"url": plan.source.url, "server": plan.server}
    if plan.source.password_env:
        entry["password_env"] = plan.source.password_env
    return entry


def _table(table: KeptTable) -> items.Table:
    entry: dict[str, Any] = {
        "name": table.name,
        "target": table.target,
        "rows": table.rows,
        "bytes": table.size,
        "class": table.klass,
        "strategy": table.strategy,
        "key": list(table.key),
        "key_index": table.key_index,
        "watermark": list(table.watermark),
        "overlap": period_text(table.overlap) if table.watermark else None,
        "why": table.why,
        "parent": table.parent,
        "join": [list(pair) for pair in table.join],
        "doubts": list(table.doubts),
        "foreign_keys": [
            {"columns": list(key.columns), "table": key.table, "references": list(key.references)}
            for key in table.foreign_keys
        ],
    }
    made = tomlkit.table()
    for name, value in entry.items():
        if value:
            made[name] = _lines(value) if name in ("doubts", "foreign_keys") else value
    made["columns"] = _lines([_column(column) for column in table.columns])
    return made


def _lines(values: list[Any]) -> items.Array:
    """An array with a line for each of its values."""
    array = tomlkit.array().multiline(True)
    for value in values:
        array.append(value)
    return array


def _column(column: Kept) -> items.InlineTable:
    entry = {
        "name": column.name,
        "target": column.target,
        "source": column.source,
        "type": column.type,
        "nullable": None if column.nullable else False,
        "charset": column.charset,
        "doubt": column.doubt,
    }
    made = tomlkit.inline_table()
    made.update({name: value for name, value in entry.items() if value is not None})
    return made


def _plan_from(name: str, entry: dict[str, Any]) -> Plan:
    where, _ = source.address(entry["source"]["url"], entry["source"].get("password_env"))
    classes = {
        class_name: Class(period(rule["every"]), int(rule["chunk_rows"]), period(rule["compare"]))
        for class_name, rule in entry["classes"].items()
    }
    tables = {table["name"]: _table_from(table) for table in entry["tables"]}
    plan = Plan(name, where, classes, tables, entry["source"].get("server", ""))
    for table in tables.values():
        _check(table, plan)
    return plan


def _check(table: KeptTable, plan: Plan) -> None:
    named = [*table.key, *table.watermark, *(child for child, _ in table.join)]
    for column in named:
        table.column(column)
    wrong = None
    for kept in table.columns:
        if kept.type != kept.mapping.type:
            wrong = f"{kept.name} the type {kept.type}; {kept.source} is {kept.mapping.type}"
    if table.klass not in plan.classes:
        wrong = f"class {table.klass!r}, which is none of {', '.join(plan.classes)}"
    elif table.strategy not in STRATEGIES:
        wrong = f"strategy {table.strategy!r}, which is none of {', '.join(STRATEGIES)}"
    elif table.strategy != "compare" and not table.key:
        wrong = f"strategy {table.strategy} and no key"
    elif table.strategy == "watermark" and not table.watermark:
        wrong = "strategy watermark and no watermark"
    elif table.strategy == "parent" and (table.parent not in plan.tables or not table.join):
        wrong = "strategy parent and no parent with a join"
    if wrong:
        raise ReplicaError(f"the plan gives {table.name} {wrong}", hint="mend the plan")


def _table_from(entry: dict[str, Any]) -> KeptTable:
    return KeptTable(
        name=entry["name"],
        target=entry["target"],
        columns=tuple(_kept_from(column) for column in entry["columns"]),
        strategy=entry["strategy"],
        klass=entry["class"],
        key=tuple(entry.get("key", ())),
        key_index=entry.get("key_index"),
        watermark=tuple(entry.get("watermark", ())),
        overlap=period(entry.get("overlap", "24h")),
        parent=entry.get("parent"),
        join=tuple((child, parent) for child, parent in entry.get("join", ())),
        foreign_keys=tuple(
            ForeignKey(tuple(key["columns"]), key["table"], tuple(key["references"]))
            for key in entry.get("foreign_keys", ())
        ),
        rows=entry.get("rows", 0),
        size=entry.get("bytes", 0),
        why=entry.get("why", ""),
        doubts=tuple(entry.get("doubts", ())),
    )


def _kept_from(entry: dict[str, Any]) -> Kept:
    return Kept(
        entry["name"],
        entry["target"],
        entry["source"],
        entry["type"],
        entry.get("nullable", True),
        entry.get("charset"),
        entry.get("doubt"),
    )
