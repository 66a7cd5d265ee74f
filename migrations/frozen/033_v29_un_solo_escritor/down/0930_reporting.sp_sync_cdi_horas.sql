CREATE OR REPLACE PROCEDURE reporting.sp_sync_cdi_horas()
LANGUAGE plpgsql
AS $$
-- Purpose: the accuracy of the newest completed stroke of each dirty hour, evaluated; NULL where there is
--   none. Part of sp_sync_cdi_to_reporting.
-- Second run: writes nothing. An hour without a fact keeps its key until the fact is there.
-- Reads: universal.stroke, universal.diagnostico, queue cdi. Writes: reporting.fact_operaciones_horarias;
--   enqueues the changed hours for derivados, whose days average them.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_pozos integer[];
    v_horas timestamptz[];
    v_fechas integer[];
    v_horas_id integer[];
BEGIN
    SELECT
        array_agg(c.well_id),
        array_agg(c.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('cdi', NULL, NULL, NULL) AS c;

    WITH horas AS (
        SELECT
            c.well_id,
            c.hora,
            h.fecha_id,
            h.hora_id,
            h.fecha_hora
        FROM unnest(v_pozos, v_horas) AS c (well_id, hora)
        CROSS JOIN LATERAL reporting.fnc_horas_operativas(c.hora, v_zona) AS o
        LEFT JOIN reporting.fact_operaciones_horarias AS h
            ON o.fecha_id = h.fecha_id AND o.hora_id = h.hora_id AND c.well_id = h.pozo_id
    ),

    pendientes AS (
        SELECT etl.fnc_encolar_claves('cdi', array_agg(p.well_id), array_agg(p.hora)) AS claves
        FROM (
            SELECT
                h.well_id,
                h.hora
            FROM horas AS h
            GROUP BY h.well_id, h.hora
            HAVING count(h.fecha_hora) = 0
        ) AS p
    ),

    cambiadas AS (
        SELECT
            f.pozo_id,
            f.fecha_id,
            f.hora_id,
            d.acierto_pct
        FROM (SELECT DISTINCT h.well_id, h.fecha_id, h.hora_id FROM horas AS h) AS h
        INNER JOIN reporting.fact_operaciones_horarias AS f
            ON h.fecha_id = f.fecha_id AND h.hora_id = f.hora_id AND h.well_id = f.pozo_id
        LEFT JOIN LATERAL (
            SELECT s.stroke_id
            FROM universal.stroke AS s
            WHERE
                s.well_id = f.pozo_id
                AND s.estado = 'COMPLETADO'
                AND s.timestamp_lectura >= f.fecha_hora
                AND s.timestamp_lectura < f.fecha_hora + interval '2 hours' -- an hour that comes twice
                AND date_trunc('hour', s.timestamp_lectura AT TIME ZONE v_zona)
                = date_trunc('hour', f.fecha_hora AT TIME ZONE v_zona)
                AND EXISTS (SELECT FROM universal.diagnostico AS g WHERE g.stroke_id = s.stroke_id)
            ORDER BY s.timestamp_lectura DESC
            LIMIT 1
        ) AS s ON TRUE
        LEFT JOIN LATERAL reporting.fnc_diagnostico_vigente(s.stroke_id) AS d ON TRUE
        WHERE f.kpi_ai_accuracy_pct IS DISTINCT FROM d.acierto_pct
        ORDER BY f.pozo_id, f.fecha_id, f.hora_id
        FOR NO KEY UPDATE OF f
    ),

    escritas AS (
        UPDATE reporting.fact_operaciones_horarias AS f
        SET kpi_ai_accuracy_pct = c.acierto_pct
        FROM cambiadas AS c
        WHERE f.fecha_id = c.fecha_id AND f.hora_id = c.hora_id AND f.pozo_id = c.pozo_id
        RETURNING f.pozo_id, f.fecha_id, f.hora_id, f.fecha_hora
    )

    SELECT
        array_agg(e.pozo_id),
        array_agg(e.fecha_id),
        array_agg(e.hora_id),
        array_agg(e.fecha_hora)
    INTO v_pozos, v_fechas, v_horas_id, v_horas
    FROM pendientes
    LEFT JOIN escritas AS e ON TRUE;

    PERFORM etl.fnc_encolar_claves('derivados', v_pozos, v_horas);
    CALL reporting.sp_derivar_horas(v_pozos, v_fechas, v_horas_id, v_pozos, v_horas);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_cdi_horas
IS 'Part of sp_sync_cdi_to_reporting: accuracy of the diagnosis (%) of the hours, evaluated.';
