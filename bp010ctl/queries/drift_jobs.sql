-- this database's jobs, as pg_cron has them in its own database
SELECT
    job.jobname,
    job.schedule,
    job.command,
    job.database,
    job.active
FROM cron.job
WHERE starts_with(job.jobname, %(prefix)s)
ORDER BY job.jobname
