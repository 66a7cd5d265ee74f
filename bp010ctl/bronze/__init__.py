"""The bronze layer: CSV archives of a field as Parquet, as tables of DuckDB, and on to readings."""
