"""`bp010ctl report`: a day of the field or of a well, as a file to send round."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.base.errors import UsageError
from bp010ctl.base.phrases import number_of
from bp010ctl.commands import console
from bp010ctl.commands.grammar import Command, Groups
from bp010ctl.commands.options import JsonResult

if TYPE_CHECKING:
    from bp010ctl.base.database import Connection
    from bp010ctl.serve.layout import Report
    from bp010ctl.serve.telling import Tongue

app = typer.Typer(
    name="report",
    cls=Groups,
    no_args_is_help=True,
    help="Write a day of the field or of a well to a file: PDF, HTML, XLSX or CSV. "
    "It holds the wells that the login, or --user, may see.",
)

FORMATS = (".pdf", ".html", ".xlsx", ".csv")
Output = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help=f"The file: {', '.join(FORMATS)}.")
]
Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day of the operating zone. [default: yesterday]"),
]
User = Annotated[
    str | None,
    typer.Option(help="Whose wells; the database's login has to be one for users, as for serve."),
]
Lang = Annotated[str, typer.Option(help="Language of the report: es or en.")]


@app.command(cls=Command)
def field(
    output: Output,
    day: Day = None,
    customer: Annotated[str | None, typer.Option(help="Only this customer's wells.")] = None,
    region: Annotated[str | None, typer.Option(help="Only this region's wells.")] = None,
    name: Annotated[str | None, typer.Option("--field", help="Only this field's wells.")] = None,
    user: User = None,
    lang: Lang = "es",
    json: JsonResult = False,
) -> None:
    """Write the morning report: what each well made, its KPIs, and what is wrong now.

    Wells without figures come first, then the worst. PDF and HTML print 200 rows of a table; XLSX
    and CSV have all.

    Example: `bp010ctl report field -o monday.pdf`
    """
    from bp010ctl.serve import reports
    from bp010ctl.serve.field import Filter

    places = Filter(cliente=customer, region=region, campo=name)
    _write(
        lambda connection, words: reports.of_field(connection, words, _date(day), places),
        output, user, lang, json,
    )  # fmt: skip


@app.command(cls=Command)
def well(
    pozo: Annotated[int, typer.Argument(metavar="ID", help="The well's number.")],
    output: Output,
    day: Day = None,
    user: User = None,
    lang: Lang = "es",
    json: JsonResult = False,
) -> None:
    """Write a well's day: figures against targets, the card, hours and 30 days, data quality.

    Example: `bp010ctl report well 101 --day 2026-03-01 -o well-101.xlsx`
    """
    from bp010ctl.serve import reports

    _write(
        lambda connection, words: reports.of_well(connection, words, _date(day), pozo),
        output, user, lang, json,
    )  # fmt: skip


def _write(
    gather: Callable[[Connection, Tongue], Report],
    output: Path,
    user: str | None,
    lang: str,
    json: bool,
) -> None:
    from bp010ctl.serve import reports, telling
    from bp010ctl.server import target

    if output.suffix.lower() not in FORMATS:
        raise UsageError(
            "the file's name has to say its format",
            on=f"-o {output}",
            hint=f"one of {', '.join(FORMATS)}",
        )
    if lang not in telling.LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(telling.LANGUAGES)}", param_hint="--lang")
    words = telling.Tongue(lang)
    with console.progress("report", 2) as advance:
        with reports.asking(target.url(), user) as connection:
            report = gather(connection, words)
        advance(1)
        content, pages = _made(report, words, output.suffix.lower())
        advance(1)
    _keep(output, content)
    _tell(report, output, len(content), pages, json)


def _made(report: Report, words: Tongue, suffix: str) -> tuple[bytes, int | None]:
    """The file's content, and its pages where it has some."""
    from bp010ctl.serve import papers, sheets

    if suffix == ".pdf":
        return papers.pdf(report, words)
    if suffix == ".html":
        return papers.html(report, words).encode(), None
    return (
        sheets.xlsx(report, words) if suffix == ".xlsx" else sheets.csv_text(report).encode()
    ), None


def _keep(output: Path, content: bytes) -> None:
    """Put the file in place whole: whoever reads it meanwhile has the old one."""
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def _tell(report: Report, output: Path, size: int, pages: int | None, json: bool) -> None:
    if json:
        console.as_json({
            "file": str(output), "bytes": size, "pages": pages, "day": report.day,
            "wells": report.wells, "remarks": list(report.remarks),
        })  # fmt: skip
        return
    what = [number_of(report.wells, "well"), number_of(size, "byte")]
    if pages:
        what.insert(1, number_of(pages, "page"))
    console.say(f"{output}: {report.day}, {', '.join(what)}")
    if "no_facts" in report.remarks:
        console.note(
            "there are no figures of that day: `bp010ctl runs` says what has been computed"
        )


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
