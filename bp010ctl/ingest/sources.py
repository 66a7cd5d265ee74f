"""Files to load: what they are, told by their content, and their text in pieces."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest.destinations import Destination
from bp010ctl.ingest.results import Rejection

CHUNK = 2 << 20
"""Bytes read at a time."""
START = 64 << 10
"""Bytes that a file is recognised by."""

Row = Sequence[str]


@dataclass(frozen=True)
class Encoding:
    """How bytes are text. errors: what becomes of bytes that are none, as Python names it."""

    name: str
    errors: str = "strict"


UTF_8 = Encoding("utf-8-sig")
DAMAGED = Encoding("utf-8-sig", "surrogateescape")
"""UTF-8 but for some bytes, which harm only the value that they are in."""
WINDOWS = Encoding("cp1252", "bp010_undefined")
"""Latin-1 as Windows has it; the five bytes that it leaves open are control characters."""


def _undefined(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(WINDOWS.errors, _undefined)


def told_encoding(path: Path) -> Encoding:
    """What a file is that is not UTF-8 throughout: mostly UTF-8, or Windows' latin-1.

    UTF-8 has at least two bytes to a letter that ASCII lacks, which hardly come so by chance.
    """
    letters = wrong = 0
    rest = b""
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            block, rest = rest + data, b""
            if len(data) == CHUNK:  # a letter may go on in the next block
                block, rest = block[:-3], block[-3:]
            letters += sum(1 for _ in _LETTER.finditer(block))
            wrong += len(_LETTER.sub(b"", block).translate(None, _ASCII))
    return DAMAGED if letters > wrong else WINDOWS


_ASCII = bytes(range(128))
_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter of UTF-8 that takes several bytes."""

SQL_WORDS = re.compile(
    r"\s*(?:begin\s*;\s*)?"
    r"(?:--|/\*|\\|(?:insert|select|set|begin|start|commit|create|drop|alter|truncate|update"
    r"|delete|copy|with|values|do|call|lock|grant|comment|explain|pragma|rem(?:ark)?)"
    r"\b(?!\s*[,;\t]))",
    re.IGNORECASE,
)
BINARIES = {
    b"\x1f\x8b": ("compressed with gzip", "gunzip it first"),
    b"PGDMP": ("a custom-format pg_dump", "dump with --data-only --column-inserts instead"),
    b"PK\x03\x04": ("a workbook or zip archive that was cut off", "get the whole file"),
    b"\xff\xfe": ("UTF-16 text", "save it as UTF-8"),
    b"\xfe\xff": ("UTF-16 text", "save it as UTF-8"),
}

LONGEST_SHOWN = 200
"""Characters that are kept of a row that is kept out."""


@dataclass
class Batch:
    """Rows of one table as the file has them, literals untouched.

    lines: gives the file's line of each row (asked for only when a message needs it).
    uncut: rows between these that have not as many values as the header, and why they are out.
    """

    destination: Destination
    header: tuple[str, ...]
    rows: list[Row]
    lines: Callable[[], list[int]]
    uncut: list[tuple[Rejection, Row]] = field(default_factory=list)

    def leave_out(self, line: int, row: Row) -> None:
        """Note a row that has not as many values as the header."""
        reason = f"has {len(row)} values for {len(self.header)} columns"
        start = ", ".join(row)[:LONGEST_SHOWN]
        told = Rejection(line, reason, value=start, code="valores_de_mas_o_menos")
        self.uncut.append((told, row))


class Text:
    """A file's decoded text in chunks; `position` counts the bytes read so far.

    Raises UnicodeDecodeError where the bytes are not of the encoding.
    """

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self.path = path
        self.file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding.name)(encoding.errors)

    def read(self, size: int = CHUNK) -> str:
        """The next characters; empty at the end of the file."""
        while data := self.file.read(size):
            if b"\0" in data:
                raise IngestError("not text: it holds the byte 0", on=str(self.path))
            if text := self._decoder.decode(data):
                return text
        return self._decoder.decode(b"", final=True)

    @property
    def position(self) -> int:
        return self.file.tell()

    def close(self) -> None:
        self.file.close()


def recognise(path: Path) -> str:
    """What a file is by its content: 'dump', 'csv' or 'workbook'; a clear refusal otherwise."""
    start = _start(path)
    if start.startswith(OLD_OFFICE):
        return _old_office(path)
    if zipfile.is_zipfile(path):
        return _zip(path)
    for magic, (what, hint) in BINARIES.items():
        if start.startswith(magic):
            raise IngestError(f"this is {what}", on=str(path), hint=hint)
    if b"\0" in start:
        raise IngestError("not text: it holds the byte 0", on=str(path))
    return "dump" if SQL_WORDS.match(start.decode("utf-8-sig", "replace")) else "csv"


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(START)
    except FileNotFoundError:
        raise IngestError("no such file", on=str(path)) from None
    except IsADirectoryError:
        raise IngestError("a folder, not a file", on=str(path), hint="name its files") from None
    except OSError as error:
        raise IngestError(f"cannot be read: {error.strerror}", on=str(path)) from None
    if not start.strip(codecs.BOM_UTF8 + b" \t\r\n"):
        raise IngestError("the file is empty", on=str(path))
    return start


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise IngestError(f"a damaged zip archive: {error}", on=str(path)) from None
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "workbook"
    if "content.xml" in names and _is_spreadsheet(path):
        return "workbook"
    raise IngestError("a zip archive, but no workbook", on=str(path), hint="unpack it first")


def _is_spreadsheet(path: Path) -> bool:
    """Whether an OpenDocument file says that it is a spreadsheet, near its beginning."""
    return b"opendocument.spreadsheet" in _start(path)


OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How every file of old Office programs begins, and every encrypted workbook of today's."""
LARGEST_OLD = 64 << 20


def _old_office(path: Path) -> str:
    """An .xls, told from what else comes in the same container by the streams that it names."""
    with path.open("rb") as file:
        content = file.read(LARGEST_OLD)
    named = [name for name in ("EncryptedPackage", "Workbook", "Book") if _names(content, name)]
    if not named:
        raise IngestError("an old Office file, but no workbook", on=str(path))
    if named[0] == "EncryptedPackage":
        raise IngestError(
            "the workbook is encrypted", on=str(path), hint="save it without a password"
        )
    return "workbook"


def _names(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content
