"""What the place that output goes to can show: how wide it is, and which characters."""

from __future__ import annotations

import codecs
import re
import shutil
import sys
import textwrap
import unicodedata
from typing import TextIO

PLAIN = {
    "↑": "^", "↓": "v", "→": ">", "←": "<", "…": "~", "·": ".", "–": "-", "—": "-",
    "─": "-", "│": "|", "×": "x", "✓": "+",
}  # fmt: skip
"""What stands for a character that an encoding lacks, as wide as that, so that tables stay in line.

Letters lose their accents by themselves.
"""

SUBSTITUTES = "bp010"
"""The name of the way to write what an encoding lacks, for `errors=`."""

BRAILLE = range(0x2800, 0x2900)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def prepare() -> None:
    """Let standard output and error write every text, whatever their encoding."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors=SUBSTITUTES)


def width(stream: TextIO | None = None) -> int | None:
    """Columns of the terminal that the stream (standard output) is; None for a file or a pipe."""
    return shutil.get_terminal_size().columns if (stream or sys.stdout).isatty() else None


def printable(text: str) -> str:
    """The text without characters that command a terminal: they are shown by their number."""
    return CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def wrapped(text: str, columns: int | None, indent: int) -> str:
    """Each line of the text within so many columns, between words; what goes on is indented."""
    if columns is None:
        return text
    return "\n".join(_wrapped(line, columns, indent) for line in text.split("\n"))


def shortened(text: str, columns: int | None) -> str:
    """The text on one line: what does not fit the columns gives way to an ellipsis."""
    if columns is None or len(text) <= columns:
        return text
    return text[: columns - 1].rstrip() + "…"


def _wrapped(line: str, columns: int, indent: int) -> str:
    if len(line) <= columns:
        return line
    start = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line.lstrip(),
        columns,
        initial_indent=start,
        subsequent_indent=" " * max(indent, len(start)),
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(map(_substitute, text)), error.end


def _substitute(character: str) -> str:
    if ord(character) in BRAILLE:
        return " " if ord(character) == BRAILLE.start else "*"
    letters = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return PLAIN.get(character) or letters or "?"


codecs.register_error(SUBSTITUTES, _plain)
