CREATE OR REPLACE FUNCTION stage.fnc_calc_desplazamiento_bpd(
    p_diametro_in double precision,
    p_carrera_in double precision,
    p_spm double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: volume that the pump displaces in 24 h (bpd): 0.1166 · d² · S · N, plunger and stroke in
--   inches. For strokes counted, the volume (bbl) is the result for N = strokes / 1440.
--   NULL where a value is missing or negative.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_calc_finito(p_diametro_in) >= 0
            AND stage.fnc_calc_finito(p_carrera_in) >= 0
            AND stage.fnc_calc_finito(p_spm) >= 0
            THEN 0.1166 * p_diametro_in * p_diametro_in * p_carrera_in * p_spm
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_desplazamiento_bpd(
    double precision, double precision, double precision
)
IS 'Pump displacement (bpd) from plunger diameter (in), stroke (in) and speed (spm), API formula.';
