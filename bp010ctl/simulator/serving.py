"""The simulated field as the API that a SCADA has: its newest values, and those of a range of time.

    POST /get-latest-data-full/UNIT/LOCATION      the newest value of each tag of a unit
    GET  /history?unit=N&from=T&to=T              what came in a range of time, oldest first

Both want the headers `user` and `password` where the server was given them. The field is worked out
anew from its seed, so that a server that was away knows what came meanwhile.
"""

from __future__ import annotations

import json
import random
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bp010ctl.base.errors import UsageError
from bp010ctl.simulator.polls import LOCATION, Options, Poll, simulate
from bp010ctl.simulator.pumping import DAY
from bp010ctl.simulator.telemetry import TAGS

FAULTS = ("401", "404", "429", "500", "503", "timeout", "truncated", "html", "empty", "redirect")
KEPT_HOURS = 48
"""How far back the field's past is kept; a range before it is empty."""
STALL_SECONDS = 60.0

Row = dict[str, Any]


@dataclass(frozen=True)
class Faults:
    """What goes wrong: one of `kinds`, at the chance `rate` of each request, drawn from a seed."""

    kinds: tuple[str, ...] = ()
    rate: float = 0.2
    seed: int = 1

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.kinds if kind not in FAULTS]
        if unknown:
            raise UsageError(f"no such fault: {unknown[0]}", hint=f"one of {', '.join(FAULTS)}")


class Field:
    """The polls of a field up to now, by unit and time of arrival."""

    def __init__(self, options: Options, now: Callable[[], float] = time.time) -> None:
        self._polls = simulate(replace(options, hours=None))
        self._now = now
        self._lock = threading.Lock()
        self._next: Poll | None = None
        self._times: dict[int, list[float]] = {}
        self._known: dict[int, list[Poll]] = {}

    def newest(self, unit: int) -> Poll | None:
        """What the unit showed last."""
        with self._lock:
            self._go_on()
            known = self._known.get(unit)
            return known[-1] if known else None

    def between(self, unit: int, start: float, end: float) -> list[Poll]:
        """What the unit showed from start to before end, in epoch seconds."""
        with self._lock:
            self._go_on()
            times = self._times.get(unit, [])
            return self._known.get(unit, [])[bisect_left(times, start) : bisect_left(times, end)]

    def _go_on(self) -> None:
        now = self._now()
        while True:
            poll = self._next or next(self._polls)
            self._next = None
            if poll.arrived / 1000 > now:
                self._next = poll
                break
            self._times.setdefault(poll.unit_id, []).append(poll.arrived / 1000)
            self._known.setdefault(poll.unit_id, []).append(poll)
        for unit, times in self._times.items():
            old = bisect_right(times, now - KEPT_HOURS * 3600)
            if old > 1000:
                del times[:old], self._known[unit][:old]


def objects(poll: Poll) -> Iterator[Row]:
    """The poll as the API shows it, one object a tag that came."""
    for place, (tag, value) in enumerate(zip(TAGS, poll.values, strict=True)):
        if value is not None:
            day, rest = divmod(poll.held.get(place, poll.second), DAY)
            moment = datetime.fromtimestamp(day * DAY, UTC)
            yield {
                "unit_idn": poll.unit_id,
                "unit_location_idn": LOCATION,
                "var_idn": tag.var_id,
                "measure": value,
                "moddate": f"{moment:%Y-%m-%d} 00:00:00.000",
                "modtime": f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}",
            }


def server(
    port: int, field: Field, faults: Faults, credentials: tuple[str, str] | None = None
) -> ThreadingHTTPServer:
    """A server on loopback, port 0 for any; `serve_forever` runs it."""

    class Handler(_Handler):
        pass

    Handler.field, Handler.faults, Handler.credentials = field, faults, credentials
    Handler.draws = random.Random(faults.seed)
    return _Server(("127.0.0.1", port), Handler)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: whoever asked has gone away."""


class _Handler(BaseHTTPRequestHandler):
    field: Field
    faults: Faults
    credentials: tuple[str, str] | None
    draws: random.Random
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        words = urlsplit(self.path).path.strip("/").split("/")
        if len(words) != 3 or words[0] != "get-latest-data-full" or not words[1].isdecimal():
            self._say(404, {"error": "no such path"})
            return
        poll = self.field.newest(int(words[1]))
        self._answer([] if poll is None else list(objects(poll)))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            unit = int(asked["unit"])
            start, end = (_seconds(asked[name]) for name in ("from", "to"))
        except (KeyError, ValueError):
            self._say(400, {"error": "unit, from and to are wanted"})
            return
        if parts.path != "/history":
            self._say(404, {"error": "no such path"})
            return
        polls = self.field.between(unit, start, end)
        self._answer([row for poll in polls for row in objects(poll)])

    def _answer(self, rows: list[Row]) -> None:
        names = ("user", "password")
        if self.credentials and tuple(self.headers.get(n) for n in names) != self.credentials:
            self._say(401, {"error": "who are you?"})
        elif self.faults.kinds and self.draws.random() < self.faults.rate:
            self._fail(self.draws.choice(self.faults.kinds), rows)
        else:
            self._say(200, rows)

    def _fail(self, kind: str, rows: list[Row]) -> None:
        if kind == "timeout":
            time.sleep(STALL_SECONDS)
            self.close_connection = True
        elif kind == "truncated":
            self._say(200, rows, cut=True)
        elif kind == "html":
            self._say(200, b"<html><body>Please log in</body></html>")
        elif kind == "empty":
            self._say(200, [])
        elif kind == "redirect":
            self._say(302, [], {"Location": "http://127.0.0.1:1/"})
        else:
            self._say(int(kind), {"error": kind}, {"Retry-After": "1"} if kind == "429" else {})

    def _say(
        self,
        status: int,
        what: Any,
        headers: Iterable[tuple[str, str]] | dict[str, str] = (),
        *,
        cut: bool = False,
    ) -> None:
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: who asks keeps the ledger."""


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return datetime.fromisoformat(text).timestamp()
