CREATE OR REPLACE FUNCTION reporting.fnc_series(p_series double precision[])
RETURNS TABLE (
    fluido_dia double precision,
    petroleo_dia double precision,
    agua_dia double precision,
    gas_dia double precision,
    emboladas_dia double precision,
    paro_dia double precision,
    fallas_dia double precision,
    energia_dia double precision,
    fluido_medidor double precision,
    petroleo_medidor double precision,
    agua_medidor double precision,
    gas_medidor double precision,
    emboladas_medidor double precision,
    marcha_medidor double precision,
    energia_medidor double precision,
    fallas_medidor double precision,
    paro_medidor double precision,
    marcha_vida double precision,
    emboladas_vida double precision,
    motor double precision,
    reloj double precision
)
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: an array of the 21 series with their names instead of positions; units: see reporting.fnc_serie.
-- Second run: pure function; LATERAL inlines it, so that only what is used is looked at.
-- Reads and writes nothing.
    SELECT
        p_series[reporting.fnc_serie('fluido_dia')] AS fluido_dia,
        p_series[reporting.fnc_serie('petroleo_dia')] AS petroleo_dia,
        p_series[reporting.fnc_serie('agua_dia')] AS agua_dia,
        p_series[reporting.fnc_serie('gas_dia')] AS gas_dia,
        p_series[reporting.fnc_serie('emboladas_dia')] AS emboladas_dia,
        p_series[reporting.fnc_serie('paro_dia')] AS paro_dia,
        p_series[reporting.fnc_serie('fallas_dia')] AS fallas_dia,
        p_series[reporting.fnc_serie('energia_dia')] AS energia_dia,
        p_series[reporting.fnc_serie('fluido_medidor')] AS fluido_medidor,
        p_series[reporting.fnc_serie('petroleo_medidor')] AS petroleo_medidor,
        p_series[reporting.fnc_serie('agua_medidor')] AS agua_medidor,
        p_series[reporting.fnc_serie('gas_medidor')] AS gas_medidor,
        p_series[reporting.fnc_serie('emboladas_medidor')] AS emboladas_medidor,
        p_series[reporting.fnc_serie('marcha_medidor')] AS marcha_medidor,
        p_series[reporting.fnc_serie('energia_medidor')] AS energia_medidor,
        p_series[reporting.fnc_serie('fallas_medidor')] AS fallas_medidor,
        p_series[reporting.fnc_serie('paro_medidor')] AS paro_medidor,
        p_series[reporting.fnc_serie('marcha_vida')] AS marcha_vida,
        p_series[reporting.fnc_serie('emboladas_vida')] AS emboladas_vida,
        p_series[reporting.fnc_serie('motor')] AS motor,
        p_series[reporting.fnc_serie('reloj')] AS reloj;
$$;

COMMENT ON FUNCTION reporting.fnc_series(double precision[])
IS 'The values of an array of the 21 series under their names; units as reporting.fnc_serie lists them.';
