"""Rights that others gave on our objects: they stay when a revision makes an object anew.

What the project's own texts grant, to its group roles, is the revision's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from psycopg.rows import class_row

from bp010ctl.base import queries
from bp010ctl.base.composing import trusted
from bp010ctl.base.database import Connection

Note = Callable[[str], None]


@dataclass(frozen=True)
class Right:
    """One privilege of one role on an object, or on a column of it; number: the object's OID."""

    kind: str
    named: str
    number: int
    column_name: str | None
    privilege: str
    is_grantable: bool
    grantee: str

    @property
    def identity(self) -> tuple[str | None, ...]:
        """What it is whichever object has the name."""
        return (self.kind, self.named, self.column_name, self.privilege, self.grantee)

    @property
    def grant(self) -> str:
        """The statement that gives it."""
        columns = f" ({self.column_name})" if self.column_name else ""
        option = " WITH GRANT OPTION" if self.is_grantable else ""
        on = f"{self.kind} {self.named}"
        return f"GRANT {self.privilege}{columns} ON {on} TO {self.grantee}{option}"


def given(driver: Connection) -> list[Right]:
    """The rights that others have now."""
    with driver.cursor(row_factory=class_row(Right)) as cursor:
        return cursor.execute(queries.text("migrations/rights")).fetchall()


def keeping(driver: Connection, run: Callable[[], None], note: Note) -> None:
    """Run a revision's steps; what others may do with objects that it makes anew they may again.

    A right whose object is gone, or has another signature, is named by `note`.
    """
    before = given(driver)
    run()
    if before:
        _restore(driver, before, given(driver), note)


def _restore(
    driver: Connection, before: Iterable[Right], after: Iterable[Right], note: Note
) -> None:
    standing = {right.identity for right in after}
    for right in before:
        if right.identity in standing:
            continue
        number = driver.execute(LOOK[right.kind], [right.named]).fetchone()
        if number is None or number[0] is None:
            note(f"{right.grantee} had {right.privilege} on {right.named}, which is gone")
        elif number[0] != right.number:
            driver.execute(trusted(right.grant))
            note(f"{right.grantee} keeps {right.privilege} on {right.named}, made anew")


LOOK = {
    "TABLE": "SELECT pg_catalog.to_regclass(%s)::oid::bigint",
    "SEQUENCE": "SELECT pg_catalog.to_regclass(%s)::oid::bigint",
    "ROUTINE": "SELECT pg_catalog.to_regprocedure(%s)::oid::bigint",
}
"""The OID of an object by its name."""
