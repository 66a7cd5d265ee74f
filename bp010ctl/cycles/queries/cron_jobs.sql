SELECT
    jobid,
    jobname::text,
    schedule,
    command,
    database,
    active
FROM cron.job
WHERE starts_with(jobname::text, %(prefix)s) AND username = current_user
ORDER BY jobname;
