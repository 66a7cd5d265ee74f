"""The replica's tables as SQL: made, extended, and taken away again."""

from __future__ import annotations

from collections.abc import Iterable

from bp010ctl.base.composing import quoted
from bp010ctl.replica.plans import Kept, KeptTable, Plan

INDENT = "    "


def name(identifier: str) -> str:
    """An identifier as SQL writes it; quoted, because the source may call a column `user`."""
    return quoted(identifier)


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def qualified(plan: Plan, table: KeptTable) -> str:
    return f"{plan.schema}.{name(table.target)}"


def create_schema(plan: Plan) -> str:
    """The schema, readable for those who read the other ones."""
    return (
        f"CREATE SCHEMA {plan.schema};\n\n"
        f"GRANT USAGE ON SCHEMA {plan.schema} TO bp010_lectura, bp010_escritura;\n\n"
        f"COMMENT ON SCHEMA {plan.schema}\n"
        f"IS {text(f'Replica of {plan.source.url}, kept by bp010ctl replica run {plan.name}.')};\n"
    )


def create(plan: Plan, table: KeptTable) -> str:
    """A table with its comments. Only its key is enforced: the source keeps its own rules, and a
    replica must hold what is there."""
    lines = [f"{INDENT}{name(column.target)} {column.type}" for column in table.columns]
    key = ", ".join(name(column.target) for column in table.key_columns)
    if key:
        lines.append(
            f"{INDENT}CONSTRAINT {name(_short(table.target) + '_pkey')} PRIMARY KEY ({key})"
        )
    where = qualified(plan, table)
    parts = [
        f"CREATE TABLE {where} (\n" + ",\n".join(lines) + "\n);",
        f"GRANT SELECT ON TABLE {where} TO bp010_lectura;",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {where} TO bp010_escritura;",
        f"COMMENT ON TABLE {where}\nIS {text(f'Replica of the table {table.name}.')};",
        *comments(plan, table, table.columns),
    ]
    return "\n\n".join(parts[:3]) + "\n\n" + "\n".join(parts[3:]) + "\n"


def comments(plan: Plan, table: KeptTable, columns: Iterable[Kept]) -> list[str]:
    """What each column is at the source, and what is doubtful about it."""
    remarks = []
    where = qualified(plan, table)
    for column in columns:
        remark = f"{column.name} {column.source}{'' if column.nullable else ' not null'}"
        remark += f"; {column.doubt}" if column.doubt else ""
        remarks.append(f"COMMENT ON COLUMN {where}.{name(column.target)}\nIS {text(remark + '.')};")
    return remarks


def drop(plan: Plan, table: KeptTable) -> str:
    return f"DROP TABLE {qualified(plan, table)};\n"


def add_columns(plan: Plan, table: KeptTable, columns: Iterable[Kept]) -> str:
    """New columns, all of them open to NULL until the next run has read them."""
    columns = list(columns)
    added = [
        f"ALTER TABLE {qualified(plan, table)} ADD COLUMN {name(column.target)} {column.type};"
        for column in columns
    ]
    return "\n".join([*added, *comments(plan, table, columns)]) + "\n"


def drop_columns(plan: Plan, table: KeptTable, columns: Iterable[Kept]) -> str:
    return "".join(
        f"ALTER TABLE {qualified(plan, table)} DROP COLUMN {name(column.target)};\n"
        for column in columns
    )


def change_type(plan: Plan, table: KeptTable, column: Kept) -> str:
    """Another type; the values go through their text."""
    where = name(column.target)
    return (
        f"ALTER TABLE {qualified(plan, table)}\n"
        f"ALTER COLUMN {where} TYPE {column.type} USING {where}::text::{column.type};\n"
    )


def _short(target: str) -> str:
    return target.encode()[:58].decode(errors="ignore")
