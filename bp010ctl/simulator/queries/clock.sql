-- The database's clock and operating zone, for a simulation that fits them.
SELECT
    etl.fnc_ahora() AS ahora,
    referencial.fnc_zona_horaria() AS zona;
