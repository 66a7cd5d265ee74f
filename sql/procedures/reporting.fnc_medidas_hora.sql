CREATE OR REPLACE FUNCTION reporting.fnc_medidas_hora(
    p_pozo_id integer,
    p_fecha_hora timestamptz,
    p_zona text
)
RETURNS TABLE (
    nivel_ft double precision,
    corte_agua_pct double precision,
    horas_vida double precision
)
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: what an hour's readings measured and its fact does not carry: average fluid level and water cut,
--   last lifetime run hours. An hour that comes twice (change to winter time) is taken together. No row for an
--   hour without readings.
-- Second run: pure; one SELECT, so that LATERAL inlines it.
-- Reads: reporting.tbl_resumen_horario. Writes: nothing.
    SELECT
        (
            coalesce(stage.fnc_calc_finito(primera.nivel_suma), 0)
            + coalesce(stage.fnc_calc_finito(segunda.nivel_suma), 0)
        ) / nullif(coalesce(primera.nivel_n, 0) + coalesce(segunda.nivel_n, 0), 0) AS nivel_ft,
        (
            coalesce(stage.fnc_calc_finito(primera.corte_agua_suma), 0)
            + coalesce(stage.fnc_calc_finito(segunda.corte_agua_suma), 0)
        ) / nullif(coalesce(primera.corte_agua_n, 0) + coalesce(segunda.corte_agua_n, 0), 0)
        AS corte_agua_pct,
        coalesce(
            stage.fnc_calc_finito(segunda.ultimos[reporting.fnc_serie('marcha_vida')]),
            stage.fnc_calc_finito(primera.ultimos[reporting.fnc_serie('marcha_vida')])
        ) AS horas_vida
    FROM reporting.tbl_resumen_horario AS primera
    LEFT JOIN reporting.tbl_resumen_horario AS segunda
        ON
            primera.well_id = segunda.well_id
            AND segunda.tramo = primera.tramo + interval '1 hour'
            AND segunda.tramo AT TIME ZONE p_zona = primera.tramo AT TIME ZONE p_zona
    WHERE primera.well_id = p_pozo_id AND primera.tramo = p_fecha_hora;
$$;

COMMENT ON FUNCTION reporting.fnc_medidas_hora(integer, timestamptz, text)
IS 'Measured fluid level (ft), water cut (%) and lifetime run hours (h) of an hour.';
