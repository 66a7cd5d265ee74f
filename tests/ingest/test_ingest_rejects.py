"""`ingest --rejects`: what was kept out, in the file's own form; mended, it loads."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import ingest
from bp010ctl.base.errors import IngestError, UsageError
from bp010ctl.ingest import FileResult, Options
from bp010ctl.ingest.destinations import REASON

Connection = psycopg.Connection[Any]
WIDE = "well_id;timestamp_lectura;presion_cabezal;presion_casing"


@pytest.fixture
def rejects(tmp_path: Path) -> Path:
    return tmp_path / "rechazos"


def load(
    db: Connection, path: Path, text: str | bytes, rejects: Path, **options: Any
) -> FileResult:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ingest.load(db, path, Options(**options), rejects)


def values(db: Connection) -> list[tuple[float | None, float | None]]:
    return db.execute(
        "SELECT presion_cabezal, presion_casing FROM stage.tbl_pozo_produccion"
        " ORDER BY timestamp_lectura"
    ).fetchall()


def cells(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_a_csv_s_rejects_are_a_csv_of_its_kind_with_the_reasons(
    db: Connection, tmp_path: Path, rejects: Path
) -> None:
    lines = [
        WIDE,
        "7;2026-01-07 10:00;1;10",
        "7;2026-01-07 11:00;abc;11",
        "99;2026-01-07 10:00;3;12",
        "7;2026-01-07 12:00;4",
        "7;nunca;5;14",
        "7;2026-01-07 13:00;6;15",
    ]
    result = load(db, tmp_path / "x.csv", "\n".join([*lines, ""]), rejects)
    assert result.rejects == rejects
    header, *rows = cells(rejects)
    assert header == [REASON, *WIDE.split(";")]
    by_row = {";".join(row[1:]): row[0] for row in rows}
    assert set(by_row) == {lines[2], lines[3], lines[4], lines[5]}
    assert by_row[lines[2]] == "presion_cabezal 'abc' is not a number"
    assert "has no master row" in by_row[lines[3]]
    assert by_row[lines[4]] == "has 3 values for 4 columns"
    assert by_row[lines[5]].startswith("timestamp_lectura 'nunca' is not a time")
    assert values(db) == [(1, 10), (None, 11), (6, 15)]


def test_mended_they_load_and_complete_what_is_there(
    db: Connection, tmp_path: Path, rejects: Path
) -> None:
    text = "\n".join([WIDE, "7;2026-01-07 10:00;abc;10", "7;nunca;5;14", ""])
    load(db, tmp_path / "x.csv", text, rejects)
    again = tmp_path / "otra.csv"
    mended = rejects.read_text().replace(";abc;", ";2;").replace(";nunca;", ";2026-01-07 11:00;")
    result = load(db, again, mended, tmp_path / "none")
    assert (result.warnings, result.rejects, (tmp_path / "none").exists()) == ([], None, False)
    assert values(db) == [(2, 10), (5, 14)]


def test_a_dump_s_rejects_are_statements_that_load(
    db: Connection, tmp_path: Path, rejects: Path
) -> None:
    text = (
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, presion_cabezal)\n"
        "VALUES (7, '2026-01-07 10:00', 1), (7, '2026-01-07 11:00', 'a''\nb'), (7, NULL, 3);\n"
        "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, moddate)\n"
        "VALUES (7, 137, '4', '2026-01-07 10:00'), (7, 137, '5', 'ayer');\n"
    )
    load(db, tmp_path / "x.sql", text, rejects, conversiones=False)
    told = rejects.read_text()
    assert told.count("INSERT INTO stage.tbl_pozo_produccion") == 2
    assert told.count("INSERT INTO stage.landing_scada_data") == 1
    assert "-- presion_cabezal 'a'' b' is not a number" in told
    mended = told.replace("'a''\nb'", "2").replace("NULL", "'2026-01-07 12:00'")
    mended = mended.replace("'ayer'", "'2026-01-07 11:00'")
    result = load(db, tmp_path / "y.sql", mended, tmp_path / "none", conversiones=False)
    assert (result.rejected, result.cells) == (0, 0)
    assert [whp for whp, _ in values(db)] == [1, 2, 3]
    landed = "SELECT measure FROM stage.landing_scada_data ORDER BY measure"
    assert db.execute(landed.encode()).fetchall() == [("4",), ("5",)]


def test_a_windows_file_s_rejects_are_encoded_like_it(
    db: Connection, tmp_path: Path, rejects: Path
) -> None:
    text = "well_id;nombre_pozo\n7;Año – 1\nx;Ñandú €\n".encode("cp1252")
    load(db, tmp_path / "x.csv", text, rejects)
    assert rejects.read_bytes().endswith("x;Ñandú €\n".encode("cp1252"))
    names = db.execute("SELECT nombre_pozo FROM stage.tbl_pozo_maestra").fetchall()
    assert names == [("Año – 1",)]


def test_what_a_later_row_took_the_place_of_is_told_but_not_given_to_be_loaded_again(
    db: Connection, tmp_path: Path, rejects: Path
) -> None:
    when = "2026-01-07 10:00"
    lines = [WIDE, f"7;{when};1;10", f"7;{when};2;", f"7;{when};2;abc", "7;nunca;5;14", ""]
    result = load(db, tmp_path / "x.csv", "\n".join(lines), rejects)
    assert values(db) == [(2, 10)]
    told = [(one.line, one.column, one.value, one.code) for one in result.rejections]
    assert (2, "presion_cabezal", "1", "repetido") in told
    assert "'2' is used" in next(one.reason for one in result.rejections if one.line == 2)
    assert {row[2] + row[3] + row[4] for row in cells(rejects)[1:]} == {f"{when}2abc", "nunca514"}
    kept = "SELECT motivo, valor_crudo, detalle FROM stage.tbl_landing_rechazos ORDER BY motivo"
    assert ("repetido", "1", "x.csv, línea 2") in db.execute(kept.encode()).fetchall()


def test_the_same_value_again_takes_no_place(db: Connection, tmp_path: Path, rejects: Path) -> None:
    lines = [WIDE, "7;2026-01-07 10:00;1;10", "7;2026-01-07 10:00;1.0;10", ""]
    result = load(db, tmp_path / "x.csv", "\n".join(lines), rejects, strict=True)
    assert (result.cells, result.rejects, values(db)) == (0, None, [(1, 10)])


def test_a_damaged_file_s_rejects_have_its_own_bytes(
    db: Connection, tmp_path: Path, rejects: Path
) -> None:
    good = "well_id;nombre_pozo;campo\n7;Año;Ñandú\n".encode()
    result = load(db, tmp_path / "x.csv", good + b"8;Se\xf1al;Sur\n", rejects)
    assert result.warnings == ["byte 0xf1 is not UTF-8: values with such are out"]
    assert rejects.read_bytes().endswith(b";8;Se\xf1al;Sur\n")
    names = "SELECT nombre_pozo, campo FROM stage.tbl_pozo_maestra"
    assert db.execute(names.encode()).fetchall() == [("Año", "Ñandú")]


def test_nothing_kept_out_writes_nothing(db: Connection, tmp_path: Path, rejects: Path) -> None:
    result = load(db, tmp_path / "x.csv", f"{WIDE}\n7;2026-01-07 10:00;1;10\n", rejects)
    assert (result.rejects, rejects.exists()) == (None, False)


def test_a_place_that_cannot_be_written_refuses_the_load(db: Connection, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="rejects cannot be written"):
        load(db, tmp_path / "x.csv", f"{WIDE}\n7;nunca;1;10\n", tmp_path / "no" / "such")
    assert values(db) == []


def test_several_files_need_a_folder(db: Connection, tmp_path: Path, rejects: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        path.write_text(f"{WIDE}\n7;nunca;{path.stem};10\n")
    with pytest.raises(UsageError, match="need a folder"):
        ingest.load_all(db, paths, rejects=rejects)
    rejects.mkdir()
    ingest.load_all(db, paths, rejects=rejects)
    assert [cells(rejects / path.name)[1][3] for path in paths] == ["a", "b"]


def test_the_file_itself_is_not_overwritten(db: Connection, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{WIDE}\n7;nunca;1;10\n")
    for place in (path, tmp_path):
        with pytest.raises(UsageError, match="would overwrite"):
            ingest.load_all(db, [path], rejects=place)
    assert path.read_text().endswith("7;nunca;1;10\n")


def test_a_dry_run_shows_them_too(db: Connection, tmp_path: Path, rejects: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{WIDE}\n7;2026-01-07 10:00;1;1\n7;nunca;1;10\n")
    ingest.load_all(db, [path], dry_run=True, rejects=rejects)
    assert (len(cells(rejects)), values(db)) == (2, [])
