"""What changes when a column of the readings is moved: seen, not reasoned.

The scenario's field is computed from its readings, once as they are and once with a column moved;
every column of every table and view is then compared, row by row. A column is moved in several
ways, and under several agreements: a measure far from its limits hides what one beside them shows.
Nothing here asks the lineage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from bp010ctl.server.cluster import Cluster
from support.databases import new_database
from support.readings import set_clock
from support.truth import scenario
from support.truth.comparison import IDENTITY, Connection, same

READINGS = "stage.tbl_pozo_produccion"
RELATIONS = """
    SELECT format('%s.%s', namespace.nspname, relation.relname)
    FROM pg_class AS relation
    INNER JOIN pg_namespace AS namespace ON relation.relnamespace = namespace.oid
    WHERE namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting')
        AND relation.relkind IN ('r', 'p', 'v', 'm') AND NOT relation.relispartition
    ORDER BY 1
"""
"""Tables and views with data of the field; those of etl say what is to be done, and when."""
NUMBERED = """
    SELECT format('%s.%s.%s', table_schema, table_name, column_name)
    FROM information_schema.columns WHERE is_identity = 'YES' OR column_default LIKE 'nextval%'
"""
"""Columns that a sequence fills: it goes on where a transaction is undone."""
UNIQUE = """
    SELECT DISTINCT format('%s.%s.%s', namespace.nspname, relation.relname, col.attname)
    FROM pg_index AS i
    INNER JOIN pg_class AS relation ON i.indrelid = relation.oid
    INNER JOIN pg_namespace AS namespace ON relation.relnamespace = namespace.oid
    INNER JOIN pg_attribute AS col ON relation.oid = col.attrelid AND col.attnum = ANY(i.indkey)
    WHERE i.indisunique
"""
"""Columns that tell a table's rows apart."""

WELL_AGREED = f"""
    UPDATE {READINGS} SET falla_inclinacion_grados = 90;
    UPDATE referencial.tbl_dq_rules SET severidad = '{{severity}}', latencia_max_segundos = NULL;
    UPDATE referencial.tbl_dq_rules AS regla SET
        valor_min = CASE WHEN regla.valor_min IS NOT NULL THEN -1 END, valor_max = 1e7
    FROM referencial.tbl_maestra_variables AS variable
    WHERE regla.variable_id = variable.variable_id AND variable.nombre_tecnico <> 'pwf_psi_act';
    UPDATE referencial.tbl_config_kpi SET valor = 1
    WHERE (kpi_nombre, parametro) = ('DQ', 'guardar_pass');
    UPDATE referencial.tbl_config_evaluacion SET
"""
"""No well leans too far; quality rules that every reading keeps, but that on the flowing pressure;
what keeps them is judged as well."""
CRITICAL, WARNING = (WELL_AGREED.format(severity=name) for name in ("CRITICAL", "WARNING"))
AS_AGREED = "as agreed"
SILENT = {
    "without gauges": ("porcentaje_agua", "nivel_fluido_dinamico", "carrera_bomba_api"),
    "without gauges and counters of fluid": (
        "porcentaje_agua", "nivel_fluido_dinamico", "carrera_bomba_api", "produccion_fluido_diaria",
    ),
}  # fmt: skip
"""Sensors that a field does not have: what they would tell has to be worked out from others."""
AGREEMENTS = {
    AS_AGREED: "SELECT",
    **{
        name: f"UPDATE {READINGS} SET " + ", ".join(f"{column} = NULL" for column in columns)
        for name, columns in SILENT.items()
    },
    "far below its limits": f"{CRITICAL}"
    " direccion = 'MENOR_MEJOR', umbral_optimo_pct = -10000, umbral_normal_pct = -9000,"
    " umbral_warning_pct = 900, umbral_critical_pct = 2000",
    "far above its limits": f"{WARNING}"
    " direccion = 'MAYOR_MEJOR', umbral_optimo_pct = 90000, umbral_normal_pct = -97,"
    " umbral_warning_pct = -98, umbral_critical_pct = -99.5",
}
"""What the wells are judged by: limits between which they move; limits by which each measure is an
alert that can only become worse, or nothing is the matter. There only great moves show."""

END = (
    "(well_id, timestamp_lectura) IN (SELECT DISTINCT ON (well_id) well_id, timestamp_lectura"
    f" FROM {READINGS} WHERE {{c}} IS NOT NULL ORDER BY well_id, timestamp_lectura %s)"
)
NEWEST, OLDEST = END % "DESC", END % "ASC"
SOME = "extract(minute FROM timestamp_lectura)::integer % 4 = {k}"
POINTS = (
    "(SELECT jsonb_agg(punto.valor::double precision {change}) FROM jsonb_array_elements_text("
    "{{c}}::jsonb) WITH ORDINALITY AS punto (valor, n))::text"
)
NUMBER, STATE, CARD = "double precision", "boolean", "text"
SMALL = {
    NUMBER: (
        "{c} + 7", "{c} * 1.1", "{c} * 3", "{c} * 0.2", "0 WHERE {c} IS NOT NULL",
        f"{{c}} * 1.5 WHERE {NEWEST}", f"{{c}} * 0.5 WHERE {NEWEST}", f"{{c}} * 1.5 WHERE {OLDEST}",
        f"{{c}} * 1.02 WHERE {SOME.format(k=1)}", f"{{c}} * 0.97 WHERE {SOME.format(k=2)}",
        f"{{c}} + 1000 WHERE {SOME.format(k=3)}",
    ),
    STATE: (f"NOT {{c}} WHERE {OLDEST}", *(f"NOT {{c}} WHERE {SOME.format(k=k)}" for k in (1, 2))),
    CARD: (),
}  # fmt: skip
GREAT = {
    NUMBER: (
        "-{c} - 5", "{c} * 100", "{c} * 0.01",
        f"{{c}} * 100 WHERE {NEWEST}", f"{{c}} * 0.01 WHERE {NEWEST}", f"-{{c}} - 5 WHERE {NEWEST}",
    ),
    STATE: (
        "NOT {c}", "TRUE WHERE {c} IS NOT NULL", "FALSE WHERE {c} IS NOT NULL",
        f"NOT {{c}} WHERE {NEWEST}",
    ),
    CARD: (
        f"{POINTS.format(change='* 1.25')} WHERE {{c}} IS NOT NULL",
        f"{POINTS.format(change='+ 20 * punto.n')} WHERE {{c}} IS NOT NULL",
        "'[1.5]' WHERE {c} IS NOT NULL", f"'[1.5, 2' WHERE {NEWEST}",
    ),
}  # fmt: skip
PLAIN = {NUMBER: ("{c} * 3", "{c} * 0.2"), STATE: ("NOT {c}",), CARD: GREAT[CARD][:1]}
"""What a column becomes, by its type."""

Key = tuple[Any, ...]


class Rows(NamedTuple):
    """A relation's rows by what tells them apart; of equal keys each has its number."""

    columns: tuple[str, ...]
    of: dict[Key, tuple[Any, ...]]


Tables = dict[str, Rows]


@dataclass
class Changes:
    """values: columns that have another value in a row that is there both times.
    rows: relations that have other rows."""

    values: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)

    def add(self, other: Changes) -> None:
        self.values |= other.values
        self.rows |= other.rows


@dataclass
class World:
    """A field whose readings and models' words are there, and nothing computed of them yet.

    usual: what is computed of it, by the agreements.
    """

    url: str
    connection: Connection
    numbered: set[str]
    unique: set[str]
    usual: dict[str, Tables] = field(default_factory=dict)

    def columns(self) -> dict[str, str]:
        """The columns of the readings that say something of a well, with their types."""
        query = (
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1"
        )
        types = dict(self.connection.execute(query, [READINGS]).fetchall())
        self.connection.rollback()
        return {name: kind for name, kind in types.items() if kind in GREAT}

    def changes(self, column: str, agreements: str, move: str) -> Changes:
        """What is different once a column is moved in one way."""
        try:
            usual = self._usual(agreements)
            self.connection.execute(AGREEMENTS[agreements].encode())
            statement = f"UPDATE {READINGS} SET {column} = {move.format(c=column)}"
            self.connection.execute(statement.encode())
            return compared(usual, self._computed())
        finally:
            self.connection.rollback()

    def all_changes(self, column: str, kind: str) -> Changes:
        """What is different in whichever way a column is moved, the column itself left out."""
        changes = Changes()
        for agreements in AGREEMENTS:
            for move in moves(kind, agreements):
                changes.add(self.changes(column, agreements, move))
        changes.values.discard(f"{READINGS}.{column}")
        return changes

    def _usual(self, agreements: str) -> Tables:
        if agreements not in self.usual:
            self.connection.execute(AGREEMENTS[agreements].encode())
            self.usual[agreements] = self._computed()
            self.connection.rollback()
        return self.usual[agreements]

    def _computed(self) -> Tables:
        self.connection.execute("CALL reporting.sp_sync_latest_dynacard()")
        scenario.report(self.connection)
        names = [name for (name,) in self.connection.execute(RELATIONS)]
        return {name: self._rows(name) for name in names}

    def _rows(self, name: str) -> Rows:
        query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(*name.split(".")))
        cursor = self.connection.execute(query)
        columns = tuple(column.name for column in cursor.description or ())
        kept = [n for n, column in enumerate(columns) if f"{name}.{column}" not in self.numbered]
        keys = [n for n in kept if columns[n] in IDENTITY or f"{name}.{columns[n]}" in self.unique]
        alike: Counter[Key] = Counter()
        rows = {}
        for row in cursor:
            key = tuple(row[n] for n in keys)
            alike[key] += 1
            rows[*key, alike[key]] = tuple(row[n] for n in kept)
        return Rows(tuple(columns[n] for n in kept), rows)


def all_changes(
    worlds: Sequence[World], columns: Mapping[str, str]
) -> Iterator[tuple[str, Changes]]:
    """Each column with all that is different when it is moved; the worlds share the work."""
    free: Queue[World] = Queue()
    for own in worlds:
        free.put(own)

    def changes(item: tuple[str, str]) -> tuple[str, Changes]:
        world = free.get()
        try:
            return item[0], world.all_changes(*item)
        finally:
            free.put(world)

    with ThreadPoolExecutor(len(worlds)) as pool:
        yield from pool.map(changes, columns.items())


def moves(kind: str, agreements: str) -> tuple[str, ...]:
    """The ways in which a column of a type is moved under these agreements."""
    if agreements in SILENT:
        return PLAIN[kind]
    return GREAT[kind] + (SMALL[kind] if agreements == AS_AGREED else ())


@contextmanager
def world(cluster: Cluster, template: str) -> Iterator[World]:
    """A world on a copy of a migrated and seeded database; its clock stands still."""
    with new_database(cluster, template) as url, psycopg.connect(url) as connection:
        scenario.load(connection)
        scenario.read(connection)
        set_clock(connection, scenario.NOW)
        connection.commit()
        numbered, unique = (
            {name for (name,) in connection.execute(query.encode())} for query in (NUMBERED, UNIQUE)
        )
        connection.commit()
        yield World(url, connection, numbered, unique)


def compared(usual: Tables, moved: Tables) -> Changes:
    """The columns whose values differ, and the relations whose rows do."""
    changes = Changes()
    for name, rows in usual.items():
        others = moved[name].of
        if rows.of.keys() != others.keys():
            changes.rows.add(name)
        for key in rows.of.keys() & others.keys():
            for column, one, other in zip(rows.columns, rows.of[key], others[key], strict=True):
                if not same(one, other):
                    changes.values.add(f"{name}.{column}")
    return changes
