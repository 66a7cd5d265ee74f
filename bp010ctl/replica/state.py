"""What the database knows of a replica: how far each table is, its chunks, what was set aside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.replica.lines import Rejected
from bp010ctl.replica.plans import KeptTable, Plan
from bp010ctl.replica.ranges import Key

LOADING, CURRENT = "cargando", "al_dia"
EQUAL, DIFFERENT = "igual", "diferente"

SESSION = (
    "SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';"
    " SET extra_float_digits = 1; SET client_encoding = 'UTF8'; SET synchronous_commit = off;"
    " SET jit = off; SET statement_timeout = 0"
)
"""What makes texts predictable here; a chunk and its note are committed together, so that a commit
lost in a crash of the server loses both."""


class State:
    """Reads and writes it in the transaction of the connection. run: the ledger's number."""

    def __init__(self, connection: Connection, plan: Plan, run: int | None = None) -> None:
        self.connection = connection
        self.plan = plan
        self.run = run

    def known(self) -> dict[str, dict[str, Any]]:
        """What is known of each table, by its name at the source."""
        return {row["tabla"]: row for row in self._rows("known", {})}

    def mark(
        self,
        table: KeptTable,
        *,
        state: str | None = None,
        mark: str | None = None,
        foto: datetime | None = None,
        proof: str | None = None,
    ) -> None:
        """Note what is new; None leaves what was known. foto: the source's snapshot, any zone."""
        every = self.plan.classes[table.klass].every
        self._run(
            "mark",
            tabla=table.name,
            clase=table.klass,
            cada=round(every.total_seconds()),
            estado=state,
            columnas=[column.name for column in table.columns] if state else None,
            marca=mark,
            foto=foto,
            prueba=proof,
            ejecucion=self.run,
        )

    def chunks(self, table: KeptTable) -> list[Key | None]:
        """The last keys of the chunks that are done, in their order."""
        rows = self._rows("chunks", {"tabla": table.name})
        return [None if row["hasta"] is None else tuple(row["hasta"]) for row in rows]

    def begin_load(self, table: KeptTable) -> None:
        """Forget chunks and rejects of an earlier load of all rows."""
        self._run("begin_load", tabla=table.name)

    def chunk_done(
        self, table: KeptTable, number: int, last: Key | None, rows: int, aside: int
    ) -> None:
        """Note a chunk, in the transaction that has its rows."""
        self._run(
            "chunk",
            tabla=table.name,
            orden=number,
            hasta=list(last) if last is not None else None,
            filas=rows,
            apartadas=aside,
            ejecucion=self.run,
        )

    def reject(self, table: KeptTable, rejected: Iterable[Rejected]) -> None:
        """Keep values that could not be kept in their table."""
        values = [
            {"replica": self.plan.name, "tabla": table.name, "llave": key, "columna": column,
             "valor": value, "motivo": reason, "ejecucion": self.run}
            for key, column, value, reason in rejected
        ]  # fmt: skip
        if values:
            with self.connection.cursor() as cursor:
                cursor.executemany(queries.text("replica/reject").encode(), values)

    def rejects(self, table: KeptTable) -> list[dict[str, Any]]:
        """What was set aside of a table."""
        return self._rows("rejects", {"tabla": table.name})

    def forget_rejects(self, table: KeptTable, keys: Iterable[Iterable[str]]) -> None:
        """Rows of these keys have been read anew, or are gone."""
        listed = [list(key) for key in keys]
        if listed:
            self._run("forget_rejects", tabla=table.name, llaves=json.dumps(listed))

    def measure(
        self, table: str, name: str, value: float, detail: str | None = None, column: str = ""
    ) -> None:
        """A figure of this run about a table, or a column of it."""
        self._run(
            "measure", tabla=table, columna=column, medida=name, valor=value, detalle=detail,
            ejecucion=self.run,
        )  # fmt: skip

    def _run(self, query: str, **values: Any) -> None:
        text = queries.text(f"replica/{query}").encode()
        self.connection.execute(text, {"replica": self.plan.name} | values)

    def _rows(self, query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        return queries.dicts(
            self.connection, f"replica/{query}", {"replica": self.plan.name} | values
        )
