"""Folders and files that belong to the server's account alone, made without following a link.

Root makes them in places where others can write, too: what stands there already may be a trap. So a
link is never followed, and a folder of somebody else, or one that others may enter, is refused.
"""

from __future__ import annotations

import os
import pwd
import stat
from contextlib import suppress
from pathlib import Path

from bp010ctl.base.errors import ClusterError

READ_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
WRITE = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW


def private_folder(path: Path, account: pwd.struct_passwd) -> None:
    """Make a folder exist that is the account's, and that nobody else can enter (0700).

    Its parent must be there. Raises ClusterError where something else has that name.
    """
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    try:
        handle = os.open(path, READ_FOLDER)
    except OSError:
        raise _refused(path, account) from None
    try:
        status = os.fstat(handle)
        ours = status.st_uid in (account.pw_uid, os.geteuid())
        if not ours or stat.S_IMODE(status.st_mode) & 0o077:
            raise _refused(path, account)
        _give(handle, account)
    finally:
        os.close(handle)


def private_file(path: Path, account: pwd.struct_passwd) -> None:
    """Make a file exist that is the account's (0600 where it is new), keeping what it holds."""
    _write(path, WRITE, "", account)


def replace_text(path: Path, text: str, account: pwd.struct_passwd) -> None:
    """Write a file of the account's anew. Raises ClusterError where it is a link."""
    _write(path, WRITE | os.O_TRUNC, text, account)


def add_text(path: Path, text: str, account: pwd.struct_passwd) -> None:
    """Write at the end of a file of the account's. Raises ClusterError where it is a link."""
    _write(path, WRITE | os.O_APPEND, text, account)


def _write(path: Path, how: int, text: str, account: pwd.struct_passwd) -> None:
    try:
        handle = os.open(path, how, 0o600)
    except OSError:
        raise _refused(path, account) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        status = os.fstat(handle)
        if status.st_uid not in (account.pw_uid, os.geteuid()) or not stat.S_ISREG(status.st_mode):
            raise _refused(path, account)
        file.write(text)
        _give(handle, account)


def _give(handle: int, account: pwd.struct_passwd) -> None:
    """As root: to the server's account; anybody else makes what is his already."""
    if os.geteuid() == 0:
        os.fchown(handle, account.pw_uid, account.pw_gid)


def _refused(path: Path, account: pwd.struct_passwd) -> ClusterError:
    return ClusterError(
        f"the private cluster needs {path} for the user {account.pw_name!r} alone, and something "
        "else is there: a link, or what others may use",
        on=_listed(path),
        hint="look where it comes from; remove it, or set BP010_HOME to another folder",
    )


def _listed(path: Path) -> str:
    """The entry as `ls -l` shows it."""
    try:
        status = path.lstat()
    except OSError:
        return str(path)
    return f"{stat.filemode(status.st_mode)} {_name(status.st_uid)} {path}"


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
