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
    v_cambiadas integer[];
    v_mediodias timestamptz[];
BEGIN
    SELECT
        array_agg(cambios.pozo),
        array_agg(cambios.valor::integer)
    INTO v_pozos, v_cambiadas
    FROM etl.fnc_guardar(
        'reporting.fact_operaciones_diarias', 'reporting.fnc_hechos_diarios', p_pozos, v_fechas,
        p_ambito => 'pozo_id = clave.pozo AND fecha_id = clave.periodo',
        p_devuelve => '{pozo_id,fecha_id}'
    ) AS cambios;

    SELECT
        array_agg(cambios.pozo_id),
        array_agg((to_date(cambios.fecha_id::text, 'YYYYMMDD') + time '12:00') AT TIME ZONE v_zona)
    INTO v_pozos, v_mediodias
    FROM (
        SELECT
            guardados.pozo_id,
            guardados.fecha_id
        FROM unnest(v_pozos, v_cambiadas) AS guardados (pozo_id, fecha_id)
        UNION
        SELECT
            tendencias.pozo AS pozo_id,
            tendencias.valor::integer AS fecha_id
        FROM etl.fnc_guardar(
            'reporting.fact_operaciones_diarias', 'reporting.fnc_tendencias_diarias', p_pozos, v_fechas,
            p_devuelve => '{pozo_id,fecha_id}', p_solo_actualiza => TRUE
        ) AS tendencias
    ) AS cambios;
    PERFORM etl.fnc_encolar_claves('kpi', v_pozos, v_mediodias);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_cargar_diarios
IS 'Brings the daily facts of wells'' days up to date and enqueues what changed for the KPIs.';
