"""What dump programs write around the rows: passed over where it changes no value, else refused."""

from __future__ import annotations

import re
from collections.abc import Callable

VALUE = r"(?:'(?:[^']|'')*'|\"[^\"]*\"|[-\w.]+)"
_setting = re.compile(
    rf"SET\s+(?:SESSION\s+|LOCAL\s+)?(?:(TIME\s+ZONE)\s+|([\w.]+)\s*(?:=|TO\b)\s*)"
    rf"({VALUE}(?:\s*,\s*{VALUE})*)\s*;",
    re.IGNORECASE | re.ASCII,
)
_search_path = re.compile(
    r"SELECT\s+(?:pg_catalog\.)?set_config\s*\(\s*'search_path'\s*,\s*'([^']*)'\s*,"
    r"\s*(?:true|false)\s*\)\s*;",
    re.IGNORECASE | re.ASCII,
)
_harmless = re.compile(
    r";"
    r"|\\(?:un)?restrict[ \t]+\S+[ \t]*(?:\r?\n|\Z)"
    r"|(?:BEGIN|COMMIT|END)(?:\s+(?:WORK|TRANSACTION))?\s*;"
    r"|PRAGMA\s+\w+\s*=\s*\w+\s*;|SET\s+DEFINE\s+OFF\s*;|REM(?:ARK)?\b[^\n]*(?:\n|\Z)"
    r"|START\s+TRANSACTION\s*;|SET\s+SESSION\s+AUTHORIZATION\s+DEFAULT\s*;"
    r"|SELECT\s+(?:pg_catalog\.)?setval\s*\(\s*'[^']*'(?:::regclass)?\s*,\s*[0-9]+\s*"
    r"(?:,\s*(?:true|false)\s*)?\)\s*;"
    r"|ALTER\s+TABLE\s+(?:ONLY\s+)?[\w.\"]+\s+(?:DISABLE|ENABLE)\s+TRIGGER\s+(?:ALL|USER)\s*;",
    re.IGNORECASE | re.ASCII,
)
NO_MATTER = frozenset(
    {
        "bytea_output",
        "check_function_bodies",
        "client_min_messages",
        "default_table_access_method",
        "default_tablespace",
        "default_with_oids",
        "extra_float_digits",
        "idle_in_transaction_session_timeout",
        "lock_timeout",
        "row_security",
        "session_replication_role",
        "statement_timeout",
        "synchronous_commit",
        "transaction_timeout",
        "xmloption",
    }
)
"""Settings that change no value of a row."""
ENCODINGS = frozenset({"utf8", "utf-8", "unicode", "latin1", "sql_ascii"})
NO_OTHERS = frozenset({"", "pg_catalog", "stage"})


def _is_on(value: str) -> bool:
    return value in ("on", "true", "1")


MATTER: dict[str, Callable[[str], bool]] = {
    "standard_conforming_strings": _is_on,
    "client_encoding": ENCODINGS.__contains__,
    "datestyle": lambda value: value.startswith("iso"),
    "intervalstyle": lambda value: True,
}
"""Settings that change values, and whether a value (lower case) is the one that is read by."""


class Preamble:
    """What a dump's settings have said so far.

    schema: the schema of tables that name none; None where that may be the destinations'.
    """

    def __init__(self, zone: str) -> None:
        self._zone = zone.lower()
        self.schema: str | None = None

    def after(self, text: str, at: int) -> int | None:
        """The place after a statement that changes no value; None where it is no such statement.

        Raises ValueError for a setting by which the rows would mean something else.
        """
        if match := _search_path.match(text, at):
            self._look_in(match[1])
        elif match := _setting.match(text, at):
            self._take("timezone" if match[1] else match[2].lower(), match[3])
        else:
            match = _harmless.match(text, at)
        return match.end() if match else None

    def _take(self, name: str, value: str) -> None:
        setting = value.strip("'\"").lower()
        if name == "search_path":
            self._look_in(value)
        elif name == "timezone" and setting != self._zone:
            raise ValueError(f"its times are in {value}: say so by --zone {value}")
        elif name in MATTER and not MATTER[name](setting):
            raise ValueError(f"SET {name} = {value} changes what its values mean, and is not read")
        elif name not in NO_MATTER and name not in MATTER and name != "timezone":
            raise ValueError(f"SET {name} is not known to change nothing")

    def _look_in(self, path: str) -> None:
        schemas = [name.strip(" '\"").lower() for name in path.split(",")]
        self.schema = next((name for name in schemas if name not in NO_OTHERS), None)
