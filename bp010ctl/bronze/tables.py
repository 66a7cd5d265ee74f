"""The three tables of the bronze layer: whose files they are read from, and what is declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["time", "number", "text", "hours"]

OWN = ("pozo", "id_ingestion", "source_file", "ingestion_timestamp")
"""Columns that every row gets; a file's own column of such a name gets `_archivo` behind it."""


@dataclass(frozen=True)
class Table:
    """A table of the bronze layer.

    word: what it is called on the command line. prefix: how the names of its files begin.
    moment: the column without which a row is none. end: the time that must not be before it.
    declared: kinds of known columns; rest: the kind of all others. former: names in the files.
    """

    word: str
    name: str
    prefix: str
    moment: str
    end: str | None
    declared: Mapping[str, Kind]
    rest: Kind
    former: Mapping[str, str] = field(default_factory=dict)

    def kind(self, column: str, others: Mapping[str, Kind]) -> Kind:
        """What a column holds; others: declared by the user."""
        return self.declared.get(column) or others.get(column) or self.rest


SENSOR = Table(
    word="sensor", name="sensor_data", prefix="", moment="timestamp", end=None,
    declared={"timestamp": "time"}, rest="number",
)  # fmt: skip
EQUIPOS = Table(
    word="equipos", name="equipos", prefix="bec_",
    moment="fecha_entrada_operacion", end="fecha_salida_operacion",
    declared={"modelo_bomba": "text", "marca_bomba": "text", "modelo_motor": "text",
              "numero_equipo": "text", "fecha_entrada_operacion": "time",
              "fecha_salida_operacion": "time"},
    rest="text",
)  # fmt: skip
EVENTOS = Table(
    word="eventos", name="eventos", prefix="eventos_", moment="fecha_inicio", end="fecha_fin",
    declared={"categoria_principal": "text", "categoria_secundaria": "text",
              "fecha_inicio": "time", "fecha_fin": "time", "comentario": "text"},
    rest="text", former={"fecha_paro": "fecha_inicio", "fecha_reinicio": "fecha_fin"},
)  # fmt: skip
IN_ORDER = (SENSOR, EQUIPOS, EVENTOS)
BY_WORD = {table.word: table for table in IN_ORDER}
BY_NAME = {table.name: table for table in IN_ORDER}


def column_name(text: str, table: Table) -> str:
    """A header's cell as a column: lower case, words joined by `_`, today's name."""
    name = re.sub(r"\W+", "_", text.strip().lower()).strip("_")
    name = table.former.get(name, name)
    return f"{name}_archivo" if name in OWN else name
