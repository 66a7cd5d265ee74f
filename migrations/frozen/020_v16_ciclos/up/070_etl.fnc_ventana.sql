CREATE OR REPLACE FUNCTION etl.fnc_ventana(
    p_fecha_desde date,
    p_fecha_hasta date,
    p_hora_desde time,
    p_hora_hasta time
)
RETURNS tsrange
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the data that a run of the ledger covered, as one range in the operating zone's time.
--   Without times the days count whole, the last included. No first day: no range, the run took
--   what had changed. Dates in the wrong order make an empty range, never an error.
-- Second run: the same. Reads and writes nothing.
    SELECT
        CASE
            WHEN p_fecha_desde IS NULL THEN NULL
            ELSE tsrange(
                p_fecha_desde + coalesce(p_hora_desde, '00:00'),
                greatest(
                    p_fecha_desde + coalesce(p_hora_desde, '00:00'),
                    CASE
                        WHEN p_hora_hasta IS NULL THEN (coalesce(p_fecha_hasta, p_fecha_desde) + 1)::timestamp
                        ELSE coalesce(p_fecha_hasta, p_fecha_desde) + p_hora_hasta
                    END
                )
            )
        END;
$$;

COMMENT ON FUNCTION etl.fnc_ventana(date, date, time, time)
IS 'Range of the data that a run covered, in the operating zone; NULL for a run over what changed.';
