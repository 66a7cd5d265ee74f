"""Who asks: a user who logged in here, one whom a provider or a trusted proxy names, or nobody.

A user is a name; which wells it sees is the database's to say (`bp010ctl roles wells`). Passwords
are argon2 hashes in the database. Sessions are cookies that this server signs; nothing is kept of
them.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from itsdangerous import BadData, URLSafeTimedSerializer
from psycopg_pool import ConnectionPool
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.serve import binding, pages

log = logging.getLogger("bp010ctl.serve")

SESSION, FORM = "bp010_session", "bp010_form"
SESSION_SECONDS, FORM_SECONDS = 12 * 3600, 3600
LONGEST_NAME, LONGEST_PASSWORD, LONGEST_FORM = 200, 1000, 8192
COOKIE_LENGTH = 43
PUBLIC = ("/login", "/health", "/metrics", "/static/")
"""Paths that nobody logs in for; /metrics asks for the address."""
HASHER = PasswordHasher()


@dataclass(frozen=True)
class Doors:
    """How users come in. key: what cookies are signed with; proxies: addresses whose `header` names
    the user; secure: cookies go over https only; provider: another door is a provider's, by the
    name that the form gives it."""

    key: bytes
    header: str | None = None
    proxies: tuple[str, ...] = ()
    secure: bool = False
    provider: str | None = None

    def signer(self, purpose: str) -> URLSafeTimedSerializer:
        """What signs and reads texts for one purpose only."""
        return URLSafeTimedSerializer(self.key, salt=f"bp010 {purpose}")


@dataclass
class Attempts:
    """Failed logins by name and address: after `most` within `seconds` the next ones wait."""

    most: int = 5
    seconds: float = 300
    clock: Callable[[], float] = time.monotonic
    _times: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, *keys: tuple[str, str]) -> float:
        """Seconds until one may try again; 0: now."""
        now = self.clock()
        with self._lock:
            waits = [0.0]
            for key in keys:
                times = self._recent(key, now)
                if len(times) >= self.most:
                    waits.append(times[0] + self.seconds - now)
            return max(waits)

    def failed(self, *keys: tuple[str, str]) -> None:
        now = self.clock()
        with self._lock:
            for key in keys:
                self._recent(key, now).append(now)
            if len(self._times) > 10_000:  # whoever tries many names does not fill the memory
                for key in [key for key in self._times if not self._recent(key, now)]:
                    del self._times[key]

    def _recent(self, key: tuple[str, str], now: float) -> deque[float]:
        times = self._times.setdefault(key, deque())
        while times and times[0] <= now - self.seconds:
            times.popleft()
        return times


def signing_key(folder: Path) -> bytes:
    """The key in `folder`, made the first time: a file that only this user reads.

    Cookies outlive a restart, and hold on each server that has the same file.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "web.key"
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(made, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
    return key


class Known:
    """Finds out who asks; whoever is nobody is sent to log in."""

    def __init__(self, app: ASGIApp, doors: Doors | None) -> None:
        self.app, self.doors = app, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        user = asked_by(request, self.doors) if self.doors else None
        state = scope.setdefault("state", {})
        state["user"] = user
        if self.doors and user and SESSION in request.cookies:
            state["form"] = token(request, self.doors)[0]
        path = request.url.path
        if self.doors is None or user is not None or path.startswith(PUBLIC):
            await self.app(scope, receive, send)
            return
        answer: Response
        if path.startswith("/api/") or path == "/live":
            answer = JSONResponse({"error": "log in first"}, 401)
        else:
            wanted = path + (f"?{request.url.query}" if request.url.query else "")
            answer = RedirectResponse(f"/login?next={quote(wanted, safe='')}", 303)
        await answer(scope, receive, send)


def asked_by(request: Request, doors: Doors) -> str | None:
    """The user that a trusted proxy names, else the one of the session."""
    client = request.client.host if request.client else ""
    if doors.header and client in doors.proxies:
        named = request.headers.getlist(doors.header)
        return name_of(named[0]) if len(named) == 1 else None
    told = session(request, doors).get("user")
    return name_of(told) if isinstance(told, str) else None


def session(request: Request, doors: Doors) -> dict[str, Any]:
    """What the session's cookie says: `user`, and by which door; nothing where there is none."""
    try:
        told = doors.signer("session").loads(
            request.cookies.get(SESSION, ""), max_age=SESSION_SECONDS
        )
    except BadData:
        return {}
    return told if isinstance(told, dict) else {}


def name_of(text: str) -> str | None:
    """A name that can be a user's; None for what can be none."""
    text = text.strip()
    return text if 0 < len(text) <= LONGEST_NAME and text.isprintable() else None


def verified(connection: Connection, user: str, password: str) -> bool:
    """Whether it is the user's password; as slow for a name that is nobody's."""
    rows = queries.tuples(connection, "serve/password", {"usuario": user})
    stored = rows[0][0] if rows else None
    try:
        HASHER.verify(stored or NOBODYS, password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


NOBODYS = HASHER.hash(secrets.token_hex(16))
"""A hash that no password has, for names that are nobody's."""


# -- the form -----------------------------------------------------------------------------------


def login_page(request: Request) -> Response:
    """The form."""
    if request.app.state.doors is None:
        return RedirectResponse("/", 303)
    return form(request, 200, "")


async def login(request: Request) -> Response:
    """What the form brings: a session, or the form again with the reason."""
    body = await _body(request)
    return await run_in_threadpool(_login, request, body)


def _login(request: Request, given: dict[str, str] | None) -> Response:
    doors: Doors | None = request.app.state.doors
    if doors is None:
        return RedirectResponse("/", 303)
    if given is None or not ours(request, given.get("token", "")):
        return form(request, 403, "form_old")
    user, password = name_of(given.get("user", "")), given.get("password", "")
    client = request.client.host if request.client else ""
    attempts: Attempts = request.app.state.attempts
    keys = (("user", (user or "").lower()), ("address", client))
    if wait := attempts.wait(*keys):
        answer = form(request, 429, "login_wait")
        answer.headers["retry-after"] = str(int(wait) + 1)
        return answer
    connections: ConnectionPool[Connection] = request.app.state.connections
    if user and 0 < len(password) <= LONGEST_PASSWORD:
        with binding.asking(connections, user) as connection:
            good = verified(connection, user, password)
        if good:
            return welcome(request, user, given.get("next", ""))
    attempts.failed(*keys)
    log.warning("login refused: %r from %s", user, client)
    return form(request, 401, "login_wrong")


def welcome(request: Request, user: str, wanted: str, by: str = "password") -> Response:
    """A session for the user, and on to the page that was wanted."""
    doors: Doors = request.app.state.doors
    answer = RedirectResponse(inside(wanted), 303)
    keep(request, answer, SESSION, "session", {"user": user, "by": by}, SESSION_SECONDS)
    _keep_form(request, answer, token(request, doors)[1])
    return answer


def keep(
    request: Request, answer: Response, name: str, purpose: str, told: Any, seconds: int
) -> None:
    """Let the browser keep what only this server can have written, for so long."""
    doors: Doors = request.app.state.doors
    answer.set_cookie(
        name, doors.signer(purpose).dumps(told), max_age=seconds, httponly=True, samesite="lax",
        secure=secure(request),
    )  # fmt: skip


async def logout(request: Request) -> Response:
    """The session's end; a provider's session is another, which the form then leads to."""
    given = await _body(request)
    doors: Doors | None = request.app.state.doors
    if doors is None or given is None or not ours(request, given.get("token", "")):
        return RedirectResponse("/", 303)
    left = "/login?out=1" if session(request, doors).get("by") == "oidc" else "/login"
    answer = RedirectResponse(left, 303)
    answer.delete_cookie(SESSION, httponly=True, samesite="lax")
    return answer


def token(request: Request, doors: Doors) -> tuple[str, str]:
    """What a form carries, and the cookie that it has to come with."""
    kept = request.cookies.get(FORM, "")
    cookie = kept if len(kept) == COOKIE_LENGTH else secrets.token_urlsafe(32)
    return doors.signer("form").dumps(cookie), cookie


def ours(request: Request, given: str) -> bool:
    """Whether a form was made here for this browser, and sent from one of our pages."""
    doors: Doors = request.app.state.doors
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        return False
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    try:
        told = doors.signer("form").loads(given, max_age=FORM_SECONDS)
    except BadData:
        return False
    cookie = request.cookies.get(FORM, "")
    return isinstance(told, str) and secrets.compare_digest(told.encode(), cookie.encode())


def form(request: Request, status: int, why: str) -> Response:
    """The page to log in on. why: what to say of the try before."""
    doors: Doors = request.app.state.doors
    made, cookie = token(request, doors)
    answer = pages.show(
        request, "login.html", status, why=why, token=made, provider=doors.provider,
        left="out" in request.query_params,
        wanted=inside(request.query_params.get("next", "")),
    )  # fmt: skip
    _keep_form(request, answer, cookie)
    return answer


def _keep_form(request: Request, answer: Response, cookie: str) -> None:
    answer.set_cookie(
        FORM, cookie, max_age=SESSION_SECONDS, httponly=True, samesite="lax",
        secure=secure(request),
    )  # fmt: skip


async def _body(request: Request) -> dict[str, str] | None:
    """A small form's fields; None for what is no such form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    length = request.headers.get("content-length", "")
    if kind != "application/x-www-form-urlencoded" or not length.isdigit():
        return None
    if int(length) > LONGEST_FORM:
        return None
    async with request.form(max_files=0, max_fields=10) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def inside(wanted: str) -> str:
    """A path of ours to go on to; anything else is the field."""
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if safe and len(wanted) < 2000 and "\\" not in wanted else "/"


def secure(request: Request) -> bool:
    """Whether the browser comes by https."""
    doors: Doors = request.app.state.doors
    return doors.secure or request.url.scheme == "https"
