CREATE OR REPLACE FUNCTION stage.fnc_calc_fluid_level_tvd(
    p_pip_psi double precision,
    p_chp_psi double precision,
    p_gradiente_psi_ft double precision,
    p_profundidad_bomba_ft double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: fluid level from surface (ft): pump depth − (PIP − CHP) / gradient, kept within 0 and the
--   pump depth. NULL where a value is missing, the gradient not positive or the depth negative.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_calc_finito(p_gradiente_psi_ft) > 0
            AND stage.fnc_calc_finito(p_profundidad_bomba_ft) >= 0
            AND stage.fnc_calc_finito(p_pip_psi) IS NOT NULL
            AND stage.fnc_calc_finito(p_chp_psi) IS NOT NULL
            THEN greatest(
                0,
                least(
                    p_profundidad_bomba_ft,
                    p_profundidad_bomba_ft - (p_pip_psi - p_chp_psi) / p_gradiente_psi_ft
                )
            )
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_fluid_level_tvd(
    double precision, double precision, double precision, double precision
)
IS 'Fluid level from surface (ft TVD) from PIP and CHP (psi), gradient (psi/ft) and pump depth (ft).';
