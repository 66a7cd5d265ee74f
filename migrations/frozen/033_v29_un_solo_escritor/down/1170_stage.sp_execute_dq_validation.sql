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
        array_agg(k.well_id ORDER BY k.well_id, k.hora),
        array_agg(k.hora ORDER BY k.well_id, k.hora)
    INTO v_pozos, v_horas
    FROM (
        SELECT
            c.well_id,
            c.hora
        FROM etl.fnc_reclamar_claves('dq', v_desde, v_hasta, p_well_id) AS c
        UNION
        SELECT
            l.well_id,
            l.hora
        FROM stage.fnc_horas_con_lecturas(v_desde, v_hasta, p_well_id) AS l
        WHERE p_fecha_inicio IS NOT NULL OR p_fecha_fin IS NOT NULL
        UNION
        SELECT
            r.well_id,
            r.hora
        FROM stage.tbl_dq_resumen_horario AS r
        WHERE
            (p_fecha_inicio IS NOT NULL OR p_fecha_fin IS NOT NULL)
            AND r.hora >= coalesce(v_desde, '-infinity')
            AND r.hora < coalesce(v_hasta, 'infinity')
            AND (p_well_id IS NULL OR r.well_id = p_well_id)
    ) AS k;

    IF v_pozos IS NOT NULL THEN
        CALL stage.sp_dq_juzgar_lecturas(v_pozos, v_horas, v_escritos, v_retirados);
    END IF;

    CALL stage.sp_dq_reglas_pozo(p_well_id);
    CALL stage.sp_publicar_dq_status(p_well_id);

    SELECT string_agg(format('%s: %s', o.origen, o.reglas), '; ' ORDER BY o.origen)
    INTO v_detalle
    FROM (
        SELECT
            coalesce(r.origen, 'sin origen') AS origen,
            string_agg(r.id_formato1::text, ' ' ORDER BY r.id_formato1) AS reglas
        FROM stage.vw_dq_reglas AS r
        GROUP BY r.origen
    ) AS o;
    RAISE NOTICE 'dq: % well-hours, % verdicts written, % removed; rules ran on %',
        coalesce(cardinality(v_pozos), 0), v_escritos, v_retirados, v_detalle;
END;
$$;

COMMENT ON PROCEDURE stage.sp_execute_dq_validation
IS 'Judges readings by the quality rules: what changed (NULLs), or the range [p_fecha_inicio, p_fecha_fin) '
'and one well or all; says on what each rule ran.';
