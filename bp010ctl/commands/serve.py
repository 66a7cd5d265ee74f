"""`bp010ctl serve`: the field on a screen."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from bp010ctl.commands import console


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8010,
    open_to_all: Annotated[
        bool,
        typer.Option("--open", help="Nobody logs in; every well is shown, on this machine only."),
    ] = False,
    machine: Annotated[
        list[str] | None,
        typer.Option(help="An address that may ask for /metrics besides this machine."),
    ] = None,
) -> None:
    """Serve the field's pages to browsers until Ctrl-C: wells, and where each number comes from.

    Without --open the database's login has to be in bp010_panel and bp010_pool, and users log in.

    Example: `bp010ctl serve --open`
    """
    from bp010ctl.serve import running, web
    from bp010ctl.server import target

    url = target.url()
    running.check(url, host, open_to_all)
    console.say(f"http://{host}:{port}/ (Ctrl-C ends it)")
    options = web.Options(
        watch=os.environ.get("BP010_WATCH_URL") or url,
        machines=(*web.LOOPBACK, *(machine or ())),
    )
    running.run(url, host, port, options)
