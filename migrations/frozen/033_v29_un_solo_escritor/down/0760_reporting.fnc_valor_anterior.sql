CREATE OR REPLACE FUNCTION reporting.fnc_valor_anterior(
    p_well_id integer,
    p_posicion integer,
    p_fecha date,
    p_inicio timestamptz,
    p_tramo timestamptz
)
RETURNS TABLE (valor double precision)
LANGUAGE sql
STABLE
AS $$
-- Purpose: last value of a series of a well before the hour p_tramo of day p_fecha, which starts at
--   p_inicio: of the same day, else, unless it is a daily counter, of the last day that has one. Always
--   one row, so that it is inlined: it is asked for 13 series of each day.
-- Second run: the same for the same hours.
-- Reads: reporting.tbl_resumen_horario, reporting.tbl_cierre_contador. Writes: nothing.
    SELECT
        coalesce(
            (
                SELECT resumen.ultimos[p_posicion]
                FROM reporting.tbl_resumen_horario AS resumen
                WHERE resumen.well_id = p_well_id
                    AND resumen.tramo >= p_inicio
                    AND resumen.tramo < p_tramo
                    AND resumen.ultimos[p_posicion] IS NOT NULL
                ORDER BY resumen.tramo DESC
                LIMIT 1
            ),
            (
                SELECT cierre.valor
                FROM reporting.tbl_cierre_contador AS cierre
                WHERE cierre.well_id = p_well_id
                    AND cierre.posicion = p_posicion
                    AND cierre.fecha < p_fecha
                    AND p_posicion > 8
                ORDER BY cierre.fecha DESC
                LIMIT 1
            )
        );
$$;

COMMENT ON FUNCTION reporting.fnc_valor_anterior(integer, integer, date, timestamptz, timestamptz)
IS 'Last value of a series before an hour, in its unit; daily counters do not reach into other days.';
