"""Texts of a file as typed columns; what does not fit is kept out by line, column and reason."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from bp010ctl.bronze.definitions import Definition
from bp010ctl.bronze.inspection import Header
from bp010ctl.bronze.moments import Moments
from bp010ctl.bronze.reading import BEYOND, COUNT, LINE
from bp010ctl.bronze.tables import Kind, Table
from bp010ctl.ingest import checks
from bp010ctl.ingest.absences import Absences
from bp010ctl.ingest.decimals import DecimalMark
from bp010ctl.ingest.values import COPY_NULL, NUMBER, BadValue

HOURS = re.compile(r"([0-9]+):([0-5][0-9])(?::([0-5][0-9]))?")
DAMAGED = "\ufffd"
REJECTS: dict[str, Any] = {
    "linea": pl.UInt32, "columna": pl.String, "valor": pl.String, "codigo": pl.String,
    "motivo": pl.String, "fila": pl.String,
}  # fmt: skip
"""A row or value that was kept out; columna is null and fila the row where it is the whole row."""
FOOTER, UNITS, AGAIN = "pie", "unidades", "encabezado_repetido"
PASSED_OVER = (FOOTER, UNITS, AGAIN)
"""Codes of lines that are no rows, and no mistakes either."""


def words(project: Path) -> Absences:
    """What means "no value": the seed of referencial.tbl_valores_ausentes, for any source."""
    file = project / "seeds" / "referencial.tbl_valores_ausentes.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["fuente"] in ("*", "lecturas")]
    return Absences((row["texto"], row["clase"]) for row in rows)


@dataclass
class Casting:
    """The rows of one file, batch by batch.

    mark: of its numbers. rejects: of the batches so far. units: column → what the units row says.
    Raises decimals.Redo where the file shows that its decimal mark is another.
    """

    table: Table
    header: Header
    definition: Definition
    absences: Absences
    mark: DecimalMark
    rejects: list[pl.DataFrame] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    last_good: int = 0
    _seen: bool = False

    def __post_init__(self) -> None:
        self._moments = Moments(self.definition)
        self._kinds = {
            column: self.table.kind(column, self.definition.kinds) for column in self.header.columns
        }
        self._number = checks.of_value("double precision", self.mark, self.absences)

    def cast(self, texts: pl.DataFrame) -> pl.DataFrame:
        """The batch's good rows, typed, in the file's order; LINE is kept."""
        if texts[self.table.moment].has_nulls():
            blank = pl.all_horizontal(pl.col(*self.header.columns, BEYOND).is_null())
            texts = texts.filter(~blank)
        typed: dict[str, pl.Series] = {}
        whys: dict[str, pl.DataFrame] = {}
        for column, kind in self._kinds.items():
            typed[column], whys[column] = self._column(texts[column], kind)
        gone = self._whole_rows(texts, typed, whys)
        for column, why in whys.items():
            self._note_cells(column, why, texts, gone)
        made = pl.DataFrame(typed).with_columns(texts[LINE])
        if gone.height:
            made = made.filter(~pl.col(LINE).is_in(gone["linea"].implode()))
        if made.height:
            self.last_good = int(made[LINE][-1])
        return made

    def kept_out(self) -> pl.DataFrame:
        """All rejects in the file's order; lines behind the last good row that are no row of
        values are its footer."""
        every = pl.concat([pl.DataFrame(schema=REJECTS), *self.rejects])
        word = ~pl.coalesce("valor", "fila").str.contains(r"\d")
        alone = pl.col("fila").str.count_matches(r"[^,]+") <= 1
        footer = (
            (pl.col("linea") > self.last_good)
            & pl.col("codigo").is_in(["fecha_invalida", "clave_ausente", "valores_de_menos"])
            & pl.col("columna").is_null()
            & (word | alone)
        )
        return every.with_columns(
            pl.when(footer).then(pl.lit(FOOTER)).otherwise("codigo").alias("codigo"),
            pl.when(footer).then(pl.lit("is behind the last row")).otherwise("motivo")
            .alias("motivo"),
        ).sort("linea", maintain_order=True)  # fmt: skip

    def _column(self, texts: pl.Series, kind: Kind) -> tuple[pl.Series, pl.DataFrame]:
        """Its values, and the texts that are none with code and reason."""
        if kind == "number":
            return self._numbers(texts)
        if kind == "time":
            return _completed(texts, self._moments.read(texts), self._moment)
        if kind == "hours":
            empty = pl.repeat(None, len(texts), dtype=pl.Float64, eager=True)
            return _completed(texts, empty.alias(texts.name), self._hours)
        return self._texts(texts)

    def _numbers(self, texts: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        self._tell(texts)
        quick = texts
        if self.mark.mark not in (None, "."):
            quick = texts.set(texts.str.contains_any([".", ","]), None)
        made = quick.cast(pl.Float64, strict=False)
        odd = ~made.is_finite()
        low, high = self.absences.low, self.absences.high
        if made.len() > made.null_count() and not (
            low < made.min() and made.max() < high and not odd.any()  # type: ignore[operator]
        ):
            odd |= (made <= low) | (made >= high)
            made = made.set(odd.fill_null(False), None)
        return _completed(texts, made, self._value)

    def _tell(self, texts: pl.Series) -> None:
        """Let the numbers with a point tell the file's mark, until one has."""
        if self.mark.mark is not None or self.mark.point:
            return
        pointed = texts.filter(texts.str.contains(".", literal=True)).unique(maintain_order=True)
        for text in pointed:
            if NUMBER.fullmatch(text) and not self.mark.sure_point(text):
                self.mark.plain(text)
            if self.mark.point:
                return

    def _value(self, text: str) -> float | None:
        if HOURS.fullmatch(text.strip()):
            raise BadValue('is hours and minutes: declare the column as "hours", [kinds]')
        read = self._number(text)
        return None if read == COPY_NULL else float(read)

    def _hours(self, text: str) -> float | None:
        match = HOURS.fullmatch(text.strip())
        if match is None:
            return self._value(text)
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours + minutes / 60 + seconds / 3600

    def _moment(self, text: str) -> datetime | None:
        try:
            return self._moments.value(text)
        except BadValue:
            if self.absences.word(text):
                return None
            raise

    def _texts(self, texts: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        whys = {text: self._word(text) for text in texts.unique() if text is not None}
        none = [text for text, why in whys.items() if why is not None]
        made = texts.set(texts.is_in(none).fill_null(False), None) if none else texts
        bad = {text: why for text, why in whys.items() if isinstance(why, BadValue)}
        return made.str.strip_chars(), _whys(bad)

    def _word(self, text: str) -> BadValue | bool | None:
        """Whether a text is none, and why; None where it is one."""
        if DAMAGED in text or "\0" in text:
            return BadValue("holds bytes that are no text", "texto_invalido")
        try:
            return not text.strip() or self.absences.word(text) or None
        except BadValue as bad:
            return bad

    def _whole_rows(
        self, texts: pl.DataFrame, typed: dict[str, pl.Series], whys: dict[str, pl.DataFrame]
    ) -> pl.DataFrame:
        """Note the rows that go as a whole; the first reason counts."""
        moment, end = self.table.moment, self.table.end
        gone = [
            self._passed_over(texts, typed),
            self._rows(texts, texts[BEYOND].is_not_null(), "valores_de_mas", "has more values "
                       f"than the {len(self.header.columns)} columns"),
            self._rows(texts, texts[COUNT] & typed[moment].is_not_null(), "valores_de_menos",
                       f"has fewer values than the {len(self.header.columns)} columns"),
            self._refused(texts, moment, whys),
            self._rows(texts, typed[moment].is_null(), "clave_ausente", f"has no {moment}"),
        ]  # fmt: skip
        if end in typed:
            before = (typed[end] < typed[moment]).fill_null(False)
            gone.append(self._refused(texts, end, whys))
            gone.append(self._rows(texts, before, "orden", f"{end} is before {moment}"))
        every = pl.concat(gone).unique("linea", keep="first", maintain_order=True)
        if every.height:
            self.rejects.append(every)
        return every

    def _refused(
        self, texts: pl.DataFrame, column: str, whys: dict[str, pl.DataFrame]
    ) -> pl.DataFrame:
        """Rows whose time cannot be read; its reason is that of the row."""
        why = whys.pop(column, None)
        if why is None or not why.height:
            return pl.DataFrame(schema=REJECTS)
        rows = texts.select(LINE, pl.col(column).alias("valor"), self._as_row())
        named = why.with_columns(pl.lit(column + " ") + pl.col("motivo"))
        return _rejects(rows.join(named, "valor", maintain_order="left"), None)

    def _rows(self, texts: pl.DataFrame, which: pl.Series, code: str, why: str) -> pl.DataFrame:
        if not which.any():
            return pl.DataFrame(schema=REJECTS)
        rows = texts.filter(which).select(
            LINE, pl.col(self.table.moment).alias("valor"), self._as_row(),
            codigo=pl.lit(code), motivo=pl.lit(why),
        )  # fmt: skip
        return _rejects(rows, None)

    def _as_row(self) -> pl.Expr:
        return pl.concat_str(
            pl.col(*self.header.columns).fill_null(""), separator=","
        ).alias("fila")  # fmt: skip

    def _passed_over(self, texts: pl.DataFrame, typed: dict[str, pl.Series]) -> pl.DataFrame:
        """A header that comes again, and the row of units behind the first."""
        moment = self.table.moment
        cell = self.header.cells[self.header.columns.index(moment)].strip()
        again = self._rows(
            texts, (texts[moment].str.strip_chars() == cell).fill_null(False), AGAIN,
            "is the header again",
        )  # fmt: skip
        first, self._seen = not self._seen and texts.height > 0, True
        if not first or typed[moment][0] is not None or self._has_number(texts, typed):
            return again
        self.units = {
            column: unit for column in self.header.columns if (unit := texts[column][0]) is not None
        }
        which = texts[LINE] == texts[LINE][0]
        return pl.concat([self._rows(texts, which, UNITS, "is a row of units"), again])

    def _has_number(self, texts: pl.DataFrame, typed: dict[str, pl.Series]) -> bool:
        """Whether the first row has a value that is none of units."""
        digits = any(
            re.search(r"[0-9]", texts[column][0] or "") and self._kinds[column] == "time"
            for column in self.header.columns
        )
        numbers = any(
            typed[column][0] is not None
            for column, kind in self._kinds.items()
            if kind in ("number", "hours")
        )
        plain = self.table.rest == "text"
        return digits or numbers or plain

    def _note_cells(
        self, column: str, why: pl.DataFrame, texts: pl.DataFrame, gone: pl.DataFrame
    ) -> None:
        """The values of a column that were kept out of rows that stay."""
        if not why.height:
            return
        rows = texts.select(LINE, pl.col(column).alias("valor"), fila=pl.lit(None, pl.String))
        cells = rows.join(why, "valor", maintain_order="left")
        self.rejects.append(
            _rejects(cells.join(gone, left_on=LINE, right_on="linea", how="anti"), column)
        )


def _completed(
    texts: pl.Series, made: pl.Series, read: Callable[[str], Any]
) -> tuple[pl.Series, pl.DataFrame]:
    """What one pass over the column left null is read text by text, each once."""
    if made.null_count() == texts.null_count():
        return made, _whys({})
    left = texts.filter(made.is_null() & texts.is_not_null()).unique(maintain_order=True)
    values: dict[str, Any] = {}
    bad: dict[str, BadValue] = {}
    for text in left:
        try:
            values[text] = read(text)
        except BadValue as error:
            bad[text] = error
    good = {text: value for text, value in values.items() if value is not None}
    if good:
        more = texts.replace_strict(
            list(good), pl.Series(list(good.values()), dtype=made.dtype), default=None,
            return_dtype=made.dtype,
        )  # fmt: skip
        made = made.zip_with(made.is_not_null(), more)
    return made, _whys(bad)


def _whys(bad: dict[str, BadValue]) -> pl.DataFrame:
    """Texts that are no values, with code and reason."""
    return pl.DataFrame(
        {"valor": list(bad), "codigo": [why.code for why in bad.values()],
         "motivo": [str(why) for why in bad.values()]},
        schema={"valor": pl.String, "codigo": pl.String, "motivo": pl.String},
    )  # fmt: skip


def _rejects(rows: pl.DataFrame, column: str | None) -> pl.DataFrame:
    return rows.select(
        pl.col(LINE).alias("linea"), pl.lit(column, pl.String).alias("columna"), "valor", "codigo",
        "motivo", "fila",
    )  # fmt: skip
