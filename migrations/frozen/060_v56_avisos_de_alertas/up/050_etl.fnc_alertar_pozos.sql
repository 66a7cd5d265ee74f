CREATE OR REPLACE FUNCTION etl.fnc_alertar_pozos()
RETURNS bigint
LANGUAGE plpgsql
AS $$
-- Purpose: alerts of wells, etl_tipo pozo, as rows of etl.alertas that begin and end with those of
--   reporting.vw_alerts: one open for each well and matter, CRITICAL where its level wants action at once, in
--   detalle what the view says. Where no channel wants them, those that are open end. Returns how many are new.
-- Second run: raises nothing again; an alert whose severity changed ends in one run and begins anew in the next.
-- Reads: reporting.vw_alerts, etl.canales. Writes: etl.alertas.
DECLARE
    v_nuevas bigint;
BEGIN
    WITH actuales AS MATERIALIZED (
        SELECT
            pozos.variable AS tipo,
            pozos.well_id::text AS ubicacion_id,
            CASE WHEN bool_or(pozos.requiere_accion_inmediata) THEN 'CRITICAL' ELSE 'WARNING' END AS severidad,
            min(concat_ws(
                ' ', 'well', pozos.well_id, pozos.nombre_pozo || ',', pozos.variable || ':', pozos.valor, pozos.unidad
            )) AS mensaje,
            jsonb_build_object(
                'pozo', pozos.well_id,
                'nombre', min(pozos.nombre_pozo),
                'campo', min(pozos.campo),
                'valor', min(pozos.valor),
                'unidad', min(pozos.unidad),
                'nivel', max(pozos.status_level)
            ) AS detalle
        FROM reporting.vw_alerts AS pozos
        WHERE EXISTS (
            SELECT
            FROM etl.canales AS canales
            WHERE canales.activo AND canales.asuntos <> 'corridas'
        )
        GROUP BY pozos.well_id, pozos.variable
    ),

    terminadas AS (
        UPDATE etl.alertas AS alertas
        SET resuelta_en = greatest(etl.fnc_reloj(), alertas.creada_en)
        WHERE alertas.etl_tipo = 'pozo'
            AND alertas.resuelta_en IS NULL
            AND NOT EXISTS (
                SELECT
                FROM actuales
                WHERE actuales.tipo = alertas.tipo
                    AND actuales.ubicacion_id = alertas.ubicacion_id
                    AND actuales.severidad = alertas.severidad
            )
    ),

    nuevas AS (
        INSERT INTO etl.alertas (creada_en, tipo, severidad, etl_tipo, ubicacion_id, mensaje, detalle)
        SELECT
            etl.fnc_reloj() AS creada_en,
            actuales.tipo,
            actuales.severidad,
            'pozo' AS etl_tipo,
            actuales.ubicacion_id,
            actuales.mensaje,
            actuales.detalle
        FROM actuales
        WHERE NOT EXISTS (
            SELECT
            FROM etl.alertas AS abiertas
            WHERE abiertas.tipo = actuales.tipo
                AND abiertas.etl_tipo = 'pozo'
                AND abiertas.ubicacion_id = actuales.ubicacion_id
                AND abiertas.resuelta_en IS NULL
        )
        ON CONFLICT (tipo, coalesce(etl_tipo, ''), coalesce(ubicacion_id, '')) WHERE resuelta_en IS NULL
        DO NOTHING
        RETURNING alerta_id
    )

    SELECT count(*) INTO v_nuevas
    FROM nuevas;
    RETURN v_nuevas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_alertar_pozos()
IS 'Begins and ends the alerts of wells as reporting.vw_alerts has them; how many are new.';
