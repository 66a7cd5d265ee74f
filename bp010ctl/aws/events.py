"""What the jobs are asked and what they answer: JSON objects, each key of them here.

`id` names a piece of work: the same event sent again, by a retry or because it was delivered twice,
is the same work, which is done once. An event without an id is new work each time.
"""

from __future__ import annotations

import hashlib
import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from bp010ctl.base.errors import Bp010Error

EventKind = TypeVar("EventKind", bound="Event")
NAME_BYTES = 63
"""What PostgreSQL keeps of a session's name, by which the ledger knows whose run it was."""


class EventRefused(Bp010Error):
    """the event is not one that this job knows"""


class OutOfTime(Bp010Error):
    """the time of this call is over; the same event once more goes on where it stopped"""


class Busy(Bp010Error):
    """somebody else is doing it; the same event once more, later"""


@dataclass(frozen=True)
class Event:
    """id: a text of the sender's choice, such as the name of a Step Functions execution."""

    id: str = ""

    @property
    def origin(self) -> str:
        """The name that sessions and the ledger's rows of this work have."""
        whole = f"aws {self.id}".strip()
        if len(whole.encode()) <= NAME_BYTES and whole.isprintable() and whole.isascii():
            return whole
        return f"aws sha256 {hashlib.sha256(self.id.encode()).hexdigest()[:32]}"


@dataclass(frozen=True)
class Migrate(Event):
    """to: a revision, head, or a step such as +1; never one that would lose rows."""

    to: str = "head"


@dataclass(frozen=True)
class Seed(Event):
    """source: s3://BUCKET/PREFIX/ of a manifest; empty: config/ in the bucket S3_BUCKET_CONFIG.
    commit: what the manifest has to be of; empty: any. confirm: the database's name lets a table
    lose more than half of its rows."""

    source: str = ""
    commit: str = ""
    confirm: str = ""


@dataclass(frozen=True)
class Poll(Event):
    """sources: these, now; empty: each active one whose cadence says so. due: the time that the
    poll was scheduled for: a source that was polled well since then is not polled again. recover:
    make up for gaps after a good poll."""

    sources: tuple[str, ...] = ()
    due: datetime | None = None
    recover: bool = True


@dataclass(frozen=True)
class Run(Event):
    """mode: incremental, stage, universal, reporting, or full-reset (confirm: the database's name).
    first, last: days to compute again, both included; lookback_days instead: the last so many.
    well: only this one. in_database: let pg_cron start the cycles, and answer at once how it goes;
    a full reset always is."""

    mode: str = "incremental"
    first: date | None = None
    last: date | None = None
    lookback_days: int | None = None
    well: int | None = None
    in_database: bool = False
    confirm: str = ""


@dataclass(frozen=True)
class Health(Event):
    """aws: look at what RDS needs, too."""

    aws: bool = True


@dataclass(frozen=True)
class Answer:
    """What a job answers, as JSON has it."""

    def document(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Migrated(Answer):
    """revision: where the database is now. applied: what this call brought, in order."""

    revision: str | None
    applied: list[str]


@dataclass(frozen=True)
class Seeded(Answer):
    """commit, source: of the manifest. written: rows that changed. rows: of each table's file."""

    commit: str
    source: str
    written: int
    rows: dict[str, int]


@dataclass(frozen=True)
class Polled(Answer):
    """outcomes: one for each source: exitoso, parcial, fallido, or why it was not polled: already
    (polled since), waiting (its cadence), busy (a worker has it), listens (MQTT), no time (left for
    the next event). landed: rows."""

    outcomes: dict[str, str]
    landed: int
    messages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran(Answer):
    """state: done, or started and running, where pg_cron does it: send the same event again.
    cycles: each one's state in the ledger. runs: their numbers there. already: whether an earlier
    event of this id had done it all. rows: written by this id's runs."""

    state: str
    cycles: dict[str, str]
    runs: list[int]
    rows: int
    already: bool


@dataclass(frozen=True)
class Healthy(Answer):
    """level: 0 well, 1 warning, 2 critical: the worst of the checks."""

    level: int
    checks: list[dict[str, Any]]


def read(kind: type[EventKind], event: Any) -> EventKind:
    """The event of a JSON document. Raises EventRefused, which names the key."""
    if not isinstance(event, Mapping):
        raise EventRefused(f"an event is an object, not {type(event).__name__}")
    hints = get_type_hints(kind)
    known = [one.name for one in fields(kind)]
    for key in event:
        if key not in known:
            raise EventRefused(f"there is no key {key!r}", hint=f"known: {', '.join(known)}")
    return kind(**{key: _value(hints[key], value, key) for key, value in event.items()})


def _value(hint: Any, value: Any, key: str) -> Any:
    kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    if value is None and type(None) in kinds:
        return None
    if get_origin(kinds[0]) is tuple:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise EventRefused(f"{key} is no list of texts")
    if kinds[0] in (date, datetime):
        return _moment(kinds[0], value, key)
    if type(value) is not kinds[0]:
        raise EventRefused(f"{key} is no {kinds[0].__name__}", on=repr(value)[:80])
    return value


def _moment(kind: type[Any], value: Any, key: str) -> Any:
    try:
        made = kind.fromisoformat(value)
    except (TypeError, ValueError):
        raise EventRefused(f"{key} is no ISO {kind.__name__}", on=repr(value)[:80]) from None
    if kind is datetime and made.tzinfo is None:
        raise EventRefused(f"{key} names no time zone", on=value)
    return made
