"""What a load keeps out: noted while its file is read, then told, stored and written back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from bp010ctl.base.database import Connection
from bp010ctl.base.queries import statement
from bp010ctl.ingest.results import SHOWN, FileResult, Rejection
from bp010ctl.ingest.values import COPY_ESCAPES, COPY_NULL

IN_MEMORY = 1 << 20
"""Bytes of notes that stay in memory."""


class KeptOut:
    """The rows and values kept out of one file, in a temporary table once it has been read.

    Used inside the file's transaction; `close` drops the table.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._notes = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            IN_MEMORY, "w+", encoding="utf-8", newline=""
        )
        self._noted = False
        connection.execute(statement("ingest/kept_out"))

    def row(self, table: str, order: int, rejection: Rejection, well: str | None = None) -> None:
        """Note a row that is kept out as a whole; order: its place among the file's rows."""
        self._note(table, order, rejection, "t", well)

    def cell(self, table: str, order: int, rejection: Rejection, well: str | None) -> None:
        """Note a value that is kept out of its row."""
        self._note(table, order, rejection, "f", well)

    def _note(
        self, table: str, order: int, rejection: Rejection, whole: str, well: str | None
    ) -> None:
        fields = (
            table, str(order), str(rejection.line), rejection.sheet, rejection.column,
            rejection.value, rejection.reason, rejection.code, well, whole,
        )  # fmt: skip
        escaped = (COPY_NULL if one is None else _escaped(one) for one in fields)
        self._notes.write("\t".join(escaped) + "\n")
        self._noted = True

    def store(self) -> None:
        """Bring the notes to the server; more may follow."""
        if not self._noted:
            return
        self._notes.seek(0)
        with (
            self._connection.cursor() as cursor,
            cursor.copy("COPY pg_temp.ingesta_fuera FROM STDIN") as copy,
        ):
            while block := self._notes.read(IN_MEMORY):
                copy.write(block)
        self._notes.seek(0)
        self._notes.truncate()
        self._noted = False

    def tell(self, result: FileResult) -> None:
        """Count per table, and the first of each; rows that went have no values of their own."""
        self._connection.execute(statement("ingest/kept_out_rows"))
        counts = self._connection.execute(statement("ingest/kept_out_counts")).fetchall()
        for table, rows, cells in counts:
            told = result.table(table)
            told.rejected, told.cells = rows, cells
            query = statement("ingest/kept_out_first", tabla=table, mostradas=SHOWN)
            told.rejections = [Rejection(*one) for one in self._connection.execute(query)]

    def reasons(self) -> Iterator[tuple[int, str]]:
        """Why each row is here that went, or values of which did, by its place in the file."""
        with self._connection.cursor("ingesta_fuera") as cursor:
            yield from cursor.execute(statement("ingest/kept_out_reasons"))

    def record(self, file: str) -> None:
        """Count the rows and values kept out in stage.tbl_landing_rechazos."""
        self._connection.execute(statement("ingest/record", archivo=file))

    def close(self) -> None:
        """Drop what was noted."""
        self._notes.close()
        self._connection.execute("DROP TABLE pg_temp.ingesta_fuera")


def _escaped(text: str) -> str:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
    return text.translate(COPY_ESCAPES)
