CREATE OR REPLACE FUNCTION stage.fnc_dq_veredictos_hora(p_horas stage.dq_hora[])
RETURNS SETOF stage.tbl_pozo_scada_dq
LANGUAGE sql
STABLE
AS $$
-- Purpose: the verdicts to be kept of judged hours: one for each reading and rule that it breaks, with
--   DQ/guardar_pass one for each rule that it was judged by. Part of stage.sp_dq_juzgar_lecturas.
-- Second run: the same for the same hours. Reads: stage.vw_dq_reglas. Writes: nothing.
    SELECT
        NULL::bigint AS dq_id,
        lectura.produccion_id,
        horas.well_id,
        lectura.timestamp_lectura,
        regla.variable_id,
        regla.regla_id,
        lectura.valor AS valor_observado,
        regla.valor_min AS valor_esperado_min,
        regla.valor_max AS valor_esperado_max,
        CASE WHEN juicio.infraccion THEN regla.resultado ELSE 'PASS' END AS resultado_dq,
        CASE WHEN juicio.infraccion
            THEN stage.fnc_dq_mensaje(
                regla.nombre_tecnico, regla.tipo, lectura.valor, regla.valor_min, regla.valor_max
            )
        END AS mensaje_error,
        'lecturas' AS origen
    FROM (
        SELECT coalesce(referencial.fnc_config('DQ', 'guardar_pass'), 0) = 1 AS guardar_pass
        OFFSET 0 -- looked up once, not once for each hour
    ) AS ajuste
    CROSS JOIN unnest(p_horas) AS horas
    CROSS JOIN LATERAL unnest(horas.reglas, horas.fallos, horas.avisos)
    WITH ORDINALITY AS cuenta (regla_id, fallos, avisos, puesto)
    INNER JOIN stage.vw_dq_reglas AS regla ON cuenta.regla_id = regla.regla_id
    CROSS JOIN LATERAL unnest(
        horas.producciones, horas.momentos, horas.valores[:][cuenta.puesto:cuenta.puesto]
    ) AS lectura (produccion_id, timestamp_lectura, valor)
    CROSS JOIN LATERAL (
        SELECT CASE regla.tipo
            WHEN 'numero' THEN lectura.valor NOT BETWEEN regla.minimo AND regla.maximo
            WHEN 'carta' THEN lectura.valor < 3
            ELSE FALSE
        END AS infraccion
    ) AS juicio
    WHERE
        horas.producciones IS NOT NULL
        AND (ajuste.guardar_pass OR cuenta.fallos + cuenta.avisos > 0)
        AND (juicio.infraccion OR (ajuste.guardar_pass AND lectura.valor IS NOT NULL));
$$;

COMMENT ON FUNCTION stage.fnc_dq_veredictos_hora(stage.dq_hora[])
IS 'Rows of stage.tbl_pozo_scada_dq for judged hours; values in the variables'' units.';
