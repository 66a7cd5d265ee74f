CREATE OR REPLACE FUNCTION reporting.fnc_carta_mas_nueva(
    p_well_id integer,
    p_desde timestamptz,
    p_hasta timestamptz DEFAULT 'infinity'
)
RETURNS TABLE (
    well_id integer,
    timestamp_lectura timestamptz,
    superficie jsonb,
    fondo jsonb
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the newest card of a well since p_desde, and up to p_hasta: the newest reading with a surface or a
--   downhole card; a pair of arrays that does not parse, differs in length or has up to two points is none.
-- Second run: the same card. Reads: stage.tbl_pozo_produccion. Writes: nothing.
    SELECT
        lectura.well_id,
        lectura.timestamp_lectura,
        carta.superficie,
        carta.fondo
    FROM stage.tbl_pozo_produccion AS lectura
    CROSS JOIN LATERAL (
        SELECT
            reporting.fnc_carta_json(lectura.surface_rod_position, lectura.surface_rod_load) AS superficie,
            reporting.fnc_carta_json(lectura.downhole_pump_position, lectura.downhole_pump_load) AS fondo
        OFFSET 0 -- computed once, not once to look and once to show
    ) AS carta
    WHERE
        lectura.well_id = p_well_id
        AND lectura.timestamp_lectura >= p_desde
        AND lectura.timestamp_lectura <= p_hasta
        -- the condition of an index: readings without a card are not looked at
        AND num_nonnulls(
            lectura.surface_rod_position, lectura.downhole_pump_position, lectura.downhole_pump_load
        ) > 0
        AND (carta.superficie IS NOT NULL OR carta.fondo IS NOT NULL)
    ORDER BY lectura.timestamp_lectura DESC
    LIMIT 1;
$$;

COMMENT ON FUNCTION reporting.fnc_carta_mas_nueva(integer, timestamptz, timestamptz)
IS 'Newest surface and downhole card of a well as JSON (positions in in, loads in lbf); no row without one.';
