"""The web application: routes, what every answer carries, and faults told as pages."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bp010ctl.base.database import Connection
from bp010ctl.base.errors import ReportError
from bp010ctl.serve import (
    catalogue,
    downloads,
    exports,
    flows,
    ledger,
    live,
    machines,
    openapi,
    pages,
    templating,
    users,
)
from bp010ctl.wells.snapshot import UnknownWell

if TYPE_CHECKING:
    from bp010ctl.serve import oidc

log = logging.getLogger("bp010ctl.serve")

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
FOR_EVER = b"public, max-age=31536000, immutable"
FRESH = b"private, no-cache"


@dataclass(frozen=True)
class Options:
    """How the pages are served.

    hosts: names that a browser may ask for; None: any. machines: addresses that may ask for the
    metrics. watch: URL of the database for a login that may read the ledger. doors: how users
    come in; None: nobody logs in. oidc: the provider's door, where there is one.
    """

    watch: str
    hosts: tuple[str, ...] | None = LOOPBACK
    machines: tuple[str, ...] = ("127.0.0.1", "::1")
    doors: users.Doors | None = None
    oidc: oidc.Door | None = None


def application(connections: ConnectionPool[Connection], options: Options) -> ASGIApp:
    """The application on a pool that it opens and closes."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        connections.open()
        wire = app.state.wire = live.Wire(options.watch)
        listening = asyncio.create_task(wire.run())
        yield
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        connections.close()

    app = Starlette(
        routes=[
            Route("/", pages.field_page, name="field"),
            Route("/field.csv", exports.field_csv),
            Route("/report/field.{kind}", downloads.field_report),
            Route("/report/well/{pozo}.{kind}", downloads.well_report),
            Route("/well/{pozo}", pages.well_page, name="well"),
            Route("/origin/{column}", pages.origin_page, name="origin"),
            Route("/runs", ledger.runs_page),
            Route("/sources", ledger.sources_page),
            Route("/lineage", flows.lineage_page),
            Route("/lineage/{column}", flows.lineage_page),
            Route("/catalogue", catalogue.catalogue_page),
            Route("/live", live.stream),
            Route("/login", users.login_page, methods=["GET"]),
            Route("/login", users.login, methods=["POST"]),
            *(options.oidc.routes() if options.oidc else ()),
            Route("/logout", users.logout, methods=["POST"]),
            Route("/health", machines.health_page),
            Route("/metrics", machines.metrics_page),
            Route("/api/v1/openapi.json", _openapi),
            Route("/api/v1/wells", machines.wells_api),
            Route("/api/v1/wells/{pozo}", machines.well_api),
            Route("/api/v1/wells/{pozo}/trends", machines.trends_api),
            Route("/api/v1/origins/{column}", machines.origin_api),
            Mount(f"/static/{templating.stamp()}", _static(), name="static"),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(options.hosts or ["*"])),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
            Middleware(users.Known, doors=options.doors),
        ],
        exception_handlers=FAULTS,
        lifespan=lifespan,
    )
    app.state.connections = connections
    app.state.options = options
    app.state.doors = options.doors
    app.state.oidc = options.oidc
    app.state.attempts = users.Attempts()
    app.state.flows = flows.Reading(partial(flows.read, options.watch))
    app.state.health = machines.Kept(
        machines.HEALTH_SECONDS, partial(machines.checks, options.watch)
    )
    app.state.metrics = machines.Kept(
        machines.METRICS_SECONDS, partial(machines.metrics, options.watch)
    )
    return Carried(app)


def _openapi(request: Request) -> Response:
    return machines.tagged(request, openapi.document())


def _static() -> StaticFiles:
    return StaticFiles(directory=str(files("bp010ctl.serve") / "static"))


class Carried:
    """What every answer carries: a strict policy, and how long it may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def carrying(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                kept = scope["path"].startswith("/static/") and message["status"] == 200
                headers |= HEADERS
                headers.setdefault(b"cache-control", FOR_EVER if kept else FRESH)
                cookies = [pair for pair in message["headers"] if pair[0] == b"set-cookie"]
                headers.pop(b"set-cookie", None)
                message["headers"] = [*headers.items(), *cookies]
            await send(message)

        await self.app(scope, receive, carrying)


# -- faults -------------------------------------------------------------------------------------


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = error.detail if error.detail.startswith("not_found") else "not_found_page"
    what = "not_found" if error.status_code == 404 else "failed"
    return pages.fault(request, error.status_code, what, told)


async def _unknown_well(request: Request, error: Exception) -> Response:
    return pages.fault(request, 404, "not_found", "not_found_well")


async def _no_report(request: Request, error: Exception) -> Response:
    return pages.fault(request, 404, "failed", "no_report", str(error).partition("\n")[0])


async def _unavailable(request: Request, error: Exception) -> Response:
    log.warning("%s: %s", request.url.path, str(error).strip().partition("\n")[0])
    answer = pages.fault(request, 503, "failed", "unavailable")
    answer.headers["retry-after"] = "5"
    return answer


async def _forbidden(request: Request, error: Exception) -> Response:
    assert isinstance(error, psycopg.Error)
    return pages.fault(request, 403, "failed", "forbidden", error.diag.message_primary or "")


async def _broken(request: Request, error: Exception) -> Response:
    return pages.fault(request, 500, "failed", "broken")


FAULTS: dict[Any, Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: _of_http,
    UnknownWell: _unknown_well,
    ReportError: _no_report,
    PoolTimeout: _unavailable,
    psycopg.OperationalError: _unavailable,
    psycopg.errors.InsufficientPrivilege: _forbidden,
    500: _broken,
}
