CREATE OR REPLACE FUNCTION etl.fnc_alertar()
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: raises the alerts that there is reason for: by cycle and place gap (a failed or missing run that
--   nothing has made up for), tasa_exito (under 90 % of the last 20 runs succeeded) and fallos (five of the
--   last ten failed); adelanto (wells whose readings are dated ahead of now); what etl.fnc_motivos_fuentes
--   finds; resolves those whose reason is gone. A run failed, too, when a step of it did that is not
--   critical. Attempts that found the cycle busy do not count. Long because it is one list of reasons.
-- Second run: raises nothing again. Returns how many are new. Reads: etl.v_gaps_pendientes,
--   etl.v_ultimas_ejecuciones, etl.etl_ejecuciones, etl.fuentes, reporting.dataset_current_values.
-- Writes: etl.alertas.
DECLARE
    v_motivo record;
    v_abiertos text[] := ARRAY[]::text[];
    v_nuevas integer := 0;
BEGIN
    FOR v_motivo IN
        WITH medidas AS (
            SELECT
                grupos.etl_tipo,
                grupos.ubicacion_id,
                grupos.id,
                count(*) FILTER (WHERE ultimas.puesto <= 10 AND ultimas.fallo) AS fallos_de_diez,
                count(*) AS cuantas,
                count(*) FILTER (WHERE NOT ultimas.fallo) AS logradas
            FROM etl.v_ultimas_ejecuciones AS grupos
            CROSS JOIN LATERAL (
                SELECT
                    ejecuciones.estado = 'fallido'
                    OR (ejecuciones.estado = 'parcial' AND ejecuciones.error_tipo IS NOT NULL) AS fallo,
                    row_number() OVER (ORDER BY ejecuciones.fecha_inicio DESC) AS puesto
                FROM etl.etl_ejecuciones AS ejecuciones
                WHERE ejecuciones.etl_tipo = grupos.etl_tipo
                    AND coalesce(ejecuciones.ubicacion_id, '') = coalesce(grupos.ubicacion_id, '')
                    AND ejecuciones.estado <> 'en_proceso'
                    AND ejecuciones.ocupado_por IS NULL
                    AND ejecuciones.ticks_perdidos IS NULL
                ORDER BY ejecuciones.fecha_inicio DESC
                LIMIT 20
            ) AS ultimas
            GROUP BY grupos.etl_tipo, grupos.ubicacion_id, grupos.id
        )

        SELECT
            'gap' AS tipo,
            'WARNING' AS severidad,
            gaps.etl_tipo,
            gaps.ubicacion_id,
            min(gaps.id) AS ejecucion_id,
            format(
                '%s: %s gap(s) to make up for since %s',
                concat_ws(' ', gaps.etl_tipo, gaps.ubicacion_id), count(*), min(gaps.fecha_inicio)
            ) AS mensaje
        FROM etl.v_gaps_pendientes AS gaps
        GROUP BY gaps.etl_tipo, gaps.ubicacion_id
        UNION ALL
        SELECT
            'tasa_exito' AS tipo,
            'WARNING' AS severidad,
            medidas.etl_tipo,
            medidas.ubicacion_id,
            medidas.id AS ejecucion_id,
            format('%s: %s of the last 20 runs succeeded', medidas.etl_tipo, medidas.logradas) AS mensaje
        FROM medidas
        WHERE medidas.cuantas = 20 AND medidas.logradas < 18
        UNION ALL
        SELECT
            'fallos' AS tipo,
            'CRITICAL' AS severidad,
            medidas.etl_tipo,
            medidas.ubicacion_id,
            medidas.id AS ejecucion_id,
            format('%s: %s of the last 10 runs failed', medidas.etl_tipo, medidas.fallos_de_diez) AS mensaje
        FROM medidas
        WHERE medidas.fallos_de_diez >= 5
        UNION ALL
        SELECT
            'adelanto' AS tipo,
            'WARNING' AS severidad,
            'stage' AS etl_tipo,
            NULL AS ubicacion_id,
            NULL AS ejecucion_id,
            format(
                '%s well(s) have readings dated ahead of now, by up to %s min: %s%s',
                count(*),
                max(adelantados.minutos_adelanto),
                string_agg(adelantados.well_id::text, ', ' ORDER BY adelantados.puesto)
                    FILTER (WHERE adelantados.puesto <= 10),
                CASE WHEN count(*) > 10 THEN ', ...' ELSE '' END
            ) AS mensaje
        FROM (
            SELECT
                fotos.well_id,
                fotos.minutos_adelanto,
                row_number() OVER (ORDER BY fotos.minutos_adelanto DESC, fotos.well_id) AS puesto
            FROM reporting.dataset_current_values AS fotos
            WHERE fotos.minutos_adelanto IS NOT NULL
        ) AS adelantados
        HAVING count(*) > 0
        UNION ALL
        SELECT
            fuentes.tipo,
            fuentes.severidad,
            fuentes.etl_tipo,
            fuentes.ubicacion_id,
            NULL AS ejecucion_id,
            fuentes.mensaje
        FROM etl.fnc_motivos_fuentes() AS fuentes
    LOOP
        v_abiertos := v_abiertos || concat_ws(E'\t', v_motivo.tipo, v_motivo.etl_tipo, v_motivo.ubicacion_id);
        v_nuevas := v_nuevas + etl.fnc_alerta(
            v_motivo.tipo, v_motivo.severidad, v_motivo.etl_tipo, v_motivo.ubicacion_id,
            v_motivo.ejecucion_id, v_motivo.mensaje
        )::integer;
    END LOOP;

    UPDATE etl.alertas AS alertas
    SET resuelta_en = greatest(etl.fnc_reloj(), alertas.creada_en)
    WHERE alertas.resuelta_en IS NULL
        AND concat_ws(E'\t', alertas.tipo, alertas.etl_tipo, alertas.ubicacion_id) <> ALL (v_abiertos)
        AND (
            alertas.tipo IN ('gap', 'tasa_exito', 'fallos', 'adelanto', 'silencio', 'confiabilidad', 'reloj')
            OR (alertas.tipo = 'excedida' AND NOT EXISTS (
                SELECT
                FROM etl.etl_ejecuciones AS ejecuciones
                WHERE ejecuciones.id = alertas.ejecucion_id AND ejecuciones.estado = 'en_proceso'
            ))
        );
    RETURN v_nuevas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_alertar()
IS 'Raises alerts on gaps, poor success, repeated failures and clocks ahead, resolves others; how many new.';
