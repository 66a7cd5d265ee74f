"""A MySQL or MariaDB schema kept in PostgreSQL, and proven equal: plan, tables, load, proof."""
