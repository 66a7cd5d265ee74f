"""The tables that seeds fill: a line of specification each, the rest from the catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.errors import SeedError

Cursor = psycopg.Cursor[Any]


@dataclass(frozen=True)
class Spec:
    """What the catalog cannot tell about a seed table.

    key: natural key, in columns of the file.
    names: columns of the file that stand for a foreign key, and that foreign key's column: the
    file holds the natural key of the row referred to.
    scope: fixed values of the rows that the file speaks about; other rows are the user's own.
    completed_by: function from row to row that fills the columns `completed` where they are NULL.
    switch: `activo` is the operator's switch, so that the file does not touch it.
    """

    table: str
    key: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, int] = field(default_factory=dict)
    completed_by: str | None = None
    completed: tuple[str, ...] = ()
    switch: bool = False


SPECS = {
    spec.table: spec
    for spec in (
        Spec("referencial.tbl_ref_unidades", ("simbolo",)),
        Spec("referencial.tbl_unidad_alias", ("alias",), {"simbolo": "unidad_id"}),
        Spec("referencial.tbl_ref_estados_operativos", ("codigo_estado",)),
        Spec(
            "referencial.tbl_ref_paneles_bi",
            ("nombre_panel",),
            completed_by="referencial.fnc_completar_panel",
            completed=("descripcion",),
        ),
        Spec(
            "referencial.tbl_maestra_variables",
            ("id_formato1",),
            {"simbolo": "unidad_id", "nombre_panel": "panel_id"},
            completed_by="referencial.fnc_completar_variable",
            completed=("volatilidad", "tabla_origen"),
        ),
        Spec("referencial.tbl_var_scada_map", ("var_id_scada",)),
        Spec(
            "referencial.tbl_limites_pozo",
            ("id_formato1",),
            {"id_formato1": "variable_id"},
            scope={"pozo_id": 0},
            completed_by="referencial.fnc_completar_limite",
            completed=("baseline_value", "min_critical", "max_critical"),
        ),
        Spec("referencial.tbl_dq_rules", ("id_formato1",), {"id_formato1": "variable_id"}),
        Spec(
            "referencial.tbl_reglas_consistencia",
            ("codigo_regla",),
            {
                "variable_medida": "variable_medida_id",
                "variable_referencia": "variable_referencia_id",
                "variable_intermedia": "variable_intermedia_id",
            },
        ),
        Spec(
            "referencial.tbl_dq_consistencia_map",
            ("id_formato1", "codigo_regla"),
            {"id_formato1": "variable_id", "codigo_regla": "regla_consistencia_id"},
        ),
        Spec("referencial.tbl_config_kpi", ("kpi_nombre", "parametro")),
        Spec("referencial.tbl_catalogo_status", ("status_level",)),
        Spec("referencial.tbl_config_evaluacion", ("variable_nombre",)),
        Spec("referencial.tbl_mapa_objetivos", ("columna_dim_pozo",)),
        Spec("referencial.tbl_valores_ausentes", ("fuente", "texto")),
        Spec("universal.patron", ("nombre",)),
        Spec("etl.ciclos", ("ciclo",), switch=True),
        Spec("etl.ciclo_pasos", ("ciclo", "orden"), switch=True),
    )
}


@dataclass(frozen=True)
class Column:
    """A column of the table; default is the text of its default expression."""

    name: str
    type: str
    required: bool
    identity: bool
    default: str | None


@dataclass(frozen=True)
class Field:
    """A column that the file may have, and the table's column that it fills."""

    name: str
    column: str
    type: str
    required: bool


@dataclass(frozen=True)
class Reference:
    """A foreign key in the file's terms: `names` hold values of `target_names` in another file.

    surrogate: the target's column that the database stores; None: the natural key itself.
    """

    names: tuple[str, ...]
    target: str
    target_names: tuple[str, ...]
    surrogate: str | None


@dataclass(frozen=True)
class Constraint:
    """A row of seed_constraints.sql; comment is what the database says about it, for people."""

    name: str
    kind: str
    table: str
    columns: tuple[str, ...]
    target: str | None
    target_columns: tuple[str, ...]
    expression: str | None
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A seed table as this database has it."""

    spec: Spec
    columns: dict[str, Column]
    fields: dict[str, Field]
    references: tuple[Reference, ...]
    uniques: tuple[tuple[str, ...], ...]
    checks: tuple[Constraint, ...]
    used_by: tuple[Constraint, ...]

    @property
    def name(self) -> str:
        """The table's name with its schema."""
        return self.spec.table

    @property
    def deactivates(self) -> bool:
        """Whether a row that leaves the file is deactivated; otherwise it is deleted."""
        return "activo" in self.columns and not self.spec.switch

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """The natural key in columns of the table."""
        return tuple(self.fields[name].column for name in self.spec.key)

    @cached_property
    def lookups(self) -> dict[str, Reference]:
        """References to resolve to surrogate ids, by the table's column."""
        return {
            self.fields[reference.names[0]].column: reference
            for reference in self.references
            if reference.surrogate
        }

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Columns that the file must have."""
        return tuple(
            field.name
            for field in self.fields.values()
            if field.name in self.spec.key
            or (field.required and self.columns[field.column].default is None)
        )


def read(cursor: Cursor, wanted: Iterable[str]) -> dict[str, Table]:
    """Every seed table of the database, by name.

    Raises SeedError where a wanted one is missing: the database is not migrated (far enough).
    """
    columns_of = columns(cursor)
    for name in wanted:
        if name not in columns_of:
            raise SeedError(
                f"the database has no table {name}",
                on=f"database {cursor.connection.info.dbname!r}",
                hint="run `bp010ctl migrate` first",
            )
    bound = constraints(cursor)
    present = {name: spec for name, spec in SPECS.items() if name in columns_of}
    return {name: _table(spec, columns_of, bound) for name, spec in present.items()}


def in_order(known: Mapping[str, Table], wanted: Collection[str]) -> list[str]:
    """The wanted tables, each after those that it refers to."""
    graph = {
        name: sorted({reference.target for reference in table.references} - {name})
        for name, table in sorted(known.items())
    }
    return [name for name in TopologicalSorter(graph).static_order() if name in wanted]


def columns(cursor: Cursor) -> dict[str, dict[str, Column]]:
    """The columns of every table of the database, in their order: table -> name -> column."""
    columns_of: dict[str, dict[str, Column]] = {}
    for table, *rest in cursor.execute(queries.text("seeds/columns")):
        column = Column(*rest)
        columns_of.setdefault(table, {})[column.name] = column
    return columns_of


def constraints(cursor: Cursor) -> list[Constraint]:
    """The constraints of every table of the database."""
    return [
        Constraint(
            row["nombre"],
            row["clase"],
            row["tabla"],
            tuple(row["columnas"] or ()),
            row["referida"],
            tuple(row["columnas_referidas"] or ()),
            row["expresion"],
            row["comentario"],
        )
        for row in queries.dicts(cursor.connection, "seeds/constraints")
    ]


def _table(
    spec: Spec, columns: Mapping[str, dict[str, Column]], constraints: list[Constraint]
) -> Table:
    own = [constraint for constraint in constraints if constraint.table == spec.table]
    references = tuple(
        _reference(spec, constraint)
        for constraint in own
        if constraint.kind == "f" and constraint.target in SPECS
    )
    fields = {field.name: field for field in _fields(spec, columns, references)}
    names = {field.column: field.name for field in fields.values()}
    return Table(
        spec,
        columns[spec.table],
        fields,
        references,
        tuple(
            tuple(names[column] for column in constraint.columns if column in names)
            for constraint in own
            if constraint.kind in "up" and set(constraint.columns) <= set(names) | set(spec.scope)
        ),
        tuple(constraint for constraint in own if constraint.kind == "c"),
        tuple(
            constraint
            for constraint in constraints
            if constraint.kind == "f" and constraint.target == spec.table
        ),
    )


def _reference(spec: Spec, constraint: Constraint) -> Reference:
    """The foreign key in the file's terms: by natural key where the specification names one."""
    target = constraint.target or ""
    for name, column in spec.names.items():
        if (column,) == constraint.columns:
            return Reference((name,), target, SPECS[target].key, constraint.target_columns[0])
    return Reference(constraint.columns, target, constraint.target_columns, None)


def _fields(
    spec: Spec, columns: Mapping[str, dict[str, Column]], references: Iterable[Reference]
) -> Iterable[Field]:
    natural = {
        reference.names[0]: columns[reference.target][reference.target_names[0]].type
        for reference in references
        if reference.surrogate
    }
    names = {column: name for name, column in spec.names.items()}
    for column in columns[spec.table].values():
        if not column.identity and column.name not in spec.scope:
            name = names.get(column.name, column.name)
            kind = natural.get(name, column.type)
            yield Field(name, column.name, kind, column.required)
