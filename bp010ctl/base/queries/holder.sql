-- Session that has the lock of a thing.
SELECT
    a.pid,
    a.application_name
FROM pg_catalog.pg_locks AS l
INNER JOIN pg_catalog.pg_stat_activity AS a ON l.pid = a.pid
WHERE
    l.locktype = 'advisory'
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
    AND l.classid::bigint = hashtext('bp010 ' || %(cosa)s)::bigint & 4294967295
    AND l.objid::bigint = hashtext(%(nombre)s)::bigint & 4294967295
    AND l.granted;
