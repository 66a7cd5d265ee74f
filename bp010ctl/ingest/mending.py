"""What was kept out of a file, in the file's own form: to be mended and loaded again.

A CSV of it has the file's header, separator and encoding, and before the rest a column REASON,
which a load passes over; a dump of it has the reason of each row in a comment before it. Each row
is whole, also where only values of it were kept out: loaded again it completes what is there.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TextIO

from bp010ctl.base.composing import quoted
from bp010ctl.base.errors import IngestError, UsageError
from bp010ctl.ingest.delimited import Delimited
from bp010ctl.ingest.destinations import REASON
from bp010ctl.ingest.dumps import Dump
from bp010ctl.ingest.sources import DAMAGED, Batch, Encoding, Row

Reasons = Iterable[tuple[int, str]]
"""Places of rows among their file's, in order, and why each is to be mended."""
Told = Iterator[tuple[Batch, Row, str]]


def _private(path: str, flags: int) -> int:
    """A file of its owner's only: rows of the field are in it."""
    return os.open(path, flags, 0o600)


def write(reader: Dump | Delimited, reasons: Reasons, path: Path, encoding: Encoding) -> None:
    """Write the rows to be mended to `path`; reader: reads their file once more, so encoded.

    Raises IngestError where the file cannot be written.
    """
    name = encoding.name.removesuffix("-sig")
    errors = "surrogateescape" if encoding is DAMAGED else "backslashreplace"
    try:
        with open(path, "w", encoding=name, errors=errors, newline="", opener=_private) as file:
            rows = _told(reader, reasons)
            if isinstance(reader, Dump):
                _statements(rows, file)
            else:
                _separated(reader, rows, file)
    except OSError as error:
        raise IngestError(
            f"the rejects cannot be written: {error.strerror}",
            on=str(path),
            hint="--rejects names a file in a folder that is there and may be written to",
        ) from None


def _told(reader: Dump | Delimited, reasons: Reasons) -> Told:
    """The rows that have a reason, counted as the load counts them: the uncut ones first."""
    left = iter(reasons)
    due = next(left, None)
    place = 0
    for batch in reader.batches():
        for row in (*(row for _, row in batch.uncut), *batch.rows):
            if due is None:
                return
            if place == due[0]:
                yield batch, row, due[1]
                due = next(left, None)
            place += 1


def _separated(reader: Delimited, rows: Told, file: TextIO) -> None:
    writer = None
    for _, row, reason in rows:
        if writer is None:  # the reader knows its header once it has begun
            writer = csv.writer(file, delimiter=reader.delimiter, lineterminator="\n")
            writer.writerow([REASON, *reader.header])
        writer.writerow([reason, *row])


def _statements(rows: Told, file: TextIO) -> None:
    for batch, group in groupby(rows, lambda told: told[0]):
        names = ", ".join(map(quoted, batch.header))
        for _, row, reason in group:
            file.write(f"-- {' '.join(reason.split())}\n")
            file.write(f"INSERT INTO stage.{batch.destination.table} ({names})\n")
            file.write(f"VALUES ({', '.join(row)});\n")


def places(paths: Sequence[Path], rejects: Path | None) -> dict[Path, Path]:
    """Where the rejects of each file go: the file `rejects`, or one in that folder for each.

    Raises UsageError for one file for several, and for the very file that is loaded.
    """
    if rejects is None:
        return {}
    folder = rejects.is_dir()
    chosen = {path: rejects / path.name if folder else rejects for path in paths}
    if any(path.resolve() == place.resolve() for path, place in chosen.items()):
        raise UsageError("the rejects would overwrite the file that is loaded", on=str(rejects))
    if len(set(chosen.values())) < len(chosen):
        raise UsageError(
            "several files need a folder for their rejects",
            on=str(rejects),
            hint="make the folder first: each file's rejects get the file's own name in it",
        )
    return chosen
