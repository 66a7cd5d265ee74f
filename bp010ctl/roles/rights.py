"""Role × object × action: what each group may do, as it stands in a database, and as a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.schema.statements import SCHEMAS
from bp010ctl.server.groups import GROUPS

DOCUMENT = "docs/reference/roles.md"
PUBLIC = "PUBLIC"
ACTIONS = {
    "r": "SELECT",
    "a": "INSERT",
    "w": "UPDATE",
    "d": "DELETE",
    "D": "TRUNCATE",
    "X": "EXECUTE",
    "U": "USAGE",
    "C": "CREATE",
    "c": "CONNECT",
    "T": "TEMPORARY",
}
"""PostgreSQL's own letters, as `psql` shows them in `\\dp`."""

PURPOSES = {
    "bp010_operacion": "runs the cycles; writes what is computed",
    "bp010_escritura": "loads landing, readings, master and reserves",
    "bp010_modelos": "ML services: read stage, write universal only",
    "bp010_lectura": "people who may see every well: reads everything",
    "bp010_panel": "dashboards: reads the wells of its user only",
    "bp010_pool": "besides panel, a pool: its setting `bp010.usuario` says who the user is",
}
KINDS = ("database", "schema", "table", "partition", "view", "procedure", "function")


@dataclass(frozen=True)
class Line:
    """One object: its kind, schema and name, and the letters of what each role may do with it."""

    kind: str
    schema: str
    name: str
    rights: Mapping[str, str]

    @property
    def identity(self) -> str:
        """The qualified name; the database and schemas have none before theirs."""
        return f"{self.schema}.{self.name}" if self.kind in KINDS[2:] else self.name


def read(connection: Connection) -> list[Line]:
    """What PUBLIC and each group may do with the database and every object of its schemas."""
    values = {"grupos": list(GROUPS), "esquemas": list(SCHEMAS)}
    rows = queries.tuples(connection, "roles/rights", values)
    rights: dict[tuple[str, str, str], dict[str, str]] = {}
    for kind, schema, name, who, letters, limited in rows:
        rights.setdefault((kind, schema, name), {})[who] = letters + "*" * limited
    lines = [Line(*key, held) for key, held in rights.items()]
    return sorted(lines, key=lambda line: (line.schema, KINDS.index(line.kind), line.name))


def document(lines: list[Line]) -> str:
    """The lines as Markdown, a table for each schema."""
    text = [
        "# Roles: who may do what",
        "",
        "Made by `bp010ctl docs` from the rights that the revisions give; not to be edited by "
        "hand. A test tries every cell as that role.",
        "",
        "| group | what for |",
        "|---|---|",
        *(f"| `{name}` | {purpose} |" for name, purpose in PURPOSES.items()),
        "",
        "The owner of the database owns every object: it migrates, and nobody else may CREATE. "
        "PUBLIC, which is everybody who may connect, has no right on any of them. No group may "
        "SET ROLE to another one, and none may log in.",
        "",
        f"{', '.join(f'`{letter}` {action}' for letter, action in ACTIONS.items())}; `w(column)` "
        "is the right on that column only, `r*` that on the rows of the user's wells only; a view "
        "has the rights of who reads it. A partition made later has the rights that the default "
        "partition of its table has, unless the line says otherwise.",
    ]
    for schema in ("", "public", *SCHEMAS):
        own = [line for line in lines if line.schema == schema]
        text += ["", f"## {schema or 'database'}", "", _row(["", *map(_short, GROUPS)])]
        text += [_row(["---"] * (len(GROUPS) + 1)), *(_row(_cells(line)) for line in own)]
    return "\n".join(text) + "\n"


def parsed(text: str) -> list[Line]:
    """The lines of a document again; what test and reader hold a database against."""
    lines, schema = [], ""
    for row in text.splitlines():
        if row.startswith("## "):
            schema = row.removeprefix("## ").replace("database", "")
        elif match := re.match(r"\| (\w+) `(.+?)` \|(.*)\|$", row):
            kind, identity, cells = match.groups()
            name = identity.removeprefix(f"{schema}.") if kind in KINDS[2:] else identity
            rights = [cell.strip(" `") for cell in cells.split("|")]
            lines.append(Line(kind, schema, name, dict(zip(GROUPS, rights, strict=True))))
    return lines


def _cells(line: Line) -> list[str]:
    cells = (line.rights[group] for group in GROUPS)
    return [f"{line.kind} `{line.identity}`", *(f"`{cell}`" if cell else "" for cell in cells)]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _short(group: str) -> str:
    return group.removeprefix("bp010_")
