"""CSV files: a header row of column names, then rows; commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import destinations
from bp010ctl.ingest.destinations import Destination
from bp010ctl.ingest.results import Rejection
from bp010ctl.ingest.sources import CHUNK, Batch

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t|"
GLANCE = 256
"""Rows between two looks at how far the file is read; a batch is about one chunk of it."""
LONGEST_FIELD = 64 << 20
"""Characters of one value; a card of a million points has about 16 million."""


def decode(field: str) -> str | None:
    """The value of one field: empty and \\N are NULL."""
    return None if field in ("", "\\N") else field


class Delimited:
    """A CSV's rows in batches; `forced` is the destination where the header need not tell it.

    Raises UnicodeDecodeError where the bytes are not of the encoding.
    """

    def __init__(self, path: Path, encoding: str, forced: Destination | None) -> None:
        self._path = path
        self.file = path.open("rb", buffering=0)
        buffered = io.BufferedReader(self.file, CHUNK)
        self._text = io.TextIOWrapper(buffered, encoding, newline="")
        self._forced = forced

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self.file.tell()

    def close(self) -> None:
        """Close the file."""
        self._text.close()

    def batches(self) -> Iterator[Batch]:
        """Every row of the file, in its order; IngestError where it is no CSV of a known table."""
        csv.field_size_limit(LONGEST_FIELD)
        first = self._text.readline()
        reader = csv.reader(self._text, delimiter=_delimiter(first), strict=True)
        header = tuple(name.strip().lower() for name in next(csv.reader([first], reader.dialect)))
        destination = self._forced or destinations.of_header(header) or self._unknown(header)
        try:
            yield from self._rows(reader, destination, header)
        except csv.Error as error:
            line = 1 + reader.line_num
            raise IngestError(f"not a CSV: {error}", on=f"{self._path}:{line}") from None

    def _rows(
        self, reader: Reader, destination: Destination, header: tuple[str, ...]
    ) -> Iterator[Batch]:
        batch, lines = _empty(destination, header)
        line, read_to = 2, self.position
        for number, row in enumerate(reader):
            if len(row) == len(header):
                batch.rows.append(row)
                lines.append(line)
            elif row:
                reason = f"has {len(row)} values for {len(header)} columns"
                batch.rejections.append(Rejection(line, reason))
            line = 2 + reader.line_num
            if number % GLANCE == 0 and self.position != read_to:
                yield batch
                batch, lines = _empty(destination, header)
                read_to = self.position
        yield batch

    def _unknown(self, header: tuple[str, ...]) -> NoReturn:
        found = ", ".join(header[:8])[:200]
        raise IngestError(
            "neither a dump of INSERTs nor a CSV of a known table",
            on=str(self._path),
            hint=f"a CSV needs a header row with the columns of one of "
            f"{', '.join(destinations.BY_NAME)} (--as names it); the first line here is {found!r}",
        )


def _empty(destination: Destination, header: tuple[str, ...]) -> tuple[Batch, list[int]]:
    lines: list[int] = []
    return Batch(destination, header, [], lambda: lines), lines


def _delimiter(first: str) -> str:
    """The separator that the header row has most of."""
    return max(DELIMITERS, key=first.count)
