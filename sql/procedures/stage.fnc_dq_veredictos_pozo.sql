CREATE OR REPLACE FUNCTION stage.fnc_dq_veredictos_pozo(p_juicios stage.tbl_pozo_scada_dq[])
RETURNS SETOF stage.tbl_pozo_scada_dq
LANGUAGE sql
STABLE
AS $$
-- Purpose: the judgements of stage.fnc_dq_juzgar_pozos that are kept: violations, with DQ/guardar_pass all.
-- Second run: the same for the same judgements. Reads: referencial.tbl_config_kpi. Writes: nothing.
    SELECT juicios.*
    FROM unnest(p_juicios) AS juicios
    WHERE
        juicios.resultado_dq <> 'PASS'
        -- a subquery, so that it is looked up once
        OR (juicios.resultado_dq = 'PASS' AND (SELECT referencial.fnc_config('DQ', 'guardar_pass')) = 1);
$$;

COMMENT ON FUNCTION stage.fnc_dq_veredictos_pozo(stage.tbl_pozo_scada_dq[])
IS 'Rows of stage.tbl_pozo_scada_dq for the rules on what describes a well.';
