CREATE OR REPLACE PROCEDURE reporting.sp_sync_arps_dias(
    p_pozos integer[],
    p_fechas date[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: EUR of the days, remaining recovery and life of the KPI rows, of these wells from these days on
--   (pairs) and of their newest row. Np of a day: Np of the month before (else np_inicial_bbl) and the oil
--   of the month so far. Life: remaining / mean oil of the days of the last 30. Part of
--   sp_sync_arps_to_reporting.
-- Second run: writes nothing; rows are locked in well order.
-- Reads: reporting.fnc_eur_vigente, fact_operaciones_diarias, fact_operaciones_mensuales,
--   stage.tbl_pozo_maestra.
-- Writes: reporting.dataset_kpi_business, fact_operaciones_diarias (eur_modelo_arps).
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
BEGIN
    WITH tramos AS (
        SELECT
            t.well_id,
            least(t.fecha, u.fecha) AS primera,
            u.fecha AS ultima,
            least(t.fecha, u.fecha) - 30 AS desde,
            coalesce(m.np_inicial_bbl, 0) AS np_inicial
        FROM unnest(p_pozos, p_fechas) AS t (well_id, fecha)
        INNER JOIN stage.tbl_pozo_maestra AS m ON t.well_id = m.well_id
        CROSS JOIN LATERAL (
            SELECT max(k.fecha) AS fecha
            FROM reporting.dataset_kpi_business AS k
            WHERE k.well_id = t.well_id
        ) AS u
    ),

    dias AS (
        SELECT
            t.well_id,
            t.primera,
            t.ultima,
            t.np_inicial,
            to_date(d.fecha_id::text, 'YYYYMMDD') AS fecha,
            stage.fnc_calc_finito(d.produccion_petroleo_bbl) AS produccion_petroleo_bbl
        FROM tramos AS t
        INNER JOIN reporting.fact_operaciones_diarias AS d
            ON
                t.well_id = d.pozo_id
                AND d.fecha_id >= to_char(date_trunc('month', t.desde), 'YYYYMMDD')::integer
                AND d.periodo_comparacion = 'DIARIO'
    ),

    acumuladas AS (
        SELECT
            d.well_id,
            d.fecha,
            d.primera,
            d.ultima,
            d.np_inicial,
            sum(d.produccion_petroleo_bbl) OVER (
                PARTITION BY d.well_id, date_trunc('month', d.fecha) ORDER BY d.fecha
            ) AS petroleo_mes_bbl,
            avg(d.produccion_petroleo_bbl) OVER (
                PARTITION BY d.well_id ORDER BY d.fecha RANGE BETWEEN '29 days' PRECEDING AND CURRENT ROW
            ) AS tasa_30_bpd
        FROM dias AS d
    ),

    nuevas AS (
        SELECT
            a.well_id,
            a.fecha,
            a.tasa_30_bpd,
            e.eur_bbl,
            e.eur_bbl - (coalesce(m.np_bbl, a.np_inicial) + coalesce(a.petroleo_mes_bbl, 0)) AS remanente_bbl
        FROM acumuladas AS a
        LEFT JOIN LATERAL (
            SELECT f.produccion_petroleo_acumulada_bbl AS np_bbl
            FROM reporting.fact_operaciones_mensuales AS f
            WHERE f.pozo_id = a.well_id AND f.anio_mes < to_char(a.fecha, 'YYYY-MM')
            ORDER BY f.anio_mes DESC
            LIMIT 1
        ) AS m ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                reporting.fnc_eur_vigente(
                    a.well_id,
                    CASE
                        WHEN a.fecha = a.ultima THEN 'infinity'
                        ELSE (a.fecha + 1)::timestamp AT TIME ZONE v_zona
                    END
                ) AS eur_bbl
        ) AS e
        WHERE a.fecha >= a.primera
    ),

    dias_escritos AS (
        UPDATE reporting.fact_operaciones_diarias AS d
        SET eur_modelo_arps = n.eur_bbl
        FROM (
            SELECT
                f.pozo_id,
                f.fecha_id,
                n.eur_bbl
            FROM nuevas AS n
            INNER JOIN reporting.fact_operaciones_diarias AS f
                ON
                    n.well_id = f.pozo_id
                    AND f.fecha_id = to_char(n.fecha, 'YYYYMMDD')::integer
                    AND f.periodo_comparacion = 'DIARIO'
            WHERE f.eur_modelo_arps IS DISTINCT FROM n.eur_bbl
            ORDER BY f.pozo_id, f.fecha_id
            FOR NO KEY UPDATE OF f
        ) AS n
        WHERE d.fecha_id = n.fecha_id AND d.pozo_id = n.pozo_id AND d.periodo_comparacion = 'DIARIO'
    )

    UPDATE reporting.dataset_kpi_business AS k
    SET
        eur_remanente_bbl = n.remanente_bbl,
        vida_util_estimada_dias = n.vida_dias,
        fecha_calculo = v_ahora
    FROM (
        SELECT
            r.kpi_id,
            n.remanente_bbl,
            v.vida_dias
        FROM nuevas AS n
        INNER JOIN reporting.dataset_kpi_business AS r ON n.fecha = r.fecha AND n.well_id = r.well_id
        CROSS JOIN LATERAL (
            SELECT
                CASE
                    -- greatest() would take 0 for a recovery that nobody has estimated
                    WHEN n.tasa_30_bpd > 0 AND n.remanente_bbl IS NOT NULL
                        THEN greatest(n.remanente_bbl, 0) / n.tasa_30_bpd
                END AS vida_dias
        ) AS v
        WHERE
            (r.eur_remanente_bbl, r.vida_util_estimada_dias) IS DISTINCT FROM (n.remanente_bbl, v.vida_dias)
        ORDER BY r.well_id, r.fecha
        FOR NO KEY UPDATE OF r
    ) AS n
    WHERE k.kpi_id = n.kpi_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_arps_dias
IS 'Part of sp_sync_arps_to_reporting: EUR (bbl) of days, remaining recovery (bbl) and life (d) of KPI rows.';
