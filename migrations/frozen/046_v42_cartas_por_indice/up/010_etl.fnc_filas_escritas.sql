CREATE OR REPLACE FUNCTION etl.fnc_filas_escritas(
    OUT cargados bigint,
    OUT extraidos bigint,
    OUT rechazados bigint
)
LANGUAGE plpgsql
VOLATILE
AS $$
-- Purpose: rows that this session has written since it last reported to the statistics: in the
--   computed schemas (cargados), taken off the queues (extraidos), as rejected values (rechazados).
--   Only differences between two calls mean something.
--   Called twice a step: PL/pgSQL keeps the plan of its query, an SQL function would make it anew.
-- Second run: as things are then. Reads: pg_class, pg_namespace. Writes nothing.
BEGIN
    SELECT
        coalesce(
            sum(tablas.escritas) FILTER (WHERE tablas.esquema <> 'etl' AND NOT tablas.rechazo), 0
        )::bigint AS cargados,
        coalesce(sum(tablas.borradas) FILTER (WHERE tablas.esquema = 'etl'), 0)::bigint AS extraidos,
        coalesce(sum(tablas.escritas) FILTER (WHERE tablas.rechazo), 0)::bigint AS rechazados
    INTO cargados, extraidos, rechazados
    FROM (
        SELECT
            espacios.nspname AS esquema,
            clases.relname = 'tbl_landing_rechazos' AS rechazo,
            pg_stat_get_xact_tuples_inserted(clases.oid)
            + pg_stat_get_xact_tuples_updated(clases.oid)
            + pg_stat_get_xact_tuples_deleted(clases.oid) AS escritas,
            pg_stat_get_xact_tuples_deleted(clases.oid) AS borradas
        FROM pg_catalog.pg_class AS clases
        INNER JOIN pg_catalog.pg_namespace AS espacios ON clases.relnamespace = espacios.oid
        WHERE clases.relkind = 'r'
            AND (
                espacios.nspname IN ('stage', 'universal', 'reporting')
                OR (
                    espacios.nspname = 'etl'
                    AND clases.relname IN ('claves_sucias', 'cargas_pendientes')
                )
            )
    ) AS tablas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_filas_escritas()
IS 'Running totals of rows written by this session: computed, taken off the queues, rejected.';
