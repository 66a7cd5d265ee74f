"""Reference data: the seeds, and on top of them what the old database's people made their own.

Rows are matched by natural key. In a known row the values that people tune stay as they were (the
columns `own`), the rest is the seeds'; rows that the seeds do not have are added; every difference
is noted. In the statements `f` is the old row in new terms, `n` the new row, `m` what they make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bp010ctl import seeds
from bp010ctl.adoption import legacy
from bp010ctl.adoption.conversion import Shapes, naive
from bp010ctl.base import queries
from bp010ctl.base.composing import columns, listed, name_of, trusted
from bp010ctl.seeds.tables import Column

Cursor = psycopg.Cursor[Any]

SILENT = ("fecha_creacion", "created_at", "fecha_vigencia_inicio", "unidad_id", "panel_id")
"""Columns whose differences tell nothing."""

VARIABLE = (
    "(SELECT v.id_formato1 FROM referencial.tbl_maestra_variables AS v"
    " WHERE v.variable_id = f.variable_id)"
)


@dataclass(frozen=True)
class Reference:
    """A table of reference data.

    query: the old rows in new terms. key: natural key. own: columns whose old value stays.
    mistaken: column -> condition under which the old value was a mistake of the old system.
    shown: the key for people. keep_ids: rows keep their surrogate ids.
    """

    table: str
    query: str
    key: tuple[str, ...]
    own: tuple[str, ...] = ()
    mistaken: Mapping[str, str] = field(default_factory=dict)
    shown: str | None = None
    keep_ids: bool = False


_KWH = f"f.pozo_id = 0 AND {VARIABLE} = 71 AND f.{{}} = 2"

TABLES = (
    Reference("referencial.tbl_ref_unidades", "adoption/unidades", ("simbolo",)),
    Reference("referencial.tbl_ref_estados_operativos", "adoption/estados", ("codigo_estado",)),
    Reference("referencial.tbl_ref_paneles_bi", "adoption/paneles", ("nombre_panel",)),
    Reference("referencial.tbl_maestra_variables", "adoption/variables", ("id_formato1",)),
    Reference("referencial.tbl_var_scada_map", "adoption/mapa_scada", ("var_id_scada",)),
    Reference(
        "referencial.tbl_limites_pozo",
        "adoption/limites",
        ("pozo_id", "variable_id"),
        own=(
            "target_value", "baseline_value", "tolerancia_variacion_pct", "min_critical",
            "min_warning", "max_warning", "max_critical", "ai_confidence_threshold",
            "fecha_vigencia_inicio", "activo",
        ),
        mistaken={name: _KWH.format(name) for name in ("target_value", "baseline_value")},
        shown=f"concat_ws('/', f.pozo_id, {VARIABLE})",
    ),
    Reference(
        "referencial.tbl_dq_rules",
        "adoption/reglas_dq",
        ("variable_id",),
        own=("valor_min", "valor_max", "latencia_max_segundos", "severidad"),
        shown=f"{VARIABLE}::text",
    ),
    Reference(
        "referencial.tbl_reglas_consistencia",
        "adoption/reglas_consistencia",
        ("codigo_regla",),
        own=("severidad", "activo"),
    ),
    Reference(
        "referencial.tbl_dq_consistencia_map",
        "adoption/mapa_dq",
        ("variable_id", "regla_consistencia_id"),
        shown=f"concat_ws('/', {VARIABLE}, f.regla_consistencia_id)",
    ),
    Reference(
        "referencial.tbl_config_kpi",
        "adoption/config_kpi",
        ("kpi_nombre", "parametro"),
        own=("valor", "valor_texto", "activo"),
        mistaken={"valor": "f.parametro = 'displacement_constant' AND f.valor < 0.01"},
    ),
    Reference("referencial.tbl_catalogo_status", "adoption/catalogo_status", ("status_level",)),
    Reference(
        "referencial.tbl_config_evaluacion",
        "adoption/config_evaluacion",
        ("variable_nombre",),
        own=(
            "comparar_contra", "direccion", "umbral_optimo_pct", "umbral_normal_pct",
            "umbral_warning_pct", "umbral_critical_pct", "color_optimo", "color_normal",
            "color_warning", "color_critical", "color_failure", "color_no_data",
            "color_maintenance", "activo",
        ),
    ),
    Reference("universal.patron", "adoption/patrones", ("nombre",), keep_ids=True),
)  # fmt: skip
"""Each table after those that it refers to."""


def load(cursor: Cursor, folder: Path, zone: str) -> None:
    """Seeds and old rows into the new tables, in the transaction that is open.

    zone: the operating zone is set to it, because the old facts' days are that zone's days.
    """
    shapes = Shapes.read(cursor)
    for reference in TABLES:
        _stage(cursor, reference, shapes, zone)
    cursor.execute(queries.text("adoption/patron_ids").encode())
    seeds.load(cursor.connection, folder)
    for reference in TABLES:
        _Merge(cursor, reference, shapes).run()
    cursor.execute(queries.text("adoption/zona").encode(), {"zona": zone})


def _stage(cursor: Cursor, reference: Reference, shapes: Shapes, zone: str) -> None:
    """The old rows in a temporary table with every column of the old system, in new types."""
    schema, name = reference.table.split(".")
    old = shapes.columns.get(f"{schema}{legacy.ASIDE}.{name}", {})
    values = [
        sql.SQL("{} AS {}").format(
            _value(old.get(column.name), column.type, zone), sql.Identifier(column.name)
        )
        for column in legacy.tables()[reference.table].values()
    ]
    source = sql.SQL("FROM {} AS l").format(sql.Identifier(schema + legacy.ASIDE, name))
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} {}").format(
            sql.Identifier(name), listed(values), source if old else trusted("LIMIT 0")
        )
    )


def _value(old: Column | None, kind: str, zone: str) -> sql.Composable:
    if old is None:
        return sql.SQL("NULL::{}").format(trusted(kind))
    value: sql.Composable = sql.Identifier("l", old.name)
    if naive(old.type):
        return sql.SQL("({} AT TIME ZONE {})").format(value, zone)
    return sql.SQL("{}::{}").format(value, trusted(kind))


class _Merge:
    """One table's old rows into the seeded one."""

    def __init__(self, cursor: Cursor, reference: Reference, shapes: Shapes) -> None:
        self._cursor = cursor
        self._reference = reference
        self._columns = shapes.columns[reference.table]
        self._checks = [
            constraint
            for constraint in shapes.constraints.get(reference.table, ())
            if constraint.kind == "c"
        ]
        self._id = next((column.name for column in self._columns.values() if column.identity), None)
        name = reference.table.partition(".")[2]
        self._pieces: dict[str, sql.Composable] = {
            "tabla": sql.Literal(reference.table),
            "n": name_of(reference.table),
            "f": sql.Identifier("pg_temp", f"filas.{name}"),
            "m": sql.Identifier("pg_temp", f"mezcla.{name}"),
            "clave": trusted(
                reference.shown
                or "concat_ws('/', " + ", ".join(f"f.{column}" for column in reference.key) + ")"
            ),
            "misma": self._same("n", "f"),
            "fusion": self._same("m", "f"),
            "destino": self._same("n", "m"),
        }

    def run(self) -> None:
        """Everything about this table."""
        rows = queries.statement(self._reference.query)
        self._do("CREATE TEMP TABLE {f} ON COMMIT DROP AS {rows}", rows=rows)
        self._refuse_keys()
        self._merge()
        self._refuse_rows()
        self._note_differences()
        self._note_own_rows()
        self._write()
        self._account()

    def _do(self, text: str, **pieces: sql.Composable) -> None:
        self._cursor.execute(sql.SQL(text).format(**self._pieces, **pieces))

    def _same(self, left: str, right: str) -> sql.Composed:
        return listed(
            (
                sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name))
                for name in self._reference.key
            ),
            " AND ",
        )

    def _refuse_keys(self) -> None:
        """Rows without a key; of several rows with one key all but the newest."""
        empty = listed(
            (sql.SQL("{} IS NULL").format(sql.Identifier(name)) for name in self._reference.key),
            " OR ",
        )
        self._do(
            "UPDATE {f} SET motivo = 'an empty key' WHERE motivo IS NULL AND ({empty})", empty=empty
        )
        self._do(
            "UPDATE {f} AS n SET motivo = 'its key is there again, the newest row stays'"
            " WHERE n.motivo IS NULL AND EXISTS (SELECT FROM {f} AS f WHERE {misma}"
            " AND f.motivo IS NULL"
            " AND (coalesce(f.id_legado, 0), f.ctid) > (coalesce(n.id_legado, 0), n.ctid))"
        )

    def _merge(self) -> None:
        """What each row will be, whether it is there already or not."""
        known = {name for name, *_ in self._described()}
        values = [
            sql.SQL("{} AS {}").format(self._merged(column, known), sql.Identifier(column.name))
            for column in self._columns.values()
            if not column.identity or self._reference.keep_ids
        ]
        self._do(
            "CREATE TEMP TABLE {m} ON COMMIT DROP AS SELECT {values},"
            " {there} IS NOT NULL AS existe FROM {f} AS f LEFT JOIN {n} AS n ON {misma}"
            " WHERE f.motivo IS NULL",
            values=listed(values), there=sql.Identifier("n", self._reference.key[0]),
        )  # fmt: skip

    def _described(self) -> list[tuple[str]]:
        self._do("SELECT * FROM {f} LIMIT 0")
        return [(column.name,) for column in self._cursor.description or ()]

    def _merged(self, column: Column, known: set[str]) -> sql.Composable:
        old, new = sql.Identifier("f", column.name), sql.Identifier("n", column.name)
        default = trusted(f"({column.default})" if column.default else "NULL")
        if column.identity:
            return sql.SQL("coalesce({}, f.id_legado)").format(new)
        if column.name in self._reference.key:
            return old
        if column.name not in known:
            return sql.SQL("coalesce({}, {})").format(new, default)
        added = sql.SQL("coalesce({}, {})").format(old, default)
        stays = self._stays(column) if column.name in self._reference.own else trusted("TRUE")
        return sql.SQL("CASE WHEN {} IS NULL THEN {} WHEN {} THEN {} ELSE {} END").format(
            sql.Identifier("n", self._reference.key[0]), added, stays, new, added
        )

    def _stays(self, column: Column) -> sql.Composable:
        """The seed's value stays: the old one says nothing, is it rounded, or was a mistake."""
        old, new = sql.Identifier("f", column.name), sql.Identifier("n", column.name)
        reasons = [sql.SQL("{} IS NULL").format(old)]
        if column.type == "numeric":
            reasons.append(sql.SQL("round({}, 4) = {}").format(new, old))
        if column.name in self._reference.mistaken:
            reasons.append(sql.SQL("({})").format(trusted(self._reference.mistaken[column.name])))
        return sql.SQL("({})").format(listed(reasons, " OR "))

    def _refuse_rows(self) -> None:
        """Rows that a check of the new table, or a column that must not be NULL, refuses."""
        rules: list[tuple[str, sql.Composable]] = [
            (check.name, trusted(f"NOT ({check.expression})")) for check in self._checks
        ]
        rules += [
            (f"{column.name} is NULL", sql.SQL("{} IS NULL").format(sql.Identifier(column.name)))
            for column in self._columns.values()
            if column.required and not column.identity
        ]
        for rule, broken in rules:
            self._do(
                "WITH m AS (DELETE FROM {m} WHERE {broken} RETURNING *)"
                " UPDATE {f} AS f SET motivo = {said} FROM m"
                " WHERE {fusion} AND f.motivo IS NULL",
                broken=broken, said=sql.Literal(f"refused by the new table: {rule}"),
            )  # fmt: skip

    def _note_differences(self) -> None:
        silent = ["id_legado", "motivo", *SILENT, *self._reference.key]
        self._do(
            "INSERT INTO adopcion.diferencias"
            " SELECT {tabla}, {clave}, e.key, e.value #>> ARRAY[]::text[],"
            " to_jsonb(n) ->> e.key,"
            " CASE WHEN to_jsonb(m) -> e.key = e.value THEN 'legado' ELSE 'semilla' END"
            " FROM {f} AS f JOIN {m} AS m ON {fusion} JOIN {n} AS n ON {misma}"
            " CROSS JOIN jsonb_each(to_jsonb(f) - {silent}::text[]) AS e"
            " WHERE f.motivo IS NULL AND e.value <> 'null'"
            " AND e.value IS DISTINCT FROM to_jsonb(n) -> e.key",
            silent=sql.Literal(silent),
        )

    def _note_own_rows(self) -> None:
        """Rows that the seeds do not have are a difference too."""
        self._do(
            "INSERT INTO adopcion.diferencias"
            " SELECT {tabla}, {clave}, '*', (to_jsonb(f) - 'motivo')::text, NULL, 'legado'"
            " FROM {f} AS f JOIN {m} AS m ON {fusion} WHERE f.motivo IS NULL AND NOT m.existe"
        )

    def _write(self) -> None:
        own = self._reference.own
        if own:
            changes = listed(
                sql.SQL("{} = {}").format(sql.Identifier(name), sql.Identifier("m", name))
                for name in own
            )
            self._do(
                "UPDATE {n} AS n SET {changes} FROM {m} AS m WHERE {destino}"
                " AND ROW({new}) IS DISTINCT FROM ROW({old})",
                changes=changes, new=columns(own, "m"), old=columns(own, "n"),
            )  # fmt: skip
        names = [
            column.name
            for column in self._columns.values()
            if not column.identity or self._reference.keep_ids
        ]
        self._do(
            "INSERT INTO {n} ({names}) SELECT {names} FROM {m} WHERE NOT existe",
            names=columns(names),
        )

    def _account(self) -> None:
        """New ids of the old rows, rows set aside, counts."""
        if self._id:
            self._do(
                "INSERT INTO adopcion.claves SELECT {tabla}, f.id_legado, n.{id}"
                " FROM {f} AS f JOIN {n} AS n ON {misma}",
                id=sql.Identifier(self._id),
            )
        self._do(
            "INSERT INTO adopcion.apartados"
            " SELECT {tabla}, coalesce(f.id_legado::text, {clave}), NULL, to_jsonb(f)::text,"
            " f.motivo FROM {f} AS f WHERE f.motivo IS NOT NULL"
        )
        self._do(
            "UPDATE adopcion.tablas SET filas_copiadas = c.copiadas,"
            " filas_apartadas = filas_legado - c.copiadas, terminada = TRUE"
            " FROM (SELECT count(*) AS copiadas FROM {f} WHERE motivo IS NULL) AS c"
            " WHERE tabla = {tabla}"
        )
