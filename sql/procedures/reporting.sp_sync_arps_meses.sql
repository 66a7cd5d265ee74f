CREATE OR REPLACE PROCEDURE reporting.sp_sync_arps_meses()
LANGUAGE plpgsql
AS $$
-- Purpose: remaining reserves of every month: EUR in force at its end (the newest of all for a well's
--   newest month), else the workbook's initial reserves, less Np at its end. Part of
--   sp_sync_arps_to_reporting; all months each time, there are few.
-- Second run: writes nothing; rows that differ are locked in key order.
-- Reads: reporting.fnc_eur_vigente, stage.tbl_pozo_reservas.
-- Writes: reporting.fact_operaciones_mensuales.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
BEGIN
    UPDATE reporting.fact_operaciones_mensuales AS mes
    SET
        remanent_reserves_bbl = nuevo.remanente_bbl,
        fecha_ultima_carga = v_ahora
    FROM (
        SELECT
            guardado.anio_mes,
            guardado.pozo_id,
            remanente.remanente_bbl
        FROM reporting.fact_operaciones_mensuales AS guardado
        INNER JOIN (
            SELECT
                mes.pozo_id,
                max(mes.anio_mes) AS ultimo_mes
            FROM reporting.fact_operaciones_mensuales AS mes
            GROUP BY mes.pozo_id
        ) AS ultimo ON guardado.pozo_id = ultimo.pozo_id
        LEFT JOIN LATERAL (
            SELECT reserva.reserva_inicial_teorica
            FROM stage.tbl_pozo_reservas AS reserva
            WHERE reserva.well_id = guardado.pozo_id
            ORDER BY reserva.fecha_registro DESC
            LIMIT 1
        ) AS reserva ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                coalesce(
                    reporting.fnc_eur_vigente(
                        guardado.pozo_id,
                        CASE
                            WHEN guardado.anio_mes = ultimo.ultimo_mes THEN 'infinity'
                            ELSE
                                (to_date(guardado.anio_mes, 'YYYY-MM') + interval '1 month')
                                AT TIME ZONE v_zona
                        END
                    ),
                    reserva.reserva_inicial_teorica
                ) - guardado.produccion_petroleo_acumulada_bbl AS remanente_bbl
        ) AS remanente
        WHERE guardado.remanent_reserves_bbl IS DISTINCT FROM remanente.remanente_bbl
        ORDER BY guardado.anio_mes, guardado.pozo_id
        FOR NO KEY UPDATE OF guardado
    ) AS nuevo
    WHERE mes.anio_mes = nuevo.anio_mes AND mes.pozo_id = nuevo.pozo_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_arps_meses
IS 'Part of sp_sync_arps_to_reporting: remaining reserves (bbl) of the months.';
