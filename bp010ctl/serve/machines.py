"""For machines: health, Prometheus' metrics, and the pages' content as JSON."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import psycopg
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error
from bp010ctl.cycles import health, ledger
from bp010ctl.serve import field, origins, pages, panels, well

HEALTH_SECONDS = 5
METRICS_SECONDS = 10
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
TOLD = ("cycle ", "cycles", "gaps", "queue", "database")
"""Checks whose message names no well, no session and no file: it may be told to everybody."""

Kind = TypeVar("Kind")


class Kept(Generic[Kind]):
    """An answer for all askers that is asked for again once it is so many seconds old."""

    def __init__(self, seconds: float, ask: Callable[[], Kind]) -> None:
        self._seconds, self._ask = seconds, ask
        self._lock = threading.Lock()
        self._answer: Kind | None = None
        self._until = 0.0

    def get(self) -> Kind:
        with self._lock:
            if self._answer is None or time.monotonic() > self._until:
                self._answer = self._ask()
                self._until = time.monotonic() + self._seconds
            return self._answer


def checks(url: str) -> list[health.Check]:
    """What `bp010ctl health` says of the database; one critical check where it does not answer."""
    try:
        with database.connect(url, autocommit=True, application_name="bp010ctl serve") as asking:
            return health.checks(asking)
    except (psycopg.Error, Bp010Error):
        return [health.Check("database", health.CRITICAL, "no answer")]


def health_page(request: Request) -> Response:
    """200 where nothing is critical, else 503. Nobody logs in, so it names no well."""
    judged = request.app.state.health.get()
    answer = {
        "level": health.LEVELS[health.worst(judged)],
        "checks": [
            {"name": check.name, "level": health.LEVELS[check.level]}
            | ({"message": check.message} if check.name.startswith(TOLD) else {})
            for check in judged
        ],
    }
    status = 503 if health.worst(judged) >= health.CRITICAL else 200
    return JSONResponse(answer, status, headers={"cache-control": "no-store"})


# -- Prometheus ---------------------------------------------------------------------------------


def metrics(url: str) -> bytes:
    """The ledger's figures, the field's and the database's, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(Field(url))
    return generate_latest(registry)


def metrics_page(request: Request) -> Response:
    """The metrics, to the addresses that may ask for them."""
    client = request.client.host if request.client else ""
    if client not in request.app.state.options.machines:
        return JSONResponse({"error": "this address may not read the metrics"}, 403)
    return Response(request.app.state.metrics.get(), media_type=PROMETHEUS)


class Field(Collector):
    """Reads everything in one transaction when Prometheus asks; bp010_up is 0 where it cannot."""

    def __init__(self, url: str) -> None:
        self._url = url

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("bp010_up", "Whether the database answered.")
        try:
            with database.connect(self._url, application_name="bp010ctl serve") as connection:
                connection.read_only = True
                connection.execute("SET LOCAL statement_timeout = '10s'")
                families = [*_cycles(connection), *_work(connection), *_wells(connection)]
        except (psycopg.Error, Bp010Error):
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from families


CYCLE_FIGURES = {
    "ultimo_exito": ("last_success_timestamp_seconds", "When the cycle last succeeded."),
    "duracion_segundos": ("last_duration_seconds", "What the newest run took, or takes so far."),
    "atraso_segundos": ("lag_seconds", "Since the last success, or since it was scheduled."),
    "periodo_segundos": ("period_seconds", "How often the cycle is due."),
    "limite_segundos": ("limit_seconds", "What a run may take."),
    "solapes": ("overlaps", "Runs of 24 hours that met the next start."),
    "activo": ("active", "Whether the cycle is not paused."),
}


def _cycles(connection: Connection) -> Iterator[Metric]:
    rows = ledger.cycles(connection)
    for column, (name, what) in CYCLE_FIGURES.items():
        family = GaugeMetricFamily(f"bp010_cycle_{name}", what, labels=["cycle"])
        for row in rows:
            if row[column] is not None:
                family.add_metric([row["ciclo"]], _figure(row[column]))
        yield family
    family = GaugeMetricFamily(
        "bp010_runs", "Runs of the last 24 hours.", labels=["cycle", "state"]
    )
    for cycle, state, count in queries.tuples(connection, "serve/metrics_runs"):
        family.add_metric([cycle, state], count)
    yield family


def _work(connection: Connection) -> Iterator[Metric]:
    gaps = GaugeMetricFamily("bp010_gaps", "Runs that nothing has made up for.", labels=["cycle"])
    counted: dict[str, int] = {}
    for row in ledger.gaps(connection):
        counted[row["etl_tipo"]] = counted.get(row["etl_tipo"], 0) + 1
    for cycle, count in counted.items():
        gaps.add_metric([cycle], count)
    yield gaps
    figures = queries.dicts(connection, "serve/metrics_work")[0]
    for name, what in (
        ("queue_keys", "Well-hours that wait to be computed."),
        ("queue_oldest_seconds", "How long the oldest well-hour has waited."),
        ("open_alerts", "Alerts of the ledger that nobody has closed."),
        ("database_size_bytes", "Size of the database."),
    ):
        family = GaugeMetricFamily(f"bp010_{name}", what)
        if figures[name] is not None:
            family.add_metric([], float(figures[name]))
        yield family


def _wells(connection: Connection) -> Iterator[Metric]:
    figures = field.summary(connection)
    family = GaugeMetricFamily("bp010_wells", "Wells by communication.", labels=["state"])
    for column, state in (
        ("en_linea", "online"), ("con_retraso", "delayed"), ("sin_comunicacion", "offline"),
    ):  # fmt: skip
        family.add_metric([state], figures[column])
    yield family
    stopped = GaugeMetricFamily("bp010_wells_stopped", "Wells whose motor does not run.")
    stopped.add_metric([], figures["parados"])
    yield stopped
    for column, name, what in (
        ("ultima_lectura", "newest_reading", "Time of the newest reading of any well."),
        ("foto", "snapshot", "When the snapshot was made."),
    ):
        if figures[column] is not None:
            family = GaugeMetricFamily(f"bp010_{name}_timestamp_seconds", what)
            family.add_metric([], figures[column].timestamp())
            yield family


def _figure(value: Any) -> float:
    return value.timestamp() if isinstance(value, datetime) else float(value)


# -- JSON ---------------------------------------------------------------------------------------

NUMBERS = {"pagina": (1, 1_000_000), "cuantos": (1, max(field.SIZES))}


def wells_api(request: Request) -> Response:
    """The exception list: the same filter, order and pages as the page's."""
    faults = list(_faults(request))
    if faults:
        return JSONResponse({"error": "; ".join(faults), "hint": "see /api/v1/openapi.json"}, 400)
    wanted = field.Filter.of(request.query_params)
    with pages.asking(request) as connection:
        page = field.page(connection, wanted)
    shown = [
        {key: value for key, value in row.items() if key != "de_cuantos"}
        | {
            "avisos": page.alerts.get(row["well_id"], []),
            "motor_desde": page.since.get(row["well_id"]),
        }
        for row in page.wells
    ]
    return tagged(
        request,
        {
            "total": page.total,
            "pagina": page.filter.pagina,
            "paginas": page.pages,
            "cuantos": page.filter.cuantos,
            "pozos": shown,
        },
    )


def well_api(request: Request) -> Response:
    """One well: every element with its value, unit and column, alerts, card, verdicts."""
    pozo = pages.well_number(request.path_params["pozo"])
    with pages.asking(request) as connection:
        sight = well.sight(connection, pozo)
    named = {name: short for short, name in panels.TABLES.items()}
    elements = []
    for element in panels.elements():
        table, _, name = (element.column or "").rpartition(".")
        elements.append({
            "numero": element.number,
            "panel": element.panel,
            "visual": element.visual,
            "columna": element.column,
            "unidad": panels.meanings().get(element.column or "", {}).get("unit") or None,
            "valor": sight.figure(f"{named[table]}.{name}") if table else None,
        })  # fmt: skip
    return tagged(
        request,
        {
            "well_id": pozo,
            "situacion": sight.standing,
            "elementos": elements,
            "avisos": sight.alerts,
            "carta": sight.rows["card"] or None,
            "consistencia": sight.consistency,
            "calidad": sight.quality,
            "rechazos": sight.rejected,
        },
    )


def trends_api(request: Request) -> Response:
    """A well's hours, days or months: by measure its unit and [time, value] pairs."""
    pozo = pages.well_number(request.path_params["pozo"])
    given = request.query_params
    if given.get("grano", "hora") not in well.GRAINS:
        return JSONResponse({"error": f"grano is one of {', '.join(well.GRAINS)}"}, 400)
    for name in ("desde", "hasta"):
        if given.get(name) and pages.moment(given[name], UTC) is None:
            return JSONResponse({"error": f"{name} is a time such as 2026-03-01T00:00"}, 400)
    with pages.asking(request) as connection:
        now = well.standing(connection, pozo)["ahora"]
        period = pages.period(given, now)
        grain = period["grain"]
        trends = well.trends(connection, pozo, grain, period["start"], period["end"])
    columns = {name: f"{well.FACTS[grain]}.{column}" for name, column in well.drawn(grain).items()}
    return tagged(
        request,
        {
            "well_id": pozo,
            "grano": grain,
            "desde": period["start"],
            "hasta": period["end"],
            "series": {
                name: {
                    "columna": columns[name],
                    "unidad": panels.meanings().get(columns[name], {}).get("unit") or None,
                    "puntos": samples,
                }
                for name, samples in trends.items()
            },
        },
    )


def origin_api(request: Request) -> Response:
    """Where a column's values come from."""
    origin = origins.origin(request.path_params["column"])
    if origin is None:
        return JSONResponse({"error": "no such column is described"}, 404)
    return tagged(
        request,
        {
            "columna": origin.column,
            "unidad": origin.unit or None,
            "formula": origin.formula or None,
            "escribe": origin.owner or None,
            "vacia_salvo": origin.empty_unless or None,
            "fuentes": [{"escrita": text, "columna": name} for text, name in origin.sources],
            "alimenta": origin.feeds,
            "elementos": [element.number for element in origin.elements],
        },
    )


def tagged(request: Request, content: Any) -> Response:
    """JSON with an ETag; 304 where the asker has the same already."""
    body = json.dumps(_plain(content), ensure_ascii=False, allow_nan=False).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    asked = request.headers.get("if-none-match", "")
    if tag in [part.strip().removeprefix("W/") for part in asked.split(",")]:
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, media_type="application/json", headers={"etag": tag})


def _faults(request: Request) -> Iterator[str]:
    """What of a query string is no answer to its question."""
    given = request.query_params
    if given.get("estado", field.STATES[0]) not in field.STATES:
        yield f"estado is one of {', '.join(field.STATES)}"
    if given.get("orden", field.Filter.orden).removeprefix("-") not in field.ORDERS:
        yield f"orden is one of {', '.join(field.ORDERS)}, or that with a leading -"
    if len(given.get("busca", "")) > field.LONGEST:
        yield f"busca has {field.LONGEST} characters at most"
    for name, (least, most) in NUMBERS.items():
        text = given.get(name, str(least))
        if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
            yield f"{name} is a number from {least} to {most}"


def _plain(value: Any) -> Any:
    """A value as JSON has it: times in ISO 8601, no value and no finite number as null."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if value - value == 0 else None
    return value
