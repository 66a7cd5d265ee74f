"""Workbooks of every kind, made by hand: what no writer at hand makes, or no writer ought to."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]
HEADER = ("ID", "Categoría", "Nombre", "Valor")
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xlsx(path: Path, sheets: Mapping[str, Rows], hidden: Iterable[str] = ()) -> Path:
    """An .xlsx as programs write it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in (HEADER, *rows):
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def table(path: Path, rows: Rows) -> Path:
    """An .xlsx of one sheet with these rows and no others."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def edited(path: Path, part: str, edit: Callable[[bytes], bytes]) -> Path:
    """The same archive with one part changed, in its place."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = edit(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def ods(path: Path, rows: Rows) -> Path:
    """An OpenDocument spreadsheet of one sheet."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"
                   for row in (HEADER, *rows))  # fmt: skip
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Datos">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def _ods_cell(value: Any) -> str:
    if isinstance(value, str):
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def xlsb(path: Path, rows: Rows, far: tuple[int, int] | None = None) -> Path:
    """A binary workbook (.xlsb) of one sheet; far: row and column of one more number."""
    last_row, last_column = far or (len(rows), 3)
    size = struct.pack("<4I", 0, last_row, 0, last_column)
    cells = _record(129) + _record(148, size) + _record(145)
    for number, row in enumerate((HEADER, *rows)):
        cells += _record(0, struct.pack("<2I", number, 0) + bytes(9))
        for column, value in enumerate(row):
            head = struct.pack("<2I", column, 0)
            if isinstance(value, str):
                cells += _record(6, head + _wide(value))
            else:
                cells += _record(5, head + struct.pack("<d", value))
    if far:
        cells += _record(0, struct.pack("<2I", last_row, 0) + bytes(9))
        cells += _record(5, struct.pack("<2Id", last_column, 0, 1.0))
    cells += _record(146) + _record(130)
    bundle = struct.pack("<2I", 0, 1) + _wide("rId1") + _wide("Datos")
    book = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/>'
        "</Relationships>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/worksheets/sheet1.bin", cells)
    return path


def _record(kind: int, payload: bytes = b"") -> bytes:
    """One record: kind and length in seven bits a byte, then what it holds."""
    return _sevens(kind) + _sevens(len(payload), more=True) + payload


def _sevens(value: int, more: bool = False) -> bytes:
    if not more:
        return bytes([value]) if value < 128 else bytes([value & 127 | 128, value >> 7])
    out = bytearray()
    while True:
        out.append(value & 127 | (128 if value > 127 else 0))
        value >>= 7
        if not value:
            return bytes(out)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xls(path: Path, rows: Rows, far: tuple[int, int] | None = None) -> Path:
    """An old workbook (.xls, BIFF8) of one sheet; far: row and column of one more number."""
    globals_ = _biff(0x809, struct.pack("<HH", 0x600, 5) + bytes(12))
    end = _biff(0x0A)
    sheet = _biff(0x809, struct.pack("<HH", 0x600, 0x10) + bytes(12))
    for number, row in enumerate((HEADER, *rows)):
        for column, value in enumerate(row):
            head = struct.pack("<3H", number, column, 0)
            if isinstance(value, str):
                label = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += _biff(0x204, head + label)
            else:
                sheet += _biff(0x203, head + struct.pack("<d", value))
    if far:
        sheet += _biff(0x203, struct.pack("<3Hd", *far, 0, 1.0))
    sheet += end
    name = struct.pack("<BB", len("Datos"), 1) + "Datos".encode("utf-16-le")
    place = len(globals_) + 4 + 6 + len(name) + len(end)
    bound = _biff(0x85, struct.pack("<IBB", place, 0, 0) + name)
    path.write_bytes(container({"Workbook": globals_ + bound + end + sheet}))
    return path


def _biff(kind: int, payload: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(payload)) + payload


def encrypted(path: Path) -> Path:
    """What a workbook with a password looks like from outside."""
    path.write_bytes(container({"EncryptionInfo": bytes(5000), "EncryptedPackage": bytes(5000)}))
    return path


def container(streams: dict[str, bytes]) -> bytes:
    """A compound file (the container of old Office programs) with these streams."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    chains, sectors = list[int](), io.BytesIO()
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, content) in enumerate(padded.items(), start=1):
        start = 2 + len(chains)
        count = -(-len(content) // SECTOR)
        chains += [*range(start + 1, start + count), END]
        sectors.write(content.ljust(count * SECTOR, b"\0"))
        right = number + 1 if number < len(padded) else FREE
        entries.append(_entry(name, 2, start, len(content), right=right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    table = [FAT, END, *chains]
    assert len(table) <= SECTOR // 4
    assert len(directory) == SECTOR
    fat = struct.pack(f"<{SECTOR // 4}I", *table, *[FREE] * (SECTOR // 4 - len(table)))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0)
        + struct.pack("<109I", 0, *[FREE] * 108)
    )  # fmt: skip
    return header + fat + directory + sectors.getvalue()


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded), kind, 1, FREE, right, child)
        + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip
