CREATE OR REPLACE FUNCTION etl.fnc_cerrar_huecos(
    p_fuente etl.fuentes,
    p_salvo text[]
)
RETURNS integer
LANGUAGE sql
AS $$
-- Purpose: the open gaps of a source end, those of the places p_salvo apart, because it has answered again. Of a
--   source that shows its newest values only, what is known of each is noted, and that it cannot be made up for.
-- Second run: finds none. Returns how many. Reads and writes: etl.etl_ejecuciones.
    WITH cerradas AS (
        UPDATE etl.etl_ejecuciones AS ejecuciones
        SET
            hueco_abierto = FALSE,
            irrecuperable = CASE
                WHEN NOT p_fuente.da_rangos THEN format(
                    'no recuperable: %s shows its newest values only, what it showed from %s %s to %s %s is gone; '
                    'newest value before: %s',
                    p_fuente.fuente,
                    ejecuciones.fecha_desde,
                    date_trunc('second', ejecuciones.hora_desde),
                    ejecuciones.fecha_hasta,
                    date_trunc('second', ejecuciones.hora_hasta),
                    coalesce(date_trunc('second', p_fuente.ultimo_dato)::text, 'none')
                )
            END
        WHERE ejecuciones.etl_tipo = p_fuente.tipo
            AND ejecuciones.hueco_abierto
            AND (
                ejecuciones.ubicacion_id = p_fuente.ubicacion_id
                OR starts_with(ejecuciones.ubicacion_id, p_fuente.ubicacion_id || '/')
            )
            AND ejecuciones.ubicacion_id <> ALL (p_salvo)
        RETURNING ejecuciones.id
    )

    SELECT count(*)::integer
    FROM cerradas;
$$;

COMMENT ON FUNCTION etl.fnc_cerrar_huecos(etl.fuentes, text[])
IS 'Ends the open gaps of a source that has answered, and names those that cannot be made up for.';
