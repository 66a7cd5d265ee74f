CREATE OR REPLACE FUNCTION stage.fnc_calc_gradiente(
    p_gravedad_api double precision,
    p_corte_agua_pct double precision,
    p_sg_agua double precision
)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: pressure gradient (psi/ft) of an oil and water column: 0.433 · (wc·SGw + (1 − wc)·SGo),
--   water cut in %, SGo from °API. NULL where a value is missing or the cut is not 0 to 100 %.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN p_corte_agua_pct BETWEEN 0 AND 100
            THEN 0.433 * (
                stage.fnc_calc_finito(p_corte_agua_pct) / 100 * stage.fnc_calc_finito(p_sg_agua)
                + (1 - stage.fnc_calc_finito(p_corte_agua_pct) / 100)
                * stage.fnc_calc_sg_petroleo(p_gravedad_api)
            )
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_gradiente(double precision, double precision, double precision)
IS 'Pressure gradient (psi/ft) of the column from oil gravity (°API), water cut (%) and water gravity.';
