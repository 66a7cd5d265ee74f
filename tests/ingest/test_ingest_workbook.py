"""The reserves workbook: IDs to columns of master and reserves, for one well."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest

from bp010ctl import ingest
from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import FileResult, Options
from support import workbooks

Connection = psycopg.Connection[Any]
Rows = list[tuple[Any, ...]]

MASTER: Rows = [
    (1, "Equipo", "well_id", 7),
    (2, "Completación", "Well Completion Depth, feet", 14000),
    (4, "Pozo", "Well Coordinates", "31.2 & -102.9"),
    (16, "Yacimiento", "Reservoir Name", "SIN INFO"),
    (19, "Completación", "Wellbore Radius", 4.67),
    (49, "Equipo", "Well Name", "Norte-7"),
    (87, "Equipo", "software number", 810021.5),
]
RESERVES: Rows = [
    (1, "Equipo", "well_id", 7),
    (10, "Fluidos", "API", 42),
    (32, "Fluidos", "%WC_critica", 0.8),
    (48, "Equipo", "% Pump fill minimo", 0.8),
    (59, "Producción", "Corrected Dynamic Fluid Level", 0),
]
DAY = Options(fecha=date(2026, 2, 2))


@pytest.fixture
def connection(seeded_db: Connection) -> Connection:
    return seeded_db


def workbook(folder: Path, master: Rows = MASTER, reserves: Rows = RESERVES) -> Path:
    book = openpyxl.Workbook()
    for title, values in (("Datos Maestros", master), ("Datos Reserva", reserves)):
        sheet = book.create_sheet(title)
        sheet.append(["ID", "Categoría", "Nombre", "Valor"])
        for row in values:
            sheet.append(row)
    path = folder / "reservas.xlsx"
    book.save(path)
    return path


def changed(values: Rows, identifier: int, value: Any) -> Rows:
    """The rows with another value of one ID; None takes the row out, a new ID is added."""
    others = [row for row in values if row[0] != identifier]
    return others if value is None else [*others, (identifier, "", f"name of {identifier}", value)]


def one(connection: Connection, what: str, table: str) -> tuple[Any, ...]:
    (row,) = connection.execute(f"SELECT {what} FROM stage.{table}".encode()).fetchall()
    return tuple(row)


def counts(result: FileResult, table: str) -> tuple[int, ...]:
    counted = result.tables[table]
    return counted.inserted, counted.updated, counted.unchanged, counted.rejected


def test_ids_become_columns_of_master_and_reserves(connection: Connection, tmp_path: Path) -> None:
    result = ingest.load(connection, workbook(tmp_path), DAY)
    assert result.form == "workbook"
    master = (
        "well_id, nombre_pozo, profundidad_completacion, radio_pozo, num_software, fecha_registro"
    )
    expected = (7, "Norte-7", 14000, 4.67, "810021.5", date(2026, 2, 2))
    assert one(connection, master, "tbl_pozo_maestra") == expected
    reserves = "well_id, gravedad_api, fecha_registro"
    assert one(connection, reserves, "tbl_pozo_reservas") == (7, 42, date(2026, 2, 2))


def test_sin_info_is_no_value(connection: Connection, tmp_path: Path) -> None:
    ingest.load(connection, workbook(tmp_path), DAY)
    assert one(connection, "nombre_yacimiento", "tbl_pozo_maestra") == (None,)


@pytest.mark.parametrize(
    ("fill", "stored"), [(0.8, 80), (1, 100), (0, 0), (80, 80), ("85 %", 85), (0.07, 7)]
)
def test_the_fill_limit_is_percent_and_the_water_cut_limit_as_it_is(
    connection: Connection, tmp_path: Path, fill: Any, stored: float
) -> None:
    path = workbook(tmp_path, reserves=changed(RESERVES, 48, fill))
    ingest.load(connection, path, DAY)
    limits = one(connection, "llenado_bomba_minimo, wc_critico", "tbl_pozo_reservas")
    assert limits == (stored, 0.8)


def test_the_same_workbook_twice_changes_nothing(connection: Connection, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    ingest.load(connection, path, DAY)
    before = [one(connection, "xmin", t) for t in ("tbl_pozo_maestra", "tbl_pozo_reservas")]
    result = ingest.load(connection, path, DAY)
    assert counts(result, "tbl_pozo_maestra") == (0, 0, 1, 0)
    assert counts(result, "tbl_pozo_reservas") == (0, 0, 1, 0)
    after = [one(connection, "xmin", t) for t in ("tbl_pozo_maestra", "tbl_pozo_reservas")]
    assert after == before


def test_the_later_ingest_wins_column_by_column(connection: Connection, tmp_path: Path) -> None:
    dump = tmp_path / "maestra.sql"
    dump.write_text(
        "INSERT INTO stage.tbl_pozo_maestra (well_id,nombre_pozo,campo,peso_sarta_aire,"
        "fecha_registro) VALUES (7,'Norte-7','Sur',1250222,'2026-01-01');"
    )
    ingest.load(connection, dump)
    ingest.load(connection, workbook(tmp_path, changed(MASTER, 72, 22500)), DAY)
    master = one(connection, "campo, peso_sarta_aire, fecha_registro", "tbl_pozo_maestra")
    assert master == ("Sur", 22500, date(2026, 1, 1))


def test_a_workbook_of_another_day_keeps_what_it_does_not_say(
    connection: Connection, tmp_path: Path
) -> None:
    ingest.load(connection, workbook(tmp_path), DAY)
    later = [row for row in RESERVES if row[0] in (1, 10)]
    path = workbook(tmp_path, reserves=changed(later, 10, 40))
    ingest.load(connection, path, Options(fecha=date(2026, 3, 1)))
    query = (
        "SELECT gravedad_api, llenado_bomba_minimo FROM stage.tbl_pozo_reservas "
        "ORDER BY fecha_registro"
    )
    assert connection.execute(query).fetchall() == [(42, 80), (40, 80)]


def test_the_day_is_the_files_modification_day(connection: Connection, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    moment = datetime(2026, 1, 31, 23, 30, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    ingest.load(connection, path)
    assert one(connection, "fecha_registro", "tbl_pozo_reservas") == (date(2026, 1, 31),)


def test_the_workbooks_own_day_comes_before_the_files(
    connection: Connection, tmp_path: Path
) -> None:
    path = workbook(tmp_path, changed(MASTER, 6, datetime(2025, 5, 5)))
    ingest.load(connection, path)
    assert one(connection, "fecha_registro", "tbl_pozo_reservas") == (date(2025, 5, 5),)


# Which well


def test_a_workbook_with_a_name_alone_finds_its_well(
    connection: Connection, tmp_path: Path
) -> None:
    ingest.load(connection, workbook(tmp_path), DAY)
    nameless = changed(changed(MASTER, 1, None), 49, "norte-7")
    result = ingest.load(
        connection, workbook(tmp_path, nameless[:-1], RESERVES[1:]), Options(pozo=7)
    )
    assert counts(result, "tbl_pozo_maestra") == (0, 0, 1, 0)
    path = workbook(tmp_path, [(49, "", "Well Name", "norte-7")], RESERVES[1:])
    assert counts(ingest.load(connection, path, DAY), "tbl_pozo_reservas") == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("master", "pozo", "why"),
    [
        (changed(MASTER, 1, None), None, "no well is named 'Norte-7'"),
        (changed(changed(MASTER, 1, None), 49, None), None, "neither well_id"),
        (MASTER, 8, "about well 7, not 8"),
        ([*MASTER, (1, "", "well_id", 8)], None, "several wells: number 7, 8"),
        (changed(MASTER, 1, "siete"), None, "'siete' is not a number"),
    ],
)
def test_a_workbook_of_no_certain_well_is_refused(
    connection: Connection, tmp_path: Path, master: Rows, pozo: int | None, why: str
) -> None:
    path = workbook(tmp_path, master, RESERVES[1:])
    with pytest.raises(IngestError, match=why):
        ingest.load(connection, path, Options(pozo=pozo))


def test_a_workbook_without_a_number_goes_to_the_well_given(
    connection: Connection, tmp_path: Path
) -> None:
    path = workbook(tmp_path, changed(MASTER, 1, None), RESERVES[1:])
    ingest.load(connection, path, Options(pozo=9))
    assert one(connection, "well_id, nombre_pozo", "tbl_pozo_maestra") == (9, "Norte-7")


# What is kept out


def test_a_bad_value_is_kept_out_alone_with_its_sheet_and_row(
    connection: Connection, tmp_path: Path
) -> None:
    path = workbook(tmp_path, reserves=changed(RESERVES, 24, "4,010 psi"))
    result = ingest.load(connection, path, DAY)
    (rejection,) = result.rejections
    assert str(rejection) == (
        "sheet 'Datos Reserva' row 7: presion_burbujeo '4,010 psi' is not a number"
    )
    reserves = one(connection, "gravedad_api, presion_burbujeo", "tbl_pozo_reservas")
    assert reserves == (42, None)


def test_an_unknown_id_is_named_and_strict_refuses_it(
    connection: Connection, tmp_path: Path
) -> None:
    path = workbook(tmp_path, changed(MASTER, 9999, 1))
    result = ingest.load(connection, path, DAY)
    assert any("ID 9999 is unknown" in warning for warning in result.warnings)
    with pytest.raises(IngestError, match="ID 9999"):
        ingest.load(connection, path, Options(strict=True))


def test_a_known_id_without_a_column_here_is_named(connection: Connection, tmp_path: Path) -> None:
    result = ingest.load(connection, workbook(tmp_path), Options(strict=True))
    (warning,) = result.warnings
    assert "ID 59 (Corrected Dynamic Fluid Level)" in warning


def test_a_workbook_without_its_columns_is_refused(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "otro.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.save(path)
    with pytest.raises(IngestError, match="no sheet with the columns ID and Valor"):
        ingest.load(connection, path)


def test_an_unseeded_database_is_named(database: str, tmp_path: Path) -> None:
    with (
        psycopg.connect(database, autocommit=True) as connection,
        pytest.raises(IngestError, match="catalogue of variables is empty"),
    ):
        ingest.load(connection, workbook(tmp_path))


# Workbooks as people really have them

SEVEN: tuple[Any, ...] = (1, "Equipo", "well_id", 7)
NAMED: tuple[Any, ...] = (49, "Equipo", "Well Name", "Norte-7")
API, PVT = 10, 24


def load(connection: Connection, path: Path) -> FileResult:
    return ingest.load(connection, path, DAY)


def test_a_formula_without_a_result_and_an_error_are_named_not_empty(
    connection: Connection, tmp_path: Path
) -> None:
    rows = [SEVEN, NAMED, (API, "", "API", "=20+22"), (PVT, "", "pb", "#N/A"), (48, "", "", 0.8)]
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"Datos": rows})
    result = load(connection, path)
    assert [str(one) for one in result.rejections] == [
        "sheet 'Datos' row 4: gravedad_api is a formula without a stored result",
        "sheet 'Datos' row 5: presion_burbujeo is an error of the sheet: #N/A",
    ]
    reserves = one(connection, "gravedad_api, llenado_bomba_minimo", "tbl_pozo_reservas")
    assert reserves == (None, 80)


def test_a_formula_with_a_stored_result_is_its_result(
    connection: Connection, tmp_path: Path
) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"Datos": [SEVEN, NAMED, (API, "", "", "=40+2")]})

    def stored(xml: bytes) -> bytes:
        return re.sub(rb"<f>40\+2</f><v ?/?>(</v>)?", b"<f>40+2</f><v>42</v>", xml)

    workbooks.edited(path, "xl/worksheets/sheet1.xml", stored)
    assert load(connection, path).rejections == []
    assert one(connection, "gravedad_api", "tbl_pozo_reservas") == (42,)


def test_a_variable_given_twice_keeps_the_first_and_names_the_other(
    connection: Connection, tmp_path: Path
) -> None:
    sheets = {"Datos": [SEVEN, NAMED, (API, "", "", 42)], "Datos (2)": [SEVEN, (API, "", "", 40)]}
    result = load(connection, workbooks.xlsx(tmp_path / "a.xlsx", sheets))
    assert one(connection, "gravedad_api", "tbl_pozo_reservas") == (42,)
    assert [str(one) for one in result.rejections] == [
        "sheet 'Datos (2)' row 3: gravedad_api '40' is given again: "
        "'42' of sheet 'Datos' row 4 is used"
    ]
    assert "sheet 'Datos (2)' repeats the sheets before it" in result.warnings


def test_an_error_does_not_hide_the_value_that_another_sheet_has(
    connection: Connection, tmp_path: Path
) -> None:
    sheets = {"A": [SEVEN, NAMED, (API, "", "", "#DIV/0!")], "B": [SEVEN, (API, "", "", 40)]}
    result = load(connection, workbooks.xlsx(tmp_path / "a.xlsx", sheets))
    assert one(connection, "gravedad_api", "tbl_pozo_reservas") == (40,)
    assert [rejection.line for rejection in result.rejections] == [4]


def test_a_hidden_sheet_comes_after_the_visible_ones_and_is_said(
    connection: Connection, tmp_path: Path
) -> None:
    sheets = {
        "Vieja": [SEVEN, (API, "", "", 30), (48, "", "", 0.7)],
        "Datos": [SEVEN, NAMED, (API, "", "", 42)],
    }
    path = workbooks.xlsx(tmp_path / "a.xlsx", sheets, hidden=["Vieja"])
    result = load(connection, path)
    reserves = one(connection, "gravedad_api, llenado_bomba_minimo", "tbl_pozo_reservas")
    assert reserves == (42, 70)
    assert result.warnings == [
        "sheet 'Vieja' is hidden: 1 values that no visible sheet has used from it"
    ]
    assert [rejection.value for rejection in result.rejections] == ["30"]


def test_a_hidden_sheet_of_another_well_is_left_alone(
    connection: Connection, tmp_path: Path
) -> None:
    other = [(1, "", "", 8), (NAMED[0], "", "", "Sur-8"), (48, "", "", 0.7)]
    sheets = {"Otro": other, "Datos": [SEVEN, NAMED, (API, "", "", 42)]}
    path = workbooks.xlsx(tmp_path / "a.xlsx", sheets, hidden=["Otro"])
    result = load(connection, path)
    reserves = one(connection, "well_id, llenado_bomba_minimo", "tbl_pozo_reservas")
    assert reserves == (7, None)
    assert result.warnings == ["sheet 'Otro' is hidden and about well 8: not used"]


@pytest.mark.parametrize("make", [workbooks.ods, workbooks.xlsb, workbooks.xls])
def test_workbooks_of_other_kinds_are_read_and_what_they_hide_is_said(
    connection: Connection, tmp_path: Path, make: Any
) -> None:
    path = make(tmp_path / "a.bin", [SEVEN, NAMED, (API, "", "API", 42.5), (48, "", "", 0.8)])
    result = load(connection, path)
    assert result.form == "workbook"
    reserves = one(connection, "gravedad_api, llenado_bomba_minimo", "tbl_pozo_reservas")
    assert reserves == (42.5, 80)
    assert "save it as .xlsx to have them named" in result.warnings[0]


def test_a_fill_without_a_pattern_harms_nothing(connection: Connection, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    workbooks.edited(
        path, "xl/styles.xml", lambda xml: xml.replace(b"<fill><patternFill /></fill>", b"<fill/>")
    )
    assert counts(load(connection, path), "tbl_pozo_reservas") == (1, 0, 0, 0)


DAMAGED = {
    "a password": (workbooks.encrypted, "the workbook is encrypted"),
    "an old Word file": (
        lambda path: path.write_bytes(workbooks.container({"WordDocument": b"x"})),
        "an old Office file, but no workbook",
    ),
    "a cut sheet": (
        lambda path: workbooks.edited(path, "xl/worksheets/sheet1.xml", lambda x: x[: len(x) // 2]),
        "the workbook cannot be read",
    ),
    "a cut list of sheets": (
        lambda path: workbooks.edited(path, "xl/workbook.xml", lambda x: x[: len(x) // 2]),
        "the workbook cannot be read",
    ),
    "a cut archive": (
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        "a workbook or zip archive that was cut off",
    ),
    "a cell at the sheet's end": (
        lambda path: workbooks.edited(
            path, "xl/worksheets/sheet1.xml", lambda x: x.replace(b'r="D2"', b'r="XFD1048576"')
        ),
        "reaches to row 1,048,576, column 16,384",
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_workbook_that_cannot_be_read_is_named_and_holds_up_no_other_file(
    connection: Connection, tmp_path: Path, what: str
) -> None:
    damage, why = DAMAGED[what]
    bad = workbooks.xlsx(tmp_path / "mala.xlsx", {"Datos": [SEVEN, NAMED]})
    damage(bad)
    refused, loaded = ingest.load_all(connection, [bad, workbook(tmp_path)], DAY)
    assert why in str(refused.error)
    assert str(bad) in str(refused.error)
    assert counts(loaded, "tbl_pozo_reservas") == (1, 0, 0, 0)
