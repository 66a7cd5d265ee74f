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
    proxy_header: Annotated[
        str | None,
        typer.Option(help="The header by which a trusted proxy names the user; with --proxy."),
    ] = None,
    proxy: Annotated[
        list[str] | None, typer.Option(help="A trusted proxy's address; may be repeated.")
    ] = None,
    host_name: Annotated[
        list[str] | None,
        typer.Option(
            help="A name that browsers reach this server by; default: any, or this machine's."
        ),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="Browsers come by https: cookies are kept from http.")
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
    from bp010ctl.base import settings
    from bp010ctl.serve import running, users, web
    from bp010ctl.server import target

    url = target.url()
    running.check(url, host, open_to_all)
    if (proxy_header is None) != (not proxy) or (open_to_all and proxy):
        raise typer.BadParameter(
            "--proxy-header and --proxy belong together, and not to --open",
            param_hint="--proxy-header",
        )
    console.say(f"http://{host}:{port}/ (Ctrl-C ends it)")
    doors = None
    if not open_to_all:
        key = users.signing_key(settings.load().home)
        doors = users.Doors(key, proxy_header, tuple(proxy or ()), https)
    options = web.Options(
        doors=doors,
        hosts=(*web.LOOPBACK, *host_name) if host_name else running.hosts(host),
        watch=os.environ.get("BP010_WATCH_URL") or url,
        machines=(*web.LOOPBACK, *(machine or ())),
    )
    running.run(url, host, port, options)
