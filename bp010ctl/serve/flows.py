"""The picture of a column: which values it is made of, which are made of it, and by what.

Read from the routines and views of the database itself (bp010ctl.lineage), once, in the background:
that takes some seconds. It is asked again after an hour, for a migration may have changed it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from bp010ctl.base import database, settings
from bp010ctl.base.errors import Bp010Error
from bp010ctl.lineage import graph
from bp010ctl.serve import pages, panels

log = logging.getLogger("bp010ctl.serve")

SECONDS = 3600
UP, DOWN = 4, 3
"""Steps that a picture follows values back, and on."""
MOST = 14
"""Columns of one step that are drawn; the others are counted."""
LISTED = 60
WIDE, HIGH, ACROSS, GAP = 218, 34, 262, 9
LONGEST = 31
"""Characters that fit a box."""


@dataclass
class Flows:
    """Values by what they are made of, and by what is made of them, each with its routine.

    partial: the login may not read the rules and maps that name columns, so theirs are missing.
    """

    sources: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    targets: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    partial: bool = False

    @classmethod
    def of(cls, values: Iterable[tuple[str, str, str]]) -> Flows:
        """From (source, target, routine or view); what functions give is a source, too."""
        flows = cls()
        for source, target, through in values:
            flows.sources[target][source] = through
            flows.targets[source][target] = through
        return flows

    @property
    def columns(self) -> list[str]:
        """Every column that a value comes to or from."""
        return sorted(
            name for name in self.sources.keys() | self.targets.keys() if _is_column(name)
        )


class Reading:
    """The flows of a database, read by another thread when they are first asked for."""

    def __init__(self, read: Callable[[], Flows], seconds: float = SECONDS) -> None:
        self._read, self._seconds = read, seconds
        self._lock = threading.Lock()
        self._flows: Flows | None = None
        self._until = 0.0
        self._thread: threading.Thread | None = None
        self.fault = ""

    def get(self) -> Flows | None:
        """What is known; None while it is being read for the first time, or could not be."""
        with self._lock:
            going = self._thread is not None and self._thread.is_alive()
            if not going and time.monotonic() > self._until:
                self._thread = threading.Thread(target=self._ask, name="flows", daemon=True)
                self._thread.start()
            return self._flows

    def _ask(self) -> None:
        try:
            self._flows, self.fault = self._read(), ""
            self._until = time.monotonic() + self._seconds
        except (psycopg.Error, Bp010Error) as error:
            self.fault = str(error).partition("\n")[0]
            self._until = time.monotonic() + 60
            log.warning("lineage: %s", self.fault)


def read(url: str) -> Flows:
    """The flows of the database. Raises LineageError where nothing is migrated."""
    with database.connect(url, application_name="bp010ctl serve") as connection:
        connection.read_only = True
        known = graph.read(connection, settings.project_folder())
    flows = Flows.of(known.flows)
    flows.partial = known.without_rows or not known.schema.sentences
    return flows


# -- the picture --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """Steps from the farthest source (negative) over the column (0) to what is made of it, and the
    lines between them: source, target, routine. left_out counts what is not drawn of a step."""

    steps: dict[int, list[str]]
    lines: list[tuple[str, str, str]]
    left_out: dict[int, int]


def picture(flows: Flows, column: str) -> Picture:
    """What is near a column; functions are drawn, and not followed."""
    steps: dict[int, list[str]] = {0: [column]}
    lines: set[tuple[str, str, str]] = set()
    left_out: dict[int, int] = {}
    for ways, sign, far in ((flows.sources, -1, UP), (flows.targets, 1, DOWN)):
        seen = {column}
        for step in range(1, far + 1):
            found = _next(ways, steps.get(sign * (step - 1), []), seen)
            shown = sorted(found, key=_rank)
            if not shown:
                break
            steps[sign * step], rest = shown[:MOST], shown[MOST:]
            left_out |= {sign * step: len(rest)} if rest else {}
            seen |= found
    drawn = [name for names in steps.values() for name in names]
    for name in drawn:
        for source, through in flows.sources.get(name, {}).items():
            if source in drawn:
                lines.add((source, name, through))
    return Picture(dict(sorted(steps.items())), sorted(lines), left_out)


def _next(ways: Mapping[str, Mapping[str, str]], names: list[str], seen: set[str]) -> set[str]:
    return {
        other for name in names if _is_column(name) for other in ways.get(name, {})
    } - seen  # fmt: skip


def _rank(name: str) -> tuple[bool, bool, str]:
    """Values of wells before agreed ones, columns before what functions give."""
    return not _is_column(name), name.startswith("referencial."), name


def _is_column(name: str) -> bool:
    return name.count(".") == 2 and not name.endswith(("()", ".*"))


def drawing(shown: Picture, column: str, label: str) -> Markup:
    """The picture as SVG: a box a column, each a link to its own picture."""
    first = min(shown.steps)
    places: dict[str, tuple[float, float]] = {}
    tallest = max(len(names) + (step in shown.left_out) for step, names in shown.steps.items())
    high = tallest * (HIGH + GAP) + GAP
    for step, names in shown.steps.items():
        top = (high - len(names) * (HIGH + GAP)) / 2
        for place, name in enumerate(names):
            places.setdefault(name, ((step - first) * ACROSS + 4, top + place * (HIGH + GAP)))
    parts = [
        _line(places[source], places[target], through) for source, target, through in shown.lines
    ]
    parts += [_box(name, *place, chosen=name == column) for name, place in places.items()]
    for step, count in shown.left_out.items():
        x = (step - first) * ACROSS + 4
        parts.append(
            Markup('<text class="more" x="{}" y="{}">+{}</text>').format(x, high - 4, count)
        )
    wide = (len(shown.steps) - 1) * ACROSS + WIDE + 8
    return Markup(
        '<svg class="lineage" viewBox="0 0 {} {}" width="{}" role="group" aria-label="{}">{}</svg>'
    ).format(wide, round(high), wide, label, Markup("").join(parts))


def _line(start: tuple[float, float], end: tuple[float, float], through: str) -> Markup:
    x0, y0, x1, y1 = start[0] + WIDE, start[1] + HIGH / 2, end[0], end[1] + HIGH / 2
    middle = (x0 + x1) / 2
    return Markup(
        '<path class="flow" d="M{} {}C{} {} {} {} {} {}"><title>{}</title></path>'
    ).format(x0, y0, middle, y0, middle, y1, x1, y1, through)


def _box(name: str, x: float, y: float, *, chosen: bool) -> Markup:
    table, _, column = name.rpartition(".")
    kind = "chosen" if chosen else "column" if _is_column(name) else "function"
    box = Markup(
        '<g class="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="5"/>'
        '<text class="table" x="{}" y="{}">{}</text><text x="{}" y="{}">{}</text>'
        "<title>{}</title></g>"
    ).format(
        kind, x, y, WIDE, HIGH, x + 8, y + 13, _short(table), x + 8, y + 27, _short(column), name
    )
    if kind == "function":
        return box
    return Markup('<a href="/lineage/{}" aria-label="{}">{}</a>').format(name, name, box)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


# -- the page -----------------------------------------------------------------------------------


def lineage_page(request: Request) -> Response:
    """The picture of a column, or the columns whose name fits `?busca=`."""
    reading: Reading = request.app.state.flows
    flows = reading.get()
    column = request.path_params.get("column", "")
    wanted = "".join(filter(str.isprintable, request.query_params.get("busca", "")))[:100]
    fault = "" if flows else reading.fault
    told = {"column": column, "wanted": wanted, "fault": fault, "waiting": False}
    if flows is None:
        waiting = not fault
        answer = _shown(request, 200 if waiting else 503, **told | {"waiting": waiting})
        if waiting:
            answer.headers["refresh"] = "2"
        return answer
    if not column:
        found = [name for name in flows.columns if wanted.lower() in name.lower()]
        return _shown(request, **told, found=found[:LISTED], more=max(len(found) - LISTED, 0))
    if column not in flows.sources and column not in flows.targets:
        return pages.fault(request, 404, "not_found", "not_found_page")
    shown = picture(flows, column)
    label = pages.tongue(request).say("lineage_of", column=column)
    return _shown(
        request, **told, shown=shown, drawn=drawing(shown, column, label), partial=flows.partial
    )


def _shown(request: Request, status: int = 200, **told: Any) -> Response:
    usual = {"found": [], "more": 0, "shown": None, "drawn": None, "partial": False}
    usual |= {"described": panels.meanings()}
    return pages.show(request, "lineage.html", status, section="lineage", **usual | told)
