"""Times of a file as instants: offset in the text, declared formats, or the archive's zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from bp010ctl.bronze.definitions import Definition
from bp010ctl.ingest.values import NO_TIME, BadValue

INSTANT = pl.Datetime("us", "UTC")
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
LENGTH = 19
ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?) ?(Z|[-+][0-9]{2}:?[0-9]{2})?)?"
)
OFFSET = re.compile(r" ?(?:Z|([-+])([0-9]{2}):?([0-9]{2}))")
FIRST, LAST = 1950, 2100
"""Years of a field's times; others are typing mistakes, or years of two digits read as they are."""
TWO_DIGITS = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}(?:[ T].*)?")
DAY_NUMBER = re.compile(r"[0-9]{4,5}(?:[.,][0-9]+)?")
EPOCHS = {1900: datetime(1899, 12, 30), 1904: datetime(1904, 1, 1)}


class Moments:
    """Reads the times of one archive.

    `read` gives instants and leaves null what one pass over columns cannot tell; `value` reads one
    text and says what is wrong with it.
    """

    def __init__(self, definition: Definition) -> None:
        self._zone = ZoneInfo(definition.zone)
        self._name = definition.zone
        self._formats = definition.formats
        self._serial = definition.serial

    def read(self, texts: pl.Series) -> pl.Series:
        """Instants of a column of texts, null where there is none or `value` has to look."""
        made = self._uniform(texts, FORMS[0])
        if made.null_count() > texts.null_count():
            missed = texts.is_not_null() & made.is_null()
            made = made.zip_with(~missed, self._uniform(texts, FORMS[1]))
        return made

    def _uniform(self, texts: pl.Series, form: str) -> pl.Series:
        """Those of one form with seconds: the time in the first characters, then the offset."""
        local = texts.str.slice(0, LENGTH).str.to_datetime(form, strict=False, time_unit="us")
        rest = texts.str.slice(LENGTH)
        offsets = {text: _offset(text) for text in rest.unique() if text is not None}
        made = (local - _shift(rest, offsets)).dt.replace_time_zone("UTC")
        if "" in offsets:
            zoned = local.dt.replace_time_zone(
                self._name, ambiguous="null", non_existent="null"
            ).dt.convert_time_zone("UTC")
            made = made.zip_with(rest.fill_null("-") != "", zoned)
        usual = local.is_between(datetime(FIRST, 1, 1), datetime(LAST, 1, 1))
        if (leap := texts.str.contains(":60", literal=True)).any():
            usual &= ~leap
        return made if usual.all() else made.set((~usual).fill_null(False), None)

    def value(self, text: str) -> datetime | None:
        """One time, None where the text is blank. Raises BadValue."""
        text = text.strip()
        if not text:
            return None
        made = self._iso(text) or self._declared(text)
        if made is None:
            raise BadValue(_reason(text), NO_TIME)
        if not FIRST <= made.year <= LAST:
            raise BadValue(f"is of the year {made.year}", "fuera_de_rango")
        return self._instant(made)

    def _iso(self, text: str) -> datetime | None:
        match = ISO.fullmatch(text)
        if match is None:
            return None
        day, hour, offset = match.groups()
        try:
            return datetime.fromisoformat(f"{day}T{(hour or '00:00')[:15]}{offset or ''}")
        except ValueError as error:
            raise BadValue(f"is not a time: {error}", NO_TIME) from None

    def _declared(self, text: str) -> datetime | None:
        for form in self._formats:
            try:
                made = datetime.strptime(text, form)
            except ValueError:
                continue
            return made.replace(year=2000 + made.year % 100) if "%y" in form else made
        if self._serial is not None and DAY_NUMBER.fullmatch(text):
            days = float(text.replace(",", "."))
            return EPOCHS[self._serial] + timedelta(seconds=round(days * 86_400))
        return None

    def _instant(self, made: datetime) -> datetime:
        if made.tzinfo is not None:
            return made.astimezone(UTC)
        first, second = (made.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first.astimezone(UTC)
        there = first.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) == made
        what, code = ("repeats", "hora_ambigua") if there else ("skips", "hora_inexistente")
        raise BadValue(f"is in an hour that {self._name} {what}: give it with its offset", code)


def _shift(rest: pl.Series, offsets: dict[str, timedelta | None]) -> pl.Series | timedelta:
    """How far ahead of UTC each time is; null where its offset is none."""
    kinds = list(offsets.values())
    if len(kinds) == 1 and kinds[0] is not None:
        return kinds[0]
    return rest.replace_strict(
        list(offsets), pl.Series(kinds, dtype=pl.Duration("us")), default=None,
        return_dtype=pl.Duration("us"),
    )  # fmt: skip


def _offset(text: str) -> timedelta | None:
    """How far ahead of UTC a time with this behind it is."""
    match = OFFSET.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[2] or 0) * 60 + int(match[3] or 0)
    if minutes > 15 * 60 or int(match[3] or 0) > 59:
        return None
    return timedelta(minutes=-minutes if match[1] == "-" else minutes)


def _reason(text: str) -> str:
    if TWO_DIGITS.fullmatch(text):
        return "has a year of two digits: declare its format in bronze.toml, [times] formats"
    if DAY_NUMBER.fullmatch(text):
        return "is a day number of Excel: declare [times] serial = 1900 or 1904 in bronze.toml"
    return "is not a time (YYYY-MM-DD HH:MM:SS, with its offset), nor of a declared format"
