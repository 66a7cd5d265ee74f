"""What hangs on a routine or view besides its definition: comments and grants.

They go when it is dropped, and must come back when it is made again.
"""

from __future__ import annotations

from typing import Any

import psycopg

from bp010ctl import queries

Given = dict[str, str]
"""The statement that gives a comment or grant -> the statement that takes it away."""

Attachments = dict[tuple[str, str], Given]
"""What is given to each routine and view, by its kind and identity."""


def read(connection: psycopg.Connection[Any]) -> Attachments:
    """The comments and grants of all routines and views, default ones included."""
    found: Attachments = {}
    for kind, identity, give, take in connection.execute(queries.text("attachments").encode()):
        found.setdefault((kind, identity), {})[give] = take
    return found


def owed(before: Given, now: Given) -> list[str]:
    """The statements that lead from `now` to exactly what was `before`."""
    kept = set(before.values())
    taken = [take for give, take in now.items() if give not in before and take not in kept]
    return sorted(taken) + sorted(give for give in before if give not in now)


def owed_grants(before: Given, now: Given, *, exactly: bool) -> list[str]:
    """The same for grants alone; exactly: also take away those that were not there before."""
    old = {give: take for give, take in before.items() if give.startswith("GRANT ")}
    new = {give: take for give, take in now.items() if give.startswith("GRANT ")}
    return owed(old, new if exactly else {give: new[give] for give in new.keys() & old.keys()})
