"""How `bp010ctl bronze dagster` tells Dagster's processes what they are about."""

CONFIG, DATABASE = "BP010_BRONZE_CONFIG", "BP010_BRONZE_DATABASE"
"""Variables with the path of bronze.toml and the URL of the database, where there are any."""
