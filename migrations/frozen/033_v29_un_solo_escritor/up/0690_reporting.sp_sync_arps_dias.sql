CREATE OR REPLACE PROCEDURE reporting.sp_sync_arps_dias(
    p_pozos integer[],
    p_fechas date[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: EUR of the days, remaining recovery and life of the KPI rows, of these wells from these days on
--   (pairs) and of their newest row. Np of a day: Np of the month before (else np_inicial_bbl) and the oil
--   of the month so far. Life: remaining / mean oil of the days of the last 30. Part of
--   sp_sync_arps_to_reporting. Long because two tables get values of one computation.
-- Second run: writes nothing; rows are locked in key order.
-- Reads: reporting.fnc_eur_vigente, fact_operaciones_diarias, fact_operaciones_mensuales,
--   stage.tbl_pozo_maestra.
-- Writes: reporting.dataset_kpi_business, fact_operaciones_diarias (eur_modelo_arps).
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
BEGIN
    WITH tramos AS (
        SELECT
            clave.well_id,
            least(clave.fecha, ultima.fecha) AS primera,
            ultima.fecha AS ultima,
            least(clave.fecha, ultima.fecha) - 30 AS desde,
            coalesce(maestra.np_inicial_bbl, 0) AS np_inicial
        FROM unnest(p_pozos, p_fechas) AS clave (well_id, fecha)
        INNER JOIN stage.tbl_pozo_maestra AS maestra ON clave.well_id = maestra.well_id
        CROSS JOIN LATERAL (
            SELECT max(kpi.fecha) AS fecha
            FROM reporting.dataset_kpi_business AS kpi
            WHERE kpi.well_id = clave.well_id
        ) AS ultima
    ),

    dias AS (
        SELECT
            tramos.well_id,
            tramos.primera,
            tramos.ultima,
            tramos.np_inicial,
            to_date(dia.fecha_id::text, 'YYYYMMDD') AS fecha,
            stage.fnc_calc_finito(dia.produccion_petroleo_bbl) AS produccion_petroleo_bbl
        FROM tramos
        INNER JOIN reporting.fact_operaciones_diarias AS dia
            ON
                tramos.well_id = dia.pozo_id
                AND dia.fecha_id >= to_char(date_trunc('month', tramos.desde), 'YYYYMMDD')::integer
                AND dia.periodo_comparacion = 'DIARIO'
    ),

    acumuladas AS (
        SELECT
            dias.well_id,
            dias.fecha,
            dias.primera,
            dias.ultima,
            dias.np_inicial,
            sum(dias.produccion_petroleo_bbl) OVER (
                PARTITION BY dias.well_id, date_trunc('month', dias.fecha) ORDER BY dias.fecha
            ) AS petroleo_mes_bbl,
            avg(dias.produccion_petroleo_bbl) OVER (
                PARTITION BY dias.well_id ORDER BY dias.fecha
                RANGE BETWEEN '29 days' PRECEDING AND CURRENT ROW
            ) AS tasa_30_bpd
        FROM dias
    ),

    nuevas AS (
        SELECT
            acumuladas.well_id,
            acumuladas.fecha,
            acumuladas.tasa_30_bpd,
            eur.eur_bbl,
            eur.eur_bbl - (
                coalesce(previo.np_bbl, acumuladas.np_inicial) + coalesce(acumuladas.petroleo_mes_bbl, 0)
            ) AS remanente_bbl
        FROM acumuladas
        LEFT JOIN LATERAL (
            SELECT mes.produccion_petroleo_acumulada_bbl AS np_bbl
            FROM reporting.fact_operaciones_mensuales AS mes
            WHERE mes.pozo_id = acumuladas.well_id AND mes.anio_mes < to_char(acumuladas.fecha, 'YYYY-MM')
            ORDER BY mes.anio_mes DESC
            LIMIT 1
        ) AS previo ON TRUE
        CROSS JOIN LATERAL (
            SELECT
                reporting.fnc_eur_vigente(
                    acumuladas.well_id,
                    CASE
                        WHEN acumuladas.fecha = acumuladas.ultima THEN 'infinity'
                        ELSE (acumuladas.fecha + 1)::timestamp AT TIME ZONE v_zona
                    END
                ) AS eur_bbl
        ) AS eur
        WHERE acumuladas.fecha >= acumuladas.primera
    ),

    dias_escritos AS (
        UPDATE reporting.fact_operaciones_diarias AS dia
        SET eur_modelo_arps = nuevo.eur_bbl
        FROM (
            SELECT
                guardado.pozo_id,
                guardado.fecha_id,
                nuevas.eur_bbl
            FROM nuevas
            INNER JOIN reporting.fact_operaciones_diarias AS guardado
                ON
                    nuevas.well_id = guardado.pozo_id
                    AND guardado.fecha_id = to_char(nuevas.fecha, 'YYYYMMDD')::integer
                    AND guardado.periodo_comparacion = 'DIARIO'
            WHERE guardado.eur_modelo_arps IS DISTINCT FROM nuevas.eur_bbl
            ORDER BY guardado.fecha_id, guardado.pozo_id
            FOR NO KEY UPDATE OF guardado
        ) AS nuevo
        WHERE
            dia.fecha_id = nuevo.fecha_id
            AND dia.pozo_id = nuevo.pozo_id
            AND dia.periodo_comparacion = 'DIARIO'
    )

    UPDATE reporting.dataset_kpi_business AS kpi
    SET
        eur_remanente_bbl = nuevo.remanente_bbl,
        vida_util_estimada_dias = nuevo.vida_dias,
        fecha_calculo = v_ahora
    FROM (
        SELECT
            guardado.kpi_id,
            nuevas.remanente_bbl,
            vida.vida_dias
        FROM nuevas
        INNER JOIN reporting.dataset_kpi_business AS guardado
            ON nuevas.fecha = guardado.fecha AND nuevas.well_id = guardado.well_id
        CROSS JOIN LATERAL (
            SELECT
                CASE
                    -- greatest() would take 0 for a recovery that nobody has estimated
                    WHEN nuevas.tasa_30_bpd > 0 AND nuevas.remanente_bbl IS NOT NULL
                        THEN greatest(nuevas.remanente_bbl, 0) / nuevas.tasa_30_bpd
                END AS vida_dias
        ) AS vida
        WHERE
            (guardado.eur_remanente_bbl, guardado.vida_util_estimada_dias)
            IS DISTINCT FROM (nuevas.remanente_bbl, vida.vida_dias)
        ORDER BY guardado.fecha, guardado.well_id
        FOR NO KEY UPDATE OF guardado
    ) AS nuevo
    WHERE kpi.kpi_id = nuevo.kpi_id;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_arps_dias
IS 'Part of sp_sync_arps_to_reporting: EUR (bbl) of days, remaining recovery (bbl) and life (d) of KPI rows.';
