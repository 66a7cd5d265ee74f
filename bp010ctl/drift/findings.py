"""One difference between a database and what it should be."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import datetime

MISSING, UNEXPECTED, CHANGED = "missing", "unexpected", "changed"
SIGNS = {MISSING: "-", UNEXPECTED: "+", CHANGED: "~"}

BY_HAND, EARLY, REWRITTEN = "edited by hand", "run before its revision", "frozen text changed"
UNKNOWN = "edited by hand or frozen text changed"
NOT_LOADED, UNLOADED = "seed file not loaded", "edited by hand or seed file not loaded"
WHY = {
    BY_HAND: "",
    EARLY: ", as the newest revision makes it",
    REWRITTEN: ", the text of {} has changed since",
    UNKNOWN: ", or the text of {} has changed since: that was not recorded",
    NOT_LOADED: ", as the seed file said that was loaded last",
    UNLOADED: ", or the seed file has changed since it was loaded: that was not recorded",
}


@dataclass(frozen=True)
class Finding:
    """What differs, and how.

    kind: `table`, `function`, `row`, `cron job` …; state: `missing`, `unexpected` or `changed`.
    diff: lines of a unified diff, `-` as it should be and `+` as it is. edited: when, where the
    server remembers. cause: what made the difference, as far as is known. since: the revision
    whose frozen text has changed, or may have. file: the one of sql/ that has the object's text.
    """

    kind: str
    name: str
    state: str
    diff: list[str] = field(default_factory=list)
    edited: datetime | None = None
    cause: str = BY_HAND
    since: str | None = None
    file: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is about."""
        return self.kind, self.name

    def __str__(self) -> str:
        when = f", edited {self.edited:%Y-%m-%d %H:%M:%S %Z}" if self.edited else ""
        why = WHY[self.cause].format(self.since)
        file = f"  ({self.file})" if self.file else ""
        return f"{SIGNS[self.state]} {self.kind} {self.name}: {self.state}{why}{when}{file}"


def unified(before: str, after: str) -> list[str]:
    """The lines of a unified diff, with three lines around each change."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=3)
    return list(lines)[2:]
