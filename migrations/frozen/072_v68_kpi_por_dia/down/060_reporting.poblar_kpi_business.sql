CREATE OR REPLACE PROCEDURE reporting.poblar_kpi_business(
    p_fecha_inicio timestamptz DEFAULT NULL,
    p_fecha_fin timestamptz DEFAULT NULL,
    p_well_id integer DEFAULT NULL
)
LANGUAGE plpgsql
SET jit = off
AS $$
-- Purpose: one row per well and day with a daily fact: the rows that dirty days, or the days of
--   [inicio, fin), may change (reporting.fnc_tramos_kpi), as reporting.fnc_filas_kpi says. The same day twice
--   means that day.
-- Second run: writes nothing; rows that differ are written in key order, rows without a day go.
-- Reads: queue kpi, reporting.fnc_tramos_kpi, fnc_filas_kpi.
-- Writes: reporting.dataset_kpi_business; enqueues its changed days for arps.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_fin CONSTANT timestamptz := CASE
        WHEN p_fecha_fin = p_fecha_inicio THEN p_fecha_fin + interval '1 day' ELSE p_fecha_fin
    END;
    v_hoy CONSTANT date := (etl.fnc_ahora() AT TIME ZONE v_zona)::date;
    v_pozos integer[];
    v_horas timestamptz[];
    v_tramos daterange[];
BEGIN
    SELECT
        array_agg(claves.well_id),
        array_agg(claves.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('kpi', p_fecha_inicio, v_fin, p_well_id) AS claves;

    SELECT
        array_agg(tramos.well_id),
        array_agg(tramos.dias)
    INTO v_pozos, v_tramos
    FROM reporting.fnc_tramos_kpi(
        v_pozos, v_horas, p_fecha_inicio, v_fin, p_well_id, v_hoy, v_zona
    ) AS tramos;

    SELECT
        array_agg(cambios.pozo),
        array_agg(cambios.valor::timestamp AT TIME ZONE v_zona)
    INTO v_pozos, v_horas
    FROM etl.fnc_guardar(
        'reporting.dataset_kpi_business', 'reporting.fnc_filas_kpi', v_pozos, v_tramos,
        p_ambito => 'well_id = clave.pozo AND fecha >= lower(clave.periodo) AND fecha < upper(clave.periodo)',
        p_devuelve => '{well_id,fecha}',
        p_ajenas => '{kpi_id,fecha_calculo,eur_remanente_bbl,vida_util_estimada_dias}'
    ) AS cambios
    WHERE NOT cambios.retirada;

    PERFORM etl.fnc_encolar_claves('arps', v_pozos, v_horas);
END;
$$;

COMMENT ON PROCEDURE reporting.poblar_kpi_business
IS 'Fills dataset_kpi_business from daily and monthly facts and the snapshot: what changed, or all days of '
'[inicio, fin), of one well or of all.';
