CREATE OR REPLACE FUNCTION stage.fnc_dq_juzgar_tramos(
    p_sentencia text,
    p_pozos integer[],
    p_horas timestamptz[],
    p_zona text,
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
PARALLEL SAFE
COST 100000 -- many readings: worth a process of its own
SET enable_bitmapscan = off -- an index scan gives the readings in order
AS $$
-- Purpose: runs the query of stage.fnc_dq_sentencia for wells and hours (pairs of two arrays), in whichever
--   process it is called. Part of stage.fnc_dq_juzgar_horas.
-- Dynamic: the text is built once, not once per well; it runs with the caller's rights.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off, extra_warnings = off
-- Second run: the same for the same readings. Reads: stage.tbl_pozo_produccion. Writes: nothing.
BEGIN
    RETURN QUERY EXECUTE p_sentencia USING p_pozos, p_horas, p_zona, p_guardar_todas;
END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_juzgar_tramos(text, integer[], timestamptz[], text, boolean)
IS 'Part of stage.fnc_dq_juzgar_horas: its rows for some wells and UTC hours, by the given query.';
