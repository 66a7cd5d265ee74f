"""Polls of a field as they arrive: one per well and interval, with what goes wrong on the way."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from bp010ctl.base.errors import UsageError
from bp010ctl.simulator.design import FIRST_ID, design
from bp010ctl.simulator.pumping import MINUTE
from bp010ctl.simulator.telemetry import ACCUMULATING, CARD_TAGS, CLOSED_DAY, TAGS, Controller
from bp010ctl.simulator.wells import Well

MIXED = "mixto"
REGIMES = (ACCUMULATING, CLOSED_DAY, MIXED)
LOCATION = 1
GHOST_OFFSET = 900_000
"""Added to the first id: a unit that no master row knows (only with `dirty`)."""

GARBAGE = ("--", "N/A", "", "NaN", "Infinity", "1e400", "1,5", "٣٤", "[1.9,4.6", "0x1F")


@dataclass(frozen=True, slots=True)
class Imperfections:
    """How often things go wrong: chances per poll.

    noise: a counter shows a little less, once. stale: a tag keeps its old value and time for some
    polls. gap: some polls never come. late: some polls come hours later. repeated: a poll comes
    again. restart: a controller loses its daily registers. garbage: a text that is no value.
    """

    noise: float = 0.002
    stale: float = 0.004
    gap: float = 0.0008
    late: float = 0.0008
    repeated: float = 0.002
    restart: float = 0.0
    garbage: float = 0.0


CLEAN = Imperfections(0, 0, 0, 0, 0)
DIRTY = Imperfections(garbage=0.02)


@dataclass(frozen=True, slots=True)
class Options:
    """What to simulate.

    hours: None goes on for ever. every: seconds between polls. start: with a zone. regime: one of
    REGIMES, `mixto` alternates from well to well. zone: whose midnight resets the registers.
    cards_every: minutes between cards, 0 for none. Raises UsageError for what makes no sense.
    """

    start: datetime
    wells: int = 10
    hours: float | None = 24
    every: int = 60
    seed: int = 1
    first_id: int = FIRST_ID
    regime: str = ACCUMULATING
    zone: str = "UTC"
    cards_every: int = 10
    imperfections: Imperfections = field(default_factory=Imperfections)

    def __post_init__(self) -> None:
        wrong = next((what for what, holds in self._demands() if not holds), None)
        if wrong:
            raise UsageError(f"cannot simulate: {wrong}", hint="`bp010ctl simulate --help`")

    def _demands(self) -> Iterator[tuple[str, bool]]:
        yield f"wells is {self.wells}, must be 1 to 100000", 1 <= self.wells <= 100_000
        yield f"hours is {self.hours}, must not be negative", self.hours is None or self.hours >= 0
        yield f"every is {self.every} s, must be 1 to 86400", 1 <= self.every <= 86_400
        yield f"first id is {self.first_id}, must be 1 or more", 1 <= self.first_id < 2**30
        yield f"regime {self.regime!r} is none of {', '.join(REGIMES)}", self.regime in REGIMES
        yield f"cards every {self.cards_every} min, must not be negative", self.cards_every >= 0
        yield f"start {self.start} has no zone", self.start.tzinfo is not None
        yield f"zone {self.zone!r} is not known", _is_zone(self.zone)

    @property
    def first_second(self) -> int:
        """The start, epoch seconds."""
        return int(self.start.timestamp())

    @property
    def last_second(self) -> int | None:
        """The end, epoch seconds; None for ever."""
        return None if self.hours is None else self.first_second + int(self.hours * 3600)

    @property
    def expected_polls(self) -> int | None:
        """How many polls a field without gaps and repetitions sends."""
        return None if self.hours is None else self.wells * int(self.hours * 3600) // self.every


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


@dataclass(slots=True)
class Poll:
    """What one unit sent at one time: texts in the order of TAGS, None where a tag did not come.

    second: epoch seconds of the values. arrived: epoch milliseconds of the load. kind: normal,
    late, repeated or unknown (no such well). held: tag index → older second of its value.
    spoiled: tag indexes whose text is no value.
    """

    unit_id: int
    second: int
    arrived: int
    values: list[str | None]
    kind: str = "normal"
    held: dict[int, int] = field(default_factory=dict)
    spoiled: frozenset[int] = frozenset()

    @property
    def time(self) -> datetime:
        """When the values were read."""
        return datetime.fromtimestamp(self.second, UTC)

    @property
    def loaded(self) -> datetime:
        """When the poll arrived; no two polls of a unit arrive together."""
        return datetime.fromtimestamp(self.arrived / 1000, UTC)


def wells(options: Options) -> list[Well]:
    """The designs of the field's wells, by id."""
    regimes = [ACCUMULATING, CLOSED_DAY] if options.regime == MIXED else [options.regime]
    ids = range(options.first_id, options.first_id + options.wells)
    return [design(options.seed, id_, regimes[id_ % len(regimes)]) for id_ in ids]


def simulate(options: Options) -> Iterator[Poll]:
    """Every poll of the field in order of arrival; the same options give the same polls."""
    streams = [Stream(well, options) for well in wells(options)]
    merged = heapq.merge(*map(iter, streams), key=_arrival)
    if not options.imperfections.garbage:
        return merged
    ghost = design(options.seed, options.first_id + GHOST_OFFSET, ACCUMULATING)
    return heapq.merge(merged, iter(Stream(ghost, options, known=False)), key=_arrival)


def due(
    polls: Iterator[Poll], now: Callable[[], float], sleep: Callable[[float], None]
) -> Iterator[Poll]:
    """The polls that arrive from now on, each when it does; now and sleep in epoch seconds.

    What should have arrived earlier, or while the machine slept for over a minute, is left out.
    """
    begun = now()
    for poll in polls:
        arrived = poll.arrived / 1000
        wait = arrived - now()
        if wait > 0:
            sleep(wait)
        if arrived >= begun and wait > -MINUTE:
            yield poll


def _arrival(poll: Poll) -> tuple[int, int]:
    return poll.arrived, poll.unit_id


_COUNTERS = [i for i, tag in enumerate(TAGS) if tag.counter and not tag.code]
_HOLDABLE = range(CARD_TAGS.start)


class Stream:
    """The polls of one well, in order of arrival."""

    def __init__(self, well: Well, options: Options, known: bool = True) -> None:
        self.well = well
        self.options = options
        self.rates = options.imperfections
        self.random = Random(f"{options.seed}/{well.well_id}/polls")
        self.first = options.first_second + self.random.randrange(min(options.every, MINUTE))
        self.controller = Controller(well, options.seed, self.first, options.zone)
        self.kind = "normal" if known else "unknown"
        self.held: dict[int, tuple[str, int, int, int]] = {}
        self.missing = self.delayed = 0
        self.release = 0
        self.shown: list[str | None] = []
        self.card_slot = -1

    def __iter__(self) -> Iterator[Poll]:
        last = 0
        for poll in self._in_order():
            poll.arrived = last = max(poll.arrived, last + 1)
            yield poll

    def _in_order(self) -> Iterator[Poll]:
        """Polls by arrival; those that have not arrived a minute after the end never do."""
        waiting: list[tuple[int, int, Poll]] = []
        order = 0
        for second in self._seconds():
            while waiting and waiting[0][0] < second * 1000:
                yield heapq.heappop(waiting)[2]
            for poll in self._polls(second):
                order += 1
                heapq.heappush(waiting, (poll.arrived, order, poll))
        end = self.options.last_second or 0
        while waiting and waiting[0][0] < (end + MINUTE) * 1000:
            yield heapq.heappop(waiting)[2]

    def _seconds(self) -> Iterator[int]:
        second, end = self.first, self.options.last_second
        while end is None or second < end:
            yield second
            second += self.options.every

    def _polls(self, second: int) -> list[Poll]:
        """What the poll of this second becomes: nothing, one poll, or one and its repetition."""
        self.controller.advance(second)
        chance, rates = self.random.random, self.rates
        if chance() < rates.restart:
            self.controller.restart()
        if chance() < rates.gap:
            self.missing = self.random.randrange(2, 25)
        if chance() < rates.late and not self.delayed:
            self.delayed = self.random.randrange(2, 25)
            self.release = (second + self.random.randrange(3600, 6 * 3600)) * 1000
        if self.missing:
            self.missing -= 1
            return []
        poll = self._poll(second)
        if chance() < rates.repeated:
            wait = self.random.randrange(9_000, 30_000)
            again = Poll(poll.unit_id, second, poll.arrived + wait, poll.values, "repeated")
            again.held, again.spoiled = poll.held, poll.spoiled
            return [poll, again]
        return [poll]

    def _poll(self, second: int) -> Poll:
        values: list[str | None] = [*self.controller.values(), *self._cards(second)]
        poll = Poll(self.well.well_id, second, 0, values, self.kind)
        poll.arrived = self._arrival(poll)
        if self.rates.noise:
            self._noise(values)
        if self.rates.stale:
            self._hold(poll)
        if self.rates.garbage and self.random.random() < self.rates.garbage:
            self._spoil(poll)
        return poll

    def _arrival(self, poll: Poll) -> int:
        """A few seconds after the reading; of a delayed poll hours later. Epoch milliseconds."""
        latency = self.random.randrange(500, 8_000)
        if not self.delayed:
            return poll.second * 1000 + latency
        self.delayed -= 1
        if self.kind == "normal":
            poll.kind = "late"
        self.release += 137
        return max(self.release, poll.second * 1000 + latency)

    def _cards(self, second: int) -> list[str] | list[None]:
        """The cards of the first poll of each interval in which the well runs."""
        every = self.options.cards_every * MINUTE
        if not every or second // every == self.card_slot or not self.controller.pumping.running:
            return [None] * len(CARD_TAGS)
        self.card_slot = second // every
        return self.controller.cards()

    def _noise(self, values: list[str | None]) -> None:
        """One counter falls one or two units below what it showed before."""
        before, self.shown = self.shown, list(values)
        if not before or self.random.random() >= self.rates.noise:
            return
        tag = self.random.choice(_COUNTERS)
        least = min(float(before[tag] or 0), float(values[tag] or 0))
        if least > 20:
            values[tag] = str(least - self.random.randrange(1, 3)).removesuffix(".0")

    def _hold(self, poll: Poll) -> None:
        """Tags that the controller does not refresh; a counter is refreshed at midnight."""
        if self.random.random() < self.rates.stale:
            tag = self.random.choice(_HOLDABLE)
            polls = self.random.randrange(2, 20)
            held = (str(poll.values[tag]), poll.second, polls, self.controller.day_start)
            self.held.setdefault(tag, held)
        for tag, (text, since, polls, day) in list(self.held.items()):
            if polls == 0 or (TAGS[tag].counter and day != self.controller.day_start):
                del self.held[tag]
                continue
            self.held[tag] = (text, since, polls - 1, day)
            if since != poll.second:
                poll.values[tag] = text
                poll.held[tag] = since

    def _spoil(self, poll: Poll) -> None:
        """One value becomes garbage."""
        tag = self.random.choice([i for i, text in enumerate(poll.values) if text is not None])
        poll.values[tag] = self.random.choice(GARBAGE)
        poll.spoiled = frozenset((tag,))
        poll.held.pop(tag, None)
