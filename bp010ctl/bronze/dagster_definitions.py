"""What Dagster runs: `dagster dev -m bp010ctl.bronze.dagster_definitions`, by `bronze dagster`."""

import hashlib
import json
from types import ModuleType
from typing import Any

import dagster as dg

from bp010ctl.bronze import dagster_assets, files, running
from bp010ctl.bronze.dagster_assets import Archive
from bp010ctl.bronze.inspection import version
from bp010ctl.bronze.tables import IN_ORDER

CRON = f"0 {running.HOUR} * * *"
LOOK_SECONDS = 60
JOB = "bronze"


def of_module(module: ModuleType) -> dg.Definitions:
    """All assets and checks of a module, one at a time in their order; their daily schedule, and
    the sensor for files that are not in the lake."""
    job = dg.define_asset_job(JOB, executor_def=dg.in_process_executor)
    return dg.Definitions(
        assets=dg.load_assets_from_modules([module]),
        asset_checks=dg.load_asset_checks_from_modules([module]),
        jobs=[job],
        schedules=[_daily(job)],
        sensors=[_files(job)],
        resources={"archive": Archive()},
    )


def _daily(job: Any) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name="diario",
        job=job,
        cron_schedule=CRON,
        execution_timezone=Archive().definition().zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


def _files(job: Any) -> dg.SensorDefinition:
    @dg.sensor(
        name="archivos",
        job=job,
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def sensor(context: dg.SensorEvaluationContext, archive: Archive) -> object:
        """A run where files are new, corrected, or were missed while nobody looked: told by
        comparing them with the lake, once the folder is the same at two looks."""
        return _asked(context, archive)

    return sensor


def _asked(context: dg.SensorEvaluationContext, archive: Archive) -> object:
    definition = archive.definition()
    if not definition.source.is_dir():
        return dg.SkipReason(f"there is no folder {definition.source}")
    there, _ = files.find(definition.source, IN_ORDER)
    listing = [[file.key, *version(file.path)] for file in there] + [definition.reading]
    now = hashlib.sha256(json.dumps(listing).encode()).hexdigest()
    seen, before = context.cursor, now
    context.update_cursor(now)
    if seen == f"done {now}":
        return dg.SkipReason("nothing has changed")
    if seen != before:
        return dg.SkipReason("the folder has changed: looked at again, in case somebody writes")
    context.update_cursor(f"done {now}")
    pending = running.pending(definition)
    if not pending:
        return dg.SkipReason("every file is in the lake")
    return dg.RunRequest(run_key=now, tags={"bp010/files": str(len(pending))})


defs = of_module(dagster_assets)
