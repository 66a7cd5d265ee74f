CREATE OR REPLACE PROCEDURE etl.sp_recuperar(
    p_max integer DEFAULT 5,
    p_origen text DEFAULT NULL
)
LANGUAGE plpgsql
AS $$
-- Purpose: runs up to p_max gaps of the cycles again, each over its own range and well, as runs with
--   mode recuperacion; those tried least come first, then the oldest, after pauses that double from
--   15 minutes. Gaps of outside sources are left to their loaders, those of paused cycles wait. A cancel ends it. COMMITs.
-- Second run: takes the next gaps. Reads: etl.v_gaps_pendientes, etl.etl_ejecuciones, etl.ciclos.
--   Writes: the ledger, as the steps do.
DECLARE
    v_ids bigint[];
    v_id bigint;
    v_gap record;
BEGIN
    v_ids := ARRAY(
        SELECT gaps.id
        FROM etl.v_gaps_pendientes AS gaps
        INNER JOIN etl.ciclos AS ciclos ON gaps.etl_tipo = ciclos.ciclo
        WHERE gaps.etl_tipo NOT IN ('recuperacion', 'vigilancia')
            AND ciclos.activo
            AND ciclos.expresion_cron IS NOT NULL -- what only people start, only people repeat
            AND (
                gaps.ultimo_intento IS NULL
                OR gaps.ultimo_intento + least(
                    interval '15 minutes' * 2 ^ (gaps.intentos - 1), interval '1 day'
                ) <= etl.fnc_reloj()
            )
        ORDER BY gaps.intentos, gaps.fecha_inicio, gaps.id
        LIMIT p_max
    );
    FOREACH v_id IN ARRAY v_ids LOOP
        SELECT gaps.* INTO v_gap
        FROM etl.v_gaps_pendientes AS gaps
        WHERE gaps.id = v_id;
        CONTINUE WHEN NOT FOUND; -- the recovery before covered it, or somebody did
        CALL etl.sp_ejecutar_ciclo(
            v_gap.etl_tipo,
            v_gap.desde,
            v_gap.hasta,
            substring(v_gap.ubicacion_id FROM '^\d{1,9}$')::integer,
            'recuperacion',
            coalesce(p_origen, 'recuperacion'),
            v_id
        );
        EXIT WHEN EXISTS (
            SELECT
            FROM etl.etl_ejecuciones AS ejecuciones
            WHERE ejecuciones.recupera_id = v_id
                AND ejecuciones.backend_pid = pg_backend_pid()
                AND ejecuciones.sentencia_inicio = statement_timestamp()
                AND ejecuciones.error_tipo IN ('timeout', 'interrumpido')
        );
    END LOOP;
END;
$$;

COMMENT ON PROCEDURE etl.sp_recuperar
IS 'Runs up to so many gaps of the cycles again, the least tried and oldest first; commits.';
