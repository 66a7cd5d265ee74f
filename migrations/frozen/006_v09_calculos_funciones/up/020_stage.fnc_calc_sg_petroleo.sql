CREATE OR REPLACE FUNCTION stage.fnc_calc_sg_petroleo(p_gravedad_api double precision)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: specific gravity of oil (water = 1) from its gravity (°API): 141.5 / (131.5 + °API).
--   NULL without a gravity, or where it is not above -131.5 °API.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN stage.fnc_calc_finito(p_gravedad_api) > -131.5 THEN 141.5 / (131.5 + p_gravedad_api)
    END;
$$;

COMMENT ON FUNCTION stage.fnc_calc_sg_petroleo(double precision)
IS 'Specific gravity of oil (water = 1) from its gravity in °API.';
