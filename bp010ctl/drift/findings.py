"""One difference between a database and what it should be."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import datetime

MISSING, UNEXPECTED, CHANGED = "missing", "unexpected", "changed"
SIGNS = {MISSING: "-", UNEXPECTED: "+", CHANGED: "~"}


@dataclass(frozen=True)
class Finding:
    """What differs, and how.

    kind: `table`, `function`, `row`, `cron job` …; state: `missing`, `unexpected` or `changed`.
    diff: lines of a unified diff, `-` as it should be and `+` as it is. edited: when, where the
    server remembers. as_at_head: it is what the newest revision will make of it. rewritten: the
    revision whose frozen text makes it otherwise now than when this database ran it.
    """

    kind: str
    name: str
    state: str
    diff: list[str] = field(default_factory=list)
    edited: datetime | None = None
    as_at_head: bool = False
    rewritten: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is about."""
        return self.kind, self.name

    def __str__(self) -> str:
        when = f", edited {self.edited:%Y-%m-%d %H:%M:%S %Z}" if self.edited else ""
        early = ", as the newest revision makes it" if self.as_at_head else ""
        since = f", the text of {self.rewritten} has changed since" if self.rewritten else ""
        return f"{SIGNS[self.state]} {self.kind} {self.name}: {self.state}{early}{since}{when}"


def unified(before: str, after: str) -> list[str]:
    """The lines of a unified diff, with three lines around each change."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=3)
    return list(lines)[2:]
