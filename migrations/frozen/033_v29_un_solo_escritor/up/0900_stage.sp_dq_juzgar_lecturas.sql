CREATE OR REPLACE PROCEDURE stage.sp_dq_juzgar_lecturas(
    p_pozos integer[],
    p_horas timestamptz[],
    INOUT p_escritos bigint DEFAULT 0,
    INOUT p_retirados bigint DEFAULT 0
)
LANGUAGE plpgsql
AS $$
-- Purpose: the rules on readings over wells' UTC hours (pairs of two arrays): verdicts one by one, counts
--   by hour and by day. Part of sp_execute_dq_validation. Adds to the last two arguments how many verdicts
--   it wrote and removed. The hours are judged once and kept in memory for what is made of them.
-- Second run: writes nothing. Reads: stage.fnc_dq_juzgar_horas and the three functions below.
-- Writes: stage.tbl_pozo_scada_dq, tbl_dq_resumen_horario, tbl_dq_resumen.
DECLARE
    v_guardar_pass CONSTANT boolean := coalesce(referencial.fnc_config('DQ', 'guardar_pass'), 0) = 1;
    v_horas stage.dq_hora[];
    v_pozos_dia integer[];
    v_dias date[];
BEGIN
    SELECT array_agg(horas)
    INTO v_horas
    FROM stage.fnc_dq_juzgar_horas(p_pozos, p_horas, v_guardar_pass) AS horas;

    SELECT
        p_escritos + count(*) FILTER (WHERE NOT cambios.retirada),
        p_retirados + count(*) FILTER (WHERE cambios.retirada)
    INTO p_escritos, p_retirados
    FROM etl.fnc_guardar(
        'stage.tbl_pozo_scada_dq', 'stage.fnc_dq_veredictos_hora', v_horas,
        p_ambito => 'well_id = clave.well_id AND timestamp_lectura >= clave.hora'
        ' AND timestamp_lectura < clave.hora + interval ''1 hour'' AND origen = ''lecturas''',
        p_ajenas => '{dq_id}'
    ) AS cambios;

    WITH cambios AS (
        SELECT
            guardadas.pozo AS well_id,
            guardadas.valor::date AS fecha
        FROM etl.fnc_guardar(
            'stage.tbl_dq_resumen_horario', 'stage.fnc_dq_cuentas_hora', v_horas,
            p_ambito => 'well_id = clave.well_id AND hora = clave.hora',
            p_devuelve => '{well_id,fecha}'
        ) AS guardadas
        UNION
        SELECT
            juzgadas.well_id,
            juzgadas.fecha
        FROM unnest(v_horas) AS juzgadas
    )

    SELECT
        array_agg(cambios.well_id),
        array_agg(cambios.fecha)
    INTO v_pozos_dia, v_dias
    FROM cambios;

    PERFORM etl.fnc_guardar(
        'stage.tbl_dq_resumen', 'stage.fnc_dq_cuentas_dia', v_pozos_dia, v_dias,
        p_ambito => 'well_id = clave.pozo AND fecha = clave.periodo AND origen = ''lecturas''',
        p_ajenas => '{actualizado_en}'
    );
END;
$$;

COMMENT ON PROCEDURE stage.sp_dq_juzgar_lecturas
IS 'Part of sp_execute_dq_validation: the rules on readings over wells'' UTC hours; counts the verdicts '
'written and removed.';
