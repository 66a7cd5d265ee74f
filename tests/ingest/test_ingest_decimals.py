"""One decimal mark a file: told by all of its numbers, or given; what stays ambiguous is out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import ingest
from bp010ctl.ingest import FileResult, Options

Connection = psycopg.Connection[Any]
COLUMNS = ("well_id", "timestamp_lectura", "presion_cabezal", "presion_casing")
AMBIGUOUS = "may divide thousands or decimals (--decimal says which)"


def load(
    db: Connection, folder: Path, *pairs: tuple[str, str], mark: str = ";", **options: Any
) -> FileResult:
    """Pairs of WHP and CHP, hour by hour, in a CSV with this separator."""
    rows = [COLUMNS, *((f"{7}", f"2026-01-07 {n:02}:00", *pair) for n, pair in enumerate(pairs))]
    quoted = [[f'"{value}"' if mark in value else value for value in row] for row in rows]
    path = folder / "lecturas.csv"
    path.write_text("\n".join(map(mark.join, quoted)) + "\n")
    return ingest.load(db, path, Options(**options))


def found(db: Connection) -> list[tuple[float | None, float | None]]:
    query = (
        "SELECT presion_cabezal, presion_casing FROM stage.tbl_pozo_produccion"
        " ORDER BY timestamp_lectura"
    )
    return db.execute(query).fetchall()


def test_a_point_among_decimal_commas_divides_thousands(db: Connection, tmp_path: Path) -> None:
    result = load(db, tmp_path, ("1.251", "731,5"), ("12.500", "-0,25"))
    assert found(db) == [(1251, 731.5), (12500, -0.25)]
    assert (result.rejections, result.details) == (
        [],
        ["semicolons between values", "decimal comma"],
    )


def test_the_comma_may_come_at_the_end_of_the_file(db: Connection, tmp_path: Path) -> None:
    load(db, tmp_path, *[("1.251", "80")] * 20, ("450", "731,5"))
    assert found(db) == [(1251, 80)] * 20 + [(450, 731.5)]


def test_a_comma_among_decimal_points_divides_thousands(db: Connection, tmp_path: Path) -> None:
    load(db, tmp_path, ("1,251", "731.5"), ("1,250,222", "0.125"))
    assert found(db) == [(1251, 731.5), (1250222, 0.125)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.250.222", 1250222), ("1.251,5", 1251.5), ("1 251,5", 1251.5), ("1\u00a0251,5", 1251.5),
        ("1'251,5", 1251.5), (",5", 0.5), ("1,5e3", 1500), ("-12,50", -12.5), ("0,251", 0.251),
    ],
)  # fmt: skip
def test_numbers_that_tell_their_comma_themselves(
    db: Connection, tmp_path: Path, written: str, value: float
) -> None:
    load(db, tmp_path, (written, "1.251"))
    assert found(db) == [(value, 1251)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,251.5", 1251.5),
        ("0.251", 0.251),
        ("1234.567", 1234.567),
        ("1.2510", 1.251),
        ("1.5e3", 1500),
    ],
)
def test_numbers_that_tell_their_point_themselves(
    db: Connection, tmp_path: Path, written: str, value: float
) -> None:
    load(db, tmp_path, (written, "1.251"))
    assert found(db) == [(value, 1.251)]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_what_nothing_tells_is_kept_out(db: Connection, tmp_path: Path, mark: str) -> None:
    result = load(db, tmp_path, ("1.251", "80"), mark=mark)
    assert found(db) == [(None, 80)]
    (rejection,) = result.rejections
    assert str(rejection) == (
        f"line 2: presion_cabezal '1.251' is ambiguous: its point {AMBIGUOUS}"
    )
    assert rejection.code == "decimal_ambiguo"


def test_commas_between_values_speak_for_a_decimal_point(db: Connection, tmp_path: Path) -> None:
    result = load(db, tmp_path, ("1.251", "80"), ("1,251", "80"), mark=",")
    assert found(db) == [(1.251, 80), (None, 80)]
    assert [rejection.value for rejection in result.rejections] == ["1,251"]


def test_a_file_of_both_marks_keeps_out_only_what_may_be_either(
    db: Connection, tmp_path: Path
) -> None:
    result = load(db, tmp_path, ("731,5", "731.5"), ("1.251", "2,125"), ("1.251,5", "1,251.5"))
    assert found(db) == [(731.5, 731.5), (None, None), (1251.5, 1251.5)]
    assert [rejection.value for rejection in result.rejections] == ["1.251", "2,125"]
    assert "no one decimal mark" in result.details


@pytest.mark.parametrize(("decimal", "value"), [(",", 1251), (".", 1.251)])
def test_the_mark_given_decides(db: Connection, tmp_path: Path, decimal: str, value: float) -> None:
    assert load(db, tmp_path, ("1.251", "80"), decimal=decimal).rejections == []
    assert found(db) == [(value, 80)]


def test_a_number_against_the_mark_given_is_kept_out(db: Connection, tmp_path: Path) -> None:
    result = load(db, tmp_path, ("731,5", "731.5"), decimal=".")
    assert found(db) == [(None, 731.5)]
    assert "has a decimal comma, the file a decimal point" in str(result.rejections[0])


def test_landing_values_follow_the_files_mark_and_texts_and_cards_stay(
    db: Connection, tmp_path: Path
) -> None:
    values = ["731,5", "1.251", "[1.9,4.6,8.4]", "1,5 y algo", "20260106", "I/O Timeout"]
    rows = [f'7;{n};"{value}";2026-01-07 10:00' for n, value in enumerate(values)]
    path = tmp_path / "landing.csv"
    path.write_text("\n".join(["unit_id;var_id;measure;moddate", *rows]))
    ingest.load(db, path)
    query = "SELECT measure FROM stage.landing_scada_data ORDER BY var_id"
    assert [measure for (measure,) in db.execute(query)] == ["731.5", "1251", *values[2:]]


def test_a_dumps_bare_numbers_have_points_whatever_those_in_quotes_have(
    db: Connection, tmp_path: Path
) -> None:
    path = tmp_path / "lecturas.sql"
    path.write_text(
        f"INSERT INTO stage.tbl_pozo_produccion ({','.join(COLUMNS)}) VALUES\n"
        "(7,'2026-01-07 00:00','731,5',1.251),\n(7,'2026-01-07 01:00','1.251',NULL);"
    )
    ingest.load(db, path)
    assert found(db) == [(731.5, 1.251), (1251, None)]
