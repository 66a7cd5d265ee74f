CREATE OR REPLACE PROCEDURE reporting.sp_load_to_reporting(
    p_fecha_inicio timestamptz DEFAULT NULL,
    p_fecha_fin timestamptz DEFAULT NULL,
    p_procesar_horario boolean DEFAULT TRUE,
    p_procesar_diario boolean DEFAULT TRUE,
    p_procesar_mensual boolean DEFAULT TRUE,
    p_well_id integer DEFAULT NULL
)
LANGUAGE plpgsql
SET work_mem = '128MB'
SET jit = off
AS $$
-- Purpose: dimensions, then hourly, daily and monthly facts. With a range, from p_fecha_inicio to before
--   p_fecha_fin (the same day twice means that day), all of it; with NULLs what changed since the last
--   run. What a level is switched off for stays enqueued.
-- Second run: writes nothing.
-- Reads: stage.tbl_pozo_produccion, stage.tbl_pozo_maestra, stage.tbl_pozo_reservas, etl.claves_sucias.
-- Writes: reporting.dim_pozo, dim_tiempo, dim_hora, tbl_resumen_horario, tbl_cierre_contador and the three
--   reporting.fact_operaciones_*; etl.claves_sucias for derived values and KPIs.
DECLARE
    v_zona text := referencial.fnc_zona_horaria();
    v_fin timestamptz := CASE
        WHEN p_fecha_fin = p_fecha_inicio THEN p_fecha_fin + interval '1 day' ELSE p_fecha_fin
    END;
    v_cambiados integer[];
    v_pozos integer[];
    v_tramos timestamptz[];
    v_dia_pozos integer[]; -- days of which hours were read anew
    v_dias date[];
BEGIN
    -- one at a time: what another run is reading must not be overtaken
    PERFORM etl.fnc_cerrar_candado('hechos');
    v_cambiados := reporting.fnc_cargar_dimensiones();

    SELECT
        array_agg(pendientes.well_id ORDER BY pendientes.well_id, pendientes.tramo),
        array_agg(pendientes.tramo ORDER BY pendientes.well_id, pendientes.tramo)
    INTO v_pozos, v_tramos
    FROM reporting.fnc_tramos_pendientes(p_fecha_inicio, v_fin, p_well_id) AS pendientes;

    IF p_procesar_horario THEN
        PERFORM etl.fnc_guardar(
            'reporting.tbl_resumen_horario', 'reporting.fnc_resumir_horas', v_pozos, v_tramos,
            p_ambito => 'well_id = clave.pozo AND tramo = clave.periodo'
        );
    END IF;

    SELECT
        array_agg(dias.pozo_id ORDER BY dias.pozo_id, dias.fecha),
        array_agg(dias.fecha ORDER BY dias.pozo_id, dias.fecha)
    INTO v_dia_pozos, v_dias
    FROM (
        SELECT
            claves.pozo_id,
            (claves.tramo AT TIME ZONE v_zona)::date AS fecha
        FROM unnest(v_pozos, v_tramos) AS claves (pozo_id, tramo)
        UNION
        SELECT
            resumen.well_id,
            (resumen.tramo AT TIME ZONE v_zona)::date
        FROM reporting.tbl_resumen_horario AS resumen
        WHERE resumen.well_id = ANY (v_cambiados)
        UNION
        SELECT
            dia.pozo_id,
            to_date(dia.fecha_id::text, 'YYYYMMDD')
        FROM reporting.fact_operaciones_diarias AS dia
        WHERE dia.pozo_id = ANY (v_cambiados)
        UNION
        SELECT
            hecho.pozo_id,
            to_date(hecho.fecha_id::text, 'YYYYMMDD')
        FROM reporting.fnc_dias_con_hechos(p_fecha_inicio, v_fin, p_well_id) AS hecho
    ) AS dias;

    PERFORM etl.fnc_guardar(
        'reporting.tbl_cierre_contador', 'reporting.fnc_cerrar_contadores', v_dia_pozos, v_dias,
        p_ambito => 'well_id = clave.pozo AND fecha = clave.periodo'
    );

    SELECT
        array_agg(dias.pozo_id ORDER BY dias.pozo_id, dias.fecha),
        array_agg(dias.fecha ORDER BY dias.pozo_id, dias.fecha)
    INTO v_dia_pozos, v_dias
    FROM reporting.fnc_dias_afectados(v_dia_pozos, v_dias) AS dias;

    CALL reporting.sp_cargar_calendario(v_dias);
    IF p_procesar_horario THEN
        CALL reporting.sp_cargar_horarios(v_dia_pozos, v_dias);
    END IF;
    IF p_procesar_diario THEN
        CALL reporting.sp_cargar_diarios(v_dia_pozos, v_dias);
    END IF;
    IF p_procesar_mensual THEN
        CALL reporting.sp_cargar_mensuales(v_dia_pozos, v_dias);
    END IF;

    IF NOT (p_procesar_horario AND p_procesar_diario AND p_procesar_mensual) THEN
        PERFORM etl.fnc_encolar_claves('hechos', v_pozos, v_tramos);
        PERFORM etl.fnc_encolar_claves(
            'hechos',
            v_dia_pozos,
            ARRAY(
                SELECT (dias.fecha + time '12:00') AT TIME ZONE v_zona
                FROM unnest(v_dias) WITH ORDINALITY AS dias (fecha, orden)
                ORDER BY dias.orden
            )
        );
    END IF;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_load_to_reporting
IS 'Loads dimensions and facts: a range up to but not including its end, or with NULLs what changed.';
