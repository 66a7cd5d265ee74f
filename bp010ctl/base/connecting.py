"""Why there is no connection to a database: libpq's reason, and the hint that helps there."""

from __future__ import annotations

import os
import re

from bp010ctl.base.errors import ConnectionFailed

PRIVATE = "`bp010ctl db up` starts the private server"
GIVEN = "is the server running there, and are host and port in BP010_DATABASE_URL right?"

RAW = re.compile(r"[^?]*@[^?]*@|[^@?/]*/[^?]*@|[^@?]*:[^@?]*\?[^@=]*@")
"""After `://`: a second `@`, one in the path, or one in what would be a query without `=`."""
REFUSED = re.compile(r"(password|PAM) authentication failed")
"""What a server says of a password that is not right, or a token of IAM that is over."""

REASONS: tuple[tuple[str, str, str], ...] = (
    (
        r'database "[^"]*" does not exist',
        "there is no such database on that server",
        "`bp010ctl db up` creates it, where the role may",
    ),
    (
        r"(password|PAM) authentication failed|no password supplied|fe_sendauth",
        "the server wants a password that was not given or is not right",
        "give it by ~/.pgpass, a service file or PGPASSWORD; what is on a command line others see",
    ),
    (
        r'role "[^"]*" does not exist|Peer authentication failed',
        "the server does not know this role",
        "BP010_DATABASE_URL names the role (user@); the server's administrator creates it",
    ),
    (
        r"permission denied for database",
        "this login is in no group that may use the database",
        "an administrator puts it into one: `bp010ctl roles grant USER lectura`, for example",
    ),
    (
        r"no pg_hba.conf entry|no encryption",
        "the server lets nobody in from here like this",
        "its pg_hba.conf says who may connect, from where, and whether with TLS (sslmode=require)",
    ),
    (
        r"failed to resolve host|could not translate host name",
        "there is no host of that name",
        "check the host in BP010_DATABASE_URL",
    ),
    (
        r"timeout expired|timed out",
        "the server did not answer in time",
        "is it reachable from here? a firewall keeps silent like this",
    ),
    (
        r"starting up|shutting down|recovery mode",
        "the server is starting or stopping",
        "try again in a moment",
    ),
    (
        r"too many clients|remaining connection slots",
        "the server has no connection left",
        "try again in a moment; `max_connections` limits them",
    ),
)
"""What libpq or the server says, what it means, and what to do."""


def failure(reason: str, where: str) -> ConnectionFailed:
    """The error for a reason of libpq. where: the database for people."""
    for pattern, meaning, hint in REASONS:
        if re.search(pattern, reason):
            return ConnectionFailed(f"no connection: {meaning} ({reason})", on=where, hint=hint)
    hint = GIVEN if os.environ.get("BP010_DATABASE_URL") else PRIVATE
    return ConnectionFailed(f"no connection to the database: {reason}", on=where, hint=hint)


def has_raw_characters(url: str) -> bool:
    """Whether a password's own `@`, `/` or `?` ends it early: what follows would be host, path or
    query, and be shown as such."""
    scheme, _, rest = url.partition("://")
    return bool(rest and scheme.isalpha() and RAW.match(rest))


def without_secrets(reason: str, url: str) -> str:
    """libpq's reason for refusing a URL, which may quote the URL, without the password in it."""
    credentials = url.partition("://")[2] or url
    password = credentials.rpartition("@")[0].partition(":")[2]
    given = re.findall(r"password\s*=\s*('[^']*'|[^\s&]+)", url)
    for secret in filter(None, (password, *given)):
        reason = reason.replace(secret.strip("'"), "***")
    return reason
