CREATE OR REPLACE PROCEDURE stage.sp_dq_reglas_pozo(p_well_id integer DEFAULT NULL)
LANGUAGE plpgsql
AS $$
-- Purpose: the rules on what describes a well (stage.fnc_dq_juzgar_pozos), for one well or all: verdicts and
--   daily counts. Part of sp_execute_dq_validation.
-- Second run: writes nothing. Reads: stage.fnc_dq_juzgar_pozos and the two functions below.
-- Writes: stage.tbl_pozo_scada_dq and tbl_dq_resumen, rows with origen other than lecturas.
DECLARE
    c_ambito CONSTANT text := concat_ws(' AND ', 'origen <> ''lecturas''', 'well_id = ' || p_well_id);
    v_juicios stage.tbl_pozo_scada_dq[];
BEGIN
    SELECT array_agg(juicios)
    INTO v_juicios
    FROM stage.fnc_dq_juzgar_pozos(p_well_id) AS juicios;

    PERFORM etl.fnc_guardar(
        'stage.tbl_pozo_scada_dq', 'stage.fnc_dq_veredictos_pozo', v_juicios,
        p_ambito => c_ambito, p_ajenas => '{dq_id}'
    );
    PERFORM etl.fnc_guardar(
        'stage.tbl_dq_resumen', 'stage.fnc_dq_cuentas_pozo', v_juicios,
        p_ambito => c_ambito, p_ajenas => '{actualizado_en}'
    );
END;
$$;

COMMENT ON PROCEDURE stage.sp_dq_reglas_pozo
IS 'Part of sp_execute_dq_validation: the rules on master, reserves and snapshot, once per well, for one '
'well or all.';
