SELECT
    jobid,
    jobname::text,
    schedule,
    command,
    database,
    active,
    nodeport = current_setting('port')::integer
    AND CASE
        WHEN pg_has_role('pg_read_all_settings', 'USAGE')
            THEN nodename = current_setting('cron.host', TRUE)
        ELSE TRUE
    END AS here
FROM cron.job
WHERE starts_with(jobname::text, %(prefix)s) AND username = coalesce(%(owner)s, current_user)
ORDER BY jobname;
