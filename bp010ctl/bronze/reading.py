"""A file's rows as text, some megabytes at a time, each with the line that it begins in."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze.inspection import Header, Inspected, opened

if TYPE_CHECKING:
    from _csv import Reader

BLOCK = 64 << 20
"""Bytes of a block that Polars reads at a time."""
ROWS = 100_000
"""Rows of a batch that Python's csv reads."""
LINE, BEYOND, COUNT = "__linea", "__de_mas", "__valores"
"""Columns beside the file's: the row's line, a value too many, and whether there are too few."""

Advance = Callable[[float], None]


def batches(
    path: Path, inspected: Inspected, header: Header, advance: Advance
) -> Iterator[pl.DataFrame]:
    """The rows behind the header, empty cells null: the file's columns as text, LINE, and whether
    there are more (BEYOND) or fewer (COUNT) values than columns. advance: told the bytes read."""
    if inspected.plain:
        yield from _blocks(path, header, advance)
    else:
        yield from _records(path, inspected, header, advance)


def _blocks(path: Path, header: Header, advance: Advance) -> Iterator[pl.DataFrame]:
    """A file in which a line is a row."""
    line = header.line + 1
    with path.open("rb") as file:
        for _ in range(header.line):
            file.readline()
        rest = b""
        while data := file.read(BLOCK):
            cut = data.rfind(b"\n") + 1
            block, rest = (rest + data[:cut], data[cut:]) if cut else (b"", rest + data)
            if block:
                yield _block(block, header, line)
                line += block.count(b"\n")
            advance(len(data))
        if rest:
            yield _block(rest, header, line)


def _block(block: bytes, header: Header, first: int) -> pl.DataFrame:
    schema = dict.fromkeys((*header.columns, BEYOND), pl.String)
    rows = pl.scan_csv(
        block, has_header=False, schema=schema, separator=header.delimiter, quote_char=None,
        missing_columns="insert", extra_columns="ignore", truncate_ragged_lines=True,
    ).collect()  # fmt: skip
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    if rows.height != lines:
        raise AssertionError(f"{lines} lines were read as {rows.height} rows")
    return rows.with_columns(
        pl.int_range(first, first + lines, dtype=pl.UInt32).alias(LINE),
        _too_few(block, rows, header).alias(COUNT),
    )


def _too_few(block: bytes, rows: pl.DataFrame, header: Header) -> pl.Series:
    """Whether each line has fewer values than columns: only one whose last value is empty can."""
    if not rows[header.columns[-1]].has_nulls():
        return pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
    lines = pl.scan_lines(block).select(
        pl.col("line").str.count_matches(header.delimiter, literal=True) < len(header.columns) - 1
    )
    return lines.collect().to_series()


def _records(
    path: Path, inspected: Inspected, header: Header, advance: Advance
) -> Iterator[pl.DataFrame]:
    """A file with quotes, in another encoding, or with old ends of lines."""
    with opened(path, inspected) as text:
        for _ in range(header.line):
            text.readline()
        reader = csv.reader(text, delimiter=header.delimiter, strict=True)
        told = 0
        records = _numbered(reader, header, path)
        while rows := list(islice(records, ROWS)):
            yield _frame(rows, header)
            position = os.lseek(text.fileno(), 0, os.SEEK_CUR)
            advance(position - told)
            told = position


def _numbered(reader: Reader, header: Header, path: Path) -> Iterator[tuple[int, list[str]]]:
    line = header.line + 1
    try:
        for row in reader:
            yield line, row
            line = header.line + 1 + reader.line_num
    except (csv.Error, UnicodeDecodeError) as error:
        raise BronzeError(
            f"not a CSV: {error}",
            on=f"{path}:{line}",
            hint="a quote was probably left open, or stands inside a quoted value: write it twice",
        ) from None


def _frame(rows: list[tuple[int, list[str]]], header: Header) -> pl.DataFrame:
    width = len(header.columns)
    cells = [
        [cell or None for cell in row[:width]] + [None] * (width - len(row)) for _, row in rows
    ]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header.columns, pl.String), orient="row")
    beyond = ["".join(row[width:]) or None for _, row in rows]
    return frame.with_columns(
        pl.Series(BEYOND, beyond, pl.String),
        pl.Series(LINE, [line for line, _ in rows], pl.UInt32),
        pl.Series(COUNT, [len(row) < width for _, row in rows], pl.Boolean),
    )
