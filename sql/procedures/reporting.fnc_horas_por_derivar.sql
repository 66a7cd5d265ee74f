CREATE OR REPLACE FUNCTION reporting.fnc_horas_por_derivar(
    p_pozos integer[],
    p_horas timestamptz[],
    p_desde timestamptz,
    p_hasta timestamptz,
    p_well_id integer,
    p_zona text
)
RETURNS TABLE (
    pozo_id integer,
    hora integer
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the hours (YYYYMMDDHH) to derive: each dirty hour and, with limits, each hour with a fact in
--   [p_desde, p_hasta); and from a well's first of these on, the hours up to its next failure after the
--   last: their MTBF counts from the failure before, which may have changed. Dirty hours without a fact
--   are in, so that their day is averaged again.
-- Second run: the same hours. Writes: nothing. Reads: reporting.fact_operaciones_horarias.
    WITH sucias AS (
        SELECT
            clave.well_id AS pozo_id,
            operativa.fecha_id * 100 + operativa.hora_id AS hora
        FROM unnest(p_pozos, p_horas) AS clave (well_id, hora)
        CROSS JOIN LATERAL reporting.fnc_horas_operativas(clave.hora, p_zona) AS operativa
        UNION
        SELECT
            hora.pozo_id,
            hora.fecha_id * 100 + hora.hora_id AS hora
        FROM reporting.fact_operaciones_horarias AS hora
        WHERE
            (p_desde IS NOT NULL OR p_hasta IS NOT NULL)
            AND hora.fecha_id >= coalesce(to_char(p_desde AT TIME ZONE p_zona, 'YYYYMMDD')::integer, 0)
            AND hora.fecha_id <= coalesce(to_char(p_hasta AT TIME ZONE p_zona, 'YYYYMMDD')::integer, 99991231)
            AND (p_desde IS NULL OR hora.fecha_hora >= p_desde)
            AND (p_hasta IS NULL OR hora.fecha_hora < p_hasta)
            AND (p_well_id IS NULL OR hora.pozo_id = p_well_id)
    ),

    tramos AS (
        SELECT
            sucias.pozo_id,
            min(sucias.hora) AS primera,
            max(sucias.hora) AS ultima
        FROM sucias
        GROUP BY sucias.pozo_id
    )

    SELECT
        sucias.pozo_id,
        sucias.hora
    FROM sucias
    UNION
    SELECT
        hora.pozo_id,
        hora.fecha_id * 100 + hora.hora_id AS hora
    FROM tramos
    LEFT JOIN LATERAL (
        SELECT falla.fecha_id * 100 + falla.hora_id AS hora
        FROM reporting.fact_operaciones_horarias AS falla
        WHERE
            falla.pozo_id = tramos.pozo_id
            AND falla.fecha_id >= tramos.ultima / 100
            AND falla.fecha_id * 100 + falla.hora_id > tramos.ultima
            AND falla.numero_fallas_hora > 0
        ORDER BY falla.fecha_id, falla.hora_id
        LIMIT 1
    ) AS siguiente ON TRUE
    INNER JOIN reporting.fact_operaciones_horarias AS hora
        ON
            tramos.pozo_id = hora.pozo_id
            AND hora.fecha_id BETWEEN tramos.primera / 100 AND coalesce(siguiente.hora / 100, 99991231)
            AND hora.fecha_id * 100 + hora.hora_id
            BETWEEN tramos.primera AND coalesce(siguiente.hora - 1, 2147483647);
$$;

COMMENT ON FUNCTION reporting.fnc_horas_por_derivar(
    integer[], timestamptz[], timestamptz, timestamptz, integer, text
)
IS 'Hours (well, YYYYMMDDHH) whose derived values may change with the given dirty hours or range.';
