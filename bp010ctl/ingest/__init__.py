"""Files into the stage tables: dumps parsed but never executed, CSV, the reserves workbook."""

from bp010ctl.ingest.load import land, load, load_all
from bp010ctl.ingest.reading import Options
from bp010ctl.ingest.results import FileResult, Rejection, TableResult

__all__ = ["FileResult", "Options", "Rejection", "TableResult", "land", "load", "load_all"]
