"""The old system's tables: which there are, what they are to the new one, how they are copied."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

SCHEMAS = ("stage", "referencial", "universal", "reporting")
"""The schemas that the old INIT made."""

IN_THE_WAY = "etl"
"""A schema that the migrations make; one of that name is moved aside like the old ones."""

ASIDE = "_legado"
"""What a schema's name ends with once it has been moved aside."""

FORMER_TABLES = {"stage.tbl_reservas_pozo": "stage.tbl_pozo_reservas"}
"""Names that some databases of the old system use, and today's name."""

FORMER_COLUMNS = {"longitud_carrera_nominal": "longitud_carrera_nominal_unidad_in"}
"""Column names of older versions, and today's name."""


@dataclass(frozen=True)
class Key:
    """Columns that must be unique, or must be found in the columns of another table."""

    columns: tuple[str, ...]
    target: str | None = None
    target_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spec:
    """How a table is copied.

    batch: integer column by whose ranges the copy goes; None copies all at once.
    computed: made from other data by the old routines; a row that does not fit is set aside.
    Otherwise the rows are original: one that does not fit stops the adoption beforehand.
    newest_first: where two rows have one key, the one with the greater `batch` stays.
    keys: what the new keys demand of original rows.
    checks: what else is demanded of them, by what is said about a row that violates it; `l` is
    the row.
    joins: further tables that values come from; values: column -> expression over `l` and them.
    """

    table: str
    batch: str | None = None
    computed: bool = False
    newest_first: bool = False
    keys: tuple[Key, ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)
    joins: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def schema(self) -> str:
        """The schema's name before it is moved aside."""
        return self.table.partition(".")[0]

    @property
    def name(self) -> str:
        """The table's name without its schema."""
        return self.table.partition(".")[2]


@dataclass(frozen=True)
class Table:
    """A table of the old system that was recognised.

    found: its name in this database; columns: name -> type as found; conversions: for people;
    unknown: columns that the old system did not have; they stay in the old table.
    """

    table: str
    found: str
    rows: int
    bytes: int
    columns: dict[str, str]
    conversions: list[str]
    unknown: list[str]


MASTER = "stage.tbl_pozo_maestra"
READINGS = "stage.tbl_pozo_produccion"
PLAUSIBLE = "l.timestamp_lectura >= '1950-01-01' AND l.timestamp_lectura < '2099-12-30'"
NOT_AHEAD = "{timestamp_lectura} <= now() + interval '1 day'"
OF_READING = "LEFT JOIN stage_legado.tbl_pozo_produccion AS p ON p.produccion_id = l.produccion_id"
READING = {"well_id": "p.well_id", "timestamp_lectura": "{moment:p.timestamp_lectura}"}
PATTERN = (
    "LEFT JOIN adopcion.claves AS k ON k.tabla = 'universal.patron' AND k.id_legado = l.patron_id"
)
RULE = (
    "LEFT JOIN adopcion.claves AS k"
    " ON k.tabla = 'referencial.tbl_dq_rules' AND k.id_legado = l.regla_id"
)
VARIABLE = (
    "LEFT JOIN adopcion.claves AS v"
    " ON v.tabla = 'referencial.tbl_maestra_variables' AND v.id_legado = l.variable_id"
)

_WELL = Key(("well_id",), MASTER, ("well_id",))
_STROKE = Key(("stroke_id",), "universal.stroke", ("stroke_id",))
_PATTERN = Key(("patron_id",), "universal.patron", ("patron_id",))

COPIED = (
    Spec(MASTER, keys=(Key(("well_id",)), Key(("nombre_pozo",)))),
    Spec("stage.tbl_pozo_reservas", keys=(Key(("well_id", "fecha_registro")), _WELL)),
    Spec(
        READINGS,
        batch="produccion_id",
        keys=(Key(("well_id", "timestamp_lectura")), Key(("produccion_id",)), _WELL),
        checks={
            "timestamp_lectura outside 1950 to 2099": PLAUSIBLE,
            "timestamp_lectura more than a day ahead": NOT_AHEAD,
        },
        values={"cargado_en": "{moment:l.timestamp_lectura}"},
    ),
    Spec("stage.landing_scada_data", batch="idn", values={"cargado_en": "{started}"}),
    Spec(
        "stage.tbl_pozo_scada_dq",
        batch="dq_id",
        computed=True,
        newest_first=True,
        joins=f"{OF_READING} {RULE} {VARIABLE}",
        values=READING | {"regla_id": "k.id_nuevo::integer", "variable_id": "v.id_nuevo::integer"},
    ),
    Spec(
        "universal.stroke",
        batch="stroke_id",
        keys=(Key(("produccion_id",)), Key(("produccion_id",), READINGS, ("produccion_id",))),
        joins=OF_READING,
        values=READING,
    ),
    Spec(
        "universal.diagnostico",
        batch="diagnostico_id",
        keys=(_STROKE, _PATTERN),
        checks={"score outside 0 to 1": "l.score >= 0 AND l.score <= 1"},
        joins=PATTERN,
        values={"patron_id": "k.id_nuevo::smallint"},
    ),
    Spec(
        "universal.validacion_experta",
        batch="validacion_id",
        keys=(_STROKE, _PATTERN),
        joins=PATTERN,
        values={"patron_id": "k.id_nuevo::smallint"},
    ),
    Spec(
        "universal.ipr_resultados",
        batch="ipr_id",
        keys=(Key(("well_id", "fecha_calculo", "metodo", "origen")), _WELL),
    ),
    Spec(
        "universal.ipr_puntos_operacion",
        batch="punto_op_id",
        keys=(_WELL, Key(("curva_referencia_id",), "universal.ipr_resultados", ("ipr_id",))),
    ),
    Spec(
        "universal.arps_resultados_declinacion",
        batch="arps_id",
        keys=(Key(("well_id", "fecha_analisis", "tipo_curva")), _WELL),
    ),
    Spec("reporting.dim_rls_usuario", keys=(Key(("user_email", "pozo_id")),)),
    Spec("reporting.dim_tiempo", computed=True),
    Spec("reporting.dim_hora", computed=True),
    Spec("reporting.dim_pozo", computed=True),
    Spec("reporting.fact_operaciones_horarias", batch="fecha_id", computed=True),
    Spec("reporting.fact_operaciones_diarias", batch="fecha_id", computed=True),
    Spec("reporting.fact_operaciones_mensuales", computed=True),
    Spec("reporting.dataset_current_values", computed=True),
    Spec("reporting.dataset_kpi_business", batch="kpi_id", computed=True),
)
"""Tables that are copied, each after those that it refers to. The rest is reference data."""


@dataclass(frozen=True)
class Column:
    """A column of the old system; type is its type in the new one.

    required: it must not be NULL, and nothing can be put in its place.
    """

    name: str
    type: str
    required: bool


@cache
def tables() -> dict[str, dict[str, Column]]:
    """Every table of the old system with its columns, by name."""
    text = resources.files("bp010ctl.adoption").joinpath("legacy.csv").read_text(encoding="utf-8")
    columns: dict[str, dict[str, Column]] = {}
    for row in csv.DictReader(text.splitlines()):
        column = Column(row["columna"], row["destino"], row["obligatoria"] == "si")
        columns.setdefault(row["tabla"], {})[column.name] = column
    return columns
