CREATE OR REPLACE PROCEDURE stage.sp_execute_dq_validation(
    p_fecha_inicio timestamptz DEFAULT NULL,
    p_fecha_fin timestamptz DEFAULT NULL,
    p_well_id integer DEFAULT NULL
)
LANGUAGE plpgsql
SET work_mem = '128MB'
SET jit = off
AS $$
-- Purpose: data quality. Rules on readings judge the hours that changed and, with a range, the whole UTC
--   hours from p_fecha_inicio to before p_fecha_fin (the same twice means that day; NULL is open). Rules on
--   master, reserves and snapshot judge every well (stage.sp_dq_reglas_pozo). A violation is FAIL, or
--   WARNING for a rule of severity INFO; NULL is not judged; late arrivals are only counted.
-- Second run: writes nothing. A change of rules reaches older readings by a range run.
-- Reads: etl.claves_sucias, stage.tbl_pozo_produccion, vw_dq_reglas. Writes: stage.tbl_pozo_scada_dq,
--   tbl_dq_resumen_horario, tbl_dq_resumen, reporting.dataset_current_values (dq_status).
DECLARE
    c_tanda CONSTANT integer := 10000;
    c_origen CONSTANT timestamptz := timestamptz '2000-01-01 00:00:00+00';
    v_desde CONSTANT timestamptz := date_bin('1 hour', p_fecha_inicio, c_origen);
    v_fin CONSTANT timestamptz := CASE
        WHEN p_fecha_fin = p_fecha_inicio THEN p_fecha_fin + interval '1 day' ELSE p_fecha_fin
    END;
    v_hasta CONSTANT timestamptz
        := date_bin('1 hour', v_fin + interval '1 hour' - interval '1 microsecond', c_origen);
    v_pozos integer[];
    v_horas timestamptz[];
    v_escritos bigint := 0::bigint;
    v_retirados bigint := 0::bigint;
    v_detalle text;
BEGIN
    SELECT
        array_agg(claves.well_id ORDER BY claves.hora, claves.well_id),
        array_agg(claves.hora ORDER BY claves.hora, claves.well_id)
    INTO v_pozos, v_horas
    FROM (
        SELECT
            sucias.well_id,
            sucias.hora
        FROM etl.fnc_reclamar_claves('dq', v_desde, v_hasta, p_well_id) AS sucias
        UNION
        SELECT
            leidas.well_id,
            leidas.hora
        FROM stage.fnc_horas_con_lecturas(v_desde, v_hasta, p_well_id) AS leidas
        WHERE p_fecha_inicio IS NOT NULL OR p_fecha_fin IS NOT NULL
        UNION
        SELECT
            resumen.well_id,
            resumen.hora
        FROM stage.tbl_dq_resumen_horario AS resumen
        WHERE
            (p_fecha_inicio IS NOT NULL OR p_fecha_fin IS NOT NULL)
            AND resumen.hora >= coalesce(v_desde, '-infinity')
            AND resumen.hora < coalesce(v_hasta, 'infinity')
            AND (p_well_id IS NULL OR resumen.well_id = p_well_id)
    ) AS claves;

    -- some hours at a time: they are held in memory
    FOR v_primera IN 1..coalesce(cardinality(v_horas), 0) BY c_tanda LOOP
        CALL stage.sp_dq_juzgar_lecturas(
            v_pozos[v_primera:v_primera + c_tanda - 1],
            v_horas[v_primera:v_primera + c_tanda - 1],
            v_escritos,
            v_retirados
        );
    END LOOP;

    CALL stage.sp_dq_reglas_pozo(p_well_id);
    CALL stage.sp_publicar_dq_status(p_well_id);

    SELECT string_agg(format('%s: %s', origenes.origen, origenes.reglas), '; ' ORDER BY origenes.origen)
    INTO v_detalle
    FROM (
        SELECT
            coalesce(regla.origen, 'sin origen') AS origen,
            string_agg(regla.id_formato1::text, ' ' ORDER BY regla.id_formato1) AS reglas
        FROM stage.vw_dq_reglas AS regla
        GROUP BY regla.origen
    ) AS origenes;
    RAISE NOTICE 'dq: % well-hours, % verdicts written, % removed; rules ran on %',
        coalesce(cardinality(v_pozos), 0), v_escritos, v_retirados, v_detalle;
END;
$$;

COMMENT ON PROCEDURE stage.sp_execute_dq_validation
IS 'Judges readings by the quality rules: what changed (NULLs), or the range [p_fecha_inicio, p_fecha_fin) '
'and one well or all; says on what each rule ran.';
