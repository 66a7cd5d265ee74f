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
--   last lifetime run hours (position 18, see reporting.fnc_serie_lectura). An hour that comes twice
--   (change to winter time) is taken together. No row for an hour without readings.
-- Second run: pure; one SELECT, so that LATERAL inlines it.
-- Reads: reporting.tbl_resumen_horario. Writes: nothing.
    SELECT
        (coalesce(stage.fnc_calc_finito(r.nivel_suma), 0) + coalesce(stage.fnc_calc_finito(s.nivel_suma), 0))
        / nullif(coalesce(r.nivel_n, 0) + coalesce(s.nivel_n, 0), 0) AS nivel_ft,
        (
            coalesce(stage.fnc_calc_finito(r.corte_agua_suma), 0)
            + coalesce(stage.fnc_calc_finito(s.corte_agua_suma), 0)
        ) / nullif(coalesce(r.corte_agua_n, 0) + coalesce(s.corte_agua_n, 0), 0) AS corte_agua_pct,
        coalesce(
            stage.fnc_calc_finito(s.ultimos[18]), stage.fnc_calc_finito(r.ultimos[18])
        ) AS horas_vida
    FROM reporting.tbl_resumen_horario AS r
    LEFT JOIN reporting.tbl_resumen_horario AS s
        ON
            r.well_id = s.well_id
            AND s.tramo = r.tramo + interval '1 hour'
            AND s.tramo AT TIME ZONE p_zona = r.tramo AT TIME ZONE p_zona
    WHERE r.well_id = p_pozo_id AND r.tramo = p_fecha_hora;
$$;

COMMENT ON FUNCTION reporting.fnc_medidas_hora(integer, timestamptz, text)
IS 'Measured fluid level (ft), water cut (%) and lifetime run hours (h) of an hour.';
