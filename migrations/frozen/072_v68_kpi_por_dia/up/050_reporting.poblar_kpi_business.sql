CREATE OR REPLACE PROCEDURE reporting.poblar_kpi_business(
    p_fecha_inicio timestamptz DEFAULT NULL,
    p_fecha_fin timestamptz DEFAULT NULL,
    p_well_id integer DEFAULT NULL
)
LANGUAGE plpgsql
SET jit = off
AS $$
-- Purpose: one row per well and day with a daily fact: the rows that dirty days, or the days of
--   [inicio, fin), may change (reporting.fnc_tramos_kpi), as reporting.fnc_filas_kpi says. Of the other days
--   of their months only what a month shares is written (fnc_kpi_mes). The same day twice means that day.
-- Second run: writes nothing; rows that differ are written in key order, rows without a day go.
-- Reads: queue kpi, reporting.fnc_tramos_kpi, fnc_filas_kpi, fnc_kpi_mes.
-- Writes: reporting.dataset_kpi_business; enqueues dirty and changed days for arps, whose Np may differ
--   where no KPI does.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_fin CONSTANT timestamptz := CASE
        WHEN p_fecha_fin = p_fecha_inicio THEN p_fecha_fin + interval '1 day' ELSE p_fecha_fin
    END;
    v_hoy CONSTANT date := (etl.fnc_ahora() AT TIME ZONE v_zona)::date;
    v_sucios integer[];
    v_horas timestamptz[];
    v_pozos integer[];
    v_tramos daterange[];
    v_pozos_mes integer[];
    v_meses daterange[];
BEGIN
    SELECT
        array_agg(claves.well_id),
        array_agg(claves.hora)
    INTO v_sucios, v_horas
    FROM etl.fnc_reclamar_claves('kpi', p_fecha_inicio, v_fin, p_well_id) AS claves;

    SELECT
        array_agg(tramos.well_id) FILTER (WHERE NOT tramos.solo_mes),
        array_agg(tramos.dias) FILTER (WHERE NOT tramos.solo_mes),
        array_agg(tramos.well_id) FILTER (WHERE tramos.solo_mes),
        array_agg(tramos.dias) FILTER (WHERE tramos.solo_mes)
    INTO v_pozos, v_tramos, v_pozos_mes, v_meses
    FROM reporting.fnc_tramos_kpi(
        v_sucios, v_horas, p_fecha_inicio, v_fin, p_well_id, v_hoy, v_zona
    ) AS tramos;

    -- earlier days first: reporting.sp_sync_arps_dias locks in order of days, too
    PERFORM
    FROM etl.fnc_guardar(
        'reporting.dataset_kpi_business', 'reporting.fnc_kpi_mes', v_pozos_mes, v_meses, p_solo_actualiza => TRUE
    );

    SELECT
        array_agg(dias.well_id),
        array_agg(dias.fecha::timestamp AT TIME ZONE v_zona)
    INTO v_pozos, v_horas
    FROM (
        SELECT
            cambios.pozo AS well_id,
            cambios.valor::date AS fecha
        FROM etl.fnc_guardar(
            'reporting.dataset_kpi_business', 'reporting.fnc_filas_kpi', v_pozos, v_tramos,
            p_ambito => 'well_id = clave.pozo AND fecha >= lower(clave.periodo) AND fecha < upper(clave.periodo)',
            p_devuelve => '{well_id,fecha}',
            p_ajenas => '{kpi_id,fecha_calculo,eur_remanente_bbl,vida_util_estimada_dias}'
        ) AS cambios
        WHERE NOT cambios.retirada
        UNION
        SELECT
            sucios.well_id,
            (sucios.hora AT TIME ZONE v_zona)::date AS fecha
        FROM unnest(v_sucios, v_horas) AS sucios (well_id, hora)
    ) AS dias;

    PERFORM etl.fnc_encolar_claves('arps', v_pozos, v_horas);
END;
$$;

COMMENT ON PROCEDURE reporting.poblar_kpi_business
IS 'Fills dataset_kpi_business from daily and monthly facts and the snapshot: what changed, or all days of '
'[inicio, fin), of one well or of all.';
