CREATE OR REPLACE FUNCTION reporting.fnc_resumir_horas(
    p_pozos integer[],
    p_tramos timestamptz[]
)
RETURNS TABLE (
    well_id integer,
    tramo timestamptz,
    lecturas integer,
    primera_lectura timestamptz,
    ultima_lectura timestamptz,
    spm_suma double precision,
    spm_n integer,
    spm_marcha_suma double precision,
    spm_marcha_n integer,
    whp_suma double precision,
    whp_n integer,
    chp_suma double precision,
    chp_n integer,
    pip_suma double precision,
    pip_n integer,
    pdp_suma double precision,
    pdp_n integer,
    tanque_suma double precision,
    tanque_n integer,
    hp_suma double precision,
    hp_n integer,
    amperaje_suma double precision,
    amperaje_n integer,
    peso_sarta_suma double precision,
    peso_sarta_n integer,
    eficiencia_suma double precision,
    eficiencia_n integer,
    flujo_suma double precision,
    flujo_n integer,
    llenado_suma double precision,
    llenado_n integer,
    corte_agua_suma double precision,
    corte_agua_n integer,
    nivel_suma double precision,
    nivel_n integer,
    carrera_suma double precision,
    carrera_n integer,
    spm_maximo double precision,
    carga_maxima double precision,
    carga_minima double precision,
    carrera_carta double precision,
    primeros double precision[],
    ultimos double precision[],
    incrementos double precision[],
    ruido_diario boolean,
    ruido_medidor boolean
)
LANGUAGE plpgsql
STABLE
SET parallel_setup_cost = 0
SET parallel_tuple_cost = 0
SET parallel_leader_participation = off -- a third process on two processors costs a tenth
AS $$
-- Purpose: summaries of wells and hours of the operating zone (pairs of two arrays). For many hours RETURN
--   QUERY may use several processors. Hour by hour, all wells together: readings that arrived together lie
--   together. Newest first: those are still in memory, and data quality, which goes the other way, finds
--   in memory what was read last here.
-- Dynamic: the number of batches depends on that of the hours; it runs with the caller's rights.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off, extra_warnings = off
-- Second run: the same for the same readings.
-- Reads: stage.tbl_pozo_produccion. Writes: nothing.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_pozos integer[];
    v_tramos timestamptz[];
BEGIN
    SELECT
        array_agg(claves.well_id ORDER BY claves.tramo DESC, claves.well_id),
        array_agg(claves.tramo ORDER BY claves.tramo DESC, claves.well_id)
    INTO v_pozos, v_tramos
    FROM unnest(p_pozos, p_tramos) AS claves (well_id, tramo);

    RETURN QUERY EXECUTE etl.fnc_en_tandas(
        'reporting.fnc_resumir_tramos(%1$s, %2$s, $3)', coalesce(cardinality(v_tramos), 0)
    ) USING v_pozos, v_tramos, v_zona;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_resumir_horas(integer[], timestamptz[])
IS 'Rows of reporting.tbl_resumen_horario for wells and hours of the operating zone; units as there.';
