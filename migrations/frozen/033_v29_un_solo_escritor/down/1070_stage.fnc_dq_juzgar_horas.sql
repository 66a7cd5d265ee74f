CREATE OR REPLACE FUNCTION stage.fnc_dq_juzgar_horas(
    p_pozos integer[],
    p_horas timestamptz[],
    p_guardar_todas boolean
)
RETURNS TABLE (
    well_id integer,
    hora timestamptz,
    fecha date,
    ultima_lectura timestamptz,
    lecturas integer,
    reglas integer[],
    evaluadas integer[],
    fallos integer[],
    avisos integer[],
    tardias integer[],
    producciones bigint[],
    momentos timestamptz[],
    valores double precision[]
)
LANGUAGE plpgsql
STABLE
SET parallel_setup_cost = 0
SET parallel_tuple_cost = 0
SET parallel_leader_participation = off -- a third process on two processors costs a tenth
AS $$
-- Purpose: the counts of every rule in wells' UTC hours (pairs of two arrays), cut at midnight of the
--   operating zone, and the readings that break a rule (all of them with p_guardar_todas): number, time
--   and the values of the rules in the order of `reglas`. For many hours several processors work on it,
--   hour by hour, all wells together: readings that arrived together lie together. Oldest first, for those
--   are the ones that the facts (reporting.fnc_resumir_horas) have read last.
-- Dynamic: the number of batches depends on that of the hours; it runs with the caller's rights.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off, extra_warnings = off
-- Second run: the same for the same readings.
-- Reads: stage.vw_dq_reglas, stage.tbl_pozo_produccion. Writes: nothing.
DECLARE
    v_pozos integer[];
    v_horas timestamptz[];
BEGIN
    SELECT
        array_agg(k.well_id ORDER BY k.hora, k.well_id),
        array_agg(k.hora ORDER BY k.hora, k.well_id)
    INTO v_pozos, v_horas
    FROM unnest(p_pozos, p_horas) AS k (well_id, hora);

    RETURN QUERY EXECUTE etl.fnc_en_tandas(
        'stage.fnc_dq_juzgar_tramos($3, %1$s, %2$s, $4, $5)', coalesce(cardinality(v_horas), 0)
    ) USING v_pozos, v_horas, stage.fnc_dq_sentencia(), referencial.fnc_zona_horaria(), p_guardar_todas;
END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_juzgar_horas(integer[], timestamptz[], boolean)
IS 'What the rules on readings say of wells'' UTC hours: counts by rule, and the readings to be kept with '
'their values in the variables'' units.';
