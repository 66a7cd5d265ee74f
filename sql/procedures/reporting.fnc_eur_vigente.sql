CREATE OR REPLACE FUNCTION reporting.fnc_eur_vigente(
    p_well_id integer,
    p_hasta timestamptz
)
RETURNS double precision
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: ultimate recovery (bbl; P50, else total) by the newest Arps analysis of a well before p_hasta;
--   'infinity' for the newest of all. Of analyses of one moment, the one that fits best.
-- Second run: pure. Reads: universal.arps_resultados_declinacion. Writes: nothing.
    SELECT coalesce(declinacion.eur_p50, declinacion.eur_total)
    FROM universal.arps_resultados_declinacion AS declinacion
    WHERE
        declinacion.well_id = p_well_id
        AND declinacion.fecha_analisis < p_hasta
        AND coalesce(declinacion.eur_p50, declinacion.eur_total) IS NOT NULL
    ORDER BY declinacion.fecha_analisis DESC, declinacion.r_squared DESC NULLS LAST, declinacion.arps_id DESC
    LIMIT 1;
$$;

COMMENT ON FUNCTION reporting.fnc_eur_vigente(integer, timestamptz)
IS 'Ultimate recovery (bbl) of a well by the Arps analysis in force before a moment; NULL where none is.';
