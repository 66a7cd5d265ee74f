"""The made source: 44 tables with rows for the replica's tests, its demo and its benchmarks.

Deterministic per seed: lines are skewed (one parent has a tenth of them), keys have holes, and
values include what loaders stumble over. From a shell: made_source.py SOCKET SCHEMA [SCALE].
"""

from __future__ import annotations

import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pymysql

STRUCTURE = Path(__file__).parents[1] / "fixtures" / "made_source.sql"
NOW = datetime(2026, 11, 20, 12, 0)

SIZES = {
    "asientos": 900, "asientos_detalle": 2400, "categorizedproducts": 500, "ciudades": 200,
    "clientes": 400, "comprascabecera": 300, "comprasdetalle": 500, "factcabecera": 900,
    "factcoberturas": 700, "factlineas": 2000, "factlineasbonificaciones": 300,
    "factlineascostos": 1200, "factlineasptesentrega": 200, "factpagos": 1000,
    "factreglasaplicadas": 600, "medicamentos": 600, "pagosproveedores": 250, "pedidos": 100,
    "pedidoslineas": 500, "reccabecera": 400, "reclineas": 700, "stock": 800, "stocklotes": 600,
    "apppedidos": 200, "apppedidoslineas": 300, "apppedidosmovimientos": 400,
}  # fmt: skip
"""Rows of a scale of 1; tables that are not named have 12."""

TEXTS = [
    "Ibuprofeno 400 mg", "Ñandú, pingüino y acción", "tab\there", "two\nlines", "back\\slash",
    "\\N", "\\.",
    'a "quote" and \'another\'', " spaces at both ends ", "", "C:\\temp\\new", "100 %",
    "\r\nDOS", ";,|", "\x1f\x1d",
]  # fmt: skip
"""Texts of latin1, each with something that a loader may trip over."""

WIDE = ["😀 emoji", "漢字", "e\u0301"]
DOUBLES = [0.1 + 0.2, 1e15, 1e-5, 1e-7, 123456789.123456789, -0.01, 1e22, 2.5e-12, 1 / 3]
DATES = ["0000-00-00", "2024-00-15", "2024-02-31", "9999-12-31", "0001-01-01"]
TIMES = ["30:00:00", "-00:00:01", "838:59:59", "00:00:00", "23:59:59"]

Columns = list[tuple[str, str, bool, str, str | None]]


def make(connection: Any, schema: str, scale: float = 1.0, seed: int = 1) -> int:
    """Make the schema anew with its rows; how many there are. connection: on the server."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{schema}`")
        cursor.execute(f"CREATE DATABASE `{schema}` DEFAULT CHARSET utf8mb4")
        cursor.execute(f"USE `{schema}`")
        for statement in STRUCTURE.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        total = sum(
            _fill(cursor, schema, table, max(5, round(SIZES.get(table, 12) * scale)), seed)
            for table in _tables(cursor, schema)
        )
        cursor.execute(
            "ANALYZE TABLE " + ", ".join(f"`{name}`" for name in _tables(cursor, schema))
        )
    return total


def _tables(cursor: Any, schema: str) -> list[str]:
    cursor.execute(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s ORDER BY 1",
        [schema],
    )
    return [name for (name,) in cursor.fetchall()]


def _fill(cursor: Any, schema: str, table: str, rows: int, seed: int) -> int:
    columns = _columns(cursor, schema, table)
    dice = random.Random(f"{seed} {table}")
    keys = _keys([column for column in columns if column[3] == "PRI"], rows, dice)
    values = [_row(columns, key, place, dice) for place, key in enumerate(keys)]
    names = ", ".join(f"`{column[0]}`" for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    cursor.executemany(f"INSERT INTO `{table}` ({names}) VALUES ({marks})", values)
    return len(values)


def _columns(cursor: Any, schema: str, table: str) -> Columns:
    cursor.execute(
        "SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE = 'YES', COLUMN_KEY, CHARACTER_SET_NAME"
        " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
        " ORDER BY ORDINAL_POSITION",
        [schema, table],
    )
    return list(cursor.fetchall())


def _keys(columns: Columns, rows: int, dice: random.Random) -> list[tuple[Any, ...]]:
    """Keys with holes; of two columns or more the first repeats, once very often."""
    keys: set[tuple[Any, ...]] = set()
    parents = max(2, rows // 3)
    while len(keys) < rows:
        if len(columns) == 1:
            numbers = [dice.randrange(1, rows * 2)]
        else:
            first = 7 if dice.random() < 0.1 else dice.randrange(1, parents * 2)
            numbers = [first, *(dice.randrange(1, rows + 3) for _ in columns[1:])]
        keys.add(tuple(_key(column, n) for column, n in zip(columns, numbers, strict=True)))
    return sorted(keys)


def _key(column: tuple[Any, ...], number: int) -> Any:
    if column[1].startswith(("int", "bigint")):
        return number
    size = int(column[1].split("(")[1].rstrip(")"))
    return f"{'aB' if number % 2 else 'Ñx'}-{number}"[:size]


def _row(columns: Columns, key: tuple[Any, ...], place: int, dice: random.Random) -> list[Any]:
    parts = iter(key)
    return [
        next(parts) if column[3] == "PRI" else _value(column, place, dice) for column in columns
    ]


def _value(column: tuple[Any, ...], place: int, dice: random.Random) -> Any:
    name, kind, nullable, _, charset = column
    if nullable and dice.random() < 0.15:
        return None
    trap = dice.random() < 0.03
    if kind.startswith(("int", "bigint", "smallint")):
        return dice.randrange(1, 400)
    if kind.startswith("tinyint"):
        return 2 if trap else dice.randrange(2)
    if kind.startswith(("double", "float", "decimal")):
        if kind.startswith("double") and trap:
            return dice.choice(DOUBLES)
        return round(dice.uniform(-50, 5000), 2)
    if kind == "date":
        moment = NOW - timedelta(minutes=dice.randrange(60 * 24 * 400))
        return dice.choice(DATES) if trap and nullable else moment.date()
    if kind == "datetime":
        return NOW - timedelta(seconds=dice.randrange(3600 * 24 * 400))
    if kind == "time":
        return dice.choice(TIMES) if trap else f"{dice.randrange(24):02}:{dice.randrange(60):02}:00"
    if "blob" in kind:
        return bytes(dice.randrange(256) for _ in range(dice.randrange(20)))
    return _text(name, kind, charset, place, trap, dice)


def _text(
    name: str, kind: str, charset: str | None, place: int, trap: bool, dice: random.Random
) -> str:
    size = int(kind.split("(")[1].rstrip(")")) if "(" in kind else 200
    wide = WIDE if charset == "utf8mb4" else []
    text = dice.choice(TEXTS + wide) if trap else f"{name} {place % 97}"
    return text[:size] if size > 1 else dice.choice("ABCDEFN")


def watermarks() -> tuple[date, datetime]:
    """The newest day and moment that rows of a made source can have."""
    return NOW.date(), NOW


if __name__ == "__main__":
    _socket, _schema, *_scale = sys.argv[1:]
    _connection = pymysql.connect(
        unix_socket=_socket, user="root", charset="utf8mb4", autocommit=True,
        sql_mode="ALLOW_INVALID_DATES", init_command="SET foreign_key_checks = 0",
    )  # fmt: skip
    print(f"{make(_connection, _schema, float((_scale or ['1'])[0])):,} rows in schema {_schema}")
