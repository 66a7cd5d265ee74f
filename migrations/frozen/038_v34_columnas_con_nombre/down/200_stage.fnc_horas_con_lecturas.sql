CREATE OR REPLACE FUNCTION stage.fnc_horas_con_lecturas(
    p_desde timestamptz,
    p_hasta timestamptz,
    p_well_id integer
)
RETURNS TABLE (
    well_id integer,
    hora timestamptz
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the wells and UTC hours that have readings from p_desde to before p_hasta. NULL limits are open,
--   no well means all. From the end of each hour the index leads to the next one that has a reading: the
--   price is that of the hours, however many readings they hold.
-- Second run: the same for the same readings.
-- Reads: stage.tbl_pozo_maestra, stage.tbl_pozo_produccion. Writes: nothing.
    WITH RECURSIVE horas AS (
        SELECT
            pozo.well_id,
            NULL::timestamptz AS hora,
            coalesce(p_desde, '-infinity') AS fin
        FROM stage.tbl_pozo_maestra AS pozo
        WHERE p_well_id IS NULL OR pozo.well_id = p_well_id
        UNION ALL
        SELECT
            horas.well_id,
            siguiente.hora,
            siguiente.hora + interval '1 hour'
        FROM horas
        CROSS JOIN LATERAL (
            SELECT date_bin('1 hour', lectura.timestamp_lectura, '2000-01-01 00:00:00+00') AS hora
            FROM stage.tbl_pozo_produccion AS lectura
            WHERE lectura.well_id = horas.well_id
                AND lectura.timestamp_lectura >= horas.fin
                AND lectura.timestamp_lectura < coalesce(p_hasta, 'infinity')
            ORDER BY lectura.timestamp_lectura
            LIMIT 1
        ) AS siguiente
    )

    SELECT
        horas.well_id,
        horas.hora
    FROM horas
    WHERE horas.hora IS NOT NULL;
$$;

COMMENT ON FUNCTION stage.fnc_horas_con_lecturas(timestamptz, timestamptz, integer)
IS 'Wells and UTC hours with readings in a range (NULLs: open) of one well or all (NULL).';
