"""Where a channel is: an address as Apprise has it, with secrets as references only."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from bp010ctl.base import references
from bp010ctl.base.errors import AlertsError
from bp010ctl.base.references import Secrets

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
REFERENCE = re.compile(r"(env|file|command):[^/]")
SECRET_NAME = re.compile(r"pass|secret|token|auth|api.?key|credential", re.IGNORECASE)
OPEN = frozenset(
    {"mailto", "mailtos", "json", "jsons", "xml", "xmls", "form", "forms", "ntfy", "ntfys"}
)
"""Kinds whose address alone opens nothing; with others it is a password, or has one in its path."""
WHOLE = "address"
"""The secret that an address is as a whole."""
SHORTEST_PART = 6
"""Characters from which a part of a secret address is hidden by itself."""


def check(address: str, secrets: Mapping[str, str]) -> str:
    """The address, where no secret is written out in it. Raises AlertsError, SecretError."""
    if REFERENCE.match(address):
        references.check(address)
        if secrets:
            raise AlertsError("an address that is a secret as a whole names no other one")
        return address
    scheme = address.partition("://")[0].lower()
    if "://" not in address or not scheme.isalpha():
        raise AlertsError(
            "the address is none",
            hint="docs/alerts.md has examples: mailtos://, ntfys://, jsons://, or a reference",
        )
    named = set(PLACEHOLDER.findall(address))
    if named != set(secrets):
        odd = sorted(named ^ set(secrets))[0]
        raise AlertsError(
            f"{{{odd}}} and --secret do not match",
            hint="each {name} of the address needs --secret name=REFERENCE, and no other is given",
        )
    for reference in secrets.values():
        references.check(reference)
    _refuse_secrets(address, scheme, bool(named))
    return address


def _refuse_secrets(address: str, scheme: str, names_secret: bool) -> None:
    parts = urlsplit(address)
    password = (parts.netloc.rpartition("@")[0].partition(":")[2] or "").strip()
    query = [item.partition("=") for item in parts.query.split("&") if item]
    written = [
        name
        for name, _, value in query
        if SECRET_NAME.search(name) and not PLACEHOLDER.search(value)
    ]
    if (password and not PLACEHOLDER.fullmatch(password)) or written:
        raise AlertsError(
            "the address has a password in it",
            hint="write {password}, and --secret password=env:BP010_SECRET_…",
        )
    if scheme not in OPEN and not names_secret:
        raise AlertsError(
            f"a {scheme}:// address is a secret itself",
            hint="give a reference to it, env:BP010_SECRET_…, or its secret part as {name}",
        )


def resolve(
    address: str, named: Mapping[str, str], environ: Mapping[str, str] = os.environ
) -> tuple[str, Secrets]:
    """The address with its secrets filled in, and what must be hidden in every message about it.

    Raises SecretError, which names the reference only.
    """
    if REFERENCE.match(address):
        secrets = references.resolve({WHOLE: address}, environ)
        return secrets[WHOLE], Secrets({**secrets, **_parts(secrets[WHOLE])})
    secrets = references.resolve(named, environ)
    filled = PLACEHOLDER.sub(lambda match: quote(secrets[match[1]], safe=""), address)
    return filled, secrets


def _parts(address: str) -> dict[str, str]:
    """Parts of a secret address that may turn up by themselves: a path's, a query's, a user's."""
    parts = urlsplit(address)
    around = f"{parts.path}/{parts.query}/{parts.netloc.rpartition('@')[0]}"
    pieces = {unquote(piece) for piece in re.split(r"[/:@?&=#]", around)}
    return {piece: piece for piece in pieces if len(piece) >= SHORTEST_PART}
