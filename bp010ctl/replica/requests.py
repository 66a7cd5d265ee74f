"""What is asked of a run of a replica, who hears how it goes, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bp010ctl.replica.plans import KeptTable

Cluster = list[KeptTable]


@dataclass(frozen=True)
class Request:
    """What is wanted of a run. tables: names at the source; a table's whole cluster goes with it.
    lookback: days that are read again at least. full: read all rows anew. compare: compare every
    value, whenever that was done last. due: only clusters whose class says that it is time."""

    tables: tuple[str, ...] = ()
    lookback: int | None = None
    full: bool = False
    due: bool = False
    compare: bool = False

    @property
    def mode(self) -> str:
        if self.full:
            return "completo"
        return "incremental" if self.lookback is None else f"incremental_{self.lookback}d"


@dataclass(frozen=True)
class Listener:
    """Who hears how it goes: `note` a line, `begin` a cluster with its rows by the plan, `advance`
    rows read."""

    note: Callable[[str], None] = lambda text: None
    begin: Callable[[str, float], None] = lambda name, rows: None
    advance: Callable[[float], None] = lambda rows: None


@dataclass
class Outcome:
    """What became of a table: proof is `igual` where every value was compared, `conteo` where the
    changed rows were compared by value and all rows by count and key, else the error."""

    table: str
    how: str
    seconds: float = 0.0
    read: int = 0
    written: int = 0
    deleted: int = 0
    aside: int = 0
    proof: str = ""
    error: str | None = None


@dataclass
class Result:
    """A run: outcomes by table, structure differences by name, and what stopped it, if anything."""

    outcomes: list[Outcome] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    stopped: str | None = None

    @property
    def good(self) -> bool:
        return self.stopped is None and not any(outcome.error for outcome in self.outcomes)
