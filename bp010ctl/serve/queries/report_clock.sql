SELECT
    etl.fnc_ahora() AS ahora,
    current_setting('TimeZone') AS zona;
