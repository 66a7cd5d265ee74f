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
    v_fechas integer[];
    v_horas_id integer[];
    v_dias_pozos integer[];
    v_dias integer[];
BEGIN
    CALL reporting.sp_derivar_actuales(p_well_id);

    SELECT
        array_agg(c.well_id),
        array_agg(c.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('derivados', p_fecha_inicio, v_fin, p_well_id) AS c;

    SELECT
        array_agg(h.pozo_id),
        array_agg(h.fecha_id),
        array_agg(h.hora_id)
    INTO v_pozos, v_fechas, v_horas_id
    FROM reporting.fnc_horas_por_derivar(
        v_pozos, v_horas, p_fecha_inicio, v_fin, p_well_id, v_zona
    ) AS h;

    SELECT
        array_agg(d.pozo_id),
        array_agg(d.fecha_id)
    INTO v_dias_pozos, v_dias
    FROM (SELECT DISTINCT u.pozo_id, u.fecha_id FROM unnest(v_pozos, v_fechas) AS u (pozo_id, fecha_id)) AS d;

    CALL reporting.sp_derivar_horas(v_pozos, v_fechas, v_horas_id, v_pozos, v_horas);
    PERFORM etl.fnc_encolar_claves('cdi', v_pozos, v_horas);
    PERFORM etl.fnc_encolar_claves('ipr', v_pozos, v_horas);

    CALL reporting.sp_derivar_dias(v_dias_pozos, v_dias, v_dias_pozos, v_dias);
    SELECT array_agg(to_date(d.fecha_id::text, 'YYYYMMDD')::timestamp AT TIME ZONE v_zona)
    INTO v_horas
    FROM unnest(v_dias) AS d (fecha_id);
    PERFORM etl.fnc_encolar_claves('kpi', v_dias_pozos, v_horas);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_calcular_derivados_completos
IS 'Derived values of snapshot, hours, days and months: what changed, or all hours of [inicio, fin), of one '
'well or of all.';
