CREATE OR REPLACE PROCEDURE reporting.sp_sync_arps_meses()
LANGUAGE plpgsql
AS $$
-- Purpose: remaining reserves of every month: EUR in force at its end (the newest of all for a well's
--   newest month), else the workbook's initial reserves, less Np at its end. Part of
--   sp_sync_arps_to_reporting; all months each time, there are few.
-- Second run: writes nothing; rows that differ are locked in well order.
-- Reads: reporting.fnc_eur_vigente, stage.tbl_pozo_reservas.
-- Writes: reporting.fact_operaciones_mensuales.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
BEGIN
    UPDATE reporting.fact_operaciones_mensuales AS m
    SET
        remanent_reserves_bbl = n.remanente_bbl,
        fecha_ultima_carga = v_ahora
    FROM (
        SELECT
            f.anio_mes,
            f.pozo_id,
            r.remanente_bbl
        FROM reporting.fact_operaciones_mensuales AS f
        INNER JOIN (
            SELECT
                u.pozo_id,
                max(u.anio_mes) AS ultimo_mes
            FROM reporting.fact_operaciones_mensuales AS u
            GROUP BY u.pozo_id
        ) AS u ON f.pozo_id = u.pozo_id
        LEFT JOIN LATERAL (
            SELECT s.reserva_inicial_teorica
            FROM stage.tbl_pozo_reservas AS s
            WHERE s.well_id = f.pozo_id
            ORDER BY s.fecha_registro DESC
            LIMIT 1
        ) AS w ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                coalesce(
                    reporting.fnc_eur_vigente(
                        f.pozo_id,
                        CASE
                            WHEN f.anio_mes = u.ultimo_mes THEN 'infinity'
                            ELSE (to_date(f.anio_mes, 'YYYY-MM') + interval '1 month') AT TIME ZONE v_zona
                        END
                    ),
                    w.reserva_inicial_teorica
                ) - f.produccion_petroleo_acumulada_bbl AS remanente_bbl
        ) AS r
        WHERE f.remanent_reserves_bbl IS DISTINCT FROM r.remanente_bbl
        ORDER BY f.pozo_id, f.anio_mes
        FOR NO KEY UPDATE OF f
    ) AS n
    WHERE m.anio_mes = n.anio_mes AND m.pozo_id = n.pozo_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_arps_meses
IS 'Part of sp_sync_arps_to_reporting: remaining reserves (bbl) of the months.';
