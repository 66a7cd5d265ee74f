-- The surface card before the newest one, at most a day older.
SELECT
    lectura.timestamp_lectura AS timestamp_carta,
    reporting.fnc_carta_json(lectura.surface_rod_position, lectura.surface_rod_load) AS superficie_json,
    reporting.fnc_carta_json(lectura.downhole_pump_position, lectura.downhole_pump_load) AS fondo_json
FROM stage.tbl_pozo_produccion AS lectura
WHERE
    lectura.well_id = %(pozo)s
    AND lectura.timestamp_lectura < %(carta)s
    AND lectura.timestamp_lectura > %(carta)s - interval '1 day'
    AND lectura.surface_rod_load IS NOT NULL
ORDER BY lectura.timestamp_lectura DESC
LIMIT 1;
