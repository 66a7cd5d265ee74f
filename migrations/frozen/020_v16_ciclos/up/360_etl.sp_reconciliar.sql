CREATE OR REPLACE PROCEDURE etl.sp_reconciliar(p_dias integer DEFAULT 35)
LANGUAGE plpgsql
AS $$
-- Purpose: compares the hours that the facts are made of with the readings of the last p_dias days, by
--   number, first and last reading; hours that differ and do not wait already are enqueued for every
--   consumer of readings. Nothing should ever differ: a WARNING says how many did.
-- Second run: finds those waiting.
-- Reads: stage.tbl_pozo_produccion, reporting.tbl_resumen_horario, etl.consumidores. Writes: etl.claves_sucias.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_desde CONSTANT timestamptz := date_trunc('day', etl.fnc_ahora(), v_zona) - make_interval(days => p_dias);
    v_pozos integer[];
    v_horas timestamptz[];
BEGIN
    WITH lecturas AS (
        SELECT
            produccion.well_id,
            date_trunc('hour', produccion.timestamp_lectura, v_zona) AS tramo,
            count(*) AS cuantas,
            min(produccion.timestamp_lectura) AS primera,
            max(produccion.timestamp_lectura) AS ultima
        FROM stage.tbl_pozo_produccion AS produccion
        WHERE produccion.timestamp_lectura >= v_desde
        GROUP BY 1, 2
    ),

    resumen AS (
        SELECT *
        FROM reporting.tbl_resumen_horario AS tramos
        WHERE tramos.tramo >= v_desde
    ),

    distintas AS (
        SELECT
            coalesce(lecturas.well_id, resumen.well_id) AS well_id,
            coalesce(lecturas.tramo, resumen.tramo) AS tramo
        FROM lecturas
        FULL JOIN resumen ON lecturas.well_id = resumen.well_id AND lecturas.tramo = resumen.tramo
        WHERE (lecturas.cuantas, lecturas.primera, lecturas.ultima)
            IS DISTINCT FROM (resumen.lecturas::bigint, resumen.primera_lectura, resumen.ultima_lectura)
    ),

    horas AS ( -- an hour of a zone with half hours lies in two hours of UTC
        SELECT DISTINCT
            distintas.well_id,
            date_bin('1 hour', distintas.tramo + margen, '2000-01-01 00:00:00+00') AS hora
        FROM distintas
        CROSS JOIN (VALUES (interval '0'), (interval '59 minutes 59.999999 seconds')) AS margenes (margen)
    )

    SELECT
        array_agg(horas.well_id ORDER BY horas.well_id, horas.hora),
        array_agg(horas.hora ORDER BY horas.well_id, horas.hora)
    INTO v_pozos, v_horas
    FROM horas
    WHERE NOT EXISTS (
        SELECT
        FROM etl.claves_sucias AS sucias
        WHERE sucias.consumidor = 'hechos'
            AND sucias.well_id = horas.well_id
            AND sucias.hora = horas.hora
    );
    IF v_pozos IS NULL THEN
        RETURN;
    END IF;

    PERFORM etl.fnc_encolar_claves(consumidores.consumidor, v_pozos, v_horas)
    FROM etl.consumidores
    WHERE consumidores.lecturas;
    RAISE WARNING '% well-hours of the facts did not match their readings, they are computed again',
        cardinality(v_pozos);
END;
$$;

COMMENT ON PROCEDURE etl.sp_reconciliar
IS 'Enqueues the well-hours of the last days (number) whose facts do not match their readings.';
