"""When something was last written, where the server remembers (track_commit_timestamp)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.schema.catalog import Address, Object


def remembered(connection: Connection) -> bool:
    """Whether the server keeps the time of each commit."""
    row = connection.execute("SELECT current_setting('track_commit_timestamp')").fetchone()
    return row == ("on",)


def of_objects(connection: Connection, objects: Sequence[Object]) -> dict[Address, datetime]:
    """The newest commit that wrote the object's own rows of the catalog, by its address."""
    if not remembered(connection):
        return {}
    addresses = [item.address for item in objects]
    given = {
        "classids": [address.classid for address in addresses],
        "objids": [address.objid for address in addresses],
        "subids": [address.objsubid for address in addresses],
    }
    rows = queries.tuples(connection, "drift/dates", given)
    return {Address(*address): edited for *address, edited in rows if edited is not None}
