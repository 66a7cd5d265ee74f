CREATE OR REPLACE PROCEDURE reporting.sp_cargar_diarios(
    p_pozos integer[],
    p_fechas date[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: daily facts of wells' days (pairs of two arrays) and of the days that look back at them; hands
--   those that changed on to the KPIs.
-- Second run: writes nothing.
-- Reads: reporting.fact_operaciones_horarias, reporting.tbl_resumen_horario,
--   reporting.tbl_cierre_contador. Writes: reporting.fact_operaciones_diarias, etl.claves_sucias.
DECLARE
    v_zona text := referencial.fnc_zona_horaria();
    v_fechas integer[] := ARRAY(
        SELECT to_char(claves.fecha, 'YYYYMMDD')::integer
        FROM unnest(p_fechas) WITH ORDINALITY AS claves (fecha, orden)
        ORDER BY claves.orden
    );
    v_pozos integer[];
    v_cambiadas text[];
    v_mediodias timestamptz[];
BEGIN
    CALL reporting.sp_guardar_cambios(
        'reporting.fact_operaciones_diarias', 'reporting.fnc_hechos_diarios', 'pozo_id', 'fecha_id',
        p_pozos, v_fechas, 'fecha_id', v_pozos, v_cambiadas
    );

    SELECT
        array_agg(cambios.pozo_id),
        array_agg((to_date(cambios.fecha_id, 'YYYYMMDD') + time '12:00') AT TIME ZONE v_zona)
    INTO v_pozos, v_mediodias
    FROM (
        SELECT
            guardados.pozo_id,
            guardados.fecha_id
        FROM unnest(v_pozos, v_cambiadas) AS guardados (pozo_id, fecha_id)
        UNION
        SELECT
            tendencias.pozo_id,
            tendencias.fecha_id::text
        FROM reporting.fnc_actualizar_tendencias(p_pozos, v_fechas) AS tendencias
    ) AS cambios;
    PERFORM etl.fnc_encolar_claves('kpi', v_pozos, v_mediodias);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_cargar_diarios
IS 'Brings the daily facts of wells'' days up to date and enqueues what changed for the KPIs.';
