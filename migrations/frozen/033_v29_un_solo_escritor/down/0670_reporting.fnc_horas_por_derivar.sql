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
    fecha_id integer,
    hora_id integer
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the hours to derive: each dirty hour and, with limits, each hour with a fact in
--   [p_desde, p_hasta); and from a well's first of these on, the hours up to its next failure after the
--   last: their MTBF counts from the failure before, which may have changed. Dirty hours without a fact
--   are in, so that their day is averaged again.
-- Second run: the same hours. Writes: nothing. Reads: reporting.fact_operaciones_horarias.
    WITH sucias AS (
        SELECT
            c.well_id AS pozo_id,
            o.fecha_id,
            o.hora_id
        FROM unnest(p_pozos, p_horas) AS c (well_id, hora)
        CROSS JOIN LATERAL reporting.fnc_horas_operativas(c.hora, p_zona) AS o
        UNION
        SELECT
            h.pozo_id,
            h.fecha_id,
            h.hora_id
        FROM reporting.fact_operaciones_horarias AS h
        WHERE
            (p_desde IS NOT NULL OR p_hasta IS NOT NULL)
            AND h.fecha_id >= coalesce(to_char(p_desde AT TIME ZONE p_zona, 'YYYYMMDD')::integer, 0)
            AND h.fecha_id <= coalesce(to_char(p_hasta AT TIME ZONE p_zona, 'YYYYMMDD')::integer, 99991231)
            AND (p_desde IS NULL OR h.fecha_hora >= p_desde)
            AND (p_hasta IS NULL OR h.fecha_hora < p_hasta)
            AND (p_well_id IS NULL OR h.pozo_id = p_well_id)
    ),

    tramos AS (
        SELECT
            s.pozo_id,
            min(s.fecha_id * 100 + s.hora_id) AS primera,
            max(s.fecha_id * 100 + s.hora_id) AS ultima
        FROM sucias AS s
        GROUP BY s.pozo_id
    )

    SELECT
        s.pozo_id,
        s.fecha_id,
        s.hora_id
    FROM sucias AS s
    UNION
    SELECT
        h.pozo_id,
        h.fecha_id,
        h.hora_id
    FROM tramos AS t
    LEFT JOIN LATERAL (
        SELECT f.fecha_id * 100 + f.hora_id AS hora
        FROM reporting.fact_operaciones_horarias AS f
        WHERE
            f.pozo_id = t.pozo_id
            AND f.fecha_id >= t.ultima / 100
            AND f.fecha_id * 100 + f.hora_id > t.ultima
            AND f.numero_fallas_hora > 0
        ORDER BY f.fecha_id, f.hora_id
        LIMIT 1
    ) AS f ON TRUE
    INNER JOIN reporting.fact_operaciones_horarias AS h
        ON
            t.pozo_id = h.pozo_id
            AND h.fecha_id BETWEEN t.primera / 100 AND coalesce(f.hora / 100, 99991231)
            AND h.fecha_id * 100 + h.hora_id BETWEEN t.primera AND coalesce(f.hora - 1, 2147483647);
$$;

COMMENT ON FUNCTION reporting.fnc_horas_por_derivar(
    integer[], timestamptz[], timestamptz, timestamptz, integer, text
)
IS 'Hours (well, YYYYMMDD, hour) whose derived values may change with the given dirty hours or range.';
