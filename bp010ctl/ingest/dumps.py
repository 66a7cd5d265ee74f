"""SQL dumps of INSERT statements: parsed here, never executed.

Read: INSERT INTO one of the four stage tables or their partitions, with a column list, VALUES of
literals (strings, E-strings, numbers, NULL, TRUE, FALSE, each with casts), comments and blanks in
between. What dump programs write around the rows is passed over where it changes no value: see
`preambles`. Anything else refuses the file with its line. A regular expression cuts the usual row
at once; what it does not match goes token by token, with the same result or an explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn, cast

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import destinations
from bp010ctl.ingest.destinations import Destination
from bp010ctl.ingest.preambles import Preamble
from bp010ctl.ingest.sources import CHUNK, Batch, Text
from bp010ctl.ingest.values import NUMBER, BadValue

# Only single characters are repeated possessively: of groups, Python before 3.11.5 gets it wrong.
STRING = r"[eE]'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*'(?!')|'[^']*+(?:''[^']*+)*'(?!')"
LITERAL = rf"({STRING}|{NUMBER.pattern}|(?i:null|true|false)\b)"
TYPE = (
    r"[a-zA-Z_][\w.]*+(?:\s++(?i:varying|precision)\b)?(?:\s*+\([0-9 ,]++\))?"
    r"(?:\s++(?i:with(?:out)?)\s++(?i:time)\s++(?i:zone)\b)?"
)
CAST = rf"(?:\s*+::\s*+{TYPE})*"
COMMENT = r"--[^\n]*+\n|/\*[^*/]*+(?:(?:\*(?!/)|/(?!\*))[^*/]*+)*\*/"
BLANK = rf"(?:\s++|{COMMENT})*"
NAME = r'(?:"(?:[^"]|"")+"(?!")|[a-zA-Z_][\w$]*+)'
INSERT = (
    rf"insert{BLANK}into{BLANK}(?:({NAME}){BLANK}\.{BLANK})?({NAME}){BLANK}"
    rf"\(({BLANK}{NAME}{BLANK}(?:,{BLANK}{NAME}{BLANK})*)\){BLANK}"
    rf"(?:overriding{BLANK}(?:system|user){BLANK}value{BLANK})?values{BLANK}(?=\()"
)
CONFLICT = (
    rf"on{BLANK}conflict{BLANK}(?:\({BLANK}{NAME}{BLANK}(?:,{BLANK}{NAME}{BLANK})*\){BLANK}"
    rf"|on{BLANK}constraint{BLANK}{NAME}{BLANK})?do{BLANK}nothing{BLANK}(?=;)"
)

_literal = re.compile(LITERAL + CAST, re.DOTALL | re.ASCII)
_blank = re.compile(BLANK, re.ASCII)
_insert = re.compile(INSERT, re.IGNORECASE | re.ASCII)
_conflict = re.compile(CONFLICT, re.IGNORECASE | re.ASCII)
_name = re.compile(rf"{BLANK}({NAME}){BLANK},?", re.ASCII)
_escape = re.compile(
    r"''|\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u(.{0,4})|U(.{0,8})|(.))", re.DOTALL
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

LOOKAHEAD = 64 << 10
"""Characters that must lie ahead before something counts as malformed and not as cut off."""
LONGEST_ROW = 64 << 20
"""Characters of one row: beyond them a quote was left open."""


class _NeedMore(Exception):
    """The text read so far ends inside something."""


@dataclass(frozen=True)
class _Head:
    """An INSERT's target and the pattern of its whole rows."""

    destination: Destination
    header: tuple[str, ...]
    row: re.Pattern[str]


@lru_cache
def _row_pattern(values: int) -> re.Pattern[str]:
    """A row of this many literals and the comma after it, or the end of its statement ahead."""
    literals = r",\s*+".join([LITERAL + CAST + r"\s*+"] * values)
    end = rf"(?:,\s*+|(?=;)|(?=(?i:{CONFLICT})))"
    return re.compile(rf"\(\s*+{literals}\)\s*+{end}", re.DOTALL | re.ASCII)


def decode(literal: str) -> str | None:
    """The value of one SQL literal; None for NULL. Raises BadValue for a broken escape."""
    if literal[0] == "'":
        return literal[1:-1].replace("''", "'")
    if literal[-1] == "'":
        return _unescaped(literal[2:-1])
    return None if literal.lower() == "null" else literal


def _unescaped(body: str) -> str:
    """The inside of an E'' string: bytes of octal and hex escapes make up UTF-8 characters."""
    encoded, end = bytearray(), 0
    for escape in _escape.finditer(body):
        encoded += body[end : escape.start()].encode() + _escaped(escape)
        end = escape.end()
    encoded += body[end:].encode()
    try:
        text = encoded.decode("utf-8", "surrogatepass")
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise BadValue("has escapes that are no UTF-8 character") from None


def _escaped(escape: re.Match[str]) -> bytes:
    octal, hexadecimal, short, long, letter = escape.groups()
    if octal or hexadecimal:
        return bytes([int(octal, 8) & 255 if octal else int(hexadecimal, 16)])
    digits = short if short is not None else long
    if digits is None:
        return _LETTERS.get(letter, letter or "'").encode()
    width = 4 if short is not None else 8
    if not re.fullmatch(rf"[0-9a-fA-F]{{{width}}}", digits) or int(digits, 16) > 0x10FFFF:
        raise BadValue("has a broken Unicode escape")
    return chr(int(digits, 16)).encode("utf-8", "surrogatepass")


class Dump:
    """A dump's rows in batches of one chunk of the file each.

    zone: in which times that name none will be read; a dump that says another is refused.
    """

    likely_point = True
    """Programs write decimal points."""

    def __init__(self, text: Text, *, zone: str = "UTC", chunk: int = CHUNK) -> None:
        self._source = text
        self._preamble = Preamble(zone)
        self._chunk = chunk
        self._text = ""
        self._end = False
        self._at = 0
        self._line = 1
        self._head: _Head | None = None
        self._began = 0
        self._began_line = 1
        self._row_due = True
        self._heads: dict[str, _Head] = {}
        self._batches: list[Batch] = []
        self._starts: list[int] = []

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self._source.position

    @property
    def details(self) -> list[str]:
        """What a person should know about the file's form: nothing."""
        return []

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    def batches(self) -> Iterator[Batch]:
        """Every row of the file, in its order; IngestError with the line for anything else."""
        going = True
        while going:
            try:
                going = self._step()
            except _NeedMore:
                yield from self._taken()
                self._refill()
        yield from self._taken()

    def _step(self) -> bool:
        """Read one piece at the current place; False at the end of the file."""
        if self._head is None:
            self._at = self._skip(self._at)
            if self._at == len(self._text):
                return False
            self._open()
        else:
            self._usual_rows(self._head)
            end = self._at if self._row_due else self._after_conflict(self._at)
            if not self._row_due and self._peek(end) == ";":
                self._head, self._at = None, end + 1
            else:
                self._unusual_row(self._head)
        return True

    def _after_conflict(self, at: int) -> int:
        """The place after ON CONFLICT DO NOTHING, where that comes."""
        match = _conflict.match(self._text, at)
        return match.end() if match else at

    def _open(self) -> None:
        """Read `INSERT INTO … VALUES`, or pass over what changes no value."""
        self._began, self._began_line = self._at, 0
        match = _insert.match(self._text, self._at)
        if not match:
            self._at = self._pass_over()
            return
        head = self._heads.get(match[0])
        if head is None:
            head = self._heads[match[0]] = self._head_of(match)
        if not (self._batches and self._same(self._batches[-1], head)):
            self._new_batch(head)
        self._head, self._at, self._row_due = head, match.end(), True

    def _pass_over(self) -> int:
        """The place after a statement that changes no value; refuses any other."""
        try:
            end = self._preamble.after(self._text, self._at)
        except ValueError as error:
            self._refuse(self._at, str(error), EXPECTED)
        if end is None:
            self._refuse_statement()
        if end == len(self._text) and not self._end:
            raise _NeedMore
        return end

    def _head_of(self, insert: re.Match[str]) -> _Head:
        schema, table = (_identifier(name) if name else None for name in insert.group(1, 2))
        schema = schema or self._preamble.schema
        destination = destinations.of_table(schema, table or "")
        if destination is None:
            qualified = f"{schema}.{table}" if schema else table
            self._refuse(
                self._at,
                f"INSERT INTO {qualified} is not for this database",
                f"only stage.{', stage.'.join(destinations.BY_TABLE)} are loaded",
            )
        header = tuple(_identifier(name[1]) for name in _name.finditer(insert[3]))
        return _Head(destination, header, _row_pattern(len(header)))

    @staticmethod
    def _same(batch: Batch, head: _Head) -> bool:
        return batch.destination is head.destination and batch.header == head.header

    def _new_batch(self, head: _Head) -> None:
        base, text, starts = self._line, self._text, list[int]()
        self._starts = starts
        self._batches.append(
            Batch(head.destination, head.header, [], lambda: _lines(base, text, starts))
        )

    def _usual_rows(self, head: _Head) -> None:
        """Rows as dump programs write them, as many as there are."""
        rows, starts, last = self._batches[-1].rows, self._starts, None
        scanner = cast(Any, head.row).scanner(self._text, self._at)  # matches only end to end
        for last in iter(scanner.match, None):
            rows.append(last.groups())
            starts.append(last.start())
        if last is not None:
            self._at = last.end()
            self._row_due = last[0].rstrip().endswith(",")

    def _unusual_row(self, head: _Head) -> None:
        """One row token by token: comments inside, a wrong number of values, or an error."""
        start = self._skip(self._at)
        values, after = self._values(start)
        after = self._after_conflict(self._skip(after))
        separator = self._peek(after)
        if separator not in (",", ";"):
            self._unreadable(after, "after a row only a comma or a semicolon may come")
        self._row_due = separator == ","
        self._at = self._skip(after + 1) if self._row_due else after
        self._keep(values, start, head)

    def _keep(self, values: list[str], start: int, head: _Head) -> None:
        batch = self._batches[-1]
        if len(values) == len(head.header):
            batch.rows.append(values)
            self._starts.append(start)
        else:
            batch.leave_out(self._line_at(start), values)

    def _values(self, at: int) -> tuple[list[str], int]:
        """The literals between parentheses, and where they end."""
        values: list[str] = []
        if self._peek(at) != "(":
            self._unreadable(at, "a row in parentheses is expected")
        separator = ","
        while separator == ",":
            at = self._skip(at + 1)
            literal = _literal.match(self._text, at)
            if not literal:
                self._unreadable(at, "only literals are read, no expressions")
            values.append(literal[1])
            at = self._skip(literal.end())
            separator = self._peek(at)
        if separator != ")":
            self._unreadable(at, "only literals are read, no expressions")
        return values, at + 1

    def _skip(self, at: int) -> int:
        """The place after blanks and comments."""
        blank = _blank.match(self._text, at)
        assert blank is not None
        end = blank.end()
        if end == len(self._text) and not self._end:
            raise _NeedMore
        if self._text.startswith("--", end):
            return len(self._text) if self._end else self._cut_off()
        if self._text.startswith("/*", end):
            if "*/" in self._text[end + 2 :]:
                self._refuse(end, "a comment inside a comment is not read", EXPECTED)
            self._cut_off()
        return end

    def _peek(self, at: int) -> str:
        if at < len(self._text):
            return self._text[at]
        return self._cut_off()

    def _cut_off(self) -> NoReturn:
        if not self._end:
            raise _NeedMore
        began = self._began_line or self._line_at(self._began)
        raise IngestError(
            f"the file ends inside the statement that began at line {began}",
            on=f"{self._source.path}:{self._line_at(len(self._text))}",
            hint="it was cut off (or lacks its last semicolon): get the whole file",
        )

    def _unreadable(self, at: int, why: str) -> NoReturn:
        """Refuse what is at this place, once enough text lies ahead to be sure."""
        opening = self._text[at : at + 2].lower()
        unclosed = opening.startswith(("'", "e'"))
        if not self._end and (unclosed or len(self._text) - at < LOOKAHEAD):
            raise _NeedMore
        if at >= len(self._text) or (unclosed and not _literal.match(self._text, at)):
            self._cut_off()
        self._refuse(at, f"{why}: {_excerpt(self._text, at)}", EXPECTED)

    def _refuse_statement(self) -> NoReturn:
        if not self._end and len(self._text) - self._at < LOOKAHEAD:
            raise _NeedMore
        end = self._text.find(";", self._at)
        beginning = " ".join(self._text[self._at : self._at + 200].split()[:2])
        if end < 0 and "insert into".startswith(beginning.lower()):
            self._cut_off()
        what = "this INSERT" if beginning.lower() == "insert into" else _excerpt(beginning, 0)
        self._refuse(self._at, f"{what} is not read", EXPECTED)

    def _refuse(self, at: int, why: str, hint: str) -> NoReturn:
        raise IngestError(why, on=f"{self._source.path}:{self._line_at(at)}", hint=hint)

    def _line_at(self, at: int) -> int:
        return self._line + self._text.count("\n", 0, at)

    def _taken(self) -> list[Batch]:
        """The batches so far; the open statement goes on in a new one."""
        taken = [batch for batch in self._batches if batch.rows or batch.uncut]
        self._batches = []
        return taken

    def _refill(self) -> None:
        """Forget what was read and read on; twice as much each time that nothing was."""
        rest = self._text[self._at :]
        self._chunk = self._chunk * 2 if self._at == 0 and self._text else self._chunk
        if len(rest) > LONGEST_ROW:
            self._refuse(self._at, "this row is too long", "a quote was probably left open")
        self._began_line = self._began_line or self._line_at(self._began)
        self._line = self._line_at(self._at)
        more = self._source.read(self._chunk)
        self._end = not more
        self._text, self._at = rest + more, 0
        if self._head is not None:
            self._new_batch(self._head)


EXPECTED = (
    "only INSERT INTO stage.<table> (columns) VALUES (literals), … ; is read, nothing is executed; "
    "export with `pg_dump --data-only --column-inserts`, or as CSV"
)


def _identifier(name: str) -> str:
    """An SQL name as PostgreSQL folds it."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def _excerpt(text: str, at: int) -> str:
    piece = text[at : at + 40].split("\n", 1)[0].strip()
    return repr(piece)


def _lines(base: int, text: str, starts: list[int]) -> list[int]:
    """The line of each start, counted from the text's first line."""
    lines, line, before = [], base, 0
    for start in starts:
        line += text.count("\n", before, start)
        lines.append(line)
        before = start
    return lines
