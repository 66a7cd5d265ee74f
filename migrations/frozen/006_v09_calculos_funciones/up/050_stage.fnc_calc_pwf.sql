CREATE OR REPLACE FUNCTION stage.fnc_calc_pwf(
    p_pip_psi double precision,
    p_gradiente_psi_ft double precision,
    p_profundidad_bomba_ft double precision,
    p_profundidad_formacion_ft double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: flowing bottom-hole pressure (psi): PIP + gradient · (formation − pump depth), the column
--   counted only where the formation lies below the pump. NULL where a value is missing.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_calc_finito(p_profundidad_formacion_ft) IS NOT NULL
            AND stage.fnc_calc_finito(p_profundidad_bomba_ft) IS NOT NULL
            THEN stage.fnc_calc_finito(p_pip_psi)
                + stage.fnc_calc_finito(p_gradiente_psi_ft)
                * greatest(p_profundidad_formacion_ft - p_profundidad_bomba_ft, 0)
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_pwf(
    double precision, double precision, double precision, double precision
)
IS 'Flowing bottom-hole pressure (psi) from PIP (psi), gradient (psi/ft), pump and formation depth (ft).';
