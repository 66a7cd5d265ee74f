"""Local times in the hours that a zone repeats or skips: told apart by the file's order, or out.

New York went back at 2025-11-02 06:00 UTC (01:00 to 02:00 came twice, at -4 and at -5 hours) and
forward at 2025-03-09 07:00 UTC (02:00 to 03:00 never was); Lord Howe goes back by half an hour.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import ingest
from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import FileResult, Options

Connection = psycopg.Connection[Any]
NEW_YORK = "America/New_York"
HOWE = "Australia/Lord_Howe"
NIGHT = "2025-11-02"


def load(
    db: Connection,
    folder: Path,
    times: list[str],
    *,
    day: str = NIGHT,
    zone: str = NEW_YORK,
    strict: bool = False,
) -> FileResult:
    """A CSV with a reading of well 7 at each time, WHP counting from 1 in the file's order."""
    lines = [f"7,{day} {time},{number}" for number, time in enumerate(times, 1)]
    return load_text(
        db,
        folder,
        "\n".join(["well_id,timestamp_lectura,presion_cabezal", *lines, ""]),
        Options(zona=zone, strict=strict),
    )


def load_text(
    db: Connection, folder: Path, text: str, options: Options, name: str = "lecturas.csv"
) -> FileResult:
    path = folder / name
    path.write_text(text)
    return ingest.load(db, path, options)


def stored(db: Connection, well: int = 7) -> list[tuple[str, float]]:
    """UTC and WHP of each reading, the oldest first."""
    return db.execute(
        "SELECT to_char(timestamp_lectura AT TIME ZONE 'UTC', 'HH24:MI'), presion_cabezal"
        " FROM stage.tbl_pozo_produccion WHERE well_id = %s ORDER BY timestamp_lectura",
        [well],
    ).fetchall()


def reasons(result: FileResult) -> list[tuple[int, str | None, str]]:
    """Line, value and code of what was kept out."""
    return [(one.line, one.value, one.code) for one in result.rejections]


def test_both_passes_arrive_each_at_its_own_instant(db: Connection, tmp_path: Path) -> None:
    times = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]
    result = load(db, tmp_path, times)
    assert stored(db) == [
        ("04:30", 1), ("05:00", 2), ("05:30", 3), ("06:00", 4), ("06:30", 5), ("07:00", 6),
    ]  # fmt: skip
    one = result.tables["tbl_pozo_produccion"]
    assert (one.read, one.inserted, one.repeated, one.rejected) == (6, 6, 0, 0)


def test_a_file_with_the_newest_first(db: Connection, tmp_path: Path) -> None:
    load(db, tmp_path, ["02:00", "01:40", "01:10", "01:40", "01:10", "00:30"])
    assert stored(db) == [
        ("04:30", 6), ("05:10", 5), ("05:40", 4), ("06:10", 3), ("06:40", 2), ("07:00", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "first"),
    [(["00:00", "01:00", "01:00", "02:00"], 2), (["02:00", "01:00", "01:00", "00:00"], 3)],
)
def test_equal_times_follow_the_way_of_the_file(
    db: Connection, tmp_path: Path, times: list[str], first: int
) -> None:
    load(db, tmp_path, times)
    assert stored(db)[1:3] == [("05:00", first), ("06:00", 5 - first)]


def test_wells_that_take_turns_are_told_apart_each_by_its_own(
    db: Connection, tmp_path: Path
) -> None:
    db.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " VALUES (8, 'Norte-8', '2026-01-01')"
    )
    times = ["01:00", "01:30", "01:00", "01:30"]
    lines = [f"{well},{NIGHT} {time},{well}" for time in times for well in (7, 8)]
    text = "\n".join(["well_id,timestamp_lectura,presion_cabezal", *lines, ""])
    load_text(db, tmp_path, text, Options(zona=NEW_YORK))
    expected = ["05:00", "05:30", "06:00", "06:30"]
    for well in (7, 8):
        assert [instant for instant, _ in stored(db, well)] == expected


@pytest.mark.parametrize(
    "times",
    [
        ["00:30", "01:00", "01:30", "02:00"],  # which of the two was recorded?
        ["00:30", "01:10", "01:10", "01:10", "02:00"],
        ["00:30", "01:00", "01:30", "01:00", "01:30", "01:00", "02:00"],
    ],
)
def test_what_the_order_does_not_tell_is_kept_out_with_the_remedy(
    db: Connection, tmp_path: Path, times: list[str]
) -> None:
    result = load(db, tmp_path, times)
    assert [instant for instant, _ in stored(db)] == ["04:30", "07:00"]
    assert reasons(result) == [
        (line, f"{NIGHT} {time}", "hora_ambigua")
        for line, time in enumerate(times, 2)
        if time.startswith("01")
    ]
    assert "America/New_York repeats that hour" in result.rejections[0].reason
    assert "offset from UTC" in result.rejections[0].reason


def test_an_hour_that_never_was_is_kept_out(db: Connection, tmp_path: Path) -> None:
    result = load(db, tmp_path, ["01:59:59", "02:00", "02:59:59.9", "03:00"], day="2025-03-09")
    assert stored(db) == [("06:59", 1), ("07:00", 4)]
    assert reasons(result) == [
        (3, "2025-03-09 02:00", "hora_inexistente"),
        (4, "2025-03-09 02:59:59.9", "hora_inexistente"),
    ]
    assert "America/New_York skips that hour" in result.rejections[0].reason


def test_times_with_their_offset_need_no_telling(db: Connection, tmp_path: Path) -> None:
    result = load(db, tmp_path, ["01:30-04:00", "01:30-05:00", "01:30Z"])
    assert [instant for instant, _ in stored(db)] == ["01:30", "05:30", "06:30"]
    assert result.rejections == []


def test_half_an_hour_comes_twice_on_lord_howe(db: Connection, tmp_path: Path) -> None:
    """At 2025-04-05 15:00 UTC its clocks went from 02:00 back to 01:30."""
    times = ["01:00", "01:30", "01:45", "01:30", "01:45", "02:00"]
    load(db, tmp_path, times, day="2025-04-06", zone=HOWE)
    assert [instant for instant, _ in stored(db)] == [
        "14:00", "14:30", "14:45", "15:00", "15:15", "15:30",
    ]  # fmt: skip


def test_utc_and_zones_of_one_offset_have_no_such_hour(db: Connection, tmp_path: Path) -> None:
    for zone in ("UTC", "Etc/GMT+5", "America/Bogota"):
        result = load(db, tmp_path, ["01:00", "01:30"], zone=zone)
        assert result.rejections == []


def test_two_years_nights_are_told_each_by_itself(db: Connection, tmp_path: Path) -> None:
    nights = ["2024-11-03 01:10", "2024-11-03 01:10", "2025-11-02 01:20"]
    lines = [f"7,{time},{number}" for number, time in enumerate(["2024-01-01 00:00", *nights])]
    text = "\n".join(["well_id,timestamp_lectura,presion_cabezal", *lines, ""])
    result = load_text(db, tmp_path, text, Options(zona=NEW_YORK))
    assert [instant for instant, _ in stored(db)] == ["05:00", "05:10", "06:10"]
    assert reasons(result) == [(5, "2025-11-02 01:20", "hora_ambigua")]


def test_landing_values_are_told_apart_by_unit_and_variable(db: Connection, tmp_path: Path) -> None:
    times = ["00:50", "01:20", "01:50", "01:20", "01:50", "02:20"]
    lines = [f"7,{variable},{time},{NIGHT} {time}" for time in times for variable in (131, 137)]
    text = "\n".join(["unit_id,var_id,measure,moddate", *lines, ""])
    result = load_text(db, tmp_path, text, Options(zona=NEW_YORK))
    assert result.tables["landing_scada_data"].inserted == 12
    landed = db.execute(
        "SELECT to_char(moddate AT TIME ZONE 'UTC', 'HH24:MI'), measure"
        " FROM stage.landing_scada_data WHERE var_id = 137 ORDER BY moddate"
    ).fetchall()
    assert landed == [
        ("04:50", "00:50"), ("05:20", "01:20"), ("05:50", "01:50"),
        ("06:20", "01:20"), ("06:50", "01:50"), ("07:20", "02:20"),
    ]  # fmt: skip


def read_back(db: Connection) -> list[tuple[str, str]]:
    """The instants that the pivot reads of what has landed, and the values."""
    return db.execute(
        "SELECT to_char(stage.fnc_hora_scada(moddate, modtime, referencial.fnc_zona_horaria())"
        " AT TIME ZONE 'UTC', 'MM-DD HH24:MI:SS'), measure"
        " FROM stage.landing_scada_data ORDER BY 1"
    ).fetchall()


@pytest.mark.parametrize(
    ("zone", "day", "instants"),
    [
        (NEW_YORK, "2025-11-01", ["11-01 04:30:00", "11-01 14:15:00", "11-02 03:59:59"]),
        (NEW_YORK, NIGHT, ["11-02 04:30:00", "11-02 15:15:00", "11-03 04:59:59"]),
        (NEW_YORK, "2025-03-09", ["03-09 05:30:00", "03-09 14:15:00", "03-10 03:59:59"]),
        ("America/St_Johns", "2026-01-07", ["01-07 04:00:00", "01-07 13:45:00", "01-08 03:29:59"]),
        (HOWE, "2025-04-06", ["04-05 13:30:00", "04-05 23:45:00", "04-06 13:29:59"]),
    ],
)  # fmt: skip
def test_day_and_time_of_day_of_another_zone_are_its_time_whatever_its_clock_does(
    db: Connection, tmp_path: Path, zone: str, day: str, instants: list[str]
) -> None:
    lines = [f"7,137,{time},{day} 00:00:00,{time}" for time in ("00:30:00", "10:15:00", "23:59:59")]
    text = "\n".join(["unit_id,var_id,measure,moddate,modtime", *lines, ""])
    result = load_text(db, tmp_path, text, Options(zona=zone))
    assert result.rejections == []
    assert [instant for instant, _ in read_back(db)] == instants


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("America/Santiago", "2025-09-07", "09-07 13:15:00"),  # its midnight never was
        ("America/Havana", "2025-11-02", "11-02 15:15:00"),  # and here it came twice
    ],
)
def test_a_day_without_one_midnight_is_a_day(
    db: Connection, tmp_path: Path, zone: str, day: str, instant: str
) -> None:
    text = (
        "unit_id,var_id,measure,moddate,modtime\n"
        f"7,137,1,{day} 00:00:00,10:15:00\n7,137,2,{day} 00:00:00,00:15:00\n"
        f"7,137,3,{day} 00:00:00,\n"
    )
    result = load_text(db, tmp_path, text, Options(zona=zone))
    assert read_back(db) == [(instant, "1")]
    assert [one.line for one in result.rejections] == [3, 4]
    assert {one.code for one in result.rejections} <= {"hora_ambigua", "hora_inexistente"}


def test_the_passes_of_days_and_times_are_told_by_the_files_order(
    db: Connection, tmp_path: Path
) -> None:
    times = ["00:50", "01:20", "01:50", "01:20", "01:50", "02:20"]
    lines = [f"7,137,{number},{NIGHT},{time}" for number, time in enumerate(times)]
    text = "\n".join(["unit_id,var_id,measure,moddate,modtime", *lines, ""])
    load_text(db, tmp_path, text, Options(zona=NEW_YORK))
    assert read_back(db) == [
        ("11-02 04:50:00", "0"), ("11-02 05:20:00", "1"), ("11-02 05:50:00", "2"),
        ("11-02 06:20:00", "3"), ("11-02 06:50:00", "4"), ("11-02 07:20:00", "5"),
    ]  # fmt: skip


def test_a_dump_is_read_alike(db: Connection, tmp_path: Path) -> None:
    rows = [f"(7,'{NIGHT} {time}',{number})" for number, time in enumerate(["01:30", "01:10"])]
    text = (
        "INSERT INTO stage.tbl_pozo_produccion (well_id,timestamp_lectura,presion_cabezal)"
        f" VALUES {','.join(rows)};\n"
    )
    load_text(db, tmp_path, text, Options(zona=NEW_YORK, conversiones=False), "lecturas.sql")
    assert stored(db) == [("05:30", 0), ("06:10", 1)]


def test_strict_refuses_the_file(db: Connection, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="1 bad rows"):
        load(db, tmp_path, ["00:30", "01:30", "02:30"], strict=True)
