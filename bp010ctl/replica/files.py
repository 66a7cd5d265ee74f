"""The file of a plan: written for a person to review, and merged without losing what they wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument, items

from bp010ctl.replica.plans import Kept, KeptTable, Plan, period_text

HEADER = """\
Written by `bp010ctl replica plan`; yours to review and change: strategies, watermarks, classes,
parents, names here. Columns and tables that the source gets later are added at their place.
strategy: watermark (read what changed since), parent (read the lines of the parent's changed
rows), compare (compare all by checksums, read what differs).
A `doubt` is something to know before the numbers are trusted; doc: docs/replica.md."""


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
