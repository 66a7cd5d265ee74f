"""Secrets by reference: where they are is in the database, what they are is nowhere but here.

    env:NAME       an environment variable whose name begins with BP010_SECRET_
    file:NAME      a file in the folder of secrets
    command:NAME   what a program in the folder of secrets writes

The folder of secrets is BP010_SECRETS, or systemd's CREDENTIALS_DIRECTORY. Whoever may write a row
that names a reference can thereby have no other variable read, no other file, and no other program
run.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from bp010ctl.base.errors import SecretError

PREFIX = "BP010_SECRET_"
FOLDERS = ("BP010_SECRETS", "CREDENTIALS_DIRECTORY")
SECONDS = 10.0
"""How long a program may take to give a secret."""
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
HIDDEN = "***"


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
    if kind not in ("env", "file", "command") or not NAME.fullmatch(name):
        raise SecretError(
            "a credential is given as a reference",
            hint=f"env:{PREFIX}…, file:NAME or command:NAME (in the folder {FOLDERS[0]})",
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
    else:
        path = _folder(environ, reference) / name
        value = _written(path, reference) if kind == "command" else _read(path, reference)
    value = value.rstrip("\r\n")
    if not value or not value.isprintable():
        raise SecretError(f"{reference} gives nothing, or more than one line of text")
    return value


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
