"""Secrets by reference: where they are is in the database, what they are is nowhere but here.

    env:NAME       an environment variable whose name begins with BP010_SECRET_
    file:NAME      a file in the folder of secrets
    command:NAME   what a program in the folder of secrets writes
    secretsmanager:NAME#KEY    the value of a key in a secret of AWS Secrets Manager that is JSON;
                   without #KEY the secret itself. Its name begins with bp010/secret/, or it is
                   the one that API_SECRET_NAME names

The folder of secrets is BP010_SECRETS, or systemd's CREDENTIALS_DIRECTORY. Whoever may write a row
that names a reference can thereby have no other variable read, no other file or secret, and no
other program run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from bp010ctl.base import amazon
from bp010ctl.base.errors import SecretError

PREFIX = "BP010_SECRET_"
FOLDERS = ("BP010_SECRETS", "CREDENTIALS_DIRECTORY")
SECONDS = 10.0
"""How long a program may take to give a secret."""
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
HIDDEN = "***"
MANAGER = "secretsmanager"
MANAGED = re.compile(r"(?P<name>[A-Za-z0-9/_+=.@-]+)(#(?P<key>[A-Za-z0-9_.-]+))?")
OURS = "bp010/secret/"
KEPT_SECONDS = 300.0
"""How long a secret of Secrets Manager is used before it is asked for again."""

_kept: dict[str, tuple[float, str]] = {}


class Secrets(dict[str, str]):
    """Secrets by name, as long as they are needed."""

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self)})"

    def hide(self, text: str) -> str:
        """The text without any of them, in whatever way a URL or a message writes them."""
        for secret in sorted(self.values(), key=len, reverse=True):
            for form in (secret, quote(secret, safe=""), repr(secret)[1:-1]):
                text = text.replace(form, HIDDEN)
        return text


def resolve(references: Mapping[str, str], environ: Mapping[str, str] = os.environ) -> Secrets:
    """The secrets of these references. Raises SecretError, which names the reference only."""
    return Secrets({name: _secret(reference, environ) for name, reference in references.items()})


def check(reference: str) -> str:
    """The reference, where its form is right. Raises SecretError, which does not repeat it: a
    secret may have been given instead."""
    kind, _, name = reference.partition(":")
    if kind == MANAGER and MANAGED.fullmatch(name):
        return reference
    if kind not in ("env", "file", "command") or not NAME.fullmatch(name):
        raise SecretError(
            "a credential is given as a reference",
            hint=f"env:{PREFIX}…, file:NAME or command:NAME (in the folder {FOLDERS[0]}), "
            f"{MANAGER}:NAME#KEY",
        )
    if kind == "env" and not name.startswith(PREFIX):
        raise SecretError(f"{reference}: the variable's name has to begin with {PREFIX}")
    return reference


def _secret(reference: str, environ: Mapping[str, str]) -> str:
    kind, _, name = check(reference).partition(":")
    if kind == "env":
        if name not in environ:
            raise SecretError(f"{reference} is not set", hint=f"export {name}=…")
        value = environ[name]
    elif kind == MANAGER:
        value = _managed(name, environ)
    else:
        path = _folder(environ, reference) / name
        value = _written(path, reference) if kind == "command" else _read(path, reference)
    value = value.rstrip("\r\n")
    if not value or not value.isprintable():
        raise SecretError(f"{reference} gives nothing, or more than one line of text")
    return value


def forget() -> None:
    """Ask Secrets Manager anew for whatever is needed next: something was refused."""
    _kept.clear()


def is_managed(references: Mapping[str, str]) -> bool:
    """Whether one of them is a secret that may have been rotated meanwhile."""
    return any(reference.startswith(f"{MANAGER}:") for reference in references.values())


def _managed(text: str, environ: Mapping[str, str]) -> str:
    """A secret of Secrets Manager, or one key of it; asked for anew after KEPT_SECONDS."""
    parts = MANAGED.fullmatch(text)
    assert parts is not None, "checked before"
    name, key = parts["name"], parts["key"]
    if not name.startswith(OURS) and name != environ.get("API_SECRET_NAME"):
        raise SecretError(
            f"{MANAGER}:{name}: not one that rows may name",
            hint=f"its name has to begin with {OURS}, or to be what API_SECRET_NAME says",
        )
    asked, value = _kept.get(name, (0.0, ""))
    if not asked or time.monotonic() - asked > KEPT_SECONDS:
        value = amazon.secret(name)
        _kept[name] = (time.monotonic(), value)
    return value if key is None else _key_of(value, key, name)


def _key_of(value: str, key: str, name: str) -> str:
    try:
        return str(json.loads(value)[key])
    except (ValueError, KeyError, TypeError):
        raise SecretError(f"{MANAGER}:{name} has no key {key}") from None


def _folder(environ: Mapping[str, str], reference: str) -> Path:
    for variable in FOLDERS:
        if environ.get(variable):
            return Path(environ[variable])
    raise SecretError(
        f"{reference}: where the secrets are is not said", hint="export BP010_SECRETS=…"
    )


def _read(path: Path, reference: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"{reference} cannot be read: {type(error).__name__}") from None


def _written(path: Path, reference: str) -> str:
    try:
        done = subprocess.run(
            [path], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired) as error:
        raise SecretError(f"{reference} gave no secret: {type(error).__name__}") from None
    if done.returncode:
        raise SecretError(f"{reference} gave no secret: exit code {done.returncode}")
    return done.stdout
