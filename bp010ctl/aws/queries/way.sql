-- How this session's connection is encrypted.
SELECT
    ssl AS cifrada,
    version
FROM pg_catalog.pg_stat_ssl
WHERE pid = pg_backend_pid();
