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
SET min_parallel_table_scan_size = 0
AS $$
-- Purpose: summaries of wells and hours of the operating zone (pairs of two arrays). For many hours RETURN
--   QUERY may use several processors; each takes whole wells, so that no sum depends on how many there are.
-- Second run: the same for the same readings.
-- Reads: stage.tbl_pozo_maestra, stage.tbl_pozo_produccion. Writes: nothing.
DECLARE
    c_muchas CONSTANT integer := 1000; -- fewer hours are done before a second process has started
    v_zona text := referencial.fnc_zona_horaria();
BEGIN
    IF cardinality(p_tramos) < c_muchas THEN
        RETURN QUERY
        SELECT resumen.*
        FROM reporting.fnc_resumir_tramos(p_pozos, p_tramos, v_zona) AS resumen;
    ELSE
        RETURN QUERY
        SELECT resumen.*
        FROM stage.tbl_pozo_maestra AS maestra
        INNER JOIN (
            SELECT
                pares.well_id,
                array_agg(pares.well_id) AS pozos,
                array_agg(pares.tramo) AS tramos
            FROM unnest(p_pozos, p_tramos) AS pares (well_id, tramo)
            GROUP BY pares.well_id
        ) AS claves ON maestra.well_id = claves.well_id
        CROSS JOIN LATERAL reporting.fnc_resumir_tramos(claves.pozos, claves.tramos, v_zona) AS resumen;
    END IF;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_resumir_horas(integer[], timestamptz[])
IS 'Rows of reporting.tbl_resumen_horario for wells and hours of the operating zone; units as there.';
