CREATE OR REPLACE FUNCTION reporting.fnc_resumir_horas(
    p_pozos integer[],
    p_tramos timestamptz[]
)
RETURNS SETOF reporting.tbl_resumen_horario
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
