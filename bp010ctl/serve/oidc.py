"""Users whom an OpenID Connect provider knows: sent there, and taken in when they come back.

State, nonce and the PKCE verifier travel in a cookie that this server signed, for ten minutes and
one return. The provider's signed token names the user by one claim; which wells that user sees is
the database's to say. Nothing of the provider's tokens is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bp010ctl.base.errors import ServeError
from bp010ctl.serve import users

try:
    import httpx2
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.starlette_client import OAuth
    from joserfc.errors import JoseError
except ImportError as missing:
    raise ServeError(
        f"OIDC needs the package {missing.name}, which is not installed",
        hint="pip install 'bp010ctl[oidc]' (make setup does)",
    ) from None

log = logging.getLogger("bp010ctl.serve")

TRIP, TRIP_SECONDS = "bp010_oidc", 600
PATH = "/login/oidc"
TIMEOUT = 10
"""Seconds that the provider has for an answer."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
FAULTS = (AuthlibBaseError, JoseError, httpx2.HTTPError, RuntimeError, ValueError, KeyError)
"""What a provider that does not answer, or answers wrongly, comes to."""


@dataclass(frozen=True)
class Provider:
    """Who knows the users. issuer: its URL; client, secret: what this server is to it; claim: what
    names the user, which for `email` has to be verified."""

    issuer: str
    client: str
    secret: str | None = field(default=None, repr=False)
    claim: str = "email"

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if not parts.hostname or parts.scheme not in ("https", "http"):
            raise ServeError("an OIDC provider is named by its URL", on=f"--oidc {self.issuer}")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ServeError(
                "an OIDC provider is asked over https only",
                on=f"--oidc {self.issuer}",
                hint="http is for a provider on this machine",
            )


class Door:
    """The provider as this server talks with it: its metadata and keys are asked for once."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.client = OAuth().register(
            "oidc",
            client_id=provider.client,
            client_secret=provider.secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": TIMEOUT,
                **({} if provider.secret else {"token_endpoint_auth_method": "none"}),
            },
        )

    def routes(self) -> list[Route]:
        """The pages of this door."""
        return [Route(PATH, begin), Route(f"{PATH}/back", back), Route(f"{PATH}/out", out)]

    async def metadata(self) -> Mapping[str, Any]:
        """What the provider tells of itself. Raises ValueError where that is another one."""
        known: Mapping[str, Any] = await self.client.load_server_metadata()
        if str(known.get("issuer", "")).rstrip("/") != self.provider.issuer.rstrip("/"):
            raise ValueError(f"the provider calls itself {known.get('issuer')!r}")
        return known

    async def user(self, request: Request) -> str:
        """Who comes back. Raises one of FAULTS for whatever is not in order."""
        known = await self.metadata()
        token = await self.client.authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": known["issuer"]},
                "aud": {"essential": True, "value": self.provider.client},
            },
        )
        claims = dict(token["userinfo"])
        if self.provider.claim not in claims and "userinfo_endpoint" in known:
            told = await self.client.userinfo(token=token)
            if told.get("sub") != claims["sub"]:
                raise ValueError("the provider tells of somebody else")
            claims = {**told, **claims}
        return self._named(claims)

    def _named(self, claims: Mapping[str, Any]) -> str:
        claim = self.provider.claim
        named = claims.get(claim)
        user = users.name_of(named) if isinstance(named, str) else None
        if user is None:
            raise ValueError(f"the provider's token has no claim {claim!r} that can be a name")
        if claim == "email" and claims.get("email_verified") is not True:
            raise ValueError("the provider has not verified the address; see --oidc-claim")
        return user


async def begin(request: Request) -> Response:
    """Send the browser to the provider."""
    door: Door = request.app.state.oidc
    trip: dict[str, Any] = {}
    request.scope["session"] = trip
    try:
        await door.metadata()
        answer: Response = await door.client.authorize_redirect(request, _here(request, "/back"))
    except FAULTS as error:
        return _refused(request, 503, "oidc_silent", error)
    trip["next"] = users.inside(request.query_params.get("next", ""))
    users.keep(request, answer, TRIP, "oidc", trip, TRIP_SECONDS)
    return answer


async def back(request: Request) -> Response:
    """Take in whom the provider names; a return serves once."""
    door: Door = request.app.state.oidc
    request.scope["session"] = trip = _trip(request)
    try:
        user = await door.user(request)
    except FAULTS as error:
        answer = _refused(request, 401, "oidc_refused", error)
    else:
        answer = users.welcome(request, user, str(trip.get("next", "/")), by="oidc")
    answer.delete_cookie(TRIP, httponly=True, samesite="lax")
    return answer


async def out(request: Request) -> Response:
    """On to the provider, for its own session to end; it sends the browser back to the form."""
    door: Door = request.app.state.oidc
    try:
        known = await door.metadata()
        if "end_session_endpoint" not in known:
            return RedirectResponse("/login", 303)
        request.scope["session"] = {}
        answer: Response = await door.client.logout_redirect(
            request,
            post_logout_redirect_uri=_here(request, "").removesuffix("/oidc"),
            client_id=door.provider.client,
        )
    except FAULTS as error:
        return _refused(request, 503, "oidc_silent", error)
    return answer


def _here(request: Request, path: str) -> str:
    """A page of ours by the name that the browser knows this server by."""
    scheme = "https" if users.secure(request) else "http"
    return f"{scheme}://{request.headers['host']}{PATH}{path}"


def _trip(request: Request) -> dict[str, Any]:
    try:
        told = request.app.state.doors.signer("oidc").loads(
            request.cookies.get(TRIP, ""), max_age=TRIP_SECONDS
        )
    except BadData:
        return {}
    return told if isinstance(told, dict) else {}


def _refused(request: Request, status: int, why: str, error: Exception) -> Response:
    client = request.client.host if request.client else ""
    log.warning("oidc: %s from %s: %s", why, client, str(error).partition("\n")[0][:300])
    return users.form(request, status, why)
