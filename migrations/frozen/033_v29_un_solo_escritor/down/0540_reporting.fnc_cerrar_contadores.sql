CREATE OR REPLACE FUNCTION reporting.fnc_cerrar_contadores(
    p_pozos integer[],
    p_fechas date[]
)
RETURNS TABLE (
    well_id integer,
    posicion smallint,
    fecha date,
    valor double precision
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: last value of each series on days (pairs of two arrays); series without one give no row.
-- Second run: the same for the same hours.
-- Reads: reporting.tbl_resumen_horario. Writes: nothing.
    WITH dias AS (
        SELECT
            claves.well_id,
            claves.fecha,
            claves.fecha::timestamp AT TIME ZONE zona.nombre AS inicio,
            (claves.fecha + 1)::timestamp AT TIME ZONE zona.nombre AS fin
        FROM unnest(p_pozos, p_fechas) AS claves (well_id, fecha)
        CROSS JOIN referencial.fnc_zona_horaria() AS zona (nombre)
    )

    SELECT
        dias.well_id,
        series.posicion::smallint,
        dias.fecha,
        cierre.valor
    FROM dias
    CROSS JOIN LATERAL (
        SELECT
            resumen.tramo,
            resumen.ultimos
        FROM reporting.tbl_resumen_horario AS resumen
        WHERE resumen.well_id = dias.well_id
            AND resumen.tramo >= dias.inicio
            AND resumen.tramo < dias.fin
        ORDER BY resumen.tramo DESC
        LIMIT 1
    ) AS final
    CROSS JOIN LATERAL unnest(final.ultimos) WITH ORDINALITY AS series (valor, posicion)
    CROSS JOIN LATERAL (
        SELECT
            coalesce(
                series.valor,
                (
                    SELECT resumen.ultimos[series.posicion]
                    FROM reporting.tbl_resumen_horario AS resumen
                    WHERE resumen.well_id = dias.well_id
                        AND resumen.tramo >= dias.inicio
                        AND resumen.tramo < final.tramo
                        AND resumen.ultimos[series.posicion] IS NOT NULL
                    ORDER BY resumen.tramo DESC
                    LIMIT 1
                )
            ) AS valor
    ) AS cierre
    WHERE cierre.valor IS NOT NULL;
$$;

COMMENT ON FUNCTION reporting.fnc_cerrar_contadores(integer[], date[])
IS 'Rows of reporting.tbl_cierre_contador for wells and days of the operating zone; units as there.';
