"""A day's report holds the database's figures in every format, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from starlette.testclient import TestClient

from bp010ctl.base.errors import ReportError, UsageError
from bp010ctl.commands import report
from bp010ctl.serve import layout, papers, reports, sheets, telling
from bp010ctl.serve.field import Filter
from bp010ctl.wells.snapshot import UnknownWell
from support import Cli

from .conftest import EVIL

WORDS = telling.Tongue("en")
EVERYWHERE = Filter()


@pytest.fixture(scope="module")
def pango() -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError as missing:
        pytest.skip(f"no Pango here: make setup-reports ({missing})")


@pytest.fixture
def day(rows: Callable[..., Any]) -> date:
    """The newest day that has figures of well 2."""
    found: date = rows("SELECT max(fecha) AS dia FROM reporting.vw_kpi_daily WHERE well_id = 2")[
        "dia"
    ]
    return found


@pytest.fixture
def of_field(field_url: str, day: date) -> layout.Report:
    with reports.asking(field_url, None) as connection:
        return reports.of_field(connection, WORDS, day, EVERYWHERE)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_field_stands_in_a_pdf_as_in_the_database(
    pango: None, of_field: layout.Report, rows: Callable[..., Any], day: date
) -> None:
    content, pages = papers.pdf(of_field, WORDS)
    text = text_of(content)
    known = rows(
        "SELECT kpi_uptime_pct, kpi_efic_vol_pct, completitud_datos_pct FROM"
        " reporting.vw_kpi_daily WHERE well_id = 2 AND fecha = %s", day,
    )  # fmt: skip
    line = text[text.index(" 2 Pozo 2 ") :].split(" ", 30)
    for name, value in known.items():
        assert (WORDS.figure(value, "%") if value is not None else "—") in line, name
    assert f"Field {day}" in text
    assert "<script>alert('x')" in text.replace("’", "'")
    assert pages == len(PdfReader(io.BytesIO(content)).pages)


@pytest.mark.slow
def test_a_wells_pdf_draws_its_day(pango: None, field_url: str, day: date) -> None:
    with reports.asking(field_url, None) as connection:
        report = reports.of_well(connection, telling.Tongue("es"), day, 2)
    assert report.card
    names = {chart["name"] for chart in report.charts}
    text = text_of(papers.pdf(report, telling.Tongue("es"))[0])
    assert names
    for name in names:
        assert name in text
    assert "20\u202fk" in text or "20 k" in text  # the card's axis: loads up to 20,000 lbf


def test_a_workbook_holds_typed_figures_with_units(
    of_field: layout.Report, rows: Callable[..., Any], day: date
) -> None:
    book = load_workbook(io.BytesIO(sheets.xlsx(of_field, WORDS)))
    sheet = book["Wells"]
    heads = [cell.value for cell in sheet[1]]
    assert "Fluid (bbl)" in heads
    lines = {line[0].value: line for line in sheet.iter_rows(min_row=2)}
    assert set(lines) == {1, 2, 3}
    received = lines[2][heads.index("Data received (%)")]
    known = rows("SELECT completitud_datos_pct AS pct FROM reporting.vw_kpi_daily"
                 " WHERE well_id = 2 AND fecha = %s", day)["pct"]  # fmt: skip
    assert received.value == pytest.approx(float(known))
    assert (received.data_type, received.number_format) == ("n", "#,##0.0")
    assert lines[1][heads.index("Well")].value == EVIL
    assert lines[3][heads.index("Fluid (bbl)")].value is None


def test_csv_has_every_well_and_column(of_field: layout.Report) -> None:
    lines = list(csv.DictReader(io.StringIO(sheets.csv_text(of_field).removeprefix("\ufeff"))))
    assert lines[0]["well_id"] == "3"  # no figures: first
    assert list(lines[0]) == [column.name for column in layout.WELLS]
    by_well = {line["well_id"]: line for line in lines}
    for row in of_field.files[0].rows:
        told = by_well[str(row["well_id"])]["uptime_pct"]
        assert told == ("" if row["uptime_pct"] is None else str(row["uptime_pct"]))


def test_a_wells_hours_add_up_to_what_the_page_draws(
    field_url: str, rows: Callable[..., Any], day: date
) -> None:
    with reports.asking(field_url, None) as connection:
        report = reports.of_well(connection, WORDS, day, 2)
    known = rows(
        "SELECT count(*) AS hours, sum(pip_psi) AS pip FROM reporting.fact_operaciones_horarias"
        " WHERE pozo_id = 2 AND fecha_hora >= %s AND fecha_hora < %s + interval '1 day'",
        day, day,
    )  # fmt: skip
    hours = report.files[0].rows
    assert len(hours) == known["hours"] > 0
    assert sum(row["pip_psi"] for row in hours) == pytest.approx(known["pip"])
    measures = {row["medida"]: row for row in report.tables[0].rows}
    uptime = rows("SELECT kpi_uptime_pct AS v, kpi_uptime_pct_status_color AS c"
                  " FROM reporting.vw_kpi_daily WHERE well_id = 2 AND fecha = %s", day)  # fmt: skip
    assert (measures["Uptime"]["valor"], measures["Uptime"]["estado_color"]) == (
        uptime["v"], uptime["c"],
    )  # fmt: skip


def test_the_page_holds_no_markup_of_the_database_and_no_link(of_field: layout.Report) -> None:
    page = papers.html(of_field, WORDS)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "href=" not in page
    assert "url(" not in page
    with pytest.raises(ValueError, match="loads nothing"):
        papers._nothing("file:///etc/passwd")


def test_a_day_without_figures_says_so(field_url: str) -> None:
    with reports.asking(field_url, None) as connection:
        report = reports.of_field(connection, WORDS, date(2020, 1, 1), EVERYWHERE)
    page = papers.html(report, WORDS)
    assert "There are no figures of this day." in page
    assert "What is wrong now" not in page.replace(WORDS.say("past_day"), "")
    assert {row["con_hechos"] for row in report.tables[0].rows} == {False}
    assert sheets.xlsx(report, WORDS)


def test_a_day_to_come_and_an_unknown_well_are_refused(field_url: str) -> None:
    with reports.asking(field_url, None) as connection:
        with pytest.raises(ReportError, match="still to come"):
            reports.of_field(connection, WORDS, date(2999, 1, 1), EVERYWHERE)
        with pytest.raises(UnknownWell, match="no well 99"):
            reports.of_well(connection, WORDS, date(2020, 1, 1), 99)


def test_only_the_places_asked_for(field_url: str, day: date) -> None:
    with reports.asking(field_url, None) as connection:
        report = reports.of_field(connection, WORDS, day, Filter(campo="Campo B"))
    assert {row["well_id"] for row in report.files[0].rows} == {2, 3}
    assert {row["well_id"] for row in report.tables[1].rows if report.tables[1:]} <= {2, 3}
    assert report.figures[1].value == next(
        (row["fluido_bbl"] for row in report.files[1].rows if row["dia"] == day), None
    )


def test_a_browser_has_the_same_report(
    client: TestClient, of_field: layout.Report, day: date
) -> None:
    answer = client.get(f"/report/field.xlsx?dia={day}&lang=en")
    assert f"bp010-field-{day}.xlsx" in answer.headers["content-disposition"]
    told, known = (
        [[cell.value for cell in line] for line in load_workbook(io.BytesIO(content))["Wells"]]
        for content in (answer.content, sheets.xlsx(of_field, WORDS))
    )
    assert told == known
    assert client.get(f"/report/well/2.csv?dia={day}").text.startswith("\ufeffmomento,")
    refused = ("/report/field.docx", "/report/well/99.csv", "/report/field.csv?dia=2999-01-01")
    assert [client.get(path).status_code for path in refused] == [404, 404, 404]


TEXTS = [
    "=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "a\x00b\x0bc", "x" * 40_000,
]  # fmt: skip


def made(values: list[Any]) -> layout.Report:
    columns = tuple(layout.column(f"c{place}", "value") for place in range(len(values)))
    table = layout.Table("days", columns, [{f"c{n}": value for n, value in enumerate(values)}])
    now = datetime(2026, 3, 1, 5, tzinfo=UTC)
    return layout.Report("field", "=2", "", now.date(), now, "UTC", (table,), files=(table,))


def test_no_text_becomes_a_formula() -> None:
    book = load_workbook(io.BytesIO(sheets.xlsx(made(TEXTS), WORDS)))
    cells = book["Days"][2]
    assert {cell.data_type for cell in cells} == {"s"}
    assert cells[0].value == "=1+1"
    assert cells[0].quotePrefix
    assert cells[6].value == "abc"
    assert len(cells[7].value) == 32_767
    assert book["About this report"]["B1"].data_type == "s"
    line = list(csv.reader(io.StringIO(sheets.csv_text(made(TEXTS[:4])))))[1]
    assert line == ["'=1+1", '\'=HYPERLINK("http://x")', "'+1", "'-1"]


def test_what_is_no_number_stays_out_and_the_rest_keeps_its_type() -> None:
    at = datetime(2026, 3, 1, 5, 6, 7, 8, tzinfo=UTC)
    values = [math.nan, math.inf, Decimal("1.25"), True, at, date(2026, 3, 1), None]
    cells = load_workbook(io.BytesIO(sheets.xlsx(made(values), WORDS)))["Days"][2]
    assert [cell.value for cell in cells] == [
        None, None, 1.25, True, datetime(2026, 3, 1, 5, 6, 7), datetime(2026, 3, 1), None,
    ]  # fmt: skip


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)


def test_a_missing_package_is_told(without: None, of_field: layout.Report) -> None:
    with pytest.raises(ReportError, match="PDF needs the package weasyprint"):
        papers.pdf(of_field, WORDS)


def test_the_command_writes_the_file_whole(
    cli: Cli, field_url: str, tmp_path: Path, day: date
) -> None:
    path = tmp_path / "field.xlsx"
    path.write_text("old")
    words = ("report", "field", "--day", str(day), "-o", str(path), "--json")
    told = json.loads(cli(*words, url=field_url).stdout)
    assert (told["day"], told["wells"], told["bytes"]) == (str(day), 3, path.stat().st_size)
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["field.xlsx"]


def test_a_file_whose_name_tells_no_format_is_refused() -> None:
    with pytest.raises(UsageError, match="has to say its format"):
        report.well(2, Path("x.docx"))


def test_yesterday_is_the_day_where_none_is_named() -> None:
    now = datetime(2026, 3, 1, 0, 5, tzinfo=UTC)
    assert reports.of_day(None, now) == date(2026, 2, 28)
    assert reports.of_day(now.date(), now) == now.date() == date(2026, 2, 28) + timedelta(days=1)
