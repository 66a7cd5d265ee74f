"""The chain as assets of Dagster, each after the one before, and the checks of their quality.

The functions are those of `bronze ingest`, `silver` and `load`; so are their results. Dagster reads
annotations as they are: this module does without those of `__future__`.
"""

import os
from pathlib import Path

import dagster as dg

from bp010ctl.base import settings
from bp010ctl.bronze import casting, definitions, loading, running, silver, warehouse
from bp010ctl.bronze.dagster_names import CONFIG, DATABASE
from bp010ctl.bronze.definitions import Definition
from bp010ctl.bronze.ingesting import Result
from bp010ctl.bronze.lake import Lake
from bp010ctl.bronze.tables import EQUIPOS, EVENTOS, IN_ORDER, SENSOR, Table

MOST_REJECTED = 0.01
"""Share of rows, or of files' values per row, beyond which a table is worth a look."""
LEAST_COVERED = 90.0
"""Per cent of the tens of minutes in which a sensor should have a value."""


class Archive(dg.ConfigurableResource):
    """An archive: its bronze.toml (the project's without one) and the database, if any."""

    config: str = ""
    database: str = ""

    def definition(self) -> Definition:
        """What is declared of it."""
        file = self.config or os.environ.get(CONFIG, "")
        return definitions.load(settings.load().project, Path(file) if file else None)

    def chain(self) -> running.Chain:
        """The steps over it."""
        url = self.database or os.environ.get(DATABASE) or None
        words = casting.words(settings.load().project)
        return running.Chain(self.definition(), words, url, dg.get_dagster_logger().info)


@dg.asset(group_name="bronze", description="From FIELD-N_all.csv.")
def sensor_data(archive: Archive) -> dg.MaterializeResult:
    return _ingested(archive.chain().ingest(SENSOR))


@dg.asset(group_name="bronze", deps=[sensor_data], description="From BEC_FIELD-N_all.csv.")
def equipos(archive: Archive) -> dg.MaterializeResult:
    return _ingested(archive.chain().ingest(EQUIPOS))


@dg.asset(group_name="bronze", deps=[equipos], description="From Eventos_FIELD-N_all.csv.")
def eventos(archive: Archive) -> dg.MaterializeResult:
    return _ingested(archive.chain().ingest(EVENTOS))


@dg.asset(name="silver", group_name="silver", deps=[eventos], description="The tables of silver.")
def refined(archive: Archive) -> dg.MaterializeResult:
    result = archive.chain().silver()
    return dg.MaterializeResult(metadata={"wells": len(result.made)} | result.rows)


@dg.asset(group_name="stage", deps=[refined], description="Rows of stage.tbl_pozo_produccion.")
def lecturas(archive: Archive) -> dg.MaterializeResult:
    loads = archive.chain().readings()
    refused = [f"{one.well}: {one.error}" for one in loads if one.error]
    written = sum(one.written for one in loads)
    return dg.MaterializeResult(metadata={"written": written, "refused": refused})


def _ingested(result: Result) -> dg.MaterializeResult:
    counts = {
        name: sum(getattr(one, name) for one in result.outcomes)
        for name in ("rows", "rejected", "cells")
    }
    refused = [f"{one.file}: {one.error}" for one in result.outcomes if one.error]
    return dg.MaterializeResult(metadata=counts | {"refused": refused})


def _complete(table: Table, asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, name="every_file_is_in_the_lake")
    def check(archive: Archive) -> dg.AssetCheckResult:
        """Whether no file was refused or changed since."""
        pending = running.pending(archive.definition())
        names = [file.path.name for file in pending if file.table == table]
        return dg.AssetCheckResult(passed=not names, metadata={"files": names})

    return check


def _clean(table: Table, asset: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, name="little_was_kept_out")
    def check(archive: Archive) -> dg.AssetCheckResult:
        """Whether rows and values that were kept out are few."""
        files = Lake(archive.definition().lake).manifest().of(table.name)
        rows = sum(file.rows + file.rejected for file in files)
        out = sum(file.rejected + file.cells for file in files)
        return dg.AssetCheckResult(
            passed=out <= MOST_REJECTED * rows,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"rows": rows, "kept_out": out},
        )

    return check


CHECKS = [
    make(table, asset)
    for table, asset in zip(IN_ORDER, (sensor_data, equipos, eventos), strict=True)
    for make in (_complete, _clean)
]


@dg.asset_check(asset=refined)
def every_well_has_its_row(archive: Archive) -> dg.AssetCheckResult:
    """Whether silver has the wells of bronze, each once."""
    lake = Lake(archive.definition().lake)
    wells = silver.wells(lake.manifest())
    rows = [well for (well,) in warehouse.query(lake, "SELECT pozo FROM silver.pozos").rows]
    return dg.AssetCheckResult(passed=sorted(rows) == wells, metadata={"wells": len(rows)})


@dg.asset_check(asset=refined)
def sensors_are_covered(archive: Archive) -> dg.AssetCheckResult:
    """Whether the sensors of the equipment in operation have values most of the time."""
    thin = warehouse.query(
        Lake(archive.definition().lake),
        "SELECT cobertura.pozo, cobertura.sensor FROM silver.cobertura"
        " JOIN silver.pozos USING (pozo, equipo_desde)"
        f" WHERE cobertura.cobertura_pct < {LEAST_COVERED} ORDER BY ALL",
    ).rows
    return dg.AssetCheckResult(
        passed=not thin,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"sensors": [f"{well}: {sensor}" for well, sensor in thin]},
    )


@dg.asset_check(asset=lecturas)
def every_well_was_loaded(archive: Archive) -> dg.AssetCheckResult:
    """Whether the database has each well as the lake has it; true where there is no database."""
    chain = archive.chain()
    behind = loading.behind(chain.definition, chain.url) if chain.url else []
    return dg.AssetCheckResult(passed=not behind, metadata={"wells": behind})
