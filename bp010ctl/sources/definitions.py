"""What a source is asked and how its answer is read: `peticion` of etl.fuentes, TOML of a person.

Every key is checked when a source is added, so that a worker meets none that it does not know.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from bp010ctl.base.errors import SourceError

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
SECRET_NAME = re.compile(r"pass|secret|token|auth|cookie|api.?key|credential", re.IGNORECASE)
OURS = ("unit", "location", "from", "to", "page", "cursor")
"""Placeholders that a poll fills in; the others are names of secrets."""

ISO, EPOCH, EPOCH_MS = "iso", "epoch", "epoch_ms"
TIMES = (ISO, EPOCH, EPOCH_MS)


@dataclass(frozen=True)
class Request:
    """One request. Texts may hold {unit}, {location}, {from}, {to}, {page}, {cursor}, {a secret}.

    path goes after the source's address. body: what becomes JSON; a text is sent as it is.
    """

    method: str = "POST"
    path: str = "/get-latest-data-full/{unit}/{location}"
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Fields:
    """Where a value's parts are in an object of the answer; dots go into objects within.

    An empty name: the answer does not have it, and what was asked for stands in (unit, location),
    or nothing (time).
    """

    unit: str = "unit_idn"
    location: str = "unit_location_idn"
    variable: str = "var_idn"
    value: str = "measure"
    date: str = "moddate"
    time: str = "modtime"


@dataclass(frozen=True)
class Answer:
    """How the objects are found. rows: path to the list, through lists within lists; empty where
    the answer is the list. count: path to the number of objects that the answer says it has.
    times: iso, epoch (s) or epoch_ms. zone: of times that name none.
    """

    rows: str = ""
    count: str = ""
    times: str = ISO
    zone: str = "UTC"
    fields: Fields = field(default_factory=Fields)


@dataclass(frozen=True)
class Pages:
    """Answers in pages. next: path to what {cursor} of the next page is; empty: pages are counted
    from `first` by {page} until one has fewer than `size` objects. most: pages of one poll."""

    next: str = ""
    first: int = 1
    size: int = 0
    most: int = 1000


@dataclass(frozen=True)
class Range:
    """A source that gives back a range of time, {from} inclusive to {to} exclusive.

    times: how these are written. overlap: seconds before the last poll that are asked again, for
    values that come late. most: seconds of one request that makes up for a gap.
    """

    times: str = ISO
    overlap: int = 0
    most: int = 3600


@dataclass(frozen=True)
class Mqtt:
    """A source that publishes by MQTT, Sparkplug B. group: which is listened to, + for all.
    client: name of the session that the broker keeps; empty: bp010- and the source's name. user,
    password: names of secrets. units: SCADA unit of each device (or node) whose name is no number.
    variables: SCADA tag of each metric whose name does not end in one. most: messages
    of one landing.
    """

    group: str = "+"
    client: str = ""
    user: str = ""
    password: str = ""
    units: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    most: int = 15


@dataclass(frozen=True)
class Limits:
    """most_bytes: of one answer, unpacked. attempts: requests for one answer at most.
    together: units asked at the same time."""

    most_bytes: int = 32 << 20
    attempts: int = 3
    together: int = 4


@dataclass(frozen=True)
class Spec:
    """Everything of a source but its name, place, address, units and times.

    secrets: name and reference of each (see references). location: what {location} is.
    ca: file of the certificate authority of the source, besides those of the system.
    proxy: URL of the proxy to it; the environment's is not used.
    """

    request: Request = field(default_factory=Request)
    answer: Answer = field(default_factory=Answer)
    pages: Pages | None = None
    range: Range | None = None
    mqtt: Mqtt | None = None
    limits: Limits = field(default_factory=Limits)
    secrets: dict[str, str] = field(default_factory=dict)
    location: int = 1
    ca: str = ""
    proxy: str = ""

    def document(self) -> dict[str, Any]:
        """It as JSON has it."""
        return asdict(self)


def of_file(path: Path) -> Spec:
    """The spec in a TOML file. Raises SourceError."""
    try:
        return spec(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SourceError("no such file", on=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"not TOML: {error}", on=str(path)) from None
    except SourceError as error:
        error.on = error.on or str(path)
        raise


def spec(table: Mapping[str, Any]) -> Spec:
    """The spec of a table of TOML or JSON, checked. Raises SourceError."""
    made: Spec = _build(Spec, table, "")
    for problem in _problems(made):
        raise SourceError(problem, hint="docs/sources.md shows every key")
    return made


def address(url: str) -> str:
    """A source's address, which names no user and no secret. Raises SourceError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "mqtt", "mqtts") or not parts.hostname:
        raise SourceError("the address is no http://, https://, mqtt:// or mqtts:// URL", on=url)
    if parts.username or parts.password:
        raise SourceError(
            "the address has a user or a password in it",
            hint="leave them out; a header or parameter takes them from a reference (--user …)",
        )
    if parts.fragment or SECRET_NAME.search(parts.query):
        raise SourceError(
            "the address has a fragment, or a secret in its query",
            hint="give the query as [request] params, with the secret as a reference",
        )
    return url.rstrip("/") if not parts.query else url


def _build(kind: type[Any], table: Any, where: str) -> Any:
    """A dataclass from a table; what it does not know, or has another type, is refused."""
    if not isinstance(table, Mapping):
        raise SourceError(f"{where or 'the document'} is no table of keys")
    hints = get_type_hints(kind)
    known = {one.name for one in fields(kind)}
    for name in table:
        if name not in known:
            raise SourceError(f"there is no key {where}{name}", hint=f"known: {sorted(known)}")
    return kind(
        **{name: _value(hints[name], value, f"{where}{name}") for name, value in table.items()}
    )


def _value(hint: Any, value: Any, where: str) -> Any:
    kind = next((one for one in getattr(hint, "__args__", (hint,)) if is_dataclass(one)), None)
    if kind is not None:
        return None if value is None else _build(kind, value, f"{where}.")  # type: ignore[arg-type]
    if hint is int and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise SourceError(f"{where} is no whole number from 0 on")
    if hint is str and not isinstance(value, str):
        raise SourceError(f"{where} is no text")
    if hint == dict[str, str]:
        if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
            raise SourceError(f"{where} is no table of texts")
        return dict(value)
    return value


def _problems(made: Spec) -> Iterator[str]:
    used = set(PLACEHOLDER.findall("\n".join(texts(made.request))))
    for name in sorted(used - set(OURS) - set(made.secrets)):
        yield f"{{{name}}} is neither a secret nor one of {', '.join(OURS)}"
    for name in sorted(set(made.secrets) & set(OURS)):
        yield f"a secret cannot be named {name}"
    for name, value in (made.request.headers | made.request.params).items():
        if SECRET_NAME.search(name) and not PLACEHOLDER.search(value):
            yield f"{name} is written out: give a reference in [secrets], and its name here in {{}}"
    if made.mqtt and not {made.mqtt.user, made.mqtt.password} - {""} <= set(made.secrets):
        yield "mqtt.user and mqtt.password are names in [secrets]"
    if made.mqtt and not 1 <= made.mqtt.most <= 10000:
        yield "mqtt.most is 1 to 10000"
    if made.request.method not in ("GET", "POST", "PUT"):
        yield f"method {made.request.method!r} is none of GET, POST, PUT"
    if made.answer.times not in TIMES or (made.range and made.range.times not in TIMES):
        yield f"times are one of {', '.join(TIMES)}"
    if made.range and not {"from", "to"} <= used:
        yield "a range needs {from} and {to} in the request"
    if not made.range and {"from", "to"} & used:
        yield "{from} and {to} need a table [range]"
    if made.range and made.range.most < 60:
        yield "range.most is less than 60 s"
    if made.pages and not {"page", "cursor"} & used:
        yield "pages need {page} or {cursor} in the request"
    if made.pages and not made.pages.next and not made.pages.size:
        yield "pages need next, or size"
    if min(made.limits.attempts, made.limits.together, made.limits.most_bytes) < 1:
        yield "limits are 1 at least"


def texts(request: Request) -> Iterator[str]:
    """Every text of a request that may hold placeholders."""
    yield from (request.path, *request.params.values(), *request.headers.values())
    yield from _texts_of(request.body)


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_of(inner)
