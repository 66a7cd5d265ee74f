"""One source asked over HTTP: requests filled in, tried again with patience, their answers whole.

httpx2 (pinned) speaks HTTP, stamina waits between tries. Not left to them: the deadline of the
whole call (theirs is for each read), packed bodies (see bodies), and the query of an address, which
empty parameters would erase.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from bp010ctl import __version__
from bp010ctl.base.errors import SourceError

try:
    import httpx2
    import stamina
except ImportError as missing:
    raise SourceError(
        f"the package {missing.name} is not installed",
        hint="pip install '.[sources]' (make setup does)",
    ) from None

from bp010ctl.base.references import Secrets
from bp010ctl.sources import answers, definitions
from bp010ctl.sources.bodies import Body
from bp010ctl.sources.definitions import PLACEHOLDER, Range, Spec
from bp010ctl.sources.failures import ANSWER, CONNECTION, TIMEOUT, PollFailed

LONGEST_URL = 8000
WAIT_FIRST, WAIT_MOST = 0.3, 2.0
"""Seconds before the second try, and before any."""

stamina.instrumentation.set_on_retry_hooks(())  # a retry is told by the ledger, not by a log

Client = httpx2.AsyncClient
Window = tuple[datetime, datetime]
Values = Mapping[str, str]


@dataclass
class Fetched:
    """What came of asking. rows: see answers.HEADER. failed: why units gave nothing, by unit.
    strangers: rows of units that were not asked for, which are left out."""

    rows: list[answers.Row] = field(default_factory=list)
    failed: dict[int, PollFailed] = field(default_factory=dict)
    strangers: int = 0


def client(spec: Spec, address: str) -> httpx2.AsyncClient:
    """A client that checks certificates, follows no redirect, and takes nothing from the
    environment: no proxy, no netrc."""
    limits = httpx2.Limits(max_connections=spec.limits.together)
    return httpx2.AsyncClient(
        verify=_context(spec.ca) if address.startswith("https:") else True,
        follow_redirects=False, trust_env=False, limits=limits, proxy=spec.proxy or None,
        headers={"User-Agent": f"bp010ctl/{__version__}", "Accept": "application/json",
                 "Accept-Encoding": "gzip"},
    )  # fmt: skip


def _context(authority: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority:
        try:
            context.load_verify_locations(authority)
        except (OSError, ssl.SSLError) as error:
            raise SourceError(f"ca cannot be read: {error}", on=authority) from None
    return context


class Asking:
    """One poll of a source: of all its units, over one window, within `seconds`."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        address: str,
        spec: Spec,
        secrets: Secrets,
        seconds: float,
        window: Window | None,
    ) -> None:
        self._http = http
        self._address = address
        self._spec = spec
        self._secrets = secrets
        self._seconds = seconds
        self._values = _window(spec.range, window) if spec.range and window else {}
        self._ends = 0.0

    async def all(self, units: Iterable[int]) -> Fetched:
        """Ask for these units, as one request where the request names no unit.

        Raises PollFailed where none of them gave anything that is a value of theirs.
        """
        asked = list(units)
        each = "unit" in _used(self._spec)
        self._ends = time.monotonic() + self._seconds
        gate = asyncio.Semaphore(self._spec.limits.together)
        jobs = [self._one(unit, gate) for unit in (asked if each else [None])]
        given = await asyncio.gather(*jobs)
        fetched = Fetched()
        failures: list[PollFailed] = []
        for unit, rows in zip(asked if each else [None], given, strict=True):
            if isinstance(rows, PollFailed):
                failures.append(rows)
                if unit is not None:
                    fetched.failed[unit] = rows
            else:
                fetched.rows += rows
        if failures and (len(failures) == len(given) or any(one.stops for one in failures)):
            raise next((one for one in failures if one.stops), failures[0])
        self._leave_out(fetched, asked)
        return fetched

    def _leave_out(self, fetched: Fetched, asked: list[int]) -> None:
        """Rows of units that were not asked for do not belong to this source."""
        if not asked:
            return
        known = set(map(str, asked))
        kept = [row for row in fetched.rows if row[0].strip() in known]
        fetched.strangers = len(fetched.rows) - len(kept)
        if fetched.strangers and not kept:
            others = sorted({row[0] for row in fetched.rows})[:5]
            raise PollFailed(
                f"the answer is about other units: asked for {asked[:5]}, got {', '.join(others)}"
            )
        fetched.rows = kept

    async def _one(
        self, unit: int | None, gate: asyncio.Semaphore
    ) -> list[answers.Row] | PollFailed:
        """The rows of one unit; why there are none is a value here, the others go on."""
        try:
            async with gate, _deadline(self._ends, self._seconds):
                return await self._pages(unit)
        except PollFailed as failure:
            failure.what = self._secrets.hide(failure.what)
            failure.args = (failure.what,)
            return failure

    async def _pages(self, unit: int | None) -> list[answers.Row]:
        spec, pages = self._spec, self._spec.pages
        values = {**self._values, "unit": "" if unit is None else str(unit),
                  "location": str(spec.location), "cursor": ""}  # fmt: skip
        rows: list[answers.Row] = []
        seen: set[str] = set()
        for number in range(pages.most if pages else 1):
            values["page"] = str((pages.first if pages else 1) + number)
            found = await self._answer(values)
            objects = answers.objects(found, spec.answer)
            rows += answers.rows(objects, spec.answer, unit, spec.location)
            if pages is None:
                break
            if pages.next:
                values["cursor"] = answers.text(answers.at(found, pages.next))
                if not values["cursor"]:
                    break
                if values["cursor"] in seen:
                    raise PollFailed("the pages go in a circle: the same cursor came twice")
                seen.add(values["cursor"])
            elif len(objects) < pages.size:
                break
        else:
            raise PollFailed(f"more than {pages.most if pages else 1} pages (pages.most)")
        if not rows and not spec.range:
            raise PollFailed("the answer is an empty list")
        return rows

    async def _answer(self, values: Values) -> Any:
        """The document of one request, tried again where that may help and time is left."""
        async for attempt in stamina.retry_context(
            on=self._again, attempts=self._spec.limits.attempts, timeout=None,
            wait_initial=WAIT_FIRST, wait_max=WAIT_MOST, wait_jitter=WAIT_FIRST,
        ):  # fmt: skip
            with attempt:
                return answers.document(await self._body(values))
        raise AssertionError

    def _again(self, error: Exception) -> bool | float:
        """Whether to try again, and in how many seconds where the source says so.

        A wait that has passed already (a Retry-After in the past) is none, never a negative one.
        """
        if not isinstance(error, PollFailed) or not error.passing:
            return False
        left = self._ends - time.monotonic()
        if error.wait is None:
            return left > WAIT_FIRST + WAIT_MOST
        return max(error.wait, 0.05) if error.wait < left else False

    async def _body(self, values: Values) -> bytes:
        request = self._request(values)
        try:
            async with self._stream(request) as response:
                _judge(response)
                body = Body(
                    response.headers.get("content-encoding", ""), self._spec.limits.most_bytes
                )
                async for chunk in response.aiter_raw():
                    body.feed(chunk)
                return body.whole()
        except httpx2.TimeoutException as error:
            raise PollFailed(_timed_out(error), TIMEOUT, passing=True) from None
        except httpx2.RemoteProtocolError as error:
            raise PollFailed(
                f"the answer broke off: {_first(error)}", CONNECTION, passing=True
            ) from None
        except (httpx2.ReadError, httpx2.WriteError) as error:
            what = f"the connection was lost: {_first(error)}"
            raise PollFailed(what, CONNECTION, passing=True) from None
        except httpx2.TransportError as error:
            raise PollFailed(f"no connection: {_first(error)}", CONNECTION, passing=True) from None

    @asynccontextmanager
    async def _stream(self, request: httpx2.Request) -> AsyncIterator[httpx2.Response]:
        response = await self._http.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    def _request(self, values: Values) -> httpx2.Request:
        """The request with its placeholders filled in; what goes into the path is quoted."""
        asked, given = self._spec.request, {**self._secrets, **values}
        quoted = {name: quote(value, safe="") for name, value in given.items()}
        parts = urlsplit(self._address)
        path = parts.path.rstrip("/") + fill(asked.path, quoted)
        url = httpx2.URL(parts._replace(path=path).geturl())
        if asked.params:
            url = url.copy_merge_params({k: fill(v, given) for k, v in asked.params.items()})
        headers = {name: fill(value, given).encode() for name, value in asked.headers.items()}
        body: dict[str, Any] = {}
        if isinstance(asked.body, str):
            body = {"content": fill(asked.body, given).encode()}
        elif asked.body is not None:
            body = {"json": _filled(asked.body, given)}
        timeout = httpx2.Timeout(self._seconds)
        return self._http.build_request(
            asked.method, url, headers=[(n.encode(), v) for n, v in headers.items()],
            timeout=timeout, **body,
        )  # fmt: skip


def fill(text: str, values: Values) -> str:
    """The text with its placeholders filled in."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _filled(value: Any, values: Values) -> Any:
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, Mapping):
        return {name: _filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    return value


def _used(spec: Spec) -> set[str]:
    return {name for text in definitions.texts(spec.request) for name in PLACEHOLDER.findall(text)}


def _window(asked: Range, window: Window) -> dict[str, str]:
    start, end = (_moment(moment, asked.times) for moment in window)
    return {"from": start, "to": end}


def _moment(moment: datetime, times: str) -> str:
    if times == definitions.ISO:
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    factor = 1000 if times == definitions.EPOCH_MS else 1
    return str(round(moment.timestamp() * factor))


@asynccontextmanager
async def _deadline(ends: float, seconds: float) -> AsyncIterator[None]:
    """Whatever goes on within ends then, however many reads of it were in time."""
    try:
        async with asyncio.timeout(max(0.0, ends - time.monotonic())):
            yield
    except TimeoutError:
        raise PollFailed(f"no whole answer within {seconds:g} s", TIMEOUT) from None


def _judge(response: httpx2.Response) -> None:
    """Raise PollFailed for anything but 200 and its kin."""
    status, name = response.status_code, f"HTTP {response.status_code} {response.reason_phrase}"
    if response.is_redirect or 300 <= status < 400:
        host = urlsplit(response.headers.get("location", "")).hostname or "the same host"
        raise PollFailed(f"{name}: redirects are refused (it points to {host})")
    if status in (401, 403):
        raise PollFailed(f"{name}: the source refuses our credentials", stops=True)
    if status in (408, 425, 429) or status >= 500:
        wait = _retry_after(response.headers.get("retry-after", ""))
        kind = TIMEOUT if status in (408, 504) else ANSWER
        raise PollFailed(name, kind, passing=True, wait=wait)
    if not 200 <= status < 300 or status == 204:
        raise PollFailed(name)


def _retry_after(told: str) -> float | None:
    """Seconds, told as such or as a date; 0 for a date that has passed, None for nothing usable."""
    if told.strip().isdigit():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _timed_out(error: httpx2.TimeoutException) -> str:
    doing = {
        httpx2.ConnectTimeout: "connecting",
        httpx2.ReadTimeout: "reading the answer",
        httpx2.WriteTimeout: "sending the request",
    }
    return f"timed out while {doing.get(type(error), 'waiting for a connection')}"


def _first(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
