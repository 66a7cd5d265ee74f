"""`bp010ctl serve`: the field on a screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bp010ctl.commands import console

if TYPE_CHECKING:
    from bp010ctl.serve.oidc import Door


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
    oidc: Annotated[
        str | None,
        typer.Option(metavar="URL", help="An OpenID Connect provider that users log in with, too."),
    ] = None,
    oidc_client: Annotated[
        str, typer.Option(metavar="ID", help="This server's name at the provider.")
    ] = "bp010",
    oidc_claim: Annotated[
        str,
        typer.Option(metavar="CLAIM", help="The provider's claim that is the user's name here."),
    ] = "email",
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
    if oidc and open_to_all:
        raise typer.BadParameter("with --open nobody logs in", param_hint="--oidc")
    door = _door(oidc, oidc_client, oidc_claim) if oidc else None
    console.say(f"http://{host}:{port}/ (Ctrl-C ends it)")
    doors = None
    if not open_to_all:
        key = users.signing_key(settings.load().home)
        provider = urlsplit(oidc).hostname if oidc else None
        doors = users.Doors(key, proxy_header, tuple(proxy or ()), https, provider)
    options = web.Options(
        doors=doors,
        oidc=door,
        hosts=(*web.LOOPBACK, *host_name) if host_name else running.hosts(host),
        watch=os.environ.get("BP010_WATCH_URL") or url,
        machines=(*web.LOOPBACK, *(machine or ())),
    )
    running.run(url, host, port, options)


def _door(issuer: str, client: str, claim: str) -> Door:
    """The provider's door; its secret comes by the environment, for a command line is no secret."""
    from bp010ctl.serve.oidc import Door, Provider

    return Door(Provider(issuer, client, os.environ.get("BP010_OIDC_SECRET") or None, claim))
