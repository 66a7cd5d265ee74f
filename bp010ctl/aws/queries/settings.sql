-- Parameters that pg_cron needs; NULL where this role may not see them.
SELECT
    CASE
        WHEN pg_has_role('pg_read_all_settings', 'USAGE') THEN current_setting('shared_preload_libraries')
    END AS bibliotecas,
    coalesce(current_setting('cron.timezone', TRUE), 'GMT') AS zona;
