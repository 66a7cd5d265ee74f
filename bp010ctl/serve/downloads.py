"""The reports of a day for browsers: what `bp010ctl report` writes, as the request's user."""

from __future__ import annotations

import threading
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bp010ctl.serve import pages, papers, reports, sheets, telling
from bp010ctl.serve.field import Filter
from bp010ctl.serve.layout import Report

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
PATIENCE = 20
"""Seconds that one waits for others' PDFs: one is made at a time, for each fills a processor."""
_press = threading.Lock()


def field_report(request: Request) -> Response:
    """The field's day; `?dia=`, and the places of the page's filter."""
    words, day, kind = pages.tongue(request), _day(request), _kind(request)
    with pages.asking(request) as connection:
        report = reports.of_field(connection, words, day, Filter.of(request.query_params))
    return _file(report, words, kind, "bp010-field")


def well_report(request: Request) -> Response:
    """A well's day; `?dia=`. A well that others see is none for this user."""
    pozo = pages.well_number(request.path_params["pozo"])
    words, day, kind = pages.tongue(request), _day(request), _kind(request)
    with pages.asking(request) as connection:
        report = reports.of_well(connection, words, day, pozo)
    return _file(report, words, kind, f"bp010-{pozo}")


def _file(report: Report, words: telling.Tongue, kind: str, name: str) -> Response:
    if kind == "pdf":
        if not _press.acquire(timeout=PATIENCE):
            raise HTTPException(503, "unavailable")
        try:
            content = papers.pdf(report, words)[0]
        finally:
            _press.release()
    else:
        content = sheets.xlsx(report, words) if kind == "xlsx" else sheets.csv_text(report).encode()
    name = f"{name}-{report.day}.{kind}"
    return Response(
        content,
        media_type=KINDS[kind],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _kind(request: Request) -> str:
    kind = str(request.path_params["kind"])
    if kind not in KINDS:
        raise HTTPException(404, "not_found_page")
    return kind


def _day(request: Request) -> date | None:
    """The day that is asked for; None, which is yesterday, for what is no day."""
    try:
        return date.fromisoformat(request.query_params.get("dia", ""))
    except ValueError:
        return None
