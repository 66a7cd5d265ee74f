"""The web server itself: where it listens, and what it refuses to start with."""

from __future__ import annotations

import uvicorn

from bp010ctl.base import database
from bp010ctl.base.errors import ServeError
from bp010ctl.serve import binding, web

GRACE = 3
"""Seconds that open answers have once the server is to stop: a stream would never end."""
KEPT = 75
"""Seconds that a connection without a question stays open: longer than a proxy or a reader waits,
who would otherwise ask into one that is just being closed."""


def check(url: str, host: str, open_to_all: bool) -> None:
    """Raises ServeError for what would show wells to people who may not see them."""
    if open_to_all and host not in web.LOOPBACK:
        raise ServeError(
            "--open shows every well to everybody who can connect: only this machine may",
            on=f"host {host!r}",
            hint=f"leave --host out, or let users log in; --open listens on {web.LOOPBACK[0]}",
        )
    with database.connect(url, application_name="bp010ctl serve") as connection:
        if not open_to_all:
            binding.require_pool(connection)


def hosts(host: str) -> tuple[str, ...] | None:
    """The names that browsers may ask for at an address: this machine's own, or any."""
    return web.LOOPBACK if host in web.LOOPBACK else None


def run(url: str, host: str, port: int, options: web.Options) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    config = uvicorn.Config(
        web.application(binding.pool(url), options),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=KEPT,
    )
    uvicorn.Server(config).run()
