"""The four tables that files are loaded into: keys, former names, what tells them apart."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bp010ctl.base.errors import IngestError

SCHEMA = "stage"
REASON = "motivo_de_rechazo"
"""The column in which a file of rejects says why; no value of a table's."""


@dataclass(frozen=True, eq=False)
class Destination:
    """One table that `ingest` fills.

    name: the word for `--as`. key: natural key of the upsert; empty means append.
    marks: columns that tell a CSV of it by its header row.
    former: column names of the old system and today's name.
    own: columns that the database fills itself; a file's values for them are not used.
    essential: columns without which a row is none; a bad value elsewhere is kept out alone.
    moment: the column of a reading's time; clock: that of its time of day, where moment is its day;
    series: those that say whose readings it is among.
    well: the column that names the well. source: whose words for "no value" hold in its files.
    """

    name: str
    table: str
    key: tuple[str, ...]
    marks: frozenset[str]
    former: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    essential: frozenset[str] = frozenset()
    moment: str | None = None
    clock: str | None = None
    series: tuple[str, ...] = ()
    well: str = "well_id"
    source: str = ""


STROKE_FORMERLY = {"longitud_carrera_nominal": "longitud_carrera_nominal_unidad_in"}

MAESTRA = Destination(
    name="maestra",
    table="tbl_pozo_maestra",
    key=("well_id",),
    marks=frozenset({"well_id", "nombre_pozo"}),
    former=STROKE_FORMERLY,
    essential=frozenset({"well_id"}),
    source="maestra",
)
RESERVAS = Destination(
    name="reservas",
    table="tbl_pozo_reservas",
    key=("well_id", "fecha_registro"),
    marks=frozenset({"well_id", "fecha_registro"}),
    own=frozenset({"reserva_id"}),
    essential=frozenset({"well_id", "fecha_registro"}),
    source="reservas",
)
PRODUCCION = Destination(
    name="produccion",
    table="tbl_pozo_produccion",
    key=("well_id", "timestamp_lectura"),
    marks=frozenset({"well_id", "timestamp_lectura"}),
    former=STROKE_FORMERLY,
    own=frozenset({"produccion_id", "cargado_en"}),
    essential=frozenset({"well_id", "timestamp_lectura"}),
    moment="timestamp_lectura",
    series=("well_id",),
    source="lecturas",
)
LANDING = Destination(
    name="landing",
    table="landing_scada_data",
    key=(),
    marks=frozenset({"unit_id", "var_id", "measure"}),
    own=frozenset({"idn"}),
    essential=frozenset({"unit_id", "var_id", "measure", "moddate", "modtime", "cargado_en"}),
    moment="moddate",
    clock="modtime",
    series=("unit_id", "var_id"),
    well="unit_id",
    source="scada",
)

IN_LOAD_ORDER = (MAESTRA, RESERVAS, PRODUCCION, LANDING)
OTHERS = (MAESTRA, PRODUCCION, LANDING)
BY_NAME = {one.name: one for one in IN_LOAD_ORDER}
BY_TABLE = {one.table: one for one in IN_LOAD_ORDER}
PARTITIONED = frozenset({PRODUCCION.table, LANDING.table})
PARTITION = re.compile(r"_(?:default|p?[0-9]{4}(?:_?[0-9]{2}){0,2})\Z")
"""How a partition's name goes on after its table's: `_2026_01`, `_2026_01_31`, `_default`."""
FORMER_TABLES = {"tbl_reservas_pozo": "tbl_pozo_reservas"}

WORKBOOK_COLUMNS = {87: "num_software"}
"""id_formato1 → column, where it is not the variable's nombre_tecnico."""
WORKBOOK_PERCENTAGES = frozenset({48})
"""id_formato1 whose fraction (0.8) is stored in percent (80); the water-cut limit (32) is not."""


def of_table(schema: str | None, table: str) -> Destination | None:
    """The destination that an INSERT names: by today's name, a former one, or a partition's."""
    if schema not in (None, SCHEMA):
        return None
    whole = PARTITION.sub("", table)
    if whole != table and whole not in PARTITIONED:
        return None
    return BY_TABLE.get(FORMER_TABLES.get(whole, whole))


def of_header(header: Iterable[str]) -> Destination | None:
    """The destination whose marks are all in a CSV's header row."""
    names = frozenset(header)
    return next((one for one in (*OTHERS, RESERVAS) if one.marks <= names), None)


@dataclass(frozen=True)
class Selection:
    """Which columns of a file go where: positions in its rows, and the table's names of them.

    unknown: those that the table does not have; own: those that the database fills itself.
    """

    positions: tuple[int, ...]
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    own: tuple[str, ...]


def select(destination: Destination, header: Sequence[str], existing: Iterable[str]) -> Selection:
    """Match a file's column names with the table's; a key column missing refuses the file."""
    known = set(existing)
    chosen: dict[str, int] = {}
    unknown: list[str] = []
    own: list[str] = []
    for position, name in enumerate(header):
        column = destination.former.get(name, name)
        if column in chosen:
            raise IngestError(f"column {column!r} is there twice")
        if column == REASON:
            continue
        if column in destination.own:
            own.append(name)
        elif column in known:
            chosen[column] = position
        else:
            unknown.append(name)
    _require_key(destination, chosen)
    return Selection(tuple(chosen.values()), tuple(chosen), tuple(unknown), tuple(own))


def _require_key(destination: Destination, chosen: Iterable[str]) -> None:
    """The key's columns are there, and at least one more (the reserves' day may be given)."""
    given = set(chosen)
    missing = [column for column in destination.key if column not in given | {"fecha_registro"}]
    if missing:
        raise IngestError(
            f"no column {missing[0]!r} for stage.{destination.table}",
            hint=f"its rows are known by {', '.join(destination.key)}",
        )
    if not given - set(destination.key):
        raise IngestError(
            f"no column of stage.{destination.table} beside its key",
            hint="--as names the table where the header row does not tell it",
        )


def near(name: str, known: Iterable[str]) -> str:
    """A hint with the known names most like this one; empty where none is."""
    matches = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f"; near: {', '.join(matches)}" if matches else ""
