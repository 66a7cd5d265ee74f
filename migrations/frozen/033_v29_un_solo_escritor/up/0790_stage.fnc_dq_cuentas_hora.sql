CREATE OR REPLACE FUNCTION stage.fnc_dq_cuentas_hora(p_horas stage.dq_hora[])
RETURNS SETOF stage.tbl_dq_resumen_horario
LANGUAGE sql
IMMUTABLE
AS $$
-- Purpose: the counts of judged hours that have readings. Part of stage.sp_dq_juzgar_lecturas.
-- Second run: pure. Reads and writes nothing.
    SELECT
        horas.well_id,
        horas.hora,
        horas.fecha,
        horas.ultima_lectura,
        horas.lecturas,
        horas.reglas,
        horas.evaluadas,
        horas.fallos,
        horas.avisos,
        horas.tardias
    FROM unnest(p_horas) AS horas
    WHERE horas.lecturas > 0;
$$;

COMMENT ON FUNCTION stage.fnc_dq_cuentas_hora(stage.dq_hora[])
IS 'Rows of stage.tbl_dq_resumen_horario for judged hours.';
