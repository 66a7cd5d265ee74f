"""Sources that are polled: their rows in etl.fuentes, the worker, the gaps that are made up for."""
