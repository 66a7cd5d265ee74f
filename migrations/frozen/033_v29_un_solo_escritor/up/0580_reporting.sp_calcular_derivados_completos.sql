CREATE OR REPLACE PROCEDURE reporting.sp_calcular_derivados_completos(
    p_fecha_inicio timestamptz DEFAULT NULL,
    p_fecha_fin timestamptz DEFAULT NULL,
    p_well_id integer DEFAULT NULL
)
LANGUAGE plpgsql
SET work_mem = '128MB'
SET jit = off
AS $$
-- Purpose: everything that physics and the KPI definitions add to measured values: of the current values
--   (sp_derivar_actuales), of hours whose facts changed or lie in [inicio, fin) (sp_derivar_horas), of
--   their days and months (sp_derivar_dias). The same day twice means that day.
-- Second run: writes nothing.
-- Reads: queue derivados; see the parts. Writes: reporting.dataset_current_values, the three fact tables;
--   enqueues changed hours for cdi and ipr, changed days for kpi.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_fin CONSTANT timestamptz := CASE
        WHEN p_fecha_fin = p_fecha_inicio THEN p_fecha_fin + interval '1 day' ELSE p_fecha_fin
    END;
    v_pozos integer[];
    v_horas timestamptz[];
    v_horas_id integer[]; -- YYYYMMDDHH
    v_dias_pozos integer[];
    v_dias integer[];
BEGIN
    CALL reporting.sp_derivar_actuales(p_well_id);

    SELECT
        array_agg(claves.well_id),
        array_agg(claves.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('derivados', p_fecha_inicio, v_fin, p_well_id) AS claves;

    SELECT
        array_agg(pendientes.pozo_id),
        array_agg(pendientes.hora)
    INTO v_pozos, v_horas_id
    FROM reporting.fnc_horas_por_derivar(
        v_pozos, v_horas, p_fecha_inicio, v_fin, p_well_id, v_zona
    ) AS pendientes;

    SELECT
        array_agg(dias.pozo_id),
        array_agg(dias.fecha_id)
    INTO v_dias_pozos, v_dias
    FROM (
        SELECT DISTINCT
            horas.pozo_id,
            horas.hora / 100 AS fecha_id
        FROM unnest(v_pozos, v_horas_id) AS horas (pozo_id, hora)
    ) AS dias;

    CALL reporting.sp_derivar_horas(v_pozos, v_horas_id, v_pozos, v_horas);
    PERFORM etl.fnc_encolar_claves('cdi', v_pozos, v_horas);
    PERFORM etl.fnc_encolar_claves('ipr', v_pozos, v_horas);

    CALL reporting.sp_derivar_dias(v_dias_pozos, v_dias, v_dias_pozos, v_dias);
    SELECT array_agg(to_date(dias.fecha_id::text, 'YYYYMMDD')::timestamp AT TIME ZONE v_zona)
    INTO v_horas
    FROM unnest(v_dias) AS dias (fecha_id);
    PERFORM etl.fnc_encolar_claves('kpi', v_dias_pozos, v_horas);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_calcular_derivados_completos
IS 'Derived values of snapshot, hours, days and months: what changed, or all hours of [inicio, fin), of one '
'well or of all.';
