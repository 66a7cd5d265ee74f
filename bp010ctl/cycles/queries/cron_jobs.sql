SELECT
    jobid,
    jobname::text,
    schedule,
    command,
    database,
    active
FROM cron.job
WHERE starts_with(jobname::text, %(prefix)s) AND username = coalesce(%(owner)s, current_user)
ORDER BY jobname;
