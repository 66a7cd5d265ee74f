CREATE OR REPLACE FUNCTION etl.fnc_corte_landing()
RETURNS date
LANGUAGE sql
STABLE
AS $$
-- Purpose: the day (UTC) before which landing must have arrived to be dropped: 30 days ago, and in any case
--   no later than the thirtieth newest day on which something arrived: a clock that is wrong, or a month
--   without any load, cannot empty landing.
-- Second run: as things are then. Reads: etl.llegadas. Writes nothing.
    SELECT
        least(
            (etl.fnc_ahora() AT TIME ZONE 'UTC')::date - 30,
            min(recientes.llegada)
        )
    FROM (
        SELECT DISTINCT llegadas.llegada
        FROM etl.llegadas AS llegadas
        ORDER BY llegadas.llegada DESC
        LIMIT 30
    ) AS recientes;
$$;

COMMENT ON FUNCTION etl.fnc_corte_landing()
IS 'Day before which landing must have arrived to be dropped; the newest 30 days of arrival always stay.';
