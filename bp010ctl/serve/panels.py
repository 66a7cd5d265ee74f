"""What the well's page shows: the three panels, and the dashboard's 114 elements in them.

panels.csv says which columns stand in one line of a panel, and what each is there: the value, its
target, its colour. Columns are written `now.x` (the snapshot), `well.x` (dim_pozo), `day.x` and
`month.x` (the newest facts). model/dashboard.csv says which element a column is, model/columns.csv
its unit, source, formula and owner.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bp010ctl.base import settings

TABLES = {
    "now": "reporting.dataset_current_values",
    "well": "reporting.dim_pozo",
    "day": "reporting.fact_operaciones_diarias",
    "month": "reporting.fact_operaciones_mensuales",
    "card": "reporting.dataset_latest_dynacard",
    "ipr": "universal.ipr_resultados",
    "date": "reporting.dim_tiempo",
    "hour": "reporting.dim_hora",
}
PANELS = ("production", "surface", "kpi")
SECTIONS = (
    "pumping", "rates", "pressures", "loads", "reservoir",
    "stroke", "load", "motor", "stops", "tank", "tilt", "kpi", "day",
)  # fmt: skip
"""The order of the sections within a panel."""
FIGURES = ("value", "target", "low", "high", "baseline", "deviation", "colour", "label")
HEADINGS = {32: "logo", 34: "production", 33: "surface", 35: "kpi", 42: "period"}
"""Elements that are no value but a part of the page."""


@dataclass(frozen=True)
class Element:
    """One line of model/dashboard.csv; `number` counts them from 1, `groups` are its visuals."""

    number: int
    groups: frozenset[int]
    panel: str
    visual: str
    column: str | None


@dataclass(frozen=True)
class Cell:
    """A column as it stands in a panel; place is `now.pip`, column schema.table.column."""

    place: str
    column: str
    unit: str
    empty_unless: str
    elements: tuple[int, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One line of a panel: what is measured, and its cells by what they are there."""

    panels: tuple[str, ...]
    section: str
    names: dict[str, str]
    cells: dict[str, Cell]
    level: str | None


@cache
def meanings() -> dict[str, dict[str, str]]:
    """model/columns.csv by schema.table.column."""
    return {f"{row['schema']}.{row['table']}.{row['column']}": row for row in _model("columns.csv")}


@cache
def elements() -> tuple[Element, ...]:
    """The dashboard's elements in their order."""
    return tuple(
        Element(
            number,
            frozenset(map(int, row["elemento"].split())),
            row["panel"],
            row["visual"],
            None if row["tabla"] == "n/a" else f"{row['tabla']}.{row['columna']}",
        )
        for number, row in enumerate(_model("dashboard.csv"), 1)
    )


@cache
def measures() -> tuple[Measure, ...]:
    """The lines of the panels in their order."""
    text = (files("bp010ctl.serve") / "panels.csv").read_text(encoding="utf-8")
    rows = [_measure(row) for row in csv.DictReader(text.splitlines())]
    return tuple(sorted(rows, key=lambda measure: SECTIONS.index(measure.section)))


def cell(place: str, group: int | None = None) -> Cell:
    """A column by its place; group: the visual that it is an element of, where it is of several."""
    table, _, name = place.partition(".")
    column = f"{TABLES[table]}.{name}"
    meaning = meanings().get(column, {})
    shows = [element for element in elements() if element.column == column]
    if len(shows) > 1:
        shows = [element for element in shows if group is None or group in element.groups]
    numbers = tuple(element.number for element in shows)
    return Cell(place, column, meaning.get("unit", ""), meaning.get("empty_unless", ""), numbers)


def headings() -> dict[str, int]:
    """The numbers of the elements that are parts of the page, by what they are."""
    return {
        HEADINGS[group]: element.number
        for element in elements()
        if element.column is None
        for group in element.groups
    }


def sections(panel: str) -> Iterator[tuple[str, list[Measure]]]:
    """The sections of a panel, each with its lines."""
    for section in SECTIONS:
        lines = [line for line in measures() if panel in line.panels and line.section == section]
        if lines:
            yield section, lines


def _measure(row: dict[str, str]) -> Measure:
    group = int(row["element"])
    return Measure(
        tuple(row["panels"].split()),
        row["section"],
        {"es": row["es"], "en": row["en"]},
        {figure: cell(row[figure], group) for figure in FIGURES if row[figure]},
        row["level"] or None,
    )


def _model(name: str) -> list[dict[str, str]]:
    path = settings.project_folder() / "model" / name
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
