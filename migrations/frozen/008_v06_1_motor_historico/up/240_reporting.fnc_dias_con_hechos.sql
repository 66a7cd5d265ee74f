CREATE OR REPLACE FUNCTION reporting.fnc_dias_con_hechos(
    p_desde timestamptz,
    p_hasta timestamptz,
    p_well_id integer
)
RETURNS TABLE (
    pozo_id integer,
    fecha_id integer
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: days (YYYYMMDD) of a range that have facts, whether or not they still have readings; without a
--   range none. They are found by their own date, so that a change of the zone leaves none behind.
-- Second run: the same for the same facts. Writes: nothing.
-- Reads: reporting.fact_operaciones_diarias, reporting.fact_operaciones_horarias.
    WITH limites AS (
        SELECT
            CASE
                WHEN isfinite(p_desde)
                    THEN to_char(p_desde AT TIME ZONE zona.nombre, 'YYYYMMDD')::integer
                ELSE 0
            END AS desde,
            CASE
                WHEN isfinite(p_hasta)
                    THEN to_char(
                        (p_hasta - interval '1 microsecond') AT TIME ZONE zona.nombre, 'YYYYMMDD'
                    )::integer
                ELSE 99999999
            END AS hasta
        FROM referencial.fnc_zona_horaria() AS zona (nombre)
    )

    SELECT
        dia.pozo_id,
        dia.fecha_id
    FROM reporting.fact_operaciones_diarias AS dia
    WHERE dia.fecha_id BETWEEN (SELECT desde FROM limites) AND (SELECT hasta FROM limites)
        AND (p_desde IS NOT NULL OR p_hasta IS NOT NULL)
        AND (p_well_id IS NULL OR dia.pozo_id = p_well_id)
    UNION
    SELECT
        hora.pozo_id,
        hora.fecha_id
    FROM reporting.fact_operaciones_horarias AS hora
    WHERE hora.fecha_id BETWEEN (SELECT desde FROM limites) AND (SELECT hasta FROM limites)
        AND (p_desde IS NOT NULL OR p_hasta IS NOT NULL)
        AND (p_well_id IS NULL OR hora.pozo_id = p_well_id);
$$;

COMMENT ON FUNCTION reporting.fnc_dias_con_hechos(timestamptz, timestamptz, integer)
IS 'Wells and days (YYYYMMDD) of a range that have facts; NULL limits are open, two of them mean none.';
