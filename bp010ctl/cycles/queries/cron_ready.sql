-- Whether pg_cron lives in this database and this user may use it.
SELECT
    (SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'pg_cron') > 0 AS instalado,
    coalesce(has_schema_privilege(to_regnamespace('cron'), 'USAGE'), FALSE) AS permitido,
    CASE
        WHEN has_schema_privilege(to_regnamespace('cron'), 'USAGE') -- else to look it up is an error
            THEN coalesce(
                has_function_privilege(
                    to_regprocedure('cron.schedule_in_database(text, text, text, text, text, boolean)'),
                    'EXECUTE'
                ) AND has_function_privilege(
                    to_regprocedure('cron.alter_job(bigint, text, text, text, text, boolean)'), 'EXECUTE'
                ),
                FALSE
            )
        ELSE FALSE
    END AS otorgado;
