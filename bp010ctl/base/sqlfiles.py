"""Files of SQL: their text, however it was checked out, and the folder of a revision's own."""

from __future__ import annotations

import codecs
from pathlib import Path

from bp010ctl.base.errors import Bp010Error


def content(path: Path) -> bytes:
    """A file's bytes as they count: ends of lines and a byte order mark are the editor's."""
    return path.read_bytes().removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")


def text(path: Path) -> str:
    """A file's text as it counts, however it was saved and checked out.

    Raises Bp010Error where it is not UTF-8.
    """
    raw = content(path)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Bp010Error(
            f"not UTF-8: {error.reason} 0x{raw[error.start]:02x}",
            on=f"{path}, line {line}",
            hint="save the file as UTF-8",
        ) from None


def name_at(place: int, revision: str) -> str:
    """How the script and the folder of a revision are called; the first one's place is 1."""
    return f"{place:03d}_{revision}"


def folder(migrations: Path, revision: str) -> Path:
    """The folder of a revision's frozen files, whatever number it has.

    Where there is none: the one that it would have without a number.
    """
    frozen = migrations / "frozen"
    folders = [
        path
        for path in frozen.glob(f"*_{revision}")
        if path.name.removesuffix(f"_{revision}").isdigit()
    ]
    return folders[0] if folders else frozen / revision
