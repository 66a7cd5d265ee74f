CREATE OR REPLACE FUNCTION reporting.fnc_tramos_pendientes(
    p_desde timestamptz,
    p_hasta timestamptz,
    p_well_id integer
)
RETURNS TABLE (
    well_id integer,
    tramo timestamptz
)
LANGUAGE plpgsql
AS $$
-- Purpose: hours of the operating zone whose facts have to be recomputed: those of the claimed dirty keys
--   and, where a range is given (NULL limits are open), every hour from p_desde to before p_hasta that has
--   readings or facts. Claiming is undone by a rollback.
-- Second run: without a range, only what was enqueued since.
-- Reads: stage.tbl_pozo_produccion, reporting.tbl_resumen_horario, reporting.fact_operaciones_horarias.
-- Reads and writes: etl.claves_sucias.
DECLARE
    v_rango boolean := p_desde IS NOT NULL OR p_hasta IS NOT NULL;
    v_desde timestamptz := coalesce(p_desde, '-infinity');
    v_hasta timestamptz := coalesce(p_hasta, 'infinity');
    v_zona text := referencial.fnc_zona_horaria();
BEGIN
    RETURN QUERY
    WITH horas AS (
        SELECT
            claves.well_id,
            claves.hora
        FROM etl.fnc_reclamar_claves('hechos', p_desde, p_hasta, p_well_id) AS claves
        UNION
        SELECT
            leidas.well_id,
            leidas.hora
        FROM stage.fnc_horas_con_lecturas(p_desde, p_hasta, p_well_id) AS leidas
        WHERE v_rango
        UNION
        SELECT
            resumen.well_id,
            resumen.tramo
        FROM reporting.tbl_resumen_horario AS resumen
        WHERE v_rango
            AND resumen.tramo >= v_desde
            AND resumen.tramo < v_hasta
            AND (p_well_id IS NULL OR resumen.well_id = p_well_id)
        UNION
        SELECT
            hecho.pozo_id,
            hecho.fecha_hora
        FROM reporting.fact_operaciones_horarias AS hecho
        WHERE v_rango
            AND hecho.fecha_hora >= v_desde
            AND hecho.fecha_hora < v_hasta
            AND (p_well_id IS NULL OR hecho.pozo_id = p_well_id)
    )

    -- an hour of UTC touches two of a zone whose offset is no whole number of hours
    SELECT DISTINCT
        horas.well_id,
        date_trunc('hour', horas.hora + cuartos.despues, v_zona)
    FROM horas
    CROSS JOIN (
        VALUES (interval '0'), (interval '15 min'), (interval '30 min'), (interval '45 min')
    ) AS cuartos (despues)
    UNION
    -- hours that an earlier zone left behind start where none does now
    SELECT
        resumen.well_id,
        resumen.tramo
    FROM reporting.tbl_resumen_horario AS resumen
    WHERE v_rango
        AND resumen.tramo >= v_desde
        AND resumen.tramo < v_hasta
        AND resumen.tramo <> date_trunc('hour', resumen.tramo, v_zona)
        AND (p_well_id IS NULL OR resumen.well_id = p_well_id);
END;
$$;

COMMENT ON FUNCTION reporting.fnc_tramos_pendientes(timestamptz, timestamptz, integer)
IS 'Takes the wells and hours whose facts have to be recomputed: dirty keys and, with a range, all in it.';
