"""A report as a document: one HTML file that needs nothing else, or its pages as PDF."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from markupsafe import Markup

from bp010ctl.base.errors import ReportError
from bp010ctl.serve import telling, templating
from bp010ctl.serve.layout import Report

MOST = 200
"""Rows of a table that are printed; a spreadsheet has them all."""
PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"


def html(report: Report, words: telling.Tongue) -> str:
    """The document, in the words' language; its style sheet stands in it."""
    return (
        templating.templates()
        .get_template("report.html")
        .render(
            t=words,
            report=report,
            most=MOST,
            style=Markup(_static("report.css")),
            drawn=_drawn,
        )
    )


def pdf(report: Report, words: telling.Tongue) -> tuple[bytes, int]:
    """The document's pages, and how many there are. Raises ReportError where what makes them is not
    installed."""
    document = _weasyprint().HTML(string=html(report, words), url_fetcher=_nothing).render()
    return document.write_pdf(), len(document.pages)


def _drawn(drawing: Markup) -> Markup:
    """A drawing that brings its own style: outside a browser the document's does not reach it."""
    start, end, rest = drawing.partition(">")
    return Markup(start + end) + Markup(f"<style>{_static('drawing.css')}</style>") + Markup(rest)


def _static(name: str) -> str:
    return (files("bp010ctl.serve") / "static" / name).read_text(encoding="utf-8")


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    """A document loads nothing, from this machine or elsewhere."""
    raise ValueError(f"a report loads nothing: {url[:100]}")


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError as missing:
        raise ReportError(
            f"PDF needs the package {missing.name}, which is not installed",
            hint="pip install 'bp010ctl[reports]'; .html, .xlsx and .csv do without",
        ) from None
    except OSError:
        raise ReportError(
            "PDF needs the library Pango, which is not installed",
            hint=f"make setup-reports, or: {PANGO}; .html, .xlsx and .csv do without",
        ) from None
    return weasyprint
