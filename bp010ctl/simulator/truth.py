"""What the wells really did, hour by hour: integrated without rounding, polling or imperfection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bp010ctl.simulator.polls import Options, wells
from bp010ctl.simulator.pumping import DAY, MINUTE, PumpingWell, Totals
from bp010ctl.simulator.telemetry import midnight, utc
from bp010ctl.simulator.wells import Well


class Hour(NamedTuple):
    """One well's exact totals within one hour UTC (units: Totals)."""

    well_id: int
    hour: datetime
    totals: Totals


def truth(options: Options) -> Iterator[Hour]:
    """Every hour of every well from the gauge midnight before the start to the end.

    The first and the last hour are cut there. Raises ValueError where the simulation has no end.
    """
    if options.last_second is None:
        raise ValueError("a simulation without end has no truth")
    for well in wells(options):
        yield from _hours(well, options, options.last_second)


def _hours(well: Well, options: Options, end: int) -> Iterator[Hour]:
    zone = ZoneInfo(options.zone)
    yesterday = midnight(zone, options.first_second, -1)
    pumping = PumpingWell(well, options.seed, yesterday - yesterday % DAY)
    second = midnight(zone, options.first_second)
    before = _totals_at(pumping, second)
    while second < end:
        hour = second - second % 3600
        until = min(hour + 3600, end)
        now = _totals_at(pumping, until)
        yield Hour(well.well_id, utc(hour), now.since(before))
        second, before = until, now


def _totals_at(pumping: PumpingWell, second: int) -> Totals:
    while pumping.minute + MINUTE <= second:
        pumping.step()
    return pumping.totals_at(second)
