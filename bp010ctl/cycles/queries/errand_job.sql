-- The jobs of an errand, and for how many seconds the minute of each is over; its name says it.
SELECT
    j.jobid,
    extract(EPOCH FROM clock_timestamp())::bigint - substring(j.jobname FROM '[0-9]+$')::bigint AS tarde
FROM cron.job AS j
WHERE starts_with(j.jobname::text, %(job)s) AND j.username = current_user;
