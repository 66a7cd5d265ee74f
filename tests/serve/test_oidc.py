"""Users of an OpenID Connect provider: a real one on this machine, which also lies when told to."""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bp010ctl.base.errors import ServeError
from bp010ctl.serve import binding, oidc, users, web
from support import sampled

from .conftest import ANA

CLIENT, SECRET = "bp010", "un secreto"


@dataclass
class Provider:
    """A provider that lets everybody in as ana; `lies` is what its next token says otherwise."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    lies: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def configuration(self, request: Request) -> Response:
        paths = {"authorization": "authorize", "token": "token", "end_session": "leave"}
        return JSONResponse(
            {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
            | {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in paths.items()}
            | {"id_token_signing_alg_values_supported": ["RS256"]}
        )

    def keys(self, request: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        answer = {"code": code, "state": self.lies.get("state", asked["state"])}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def token(self, request: Request) -> Response:
        given = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        asked = self.codes.pop(given["code"], None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proof = hashlib.sha256(given["code_verifier"].encode()).digest()
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or base64.urlsafe_b64encode(proof).decode().rstrip("=") != asked["code_challenge"]
            or given["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 60,
            "nonce": asked["nonce"], "email": ANA, "email_verified": True,
        } | self.lies  # fmt: skip
        key = self.lies.get("key", self.key)
        signed = jwt.encode(
            {"alg": "RS256", "kid": "one"},
            {name: value for name, value in claims.items() if value is not None and name != "key"},
            key,
        )
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
            ]
        )


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """The provider's process: a server of its own on a free port."""
    provider = Provider()
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    provider.issuer = f"http://127.0.0.1:{door.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(provider.app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    yield provider
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.lies = {}
    return running


def browser(provider: Provider, url: str, **other: Any) -> TestClient:
    """The pages with the provider's door, as a browser sees them that follows no redirect."""
    door = oidc.Door(oidc.Provider(provider.issuer, CLIENT, SECRET, **other))
    options = web.Options(
        watch=url, hosts=("pages",), doors=users.Doors(b"k" * 32, provider="prueba"), oidc=door
    )
    app = web.application(binding.pool(url, 2), options)
    return TestClient(app, base_url="http://pages", follow_redirects=False)


@pytest.fixture
def visitor(provider: Provider, web_url: str) -> Iterator[TestClient]:
    with browser(provider, web_url) as made:
        yield made


def sent(client: TestClient, wanted: str = "/well/2") -> str:
    """The address at which the browser comes back from the provider."""
    away = client.get("/login/oidc", params={"next": wanted})
    assert away.status_code == 302
    return str(httpx2.get(away.headers["location"]).headers["location"])


def test_a_user_of_the_provider_logs_in_and_out(visitor: TestClient, provider: Provider) -> None:
    assert "prueba" in visitor.get("/login?lang=en").text
    answer = visitor.get(sent(visitor))
    assert (answer.status_code, answer.headers["location"]) == (303, "/well/2")
    asked = provider.asked[-1]
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == (
        "S256", "http://pages/login/oidc/back",
    )  # fmt: skip
    assert len(asked["nonce"]) > 15
    page = visitor.get("/").text
    assert ANA in page
    assert 'data-well="2"' in page
    assert 'data-well="1"' not in page
    form = page.partition('name="token" value="')[2].partition('"')[0]
    left = visitor.post("/logout", data={"token": form}).headers["location"]
    assert visitor.get("/").status_code == 303
    assert "/login/oidc/out" in visitor.get(left).text
    out = urlsplit(visitor.get("/login/oidc/out").headers["location"])
    assert out.path == "/leave"
    assert parse_qs(out.query)["post_logout_redirect_uri"] == ["http://pages/login"]


LIES: dict[str, tuple[dict[str, Any]]] = {
    "another nonce": ({"nonce": "another"},),
    "no nonce": ({"nonce": None},),
    "no audience": ({"aud": None},),
    "for somebody else": ({"aud": "somebody-else", "azp": CLIENT},),
    "of another issuer": ({"iss": "http://evil.example"},),
    "no name": ({"email": None},),
    "over": ({"exp": 1},),
    "a name in two lines": ({"email": "a\nb"},),
    "a number for a name": ({"email": 7},),
    "signed by another key": ({"key": RSAKey.generate_key(2048, {"kid": "one"})},),
    "not said to be verified": ({"email_verified": None},),
    "another state": ({"state": "another"},),
    "not verified": ({"email_verified": False},),
}
"""What a token says wrongly, by what that is."""


@pytest.mark.parametrize("lie", sampled(LIES, 3))
def test_a_token_that_is_not_in_order_lets_nobody_in(
    lie: dict[str, Any], visitor: TestClient, provider: Provider
) -> None:
    provider.lies = lie
    answer = visitor.get(sent(visitor))
    assert answer.status_code == 401
    assert users.SESSION not in answer.cookies
    assert visitor.get("/").status_code == 303


def test_a_return_serves_once_and_only_whom_it_was_sent(
    visitor: TestClient, provider: Provider, web_url: str
) -> None:
    back = sent(visitor)
    with browser(provider, web_url) as other:
        assert other.get(back).status_code == 401  # somebody else's return: no cookie of ours
    assert visitor.get(back).status_code == 303
    visitor.cookies.delete(users.SESSION)
    assert visitor.get(back).status_code == 401
    assert visitor.get("/login/oidc/back?error=access_denied").status_code == 401


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example", "/\\evil"])
def test_after_the_provider_one_stays_here(away: str, visitor: TestClient) -> None:
    assert visitor.get(sent(visitor, away)).headers["location"] == "/"


def test_another_claim_can_be_the_name(provider: Provider, web_url: str) -> None:
    provider.lies = {"preferred_username": ANA, "email_verified": None}
    with browser(provider, web_url, claim="preferred_username") as visitor:
        assert visitor.get(sent(visitor)).status_code == 303


def test_a_silent_or_other_provider_is_told(provider: Provider, web_url: str) -> None:
    silent = Provider(issuer="http://127.0.0.1:9")
    with browser(silent, web_url) as visitor:
        assert visitor.get("/login/oidc").status_code == 503
    real, provider.issuer = provider.issuer, "http://elsewhere"
    try:
        with browser(Provider(issuer=real), web_url) as visitor:
            assert visitor.get("/login/oidc").status_code == 503
    finally:
        provider.issuer = real


def test_a_provider_elsewhere_is_asked_over_https_only() -> None:
    with pytest.raises(ServeError, match="over https only"):
        oidc.Provider("http://id.example.org", CLIENT)
    with pytest.raises(ServeError, match="named by its URL"):
        oidc.Provider("id.example.org", CLIENT)
    assert "secreto" not in repr(oidc.Provider("https://id.example.org", CLIENT, SECRET))
