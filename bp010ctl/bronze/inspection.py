"""What a file is before it is read: its hash, its encoding, its header."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze.tables import Table, column_name
from bp010ctl.ingest import sources

CHUNK = 8 << 20
PREAMBLE = 50
"""Lines before the header at most: titles, `sep=;`."""
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Inspected:
    """A file's bytes. plain: UTF-8 without quotes and with usual ends of lines, so that a line is
    a row. version: size and time of change, which tell whether somebody writes to it."""

    sha256: str
    size: int
    version: tuple[int, int]
    encoding: str
    errors: str
    plain: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """line: of the file, from 1. cells: as they are written; columns: what they are called."""

    line: int
    delimiter: str
    cells: tuple[str, ...]
    columns: tuple[str, ...]


def version(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change in ns."""
    known = path.stat()
    return known.st_size, known.st_mtime_ns


def inspect(path: Path) -> Inspected:
    """Read the bytes once; memory stays flat."""
    before = version(path)
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8, quotes, returns, ends, zeros, size, start = True, 0, 0, 0, 0, 0, b""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            start = start or block[:4096]
            size += len(block)
            digest.update(block)
            quotes += b'"' in block
            if b"\r" in block:
                returns += block.count(b"\r")
                ends += block.count(b"\r\n") + (block[-1:] == b"\r")
            zeros += b"\0" in block
            utf8 = utf8 and _decodes(decoder, block)
    utf8 = utf8 and _decodes(decoder, b"", final=True)
    encoding, errors, remark = _encoding(path, start, utf8, zeros > 0)
    plain = encoding == "utf-8-sig" and errors == "strict" and not quotes and returns == ends
    remarks = (remark,) if remark else ()
    return Inspected(digest.hexdigest(), size, before, encoding, errors, plain, remarks)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    if block.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(path: Path, start: bytes, utf8: bool, zeros: bool) -> tuple[str, str, str | None]:
    """Encoding, what becomes of bytes that are none, and what a person should know of it."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "strict", "UTF-16"
    if zeros and start[1:200:2].count(0) > 80:
        return "utf-16-le", "strict", "UTF-16 without its mark"
    if zeros and start[0:200:2].count(0) > 80:
        return "utf-16-be", "strict", "UTF-16 without its mark"
    if utf8:
        return "utf-8-sig", "strict", None
    if sources.told_encoding(path) is sources.WINDOWS:
        return sources.WINDOWS.name, sources.WINDOWS.errors, "Windows-1252 (latin-1)"
    return "utf-8-sig", "replace", "UTF-8 but for some bytes: values that hold them are out"


def header(path: Path, inspected: Inspected, table: Table) -> Header:
    """The first line that names the column of the time. Raises BronzeError where none does."""
    with opened(path, inspected) as text:
        first = ""
        for number in range(1, PREAMBLE + 1):
            line = text.readline(1 << 20)
            if not line:
                break
            first = first or line.strip()
            delimiter, cells = _cells(line)
            columns = tuple(column_name(cell, table) for cell in cells)
            if table.moment in columns:
                return Header(number, delimiter, tuple(cells), _whole(columns, path))
    raise BronzeError(
        f"no header row with a column {table.moment!r} in its first {PREAMBLE} lines",
        on=str(path),
        hint=f"the first line is {first[:100]!r}",
    )


def opened(path: Path, inspected: Inspected) -> io.TextIOWrapper:
    """The file's text, ends of lines untouched."""
    return path.open(encoding=inspected.encoding, errors=inspected.errors, newline="")


def _cells(line: str) -> tuple[str, list[str]]:
    bare = re.sub(r'"[^"]*"', "", line)
    delimiter = max(DELIMITERS, key=bare.count)
    try:
        return delimiter, next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error:
        return delimiter, []


def _whole(columns: tuple[str, ...], path: Path) -> tuple[str, ...]:
    """The columns without the empty ones behind a trailing delimiter; each name once."""
    while columns and not columns[-1]:
        columns = columns[:-1]
    twice = [name for place, name in enumerate(columns) if name in columns[:place] or not name]
    if twice:
        what = f"column {twice[0]!r} is there twice" if twice[0] else "a column has no name"
        raise BronzeError(what, on=str(path), hint="columns are told apart without case and blanks")
    return columns
