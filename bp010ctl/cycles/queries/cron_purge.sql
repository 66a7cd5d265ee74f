DELETE FROM cron.job_run_details
WHERE
    start_time < now() - interval '7 days'
    AND (
        (database = %(database)s AND starts_with(command, 'CALL etl.sp_ejecutar_ciclo('))
        OR jobid IN (SELECT jobid FROM cron.job WHERE jobname = %(job)s)
    )
