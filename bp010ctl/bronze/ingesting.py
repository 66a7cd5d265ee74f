"""CSV files of an archive into the lake: each is there whole or not at all, and once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze import casting, files, inspection, reading, warehouse
from bp010ctl.bronze.casting import Casting
from bp010ctl.bronze.definitions import Definition
from bp010ctl.bronze.files import SourceFile
from bp010ctl.bronze.inspection import Header, Inspected
from bp010ctl.bronze.lake import Draft, Ingested, Lake, now
from bp010ctl.bronze.reading import LINE
from bp010ctl.bronze.tables import IN_ORDER, Table
from bp010ctl.ingest.absences import Absences
from bp010ctl.ingest.decimals import DecimalMark, Redo

NEW, CORRECTED, SEEN, REFUSED, CHANGING = "ingested", "corrected", "seen", "refused", "changing"
READ = (NEW, CORRECTED)
LEVEL = 2
"""Of Zstandard: two thirds of the CPU of the default 3 for a hundredth more bytes; 1 needs half as
many bytes again."""
Advance = Callable[[float], None]


@dataclass
class Outcome:
    """What became of a file.

    action: NEW, CORRECTED (took the place of an earlier one), SEEN (nothing to do), REFUSED (with
    its error), CHANGING (somebody writes to it). rejected: rows; cells: values of rows that stayed.
    """

    file: str
    table: str
    well: str
    action: str
    rows: int = 0
    rejected: int = 0
    cells: int = 0
    passed_over: int = 0
    remarks: list[str] = field(default_factory=list)
    rejects: str | None = None
    error: str | None = None
    seconds: float = 0.0


@dataclass
class Result:
    """A run: what became of each file, and CSV files whose names say no table and well."""

    outcomes: list[Outcome] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether no file was refused."""
        return all(outcome.action != REFUSED for outcome in self.outcomes)


def ingest(
    definition: Definition,
    absences: Absences,
    tables: Sequence[Table] = IN_ORDER,
    *,
    dry_run: bool = False,
    advance: Advance = lambda _: None,
) -> Result:
    """Bring the files of these tables into the lake, table after table in the order of IN_ORDER;
    each table is swapped in for itself. advance: told the bytes read.

    Raises BronzeError where the folder is not there, or another process writes to the lake.
    """
    result = Result()
    lake = Lake(definition.lake)
    for table in (table for table in IN_ORDER if table in tables):
        found, result.ignored = files.find(definition.source, [table])
        if dry_run:
            draft = Draft(lake, lake.version)
            ingestion = Ingestion(definition, absences, draft, dry_run, advance)
            result.outcomes += [ingestion.file(file) for file in found]
            continue
        with lake.writing() as draft:
            ingestion = Ingestion(definition, absences, draft, dry_run, advance)
            result.outcomes += [ingestion.file(file) for file in found]
            if draft.changed or draft.moved:
                warehouse.write(draft.folder, draft.manifest)
                draft.publish()
    return result


@dataclass
class Ingestion:
    """Files on their way into a version of the lake."""

    definition: Definition
    absences: Absences
    draft: Draft
    dry_run: bool
    advance: Advance

    def file(self, file: SourceFile) -> Outcome:
        """One file; what is wrong with it is in the outcome, and leaves the others alone."""
        started = time.monotonic()
        outcome = Outcome(file.path.name, file.table.name, file.well, NEW)
        try:
            self._bring(file, outcome)
        except BronzeError as error:
            outcome.action, outcome.error = REFUSED, str(error)
        except OSError as error:
            outcome.action, outcome.error = REFUSED, f"cannot be read: {error.strerror}"
        outcome.seconds = time.monotonic() - started
        return outcome

    def _bring(self, file: SourceFile, outcome: Outcome) -> None:
        inspected = inspection.inspect(file.path)
        before = self.draft.manifest.current(file.table.name, file.path.name)
        if before is not None and before.sha256 == inspected.sha256:
            if before.read_by == self.definition.reading:
                outcome.action, outcome.rows = SEEN, before.rows
                self.advance(inspected.size)
                return
            outcome.remarks.append("read again: bronze.toml says otherwise than then")
        self._refuse_twin(file)
        outcome.action = CORRECTED if before else NEW
        outcome.remarks += inspected.remarks
        header = inspection.header(file.path, inspected, file.table)
        target = None if self.dry_run else Target(self.draft.folder, file)
        id_ingestion = 1 + len(self.draft.manifest.files)
        try:
            done = self._read(file, inspected, header, target, id_ingestion)
            if inspection.version(file.path) != inspected.version:
                outcome.action = CHANGING
                outcome.remarks.append("somebody writes to it: it is read at the next run")
                return
            rejects = done.casting.kept_out()
            _count(outcome, done, rejects)
            if target is not None:
                self._keep(file, inspected, outcome, done, target, before, id_ingestion)
                outcome.rejects = target.keep_rejects(rejects)
        finally:
            if target is not None:
                target.clear()

    def _refuse_twin(self, file: SourceFile) -> None:
        """A well has one file of a table."""
        for other in self.draft.manifest.of(file.table.name):
            if other.pozo == file.well and other.source_file != file.path.name:
                raise BronzeError(
                    f"the {file.table.name} of {file.well} come from {other.source_file} already",
                    on=str(file.path),
                    hint="a well has one file of a table; a corrected one has the same name",
                )

    def _read(
        self, file: SourceFile, inspected: Inspected, header: Header, target: Target | None, id: int
    ) -> Done:
        """Read it all, again from the beginning where it shows another decimal mark."""
        given = self.definition.decimal
        mark = DecimalMark(given, given=given is not None)
        while True:
            done = Done(Casting(file.table, header, self.definition, self.absences, mark))
            told = 0.0

            def advance(amount: float) -> None:
                nonlocal told
                told += amount
                self.advance(amount)

            try:
                for texts in reading.batches(file.path, inspected, header, advance):
                    rows = done.casting.cast(texts)
                    done.rows += rows.height
                    if target is not None:
                        target.write(rows.drop(LINE), id)
                mark.settle(likely_point=header.delimiter == ",")
                return done
            except Redo as other:
                mark = DecimalMark(other.mark)
                self.advance(-told)
                if target is not None:
                    target.clear()

    def _keep(
        self,
        file: SourceFile,
        inspected: Inspected,
        outcome: Outcome,
        done: Done,
        target: Target,
        before: Ingested | None,
        id_ingestion: int,
    ) -> None:
        if before is not None:
            before.replaced = id_ingestion
        target.replace()
        self.draft.changed = True
        kinds = {
            column: file.table.kind(column, self.definition.kinds)
            for column in done.casting.header.columns
        }
        self.draft.manifest.files.append(
            Ingested(
                id_ingestion, file.table.name, file.path.name, file.well, inspected.sha256,
                inspected.size, target.at.isoformat(), outcome.rows, outcome.rejected,
                outcome.cells, self.definition.reading, dict(kinds), done.casting.units,
            )
        )  # fmt: skip


@dataclass
class Done:
    """A file that has been read. rows: good ones."""

    casting: Casting
    rows: int = 0


class Target:
    """Where the rows of a file go: folders of its well by month (UTC), written aside first."""

    def __init__(self, version: Path, file: SourceFile) -> None:
        self._version = version
        self._file = file
        self._well = version / "bronze" / file.table.name / f"pozo={file.well}"
        self._aside = self._well.with_name(f".{self._well.name}")
        self._part = 0
        self.at = now()
        self.clear()

    def write(self, rows: pl.DataFrame, id_ingestion: int) -> None:
        """A batch of rows, a file for each month in it."""
        self._part += 1
        moment = pl.col(self._file.table.moment)
        own = rows.select(
            pl.lit(self._file.well).alias("pozo"),
            pl.all(),
            pl.lit(id_ingestion, pl.Int64).alias("id_ingestion"),
            pl.lit(self._file.path.name).alias("source_file"),
            pl.lit(self.at).cast(pl.Datetime("us", "UTC")).alias("ingestion_timestamp"),
            (moment.dt.year() * 100 + moment.dt.month()).alias("__mes"),
        )
        for (month,), part in own.partition_by(
            "__mes", as_dict=True, include_key=False, maintain_order=True
        ).items():
            folder = self._aside / f"mes={month // 100:04}-{month % 100:02}"
            folder.mkdir(parents=True, exist_ok=True)
            part.write_parquet(folder / f"{self._part:04}.parquet", compression_level=LEVEL)

    def replace(self) -> None:
        """Put the rows in the place of those of the file before."""
        shutil.rmtree(self._well, ignore_errors=True)
        if self._aside.is_dir():
            self._aside.rename(self._well)

    def keep_rejects(self, rejects: pl.DataFrame) -> str | None:
        """Write what was kept out and passed over; the file's place in the lake, None without."""
        path = self._version / "rejects" / self._file.table.name / self._file.path.name
        path.unlink(missing_ok=True)
        if not rejects.height:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        rejects.write_csv(path)
        return path.relative_to(self._version).as_posix()

    def clear(self) -> None:
        """Forget what is aside."""
        shutil.rmtree(self._aside, ignore_errors=True)
        self._part = 0


def _count(outcome: Outcome, done: Done, rejects: pl.DataFrame) -> None:
    over = rejects["codigo"].is_in(casting.PASSED_OVER)
    whole = rejects["columna"].is_null()
    outcome.rows = done.rows
    outcome.passed_over = int(over.sum())
    outcome.rejected = int((whole & ~over).sum())
    outcome.cells = int((~whole).sum())
    if done.casting.mark.mark == ",":
        outcome.remarks.append("decimal comma")
    elif done.casting.mark.mark == "both":
        outcome.remarks.append("no one decimal mark")
    outcome.remarks += _passed_over(rejects.filter(over))
    bad = rejects.filter(~whole).group_by("columna").len()
    outcome.remarks += [
        f"{column}: none of its {count:,} values could be read; is it text? (bronze.toml, [kinds])"
        for column, count in sorted(bad.rows())
        if count == done.rows and count > 1
    ]


def _passed_over(rejects: pl.DataFrame) -> Iterable[str]:
    names = {casting.UNITS: "units", casting.AGAIN: "the header again", casting.FOOTER: "footer"}
    for code, lines in rejects.group_by("codigo", maintain_order=True).agg("linea").rows():
        some = ", ".join(map(str, lines[:3])) + (" …" if len(lines) > 3 else "")
        yield f"passed over: {names[code]} (line {some})"
