"""CSV files: a header row of column names, then rows; commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import destinations
from bp010ctl.ingest.destinations import Destination
from bp010ctl.ingest.sources import CHUNK, Batch, Encoding

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t|"
GLANCE = 256
"""Rows between two looks at how far the file is read; a batch is about one chunk of it."""
LONGEST_HEADER = 1 << 20
"""Characters of the header row: beyond them a quote was left open."""
QUOTED = re.compile(r'"[^"]*"')
SAYS_DELIMITER = re.compile(rf"sep=([{DELIMITERS}])", re.IGNORECASE)
LONGEST_FIELD = 64 << 20
"""Characters of one value; a card of a million points has about 16 million."""


def decode(field: str) -> str | None:
    """The value of one field: empty and \\N are NULL."""
    return None if field in ("", "\\N") else field


class Delimited:
    """A CSV's rows in batches; `forced` is the destination where the header need not tell it.

    header, delimiter: as the file has them, once `batches` has begun.
    Raises UnicodeDecodeError where the bytes are not of the encoding.
    """

    def __init__(self, path: Path, encoding: Encoding, forced: Destination | None) -> None:
        self._path = path
        self.file = path.open("rb", buffering=0)
        buffered = io.BufferedReader(self.file, CHUNK)
        self._text = io.TextIOWrapper(buffered, encoding.name, encoding.errors, newline="")
        self._forced = forced
        self._line = 0
        self.header: tuple[str, ...] = ()
        self.delimiter = ","

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self.file.tell()

    @property
    def likely_point(self) -> bool:
        """Who divides values by commas has a decimal point unless the numbers say otherwise."""
        return self.delimiter == ","

    @property
    def details(self) -> list[str]:
        """What a person should know about the file's form."""
        names = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}
        return [f"{names[self.delimiter]} between values"]

    def close(self) -> None:
        """Close the file."""
        self._text.close()

    def batches(self) -> Iterator[Batch]:
        """Every row of the file, in its order; IngestError where it is no CSV of a known table."""
        csv.field_size_limit(LONGEST_FIELD)
        self.header = self._header()
        names = tuple(" ".join(name.lower().split()) for name in self.header)
        reader = csv.reader(self._text, delimiter=self.delimiter, strict=True)
        destination = self._forced or destinations.of_header(names) or self._unknown(names)
        try:
            yield from self._rows(reader, destination, names)
        except csv.Error as error:
            raise self._broken(error, self._line + reader.line_num) from None

    def _header(self) -> tuple[str, ...]:
        """The first row that holds anything; a quoted name may go on over several lines.

        A line `sep=;`, which some programs put before it, names the delimiter.
        """
        text = self._next_line()
        while text and not text.strip():
            text = self._next_line()
        if declared := SAYS_DELIMITER.fullmatch(text.strip()):
            self.delimiter = declared[1]
            text = self._next_line()
        else:
            self.delimiter = _delimiter(text)
        began = self._line
        while True:
            try:
                return tuple(next(csv.reader([text], delimiter=self.delimiter, strict=True)))
            except StopIteration:
                return ()
            except csv.Error as error:
                more = self._next_line() if len(text) < LONGEST_HEADER else ""
                if not more:
                    raise self._broken(error, began, " in the header row") from None
                text += more

    def _next_line(self) -> str:
        line = self._text.readline(LONGEST_HEADER)
        self._line += bool(line)
        return line

    def _broken(self, error: csv.Error, line: int, where: str = "") -> IngestError:
        return IngestError(
            f"not a CSV: {error}{where}",
            on=f"{self._path}:{line}",
            hint="a quote was probably left open, or stands inside a quoted value: write it twice",
        )

    def _rows(
        self, reader: Reader, destination: Destination, header: tuple[str, ...]
    ) -> Iterator[Batch]:
        batch, lines = _empty(destination, header)
        line, read_to = self._line + 1, self.position
        for number, row in enumerate(reader):
            if len(row) == len(header):
                batch.rows.append(row)
                lines.append(line)
            elif row:
                batch.leave_out(line, row)
            line = self._line + 1 + reader.line_num
            if number % GLANCE == 0 and self.position != read_to:
                yield batch
                batch, lines = _empty(destination, header)
                read_to = self.position
        yield batch

    def _unknown(self, header: tuple[str, ...]) -> NoReturn:
        names = ", ".join(header[:8])[:200]
        raise IngestError(
            "neither a dump of INSERTs nor a CSV of a known table",
            on=str(self._path),
            hint=f"a CSV needs a header row with the columns of one of "
            f"{', '.join(destinations.BY_NAME)} (--as names it); the first line here is {names!r}",
        )


def _empty(destination: Destination, header: tuple[str, ...]) -> tuple[Batch, list[int]]:
    lines: list[int] = []
    return Batch(destination, header, [], lambda: lines), lines


def _delimiter(first: str) -> str:
    """The separator that the header row has most of, outside of quotes."""
    bare = QUOTED.sub("", first)
    return max(DELIMITERS, key=bare.count)
