CREATE OR REPLACE FUNCTION stage.fnc_dq_cuentas_dia(
    p_pozos integer[],
    p_dias date[]
)
RETURNS SETOF stage.tbl_dq_resumen
LANGUAGE sql
STABLE
AS $$
-- Purpose: the daily counts of the rules on readings for wells' days (pairs of two arrays), from the hourly
--   counts. Part of stage.sp_dq_juzgar_lecturas.
-- Second run: the same for the same hours.
-- Reads: stage.tbl_dq_resumen_horario, referencial.tbl_dq_rules. Writes: nothing.
    SELECT
        dias.well_id,
        dias.fecha,
        cuenta.regla_id,
        'lecturas' AS origen,
        sum(cuenta.evaluadas) AS total_evaluadas,
        sum(cuenta.evaluadas - cuenta.fallos - cuenta.avisos) AS total_pass,
        sum(cuenta.avisos) AS total_warning,
        sum(cuenta.fallos) AS total_fail,
        sum(cuenta.tardias) AS total_tardias,
        NULL::timestamptz AS actualizado_en
    FROM unnest(p_pozos, p_dias) AS dias (well_id, fecha)
    CROSS JOIN LATERAL (
        -- A day of any zone lies within these hours: the key of the hours is (well_id, hora, fecha).
        SELECT resumen.*
        FROM stage.tbl_dq_resumen_horario AS resumen
        WHERE
            resumen.well_id = dias.well_id
            AND resumen.hora >= dias.fecha::timestamp AT TIME ZONE 'UTC' - interval '16 hours'
            AND resumen.hora < dias.fecha::timestamp AT TIME ZONE 'UTC' + interval '40 hours'
            AND resumen.fecha = dias.fecha
        OFFSET 0
    ) AS horas
    CROSS JOIN LATERAL unnest(horas.reglas, horas.evaluadas, horas.fallos, horas.avisos, horas.tardias)
    AS cuenta (regla_id, evaluadas, fallos, avisos, tardias)
    INNER JOIN referencial.tbl_dq_rules AS regla ON cuenta.regla_id = regla.regla_id
    GROUP BY dias.well_id, dias.fecha, cuenta.regla_id;
$$;

COMMENT ON FUNCTION stage.fnc_dq_cuentas_dia(integer[], date[])
IS 'Rows of stage.tbl_dq_resumen for the rules on readings and wells'' days.';
