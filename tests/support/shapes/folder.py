"""The folder: some eighty shapes of files, each for every destination."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from support import workbooks
from support.shapes import EMPTY, NAMED, OUT, ROW, Cell, Grid, Made, Meaning, Row, Shape
from support.shapes.written import always, csv, dump, libro, made, string

# What a file says


def value(text: str, means: Meaning, row: int = 1) -> Callable[[Grid], None]:
    """One value written so; a column of texts keeps it as it is written."""

    def change(grid: Grid) -> None:
        kept = text if text and grid.destination.texts else means
        grid.say(row, grid.destination.value, text, kept)

    return change


def number(text: str, means: Meaning, row: int = 1) -> Callable[[Grid], None]:
    """One number written so, which a column of texts reads as well."""
    return lambda grid: grid.say(row, grid.destination.value, text, means)


def moment(text: str, means: str | None) -> Callable[[Grid], None]:
    """The second row's time written so; None keeps the row out. Masters have no time."""

    def change(grid: Grid) -> None:
        place = grid.destination.time
        if place is None:
            return
        day = grid.header[place] == "fecha_registro"
        grid.say(2 if day else 1, place, text, means and (means[:10] if day else means))
        if means is None:
            grid.rows[2 if day else 1].out()

    return change


def only_doubtful_numbers(grid: Grid) -> None:
    """Nothing tells whether the point of 1.251 divides thousands."""
    for row in grid.rows:
        for place in range(grid.destination.key, len(grid.header)):
            if row.cells[place].text.replace(".", "").isdigit():
                row.cells[place] = Cell("5", "5")
    grid.say(1, grid.destination.value, "1.251", "1.251" if grid.destination.texts else OUT)


def decimal_commas(grid: Grid) -> None:
    """Every number of every value with a decimal comma, one with its thousands divided."""
    for row in grid.rows:
        for place in range(grid.destination.key, len(grid.header)):
            plain = row.cells[place].text
            if plain.replace(".", "").isdigit():
                row.cells[place] = Cell(plain.replace(".", ","), plain)
    grid.say(1, grid.destination.value, "1.251,5", "1251.5")


def named(first: str, second: str) -> Callable[[Grid], None]:
    """Two texts written so: names of a master, values of landing; others have no text."""

    def change(grid: Grid) -> None:
        if grid.destination.name in ("maestra", "landing"):
            place = 1 if grid.destination.name == "maestra" else grid.destination.value
            grid.say(0, place, first, first)
            grid.say(2, place, second, second)

    return change


def a_broken_byte(grid: Grid) -> Made:
    """UTF-8 in which one byte was lost: only its own value goes."""
    place = grid.destination.value
    named("Ñandú", "Peñón – 3")(grid)
    grid.say(1, place, "2§5", OUT)
    if grid.destination.texts:
        grid.rows[1].out()
    whole = csv(grid, before="\n")
    whole.content = whole.content.replace("§".encode(), b"\xa7")
    return whole


def never_was(grid: Grid) -> None:
    """A time in the hour that New York skips; a day has no hours."""
    place = grid.destination.time
    if place is None or grid.header[place] == "fecha_registro":
        return
    for row in grid.rows:
        plain = row.cells[place].text
        row.cells[place] = Cell(plain + "Z", plain)
    grid.say(1, place, "2025-03-09 02:30:00", None)
    grid.rows[1].out()


def ahead(grid: Grid) -> None:
    """A reading of the far future; elsewhere no such rule."""
    if grid.destination.name == "produccion":
        grid.say(1, 1, "2190-01-07 11:00:00", None)
        grid.rows[1].out()


def no_utf8(grid: Grid) -> None:
    named("Año 1", "Peñón – “3” €")(grid)


def extra_column(name: str, means: Meaning = NAMED) -> Callable[[Grid], None]:
    """One more column at the end."""

    def change(grid: Grid) -> None:
        grid.header.append(name)
        for row in grid.rows:
            row.cells.append(Cell("5", means))

    return change


def extra_row(*texts: str) -> Callable[[Grid], None]:
    """A last row that is none of the table's."""

    def change(grid: Grid) -> None:
        grid.rows.append(Row([Cell(text, ROW) for text in texts]))

    return change


def header_again(grid: Grid) -> None:
    """Two files in one: the header comes again as a row."""
    grid.rows.insert(1, Row([Cell(name, ROW) for name in grid.header]))


def own_column(grid: Grid) -> None:
    """The number that the database gives each row; masters have none."""
    own = {"produccion": "produccion_id", "landing": "idn", "reservas": "reserva_id"}
    if name := own.get(grid.destination.name):
        extra_column(name)(grid)


def other_order(grid: Grid) -> None:
    """The columns from the last to the first."""
    grid.header.reverse()
    for row in grid.rows:
        row.cells.reverse()


def upper_case(grid: Grid) -> None:
    grid.header = [name.upper() for name in grid.header]


def spaces(grid: Grid) -> None:
    """A blank on both sides of every name and of every value that is no text."""
    grid.header = [f" {name} " for name in grid.header]
    for row in grid.rows:
        row.cells = [
            cell
            if name.strip() in ("nombre_pozo", "measure")
            else Cell(f" {cell.text} ", cell.means)
            for name, cell in zip(grid.header, row.cells, strict=True)
        ]


def short_row(grid: Grid) -> None:
    grid.rows[1].cells.pop()
    grid.rows[1].out()


def long_row(grid: Grid) -> None:
    grid.rows[1].cells.append(Cell("1", ROW))
    grid.rows[1].out()


def same_row_twice(grid: Grid) -> None:
    grid.rows.append(Row(list(grid.rows[0].cells)))


def other_value_for_the_same_key(grid: Grid) -> None:
    """A later row of the first one's key; landing keeps both."""
    place = grid.destination.value
    row = Row(list(grid.rows[0].cells))
    row.cells[place] = Cell("800.5", "800.5")
    grid.rows.append(row)
    if not grid.destination.texts:
        first = grid.rows[0].cells[place]
        grid.rows[0].cells[place] = Cell(first.text, OUT)


def completed_by_a_later_row(grid: Grid) -> None:
    """A later row of the first one's key that has only one value more."""
    place = grid.destination.value
    later = Row(list(grid.rows[0].cells))
    later.cells[-1] = Cell("", EMPTY) if not grid.destination.texts else later.cells[-1]
    if not grid.destination.texts:
        grid.rows[0].cells[place] = Cell("", EMPTY)
    grid.rows.append(later)


def unknown_well(grid: Grid) -> None:
    """A well without a master row; landing takes it, a master makes it."""
    well = grid.destination.columns[0]
    grid.say(1, 0, "99", "99")
    if well == "well_id" and grid.destination.name != "maestra":
        grid.rows[1].out()


def no_key(grid: Grid) -> None:
    grid.say(1, 0, "", EMPTY)
    if not grid.destination.texts:
        grid.rows[1].out()


def bad_key(grid: Grid) -> None:
    grid.say(1, 0, "siete", ROW)
    grid.rows[1].out()


def no_rows(grid: Grid) -> None:
    grid.rows.clear()


def two_columns_of_one_name(grid: Grid) -> None:
    extra_column(grid.header[-1])(grid)


# How it is written


def shape(*changes: Callable[[Grid], None], write: Shape = csv, **options: object) -> Shape:
    """A shape that changes the rows and writes them."""

    def make(grid: Grid) -> Made:
        for change in changes:
            change(grid)
        grid.options.update(options)
        return write(grid)

    return make


def altered(alter: Callable[[bytes], bytes], refused: str, write: Shape = csv) -> Shape:
    """A file that is damaged, or in something else; refused by name."""

    def make(grid: Grid) -> Made:
        whole = write(grid)
        whole.content, whole.refused = alter(whole.content), refused
        return whole

    return make


def zipped(content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("archivo.csv", content)
    return archive.getvalue()


def copied(grid: Grid) -> Made:
    """A dump by COPY, as pg_dump writes by default."""
    rows = "".join("\t".join(cell.text for cell in row.cells) + "\n" for row in grid.rows)
    text = (
        f"COPY stage.{grid.destination.table} ({', '.join(grid.header)}) FROM stdin;\n{rows}\\.\n"
    )
    return made(grid, "archivo.sql", text.encode(), "COPY")


def quoted_header_with_a_line_break(grid: Grid) -> Made:
    grid.header[-1] += "\n"
    return csv(grid)


def partition(grid: Grid) -> Made:
    """pg_dump names partitions."""
    tail = {"produccion": "_2026_01", "landing": "_default"}.get(grid.destination.name, "")
    return dump(grid, insert=f"INSERT INTO stage.{{table}}{tail} ({{columns}}) VALUES", each=True)


def casts(text: str) -> str:
    return f"{string(text)}::text" if text else "NULL::text"


def bare_numbers(text: str) -> str:
    return text if text.replace(".", "").isdigit() else string(text)


def escapes(text: str) -> str:
    return "E'" + "".join(f"\\x{ord(letter):02x}" for letter in text) + "'"


def xlsx(path: Path, rows: workbooks.Rows) -> Path:
    return workbooks.xlsx(path.with_suffix(".xlsx"), {"Datos": rows})


def xlsx_and_a_hidden_copy(path: Path, rows: workbooks.Rows) -> Path:
    sheets = {"Datos": rows, "Copia": rows}
    return workbooks.xlsx(path.with_suffix(".xlsx"), sheets, hidden=["Copia"])


semicolons = partial(csv, delimiter=";")
PREAMBLE = (
    "-- PostgreSQL database dump\n\\restrict abc\nSET statement_timeout = 0;\n"
    "SET client_encoding = 'UTF8';\nSELECT pg_catalog.set_config('search_path', '', false);\n\n"
)

SHAPES: dict[str, Shape] = {
    "commas": shape(),
    "semicolons": shape(write=semicolons),
    "tabs": shape(write=partial(csv, delimiter="\t")),
    "bars": shape(write=partial(csv, delimiter="|")),
    "lines end as in Windows": shape(write=partial(csv, end="\r\n")),
    "lines end as in old Macs": shape(write=partial(csv, end="\r")),
    "byte order mark": shape(write=partial(csv, encoding="utf-8-sig")),
    "UTF-16": shape(write=partial(csv, encoding="utf-16", refused="UTF-16")),
    "UTF-16 without a mark": shape(write=partial(csv, encoding="utf-16-le", refused="byte 0")),
    "Windows-1252": shape(no_utf8, write=partial(csv, encoding="cp1252")),
    "UTF-8 with letters": shape(no_utf8),
    "UTF-8 with a broken byte": a_broken_byte,
    "no last line end": shape(write=partial(csv, tail="")),
    "blank lines at the end": shape(write=partial(csv, tail="\n\n\n")),
    "blank lines before": shape(write=partial(csv, before="\n \n")),
    "blank lines after the header": shape(write=partial(csv, between="\n\n")),
    "sep=;": shape(write=partial(csv, before="sep=;\n", delimiter=";")),
    "all quoted": shape(write=partial(csv, quote=always)),
    "all quoted, semicolons": shape(write=partial(csv, quote=always, delimiter=";")),
    "header in capitals": shape(upper_case),
    "blanks round values": shape(spaces),
    "line break in the header": quoted_header_with_a_line_break,
    "header again": shape(header_again),
    "other order": shape(other_order, write=semicolons),
    "unknown column": shape(extra_column("sensor_nuevo")),
    "column without a name": shape(extra_column("")),
    "own column": shape(own_column),
    "two columns of one name": shape(
        two_columns_of_one_name, write=partial(csv, refused="is there twice")
    ),
    "total row": shape(extra_row("Total", "", "1", "2")),
    "no row": shape(no_rows),
    "short row": shape(short_row),
    "long row": shape(long_row),
    "comment before the header": shape(
        write=partial(csv, before="# exported 2026-01-08\n", refused="a known table")
    ),
    "units under the header": shape(
        lambda grid: grid.rows.insert(
            0, Row([Cell(text, ROW) for text in ("-", "h", "psi", "psi")])
        )
    ),
    "title before the header": shape(
        write=partial(csv, before="Informe diario\n", refused="a known table")
    ),
    "empty": altered(lambda content: b"", "empty"),
    "only blanks": altered(lambda content: b" \r\n\t\n", "empty"),
    "gzip": altered(gzip.compress, "gzip"),
    "zip": altered(zipped, "zip archive"),
    "byte 0": altered(lambda content: content.replace(b"7", b"\0", 1), "byte 0"),
    "a quote left open": altered(lambda content: content.replace(b"\n7", b'\n"7', 1), "quote"),
    "decimal commas": shape(decimal_commas, write=semicolons),
    "decimal commas, tabs": shape(decimal_commas, write=partial(csv, delimiter="\t")),
    "thousands": shape(number("1,251.5", "1251.5")),
    "thousands by blanks": shape(value("1 251.5", "1251.5")),
    "both marks": shape(number("1,5", "1.5"), write=semicolons),
    "ambiguous": shape(only_doubtful_numbers, write=semicolons),
    "empty cell": shape(value("", EMPTY)),
    "NULL": shape(value("NULL", EMPTY)),
    "Sin dato": shape(value("Sin dato", EMPTY)),
    "I/O Timeout": shape(value("I/O Timeout", OUT)),
    "#REF!": shape(value("#REF!", OUT)),
    "-999.25": shape(value("-999.25", OUT)),
    "NaN": shape(value("NaN", OUT)),
    "infinite": shape(value("-Infinity", OUT)),
    "unit in the cell": shape(value("731.5 psi", OUT)),
    "too large": shape(value("1e999", OUT)),
    "exponent": shape(value("7.3e2", "730")),
    "plus sign": shape(value("+731.5", "731.5")),
    "quality letter": shape(value("731.5*", OUT)),
    "T and Z": shape(moment("2026-01-07T11:00:00Z", "2026-01-07 11:00:00")),
    "offset": shape(moment("2026-01-07 06:00:00-05", "2026-01-07 11:00:00")),
    "local zone": shape(moment("2026-01-07 06:00:00-05:00", "2026-01-07 11:00:00"), zona="UTC"),
    "day first": shape(moment("07/01/2026 11:00", None)),
    "a.m. and p.m.": shape(moment("2026-01-07 11:00:00 AM", None)),
    "serial day of a sheet": shape(moment("46029.45833", None)),
    "seconds since 1970": shape(moment("1767783600", None)),
    "the 31st of February": shape(moment("2026-02-31 11:00:00", None)),
    "hour that never was": shape(never_was, zona="America/New_York"),
    "far future": shape(ahead),
    "line break in a value": shape(
        value("a\nb", OUT, 0), value("c\n\nd", OUT, 1), value("mal", OUT, 2)
    ),
    "quotes in a value": shape(value('5" casing', OUT)),
    "formula text": shape(value('="731.5"', OUT)),
    "backslashes": shape(value("\\\\.\\t\\", OUT)),
    "same row twice": shape(same_row_twice),
    "other value for the same key": shape(other_value_for_the_same_key),
    "completed by a later row": shape(completed_by_a_later_row),
    "unknown well": shape(unknown_well),
    "no key": shape(no_key),
    "bad key": shape(bad_key),
    "dump, one INSERT": shape(write=dump),
    "dump, one INSERT a row": shape(write=partial(dump, each=True)),
    "dump by pg_dump": shape(write=partial(dump, each=True, before=PREAMBLE)),
    "dump of partitions": shape(write=partition),
    "dump, ON CONFLICT": shape(write=partial(dump, each=True, after=" ON CONFLICT DO NOTHING;\n")),
    "dump, OVERRIDING": shape(
        write=partial(
            dump,
            insert="INSERT INTO stage.{table} ({columns}) OVERRIDING SYSTEM VALUE VALUES",
        )
    ),
    "dump, BEGIN": shape(write=partial(dump, before="BEGIN;\n", after=";\nCOMMIT;\n")),
    "dump, comments": shape(write=partial(dump, between=", -- a row; 'and'\n /* (1) */\n")),
    "dump, E-strings": shape(write=partial(dump, literal=escapes)),
    "dump, casts": shape(write=partial(dump, literal=casts)),
    "dump, bare numbers": shape(write=partial(dump, literal=bare_numbers)),
    "dump, quoted names": shape(
        write=partial(dump, insert='INSERT INTO "stage"."{table}" ({columns}) VALUES')
    ),
    "dump, no schema": shape(write=partial(dump, insert="insert into {table}({columns})values")),
    "dump, word for none": shape(value("Bad Input", OUT), write=dump),
    "dump, short row": shape(short_row, write=dump),
    "dump, unknown column": shape(extra_column("sensor_nuevo"), write=dump),
    "dump, other value for the same key": shape(other_value_for_the_same_key, write=dump),
    "dump by COPY": copied,
    "dump of MySQL": shape(
        write=partial(dump, insert="INSERT INTO `{table}` ({columns}) VALUES", refused="INSERT")
    ),
    "dump of another schema": shape(
        write=partial(dump, insert="INSERT INTO otra.{table} ({columns}) VALUES", refused="otra")
    ),
    "dump, expression": shape(
        write=partial(dump, literal=lambda text: f"coalesce({string(text)})", refused="expression")
    ),
    "dump, cut off": altered(lambda content: content[:-20], "ends inside", dump),
    "workbook": shape(write=partial(libro, make=xlsx)),
    "workbook with a hidden copy": shape(write=partial(libro, make=xlsx_and_a_hidden_copy)),
    "workbook with a word for none": shape(
        value("Bad Input", OUT, 0), write=partial(libro, make=xlsx)
    ),
    "workbook .xls": shape(
        write=partial(libro, make=lambda path, rows: workbooks.xls(path.with_suffix(".xls"), rows))
    ),
    "workbook .xlsb": shape(
        write=partial(
            libro, make=lambda path, rows: workbooks.xlsb(path.with_suffix(".xlsb"), rows)
        )
    ),
    "workbook .ods": shape(
        write=partial(libro, make=lambda path, rows: workbooks.ods(path.with_suffix(".ods"), rows))
    ),
    "workbook cut off": altered(
        lambda content: content[:-60], "cut off", partial(libro, make=xlsx)
    ),
}
