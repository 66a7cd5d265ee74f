CREATE OR REPLACE FUNCTION stage.fnc_dq_cuentas_pozo(p_juicios stage.tbl_pozo_scada_dq[])
RETURNS SETOF stage.tbl_dq_resumen
LANGUAGE sql
STABLE
AS $$
-- Purpose: the daily counts of the judgements of stage.fnc_dq_juzgar_pozos, on the day of the reading that
--   dates them; one that was not judged counts in none but has its row.
-- Second run: the same for the same judgements. Reads and writes nothing.
    SELECT
        juicios.well_id,
        (juicios.timestamp_lectura AT TIME ZONE zona.nombre)::date AS fecha,
        juicios.regla_id,
        juicios.origen,
        num_nonnulls(juicios.resultado_dq) AS total_evaluadas,
        coalesce((juicios.resultado_dq = 'PASS')::integer, 0) AS total_pass,
        coalesce((juicios.resultado_dq = 'WARNING')::integer, 0) AS total_warning,
        coalesce((juicios.resultado_dq = 'FAIL')::integer, 0) AS total_fail,
        0 AS total_tardias,
        NULL::timestamptz AS actualizado_en
    FROM unnest(p_juicios) AS juicios
    CROSS JOIN referencial.fnc_zona_horaria() AS zona (nombre);
$$;

COMMENT ON FUNCTION stage.fnc_dq_cuentas_pozo(stage.tbl_pozo_scada_dq[])
IS 'Rows of stage.tbl_dq_resumen for the rules on what describes a well.';
