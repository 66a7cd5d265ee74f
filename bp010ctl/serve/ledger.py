"""The pages of cycles and of sources: what runs, what is late and why, what to do next.

The ledger is closed to users of some wells only: whoever may not read it is told so.
"""

from __future__ import annotations

import shlex
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bp010ctl.base import queries
from bp010ctl.base.queries import Row
from bp010ctl.cycles import health, ledger
from bp010ctl.serve import pages
from bp010ctl.sources import store

RUNS, DAYS = 40, 7
LEVELS = {
    health.OK: ("#00C851", 0),
    health.WARNING: ("#FFBB33", 3),
    health.CRITICAL: ("#FF4444", 5),
}
STATES = {
    "exitoso": ("#00C851", 0),
    "en_proceso": ("#33B5E5", 7),
    "parcial": ("#FFBB33", 3),
    "fallido": ("#FF4444", 5),
}


def runs_page(request: Request) -> Response:
    """Cycles, the newest runs with the steps that failed, gaps, reliability by day."""
    kind = request.query_params.get("ciclo") or None
    failed = request.query_params.get("estado") == "fallido"
    with pages.asking(request) as connection:
        clock = queries.dicts(connection, "serve/clock")[0]
        cycles = ledger.cycles(connection)
        runs = ledger.runs(connection, RUNS, failed=failed, kind=_printable(kind))
        steps = ledger.steps(connection, [run["id"] for run in runs], failed=True)
        gaps = ledger.gaps(connection)
        days = ledger.metrics(connection, DAYS)
    broken: dict[int, list[Any]] = {}
    for step in steps:
        broken.setdefault(step["ejecucion_id"], []).append(step)
    words = pages.tongue(request)
    return pages.show(
        request,
        "runs.html",
        section="runs",
        checks=[(check, *LEVELS[check.level]) for check in request.app.state.health.get()],
        cycles=cycles,
        late=health.lateness,
        runs=runs,
        broken=broken,
        states=STATES,
        gaps=gaps,
        days=days,
        kind=kind,
        failed=failed,
        seconds=lambda value: "—" if value is None else words.number(value, 1),
        ago=lambda value: words.age(max((clock["ahora"] - value).total_seconds() / 60, 0)),
        span=lambda value: words.span(value / 60) if value is not None else "—",
        zone=clock["zona"],
    )


def sources_page(request: Request) -> Response:
    """What is polled: how the last poll went, gaps, reliability by day, what to do next."""
    with pages.asking(request) as connection:
        clock = queries.dicts(connection, "serve/clock")[0]
        sources = store.standing(connection)
        gaps = [gap for gap in ledger.gaps(connection) if gap["fuente"]]
        lost = [gap for gap in ledger.lost(connection) if gap["fuente"]]
        kinds = {source["tipo"] for source in sources}
        days = [day for day in ledger.metrics(connection, DAYS) if day["etl_tipo"] in kinds]
    words = pages.tongue(request)
    return pages.show(
        request, "sources.html", section="sources", sources=sources, gaps=gaps, lost=lost,
        days=days, states=STATES, todo=_todo, zone=clock["zona"],
        ago=lambda value: words.age(max((clock["ahora"] - value).total_seconds() / 60, 0)),
        span=lambda value: words.span(value / 60) if value is not None else "—",
        seconds=lambda value: "—" if value is None else words.number(value, 1),
    )  # fmt: skip


def _todo(source: Row) -> list[str]:
    """The commands that a source wants, the first one first."""
    name = shlex.quote(source["fuente"])
    wanted = []
    if not source["activa"]:
        wanted.append(f"bp010ctl source resume {name}")
    elif source["estado"] == "fallido":
        wanted.append(f"bp010ctl source test {name}")
    elif not source["sondeada_en"]:
        wanted.append("bp010ctl source run")
    if source["huecos"]:
        wanted.append(f"bp010ctl source recover {name}")
    return wanted


def _printable(text: str | None) -> str | None:
    return "".join(filter(str.isprintable, text))[:100] if text else None
