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
    v_horas_id integer[]; -- YYYYMMDDHH
BEGIN
    SELECT
        array_agg(claves.well_id),
        array_agg(claves.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('cdi', NULL, NULL, NULL) AS claves;

    WITH horas AS (
        SELECT
            clave.well_id,
            clave.hora,
            hora.fecha_id,
            hora.hora_id,
            hora.fecha_hora
        FROM unnest(v_pozos, v_horas) AS clave (well_id, hora)
        CROSS JOIN LATERAL reporting.fnc_horas_operativas(clave.hora, v_zona) AS operativa
        LEFT JOIN reporting.fact_operaciones_horarias AS hora
            ON
                operativa.fecha_id = hora.fecha_id
                AND operativa.hora_id = hora.hora_id
                AND clave.well_id = hora.pozo_id
    ),

    pendientes AS (
        SELECT
            etl.fnc_encolar_claves('cdi', array_agg(pendiente.well_id), array_agg(pendiente.hora)) AS claves
        FROM (
            SELECT
                horas.well_id,
                horas.hora
            FROM horas
            GROUP BY horas.well_id, horas.hora
            HAVING count(horas.fecha_hora) = 0
        ) AS pendiente
    ),

    cambiadas AS (
        SELECT
            hecho.pozo_id,
            hecho.fecha_id,
            hecho.hora_id,
            vigente.acierto_pct
        FROM (SELECT DISTINCT horas.well_id, horas.fecha_id, horas.hora_id FROM horas) AS hora
        INNER JOIN reporting.fact_operaciones_horarias AS hecho
            ON
                hora.fecha_id = hecho.fecha_id
                AND hora.hora_id = hecho.hora_id
                AND hora.well_id = hecho.pozo_id
        LEFT JOIN LATERAL (
            SELECT stroke.stroke_id
            FROM universal.stroke AS stroke
            WHERE
                stroke.well_id = hecho.pozo_id
                AND stroke.estado = 'COMPLETADO'
                AND stroke.timestamp_lectura >= hecho.fecha_hora
                -- two hours, for one that comes twice
                AND stroke.timestamp_lectura < hecho.fecha_hora + interval '2 hours'
                AND date_trunc('hour', stroke.timestamp_lectura AT TIME ZONE v_zona)
                = date_trunc('hour', hecho.fecha_hora AT TIME ZONE v_zona)
                AND EXISTS (
                    SELECT
                    FROM universal.diagnostico AS diagnostico
                    WHERE diagnostico.stroke_id = stroke.stroke_id
                )
            ORDER BY stroke.timestamp_lectura DESC
            LIMIT 1
        ) AS stroke ON TRUE
        LEFT JOIN LATERAL reporting.fnc_diagnostico_vigente(stroke.stroke_id) AS vigente ON TRUE
        WHERE hecho.kpi_ai_accuracy_pct IS DISTINCT FROM vigente.acierto_pct
        ORDER BY hecho.fecha_id, hecho.hora_id, hecho.pozo_id
        FOR NO KEY UPDATE OF hecho
    ),

    escritas AS (
        UPDATE reporting.fact_operaciones_horarias AS hecho
        SET kpi_ai_accuracy_pct = cambiadas.acierto_pct
        FROM cambiadas
        WHERE
            hecho.fecha_id = cambiadas.fecha_id
            AND hecho.hora_id = cambiadas.hora_id
            AND hecho.pozo_id = cambiadas.pozo_id
        RETURNING hecho.pozo_id, hecho.fecha_id, hecho.hora_id, hecho.fecha_hora
    )

    SELECT
        array_agg(escritas.pozo_id),
        array_agg(escritas.fecha_id * 100 + escritas.hora_id),
        array_agg(escritas.fecha_hora)
    INTO v_pozos, v_horas_id, v_horas
    FROM pendientes
    LEFT JOIN escritas ON TRUE;

    PERFORM etl.fnc_encolar_claves('derivados', v_pozos, v_horas);
    CALL reporting.sp_derivar_horas(v_pozos, v_horas_id, v_pozos, v_horas);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_cdi_horas
IS 'Part of sp_sync_cdi_to_reporting: accuracy of the diagnosis (%) of the hours, evaluated.';
