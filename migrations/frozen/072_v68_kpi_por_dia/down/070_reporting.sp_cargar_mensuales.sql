CREATE OR REPLACE PROCEDURE reporting.sp_cargar_mensuales(
    p_pozos integer[],
    p_fechas date[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: monthly facts of the months of wells' days (pairs of two arrays), and Np of all months of these
--   wells; hands the months that changed on to the KPIs.
-- Second run: writes nothing.
-- Reads: reporting.fact_operaciones_diarias. Writes: reporting.fact_operaciones_mensuales,
--   etl.claves_sucias.
DECLARE
    v_zona text := referencial.fnc_zona_horaria();
    v_pozos integer[];
    v_meses text[];
    v_cambiados integer[];
    v_meses_cambiados text[];
    v_mediodias timestamptz[];
BEGIN
    SELECT
        array_agg(claves.pozo_id ORDER BY claves.pozo_id, claves.anio_mes),
        array_agg(claves.anio_mes ORDER BY claves.pozo_id, claves.anio_mes)
    INTO v_pozos, v_meses
    FROM (
        SELECT DISTINCT
            dias.pozo_id,
            to_char(dias.fecha, 'YYYY-MM') AS anio_mes
        FROM unnest(p_pozos, p_fechas) AS dias (pozo_id, fecha)
    ) AS claves;

    SELECT
        array_agg(cambios.pozo),
        array_agg(cambios.valor)
    INTO v_cambiados, v_meses_cambiados
    FROM etl.fnc_guardar(
        'reporting.fact_operaciones_mensuales', 'reporting.fnc_hechos_mensuales', v_pozos, v_meses,
        p_ambito => 'pozo_id = clave.pozo AND anio_mes = clave.periodo',
        p_devuelve => '{pozo_id,anio_mes}'
    ) AS cambios;

    SELECT
        array_agg(cambios.pozo_id),
        array_agg((to_date(cambios.anio_mes, 'YYYY-MM') + time '12:00') AT TIME ZONE v_zona)
    INTO v_cambiados, v_mediodias
    FROM (
        SELECT
            guardados.pozo_id,
            guardados.anio_mes
        FROM unnest(v_cambiados, v_meses_cambiados) AS guardados (pozo_id, anio_mes)
        UNION
        SELECT
            acumulados.pozo AS pozo_id,
            acumulados.valor AS anio_mes
        FROM etl.fnc_guardar(
            'reporting.fact_operaciones_mensuales', 'reporting.fnc_np_acumulado', p_pozos,
            p_devuelve => '{pozo_id,anio_mes}', p_solo_actualiza => TRUE
        ) AS acumulados
    ) AS cambios;
    PERFORM etl.fnc_encolar_claves('kpi', v_cambiados, v_mediodias);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_cargar_mensuales
IS 'Brings months and Np of wells'' days up to date and enqueues what changed for the KPIs.';
