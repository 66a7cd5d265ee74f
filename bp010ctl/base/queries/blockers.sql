-- the sessions that keep one backend waiting; pid 0 is a prepared transaction
SELECT
    blocker.pid,
    coalesce(activity.usename::text, 'unknown') AS usename,
    coalesce(activity.application_name, '') AS application_name,
    coalesce(activity.state, 'unknown') AS state,
    coalesce(activity.xact_start, activity.query_start, activity.backend_start) AS since,
    coalesce(activity.query, '') AS query
FROM unnest(pg_catalog.pg_blocking_pids(%(pid)s)) AS blocker (pid)
LEFT JOIN pg_catalog.pg_stat_activity AS activity
    ON blocker.pid = activity.pid
ORDER BY since NULLS LAST
