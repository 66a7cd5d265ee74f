CREATE OR REPLACE FUNCTION reporting.fnc_carrera_carta(
    p_well_id integer,
    p_desde timestamptz,
    p_hasta timestamptz
)
RETURNS double precision
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: stroke by the cards (in) of the readings from p_desde to p_hasta, both included: range of the
--   last downhole card's positions, else of the last surface card's.
-- Second run: the same for the same readings.
-- Reads: stage.tbl_pozo_produccion. Writes: nothing.
    SELECT carrera.pulgadas
    FROM (VALUES (1, TRUE), (2, FALSE)) AS cartas (orden, de_fondo)
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN cartas.de_fondo THEN lectura.downhole_pump_position
                ELSE lectura.surface_rod_position
            END AS puntos
        FROM stage.tbl_pozo_produccion AS lectura
        WHERE lectura.well_id = p_well_id
            AND lectura.timestamp_lectura BETWEEN p_desde AND p_hasta
            AND CASE
                WHEN cartas.de_fondo THEN lectura.downhole_pump_position
                ELSE lectura.surface_rod_position
            END IS NOT NULL
        ORDER BY lectura.timestamp_lectura DESC
        LIMIT 1
    ) AS carta
    CROSS JOIN LATERAL (
        SELECT stage.fnc_calc_finito(max(puntos.posicion) - min(puntos.posicion)) AS pulgadas
        FROM unnest(stage.fnc_carta_puntos(carta.puntos)) AS puntos (posicion)
    ) AS carrera
    WHERE carrera.pulgadas > 0
    ORDER BY cartas.orden
    LIMIT 1;
$$;

COMMENT ON FUNCTION reporting.fnc_carrera_carta(integer, timestamptz, timestamptz)
IS 'Stroke (in) by the last card of a well''s readings between two times, both included; NULL without one.';
