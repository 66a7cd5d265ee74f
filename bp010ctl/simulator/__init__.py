"""A simulated oil field: rod-pumped wells whose telemetry obeys physics, and what really happened.

options = Options(start=datetime(2026, 1, 6, tzinfo=UTC), wells=3, hours=24)
write_wells(connection, wells(options), options.start.date())
write_landing(connection, simulate(options))
for hour in truth(options): ...
"""

from bp010ctl.simulator.polls import (
    CLEAN,
    DIRTY,
    REGIMES,
    Imperfections,
    Options,
    Poll,
    due,
    simulate,
    wells,
)
from bp010ctl.simulator.truth import Hour, truth
from bp010ctl.simulator.wells import Pattern, Well
from bp010ctl.simulator.writing import (
    Written,
    clock_and_zone,
    count,
    write_csv,
    write_landing,
    write_wells,
    write_wells_csv,
    write_wide,
)

__all__ = [
    "CLEAN",
    "DIRTY",
    "REGIMES",
    "Hour",
    "Imperfections",
    "Options",
    "Pattern",
    "Poll",
    "Well",
    "Written",
    "clock_and_zone",
    "count",
    "due",
    "simulate",
    "truth",
    "wells",
    "write_csv",
    "write_landing",
    "write_wells",
    "write_wells_csv",
    "write_wide",
]
