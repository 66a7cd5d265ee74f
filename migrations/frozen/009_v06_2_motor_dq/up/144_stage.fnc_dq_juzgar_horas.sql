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
SET min_parallel_table_scan_size = 0
AS $$
-- Purpose: the counts of every rule in wells' UTC hours (pairs of two arrays), cut at midnight of the
--   operating zone, and the readings that break a rule (all of them with p_guardar_todas): number, time
--   and the values of the rules in the order of `reglas`. For many hours several processors work on it.
-- Second run: the same for the same readings.
-- Reads: stage.vw_dq_reglas, stage.tbl_pozo_maestra, stage.tbl_pozo_produccion. Writes: nothing.
DECLARE
    c_muchas CONSTANT integer := 1000; -- fewer hours are done before a second process has started
    v_sentencia CONSTANT text := stage.fnc_dq_sentencia();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
BEGIN
    IF cardinality(p_horas) < c_muchas THEN
        RETURN QUERY
        SELECT j.*
        FROM stage.fnc_dq_juzgar_tramos(v_sentencia, p_pozos, p_horas, v_zona, p_guardar_todas) AS j;
    ELSE
        RETURN QUERY
        SELECT j.*
        FROM stage.tbl_pozo_maestra AS m
        INNER JOIN (
            SELECT
                p.well_id,
                array_agg(p.well_id) AS pozos,
                array_agg(p.hora) AS horas
            FROM unnest(p_pozos, p_horas) AS p (well_id, hora)
            GROUP BY p.well_id
        ) AS k ON m.well_id = k.well_id
        CROSS JOIN LATERAL stage.fnc_dq_juzgar_tramos(
            v_sentencia, k.pozos, k.horas, v_zona, p_guardar_todas
        ) AS j;
    END IF;
END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_juzgar_horas(integer[], timestamptz[], boolean)
IS 'What the rules on readings say of wells'' UTC hours: counts by rule, and the readings to be kept with '
'their values in the variables'' units.';
