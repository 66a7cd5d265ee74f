CREATE OR REPLACE FUNCTION etl.fnc_reclamar_claves(
    p_consumidor text,
    p_desde timestamptz,
    p_hasta timestamptz,
    p_well_id integer
)
RETURNS TABLE (
    well_id integer,
    hora timestamptz
)
LANGUAGE sql
AS $$
-- Purpose: takes the dirty keys of a consumer off the queue, each well and UTC hour once; with limits
--   only hours from p_desde to before p_hasta, only one well. A rollback gives them back.
-- Second run: finds what was enqueued since. Rows are locked in well order.
-- Reads and writes: etl.claves_sucias.
    WITH bloqueadas AS (
        SELECT sucias.ctid AS fila
        FROM etl.claves_sucias AS sucias
        WHERE sucias.consumidor = p_consumidor
            AND (p_desde IS NULL OR sucias.hora >= p_desde)
            AND (p_hasta IS NULL OR sucias.hora < p_hasta)
            AND (p_well_id IS NULL OR sucias.well_id = p_well_id)
        ORDER BY sucias.well_id, sucias.hora
        FOR UPDATE
    ),

    reclamadas AS (
        DELETE FROM etl.claves_sucias AS sucias
        USING bloqueadas
        WHERE sucias.ctid = bloqueadas.fila
        RETURNING sucias.well_id, sucias.hora
    )

    SELECT DISTINCT
        reclamadas.well_id,
        reclamadas.hora
    FROM reclamadas;
$$;

COMMENT ON FUNCTION etl.fnc_reclamar_claves(text, timestamptz, timestamptz, integer)
IS 'Takes a consumer''s dirty wells and hours off the queue; NULL limits mean all. The hours are UTC.';
