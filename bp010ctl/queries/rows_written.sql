-- Rows that this session's transaction has written so far in the three computed schemas.
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint AS filas
FROM pg_catalog.pg_stat_xact_user_tables
WHERE schemaname IN ('stage', 'universal', 'reporting');
