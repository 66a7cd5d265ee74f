"""CSV files of an archive into the lake: what is read, what is kept out, what a second run does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("polars", reason="the extra `bronze` is not installed: make setup")
pytest.importorskip("duckdb", reason="the extra `bronze` is not installed: make setup")

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze import definitions, ingesting, warehouse
from bp010ctl.bronze.lake import Lake
from support import Cli, archive
from support.lakes import WORDS, Field


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_an_archive_becomes_three_tables_and_a_second_run_changes_no_byte(field: Field) -> None:
    archive.write(field.definition.source, wells=2, days=2)
    assert [outcome.action for outcome in field.ingest()] == ["ingested"] * 6
    assert field.rows(
        "SELECT pozo, count(*), count(vibracion), min(timestamp) FROM bronze.sensor_data"
        " GROUP BY pozo ORDER BY pozo"
    ) == [("NORTE-1", 270, 0, at(2026, 10, 1, 6)), ("NORTE-2", 270, 270, at(2026, 10, 1, 6))]
    assert field.rows("SELECT count(*), count(fecha_salida_operacion) FROM bronze.equipos") == [
        (4, 2)
    ]
    assert field.rows(
        "SELECT categoria_principal, comentario, fecha_fin FROM bronze.eventos"
        " WHERE pozo = 'NORTE-2' ORDER BY fecha_inicio"
    )[1] == ("Falla eléctrica", 'pozo 2, "día" 1', at(2026, 10, 2, 20))
    months = {path.parent.name for path in field.definition.lake.glob("bronze/*/*/*/*.parquet")}
    assert months == {"mes=2026-10"}
    before = field.digest()
    assert {outcome.action for outcome in field.ingest()} == {"seen"}
    assert field.digest() == before


def test_a_corrected_file_replaces_its_own_rows_and_no_others(field: Field) -> None:
    field.file(
        "N-1_all.csv", "timestamp,p\n2026-01-31 23:00:00-0600,1\n2026-03-01 00:00:00-0600,2\n"
    )
    field.file("N-2_all.csv", "timestamp,p\n2026-01-31 23:00:00-0600,3\n")
    field.ingest()
    outcome = field.one("N-1_all.csv", "timestamp,p\n2026-03-01 00:00:00-0600,7\n")
    assert outcome.action == "corrected"
    assert sorted(field.sensor("pozo", "p", "id_ingestion")) == [("N-1", 7.0, 3), ("N-2", 3.0, 2)]
    assert field.rows(
        "SELECT source_file, vigente, reemplazado_por FROM bronze.ingested_files ORDER BY ALL"
    ) == [("N-1_all.csv", False, 3), ("N-1_all.csv", True, None), ("N-2_all.csv", True, None)]


def test_a_file_that_cannot_be_read_leaves_its_last_good_rows(field: Field) -> None:
    field.one("N-1_all.csv", "timestamp,p\n2026-01-31 23:00:00-0600,1\n")
    before = field.digest()
    outcome = field.one("N-1_all.csv", "time,p\n2026-01-31 23:00:00-0600,2\n")
    assert outcome.action == "refused"
    assert "no header row with a column 'timestamp'" in (outcome.error or "")
    assert field.digest() == before
    outcome = field.one("N-1_all.csv", 'timestamp,p\n2026-01-31 23:00:00-0600,"2\n')
    assert (outcome.action, field.sensor("p")) == ("refused", [(1.0,)])
    assert "N-1_all.csv:2" in (outcome.error or "")


def test_what_does_not_fit_is_kept_out_by_line_and_reason(field: Field) -> None:
    outcome = field.one(
        "N-1_all.csv",
        "Reporte del pozo\n"
        "timestamp,p,t\n"
        ",psi,°F\n"
        "2026-01-01 00:00:00-0600,1.5,70\n"
        "2026-01-01 00:10:00-0600, 2.5 ,I/O Timeout\n"
        "\n"
        "timestamp,p,t\n"
        "2026-01-01 00:20:00-0600,NaN,-999.25\n"
        "2026-01-01 00:30:00-0600,3,4,5\n"
        "2026-01-01 00:40:00-0600,3\n"
        "01/02/26 00:50,3,4\n"
        ",6,7\n"
        "2026-01-01 01:60:00-0600,3,4\n"
        "2026-01-01 01:00:00-0600,1e400,NULL\n"
        "Total,6,7\n",
    )
    assert field.sensor("timestamp", "p", "t") == [
        (at(2026, 1, 1, 6), 1.5, 70.0), (at(2026, 1, 1, 6, 10), 2.5, None),
        (at(2026, 1, 1, 6, 20), None, None), (at(2026, 1, 1, 7), None, None),
    ]  # fmt: skip
    assert field.rejects(outcome) == [
        ("3", "", "", "unidades"),
        ("5", "t", "I/O Timeout", "sin_valor"),
        ("7", "", "timestamp", "encabezado_repetido"),
        ("8", "p", "NaN", "no_finito"),
        ("8", "t", "-999.25", "centinela"),
        ("9", "", "2026-01-01 00:30:00-0600", "valores_de_mas"),
        ("10", "", "2026-01-01 00:40:00-0600", "valores_de_menos"),
        ("11", "", "01/02/26 00:50", "fecha_invalida"),
        ("12", "", "", "clave_ausente"),
        ("13", "", "2026-01-01 01:60:00-0600", "fecha_invalida"),
        ("14", "p", "1e400", "fuera_de_rango"),
        ("15", "", "Total", "pie"),
    ]
    assert (outcome.rows, outcome.rejected, outcome.cells, outcome.passed_over) == (4, 5, 4, 3)


SAME = [(at(2026, 1, 1, 6), 731.5, 1251.0), (at(2026, 1, 1, 6, 10), 2.25, None)]
WRITTEN = "timestamp;p;ñ\n2026-01-01 00:00:00-0600;731,5;1.251\n2026-01-01 00:10:00-0600;2,25;\n"


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (WRITTEN, None),
        (WRITTEN.encode("latin-1"), "Windows-1252 (latin-1)"),
        (WRITTEN.encode("utf-16"), "UTF-16"),
        (WRITTEN.encode("utf-16-le"), "UTF-16 without its mark"),
        ("\ufeff" + WRITTEN.replace("\n", "\r\n"), None),
        (WRITTEN.replace("\n", "\r"), None),
        (WRITTEN.replace(";", "\t").replace("1.251", '"1.251"'), None),
        ("sep=;\n" + WRITTEN.rstrip("\n"), None),
        (WRITTEN.replace("\n", ";\n"), None),
    ],
    ids=["semicolon", "latin-1", "utf-16", "utf-16-le", "bom-crlf", "cr", "tab", "sep", "trailing"],
)  # fmt: skip
def test_encodings_separators_and_the_decimal_comma_give_equal_rows(
    field: Field, content: str | bytes, remark: str | None
) -> None:
    outcome = field.one("N-1_all.csv", content)
    assert (outcome.error, field.sensor("timestamp", "p", "ñ")) == (None, SAME)
    assert outcome.remarks == [*([remark] if remark else []), "decimal comma"]


def test_a_number_that_nothing_tells_the_mark_of_is_kept_out(field: Field) -> None:
    outcome = field.one("N-1_all.csv", "timestamp;p\n2026-01-01 00:00:00-0600;1.251\n")
    assert field.rejects(outcome) == [("2", "p", "1.251", "decimal_ambiguo")]
    field.definition = replace(field.definition, decimal=".")
    field.one("N-1_all.csv", "timestamp;p\n2026-01-01 00:00:00-0600;1.251\n")
    assert field.sensor("p") == [(1.251,)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-01-01T00:00:00-0600", at(2026, 1, 1, 6)),
        ("2026-01-01 00:00:00.25-06:00", at(2026, 1, 1, 6, 0, 0, 250_000)),
        ("2026-01-01 06:00Z", at(2026, 1, 1, 6)),
        ("2026-01-01 00:00:00", at(2026, 1, 1, 6)),
        ("2022-07-01 00:00:00", at(2022, 7, 1, 5)),
        ("31/12/25 18:00", at(2026, 1, 1)),
        ("44560.75", at(2026, 1, 1)),
        ("2022-04-03 02:30:00", "hora_inexistente"),
        ("2022-10-30 01:30:00", "hora_ambigua"),
        ("2026-01-01 00:00:60-0600", "fecha_invalida"),
        ("0026-01-01 00:00:00-0600", "fuera_de_rango"),
        ("2026-02-29 00:00:00-0600", "fecha_invalida"),
        ("2026-01-01 00:00:00-9900", "fecha_invalida"),
        ("1-2-2026", "fecha_invalida"),
    ],
)
def test_times_are_read_by_their_offset_their_format_or_the_zone(
    field: Field, text: str, read: datetime | str
) -> None:
    field.definition = replace(field.definition, formats=("%d/%m/%y %H:%M",), serial=1904)
    outcome = field.one("N-1_all.csv", f"timestamp,p\n{text},1\n2026-09-01 00:00:00-0600,2\n")
    first = field.sensor("timestamp")[0][0] if outcome.rows == 2 else field.rejects(outcome)[0][3]
    assert first == read


def test_declared_kinds_are_read_and_undeclared_text_is_named(field: Field) -> None:
    content = (
        "timestamp,marcha,estado\n"
        "2026-01-01 00:00:00-0600,36:15,ON\n"
        "2026-01-01 00:10:00-0600,0:30:36,OFF\n"
    )
    outcome = field.one("N-1_all.csv", content)
    assert outcome.cells == 4
    assert (
        "estado: none of its 2 values could be read; is it text? (bronze.toml, [kinds])"
        in outcome.remarks
    )
    kinds: Any = {"marcha": "hours", "estado": "text"}
    field.definition = replace(field.definition, kinds=kinds)
    outcome = field.one("N-1_all.csv", content)
    assert (outcome.action, outcome.cells) == ("corrected", 0)
    assert field.sensor("marcha", "estado") == [(36.25, "ON"), (0.51, "OFF")]


def test_equipment_whose_exit_cannot_be_read_does_not_run_for_ever(field: Field) -> None:
    outcome = field.one(
        "BEC_N-1_all.csv",
        "modelo_bomba,fecha_entrada_operacion,fecha_salida_operacion,extra\n"
        "A,2026-01-01 00:00:00-0600,pendiente,x\n"
        "B,2026-01-02 00:00:00-0600,2026-01-01 00:00:00-0600,x\n"
        "C,2026-01-03T00:00:00-0600,,x\n",
    )
    assert [row[3] for row in field.rejects(outcome)] == ["fecha_invalida", "orden"]
    assert field.rows("SELECT modelo_bomba, marca_bomba, extra FROM bronze.equipos") == [
        ("C", None, "x")
    ]


def test_empty_files_folders_and_strange_names(field: Field) -> None:
    with pytest.raises(BronzeError, match="no such folder"):
        field.ingest()
    field.file("notes.csv", "a\n1\n")
    result = ingesting.ingest(field.definition, WORDS)
    assert (result.outcomes, result.ignored) == ([], ["notes.csv"])
    assert field.one("N-1_all.csv", "").action == "refused"
    assert Lake(field.definition.lake).version is None
    assert field.one("N-1_all.csv", "timestamp,p\n").rows == 0
    assert field.rows("SELECT count(*) FROM bronze.sensor_data") == [(0,)]
    twin = field.one("N-01_all.csv", "timestamp,p\n2026-01-01 00:00:00-0600,1\n")
    assert "come from N-1_all.csv already" in (twin.error or "")


def test_a_file_that_somebody_writes_to_waits_for_the_next_run(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = iter([(1, 1), (2, 2)])
    monkeypatch.setattr("bp010ctl.bronze.inspection.version", lambda path: next(versions))
    outcome = field.one("N-1_all.csv", "timestamp,p\n2026-01-01 00:00:00-0600,1\n")
    assert (outcome.action, Lake(field.definition.lake).version) == ("changing", None)


def test_a_dry_run_counts_and_keeps_nothing(field: Field) -> None:
    archive.write(field.definition.source, wells=1, days=1)
    assert [outcome.rows for outcome in field.ingest(dry_run=True)] == [144, 2, 1]
    assert not field.definition.lake.exists()


def test_one_process_writes_at_a_time_and_readers_keep_their_version(field: Field) -> None:
    field.one("N-1_all.csv", "timestamp,p\n2026-01-01 00:00:00-0600,1\n")
    lake = Lake(field.definition.lake)
    with warehouse.reading(lake) as reader:
        for value in (2, 3, 4):
            field.one("N-1_all.csv", f"timestamp,p\n2026-01-01 00:00:00-0600,{value}\n")
        assert reader.execute("SELECT p FROM bronze.sensor_data").fetchall() == [(1.0,)]
    assert field.sensor("p") == [(4.0,)]
    with lake.writing(), pytest.raises(BronzeError, match="another process writes"):
        field.ingest()


def test_a_lake_that_was_moved_is_whole_again_after_the_next_run(field: Field) -> None:
    field.one("N-1_all.csv", "timestamp,p\n2026-01-01 00:00:00-0600,1\n")
    moved = field.definition.lake.rename(field.folder / "elsewhere")
    field.definition = replace(field.definition, lake=moved)
    with pytest.raises(BronzeError, match="No files found"):
        field.sensor("p")
    assert [outcome.action for outcome in field.ingest()] == ["seen"]
    assert field.sensor("p") == [(1.0,)]


def test_blocks_end_at_lines_wherever_they_are_cut(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"2026-{1 + n % 3:02}-01 00:{n // 60:02}:{n % 60:02}-0600,{n}" for n in range(300)]
    lines[250] = "2026-01-01 00:00:00-0600,x7"
    monkeypatch.setattr("bp010ctl.bronze.reading.BLOCK", 97)
    outcome = field.one("N-1_all.csv", "timestamp,p\n" + "\n".join(lines))
    assert field.rejects(outcome) == [("252", "p", "x7", "no_numerico")]
    assert field.rows("SELECT count(*), sum(p) FROM bronze.sensor_data") == [(300, 44850 - 250)]


def test_a_definition_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "bronze.toml"
    for text, why in [
        ("zone = 'Mars/Base'", "time zone 'Mars/Base' is not known"),
        ("[kinds]\np = 'float'", "p is of kind 'float'"),
        ("sorce = 'x'", "'sorce' is none of"),
        ("[times]\nserial = 1905", "serial is 1900 or 1904"),
        ("zone = ", "cannot be read"),
    ]:
        file.write_text(text)
        with pytest.raises(BronzeError, match=why):
            definitions.load(tmp_path)
    file.write_text("source = 'csv'\n[readings]\np = { column = 'pip', factor = 14.2 }\n")
    made = definitions.load(tmp_path)
    assert (made.source, made.readings["p"].factor) == (tmp_path / "csv", 14.2)


def test_the_commands_ingest_and_ask(cli: Cli, tmp_path: Path) -> None:
    archive.write(tmp_path / "raw", wells=1, days=1)
    (tmp_path / "raw" / "X-1_all.csv").write_text("nothing\n")
    places = ["--source", str(tmp_path / "raw"), "--lake", str(tmp_path / "lake")]
    done = cli("bronze", "ingest", *places)
    assert done.returncode == 1
    assert "3 ingested, 1 refused" in done.stdout
    assert "no header row with a column 'timestamp'" in done.stderr
    asked = ["bronze", "query", "--lake", str(tmp_path / "lake")]
    text = "SELECT pozo, count(*) AS filas FROM bronze.sensor_data GROUP BY pozo"
    assert cli(*asked, text, "--csv").stdout == "pozo,filas\nNORTE-1,144\n"
    refused = cli(*asked, "SELECT x FROM bronze.sensor_data")
    assert refused.returncode == 1
    assert "DuckDB refused the query" in refused.stderr
    assert "read-only" in cli(*asked, "DROP VIEW bronze.sensor_data").stderr
