CREATE OR REPLACE FUNCTION reporting.fnc_acumular_np(p_pozos integer[])
RETURNS TABLE (
    pozo_id integer,
    anio_mes text
)
LANGUAGE sql
AS $$
-- Purpose: Np of every month of wells: the oil of all months up to it, and what was produced before the
--   first reading (np_inicial_bbl). A late day moves all later months. Returns the months that changed.
-- Second run: writes nothing.
-- Reads: reporting.dim_pozo. Reads and writes: reporting.fact_operaciones_mensuales.
    WITH acumulados AS (
        SELECT
            mes.pozo_id,
            mes.anio_mes,
            reporting.fnc_sumar(
                pozo.np_inicial_bbl,
                sum(mes.total_petroleo_bbl) OVER (PARTITION BY mes.pozo_id ORDER BY mes.anio_mes)
            ) AS np
        FROM reporting.fact_operaciones_mensuales AS mes
        INNER JOIN reporting.dim_pozo AS pozo ON mes.pozo_id = pozo.pozo_id
        WHERE mes.pozo_id = ANY (p_pozos)
    )

    UPDATE reporting.fact_operaciones_mensuales AS mes
    SET
        produccion_petroleo_acumulada_bbl = acumulados.np,
        fecha_ultima_carga = now()
    FROM acumulados
    WHERE mes.pozo_id = acumulados.pozo_id
        AND mes.anio_mes = acumulados.anio_mes
        AND mes.produccion_petroleo_acumulada_bbl IS DISTINCT FROM acumulados.np
    RETURNING mes.pozo_id, mes.anio_mes;
$$;

COMMENT ON FUNCTION reporting.fnc_acumular_np(integer[])
IS 'Brings Np (bbl) of all months of wells up to date; returns the months that changed.';
