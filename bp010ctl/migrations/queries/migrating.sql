-- the session that holds this database's advisory lock of the migrations
SELECT
    activity.pid,
    coalesce(activity.usename::text, 'unknown') AS usename,
    coalesce(activity.application_name, '') AS application_name,
    coalesce(activity.state, 'unknown') AS state,
    activity.backend_start AS since,
    coalesce(activity.query, '') AS query
FROM pg_catalog.pg_locks AS held
INNER JOIN pg_catalog.pg_stat_activity AS activity
    ON held.pid = activity.pid
WHERE
    held.locktype = 'advisory'
    AND held.granted
    AND held.classid = %(class)s
    AND held.objid = %(object)s
    AND held.database = (
        SELECT pg_database.oid
        FROM pg_catalog.pg_database
        WHERE pg_database.datname = current_database()
    )
