-- A job for the next minute that is at least ten seconds away; the minute is in its name.
SELECT
    cron.schedule_in_database(
        %(job)s::text || extract(EPOCH FROM minutos.minuto)::bigint,
        to_char(
            minutos.minuto AT TIME ZONE coalesce(current_setting('cron.timezone', TRUE), 'GMT'),
            'FMMI FMHH24 FMDD FMMM "*"'
        ),
        %(llamada)s::text,
        %(base)s::text
    ) AS id
FROM (SELECT date_trunc('minute', clock_timestamp() + interval '70 seconds') AS minuto) AS minutos;
